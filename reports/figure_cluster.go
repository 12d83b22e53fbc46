package reports

import (
	"cmp"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// ClusterInput is what ReservedFigure and TasksFigure make their pictures from: all services of one run.
type ClusterInput struct {
	Scenario *sim.Scenario
	Names    *sim.Names
	Tracks   *Tracks
	Marks    []Mark   // in any order
	End      sim.Time // when the run ended
	// Unfinished says that a service was still at work then.
	Unfinished bool
	Subtitle   string
	Footer     string
}

// figure is the picture without its panels.
func (in *ClusterInput) figure(title string) Figure {
	f := Figure{Title: title + " · " + in.Scenario.Name, Subtitle: in.Subtitle, Footer: in.Footer}
	seen := nothingYet()
	for i := range in.Tracks.Tasks {
		for k, bar := range in.Tracks.Tasks[i].Bars {
			if k > 0 || bar.At > 0 || !bar.Phase.IsRunning() {
				seen.see(bar.At)
			}
		}
	}
	for _, steps := range in.Tracks.Hosts {
		for _, step := range steps[1:] {
			seen.see(step.At)
		}
	}
	seen.seeMarks(in.Marks)
	f.fit(seen, in.End, in.Unfinished)
	f.takeMarks(in.Marks)
	return f
}

// hosts are the instances of a picture of the cluster: those that were registered at some time of the window, by zone and
// number. Fargate has none.
func (in *ClusterInput) hosts(f *Figure) []sim.InstanceID {
	var ids []sim.InstanceID
	for i := range in.Tracks.members {
		if in.isFargate(sim.InstanceID(i)) {
			continue
		}
		if tints := hostTints(in.Tracks.Hosts[i], f.From, f.To); len(tints) == 1 && tints[0] == (Tint{TintAbsent, f.From, f.To}) {
			continue
		}
		ids = append(ids, sim.InstanceID(i))
	}
	in.sortByZone(ids)
	return ids
}

func (in *ClusterInput) isFargate(i sim.InstanceID) bool {
	return in.Scenario.Groups[in.Tracks.members[i].Group].Fargate
}

func (in *ClusterInput) sortByZone(ids []sim.InstanceID) {
	slices.SortStableFunc(ids, func(a, b sim.InstanceID) int {
		return cmp.Compare(in.Tracks.members[a].Zone, in.Tracks.members[b].Zone)
	})
}

// hostTints are the times in a window in which an instance doesn't take tasks, joined where they are alike.
func hostTints(steps []HostStep, from, to sim.Time) []Tint {
	var tints []Tint
	for i, step := range steps {
		end := sim.Never
		if i+1 < len(steps) {
			end = steps[i+1].At
		}
		kind := TintDisconnected
		switch {
		case step.takes():
			continue
		case !step.State.IsRegistered():
			kind = TintAbsent
		case step.State == sim.InstanceDraining:
			kind = TintDraining
		}
		if n := len(tints); n > 0 && tints[n-1].Kind == kind && tints[n-1].To == step.At {
			tints[n-1].To = end
			continue
		}
		tints = append(tints, Tint{kind, step.At, end})
	}
	return clipTints(tints, from, to)
}
