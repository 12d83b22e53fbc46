package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// rebalancing is the rest of the message of an event of Availability Zone rebalancing (D26
// service-rebalancing-event-messages-list; the words observed).
func (w *Wording) rebalancing(r *sim.Record) string {
	n := strconv.Itoa(int(r.N))
	switch r.Event { //nolint:exhaustive // the others are worded in Event
	case sim.EventZonesBalanced:
		return "is AZ balanced with " + w.inZones(r.InZones) + "."
	case sim.EventZonesUnbalanced:
		return "is not AZ balanced with " + w.inZones(r.InZones) + ". AZ Rebalancing in progress."
	case sim.EventRebalancingStarted:
		return "has started " + n + " tasks in " + w.scenario.Zones[r.Zone] + " to AZ Rebalance:" + w.tasks(r) + "."
	case sim.EventRebalancingStopped:
		return "has stopped " + n + " running tasks in " + w.scenario.Zones[r.Zone] + " due to AZ rebalancing:" + w.tasks(r) + "."
	case sim.EventRebalancingUnplaced:
		return "is unable to place a task in " + w.scenario.Zones[r.Zone] + " because no container instance met all of its requirements."
	case sim.EventRebalancingEnded:
		return "stopped AZ Rebalancing."
	case sim.EventRebalancingHeld:
		return "was unable to AZ Rebalance because (taskSet " + w.names.Deployment(r.Service, r.Deployment) +
			") was unable to scale in due to (reason " + n + " tasks under protection)."
	}
	return ""
}

// inZones lists zones with their tasks, the fullest first (observed; that those with as many go by their names is
// assumed).
func (w *Wording) inZones(tasks []int32) string {
	var zones []int
	for z, n := range tasks {
		if n >= 0 {
			zones = append(zones, z)
		}
	}
	slices.SortFunc(zones, func(a, b int) int {
		return cmp.Or(cmp.Compare(tasks[b], tasks[a]), cmp.Compare(w.scenario.Zones[a], w.scenario.Zones[b]))
	})
	parts := make([]string, len(zones))
	for i, z := range zones {
		parts[i] = strconv.Itoa(int(tasks[z])) + " tasks in " + w.scenario.Zones[z]
	}
	return strings.Join(parts, ", ")
}
