package study

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Bounds of the values that are tried, and of those that the API allows.
const (
	longestGrace     = 7200 // s; what the slowest programs need
	longestInterval  = 300  // s between health checks
	mostThreshold    = 10   // failed checks
	longestStart     = 300  // s of startPeriod
	shortestStop     = 2    // s of stopTimeout
	shortestInterval = 5    // s between health checks
	longerDuration   = 4    // times the scenario's
)

// remediesOf are the changes that may free a service, in the order in which they are recommended: more patience with tasks
// that fail, bounds, capacity, and programs last.
func (s *search) remediesOf(g *goal) []*change {
	var list []*change
	if g.isFailing() {
		list = append(s.lengthenGrace(g), s.patience(g)...)
	}
	list = append(list, s.raiseMaximum(g, sim.MaxMaximumPercent), s.lowerMinimum(g))
	if g.before.Refused {
		list = append(list, s.addInstances(g)...)
	} else {
		list = append(list, s.doubleGroups(g)...)
	}
	list = append(list, s.moveDesired(g)...)
	if g.before.Outcome == sim.OutcomeUnfinished {
		list = append(list, s.lengthenRun(g))
	}
	list = append(list, s.halveDraining(g)...)
	list = append(list, s.stopping(g)...)
	list = append(list, s.starting(g)...)
	if g.isFailing() {
		list = append(list, s.breaker(g))
	}
	return list
}

// shorteningsOf are the changes that may let a deployment complete sooner.
func (s *search) shorteningsOf(g *goal) []*change {
	list := []*change{s.raiseMaximum(g, max(2*int(g.before.Settings.MaximumPercent), 200)), s.lowerMinimum(g)}
	list = append(list, s.doubleGroups(g)...)
	list = append(list, s.halveDraining(g)...)
	list = append(list, s.quickenChecks(g)...)
	list = append(list, s.stopping(g)...)
	return append(list, s.starting(g)...)
}

// doubleGroups is addInstances up to twice as many in a group.
func (s *search) doubleGroups(g *goal) []*change {
	list := s.addInstances(g)
	for i, c := range list {
		c.values = c.values[:min(len(c.values), max(s.scenario.Groups[i].Count, 1))]
	}
	return list
}

// numbers are whole numbers as values.
func numbers(from, to, by int) []string {
	var list []string
	for n := from; by > 0 && n <= to || by < 0 && n >= to; n += by {
		list = append(list, strconv.Itoa(n))
	}
	return list
}

func (s *search) lengthenGrace(g *goal) []*change {
	now := int(g.before.API.HealthCheckGrace / sim.Second)
	return []*change{{
		goal: g, from: strconv.Itoa(now), values: numbers(now+1, longestGrace, 1),
		key: s.serviceKey(g.service, "healthCheckGracePeriodSeconds", func(u *sim.UpdateService) bool { return u.HealthCheckGrace != nil }),
	}}
}

// patience is more failed checks before a target or a container is unhealthy, and fewer checks.
func (s *search) patience(g *goal) []*change {
	var list []*change
	for _, at := range s.groups(g) {
		group := &s.scenario.TargetGroups[at]
		key := "targetGroups." + quoteName(group.Name) + "."
		interval := int(group.HealthCheckInterval / sim.Second)
		list = append(list,
			&change{
				goal: g, key: key + "unhealthyThresholdCount", from: strconv.Itoa(group.UnhealthyThreshold),
				values: numbers(group.UnhealthyThreshold+1, mostThreshold, 1),
			},
			&change{
				goal: g, key: key + "healthCheckIntervalSeconds", from: strconv.Itoa(interval), values: numbers(interval+1, longestInterval, 1),
			})
	}
	d := &s.scenario.TaskDefinitions[s.working(g)]
	for i := range d.Containers {
		h := d.Containers[i].HealthCheck
		if h == nil {
			continue
		}
		key := s.containerKey(d, &d.Containers[i]) + "healthCheck."
		start := int(h.StartPeriod / sim.Second)
		list = append(list,
			&change{goal: g, key: key + "startPeriod", from: strconv.Itoa(start), values: numbers(start+1, longestStart, 1)},
			&change{goal: g, key: key + "retries", from: strconv.Itoa(h.Retries), values: numbers(h.Retries+1, mostThreshold, 1)})
	}
	return list
}

// quickenChecks is half the time between health checks, and fewer passed ones for a new target.
func (s *search) quickenChecks(g *goal) []*change {
	var list []*change
	for _, at := range s.groups(g) {
		group := &s.scenario.TargetGroups[at]
		key := "targetGroups." + quoteName(group.Name) + "."
		if interval := int(group.HealthCheckInterval / sim.Second); interval > shortestInterval {
			list = append(list, &change{
				goal: g, key: key + "healthCheckIntervalSeconds", from: strconv.Itoa(interval),
				values: []string{strconv.Itoa(max(interval/2, shortestInterval))},
			})
		}
		list = append(list, &change{
			goal: g, key: key + "healthyThresholdCount", from: strconv.Itoa(group.HealthyThreshold),
			values: numbers(group.HealthyThreshold-1, 2, -1),
		})
	}
	d := &s.scenario.TaskDefinitions[s.working(g)]
	for i := range d.Containers {
		if h := d.Containers[i].HealthCheck; h != nil && h.Interval > shortestInterval*sim.Second {
			interval := int(h.Interval / sim.Second)
			list = append(list, &change{
				goal: g, key: s.containerKey(d, &d.Containers[i]) + "healthCheck.interval", from: strconv.Itoa(interval),
				values: []string{strconv.Itoa(max(interval/2, shortestInterval))},
			})
		}
	}
	return list
}

// halveDraining is half the deregistration delay of each target group.
func (s *search) halveDraining(g *goal) []*change {
	var list []*change
	for _, at := range s.groups(g) {
		group := &s.scenario.TargetGroups[at]
		if delay := int(group.DeregistrationDelay / sim.Second); delay > 0 {
			list = append(list, &change{
				goal: g, key: "targetGroups." + quoteName(group.Name) + ".deregistrationDelaySeconds", from: strconv.Itoa(delay),
				values: []string{strconv.Itoa(delay / 2)},
			})
		}
	}
	return list
}

// groups are the target groups of a service, each once; a Classic Load Balancer isn't one.
func (s *search) groups(g *goal) []sim.TargetGroupID {
	var list []sim.TargetGroupID
	seen := make([]bool, len(s.scenario.TargetGroups))
	for _, lb := range s.scenario.Services[g.service].LoadBalancers {
		at := lb.TargetGroup
		if at < 0 || int(at) >= len(seen) || seen[at] || s.scenario.TargetGroups[at].Kind == sim.ClassicLoadBalancer {
			continue
		}
		seen[at] = true
		list = append(list, at)
	}
	return list
}

// moveDesired is one task more, and one less: percentages that round to nothing for one count may not for the next.
func (s *search) moveDesired(g *goal) []*change {
	now := int(g.before.Settings.Desired)
	key := s.serviceKey(g.service, "desiredCount", func(u *sim.UpdateService) bool { return u.DesiredCount != nil })
	list := []*change{{goal: g, key: key, from: strconv.Itoa(now), values: numbers(now+1, min(now+1, sim.MaxTasksPerService), 1)}}
	if now > 1 {
		list = append(list, &change{goal: g, key: key, from: strconv.Itoa(now), values: []string{strconv.Itoa(now - 1)}})
	}
	return list
}

// lengthenRun is a later end of the simulated time: perhaps the deployment is merely slow.
func (s *search) lengthenRun(g *goal) *change {
	c := &change{goal: g, key: "duration", from: spanText(s.scenario.Duration)}
	if longer := min(s.scenario.Duration*longerDuration, sim.MaxDuration); longer > s.scenario.Duration {
		c.values = []string{spanText(longer)}
	}
	return c
}

// breaker is the circuit breaker with roll-back: it doesn't make tasks healthy, but ends the attempts.
func (s *search) breaker(g *goal) *change {
	sets := func(u *sim.UpdateService) bool { return u.Breaker != nil }
	now := g.before.API.Breaker
	c := &change{goal: g, key: s.configurationKey(g.service, "deploymentCircuitBreaker", sets), from: "off"}
	if now.Enable {
		c.from = "on, without rollback"
	}
	if !now.Enable || !now.Rollback {
		c.values = []string{"{ enable = true, rollback = true }"}
	}
	return c
}

// definitionKey is where a revision is set.
func (s *search) definitionKey(d *sim.TaskDefinition) string {
	return "taskDefinitions." + quoteName(d.Name()) + "."
}

func (s *search) containerKey(d *sim.TaskDefinition, c *sim.Container) string {
	return s.definitionKey(d) + "containerDefinitions." + quoteName(c.Name) + "."
}

// stopping is half the time that old tasks take from SIGTERM to their end.
func (s *search) stopping(g *goal) []*change {
	old := s.leaving(g)
	d := &s.scenario.TaskDefinitions[old]
	list := []*change{s.halve(g, s.definitionKey(d)+"timing.exit", d.Timing.Exit)}
	for i := range d.Containers {
		if c := &d.Containers[i]; c.StopTimeout > shortestStop*sim.Second {
			seconds := int(c.StopTimeout / sim.Second)
			list = append(list, &change{
				goal: g, key: s.containerKey(d, c) + "stopTimeout", from: strconv.Itoa(seconds),
				values: []string{strconv.Itoa(max(seconds/2, shortestStop))},
			})
		}
	}
	return list
}

// leaving is the revision that the deployment replaces.
func (s *search) leaving(g *goal) sim.TaskDefinitionID {
	if id := g.judged.ID; id > 0 && !g.scaling {
		return g.before.Deployments[id-1].Definition
	}
	return s.working(g)
}

// starting is half of each step that a new task takes.
func (s *search) starting(g *goal) []*change {
	d := &s.scenario.TaskDefinitions[s.working(g)]
	key := s.definitionKey(d) + "timing."
	return []*change{
		s.halve(g, key+"ready", d.Timing.Ready), s.halve(g, key+"pull", d.Timing.Pull),
		s.halve(g, key+"start", d.Timing.Start), s.halve(g, key+"provision", d.Timing.Provision),
	}
}

// shownQuantiles is how many steps a distribution has when it is written down again.
const shownQuantiles = 20

// halve is half a delay: of a distribution all of its quantiles halved, so that the same luck gives half the time; of a
// delay that never ends, a second.
func (s *search) halve(g *goal, key string, d sim.Delay) *change {
	c := &change{goal: g, key: key}
	switch {
	case d.At(0) >= sim.Forever:
		c.from, c.values = "never", []string{"1s"}
	case d.Longest() == 0:
	case d.IsConstant():
		c.from, c.values = spanText(d.At(0)), []string{spanText(d.At(0) / 2)}
	default:
		var quantiles []string
		for i := range shownQuantiles + 1 {
			u := min(uint64(i)<<32/shownQuantiles, 1<<32-1)
			quantiles = append(quantiles, strconv.Quote(spanText(d.At(uint32(u))/2)))
		}
		c.from = fmt.Sprintf("%s at the median", spanText(d.Median()))
		c.values = []string{"{ empirical = [" + strings.Join(quantiles, ", ") + "] }"}
	}
	return c
}

// spanText is a span as a scenario may write it.
func spanText(s sim.Span) string { return s.Duration().String() }
