package sim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// TestMostRegistered counts by hand: two instances, two that come later and a host of Fargate, which never counts.
func TestMostRegistered(t *testing.T) {
	sc := valid()
	sc.Groups[0].Count = 2
	sc.Groups = append(sc.Groups,
		sim.InstanceGroup{Name: "later", Count: 2, Later: true, Zones: []sim.ZoneID{0}},
		sim.InstanceGroup{Name: "fargate", Count: 1, Fargate: true, Zones: []sim.ZoneID{0}},
	)
	act := func(kind sim.ActionKind, c sim.ChangeInstances) {
		sc.Timeline = append(sc.Timeline, sim.Action{Kind: kind, Instances: c})
	}
	ids := func(list ...sim.InstanceID) sim.ChangeInstances { return sim.ChangeInstances{Instances: list} }
	act(sim.ActionReplaceInstances, sim.ChangeInstances{Instances: ids(0, 1).Instances, Successors: ids(2, 3).Instances, Batch: 1})
	act(sim.ActionTerminateInstances, ids(0, 2))
	act(sim.ActionLoseZone, ids(2, 3, 4))
	act(sim.ActionRestoreZone, ids(2, 3, 4))
	act(sim.ActionUpdateInstances, sim.ChangeInstances{Instances: ids(3).Instances, Drain: true})
	act(sim.ActionDeregisterInstances, ids(3))
	act(sim.ActionAddInstances, ids(3))
	if diff := cmp.Diff([]int{2, 3, 1, 0, 2, 2, 1, 2}, sc.MostRegistered()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, _, many := sc.TooManyRegistered(); many {
		t.Error("two are too many")
	}
	sc.Groups[0].Count = sim.MaxRegistered
	sc.Timeline = sc.Timeline[:1]
	sc.Timeline[0].Instances = sim.ChangeInstances{Instances: ids(0).Instances, Successors: ids(sim.MaxRegistered).Instances, Batch: 1}
	if action, count, many := sc.TooManyRegistered(); action != 0 || count != sim.MaxRegistered+1 || !many {
		t.Errorf("too many are registered: %v, action %d, %d", many, action, count)
	}
}
