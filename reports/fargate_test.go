package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
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

// onFargate puts web on Fargate, whose zones are those of the first group.
func onFargate(sc *sim.Scenario) *sim.Scenario {
	sc.Groups = sc.Groups[:1]
	sc.Groups[0].Fargate, sc.Services[0].Fargate = true, true
	return sc
}

// TestFargateVerdicts holds what verdicts and explanations say of services on Fargate: there are no container instances.
func TestFargateVerdicts(t *testing.T) {
	lost := take(sim.ActionLoseZone, 0)
	for _, c := range []disturbanceCase{
		{
			"a zone of two", onFargate(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, lost)),
			"Zone us-east-1a was lost at 1:00: its 2 tasks of service web had been replaced after 1 min 16 s; ECS noticed the loss after 30 s and counted its 2 tasks as healthy until then; 2 tasks were lost with the zone; healthy fell to 2 of 4 for 46 s.",
		},
		{
			"the only zone", onFargate(at(fleetScenario(1, 8, 2, 50, 200), sim.Minute, lost)),
			"Zone us-east-1a was lost at 1:00, and service web is stuck with 0 of 2 tasks running: it can't start a task (Fargate refuses it: capacity is unavailable at this time); ECS noticed the loss after 30 s and counted its 2 tasks as healthy until then; 2 tasks were lost with the zone.",
		},
		{
			"one task", onFargate(at(fleetScenario(1, 8, 1, 0, 200), sim.Minute, lost)),
			"Zone us-east-1a was lost at 1:00, and service web is stuck with 0 of 1 tasks running: it can't start a task (Fargate refuses it: capacity is unavailable at this time); ECS noticed the loss after 30 s and counted its one task as healthy until then; 1 task was lost with the zone.",
		},
		{
			"before ECS has noticed", func() *sim.Scenario {
				sc := onFargate(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, lost))
				sc.Duration = 70 * sim.Second
				return sc
			}(),
			"Zone us-east-1a was lost at 1:00: ECS hadn't noticed in the end, and counted its 2 tasks as healthy; healthy never fell below 4 of 4.",
		},
		{
			"a rollout without capacity", onFargate(at(at(fleetScenario(1, 8, 2, 0, 200), sim.Minute, lost), 2*sim.Minute, updateTo())),
			"web:2 is stuck with none of its 2 tasks running: it can't start a task (Fargate refuses it: capacity is unavailable at this time). Meanwhile no task was healthy, as before, to the end. Zone us-east-1a was lost at 1:00, and not all that service web lost was replaced in the end; ECS noticed the loss after 30 s and counted its 2 tasks as healthy until then; 2 tasks were lost with the zone; no task was healthy from 1:30 on, to the end.",
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			for _, moment := range []*sim.Time{nil, new(sim.Time(65_000)), new(sim.Time(100_000)), new(sim.Time(c.sc.Duration))} {
				e := reports.NewExplanation(c.sc, 1, moment)
				if err := ecs.Run(t.Context(), c.sc, 1, e); err != nil {
					t.Fatal(err)
				}
				var text, object bytes.Buffer
				if err := errors.Join(e.Write(&text), e.WriteJSON(&object)); err != nil {
					t.Fatal(err)
				}
				for _, none := range []string{"container instance", " a-1", "no container", "\"a-1\""} {
					if strings.Contains(text.String(), none) || strings.Contains(object.String(), none) {
						t.Errorf("there is %q in\n%s%s", none, &text, &object)
					}
				}
			}
		})
	}
}

// TestFargateTable: the table has no row for container instances where there is only Fargate, and no figure in it for a
// service on Fargate where there are some.
func TestFargateTable(t *testing.T) {
	table := func(sc *sim.Scenario) string {
		return string(written(t, func(b *bytes.Buffer) error { return played(t, sc).WriteTable(b) }))
	}
	if text := table(onFargate(fleetScenario(2, 8, 4, 50, 200))); strings.Contains(text, "hostsUsed") {
		t.Errorf("of Fargate:\n%s", text)
	}
	mixed := fleetScenario(2, 8, 4, 50, 200)
	mixed.Groups[1].Name, mixed.Groups[1].Later, mixed.Groups[1].Fargate = "fargate", false, true
	mixed.Services = append(mixed.Services, mixed.Services[0])
	mixed.Services[1].Name, mixed.Services[1].Fargate = "cloud", true
	if text := strings.Join(strings.Fields(table(mixed)), " "); !strings.Contains(text, " hostsUsed 2 of 2 - zoneSkew ") {
		t.Errorf("of both:\n%s", text)
	}
}
