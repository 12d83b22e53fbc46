package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// exitBounds are what exit codes may be.
const exitBounds = "-2147483648..2147483647"

// exitCodes are a list of containers' exit codes.
type exitCodes struct{ list []int }

func (c *exitCodes) decode(b *binder, n *node, f *field) bool {
	items, ok := n.data.([]*node)
	if !ok {
		return b.wants(n, "a list of integers such as [0]", "")
	}
	if !b.countItems(n, f, len(items)) {
		return false
	}
	for _, item := range items {
		code, ok := b.integer(item, &field{bounds: exitBounds, example: "0"})
		if !ok {
			return false
		}
		c.list = append(c.list, int(code))
	}
	return true
}

func (*exitCodes) typeName() string { return "list of integers" }

// ownSettings builds what a container has of its own besides its checks: restarts and delays.
func (b *builder) ownSettings(c *containerTable, out *sim.Container) {
	// The agent takes a startTimeout of 0 for none (ECS agent, dependencygraph).
	if timeout := &c.StartTimeout; timeout.given() && timeout.V > 0 {
		out.StartTimeout = new(sim.Span(timeout.V) * sim.Second)
	}
	if policy := &c.RestartPolicy; policy.given() && policy.V.Enabled.V {
		out.Restart = sim.RestartPolicy{
			Enabled: true, IgnoredCodes: policy.V.IgnoredExitCodes.V.list,
			AttemptPeriod: sim.Span(policy.V.RestartAttemptPeriod.V) * sim.Second,
		}
	}
	t := &c.Timing.V
	out.Timing = sim.ContainerTiming{
		Start: optionalDelay(&t.Start), Ready: optionalDelay(&t.Ready), Exit: optionalDelay(&t.Exit),
		Ends: optionalDelay(&t.Ends), EndCode: t.EndCode.V,
	}
	if t.EndCode.given() && t.Ends.at == nil {
		b.at(t.EndCode.at, Conflict, "the container doesn't end by itself", `say when, such as ends = "5s", or leave it out`)
	}
}

// dependencies builds dependsOn of all containers of a task definition, which are built otherwise.
func (b *builder) dependencies(t *taskDefinitionTable, d *sim.TaskDefinition) {
	for i := range t.ContainerDefinitions.Items {
		c := &t.ContainerDefinitions.Items[i].V
		for j := range c.DependsOn.Items {
			item := &c.DependsOn.Items[j]
			if on, ok := b.dependency(t, d, i, item); ok {
				d.Containers[i].DependsOn = append(d.Containers[i].DependsOn, on)
			}
		}
	}
	if circle := containers.Cycle(d.Containers); circle != nil {
		names := namesOf(d.Containers, append(circle, circle[0]))
		message := "these containers can't start: " + names[0] + " waits for " + strings.Join(names[1:], ", which waits for ")
		b.atKey(t.ContainerDefinitions.Items[circle[0]].V.DependsOn.at, Conflict, message, "break the circle")
	}
}

// dependency builds one entry of the i-th container's dependsOn, and checks what ECS and its agent check of it, and that
// the condition can come true at all.
func (b *builder) dependency(t *taskDefinitionTable, d *sim.TaskDefinition, i int, item *value[dependencyTable]) (sim.Dependency, bool) {
	name, condition := &item.V.ContainerName, &item.V.Condition
	if item.bad || !name.given() || !condition.given() {
		return sim.Dependency{}, false
	}
	on := slices.IndexFunc(d.Containers, func(c sim.Container) bool { return c.Name == name.V })
	switch {
	case on < 0:
		message := fmt.Sprintf("the task definition has no container %s", quote(name.V))
		b.at(name.at, Dangling, message, didYouMean(name.V, "container", namesOf(d.Containers, nil)))
		return sim.Dependency{}, false
	case on == i:
		b.at(name.at, Conflict, "a container can't wait for itself", "take it out")
		return sim.Dependency{}, false
	}
	found := sim.Dependency{Container: on, Condition: conditionNamed(condition.V)}
	other, written := &d.Containers[on], &t.ContainerDefinitions.Items[on].V
	switch found.Condition {
	case sim.DependsOnStart:
	case sim.DependsOnHealthy:
		if other.HealthCheck == nil && !written.HealthCheck.bad {
			b.at(condition.at, Conflict, fmt.Sprintf("HEALTHY waits for a health check, which the container %s doesn't have", name.V), "give it a healthCheck, or wait for START")
			return found, false
		}
	case sim.DependsOnComplete, sim.DependsOnSuccess:
		return found, b.comesToAnEnd(condition, other, written)
	}
	return found, true
}

// comesToAnEnd checks that a container that another one waits for the end of may end and does.
func (b *builder) comesToAnEnd(condition *value[string], other *sim.Container, written *containerTable) bool {
	switch {
	case other.Essential && !written.Essential.bad:
		message := fmt.Sprintf("the container %s is essential, so that its end would stop the task; ECS doesn't allow %s on one", other.Name, condition.V)
		b.at(condition.at, Conflict, message, fmt.Sprintf("set essential = false in %s, or wait for START or HEALTHY", other.Name))
		return false
	case other.Timing.Ends == nil && !written.Timing.bad && !written.Timing.V.Ends.bad:
		message := fmt.Sprintf("the container %s doesn't end by itself, so that %s never comes true", other.Name, condition.V)
		b.at(condition.at, Conflict, message, fmt.Sprintf(`say when it ends, such as timing = { ends = "5s" } in %s`, other.Name))
		return false
	}
	return true
}

func conditionNamed(text string) sim.DependencyCondition {
	for _, c := range []sim.DependencyCondition{sim.DependsOnComplete, sim.DependsOnSuccess, sim.DependsOnHealthy} {
		if c.String() == text {
			return c
		}
	}
	return sim.DependsOnStart
}

// namesOf are the names of the containers at some places, or of all.
func namesOf(containers []sim.Container, places []int) []string {
	var names []string
	for i := range containers {
		if places == nil {
			names = append(names, containers[i].Name)
		}
	}
	for _, i := range places {
		names = append(names, containers[i].Name)
	}
	return names
}
