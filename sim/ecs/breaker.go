package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// blame counts a task's failure against its deployment, once: it ended before it was RUNNING, ended before it was ever
// healthy, or failed a health check (D26 deployment-circuit-breaker, both stages; that early crashes count is a
// statement of AWS staff). The breaker looks at the count in the next pass.
func (w *World) blame(t *task) {
	if !t.blamed {
		t.blamed = true
		w.deployment(t).newFailures++
	}
}

// blameRefusal counts a refused placement against the PRIMARY deployment. If that is enough for the breaker, it trips in
// the next pass.
func (w *World) blameRefusal(s *service) {
	d := &s.deployments[s.primary]
	if d.rollout != sim.InProgress {
		return
	}
	d.failures++
	if s.breaker.Enable && d.failures >= s.breaker.Threshold(s.desired, &w.scenario.Rules) {
		w.dirty(s)
	}
}

// seeFailure takes notice of a task that ended without being told to.
func (w *World) seeFailure(t *task) {
	if t.failure != sim.Crashed {
		w.services[t.service].newStartFailures++
		w.blame(t)
	} else if t.health != sim.Healthy {
		w.blame(t)
	}
}

// started takes notice of a task that has become RUNNING: starts work again, which ends the throttle.
func (w *World) started(t *task) {
	s := &w.services[t.service]
	s.failures = 0
	if s.retryAt != sim.Never {
		w.setRetry(s, sim.Never, false)
	}
}

// watch is the pass's look at what has failed since the last one: the throttle, and the circuit breaker of a deployment
// in progress. It says whether that has tripped.
func (w *World) watch(s *service) (tripped bool) {
	if s.newStartFailures > 0 { // however many fail together, it is one attempt (assumed)
		s.newStartFailures = 0
		w.fail(s, true)
	}
	d := &s.deployments[s.primary]
	fresh := d.newFailures
	d.newFailures = 0
	if d.rollout != sim.InProgress {
		return false
	}
	breaker := s.breaker
	d.failures += fresh
	if !breaker.Enable {
		return false
	}
	threshold := breaker.Threshold(s.desired, &w.scenario.Rules)
	if d.failures < threshold {
		return false
	}
	d.failures = threshold // failedTasks stays at what tripped the breaker
	w.trip(s, breaker.Rollback)
	return true
}

// isWatched says whether the circuit breaker counts what fails.
func (w *World) isWatched(s *service) bool {
	return s.breaker.Enable && s.deployments[s.primary].rollout == sim.InProgress
}

// trip fails the PRIMARY deployment: it launches nothing any more. With roll-back the last deployment that completed
// takes its place, under its old id (D26 deployment-circuit-breaker; observed); without such a one everything stays as
// it is.
func (w *World) trip(s *service, rollBack bool) {
	failed := s.primary
	d := &s.deployments[failed]
	d.rollout, d.owed = sim.Failed, false
	w.tellEvent(s, sim.EventDeploymentFailed, failed, sim.NoTargetGroup, 0, nil)
	if !rollBack || s.newest != s.primary {
		return
	}
	for id := failed - 1; id >= 0; id-- {
		if to := &s.deployments[id]; to.rollout == sim.Completed {
			d.status, d.kept = sim.Active, d.counts.Present()
			to.status, to.rollout, to.kept, to.failures = sim.Primary, sim.InProgress, 0, 0
			to.asked = min(to.counts.Present(), s.desired)
			s.primary, s.newest = id, id
			s.failures = 0
			w.setRetry(s, sim.Never, false)
			w.tellEvent(s, sim.EventRollingBack, id, sim.NoTargetGroup, 0, nil)
			return
		}
	}
}

// absolve sets the breaker's count back when a task gets healthy, unless the service keeps counting
// (resetOnHealthyTask).
func (w *World) absolve(t *task) {
	if d := w.deployment(t); t.class == rollout.Healthy && d.rollout != sim.Failed && !w.services[t.service].breaker.KeepsCounting {
		d.failures, d.newFailures = 0, 0
	}
}
