package reports

import "github.com/ecssim/ecssim/sim/metrics"

// beforehand says that tasks were missing already when a deployment was created, and what had happened before.
func (v *verdict) beforehand(d *metrics.Deployment) string {
	if d.ID == 0 || d.HealthyFirst >= d.DesiredFirst {
		return ""
	}
	text := "; healthy was at " + of(d.HealthyFirst, d.DesiredFirst) + " when it was created"
	before := &v.service.Deployments[d.ID-1]
	stops := before.UserStops + before.Later.UserStops
	if why := join(" (before that ", causes(before.OwnFailures, "task"), causes(before.OldFailures, "old task"), userStops(stops)); why != "" {
		text += why + ")"
	}
	return text
}

// later tells what came after the end of the judged deployment: what tasks failed of, and how often and how low healthy
// fell. What its own tasks failed of after it had failed has been told with its failure.
func (v *verdict) later() string {
	d := v.judged
	l := &d.Later
	own := l.OwnFailures
	if d.End == metrics.EndFailed {
		own = [metrics.NumCauses]metrics.Failures{}
	}
	text := join("After that ", causes(own, "task"), causes(l.OldFailures, "old task"), userStops(l.UserStops), v.laterWaits(d))
	if l.Times == 0 {
		return text
	}
	if text == "" {
		text = "After that "
	} else {
		text += "; "
	}
	when := func(before, behind string) string {
		if l.At <= d.Ended { // it needs no saying
			return ""
		}
		return before + Clock(l.At) + behind
	}
	switch {
	case l.Times == 1 && l.None > 0 && l.None == l.Below:
		return text + "no task was healthy for " + Humane(l.None) + when(", from ", " on")
	case l.Times == 1:
		text += "healthy fell to " + of(l.Healthy, l.Desired) + when(" at ", "")
	default:
		text += "healthy fell below the desired count " + quantity(l.Times, "time") + when(" from ", " on") + ", at worst to " + of(l.Healthy, l.Desired)
	}
	switch {
	case l.Below == 0:
		return text
	case l.None == l.Below:
		return text + ", for " + Humane(l.None) + " in all"
	case l.Times > 1:
		text += ", for " + Humane(l.Below) + " in all"
	default:
		text += " and was below the desired count for " + Humane(l.Below)
	}
	if l.None > 0 {
		text += ", " + Humane(l.None) + " of it with no healthy task"
	}
	return text
}
