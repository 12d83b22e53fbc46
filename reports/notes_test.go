package reports_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestNotes: a rolling deployment's passes start and stop all of its tasks, each old one with the reason of its stop.
func TestNotes(t *testing.T) {
	sc := at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo())
	notes := reports.NewNotes(sc)
	if err := ecs.Run(context.Background(), sc, 1, notes); err != nil {
		t.Fatal(err)
	}
	var starts, stops int32
	held := false
	for _, p := range notes.Passes {
		starts, stops = starts+p.Facts.Starts, stops+p.Facts.Stops
		held = held || p.Facts.Blocked&sim.BlockedByFloor != 0
	}
	if starts != 2 || stops != 2 || !held || len(notes.Refusals) != 0 {
		t.Errorf("%d starts and %d stops, held by the floor: %v, %d refusals; want 2, 2, true, 0", starts, stops, held, len(notes.Refusals))
	}
	for task := range sim.TaskNumber(5) {
		code, reason := notes.Stop(0, task)
		if stopped := strings.HasPrefix(reason, "Scaling activity initiated by (deployment ecs-svc/"); stopped != (task < 2) ||
			(code == "ServiceSchedulerInitiated") != (task < 2) {
			t.Errorf("task %d stopped with %q, %q", task, code, reason)
		}
	}
}

// TestPassReasons words each thing that can hold a service back.
func TestPassReasons(t *testing.T) {
	got := reports.PassReasons(&sim.PassFacts{
		Blocked: 1<<10 - 1, Floor: 4, Cap: 8, Healthy: 1, Alive: 8, Pending: 2, Waiting: 3, Wanted: 1200, Ending: 5, Failures: 1, RetryAt: 90_000,
	})
	want := []string{
		"floor: 1 is healthy and 4 must be", "cap: 8 tasks count and 8 may",
		"capacity: no container instance takes another task; 1,200 more wanted",
		"health: 2 on their way to RUNNING, 3 RUNNING without a verdict", "stops: 5 are still stopping",
		"backoff: starting tasks failed 1 time in a row; next attempt at 1:30",
		"unhealthy: tasks are unhealthy inside their grace period", "launchRate: only so many tasks a minute are started",
		"protection: tasks under scale-in protection can't be stopped", "bake: the bake time isn't over",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	got = reports.PassReasons(&sim.PassFacts{
		Blocked: sim.BlockedByFloor | sim.BlockedByCap, Floor: 4, Cap: 8, Healthy: 5, Alive: 6, Wanted: 3, Surplus: 2,
	})
	want = []string{"floor: only 1 more may stop, and 2 more are to", "cap: there is room for 2 more, and 3 more are wanted"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	got = reports.PassReasons(&sim.PassFacts{Blocked: sim.BlockedByCap, Cap: 1, Alive: 1})
	if diff := cmp.Diff([]string{"cap: 1 task counts and 1 may"}, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if got := reports.PassReasons(&sim.PassFacts{}); len(got) != 0 {
		t.Errorf("a free pass is held back by %q", got)
	}
}

// TestRefusalNotes: a task that fits nowhere is noted, with what each instance lacked.
func TestRefusalNotes(t *testing.T) {
	sc := at(fleetScenario(2, 1, 2, 100, 200), sim.Minute, updateTo())
	notes := reports.NewNotes(sc)
	if err := ecs.Run(context.Background(), sc, 1, notes); err != nil {
		t.Fatal(err)
	}
	if len(notes.Refusals) == 0 {
		t.Fatal("no refusal was noted")
	}
	r := &notes.Refusals[0]
	lacked := r.Reasons(sc, sim.NewNames(sc))
	if r.Wanted < 1 || r.Refusal.Each != nil || len(lacked) != 2 || !strings.Contains(lacked[0], "insufficient") {
		t.Errorf("%d tasks were refused, instances lack %q", r.Wanted, lacked)
	}
	none := reports.RefusalNote{}
	if diff := cmp.Diff([]string{"no container instance is registered"}, none.Reasons(sc, sim.NewNames(sc))); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
