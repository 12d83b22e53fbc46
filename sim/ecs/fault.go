package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/health"
)

// exitCrashed is the exit code of an essential container that ends by itself.
const exitCrashed = 1

// strike decides at a task's creation whether the faults of its revision strike it.
func (w *World) strike(t *task) {
	f := &w.definition(t).Faults
	if f.Strikes(t.ordinal, w.draws.Uint32(t.entity, draw.Fault, 0)) {
		t.faults = f
	}
}

// startFailure is what keeps a task from becoming RUNNING, if anything does.
func (t *task) startFailure() sim.Failure {
	switch {
	case t.faults == nil:
		return sim.NoFailure
	case t.faults.PullFails:
		return sim.FailedPull
	case t.faults.NeverStarts:
		return sim.FailedStart
	}
	return sim.NoFailure
}

// up is when the task's program answers health checks, from the moment it is RUNNING.
func (w *World) up(t *task) health.Up {
	up := health.Up{From: t.runningAt.Add(w.draw(t, draw.Ready, w.definition(t).Timing.Ready)), Until: sim.Never}
	if f := t.faults; f != nil {
		if f.NeverReady {
			up.From = sim.Never
		}
		if f.UnhealthyAfter != nil {
			up.Until = t.runningAt.Add(w.draws.Delay(t.entity, draw.FaultDelay, 1, *f.UnhealthyAfter))
		}
	}
	return up
}

// doom queues the end of a task that is going to crash.
func (w *World) doom(t *task) {
	if t.faults != nil && t.faults.CrashAfter != nil {
		w.later(t, w.draws.Delay(t.entity, draw.FaultDelay, 0, *t.faults.CrashAfter))
	}
}

// fall ends a task that nobody told to stop. Its desired status becomes STOPPED as that of any other stopping task; its
// containers have ended already. Targets are deregistered, but nothing waits for them to drain (assumed).
func (w *World) fall(t *task, failure sim.Failure) {
	t.failure = failure
	w.leave(t)
	w.seeFailure(t)
	if t.state == sim.Running {
		t.exitCode = exitCrashed
		w.edge(t, sim.Deactivating)
		w.depart(t)
	}
	w.edge(t, sim.Stopping)
	w.fleet.Stopping(t.instance, 1)
	w.later(t, 0)
	w.dirty(&w.services[t.service])
}
