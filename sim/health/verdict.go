package health

import "github.com/ecssim/ecssim/sim"

// Up is when a program answers its health checks: from From until before Until, which may be sim.Never.
type Up struct{ From, Until sim.Time }

// Verdict is a change of health.
type Verdict struct {
	At     sim.Time
	Status sim.Health
}

// Verdicts are the changes of one check's or target's health over a task's life, in order: at most unhealthy, healthy,
// unhealthy.
type Verdicts struct {
	list [3]Verdict
	n    int
}

// Len is the number of verdicts.
func (v *Verdicts) Len() int { return v.n }

// At is the i-th verdict.
func (v *Verdicts) At(i int) Verdict { return v.list[i] }

func (v *Verdicts) add(at sim.Time, status sim.Health) {
	v.list[v.n] = Verdict{at, status}
	v.n++
}

// Checks is a series of checks at a fixed distance and what it takes to change one's mind.
type Checks struct {
	First    sim.Time
	Interval sim.Span // positive
	Passes   int      // in a row, that make an unknown target healthy
	Recovery int      // passes in a row that make an unhealthy one healthy
	Failures int      // in a row, that make it unhealthy
	Exempt   int      // so many first checks don't count when they fail, as long as none has passed
}

// OfTarget is the series of checks of a target whose first check falls at first (ALB guide, target group health
// checks). A new target needs one passed check, or as many as a recovering one under the older rule.
func OfTarget(g *sim.TargetGroup, first sim.Time, rules *sim.Rules) Checks {
	c := Checks{
		First: first, Interval: g.HealthCheckInterval,
		Passes: 1, Recovery: g.HealthyThreshold, Failures: g.UnhealthyThreshold,
	}
	if rules.NewTargetNeedsThreshold {
		c.Passes = g.HealthyThreshold
	}
	return c
}

// OfContainer is the series of checks of a container that started at start: the first one an interval later, failures
// inside startPeriod without consequence, one passed check enough (API page HealthCheck; Docker's health checks).
// Assumed: a check takes no time.
func OfContainer(h *sim.HealthCheck, start sim.Time) Checks {
	c := Checks{
		First: start.Add(h.Interval), Interval: h.Interval,
		Passes: 1, Recovery: 1, Failures: h.Retries,
	}
	if h.StartPeriod > h.Interval { // checks at k × interval < startPeriod
		c.Exempt = int((h.StartPeriod - 1) / h.Interval)
	}
	return c
}

// at is the instant of check k, counted from 0.
func (c *Checks) at(k int) sim.Time { return c.First.Add(sim.Span(k) * c.Interval) }

// since is the number of the first check at or after t; a very large number when there is none.
func (c *Checks) since(t sim.Time) int {
	switch {
	case t >= sim.Never:
		return 1 << 50
	case t <= c.First:
		return 0
	}
	return int((t.Sub(c.First) + c.Interval - 1) / c.Interval)
}

// Verdicts is how the checks judge a program that answers during up. Before and after that every check fails.
func (c *Checks) Verdicts(up Up) Verdicts {
	var v Verdicts
	passing, failing := c.since(up.From), c.since(up.Until)
	needed, last := c.Passes, sim.HealthUnknown
	if k := c.Exempt + c.Failures; passing >= k || failing <= passing {
		v.add(c.at(k-1), sim.Unhealthy)
		needed, last = c.Recovery, sim.Unhealthy
	}
	if k := passing + needed; k <= failing {
		v.add(c.at(k-1), sim.Healthy)
		last = sim.Healthy
	}
	if last != sim.Unhealthy && failing < 1<<50 {
		v.add(c.at(failing+c.Failures-1), sim.Unhealthy)
	}
	return v
}
