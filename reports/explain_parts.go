package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// pathPart is all links of a path that waited for the same kind of thing.
type pathPart struct {
	hold  metrics.Hold
	span  sim.Span
	links int
	tasks int
	of    []sim.TaskDefinitionID // whose tasks, in order of appearance
}

// partsOf adds the links of a path up by what they waited for, the largest part first. The parts add up to the whole.
func partsOf(path *metrics.Path) []pathPart {
	parts := make([]pathPart, metrics.NumHolds)
	for i := range path.Links {
		l := &path.Links[i]
		part := &parts[l.Hold]
		part.hold = l.Hold
		part.span += l.Span()
		part.links++
		if l.Task != sim.NoTask {
			part.tasks++
			if !slices.Contains(part.of, l.Definition) {
				part.of = append(part.of, l.Definition)
			}
		}
	}
	parts = slices.DeleteFunc(parts, func(p pathPart) bool { return p.links == 0 })
	slices.SortStableFunc(parts, func(a, b pathPart) int { return cmp.Compare(b.span, a.span) })
	return parts
}

// partText says what a part of a path waited for, with the settings that decide how long.
func (e *Explanation) partText(path *metrics.Path, part *pathPart) string {
	text := e.holdText(path.Service, part.hold) + e.holdSetting(path.Service, part.hold)
	var of []string
	for _, d := range part.of {
		of = append(of, Inert(e.names.TaskDefinition(d)))
	}
	if len(of) > 0 {
		text += ", " + quantity(part.tasks, "task") + " of " + enumerate(of) + " in turn"
		if part.tasks == 1 {
			text = strings.TrimSuffix(text, " in turn")
		}
	} else if part.links > 1 {
		text += ", " + strconv.Itoa(part.links) + " times"
	}
	return text
}

// holdText says what a service waited for. On Fargate there are no container instances.
func (e *Explanation) holdText(id sim.ServiceID, h metrics.Hold) string {
	if e.Fold.Service(id).API.Fargate {
		switch h { //nolint:exhaustive // those that speak of container instances
		case metrics.HoldHost:
			return "PENDING"
		case metrics.HoldInstanceGone:
			return "RUNNING, until its zone was lost"
		case metrics.HoldInstanceLoss:
			return "its zone was lost, until ECS noticed"
		case metrics.HoldCapacity:
			return "Fargate had no capacity for another task"
		}
	}
	return holdText(h)
}

// linkText says what a link of a path waited for: of a container instance that was gone what had become of it, and when ECS
// noticed.
func (e *Explanation) linkText(id sim.ServiceID, l *metrics.Link) string {
	if l.Loss < 0 {
		return e.holdText(id, l.Hold)
	}
	a := &e.Scenario.Timeline[l.Loss]
	was := Inert(e.names.Instance(l.Instance)) + " was terminated"
	switch a.Kind { //nolint:exhaustive // those that end instances
	case sim.ActionLoseZone:
		was = "zone " + Inert(e.names.Zone(l.Instance)) + " was lost"
	case sim.ActionDeregisterInstances:
		was = Inert(e.names.Instance(l.Instance)) + " was deregistered"
	}
	if l.Hold == metrics.HoldInstanceGone {
		return "RUNNING, until " + was
	}
	return was + " at " + clockText(a.At) + ", which ECS noticed at " + clockText(l.To)
}

// holdText says what was waited for.
func holdText(h metrics.Hold) string {
	return [metrics.NumHolds]string{
		metrics.HoldAPI:             "the scheduler hadn't seen the API call yet",
		metrics.HoldPass:            "the scheduler's next pass",
		metrics.HoldProvision:       "PROVISIONING",
		metrics.HoldHost:            "PENDING, until the container instance had room",
		metrics.HoldStart:           "ACTIVATING: image pull and start of the containers",
		metrics.HoldRegistration:    "RUNNING, until targets were registered",
		metrics.HoldTargetHealth:    "target group health checks",
		metrics.HoldContainerHealth: "container health checks",
		metrics.HoldForty:           "40 s of RUNNING, since nothing checks the task",
		metrics.HoldFailing:         "RUNNING, until the task was found to fail",
		metrics.HoldInstanceGone:    "RUNNING, until its container instance was gone",
		metrics.HoldLoss:            "gone, until the scheduler missed the task",
		metrics.HoldInstanceLoss:    "its container instance was gone, until ECS noticed",
		metrics.HoldAgent:           "the agent of its container instance was disconnected",
		metrics.HoldDeregister:      "told to stop, until targets were deregistered",
		metrics.HoldDrain:           "deregistration delay",
		metrics.HoldSigterm:         "drained, until SIGTERM was sent",
		metrics.HoldExit:            "SIGTERM, until the containers had ended",
		metrics.HoldKill:            "SIGTERM without effect, until SIGKILL",
		metrics.HoldDeprovision:     "DEPROVISIONING",
		metrics.HoldFloor:           "minimumHealthyPercent let no task be stopped",
		metrics.HoldCap:             "maximumPercent let no task be started",
		metrics.HoldBounds:          "minimumHealthyPercent let no task be stopped, and maximumPercent none be started",
		metrics.HoldCapacity:        "no container instance had room for another task",
		metrics.HoldBackoff:         "starts had failed, and the scheduler paused before the next attempt",
		metrics.HoldLaunchRate:      "the scheduler starts only so many tasks a minute",
		metrics.HoldFargateRate:     "Fargate launches only so many tasks of the account at once, and a second",
		metrics.HoldGrace:           "unhealthy inside the grace period",
		metrics.HoldProtection:      "tasks under scale-in protection couldn't be stopped",
		metrics.HoldBake:            "bake time, in which the alarms are watched",
		metrics.HoldTasks:           "tasks that were starting, awaited a verdict or were stopping",
		metrics.HoldNothing:         "nothing was under way",
	}[h]
}

// holdSetting names the setting that decides how long something is waited for, in parentheses, with its value where
// that is one number.
func (e *Explanation) holdSetting(id sim.ServiceID, h metrics.Hold) string {
	scheduler := &e.Scenario.Scheduler
	seconds := func(key string, s sim.Span) string { return " (" + key + " " + decimal(int64(s)) + " s)" }
	return [metrics.NumHolds]string{
		metrics.HoldAPI:          seconds("scheduler.apiLag", scheduler.APILag),
		metrics.HoldPass:         seconds("scheduler.passInterval", scheduler.PassInterval),
		metrics.HoldProvision:    " (timing.provision)",
		metrics.HoldStart:        " (timing.pull, timing.start)",
		metrics.HoldTargetHealth: e.groupSetting(id, "healthCheckIntervalSeconds", func(g *sim.TargetGroup) sim.Span { return g.HealthCheckInterval }),
		metrics.HoldLoss:         seconds("scheduler.lossLag", scheduler.LossLag),
		metrics.HoldInstanceLoss: seconds("scheduler.instanceLossLag", scheduler.InstanceLossLag),
		metrics.HoldDeregister:   seconds("scheduler.deregisterLag", scheduler.DeregisterLag),
		metrics.HoldDrain:        e.groupSetting(id, "deregistrationDelaySeconds", func(g *sim.TargetGroup) sim.Span { return g.DeregistrationDelay }),
		metrics.HoldSigterm:      seconds("scheduler.drainLag", scheduler.DrainLag),
		metrics.HoldExit:         " (timing.exit)",
		metrics.HoldKill:         " (stopTimeout)",
		metrics.HoldDeprovision:  " (timing.deprovision)",
		metrics.HoldLaunchRate:   " (scheduler.launchRate " + Count(int64(scheduler.LaunchRate)) + ")",
		metrics.HoldFargateRate:  " (scheduler.fargateBurst " + Count(int64(scheduler.FargateBurst)) + ", fargateRate " + Count(int64(scheduler.FargateRate)) + ")",
		metrics.HoldGrace:        " (healthCheckGracePeriodSeconds " + decimal(int64(e.Fold.Service(id).API.HealthCheckGrace)) + ")",
	}[h]
}

// groupSetting names a setting of the service's target groups with its value, where they all have the same.
func (e *Explanation) groupSetting(id sim.ServiceID, name string, of func(g *sim.TargetGroup) sim.Span) string {
	value := sim.Span(-1)
	for _, lb := range e.Scenario.Services[id].LoadBalancers {
		if lb.TargetGroup < 0 || int(lb.TargetGroup) >= len(e.Scenario.TargetGroups) {
			continue
		}
		v := of(&e.Scenario.TargetGroups[lb.TargetGroup])
		if value >= 0 && v != value {
			return " (" + name + ")"
		}
		value = v
	}
	if value < 0 {
		return ""
	}
	return " (" + name + " " + decimal(int64(value)) + ")"
}

// boundTexts say in whose name the parts of a path were waited for, where a bound made one task wait for another.
func (e *Explanation) boundTexts(id sim.ServiceID, path *metrics.Path) []string {
	var list []string
	for _, b := range []struct {
		bound sim.Block
		text  string
	}{
		{sim.BlockedByFloor, "because minimumHealthyPercent let no old task go before another was healthy"},
		{sim.BlockedByCap, "because maximumPercent let no task start before another had STOPPED"},
		{sim.BlockedByCapacity, "because no task had room before another made it"},
	} {
		var sum sim.Span
		for i := range path.Links {
			if path.Links[i].Bound == b.bound {
				sum += path.Links[i].Span()
			}
		}
		if sum > 0 {
			list = append(list, secondsText(sum)+" "+b.text)
		}
	}
	if len(list) == 0 {
		return nil
	}
	s := e.trace.Settings(id, path.To)
	return []string{
		"Of that it waited " + enumerate(list) + ".",
		"At the end of it the floor is " + floorSum(&s) + " and the cap " + capSum(&s) + ".",
	}
}

// floorSum is the arithmetic of the floor.
func floorSum(s *sim.Settings) string {
	return "ceil(" + Count(int64(s.Desired)) + " x " + strconv.Itoa(int(s.MinimumHealthyPercent)) + "/100) = " + Count(int64(s.Floor))
}

// capSum is the arithmetic of the cap.
func capSum(s *sim.Settings) string {
	return "floor(" + Count(int64(s.Desired)) + " x " + strconv.Itoa(int(s.MaximumPercent)) + "/100) = " + Count(int64(s.Cap))
}

// chain are the lines of a path: its links, and between them what the scheduler decided.
func (e *Explanation) chain(path *metrics.Path) [][]string {
	var rows [][]string
	decisions := path.Decisions
	tell := func(upTo sim.Time) {
		for len(decisions) > 0 && decisions[0].At <= upTo {
			d := &decisions[0]
			decisions = decisions[1:]
			also := len(decisions) < len(path.Decisions)-1 && path.Decisions[len(path.Decisions)-len(decisions)-2].At == d.At
			rows = append(rows, []string{clockText(d.At), "", e.decisionText(path.Service, d, also)})
		}
	}
	for i := range path.Links {
		l := &path.Links[i]
		tell(l.From)
		text := e.linkText(path.Service, l)
		if task := e.taskText(l); task != "" {
			text = task + ": " + text
		}
		rows = append(rows, []string{clockText(l.From), secondsText(l.Span()), text})
	}
	tell(path.To)
	return rows
}

// held says what holds a service for ever that the run has left stuck at the end of a path, or the container instances whose
// drain or replacement the path is about.
func (e *Explanation) held(path *metrics.Path) string {
	s := e.Fold.Service(path.Service)
	v := verdict{Run: e.Run, service: s, id: path.Service, judged: s.Judged()}
	if x, _ := v.explained(); x != nil && (!s.Over || s.Outcome != sim.OutcomeStuck) {
		return e.keptBy(&e.Scenario.Timeline[x.Action])
	}
	if !s.Over || s.Outcome != sim.OutcomeStuck || path.To != e.Fold.Now() {
		return ""
	}
	f := &s.Pass
	var why []string
	if f.Blocked&sim.BlockedByFloor != 0 {
		why = append(why, "minimumHealthyPercent lets no task be stopped ("+isAre(f.Healthy)+" healthy and "+Count(int64(f.Floor))+" must be)")
	}
	if f.Blocked&sim.BlockedByCap != 0 {
		why = append(why, "maximumPercent lets none be started ("+aliveText(f)+")")
	}
	if f.Blocked&sim.BlockedByCapacity != 0 && s.API.Fargate {
		why = append(why, "Fargate has no capacity for another")
	} else if f.Blocked&sim.BlockedByCapacity != 0 {
		why = append(why, "no container instance has room for another"+e.refusalText(path.Service, path.To+1))
	}
	if len(why) == 0 {
		return e.holdText(path.Service, metrics.HoldOf(f.Blocked))
	}
	return enumerate(why)
}

// decisionText says what a pass decided, and what had held it until then; also says that a line about the same pass stands
// before this one.
func (e *Explanation) decisionText(id sim.ServiceID, d *metrics.Decision, also bool) string {
	text := "the scheduler "
	if also {
		text = "in the same pass it "
	}
	switch d.Kind {
	case metrics.DecidedStart:
		text += "starts " + quantity(max(d.Starts, 1), "task")
		if d.Stops > 0 && !also {
			text += " and stops " + Count(int64(d.Stops))
		}
	case metrics.DecidedStop:
		text += "stops " + quantity(max(d.Stops, 1), "task")
		if d.Starts > 0 && !also {
			text += " and starts " + Count(int64(d.Starts))
		}
	case metrics.DecidedEnd:
		return "the scheduler finds it done"
	case metrics.DecidedFail:
		return "the deployment fails"
	}
	if d.Sick {
		return text + "; it had failed its health checks"
	}
	if !d.Known {
		return text
	}
	f := &d.Before
	switch {
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByCapacity != 0 && e.Fold.Service(id).API.Fargate:
		text += "; until then Fargate had no capacity"
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByCapacity != 0:
		text += "; until then no container instance had room" + e.refusalText(id, d.At)
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByCap != 0:
		text += "; until then the cap held it: " + aliveText(f)
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByLaunchRate != 0:
		text += "; until then the launch rate held it"
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByFargateRate != 0:
		text += "; until then the account's launch rate on Fargate held it"
	case d.Kind == metrics.DecidedStart && f.Blocked&sim.BlockedByBackoff != 0:
		text += "; until then it had paused, after " + quantity(max(f.Failures, 1), "failure") + " in a row"
	case d.Kind == metrics.DecidedStop && f.Blocked&sim.BlockedByFloor != 0:
		text += "; until then the floor held it: " + isAre(f.Healthy) + " healthy and " + Count(int64(f.Floor)) + " must be"
	}
	return text
}

func aliveText(f *sim.PassFacts) string {
	if f.Alive == 1 {
		return "1 exists and " + Count(int64(f.Cap)) + " may"
	}
	return Count(int64(f.Alive)) + " exist and " + Count(int64(f.Cap)) + " may"
}

// refusalText says what the instance that came closest lacked, by the latest refusal before an instant.
func (e *Explanation) refusalText(id sim.ServiceID, at sim.Time) string {
	r, ok := e.trace.Refusal(id, at-1)
	if !ok || r.Closest == sim.NoInstance || r.Instances == 0 {
		return ""
	}
	var missing []string
	if lack := r.Want.CPU - r.ClosestFree.CPU; lack > 0 {
		missing = append(missing, quantity(lack, "CPU unit"))
	}
	if lack := r.Want.Memory - r.ClosestFree.Memory; lack > 0 {
		missing = append(missing, Count(lack)+" MiB")
	}
	for _, l := range lacks()[2:] {
		if r.ClosestLacks&l.of != 0 {
			missing = append(missing, l.many)
		}
	}
	if len(missing) == 0 {
		return ""
	}
	return ", the closest, " + Inert(e.names.Instance(r.Closest)) + ", lacked " + enumerate(missing)
}

// waves are the passes that did something in [from, to].
func (e *Explanation) waves(id sim.ServiceID, from, to sim.Time) [][]string {
	var rows [][]string
	for _, p := range e.trace.Passes(id) {
		f := &p.Facts
		if p.At < from || p.At > to || f.Starts+f.Stops == 0 {
			continue
		}
		var did []string
		if f.Stops > 0 {
			did = append(did, "-"+Count(int64(f.Stops)))
		}
		if f.Starts > 0 {
			did = append(did, "+"+Count(int64(f.Starts)))
		}
		text := Count(int64(f.Healthy)) + " healthy (floor " + Count(int64(f.Floor)) + "), " + Count(int64(f.Alive)) + " alive (cap " + Count(int64(f.Cap)) + ")"
		if f.Wanted > 0 {
			text += ", " + Count(int64(f.Wanted)) + " more wanted"
		}
		if f.Surplus > 0 {
			text += ", " + Count(int64(f.Surplus)) + " more to stop"
		}
		rows = append(rows, []string{clockText(p.At), strings.Join(did, " "), text})
	}
	return rows
}
