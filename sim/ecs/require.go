package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/placement"
)

// require keeps tasks of a revision off container instances without an attribute that it requires (D26
// service-event-messages-list, container instance missing required attribute; task_definition_parameters_ec2: a task
// definition that names a cpuArchitecture is placed on that one only).
func (w *World) require(p *placement.Policy, fargate bool, definition sim.TaskDefinitionID) {
	if fargate || len(w.scenario.TaskDefinitions[definition].Requires) == 0 {
		return
	}
	p.Missing = make([]bool, w.fleet.Len())
	for i := range p.Missing {
		p.Missing[i] = !w.hasRequired(sim.InstanceID(i), definition)
	}
}

// hasRequired says whether an instance has the attributes that a revision requires.
func (w *World) hasRequired(i sim.InstanceID, definition sim.TaskDefinitionID) bool {
	return w.scenario.HasRequired(&w.members.instances[i], &w.scenario.TaskDefinitions[definition])
}
