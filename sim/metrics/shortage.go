package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Occupants keeps which tasks have room on which container instances, as placement books it, and so can say of a refusal what
// each instance lacked in detail. It is a sim.Recorder. Make one with NewOccupants.
type Occupants struct {
	scenario  *sim.Scenario
	instances []sim.Instance
	on        []occupied // by InstanceID
	services  []daemonOf // by ServiceID
}

// occupied is what an Occupants keeps of a container instance.
type occupied struct {
	tasks   []occupant // that haven't STOPPED, in the order in which they came
	state   sim.InstanceState
	emptied bool // it has been gone, and the standalone tasks with it
}

// occupant is a task of a service.
type occupant struct {
	service    sim.ServiceID
	task       sim.TaskNumber
	definition sim.TaskDefinitionID
	told       bool // to stop, or it has ended: placement takes its room to be free
}

// daemonOf is what an Occupants keeps of a service, in order to know where room is kept for daemons.
type daemonOf struct {
	live       bool // there is a PRIMARY deployment that may start tasks
	gone       bool // the service has been deleted
	definition sim.TaskDefinitionID
}

// NewOccupants makes an Occupants for the records of one run of sc.
func NewOccupants(sc *sim.Scenario) *Occupants {
	o := &Occupants{scenario: sc, instances: sc.Instances(), services: make([]daemonOf, len(sc.Services))}
	for i := range o.instances {
		on := occupied{}
		if o.instances[i].Later {
			on.state = sim.InstanceAbsent
		}
		o.on = append(o.on, on)
	}
	return o
}

// Record takes the next record of the run.
func (o *Occupants) Record(r *sim.Record) {
	switch r.Kind { //nolint:exhaustive // the others say nothing of room
	case sim.KindInstance:
		on := &o.on[r.Instance]
		on.state = r.State
		on.emptied = on.emptied || r.State == sim.InstanceGone
	case sim.KindDeployment:
		if r.Status == sim.Primary {
			s := &o.services[r.Service]
			s.live, s.definition = r.Rollout != sim.Failed, r.Definition
		}
	case sim.KindService:
		o.services[r.Service].gone = r.Lifecycle != sim.ServiceActive
	case sim.KindTask:
		if r.Instance != sim.NoInstance && !o.scenario.Groups[o.instances[r.Instance].Group].Fargate { // where each has a host of its own
			o.task(r)
		}
	}
}

func (o *Occupants) task(r *sim.Record) {
	on := &o.on[r.Instance]
	i := slices.IndexFunc(on.tasks, func(t occupant) bool { return t.service == r.Service && t.task == r.Task })
	switch {
	case i < 0 && r.To <= sim.Running:
		on.tasks = append(on.tasks, occupant{service: r.Service, task: r.Task, definition: r.Definition})
	case i >= 0 && r.To == sim.Stopped:
		on.tasks = slices.Delete(on.tasks, i, i+1)
	case i >= 0 && r.To > sim.Running:
		on.tasks[i].told = true
	}
}

// Shortage is what a container instance lacked for a task that was refused.
type Shortage struct {
	sim.InstanceLacks
	Ports      []PortHolder    // static host ports of the task that are taken; of LackPort
	Attributes []sim.Attribute // that the task requires and the instance hasn't got; of LackAttribute
	// KeptFor are the DAEMON services one of whose tasks room is kept for on the instance, which would do otherwise.
	KeptFor []sim.ServiceID
}

// PortHolder is a static host port that is taken, and by whom.
type PortHolder struct {
	Port    sim.HostPort
	By      Holder
	Service sim.ServiceID // of HeldByService and HeldForDaemon; otherwise sim.NoService
}

// Holder is who holds a host port.
type Holder uint8

// The holders: a task of a service; tasks outside of services; the container agent, or something else that the instance reserves
// it for; a daemon that is still to come.
const (
	HeldByService Holder = iota
	HeldByStandalone
	HeldReserved
	HeldForDaemon
)

// String is the holder's name in records.ndjson.
func (h Holder) String() string {
	return [...]string{"service", "standaloneTasks", "reserved", "keptForDaemon"}[h]
}

// Shortages says of each container instance of a refusal what it lacked.
func (o *Occupants) Shortages(r *sim.Record) []Shortage {
	list := make([]Shortage, len(r.Refusal.Each))
	definition := &o.scenario.TaskDefinitions[r.Definition]
	for n, each := range r.Refusal.Each {
		s := &list[n]
		s.InstanceLacks = each
		if each.Lacks&sim.LackPort != 0 {
			s.Ports = o.holders(each.Instance, definition.HostPorts)
		}
		if each.Lacks&sim.LackAttribute != 0 {
			s.Attributes = o.missing(each.Instance, definition)
		}
		s.KeptFor = o.keptFor(&each, definition)
	}
	return list
}

// missing are the attributes that tasks of a definition require and an instance hasn't got.
func (o *Occupants) missing(i sim.InstanceID, d *sim.TaskDefinition) []sim.Attribute {
	var list []sim.Attribute
	for _, a := range d.Requires {
		if value, ok := o.scenario.Attribute(&o.instances[i], a.Name); !ok || value != a.Value {
			list = append(list, a)
		}
	}
	return list
}

// has says whether an instance has a task of a service: any that hasn't STOPPED, or one that placement counts.
func (o *Occupants) has(i sim.InstanceID, service sim.ServiceID, counted bool) bool {
	return slices.ContainsFunc(o.on[i].tasks, func(t occupant) bool { return t.service == service && (!counted || !t.told) })
}

// holders are the ports of a set that are taken on an instance, and by whom.
func (o *Occupants) holders(i sim.InstanceID, ports sim.PortSet) []PortHolder {
	var list []PortHolder
	for p, port := range o.scenario.HostPorts {
		one := sim.PortSet{}.With(p)
		if !ports.Overlaps(one) {
			continue
		}
		if by, service, ok := o.holder(i, one); ok {
			list = append(list, PortHolder{port, by, service})
		}
	}
	return list
}

// holder is who holds a port.
func (o *Occupants) holder(i sim.InstanceID, port sim.PortSet) (Holder, sim.ServiceID, bool) {
	if o.instances[i].Taken.Overlaps(port) {
		return HeldReserved, sim.NoService, true
	}
	for _, t := range o.on[i].tasks {
		if !t.told && o.scenario.TaskDefinitions[t.definition].HostPorts.Overlaps(port) {
			return HeldByService, t.service, true
		}
	}
	for _, d := range o.standalone(i) {
		if o.scenario.TaskDefinitions[d].HostPorts.Overlaps(port) {
			return HeldByStandalone, sim.NoService, true
		}
	}
	for id := range o.services {
		if d := sim.ServiceID(id); o.awaits(i, d) && o.scenario.TaskDefinitions[o.services[d].definition].HostPorts.Overlaps(port) {
			return HeldForDaemon, d, true
		}
	}
	return 0, sim.NoService, false
}

// standalone are the definitions of the tasks outside of services that an instance has.
func (o *Occupants) standalone(i sim.InstanceID) []sim.TaskDefinitionID {
	var list []sim.TaskDefinitionID
	if on := &o.on[i]; on.emptied || !on.state.IsRegistered() {
		return nil
	}
	for _, of := range o.scenario.Standalone {
		for _, where := range of.Instances {
			if where == i {
				list = append(list, of.Definition)
			}
		}
	}
	return list
}

// awaits says whether an instance has no task of a DAEMON service and may be to have one, as far as that isn't for
// expressions to say.
func (o *Occupants) awaits(i sim.InstanceID, id sim.ServiceID) bool {
	s := &o.services[id]
	return o.scenario.Services[id].Daemon && s.live && !s.gone && o.on[i].state == sim.InstanceActive && !o.has(i, id, true) &&
		o.scenario.HasRequired(&o.instances[i], &o.scenario.TaskDefinitions[s.definition])
}

// keptFor are the DAEMON services that room may be kept for on an instance which would have what it lacks otherwise.
func (o *Occupants) keptFor(l *sim.InstanceLacks, want *sim.TaskDefinition) []sim.ServiceID {
	free := o.instances[l.Instance].Capacity
	for _, t := range o.on[l.Instance].tasks {
		if !t.told {
			free = free.Minus(o.scenario.TaskDefinitions[t.definition].Reservation)
		}
	}
	for _, d := range o.standalone(l.Instance) {
		free = free.Minus(o.scenario.TaskDefinitions[d].Reservation)
	}
	need := want.Reservation
	kept := l.Lacks&sim.LackCPU != 0 && need.CPU <= free.CPU || l.Lacks&sim.LackMemory != 0 && need.Memory <= free.Memory ||
		l.Lacks&sim.LackGPU != 0 && need.GPU <= free.GPU || l.Lacks&sim.LackENI != 0 && need.ENI <= free.ENI
	var list []sim.ServiceID
	for id := range o.services {
		if d := sim.ServiceID(id); kept && o.awaits(l.Instance, d) && free.Fits(o.scenario.TaskDefinitions[o.services[d].definition].Reservation) {
			list = append(list, d)
		}
	}
	return list
}
