package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestRebalancingTexts: the fullest zone first, and one that takes no tasks left out.
func TestRebalancingTexts(t *testing.T) {
	sc := rollingScenario()
	sc.Zones = []string{"eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1d"}
	w := reports.NewWording(sc)
	task := sim.NewNames(sc).Task(0, 0)
	for _, c := range []eventText{
		{
			sim.Record{Event: sim.EventZonesUnbalanced, InZones: []int32{1, 1, 3, -1}},
			"is not AZ balanced with 3 tasks in eu-central-1c, 1 tasks in eu-central-1a, 1 tasks in eu-central-1b. AZ Rebalancing in progress.",
		},
		{
			sim.Record{Event: sim.EventRebalancingStarted, Zone: 1, N: 1, Tasks: []sim.TaskNumber{0}},
			"has started 1 tasks in eu-central-1b to AZ Rebalance: (task " + task + ").",
		},
		{
			sim.Record{Event: sim.EventRebalancingStopped, Zone: 2, N: 1, Tasks: []sim.TaskNumber{0}},
			"has stopped 1 running tasks in eu-central-1c due to AZ rebalancing: (task " + task + ").",
		},
		{
			sim.Record{Event: sim.EventZonesBalanced, InZones: []int32{2, 1, 2, -1}},
			"is AZ balanced with 2 tasks in eu-central-1a, 2 tasks in eu-central-1c, 1 tasks in eu-central-1b.",
		},
		{
			sim.Record{Event: sim.EventRebalancingUnplaced, Zone: 1, N: 1},
			"is unable to place a task in eu-central-1b because no container instance met all of its requirements.",
		},
		{sim.Record{Event: sim.EventRebalancingEnded}, "stopped AZ Rebalancing."},
		{sim.Record{Event: sim.EventRebalancingHeld, N: 2}, "was unable to AZ Rebalance because (taskSet ecs-svc/0027155197107248842) was unable to scale in due to (reason 2 tasks under protection)."},
	} {
		c.record.Kind = sim.KindEvent
		if got := w.Event(&c.record); got != "(service web) "+c.want {
			t.Errorf("got  %s\nwant (service web) %s", got, c.want)
		}
	}
}
