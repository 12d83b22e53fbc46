package study_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
	"github.com/ecssim/ecssim/sim/study"
)

// explore is the exploration of the first service of a scenario.
func explore(t *testing.T, name string, sets ...string) study.Exploration {
	t.Helper()
	sc, vary := readVaried(t, name, sets...)
	all, err := study.Explore(t.Context(), sc, 1, play(t, sc), vary)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 || all[0].Service != 0 {
		t.Fatalf("there are %d explorations", len(all))
	}
	return all[0]
}

// best is the change that an exploration recommends, as an override.
func best(e *study.Exploration) string {
	if e.Best < 0 {
		return ""
	}
	return e.Trials[e.Best].Key + "=" + e.Trials[e.Best].To
}

// TestExploreTellsWhatARunShows: every trial comes to what a run of the scenario with that override comes to, whatever
// the scenario's trouble is.
func TestExploreTellsWhatARunShows(t *testing.T) {
	for _, c := range []struct {
		file string
		sets []string
	}{
		{"rolling-basic.toml", nil},
		{"sigterm-ignored.toml", nil},
		{"stuck-one-task.toml", nil},
		{"broken-image.toml", nil},
		{"updated.toml", nil},
		{"slow-starter.toml", nil},
		{"slow-starter.toml", []string{"services.web.healthCheckGracePeriodSeconds=90"}},
		{"one-host.toml", []string{"services.web.desiredCount=8", "instances.host.cpu=800"}},
		{"one-host.toml", []string{"timeline=[{ at = \"1m\", updateService = { service = \"web\", desiredCount = 50 } }]"}},
	} {
		e := explore(t, c.file, c.sets...)
		if len(e.Trials) < 5 {
			t.Errorf("%s %v: only %d trials", c.file, c.sets, len(e.Trials))
		}
		for _, trial := range e.Trials {
			sc, vary := readVaried(t, c.file, c.sets...)
			varied, err := vary(trial.Key + "=" + trial.To)
			if err != nil {
				if !trial.Refused {
					t.Errorf("%s %v: %s=%s: %v", c.file, c.sets, trial.Key, trial.To, err)
				}
				continue
			}
			if trial.Refused {
				continue // such as one that doesn't fit on its cluster
			}
			s := play(t, varied).Service(0)
			got, span := study.NoEffect, sim.Span(0)
			d := s.Judged()
			took, completed := d.Duration()
			switch settled := s.Outcome == sim.OutcomeSettled; {
			case settled && e.Scaling:
				got = study.Completes
				if n := len(s.Scalings); n > 0 {
					span = s.Scalings[n-1].SteadyAt.Sub(s.Scalings[n-1].At)
				}
			case settled && completed:
				got, span = study.Completes, took
			case settled && d.End == metrics.EndFailed:
				got, span = study.RollsBack, d.Rollback.DoneAt.Sub(d.Created)
			}
			if trial.Effect != study.Frees && (got != trial.Effect || span != trial.Span) {
				t.Errorf("%s %v: %s=%s: %v in %s, the trial says %v in %s", sc.Name, c.sets, trial.Key, trial.To, got, span, trial.Effect, trial.Span)
			}
		}
	}
}

// TestExploreNamesTheFix: the percent dead-locks, a slow starter whose grace period is just short, a full cluster, and a
// service that doesn't find room while it scales out. The values are the smallest by hand.
func TestExploreNamesTheFix(t *testing.T) {
	const (
		maximum = "services.web.deploymentConfiguration.maximumPercent"
		minimum = "services.web.deploymentConfiguration.minimumHealthyPercent"
		one     = "services.web.desiredCount=1"
	)
	for _, c := range []struct {
		name string
		file string
		sets []string
		want string
	}{
		{"1 at 50/100", "one-host.toml", []string{one, minimum + "=50", maximum + "=100"}, maximum + "=200"},
		{"1 at 50/150", "one-host.toml", []string{one, minimum + "=50", maximum + "=150"}, maximum + "=200"},
		{"1 at 100/134", "one-host.toml", []string{one, maximum + "=134"}, maximum + "=200"},
		{"1 at 100/150", "one-host.toml", []string{one, maximum + "=150"}, maximum + "=200"},
		{"4 at 100/100", "one-host.toml", []string{maximum + "=100"}, maximum + "=125"},
		{"full cluster", "one-host.toml", []string{"services.web.desiredCount=8", "instances.host.cpu=800"}, minimum + "=87"},
		{"scaling out", "one-host.toml", []string{"timeline=[{ at = \"1m\", updateService = { service = \"web\", desiredCount = 50 } }]"}, "instances.host.count=2"},
		// RUNNING at 74 s, registered at 80, unhealthy at 90, ready at 174; the five passed checks from 180 on make the target
		// healthy at 220, in time for that pass. So the pass at 210 has to lie inside the grace period: 136 s and a bit.
		{"slow starter", "slow-starter.toml", nil, "services.web.healthCheckGracePeriodSeconds=137"},
		{"broken image", "broken-image.toml", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := explore(t, c.file, c.sets...)
			if got := best(&e); got != c.want {
				t.Errorf("the fix is %q, want %q\n%s", got, c.want, cmp.Diff(nil, e.Trials))
			}
		})
	}
}

// TestExploreShortens: what shortens a deployment that completes is the smallest of its kind, and what doesn't help is
// said to. Two workers that ignore SIGTERM: half the stopTimeout saves 15 s of 30 s, which lets the new tasks be RUNNING
// 15 s sooner, a pass and a half.
func TestExploreShortens(t *testing.T) {
	e := explore(t, "sigterm-ignored.toml")
	if e.Effect != study.Completes || e.Span != 50*sim.Second {
		t.Fatalf("the deployment comes to %v in %s", e.Effect, e.Span)
	}
	for _, want := range []study.Trial{
		{Key: `taskDefinitions.worker:1.timing.exit`, From: "never", To: "1s", Effect: study.Completes, Span: 20 * sim.Second, Helps: true, Runs: 1, Smallest: true},
		{Key: `taskDefinitions.worker:1.containerDefinitions.app.stopTimeout`, From: "30", To: "15", Effect: study.Completes, Span: 40 * sim.Second, Helps: true, Runs: 1, Smallest: true},
		{Key: `services.worker.deploymentConfiguration.maximumPercent`, From: "200", To: "400", Effect: study.Completes, Span: 50 * sim.Second, Runs: 1},
	} {
		found := false
		for _, got := range e.Trials {
			if got.Key == want.Key {
				found = true
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		}
		if !found {
			t.Errorf("%s wasn't tried", want.Key)
		}
	}
	if got := best(&e); !strings.Contains(got, "exit") {
		t.Errorf("what shortens it most is %s", got)
	}
}
