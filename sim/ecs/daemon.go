package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/placement"
)

// daemon is what a DAEMON service has beside others: a task on each ACTIVE container instance that meets its
// constraints, so that its desired count is their number (D26 ecs_service-options). Its maximumPercent is 100: a task is
// stopped before the next one is started on its instance.
type daemon struct {
	on      []int32                // by InstanceID: its tasks that haven't STOPPED
	deleted bool                   // and the scheduler knows it
	kept    []sim.TaskDefinitionID // by InstanceID: the revision that room is kept for; noRoomKept: none
}

const noRoomKept sim.TaskDefinitionID = -1

// beginDaemon makes ready what a DAEMON service has.
func (w *World) beginDaemon(s *service) {
	s.daemon = daemon{on: make([]int32, w.fleet.Len()), kept: make([]sim.TaskDefinitionID, w.fleet.Len())}
	for i := range s.daemon.kept {
		s.daemon.kept[i] = noRoomKept
	}
}

// wantsDaemon says whether a DAEMON service is to have a task on an instance: an ACTIVE one that its constraints allow.
func (w *World) wantsDaemon(s *service, i sim.InstanceID) bool {
	return w.fleet.State[i] == sim.InstanceActive && w.policyOf(s, s.deployments[s.primary].definition).Takes(i)
}

// countDaemons makes a DAEMON service's desired count the number of instances that it is to have tasks on, and looks which
// of its tasks are on others.
func (w *World) countDaemons(s *service) {
	if !s.now.Daemon || len(s.deployments) == 0 {
		return
	}
	n := 0
	if !s.daemon.deleted {
		n = w.eligible(s)
	}
	for _, d := range s.living {
		for _, id := range s.deployments[d].tasks {
			if t := &w.tasks[id]; !t.told && t.displaced == w.wantsDaemon(s, t.instance) {
				w.displace(t, !t.displaced)
			}
		}
	}
	if n != s.now.DesiredCount {
		s.now.DesiredCount, s.api.DesiredCount = n, n
		s.unsteady = true
		w.tellSettings(s)
	}
}

// eligible is the number of instances that a DAEMON service is to have a task on.
func (w *World) eligible(s *service) int {
	n := 0
	for i := range w.members.instances {
		if w.wantsDaemon(s, sim.InstanceID(i)) {
			n++
		}
	}
	return n
}

// stopDaemons stops tasks that are where none should be: on a DRAINING instance when the tasks of other services have
// gone, which makes daemons the last to stop; at once where a constraint isn't met any more (D26 ecs_service-options).
func (w *World) stopDaemons(s *service) {
	if !s.now.Daemon {
		return
	}
	for _, d := range s.living {
		for _, id := range s.deployments[d].tasks {
			t := &w.tasks[id]
			if t.told || !t.displaced {
				continue
			}
			switch w.fleet.State[t.instance] {
			case sim.InstanceDraining:
				if !w.hasReplicas(t.instance) {
					w.stopOne(s, t)
				}
			case sim.InstanceActive:
				w.stopOne(s, t)
			case sim.InstanceDisconnected, sim.InstanceAbsent, sim.InstanceGone:
			}
		}
	}
}

// hasReplicas says whether a task that isn't a daemon is on an instance and hasn't STOPPED. Standalone ones don't count:
// they may stay for ever.
func (w *World) hasReplicas(i sim.InstanceID) bool {
	for k := range w.tasks {
		if t := &w.tasks[k]; t.instance == i && t.state != sim.TaskNone && t.state != sim.Stopped && !w.services[t.service].now.Daemon {
			return true
		}
	}
	return false
}

// oneEach keeps the policy of a DAEMON service from placing a second task where one hasn't STOPPED.
func (w *World) oneEach(s *service, p *placement.Policy) {
	if s.now.Daemon {
		p.Varying = append(p.Varying, func(i sim.InstanceID) bool { return s.daemon.on[i] == 0 })
	}
}

// keepRoom books room for a DAEMON service on each instance where it is to have a task and has none, so that tasks of
// other services don't take it: daemons are the first to start (D26 ecs_service-options).
func (w *World) keepRoom(s *service) {
	if !s.now.Daemon || s.daemon.deleted {
		return
	}
	definition := s.deployments[s.primary].definition
	claim := w.scenario.TaskDefinitions[definition].Claim()
	for k := range s.daemon.kept {
		if i := sim.InstanceID(k); s.daemon.kept[k] == noRoomKept && s.spread.OnInstance[k] == 0 && w.wantsDaemon(s, i) && w.fleet.Fits(i, &claim) {
			w.fleet.Reserve(i, claim)
			s.daemon.kept[k] = definition
		}
	}
}

// giveRoom gives the room up again, for the service's own tasks or because things have changed.
func (w *World) giveRoom(s *service) {
	for k, definition := range s.daemon.kept {
		if definition != noRoomKept {
			w.fleet.Unreserve(sim.InstanceID(k), w.scenario.TaskDefinitions[definition].Claim())
			s.daemon.kept[k] = noRoomKept
		}
	}
}

// reviewDaemons has all DAEMON services see an instance that has changed: room is kept at once where they are to have tasks.
func (w *World) reviewDaemons() {
	for k := range w.services {
		if s := &w.services[k]; s.now.Daemon && len(s.deployments) > 0 && s.status != sim.ServiceAbsent {
			w.giveRoom(s)
			w.countDaemons(s)
			w.keepRoom(s)
			w.dirty(s)
		}
	}
}

// daemonsMayFollow takes notice that a task has STOPPED: on a DRAINING instance daemons stop when the others have gone.
func (w *World) daemonsMayFollow(t *task) {
	s := &w.services[t.service]
	if s.now.Daemon {
		s.daemon.on[t.instance]--
		return
	}
	if w.fleet.State[t.instance] != sim.InstanceDraining {
		return
	}
	for k := range w.services {
		if of := &w.services[k]; of.now.Daemon && of.daemon.on[t.instance] > 0 {
			w.dirty(of)
		}
	}
}
