package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/health"
	"github.com/ecssim/ecssim/sim/placement"
)

// makePlaces makes places for the tasks that services want, so that they aren't moved while they come.
func (w *World) makePlaces() {
	n := 0
	for i := range w.scenario.Services {
		n += w.scenario.Services[i].DesiredCount
	}
	w.tasks = make([]task, 0, n)
}

// beginService sets a service up at time 0: STEADY with its tasks up and healthy since long ago, NEW, just created, or
// not there before a call of the timeline creates it.
func (w *World) beginService(id sim.ServiceID) error {
	from := &w.scenario.Services[id]
	s := &w.services[id]
	*s = service{
		id: id, group: "service:" + from.Name, entity: draw.Name(from.Name), api: *from, now: *from,
		lastPass: sim.Never, nextPass: sim.Never, retryAt: sim.Never, rebalance: rebalance{lookAt: sim.Never}, launches: launches{at: sim.Never}, deregisteredAt: sim.Never, attempt: sim.Never,
		spread: placement.Spread{
			OnInstance: make([]int32, w.fleet.Len()), InZone: make([]int32, len(w.scenario.Zones)),
		},
	}
	if from.Daemon {
		w.beginDaemon(s)
		w.daemons = append(w.daemons, id)
	}
	s.phase = w.drawPhase(s.entity, draw.Phase, w.scenario.Scheduler.PassInterval)
	switch from.InitialState {
	case sim.Absent:
		s.now.DesiredCount = 0
	case sim.New:
		w.createService(s, from)
	case sim.Steady:
		return w.beginSteady(s)
	}
	return nil
}

// createService makes a service as asked for, with its first deployment, which the scheduler sees apiLag later.
func (w *World) createService(s *service, asks *sim.Service) {
	s.api, s.now, s.policies = *asks, *asks, nil
	s.daemon.deleted = false
	w.enter(s)
	w.tellDeployment(s, 0)
	w.send(s, call{creates: true, deployment: sim.NoDeployment})
	s.unsteady = true
}

// enter makes the service ACTIVE with its first deployment.
func (w *World) enter(s *service) {
	s.status = sim.ServiceActive
	s.deployments = append(s.deployments, deployment{
		definition: s.now.TaskDefinition, balancers: s.now.LoadBalancers, takenUp: true,
		probe: probe{done: w.knowsDigests(s.now.TaskDefinition)},
	})
	s.living = append(s.living, 0)
	if s.now.Daemon {
		n := w.wantDaemons(s)
		s.now.DesiredCount, s.api.DesiredCount = n, n
	}
	s.deployments[0].from = s.now
	w.tellService(s)
	w.tellSettings(s)
}

// beginSteady puts the tasks of a service that is up from the beginning where placement puts them.
func (w *World) beginSteady(s *service) error {
	w.enter(s)
	d := &s.deployments[0]
	d.rollout, d.asked, d.probe, d.cleanedUntil = sim.Completed, s.now.DesiredCount, probe{done: true}, sim.Never
	w.tellDeployment(s, 0)
	s.steady = notice{told: true} // long ago
	w.remind(s)
	w.beginPlacing(s, d.definition, w.policyOf(s, d.definition).Policy)
	for n := range s.now.DesiredCount {
		i, refusal, ok := w.places.Next()
		if !ok && s.now.Daemon {
			w.dirty(s)
			break // the others have no room
		}
		if !ok {
			return &NotSteadyError{Service: s.id, text: w.noRoom(s, n, &refusal)}
		}
		w.beginTask(s, i)
	}
	w.keepRoom(s)
	if s.now.Rebalance {
		w.dirty(s)
	}
	return nil
}

// beginTask puts a task that is up and healthy from the beginning where the placement of any other task would.
func (w *World) beginTask(s *service, i sim.InstanceID) {
	t := w.create(s, 0, i)
	want := w.definition(t).Claim()
	w.fleet.Reserve(i, want)
	w.fleet.Hold(i, want)
	w.images.add(i, t.definition, 0)
	t.faults = nil // they would have struck it long ago
	if isComposed(w.definition(t)) {
		w.beginParts(t)
	}
	w.edge(t, sim.Running)
	for i := range w.answering(t) {
		*w.upOf(t, i) = health.Up{Until: sim.Never}
	}
	w.nextEnd(t)
	t.registered = w.hasTargets(t)
	for source := range firstTarget + len(w.balancers(t)) {
		if w.isSource(t, source) {
			t.status |= uint64(sim.Healthy) << (2 * source)
		}
	}
	w.setHealth(t, sim.Healthy)
}
