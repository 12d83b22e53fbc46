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
	// Zone and Free are by InstanceID and for reading: the zone, and what the control plane takes to be free.
	Zone []sim.ZoneID
	Free []sim.Resources

	hosts []host
}

// host is what one container instance's agent knows.
type host struct {
	capacity sim.Resources
	free     sim.Resources // not held by containers
	held     int           // tasks that hold resources
	stopping int           // tasks on the host that are stopping
	queue    []Arrival     // first in, first out
}

// Arrival is a task that waits on its host, PENDING, until the host has room.
type Arrival struct {
	Task TaskID
	Want sim.Resources
}

// New is the empty fleet of these instances.
func New(instances []sim.Instance) *Fleet {
	f := &Fleet{
		Zone: make([]sim.ZoneID, len(instances)), Free: make([]sim.Resources, len(instances)),
		hosts: make([]host, len(instances)),
	}
	for i := range instances {
		f.Zone[i] = instances[i].Zone
		f.Free[i] = instances[i].Capacity
		f.hosts[i] = host{capacity: instances[i].Capacity, free: instances[i].Capacity}
	}
	return f
}

// Len is the number of instances.
func (f *Fleet) Len() int { return len(f.hosts) }

// Capacity is what tasks can have of instance i.
func (f *Fleet) Capacity(i sim.InstanceID) sim.Resources { return f.hosts[i].capacity }

// Reserve books r on instance i in the control plane's view. It panics when i hasn't got that much free.
func (f *Fleet) Reserve(i sim.InstanceID, r sim.Resources) {
	if !f.Free[i].Fits(r) {
		panic(fmt.Sprintf("instance %d has %v free and can't reserve %v", i, f.Free[i], r))
	}
	f.Free[i] = f.Free[i].Minus(r)
}

// Unreserve gives r on instance i back in the control plane's view. It panics when more would be free than there is.
func (f *Fleet) Unreserve(i sim.InstanceID, r sim.Resources) {
	f.Free[i] = f.Free[i].Plus(r)
	if !f.hosts[i].capacity.Fits(f.Free[i]) {
		panic(fmt.Sprintf("instance %d has %v free of %v", i, f.Free[i], f.hosts[i].capacity))
	}
}

// Hold takes r on the host without queueing, for tasks that are up when the run begins.
func (f *Fleet) Hold(i sim.InstanceID, r sim.Resources) {
	h := &f.hosts[i]
	if !h.free.Fits(r) {
		panic(fmt.Sprintf("host %d has %v free and can't hold %v", i, h.free, r))
	}
	h.free = h.free.Minus(r)
	h.held++
}

// Release gives back what a task held on the host, once its containers have ended.
func (f *Fleet) Release(i sim.InstanceID, r sim.Resources) {
	h := &f.hosts[i]
	h.free = h.free.Plus(r)
	h.held--
	if !h.capacity.Fits(h.free) || h.held < 0 {
		panic(fmt.Sprintf("host %d has %v free of %v", i, h.free, h.capacity))
	}
}

// Stopping moves the number of stopping tasks on the host by n.
func (f *Fleet) Stopping(i sim.InstanceID, n int) { f.hosts[i].stopping += n }

// Enqueue puts an arriving task at the end of the host's queue.
func (f *Fleet) Enqueue(i sim.InstanceID, a Arrival) { f.hosts[i].queue = append(f.hosts[i].queue, a) }

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
	if !h.free.Fits(first.Want) {
		return 0, false
	}
	h.free = h.free.Minus(first.Want)
	h.held++
	h.queue = append(h.queue[:0], h.queue[1:]...)
	return first.Task, true
}

// Held is what containers hold on the host, and how many tasks.
func (f *Fleet) Held(i sim.InstanceID) (r sim.Resources, tasks int) {
	h := &f.hosts[i]
	return h.capacity.Minus(h.free), h.held
}

// Queued is the number of tasks that wait on the host.
func (f *Fleet) Queued(i sim.InstanceID) int { return len(f.hosts[i].queue) }
