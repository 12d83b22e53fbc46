package reports

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// lows are how low and how high the service went.
func (v *verdict) lows(d *metrics.Deployment) string {
	peak := v.peak(d.PeakTasks, d.PeakOccupied)
	if d.First() && (v.service.Deleted || v.halted(d)) { // how many are running has been said then, or means nothing
		return peak
	}
	if d.First() {
		return v.runningInTheEnd(d) + "; " + peak
	}
	return v.dip(d) + "; " + peak
}

// runningInTheEnd says how many of the tasks that are desired in the end are running then; that it is the end where the
// deployment has been over for so long that something else may be desired, or that tasks are missing again.
func (v *verdict) runningInTheEnd(d *metrics.Deployment) string {
	desired, running := v.service.Settings.Desired, v.service.Counts.Running
	if !v.service.Over {
		desired = d.Desired
	}
	text := Count(int64(running)) + " of " + quantity(desired, "task") + " running"
	if desired != d.Desired || d.End == metrics.EndCompleted && running < desired {
		text += " in the end"
	}
	return text
}

// peak is how many tasks there were at the most: those RUNNING or on their way there and, where there were more with
// those that were stopping and that matters, all: they count toward the cap, or keep the agents of their container
// instances from starting others.
func (v *verdict) peak(tasks, occupied int32) string {
	text := "peak " + quantity(tasks, "task")
	matters := v.Scenario.Rules.StoppingCounts || v.Scenario.Rules.AgentWaitsForStops && !v.service.API.Fargate
	if matters && occupied > tasks {
		text += ", " + Count(int64(occupied)) + " with those stopping"
	}
	return text
}

func of(n, all int32) string { return Count(int64(n)) + " of " + Count(int64(all)) }

// early says that a deployment ended before as many tasks as desired counted as healthy, and how long before. Where
// nothing checks them that is as it should be: nothing waits for them to count (docs/ecs-api.md §2.2, observed).
func (v *verdict) early(d *metrics.Deployment) string {
	text := "before all its tasks counted as healthy"
	if !v.isChecked(&d.Revision) {
		text += " (nothing checks them, so they count 40 s after RUNNING)"
	}
	switch {
	case !d.Dip.Whole:
		return ", " + text
	case d.Dip.WholeAt > d.Ended:
		return ", " + Humane(d.Dip.WholeAt.Sub(d.Ended)) + " " + text
	}
	return ""
}

// isChecked says whether a target group or a container health check looks at the tasks of a revision.
func (r *Run) isChecked(of *metrics.Revision) bool {
	return len(of.LoadBalancers) > 0 || slices.ContainsFunc(r.Scenario.TaskDefinitions[of.Definition].Containers, func(c sim.Container) bool {
		return c.Essential && c.HealthCheck != nil
	})
}

// guarded says, after a mark, for how much of a time tasks under scale-in protection were in the way.
func guarded(mark string, span sim.Span) string {
	if span == 0 {
		return ""
	}
	return mark + "for " + Humane(span) + " of which tasks under scale-in protection couldn't be stopped"
}

// troubles says what happened to the service's tasks up to the end of a deployment, after a mark: what its own failed of,
// what those of other deployments did, and how many StopTask stopped. Of a deployment that failed, its own whenever it
// was. grace is what is to be said of the former besides.
func (v *verdict) troubles(mark string, d *metrics.Deployment, grace string) string {
	own := d.OwnFailures
	if d.End != metrics.EndFailed {
		for c := range own {
			own[c].Tasks -= d.Later.OwnFailures[c].Tasks
			own[c].Never -= d.Later.OwnFailures[c].Never
		}
	}
	return join(mark, causes(own, "task")+grace, causes(d.OldFailures, "old task"), userStops(d.UserStops), v.hostLosses(d.HostLosses), v.hostWaitsOf(d))
}

// join writes what there is to say after a mark; nothing if that is nothing.
func join(mark string, texts ...string) string {
	list := slices.DeleteFunc(texts, func(text string) bool { return text == "" })
	if len(list) == 0 {
		return ""
	}
	return mark + strings.Join(list, "; ")
}

// userStops says how many tasks calls of StopTask stopped.
func userStops(n int32) string {
	if n == 0 {
		return ""
	}
	return "StopTask stopped " + quantity(n, "task")
}

// causes says what tasks, called one, failed of, most frequent cause first; empty if none failed.
func causes(left [metrics.NumCauses]metrics.Failures, one string) string {
	var list []string
	for {
		most := metrics.Cause(0)
		for c := range metrics.NumCauses {
			if left[c].Tasks > left[most].Tasks {
				most = c
			}
		}
		if left[most].Tasks == 0 {
			break
		}
		list = append(list, causeText(most, left[most], one))
		left[most].Tasks, one = 0, ""
	}
	return strings.Join(list, ", ")
}

// causeText says how many tasks failed of a cause: "92 tasks failed their ELB health checks before they were ever
// healthy". one is what a task is called; empty: the list has said it.
func causeText(c metrics.Cause, f metrics.Failures, one string) string {
	did := [...]string{
		metrics.CauseTargetGroup:     " failed their ELB health checks",
		metrics.CauseContainerHealth: " failed their container health checks",
		metrics.CauseCrash:           " crashed",
		metrics.CauseStart:           " failed to start",
		metrics.CausePull:            " couldn't pull their image",
		metrics.CauseDependency:      " didn't get through their containers' dependencies",
	}[c]
	who, were := " before they were ever healthy", Count(int64(f.Tasks))
	if f.Tasks == 1 {
		did, who = strings.Replace(did, "their", "its", 1), " before it was ever healthy"
	}
	if one != "" {
		were = quantity(f.Tasks, one)
	}
	switch {
	case c == metrics.CauseStart || c == metrics.CausePull || c == metrics.CauseDependency || f.Never == 0:
		return were + did
	case f.Never < f.Tasks:
		return were + did + " (" + Count(int64(f.Never)) + " before being healthy once)"
	}
	return were + did + who
}

// grace names the grace period, where tasks failed health checks that it covers before they were ever healthy.
func (v *verdict) grace(d *metrics.Deployment) string {
	never := d.OwnFailures[metrics.CauseTargetGroup].Never
	if v.Scenario.Rules.GraceCoversContainers {
		never += d.OwnFailures[metrics.CauseContainerHealth].Never
	}
	if never == 0 {
		return ""
	}
	return "; healthCheckGracePeriodSeconds is " + decimal(int64(v.service.API.HealthCheckGrace))
}
