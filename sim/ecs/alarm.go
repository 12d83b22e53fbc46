package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// alarmWatch is what a deployment has to do with the alarms of its service (D26 deployment-alarm-failure).
type alarmWatch struct {
	ignored bool     // one of them was in ALARM when the deployment was created
	on      bool     // the alarms are looked at
	since   sim.Time // when that began
	raised  bool     // one of them was in ALARM when they were looked at
	baked   sim.Time // when the bake time is over; 0: it hasn't begun
}

// bakes says whether the deployment has all that it needs but the end of its bake time.
func (a *alarmWatch) bakes(now sim.Time) bool { return a.baked > now }

// watchAlarms begins to look at the alarms for the PRIMARY deployment. With one of them in ALARM when it was created they
// are ignored for the whole deployment. Behind a Classic Load Balancer a deployment has no rollout state and can't fail
// (assumed).
func (w *World) watchAlarms(s *service) {
	p := &s.deployments[s.primary]
	p.alarms = alarmWatch{ignored: p.alarms.ignored, since: w.Now()}
	p.alarms.on = p.rollout == sim.InProgress && s.now.Alarms.Enable && !p.alarms.ignored && !w.isClassic(s)
	if p.alarms.on && w.isAlarmed(&s.now) {
		w.push(w.Now(), phaseHealth, eventPoll, uint32(s.id), uint32(s.primary))
	}
}

// isAlarmed says whether one of a service's alarms is in ALARM.
func (w *World) isAlarmed(s *sim.Service) bool {
	return s.Alarms.Enable && slices.ContainsFunc(s.Alarms.Names, func(id sim.AlarmID) bool { return w.alarms[id] == sim.AlarmRaised })
}

// setAlarm moves an alarm. Deployments that watch it see that with their next look.
func (w *World) setAlarm(a *sim.SetAlarm) {
	w.alarms[a.Alarm] = a.State
	w.tellAlarm(a)
	if a.State != sim.AlarmRaised {
		return
	}
	for i := range w.services {
		s := &w.services[i]
		if s.status != sim.ServiceAbsent && s.deployments[s.primary].alarms.on && slices.Contains(s.now.Alarms.Names, a.Alarm) {
			w.push(w.nextLook(s), phaseHealth, eventPoll, uint32(s.id), uint32(s.primary))
		}
	}
}

// nextLook is the next look at the alarms: each alarmPollInterval from the deployment's beginning on (ECS polls them; how
// often isn't documented).
func (w *World) nextLook(s *service) sim.Time {
	since, interval := s.deployments[s.primary].alarms.since, w.scenario.Scheduler.AlarmPollInterval
	if interval <= 0 {
		return w.Now()
	}
	return since.Add((w.Now().Sub(since) + interval - 1) / interval * interval)
}

// poll is a look at the alarms. The next pass fails the deployment if one is in ALARM.
func (w *World) poll(s *service, id sim.DeploymentID) {
	p := &s.deployments[id]
	if id == s.primary && p.alarms.on && p.rollout == sim.InProgress && w.isAlarmed(&s.now) {
		p.alarms.raised = true
		w.dirty(s)
	}
}

// isBaked says whether the alarms have been watched for long enough after the deployment had all that it needs
// otherwise; the first time it is asked, that begins.
func (w *World) isBaked(s *service) bool {
	p := &s.deployments[s.primary]
	bake := w.scenario.Scheduler.AlarmBakeTime
	if s.now.BakeTime != nil {
		bake = *s.now.BakeTime
	}
	if !p.alarms.on || bake == 0 {
		return true
	}
	if p.alarms.baked == 0 {
		p.alarms.baked = w.Now().Add(bake)
		w.push(p.alarms.baked, phaseHealth, eventBaked, uint32(s.id), 0)
	}
	return !p.alarms.bakes(w.Now())
}

// isClassic says whether the PRIMARY deployment's tasks are behind a Classic Load Balancer.
func (w *World) isClassic(s *service) bool {
	return w.scenario.IsClassic(s.deployments[s.primary].balancers)
}
