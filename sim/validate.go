package sim

import (
	"errors"
	"fmt"
)

// Limits of a scenario. ECS's own quotas where it has them (endpoints and quotas of Amazon ECS, 2026).
const (
	MaxRegistered         = 5000  // container instances registered with a cluster at once
	MaxInstances          = 20000 // container instances of a run in all, a limit of ecssim's own
	MaxTasksPerService    = 5000
	MaxTasksWithDiscovery = 1000 // tasks per service with service registries
	MaxServices           = 100  // ECS allows 5,000 a cluster; a scenario of more is most likely a slip
	MaxTargetGroups       = 5    // target groups per service
	MaxContainers         = 10   // containers per task definition
	MaxTaskDefinitions    = 1000
	MaxTimeline           = 10000
	MaxDuration           = 31 * 24 * Hour
	MaxMinimumPercent     = 100
	MaxMaximumPercent     = 400
	MaxGracePeriod        = 2147483647 * Second
	MaxStepSpan           = 24 * Hour // of any single delay
	MaxRevision           = 1 << 20
	MaxResourceQuantity   = 1 << 40
)

// Validate reports what in s would break a run: references out of range, counts and spans outside their limits. It
// returns one error per fault, joined. A scenario from package scenarios is always valid.
func (s *Scenario) Validate() error {
	v := validator{scenario: s}
	v.check(s.Duration > 0 && s.Duration <= MaxDuration, "duration %s s is outside 0..%s s", s.Duration, MaxDuration)
	v.scheduler()
	v.check(len(s.Services) <= MaxServices, "%d services are more than %d", len(s.Services), MaxServices)
	v.groups()
	v.standalone()
	for i := range s.TargetGroups {
		v.targetGroup(i)
	}
	for i := range s.TaskDefinitions {
		v.taskDefinition(i)
	}
	for i := range s.Services {
		v.service(i)
	}
	v.timeline()
	if len(v.faults) == 0 { // only then it can be told
		_, count, many := s.TooManyRegistered()
		v.check(!many, "%d container instances are registered at once, more than %d", count, MaxRegistered)
	}
	return errors.Join(v.faults...)
}

type validator struct {
	scenario  *Scenario
	faults    []error
	instances int
}

func (v *validator) check(ok bool, format string, args ...any) {
	if !ok {
		v.faults = append(v.faults, fmt.Errorf(format, args...))
	}
}

func (v *validator) scheduler() {
	c := &v.scenario.Scheduler
	v.check(c.PassInterval > 0, "scheduler.passInterval %s s is not positive", c.PassInterval)
	spans := []Span{
		c.APILag, c.DeregisterLag, c.DrainLag, c.HealthReportInterval, c.Backoff.First, c.Backoff.Cap,
		c.LossLag, c.InstanceLossLag, c.RebalanceInterval, c.AlarmPollInterval, c.AlarmBakeTime, c.RepeatInterval, c.ActivationTimeout,
	}
	for _, optional := range []*Span{c.Phase, c.RegisterLag} {
		if optional != nil {
			spans = append(spans, *optional)
		}
	}
	for _, s := range spans {
		v.check(s >= 0 && s <= MaxDuration, "scheduler: a span of %s s is outside 0..%s s", s, MaxDuration)
	}
	v.check(c.LaunchRate >= 0, "scheduler.launchRate %d is negative", c.LaunchRate)
	v.check(c.FargateBurst >= 0, "scheduler.fargateBurst %d is negative", c.FargateBurst)
	v.check(c.FargateRate > 0 || c.FargateRate == 0 && c.FargateBurst == 0, "scheduler.fargateRate %d is not positive", c.FargateRate)
}

func (v *validator) targetGroup(i int) {
	g := &v.scenario.TargetGroups[i]
	v.check(g.HealthCheckInterval > 0, "targetGroups[%d]: health check interval %s s is not positive", i, g.HealthCheckInterval)
	v.check(g.HealthyThreshold > 0 && g.UnhealthyThreshold > 0, "targetGroups[%d]: a threshold is not positive", i)
	v.check(g.DeregistrationDelay >= 0, "targetGroups[%d]: the deregistration delay is negative", i)
	v.check(g.RegistrationDelay.Longest() <= MaxStepSpan, "targetGroups[%d]: the registration delay is longer than %s s", i, MaxStepSpan)
}

func (v *validator) groups() {
	total := 0
	for i, g := range v.scenario.Groups {
		total += g.Count
		v.check(g.Count >= 0, "instances[%d]: count %d is negative", i, g.Count)
		v.check(len(g.Zones) > 0, "instances[%d]: no Availability Zone", i)
		for _, z := range g.Zones {
			v.check(z >= 0 && int(z) < len(v.scenario.Zones), "instances[%d]: zone %d doesn't exist", i, z)
		}
		v.check(g.OtherPorts >= 0, "instances[%d]: %d reserved ports are negative", i, g.OtherPorts)
		left := g.Capacity.Minus(g.Reserved.Resources)
		v.check(left.CPU >= 0 && left.Memory >= 0, "instances[%d]: more is reserved than there is", i)
	}
	v.instances = total
	v.check(total <= MaxInstances, "%d container instances in all are more than %d", total, MaxInstances)
}

func (v *validator) standalone() {
	for i, of := range v.scenario.Standalone {
		v.check(of.Definition >= 0 && int(of.Definition) < len(v.scenario.TaskDefinitions), "standaloneTasks[%d]: task definition %d doesn't exist", i, of.Definition)
		for _, id := range of.Instances {
			v.check(id >= 0 && int(id) < v.instances, "standaloneTasks[%d]: container instance %d doesn't exist", i, id)
		}
	}
}

func (v *validator) taskDefinition(i int) {
	d := &v.scenario.TaskDefinitions[i]
	v.check(len(d.Containers) > 0, "taskDefinitions[%d]: no container", i)
	v.check(len(d.Containers) <= MaxContainers, "taskDefinitions[%d]: more than %d containers", i, MaxContainers)
	v.check(d.Reservation.CPU >= 0 && d.Reservation.Memory >= 0, "taskDefinitions[%d]: a negative reservation", i)
	t := &d.Timing
	for _, delay := range []Delay{t.Provision, t.Pull, t.Start, t.Ready, t.Exit, t.Deprovision} {
		longest := delay.Longest()
		v.check(longest <= MaxStepSpan || longest == Forever, "taskDefinitions[%d]: a delay of %s s is longer than %s s", i, longest, MaxStepSpan)
	}
	if t.CachedPull != nil {
		v.check(t.CachedPull.Longest() <= MaxStepSpan, "taskDefinitions[%d]: a cached pull is longer than %s s", i, MaxStepSpan)
	}
	essential := false
	for _, c := range d.Containers {
		essential = essential || c.Essential
		v.check(c.StopTimeout >= 0, "taskDefinitions[%d].%s: stopTimeout is negative", i, c.Name)
		v.container(i, d, &c)
		if h := c.HealthCheck; h != nil {
			v.check(h.Interval > 0 && h.Retries > 0, "taskDefinitions[%d].%s: health check without interval or retries", i, c.Name)
		}
	}
	v.check(essential, "taskDefinitions[%d]: no essential container", i)
}

// container checks what one container has of its own: what it depends on and its delays.
func (v *validator) container(i int, d *TaskDefinition, c *Container) {
	for _, on := range c.DependsOn {
		v.check(on.Container >= 0 && on.Container < len(d.Containers), "taskDefinitions[%d].%s: depends on container %d, which doesn't exist", i, c.Name, on.Container)
	}
	v.check(!c.Restart.Enabled || c.Restart.AttemptPeriod > 0, "taskDefinitions[%d].%s: restartAttemptPeriod is not positive", i, c.Name)
	v.check(c.StartTimeout == nil || *c.StartTimeout >= 0, "taskDefinitions[%d].%s: startTimeout is negative", i, c.Name)
	for _, delay := range []*Delay{c.Timing.Start, c.Timing.Ready, c.Timing.Exit, c.Timing.Ends} {
		if delay != nil {
			longest := delay.Longest()
			v.check(longest <= MaxStepSpan || longest == Forever, "taskDefinitions[%d].%s: a delay of %s s is longer than %s s", i, c.Name, longest, MaxStepSpan)
		}
	}
}

func (v *validator) service(i int) {
	svc := &v.scenario.Services[i]
	v.check(int(svc.TaskDefinition) >= 0 && int(svc.TaskDefinition) < len(v.scenario.TaskDefinitions),
		"services[%d]: task definition %d doesn't exist", i, svc.TaskDefinition)
	v.check(svc.DesiredCount >= 0 && svc.DesiredCount <= MaxTasksPerService,
		"services[%d]: desiredCount %d is outside 0..%d", i, svc.DesiredCount, MaxTasksPerService)
	v.check(svc.Deployment.MinimumHealthyPercent >= 0 && svc.Deployment.MaximumPercent >= 0,
		"services[%d]: a negative percentage", i)
	v.check(len(svc.LoadBalancers) <= MaxTargetGroups, "services[%d]: more than %d target groups", i, MaxTargetGroups)
	v.balancers("services", i, svc.LoadBalancers)
	v.alarms("services", i, svc.Alarms)
}

func (v *validator) balancers(where string, i int, list []LoadBalancer) {
	for _, lb := range list {
		ok := int(lb.TargetGroup) >= 0 && int(lb.TargetGroup) < len(v.scenario.TargetGroups)
		v.check(ok, "%s[%d]: target group %d doesn't exist", where, i, lb.TargetGroup)
	}
}

func (v *validator) alarms(where string, i int, a Alarms) {
	for _, id := range a.Names {
		v.check(id >= 0 && int(id) < len(v.scenario.Alarms), "%s[%d]: alarm %d doesn't exist", where, i, id)
	}
}
