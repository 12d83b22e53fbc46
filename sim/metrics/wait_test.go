package metrics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestHostWaits: who waits for a host is told with what it was started for. A task is told to stop at a pass and holds its
// host for 70 s; 4 fit. Of four, two stop at 70 s (the API is seen after 5 s, passes come at full tens), until 140 s. The
// call at 80 s starts two at 90 s, which are PENDING from 91 s to 140 s. When one of the four is stopped by hand at 600 s, the
// pass at 600 s starts another, which waits from 601 s to 670 s and belongs to nothing. Under rules of 2023 it is the same.
func TestHostWaits(t *testing.T) {
	for _, behavior := range []sim.Behavior{sim.Behavior202305, sim.Behavior202607} {
		sc := pathCluster(1, 4, 4, 50, 200)
		sc.Rules, _ = sim.RulesOf(behavior)
		sc.TaskDefinitions[0].Timing.Exit = sim.Constant(70 * sim.Second)
		sc.TaskDefinitions[0].Containers[0].StopTimeout = 2 * sim.Minute
		sc.Timeline = []sim.Action{
			{Index: 0, At: 60_000, Update: sim.UpdateService{DesiredCount: new(2)}},
			{Index: 1, At: 80_000, Update: sim.UpdateService{DesiredCount: new(4)}},
			{Index: 2, At: 600_000, Kind: sim.ActionStopTask, Stop: sim.StopTask{Tasks: sim.TaskChoice{Count: 1}}},
		}
		_, fold := trace(sc, 1)
		s := fold.Service(0)
		if len(s.Scalings) != 2 {
			t.Fatalf("%+v", s.Scalings)
		}
		got := []metrics.HostWaits{s.Scalings[0].Waits, s.Scalings[1].Waits, s.Deployments[0].Later.Waits}
		want := []metrics.HostWaits{{}, {Tasks: 2, Most: 49 * sim.Second, Sum: 98_000}, {Tasks: 1, Most: 69 * sim.Second, Sum: 69_000}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: - want, + got:\n%s", behavior, diff)
		}
	}
}

// TestUndone: of four tasks at 100/100 none may leave the instance that is DRAINING from 60 s to 120 s, because of both
// bounds; and its standalone tasks are there as long as it isn't gone.
func TestUndone(t *testing.T) {
	sc := pathCluster(2, 8, 4, 100, 100)
	sc.Standalone = []sim.StandaloneTasks{{Definition: 1, Group: "family:web", Instances: []sim.InstanceID{0, 1, 0}}}
	on := func(drain bool) sim.ChangeInstances {
		return sim.ChangeInstances{Instances: []sim.InstanceID{0}, Drain: drain}
	}
	sc.Timeline = []sim.Action{
		{Index: 0, At: 60_000, Kind: sim.ActionUpdateInstances, Instances: on(true)},
		{Index: 1, At: 120_000, Kind: sim.ActionUpdateInstances, Instances: on(false)},
	}
	_, fold := trace(sc, 1)
	x := fold.Service(0).Disturbances[0]
	if !x.Undone || x.Done || x.DoneAt != 120_000 || x.Tasks != 2 || x.Left != 2 || x.Then == nil {
		t.Fatalf("%+v", x)
	}
	bounds := sim.BlockedByFloor | sim.BlockedByCap
	if at := x.Then; at.Pass.Blocked&bounds != bounds || at.Counts.Healthy != 4 || at.Settings.Cap != 4 || at.Refused || at.Protected != 0 {
		t.Errorf("it stands %+v", at)
	}
	if tasks, standalone := fold.TasksOn(0); tasks != 2 || standalone != 2 {
		t.Errorf("%d tasks, %d standalone", tasks, standalone)
	}
	sc.Timeline = append(sc.Timeline, sim.Action{Index: 2, At: 180_000, Kind: sim.ActionTerminateInstances, Instances: on(false)})
	_, fold = trace(sc, 1)
	if tasks, standalone := fold.TasksOn(0); tasks != 0 || standalone != 0 {
		t.Errorf("%d tasks, %d standalone on an instance that is gone", tasks, standalone)
	}
}
