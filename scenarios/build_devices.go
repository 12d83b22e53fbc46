package scenarios

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/ecssim/ecssim/sim"
)

// devices finds what of GPUs and network interfaces a member of a group has for tasks: what the group says, else what its
// type is known for. What isn't known has to be said once a task asks for it.
func (b *builder) devices(at *node, t *instanceTable, group *sim.InstanceGroup) {
	if t.InstanceType.bad {
		return
	}
	known, ok := findInstanceType(t.InstanceType.V)
	b.checkTrunking(t, &known, ok)
	if t.GPUs.at == nil {
		group.Capacity.GPU = known.gpus
		if t.InstanceType.given() && !ok && b.someTask(usesGPUs) {
			b.missing(at, "gpus", fmt.Sprintf("a task asks for GPUs, and how many %s has isn't known", quote(t.InstanceType.V)), "such as gpus = 1")
		}
	}
	if t.NetworkInterfaces.at != nil || t.AwsvpcTrunking.bad {
		return
	}
	group.Capacity.ENI = known.tasksAwsvpc
	if t.AwsvpcTrunking.V {
		group.Capacity.ENI = known.tasksTrunked
	} else {
		group.TrunkedENI = known.tasksTrunked
	}
	switch {
	case !b.someTask(usesInterfaces):
	case !ok:
		message := "there are tasks in the network mode awsvpc, and how many of them a member takes isn't known"
		b.missing(at, "networkInterfaces", message, "such as networkInterfaces = 2")
	case known.limits != originOf("P"):
		b.assume("instances", group.Name, "networkInterfaces", strconv.FormatInt(group.Capacity.ENI, 10), known.limits)
	}
}

// checkTrunking checks that a group whose members are to have trunk interfaces can have them.
func (b *builder) checkTrunking(t *instanceTable, known *instanceType, ok bool) {
	switch trunking := &t.AwsvpcTrunking; {
	case !trunking.V:
	case t.NetworkInterfaces.given():
		b.at(trunking.at, Conflict, "stands beside networkInterfaces, which says how many tasks a member takes", "leave one of the two out")
	case ok && known.tasksTrunked == 0:
		b.at(trunking.at, Conflict, fmt.Sprintf("%s doesn't have trunk interfaces", quote(known.name)), "leave it out")
	}
}

// someTask says whether a task definition for container instances uses something.
func (b *builder) someTask(uses func(*taskDefinitionTable) bool) bool {
	items := b.file.TaskDefinitions.Items
	for i := range items {
		if !items[i].bad && items[i].V.supports(ec2Launch) && uses(&items[i].V) && !b.onFargate.alone[i] {
			return true
		}
	}
	return false
}

// usesInterfaces says whether tasks have a network interface of their own (D26 task-networking-awsvpc).
func usesInterfaces(t *taskDefinitionTable) bool { return t.NetworkMode.V == "awsvpc" }

// usesGPUs says whether a container of a task asks for GPUs.
func usesGPUs(t *taskDefinitionTable) bool {
	return slices.ContainsFunc(t.ContainerDefinitions.Items, func(item value[containerTable]) bool {
		return len(item.V.ResourceRequirements.Items) > 0
	})
}

// maxGPUs is how many GPUs a container can ask for. No instance type has more than 16.
const maxGPUs = 16

// gpus is how many GPUs a container asks for, each of which is its own (D26 ecs-gpu-specifying).
func (b *builder) gpus(c *containerTable) int64 {
	var total int64
	for i := range c.ResourceRequirements.Items {
		item := &c.ResourceRequirements.Items[i]
		text := &item.V.Value
		if item.bad || !item.V.Type.given() || !text.given() {
			continue
		}
		if total > 0 {
			b.atKey(item.at, Duplicate, "the container asks for GPUs already", "add the two up")
		}
		n, err := strconv.ParseInt(text.V, 10, 64)
		if err != nil || n < 1 || n > maxGPUs {
			b.at(text.at, OutOfRange, fmt.Sprintf("%s isn't a number of GPUs from 1 to %d", quote(text.V), maxGPUs), `such as value = "1"`)
			continue
		}
		total += n
	}
	return total
}
