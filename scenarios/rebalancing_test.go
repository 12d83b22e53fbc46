package scenarios_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

const tooFew = "because Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration. Update deployment configuration and try again."

// TestRebalancingByDefault wants a new service to have Availability Zone rebalancing by the date, if it can, and one that is
// there from the beginning not, which is an assumption.
func TestRebalancingByDefault(t *testing.T) {
	for _, test := range []struct {
		keys           string
		want, byAssume bool
	}{
		{``, false, true},
		{`initialState = "NEW"`, true, false},
		{`availabilityZoneRebalancing = "ENABLED"`, true, false},
		{`initialState = "NEW"` + "\n" + `availabilityZoneRebalancing = "DISABLED"`, false, false},
		{`initialState = "NEW"` + "\n" + `deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }`, false, false},
		{`initialState = "NEW"` + "\n" + `placementStrategy = [{ type = "binpack", field = "cpu" }]`, false, false},
		{`initialState = "NEW"` + "\n" + `placementStrategy = [{ type = "spread", field = "attribute:ecs.availability-zone" }, { type = "binpack", field = "cpu" }]`, true, false},
		{`initialState = "NEW"` + "\n" + `placementStrategy = [{ type = "spread", field = "host" }]`, false, false},
		{`placementStrategy = [{ type = "spread", field = "host" }]`, false, false},
		{`initialState = "NEW"` + "\n" + `placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.availability-zone == us-east-1a" }]`, false, false},
		{`initialState = "NEW"` + "\n" + `placementConstraints = [{ type = "memberOf", expression = "attribute:stack == a" }]`, true, false},
	} {
		sc := mustParse(t, minimal+test.keys+"\n")
		byAssume := strings.Contains(strings.Join(assumed(sc.Assumptions), " "), "services.web.availabilityZoneRebalancing=DISABLED")
		if got := sc.Services[0].Rebalance; got != test.want || byAssume != test.byAssume {
			t.Errorf("%q: rebalancing %v, assumed %v", test.keys, got, byAssume)
		}
	}
	sc := mustParse(t, minimal+`initialState = "NEW"`, "behavior=2023-05")
	same(t, false, sc.Services[0].Rebalance)
	same(t, 5*sim.Minute, sc.Scheduler.RebalanceInterval)
	sc = mustParse(t, minimal, "scheduler.rebalanceInterval=90s")
	same(t, 90*sim.Second, sc.Scheduler.RebalanceInterval)
	inDefinition := strings.Replace(minimal, `family = "web"`, `family = "web"`+"\n"+`placementConstraints = [{ type = "memberOf", expression = "attribute:ecs.availability-zone in [us-east-1a]" }]`, 1)
	same(t, false, mustParse(t, inDefinition+`initialState = "NEW"`).Services[0].Rebalance)
}

// TestIneligibleForRebalancing wants services that can't have Availability Zone rebalancing to be refused with it, and calls
// that would make one of those out of one that has it.
func TestIneligibleForRebalancing(t *testing.T) {
	const (
		on       = `availabilityZoneRebalancing = "ENABLED"`
		noneHere = invalidParameter + "availabilityZoneRebalancing is invalid (no Availability Zone rebalancing here: "
		binpack  = `placementStrategy = [{ type = "binpack", field = "cpu" }]`
		strategy = "the first placement strategy is another than spread over attribute:ecs.availability-zone)"
	)
	sc, refused := timeline(t,
		`updateService = { service = "bare", `+on+`, `+binpack+` }`,
		`updateService = { service = "bare", `+on+` }`,
		`updateService = { service = "bare", deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 } }`,
		`updateService = { service = "bare", `+binpack+` }`,
		`updateService = { service = "bare", desiredCount = 2 }`,
		`updateService = { service = "bare", availabilityZoneRebalancing = "DISABLED", `+binpack+` }`,
		`updateService = { service = "bare", `+on+` }`,
		`createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 1, `+on+`, deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 } }`,
		`createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 1 }`,
		`updateService = { service = "new", deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 } }`,
	)
	var got []string
	for _, f := range refused {
		got = append(got, f.Key+" "+f.Exception+": "+f.Message)
	}
	same(t, []string{
		"timeline[0].updateService.availabilityZoneRebalancing " + noneHere + strategy,
		"timeline[2].updateService.deploymentConfiguration " + invalidParameter + "The service couldn't be updated " + tooFew,
		"timeline[3].updateService.placementStrategy " + invalidParameter + "placementStrategy is invalid (no Availability Zone rebalancing here: " + strategy,
		"timeline[6].updateService.availabilityZoneRebalancing " + noneHere + strategy,
		"timeline[7].createService.availabilityZoneRebalancing " + invalidParameter + "The service couldn't be created " + tooFew,
		"timeline[9].updateService.deploymentConfiguration " + invalidParameter + "The service couldn't be updated " + tooFew,
	}, got)
	same(t, true, *sc.Timeline[1].Update.Rebalance)
	same(t, false, *sc.Timeline[5].Update.Rebalance)
	if sc.Timeline[4].Update.Rebalance != nil {
		t.Error("a call that says nothing of rebalancing changes it")
	}

	const classic = `
[[classicLoadBalancers]]
loadBalancerName = "old"
`
	text := minimal + on + "\n" + `loadBalancers = [{ loadBalancerName = "old", containerName = "app", containerPort = 80 }]` + classic
	same(t, []string{invalidParameter + "no Availability Zone rebalancing here: services behind a Classic Load Balancer can't have it"}, faultsOf(t, text))
}

// TestRebalancingBeforeItsDate wants Availability Zone rebalancing to be refused under rules of a time that had none, for
// services and in calls, unless the scenario overrides that rule; DISABLED is what there was.
func TestRebalancingBeforeItsDate(t *testing.T) {
	const (
		on      = `availabilityZoneRebalancing = "ENABLED"`
		tooSoon = "there is no Availability Zone rebalancing under the rule zoneRebalancing = false: it came in 2024-11"
		old     = "behavior=2023-05"
		call    = "[[timeline]]\nat = 1\nupdateService = { service = \"web\", " + on + " }\n"
		create  = "[[timeline]]\nat = 2\ncreateService = { serviceName = \"new\", taskDefinition = \"web:1\", desiredCount = 1, " + on + " }\n"
	)
	_, err := scenarios.Parse("s", []byte(minimal+on+"\n"+call+create), old)
	var faults scenarios.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("Parse gave %v, want Faults", err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.Key+": "+f.Exception+f.Message)
	}
	same(t, []string{
		"services[0].availabilityZoneRebalancing: " + tooSoon,
		"timeline[0].updateService.availabilityZoneRebalancing: " + tooSoon,
		"timeline[1].createService.availabilityZoneRebalancing: " + tooSoon,
	}, got)
	same(t, true, mustParse(t, minimal+on, old, "behaviorOverrides.zoneRebalancing=true").Services[0].Rebalance)
	same(t, false, mustParse(t, minimal+`availabilityZoneRebalancing = "DISABLED"`, old).Services[0].Rebalance)
	both := []string{"zoneRebalancing = false and rebalancingByDefault = true don't go together: services can't have by default what there is none of"}
	same(t, both, faultsOf(t, minimal, old, "behaviorOverrides.rebalancingByDefault=true"))
	same(t, both, faultsOf(t, minimal, "behaviorOverrides.zoneRebalancing=false"))
}
