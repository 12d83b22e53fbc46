package reports

import (
	"slices"
	"strconv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// expression is a memberOf constraint of a service or a task definition.
type expression struct {
	Of         string `json:"of"` // service or taskDefinition
	Expression string `json:"expression"`
}

// expressions are the memberOf constraints of a service's tasks of a revision.
func expressions(sc *sim.Scenario, api *metrics.API, definition sim.TaskDefinitionID) []expression {
	var list []expression
	for of, constraints := range [][]sim.PlacementConstraint{api.Placement.Constraints, sc.TaskDefinitions[definition].Constraints} {
		for _, c := range constraints {
			if !c.Distinct {
				list = append(list, expression{[]string{"service", "taskDefinition"}[of], c.Expression})
			}
		}
	}
	return list
}

// attribute is an attribute that tasks require.
type attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// takenPort is a host port that is taken.
type takenPort struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
	HeldBy   string `json:"heldBy"`
	Service  string `json:"service,omitempty"`
}

// protocol is a host port's protocol as the API has it.
func protocol(p sim.HostPort) string {
	if p.UDP {
		return "udp"
	}
	return "tcp"
}

// appendShortage appends what a container instance lacked for programs to read.
func (w *RecordWriter) appendShortage(b []byte, r *sim.Record, s *metrics.Shortage) []byte {
	b = appendObject(b, "lacks", lackNames(s.Lacks))
	if len(s.Ports) > 0 {
		var ports []takenPort
		for _, p := range s.Ports {
			port := takenPort{Port: p.Port.Port, Protocol: protocol(p.Port), HeldBy: p.By.String()}
			if p.Service != sim.NoService {
				port.Service = w.wording.names.Service(p.Service)
			}
			ports = append(ports, port)
		}
		b = appendObject(b, "ports", ports)
	}
	if len(s.Attributes) > 0 {
		var attributes []attribute
		for _, a := range s.Attributes {
			attributes = append(attributes, attribute{a.Name, a.Value})
		}
		b = appendObject(b, "attributes", attributes)
	}
	if s.Lacks&sim.LackMember != 0 {
		if list := expressions(w.wording.scenario, &w.wording.services[r.Service].api, r.Definition); len(list) > 0 {
			b = appendObject(b, "memberOf", list)
		}
	}
	if len(s.KeptFor) > 0 {
		var names []string
		for _, id := range s.KeptFor {
			names = append(names, w.wording.names.Service(id))
		}
		b = appendObject(b, "keptFor", names)
	}
	return b
}

// lackNames are the things of a set by the names that records have for them.
func lackNames(of sim.Lacks) []string {
	names := []string{}
	for _, l := range lacks() {
		if of&l.of != 0 {
			names = append(names, l.name)
		}
	}
	return names
}

// shortages is what the container instances lacked together when a service's tasks were refused last.
type shortages struct {
	expressions []expression
	attributes  []sim.Attribute
	ports       []metrics.PortHolder
	keptFor     []sim.ServiceID
	trunks      []int // groups of instances without a network interface left that could have trunk interfaces
}

// summarize adds up what the instances of a refusal lacked.
func (r *Run) summarize(rec *sim.Record) shortages {
	sum := shortages{expressions: expressions(r.Scenario, &r.Fold.Service(rec.Service).API, rec.Definition)}
	for _, s := range r.occupants.Shortages(rec) {
		for _, p := range s.Ports {
			sum.ports = appendNew(sum.ports, p)
		}
		for _, a := range s.Attributes {
			sum.attributes = appendNew(sum.attributes, a)
		}
		for _, id := range s.KeptFor {
			sum.keptFor = appendNew(sum.keptFor, id)
		}
		if g := r.members[s.Instance]; s.Lacks&sim.LackENI != 0 && r.Scenario.Groups[g].TrunkedENI > r.Scenario.Groups[g].Capacity.ENI {
			sum.trunks = appendNew(sum.trunks, g)
		}
	}
	return sum
}

// appendNew appends what isn't in a list yet.
func appendNew[T comparable](list []T, item T) []T {
	if slices.Contains(list, item) {
		return list
	}
	return append(list, item)
}

// needs says what a refused task needs: CPU, memory, and what else can be counted of the things that instances lack.
func (v *verdict) needs(r *sim.Refusal) string {
	list := []string{quantity(r.Want.CPU, "CPU unit"), Count(r.Want.Memory) + " MiB"}
	if r.Lacking(sim.LackGPU) > 0 {
		list = append(list, quantity(r.Want.GPU, "GPU"))
	}
	if r.Lacking(sim.LackPort)+r.Lacking(sim.LackPorts) > 0 {
		list = append(list, v.portsOf(r.Want.Ports))
	}
	if r.Lacking(sim.LackENI) > 0 {
		list = append(list, quantity(r.Want.ENI, "network interface"))
	}
	return enumerate(list)
}

// portsOf names the host ports of a set.
func (v *verdict) portsOf(ports sim.PortSet) string {
	var list []string
	for i, p := range v.Scenario.HostPorts {
		if ports.Overlaps(sim.PortSet{}.With(i)) {
			list = append(list, strconv.Itoa(p.Port)+"/"+protocol(p))
		}
	}
	if len(list) == 1 {
		return "the host port " + list[0]
	}
	return "the host ports " + enumerate(foremost(list))
}

// mostNamed is how many of the things that instances lack are named.
const mostNamed = 3

// foremost are the first of some things, and how many more there are.
func foremost(list []string) []string {
	if more := len(list) - mostNamed; more > 0 {
		return append(slices.Clone(list[:mostNamed]), strconv.Itoa(more)+" more")
	}
	return list
}

// bracketed lists things in brackets, after a space; nothing if there are none.
func bracketed(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return " (" + enumerate(foremost(list)) + ")"
}

// detail says of something that instances lack what it is, in brackets.
func (v *verdict) detail(of sim.Lacks) string {
	var list []string
	sum := &v.short[v.id]
	if v.undetailed {
		return ""
	}
	switch of { //nolint:exhaustive // there is no more to be said of the others
	case sim.LackMember:
		for _, e := range sum.expressions {
			whose := " of the service"
			if e.Of == "taskDefinition" {
				whose = " of the task definition"
			}
			list = append(list, Inert(e.Expression)+whose)
		}
	case sim.LackAttribute:
		for _, a := range sum.attributes {
			list = append(list, Inert(a.Name)+" = "+Inert(a.Value))
		}
	case sim.LackPort:
		for _, p := range sum.ports {
			list = append(list, v.held(&p))
		}
	case sim.LackENI:
		for _, g := range sum.trunks {
			group := &v.Scenario.Groups[g]
			list = appendNew(list, "with awsvpcTrunking "+Inert(group.Type)+" takes "+Count(group.TrunkedENI)+" of these tasks instead of "+Count(group.Capacity.ENI))
		}
	}
	return bracketed(list)
}

// held says who holds a host port.
func (v *verdict) held(p *metrics.PortHolder) string {
	text := strconv.Itoa(p.Port.Port) + "/" + protocol(p.Port)
	switch p.By {
	case metrics.HeldReserved:
		return text + " reserved on the instance"
	case metrics.HeldByStandalone:
		return text + " by a standalone task"
	case metrics.HeldForDaemon:
		return text + " kept for a daemon of service " + Inert(v.names.Service(p.Service))
	case metrics.HeldByService:
	}
	if p.Service == v.id {
		return text + " by its own tasks"
	}
	return text + " by service " + Inert(v.names.Service(p.Service))
}

// keptRoom says that instances have room which is kept for daemons.
func (v *verdict) keptRoom() string {
	kept := v.short[v.id].keptFor
	if v.undetailed || len(kept) == 0 {
		return ""
	}
	var list []string
	for _, id := range kept {
		list = append(list, Inert(v.names.Service(id)))
	}
	if len(list) == 1 {
		return "; room is kept for a daemon of service " + list[0]
	}
	return "; room is kept for daemons of services " + enumerate(list)
}
