package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// call is an API call that the scheduler hasn't taken up yet: the first pass at or after visibleAt does.
type call struct {
	visibleAt  sim.Time
	creates    bool                // the service
	deletes    bool                // the service
	update     *sim.UpdateService  // or nil
	stop       *sim.StopDeployment // or nil
	deployment sim.DeploymentID    // that it created, or sim.NoDeployment
}

// act does what one entry of the timeline says.
func (w *World) act(i int) {
	a := &w.scenario.Timeline[i]
	switch id := a.Service(); {
	case a.Kind == sim.ActionSetAlarm:
		w.tellAction(id, i, nil)
		w.setAlarm(&a.Alarm)
	case a.Kind == sim.ActionChangeFaults:
		w.tellAction(id, i, nil)
		w.changeFaults(&a.Faults)
	case a.Kind >= sim.ActionUpdateInstances:
		refused := a.Refused
		if refused == nil {
			refused = w.refusesInstances(a)
		}
		w.tellAction(id, i, refused)
		if refused == nil {
			w.changeInstances(a)
		}
	case id == sim.NoService:
		w.tellAction(id, i, a.Refused)
	default:
		s := &w.services[id]
		refused := w.refuses(s, a)
		w.tellAction(id, i, refused)
		if refused == nil {
			w.answer(s, a)
		}
	}
}

// answer does what an API call that isn't refused does at once. What the API shows changes now; the scheduler sees it
// apiLag later (observed: 4 to 17 s from a call to the first task it starts, the wait for the pass included).
func (w *World) answer(s *service, a *sim.Action) {
	switch a.Kind {
	case sim.ActionUpdateService:
		w.update(s, &a.Update)
	case sim.ActionCreateService:
		if s.status == sim.ServiceAbsent { // else it is there, and the call is a repeat
			w.createService(s, a.Asks(w.scenario))
		}
	case sim.ActionDeleteService:
		w.deleteService(s)
	case sim.ActionStopTask:
		w.stopTasks(s, &a.Stop)
	case sim.ActionProtectTasks:
		w.protectTasks(s, &a.Protect)
	case sim.ActionStopDeployment:
		w.send(s, call{stop: &a.StopDeployment, deployment: sim.NoDeployment})
	case sim.ActionSetAlarm, sim.ActionChangeFaults, sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances,
		sim.ActionLoseZone, sim.ActionRestoreZone, sim.ActionReplaceInstances,
		sim.ActionDeregisterInstances, sim.ActionConnectAgents:
		panic("not a call of the API: " + a.Kind.String())
	}
}

// send hands a call on to the scheduler.
func (w *World) send(s *service, c call) {
	c.visibleAt = w.Now().Add(w.scenario.Scheduler.APILag)
	s.inbox = append(s.inbox, c)
	w.push(c.visibleAt, phaseTimeline, eventTakeUp, uint32(s.id), 0)
}

// update makes an UpdateService call.
func (w *World) update(s *service, u *sim.UpdateService) {
	c := call{update: u, deployment: sim.NoDeployment}
	deploys := s.api.StartsDeployment(u)
	s.api = s.api.Apply(u)
	if deploys {
		c.deployment = w.createDeployment(s)
	}
	w.send(s, c)
}

// deleteService makes a DeleteService call: the service is DRAINING, and its desired count 0.
func (w *World) deleteService(s *service) {
	s.status = sim.ServiceDraining
	s.api.DesiredCount = 0
	w.tellService(s)
	w.send(s, call{deletes: true, deployment: sim.NoDeployment})
}

// createDeployment adds the deployment that an update asks for: the new PRIMARY one; the former becomes ACTIVE.
func (w *World) createDeployment(s *service) sim.DeploymentID {
	former := s.newest
	s.newest = sim.DeploymentID(len(s.deployments))
	s.deployments = append(s.deployments, deployment{
		definition: s.api.TaskDefinition, balancers: s.api.LoadBalancers, from: s.api,
		alarms: alarmWatch{ignored: w.isAlarmed(&s.api)},
		probe:  probe{done: w.knowsDigests(s.api.TaskDefinition)},
	})
	s.living = append(s.living, s.newest)
	s.deployments[former].status = sim.Active
	w.tellDeployment(s, s.newest)
	w.tellDeployment(s, former)
	return s.newest
}

// takeUp lets the scheduler see the calls that have become visible.
func (w *World) takeUp(s *service) {
	n := 0
	for n < len(s.inbox) && s.inbox[n].visibleAt <= w.Now() {
		w.adopt(s, &s.inbox[n])
		n++
	}
	s.inbox = append(s.inbox[:0], s.inbox[n:]...)
}

// adopt makes one call the scheduler's.
func (w *World) adopt(s *service, c *call) {
	switch {
	case c.creates:
		w.watchAlarms(s)
		return
	case c.stop != nil:
		if s.isStoppable(s.primary) {
			w.trip(s, sim.FailedByRequest, c.stop.Rollback)
		}
		return
	}
	s.unsteady, s.stuckTold = true, false
	if c.deployment != sim.NoDeployment {
		w.replace(s, c.deployment)
	}
	if c.deletes {
		s.daemon.deleted = true
		w.unprotectAll(s)
		w.rescale(s, 0)
		w.tellSettings(s)
		return
	}
	u := c.update
	switch n := u.DesiredCount; {
	case n == nil:
	case c.deployment != sim.NoDeployment && *n > s.now.DesiredCount:
		s.now.DesiredCount = *n // it asks for tasks of the new deployment (assumed)
	default:
		w.rescale(s, *n)
	}
	s.now = s.now.Apply(u)
	if u.Strategies != nil || u.Constraints != nil {
		s.policies = nil
	}
	if u.HealthCheckGrace != nil {
		w.changeGrace(s)
	}
	if c.deployment != sim.NoDeployment || u.Alarms != nil {
		w.watchAlarms(s)
	}
	w.tellSettings(s)
}

// replace makes a new deployment the one that the scheduler works for. The former keeps a claim to the tasks it has.
func (w *World) replace(s *service, by sim.DeploymentID) {
	s.unstartedTask.Event = 0 // what could not be started is over
	former := &s.deployments[s.primary]
	former.kept = former.counts.Present() + former.counts.Unseen // those on DRAINING instances are replaced by themselves
	s.deployments[by].takenUp = true
	s.primary = by
	w.endThrottle(s) // a new task definition does (D26 service-throttle-logic)
}

// rescale moves the desired count.
func (w *World) rescale(s *service, desired int) {
	delta := desired - s.now.DesiredCount
	w.look(s)
	rollout.Rescale(&w.view, delta)
	s.now.DesiredCount = desired
	for i := range w.view.Active {
		if of := w.slots[i]; !of.displaced {
			s.deployments[of.deployment].kept, s.deployments[of.deployment].grow = w.view.Active[i].Kept, w.view.Active[i].Grow
		}
	}
	p := &s.deployments[s.primary]
	p.asked = min(p.asked, desired)
}

// changeGrace moves the grace period of tasks that are running already, too.
func (w *World) changeGrace(s *service) {
	for _, d := range s.living {
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
