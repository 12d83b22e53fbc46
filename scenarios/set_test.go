package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// several has a few of everything, for overrides.
const several = `
schemaVersion = 1
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[instances]]
name = "a.b"
availabilityZones = ["us-east-1a", "us-east-1b"]
instanceType = "m5.large"
[[targetGroups]]
name = "web"
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
memory = 512
portMappings = [{ containerPort = 80 }]
[[taskDefinitions.containerDefinitions]]
name = "log"
memory = 64
essential = false
[taskDefinitions.timing]
ready = { lognormal = { p50 = "8s", p95 = "20s" } }
[[taskDefinitions]]
basedOn = "web:1"
[[taskDefinitions]]
basedOn = "web:2"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]
[[services]]
serviceName = "api"
taskDefinition = "web:1"
desiredCount = 2
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
`

func TestOverrides(t *testing.T) {
	for _, test := range []struct {
		set  string
		got  func(sc *sim.Scenario) any
		want any
	}{
		{"seed=7", func(sc *sim.Scenario) any { return sc.Seed }, uint64(7)},
		{" duration = 2h ", func(sc *sim.Scenario) any { return sc.Duration }, 2 * sim.Hour},
		{"duration=90", func(sc *sim.Scenario) any { return sc.Duration }, 90 * sim.Second},
		{"name=2026", func(sc *sim.Scenario) any { return sc.Name }, "2026"},
		{`name="x"`, func(sc *sim.Scenario) any { return sc.Name }, "x"},
		{"description=", func(sc *sim.Scenario) any { return sc.Description }, ""},
		{"description=a = b", func(sc *sim.Scenario) any { return sc.Description }, "a = b"},
		{"behavior=2023-05", func(sc *sim.Scenario) any { return sc.Behavior }, sim.Behavior202305},
		{"startAt=1970-01-01T00:00:09Z", func(sc *sim.Scenario) any { return sc.StartAt }, int64(9)},
		{"behaviorOverrides.breakerMinimum=5", func(sc *sim.Scenario) any { return sc.Rules.BreakerMinimum }, 5},
		{"scheduler.passInterval=5s", func(sc *sim.Scenario) any { return sc.Scheduler.PassInterval }, 5 * sim.Second},
		{"scheduler.backoff.free=9", func(sc *sim.Scenario) any { return sc.Scheduler.Backoff.Free }, 9},
		{`scheduler={ drainLag = "1s" }`, func(sc *sim.Scenario) any { return sc.Scheduler.DrainLag }, sim.Second},
		{"services[1].desiredCount=6", func(sc *sim.Scenario) any { return sc.Services[1].DesiredCount }, 6},
		{"services.web.desiredCount=6", func(sc *sim.Scenario) any { return sc.Services[0].DesiredCount }, 6},
		{"services.api.taskDefinition=web:2", func(sc *sim.Scenario) any { return sc.Services[1].TaskDefinition }, sim.TaskDefinitionID(1)},
		{"services.web.loadBalancers=[]", func(sc *sim.Scenario) any { return len(sc.Services[0].LoadBalancers) }, 0},
		{"services.web.deploymentConfiguration.maximumPercent=150", func(sc *sim.Scenario) any { return sc.Services[0].Deployment.MaximumPercent }, 150},
		{"instances.group-1.count=3", func(sc *sim.Scenario) any { return sc.Groups[0].Count }, 3},
		{`instances."a.b".count=3`, func(sc *sim.Scenario) any { return sc.Groups[1].Count }, 3},
		{`instances.'a.b'.count=3`, func(sc *sim.Scenario) any { return sc.Groups[1].Count }, 3},
		{"instances[0].availabilityZones[0]=eu-west-1c", func(sc *sim.Scenario) any { return sc.Zones[0] }, "eu-west-1c"},
		{"instances[0].attributes.stack=prod", func(sc *sim.Scenario) any { return sc.Groups[0].Attributes[3] }, sim.Attribute{Name: "stack", Value: "prod"}},
		{"instances[0].cpu=1", func(sc *sim.Scenario) any { return sc.Groups[0].Capacity }, sim.Resources{CPU: 1, Memory: 7690, ENI: 2}},
		{"targetGroups.web.registrationDelay=9s", func(sc *sim.Scenario) any { return sc.TargetGroups[0].RegistrationDelay.Median() }, 9 * sim.Second},
		{"taskDefinitions.web:1.timing.pull=9s", func(sc *sim.Scenario) any { return sc.TaskDefinitions[2].Timing.Pull.Median() }, 9 * sim.Second},
		{"taskDefinitions.web:2.timing.ready=9s", func(sc *sim.Scenario) any { return sc.TaskDefinitions[1].Timing.Ready.Median() }, 9 * sim.Second},
		{"taskDefinitions.web:2.timing.ready=9s", func(sc *sim.Scenario) any { return sc.TaskDefinitions[0].Timing.Ready.Median() }, 8 * sim.Second},
		{"taskDefinitions.web:1.timing.ready.lognormal.p50=9s", func(sc *sim.Scenario) any { return sc.TaskDefinitions[0].Timing.Ready.Median() }, 9 * sim.Second},
		{"taskDefinitions.web:2.timing.ready.uniform={ min = 0, max = 4 }", func(sc *sim.Scenario) any { return sc.TaskDefinitions[1].Timing.Ready.Median() }, 2 * sim.Second},
		{"taskDefinitions.web:1.timing.pull.lognormal={ p50 = 9, p95 = 10 }", func(sc *sim.Scenario) any { return sc.TaskDefinitions[0].Timing.Pull.Median() }, 9 * sim.Second},
		{"taskDefinitions.web:1.containerDefinitions.app.cpu=9", func(sc *sim.Scenario) any { return sc.TaskDefinitions[2].Reservation.CPU }, int64(9)},
		{"taskDefinitions.web:3.containerDefinitions.app.cpu=9", func(sc *sim.Scenario) any { return sc.TaskDefinitions[2].Reservation.CPU }, int64(9)},
		{"taskDefinitions.web:3.containerDefinitions.app.cpu=9", func(sc *sim.Scenario) any { return sc.TaskDefinitions[1].Reservation.CPU }, int64(0)},
		{"taskDefinitions.web:3.containerDefinitions.app.cpu=9", func(sc *sim.Scenario) any { return len(sc.TaskDefinitions[2].Containers) }, 2},
		{`taskDefinitions.web:3.containerDefinitions.app={ name = "app", cpu = 9 }`, func(sc *sim.Scenario) any { return sc.TaskDefinitions[2].Reservation }, sim.Resources{CPU: 9, Memory: 576}},
		{"taskDefinitions.web:2.containerDefinitions.log.healthCheck.interval=9", func(sc *sim.Scenario) any { return sc.TaskDefinitions[1].Containers[1].HealthCheck.Interval }, 9 * sim.Second},
		{"taskDefinitions.web:1.memory=1 GB", func(sc *sim.Scenario) any { return sc.TaskDefinitions[0].Reservation.Memory }, int64(1024)},
		{"timeline[0].at=2m", func(sc *sim.Scenario) any { return sc.Timeline[0].At }, sim.Time(2 * sim.Minute)},
		{"timeline[0].updateService.desiredCount=9", func(sc *sim.Scenario) any { return *sc.Timeline[0].Update.DesiredCount }, 9},
		{`timeline[0].updateService={ service = "api", desiredCount = 1 }`, func(sc *sim.Scenario) any { return sc.Timeline[0].Update.Service }, sim.ServiceID(1)},
	} {
		t.Run(test.set, func(t *testing.T) {
			same(t, test.want, test.got(mustParse(t, several, test.set)))
		})
	}
}

func TestOverridesInOrder(t *testing.T) {
	sc := mustParse(t, several, "services.web.serviceName=shop", "timeline[0].updateService.service=shop", "services.shop.desiredCount=3", "services.shop.desiredCount=4")
	same(t, sim.Service{
		Name: "shop", DesiredCount: 4, Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
		LoadBalancers: []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
	}, sc.Services[0])
}

func TestTooManyOverrides(t *testing.T) {
	_, err := scenarios.Parse("x.toml", []byte(minimal), make([]string, 1001)...)
	if want := "x.toml: 1001 overrides are more than 1000"; err == nil || err.Error() != want {
		t.Errorf("Parse gave %v, want %s", err, want)
	}
}
