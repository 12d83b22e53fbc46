package metrics

import "github.com/ecssim/ecssim/sim"

// healthyTask goes back from a task that got healthy to when it got RUNNING.
func (w *walker) healthyTask(n node) node {
	k := w.of(n)
	by := byTime
	for i := range k.turns {
		if turn := &k.turns[i]; turn.at <= w.at && turn.health == sim.Healthy {
			by = turn.by
		}
	}
	w.checks(n, by)
	n.kind = atRunning
	return n
}

// checks goes back through what came between RUNNING and a verdict of a source.
func (w *walker) checks(n node, by healthSource) {
	k := w.of(n)
	running := k.since[sim.Running]
	switch by {
	case byTarget:
		if k.registered < w.at {
			w.link(max(k.registered, running), HoldTargetHealth, n)
		}
		w.link(running, HoldRegistration, n)
	case byContainer:
		w.link(running, HoldContainerHealth, n)
	case byTime, byNothing:
		w.link(running, HoldForty, n)
	}
}

// runningTask goes back from a task that got RUNNING to its start. Where it had to wait for room on its instance, the
// task that made room there is what it waited for.
func (w *walker) runningTask(n node) node {
	k := w.of(n)
	if k.since[sim.Provisioning] == sim.Never { // it has been there from the beginning
		w.link(w.from, HoldNothing, n)
		return n
	}
	w.unheard(n, k.since[sim.Activating])
	w.link(k.since[sim.Activating], HoldStart, n)
	w.unheard(n, k.since[sim.Pending])
	if by, ok := w.madeRoom(k); ok {
		w.bound = sim.BlockedByCapacity
		return by
	}
	w.link(k.since[sim.Pending], HoldHost, n)
	w.link(k.since[sim.Provisioning], HoldProvision, n)
	n.kind = atStart
	return n
}

// unheard goes back over the time for which a step waited until the agent of the task's instance was connected again, to
// an instant at the earliest.
func (w *walker) unheard(n node, earliest sim.Time) {
	if a, ok := w.awayAt(w.of(n), w.at); ok {
		w.link(max(a.from, earliest), HoldAgent, n)
	}
}

// madeRoom is the task whose end let a task onto its instance, if that had to wait and the walk is just there.
func (w *walker) madeRoom(k *taskTrace) (by node, ok bool) {
	if k.instance == sim.NoInstance || k.since[sim.Activating] != w.at || k.since[sim.Pending] >= w.at {
		return node{}, false
	}
	ref := latest(w.exits[k.instance], w.at, w.at)
	if ref == nil {
		return node{}, false
	}
	return node{atGone, ref.service, ref.task}, true
}

// goneTask goes back from the end of a task, or of its containers, to when it was told to stop or failed.
func (w *walker) goneTask(n node) node {
	k := w.of(n)
	if k.toldAt <= w.at {
		w.unnoticed(n, k.toldAt)
	}
	if k.since[sim.Stopped] <= w.at {
		w.link(k.since[sim.Deprovisioning], HoldDeprovision, n)
	}
	if stopping := k.since[sim.Stopping]; stopping <= w.at {
		exit := HoldExit
		if k.killed {
			exit = HoldKill
		}
		w.unheard(n, stopping.Add(exitOf(&w.scenario.TaskDefinitions[k.definition])))
		w.link(stopping, exit, n)
	}
	if off := k.since[sim.Deactivating]; off <= w.at {
		if k.draining <= w.at {
			w.unheard(n, k.draining.Add(w.drainOf(n.service)))
			w.link(k.draining.Add(w.drainOf(n.service)), HoldSigterm, n)
			w.link(k.draining, HoldDrain, n)
		}
		w.unheard(n, off)
		w.link(off, HoldDeregister, n)
	}
	if k.toldAt <= w.at {
		n.kind = atTold
		return n
	}
	n.kind = atFailed
	return n
}

// drainOf is the longest deregistration delay of a service's target groups.
func (w *walker) drainOf(id sim.ServiceID) sim.Span {
	var longest sim.Span
	for _, lb := range w.scenario.Services[id].LoadBalancers {
		if lb.TargetGroup >= 0 && int(lb.TargetGroup) < len(w.scenario.TargetGroups) {
			longest = max(longest, w.scenario.TargetGroups[lb.TargetGroup].DeregistrationDelay)
		}
	}
	return longest
}

// failedTask goes back from a failure of a task to its start, or to when it was healthy.
func (w *walker) failedTask(n node) node {
	k := w.of(n)
	w.unnoticed(n, k.created())
	if k.since[sim.Running] > w.at { // it has never been RUNNING
		if k.since[sim.Activating] <= w.at {
			w.link(k.since[sim.Activating], HoldStart, n)
		}
		n.kind = atRunning
		return n
	}
	was := k.since[sim.Running]
	n.kind = atRunning
	for i := range k.turns {
		if turn := &k.turns[i]; turn.health == sim.Healthy && turn.at < w.at {
			was, n.kind = turn.at, atHealthy
		}
	}
	hold := HoldFailing
	if k.cut.is {
		hold = HoldInstanceGone
	}
	w.link(was, hold, n)
	return n
}

// toldTask goes back from a task that was told to stop to what let the scheduler do so.
func (w *walker) toldTask(n node) node {
	k := w.of(n)
	w.decided(DecidedStop, n)
	s := &w.services[n.service]
	var before sim.Block
	if p := s.passBefore(w.at); p != nil {
		before, w.facts = p.Facts.Blocked, p.Facts
	}
	defer func() { w.facts = sim.PassFacts{} }()
	window := w.at.Add(-w.scenario.Scheduler.PassInterval)
	healthy := latest(s.healthy, window, w.at)
	if turned, ok := k.turnedBad(w.at); ok && k.isSick() && (turned >= window || healthy == nil) {
		return w.sickTask(n, turned)
	}
	if before&sim.BlockedByFloor != 0 && healthy != nil {
		w.bound = sim.BlockedByFloor
		return w.after(healthy, atHealthy)
	}
	return w.pass(n.service)
}

// sickTask goes back from the stop of an unhealthy task to when it turned so, through the rest of its grace period.
func (w *walker) sickTask(n node, turned sim.Time) node {
	k := w.of(n)
	if end := k.since[sim.Running].Add(w.grace(n.service)); turned < end {
		w.link(end, HoldPass, node{service: n.service, task: sim.NoTask})
		w.link(turned, HoldGrace, n)
	}
	w.link(turned, HoldPass, node{service: n.service, task: sim.NoTask})
	n.kind = atFailed
	return n
}

// isSick says whether the task was stopped since it failed a health check.
func (k *taskTrace) isSick() bool {
	return k.reason == sim.StoppedByTargetGroup || k.reason == sim.StoppedByContainerHealth
}

// grace is the grace period of a service at the walker's instant.
func (w *walker) grace(id sim.ServiceID) sim.Span {
	grace := w.scenario.Services[id].HealthCheckGrace
	for i := range w.scenario.Timeline {
		a := &w.scenario.Timeline[i]
		if a.Kind == sim.ActionUpdateService && a.Update.Service == id && a.At < w.at && a.Update.HealthCheckGrace != nil {
			grace = *a.Update.HealthCheckGrace
		}
	}
	return grace
}

// turnedBad is when a task turned unhealthy the last time up to an instant, if that is how it was then.
func (k *taskTrace) turnedBad(at sim.Time) (turned sim.Time, ok bool) {
	for i := len(k.turns) - 1; i >= 0; i-- {
		if turn := &k.turns[i]; turn.at <= at {
			return turn.at, turn.health == sim.Unhealthy
		}
	}
	return 0, false
}

// after goes back from a pass to something that happened to a task before it.
func (w *walker) after(r *taskRef, kind nodeKind) node {
	n := node{kind, r.service, r.task}
	w.link(r.at, HoldPass, node{service: r.service, task: sim.NoTask})
	return n
}

// startedTask goes back from the start of a task to what let the scheduler start it.
func (w *walker) startedTask(n node) node {
	w.decided(DecidedStart, n)
	s, k := &w.services[n.service], w.of(n)
	p := s.passBefore(w.at)
	if p == nil {
		return w.pass(n.service)
	}
	w.facts = p.Facts
	defer func() { w.facts = sim.PassFacts{} }()
	window := w.at.Add(-w.scenario.Scheduler.PassInterval)
	b := p.Facts.Blocked
	if b&sim.BlockedByCapacity != 0 {
		if r := w.freed(k.instance, window); r != nil {
			w.bound = sim.BlockedByCapacity
			return w.after(r, atTold)
		}
	}
	if b&(sim.BlockedByBackoff|sim.BlockedByLaunchRate|sim.BlockedByFargateRate) != 0 {
		w.link(p.At, HoldOf(b), node{service: n.service, task: sim.NoTask})
		return node{atPass, n.service, sim.NoTask}
	}
	if b&sim.BlockedByCap != 0 {
		kind, list := atGone, s.stopped
		if !w.scenario.Rules.StoppingCounts {
			kind, list = atTold, w.told
		}
		if r := latest(list, window, w.at); r != nil {
			w.bound = sim.BlockedByCap
			return w.after(r, kind)
		}
	}
	return w.pass(n.service)
}

// freed is the last task told to stop since an instant that had its place on an instance, or where there is none the
// last on any.
func (w *walker) freed(on sim.InstanceID, since sim.Time) *taskRef {
	list := w.told[:upTo(w.told, w.at)]
	for i := len(list) - 1; i >= 0 && list[i].at >= since; i-- {
		if r := &list[i]; w.services[r.service].tasks[r.task].instance == on {
			return r
		}
	}
	return latest(list, since, w.at)
}
