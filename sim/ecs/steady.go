package ecs

import (
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// NotSteadyError says that a service that is to begin STEADY doesn't fit on the cluster.
type NotSteadyError struct {
	Service sim.ServiceID
	text    string
}

// Error says how many of its tasks fit, what the container instance that comes closest lacks for one more, and what to do.
func (e *NotSteadyError) Error() string { return e.text }

// noRoom is the text for a service of whose tasks only some fit.
func (w *World) noRoom(s *service, fit int, r *sim.Refusal) string {
	d := &w.scenario.TaskDefinitions[s.now.TaskDefinition]
	text := fmt.Sprintf("service %s can't begin STEADY: only %d of its %d tasks of %s fit on the cluster's %d container instances",
		s.now.Name, fit, s.now.DesiredCount, d.Name(), r.Instances)
	advice := "add instances, lower desiredCount, or let it begin NEW"
	if r.Closest != sim.NoInstance {
		text += "; the closest, " + w.members.instances[r.Closest].Name + ", lacks " + lacking(r)
		if w.isTooLarge(d, r) {
			advice = "a task is larger than any of them, even an empty one: take larger instances, or let it ask for less"
		}
	}
	return text + "; " + advice
}

// isTooLarge says whether a task has no room on any of the instances that were looked at, whatever else is there.
func (w *World) isTooLarge(d *sim.TaskDefinition, r *sim.Refusal) bool {
	for _, one := range r.Each {
		if w.members.instances[one.Instance].Capacity.Fits(d.Reservation) {
			return false
		}
	}
	return true
}

// lacking is what the closest instance lacks, in words.
func lacking(r *sim.Refusal) string {
	quantity := func(what string, want, free int64) string {
		return fmt.Sprintf("%s (a task wants %d, and %d are free)", what, want, max(free, 0))
	}
	var all []string
	for _, one := range []struct {
		of   sim.Lacks
		text string
	}{
		{sim.LackCPU, quantity("CPU units", r.Want.CPU, r.ClosestFree.CPU)},
		{sim.LackMemory, quantity("MiB of memory", r.Want.Memory, r.ClosestFree.Memory)},
		{sim.LackGPU, quantity("GPUs", r.Want.GPU, r.ClosestFree.GPU)},
		{sim.LackENI, quantity("network interfaces", r.Want.ENI, r.ClosestFree.ENI)},
		{sim.LackPort, "a host port, which is taken"},
		{sim.LackPorts, fmt.Sprintf("room among the %d host ports that may be reserved", sim.MaxReservedPorts)},
		{sim.LackDistinct, "the distance that distinctInstance asks for"},
		{sim.LackMember, "what memberOf asks for"},
		{sim.LackAttribute, "an attribute that the task definition requires"},
	} {
		if r.ClosestLacks&one.of != 0 {
			all = append(all, one.text)
		}
	}
	return strings.Join(all, " and ")
}
