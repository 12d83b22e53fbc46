package scenarios

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Words of the API for kinds of services.
const (
	daemonStrategy      = "DAEMON"
	fargateLaunch       = "FARGATE"
	ecsController       = "ECS"
	codeDeploy          = "CODE_DEPLOY"
	externalController  = "EXTERNAL"
	ec2Launch           = "EC2"
	rollingStrategy     = "ROLLING"
	daemonMaximum       = 100 // maximumPercent of a daemon service (API page DeploymentConfiguration)
	daemonUnlessMinimum = 0   // its minimumHealthyPercent where none is said (API page CreateService)
)

// percentages are a service's, with the defaults that its scheduling strategy has.
func (t *serviceTable) percentages() sim.DeploymentConfiguration {
	config := &t.DeploymentConfiguration.V
	made := sim.DeploymentConfiguration{
		MinimumHealthyPercent: unlessBad(&config.MinimumHealthyPercent, 0),
		MaximumPercent:        unlessBad(&config.MaximumPercent, 200),
	}
	if t.SchedulingStrategy.V == daemonStrategy {
		if config.MinimumHealthyPercent.at == nil {
			made.MinimumHealthyPercent = daemonUnlessMinimum
		}
		if config.MaximumPercent.at == nil {
			made.MaximumPercent = daemonMaximum
		}
	}
	return made
}

// checkKind checks what a service may have by its scheduling strategy, launch type and deployment controller. Those that
// aren't modelled yet are refused only if the API takes them.
func (b *builder) checkKind(t *serviceTable, state sim.InitialState) {
	if t.SchedulingStrategy.V == daemonStrategy {
		b.checkDaemon(t, state)
	}
	if launch := &t.LaunchType; launch.given() && launch.V != ec2Launch && launch.V != fargateLaunch {
		b.refusedIfTaken(launch.at, "launchType")
	}
	b.checkController(&t.DeploymentController)
	controller := t.controller()
	b.checkControlled(&t.DeploymentConfiguration.V, controller)
	switch {
	case controller == externalController:
		if t.LoadBalancers.given() && len(t.LoadBalancers.Items) > 0 {
			b.says(t.LoadBalancers.at, Conflict, sim.Invalid("LoadBalancers must be empty or null"), "task sets have them", "leave it out")
		}
		if t.TaskDefinition.given() {
			b.at(t.TaskDefinition.at, Conflict, "task sets have a task definition where the deployment controller is EXTERNAL", "leave it out")
		}
	case controller == codeDeploy && t.LoadBalancers.at == nil:
		b.at(t.DeploymentController.at, Conflict, "CODE_DEPLOY needs a load balancer", "give the service loadBalancers")
	}
}

// controller is who deploys a service.
func (t *serviceTable) controller() string {
	if c := &t.DeploymentController.V.Type; c.given() {
		return c.V
	}
	return ecsController
}

// checkController refuses a deployment controller that isn't modelled yet.
func (b *builder) checkController(v *value[controllerTable]) {
	if by := &v.V.Type; by.given() && by.V != ecsController {
		b.refusedIfTaken(by.at, "deploymentController.type")
	}
}

// checkDaemon checks a daemon service. In what describe-services gives of one there is a desiredCount, which it can't be
// created with.
func (b *builder) checkDaemon(t *serviceTable, state sim.InitialState) {
	desired := &t.DesiredCount
	if state == sim.Steady {
		desired = &value[int]{}
	}
	b.checkDaemonKeys(&t.DeploymentConfiguration.V, desired, &t.PlacementStrategy)
	if t.LaunchType.V == fargateLaunch {
		b.notForDaemons(t.LaunchType.at, "the FARGATE launch type", "Change the launch type")
	}
	if t.controller() != ecsController {
		b.at(t.SchedulingStrategy.at, Conflict, "only the deployment controller ECS has daemon services", "")
	}
}

// checkDaemonKeys checks what a daemon service or a call for one can't say.
func (b *builder) checkDaemonKeys(config *deploymentConfigurationTable, desired *value[int], strategy *list[strategyTable]) {
	if maximum := &config.MaximumPercent; maximum.given() && maximum.V > daemonMaximum {
		b.notForDaemons(maximum.at, "values above 100 for maximumPercent on a deployment configuration", "Change the maximumPercent value to 100,")
	}
	if desired.given() {
		b.notForDaemons(desired.at, "a desired count for services", "Remove the desired count value")
	}
	if strategy.given() && len(strategy.Items) > 0 {
		b.notForDaemons(strategy.at, "placement strategies", "Remove the placement strategy")
	}
}

// notForDaemons adds the fault of something that daemon services don't have, in the words of the API (observed).
func (b *builder) notForDaemons(n *node, what, change string) {
	b.says(n, Conflict, sim.Invalid("The daemon scheduling strategy does not support %s. %s and try again", what, change), "", "")
}

// checkControlled checks of a deployment configuration what only the controller ECS has.
func (b *builder) checkControlled(c *deploymentConfigurationTable, controller string) {
	if controller == ecsController {
		return
	}
	if c.Alarms.given() && c.Alarms.V.Enable.V {
		b.says(c.Alarms.at, Conflict, sim.Invalid("Alarm based rollback feature is only supported with ECS deployment controller. Update to ECS deployment controller and try again."), "", "")
	}
	if breaker := &c.DeploymentCircuitBreaker; breaker.given() && breaker.V.Enable.V {
		b.at(breaker.at, Conflict, "only the deployment controller ECS has a circuit breaker", "leave it out")
	}
}

// checkUpdateOf checks that a call names no parameter that isn't for UpdateService where another controller than ECS
// deploys (API page UpdateService). The words were observed for CODE_DEPLOY and the first three parameters.
func (b *builder) checkUpdateOf(v *value[updateServiceTable], controller string) {
	if controller == ecsController {
		return
	}
	b.checkControlled(&v.V.DeploymentConfiguration.V, controller)
	allowed := []string{
		"service", "cluster", "desiredCount", "healthCheckGracePeriodSeconds", "placementConstraints", "placementStrategy",
		"enableECSManagedTags", "propagateTags", "deploymentController",
	}
	advice := ""
	if controller == codeDeploy {
		allowed = append(allowed, "deploymentConfiguration")
		advice = " Use AWS CodeDeploy to trigger a new deployment."
	}
	words := map[string]string{
		"taskDefinition": "task definition", "networkConfiguration": "network parameters", "platformVersion": "platform version",
		"loadBalancers": "load balancers", "serviceRegistries": "service registries",
	}
	data := v.at.data.(*table)
	for _, name := range data.names {
		what, ok := words[name]
		if !ok {
			what = name
		}
		with := " on services with a " + controller + " deployment controller." + advice
		switch at := data.by[name]; {
		case slices.Contains(allowed, name):
		case name != "forceNewDeployment":
			b.says(at, Conflict, sim.Invalid("%s", "Unable to update "+what+with), "", "")
		case at.data == any(true):
			b.says(at, Conflict, sim.Invalid("%s", "Cannot force a new deployment"+with), "", "")
		}
	}
}

// supports says whether a task definition is for a launch type: what it requires, if it says so, and what Fargate asks
// of one (API page RegisterTaskDefinition).
func (t *taskDefinitionTable) supports(launchType string) bool {
	if list := t.RequiresCompatibilities.V; len(list) > 0 && !slices.Contains(list, launchType) {
		return false
	}
	return launchType != fargateLaunch || t.lacksFargate() == ""
}

// incompatible is what there is to say of a task definition that isn't for a launch type.
func (t *taskDefinitionTable) incompatible(name, launchType string) string {
	if list := t.RequiresCompatibilities.V; len(list) > 0 && !slices.Contains(list, launchType) {
		return name + " requires " + strings.Join(list, ", ")
	}
	return name + " " + t.lacksFargate()
}
