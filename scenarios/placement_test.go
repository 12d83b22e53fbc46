package scenarios_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestPlacement reads constraints and strategies of a service, of a call and of a task definition.
func TestPlacement(t *testing.T) {
	text := strings.Replace(minimal, `family = "web"`, "family = \"web\"\n"+
		`placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.os-type == linux" }]`, 1)
	sc := mustParse(t, text+`
placementConstraints = [{ type = "distinctInstance" }, { type = "memberOf", expression = "attribute:stack in [a, b]" }]
placementStrategy = [
  { type = "spread", field = "attribute:ecs.availability-zone" }, { type = "spread", field = "Host" },
  { type = "binpack", field = "CPU" }, { type = "binpack", field = "memory" }, { type = "random" },
]
[[timeline]]
at = 1
updateService = { service = "web", placementConstraints = [{ type = "memberOf", expression = "runningTasksCount < 3" }] }
[[timeline]]
at = 2
updateService = { service = "web", placementStrategy = [] }
[[timeline]]
at = 3
createService = { serviceName = "api", taskDefinition = "web", desiredCount = 1, placementStrategy = [{ type = "spread", field = "INSTANCEID" }] }
`)
	same(t, []sim.PlacementConstraint{{Expression: "attribute:ecs.os-type == linux"}}, sc.TaskDefinitions[0].Constraints)
	same(t, sim.Placement{
		Strategies: []sim.PlacementStrategy{
			{Field: "attribute:ecs.availability-zone"},
			{Field: "instanceId"},
			{Kind: sim.Binpack, Field: "cpu"},
			{Kind: sim.Binpack, Field: "memory"},
			{Kind: sim.Random},
		},
		Constraints: []sim.PlacementConstraint{{Distinct: true}, {Expression: "attribute:stack in [a, b]"}},
	}, sc.Services[0].Placement)
	same(t, sim.Placement{Strategies: []sim.PlacementStrategy{{Field: "instanceId"}}}, sc.Services[1].Placement)
	calls := []*sim.UpdateService{&sc.Timeline[0].Update, &sc.Timeline[1].Update}
	same(t, &sim.UpdateService{Constraints: &[]sim.PlacementConstraint{{Expression: "runningTasksCount < 3"}}}, calls[0])
	same(t, &sim.UpdateService{Strategies: new([]sim.PlacementStrategy)}, calls[1])
	for _, call := range calls {
		if sc.Services[0].StartsDeployment(call) {
			t.Errorf("%+v starts a deployment", call)
		}
	}
	after := sc.Services[0].Apply(calls[0])
	after = after.Apply(calls[1])
	same(t, sim.Placement{Constraints: []sim.PlacementConstraint{{Expression: "runningTasksCount < 3"}}}, after.Placement)
}

// TestRebalancedByStrategy wants the note that a service isn't rebalanced only where ECS would do it: with no strategy, or
// with zones first (D26 service-rebalancing).
func TestRebalancedByStrategy(t *testing.T) {
	for strategy, noted := range map[string]bool{
		"": true, `{ type = "spread", field = "attribute:ecs.availability-zone" }, { type = "random" }`: true,
		`{ type = "random" }`: false, `{ type = "spread", field = "host" }`: false,
	} {
		got := false
		for _, a := range mustParse(t, minimal+"placementStrategy = ["+strategy+"]\n").Assumptions {
			got = got || a.Key == "services.web.availabilityZoneRebalancing"
		}
		if got != noted {
			t.Errorf("[%s]: noted %v", strategy, got)
		}
	}
}
