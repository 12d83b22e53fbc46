package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Rebalancing is what Availability Zone rebalancing has done to a service, by its events.
type Rebalancing struct {
	Moved int32    // tasks that were stopped in one zone after others had been started for them elsewhere
	Since sim.Time // when the first of these was started; means nothing while Moved is 0, like Until
	Until sim.Time // when the last of them was stopped
	Told  bool     // the latest word is that the zones aren't balanced
	// InZones are the service's tasks by ZoneID as the latest event about zones has them: -1 where it has no instance.
	InZones []int32
	// Unplaced says that the latest look found no room in Zone.
	Unplaced bool
	Zone     sim.ZoneID

	begun   bool // a task has been started
	begunAt sim.Time
}

// see takes a service event.
func (b *Rebalancing) see(r *sim.Record) {
	switch r.Event { //nolint:exhaustive // those of rebalancing
	case sim.EventZonesBalanced, sim.EventZonesUnbalanced:
		b.Told, b.Unplaced = r.Event == sim.EventZonesUnbalanced, false
		b.InZones = slices.Clone(r.InZones) // they are lent
	case sim.EventRebalancingStarted:
		b.Unplaced = false
		if !b.begun {
			b.begun, b.begunAt = true, r.At
		}
	case sim.EventRebalancingStopped:
		if b.Moved == 0 {
			b.Since = b.begunAt
		}
		b.Moved += r.N
		b.Until = r.At
	case sim.EventRebalancingUnplaced:
		b.Unplaced, b.Zone = true, r.Zone
	case sim.EventRebalancingEnded:
		b.begun = b.Moved > 0
	}
}

// Zones are the RUNNING tasks of a service by ZoneID; -1 stands for a zone in which no instance takes any: none is ACTIVE and
// heard from, or none has the attributes that they require. What constraints say of instances isn't looked at.
func (f *Fold) Zones(id sim.ServiceID) []int32 {
	s := &f.services[id]
	zones := slices.Clone(s.running)
	takes := make([]bool, len(zones))
	definition := &f.scenario.TaskDefinitions[s.API.TaskDefinition]
	for i, instance := range f.scenario.Instances() {
		h := &f.instances[i]
		if h.inService() && h.fargate == s.API.Fargate && (h.fargate || f.scenario.HasRequired(&instance, definition)) {
			takes[h.zone] = true
		}
	}
	for z := range zones {
		if !takes[z] {
			zones[z] = -1
		}
	}
	return zones
}
