package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestFargateZoneLost: a service on Fargate that loses its only zone is refused in Fargate's words, and its records are JSON
// without hosts.
func TestFargateZoneLost(t *testing.T) {
	sc := at(fleetScenario(1, 8, 2, 50, 200), sim.Minute, take(sim.ActionLoseZone, 0))
	sc.Groups[0].Fargate, sc.Services[0].Fargate = true, true
	sc.Scheduler.InstanceLossLag = 30 * sim.Second
	four := 4
	sc.Timeline = append(sc.Timeline, sim.Action{At: 65_000, Update: sim.UpdateService{DesiredCount: &four}})
	var text bytes.Buffer
	records := reports.NewRecordWriter(&text, sc)
	if err := ecs.Run(t.Context(), sc, 1, records); err != nil {
		t.Fatal(err)
	}
	if err := records.Close(); err != nil {
		t.Fatal(err)
	}
	refused := false
	for line := range strings.Lines(text.String()) {
		var r struct{ Instance, Closest, Message string }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if r.Instance != "" || r.Closest != "" {
			t.Errorf("a host of Fargate is named: %s", line)
		}
		refused = refused || strings.HasSuffix(r.Message, "Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.")
	}
	if !refused {
		t.Error("no event says that there is no capacity")
	}
}
