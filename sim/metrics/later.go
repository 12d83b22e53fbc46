package metrics

import "github.com/ecssim/ecssim/sim"

// Later is what a service went through after the end of a deployment that completed or failed: until a newer deployment
// was created, the service was deleted, or the run ended. Its lows begin where the deployment's Dip is over, and leave the
// time out in which the service is scaled or disturbed, of which a Scaling or a Disturbance tells.
type Later struct {
	OwnFailures [NumCauses]Failures // of the deployment's own tasks; they are in its OwnFailures, too
	OldFailures [NumCauses]Failures // of the tasks of other deployments
	UserStops   int32               // tasks that StopTask stopped
	// Waits are those that belong to no Scaling and no Disturbance. Of the deployment that a STEADY service begins with they
	// are those of its window.
	Waits HostWaits

	Times   int32    // how often healthy fell below desired
	At      sim.Time // when it did first; means nothing while Times is 0
	Healthy int32    // the least healthy tasks in all that time, and of how many; means nothing while Times is 0
	Desired int32    // desired count at that instant
	Below   sim.Span // how long any were missing
	None    sim.Span // how long no task was healthy, though some were desired
}

// see looks at a state; low is whether healthy was below desired before it, and the answer whether it is now.
func (l *Later) see(at sim.Time, healthy, desired int32, low bool) bool {
	missing := healthy < desired
	if missing && !low {
		l.Times++
		if l.Times == 1 {
			l.At = at
		}
	}
	if missing && (l.Desired == 0 || desired-healthy > l.Desired-l.Healthy) {
		l.Healthy, l.Desired = healthy, desired
	}
	return missing
}

// last adds the time for which healthy was below desired.
func (l *Later) last(healthy int32, span sim.Span) {
	l.Below += span
	if healthy == 0 {
		l.None += span
	}
}

// seeLater lets the deployment that the service has come to rest at look at the state after an instant.
func (s *service) seeLater(at sim.Time) {
	if s.later == sim.NoDeployment || s.dipping != sim.NoDeployment {
		return
	}
	if s.scaling() != nil || s.isDisturbed() {
		s.low = false
		return
	}
	s.low = s.Deployments[s.later].Later.see(at, s.Counts.Healthy, s.Settings.Desired, s.low)
}

// stoppedByUser counts a task that StopTask stopped, for the time that it falls in.
func (s *service) stoppedByUser() {
	switch {
	case s.open != sim.NoDeployment:
		s.Deployments[s.open].UserStops++
	case s.later != sim.NoDeployment:
		s.Deployments[s.later].Later.UserStops++
	}
	if g := s.scaling(); g != nil {
		g.UserStops++
	}
}
