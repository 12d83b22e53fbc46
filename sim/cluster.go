package sim

import (
	"encoding/hex"
	"strconv"
)

// InstanceID numbers the container instances of a run from 0, in the order of the scenario's groups.
type InstanceID int32

// ZoneID numbers the Availability Zones of a scenario from 0, in the order of their first mention.
type ZoneID int32

// NoInstance stands where a record or a task has no container instance.
const NoInstance InstanceID = -1

// InstanceGroup is a group of like container instances ([[instances]]).
type InstanceGroup struct {
	Name     string // prefix of the members' names; a group of one answers to the bare name
	Count    int
	Later    bool     // its members aren't there before an action adds them
	Zones    []ZoneID // the members are dealt to these in turn
	Type     string   // EC2 instance type, or empty when the resources are given outright
	Capacity Resources
	Reserved Claim // taken by something outside ECS's services, and ports that the agent keeps
	// OtherPorts is how many host ports are reserved on each member that aren't in Reserved.Ports, since no task asks for
	// them: they count toward MaxReservedPorts.
	OtherPorts int
	// Attributes are the custom ones and those of the type and image, by name; those of a single member, its zone among
	// them, aren't here.
	Attributes []Attribute
	// EC2IDs are the EC2 instance IDs of its first members; the others have ones that are made up.
	EC2IDs []string
	// Trunks says that each member has a trunk interface, to which those of tasks in awsvpc mode are attached.
	Trunks bool
	// TrunkedENI is Capacity.ENI as it would be with trunk interfaces; 0: the same, or it isn't known.
	TrunkedENI   int64
	AgentVersion string
	Pulling      PullBehavior
	// Fargate says that the group stands for AWS Fargate: an instance a zone, without bounds, on which each task has a host of
	// its own. Only tasks of services on Fargate are placed there.
	Fargate bool
}

// Attribute is an attribute of a container instance.
type Attribute struct{ Name, Value string }

// Instance is one container instance.
type Instance struct {
	Name       string
	SaidID     string // EC2 instance ID that the scenario says; see Scenario.EC2ID
	Zone       ZoneID
	Group      int       // index in Scenario.Groups
	Capacity   Resources // what tasks can have of it: registered less reserved
	Taken      PortSet   // ports that no task can have
	OtherPorts int       // how many more of these there are that no task asks for
	Later      bool      // not there at the beginning
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
				Name: name, SaidID: group.saidID(i), Zone: group.Zones[i%len(group.Zones)], Group: g,
				Capacity: group.Capacity.Minus(group.Reserved.Resources), Taken: group.Reserved.Ports, OtherPorts: group.OtherPorts,
				Later: group.Later,
			})
		}
	}
	return all
}

// saidID is the EC2 instance ID of the i-th member that the scenario says, or empty.
func (g *InstanceGroup) saidID(i int) string {
	if i < len(g.EC2IDs) {
		return g.EC2IDs[i]
	}
	return ""
}

// EC2ID is the EC2 instance ID of a container instance: one that the scenario doesn't say is made of its name, so that it is the
// same in every run. It is empty for a host of Fargate.
func (s *Scenario) EC2ID(i *Instance) string {
	switch {
	case s.Groups[i.Group].Fargate:
		return ""
	case i.SaidID != "":
		return i.SaidID
	}
	sum := hash("instance", i.Name, 0)
	return "i-" + hex.EncodeToString(sum[:])[:17]
}

// trunkAttribute is there on instances that have a trunk interface (D26 task-placement-constraints, optional attributes).
const trunkAttribute = "ecs.awsvpc-trunk-id"

// Attribute is the value of an attribute of an instance: its zone, its type, one of its group's, or its trunk interface, whose
// id is made up of the instance's name. ok is false if it hasn't got it.
func (s *Scenario) Attribute(i *Instance, name string) (value string, ok bool) {
	group := &s.Groups[i.Group]
	switch {
	case name == "ecs.availability-zone":
		return s.Zones[i.Zone], true
	case name == "ecs.instance-type" && group.Type != "":
		return group.Type, true
	}
	for _, a := range group.Attributes {
		if a.Name == name {
			return a.Value, true
		}
	}
	if name == trunkAttribute && group.Trunks {
		return "trunk-" + i.Name, true
	}
	return "", false
}

// HasRequired says whether an instance has the attributes that tasks of a task definition require.
func (s *Scenario) HasRequired(i *Instance, d *TaskDefinition) bool {
	for _, a := range d.Requires {
		if value, ok := s.Attribute(i, a.Name); !ok || value != a.Value {
			return false
		}
	}
	return true
}

// PullBehavior is how a container instance's agent pulls images (agent configuration ECS_IMAGE_PULL_BEHAVIOR).
type PullBehavior uint8

// The behaviours: pull, and take the image that is there if that fails; pull always; pull an image once only; pull only
// what isn't there.
const (
	PullDefault PullBehavior = iota
	PullAlways
	PullOnce
	PullPreferCached
)

// String is the behaviour as the agent's configuration has it.
func (b PullBehavior) String() string {
	return [...]string{"default", "always", "once", "prefer-cached"}[b]
}

// StandaloneTasks are like tasks outside of services, which run for the whole of a run ([[standaloneTasks]]): where they
// are, they take room.
type StandaloneTasks struct {
	Definition TaskDefinitionID
	Group      string       // task:group of these tasks
	Instances  []InstanceID // where each of them is; one may be named several times
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

// InstanceState is how a container instance stands with ECS (API page ContainerInstance, status). Whether its agent is
// connected is another matter.
type InstanceState uint8

// The states: ACTIVE, which takes tasks; DRAINING; not yet there; deregistered or terminated.
const (
	InstanceActive InstanceState = iota
	InstanceDraining
	InstanceAbsent
	InstanceGone
)

// String is the status as ECS writes it.
func (s InstanceState) String() string {
	return [...]string{"ACTIVE", "DRAINING", "REGISTERING", "INACTIVE"}[s]
}

// IsRegistered says whether ECS knows the instance.
func (s InstanceState) IsRegistered() bool { return s <= InstanceDraining }
