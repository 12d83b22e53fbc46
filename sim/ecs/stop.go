package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
)

// exit codes of a task's containers (D26 task-lifecycle-explanation; 128 + the signal's number when one kills).
const (
	exitKilled  = 137
	exitNothing = -1 // no container had started, or nobody heard of its end
)

// stop tells a task to stop. It leaves every count of living tasks at once, and the control plane takes its resources
// to be free (What's New 2023-07), but for its network interface. With registered targets these are deregistered first and drain for the whole
// deregistration delay, connections or not, before SIGTERM (D26 load-balancer-connection-draining, ALB guide); without,
// SIGTERM comes in the same pass.
func (w *World) stop(t *task, reason sim.StopReason) {
	t.reason = reason
	w.leave(t)
	w.cancelStep(t)
	switch t.state {
	case sim.Provisioning, sim.Pending:
		w.fleet.Withdraw(t.instance, t.id)
		w.deprovision(t)
		w.admit(t.instance)
	case sim.Activating:
		w.terminate(t)
	case sim.Running:
		w.edge(t, sim.Deactivating)
		if !w.depart(t) {
			w.terminate(t)
		}
	case sim.TaskNone, sim.Deactivating, sim.Stopping, sim.Deprovisioning, sim.Stopped:
		panic("a task is told to stop in " + t.state.String())
	}
}

// leave takes a task out of every count of living tasks.
func (w *World) leave(t *task) {
	t.told = true
	w.live -= t.awaited // its health doesn't matter any more
	w.classify(t)
	w.services[t.service].spread.Add(w.fleet, t.instance, -1)
	w.fleet.Unreserve(t.instance, w.definition(t).Claim().OfContainers())
	w.claimRoom(&w.services[t.service], t.instance) // before that of others
	w.tasksMoved()
	w.roomCame(t.instance)
}

// terminate begins the end of the task's containers: they exit after SIGTERM, or are killed by SIGKILL after stopTimeout. A task that was
// RUNNING stays DEACTIVATING until the agent of its instance hears of it, another one is STOPPING.
func (w *World) terminate(t *task) {
	w.leaveGroups(t)
	if t.state == sim.Deactivating && w.isDeaf(t) {
		w.hold(t)
		return
	}
	w.edge(t, sim.Stopping)
	w.fleet.Stopping(t.instance, 1) // only now the host's agent knows
	if w.isDeaf(t) {
		t.unsent = true
		w.hold(t)
		return
	}
	w.signal(t)
}

// signal is SIGTERM. A task whose containers haven't started has nothing to end.
func (w *World) signal(t *task) {
	t.unsent = false
	if !w.hasStarted(t) {
		t.exitCode = exitNothing
		w.later(t, 0)
		return
	}
	var span sim.Span
	span, t.killed = w.stopSpan(t)
	t.exitCode = int16(w.definition(t).Timing.ExitCode)
	if t.killed {
		t.exitCode = exitKilled
	}
	w.later(t, span)
}

// leaveGroups ends the draining of the task's targets.
func (w *World) leaveGroups(t *task) {
	if !t.draining {
		return
	}
	t.draining = false
	for _, lb := range w.balancers(t) {
		w.tellTarget(t, lb.TargetGroup, sim.TargetUnused)
	}
}

// stopSpan is how long the task's containers take to end after SIGTERM, and whether an essential one had to be killed.
func (w *World) stopSpan(t *task) (span sim.Span, killed bool) {
	if t.composed() {
		return w.stopParts(t)
	}
	d := w.definition(t)
	exit, timeout := w.draw(t, draw.Exit, d.Timing.Exit), d.Containers[0].StopTimeout
	return min(exit, timeout), exit > timeout
}

// exited is the end of the last container: the host has its resources back.
func (w *World) exited(t *task) {
	w.fleet.Release(t.instance, w.definition(t).Claim())
	w.fleet.Stopping(t.instance, -1)
	w.deprovision(t)
	w.admit(t.instance)
}

// deprovision detaches what is left of a task without containers.
func (w *World) deprovision(t *task) {
	w.edge(t, sim.Deprovisioning)
	if d := w.deployment(t); !w.scenario.Scheduler.CompleteAtStopped {
		d.counts.Ending--
		w.dirty(&w.services[t.service])
	}
	w.later(t, w.draw(t, draw.Deprovision, w.definition(t).Timing.Deprovision))
	w.drained(t.instance)
}

// stopped is the end of a task: only now it leaves the count toward maximumPercent.
func (w *World) stopped(t *task) {
	w.edge(t, sim.Stopped)
	s, d := &w.services[t.service], w.deployment(t)
	d.counts.Stopping--
	w.vanish(t)
	w.detach(t)
	w.daemonsMayFollow(t)
	if t.madeWay {
		d.counts.MadeWay--
	}
	if w.scenario.Scheduler.CompleteAtStopped {
		d.counts.Ending--
	}
	d.gone++
	if d.gone > len(d.tasks)/2+8 {
		w.forget(s, d)
	}
	w.dirty(s)
}

// detach gives the network interface of a STOPPED task back.
func (w *World) detach(t *task) {
	if has := w.definition(t).Claim().Interfaces(); has.ENI > 0 {
		w.fleet.Unreserve(t.instance, has)
		w.roomCame(t.instance)
		w.drained(t.instance)
	}
}

// forget drops STOPPED tasks from the deployment's list and frees their places, but for those whose targets are still to
// be deregistered.
func (w *World) forget(s *service, d *deployment) {
	kept := d.tasks[:0]
	d.gone = 0
	for _, id := range d.tasks {
		t := &w.tasks[id]
		if t.state == sim.Stopped && !t.departing && !t.unseen {
			s.free = append(s.free, id)
			continue
		}
		if t.state == sim.Stopped {
			d.gone++
		}
		kept = append(kept, id)
	}
	d.tasks = kept
}
