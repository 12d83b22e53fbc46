package sim

import "math/bits"

// Resources are what a task reserves and an instance offers, as far as they add up.
type Resources struct {
	CPU    int64 // CPU units; 1,024 are one vCPU
	Memory int64 // MiB
	GPU    int64
	ENI    int64 // elastic network interfaces for tasks in awsvpc mode, one each
}

// Unlimited is a capacity that is never used up.
const Unlimited = 1 << 40

// Plus is r and s together.
func (r Resources) Plus(s Resources) Resources {
	return Resources{r.CPU + s.CPU, r.Memory + s.Memory, r.GPU + s.GPU, r.ENI + s.ENI}
}

// Minus is r without s; entries below zero mean that s doesn't fit into r.
func (r Resources) Minus(s Resources) Resources {
	return Resources{r.CPU - s.CPU, r.Memory - s.Memory, r.GPU - s.GPU, r.ENI - s.ENI}
}

// Fits says whether want fits into r.
func (r Resources) Fits(want Resources) bool {
	return want.CPU <= r.CPU && want.Memory <= r.Memory && want.GPU <= r.GPU && want.ENI <= r.ENI
}

// HostPort is a static port of a container instance, of one protocol.
type HostPort struct {
	Port int
	UDP  bool
}

// MaxHostPorts is how many different static host ports a scenario may have.
const MaxHostPorts = 256

// MaxReservedPorts is how many host ports of a container instance may be reserved at once, those that the agent keeps and
// static ones of tasks together; ports that are assigned automatically don't count (D23 task_definition_parameters,
// hostPort). That TCP and UDP count together is assumed: the page has one limit for an instance.
const MaxReservedPorts = 100

// PortSet is a set of Scenario.HostPorts, by their indexes. The zero value is empty.
type PortSet [MaxHostPorts / 64]uint64

// With is the set and one port more.
func (s PortSet) With(i int) PortSet {
	s[i/64] |= 1 << (i % 64)
	return s
}

// Union is the ports of either set.
func (s PortSet) Union(t PortSet) PortSet {
	for i := range s {
		s[i] |= t[i]
	}
	return s
}

// Minus is the ports of s that aren't in t.
func (s PortSet) Minus(t PortSet) PortSet {
	for i := range s {
		s[i] &^= t[i]
	}
	return s
}

// Overlaps says whether the sets have a port in common.
func (s PortSet) Overlaps(t PortSet) bool {
	for i := range s {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

// Len is the number of ports.
func (s PortSet) Len() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// Claim is what a task takes of a container instance.
type Claim struct {
	Resources
	Ports PortSet
}

// Interfaces is what of the claim is held from before the task's containers start until after they have ended: its network
// interface is attached in PROVISIONING and detached in DEPROVISIONING (D26 task-lifecycle-explanation).
func (c Claim) Interfaces() Claim { return Claim{Resources: Resources{ENI: c.ENI}} }

// OfContainers is the rest of it.
func (c Claim) OfContainers() Claim {
	c.ENI = 0
	return c
}
