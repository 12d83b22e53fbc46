package ecs

import "github.com/ecssim/ecssim/sim"

// launches is how many tasks may be launched yet: a credit that grows with time up to a bound.
type launches struct {
	credit int64
	at     sim.Time // when the credit was brought up to date; sim.Never: not yet, and it is full
}

// fill brings the credit up to date: it grows by rate a millisecond, and is at most so much.
func (l *launches) fill(now sim.Time, rate, most int64) {
	if l.at == sim.Never {
		l.credit = most
	} else {
		l.credit = min(most, l.credit+rate*int64(now.Sub(l.at)))
	}
	l.at = now
}

// The credit that one launch costs: of a service, whose LaunchRate is by the minute, and of an account on Fargate, whose
// rate is by the second.
const (
	taskCost    = int64(sim.Minute)
	fargateCost = int64(sim.Second)
)

// launchable is how many tasks the service may start now, and which limit that is.
func (w *World) launchable(s *service) (n int, by sim.Block) {
	n, by = sim.MaxTasksPerService, sim.BlockedByLaunchRate
	scheduler := &w.scenario.Scheduler
	if rate := int64(scheduler.LaunchRate); rate > 0 {
		// One pass's worth, plus what remains of a task.
		s.launches.fill(w.Now(), rate, rate*int64(scheduler.PassInterval)+taskCost-1)
		n = int(s.launches.credit / taskCost)
	}
	if scheduler.FargateBurst > 0 && s.now.Fargate {
		w.fargate.fill(w.Now(), int64(scheduler.FargateRate), int64(scheduler.FargateBurst)*fargateCost)
		if left := int(w.fargate.credit / fargateCost); left < n {
			n, by = left, sim.BlockedByFargateRate
		}
	}
	return n, by
}

// launched takes the cost of n starts off what launchable has brought up to date.
func (w *World) launched(s *service, n int) {
	if w.scenario.Scheduler.LaunchRate > 0 {
		s.launches.credit -= int64(n) * taskCost
	}
	if w.scenario.Scheduler.FargateBurst > 0 && s.now.Fargate {
		w.fargate.credit -= int64(n) * fargateCost
	}
}
