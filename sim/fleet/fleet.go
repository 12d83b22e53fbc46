// Package fleet keeps the container instances: by the control plane's book and by what the hosts really hold. The two
// differ while tasks stop, because ECS counts a stopping task's resources as free at once, while the host has them
// only when its containers have ended (What's New 2023-07; ECS agent, host_resource_manager.go). The fleet knows
// numbers of tasks, not what they are.
package fleet

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// TaskID numbers the tasks of a run from 0.
type TaskID int32

// Fleet is all container instances of a run. Make one with New.
type Fleet struct {
	// By InstanceID and for reading: the zone, what the control plane takes to be free, the host ports that it takes to
	// be in use, the state, and whether ECS hears nothing from the agent.
	Zone         []sim.ZoneID
	Free         []sim.Resources
	Taken        []sim.PortSet
	State        []sim.InstanceState
	Disconnected []bool

	hosts []host
}

// host is what one container instance's agent knows. Network interfaces are none of its business: the control plane attaches
// and detaches them.
type host struct {
	capacity sim.Resources
	free     sim.Resources // not held by containers
	reserved sim.PortSet   // never a task's
	others   int           // how many more of these there are, which no task asks for
	ports    sim.PortSet   // held by containers
	held     int           // tasks that hold resources
	stopping int           // tasks on the host that are stopping
	queue    []Arrival     // first in, first out
}

// Arrival is a task that waits on its host, PENDING, until the host has room.
type Arrival struct {
	Task TaskID
	Want sim.Claim
}

// New is the empty fleet of these instances, all of them ACTIVE.
func New(instances []sim.Instance) *Fleet {
	n := len(instances)
	f := &Fleet{
		Zone: make([]sim.ZoneID, n), Free: make([]sim.Resources, n), Taken: make([]sim.PortSet, n),
		State: make([]sim.InstanceState, n), Disconnected: make([]bool, n), hosts: make([]host, n),
	}
	for i := range instances {
		from := &instances[i]
		f.Zone[i], f.Free[i], f.Taken[i] = from.Zone, from.Capacity, from.Taken
		if from.Later {
			f.State[i] = sim.InstanceAbsent
		}
		f.hosts[i] = host{capacity: from.Capacity, free: from.Capacity, reserved: from.Taken, others: from.OtherPorts}
	}
	return f
}

// Len is the number of instances.
func (f *Fleet) Len() int { return len(f.hosts) }

// Takes says whether instance i takes tasks at all: it is ACTIVE, and its agent is connected (D26 task-placement).
func (f *Fleet) Takes(i sim.InstanceID) bool {
	return f.State[i] == sim.InstanceActive && !f.Disconnected[i]
}

// Capacity is what tasks can have of instance i.
func (f *Fleet) Capacity(i sim.InstanceID) sim.Resources { return f.hosts[i].capacity }

// Fits says whether instance i can take such a task by the control plane's book, whatever its state.
func (f *Fleet) Fits(i sim.InstanceID, want *sim.Claim) bool {
	return f.Free[i].Fits(want.Resources) && !f.Taken[i].Overlaps(want.Ports) && f.HasPorts(i, want.Ports)
}

// HasPorts says whether instance i would have no more than MaxReservedPorts host ports reserved with these. That is the
// control plane's rule: the agent looks only whether a port is in use (ECS agent, host_resource_manager.go).
func (f *Fleet) HasPorts(i sim.InstanceID, wanted sim.PortSet) bool {
	return wanted == sim.PortSet{} || f.hosts[i].others+f.Taken[i].Union(wanted).Len() <= sim.MaxReservedPorts
}

// Reserve books what a task wants of instance i in the control plane's view. It panics when i hasn't got it free.
func (f *Fleet) Reserve(i sim.InstanceID, want sim.Claim) {
	if !f.Fits(i, &want) {
		panic(fmt.Sprintf("instance %d has %v free, %v taken, and can't reserve %v", i, f.Free[i], f.Taken[i], want))
	}
	f.Free[i] = f.Free[i].Minus(want.Resources)
	f.Taken[i] = f.Taken[i].Union(want.Ports)
}

// Unreserve gives it back in the control plane's view. It panics when more would be free than there is.
func (f *Fleet) Unreserve(i sim.InstanceID, want sim.Claim) {
	f.Free[i] = f.Free[i].Plus(want.Resources)
	f.Taken[i] = f.Taken[i].Minus(want.Ports)
	if !f.hosts[i].capacity.Fits(f.Free[i]) {
		panic(fmt.Sprintf("instance %d has %v free of %v", i, f.Free[i], f.hosts[i].capacity))
	}
}

// Hold takes what a task wants on the host without queueing, for tasks that are up when the run begins.
func (f *Fleet) Hold(i sim.InstanceID, want sim.Claim) {
	h := &f.hosts[i]
	want = want.OfContainers()
	if !h.hasRoom(&want) {
		panic(fmt.Sprintf("host %d has %v free and can't hold %v", i, h.free, want))
	}
	h.take(&want)
}

// Release gives back what a task held on the host, once its containers have ended.
func (f *Fleet) Release(i sim.InstanceID, want sim.Claim) {
	h := &f.hosts[i]
	want = want.OfContainers()
	h.free = h.free.Plus(want.Resources)
	h.ports = h.ports.Minus(want.Ports)
	h.held--
	if !h.capacity.Fits(h.free) || h.held < 0 {
		panic(fmt.Sprintf("host %d has %v free of %v", i, h.free, h.capacity))
	}
}

func (h *host) hasRoom(want *sim.Claim) bool {
	return h.free.Fits(want.Resources) && !h.ports.Overlaps(want.Ports) && !h.reserved.Overlaps(want.Ports)
}

func (h *host) take(want *sim.Claim) {
	h.free = h.free.Minus(want.Resources)
	h.ports = h.ports.Union(want.Ports)
	h.held++
}

// Stopping moves the number of stopping tasks on the host by n.
func (f *Fleet) Stopping(i sim.InstanceID, n int) { f.hosts[i].stopping += n }

// Enqueue puts an arriving task at the end of the host's queue.
func (f *Fleet) Enqueue(i sim.InstanceID, a Arrival) {
	a.Want = a.Want.OfContainers()
	f.hosts[i].queue = append(f.hosts[i].queue, a)
}

// Withdraw takes a task that was told to stop out of the host's queue, if it is there.
func (f *Fleet) Withdraw(i sim.InstanceID, t TaskID) {
	h := &f.hosts[i]
	for k := range h.queue {
		if h.queue[k].Task == t {
			h.queue = append(h.queue[:k], h.queue[k+1:]...)
			return
		}
	}
}

// Admit takes the first task of the host's queue if the host has room for it, holds its resources and returns it. The
// first one blocks those behind it. With waitForStops, nothing is admitted while a task on the host is stopping
// (agents before 1.73.0).
func (f *Fleet) Admit(i sim.InstanceID, waitForStops bool) (t TaskID, ok bool) {
	h := &f.hosts[i]
	if len(h.queue) == 0 || waitForStops && h.stopping > 0 {
		return 0, false
	}
	first := h.queue[0]
	if !h.hasRoom(&first.Want) {
		return 0, false
	}
	h.take(&first.Want)
	h.queue = append(h.queue[:0], h.queue[1:]...)
	return first.Task, true
}

// Held is what containers hold on the host, and how many tasks.
func (f *Fleet) Held(i sim.InstanceID) (c sim.Claim, tasks int) {
	h := &f.hosts[i]
	return sim.Claim{Resources: h.capacity.Minus(h.free), Ports: h.ports}, h.held
}

// IsIdle says whether no task holds anything of instance i or is booked on it.
func (f *Fleet) IsIdle(i sim.InstanceID) bool {
	h := &f.hosts[i]
	return h.held == 0 && len(h.queue) == 0 && f.Free[i] == h.capacity
}

// Queued is the number of tasks that wait on the host.
func (f *Fleet) Queued(i sim.InstanceID) int { return len(f.hosts[i].queue) }
