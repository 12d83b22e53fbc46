package metrics

import "github.com/ecssim/ecssim/sim"

// Scaling is a timeline action that changed a service's desired count and created no deployment.
type Scaling struct {
	Action   int32 // index in Scenario.Timeline
	At       sim.Time
	From, To int32

	// Steady says that the service reached a steady state with the new count before it was scaled again, at SteadyAt.
	Steady   bool
	SteadyAt sim.Time

	// The states from the call to the steady state, or to the next scaling or the run's end: the least number of healthy
	// tasks, the most that were RUNNING or on their way there, and the same with those that were stopping.
	MinHealthy   int32
	PeakTasks    int32
	PeakOccupied int32

	Guarded   sim.Span // for how long passes found tasks in the way that are under scale-in protection
	UserStops int32    // tasks that StopTask stopped meanwhile
	Waits     HostWaits

	taken bool // the scheduler has taken the new count up
	seen  bool // a state has been looked at
}

// scale takes a call of UpdateService that found a desired count of from.
func (s *service) scale(r *sim.Record, from int) {
	if to := s.API.DesiredCount; from != to {
		s.Scalings = append(s.Scalings, Scaling{Action: r.Action, At: r.At, From: int32(from), To: int32(to)})
	}
}

// unscale forgets a scaling that turns out to come with a deployment.
func (s *service) unscale(action int32, at sim.Time) {
	if n := len(s.Scalings); n > 0 && s.Scalings[n-1].Action == action && s.Scalings[n-1].At == at {
		s.Scalings = s.Scalings[:n-1]
	}
}

// scaling is the one that is under way, or nil.
func (s *service) scaling() *Scaling {
	if n := len(s.Scalings); n > 0 && !s.Scalings[n-1].Steady {
		return &s.Scalings[n-1]
	}
	return nil
}

// scaled takes the desired count that the scheduler works with.
func (s *service) scaled(desired int32) {
	if g := s.scaling(); g != nil && g.To == desired {
		g.taken = true
	}
}

// steady takes the service event of a steady state.
func (s *service) steady(at sim.Time) {
	if g := s.scaling(); g != nil && g.taken {
		g.Steady, g.SteadyAt = true, at
		s.seeScaling(g)
	}
}

// seeScaling lets a scaling look at the state.
func (s *service) seeScaling(g *Scaling) {
	if !g.seen {
		g.seen, g.MinHealthy = true, s.Counts.Healthy
	}
	g.MinHealthy = min(g.MinHealthy, s.Counts.Healthy)
	g.PeakTasks = max(g.PeakTasks, s.Counts.Tasks())
	g.PeakOccupied = max(g.PeakOccupied, s.Counts.Occupied())
}
