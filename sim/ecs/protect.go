package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// protectTasks makes an UpdateTaskProtection call: the chosen tasks aren't stopped by scale-in or a deployment until the
// protection is taken away or expires (D26 task-scale-in-protection). An unhealthy task is replaced all the same
// (assumed).
func (w *World) protectTasks(s *service, call *sim.ProtectTasks) {
	for _, id := range w.choose(s, &call.Tasks) {
		t := &w.tasks[id]
		until := w.Now()
		if call.Enable {
			until = until.Add(call.Expires)
			w.await(t, until, eventUnprotected, 0)
		}
		w.protect(t, call.Enable, until)
	}
	w.dirty(s)
}

// protect puts the task under protection until some instant, or takes it out.
func (w *World) protect(t *task, on bool, until sim.Time) {
	t.protected = on
	detailOf(t).protectedUntil = until
	w.classify(t)
	w.tellProtection(t)
}

// unprotect is the end of a protection, unless it has been renewed or taken away since.
func (w *World) unprotect(t *task) {
	if t.protected && t.detail.protectedUntil <= w.Now() {
		w.protect(t, false, w.Now())
	}
}

// unprotectAll takes every task out of protection: it is against scale-in, deployments and rebalancing (D26
// task-scale-in-protection); that the deletion of the service isn't one of these is assumed.
func (w *World) unprotectAll(s *service) {
	for _, id := range s.living {
		for _, task := range s.deployments[id].tasks {
			if t := &w.tasks[task]; t.protected && !t.told {
				w.protect(t, false, w.Now())
			}
		}
	}
}

// guard keeps the deployment's counts of the tasks that protection covers in its class.
func (w *World) guard(t *task) {
	var as rollout.Class
	if t.protected && !t.displaced && (t.class == rollout.Healthy || t.class == rollout.Waiting) {
		as = t.class
	}
	if as == t.guardedAs {
		return
	}
	w.countGuarded(t, -1)
	t.guardedAs = as
	w.countGuarded(t, 1)
}

// countGuarded moves the number of protected tasks of the task's class.
func (w *World) countGuarded(t *task, n int) {
	counts := w.countsOf(t)
	if t.guardedAs == rollout.Healthy {
		counts.GuardedHealthy += n
	}
	if t.guardedAs == rollout.Waiting {
		counts.GuardedWaiting += n
	}
}

// isGuarded says whether the scheduler may not stop the task to change a number.
func (t *task) isGuarded() bool { return t.guardedAs != 0 }

// tellProtected writes that protected tasks keep the service from a steady state (D26 service-event-messages-list), once
// nothing else does (assumed).
func (w *World) tellProtected(s *service) {
	if !w.isNews(s, &s.protected, w.blocks(s) == sim.BlockedByProtection) {
		return
	}
	id := s.primary
	if active := w.active(s); len(active) > 0 {
		id = active[0]
	}
	w.tellEvent(s, sim.EventProtected, id, sim.NoTargetGroup, w.plan.Guarded, nil)
}
