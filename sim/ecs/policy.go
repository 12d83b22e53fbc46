package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/placement"
)

// policy is how a service's tasks of one revision are placed, made ready once.
type policy struct {
	definition sim.TaskDefinitionID
	*placement.Policy
}

// members gives policies the attributes of container instances.
type members struct {
	scenario  *sim.Scenario
	instances []sim.Instance
}

// Len is the number of instances.
func (m *members) Len() int { return len(m.instances) }

// Attribute is the value of an instance's attribute.
func (m *members) Attribute(i sim.InstanceID, name string) (value string, ok bool) {
	return m.scenario.Attribute(&m.instances[i], name)
}

// policyOf is the policy of a service's tasks of a revision: the service's strategies, and the constraints of both.
func (w *World) policyOf(s *service, definition sim.TaskDefinitionID) *placement.Policy {
	for i := range s.policies {
		if s.policies[i].definition == definition {
			return s.policies[i].Policy
		}
	}
	p := placement.NewPolicy(s.now.Placement.Strategies, &w.members)
	s.policies = append(s.policies, policy{definition, p})
	return p
}
