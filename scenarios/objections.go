package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// object adds what package sim objects to in the table at a node, which would make a service stand as after says. made
// are the load balancers that the table names.
func (b *builder) object(at *node, found []sim.Objection, after *sim.Service, made *balancers) {
	for _, o := range found {
		if strings.HasPrefix(o.Key, "healthCheckGrace") && !made.whole {
			continue // there is a load balancer, whatever is wrong with it
		}
		key, entry := o.Key, -1
		if rest, ok := strings.CutPrefix(o.Key, "loadBalancers["); ok {
			digits, member, _ := strings.Cut(rest, "]")
			entry, _ = strconv.Atoi(digits)
			if entry < len(made.from) {
				key = fmt.Sprintf("loadBalancers[%d]%s", made.from[entry], member)
			}
		}
		kind, detail, hint := b.explain(o.Key, entry, after)
		b.says(at.nearest(key), kind, o.Refusal, detail, hint)
	}
}

// explain says of an objection what kind of fault it is, and what there is to say besides the API's words.
func (b *builder) explain(key string, entry int, after *sim.Service) (kind Kind, detail, hint string) {
	d := &b.out.TaskDefinitions[after.TaskDefinition]
	switch {
	case strings.HasSuffix(key, ".containerName"):
		return Dangling, d.Name(), didYouMean(after.LoadBalancers[entry].ContainerName, "container", containerNames(d))
	case strings.HasSuffix(key, ".containerPort"):
		i := slices.IndexFunc(d.Containers, func(c sim.Container) bool { return c.Name == after.LoadBalancers[entry].ContainerName })
		return Dangling, d.Name(), portHint(&d.Containers[i])
	case strings.HasPrefix(key, "healthCheckGrace") && len(after.LoadBalancers) > 0:
		return Conflict, fmt.Sprintf("%s has no load balancer before this call", quote(after.Name)), "add the load balancer with a call of its own, before"
	case strings.HasPrefix(key, "healthCheckGrace"):
		return Conflict, fmt.Sprintf("%s has neither a load balancer nor a container health check", quote(after.Name)), "leave it out, or set it to 0"
	case key == "networkConfiguration" && after.Parameter(key) != "":
		return Conflict, fmt.Sprintf("%s has the network mode %s", d.Name(), d.NetworkMode), ""
	case key == "networkConfiguration":
		return Conflict, fmt.Sprintf("%s has the network mode awsvpc", d.Name()), `such as networkConfiguration = { awsvpcConfiguration = { subnets = ["subnet-1"] } }`
	case key == "desiredCount", key == "serviceRegistries":
		return OutOfRange, fmt.Sprintf("with service registries; it is %d", after.DesiredCount), ""
	case key == "deploymentConfiguration":
		return Conflict, "", "lower minimumHealthyPercent or raise maximumPercent"
	}
	return Conflict, fmt.Sprintf("%d is below %d", after.EarlySuccess.HealthyPercent, after.Deployment.MinimumHealthyPercent), ""
}

func containerNames(d *sim.TaskDefinition) []string {
	var names []string
	for _, c := range d.Containers {
		names = append(names, c.Name)
	}
	return names
}

// portHint is the hint for a port that a container hasn't.
func portHint(c *sim.Container) string {
	if len(c.Ports) == 0 {
		return "give it portMappings"
	}
	return "it has " + strings.Trim(fmt.Sprint(c.Ports), "[]")
}

// nearest is the value at a path below the table n, or the last one on the way there. Where nothing of the path is there, it
// is the task definition that the table names, whose change is then at fault, or the table itself.
func (n *node) nearest(path string) *node {
	at := n
	for part := range strings.SplitSeq(path, ".") {
		name, rest, _ := strings.Cut(part, "[")
		next := at.get(name)
		if next == nil {
			break
		}
		if digits, ok := strings.CutSuffix(rest, "]"); ok {
			i, err := strconv.Atoi(digits)
			if items, isList := next.data.([]*node); err == nil && isList && i < len(items) {
				next = items[i]
			}
		}
		at = next
	}
	if definition := n.get("taskDefinition"); at == n && definition != nil {
		return definition
	}
	return at
}
