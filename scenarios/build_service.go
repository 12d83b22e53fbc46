package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// serviceList builds [[services]].
func (b *builder) serviceList() {
	for i := range b.file.Services.Items {
		item := &b.file.Services.Items[i]
		t := &item.V
		if t.ServiceName.V != "" {
			if _, taken := b.services[t.ServiceName.V]; taken {
				b.at(t.ServiceName.at, Duplicate, fmt.Sprintf("there is another service %q", t.ServiceName.V), "")
			} else {
				b.services[t.ServiceName.V] = i
			}
		}
		b.out.Services = append(b.out.Services, b.service(t))
	}
}

// service builds one service.
func (b *builder) service(t *serviceTable) sim.Service {
	config := &t.DeploymentConfiguration.V
	b.checkDeploymentConfiguration(config)
	svc := sim.Service{
		Name: t.ServiceName.V, DesiredCount: t.DesiredCount.V,
		Deployment: sim.DeploymentConfiguration{
			MinimumHealthyPercent: config.MinimumHealthyPercent.V,
			MaximumPercent:        config.MaximumPercent.V,
		},
		Breaker:          b.breaker(&config.DeploymentCircuitBreaker),
		HealthCheckGrace: sim.Span(t.HealthCheckGracePeriodSeconds.V) * sim.Second,
	}
	if t.InitialState.V == "NEW" {
		svc.InitialState = sim.New
	}
	definition, known := b.revisionNamed(&t.TaskDefinition)
	if known {
		svc.TaskDefinition = definition
	}
	seen := make(map[sim.LoadBalancer]bool)
	for i := range t.LoadBalancers.Items {
		item := &t.LoadBalancers.Items[i]
		lb, ok := b.loadBalancer(item)
		if !ok {
			continue
		}
		if known {
			b.checkTarget(&item.V, item.V.ContainerName.at, definition)
		}
		if seen[lb] {
			b.atKey(item.at, Duplicate, "the same container and port are registered with this target group twice", "")
		}
		seen[lb] = true
		svc.LoadBalancers = append(svc.LoadBalancers, lb)
	}
	b.checkClassic(t.LoadBalancers.Items, svc.LoadBalancers)
	if known {
		b.checkGrace(&t.HealthCheckGracePeriodSeconds, t, definition)
	}
	b.noteRebalancing(t, &svc)
	return svc
}

// checkDeploymentConfiguration checks what ECS checks of the parts of a deploymentConfiguration together.
func (b *builder) checkDeploymentConfiguration(c *deploymentConfigurationTable) {
	if c.Strategy.bad {
		return
	}
	for _, one := range []struct {
		v    *value[anyTable]
		word string
	}{{&c.LinearConfiguration, "Linear"}, {&c.CanaryConfiguration, "Canary"}} {
		if one.v.given() {
			said := fmt.Sprintf("%s configuration can only be present with %s deployment strategy", one.word, strings.ToUpper(one.word))
			b.atKey(one.v.at, Conflict, fmt.Sprintf("doesn't go with the strategy ROLLING (ECS says: %s)", said), "leave it out")
		}
	}
}

// revisionNamed finds the task definition that a key names.
func (b *builder) revisionNamed(v *value[string]) (sim.TaskDefinitionID, bool) {
	if !v.given() || b.file.TaskDefinitions.bad {
		return 0, false
	}
	name := taskDefinitionName(v.V)
	i, ok := b.revisions.find(name)
	if !ok {
		message := fmt.Sprintf("there is no task definition %s (ECS says: TaskDefinition not found.)", quote(name))
		b.at(v.at, Dangling, message, didYouMean(name, "task definition", b.revisions.names()))
		return 0, false
	}
	built := -1
	if index := b.revisions.list[i].index; index < len(b.built) {
		built = b.built[index]
	}
	return sim.TaskDefinitionID(built), built >= 0
}

// loadBalancer builds one of a service's load balancers.
func (b *builder) loadBalancer(item *value[loadBalancerTable]) (sim.LoadBalancer, bool) {
	t := &item.V
	if item.bad {
		return sim.LoadBalancer{}, false
	}
	group, ok := b.targetGroupOf(t, item.at)
	lb := sim.LoadBalancer{TargetGroup: group, ContainerName: t.ContainerName.V, ContainerPort: t.ContainerPort.V}
	return lb, ok && t.ContainerName.given() && t.ContainerPort.given()
}

// targetGroupOf finds the target group that an entry of loadBalancers names, by name or by ARN.
func (b *builder) targetGroupOf(t *loadBalancerTable, at *node) (sim.TargetGroupID, bool) {
	byName, byARN := &t.TargetGroup, &t.TargetGroupARN
	switch {
	case byName.bad || byARN.bad || t.LoadBalancerName.bad || b.file.TargetGroups.bad:
		return 0, false
	case t.LoadBalancerName.given():
		return b.classicOf(t)
	case byName.given() && byARN.given():
		b.atKey(byARN.at, Conflict, "stands beside targetGroup, which says the same", "leave one of the two out")
		return 0, false
	case byName.given():
		if i, ok := b.groups[byName.V]; ok {
			return sim.TargetGroupID(i), true
		}
		b.danglingGroup(byName.at, byName.V, b.groupNames())
	case byARN.given():
		if i, ok := b.groupByARN(byARN.V); ok {
			return i, true
		}
		b.danglingGroup(byARN.at, byARN.V, b.groupNames())
	default:
		b.missing(at, "targetGroup", "is required, or targetGroupArn or loadBalancerName", didYouMean("", "target group", b.groupNames()))
	}
	return 0, false
}

func (b *builder) danglingGroup(n *node, name string, known []string) {
	b.at(n, Dangling, fmt.Sprintf("there is no target group %s in [[targetGroups]]", quote(name)), didYouMean(name, "target group", known))
}

func (b *builder) groupNames() []string {
	names := make([]string, 0, len(b.out.TargetGroups))
	for i := range b.out.TargetGroups {
		if name := b.out.TargetGroups[i].Name; name != "" && b.out.TargetGroups[i].Kind != sim.ClassicLoadBalancer {
			names = append(names, name)
		}
	}
	return names
}

// groupByARN finds a target group by its own ARN, or by the name that an ARN has in it:
// arn:aws:elasticloadbalancing:region:account:targetgroup/name/id.
func (b *builder) groupByARN(arn string) (sim.TargetGroupID, bool) {
	for i := range b.out.TargetGroups {
		if b.out.TargetGroups[i].ARN == arn {
			return sim.TargetGroupID(i), true
		}
	}
	_, rest, _ := strings.Cut(arn, ":targetgroup/")
	name, _, _ := strings.Cut(rest, "/")
	i, ok := b.groups[name]
	return sim.TargetGroupID(i), ok && b.out.TargetGroups[i].ARN == ""
}

// checkTarget checks that a task definition has the container and port that a load balancer sends to. The fault is told
// at a node: the load balancer's in a service, the new task definition's in an update.
func (b *builder) checkTarget(t *loadBalancerTable, at *node, id sim.TaskDefinitionID) {
	d := &b.out.TaskDefinitions[id]
	name, port := t.ContainerName.V, t.ContainerPort.V
	i := slices.IndexFunc(d.Containers, func(c sim.Container) bool { return c.Name == name })
	if i < 0 {
		var names []string
		for _, c := range d.Containers {
			names = append(names, c.Name)
		}
		message := fmt.Sprintf("%s has no container %s (ECS says: The container %s does not exist in the task definition.)", d.Name(), quote(name), name)
		b.at(at, Dangling, message, didYouMean(name, "container", names))
		return
	}
	if t.LoadBalancerName.given() {
		b.checkBehindClassic(t.LoadBalancerName.V, at, d)
	}
	if slices.Contains(d.Containers[i].Ports, port) {
		return
	}
	if at == t.ContainerName.at {
		at = t.ContainerPort.at
	}
	message := fmt.Sprintf("the container %s of %s has no port %d (ECS says: The container %s did not have a container port %d defined.)", name, d.Name(), port, name, port)
	hint := "give it portMappings"
	if ports := d.Containers[i].Ports; len(ports) > 0 {
		hint = "it has " + strings.Trim(fmt.Sprint(ports), "[]")
	}
	b.at(at, Dangling, message, hint)
}

// checkGrace checks that a grace period has something to be a grace of.
func (b *builder) checkGrace(v *value[int64], t *serviceTable, id sim.TaskDefinitionID) {
	if !v.given() || v.V == 0 || t.LoadBalancers.at != nil && t.LoadBalancers.at.length() > 0 {
		return
	}
	for _, c := range b.out.TaskDefinitions[id].Containers {
		if c.HealthCheck != nil {
			return
		}
	}
	message := fmt.Sprintf("%s has neither a load balancer nor a container health check (ECS says: Health check grace period is only valid for services configured to use load balancers)", quote(t.ServiceName.V))
	b.at(v.at, Conflict, message, "leave it out, or set it to 0")
}

// noteRebalancing lists that a service isn't rebalanced although it would be in ECS.
func (b *builder) noteRebalancing(t *serviceTable, svc *sim.Service) {
	classic := b.out.IsClassic(svc.LoadBalancers)
	if classic {
		b.assume("services", svc.Name, "loadBalancers", "host ports not counted", reasonClassicPorts)
	}
	if b.out.Rules.RebalancingByDefault && t.AvailabilityZoneRebalancing.at == nil && svc.Deployment.MaximumPercent > 100 && !classic {
		b.assume("services", svc.Name, "availabilityZoneRebalancing", "not simulated", reasonRebalancing)
	}
}
