package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim/metrics"
)

// lows are how low and how high the service went.
func (v *verdict) lows(d *metrics.Deployment) string {
	peak := "peak " + quantity(d.PeakTasks, "task")
	if d.First() && v.service.Deleted {
		return peak
	}
	if d.First() {
		return Count(int64(v.service.Counts.Running)) + " of " + quantity(d.Desired, "task") + " running; " + peak
	}
	return dip(d) + "; " + peak
}

// dip says how few tasks were healthy, and for how long.
func dip(d *metrics.Deployment) string {
	p := &d.Dip
	switch {
	case p.None > 0:
		text := "no task was healthy for " + Humane(p.None)
		if p.Below > p.None {
			text += ", fewer than desired for " + Humane(p.Below)
		}
		return text
	case p.Desired == 0:
		return "no task was desired"
	case p.Healthy >= p.Desired:
		return "healthy never fell below " + of(p.Desired, p.Desired)
	case d.Rescaled:
		return "at worst " + of(p.Healthy, p.Desired) + " tasks were healthy" + lasting(p, ", fewer than desired for ")
	}
	return "healthy fell to " + of(p.Healthy, p.Desired) + lasting(p, " and was below "+Count(int64(p.Desired))+" for ")
}

// lasting says how long the worst of a dip lasted, and after below how long any of it did if that was longer.
func lasting(p *metrics.Dip, below string) string {
	text := ""
	if p.For > 0 {
		text = " for " + Humane(p.For)
	}
	if p.Below > p.For {
		text += below + Humane(p.Below)
	}
	return text
}

func of(n, all int32) string { return Count(int64(n)) + " of " + Count(int64(all)) }

// early says that a deployment ended before as many tasks as desired counted as healthy, and how long before.
func early(d *metrics.Deployment) string {
	const text = "before all its tasks counted as healthy"
	switch {
	case !d.Dip.Whole:
		return ", " + text
	case d.Dip.WholeAt > d.Ended:
		return ", " + Humane(d.Dip.WholeAt.Sub(d.Ended)) + " " + text
	}
	return ""
}

// causes says what the tasks of a deployment failed of, most frequent cause first, after a mark; empty if none failed.
func causes(mark string, d *metrics.Deployment) string {
	left := d.OwnFailures
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
		list = append(list, causeText(most, left[most], len(list) == 0))
		left[most].Tasks = 0
	}
	if len(list) == 0 {
		return ""
	}
	return mark + strings.Join(list, ", ")
}

// causeText says how many tasks failed of a cause: "92 tasks failed their ELB health checks before they were ever
// healthy". Of the first cause in a list it says that it's tasks.
func causeText(c metrics.Cause, f metrics.Failures, first bool) string {
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
	if first {
		were = quantity(f.Tasks, "task")
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
