package scenarios_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
)

// faultsOf are the faults and refusals of called with one call more, each without its place.
func faultsOf(t *testing.T, text string, sets ...string) []string {
	t.Helper()
	_, refused, err := scenarios.Read("test.toml", []byte(text), sets...)
	var faults scenarios.Faults
	if err != nil && !errors.As(err, &faults) {
		t.Fatal(err)
	}
	if err == nil {
		faults = refused
	}
	var list []string
	for _, f := range faults {
		words := f.Message
		if f.Exception != "" {
			words = f.Exception + ": " + words
		}
		list = append(list, words)
	}
	return list
}

const notModelled = "not modelled yet: "

// TestKindsOfServices wants daemon services, those of Fargate and those of other deployment controllers to be judged by
// the API's rules first, and only what the API takes to be "not modelled yet". The words are the API's (observed, or
// reported by users), but for "is invalid" and placement strategies.
func TestKindsOfServices(t *testing.T) {
	const (
		daemon  = `schedulingStrategy = "DAEMON"`
		fargate = `desiredCount = 1, launchType = "FARGATE"`
		subnet  = `, networkConfiguration = { awsvpcConfiguration = { subnets = ["s"] } }`
		alarms  = `, deploymentConfiguration = { alarms = { enable = true, rollback = true, alarmNames = ["a"] } }`
		lb      = `, loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]`
		by      = `desiredCount = 1, deploymentController = { type = `
	)
	for _, test := range []struct {
		members string
		want    []string
	}{
		{daemon, nil},
		{daemon + `, deploymentConfiguration = { maximumPercent = 100 }`, nil},
		{daemon + `, deploymentConfiguration = { maximumPercent = 200 }`, []string{invalidParameter + "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again"}},
		{daemon + `, desiredCount = 2`, []string{invalidParameter + "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again"}},
		{daemon + `, placementStrategy = [{ type = "random" }]`, []string{invalidParameter + "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again"}},
		{daemon + `, launchType = "FARGATE", taskDefinition = "web:3"` + subnet, []string{invalidParameter + "The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and try again"}},
		{daemon + `, availabilityZoneRebalancing = "ENABLED"`, []string{invalidParameter + "Availability Zone Rebalancing does not support DAEMON services"}},
		{daemon + `, deploymentConfiguration = { minimumHealthyPercent = 100 }`, []string{invalidParameter + "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments"}},
		{daemon + `, deploymentController = { type = "CODE_DEPLOY" }` + lb, []string{invalidParameter + "schedulingStrategy is invalid (only the deployment controller ECS has daemon services)"}},

		{fargate + `, taskDefinition = "web:3", platformVersion = "1.4.0"` + subnet, nil},
		{`desiredCount = 1, launchType = "EXTERNAL"`, []string{notModelled + "launch types other than EC2 and FARGATE"}},
		{fargate + `, taskDefinition = "web:3", availabilityZoneRebalancing = "ENABLED", deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }` + subnet, []string{invalidParameter + "The service couldn't be created " + tooFew}},
		{`desiredCount = 1, taskDefinition = "web:3", capacityProviderStrategy = [{ capacityProvider = "FARGATE_SPOT", weight = 1 }]` + subnet, []string{notModelled + "capacity providers"}},
		{fargate, []string{invalidParameter + "Task definition does not support launch_type FARGATE. (web:1 has the network mode bridge)"}},
		{fargate + `, taskDefinition = "web:3", placementConstraints = [{ type = "distinctInstance" }]` + subnet, []string{invalidParameter + "Placement constraints are not supported with FARGATE launch type."}},
		{fargate + `, taskDefinition = "web:3", placementStrategy = [{ type = "random" }]` + subnet, []string{invalidParameter + "Placement strategies are not supported with FARGATE launch type."}},
		{fargate + `, taskDefinition = "web:3", platformVersion = "1.3.0"` + subnet, []string{"PlatformTaskDefinitionIncompatibilityException: One or more of the requested capabilities are not supported. (web:3 needs 1.4.0)"}},

		{by + `"CODE_DEPLOY" }` + lb, []string{notModelled + "deployment controllers other than ECS"}},
		{by + `"CODE_DEPLOY" }`, []string{invalidParameter + "deploymentController is invalid (CODE_DEPLOY needs a load balancer)"}},
		{by + `"CODE_DEPLOY" }` + lb + alarms, []string{invalidParameter + "Alarm based rollback feature is only supported with ECS deployment controller. Update to ECS deployment controller and try again."}},
		{by + `"CODE_DEPLOY" }, deploymentConfiguration = { deploymentCircuitBreaker = { enable = true, rollback = true } }` + lb, []string{invalidParameter + "deploymentCircuitBreaker is invalid (only the deployment controller ECS has a circuit breaker)"}},
		{by + `"EXTERNAL" }, taskDefinition = ""`, []string{notModelled + "deployment controllers other than ECS"}},
		{by + `"EXTERNAL" }, taskDefinition = ""` + lb, []string{invalidParameter + "LoadBalancers must be empty or null (task sets have them)"}},
		{by + `"EXTERNAL" }`, []string{invalidParameter + "taskDefinition is invalid (task sets have a task definition where the deployment controller is EXTERNAL)"}},

		{`desiredCount = 1, deploymentConfiguration = { strategy = "LINEAR", linearConfiguration = {} }`, []string{notModelled + "deployments other than rolling ones"}},
		{`desiredCount = 1, deploymentConfiguration = { strategy = "LINEAR", canaryConfiguration = {} }`, []string{invalidParameter + "Canary configuration can only be present with CANARY deployment strategy (the strategy is LINEAR)"}},
		{`desiredCount = -1, vpcLatticeConfigurations = [{}]`, []string{invalidParameter + "DesiredCount can not be lesser than 0 (-1 is outside 0..5000)"}},
	} {
		members := test.members
		switch {
		case strings.Contains(members, `taskDefinition = ""`):
			members = strings.Replace(members, `, taskDefinition = ""`, "", 1)
		case !strings.Contains(members, "taskDefinition"):
			members += `, taskDefinition = "web:1"`
		}
		same(t, test.want, faultsOf(t, called+`createService = { serviceName = "new", `+members+" }\n"))
	}
	// What describe-services shows of a daemon service has a desiredCount.
	same(t, []string(nil), faultsOf(t, minimal+`schedulingStrategy = "DAEMON"`))
}

// TestUpdatesOfOtherControllers wants UpdateService to take no parameters that CodeDeploy and task sets are there for.
func TestUpdatesOfOtherControllers(t *testing.T) {
	const advice = ` on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.`
	for _, test := range []struct{ controller, members, want string }{
		{"CODE_DEPLOY", `taskDefinition = "web:1"`, "Unable to update task definition" + advice},
		{"CODE_DEPLOY", `networkConfiguration = { awsvpcConfiguration = { subnets = ["s"] } }`, "Unable to update network parameters" + advice},
		{"CODE_DEPLOY", `forceNewDeployment = true`, "Cannot force a new deployment" + advice},
		{"CODE_DEPLOY", `loadBalancers = []`, "Unable to update load balancers" + advice},
		{"CODE_DEPLOY", `enableExecuteCommand = true`, "Unable to update enableExecuteCommand" + advice},
		{"CODE_DEPLOY", `deploymentConfiguration = { alarms = { enable = true, rollback = true, alarmNames = ["a"] } }`, "Alarm based rollback feature is only supported with ECS deployment controller. Update to ECS deployment controller and try again."},
		{"CODE_DEPLOY", `forceNewDeployment = false, desiredCount = 3, deploymentConfiguration = { maximumPercent = 150 }, enableECSManagedTags = true, propagateTags = "SERVICE"`, ""},
		{"EXTERNAL", `deploymentConfiguration = { maximumPercent = 150 }`, "Unable to update deploymentConfiguration on services with a EXTERNAL deployment controller."},
		{"EXTERNAL", `desiredCount = 3`, ""},
	} {
		text := minimal + `deploymentController = { type = "` + test.controller + `" }` + "\n"
		if test.controller == "EXTERNAL" {
			text = strings.Replace(text, "taskDefinition = \"web\"\n", "", 1)
		} else {
			text += "loadBalancers = [{ targetGroup = \"web\", containerName = \"app\", containerPort = 80 }]\n[[targetGroups]]\nname = \"web\"\n"
		}
		want := []string{notModelled + "deployment controllers other than ECS"}
		if test.want != "" {
			want = append(want, invalidParameter+test.want)
		}
		got := faultsOf(t, text+"[[timeline]]\nat = 1\nupdateService = { service = \"web\", "+test.members+" }\n")
		same(t, want, got[:min(len(got), len(want))])
	}
}

// TestServiceDiscovery wants a service with service registries to want at most 1,000 tasks, whichever of the two came
// last.
func TestServiceDiscovery(t *testing.T) {
	const registry = `serviceRegistries = [{ registryArn = "a", containerName = "app", containerPort = 80 }]`
	sc, _ := timeline(t,
		`updateService = { service = "web", `+registry+` }`,
		`updateService = { service = "web", desiredCount = 1001 }`,
		`updateService = { service = "web", desiredCount = 1001, serviceRegistries = [] }`,
		`updateService = { service = "web", `+registry+` }`,
		`createService = { serviceName = "new", taskDefinition = "web:1", desiredCount = 1001, `+registry+` }`,
	)
	same(t, []string{
		"updateService 0", "updateService 0 " + invalidParameter + "desiredCount must be at most 1000",
		"updateService 0", "updateService 0 " + invalidParameter + "desiredCount must be at most 1000",
		"createService -1 " + invalidParameter + "desiredCount must be at most 1000",
	}, outcomes(sc))
	text := strings.Replace(minimal, "desiredCount = 2", "desiredCount = 1001", 1) + registry
	same(t, []string{invalidParameter + "desiredCount must be at most 1000 (with service registries; it is 1001)"}, faultsOf(t, text))
}

// TestConstraintsTogether wants the constraints of a task definition to count with those of the service.
func TestConstraintsTogether(t *testing.T) {
	constraints := func(n int) string {
		return "placementConstraints = [" + strings.Repeat(`{ type = "memberOf", expression = "attribute:x exists" },`, n) + "]"
	}
	refused := func(own, all string) string {
		return invalidParameter + "placementConstraints can have at most 10 items. (with the " + own + " of web:1 a task has " + all + ")"
	}
	own := func(n int) string {
		return strings.Replace(minimal, `family = "web"`, "family = \"web\"\n"+constraints(n), 1)
	}
	same(t, []string{refused("3", "11")}, faultsOf(t, own(3)+constraints(8)))
	same(t, []string(nil), faultsOf(t, own(3)+constraints(7)))
	same(t, []string{refused("8", "11")}, faultsOf(t, own(8)+"[[timeline]]\nat = 1\nupdateService = { service = \"web\", "+constraints(3)+" }\n"))
	same(t, []string(nil), faultsOf(t, own(10)))
	same(t, []string{"11 entries are outside 0..10"}, faultsOf(t, own(11)))
}
