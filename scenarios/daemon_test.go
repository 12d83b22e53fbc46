package scenarios_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestDaemons wants a daemon service to be one of 0/100 with no desired count of its own and without Availability Zone
// rebalancing, and calls for it to be judged as such. It can be deleted without force (API page DeleteService).
func TestDaemons(t *testing.T) {
	const daemon = `createService = { serviceName = "agent", taskDefinition = "web:1", schedulingStrategy = "DAEMON" }`
	const notForDaemons = "InvalidParameterException: The daemon scheduling strategy does not support "
	sc, _ := timeline(t,
		daemon,
		daemon,
		strings.Replace(daemon, `"DAEMON"`, `"REPLICA", desiredCount = 1`, 1),
		`updateService = { service = "agent", desiredCount = 2 }`,
		`updateService = { service = "agent", deploymentConfiguration = { maximumPercent = 200 } }`,
		`updateService = { service = "agent", placementStrategy = [{ type = "random" }] }`,
		`updateService = { service = "agent", availabilityZoneRebalancing = "ENABLED" }`,
		`updateService = { service = "agent", deploymentConfiguration = { minimumHealthyPercent = 100 } }`,
		`updateService = { service = "agent", deploymentConfiguration = { minimumHealthyPercent = 60 }, placementConstraints = [{ type = "memberOf", expression = "attribute:a exists" }] }`,
		`deleteService = { service = "agent" }`,
	)
	same(t, []string{
		"createService 2", "createService 2 again", "createService 2 " + invalidParameter + "Creation of service was not idempotent.",
		"updateService 2 " + notForDaemons + "a desired count for services. Remove the desired count value and try again",
		"updateService 2 " + notForDaemons + "values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again",
		"updateService 2 " + notForDaemons + "placement strategies. Remove the placement strategy and try again",
		"updateService 2 " + invalidParameter + "Availability Zone Rebalancing does not support DAEMON services",
		"updateService 2 " + invalidParameter + "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments",
		"updateService 2", "deleteService 2",
	}, outcomes(sc))
	want := sim.Service{
		Name: "agent", InitialState: sim.Absent, Daemon: true, Breaker: sim.CircuitBreaker{Value: 50},
		Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 0, MaximumPercent: 100},
	}
	same(t, want, sc.Services[2])
	sc = mustParse(t, minimal+`schedulingStrategy = "DAEMON"`)
	want.Name, want.InitialState = "web", sim.Steady
	same(t, want, sc.Services[0]) // the desired count is what describe-services shows
}
