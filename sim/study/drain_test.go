package study_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/study"
)

// drained is four tasks on two instances with room for so many each, of which a-1 becomes DRAINING at 60 s.
func drained(room, minimum, maximum int) *sim.Scenario {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	return &sim.Scenario{
		Name: "drained", Duration: 20 * sim.Minute, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, Phase: new(sim.Span(0)), LowestTies: true,
			Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: rules.BackoffCap},
		},
		Zones: []string{"us-east-1a"},
		Groups: []sim.InstanceGroup{{
			Name: "a", Count: 2, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: int64(room) * 100, Memory: int64(room) * 100},
		}},
		TaskDefinitions: []sim.TaskDefinition{{
			Family: "web", Revision: 1, Reservation: sim.Resources{CPU: 100, Memory: 100},
			Containers: []sim.Container{{Name: "app", Essential: true}},
			Timing:     sim.Timing{Pull: sim.Constant(5 * sim.Second), Start: sim.Constant(sim.Second)},
		}},
		Services: []sim.Service{{
			Name: "web", DesiredCount: 4,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum},
		}},
		Timeline: []sim.Action{{
			At: 60_000, Kind: sim.ActionUpdateInstances,
			Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Drain: true},
		}},
	}
}

// varyNumbers changes the settings of drained that are numbers; other changes give no scenario.
func varyNumbers(room, minimum, maximum int) study.Vary {
	return func(set string) (*sim.Scenario, error) {
		sc := drained(room, minimum, maximum)
		key, value, _ := strings.Cut(set, "=")
		n, err := strconv.Atoi(value)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s is no number", value)
		case strings.HasSuffix(key, ".maximumPercent"):
			sc.Services[0].Deployment.MaximumPercent = n
		case strings.HasSuffix(key, ".minimumHealthyPercent"):
			sc.Services[0].Deployment.MinimumHealthyPercent = n
		case key == "instances.a.count":
			sc.Groups[0].Count = n
		default:
			return nil, fmt.Errorf("there is no %s", key)
		}
		return sc, nil
	}
}

// TestDrainRemedies: what frees an instance that never gets empty. With 100/100 of four tasks one more in the cap, or one
// less in the floor; where there is no room for another one, one more instance, or room made by stopping first, which
// doesn't: the tasks of the DRAINING instance have nowhere else to go. At 125 %
// the replacements start at 60 s and, when the first task has STOPPED at 110 s, at 120 s, and count 46 s later, so that the
// last pass stops at 170 s; at 75 % they start at 70 s and 130 s.
func TestDrainRemedies(t *testing.T) {
	const (
		maximum = "services.web.deploymentConfiguration.maximumPercent"
		minimum = "services.web.deploymentConfiguration.minimumHealthyPercent"
		count   = "instances.a.count"
	)
	for _, c := range []struct {
		name                   string
		room, minimum, maximum int
		want                   []study.Remedy
	}{
		{"100/100", 4, 100, 100, []study.Remedy{
			{Key: maximum, From: "100", To: "125", Completes: true, Duration: 110 * sim.Second},
			{Key: minimum, From: "100", To: "75", Completes: true, Duration: 116 * sim.Second},
		}},
		{"no room", 2, 100, 200, []study.Remedy{{Key: count, From: "2", To: "3", Completes: true, Duration: 50 * sim.Second}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc, vary := drained(c.room, c.minimum, c.maximum), varyNumbers(c.room, c.minimum, c.maximum)
			end := play(t, sc)
			if got := end.Service(0).Outcome; got != sim.OutcomeStuck {
				t.Fatalf("the run ends %v", got)
			}
			found, err := study.Remedies(t.Context(), sc, 1, end, vary)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, found); diff != "" {
				t.Errorf("- want, + got:\n%s", diff)
			}
			for _, r := range found {
				varied, err := vary(r.Key + "=" + r.To)
				if err != nil {
					t.Fatal(err)
				}
				s := play(t, varied).Service(0)
				if x := s.Disturbances[0]; !x.Done || x.DoneAt.Sub(x.At) != r.Duration {
					t.Errorf("%s=%s: %+v", r.Key, r.To, x)
				}
			}
			all, err := study.Explore(t.Context(), sc, 1, end, vary)
			if err != nil {
				t.Fatal(err)
			}
			best := all[0].Trials[all[0].Best]
			if len(all) != 1 || !slices.ContainsFunc(found, func(r study.Remedy) bool { return r.Key == best.Key && r.To == best.To }) || !best.Smallest {
				t.Errorf("best is %+v", best)
			}
		})
	}
}

// TestDrainShortened: what lets a drain that is over be over sooner. At 100/200 the replacements count at 106 s, so that the
// pass at 110 s stops the old ones: 50 s. At 50 % the old ones stop at 60 s while their replacements start: 46 s; at 75 %
// one of them does, and the other waits for the pass at 110 s. An undone drain, and one before a later scaling, aren't tried.
func TestDrainShortened(t *testing.T) {
	sc, vary := drained(4, 100, 200), varyNumbers(4, 100, 200)
	all, err := study.Explore(t.Context(), sc, 1, play(t, sc), vary)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Effect != study.Completes || all[0].Span != 50*sim.Second || all[0].Best < 0 || !all[0].Scaling {
		t.Fatalf("it is %+v", all)
	}
	best := all[0].Trials[all[0].Best]
	if best.Key != "services.web.deploymentConfiguration.minimumHealthyPercent" || best.To != "50" || best.Span != 46*sim.Second || !best.Costs || best.MinHealthy != 2 {
		t.Errorf("best is %+v", best)
	}
	for _, trial := range all[0].Trials {
		if trial.Span == 0 && trial.Effect == study.Completes {
			t.Errorf("%+v takes nothing from the service, and is no help", trial)
		}
	}
	added := drained(4, 100, 200)
	added.Groups = append(added.Groups, added.Groups[0], added.Groups[0])
	added.Groups[1].Name, added.Groups[1].Later, added.Groups[2].Name, added.Groups[2].Fargate = "b", true, "c", true
	all, err = study.Explore(t.Context(), added, 1, play(t, added), vary)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	for _, trial := range all[0].Trials {
		if trial.Key == "instances.b.count" || trial.Key == "instances.c.count" {
			t.Errorf("%s is tried, which no scenario has", trial.Key)
		}
	}
	undone := drained(4, 100, 100)
	undone.Timeline = append(undone.Timeline, sim.Action{
		Index: 1, At: 120_000, Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}},
	})
	if all, err := study.Explore(t.Context(), undone, 1, play(t, undone), vary); err != nil || len(all) != 0 {
		t.Errorf("of an undone drain it is %+v, %v", all, err)
	}
}

// TestDrainFreed: a change after which the drain goes on, but isn't over when the run is, frees it; and one after which the
// service has no task on the instance has nothing to wait for.
func TestDrainFreed(t *testing.T) {
	sc := drained(4, 100, 100)
	sc.Duration = 80 * sim.Second
	vary := varyNumbers(4, 100, 100)
	found, err := study.Remedies(t.Context(), sc, 1, play(t, sc), func(set string) (*sim.Scenario, error) {
		varied, err := vary(set)
		if err == nil {
			varied.Duration = sc.Duration
		}
		return varied, err
	})
	if err != nil {
		t.Fatal(err)
	}
	const minimum = "services.web.deploymentConfiguration.minimumHealthyPercent"
	want := []study.Remedy{{Key: minimum, From: "100", To: "75"}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
