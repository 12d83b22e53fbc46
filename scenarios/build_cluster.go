package scenarios

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// capacity finds what a member of a group registers: what the group says outright, else what its type is known for.
func (b *builder) capacity(at *node, t *instanceTable, group *sim.InstanceGroup) {
	group.Capacity = sim.Resources{CPU: t.CPU.V, Memory: t.Memory.V, GPU: t.GPUs.V, ENI: t.NetworkInterfaces.V}
	b.devices(at, t, group)
	group.Pulling = pullBehavior(&t.ImagePullBehavior)
	if t.CPU.bad || t.Memory.bad || t.InstanceType.bad || t.CPU.given() && t.Memory.given() {
		return
	}
	if !t.InstanceType.given() {
		b.missing(at, "instanceType", "a group needs an instanceType, or both cpu and memory", `such as instanceType = "m5.large"`)
		return
	}
	known, ok := findInstanceType(t.InstanceType.V)
	if !ok {
		message := fmt.Sprintf("%s isn't in the catalogue, so that the group has to say both cpu and memory", quote(t.InstanceType.V))
		b.at(t.InstanceType.at, Dangling, message, nearTypes(t.InstanceType.V))
		return
	}
	if !t.CPU.given() {
		group.Capacity.CPU = known.capacity.CPU
	}
	if !t.Memory.given() {
		group.Capacity.Memory = known.capacity.Memory
		b.assume("instances", group.Name, "memory", strconv.FormatInt(group.Capacity.Memory, 10), known.source)
	}
}

// nearTypes lists the types of the catalogue that are like one that isn't in it: of its family, else of its size.
func nearTypes(name string) string {
	family, size, _ := strings.Cut(name, ".")
	var all, sameFamily, sameSize []string
	for _, it := range instanceTypes() {
		f, s, _ := strings.Cut(it.name, ".")
		all = append(all, it.name)
		if f == family {
			sameFamily = append(sameFamily, it.name)
		}
		if s == size {
			sameSize = append(sameSize, it.name)
		}
	}
	if best, ok := nearest(name, all); ok {
		return fmt.Sprintf("the nearest there is %s", best)
	}
	for _, near := range [][]string{sameFamily, sameSize} {
		if len(near) > 0 {
			return "the catalogue has " + listed(near)
		}
	}
	return "the catalogue has " + listed(all)
}

// targetGroups builds [[targetGroups]].
func (b *builder) targetGroups() {
	arns := make(map[string]bool)
	for i := range b.file.TargetGroups.Items {
		item := &b.file.TargetGroups.Items[i]
		if item.bad {
			continue
		}
		t := &item.V
		if t.Name.V != "" {
			if _, taken := b.groups[t.Name.V]; taken {
				b.at(t.Name.at, Duplicate, fmt.Sprintf("there is another target group %q", t.Name.V), "")
			} else {
				b.groups[t.Name.V] = len(b.out.TargetGroups)
			}
		}
		if arn := &t.TargetGroupARN; arn.given() {
			if arns[arn.V] {
				b.at(arn.at, Duplicate, "there is another target group with this ARN", "")
			}
			arns[arn.V] = true
		}
		network := b.isNetwork(t)
		b.out.TargetGroups = append(b.out.TargetGroups, sim.TargetGroup{
			Name: t.Name.V, ARN: t.TargetGroupARN.V, Kind: kindOf(network),
			HealthCheckInterval: sim.Span(t.HealthCheckIntervalSeconds.V) * sim.Second,
			HealthyThreshold:    t.HealthyThresholdCount.V,
			UnhealthyThreshold:  t.UnhealthyThresholdCount.V,
			DeregistrationDelay: sim.Span(t.DeregistrationDelaySeconds.V) * sim.Second,
			RegistrationDelay:   b.registrationDelay(t, network),
		})
	}
}

// isNetwork says whether a target group is behind a Network Load Balancer.
func (b *builder) isNetwork(t *targetGroupTable) bool {
	byProtocol := t.Protocol.given() && !strings.HasPrefix(t.Protocol.V, "HTTP")
	if !t.LoadBalancerType.given() {
		return byProtocol
	}
	network := t.LoadBalancerType.V == "network"
	if t.Protocol.given() && network != byProtocol {
		b.at(t.LoadBalancerType.at, Conflict, fmt.Sprintf("target groups of the protocol %s don't go with %q", t.Protocol.V, t.LoadBalancerType.V), "leave one of the two out")
	}
	return network
}

func (b *builder) registrationDelay(t *targetGroupTable, network bool) sim.Delay {
	if t.RegistrationDelay.at != nil {
		return t.RegistrationDelay.V.Delay
	}
	span, reason := registrationApplication, reasonRegistrationApplication
	if network {
		span, reason = registrationNetwork, reasonRegistrationNetwork
	}
	b.assume("targetGroups", t.Name.V, "registrationDelay", spanText(span), reason)
	return sim.Constant(span)
}

func kindOf(network bool) sim.BalancerKind {
	if network {
		return sim.NetworkLoadBalancer
	}
	return sim.ApplicationLoadBalancer
}
