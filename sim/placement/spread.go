package placement

import (
	"github.com/ecssim/ecssim/sim"
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
