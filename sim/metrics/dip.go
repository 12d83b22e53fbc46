package metrics

import "github.com/ecssim/ecssim/sim"

// Dip is how few of the desired tasks were healthy, by the states of a deployment's window. When the window ends with
// COMPLETED or FAILED, the dip goes on until as many tasks as desired are healthy or a newer deployment is created: ECS
// may call a deployment complete before its tasks count as healthy, and users feel that as well.
type Dip struct {
	// Healthy and Desired belong to the instant at which most healthy tasks were missing; of instants alike, to the one
	// with fewest healthy tasks.
	Healthy, Desired int32
	For              sim.Span // how long so many were missing, if any were
	Below            sim.Span // how long any were missing
	None             sim.Span // how long no task was healthy, though some were desired
	// Whole says that the window ended with COMPLETED or FAILED and that as many tasks as desired were healthy at its end
	// or after it, first WholeAt.
	Whole   bool
	WholeAt sim.Time
}

func (p *Dip) missing() int32 { return p.Desired - p.Healthy }

// see looks at a state.
func (p *Dip) see(healthy, desired int32) {
	missing := desired - healthy
	switch worst := p.missing(); {
	case missing > worst:
		p.Healthy, p.Desired, p.For = healthy, desired, 0
	case missing == worst && healthy < p.Healthy:
		p.Healthy, p.Desired = healthy, desired
	}
}

// last adds the time for which a state that has been seen lasts.
func (p *Dip) last(healthy, desired int32, span sim.Span) {
	missing := desired - healthy
	if missing <= 0 {
		return
	}
	p.Below += span
	if missing == p.missing() {
		p.For += span
	}
	if healthy == 0 {
		p.None += span
	}
}

// Lasting is since when the healthy tasks of a service have stood as they do at the latest instant.
type Lasting struct {
	Since    sim.Time // so many are healthy, of so many that are desired
	Low      bool     // fewer than desired are healthy
	LowSince sim.Time // without a break; means nothing unless Low

	healthy, desired int32
}

// see looks at the state after an instant.
func (p *Lasting) see(at sim.Time, healthy, desired int32) {
	if healthy != p.healthy || desired != p.desired {
		p.healthy, p.desired, p.Since = healthy, desired, at
	}
	if low := healthy < desired; low != p.Low {
		p.Low, p.LowSince = low, at
	}
}

// recover lets the dip of a window that is over look at the state after an instant, and closes it when it has gone.
func (s *service) recover(at sim.Time) {
	if s.dipping == sim.NoDeployment {
		return
	}
	p := &s.Deployments[s.dipping].Dip
	p.see(s.Counts.Healthy, s.Settings.Desired)
	if s.Counts.Healthy >= s.Settings.Desired {
		p.Whole, p.WholeAt = true, at
		s.dipping = sim.NoDeployment
	}
}
