package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
)

// instance is what the world keeps of a container instance beside the fleet's book.
type instance struct {
	running      int      // RUNNING tasks
	registeredAt sim.Time // sim.Never: it hasn't been
	launches     uint64   // launches drawn for
	lost         bool     // with its zone
	rejoins      bool     // it has launched again before ECS has seen that it was gone
	replacement  int      // 1 + index of the replacement that it goes or comes by; 0: none
}

// replacement is a replaceInstances action in progress: some instances at a time are launched, and when one is ACTIVE, its
// predecessor is DRAINING, and terminated when no task holds it any more.
type replacement struct {
	action *sim.ChangeInstances
	begun  int // instances that are being replaced or have been
	open   int // of the current batch
}

// changeInstances does what an action does to container instances.
func (w *World) changeInstances(a *sim.Action) {
	c := &a.Instances
	switch a.Kind { //nolint:exhaustive // those of container instances
	case sim.ActionUpdateInstances:
		for _, i := range c.Instances {
			w.drain(i, c.Drain)
		}
	case sim.ActionTerminateInstances:
		for _, i := range c.Instances {
			w.terminateInstance(i)
		}
	case sim.ActionAddInstances:
		for _, i := range c.Instances {
			w.launchInstance(i, c.Launch)
		}
	case sim.ActionLoseZone:
		for _, i := range c.Instances {
			w.instances[i].lost = true
			w.terminateInstance(i)
		}
	case sim.ActionRestoreZone:
		for _, i := range c.Instances {
			w.restoreInstance(i, c.Launch)
		}
	case sim.ActionReplaceInstances:
		w.replacements = append(w.replacements, replacement{action: c})
		w.replaceSome(len(w.replacements) - 1)
	}
}

// drain makes an ACTIVE instance DRAINING, or a DRAINING one ACTIVE again; others stay as they are. Its tasks that aren't
// RUNNING yet are stopped at once, and the RUNNING ones are replaced by their services' passes (D26
// container-instance-draining).
func (w *World) drain(i sim.InstanceID, on bool) {
	from, to := sim.InstanceDraining, sim.InstanceActive
	if on {
		from, to = to, from
	}
	if w.fleet.State[i] != from {
		return
	}
	w.setInstance(i, to)
	for k := range w.tasks {
		t := &w.tasks[k]
		if t.instance != i || t.told || t.state == sim.TaskNone {
			continue
		}
		if !w.services[t.service].now.Daemon {
			w.displace(t, on)
		}
		if on && t.state != sim.Running {
			w.stop(t, sim.StoppedByScaling)
		}
		w.dirty(&w.services[t.service])
	}
	if !on {
		w.roomCame(i)
	}
	w.drained(i)
}

// displace moves a task from its deployment's counts to those of tasks on DRAINING instances, or back.
func (w *World) displace(t *task, on bool) {
	w.moveCounts(t, -1)
	t.displaced = on
	w.moveCounts(t, 1)
	w.guard(t)
}

// moveCounts counts a task where it stands, or no longer.
func (w *World) moveCounts(t *task, n int) {
	counts := w.countsOf(t)
	w.count(counts, t.class, n)
	if t.settled {
		counts.Settled += n
	}
	w.countGuarded(t, n)
}

// setInstance changes the state of an instance, and with it what constraints say of it.
func (w *World) setInstance(i sim.InstanceID, to sim.InstanceState) {
	w.fleet.State[i] = to
	w.tellInstance(i)
	for k := range w.services {
		s := &w.services[k]
		s.policies = nil
		if s.now.Rebalance && s.status == sim.ServiceActive {
			w.dirty(s) // its zones may be out of balance now
		}
	}
	w.reviewDaemons()
}

// launchInstance starts an instance that isn't there: it is ACTIVE when it has launched and its agent has registered.
func (w *World) launchInstance(i sim.InstanceID, launch sim.Delay) {
	on := &w.instances[i]
	span := w.draws.Delay(w.hosts[i], draw.Launch, on.launches, launch)
	on.launches++
	w.push(w.Now().Add(span), phaseTimeline, eventJoin, uint32(i), 0)
}

// restoreInstance launches an instance again that was lost with its zone (assumed: as many as before, by whatever keeps
// the fleet at its size).
func (w *World) restoreInstance(i sim.InstanceID, launch sim.Delay) {
	on := &w.instances[i]
	if !on.lost {
		return
	}
	on.lost = false
	if on.registeredAt != sim.Never || on.launches > 0 {
		w.launchInstance(i, launch)
	}
}

// join makes a launched instance ACTIVE. In a lost zone nothing launches, and one that was terminated meanwhile is gone.
func (w *World) join(i sim.InstanceID) {
	on := &w.instances[i]
	if w.fleet.State[i] == sim.InstanceDisconnected {
		on.rejoins = true
		return
	}
	if on.lost || w.fleet.State[i].IsRegistered() {
		return
	}
	on.registeredAt = w.Now()
	w.images.forget(i)
	w.setInstance(i, sim.InstanceActive)
	w.roomCame(i)
	if on.replacement == 0 {
		return
	}
	c := w.replacements[on.replacement-1].action
	for k, successor := range c.Successors {
		if successor == i {
			w.drain(c.Instances[k], true)
			w.drained(c.Instances[k]) // if it is gone already
		}
	}
}

// replaceSome begins with the next batch of a replacement.
func (w *World) replaceSome(k int) {
	r := &w.replacements[k]
	for r.open < r.action.Batch && r.begun < len(r.action.Instances) {
		old, successor := r.action.Instances[r.begun], r.action.Successors[r.begun]
		w.instances[old].replacement, w.instances[successor].replacement = k+1, k+1
		r.begun++
		r.open++
		w.launchInstance(successor, r.action.Launch)
	}
}

// drained terminates an instance that is being replaced once nothing holds it any more, and goes on with the next batch
// when the last of one is gone.
func (w *World) drained(i sim.InstanceID) {
	on := &w.instances[i]
	state := w.fleet.State[i]
	if on.replacement == 0 || state != sim.InstanceDraining && state != sim.InstanceGone || !w.fleet.IsIdle(i) {
		return
	}
	r := on.replacement
	on.replacement = 0
	if state == sim.InstanceDraining {
		w.setInstance(i, sim.InstanceGone)
	}
	w.replacements[r-1].open--
	if w.replacements[r-1].open == 0 {
		w.replaceSome(r - 1)
	}
}

// terminateInstance ends an instance as EC2 does, or a failure: whatever runs on it ends at once, but ECS takes its tasks to be
// RUNNING until it has noticed. Until then it hears nothing from the agent.
func (w *World) terminateInstance(i sim.InstanceID) {
	if !w.fleet.State[i].IsRegistered() || w.fleet.State[i] == sim.InstanceDisconnected {
		return
	}
	wasDraining := w.fleet.State[i] == sim.InstanceDraining
	w.setInstance(i, sim.InstanceDisconnected)
	for k := range w.tasks {
		t := &w.tasks[k]
		if t.instance != i || t.state == sim.TaskNone || t.state == sim.Stopped {
			continue
		}
		w.cancelStep(t)
		if t.told {
			continue
		}
		if wasDraining && !w.services[t.service].now.Daemon {
			w.displace(t, false)
		}
		if t.state == sim.Running {
			w.silence(t)
		}
		w.dirty(&w.services[t.service])
	}
	w.push(w.Now().Add(w.scenario.Scheduler.InstanceLossLag), phaseTask, eventLost, uint32(i), 0)
}

// silence has a RUNNING task answer nobody any more.
func (w *World) silence(t *task) {
	for k := range w.answering(t) {
		up := *w.upOf(t, k)
		up.Until = min(up.Until, w.Now())
		w.changeAnswers(t, k, up, false)
	}
}

// lost is ECS's notice that an instance is gone: it is INACTIVE, and its tasks are STOPPED (observed: some 30 s after EC2
// terminated one). That doesn't count against a deployment (assumed).
func (w *World) lost(i sim.InstanceID) {
	w.setInstance(i, sim.InstanceGone)
	for k := range w.tasks {
		if t := &w.tasks[k]; t.instance == i && t.state != sim.TaskNone && t.state != sim.Stopped {
			w.perish(t)
		}
	}
	w.loseStandalone(i)
	w.drained(i)
	if on := &w.instances[i]; on.rejoins {
		on.rejoins = false
		w.join(i)
	}
}

// perish ends a task whose instance is gone.
func (w *World) perish(t *task) {
	w.fleet.Withdraw(t.instance, t.id)
	if !t.told {
		t.failure = sim.HostTerminated
		w.leave(t)
	}
	if t.state == sim.Running {
		w.edge(t, sim.Deactivating)
		w.depart(t)
	}
	if t.state == sim.Activating || t.state == sim.Deactivating {
		w.edge(t, sim.Stopping)
		w.fleet.Stopping(t.instance, 1)
	}
	switch t.state { //nolint:exhaustive // the others are behind it, or not there
	case sim.Stopping:
		w.exited(t)
	case sim.Provisioning, sim.Pending:
		w.deprovision(t)
	}
	w.cancelStep(t)
	w.stopped(t)
}
