package study_test

import (
	"context"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
	"github.com/ecssim/ecssim/sim/study"
)

// stuck is a service of so many tasks on one instance with room for so many, moved to a new revision.
func stuck(desired, minimum, maximum int, room int64) *sim.Scenario {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	phase, next := sim.Span(0), sim.TaskDefinitionID(1)
	definition := func(revision int) sim.TaskDefinition {
		return sim.TaskDefinition{
			Family: "web", Revision: revision, Reservation: sim.Resources{CPU: 1, Memory: 1},
			Containers: []sim.Container{{Name: "app", Essential: true, StopTimeout: 30 * sim.Second}},
		}
	}
	return &sim.Scenario{
		Duration: sim.Hour, Rules: rules, Zones: []string{"a"},
		Scheduler:       sim.Scheduler{PassInterval: 10 * sim.Second, Phase: &phase, LowestTies: true},
		Groups:          []sim.InstanceGroup{{Name: "host", Count: 1, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: room, Memory: room}}},
		TaskDefinitions: []sim.TaskDefinition{definition(1), definition(2)},
		Services: []sim.Service{{Name: "web", DesiredCount: desired, Deployment: sim.DeploymentConfiguration{
			MinimumHealthyPercent: minimum, MaximumPercent: maximum,
		}}},
		Timeline: []sim.Action{{Update: sim.UpdateService{TaskDefinition: &next}}},
	}
}

// TestRemedies: the smallest change of each setting, by hand. One more task in the cap, one less in the floor, one more
// instance.
func TestRemedies(t *testing.T) {
	for _, c := range []struct {
		name string
		sc   *sim.Scenario
		want map[string]string
	}{
		{"1 at 100/134", stuck(1, 100, 134, 9), map[string]string{
			"deploymentConfiguration.maximumPercent": "200", "deploymentConfiguration.minimumHealthyPercent": "0",
		}},
		{"10 at 91/109", stuck(10, 91, 109, 99), map[string]string{
			"deploymentConfiguration.maximumPercent": "110", "deploymentConfiguration.minimumHealthyPercent": "90",
		}},
		{"8 on 8 full places at 100/200", stuck(8, 100, 200, 8), map[string]string{
			"deploymentConfiguration.minimumHealthyPercent": "87", `instances."host".count`: "2",
		}},
		{"1 on a full place at 100/134", stuck(1, 100, 134, 1), map[string]string{
			"deploymentConfiguration.minimumHealthyPercent": "0",
		}},
	} {
		fold := metrics.New(c.sc)
		if err := ecs.Run(context.Background(), c.sc, 1, fold); err != nil {
			t.Fatal(err)
		}
		end := fold.Service(0)
		if end.Outcome != sim.OutcomeStuck {
			t.Errorf("%s ends %v", c.name, end.Outcome)
		}
		found, err := study.Remedies(context.Background(), c.sc, 1, 0, end)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != len(c.want) {
			t.Errorf("%s: remedies are %v, want %v", c.name, found, c.want)
		}
		for _, r := range found {
			if r.To != c.want[r.Key] || r.Duration <= 0 {
				t.Errorf("%s: %s to %s (completes in %v s), want %q", c.name, r.Key, r.To, r.Duration, c.want[r.Key])
			}
		}
	}
}
