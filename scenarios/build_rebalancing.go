package scenarios

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// ineligibility is why a service can't have Availability Zone rebalancing.
type ineligibility struct {
	said   *sim.APIError // nil: the API's words aren't known
	detail string
	key    string // the parameter that makes it so
}

// ineligible finds why a service that would stand so can't have Availability Zone rebalancing, or nil (D26
// service-rebalancing). verb is what the call does with it. That CreateService uses the words that were observed of
// UpdateService is assumed.
func (b *builder) ineligible(svc *sim.Service, verb string) *ineligibility {
	const percent = "The service couldn't be %s because Availability Zone Rebalancing does not support maximumPercent <= 100 %% as deployment configuration. Update deployment configuration and try again."
	switch {
	case svc.Daemon:
		return &ineligibility{sim.Invalid("Availability Zone Rebalancing does not support DAEMON services"), "", "schedulingStrategy"}
	case svc.Deployment.MaximumPercent <= 100:
		return &ineligibility{sim.Invalid(percent, verb), "", "deploymentConfiguration"}
	case b.out.IsClassic(svc.LoadBalancers):
		return &ineligibility{nil, "services behind a Classic Load Balancer can't have it", "loadBalancers"}
	case !spreadsOverZones(&svc.Placement):
		return &ineligibility{nil, "the first placement strategy is another than spread over attribute:ecs.availability-zone", "placementStrategy"}
	case picksZones(svc.Placement.Constraints):
		return &ineligibility{nil, "a placement constraint is about ecs.availability-zone", "placementConstraints"}
	}
	if d := int(svc.TaskDefinition); d < len(b.out.TaskDefinitions) && picksZones(b.out.TaskDefinitions[d].Constraints) {
		detail := fmt.Sprintf("a placement constraint of %s is about ecs.availability-zone", b.out.TaskDefinitions[d].Name())
		return &ineligibility{nil, detail, "taskDefinition"}
	}
	return nil
}

// picksZones says whether one of the constraints is about Availability Zones.
func picksZones(constraints []sim.PlacementConstraint) bool {
	for _, c := range constraints {
		if strings.Contains(c.Expression, zoneAttribute) {
			return true
		}
	}
	return false
}

// checkRebalancing checks that a service that would have Availability Zone rebalancing, as after stands, can have it. A call
// for one that has it already is refused for what would make it ineligible; that this holds of more than maximumPercent is
// assumed.
func (b *builder) checkRebalancing(s *settings, after *sim.Service) {
	if b.isTooEarly(s.rebalancing) || !after.Rebalance {
		return
	}
	verb := "created"
	if s.isUpdate {
		verb = "updated"
	}
	why := b.ineligible(after, verb)
	if why == nil {
		return
	}
	at := cmp.Or(s.rebalancing.at, s.at.get(why.key))
	switch {
	case at == nil: // the call has nothing to do with it
	case why.said == nil:
		b.at(at, Conflict, "no Availability Zone rebalancing here: "+why.detail, `set availabilityZoneRebalancing = "DISABLED"`)
	default:
		b.says(at, Conflict, why.said, why.detail, "")
	}
}

// isTooEarly says whether a key asks for Availability Zone rebalancing before there was any, which is a fault: a client of
// that time doesn't know the parameter, so that the API never sees it.
func (b *builder) isTooEarly(v *value[string]) bool {
	if b.out.Rules.ZoneRebalancing || v.V != rebalancingEnabled {
		return false
	}
	defer b.leave()()
	b.at(v.at, Conflict, "there is no Availability Zone rebalancing under the rule zoneRebalancing = false: it came in 2024-11",
		`leave it out, or set zoneRebalancing = true in [behaviorOverrides]`)
	return true
}

// checkRebalancingRules checks that new services don't have by default what there is none of.
func (b *builder) checkRebalancingRules() {
	if b.out.Rules.ZoneRebalancing || !b.out.Rules.RebalancingByDefault {
		return
	}
	overrides := b.file.BehaviorOverrides.at
	at := cmp.Or(overrides.get("rebalancingByDefault"), overrides.get("zoneRebalancing"))
	b.at(at, Conflict, "zoneRebalancing = false and rebalancingByDefault = true don't go together: services can't have by default what there is none of", "change one of the two")
}

// rebalances decides whether a service that the table tells of has Availability Zone rebalancing. A new one that doesn't say
// has it by the date, if it can (API page CreateService; that one that can't has it DISABLED was observed by others). Of one
// that is there from the beginning isn't known when it was created.
func (b *builder) rebalances(t *serviceTable, at *node, svc *sim.Service) bool {
	if v := &t.AvailabilityZoneRebalancing; v.at != nil {
		return v.V == rebalancingEnabled
	}
	byDefault := b.out.Rules.RebalancingByDefault && b.ineligible(svc, "") == nil
	if byDefault && svc.InitialState == sim.Steady {
		b.assumeOf(svc, at, "availabilityZoneRebalancing", rebalancingDisabled, reasonRebalancing)
		return false
	}
	return byDefault
}

// rebalancing builds the availabilityZoneRebalancing of a call, nil where it says nothing of it.
func rebalancing(v *value[string]) *bool {
	if !v.given() {
		return nil
	}
	return new(v.V == rebalancingEnabled)
}

// Words of the API for Availability Zone rebalancing.
const (
	rebalancingEnabled  = "ENABLED"
	rebalancingDisabled = "DISABLED"
)
