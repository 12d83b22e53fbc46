package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostDisturbances is how many disturbances are told one by one, and mostInstances how many container instances are named.
const (
	mostDisturbances = 3
	mostInstances    = 3
)

// told is a sentence about something, and when that was.
type told struct {
	at   sim.Time
	text string
}

// byTime are sentences in order of the time of what they tell; of one instant, as they come.
func byTime(list ...told) []string {
	slices.SortStableFunc(list, func(a, b told) int { return cmp.Compare(a.at, b.at) })
	texts := make([]string, len(list))
	for i := range list {
		texts[i] = list[i].text
	}
	return texts
}

// disturbances tells what befell the service by drained, terminated, lost and replaced container instances, but for the
// one that it is held up by in the end. Replacements are planned: they are told one by one, however many there are.
func (v *verdict) disturbances() []told {
	var list, planned []told
	for i := range v.service.Disturbances {
		x := &v.service.Disturbances[i]
		if x == v.disturbed() {
			continue
		}
		text := told{x.At, v.disturbance(x) + "."}
		if v.Scenario.Timeline[x.Action].Kind == sim.ActionReplaceInstances {
			planned = append(planned, text)
		} else {
			list = append(list, text)
		}
	}
	if n := len(list); n > mostDisturbances {
		times := quantity(n, "time")
		if len(planned) > 0 {
			times = Count(int64(n)) + " more times"
		}
		last := list[n-1]
		last.text = "Container instances were taken from " + v.name() + " " + times + "; the last time: " + last.text
		list = []told{last}
	}
	return append(planned, list...)
}

// disturbed is the latest disturbance that the run's end interrupts while the service is stuck or at work, or nil.
func (v *verdict) disturbed() *metrics.Disturbance {
	if v.settled() || v.service.Deleted || v.halted(v.judged) || v.interrupted() != nil {
		return nil
	}
	if d := v.judged; !d.Initial && (d.End == metrics.EndOfRun || d.End == metrics.StillOpen) { // that is what isn't over
		return nil
	}
	return v.service.Disturbed()
}

// disturbance tells how one went: "a-1 was drained: its 3 tasks of service web had been replaced after 1 min 30 s; healthy
// never fell below 4 of 4".
func (v *verdict) disturbance(x *metrics.Disturbance) string {
	a := &v.Scenario.Timeline[x.Action]
	text := v.befell(a) + " at " + Clock(x.At) + meanwhile(v, x)
	theirs := v.theirs(a, x.Tasks)
	switch {
	case x.Undone:
		text += " and made ACTIVE again " + Humane(x.DoneAt.Sub(x.At)) + " later, " + v.undone(a, x)
	case a.Kind == sim.ActionReplaceInstances:
		text = v.replaced(a, x)
	case x.Done:
		text += ": " + theirs + v.went(a, x)
		if why := v.keptBy(a); why != "" {
			text += ", but " + why
		}
	case x.Left > 0 && v.isUnnoticed(a, x):
		text += ": ECS hadn't noticed in the end, and counted " + v.unnoticed(a, x) + " as healthy"
	case x.Left > 0:
		text += ": " + v.onThem(a, x.Left) + " in the end"
	case x.Gone && v.noticed(a, x) == "":
		text += ": " + theirs + " had gone" + after(x.GoneAt.Sub(x.At)) + v.unhealed(x)
	default:
		text += v.unhealed(x)
	}
	text += v.noticed(a, x) + join("; ", v.cutOff(x))
	if x.During == v.judged.ID { // its losses and lows have been told
		return text
	}
	return text + join("; ", v.hostLosses(x.Lost), v.hostWaits(x.Waits)) + "; " + v.lowOf(x)
}

// undone says of instances that were drained and made ACTIVE again how many tasks they had then, and why if they had them all
// along or what held up the rest.
func (v *verdict) undone(a *sim.Action, x *metrics.Disturbance) string {
	theirs, on := v.theirs(a, x.Tasks), " on it"
	if len(a.Instances.Instances) > 1 {
		on = " on them"
	}
	text := "with " + theirs + on + " the whole time"
	switch {
	case x.Left == 0:
		return "when " + theirs + " had gone, before as many as desired were healthy"
	case x.Left < x.Tasks:
		text = "with " + Count(int64(x.Left)) + " of " + theirs + " still" + on
	}
	if why := v.heldUp(x.Then); why != "" {
		text += ": " + why
	}
	return text
}

// heldUp says in the past tense what a service was held up by when it stood so.
func (v *verdict) heldUp(at *metrics.Standing) string {
	if at == nil {
		return ""
	}
	then := *v.service
	then.Counts, then.Settings, then.Protected = at.Counts, at.Settings, at.Protected
	then.Refusal, then.Refused, then.Outcome = at.Refusal, at.Refused, sim.OutcomeSettled
	then.Pass = unstale(at.Pass, &at.Counts, &at.Settings, v.Scenario.Rules.StoppingCounts)
	then.Pass.Blocked &^= sim.BlockedByHealth | sim.BlockedByStops | sim.BlockedByUnhealthy | sim.BlockedByBake
	was := verdict{Run: v.Run, id: v.id, service: &then, judged: v.judged, undetailed: true}
	why, reasons, _ := strings.Cut(was.blockersOf(v.name()), "(")
	if why == "" {
		return ""
	}
	return strings.NewReplacer(" can neither ", " could neither ", " can't ", " couldn't ").Replace(why) + "(" + reasons
}

// unstale takes the bounds out of what the latest pass found in its way that have gone from it since.
func unstale(pass sim.PassFacts, c *metrics.Counts, s *sim.Settings, stoppingCounts bool) sim.PassFacts {
	alive := c.Tasks()
	if stoppingCounts {
		alive = c.Occupied()
	}
	if c.Healthy > s.Floor {
		pass.Blocked &^= sim.BlockedByFloor
	}
	if alive < s.Cap {
		pass.Blocked &^= sim.BlockedByCap
	}
	return pass
}

// meanwhile says that a deployment was under way then.
func meanwhile(v *verdict, x *metrics.Disturbance) string {
	if x.During == sim.NoDeployment {
		return ""
	}
	return ", while " + v.revision(&v.service.Deployments[x.During]) + " was being deployed"
}

// troubled says of a service that it is held up by a disturbance in the end, and why.
func (v *verdict) troubled(x *metrics.Disturbance) string {
	a := &v.Scenario.Timeline[x.Action]
	var draining []sim.InstanceID
	for _, i := range a.Instances.Instances {
		if v.Fold.Instance(i) == sim.InstanceDraining {
			draining = append(draining, i)
		}
	}
	are, have := "is", "gets"
	if len(draining) > 1 {
		are, have = "are", "get"
	}
	stuck := v.service.Over && v.service.Outcome == sim.OutcomeStuck
	text, it := instancesText(v.names.Names, draining)+" "+are+" DRAINING and ", v.name()
	switch {
	case len(draining) > 0 && a.Kind == sim.ActionUpdateInstances && stuck && x.Left > 0:
		text += "never " + have + " empty, with " + quantity(x.Left, "task") + " left"
	case len(draining) > 0 && a.Kind == sim.ActionUpdateInstances && x.Left > 0:
		text += "not empty" + v.timeOver() + ", with " + quantity(x.Left, "task") + " of " + v.name() + " left"
	case a.Kind == sim.ActionReplaceInstances && x.Left > 0 && stuck:
		text = v.replacement(a) + ", never ends, with " + quantity(x.Left, "task") + " of " + v.name() + leftOn(a)
	case a.Kind == sim.ActionReplaceInstances && x.Left > 0:
		text = v.replacement(a) + ", wasn't over" + v.timeOver() + ", with " + quantity(x.Left, "task") + " of " + v.name() + leftOn(a)
	default:
		it = "it"
		text = v.happened(a, x) + ", and " + v.name() + " "
		if stuck {
			text += "is stuck"
		} else {
			text += "hadn't recovered" + v.timeOver()
		}
		text += " with " + of(v.service.Counts.Running, v.service.Settings.Desired) + " tasks running"
	}
	if why := v.blockersOf(it); why != "" {
		text += ": " + why
	}
	if why := v.staysToo(draining); why != "" {
		text += why
	}
	text += v.noticed(a, x) + join("; ", v.cutOff(x))
	if x.During != v.judged.ID {
		text += join("; ", v.hostLosses(x.Lost), v.hostWaits(x.Waits))
	}
	if x.Dip.Below > 0 && x.During != v.judged.ID {
		text += ". Meanwhile " + v.lowOf(x)
	}
	return text
}

// leftOn says of tasks that they are left on the instances of an action.
func leftOn(a *sim.Action) string {
	if len(a.Instances.Instances) == 1 {
		return " left on it"
	}
	return " left on them"
}

func (v *verdict) timeOver() string {
	return " when the simulated time ended after " + Humane(sim.Span(v.Fold.Now()))
}

// onThem says how many tasks are still on the instances of an action.
func (v *verdict) onThem(a *sim.Action, n int32) string {
	on := " still on it"
	switch {
	case a.Kind == sim.ActionLoseZone:
		on = " still in it"
	case len(a.Instances.Instances) > 1:
		on = " still on them"
	}
	switch n {
	case 0:
		return "no task of " + v.name() + " is" + on
	case 1:
		return "1 task of " + v.name() + " is" + on
	}
	return quantity(n, "task") + " of " + v.name() + " are" + on
}

// theirs are the tasks of the service that instances had.
func (v *verdict) theirs(a *sim.Action, n int32) string {
	whose := "its "
	if len(a.Instances.Instances) > 1 && a.Kind != sim.ActionLoseZone {
		whose = "their "
	}
	if n == 1 {
		return whose + "one task of " + v.name()
	}
	return whose + quantity(n, "task") + " of " + v.name()
}

// those names the container instances of an action, or counts them.
func (r *Run) those(a *sim.Action) string {
	return instancesText(r.names.Names, a.Instances.Instances)
}

func instancesText(names *sim.Names, instances []sim.InstanceID) string {
	if len(instances) > mostInstances || len(instances) == 0 {
		return quantity(len(instances), "container instance")
	}
	var list []string
	for _, i := range instances {
		list = append(list, Inert(names.Instance(i)))
	}
	return enumerate(list)
}

// befell says what an action did to container instances: "a-1 was drained", "Zone us-east-1a was lost", "3 container
// instances were replaced one at a time".
func (r *Run) befell(a *sim.Action) string {
	c := &a.Instances
	was := " was "
	if len(c.Instances) > 1 {
		was = " were "
	}
	switch a.Kind { //nolint:exhaustive // those that make a Disturbance
	case sim.ActionLoseZone:
		return "Zone " + Inert(r.names.Zone(c.Instances[0])) + " was lost"
	case sim.ActionTerminateInstances:
		return r.those(a) + was + "terminated"
	case sim.ActionDeregisterInstances:
		return r.those(a) + was + "deregistered"
	case sim.ActionReplaceInstances:
		if len(c.Instances) == 1 {
			return r.those(a) + " was replaced"
		}
		return quantity(len(c.Instances), "container instance") + " were replaced" + pace(c)
	}
	return r.those(a) + was + "drained"
}

// pace says how many instances are replaced at a time, after a space.
func pace(c *sim.ChangeInstances) string {
	switch {
	case c.Batch >= len(c.Instances):
		return " at once"
	case c.Batch > 1:
		return " " + Count(int64(c.Batch)) + " at a time"
	}
	return " one at a time"
}

// replacement is a replacement of instances that goes on.
func (r *Run) replacement(a *sim.Action) string {
	text := "The replacement of " + quantity(len(a.Instances.Instances), "container instance")
	if len(a.Instances.Instances) > 1 {
		text += pace(&a.Instances)
	}
	return text + ", begun at " + Clock(a.At)
}

// explained is the last disturbance of a service without a deployment or a later change of the desired count, and what it
// is called; nil where there is none.
func (v *verdict) explained() (x *metrics.Disturbance, what string) {
	n := len(v.service.Disturbances)
	troubled := v.disturbed() != nil && v.judged.End == metrics.EndCompleted
	if n == 0 || v.judged == nil || !v.judged.Initial && !troubled {
		return nil, ""
	}
	x = &v.service.Disturbances[n-1]
	if k := len(v.service.Scalings); x.Undone || k > 0 && v.service.Scalings[k-1].At > x.At {
		return nil, ""
	}
	if a := &v.Scenario.Timeline[x.Action]; a.Kind == sim.ActionReplaceInstances && !x.Gone {
		begun, _, _ := strings.Cut(v.replacement(a), ",")
		return x, v.name() + " since " + strings.Replace(begun, "The", "the", 1) + " began"
	}
	return x, v.name() + " since " + strings.Replace(v.befell(&v.Scenario.Timeline[x.Action]), "Zone ", "zone ", 1)
}
