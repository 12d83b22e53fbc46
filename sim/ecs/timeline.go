package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// call is an API call that the scheduler hasn't taken up yet: the first pass at or after visibleAt does.
type call struct {
	visibleAt  sim.Time
	update     *sim.UpdateService // nil: the creation of the service
	deployment sim.DeploymentID   // that it created, or sim.NoDeployment
}

// act makes the API call of one timeline action. What the API shows changes now; the scheduler sees it apiLag later
// (observed: 4 to 17 s from a call to the first task it starts, the wait for the pass included).
func (w *World) act(i int) {
	update := &w.scenario.Timeline[i].Update
	s := &w.services[update.Service]
	if w.startsDeployment(s, update) && s.unfinished() >= sim.MaxDeployments {
		w.tellAction(s, i, sim.TooManyDeployments())
		return
	}
	w.tellAction(s, i, nil)
	c := call{visibleAt: w.Now().Add(w.scenario.Scheduler.APILag), update: update, deployment: sim.NoDeployment}
	if w.startsDeployment(s, update) {
		c.deployment = w.createDeployment(s, update)
	}
	s.inbox = append(s.inbox, c)
	w.push(c.visibleAt, phaseTimeline, eventTakeUp, uint32(s.id), 0)
}

// startsDeployment says whether an update creates a deployment: another task definition, or forceNewDeployment (API
// page UpdateService; D26 update-service-parameters). Counts, percentages and the grace period don't.
func (w *World) startsDeployment(s *service, u *sim.UpdateService) bool {
	return u.ForceNewDeployment || u.TaskDefinition != nil && *u.TaskDefinition != s.deployments[s.newest].definition
}

// unfinished is the number of deployments that the API lists.
func (s *service) unfinished() int {
	n := 0
	for i := range s.deployments {
		if s.deployments[i].status != sim.Inactive {
			n++
		}
	}
	return n
}

// createDeployment adds the deployment that an update asks for: the new PRIMARY one; the former becomes ACTIVE.
func (w *World) createDeployment(s *service, u *sim.UpdateService) sim.DeploymentID {
	former := s.newest
	definition := s.deployments[former].definition
	if u.TaskDefinition != nil {
		definition = *u.TaskDefinition
	}
	s.newest = sim.DeploymentID(len(s.deployments))
	s.deployments = append(s.deployments, deployment{definition: definition})
	s.deployments[former].status = sim.Active
	w.tellDeployment(s, s.newest)
	w.tellDeployment(s, former)
	return s.newest
}

// takeUp lets the scheduler see the calls that have become visible.
func (w *World) takeUp(s *service) {
	n := 0
	for n < len(s.inbox) && s.inbox[n].visibleAt <= w.Now() {
		if s.inbox[n].update != nil {
			w.adopt(s, &s.inbox[n])
		}
		n++
	}
	s.inbox = append(s.inbox[:0], s.inbox[n:]...)
}

// adopt makes one update the scheduler's.
func (w *World) adopt(s *service, c *call) {
	s.unsteady, s.stuckTold = true, false
	if c.deployment != sim.NoDeployment {
		w.replace(s, c.deployment)
	}
	u := c.update
	if u.DesiredCount != nil {
		w.rescale(s, *u.DesiredCount)
	}
	if u.MinimumHealthyPercent != nil {
		s.config.MinimumHealthyPercent = *u.MinimumHealthyPercent
	}
	if u.MaximumPercent != nil {
		s.config.MaximumPercent = *u.MaximumPercent
	}
	if u.Breaker != nil {
		s.breaker = u.Breaker.Apply(s.breaker)
	}
	if u.HealthCheckGrace != nil {
		w.changeGrace(s, *u.HealthCheckGrace)
	}
	w.tellSettings(s)
}

// replace makes a new deployment the one that the scheduler works for. The former keeps a claim to the tasks it has.
func (w *World) replace(s *service, by sim.DeploymentID) {
	former := &s.deployments[s.primary]
	former.kept = former.counts.Present()
	s.deployments[by].takenUp = true
	s.primary = by
	s.failures = 0 // a new task definition ends the throttle (D26 service-throttle-logic)
	w.setRetry(s, sim.Never, false)
}

// rescale moves the desired count.
func (w *World) rescale(s *service, desired int) {
	delta := desired - s.desired
	w.look(s)
	rollout.Rescale(&w.view, delta)
	s.desired = desired
	for i, d := range w.active(s) {
		s.deployments[d].kept, s.deployments[d].grow = w.view.Active[i].Kept, w.view.Active[i].Grow
	}
	p := &s.deployments[s.primary]
	p.asked = min(p.asked, desired)
}

// changeGrace moves the grace period of tasks that are running already, too.
func (w *World) changeGrace(s *service, grace sim.Span) {
	s.grace = grace
	for d := range s.deployments {
		for _, id := range s.deployments[d].tasks {
			t := &w.tasks[id]
			if t.told || t.health != sim.Unhealthy {
				continue
			}
			if t.class == rollout.Sheltered && w.graceEnds(t) > w.Now() {
				w.await(t, w.graceEnds(t), eventGraceEnds, 0)
			}
			w.classify(t)
		}
	}
}
