package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// finish looks, in a pass that had nothing to do, whether the service has got where it wants to be. "Deployment
// completed" is written before "steady state", in the same pass (observed). A deregistration is something to do, so steady
// state comes a pass later (observed: some 10 s after it in a plain replacement).
func (w *World) finish(s *service) {
	w.look(s)
	if s.deregisteredAt == w.Now() {
		w.dirty(s)
		return
	}
	if s.status != sim.ServiceActive {
		w.finishDeleted(s)
		return
	}
	p := &s.deployments[s.primary]
	if p.rollout == sim.InProgress && w.view.Complete() && w.isBaked(s) {
		w.complete(s)
	}
	w.tellProtected(s)
	switch {
	case p.rollout != sim.InProgress && w.view.Steady():
		if s.unsteady {
			s.unsteady, s.steady = false, notice{}
		}
		if w.isNews(s, &s.steady, true) {
			w.tellEvent(s, sim.EventSteadyState, sim.NoDeployment, sim.NoTargetGroup, 0, nil)
		}
	case w.isStuckByBounds(s) && !s.stuckTold:
		s.stuckTold = true
		w.tellEvent(s, sim.EventBoundsStuck, sim.NoDeployment, sim.NoTargetGroup, 0, nil)
	}
}

// cleanUp is for how long older deployments are cleaned up that a deployment left behind when it completed early (D26
// early-success-criteria: up to two weeks).
const cleanUp = 14 * 24 * sim.Hour

// succeedEarly looks, before the pass decides anything, whether an early success is met. Then the alarms are watched for
// the bake time, and meanwhile healthy old tasks stay; after it a deferred clean-up comes after completion, a blocking one
// before it (D26 early-success-criteria).
func (w *World) succeedEarly(s *service) {
	if w.view.Met() && w.isBaked(s) && w.view.Complete() {
		w.complete(s)
	}
}

// complete makes the PRIMARY deployment COMPLETED. Nothing watches it any more.
func (w *World) complete(s *service) {
	p := &s.deployments[s.primary]
	p.rollout, p.failedBy, p.alarms.on, p.cleanedUntil = sim.Completed, sim.NotFailed, false, sim.Never
	if !w.view.Replaced() {
		p.cleanedUntil = w.Now().Add(cleanUp)
	}
	if !w.isClassic(s) { // such a deployment has no rollout state (API page Deployment)
		w.tellEvent(s, sim.EventDeploymentCompleted, s.primary, sim.NoTargetGroup, 0, nil)
	}
	if s.now.Rebalance {
		w.dirty(s) // its zones may be looked at from now on
	}
}

// finishDeleted makes a deleted service INACTIVE when all of its tasks are stopping or STOPPED (API page DeleteService).
func (w *World) finishDeleted(s *service) {
	if s.status == sim.ServiceDraining && s.isEmpty() {
		s.status = sim.ServiceInactive
		w.tellService(s)
	}
}

// isEmpty says whether the service has no task that hasn't been told to stop.
func (s *service) isEmpty() bool {
	for _, id := range s.living {
		if s.deployments[id].present() > 0 {
			return false
		}
	}
	return true
}

// isSeen says whether the scheduler knows the service at all: not before the call that created it has become visible.
func (s *service) isSeen() bool {
	for i := range s.inbox {
		if s.inbox[i].creates {
			return false
		}
	}
	return true
}

// isStuckByBounds says whether floor and cap alone hold the deployment for ever: something is wanted, and nothing that
// is under way will change the counts. Only then ECS's event about minimumHealthyPercent and maximumPercent is written,
// once (D26 service-event-messages-list; when ECS writes it is assumed).
func (w *World) isStuckByBounds(s *service) bool {
	const bounds = sim.BlockedByFloor | sim.BlockedByCap
	if s.deployments[s.primary].rollout != sim.InProgress || w.work.grew {
		return false
	}
	b := w.blocks(s)
	return b&bounds != 0 && b&^bounds == 0
}

// blocks is what holds the service back after the last plan; nothing when it is where it wants to be. The view has to
// be fresh.
func (w *World) blocks(s *service) sim.Block {
	if s.deployments[s.primary].rollout != sim.InProgress && w.view.Steady() {
		return 0
	}
	sum := w.view.Primary.Counts
	for i := range w.view.Active {
		sum = total(sum, w.view.Active[i].Counts)
	}
	var b sim.Block
	set := func(on bool, bit sim.Block) {
		if on {
			b |= bit
		}
	}
	set(w.plan.Surplus > 0, sim.BlockedByFloor)
	set(w.plan.Wanted > 0 && !w.work.refused, sim.BlockedByCap)
	set(w.work.refused, sim.BlockedByCapacity)
	set(w.work.throttled || s.retryAt != sim.Never && !w.view.Primary.Failed, sim.BlockedByBackoff)
	set(sum.Pending+sum.Waiting > 0, sim.BlockedByHealth)
	set(sum.Stopping+sum.Unseen+w.view.Leaving > 0, sim.BlockedByStops)
	set(sum.Sheltered > 0, sim.BlockedByUnhealthy)
	b |= w.work.limited
	set(w.plan.Guarded > 0, sim.BlockedByProtection)
	set(s.deployments[s.primary].alarms.bakes(w.Now()), sim.BlockedByBake)
	return b
}

func total(a, b rollout.Counts) rollout.Counts {
	return rollout.Counts{
		Pending: a.Pending + b.Pending, Waiting: a.Waiting + b.Waiting, Sheltered: a.Sheltered + b.Sheltered,
		Unhealthy: a.Unhealthy + b.Unhealthy, Healthy: a.Healthy + b.Healthy,
		Stopping: a.Stopping + b.Stopping, Ending: a.Ending + b.Ending, Settled: a.Settled + b.Settled, Unseen: a.Unseen + b.Unseen,
	}
}

// end closes the run and tells how each service stands.
func (w *World) end(at sim.Time, nothingLeft bool) {
	w.ended = true
	for i := range w.services {
		s := &w.services[i]
		w.look(s)
		w.tellEnd(s, at, w.outcome(s, nothingLeft))
	}
}

// outcome is how the service stands at the end. The view has to be fresh.
func (w *World) outcome(s *service, nothingLeft bool) sim.Outcome {
	if s.status == sim.ServiceAbsent || s.status == sim.ServiceInactive {
		return sim.OutcomeSettled
	}
	switch p := &s.deployments[s.primary]; {
	case p.rollout == sim.Failed && (nothingLeft || s.isAtRest()):
		return sim.OutcomeFailed
	case s.status == sim.ServiceActive && s.primary == s.newest && len(s.inbox) == 0 && p.rollout == sim.Completed && w.view.Steady():
		return sim.OutcomeSettled
	case nothingLeft || s.isStuck():
		return sim.OutcomeStuck
	}
	return sim.OutcomeUnfinished
}

// isAtRest says whether nothing of the service moves, though others on the cluster do.
func (s *service) isAtRest() bool {
	if s.nextPass != sim.Never || len(s.inbox) > 0 {
		return false
	}
	for _, id := range s.living {
		if c := &s.deployments[id].counts; c.Pending+c.Waiting+c.Stopping+c.Unseen > 0 {
			return false
		}
	}
	return true
}

// isStuck says whether a service won't move by itself, though others on the cluster do: floor and cap hold it, or it
// needs room and none has come up since its last attempt.
func (s *service) isStuck() bool {
	const bounds = sim.BlockedByFloor | sim.BlockedByCap
	const waits = sim.BlockedByHealth | sim.BlockedByStops | sim.BlockedByUnhealthy | sim.BlockedByLaunchRate |
		sim.BlockedByFargateRate | sim.BlockedByProtection | sim.BlockedByBake
	b := s.facts.Blocked
	if b == 0 || s.nextPass != sim.Never || s.retryIsLive || len(s.inbox) > 0 {
		return false
	}
	return b&^bounds == 0 || b&sim.BlockedByCapacity != 0 && b&waits == 0
}
