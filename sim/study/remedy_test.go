package study_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
	"github.com/ecssim/ecssim/sim/study"
)

// play runs a scenario.
func play(t *testing.T, sc *sim.Scenario) *metrics.Fold {
	t.Helper()
	fold := metrics.New(sc)
	if err := ecs.Run(t.Context(), sc, 1, fold); err != nil {
		t.Fatal(err)
	}
	return fold
}

// read reads a scenario of testdata, or a shipped one, with overrides.
func read(t *testing.T, name string, sets ...string) *sim.Scenario {
	t.Helper()
	sc, _ := readVaried(t, name, sets...)
	return sc
}

// readVaried is read that also gives what makes variants of the scenario.
func readVaried(t *testing.T, name string, sets ...string) (*sim.Scenario, study.Vary) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		source, err = os.ReadFile(filepath.Join("../../scenarios", name))
	}
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Parse(name, source, sets...)
	if err != nil {
		t.Fatal(err)
	}
	return sc, func(set string) (*sim.Scenario, error) {
		return scenarios.Parse(name, source, append(slices.Clip(sets), set)...)
	}
}

// remedies are those of a scenario that must be stuck, without their durations.
func remedies(t *testing.T, name string, sets ...string) []study.Remedy {
	t.Helper()
	sc, vary := readVaried(t, name, sets...)
	end := play(t, sc)
	if got := end.Service(0).Outcome; got != sim.OutcomeStuck {
		t.Fatalf("the run ends %v", got)
	}
	found, err := study.Remedies(t.Context(), sc, 1, end, vary)
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		if (found[i].Duration > 0) != found[i].Completes {
			t.Errorf("%s completes: %v, in %v s", found[i].Key, found[i].Completes, found[i].Duration)
		}
		found[i].Duration = 0
	}
	return found
}

// TestRemedies: the smallest change of each setting. One more task in the cap or one less in the floor, by hand; one
// more instance where one place is enough, and as many as there are tasks where only new ones are large enough.
func TestRemedies(t *testing.T) {
	const (
		maximum = "services.web.deploymentConfiguration.maximumPercent"
		minimum = "services.web.deploymentConfiguration.minimumHealthyPercent"
		count   = "instances.host.count"
	)
	for _, c := range []struct {
		name string
		sets []string
		want []study.Remedy
	}{
		{"1 at 100/134", []string{"services.web.desiredCount=1", maximum + "=134"}, []study.Remedy{
			{Key: maximum, From: "134", To: "200", Completes: true},
			{Key: minimum, From: "100", To: "0", Completes: true},
		}},
		{"10 at 91/109", []string{"services.web.desiredCount=10", minimum + "=91", maximum + "=109", "instances.host.cpu=9900"}, []study.Remedy{
			{Key: maximum, From: "109", To: "110", Completes: true},
			{Key: minimum, From: "91", To: "90", Completes: true},
		}},
		{"1000 at 100/100", []string{"services.web.desiredCount=1000", maximum + "=100", "instances.host.cpu=900000"}, []study.Remedy{
			// Ten at a time would take 100 rounds of 40 s and more: not within the hour.
			{Key: maximum, From: "100", To: "102", Completes: true},
			{Key: minimum, From: "100", To: "98", Completes: true},
		}},
		{"8 on 8 full places", []string{"services.web.desiredCount=8", "instances.host.cpu=800"}, []study.Remedy{
			{Key: minimum, From: "100", To: "87", Completes: true},
			{Key: count, From: "1", To: "2", Completes: true},
		}},
		{"1 on a full place at 100/134", []string{"services.web.desiredCount=1", maximum + "=134", "instances.host.cpu=100"}, []study.Remedy{
			{Key: minimum, From: "100", To: "0", Completes: true},
		}},
		{"larger than the instance", []string{"services.web.desiredCount=1", `taskDefinitions."web:2".containerDefinitions.app.cpu=5000`}, []study.Remedy{}},
		{"larger than most instances", []string{"services.web.desiredCount=37", "instances.host.cpu=3700", `taskDefinitions."web:2".containerDefinitions.app.cpu=3700`}, []study.Remedy{
			{Key: count, From: "1", To: "38", Completes: true},
		}},
		{"tasks that fail for ever", []string{
			"services.web.desiredCount=1", maximum + "=134", `taskDefinitions."web:2".timing.ready=10h`,
			`taskDefinitions."web:2".containerDefinitions.app.healthCheck={command=["CMD", "true"]}`,
		}, []study.Remedy{}},
		{"too late for a run of two minutes", []string{
			"services.web.desiredCount=1", maximum + "=134", "duration=120", `taskDefinitions."web:2".timing.start=5m`,
		}, []study.Remedy{
			{Key: maximum, From: "134", To: "200"},
			{Key: minimum, From: "100", To: "0"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := remedies(t, "one-host.toml", c.sets...)
			if diff := cmp.Diff(c.want, append([]study.Remedy{}, got...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRemediesCanBePasted: as printed, key=value is an override with which the run completes, and with the next
// smaller change it doesn't. Percentages are changed where they were set last, and names are quoted where they must be.
func TestRemediesCanBePasted(t *testing.T) {
	for _, c := range []struct {
		file string
		sets []string
		keys []string
	}{
		{"one-host.toml", []string{"services.web.deploymentConfiguration.maximumPercent=124"}, []string{
			"services.web.deploymentConfiguration.maximumPercent", "services.web.deploymentConfiguration.minimumHealthyPercent",
		}},
		{"one-host.toml", []string{"instances.host.name=a.host", "instances[0].cpu=400"}, []string{
			"services.web.deploymentConfiguration.minimumHealthyPercent", `instances."a.host".count`,
		}},
		{"updated.toml", nil, []string{
			"timeline[0].updateService.deploymentConfiguration.maximumPercent",
			"timeline[2].updateService.deploymentConfiguration.minimumHealthyPercent",
		}},
		{"updated.toml", []string{"instances[0].cpu=400", "timeline[0].updateService.deploymentConfiguration.maximumPercent=200"}, []string{
			"timeline[2].updateService.deploymentConfiguration.minimumHealthyPercent", "instances.group-1.count",
		}},
	} {
		found := remedies(t, c.file, c.sets...)
		var keys []string
		for _, r := range found {
			keys = append(keys, r.Key)
			from, to := number(t, r.From), number(t, r.To)
			smaller := to - 1
			if to < from {
				smaller = to + 1
			}
			for value, want := range map[int]bool{to: true, smaller: false} {
				set := r.Key + "=" + strconv.Itoa(value)
				sc := read(t, c.file, append(slices.Clip(c.sets), set)...)
				if _, ok := play(t, sc).Service(0).Judged().Duration(); ok != want {
					t.Errorf("%s %v with --set %s completes: %v", c.file, c.sets, set, ok)
				}
			}
		}
		if diff := cmp.Diff(c.keys, keys); diff != "" {
			t.Errorf("%s %v: %s", c.file, c.sets, diff)
		}
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestTakenNames: no count is recommended that would give two instances one name, which the reader refuses.
func TestTakenNames(t *testing.T) {
	const host = `{ name = "host", cpu = 400, memory = 1000000, availabilityZones = ["a"] }`
	const second = `{ name = "host-2", cpu = 400, memory = 1000000, availabilityZones = ["a"] }`
	for _, r := range remedies(t, "one-host.toml", "services.web.desiredCount=8", "instances=["+host+", "+second+"]") {
		if r.Key == "instances.host.count" {
			t.Errorf("%s to %s gives two instances the name host-2", r.Key, r.To)
		}
	}
}

// TestSearchCanBeInterrupted: what ends a run ends the search.
func TestSearchCanBeInterrupted(t *testing.T) {
	sc, vary := readVaried(t, "one-host.toml", "services.web.deploymentConfiguration.maximumPercent=124")
	end := play(t, sc)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := study.Remedies(ctx, sc, 1, end, vary); !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("an interrupted search gives %v, %v", found, err)
	}
}
