package ecs

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/query"
)

// policy is how a service's tasks of one revision are placed, made ready once.
type policy struct {
	definition sim.TaskDefinitionID
	*placement.Policy
	fixed, varying []func(sim.InstanceID) bool // its expressions: those that look at the instance alone, and those that look at tasks
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
func (w *World) policyOf(s *service, definition sim.TaskDefinitionID) *policy {
	for _, p := range s.policies {
		if p.definition == definition {
			return p
		}
	}
	strategies := s.now.Placement.Strategies
	if s.now.Daemon {
		strategies = nil // they don't matter
	}
	p := &policy{definition: definition, Policy: placement.NewPolicy(strategies, &w.members)}
	w.oneEach(s, p.Policy)
	w.letDaemonsFirst(s, p.Policy)
	w.keepApart(p.Policy, s.now.Fargate)
	w.require(p.Policy, s.now.Fargate, definition)
	w.constrain(s, p, s.now.Placement.Constraints)
	w.constrain(s, p, w.scenario.TaskDefinitions[definition].Constraints)
	p.Varying = append(p.Varying, p.varying...)
	if len(p.fixed) > 0 {
		p.Allowed = make([]bool, w.fleet.Len())
		for i := range p.Allowed {
			p.try(sim.InstanceID(i))
		}
	}
	s.policies = append(s.policies, p)
	return p
}

// try looks whether the expressions that look at instances alone allow one.
func (p *policy) try(i sim.InstanceID) {
	p.Allowed[i] = !slices.ContainsFunc(p.fixed, func(holds func(sim.InstanceID) bool) bool { return !holds(i) })
}

// allowsNow says whether the constraints let a task onto an instance.
func (p *policy) allowsNow(i sim.InstanceID) bool {
	return p.Takes(i) && !slices.ContainsFunc(p.varying, func(holds func(sim.InstanceID) bool) bool { return !holds(i) })
}

// reconsider tries again whether constraints allow an instance, which has changed.
func (s *service) reconsider(i sim.InstanceID) {
	for _, p := range s.policies {
		if p.Allowed != nil {
			p.try(i)
		}
	}
}

// constrain adds constraints to a policy. Those that don't look at tasks are tried once, and again when an instance
// changes. A daemon doesn't see itself: it is as if it were about to be placed (assumed).
func (w *World) constrain(s *service, p *policy, constraints []sim.PlacementConstraint) {
	for _, c := range constraints {
		if c.Distinct {
			p.Distinct = true
			continue
		}
		of := &host{world: w}
		if s.now.Daemon {
			of.without = s
		}
		e := w.expressions[c.Expression]
		holds := func(i sim.InstanceID) bool {
			of.id = i
			return e.Matches(of)
		}
		if e.DependsOnTasks() {
			p.varying = append(p.varying, holds)
		} else {
			p.fixed = append(p.fixed, holds)
		}
	}
}

// keepApart keeps tasks on Fargate off the container instances of the cluster, and others off Fargate.
func (w *World) keepApart(p *placement.Policy, fargate bool) {
	for i := range w.members.instances {
		if w.group(sim.InstanceID(i)).Fargate != fargate {
			if p.Outside == nil {
				p.Outside = make([]bool, w.fleet.Len())
			}
			p.Outside[i] = true
		}
	}
}

// readConstraints parses the expressions of all constraints of the scenario.
func (w *World) readConstraints() error {
	w.expressions = make(map[string]*query.Expression)
	sc := w.scenario
	lists := make([][]sim.PlacementConstraint, 0, len(sc.Services)+len(sc.TaskDefinitions))
	for i := range sc.Services {
		lists = append(lists, sc.Services[i].Placement.Constraints)
	}
	for i := range sc.TaskDefinitions {
		lists = append(lists, sc.TaskDefinitions[i].Constraints)
	}
	for i := range sc.Timeline {
		if c := sc.Timeline[i].Update.Constraints; c != nil {
			lists = append(lists, *c)
		}
	}
	for _, list := range lists {
		for _, c := range list {
			if c.Distinct || w.expressions[c.Expression] != nil {
				continue
			}
			e, err := query.Parse(c.Expression)
			if err != nil {
				return fmt.Errorf("placement constraint %q: %w", c.Expression, err)
			}
			w.expressions[c.Expression] = e
			w.watchesTasks = w.watchesTasks || e.DependsOnTasks()
		}
	}
	return nil
}

// tasksMoved says that a task was placed, became RUNNING or isn't any more: services whose constraints look at tasks and
// that found no place may find one now, and daemons may have to go, or to come.
func (w *World) tasksMoved() {
	if !w.watchesTasks {
		return
	}
	for k := range w.services {
		if w.starving > 0 && w.services[k].starved {
			w.mayPlace(&w.services[k])
		}
	}
	for _, id := range w.daemons {
		w.dirty(&w.services[id])
	}
}

// host is a container instance as expressions see it.
type host struct {
	world   *World
	id      sim.InstanceID
	without *service // whose tasks it doesn't see; nil: it sees all
}

// Attribute is the value of one of its attributes.
func (h *host) Attribute(name string) (value string, ok bool) {
	return h.world.members.Attribute(h.id, name)
}

// AgentConnected says whether ECS hears from its agent.
func (h *host) AgentConnected() bool {
	return !h.world.fleet.Disconnected[h.id] && h.world.fleet.State[h.id].IsRegistered()
}

// AgentVersion is its agent's version.
func (h *host) AgentVersion() string {
	return h.world.scenario.Groups[h.world.members.instances[h.id].Group].AgentVersion
}

// InstanceID is its EC2 instance ID.
func (h *host) InstanceID() string {
	return h.world.scenario.EC2ID(&h.world.members.instances[h.id])
}

// RegisteredAt is when it registered; those that are there from the beginning did so when the run began (assumed).
func (h *host) RegisteredAt() int64 {
	return h.world.scenario.StartAt + int64(h.world.instances[h.id].registeredAt.Sub(0)/sim.Second)
}

// RunningTasks is how many tasks on it are RUNNING.
func (h *host) RunningTasks() int {
	n := h.world.instances[h.id].running
	if h.without == nil {
		return n
	}
	for t := h.world.firstOn(h.id); t != nil; t = h.world.nextOn(t) {
		if t.service == h.without.id && t.state == sim.Running {
			n--
		}
	}
	return n
}

// HasTaskOf says whether it has a task of a group that hasn't been told to stop (assumed, as for distinctInstance).
func (h *host) HasTaskOf(group string) bool {
	for i := range h.world.services {
		if s := &h.world.services[i]; s.group == group && s != h.without && s.spread.OnInstance[h.id] > 0 {
			return true
		}
	}
	for i := range h.world.standalone {
		if t := &h.world.standalone[i]; t.group == group && t.instance == h.id && !t.gone {
			return true
		}
	}
	return false
}

// TaskGroup is the i-th group of which it has a task.
func (h *host) TaskGroup(i int) (group string, ok bool) {
	for k := range h.world.services {
		s := &h.world.services[k]
		if s == h.without || s.spread.OnInstance[h.id] == 0 {
			continue
		}
		if i == 0 {
			return s.group, true
		}
		i--
	}
	for k := range h.world.standalone {
		t := &h.world.standalone[k]
		if t.instance != h.id || t.gone {
			continue
		}
		if i == 0 {
			return t.group, true
		}
		i--
	}
	return "", false
}
