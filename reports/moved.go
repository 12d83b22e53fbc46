package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// moved says how many tasks Availability Zone rebalancing has moved, and how long that took; empty if it hasn't.
func (v *verdict) moved() string {
	b := &v.service.Rebalancing
	if b.Moved == 0 {
		return ""
	}
	return "Availability Zone rebalancing moved " + quantity(b.Moved, "task") + " in " + Humane(b.Until.Sub(b.Since)) + ", from " + Clock(b.Since) + " on"
}

// movedToo is moved as a sentence of its own, which names the service in a run of several.
func (v *verdict) movedToo() string {
	text := v.moved()
	if text != "" && v.Fold.Services() > 1 {
		text += " (" + v.name() + ")"
	}
	return text
}

// unbalanced says of a service with Availability Zone rebalancing whose zones are out of balance in the end how they stand, and
// why nothing moves; empty where they are balanced or that isn't known.
func (v *verdict) unbalanced() string {
	if !v.service.API.Rebalance || v.service.API.Status != sim.ServiceActive || v.service.API.Daemon || !v.Fold.Over() {
		return ""
	}
	zones := v.zones()
	least, most := int32(0), int32(0)
	var list []string
	for z, n := range zones {
		if n < 0 {
			continue
		}
		if len(list) == 0 {
			least, most = n, n
		}
		least, most = min(least, n), max(most, n)
		text := Count(int64(n))
		if len(list) == 0 {
			text += " of its tasks"
		}
		list = append(list, text+" in "+Inert(v.Scenario.Zones[z]))
	}
	why := v.staysUnbalanced()
	if most-least < 2 || why == "" {
		return ""
	}
	return capital(v.name()) + " stays out of balance over Availability Zones, with " + enumerate(list) + ": " + why
}

// zones are the tasks of the service by ZoneID; -1 stands for zones that have no say. What an expression lets it have is known
// from the events of rebalancing only.
func (v *verdict) zones() []int32 {
	zones := v.Fold.Zones(v.id)
	of := v.Scenario.TaskDefinitions[v.service.API.TaskDefinition].Constraints
	isExpression := func(c sim.PlacementConstraint) bool { return !c.Distinct }
	if !slices.ContainsFunc(of, isExpression) && !slices.ContainsFunc(v.service.API.Placement.Constraints, isExpression) {
		return zones
	}
	told := v.service.Rebalancing.InZones
	for z := range zones {
		if z >= len(told) || told[z] < 0 {
			zones[z] = -1
		}
	}
	return zones
}

// zoneSpread is the placement strategy that spreads tasks over Availability Zones.
func zoneSpread() sim.PlacementStrategy {
	return sim.PlacementStrategy{Kind: sim.Spread, Field: "attribute:ecs.availability-zone"}
}

// staysUnbalanced is why rebalancing moves nothing: that the service isn't eligible, that something is in the way (D26
// service-rebalancing), or that there is no room.
func (v *verdict) staysUnbalanced() string {
	api, settings, b := &v.service.API, &v.service.Settings, &v.service.Rebalancing
	strategies := api.Placement.Strategies
	last := &v.service.Deployments[len(v.service.Deployments)-1]
	switch {
	case api.Deployment.MaximumPercent <= 100:
		return "Availability Zone rebalancing is for services with a maximumPercent above 100"
	case v.Scenario.IsClassic(api.LoadBalancers):
		return "Availability Zone rebalancing isn't for services behind a Classic Load Balancer"
	case len(strategies) > 0 && strategies[0] != zoneSpread():
		return "Availability Zone rebalancing is for services whose first placement strategy, if any, is the spread over zones"
	case last.Rollout != sim.Completed && !b.Told:
		return "" // what keeps the deployment from getting on is told
	case last.Rollout == sim.Failed:
		return "nothing moves since its deployment has FAILED"
	case last.Rollout != sim.Completed:
		return "nothing moves while its deployment is in progress"
	case v.service.Protected > 0:
		return "nothing moves while " + isAre(v.service.Protected) + " under scale-in protection"
	case v.service.Counts.Healthy < settings.Desired:
		return "nothing moves while fewer than desired are healthy"
	case settings.Cap <= settings.Desired:
		return "none can be started elsewhere before another is stopped, since " + Count(int64(settings.Cap)) + " may exist: maximumPercent " +
			share(settings.MaximumPercent, settings.Desired, "rounded down")
	case b.Unplaced:
		return "no container instance in " + Inert(v.Scenario.Zones[b.Zone]) + " has room for another"
	case v.Fold.Now() >= sim.Time(v.Scenario.Duration):
		return "the simulated time ended before the next look at them (there is one every " + Humane(v.Scenario.Scheduler.RebalanceInterval) + ")"
	}
	return ""
}
