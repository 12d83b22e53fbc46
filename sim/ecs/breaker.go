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

// blameRefusal counts a refused placement against the PRIMARY deployment. Those that are tried again at the next pass don't
// count yet (assumed: in the one log of a deployment that failed for want of capacity, the three failures of its
// threshold lay 46 minutes apart, and what two services that compete lack for a pass or two isn't a failure). If that is
// enough for the breaker, it trips in the next pass.
func (w *World) blameRefusal(s *service) {
	d := &s.deployments[s.primary]
	if d.rollout != sim.InProgress {
		return
	}
	d.failures++
	if w.isWatched(s) && d.failures >= s.now.Breaker.Threshold(s.now.DesiredCount, &w.scenario.Rules) {
		w.dirty(s)
	}
}

// seeFailure takes notice of a task that ended without being told to.
func (w *World) seeFailure(t *task) {
	if !t.ran {
		w.deployment(t).probed(false)
		w.noteUnstarted(t)
		w.blame(t)
	} else if t.health != sim.Healthy {
		w.blame(t)
	}
}

// started takes notice of a task that has become RUNNING: starts work again, which ends the throttle.
func (w *World) started(t *task) {
	s := &w.services[t.service]
	w.deployment(t).probed(true)
	if s.failures > 0 || s.retryAt != sim.Never || s.unstarted.told {
		w.endThrottle(s)
	}
}

// watch is the pass's look at what has failed since the last one: the throttle, and of a deployment in progress the
// circuit breaker and the alarms. It says whether one of these has tripped.
func (w *World) watch(s *service) (tripped bool) {
	w.watchStarts(s)
	d := &s.deployments[s.primary]
	fresh := d.newFailures
	d.newFailures = 0
	if d.rollout != sim.InProgress {
		return false
	}
	d.failures += fresh
	if w.isWatched(s) {
		threshold := s.now.Breaker.Threshold(s.now.DesiredCount, &w.scenario.Rules)
		if d.failures >= threshold || d.probe.failures >= mostProbes {
			d.failures = min(d.failures, threshold) // failedTasks stays at what tripped the breaker
			w.trip(s, sim.FailedByBreaker, s.now.Breaker.Rollback)
			return true
		}
	}
	if d.alarms.raised {
		w.trip(s, sim.FailedByAlarm, s.now.Alarms.Rollback)
		return true
	}
	return false
}

// isWatched says whether the circuit breaker counts what fails. Deployments behind a Classic Load Balancer have no
// rollout state, so that there is nothing to fail (API page Deployment; that the breaker is off then is assumed).
func (w *World) isWatched(s *service) bool {
	return s.now.Breaker.Enable && s.deployments[s.primary].rollout == sim.InProgress && !w.isClassic(s)
}

// trip fails the PRIMARY deployment: it launches nothing any more. With roll-back the last deployment that completed
// takes its place, under its old id (D26 deployment-circuit-breaker; observed); without such a one everything stays as
// it is.
func (w *World) trip(s *service, by sim.FailedBy, rollBack bool) {
	failed := s.primary
	d := &s.deployments[failed]
	d.rollout, d.owed, d.failedBy = sim.Failed, false, by
	d.alarms.on = false
	w.tellEnding(s, sim.EventDeploymentFailed, failed, by)
	if !rollBack || s.newest != s.primary {
		return
	}
	for id := failed - 1; id >= 0; id-- {
		if s.deployments[id].rollout == sim.Completed {
			w.rollBack(s, id, by)
			return
		}
	}
}

// rollBack makes a deployment that has completed the PRIMARY one again, with the parameters that it was created with.
func (w *World) rollBack(s *service, id sim.DeploymentID, by sim.FailedBy) {
	d, to := &s.deployments[s.primary], &s.deployments[id]
	d.status, d.kept = sim.Active, d.present()+d.counts.Unseen
	to.status, to.rollout, to.kept, to.failedBy = sim.Primary, sim.InProgress, 0, by
	to.failures, to.newFailures = 0, 0 // those of before aren't the roll-back's
	to.alarms = alarmWatch{ignored: w.isAlarmed(&s.api)}
	to.asked = min(to.present(), s.now.DesiredCount)
	s.primary, s.newest = id, id
	s.revive(id)
	s.api, s.now = s.api.RollBack(&to.from), s.now.RollBack(&to.from)
	s.unsteady, s.stuckTold = true, false
	w.endThrottle(s)
	w.watchAlarms(s)
	w.tellEnding(s, sim.EventRollingBack, id, by)
}

// absolve sets the breaker's count back when a task gets healthy, unless the service keeps counting
// (resetOnHealthyTask).
func (w *World) absolve(t *task) {
	if d := w.deployment(t); t.class == rollout.Healthy && d.rollout != sim.Failed && !w.services[t.service].now.Breaker.KeepsCounting {
		d.failures, d.newFailures = 0, 0
	}
}
