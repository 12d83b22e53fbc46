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

	failed, passed int // in a row before First
}

// OfTarget is the series of checks of a target whose first check falls at first (ALB guide, target group health
// checks). A new target needs one passed check, or as many as a recovering one under the older rule and, as an instance
// that is registered is out of service until then, behind a Classic Load Balancer (ELB classic guide, health checks).
func OfTarget(g *sim.TargetGroup, first sim.Time, rules *sim.Rules) Checks {
	c := Checks{
		First: first, Interval: g.HealthCheckInterval,
		Passes: 1, Recovery: g.HealthyThreshold, Failures: g.UnhealthyThreshold,
	}
	if rules.NewTargetNeedsThreshold || g.Kind == sim.ClassicLoadBalancer {
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

// unreached is the number of a check that never comes.
const unreached = 1 << 50

// since is the number of the first check at or after t; unreached when there is none.
func (c *Checks) since(t sim.Time) int {
	switch {
	case t >= sim.Never:
		return unreached
	case t <= c.First:
		return 0
	}
	return int((t.Sub(c.First) + c.Interval - 1) / c.Interval)
}

// From is the series from its first check at or after t on, for a program that answered during up and whose answers
// change at t: those in a row so far still count.
func (c Checks) From(t sim.Time, up Up) Checks {
	k := c.since(t)
	if k == 0 || k == unreached {
		return c
	}
	passing, failing := c.since(up.From), c.since(up.Until)
	before := c
	c.First, c.Exempt, c.failed, c.passed = c.at(k), max(c.Exempt-k, 0), 0, 0
	switch {
	case failing <= passing || k <= passing: // it hasn't passed yet
		c.failed = before.failed + max(k-before.Exempt, 0)
	case k > failing:
		c.failed, c.Exempt = k-failing, 0
	default:
		c.passed, c.Exempt = k-passing, 0
		if passing == 0 {
			c.passed += before.passed
		}
	}
	return c
}

// Verdicts is how the checks judge a program that answers during up, beginning with what they have said of it so far.
// Before and after up every check fails.
func (c *Checks) Verdicts(was sim.Health, up Up) Verdicts {
	var v Verdicts
	passing, failing := c.since(up.From), c.since(up.Until)
	if k := max(c.Exempt+c.Failures-c.failed, 1); was != sim.Unhealthy && (passing >= k || failing <= passing) {
		v.add(c.at(k-1), sim.Unhealthy)
		was = sim.Unhealthy
	}
	needed := c.Passes
	if was == sim.Unhealthy {
		needed = c.Recovery
	}
	if passing == 0 {
		needed = max(needed-c.passed, 1)
	}
	if k := passing + needed; was != sim.Healthy && k <= failing {
		v.add(c.at(k-1), sim.Healthy)
		was = sim.Healthy
	}
	if was != sim.Unhealthy && failing > passing && failing < unreached {
		v.add(c.at(failing+c.Failures-1), sim.Unhealthy)
	}
	return v
}
