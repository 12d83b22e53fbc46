package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// balancers are the load balancers that the task is registered with.
func (w *World) balancers(t *task) []sim.LoadBalancer {
	return w.deployment(t).balancers
}

func (w *World) hasTargets(t *task) bool { return len(w.balancers(t)) > 0 }

func (w *World) inGroup(t *task, g sim.TargetGroupID) bool {
	for _, lb := range w.balancers(t) {
		if lb.TargetGroup == g {
			return true
		}
	}
	return false
}

// register registers the targets of a task in all target groups of its service.
func (w *World) register(t *task) {
	t.registered, t.registeredAt = true, w.Now()
	w.services[t.service].registering--
	for i, lb := range w.balancers(t) {
		w.tellTarget(t, lb.TargetGroup, sim.TargetInitial)
		w.queueVerdict(t, firstTarget+i, 0)
	}
}

// registerAll registers the targets of all RUNNING tasks of the service that wait for it, one event a target group.
func (w *World) registerAll(s *service) {
	clear(w.targets)
	for _, d := range s.living {
		for _, id := range s.deployments[d].tasks {
			if t := &w.tasks[id]; t.state == sim.Running && !t.registered && w.hasTargets(t) {
				w.register(t)
				for _, lb := range w.balancers(t) {
					w.targets[lb.TargetGroup]++
				}
			}
		}
	}
	for g, n := range w.targets {
		if n > 0 {
			w.tellEvent(s, sim.EventRegistered, sim.NoDeployment, sim.TargetGroupID(g), n, nil)
		}
	}
}

// departure is a task whose targets will be deregistered.
type departure struct {
	task fleet.TaskID
	at   sim.Time
}

// depart puts a task that was RUNNING down for the deregistration of its targets, deregisterLag from now; false if it
// has none registered.
func (w *World) depart(t *task) bool {
	s := &w.services[t.service]
	switch {
	case !w.hasTargets(t):
		return false
	case !t.registered:
		s.registering--
		return false
	}
	at := w.Now().Add(w.scenario.Scheduler.DeregisterLag)
	if n := len(s.deregistering); n == 0 || s.deregistering[n-1].at != at {
		w.push(at, phaseTask, eventDeregister, uint32(s.id), 0) // one for all of a pass
	}
	s.deregistering = append(s.deregistering, departure{t.id, at})
	t.departing = true
	return true
}

// deregister takes the targets of all tasks that are due out of their target groups, and has SIGTERM follow for those
// that still run.
func (w *World) deregister(s *service) {
	due := 0
	for due < len(s.deregistering) && s.deregistering[due].at <= w.Now() {
		due++
	}
	for g := range w.scenario.TargetGroups {
		w.deregisterFrom(s, sim.TargetGroupID(g), s.deregistering[:due])
	}
	w.tellEvent(s, sim.EventDraining, sim.NoDeployment, sim.NoTargetGroup, due, nil)
	for _, d := range s.deregistering[:due] {
		t := &w.tasks[d.task]
		t.draining, t.departing = true, false
		if t.state != sim.Deactivating {
			continue // it has crashed
		}
		w.later(t, w.drainOf(t)+w.scenario.Scheduler.DrainLag)
	}
	s.deregistering = append(s.deregistering[:0], s.deregistering[due:]...)
	s.deregisteredAt = w.Now()
	w.dirty(s)
}

func (w *World) deregisterFrom(s *service, g sim.TargetGroupID, tasks []departure) {
	n := 0
	for _, d := range tasks {
		if t := &w.tasks[d.task]; w.inGroup(t, g) {
			w.tellTarget(t, g, sim.TargetDraining)
			n++
		}
	}
	if n > 0 {
		w.tellEvent(s, sim.EventDeregistered, sim.NoDeployment, g, n, nil)
	}
}

// drainOf is the longest deregistration delay of the task's target groups.
func (w *World) drainOf(t *task) sim.Span {
	var longest sim.Span
	for _, lb := range w.balancers(t) {
		longest = max(longest, w.scenario.TargetGroups[lb.TargetGroup].DeregistrationDelay)
	}
	return longest
}
