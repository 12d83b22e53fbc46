package ecs_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestPassesAreLeftOutExactly: a run in which every service has a pass at each point of its grid does the same as one
// without the passes that can change nothing, as long as the latter lasts.
func TestPassesAreLeftOutExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyScenario(t)
		sc.Duration = 20 * sim.Minute
		seed := rapid.Uint64().Draw(t, "seed")
		var sparse, full sim.Log
		w, err := ecs.New(sc, seed, &sparse)
		if err != nil {
			return // it doesn't fit on its cluster, so it doesn't begin
		}
		for w.Step() {
		}
		ended := w.Now()
		if w, err = ecs.New(sc, seed, &full); err != nil {
			t.Fatal(err)
		}
		w.LeaveNoPassOut()
		for w.Step() {
		}
		if want, got := deeds(sparse, ended), deeds(full, ended); want != got {
			t.Errorf("the story without passes that change nothing (-), and with every pass (+):\n%s",
				cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
		}
	})
}

// deeds are the records of what was done, before a run's end; what passes say of themselves is left out.
func deeds(log sim.Log, until sim.Time) string {
	var done sim.Log
	for i := range log {
		if log[i].At < until {
			done = append(done, log[i])
		}
	}
	return story(done, sim.KindSettings, sim.KindAction, sim.KindDeployment, sim.KindTask, sim.KindTarget,
		sim.KindContainerHealth, sim.KindHealth, sim.KindEvent)
}
