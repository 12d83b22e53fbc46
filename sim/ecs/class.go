package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// classify puts the task into its class and keeps the deployment's counts.
func (w *World) classify(t *task) {
	counts := w.countsOf(t)
	if class := w.classOf(t); class != t.class {
		w.count(counts, t.class, -1)
		w.count(counts, class, 1)
		t.class = class
		if class == rollout.Healthy {
			w.deployment(t).owed = w.deployment(t).rollout != sim.Failed
			w.absolve(t)
		}
		if class == rollout.Sheltered { // the end of its grace period begins to matter
			w.await(t, w.graceEnds(t), eventGraceEnds, 0)
		}
		if t.told {
			w.deployment(t).counts.Stopping++
			w.deployment(t).counts.Ending++
		}
	}
	w.guard(t)
	if settled := w.isSettled(t); settled != t.settled {
		t.settled = settled
		if settled {
			counts.Settled++
		} else {
			counts.Settled--
		}
	}
	if t.class == rollout.Unhealthy {
		w.blame(t)
	}
}

// countsOf is where a task that hasn't been told to stop is counted.
func (w *World) countsOf(t *task) *rollout.Counts {
	if t.displaced {
		return &w.deployment(t).displaced
	}
	return &w.deployment(t).counts
}

// count moves the number of tasks of a class; no class, no count.
func (w *World) count(c *rollout.Counts, class rollout.Class, n int) {
	switch class {
	case rollout.Pending:
		c.Pending += n
	case rollout.Waiting:
		c.Waiting += n
	case rollout.Sheltered:
		c.Sheltered += n
	case rollout.Unhealthy:
		c.Unhealthy += n
	case rollout.Healthy:
		c.Healthy += n
	}
}

// classOf is how the task stands with the scheduler; 0 once it was told to stop.
func (w *World) classOf(t *task) rollout.Class {
	switch {
	case t.told:
		return 0
	case t.state != sim.Running:
		return rollout.Pending
	case t.health == sim.Healthy:
		return rollout.Healthy
	case t.health == sim.HealthUnknown:
		return rollout.Waiting
	case w.isSheltered(t):
		return rollout.Sheltered
	}
	return rollout.Unhealthy
}

// isSheltered says whether an unhealthy task is inside its grace period, which counts from RUNNING (D23
// service_definition_parameters). Under the older rule only target groups are covered.
func (w *World) isSheltered(t *task) bool {
	if w.Now() >= w.graceEnds(t) {
		return false
	}
	return w.scenario.Rules.GraceCoversContainers || !t.unhealthyContainers()
}

func (w *World) graceEnds(t *task) sim.Time {
	return t.runningAt.Add(w.services[t.service].now.HealthCheckGrace)
}

// isSettled says whether the task is good enough for its deployment's completion: healthy, or just RUNNING when nothing
// checks it (observed: the 40-second rule gates the floor, not completion).
func (w *World) isSettled(t *task) bool {
	return !t.told && t.state == sim.Running && (t.health == sim.Healthy || !w.hasChecks(t))
}
