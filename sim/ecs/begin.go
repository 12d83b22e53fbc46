package ecs

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/placement"
)

// beginService sets a service up at time 0: STEADY with its tasks up and healthy since long ago, or NEW, just created.
func (w *World) beginService(id sim.ServiceID) error {
	from := &w.scenario.Services[id]
	s := &w.services[id]
	*s = service{
		id: id, entity: draw.Name(from.Name),
		desired: from.DesiredCount, config: from.Deployment, breaker: from.Breaker, grace: from.HealthCheckGrace,
		lastPass: sim.Never, nextPass: sim.Never, retryAt: sim.Never, launches: launches{at: sim.Never}, deregisteredAt: sim.Never,
		spread: placement.Spread{
			OnInstance: make([]int32, w.fleet.Len()), InZone: make([]int32, len(w.scenario.Zones)),
		},
		deployments: []deployment{{definition: from.TaskDefinition, takenUp: true}},
	}
	s.phase = w.drawPhase(s.entity, draw.Phase, w.scenario.Scheduler.PassInterval)
	w.tellSettings(s)
	if from.InitialState == sim.New {
		w.tellDeployment(s, 0)
		s.inbox = append(s.inbox, call{visibleAt: sim.Time(w.scenario.Scheduler.APILag)})
		w.push(s.inbox[0].visibleAt, phaseTimeline, eventTakeUp, uint32(id), 0)
		s.unsteady = true
		return nil
	}
	d := &s.deployments[0]
	d.rollout, d.asked = sim.Completed, s.desired
	w.tellDeployment(s, 0)
	w.beginPlacing(s, d.definition)
	for n := range s.desired {
		i, _, ok := w.places.Next()
		if !ok {
			return fmt.Errorf("service %s can't begin STEADY: only %d of its %d tasks of %s fit on the cluster's %d container instances; add instances, lower desiredCount, or let it begin NEW",
				from.Name, n, s.desired, w.scenario.TaskDefinitions[from.TaskDefinition].Name(), w.fleet.Len())
		}
		w.beginTask(s, i)
	}
	return nil
}

// beginTask puts a task that is up and healthy from the beginning where the placement of any other task would.
func (w *World) beginTask(s *service, i sim.InstanceID) {
	t := w.create(s, 0, i)
	want := w.definition(t).Reservation
	w.fleet.Reserve(i, want)
	w.fleet.Hold(i, want)
	w.edge(t, sim.Running)
	t.registered = w.hasTargets(t)
	w.setHealth(t, sim.Healthy)
}
