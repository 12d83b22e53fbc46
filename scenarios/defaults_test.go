package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// TestDefaultScheduler: the defaults are those of a scenario that says nothing of the scheduler, under each behavior.
func TestDefaultScheduler(t *testing.T) {
	got, err := scenarios.DefaultScheduler(sim.Behavior202607)
	if err != nil {
		t.Fatal(err)
	}
	same(t, mustParse(t, minimal).Scheduler, got)
	if got, err = scenarios.DefaultScheduler(sim.Behavior202305); err != nil || got.Backoff.Cap != 15*sim.Minute {
		t.Errorf("under the older rules, the longest pause is %v (%v), want 15 min", got.Backoff.Cap, err)
	}
	if _, err := scenarios.DefaultScheduler("1999"); err == nil {
		t.Error("a behavior that isn't known has defaults")
	}
}
