package scenarios

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// agentPorts are the TCP ports that the agent keeps on every container instance: SSH, the Docker daemon's and its own (D23
// task_definition_parameters, hostPort; ECS agent, ECS_RESERVED_PORTS).
func agentPorts() []int { return []int{22, 2375, 2376, 51678, 51679} }

// ports checks a container's port mappings against the network mode, and takes those with a host port that doesn't change
// into the task definition: where the mode is bridge, those that name one, and where it is host, all (API page
// PortMapping). In the mode awsvpc a task has ports of its own.
func (b *builder) ports(c *containerTable, t *taskDefinitionTable, d *sim.TaskDefinition) {
	if !c.PortMappings.given() || len(c.PortMappings.Items) == 0 || t.NetworkMode.bad {
		return
	}
	mode := t.NetworkMode.V
	if mode == "none" {
		b.at(c.PortMappings.at, Conflict, "containers can't have port mappings in the network mode none", "")
		return
	}
	for i := range c.PortMappings.Items {
		p := &c.PortMappings.Items[i].V
		if !b.checkMapping(&c.PortMappings.Items[i]) {
			continue
		}
		host, port := &p.HostPort, &p.ContainerPort
		switch named := host.given() && host.V != 0; {
		case p.ContainerPortRange.given() && mode == "host":
			b.at(p.ContainerPortRange.at, Conflict, "ranges of ports are for the network modes bridge and awsvpc", "list the ports one by one")
		case mode == "bridge" && named:
			b.staticPort(host, p, d)
		case mode == "bridge":
		case named && port.given() && host.V != port.V:
			message := fmt.Sprintf("%d differs from the containerPort %d, which in the network mode %s it can't", host.V, port.V, mode)
			b.at(host.at, Conflict, message, "leave hostPort out")
		case mode == "host" && port.given():
			b.staticPort(port, p, d)
		}
	}
}

// checkMapping checks which ports a port mapping names together (API page PortMapping). A hostPort of 0 beside a range is
// taken for none.
func (b *builder) checkMapping(item *value[portMappingTable]) bool {
	p := &item.V
	switch several := p.ContainerPortRange.at; {
	case item.bad:
		return true
	case several == nil && p.ContainerPort.at == nil:
		b.missing(item.at, "containerPort", "is required in a port mapping without containerPortRange", "such as containerPort = 80")
	case several == nil:
		return true
	case p.ContainerPort.at != nil:
		b.at(p.ContainerPort.at, Conflict, "stands beside containerPortRange", "leave one of the two out")
	case p.HostPort.given() && p.HostPort.V != 0:
		b.at(p.HostPort.at, Conflict, "doesn't go with containerPortRange, whose ports are mapped to free ones of the host", "leave it out")
	default:
		return true
	}
	return false
}

// staticPort takes a port of the host, which a key of a port mapping says, into a task definition.
func (b *builder) staticPort(v *value[int], p *portMappingTable, d *sim.TaskDefinition) {
	if p.Protocol.bad {
		return
	}
	port := sim.HostPort{Port: v.V, UDP: p.Protocol.V == "udp"}
	i := slices.Index(b.out.HostPorts, port)
	if i < 0 {
		if i = len(b.out.HostPorts); i == sim.MaxHostPorts {
			message := fmt.Sprintf("with %s the scenario has more than %d different static host ports, a limit of ecssim's own", portText(port), sim.MaxHostPorts)
			b.at(v.at, OutOfRange, message, "use hostPort = 0 where the port doesn't matter")
			return
		}
		b.out.HostPorts = append(b.out.HostPorts, port)
	}
	with := d.HostPorts.With(i)
	if with == d.HostPorts {
		b.at(v.at, Duplicate, fmt.Sprintf("the task has the host port %s already, which only one of its containers can have", portText(port)), "")
	}
	d.HostPorts = with
}

// portText is a port as a message has it.
func portText(p sim.HostPort) string {
	if p.UDP {
		return fmt.Sprintf("%d/udp", p.Port)
	}
	return fmt.Sprintf("%d/tcp", p.Port)
}

// reservePorts takes ports that no task can have off the groups of instances, once all are built: those that the agent
// keeps, and what a group says. A port that no task asks for only counts toward the limit of reserved ports.
func (b *builder) reservePorts() {
	if len(b.out.HostPorts) == 0 {
		return
	}
	for g := range b.out.Groups {
		kept := b.fleet.kept[g]
		b.out.Groups[g].OtherPorts = different(slices.Concat(agentPorts(), kept.tcp)) + different(kept.udp)
		for i, port := range b.out.HostPorts {
			list := kept.udp
			if !port.UDP {
				list = slices.Concat(agentPorts(), kept.tcp)
			}
			if slices.Contains(list, port.Port) {
				b.out.Groups[g].Reserved.Ports = b.out.Groups[g].Reserved.Ports.With(i)
				b.out.Groups[g].OtherPorts--
			}
		}
	}
}

// different is how many different ports are in a list.
func different(ports []int) int {
	sorted := slices.Sorted(slices.Values(ports))
	return len(slices.Compact(sorted))
}

// keptPorts are ports of a container instance that tasks can't have, besides the agent's.
type keptPorts struct{ tcp, udp []int }

// portBounds are what ports may be.
const portBounds = "1..65535"

// portNumbers are a list of ports.
type portNumbers struct{ list []int }

func (p *portNumbers) decode(b *binder, n *node, f *field) bool {
	items, ok := n.data.([]*node)
	if !ok {
		return b.wants(n, "a list of ports such as [8080]", "")
	}
	if !b.countItems(n, f, len(items)) {
		return false
	}
	for _, item := range items {
		port, ok := b.integer(item, &field{bounds: portBounds, example: "8080"})
		if !ok {
			return false
		}
		p.list = append(p.list, int(port))
	}
	return true
}

func (*portNumbers) typeName() string { return "list of integers" }
