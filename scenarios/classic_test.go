package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestClassicLoadBalancers reads Classic Load Balancers and services behind them: as target groups behind the others,
// with values that are assumed, and without Availability Zone rebalancing, for which such services aren't eligible.
func TestClassicLoadBalancers(t *testing.T) {
	sc := mustParse(t, minimal+`
loadBalancers = [{ loadBalancerName = "old", containerName = "app", containerPort = 80 }]
[[classicLoadBalancers]]
loadBalancerName = "plain"
dnsName = "plain-1.us-east-1.elb.amazonaws.com"
listenerDescriptions = [{ listener = { protocol = "HTTP", loadBalancerPort = 80, instancePort = 8080 } }]
availabilityZones = ["us-east-1a"]
[[classicLoadBalancers]]
loadBalancerName = "old"
healthCheck = { target = "HTTP:80/ping", interval = 5, timeout = 3, unhealthyThreshold = 4, healthyThreshold = 2 }
connectionDraining = { enabled = true }
registrationDelay = "7s"
[[classicLoadBalancers]]
loadBalancerName = "off"
connectionDraining = { enabled = false, timeout = 60 }
[[targetGroups]]
name = "old"
[[timeline]]
at = 1
createService = { serviceName = "new", taskDefinition = "web", desiredCount = 1, loadBalancers = [{ loadBalancerName = "off", containerName = "app", containerPort = 80 }] }
`)
	plain := sim.TargetGroup{
		Name: "plain", Kind: sim.ClassicLoadBalancer, HealthCheckInterval: 30 * sim.Second, HealthyThreshold: 10, UnhealthyThreshold: 2,
		RegistrationDelay: seconds(2),
	}
	off := plain
	off.Name = "off"
	same(t, []sim.TargetGroup{
		{
			Name: "old", HealthCheckInterval: 30 * sim.Second, HealthyThreshold: 5, UnhealthyThreshold: 2,
			DeregistrationDelay: 5 * sim.Minute, RegistrationDelay: seconds(2),
		},
		plain,
		{
			Name: "old", Kind: sim.ClassicLoadBalancer, HealthCheckInterval: 5 * sim.Second, HealthyThreshold: 2, UnhealthyThreshold: 4,
			DeregistrationDelay: 5 * sim.Minute, RegistrationDelay: seconds(7),
		},
		off,
	}, sc.TargetGroups)
	same(t, []sim.LoadBalancer{{TargetGroup: 2, ContainerName: "app", ContainerPort: 80}}, sc.Services[0].LoadBalancers)
	assumptions := assumed(sc.Assumptions)
	same(t, []string{
		"targetGroups.old.registrationDelay=2s", "classicLoadBalancers.plain.registrationDelay=2s", "classicLoadBalancers.off.registrationDelay=2s",
	}, assumptions[1:4])
	same(t, []sim.LoadBalancer{{TargetGroup: 3, ContainerName: "app", ContainerPort: 80}}, sc.Services[1].LoadBalancers)
	same(t, []string{"services.web.loadBalancers=tasks share instances", "timeline[0].createService.loadBalancers=tasks share instances"}, assumptions[len(assumptions)-2:])
}
