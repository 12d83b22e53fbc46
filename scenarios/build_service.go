package scenarios

import (
	"cmp"
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
				b.services[t.ServiceName.V] = sim.ServiceID(i)
			}
		}
		state := sim.Steady
		if t.InitialState.V == "NEW" {
			state = sim.New
		}
		b.inScope(&scope{key: item.at.key, stage: ofRules}, func() { b.addService(b.service(t, item.at, state)) })
		b.out.Places = append(b.out.Places, placeOf(cmp.Or(t.DesiredCount.at, item.at)))
	}
}

// placeOf is where a node's value stands, as messages have it.
func placeOf(n *node) string {
	return strings.TrimSuffix(faultAt(n, n.value, "", "", "").Error(), ": ")
}

// addService takes in one more service.
func (b *builder) addService(s standing) sim.ServiceID {
	b.out.Services = append(b.out.Services, s.Service)
	b.standing = append(b.standing, s)
	return sim.ServiceID(len(b.standing) - 1)
}

// standing is how a service stands at one moment of the timeline, as far as the scenario tells.
type standing struct {
	sim.Service
	controller string // who deploys it
	defined    bool   // its task definition is known; else that is a fault, or task sets have one
	registries []value[registryTable]
	connect    *connectTable
	placed     int  // how many placement constraints it has
	deleted    bool // by a call that the API takes, unless a deployment stands in the way
	gone       bool // by a call that the API takes in any case
}

// service builds the service that the table at a node tells of.
func (b *builder) service(t *serviceTable, at *node, state sim.InitialState) standing {
	s, config := t.settings(at), &t.DeploymentConfiguration.V
	launch := t.LaunchType.V
	b.checkSettings(s)
	b.checkTags(&t.Tags)
	if len(t.ClientToken.V) > 36 {
		b.says(t.ClientToken.at, OutOfRange, sim.Invalid("idempotency token longer than 36."), fmt.Sprintf("it has %d characters", len(t.ClientToken.V)), "")
	}
	balancers := b.loadBalancers(&t.LoadBalancers)
	svc := standing{placed: len(t.PlacementConstraints.Items), registries: t.ServiceRegistries.Items, controller: t.controller(), Service: sim.Service{
		Name: t.ServiceName.V, DesiredCount: t.DesiredCount.V, InitialState: state,
		Deployment:       t.percentages(),
		Breaker:          b.breaker(&config.DeploymentCircuitBreaker),
		BakeTime:         bakeTime(config),
		HealthCheckGrace: sim.Span(unlessBad(&t.HealthCheckGracePeriodSeconds, 0)) * sim.Second,
		LoadBalancers:    balancers.list,
		Fargate:          launch == fargateLaunch,
		Daemon:           t.SchedulingStrategy.V == daemonStrategy,
		Placement:        sim.Placement{Strategies: strategies(&t.PlacementStrategy), Constraints: constraints(&t.PlacementConstraints)},
	}}
	if svc.Daemon {
		svc.DesiredCount = 0 // it follows from the instances
	}
	if alarms := b.alarms(&config.Alarms); alarms != nil {
		svc.Alarms = *alarms
	}
	if early := earlySuccess(&config.EarlySuccessCriteria); early != nil {
		svc.EarlySuccess = *early
	}
	if t.ServiceConnectConfiguration.given() {
		svc.connect = &t.ServiceConnectConfiguration.V
	}
	svc.Service = svc.Apply(&sim.UpdateService{Parameters: carried(at)})
	definition, known := b.revisionNamed(&t.TaskDefinition, state != sim.Steady)
	if known {
		svc.TaskDefinition, svc.defined = definition, true
		b.checkCompatibility(&t.TaskDefinition, definition, launch)
		b.object(at, b.out.CreateObjections(&svc.Service), &svc.Service, balancers)
		b.checkBehindClassic(at, &svc.Service)
		b.checkDefinition(s, &svc, definition)
	}
	b.checkPlatform(&t.PlatformVersion, definition, known, launch)
	b.checkKind(t, state)
	if svc.Fargate {
		b.checkFargate(s)
	}
	svc.Rebalance = b.rebalances(t, at, &svc.Service)
	b.checkRebalancing(s, &svc.Service)
	b.noteClassic(at, &svc.Service)
	return svc
}

// unlessBad is a value, or another one where it can't be used, so that nothing is said of what depends on it.
func unlessBad[T any](v *value[T], otherwise T) T {
	if v.bad {
		return otherwise
	}
	return v.V
}

// checkDeploymentConfiguration checks what ECS checks of the parts of a deploymentConfiguration together.
func (b *builder) checkDeploymentConfiguration(c *deploymentConfigurationTable) {
	b.checkHooks(&c.LifecycleHooks)
	if c.Strategy.bad {
		return
	}
	for _, one := range []struct {
		v    *value[anyTable]
		word string
	}{{&c.LinearConfiguration, "Linear"}, {&c.CanaryConfiguration, "Canary"}} {
		if needed := strings.ToUpper(one.word); one.v.given() && c.Strategy.V != needed {
			said := sim.Invalid("%s configuration can only be present with %s deployment strategy", one.word, needed)
			b.says(one.v.at, Conflict, said, "the strategy is "+c.Strategy.V, "leave it out")
		}
	}
	if c.Strategy.given() && c.Strategy.V != rollingStrategy {
		b.refusedIfTaken(c.Strategy.at, "deploymentConfiguration.strategy")
	}
}

// checkHooks checks lifecycle hooks.
func (b *builder) checkHooks(hooks *list[hookTable]) {
	if !hooks.given() || len(hooks.Items) == 0 {
		return
	}
	for i := range hooks.Items {
		h := &hooks.Items[i].V
		switch {
		case hooks.Items[i].bad:
		case !h.LifecycleStages.bad && len(h.LifecycleStages.V) == 0:
			b.says(hooks.Items[i].at, Conflict, sim.Invalid("Lifecycle stage cannot be null or empty for any deployment lifecycle hooks"), "", "")
		case h.TargetType.V == "AWS_LAMBDA" && (h.RoleARN.V == "" || h.HookTargetARN.V == ""):
			b.says(hooks.Items[i].at, Conflict, sim.Invalid("Role arn or Hook Target arn is missing for one or more deployment lifecycle hooks"), "", "")
		}
	}
	b.refusedIfTaken(hooks.at, "deploymentConfiguration.lifecycleHooks")
}

// bakeTime builds a bakeTimeInMinutes, nil where there is none.
func bakeTime(c *deploymentConfigurationTable) *sim.Span {
	if !c.BakeTimeInMinutes.given() {
		return nil
	}
	return new(sim.Span(c.BakeTimeInMinutes.V) * sim.Minute)
}

// earlySuccess builds an earlySuccessCriteria, nil where there is none.
func earlySuccess(v *value[earlySuccessTable]) *sim.EarlySuccess {
	if !v.given() {
		return nil
	}
	t := &v.V
	return &sim.EarlySuccess{
		Enable: t.Enable.V, HealthyPercent: unlessBad(&t.HealthyPercent, 100), Deferred: t.Cleanup.V == "DEFERRED",
	}
}

// alarms builds a service's alarms, nil where it says nothing of them.
func (b *builder) alarms(v *value[alarmsTable]) *sim.Alarms {
	if !v.given() {
		return nil
	}
	t := &v.V
	if t.Enable.V && t.AlarmNames.given() && len(t.AlarmNames.V) == 0 {
		b.at(t.AlarmNames.at, OutOfRange, "names no alarm, but alarms are to be watched", "set enable to false, or name one")
	}
	alarms := &sim.Alarms{Enable: t.Enable.V, Rollback: t.Rollback.V}
	for _, name := range t.AlarmNames.V {
		alarms.Names = append(alarms.Names, b.watch(name))
	}
	slices.Sort(alarms.Names) // a set, whose order means nothing: in the order of the file, each once
	alarms.Names = slices.Compact(alarms.Names)
	return alarms
}

// revisionNamed finds the task definition that a key names. Whoever starts to use one can't take one that is INACTIVE.
func (b *builder) revisionNamed(v *value[string], starts bool) (sim.TaskDefinitionID, bool) {
	if !v.given() || b.file.TaskDefinitions.bad {
		return 0, false
	}
	name := taskDefinitionName(v.V)
	i, ok := b.revisions.findActive(name)
	if !ok {
		detail := fmt.Sprintf("there is no task definition %s", quote(name))
		if _, inactive := b.revisions.find(name); inactive {
			detail = fmt.Sprintf("every revision of %s is INACTIVE", quote(name))
		}
		b.says(v.at, Dangling, definitionNotFound(), detail, didYouMean(name, "task definition", b.revisions.names()))
		return 0, false
	}
	if r := b.revisions.list[i]; starts && !r.active {
		b.says(v.at, Conflict, definitionInactive(), fmt.Sprintf("%s is INACTIVE", r.name()), "")
		return 0, false
	}
	built := -1
	if index := b.revisions.list[i].index; index < len(b.built) {
		built = b.built[index]
	}
	return sim.TaskDefinitionID(built), built >= 0
}

// definitionTable is what the file says of a task definition, or nil.
func (b *builder) definitionTable(id sim.TaskDefinitionID) *taskDefinitionTable {
	i := slices.Index(b.built, int(id))
	if i < 0 {
		return nil
	}
	return &b.file.TaskDefinitions.Items[i].V
}

// balancers are the load balancers that a table names.
type balancers struct {
	list  []sim.LoadBalancer // those that could be built
	from  []int              // their places in the table
	whole bool               // all of them
}

// loadBalancers builds the load balancers of a service or a call.
func (b *builder) loadBalancers(table *list[loadBalancerTable]) *balancers {
	made := &balancers{whole: !table.bad}
	for i := range table.Items {
		item := &table.Items[i]
		lb, ok := b.loadBalancer(item)
		if !ok {
			made.whole = false
			continue
		}
		if slices.Contains(made.list, lb) {
			b.atKey(item.at, Duplicate, "the same container and port are registered with this target group twice", "")
		}
		made.list, made.from = append(made.list, lb), append(made.from, i)
	}
	b.checkClassic(table.Items, made.list)
	return made
}

// loadBalancer builds one of a service's load balancers.
func (b *builder) loadBalancer(item *value[loadBalancerTable]) (sim.LoadBalancer, bool) {
	t := &item.V
	if item.bad {
		return sim.LoadBalancer{}, false
	}
	group, ok := b.targetGroupOf(t, item.at)
	if ok {
		b.checkAttached(t, group)
	}
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
		defer b.leave()() // targetGroup is no key of the API's
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

// checkAttached checks that a target group that an entry of loadBalancers names has a load balancer in front.
func (b *builder) checkAttached(t *loadBalancerTable, id sim.TargetGroupID) {
	name := b.out.TargetGroups[id].Name
	for i := range b.file.TargetGroups.Items {
		g := &b.file.TargetGroups.Items[i].V
		if arns := &g.LoadBalancerArns; t.LoadBalancerName.given() || g.Name.V != name || !arns.given() || len(arns.V) > 0 {
			continue
		}
		at, arn := t.TargetGroup.at, sim.NewNames(b.out).TargetGroupARN(id)
		if t.TargetGroupARN.given() {
			at, arn = t.TargetGroupARN.at, t.TargetGroupARN.V
		}
		said := sim.Invalid("The target group with targetGroupArn %s does not have an associated load balancer.", arn)
		b.says(at, Conflict, said, fmt.Sprintf("loadBalancerArns of %s is empty", quote(name)), "leave loadBalancerArns out, or put the load balancer's ARN there")
		return
	}
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

// assumeOf lists a value that the table of a service, or of a call that makes one, left open.
func (b *builder) assumeOf(svc *sim.Service, at *node, key, value, reason string) {
	if svc.InitialState != sim.Absent {
		b.assume("services", svc.Name, key, value, reason)
		return
	}
	b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: at.key + "." + key, Value: value, Reason: reason})
}
