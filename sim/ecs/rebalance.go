package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
	"github.com/ecssim/ecssim/sim/placement"
)

// rebalance is a service's Availability Zone rebalancing: while the service is steady, its spread over zones is looked at
// now and then, and what is too much in one zone is started in others first and then stopped (D26 service-rebalancing).
type rebalance struct {
	lookAt   sim.Time // the next look; sim.Never: none is due
	isLive   bool     // it may change something
	extra    int      // tasks beyond the desired count that have been asked for
	stopping bool     // what this pass stops is what moved
	told     bool     // that the zones aren't balanced
	failed   bool     // no instance had room the last time
	unplaced notice   // the event about that
	held     notice   // the event about protected tasks that keep it from moving any
	desired  int      // the desired count when it began to move tasks
	zones    []int32  // tasks by ZoneID; -1: no instance there takes any
}

// rebalances looks whether tasks of the service should move between zones, or have moved. The view has to be fresh; it
// says so if the pass has to see it anew.
func (w *World) rebalances(s *service) (changed bool) {
	r := &s.rebalance
	r.stopping = false
	if !w.mayRebalance(s) || w.isHeld(s) {
		return w.endRebalancing(s)
	}
	switch {
	case r.extra > 0 && r.desired != s.now.DesiredCount: // the service is scaled: that comes first (assumed)
		return w.endRebalancing(s)
	case r.extra > 0:
		if w.view.Primary.Healthy < s.now.DesiredCount+r.extra {
			return false
		}
		r.extra, r.stopping = 0, true // those in the fullest zones go
		return true
	case !w.view.Steady():
		return false
	}
	n := w.misplaced(s)
	switch {
	case n == 0:
		r.unplaced = notice{}
		if r.lookAt != sim.Never {
			w.lookAgain(s, sim.Never, false)
		}
		if r.told {
			r.told = false
			w.tellZones(s, sim.EventZonesBalanced)
		}
	case r.lookAt == sim.Never:
		w.lookLater(s, !r.failed)
	case w.Now() >= r.lookAt:
		w.lookAgain(s, sim.Never, false)
		r.extra, r.desired = min(n, w.view.Cap()-w.view.Alive()), s.now.DesiredCount
		if r.extra <= 0 {
			r.extra = 0
			w.lookLater(s, false)
			return false
		}
		if !r.told {
			r.told = true
			w.tellZones(s, sim.EventZonesUnbalanced)
		}
		return true
	}
	return false
}

// mayRebalance says whether the service is eligible, and no deployment of it is in progress (D26 service-rebalancing).
func (w *World) mayRebalance(s *service) bool {
	p := &s.deployments[s.primary]
	strategies := s.now.Placement.Strategies
	return s.now.Rebalance && s.status == sim.ServiceActive && !s.now.Daemon && s.now.Deployment.MaximumPercent > 100 && !w.isClassic(s) &&
		(len(strategies) == 0 || strategies[0] == placement.ZoneSpread()) && s.primary == s.newest && p.rollout == sim.Completed
}

// isHeld says whether protected tasks keep the service from moving any (D26 service-rebalancing; which tasks have to be
// protected is assumed: any). What keeps its zones out of balance is told.
func (w *World) isHeld(s *service) bool {
	c := &s.deployments[s.primary].counts
	guarded := c.GuardedHealthy + c.GuardedWaiting
	held := guarded > 0 && s.rebalance.extra == 0 && w.view.Steady() && w.misplaced(s) > 0
	if w.isNews(s, &s.rebalance.held, held) {
		w.tellEvent(s, sim.EventRebalancingHeld, s.primary, sim.NoTargetGroup, guarded, nil)
	}
	return guarded > 0
}

// endRebalancing gives up moving tasks; what has been started beyond the desired count is one too many.
func (w *World) endRebalancing(s *service) (changed bool) {
	r := &s.rebalance
	if r.lookAt != sim.Never {
		w.lookAgain(s, sim.Never, false)
	}
	r.failed = false
	if r.extra > 0 {
		r.extra = 0
		w.tellEvent(s, sim.EventRebalancingEnded, sim.NoDeployment, sim.NoTargetGroup, 0, nil)
		return true
	}
	return false
}

// giveUpMoving ends rebalancing until a later look, since the emptiest zone has no room for n more tasks.
func (w *World) giveUpMoving(s *service, n int) {
	s.rebalance.extra, s.rebalance.failed = 0, true
	w.lookLater(s, false)
	w.dirty(s) // what else there is to do can be done now
	emptiest, least := 0, int32(-1)
	for z, tasks := range s.rebalance.zones {
		if tasks >= 0 && (least < 0 || tasks < least) {
			emptiest, least = z, tasks
		}
	}
	if !w.isNews(s, &s.rebalance.unplaced, true) {
		return
	}
	r := w.fresh(sim.KindEvent, s.id)
	r.Event, r.Zone, r.N = sim.EventRebalancingUnplaced, sim.ZoneID(emptiest), int32(n)
	w.to.Record(r)
}

// lookLater fixes the next look after the usual interval.
func (w *World) lookLater(s *service, live bool) {
	w.lookAgain(s, w.grid(s, w.Now().Add(max(w.scenario.Scheduler.RebalanceInterval, sim.Millisecond))), live)
}

// lookAgain fixes the next look at the zones. A live one keeps the run going.
func (w *World) lookAgain(s *service, at sim.Time, live bool) {
	r := &s.rebalance
	if r.isLive {
		w.live--
	}
	r.lookAt, r.isLive = at, live && at != sim.Never
	if r.isLive {
		w.live++
	}
	if at != sim.Never {
		w.queue.Push(event.Event{At: at, Phase: phasePass, Kind: eventRebalance, Entity: uint32(s.id)})
	}
}

// rebalanceDue is the moment of a look.
func (w *World) rebalanceDue(s *service) {
	r := &s.rebalance
	if r.lookAt != w.Now() {
		return // superseded
	}
	if r.isLive {
		r.isLive = false
		w.live--
	}
	w.dirty(s)
}

// misplaced is how many tasks have to move so that zones differ by one at most. Zones without an instance that takes
// tasks of the service don't count.
func (w *World) misplaced(s *service) int {
	r := &s.rebalance
	r.zones = append(r.zones[:0], make([]int32, len(w.scenario.Zones))...)
	for z := range r.zones {
		r.zones[z] = -1
	}
	policy := w.policyOf(s, s.deployments[s.primary].definition)
	zones := int32(0)
	for i := range w.members.instances {
		id := sim.InstanceID(i)
		if z := w.fleet.Zone[i]; r.zones[z] < 0 && w.fleet.Takes(id) && policy.Takes(id) {
			r.zones[z] = s.spread.InZone[z]
			zones++
		}
	}
	if zones == 0 {
		return 0
	}
	counts := slices.DeleteFunc(slices.Clone(r.zones), func(n int32) bool { return n < 0 })
	slices.SortFunc(counts, func(a, b int32) int { return int(b - a) })
	least, more := int32(s.now.DesiredCount)/zones, int32(s.now.DesiredCount)%zones
	n := int32(0)
	for k, tasks := range counts {
		share := least
		if int32(k) < more {
			share++
		}
		n += max(tasks-share, 0)
	}
	return int(n)
}

// emptier is the service's policy, restricted to the zones that have fewer tasks than their share.
func (w *World) emptier(s *service, definition sim.TaskDefinitionID) *placement.Policy {
	p := *w.policyOf(s, definition).Policy
	allowed := make([]bool, w.fleet.Len())
	most := slices.Max(s.rebalance.zones)
	for i := range allowed {
		z := w.fleet.Zone[i]
		n := s.spread.InZone[z]
		allowed[i] = (p.Allowed == nil || p.Allowed[i]) && s.rebalance.zones[z] >= 0 && n < most-1
	}
	p.Allowed = allowed
	return &p
}

// tellZones writes an event about how the service's tasks are spread over zones.
func (w *World) tellZones(s *service, code sim.EventCode) {
	r := w.fresh(sim.KindEvent, s.id)
	r.Event, r.InZones = code, s.rebalance.zones
	w.to.Record(r)
}

// tellMoved writes the events of tasks that were started or stopped in order to move, one a zone.
func (w *World) tellMoved(s *service, code sim.EventCode, tasks []sim.TaskNumber, on []sim.InstanceID) {
	for z := range w.scenario.Zones {
		w.names = w.names[:0]
		for k, t := range tasks {
			if w.fleet.Zone[on[k]] == sim.ZoneID(z) {
				w.names = append(w.names, t)
			}
		}
		if len(w.names) > 0 {
			r := w.fresh(sim.KindEvent, s.id)
			r.Event, r.Zone, r.N, r.Tasks = code, sim.ZoneID(z), int32(len(w.names)), w.names
			w.to.Record(r)
		}
	}
}
