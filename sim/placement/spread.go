package placement

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
)

// Spread is where a service's tasks stand, those left out that were told to stop: the container instance view's
// runningTasksCount counts by desired status too (API page ContainerInstance).
type Spread struct {
	OnInstance []int32 // by InstanceID
	InZone     []int32 // by ZoneID
}

// Add moves the counts of instance i by n.
func (s *Spread) Add(f *fleet.Fleet, i sim.InstanceID, n int32) {
	s.OnInstance[i] += n
	s.InZone[f.Zone[i]] += n
}

// Tie settles which of several equally good instances is taken. AWS doesn't say. Assumed: the lowest number, or the
// first in an order that is drawn once for the entity. The strategy random draws each time anew.
type Tie struct {
	Lowest  bool
	Hosts   []draw.Entity // by InstanceID: named by what doesn't shift when other instances come or go
	Draws   draw.Source
	Entity  draw.Entity
	Purpose draw.Purpose

	Random draw.Purpose // of the draws of the strategy random
	Drawn  uint64       // how many of these the entity has made so far
}

// rank is the instance's place in the order: lower goes first, equal ranks by number.
func (t *Tie) rank(i sim.InstanceID) uint32 {
	if t.Lowest {
		return 0
	}
	return t.Draws.Uint32(t.Entity, t.Purpose, uint64(t.Hosts[i]))
}
