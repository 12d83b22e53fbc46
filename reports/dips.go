package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// dip says how few tasks were healthy, and for how long; and that something else was desired meanwhile.
func (v *verdict) dip(d *metrics.Deployment) string {
	text := ""
	switch {
	case d.Rescaled && d.DesiredFirst != d.Desired:
		text = "desiredCount went from " + Count(int64(d.DesiredFirst)) + " to " + Count(int64(d.Desired)) + " meanwhile; "
	case d.Rescaled:
		text = "desiredCount changed meanwhile; "
	}
	return text + v.fewest(d)
}

// fewest says how few tasks were healthy. Where that was after the deployment's end, as of a daemon whose last old task
// stops with the others on its DRAINING instance while new ones don't count yet, it says so, since the metrics of the
// deployment end with it.
func (v *verdict) fewest(d *metrics.Deployment) string {
	p := &d.Dip
	text := v.low(d).words()
	ended := d.End == metrics.EndCompleted || d.End == metrics.EndFailed
	if !ended || d.MinHealthy == 0 || p.None == 0 && (p.Healthy >= d.MinHealthy || p.Healthy >= p.Desired) {
		return text
	}
	if p.None > 0 && p.Below > p.None || p.None == 0 && p.Below > p.For {
		text += " in all"
	}
	within := "healthy fell to " + of(d.MinHealthy, d.Desired)
	switch {
	case d.Rescaled && d.MinHealthy == 1:
		within = "at least 1 task was healthy"
	case d.Rescaled:
		within = "at least " + quantity(d.MinHealthy, "task") + " were healthy"
	case d.MinHealthy >= d.Desired:
		within = "healthy never fell below " + of(d.Desired, d.Desired)
	}
	return within + " while it was under way; after that " + text
}

// low is a dip, in words to come: that of a deployment, or of what befell a service.
type low struct {
	metrics.Dip
	rescaled bool     // the desired count changed meanwhile
	least    int32    // healthy tasks in the window of a deployment
	before   bool     // as many were missing when it began as at the worst
	told     bool     // and that has been said
	begun    sim.Time // when it did
	end      sim.Time // when the run ended, where the dip goes on to it
	lasting  metrics.Lasting
	worst    bool // it is at its worst in the end
}

// low is the dip of a deployment.
func (v *verdict) low(d *metrics.Deployment) *low {
	l := &low{Dip: d.Dip, rescaled: d.Rescaled, least: d.MinHealthy, begun: d.Created}
	l.before = !d.First() && isBefore(&d.Dip, d.HealthyFirst, d.DesiredFirst)
	l.told = d.End == metrics.EndCompleted && v.beforehand(d) != ""
	if int(d.ID) == len(v.service.Deployments)-1 && !d.Dip.Whole && d.End != metrics.EndDeleted {
		v.lasts(l)
	}
	return l
}

// lowOf is the dip of what befell a service.
func (v *verdict) lowOf(x *metrics.Disturbance) string {
	l := &low{Dip: x.Dip, begun: x.At, before: isBefore(&x.Dip, x.HealthyFirst, x.DesiredFirst), least: x.Dip.Healthy}
	if !x.Done && !x.Undone {
		v.lasts(l)
	}
	return l.words()
}

// isBefore says whether as many tasks were missing at the beginning of a dip as at its worst.
func isBefore(p *metrics.Dip, healthy, desired int32) bool {
	return healthy < desired && healthy == p.Healthy && desired == p.Desired
}

// lasts has a dip go on to the run's end, if fewer than desired are healthy then.
func (v *verdict) lasts(l *low) {
	if !v.service.Over || !v.service.Lasting.Low {
		return
	}
	l.lasting, l.end = v.service.Lasting, v.Fold.Now()
	l.worst = v.service.Counts.Healthy == l.Healthy && v.service.Settings.Desired == l.Desired
}

// sinceIn says that something that lasted for a time did so without a break since an instant, or since the dip began, to the
// run's end; ok is false if it didn't.
func (l *low) sinceIn(since sim.Time, span sim.Span) (begun sim.Time, ok bool) {
	begun = max(since, l.begun)
	return begun, l.lasting.Low && span > 0 && span == l.end.Sub(begun)
}

// forSpan says after a space for how long fewer than desired were healthy, and that it was so to the run's end.
func (l *low) forSpan(span sim.Span) string {
	from, ok := l.sinceIn(l.lasting.LowSince, span)
	switch {
	case ok && l.lasting.LowSince < l.begun:
		return " the whole time"
	case ok:
		return " from " + Clock(from) + " on, to the end"
	case l.lasting.Low:
		return " for " + Humane(span) + ", and still in the end"
	}
	return " for " + Humane(span)
}

// words say how few tasks were healthy, of how many, and for how long.
func (l *low) words() string {
	switch {
	case l.None > 0:
		text := l.none()
		if l.Below > l.None {
			text += ", fewer than desired" + l.forSpan(l.Below)
		}
		return text
	case l.Desired == 0:
		return "no task was desired"
	case l.Healthy >= l.Desired && l.rescaled:
		return "healthy never fell below it"
	case l.Healthy >= l.Desired:
		return "healthy never fell below " + of(l.Desired, l.Desired)
	case l.before:
		return l.asBefore()
	case l.rescaled:
		text := "at worst " + of(l.Healthy, l.Desired) + " tasks were healthy" + l.spans(", fewer than desired")
		if l.least < l.Healthy { // so that fewer were missing, of fewer
			text += "; only " + Count(int64(l.least)) + " when fewer were desired"
		}
		return text
	}
	return "healthy fell to " + of(l.Healthy, l.Desired) + l.spans(" and was below "+Count(int64(l.Desired)))
}

// none says for how long no task was healthy.
func (l *low) none() string {
	from, ok := l.sinceIn(l.lasting.Since, l.None)
	switch {
	case !ok || !l.worst || l.Healthy > 0:
		return "no task was healthy for " + Humane(l.None)
	case l.before && from == l.begun:
		return "no task was healthy, as before, to the end"
	}
	return "no task was healthy from " + Clock(from) + " on, to the end"
}

// asBefore is words of a dip that was as low when it began as it ever got.
func (l *low) asBefore() string {
	if l.told {
		return "healthy fell no lower than " + of(l.Healthy, l.Desired) + " and" + l.under()
	}
	text := "healthy was at " + of(l.Healthy, l.Desired) + " already"
	if from, ok := l.sinceIn(l.lasting.Since, l.For); ok && l.worst && from == l.begun {
		return text + ", and stayed there to the end"
	}
	return text + " and never fell below that, and" + l.under()
}

// under says for how long any of the desired tasks weren't healthy.
func (l *low) under() string {
	return " was below " + Count(int64(l.Desired)) + l.forSpan(l.Below)
}

// spans says how long the worst of a dip lasted, and after below how long any of it did if that was longer.
func (l *low) spans(below string) string {
	text := ""
	if from, ok := l.sinceIn(l.lasting.Since, l.For); ok && l.worst {
		text = " at " + Clock(from) + " and stayed there to the end"
		if l.rescaled {
			text = " from " + Clock(from) + " on, to the end"
		}
	} else if l.For > 0 {
		text = " for " + Humane(l.For)
	}
	if l.Below > l.For {
		text += below + l.forSpan(l.Below)
	}
	return text
}
