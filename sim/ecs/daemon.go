package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/placement"
)

// daemon is what a DAEMON service has beside others: a task on each ACTIVE container instance that meets its
// constraints, so that its desired count is their number (D26 ecs_service-options). Its maximumPercent is 100: a task is
// stopped before the next one is started on its instance.
type daemon struct {
	on      []int32                // by InstanceID: its tasks that haven't STOPPED
	wanted  []bool                 // by InstanceID: it is to have a task there
	deleted bool                   // and the scheduler knows it
	kept    []sim.TaskDefinitionID // by InstanceID: the revision that room is kept for; noRoomKept: none
	given   []sim.InstanceID       // room that the pass under way has given up
	first   []bool                 // by InstanceID: no other task is to start before it, since the instance has just joined
}

const noRoomKept sim.TaskDefinitionID = -1

// beginDaemon makes ready what a DAEMON service has.
func (w *World) beginDaemon(s *service) {
	s.daemon = daemon{on: make([]int32, w.fleet.Len()), wanted: make([]bool, w.fleet.Len()), first: make([]bool, w.fleet.Len()), kept: make([]sim.TaskDefinitionID, w.fleet.Len())}
	for i := range s.daemon.kept {
		s.daemon.kept[i] = noRoomKept
	}
}

// wantsDaemon says whether a DAEMON service is to have a task on an instance: an ACTIVE one that its constraints allow.
func (w *World) wantsDaemon(s *service, i sim.InstanceID) bool {
	return w.fleet.State[i] == sim.InstanceActive && w.policyOf(s, s.deployments[s.primary].definition).allowsNow(i)
}

// countDaemons makes a DAEMON service's desired count the number of instances that it is to have tasks on, and looks which
// of its tasks are on others.
func (w *World) countDaemons(s *service) {
	if !s.now.Daemon || len(s.deployments) == 0 {
		return
	}
	w.desireDaemons(s, w.wantDaemons(s))
	for _, d := range s.living {
		for _, id := range s.deployments[d].tasks {
			w.displaceDaemon(s, &w.tasks[id])
		}
	}
}

// wantDaemons looks at all instances anew: on how many it is to have a task.
func (w *World) wantDaemons(s *service) (n int) {
	for i := range s.daemon.wanted {
		s.daemon.wanted[i] = w.wantsDaemon(s, sim.InstanceID(i))
		if s.daemon.wanted[i] {
			n++
		}
	}
	return n
}

// desireDaemons makes the desired count what it is to be; a deleted service wants none.
func (w *World) desireDaemons(s *service, n int) {
	if s.daemon.deleted {
		n = 0
	}
	if n != s.now.DesiredCount {
		s.now.DesiredCount, s.api.DesiredCount = n, n
		s.unsteady = true
		w.tellSettings(s)
	}
}

// displaceDaemon counts a task of a DAEMON service as what it is: where it should be, or where none should.
func (w *World) displaceDaemon(s *service, t *task) {
	if !t.told && t.displaced == s.daemon.wanted[t.instance] {
		w.displace(t, !t.displaced)
	}
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
			if draining := w.fleet.State[t.instance] == sim.InstanceDraining; !draining || w.instances[t.instance].replicas == 0 {
				w.stopOne(s, t)
			}
		}
	}
}

// oneEach has the policy of a DAEMON service look at the instances only that are to have a task and haven't: one that hasn't
// STOPPED is in the way.
func (w *World) oneEach(s *service, p *placement.Policy) {
	if s.now.Daemon {
		p.Hidden = func(i sim.InstanceID) bool { return !s.daemon.wanted[i] || s.daemon.on[i] > 0 }
	}
}

// letDaemonsFirst keeps tasks of other services off an instance that has joined until its daemons have been started there:
// they are the first to launch (D26 ecs_service-options). Where there is no room for one, nobody waits for it.
func (w *World) letDaemonsFirst(s *service, p *placement.Policy) {
	if s.now.Daemon || s.now.Fargate || len(w.daemons) == 0 {
		return
	}
	p.Hidden = func(i sim.InstanceID) bool {
		return slices.ContainsFunc(w.daemons, func(id sim.ServiceID) bool {
			d := &w.services[id].daemon
			return d.first[i] && d.kept[i] != noRoomKept
		})
	}
}

// awaitDaemons has the tasks of other services wait for daemons on an instance that joins, but not for those whose starts fail.
func (w *World) awaitDaemons(i sim.InstanceID) {
	for _, id := range w.daemons {
		s := &w.services[id]
		s.daemon.first[i] = !w.isThrottled(s)
	}
}

// waiveDaemons has nobody wait any longer for the daemons of a service whose starts have failed.
func (w *World) waiveDaemons(s *service) {
	for i := range s.daemon.first {
		if s.daemon.first[i] {
			s.daemon.first[i] = false
			w.roomCame(sim.InstanceID(i))
		}
	}
}

// keepRoom books room for a DAEMON service on each instance where it is to have a task and has none, so that tasks of
// other services don't take it: daemons are the first to start (D26 ecs_service-options).
func (w *World) keepRoom(s *service) {
	if s.now.Daemon {
		for i := range s.daemon.kept {
			w.keepRoomOn(s, sim.InstanceID(i))
		}
	}
}

// keepRoomOn does so on one instance.
func (w *World) keepRoomOn(s *service, i sim.InstanceID) {
	if !s.now.Daemon || s.daemon.deleted || !s.daemon.wanted[i] || s.daemon.kept[i] != noRoomKept || s.spread.OnInstance[i] > 0 ||
		s.deployments[s.primary].rollout == sim.Failed { // which launches nothing
		return
	}
	definition := s.deployments[s.primary].definition
	if claim := w.scenario.TaskDefinitions[definition].Claim(); w.fleet.Fits(i, &claim) {
		w.fleet.Reserve(i, claim)
		s.daemon.kept[i] = definition
	}
}

// claimRoom keeps room that has come up for a DAEMON service. One that found none may start a task there.
func (w *World) claimRoom(s *service, i sim.InstanceID) {
	if !s.now.Daemon || s.daemon.kept[i] != noRoomKept {
		return
	}
	w.keepRoomOn(s, i)
	if s.daemon.kept[i] != noRoomKept && s.starved {
		w.mayPlace(s)
	}
}

// giveRoom gives the room up again, for the service's own tasks or because things have changed.
func (w *World) giveRoom(s *service) {
	for i := range s.daemon.kept {
		if s.daemon.kept[i] != noRoomKept {
			s.daemon.given = append(s.daemon.given, sim.InstanceID(i))
			w.giveRoomOn(s, sim.InstanceID(i))
		}
	}
}

// keepOn keeps room after a pass again. Where it doesn't, others may have it.
func (w *World) keepOn(s *service) {
	w.giveRoom(s)
	w.keepRoom(s)
	for _, i := range s.daemon.given {
		if s.daemon.kept[i] == noRoomKept {
			w.roomCame(i)
		}
	}
	s.daemon.given = s.daemon.given[:0]
}

// giveRoomOn does so on one instance.
func (w *World) giveRoomOn(s *service, i sim.InstanceID) {
	if definition := s.daemon.kept[i]; definition != noRoomKept {
		w.fleet.Unreserve(i, w.scenario.TaskDefinitions[definition].Claim())
		s.daemon.kept[i] = noRoomKept
	}
}

// reviewDaemons has all DAEMON services see an instance that has changed: room is kept at once where they are to have tasks.
func (w *World) reviewDaemons(i sim.InstanceID) {
	for _, id := range w.daemons {
		s := &w.services[id]
		if len(s.deployments) == 0 || s.status == sim.ServiceAbsent {
			continue
		}
		w.giveRoomOn(s, i)
		if is := w.wantsDaemon(s, i); is != s.daemon.wanted[i] {
			s.daemon.wanted[i] = is
			n := s.now.DesiredCount + 1
			if !is {
				n -= 2
			}
			w.desireDaemons(s, n)
			for t := w.firstOn(i); t != nil; t = w.nextOn(t) {
				if t.service == s.id {
					w.displaceDaemon(s, t)
				}
			}
		}
		w.keepRoomOn(s, i)
		w.dirty(s)
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
	for _, id := range w.daemons {
		if of := &w.services[id]; of.daemon.on[t.instance] > 0 {
			w.dirty(of)
		}
	}
}
