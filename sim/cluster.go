package sim

import "strconv"

// InstanceID numbers the container instances of a run from 0, in the order of the scenario's groups.
type InstanceID int32

// ZoneID numbers the Availability Zones of a scenario from 0, in the order of their first mention.
type ZoneID int32

// NoInstance stands where a record or a task has no container instance.
const NoInstance InstanceID = -1

// Resources are what a task reserves and an instance offers.
type Resources struct {
	CPU    int64 // CPU units; 1,024 are one vCPU
	Memory int64 // MiB
}

// Plus is r and s together.
func (r Resources) Plus(s Resources) Resources { return Resources{r.CPU + s.CPU, r.Memory + s.Memory} }

// Minus is r without s; entries below zero mean that s doesn't fit into r.
func (r Resources) Minus(s Resources) Resources {
	return Resources{r.CPU - s.CPU, r.Memory - s.Memory}
}

// Fits says whether want fits into r.
func (r Resources) Fits(want Resources) bool { return want.CPU <= r.CPU && want.Memory <= r.Memory }

// InstanceGroup is a group of like container instances ([[instances]]).
type InstanceGroup struct {
	Name     string // prefix of the members' names; a group of one answers to the bare name
	Count    int
	Zones    []ZoneID // the members are dealt to these in turn
	Type     string   // EC2 instance type, or empty when the resources are given outright
	Capacity Resources
	Reserved Resources // taken by something outside ECS's services
}

// Instance is one container instance.
type Instance struct {
	Name     string
	Zone     ZoneID
	Group    int       // index in Scenario.Groups
	Capacity Resources // what tasks can have of it: registered less reserved
}

// Instances deals the members of all groups to their zones; the index of a member is its InstanceID.
func (s *Scenario) Instances() []Instance {
	var all []Instance
	for g, group := range s.Groups {
		for i := range group.Count {
			name := group.Name
			if group.Count > 1 {
				name += "-" + strconv.Itoa(i+1)
			}
			all = append(all, Instance{
				Name: name, Zone: group.Zones[i%len(group.Zones)], Group: g,
				Capacity: group.Capacity.Minus(group.Reserved),
			})
		}
	}
	return all
}

// TargetGroupID indexes Scenario.TargetGroups.
type TargetGroupID int32

// NoTargetGroup stands where a record concerns no target group.
const NoTargetGroup TargetGroupID = -1

// BalancerKind is the kind of load balancer in front of a target group.
type BalancerKind uint8

// The kinds. A Classic Load Balancer has no target groups: a TargetGroup of that kind stands for the balancer itself,
// which knows container instances and not tasks.
const (
	ApplicationLoadBalancer BalancerKind = iota
	NetworkLoadBalancer
	ClassicLoadBalancer
)

// TargetGroup is an Elastic Load Balancing target group with the attributes that shape a deployment ([[targetGroups]]),
// or a Classic Load Balancer ([[classicLoadBalancers]]).
type TargetGroup struct {
	Name                string
	ARN                 string
	Kind                BalancerKind
	HealthCheckInterval Span
	HealthyThreshold    int  // passed checks that bring an unhealthy target back; of a Classic Load Balancer, a new one up
	UnhealthyThreshold  int  // failed checks that make a target unhealthy
	DeregistrationDelay Span // how long a deregistered target drains, whole; of a Classic Load Balancer, connection draining
	RegistrationDelay   Delay
}
