package study

import (
	"errors"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestSpent: a run ends when the search has used up its records, and no further one begins.
func TestSpent(t *testing.T) {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	sc := &sim.Scenario{
		Duration: 24 * sim.Hour, Rules: rules, Zones: []string{"a"}, Scheduler: sim.Scheduler{PassInterval: 10 * sim.Second},
		Groups: []sim.InstanceGroup{{Name: "host", Count: 1, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: 5000, Memory: 5000}}},
		TaskDefinitions: []sim.TaskDefinition{{
			Family: "web", Revision: 1, Reservation: sim.Resources{CPU: 1, Memory: 1},
			Containers: []sim.Container{{Name: "app", Essential: true}},
		}},
		Services: []sim.Service{{Name: "web", DesiredCount: 2000, InitialState: sim.New, Deployment: sim.DeploymentConfiguration{MaximumPercent: 200}}},
	}
	s := search{ctx: t.Context(), scenario: sc, seed: 1, left: 1 << 30}
	if fold, err := s.run(sc); err != nil || !fold.Over() {
		t.Fatalf("the run ends with %v", err)
	}
	used := 1<<30 - s.left
	s.left = used / 2
	if _, err := s.run(sc); !errors.Is(err, spentError{}) || s.left > 0 || s.left < -used/2 {
		t.Errorf("with half the records the run ends with %v and %d left", err, s.left)
	}
	if _, err := s.run(sc); !errors.Is(err, spentError{}) {
		t.Errorf("with none left the run ends with %v", err)
	}
	s.left, s.each = 1<<30, used/2
	if _, err := s.run(sc); !errors.Is(err, longError{}) || s.left < 1<<30-used {
		t.Errorf("with half the records that the run needs it ends with %v and %d left", err, s.left)
	}
}
