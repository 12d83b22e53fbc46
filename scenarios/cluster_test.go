package scenarios_test

import (
	"os"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

func TestInstances(t *testing.T) {
	sc := mustParse(t, service+`
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "a", memory = 64 }]
[[instances]]
count = 2
availabilityZones = ["us-east-1b", "us-east-1a"]
instanceType = "m5.large"
reserved = { cpu = 128, memory = 690 }
[[instances]]
name = "big"
availabilityZones = ["us-east-1c", "us-east-1a"]
instanceType = "x9.huge"
cpu = 8192
memory = 65536
[[instances]]
name = "a.b"
count = 0
availabilityZones = ["us-east-1a"]
instanceType = "c5.xlarge"
cpu = 1024
`)
	same(t, []string{"us-east-1b", "us-east-1a", "us-east-1c"}, sc.Zones)
	same(t, []sim.InstanceGroup{
		{Name: "group-1", Count: 2, Zones: []sim.ZoneID{0, 1}, Type: "m5.large", TrunkedENI: 10, Attributes: linux("x86_64"), Capacity: sim.Resources{CPU: 2048, Memory: 7690, ENI: 2}, Reserved: sim.Claim{Resources: sim.Resources{CPU: 128, Memory: 690}}},
		{Name: "big", Count: 1, Zones: []sim.ZoneID{2, 1}, Type: "x9.huge", Attributes: linux("x86_64"), Capacity: sim.Resources{CPU: 8192, Memory: 65536}},
		{Name: "a.b", Zones: []sim.ZoneID{1}, Type: "c5.xlarge", TrunkedENI: 20, Attributes: linux("x86_64"), Capacity: sim.Resources{CPU: 1024, Memory: 7634, ENI: 3}},
	}, sc.Groups)
	same(t, []sim.Instance{
		{Name: "group-1-1", Zone: 0, Capacity: sim.Resources{CPU: 1920, Memory: 7000, ENI: 2}},
		{Name: "group-1-2", Zone: 1, Capacity: sim.Resources{CPU: 1920, Memory: 7000, ENI: 2}},
		{Name: "big", Zone: 2, Group: 1, Capacity: sim.Resources{CPU: 8192, Memory: 65536}},
	}, sc.Instances())
	same(t, []string{"instances.group-1.memory=7690", `instances."a.b".memory=7634`}, assumed(sc.Assumptions)[:2])
}

func TestTargetGroups(t *testing.T) {
	sc := mustParse(t, minimal+`
[[targetGroups]]
name = "alb"
[[targetGroups]]
name = "nlb"
loadBalancerType = "network"
[[targetGroups]]
name = "tcp"
targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/0"
protocol = "TCP"
port = 80
vpcId = "vpc-1"
targetType = "ip"
healthCheckProtocol = "HTTP"
healthCheckPort = "traffic-port"
healthCheckPath = "/"
healthCheckEnabled = true
healthCheckTimeoutSeconds = 6
matcher = { httpCode = "200-399" }
loadBalancerArns = []
ipAddressType = "ipv4"
protocolVersion = "HTTP1"
registrationDelay = "90s"
healthyThresholdCount = 3
unhealthyThresholdCount = 4
`)
	group := func(name string, kind sim.BalancerKind, registration sim.Delay) sim.TargetGroup {
		return sim.TargetGroup{
			Name: name, Kind: kind, HealthCheckInterval: 30 * sim.Second, HealthyThreshold: 5, UnhealthyThreshold: 2,
			DeregistrationDelay: 5 * sim.Minute, RegistrationDelay: registration,
		}
	}
	tcp := group("tcp", sim.NetworkLoadBalancer, seconds(90))
	tcp.ARN, tcp.HealthyThreshold, tcp.UnhealthyThreshold = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/0", 3, 4
	same(t, []sim.TargetGroup{group("alb", sim.ApplicationLoadBalancer, seconds(2)), group("nlb", sim.NetworkLoadBalancer, seconds(120)), tcp}, sc.TargetGroups)
	same(t, []string{"targetGroups.alb.registrationDelay=2s", "targetGroups.nlb.registrationDelay=2m"}, []string{
		assumed(sc.Assumptions)[1], assumed(sc.Assumptions)[2],
	})
}

func TestServices(t *testing.T) {
	sc := mustParse(t, minimal+`
[[targetGroups]]
name = "one"
[[targetGroups]]
name = "two"
targetGroupArn = "arn:two"
[[taskDefinitions]]
family = "checked"
containerDefinitions = [{ name = "app", memory = 512, healthCheck = {} }]
[[services]]
serviceName = "api"
taskDefinition = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1"
desiredCount = 0
initialState = "NEW"
healthCheckGracePeriodSeconds = 2147483647
deploymentConfiguration = { minimumHealthyPercent = 99, maximumPercent = 100 }
loadBalancers = [
  { targetGroupArn = "arn:two", containerName = "app", containerPort = 80 },
  { targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/one/0123", containerName = "app", containerPort = 80 },
]
[[services]]
serviceName = "checked"
taskDefinition = "arn:aws:ecs:us-east-1:123456789012:task-definition/checked"
desiredCount = 5000
healthCheckGracePeriodSeconds = 10
availabilityZoneRebalancing = "DISABLED"
[[timeline]]
at = 0
updateService = { service = "web", taskDefinition = "checked", healthCheckGracePeriodSeconds = 5 }
`)
	same(t, []sim.Service{
		{Name: "web", DesiredCount: 2, Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50}},
		{
			Name: "api", InitialState: sim.New, HealthCheckGrace: 2147483647 * sim.Second,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 99, MaximumPercent: 100}, Breaker: sim.CircuitBreaker{Value: 50},
			LoadBalancers: []sim.LoadBalancer{
				{TargetGroup: 1, ContainerName: "app", ContainerPort: 80}, {TargetGroup: 0, ContainerName: "app", ContainerPort: 80},
			},
		},
		{
			Name: "checked", TaskDefinition: 1, DesiredCount: 5000, HealthCheckGrace: 10 * sim.Second,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
		},
	}, sc.Services)
	rebalanced := 0
	for _, a := range sc.Assumptions {
		if a.Value == "DISABLED" {
			rebalanced++
			same(t, "services.web.availabilityZoneRebalancing", a.Key)
		}
	}
	same(t, 1, rebalanced)
}

// TestCarriedOver reads blocks with every setting of the API that has no effect, as describe calls give them.
func TestCarriedOver(t *testing.T) {
	src, err := os.ReadFile("testdata/carried-over.toml")
	if err != nil {
		t.Fatal(err)
	}
	sc := mustParse(t, string(src))
	same(t, []sim.Service{{
		Name: "web", DesiredCount: 4, HealthCheckGrace: 30 * sim.Second,
		Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
		LoadBalancers: []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
		BakeTime:      new(sim.Span(0)), EarlySuccess: sim.EarlySuccess{HealthyPercent: 100},
		Parameters: []sim.Parameter{
			{Name: "enableECSManagedTags", Value: "true"},
			{Name: "enableExecuteCommand", Value: "false"},
			{Name: "monitoring", Value: `{"metricConfigurations":[]}`, Deploys: true},
			{Name: "networkConfiguration", Value: `{"awsvpcConfiguration":{"assignPublicIp":"DISABLED","securityGroups":[],"subnets":["subnet-1"]}}`, Deploys: true},
			{Name: "propagateTags", Value: `"NONE"`},
		},
	}}, sc.Services)
	same(t, "default", sc.Cluster)
	same(t, []sim.Container{{
		Name: "app", Image: "app:1", Essential: true, StopTimeout: 120 * sim.Second, Ports: []int{80},
		HealthCheck: &sim.HealthCheck{Interval: 30 * sim.Second, Timeout: 5 * sim.Second, Retries: 3},
	}}, sc.TaskDefinitions[0].Containers)
}
