package scenarios

import (
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// taskDefinitions builds [[taskDefinitions]].
func (b *builder) taskDefinitions() {
	items := b.file.TaskDefinitions.Items
	b.built = make([]int, len(items))
	for i := range b.built {
		b.built[i] = -1
	}
	for _, r := range b.revisions.list {
		if r.index >= len(items) {
			continue
		}
		b.built[r.index] = len(b.out.TaskDefinitions)
		b.out.TaskDefinitions = append(b.out.TaskDefinitions, sim.TaskDefinition{Family: r.family, Revision: r.number})
	}
	for i := range items {
		if items[i].bad {
			continue
		}
		d := sim.TaskDefinition{}
		if b.built[i] >= 0 {
			d = b.out.TaskDefinitions[b.built[i]]
		}
		b.taskDefinition(&items[i].V, &d)
		if b.built[i] >= 0 {
			b.out.TaskDefinitions[b.built[i]] = d
		}
	}
}

// taskDefinition fills in d, which has its name.
func (b *builder) taskDefinition(t *taskDefinitionTable, d *sim.TaskDefinition) {
	d.NetworkMode = t.NetworkMode.V
	essential, whole := false, t.ContainerDefinitions.given()
	names := make(map[string]bool)
	for i := range t.ContainerDefinitions.Items {
		item := &t.ContainerDefinitions.Items[i]
		if item.bad {
			whole = false
			continue
		}
		c := &item.V
		if c.Name.given() && names[c.Name.V] {
			b.at(c.Name.at, Duplicate, fmt.Sprintf("the task definition has another container %q", c.Name.V), "")
		}
		names[c.Name.V] = true
		essential = essential || c.Essential.V || c.Essential.bad
		b.ports(c, t, d)
		b.checkTimeouts(c, t)
		d.Containers = append(d.Containers, b.container(c))
	}
	if whole {
		b.dependencies(t, d)
	}
	if whole && !essential {
		b.atKey(t.ContainerDefinitions.at, Conflict, "no container is essential, but ECS wants at least one", "leave essential out, or set it to true")
	}
	d.Reservation = b.reservation(t, whole)
	d.Constraints = b.definitionConstraints(&t.PlacementConstraints)
	d.Requires = requiredAttributes(&t.RuntimePlatform.V)
	b.timing(t, d)
	b.noteImages(t, d)
	d.Faults = b.faults(&t.Faults.V, d)
}

// requiredAttributes are the attributes of container instances that a platform requires. Without one ECS takes instances of
// either architecture (D26 task_definition_parameters_ec2).
func requiredAttributes(t *platformTable) []sim.Attribute {
	var all []sim.Attribute
	if t.CPUArchitecture.given() {
		all = append(all, sim.Attribute{Name: architectureAttribute, Value: strings.ToLower(t.CPUArchitecture.V)})
	}
	if t.OperatingSystemFamily.given() {
		all = append(all, sim.Attribute{Name: systemAttribute, Value: t.OperatingSystemFamily.V})
	}
	return all
}

// container builds one container definition.
func (b *builder) container(c *containerTable) sim.Container {
	out := sim.Container{
		Name: c.Name.V, Image: c.Image.V, KeepsTag: c.VersionConsistency.V == "disabled", Essential: c.Essential.V,
		StopTimeout: sim.Span(c.StopTimeout.V) * sim.Second,
	}
	for i := range c.PortMappings.Items {
		if port := &c.PortMappings.Items[i].V.ContainerPort; port.given() {
			out.Ports = append(out.Ports, port.V)
		}
	}
	if checked(c) {
		h := &c.HealthCheck.V
		out.HealthCheck = &sim.HealthCheck{
			Interval:    sim.Span(h.Interval.V) * sim.Second,
			Timeout:     sim.Span(h.Timeout.V) * sim.Second,
			Retries:     h.Retries.V,
			StartPeriod: sim.Span(h.StartPeriod.V) * sim.Second,
		}
	}
	b.ownSettings(c, &out)
	return out
}

// checked says whether a container has a health check that isn't turned off.
func checked(c *containerTable) bool {
	command := c.HealthCheck.V.Command.V
	return c.HealthCheck.at != nil && (len(command) == 0 || command[0] != "NONE")
}

// reservation is what a task takes of its instance: what the task says, else the sum over its containers
// (D26 memory-management; ECS agent, Task.ToHostResources).
func (b *builder) reservation(t *taskDefinitionTable, whole bool) sim.Resources {
	var sum sim.Resources
	for i := range t.ContainerDefinitions.Items {
		c := &t.ContainerDefinitions.Items[i].V
		sum = sum.Plus(sim.Resources{CPU: c.CPU.V, Memory: b.containerMemory(c, t, t.ContainerDefinitions.Items[i].at), GPU: b.gpus(c)})
	}
	task := sum
	if usesInterfaces(t) {
		task.ENI = 1
	}
	if t.CPU.given() {
		task.CPU = int64(t.CPU.V)
		if whole && sum.CPU > task.CPU {
			b.at(t.CPU.at, Conflict, fmt.Sprintf("the containers reserve %d CPU units, more than the task's %d", sum.CPU, task.CPU), "")
		}
	}
	if t.Memory.given() {
		task.Memory = int64(t.Memory.V)
		if whole && sum.Memory > task.Memory {
			b.at(t.Memory.at, Conflict, fmt.Sprintf("the containers reserve %d MiB, more than the task's %d", sum.Memory, task.Memory), "")
		}
	}
	return task
}

// containerMemory is what a container reserves of memory.
func (b *builder) containerMemory(c *containerTable, t *taskDefinitionTable, at *node) int64 {
	hard, soft := &c.Memory, &c.MemoryReservation
	if hard.given() && soft.given() && soft.V > hard.V {
		b.at(soft.at, Conflict, fmt.Sprintf("%d MiB is more than the container's hard limit, memory = %d", soft.V, hard.V), "")
	}
	switch {
	case soft.given():
		return soft.V
	case hard.given():
		return hard.V
	case soft.at == nil && hard.at == nil && t.Memory.at == nil && at.isTable():
		b.missing(at, "memory", "is required where the task definition has no memory of its own (ECS says: At least one of 'memory' or 'memoryReservation' must be specified)", "such as memory = 512")
	}
	return 0
}

// timing builds the steps of a task, the absent ones as assumed for the network mode.
func (b *builder) timing(t *taskDefinitionTable, d *sim.TaskDefinition) {
	w, out := &t.Timing.V, &d.Timing
	out.Ready, out.ExitCode = w.Ready.V.Delay, w.ExitCode.V
	steps := map[string]struct {
		at      *node
		written sim.Delay
		to      *sim.Delay
	}{
		"provision":   {w.Provision.at, w.Provision.V.Delay, &out.Provision},
		"pull":        {w.Pull.at, w.Pull.V.cold, &out.Pull},
		"start":       {w.Start.at, w.Start.V.Delay, &out.Start},
		"exit":        {w.Exit.at, w.Exit.V.Delay, &out.Exit},
		"deprovision": {w.Deprovision.at, w.Deprovision.V.Delay, &out.Deprovision},
	}
	out.CachedPull = w.Pull.V.cached
	for _, assumed := range assumedSteps(b.timedAs(d)) {
		s := steps[assumed.step]
		if s.at != nil {
			*s.to = s.written
			continue
		}
		*s.to = sim.Constant(assumed.span)
		b.assume("taskDefinitions", d.Name(), "timing."+assumed.step, spanText(assumed.span), assumed.reason)
	}
}
