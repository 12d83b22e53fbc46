package reports

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostLanes is how many deployments get a panel of their own, or share the last one as "earlier".
const mostLanes = 4

// lanes are the counts of one service's deployments, newest first, and of the service as a whole.
type lanes struct {
	groups  []lane
	tasks   Steps // tasks that count toward the cap
	healthy Steps
}

// lane is one deployment, or several early ones taken together.
type lane struct {
	name, note string
	hue        Hue
	now        tally
	edges      [numShades]Steps // stacked: tasks in this state and all before it
}

// tally counts tasks by state.
type tally [numShades]int32

func tallyOf(s *metrics.Sample) tally {
	return tally{
		ShadeHealthy:   s.Healthy,
		ShadeUnhealthy: s.Unhealthy,
		ShadeWaiting:   max(0, s.Running-s.Healthy-s.Unhealthy),
		ShadePending:   s.Pending,
		ShadeStopping:  s.Stopping,
	}
}

// countLanes folds the samples. Those of one instant are taken together: what it shows of an instant is how it ended.
func countLanes(in *CountsInput) *lanes {
	deployments := listDeployments(in)
	l := &lanes{groups: nameLanes(in, deployments)}
	latest := make([]tally, len(deployments))
	for i := 0; i < len(in.Samples); {
		at, touched := in.Samples[i].At, false
		for ; i < len(in.Samples) && in.Samples[i].At == at; i++ {
			s := &in.Samples[i]
			if s.Service != in.Service {
				continue
			}
			touched = true
			d := slices.IndexFunc(deployments, func(f metrics.Sample) bool { return f.Deployment == s.Deployment })
			now := tallyOf(s)
			g := &l.groups[laneOf(d, len(deployments))]
			for k := range now {
				g.now[k] += now[k] - latest[d][k]
			}
			latest[d] = now
		}
		if touched {
			l.push(at, in.Scenario.Rules.StoppingCounts)
		}
	}
	return l
}

// listDeployments gives the first sample of each of the service's deployments, newest deployment first.
func listDeployments(in *CountsInput) []metrics.Sample {
	var firsts []metrics.Sample
	for _, s := range in.Samples {
		known := func(f metrics.Sample) bool { return f.Deployment == s.Deployment }
		if s.Service == in.Service && !slices.ContainsFunc(firsts, known) {
			firsts = append(firsts, s)
		}
	}
	slices.SortFunc(firsts, func(a, b metrics.Sample) int { return int(b.Deployment) - int(a.Deployment) })
	return firsts
}

// laneOf is the lane of the i-th newest of n deployments.
func laneOf(i, n int) int {
	if n > mostLanes {
		return min(i, mostLanes-1)
	}
	return i
}

// nameLanes makes the lanes of deployments, given by their first samples, newest first.
func nameLanes(in *CountsInput, deployments []metrics.Sample) []lane {
	groups := make([]lane, min(len(deployments), mostLanes))
	hues := [...]Hue{HueNew, HueSecond, HueThird}
	for i := range groups {
		first := &deployments[i]
		g := &groups[i]
		g.hue = hues[min(i, len(hues)-1)]
		if i > 0 && i == len(groups)-1 {
			g.hue = HueOld
		}
		if i == mostLanes-1 && len(deployments) > mostLanes {
			g.name, g.note = "earlier", fmt.Sprintf("%d older deployments", len(deployments)-i)
			break
		}
		g.name, g.note = laneName(in, deployments, i), created(in, first)
		if i == 0 && len(groups) > 1 {
			g.note = "new, " + g.note
		}
		if i > 0 {
			g.note = "old, " + g.note
		}
	}
	return groups
}

// laneName is the name of the i-th deployment's revision, with the deployment's number where that isn't enough.
func laneName(in *CountsInput, deployments []metrics.Sample, i int) string {
	d := &deployments[i]
	name := in.Names.TaskDefinition(d.Definition)
	for j := range deployments {
		if j != i && deployments[j].Definition == d.Definition {
			return fmt.Sprintf("%s, deployment %d", name, d.Deployment+1)
		}
	}
	return name
}

// created says since when a deployment exists.
func created(in *CountsInput, first *metrics.Sample) string {
	if first.At == 0 && in.Scenario.Services[in.Service].InitialState == sim.Steady {
		return "from the start"
	}
	return "created " + Clock(first.At)
}

// push takes the present counts over into the series.
func (l *lanes) push(at sim.Time, stoppingCounts bool) {
	var tasks, healthy int32
	for i := range l.groups {
		g := &l.groups[i]
		healthy += g.now[ShadeHealthy]
		var edge int32
		for s, n := range g.now {
			edge += n
			g.edges[s].push(at, edge)
			if Shade(s) != ShadeStopping || stoppingCounts {
				tasks += n
			}
		}
	}
	l.tasks.push(at, tasks)
	l.healthy.push(at, healthy)
}
