package scenarios

import "github.com/ecssim/ecssim/sim"

// InstanceType is an EC2 instance type of the catalogue, as a container instance of it registers without trunk interfaces.
type InstanceType struct {
	// Name is the type's, such as m5.large.
	Name string
	// Capacity is in CPU units, MiB, GPUs and network interfaces that tasks can have.
	Capacity sim.Resources
	// Architecture is the value of the attribute ecs.cpu-architecture.
	Architecture string
}

// InstanceTypes are the types of the catalogue: families by purpose and age, sizes rising.
func InstanceTypes() []InstanceType {
	var all []InstanceType
	for _, t := range instanceTypes() {
		r := t.capacity
		r.GPU, r.ENI = t.gpus, t.tasksAwsvpc
		all = append(all, InstanceType{t.name, r, architectureOf(t.name)})
	}
	return all
}
