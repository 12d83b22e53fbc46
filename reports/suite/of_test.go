package suite_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// replaced is two tasks that are replaced one by one: at 60 s the call, at 70 s the pass that stops one and starts none, and so on.
// With room for two tasks and a minimum of 50 % the course is known without a run.
const replaced = `schemaVersion = 1
name = "replaced"
[scheduler]
phase = "0s"
tieBreak = "lowest"
[[instances]]
cpu = 200
memory = 200
availabilityZones = ["us-east-1a"]
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 100
memory = 100
[taskDefinitions.timing]
pull = "2s"
start = "1s"
exit = "0s"
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }
[[services]]
serviceName = "idle"
taskDefinition = "web:1"
desiredCount = 0
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
`

func rowOf(t *testing.T, text string) *suite.Row {
	t.Helper()
	sc, err := scenarios.Parse("replaced.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	run := reports.NewRun(sc, 7)
	if err := ecs.Run(context.Background(), sc, 7, run); err != nil {
		t.Fatal(err)
	}
	if run.Quantiles, err = study.Quantiles(context.Background(), sc, 7, 1); err != nil {
		t.Fatal(err)
	}
	r := &suite.Row{Case: "replaced.toml", File: "replaced.toml"}
	r.Take(run)
	return r
}

// TestTake: a row has the judged deployment's numbers of each service, and speaks of the one that is worst off.
func TestTake(t *testing.T) {
	r := rowOf(t, replaced)
	s, ok := r.Headline()
	if !ok || s.Duration == nil {
		t.Fatalf("no headline: %+v", r)
	}
	want := suite.Service{Name: "web", Deployment: "web:2", State: reports.StateCompleted, Duration: s.Duration, MinHealthy: 1, Desired: 2, PeakTasks: 2, Lowest: suite.Lowest{Healthy: 1, Desired: 2}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	if len(r.Services) != 2 || r.Services[1].State != reports.StateSettled || r.Status != suite.Passed || r.Seed != 7 || r.EndedBecause != "settled" {
		t.Errorf("the row is %+v", r)
	}
}

// TestLowest: where the desired count changes, the lowest is of what was desired then, as the verdict has it, and not at the end.
func TestLowest(t *testing.T) {
	r := rowOf(t, replaced+"[[timeline]]\nat = \"75s\"\nupdateService = { service = \"web\", desiredCount = 1 }\n")
	s, _ := r.Headline()
	if want := (suite.Lowest{Healthy: 1, Desired: 2}); s.Lowest != want || s.Desired != 1 || !strings.Contains(r.Verdict, "at worst 1 of 2 tasks were healthy") {
		t.Errorf("the lowest is %v of a deployment that ended with %d desired; the verdict is %s", s.Lowest, s.Desired, r.Verdict)
	}
}

// TestJudged: one failed expectation fails a case, and an undecided one leaves it undecided: two replicates have no upper bound
// for a p95.
func TestJudged(t *testing.T) {
	const fails, passes, open = "[[expect]]\nservice = \"web\"\nduration = \"<= 1s\"\n", "[[expect]]\nservice = \"web\"\nminHealthy = 1\n", "[[expect]]\nservice = \"web\"\n\"p95(duration)\" = \"<= 10m\"\n"
	for _, c := range []struct {
		expect string
		want   suite.Status
		lines  int // of what hasn't passed
	}{
		{"", suite.Passed, 0},
		{passes, suite.Passed, 0},
		{passes + fails, suite.Failed, 1},
		{passes + open, suite.Undecided, 1},
		{open + fails, suite.Failed, 2},
	} {
		r := rowOf(t, strings.Replace(replaced, "[scheduler]", "replicates = 2\n[scheduler]", 1)+c.expect)
		if r.Status != c.want || len(r.Lines()) != c.lines {
			t.Errorf("%q: %s, %q", c.expect, r.Status, r.Lines())
		}
	}
}

// TestThumbOfNothing: a run that ends when it begins has the tasks that it began with all along.
func TestThumbOfNothing(t *testing.T) {
	text, _, _ := strings.Cut(replaced, "[[timeline]]")
	thumb := rowOf(t, text).Thumb
	for i := range thumb.Running {
		if thumb.Running[i] != 2 || thumb.Healthy[i] != 2 || thumb.Pending[i] != 0 {
			t.Fatalf("column %d has %d running, %d healthy, %d pending", i, thumb.Running[i], thumb.Healthy[i], thumb.Pending[i])
		}
	}
}

// TestThumb: a dip of one of two tasks, however short, is in the thumbnail; tasks that are down are never drawn as running.
func TestThumb(t *testing.T) {
	thumb := rowOf(t, replaced).Thumb
	if thumb == nil || len(thumb.Healthy) != 60 || len(thumb.Running) != 60 || len(thumb.Pending) != 60 || thumb.Desired != 2 {
		t.Fatalf("the thumbnail is %+v", thumb)
	}
	least, pending := thumb.Healthy[0], int32(0)
	for i := range thumb.Healthy {
		least, pending = min(least, thumb.Healthy[i]), max(pending, thumb.Pending[i])
		if thumb.Healthy[i] > 2 || thumb.Running[i] > 2 || thumb.Running[i] < 1 {
			t.Errorf("column %d has %d healthy, %d running", i, thumb.Healthy[i], thumb.Running[i])
		}
	}
	if thumb.Healthy[0] != 2 || thumb.Running[0] != 2 || least != 1 || pending != 1 {
		t.Errorf("it begins with %d healthy, falls to %d, has %d pending", thumb.Healthy[0], least, pending)
	}
}
