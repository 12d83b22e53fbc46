package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/event"
	"github.com/ecssim/ecssim/sim/fleet"
)

// instance is what the world keeps of a container instance beside the fleet's book.
type instance struct {
	tasks        list     // of services, on it, that haven't STOPPED
	running      int      // RUNNING tasks
	replicas     int      // tasks of services that aren't daemons, that haven't STOPPED
	registeredAt sim.Time // sim.Never: it hasn't been
	launches     uint64   // launches drawn for
	dead         bool     // EC2 has ended it, which ECS hasn't seen yet
	lost         bool     // with its zone
	rejoins      bool     // it has launched again before ECS has seen that it was gone
	replacement  int      // 1 + index of the replacement that it goes by, until it has gone; 0: none
	succeeds     int      // 1 + index of the replacement that it comes by, until it is ACTIVE; 0: none
	ended        bool     // EC2 has ended it before it was ACTIVE

	unheard []event.Event // verdicts of container health checks that a disconnected agent hasn't told yet
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
	if a.Kind == sim.ActionReplaceInstances {
		w.replacements = append(w.replacements, replacement{action: c})
		w.replaceSome(len(w.replacements) - 1)
		return
	}
	for _, i := range c.Instances {
		switch a.Kind { //nolint:exhaustive // those of container instances
		case sim.ActionUpdateInstances:
			w.drain(i, c.Drain)
		case sim.ActionTerminateInstances:
			w.terminateInstance(i)
		case sim.ActionDeregisterInstances:
			w.deregisterInstance(i, sim.HostDeregistered)
		case sim.ActionConnectAgents:
			w.connect(i, c.Connected)
		case sim.ActionAddInstances:
			w.launchInstance(i, c.Launch)
		case sim.ActionLoseZone:
			w.instances[i].lost = true
			w.terminateInstance(i)
		case sim.ActionRestoreZone:
			w.restoreInstance(i, c.Launch)
		}
	}
}

// refusesInstances is why the API refuses a call about container instances, or nil. A call about several is one for each:
// it is refused if it is for all of them (API pages UpdateContainerInstancesState, DeregisterContainerInstance).
func (w *World) refusesInstances(a *sim.Action) *sim.APIError {
	var refused *sim.APIError
	for _, i := range a.Instances.Instances {
		switch is := w.fleet.State[i]; {
		case a.Kind != sim.ActionUpdateInstances && a.Kind != sim.ActionDeregisterInstances:
			return nil
		case !is.IsRegistered():
			refused = sim.NoSuchInstance(is == sim.InstanceGone)
		case a.Kind == sim.ActionUpdateInstances || a.Instances.Force || w.instances[i].running == 0:
			return nil
		default:
			refused = sim.InstanceHasTasks()
		}
	}
	return refused
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
	for t := w.firstOn(i); t != nil; t = w.nextOn(t) {
		if t.told {
			continue
		}
		s := &w.services[t.service]
		if !s.now.Daemon {
			w.displace(t, on)
		}
		if on && t.state != sim.Running {
			w.stop(t, sim.StoppedByScaling)
			s.drained++
		}
		w.dirty(s)
	}
	if !on {
		w.capacityCame(i)
		w.takeBack(i)
	}
	w.drained(i)
}

// takeBack has an instance stay that was being replaced, since it is ACTIVE again; the replacement goes on with the others
// (assumed).
func (w *World) takeBack(i sim.InstanceID) {
	if r := w.instances[i].replacement; r != 0 {
		w.instances[i].replacement = 0
		w.close(r)
	}
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
	w.instanceChanged(i)
}

// instanceChanged tells how an instance stands now, and has services see it.
func (w *World) instanceChanged(i sim.InstanceID) {
	w.tellInstance(i)
	for k := range w.services {
		s := &w.services[k]
		s.reconsider(i)
		if s.now.Rebalance && s.status == sim.ServiceActive {
			w.dirty(s) // its zones may be out of balance now
		}
	}
	w.reviewDaemons(i)
}

// launchInstance starts an instance that isn't there: it is ACTIVE when it has launched and its agent has registered.
func (w *World) launchInstance(i sim.InstanceID, launch sim.Delay) {
	on := &w.instances[i]
	span := w.draws.Delay(w.hosts[i], draw.Launch, on.launches, launch)
	on.launches++
	w.push(w.Now().Add(span), phaseTimeline, eventJoin, uint32(i), uint32(on.launches))
}

// restoreInstance launches an instance again that was lost with its zone (assumed: as many as before, by whatever keeps
// the fleet at its size).
func (w *World) restoreInstance(i sim.InstanceID, launch sim.Delay) {
	on := &w.instances[i]
	if !on.lost {
		return
	}
	on.lost = false
	if on.ended {
		return
	}
	if on.registeredAt != sim.Never || on.launches > 0 {
		w.launchInstance(i, launch)
	}
}

// join makes a launched instance ACTIVE. In a lost zone nothing launches, and one that was terminated meanwhile doesn't come.
func (w *World) join(i sim.InstanceID) {
	on := &w.instances[i]
	if on.dead {
		on.rejoins = true
		return
	}
	if on.lost || on.ended || w.fleet.State[i].IsRegistered() {
		return
	}
	on.registeredAt = w.Now()
	w.images.forget(i)
	w.fleet.Disconnected[i] = false
	w.awaitDaemons(i)
	w.setInstance(i, sim.InstanceActive)
	w.capacityCame(i)
	if on.succeeds == 0 {
		return
	}
	c := w.replacements[on.succeeds-1].action
	on.succeeds = 0
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
		w.instances[old].replacement, w.instances[successor].succeeds = k+1, k+1
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
		w.depose(i)
	}
	w.close(r)
}

// close notes that a replacement, by 1 + its index, is through with an instance.
func (w *World) close(r int) {
	w.replacements[r-1].open--
	if w.replacements[r-1].open == 0 {
		w.replaceSome(r - 1)
	}
}

// depose makes an instance INACTIVE.
func (w *World) depose(i sim.InstanceID) {
	w.fleet.Disconnected[i] = true
	w.setInstance(i, sim.InstanceGone)
}

// terminateInstance ends an instance as EC2 does, or a failure: whatever runs on it ends at once, but ECS takes its tasks to be
// RUNNING until it has noticed. Until then it hears nothing from the agent.
func (w *World) terminateInstance(i sim.InstanceID) {
	on := &w.instances[i]
	if w.fleet.State[i] == sim.InstanceAbsent && !on.lost { // while it is launching
		if on.succeeds == 0 {
			on.ended = true
		} else {
			w.launchInstance(i, w.replacements[on.succeeds-1].action.Launch) // another in its place (assumed)
		}
	}
	if !w.fleet.State[i].IsRegistered() || on.dead {
		return
	}
	on.dead, on.unheard = true, on.unheard[:0]
	if !w.fleet.Disconnected[i] {
		w.fleet.Disconnected[i] = true
		w.instanceChanged(i)
	}
	for t := w.firstOn(i); t != nil; t = w.nextOn(t) {
		w.cancelStep(t)
		if t.told {
			continue
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

// lost is ECS's notice that an instance is gone (observed: some 30 s after EC2 terminated one).
func (w *World) lost(i sim.InstanceID) {
	on := &w.instances[i]
	if !on.dead {
		return // it was deregistered meanwhile
	}
	on.dead = false
	w.deregisterInstance(i, sim.HostTerminated)
	if on.rejoins {
		on.rejoins = false
		w.join(i)
	}
}

// deregisterInstance makes an instance INACTIVE, and its tasks STOPPED in the eyes of ECS: what still runs of them there, it
// doesn't look after any more (API page DeregisterContainerInstance). That doesn't count against a deployment (assumed).
func (w *World) deregisterInstance(i sim.InstanceID, why sim.Failure) {
	if !w.fleet.State[i].IsRegistered() {
		return
	}
	w.instances[i].unheard = w.instances[i].unheard[:0]
	w.depose(i)
	for t := w.firstOn(i); t != nil; {
		next := w.nextOn(t)
		w.perish(t, why)
		t = next
	}
	w.loseStandalone(i)
	w.drained(i)
}

// perish ends a task whose instance is gone. ECS doesn't hear how its containers have ended (assumed), if it hasn't yet.
func (w *World) perish(t *task, why sim.Failure) {
	w.fleet.Withdraw(t.instance, t.id)
	if t.state < sim.Deprovisioning {
		t.exitCode, t.killed = exitNothing, false
	}
	if !t.told {
		t.failure = why
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

// list is the tasks on a container instance, in the order of their creation; nobody allocates for it.
type list struct{ first, last fleet.TaskID } // 1 + the task's ID; 0: none

// arrive puts a task on its instance's list.
func (w *World) arrive(t *task) {
	on := &w.instances[t.instance]
	t.before, t.behind = on.tasks.last, 0
	if on.tasks.last != 0 {
		w.tasks[on.tasks.last-1].behind = t.id + 1
	} else {
		on.tasks.first = t.id + 1
	}
	on.tasks.last = t.id + 1
	if !w.services[t.service].now.Daemon {
		on.replicas++
	}
}

// vanish takes a task that has STOPPED off it.
func (w *World) vanish(t *task) {
	on := &w.instances[t.instance]
	if t.before != 0 {
		w.tasks[t.before-1].behind = t.behind
	} else {
		on.tasks.first = t.behind
	}
	if t.behind != 0 {
		w.tasks[t.behind-1].before = t.before
	} else {
		on.tasks.last = t.before
	}
	if !w.services[t.service].now.Daemon {
		on.replicas--
	}
}

// firstOn is the first task on an instance's list, or nil; nextOn is the one behind a task.
func (w *World) firstOn(i sim.InstanceID) *task { return w.listed(w.instances[i].tasks.first) }

func (w *World) nextOn(t *task) *task { return w.listed(t.behind) }

func (w *World) listed(id fleet.TaskID) *task {
	if id == 0 {
		return nil
	}
	return &w.tasks[id-1]
}
