package scenarios_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// called is a scenario for calls: web:1 has a container app with the named port 80 and an EFS volume, web:2 is INACTIVE,
// web:3 is in awsvpc mode, web:4 is for Fargate only, and a service web is behind a load balancer while bare is not.
const called = `
schemaVersion = 1
namespaces = ["internal"]
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[targetGroups]]
name = "web"
[[targetGroups]]
name = "loose"
loadBalancerArns = []
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", cpu = 256, memory = 512, portMappings = [{ containerPort = 80, name = "http" }] }]
volumes = [{ name = "data", efsVolumeConfiguration = { fileSystemId = "fs-1" } }]
[[taskDefinitions]]
basedOn = "web:1"
status = "INACTIVE"
[[taskDefinitions]]
basedOn = "web:1"
networkMode = "awsvpc"
cpu = 256
memory = 512
[[taskDefinitions]]
basedOn = "web:1"
requiresCompatibilities = ["FARGATE"]
status = "INACTIVE"
[[taskDefinitions]]
family = "gone"
containerDefinitions = [{ name = "app", memory = 512 }]
status = "INACTIVE"
[[taskDefinitions]]
family = "fargate"
containerDefinitions = [{ name = "app", memory = 512 }]
requiresCompatibilities = ["FARGATE"]
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]
[[services]]
serviceName = "bare"
taskDefinition = "web:2"
desiredCount = 1
[[timeline]]
at = "1m"
`

// refusal reads called with one call more. It gives the call's action and the first fault of the kind Refused.
func refusal(t *testing.T, call string) (sim.Action, *scenarios.Fault) {
	t.Helper()
	sc, refused, err := scenarios.Read("test.toml", []byte(called+call+"\n"))
	if err != nil {
		t.Fatalf("%s: %v", call, err)
	}
	if len(sc.Timeline) != 1 {
		t.Fatalf("%s: %d actions", call, len(sc.Timeline))
	}
	if len(refused) == 0 {
		return sc.Timeline[0], nil
	}
	return sc.Timeline[0], &refused[0]
}

const invalidParameter = "InvalidParameterException: "

// refusedUpdates are reasons that the API has to refuse a call of UpdateService. The words are the API's where they were
// observed; the others are the reader's.
var refusedUpdates = []struct{ members, want string }{
	// What the call names.
	{`cluster = "other"`, "ClusterNotFoundException: Cluster not found."},
	{`cluster = "arn:aws:ecs:us-east-1:123456789012:cluster/other"`, "ClusterNotFoundException: Cluster not found."},
	{`taskDefinition = "web:9"`, "ClientException: TaskDefinition not found."},
	{`taskDefinition = "gone"`, "ClientException: TaskDefinition not found."},
	{`taskDefinition = "gone:1"`, "ClientException: TaskDefinition is inactive"},
	{`taskDefinition = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:2"`, "ClientException: TaskDefinition is inactive"},
	{`taskDefinition = "fargate"`, invalidParameter + "Task definition does not support launch_type EC2."},
	// Ranges and words.
	{`desiredCount = -1`, invalidParameter + "Task count can not be lesser than 0"},
	{`desiredCount = 5001`, invalidParameter + "desiredCount must be at most 5000"},
	{`deploymentConfiguration = { maximumPercent = 99 }`, invalidParameter + "maximumPercent must be at least 100"},
	{`deploymentConfiguration = { minimumHealthyPercent = 101 }`, invalidParameter + "minimumHealthyPercent must be at most 100"},
	{`deploymentConfiguration = { minimumHealthyPercent = -1 }`, invalidParameter + "minimumHealthyPercent must be at least 0"},
	{`deploymentConfiguration = { bakeTimeInMinutes = 1441 }`, invalidParameter + "bakeTimeInMinutes must be at most 1440"},
	{`deploymentConfiguration = { strategy = "FAST" }`, invalidParameter + "strategy should be one of [ROLLING,BLUE_GREEN,LINEAR,CANARY]"},
	{`healthCheckGracePeriodSeconds = -1`, invalidParameter + "healthCheckGracePeriodSeconds must be at least 0"},
	{`healthCheckGracePeriodSeconds = 2147483648`, invalidParameter + "healthCheckGracePeriodSeconds must be at most 2147483647"},
	{`propagateTags = "ALL"`, invalidParameter + "propagateTags should be one of [TASK_DEFINITION,SERVICE,NONE]"},
	{`availabilityZoneRebalancing = "ON"`, invalidParameter + "availabilityZoneRebalancing should be one of [ENABLED,DISABLED]"},
	// The deployment configuration.
	{`deploymentConfiguration = { maximumPercent = 100 }`, invalidParameter + "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments"},
	{`deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = "COUNT", value = 0 } } }`, invalidParameter + "Invalid deployment circuit breaker threshold value."},
	{`deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = "BOUNDED_PERCENT", value = 100001 } } }`, invalidParameter + "Invalid deployment circuit breaker threshold value."},
	{`deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = "COUNT" } } }`, invalidParameter + "Invalid deployment circuit breaker threshold value."},
	{`deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = "SOME", value = 3 } } }`, invalidParameter + "Invalid deployment circuit breaker threshold type."},
	{`deploymentConfiguration = { linearConfiguration = {} }`, invalidParameter + "Linear configuration can only be present with LINEAR deployment strategy"},
	{`deploymentConfiguration = { canaryConfiguration = {} }`, invalidParameter + "Canary configuration can only be present with CANARY deployment strategy"},
	{`deploymentConfiguration = { lifecycleHooks = [{ targetType = "PAUSE" }] }`, invalidParameter + "Lifecycle stage cannot be null or empty for any deployment lifecycle hooks"},
	{`deploymentConfiguration = { lifecycleHooks = [{ lifecycleStages = ["PRE_SCALE_UP"] }] }`, invalidParameter + "Role arn or Hook Target arn is missing for one or more deployment lifecycle hooks"},
	{`deploymentConfiguration = { alarms = { enable = true, rollback = true, alarmNames = [] } }`, invalidParameter + "alarmNames is invalid"},
	{`deploymentConfiguration = { earlySuccessCriteria = { enable = true, healthyPercent = 99 } }`, invalidParameter + "healthyPercent must be at least minimumHealthyPercent"},
	{`deploymentConfiguration = { earlySuccessCriteria = { enable = true, healthyPercent = 101 } }`, invalidParameter + "healthyPercent must be at most 100"},
	{`availabilityZoneRebalancing = "ENABLED", deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }`, invalidParameter + "The service couldn't be updated because Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment configuration. Update deployment configuration and try again."},
	// Load balancers.
	{`loadBalancers = [{ targetGroup = "web", containerName = "ap", containerPort = 80 }]`, invalidParameter + "The container ap does not exist in the task definition."},
	{`loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 81 }]`, invalidParameter + "The container app did not have a container port 81 defined."},
	{`loadBalancers = [{ targetGroup = "web", containerName = "", containerPort = 80 }]`, invalidParameter + "Container Name can not be blank."},
	{`loadBalancers = [{ targetGroup = "web", containerPort = 80 }]`, invalidParameter + "Container Name can not be blank."},
	{`loadBalancers = [{ targetGroup = "loose", containerName = "app", containerPort = 80 }]`, invalidParameter + "The target group with targetGroupArn arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/loose/3879aa1c283b5abb does not have an associated load balancer."},
	{`loadBalancers = [{ targetGroupArn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/loose/0", containerName = "app", containerPort = 80 }]`, invalidParameter + "The target group with targetGroupArn arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/loose/0 does not have an associated load balancer."},
	{`loadBalancers = [], healthCheckGracePeriodSeconds = 5`, invalidParameter + "Health check grace period is only valid for services configured to use load balancers"},
	// Networks.
	{`taskDefinition = "web:3"`, invalidParameter + "Network Configuration must be provided when networkMode 'awsvpc' is specified."},
	{`networkConfiguration = { awsvpcConfiguration = { subnets = ["s"] } }`, invalidParameter + "Network Configuration is not valid for the given networkMode of this task definition."},
	{`networkConfiguration = { awsvpcConfiguration = { subnets = ["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"] } }`, invalidParameter + "subnets can have at most 16 items."},
	{`networkConfiguration = { awsvpcConfiguration = { subnets = ["s"], securityGroups = ["1","2","3","4","5","6"] } }`, invalidParameter + "securityGroups can have at most 5 items."},
	{`networkConfiguration = { awsvpcConfiguration = { subnets = ["s"], assignPublicIp = "YES" } }`, invalidParameter + "assignPublicIp should be one of [ENABLED,DISABLED]"},
	// Placement and capacity providers.
	{`placementConstraints = [{ type = "distinctInstance", expression = "x" }]`, invalidParameter + "expression is invalid"},
	{`placementConstraints = [{ type = "memberOf" }]`, invalidParameter + "placementConstraints is invalid"},
	{`placementConstraints = [{ type = "memberOf", expression = "` + strings.Repeat("x", 2001) + `" }]`, invalidParameter + "expression is invalid"},
	{`placementConstraints = [` + strings.Repeat(`{ type = "distinctInstance" },`, 11) + `]`, invalidParameter + "placementConstraints can have at most 10 items."},
	{`placementStrategy = [{ type = "random", field = "cpu" }]`, invalidParameter + "random field should not be specified"},
	{`placementStrategy = [{ type = "binpack", field = "disk" }]`, invalidParameter + "binpack field 'disk' is invalid"},
	{`placementStrategy = [{ type = "spread", field = "zone" }]`, invalidParameter + "spread field 'zone' is invalid"},
	{`placementStrategy = [{ type = "stack" }]`, invalidParameter + "type should be one of [random,spread,binpack]"},
	{`placementStrategy = [` + strings.Repeat(`{ type = "random" },`, 6) + `]`, invalidParameter + "placementStrategy can have at most 5 items."},
	{`capacityProviderStrategy = [{ capacityProvider = "a", weight = 1 }]`, invalidParameter + "When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment."},
	{`forceNewDeployment = true, capacityProviderStrategy = [{ capacityProvider = "a" }]`, invalidParameter + "At least one capacity provider must have a weight value greater than zero."},
	{`forceNewDeployment = true, capacityProviderStrategy = [{ capacityProvider = "a", weight = 1, base = 1 }, { capacityProvider = "b", base = 2 }]`, invalidParameter + "There are multiple capacity providers in the specified capacity provider strategy with a base value defined"},
	{`forceNewDeployment = true, capacityProviderStrategy = [{ capacityProvider = "a", weight = 1 }, { capacityProvider = "FARGATE_SPOT" }]`, invalidParameter + "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again."},
	{`capacityProviderStrategy = [{ capacityProvider = "a", weight = 1001 }]`, invalidParameter + "weight must be at most 1000"},
	{`capacityProviderStrategy = [` + strings.Repeat(`{ capacityProvider = "a", weight = 1 },`, 7) + `]`, invalidParameter + "capacityProviderStrategy can have at most 6 items."},
	// Registries and Service Connect.
	{`desiredCount = 1001, serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 80 }]`, invalidParameter + "desiredCount must be at most 1000"},
	{`serviceRegistries = [{ registryArn = "a" }, { registryArn = "b" }]`, invalidParameter + "service registries can have at most 1 items"},
	{`serviceRegistries = [{ registryArn = "a", port = 80 }]`, invalidParameter + "serviceRegistries is invalid"},
	{`serviceRegistries = [{ registryArn = "a", port = 80, containerName = "app", containerPort = 80 }]`, invalidParameter + "serviceRegistries is invalid"},
	{`serviceRegistries = [{ registryArn = "a", containerName = "ap", containerPort = 80 }]`, invalidParameter + "The container ap does not exist in the task definition."},
	{`serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 81 }]`, invalidParameter + "The container app did not have a container port 81 defined."},
	{`serviceConnectConfiguration = { enabled = true, namespace = "external" }`, "NamespaceNotFoundException: Failed to retrieve namespace for external"},
	{`serviceConnectConfiguration = { enabled = true, namespace = "x\u0007<script>" }`, invalidParameter + "namespace is invalid"},
	{`serviceConnectConfiguration = { enabled = true, services = [{ portName = "grpc", clientAliases = [{ port = 80 }] }] }`, invalidParameter + "portName is invalid"},
	{`serviceConnectConfiguration = { enabled = true, services = [{ portName = "http" }] }`, invalidParameter + "services is invalid"},
	{`serviceConnectConfiguration = { enabled = true, services = [{ portName = "http", clientAliases = [{ port = 80 }, { port = 81 }] }] }`, invalidParameter + "clientAliases can have at most 1 items."},
	{`serviceConnectConfiguration = { enabled = true, logConfiguration = { logDriver = "paper" } }`, invalidParameter + "logDriver should be one of [json-file,syslog,journald,gelf,fluentd,awslogs,splunk,awsfirelens]"},
	// Platforms and volumes.
	{`platformVersion = "1.4"`, "PlatformUnknownException: The specified platform does not exist."},
	{`platformVersion = "1.3.0"`, "PlatformTaskDefinitionIncompatibilityException: One or more of the requested capabilities are not supported."},
	{`platformVersion = "LATEST"`, invalidParameter + "The platform version must be null when specifying an EC2 launch type."},
	{`volumeConfigurations = [{ name = "other" }]`, invalidParameter + "The volume name 'other' in your request does not have a matching volume in your Task Definition"},
	{`monitoring = { metricConfigurations = [{}, {}, {}, {}, {}, {}] }`, invalidParameter + "metricConfigurations can have at most 5 items."},
	// Of several, the first in the API's order.
	{`desiredCount = -1, cluster = "other"`, "ClusterNotFoundException: Cluster not found."},
	{`taskDefinition = "web:9", desiredCount = -1`, invalidParameter + "Task count can not be lesser than 0"},
}

// TestRefusedUpdates makes one call for each.
func TestRefusedUpdates(t *testing.T) {
	for _, test := range refusedUpdates {
		a, fault := refusal(t, `updateService = { service = "web", `+test.members+" }")
		if a.Refused == nil || a.Refused.Error() != test.want {
			t.Errorf("%.100s: refused with %v, want %s", test.members, a.Refused, test.want)
			continue
		}
		same(t, sim.Action{At: 60000, Refused: a.Refused}, a)
		if fault.Kind != scenarios.Refused || fault.Line != strings.Count(called, "\n")+1 || fault.Exception == "" || fault.Column == 0 {
			t.Errorf("%.100s: told as %+v", test.members, fault)
		}
	}
}

// TestOtherRefusals makes the calls that another service or another API than UpdateService refuses.
func TestOtherRefusals(t *testing.T) {
	created := func(members string) string {
		return `createService = { serviceName = "new", taskDefinition = "web:1", ` + members + " }"
	}
	for _, test := range []struct{ call, want string }{
		{`updateService = { service = "wob", desiredCount = 1 }`, "ServiceNotFoundException: Service not found."},
		{`updateService = { service = "bare", taskDefinition = "web:2" }`, "ClientException: TaskDefinition is inactive"},
		{`updateService = { service = "bare", healthCheckGracePeriodSeconds = 5 }`, invalidParameter + "Health check grace period is only valid for services configured to use load balancers"},
		{`updateService = { service = "bare", healthCheckGracePeriodSeconds = 5, loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }] }`, invalidParameter + "Health check grace period is only valid for services configured to use load balancers"},
		{created(`desiredCount = -1`), invalidParameter + "DesiredCount can not be lesser than 0"},
		{`createService = { serviceName = "new", taskDefinition = "web:1" }`, invalidParameter + "DesiredCount is missing"},
		{created(`desiredCount = 1, deploymentConfiguration = { maximumPercent = 100 }`), invalidParameter + "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments"},
		{created(`desiredCount = 1, schedulingStrategy = "ANY"`), invalidParameter + "Scheduling strategy should be one of [REPLICA,DAEMON]"},
		{created(`desiredCount = 1, cluster = "other"`), "ClusterNotFoundException: Cluster not found."},
		{created(`desiredCount = 1, clientToken = "` + strings.Repeat("x", 37) + `"`), invalidParameter + "idempotency token longer than 36."},
		{created(`desiredCount = 1, healthCheckGracePeriodSeconds = 1`), invalidParameter + "Health check grace period is only valid for services configured to use load balancers"},
		{created(`desiredCount = 1, tags = [{ key = "a" }, { key = "a" }]`), invalidParameter + "key is invalid"},
		{created(`desiredCount = 1, tags = [{ key = "AWS:a" }]`), invalidParameter + "key is invalid"},
		{created(`desiredCount = 1, launchType = "EC2", capacityProviderStrategy = [{ capacityProvider = "a", weight = 1 }]`), invalidParameter + "launchType is invalid"},
		{`createService = { serviceName = "new", taskDefinition = "web:2", desiredCount = 1 }`, "ClientException: TaskDefinition is inactive"},
		{`createService = { serviceName = "new", taskDefinition = "web:3", desiredCount = 1 }`, invalidParameter + "Network Configuration must be provided when networkMode 'awsvpc' is specified."},
		{`createService = { serviceName = "web", taskDefinition = "web:1", desiredCount = 1 }`, invalidParameter + "Creation of service was not idempotent."},
		{`deleteService = { service = "web" }`, invalidParameter + "The service cannot be stopped while it is scaled above 0."},
		{`deleteService = { service = "wob" }`, "ServiceNotFoundException: "},
		{`deleteService = { service = "web", cluster = "other" }`, "ClusterNotFoundException: Cluster not found."},
	} {
		a, fault := refusal(t, test.call)
		if a.Refused == nil || a.Refused.Error() != test.want {
			t.Errorf("%s: refused with %v, want %s", test.call, a.Refused, test.want)
			continue
		}
		if key, _, _ := strings.Cut(test.call, " "); a.Kind.String() != key || fault.Kind != scenarios.Refused {
			t.Errorf("%s: the action is %s, told as %+v", test.call, a.Kind, fault)
		}
	}
}

// TestTakenCalls makes calls that come close to being refused.
func TestTakenCalls(t *testing.T) {
	for _, call := range []string{
		`updateService = { service = "web", cluster = "default", taskDefinition = "web:1" }`,
		`updateService = { service = "bare", desiredCount = 3 }`, // its INACTIVE revision stays in use
		`updateService = { service = "web", healthCheckGracePeriodSeconds = 2147483647 }`,
		`updateService = { service = "bare", loadBalancers = [], placementConstraints = [], placementStrategy = [], capacityProviderStrategy = [], serviceRegistries = [], volumeConfigurations = [] }`,
		`updateService = { service = "web", placementStrategy = [{ type = "spread", field = "attribute:ecs.availability-zone" }, { type = "spread", field = "host" }] }`,
		`updateService = { service = "web", serviceConnectConfiguration = { enabled = true, namespace = "internal", services = [{ portName = "http", discoveryName = "web", clientAliases = [{ port = 80, dnsName = "web.internal" }], ingressPortOverride = 8080 }], logConfiguration = { logDriver = "awslogs", options = { "awslogs-group" = "web" }, secretOptions = [{ name = "n", valueFrom = "v" }] } } }`,
		`updateService = { service = "web", serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 80 }] }`,
		`updateService = { service = "web", taskDefinition = "web:3", networkConfiguration = { awsvpcConfiguration = { subnets = ["s"] } } }`,
		`updateService = { service = "web", deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true, thresholdConfiguration = { type = "COUNT", value = 2147483647 } } } }`,
		`updateService = { service = "web", desiredCount = 1000, serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 80 }] }`,
		`deleteService = { service = "web", force = true }`,
		`createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 0, launchType = "EC2", tags = [{ key = "a", value = "b" }] }`,
	} {
		if a, fault := refusal(t, call); a.Refused != nil || fault != nil {
			t.Errorf("%s: refused: %v", call, fault)
		}
	}
}

// TestClientFaults wants what a client refuses, before a call reaches the API, to be faults of the scenario.
func TestClientFaults(t *testing.T) {
	for call, want := range map[string]scenarios.Kind{
		`updateService = { service = "web", wombat = 1 }`:                                                         scenarios.UnknownKey,
		`updateService = { service = "web", desiredCount = "2" }`:                                                 scenarios.WrongType,
		`updateService = { desiredCount = 2 }`:                                                                    scenarios.Missing,
		`updateService = { service = "web", serviceConnectConfiguration = { namespace = "internal" } }`:           scenarios.Missing,
		`updateService = { service = "web", deploymentConfiguration = { maximumPercent = 401 } }`:                 scenarios.OutOfRange, // ecssim's own limit
		`createService = { serviceName = "x", taskDefinition = "web:1", desiredCount = 1, initialState = "NEW" }`: scenarios.UnknownKey,
		`createService = { serviceName = "x", taskDefinition = "web:1", desiredCount = 1, runningCount = 1 }`:     scenarios.UnknownKey,
	} {
		_, err := scenarios.Parse("test.toml", []byte(called+call+"\n"))
		var faults scenarios.Faults
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Kind != want || faults[0].Exception != "" {
			t.Errorf("%s: %v", call, err)
		}
	}
}

// TestServicesHaveNoRefusals wants faults of [[services]] to stay faults, with the exception that the API has for them.
func TestServicesHaveNoRefusals(t *testing.T) {
	for members, want := range map[string]string{
		"initialState = \"NEW\"\n[services.deploymentConfiguration]\nmaximumPercent = 100": invalidParameter + "Both maximumPercent",
		"initialState = \"SOME\"":     "\"SOME\" is not one of STEADY, NEW",
		"platformVersion = \"1.9.0\"": "PlatformUnknownException: The specified platform does not exist.",
		"cluster = \"a\"\nclusterArn = \"arn:aws:ecs:us-east-1:123456789012:cluster/b\"": "\"b\" is another cluster than \"a\" above",
		"healthCheckGracePeriodSeconds = 4":                                              invalidParameter + "Health check grace period",
	} {
		_, _, err := scenarios.Read("test.toml", []byte(minimal+members+"\n"))
		var faults scenarios.Faults
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Kind == scenarios.Refused || !strings.Contains(faults[0].Error(), ": "+want) {
			t.Errorf("%s: %v, want %s", members, err, want)
		}
	}
	mustParse(t, minimal+"deploymentConfiguration = { maximumPercent = 100 }\n") // STEADY: an older service has it
}

// TestOwnLimits wants limits of ecssim's own, which the API doesn't have, to be faults that say so, also in calls: no run
// can go on as the service would.
func TestOwnLimits(t *testing.T) {
	for _, text := range []string{
		called + `updateService = { service = "web", deploymentConfiguration = { maximumPercent = 401 } }`,
		called + `createService = { serviceName = "x", taskDefinition = "web:1", desiredCount = 1, deploymentConfiguration = { maximumPercent = 401 } }`,
		minimal + `deploymentConfiguration = { maximumPercent = 401 }`,
	} {
		_, err := scenarios.Parse("test.toml", []byte(text))
		var faults scenarios.Faults
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Exception != "" || faults[0].Message != "401 is outside 100..400, whose upper end is a limit of ecssim's own" {
			t.Errorf("%v", err)
		}
	}
}
