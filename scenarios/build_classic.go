package scenarios

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// classicLoadBalancers builds [[classicLoadBalancers]], behind the target groups.
func (b *builder) classicLoadBalancers() {
	for i := range b.file.ClassicLoadBalancers.Items {
		item := &b.file.ClassicLoadBalancers.Items[i]
		if item.bad {
			continue
		}
		t := &item.V
		if name := t.LoadBalancerName.V; name != "" {
			if _, taken := b.classics[name]; taken {
				b.at(t.LoadBalancerName.at, Duplicate, fmt.Sprintf("there is another Classic Load Balancer %q", name), "")
			} else {
				b.classics[name] = len(b.out.TargetGroups)
			}
		}
		check, draining := &t.HealthCheck.V, &t.ConnectionDraining.V
		group := sim.TargetGroup{
			Name: t.LoadBalancerName.V, Kind: sim.ClassicLoadBalancer,
			HealthCheckInterval: sim.Span(check.Interval.V) * sim.Second,
			HealthyThreshold:    check.HealthyThreshold.V, UnhealthyThreshold: check.UnhealthyThreshold.V,
			RegistrationDelay: t.RegistrationDelay.V.Delay,
		}
		if draining.Enabled.V {
			group.DeregistrationDelay = sim.Span(draining.Timeout.V) * sim.Second
		}
		if t.RegistrationDelay.at == nil {
			group.RegistrationDelay = sim.Constant(registrationClassic)
			b.assume("classicLoadBalancers", group.Name, "registrationDelay", spanText(registrationClassic), reasonRegistrationClassic)
		}
		if timeout := &check.Timeout; timeout.given() && !check.Interval.bad && timeout.V >= check.Interval.V {
			b.at(timeout.at, Conflict, fmt.Sprintf("%d isn't less than the interval, %d", timeout.V, check.Interval.V), "leave it out: it has no effect")
		}
		b.out.TargetGroups = append(b.out.TargetGroups, group)
	}
}

// classicOf finds the Classic Load Balancer that an entry of loadBalancers names.
func (b *builder) classicOf(t *loadBalancerTable) (sim.TargetGroupID, bool) {
	by := &t.LoadBalancerName
	if b.file.ClassicLoadBalancers.bad {
		return 0, false
	}
	if t.TargetGroup.at != nil || t.TargetGroupARN.at != nil {
		if t.TargetGroup.at != nil {
			defer b.leave()() // targetGroup is no key of the API's
		}
		b.atKey(by.at, Conflict, "stands beside a target group, but it is only for Classic Load Balancers, which have none", "leave one of the two out")
		return 0, false
	}
	i, ok := b.classics[by.V]
	if !ok {
		var known []string
		for j := range b.out.TargetGroups {
			if g := &b.out.TargetGroups[j]; g.Kind == sim.ClassicLoadBalancer && g.Name != "" && b.classics[g.Name] == j {
				known = append(known, g.Name)
			}
		}
		message := fmt.Sprintf("there is no Classic Load Balancer %s in [[classicLoadBalancers]]", quote(by.V))
		b.at(by.at, Dangling, message, didYouMean(by.V, "Classic Load Balancer", known))
	}
	return sim.TargetGroupID(i), ok
}

// checkClassic checks that a service that is behind a Classic Load Balancer is behind nothing else: only target groups may
// be several (API page CreateService).
func (b *builder) checkClassic(items []value[loadBalancerTable], built []sim.LoadBalancer) {
	if len(items) < 2 || !b.out.IsClassic(built) {
		return
	}
	i := slices.IndexFunc(items, func(item value[loadBalancerTable]) bool { return item.V.LoadBalancerName.given() })
	b.atKey(items[i].at, Conflict, "a service behind a Classic Load Balancer can have no other load balancer", "use target groups where there are several")
}

// checkBehindClassic checks that a Classic Load Balancer can do with the task definition of its service: it sends to
// instances, and so not to tasks in the network mode awsvpc (API page CreateService), and container health checks aren't
// supported behind it (API page HealthCheck). The table at the node, of a service or of a call, makes the service stand
// as after says.
func (b *builder) checkBehindClassic(at *node, after *sim.Service) {
	if !b.out.IsClassic(after.LoadBalancers) {
		return
	}
	at = at.nearest("loadBalancers[0].loadBalancerName")
	d := &b.out.TaskDefinitions[after.TaskDefinition]
	if d.NetworkMode == "awsvpc" {
		message := fmt.Sprintf("tasks of %s have network interfaces of their own (awsvpc), but a Classic Load Balancer sends to instances", d.Name())
		b.at(at, Conflict, message, "use a target group, or the network mode bridge")
	}
	for _, c := range d.Containers {
		if c.HealthCheck != nil {
			message := fmt.Sprintf("the container %s of %s has a health check, which ECS doesn't support behind a Classic Load Balancer", c.Name, d.Name())
			b.at(at, Conflict, message, `use a target group, or turn the check off with command = ["NONE"]`)
		}
	}
}

// noteClassic lists what isn't simulated of a service behind a Classic Load Balancer.
func (b *builder) noteClassic(at *node, svc *sim.Service) {
	definition := int(svc.TaskDefinition)
	if b.out.IsClassic(svc.LoadBalancers) && definition < len(b.out.TaskDefinitions) && b.out.TaskDefinitions[definition].HostPorts.Len() == 0 {
		b.assumeOf(svc, at, "loadBalancers", "tasks share instances", reasonClassicPorts)
	}
}
