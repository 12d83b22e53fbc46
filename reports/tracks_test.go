package reports_test

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// tracked plays a scenario for its tracks, and for the counts that have to agree with them.
func tracked(t rapid.TB, sc *sim.Scenario) (*reports.Tracks, *reports.Run) {
	tracks, run := reports.NewTracks(sc), reports.NewRun(sc, 1)
	if err := ecs.Run(context.Background(), sc, 1, sim.Recorders{tracks, run}); err != nil {
		t.Fatal(err)
	}
	return tracks, run
}

// TestTracks: in a rolling deployment each new task takes the place of an old one, and its phases follow each other.
func TestTracks(t *testing.T) {
	tracks, _ := tracked(t, at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo()))
	if n := len(tracks.Tasks); n != 4 {
		t.Fatalf("%d tasks, want 4", n)
	}
	for i := range 2 {
		before, after := &tracks.Tasks[i], &tracks.Tasks[i+2]
		if before.ReplacedBy != i+2 || after.Replaces != i || before.Replaces != -1 || after.ReplacedBy != -1 {
			t.Errorf("task %d is replaced by %d, and task %d replaces %d", i, before.ReplacedBy, i+2, after.Replaces)
		}
		if before.End() == sim.Never || before.Told > before.End() || after.End() != sim.Never || after.Told != sim.Never {
			t.Errorf("task %d is told to stop at %s and STOPPED at %s, task %d STOPPED at %s", i, before.Told, before.End(), i+2, after.End())
		}
		if last := after.Bars[len(after.Bars)-1]; last.Phase != reports.PhaseHealthy {
			t.Errorf("task %d ends %s", i+2, last.Phase)
		}
	}
}

// TestTracksAgree: whatever happens, the bars of the tasks at the end add up to the counts of the run, bars follow each
// other in time, and pairs point at each other.
func TestTracksAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyFleet(t)
		tracks, run := tracked(t, sc)
		var phases [reports.NumPhases]int32
		for i := range tracks.Tasks {
			task := &tracks.Tasks[i]
			phases[task.Bars[len(task.Bars)-1].Phase]++
			for k := 1; k < len(task.Bars); k++ {
				if task.Bars[k].At <= task.Bars[k-1].At {
					t.Fatalf("task %d: %v", i, task.Bars)
				}
			}
			if k := task.Replaces; k >= 0 && tracks.Tasks[k].ReplacedBy != i {
				t.Fatalf("task %d replaces %d, which %d replaces", i, k, tracks.Tasks[k].ReplacedBy)
			}
			if k := task.ReplacedBy; k >= 0 && tracks.Tasks[k].Replaces != i {
				t.Fatalf("task %d is replaced by %d, which replaces %d", i, k, tracks.Tasks[k].Replaces)
			}
		}
		counts := run.Fold.Service(0).Counts
		got := [...]int32{
			phases[reports.PhaseProvisioning] + phases[reports.PhasePending] + phases[reports.PhaseActivating],
			phases[reports.PhaseWaiting] + phases[reports.PhaseHealthy] + phases[reports.PhaseUnhealthy], phases[reports.PhaseHealthy],
			phases[reports.PhaseDeactivating] + phases[reports.PhaseStopping] + phases[reports.PhaseDeprovisioning],
		}
		if want := [...]int32{counts.Pending, counts.Running, counts.Healthy, counts.Stopping}; got != want {
			t.Fatalf("pending, running, healthy, stopping are %v by their bars, %v by the counts", got, want)
		}
	})
}
