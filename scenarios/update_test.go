package scenarios_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// TestUpdateServiceWhole reads every parameter of UpdateService into what it changes.
func TestUpdateServiceWhole(t *testing.T) {
	a, fault := refusal(t, `
[timeline.updateService]
service = "arn:aws:ecs:us-east-1:123456789012:service/default/web"
cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/default"
taskDefinition = "web"
desiredCount = 3
healthCheckGracePeriodSeconds = 60
loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]
forceNewDeployment = true
enableECSManagedTags = true
enableExecuteCommand = false
propagateTags = "SERVICE"
availabilityZoneRebalancing = "DISABLED"
monitoring = { metricConfigurations = [{ resolutionSeconds = 20 }] }
placementConstraints = []
placementStrategy = []
capacityProviderStrategy = []
deploymentController = { type = "ECS" }
serviceRegistries = []
networkConfiguration = { awsvpcConfiguration = { subnets = ["b", "a"], assignPublicIp = "ENABLED" } }
[timeline.updateService.serviceConnectConfiguration]
enabled = true
namespace = "internal"
[timeline.updateService.serviceConnectConfiguration.logConfiguration]
logDriver = "awslogs"
options = { b = "<2>", a = "1" }
[timeline.updateService.deploymentConfiguration]
minimumHealthyPercent = 50
maximumPercent = 150
bakeTimeInMinutes = 5
deploymentCircuitBreaker = { enable = true, rollback = false }
alarms = { enable = true, rollback = true, alarmNames = ["errors", "latency"] }
earlySuccessCriteria = { enable = true, healthyPercent = 80, sourceServiceRevisionCleanup = "DEFERRED" }
`)
	if fault != nil {
		t.Fatal(fault)
	}
	same(t, sim.UpdateService{
		TaskDefinition: new(sim.TaskDefinitionID(2)), DesiredCount: new(3), MinimumHealthyPercent: new(50), MaximumPercent: new(150),
		HealthCheckGrace: new(sim.Minute),
		Breaker:          &sim.BreakerChange{To: sim.CircuitBreaker{Enable: true, Value: 50}},
		Alarms:           &sim.Alarms{Enable: true, Rollback: true, Names: []sim.AlarmID{0, 1}},
		BakeTime:         new(5 * sim.Minute),
		EarlySuccess:     &sim.EarlySuccess{Enable: true, HealthyPercent: 80, Deferred: true},
		LoadBalancers:    &[]sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
		Strategies:       new([]sim.PlacementStrategy),
		Constraints:      new([]sim.PlacementConstraint),
		Rebalance:        new(bool),
		Parameters: []sim.Parameter{
			{Name: "enableECSManagedTags", Value: "true"},
			{Name: "enableExecuteCommand", Value: "false"},
			{Name: "monitoring", Value: `{"metricConfigurations":[{"resolutionSeconds":20}]}`, Deploys: true},
			{Name: "networkConfiguration", Value: `{"awsvpcConfiguration":{"assignPublicIp":"ENABLED","securityGroups":[],"subnets":["a","b"]}}`, Deploys: true},
			{Name: "propagateTags", Value: `"SERVICE"`},
			{Name: "serviceConnectConfiguration", Value: `{"enabled":true,"logConfiguration":{"logDriver":"awslogs","options":{"a":"1","b":"<2>"}},"namespace":"internal"}`, Deploys: true},
			{Name: "serviceRegistries", Deploys: true},
		},
		ForceNewDeployment: true,
	}, a.Update)
}

// TestOmittedAndEmpty wants what a call doesn't name to be left alone, and empty lists to remove.
func TestOmittedAndEmpty(t *testing.T) {
	a, _ := refusal(t, `updateService = { service = "web" }`)
	same(t, sim.UpdateService{}, a.Update)
	a, _ = refusal(t, `updateService = { service = "web", loadBalancers = [], serviceConnectConfiguration = { enabled = false } }`)
	same(t, sim.UpdateService{
		LoadBalancers: &[]sim.LoadBalancer{},
		Parameters:    []sim.Parameter{{Name: "serviceConnectConfiguration", Deploys: true}},
	}, a.Update)
	a, _ = refusal(t, `updateService = { service = "web", deploymentConfiguration = { earlySuccessCriteria = { enable = true } } }`)
	same(t, &sim.EarlySuccess{Enable: true, HealthyPercent: 100}, a.Update.EarlySuccess)
}

// timeline reads called with several calls, the first at 1 min and each a minute after the one before.
func timeline(t *testing.T, calls ...string) (*sim.Scenario, scenarios.Faults) {
	t.Helper()
	text := called + calls[0]
	for i, call := range calls[1:] {
		text += fmt.Sprintf("\n[[timeline]]\nat = \"%dm\"\n%s", i+2, call)
	}
	sc, refused, err := scenarios.Read("test.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sc, refused
}

// outcomes are what became of the calls of a scenario, in order.
func outcomes(sc *sim.Scenario) []string {
	var list []string
	for i := range sc.Timeline {
		a := &sc.Timeline[i]
		text := fmt.Sprintf("%s %d", a.Kind, a.Service())
		if a.Repeat != nil && a.Refused == nil {
			text += " again"
		}
		if a.Refused != nil {
			text += " " + a.Refused.Error()
		}
		list = append(list, text)
	}
	return list
}

// TestServicesComeAndGo creates, deletes and creates again: each call means the latest service of its name.
func TestServicesComeAndGo(t *testing.T) {
	create := `createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 2 }`
	sc, _ := timeline(t,
		`updateService = { service = "new", desiredCount = 1 }`,
		create,
		create,
		strings.Replace(create, "web:1", "web:3", 1),
		`updateService = { service = "new", desiredCount = 1 }`,
		create,
		strings.Replace(create, "desiredCount = 2", "desiredCount = 1", 1),
		`deleteService = { service = "new" }`,
		`updateService = { service = "new", desiredCount = 0 }`,
		`deleteService = { service = "new" }`,
		strings.Replace(create, "desiredCount = 2", "desiredCount = 5", 1),
		`deleteService = { service = "new", force = true }`,
		`updateService = { service = "new", desiredCount = 1 }`,
	)
	same(t, []string{
		"updateService -1 ServiceNotFoundException: Service not found.",
		"createService 2",
		"createService 2 again",
		"createService 2 InvalidParameterException: Creation of service was not idempotent.",
		"updateService 2",
		"createService 2 InvalidParameterException: Creation of service was not idempotent.",
		"createService 2 again",
		"deleteService 2 InvalidParameterException: The service cannot be stopped while it is scaled above 0.",
		"updateService 2",
		"deleteService 2",
		"createService 3",
		"deleteService 3",
		"updateService 3 ServiceNotActiveException: Service was not ACTIVE.",
	}, outcomes(sc))
	created := sim.Service{
		Name: "new", DesiredCount: 2, InitialState: sim.Absent, Rebalance: true,
		Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
	}
	again := created
	again.DesiredCount = 5
	same(t, []sim.Service{created, again}, sc.Services[2:])
	same(t, []string{"services.web.availabilityZoneRebalancing=DISABLED", "services.bare.availabilityZoneRebalancing=DISABLED"},
		assumed(sc.Assumptions)[len(sc.Assumptions)-2:])
}

// TestRefusedCallsHaveNoEffect wants a call to be judged by what the calls before it that were taken have made of its
// service, in order of time and not of the file.
func TestRefusedCallsHaveNoEffect(t *testing.T) {
	sc, refused := timeline(t,
		`updateService = { service = "web", loadBalancers = [], deploymentConfiguration = { maximumPercent = 100 } }`, // refused
		`updateService = { service = "web", healthCheckGracePeriodSeconds = 5 }`,                                      // so this isn't
		`updateService = { service = "web", loadBalancers = [] }`,
		`updateService = { service = "web", healthCheckGracePeriodSeconds = 5 }`, // but this is
		`updateService = { service = "web", deploymentConfiguration = { minimumHealthyPercent = 50 } }`,
		`updateService = { service = "web", deploymentConfiguration = { maximumPercent = 100 } }`,
	)
	same(t, []string{
		"updateService 0 InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments",
		"updateService 0",
		"updateService 0",
		"updateService 0 InvalidParameterException: Health check grace period is only valid for services configured to use load balancers",
		"updateService 0",
		"updateService 0",
	}, outcomes(sc))
	same(t, 2, len(refused))
	same(t, sim.UpdateService{}, sc.Timeline[0].Update)
}

// TestLaterTaskDefinition wants a new task definition to have what registries and Service Connect from before ask for.
func TestLaterTaskDefinition(t *testing.T) {
	const other = `
[[taskDefinitions]]
family = "other"
containerDefinitions = [{ name = "side", memory = 512 }]
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "other" }
`
	for members, want := range map[string]string{
		`serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 80 }]`:                                 "The container app does not exist in the task definition.",
		`serviceConnectConfiguration = { enabled = true, services = [{ portName = "http", clientAliases = [{ port = 80 }] }] }`:  "taskDefinition is invalid",
		`serviceConnectConfiguration = { enabled = false, services = [{ portName = "http", clientAliases = [{ port = 80 }] }] }`: "",
	} {
		text := strings.Replace(minimal, "containerPort = 80 }", `containerPort = 80, name = "http" }`, 1) + members + "\n" + other
		sc, _, err := scenarios.Read("test.toml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if refused := sc.Timeline[0].Refused; refused != nil {
			got = refused.Message
		}
		if got != want {
			t.Errorf("%s: %q, want %q", members, got, want)
		}
	}
}

// TestOverridesOfCalls reaches into calls by --set.
func TestOverridesOfCalls(t *testing.T) {
	src := called + `updateService = { service = "web" }
[[timeline]]
at = "2m"
createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 1 }
`
	sc := mustParse(t, src,
		"timeline[0].updateService.deploymentConfiguration.alarms={ enable = true, rollback = false, alarmNames = [\"a\"] }",
		"timeline[0].updateService.deploymentConfiguration.alarms.alarmNames[0]=b",
		"timeline[1].createService.desiredCount=4",
		"timeline[1].createService.propagateTags=SERVICE",
		"services.web.cluster=prod",
	)
	same(t, []string{"b"}, sc.Alarms)
	same(t, 4, sc.Services[2].DesiredCount)
	same(t, `"SERVICE"`, sc.Services[2].Parameter("propagateTags"))
	same(t, "prod", sc.Cluster)
	_, refused, err := scenarios.Read("test.toml", []byte(src), "timeline[1].createService.desiredCount=-1")
	if err != nil || len(refused) != 1 || refused[0].Line != 0 || refused[0].File != "--set timeline[1].createService.desiredCount=-1" {
		t.Errorf("%v, %v", refused, err)
	}
}

// TestManyRefusals wants refused calls beyond those listed to be counted and to stay refused, and faults to go before
// them.
func TestManyRefusals(t *testing.T) {
	call := "[[timeline]]\nat = \"1m\"\nupdateService = { service = \"web\", desiredCount = -1 }\n"
	sc, refused, err := scenarios.Read("test.toml", []byte(minimal+strings.Repeat(call, 150)))
	if err != nil || len(refused) != 101 || refused[100].Message != "50 more faults are not listed" {
		t.Fatalf("%d refused, %v", len(refused), err)
	}
	for _, a := range sc.Timeline {
		if a.Refused == nil {
			t.Errorf("timeline[%d] isn't refused", a.Index)
		}
	}
	_, err = scenarios.Parse("test.toml", []byte(minimal+strings.Repeat(call, 150)+"wombat = 1\n"))
	var faults scenarios.Faults
	if !errors.As(err, &faults) || len(faults) != 101 || faults[99].Kind != scenarios.UnknownKey {
		t.Fatalf("%v", err)
	}
}

// TestLatestActiveRevision wants a bare family to mean the latest revision that isn't INACTIVE, and basedOn not to copy the
// status.
func TestLatestActiveRevision(t *testing.T) {
	sc := mustParse(t, minimal+`
[[taskDefinitions]]
basedOn = "web"
[[taskDefinitions]]
basedOn = "web"
status = "INACTIVE"
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web" }
[[taskDefinitions]]
basedOn = "web:3"
revision = 9
status = "DELETE_IN_PROGRESS"
`)
	same(t, sim.TaskDefinitionID(1), sc.Services[0].TaskDefinition)
	same(t, sim.TaskDefinitionID(1), *sc.Timeline[0].Update.TaskDefinition)
	sc = mustParse(t, minimal+"[[taskDefinitions]]\nbasedOn = \"web\"\n", "taskDefinitions[0].status=INACTIVE")
	same(t, sim.TaskDefinitionID(1), sc.Services[0].TaskDefinition)
}

// TestSets wants lists whose order means nothing to compare without it: a call that names what is there in another order
// starts no deployment.
func TestSets(t *testing.T) {
	const network = `networkConfiguration = { awsvpcConfiguration = { subnets = [%s], securityGroups = [%s] } }`
	const alarms = `deploymentConfiguration = { alarms = { enable = true, rollback = true, alarmNames = [%s] } }`
	update := func(members string, args ...any) string {
		return `updateService = { service = "web", ` + fmt.Sprintf(members, args...) + " }"
	}
	sc, _ := timeline(t,
		update(`taskDefinition = "web:3", `+network, `"a", "b"`, `"x", "y"`),
		update(network, `"b", "a", "b"`, `"y", "x"`),
		update(network, `"b", "c"`, `"y", "x"`),
		update(alarms, `"slow", "errors"`),
		update(alarms, `"errors", "slow"`),
	)
	s := sc.Services[0]
	var deploys []bool
	for i := range sc.Timeline {
		deploys = append(deploys, s.StartsDeployment(&sc.Timeline[i].Update))
		s = s.Apply(&sc.Timeline[i].Update)
	}
	same(t, []bool{true, false, true, false, false}, deploys)
	same(t, sc.Timeline[3].Update.Alarms, sc.Timeline[4].Update.Alarms)
}
