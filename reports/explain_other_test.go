package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestNoSettingHelps: a service that can't be placed is told who has the room, and only one whose tasks fail that it needs
// another revision.
func TestNoSettingHelps(t *testing.T) {
	full := at(fleetScenario(1, 3, 2, 100, 200), sim.Minute, scaleTo(4))
	full.Standalone = []sim.StandaloneTasks{{Definition: 1, Group: "family:web", Instances: []sim.InstanceID{0}}}
	alone := at(fleetScenario(1, 2, 2, 100, 200), sim.Minute, scaleTo(4))
	crashing := at(fleetScenario(1, 8, 2, 100, 200), sim.Minute, updateTo())
	crash := sim.Constant(5 * sim.Second)
	crashing.TaskDefinitions[1].Faults = sim.Faults{CrashAfter: &crash, ExitCode: 1}
	for _, c := range []struct {
		sc   *sim.Scenario
		want string
	}{
		{full, "one of these settings; besides its own tasks the container instances hold 1 standalone task."},
		{alone, "one of these settings."},
		{crashing, "one of these settings, such as a revision that works."},
	} {
		e := reports.NewExplanation(c.sc, 1, nil)
		if err := ecs.Run(t.Context(), c.sc, 1, e); err != nil {
			t.Fatal(err)
		}
		e.Explorations = []reports.Exploration{{Best: -1, Trials: []reports.Trial{{Key: "services.web.desiredCount", From: "2", To: "1", Effect: "none"}}}}
		var b bytes.Buffer
		if err := e.Write(&b); err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(b.String()), " ")
		if !strings.Contains(text, c.want) {
			t.Errorf("%q isn't in %s", c.want, b.String())
		}
	}
}
