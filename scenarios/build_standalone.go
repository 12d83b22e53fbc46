package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// maxStandalone is how many tasks outside of services a scenario may have.
const maxStandalone = 10_000

// standalone are tasks outside of services that are being built.
type standalone struct {
	table *standaloneTable
	at    *node
	tasks sim.StandaloneTasks
	count int // to be dealt
}

// standaloneTasks builds [[standaloneTasks]]: first those whose places the scenario says, and then it deals the others to
// what is left.
func (b *builder) standaloneTasks() {
	if len(b.file.StandaloneTasks.Items) == 0 {
		return
	}
	all := b.out.Instances()
	host := hosts{of: b.out, all: all, taken: make([]sim.Claim, len(all))}
	var list []standalone
	total := 0
	for i := range b.file.StandaloneTasks.Items {
		item := &b.file.StandaloneTasks.Items[i]
		if item.bad {
			continue
		}
		one, ok := b.standaloneOf(item, &host)
		if !ok {
			continue
		}
		if total += one.count + len(one.tasks.Instances); total > maxStandalone {
			b.atKey(item.at, OutOfRange, fmt.Sprintf("with these there are more than %d tasks outside of services, a limit of ecssim's own", maxStandalone), "")
			return
		}
		list = append(list, one)
	}
	for i := range list {
		if list[i].count > 0 {
			b.deal(&list[i], &host)
			b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: list[i].at.key + ".instances", Value: "dealt to the zones in turn", Reason: reasonDealt})
		}
		b.out.Standalone = append(b.out.Standalone, list[i].tasks)
	}
}

// standaloneOf builds one of [[standaloneTasks]], but for places that it doesn't say.
func (b *builder) standaloneOf(item *value[standaloneTable], host *hosts) (standalone, bool) {
	t := &item.V
	id, known := b.revisionNamed(&t.TaskDefinition, false)
	if !known || t.Group.bad || t.Instances.bad || t.Count.bad {
		return standalone{}, false
	}
	d := &b.out.TaskDefinitions[id]
	if table := b.definitionTable(id); table != nil && !table.supports(ec2Launch) {
		b.at(t.TaskDefinition.at, Conflict, fmt.Sprintf("tasks outside of services are on container instances, but %s", table.incompatible(d.Name(), ec2Launch)), "")
		return standalone{}, false
	}
	one := standalone{table: t, at: item.at, tasks: sim.StandaloneTasks{Definition: id, Group: "family:" + d.Family}}
	if t.Group.given() {
		one.tasks.Group = t.Group.V
		if strings.HasPrefix(t.Group.V, "service:") {
			b.at(t.Group.at, Conflict, "groups that begin with service: are those of services", "")
		}
	}
	switch {
	case t.Instances.given():
		return one, b.placed(&one, host)
	case len(d.Constraints) > 0:
		message := fmt.Sprintf("%s has placement constraints, so that the scenario has to say where its tasks are", d.Name())
		b.missing(item.at, "instances", message, `such as instances = ["group-1"]`)
		return one, false
	}
	one.count = 1
	if t.Count.given() {
		one.count = t.Count.V
	}
	return one, true
}

// placed puts tasks on the instances that the scenario names. It gives false after a fault.
func (b *builder) placed(one *standalone, host *hosts) bool {
	v := &one.table.Instances
	d := &b.out.TaskDefinitions[one.tasks.Definition]
	good := true
	for i, item := range v.at.data.([]*node) {
		ids, ok := b.membersOf(item, v.V[i])
		good = good && ok
		for _, id := range ids {
			switch {
			case host.later(id):
				b.at(item, Conflict, fmt.Sprintf("%s isn't there at the beginning", quote(host.all[id].Name)), "")
				good = false
			case !host.hasRoom(id, d):
				b.at(item, OutOfRange, fmt.Sprintf("%s has no room for this task of %s; %s", quote(host.all[id].Name), d.Name(), host.lacks(id, d)), "")
				good = false
			default:
				host.take(id, d)
				one.tasks.Instances = append(one.tasks.Instances, id)
			}
		}
	}
	if count := &one.table.Count; good && count.given() && count.V != len(one.tasks.Instances) {
		b.at(count.at, Conflict, fmt.Sprintf("%d tasks, but instances names places for %d", count.V, len(one.tasks.Instances)), "leave count out")
		return false
	}
	return good
}

// deal puts tasks where the scenario doesn't say: each into the zone with the fewest of them that has room, and there on the
// instance with the fewest. RunTask does so without a placement strategy (D26 task-placement: tasks are spread over Availability
// Zones); that these tasks were started so is assumed.
func (b *builder) deal(one *standalone, host *hosts) {
	d := &b.out.TaskDefinitions[one.tasks.Definition]
	inZone, on := make([]int, len(b.out.Zones)), make([]int, len(host.all))
	for n := range one.count {
		best := sim.NoInstance
		for i := range host.all {
			id := sim.InstanceID(i)
			if host.later(id) || !host.hasRoom(id, d) {
				continue
			}
			if best == sim.NoInstance {
				best = id
			}
			zone, other := host.all[id].Zone, host.all[best].Zone
			if inZone[zone] < inZone[other] || inZone[zone] == inZone[other] && on[id] < on[best] {
				best = id
			}
		}
		if best == sim.NoInstance {
			at := one.at
			if one.table.Count.given() {
				at = one.table.Count.at
			}
			b.at(at, OutOfRange, fmt.Sprintf("there is room for %d of these %d tasks of %s only", n, one.count, d.Name()), "")
			return
		}
		host.take(best, d)
		inZone[host.all[best].Zone]++
		on[best]++
		one.tasks.Instances = append(one.tasks.Instances, best)
	}
	slices.Sort(one.tasks.Instances)
}

// hosts are the container instances with what tasks outside of services take of them.
type hosts struct {
	of    *sim.Scenario
	all   []sim.Instance
	taken []sim.Claim
}

// later says whether an instance isn't there at the beginning.
func (h *hosts) later(id sim.InstanceID) bool { return h.all[id].Later }

func (h *hosts) left(id sim.InstanceID) sim.Resources {
	return h.all[id].Capacity.Minus(h.taken[id].Resources)
}

func (h *hosts) hasRoom(id sim.InstanceID, d *sim.TaskDefinition) bool {
	return h.left(id).Fits(d.Reservation) && !h.ports(id).Overlaps(d.HostPorts) && h.hasPorts(id, d) && h.of.HasRequired(&h.all[id], d)
}

// ports are those of the scenario's static host ports that are taken on an instance.
func (h *hosts) ports(id sim.InstanceID) sim.PortSet {
	return h.taken[id].Ports.Union(h.all[id].Taken)
}

// hasPorts says whether a task leaves the reserved host ports of an instance within their limit.
func (h *hosts) hasPorts(id sim.InstanceID, d *sim.TaskDefinition) bool {
	return d.HostPorts == sim.PortSet{} || h.all[id].OtherPorts+h.ports(id).Union(d.HostPorts).Len() <= sim.MaxReservedPorts
}

// lacks tells what an instance that has no room has left.
func (h *hosts) lacks(id sim.InstanceID, d *sim.TaskDefinition) string {
	left := h.left(id)
	switch {
	case !h.of.HasRequired(&h.all[id], d):
		return "it hasn't got an attribute that the task definition requires"
	case !left.Fits(d.Reservation):
	case !h.hasPorts(id, d):
		return fmt.Sprintf("it would have more than %d host ports reserved", sim.MaxReservedPorts)
	default:
		return "its host ports are taken"
	}
	return fmt.Sprintf("CPU units, memory, GPUs and network interfaces left: %d, %d, %d and %d", left.CPU, left.Memory, left.GPU, left.ENI)
}

func (h *hosts) take(id sim.InstanceID, d *sim.TaskDefinition) {
	h.taken[id].Resources = h.taken[id].Plus(d.Reservation)
	h.taken[id].Ports = h.taken[id].Ports.Union(d.HostPorts)
}
