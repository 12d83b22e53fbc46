package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// went says of tasks that aren't on their instances any more, and whose service has got over it, when that was: of the
// instances and of the service, where these differ.
func (v *verdict) went(a *sim.Action, x *metrics.Disturbance) string {
	gone, healthy := after(x.GoneAt.Sub(x.At)), Humane(x.HealthyAt.Sub(x.At))
	switch {
	case !v.service.API.Daemon && v.noticed(a, x) != "": // which says when they had gone
		return " had been replaced" + after(x.DoneAt.Sub(x.At))
	case x.HealthyAt > x.GoneAt && x.GoneAt > x.At:
		return " had gone" + gone + ", and as many as desired were healthy after " + healthy
	case x.HealthyAt > x.At && x.HealthyAt < x.GoneAt:
		return " had gone" + gone + ", and as many as desired were healthy again after " + healthy
	case v.service.API.Daemon && x.HealthyAt <= x.GoneAt:
		return " had gone" + gone // nothing replaces a daemon elsewhere
	case isLoss(a) && x.CutOff == x.Tasks: // they had been told to stop before
		return " had gone" + gone
	case v.service.API.Daemon:
		return " had gone at once, and as many as desired were healthy after " + healthy
	}
	return " had been replaced" + after(x.DoneAt.Sub(x.At))
}

// after says after a space how long something took.
func after(span sim.Span) string {
	if span == 0 {
		return " at once"
	}
	return " after " + Humane(span)
}

// unhealed says of a service that it hadn't got over the loss of tasks in the end.
func (v *verdict) unhealed(x *metrics.Disturbance) string {
	switch {
	case x.Short:
		return ", and as before fewer than desired were healthy" + v.inTheEnd()
	case v.service.Counts.Running >= v.service.Settings.Desired:
		return ", and not all tasks in their place counted as healthy" + v.inTheEnd()
	}
	return ", and not all that " + v.name() + " lost was replaced in the end"
}

// inTheEnd says that the simulated time ended, where that ended the run.
func (v *verdict) inTheEnd() string {
	if v.Fold.Now() >= sim.Time(v.Scenario.Duration) {
		return v.timeOver()
	}
	return " in the end"
}

// happened says what an action did to instances, and when, for a sentence about a service that is held up.
func (v *verdict) happened(a *sim.Action, x *metrics.Disturbance) string {
	switch {
	case a.Kind != sim.ActionReplaceInstances:
		return v.befell(a) + " at " + Clock(x.At)
	case x.Gone:
		return v.befell(a) + " in " + Humane(x.GoneAt.Sub(x.At)) + ", from " + Clock(x.At) + " on"
	}
	return v.replacement(a) + ", wasn't over" + v.inTheEnd() + ", with no task of " + v.name() + " left there"
}

// replaced tells of instances that are replaced, and when that was over: when all of them had gone, whatever became of the
// service.
func (v *verdict) replaced(a *sim.Action, x *metrics.Disturbance) string {
	if x.Gone {
		text := v.befell(a) + " in " + Humane(x.GoneAt.Sub(x.At)) + meanwhile(v, x) + ", from " + Clock(x.At) + " on"
		if v.Fold.Services() > 1 {
			text += ", with " + v.theirs(a, x.Tasks)
		}
		switch {
		case !x.Done:
			text += v.unhealed(x)
		case x.HealthyAt > x.GoneAt:
			text += ", and as many as desired were healthy " + Humane(x.HealthyAt.Sub(x.GoneAt)) + " later"
		}
		return text
	}
	if why := v.keptBy(a); v.Fold.Over() && why != "" {
		return v.replacement(a) + meanwhile(v, x) + ", never ends: " + why + "; " + strings.Replace(v.onThem(a, x.Left), "still on them", "still on the others", 1)
	}
	return v.replacement(a) + meanwhile(v, x) + ", wasn't over" + v.inTheEnd() + ": " + v.progress(a, x)
}

// progress says how far a replacement of instances has got that isn't over.
func (v *verdict) progress(a *sim.Action, x *metrics.Disturbance) string {
	list := a.Instances.Instances
	gone := 0
	for _, i := range list {
		if !v.Fold.Instance(i).IsRegistered() {
			gone++
		}
	}
	switch {
	case len(list) == 1 && x.Left > 0:
		return v.onThem(a, x.Left)
	case len(list) == 1:
		return "no task of " + v.name() + " is on " + v.those(a) + " any more, which is still " + v.Fold.Instance(list[0]).String()
	case x.Left > 0:
		return of(int32(gone), int32(len(list))) + " had been, and " + strings.Replace(v.onThem(a, x.Left), "still on them", "still on the others", 1)
	}
	return of(int32(gone), int32(len(list))) + " had been, and no task of " + v.name() + " is on the others any more"
}

// isLoss says whether an action ends instances without telling ECS.
func isLoss(a *sim.Action) bool {
	return a.Kind == sim.ActionTerminateInstances || a.Kind == sim.ActionLoseZone
}

// noticed says when ECS noticed that instances were gone, and that their tasks counted as healthy until then, so that the
// service had fewer for longer than its metrics say; empty where something else, such as a target group, told ECS before.
func (v *verdict) noticed(a *sim.Action, x *metrics.Disturbance) string {
	if !isLoss(a) || x.LostHealthy == 0 || x.NoticedAt == x.At {
		return ""
	}
	return "; ECS noticed the loss after " + Humane(x.NoticedAt.Sub(x.At)) + " and counted " + v.some(a, x, x.LostHealthy) + " as healthy until then"
}

// isUnnoticed says whether ECS takes tasks to be healthy in the end whose instances have gone.
func (v *verdict) isUnnoticed(a *sim.Action, x *metrics.Disturbance) bool {
	return isLoss(a) && x.Lost == 0 && v.Fold.HealthyOn(v.id, a.Instances.Instances) > 0
}

// unnoticed are those tasks.
func (v *verdict) unnoticed(a *sim.Action, x *metrics.Disturbance) string {
	return v.some(a, x, v.Fold.HealthyOn(v.id, a.Instances.Instances))
}

// some are n of the tasks that the service had on instances.
func (v *verdict) some(a *sim.Action, x *metrics.Disturbance, n int32) string {
	theirs := v.theirs(a, x.Tasks)
	if n < x.Tasks {
		theirs = Count(int64(n)) + " of " + theirs
	}
	return strings.TrimSuffix(theirs, " of "+v.name())
}
