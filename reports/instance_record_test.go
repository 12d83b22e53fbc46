package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestDrainingInstanceIsTerminated: it stays DRAINING in ECS's eyes until ECS has seen that it is gone.
func TestDrainingInstanceIsTerminated(t *testing.T) {
	sc := at(at(fleetScenario(2, 8, 2, 100, 100), sim.Minute, drain(true, 0)), 2*sim.Minute, take(sim.ActionTerminateInstances, 0))
	var text bytes.Buffer
	records := reports.NewRecordWriter(&text, sc)
	if err := ecs.Run(t.Context(), sc, 1, records); err != nil {
		t.Fatal(err)
	}
	if err := records.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(text.String()) {
		if _, status, ok := strings.Cut(line, `"status":"`); ok && strings.Contains(line, `"kind":"instance"`) {
			got = append(got, status[:strings.IndexByte(status, '"')])
		}
	}
	if all := strings.Join(got, " "); all != "DRAINING DRAINING INACTIVE" {
		t.Errorf("it is %s", all)
	}
}
