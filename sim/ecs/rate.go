package ecs

import "github.com/ecssim/ecssim/sim"

// launches is how much of its launch rate a service has left: a credit that grows with time by LaunchRate a minute and
// is worth one pass at most, plus what remains of a task.
type launches struct {
	credit int64    // task-milliseconds per minute: a task costs one minute's worth
	at     sim.Time // when the credit was brought up to date
}

// taskCost is the credit that one start costs.
const taskCost = int64(sim.Minute)

// launchable is how many tasks the service may start now.
func (w *World) launchable(s *service) int {
	rate := int64(w.scenario.Scheduler.LaunchRate)
	if rate == 0 {
		return sim.MaxTasksPerService
	}
	l := &s.launches
	most := rate*int64(w.scenario.Scheduler.PassInterval) + taskCost - 1
	if l.at == sim.Never { // nothing has been started yet
		l.credit = most
	} else {
		l.credit = min(most, l.credit+rate*int64(w.Now().Sub(l.at)))
	}
	l.at = w.Now()
	return int(l.credit / taskCost)
}

// launched takes the cost of n starts off the credit.
func (w *World) launched(s *service, n int) {
	if w.scenario.Scheduler.LaunchRate > 0 {
		s.launches.credit -= int64(n) * taskCost
	}
}
