package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// lack is one thing that a container instance can lack, in words.
type lack struct {
	of      sim.Lacks
	name    string // in records.ndjson
	many    string // after "2 lack"
	event   string // after "(container-instance ID)" in a service event
	failure string // reason of SERVICE_TASK_PLACEMENT_FAILURE
}

// lacks are all of them, in the order in which ECS names one of several (assumed). The texts of events are observed for
// CPU, memory, ports, attributes, the agent and memberOf; the others are worded like these. A port too many is told as one in use
// (observed in 2016, when the limit was 50: issue 332 of the ECS agent).
func lacks() []lack {
	return []lack{
		{sim.LackCPU, "cpu", "CPU", "has insufficient CPU units available.", "RESOURCE:CPU"},
		{sim.LackMemory, "memory", "memory", "has insufficient memory available.", "RESOURCE:MEMORY"},
		{sim.LackGPU, "gpu", "GPUs", "has insufficient GPU resource available.", "RESOURCE:GPU"},
		{sim.LackPort, "port", "a host port, which is taken", "is already using a port required by your task.", "RESOURCE:PORTS"},
		{sim.LackPorts, "portLimit", "room among the 100 host ports that may be reserved", "is already using a port required by your task.", "RESOURCE:PORTS"},
		{sim.LackENI, "eni", "a network interface for another task in awsvpc mode", `encountered error "RESOURCE:ENI".`, "RESOURCE:ENI"},
		{
			sim.LackDistinct, "distinctInstance", "the distance that distinctInstance asks for, having a task of the service",
			`encountered error "DistinctInstance placement constraint unsatisfied.".`, "",
		},
		{sim.LackMember, "memberOf", "what memberOf asks for", `encountered error "MemberOf placement constraint unsatisfied.".`, ""},
		{sim.LackAttribute, "attribute", "an attribute that the task definition requires", "is missing an attribute required by your task.", "ATTRIBUTE"},
		{sim.LackAgent, "agent", "a connected agent", "doesn't have the agent connected.", "AGENT"},
		{sim.LackActive, "active", "the state ACTIVE, being DRAINING", `encountered error "INSTANCE_NOT_ACTIVE".`, ""},
	}
}

// firstLack is what a refusal names of the closest instance; ok is false in a cluster without instances.
func firstLack(r *sim.Refusal) (l lack, ok bool) {
	if r.Closest == sim.NoInstance || r.Instances == 0 {
		return lack{}, false
	}
	for _, l := range lacks() {
		if r.ClosestLacks&l.of != 0 {
			return l, true
		}
	}
	return lack{}, false
}

// lackTexts are the things of a set in the words of service events.
func lackTexts(of sim.Lacks) []string {
	texts := []string{}
	for _, l := range lacks() {
		if of&l.of != 0 && !slices.Contains(texts, l.event) {
			texts = append(texts, l.event)
		}
	}
	return texts
}
