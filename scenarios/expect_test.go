package scenarios_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ecssim/ecssim/sim"
)

const expecting = "replicates = 200\n" + minimal + `
[[expect]]
name = "all of it"
deployment = "web"
rolloutState = "FAILED"
outcome = "unfinished"
taskDefinition = "web:1"
status = "INACTIVE"
duration = "> 90, <= 10m"
minHealthy = ">= 62.5 %"
surge = "<= 2m"
healthyDeficit = "< 1.5 task-seconds"
tasksFailed = 0
peakMemory = "<= 2 GB"
peakCPU = "!= 1 vCPU"
hostsUsed = "== 1 instance"
placementFailures = "<= 3 passes"
waiter = false
"p99.5(duration)" = "<= 12m"
"median(minHealthy)" = ">= 2 tasks"
events = ["started", { event = "steadyState", at = "<= 5m", text = "steady", count = 1 }, { text = "(service web)" }]
noEvents = ["unplaced", "rebalancingHeld"]

[[expect]]
service = "web"
deployment = 2
at = "2m30s"
desired = 2
pending = 0
running = ">= 2"
healthy = "> 1"
unhealthy = "< 1"
stopping = "<= 100 %"
rolloutState = "IN_PROGRESS"
`

// TestExpectations reads every kind of condition.
func TestExpectations(t *testing.T) {
	sc := mustParse(t, expecting)
	web, at := sim.TaskDefinitionID(0), sim.Time(150_000)
	on := func(c sim.Comparison, v int64) []sim.Bound { return []sim.Bound{{Comparison: c, Value: v}} }
	metric := func(m sim.Metric, text string, bounds []sim.Bound) sim.Condition {
		return sim.Condition{Metric: m, Bounds: bounds, Text: text}
	}
	count := func(k sim.CountKind, text string, bounds []sim.Bound) sim.Condition {
		return sim.Condition{Kind: sim.ExpectCount, Count: k, Bounds: bounds, Text: text}
	}
	quantile := func(c sim.Condition, part int32) sim.Condition { c.Quantile = part; return c }
	want := []sim.Expectation{{
		Name: "all of it", Place: "test.toml:17", Deployment: sim.DeploymentChoice{Definition: &web},
		Conditions: []sim.Condition{
			{Kind: sim.ExpectRollout, Rollout: sim.Failed, Text: "rolloutState = FAILED"},
			{Kind: sim.ExpectOutcome, Outcome: sim.OutcomeUnfinished, Text: "outcome = unfinished"},
			{Kind: sim.ExpectDefinition, Text: "taskDefinition = web:1"},
			{Kind: sim.ExpectStatus, Status: sim.ServiceInactive, Text: "status = INACTIVE"},
			metric(sim.MetricDuration, "duration > 90, <= 10m", append(on(sim.Above, 90_000), on(sim.AtMost, 600_000)...)),
			metric(sim.MetricMinHealthy, "minHealthy >= 62.5 %", []sim.Bound{{Comparison: sim.AtLeast, Value: 6250, Percent: true}}),
			metric(sim.MetricHealthyDeficit, "healthyDeficit < 1.5 task-seconds", on(sim.Below, 1500)),
			metric(sim.MetricSurge, "surge <= 2m", on(sim.AtMost, 120_000)),
			metric(sim.MetricTasksFailed, "tasksFailed == 0", on(sim.Equal, 0)),
			metric(sim.MetricPlacementFailures, "placementFailures <= 3 passes", on(sim.AtMost, 3)),
			metric(sim.MetricPeakCPU, "peakCPU != 1 vCPU", on(sim.Unequal, 1024)),
			metric(sim.MetricPeakMemory, "peakMemory <= 2 GB", on(sim.AtMost, 2048)),
			metric(sim.MetricHostsUsed, "hostsUsed == 1 instance", on(sim.Equal, 1)),
			metric(sim.MetricWaiter, "waiter = false", on(sim.Equal, 0)),
			quantile(metric(sim.MetricDuration, "p99.5(duration) <= 12m", on(sim.AtMost, 720_000)), 9950),
			quantile(metric(sim.MetricMinHealthy, "median(minHealthy) >= 2 tasks", on(sim.AtLeast, 2)), 5000),
			{
				Kind: sim.ExpectEvents, Text: `events started, steadyState "steady" at <= 5m count == 1, "(service web)"`, Events: []sim.ExpectedEvent{
					{Code: sim.EventStarted},
					{Code: sim.EventSteadyState, Text: "steady", At: on(sim.AtMost, 300_000), Count: on(sim.Equal, 1)},
					{Text: "(service web)"},
				},
			},
			{Kind: sim.ExpectNoEvents, Text: "noEvents unplaced, rebalancingHeld", Absent: []sim.EventCode{sim.EventUnplaced, sim.EventRebalancingHeld}},
		},
	}, {
		Place: "test.toml:39", Deployment: sim.DeploymentChoice{Number: 2}, At: &at,
		Conditions: []sim.Condition{
			{Kind: sim.ExpectRollout, Rollout: sim.InProgress, Text: "rolloutState = IN_PROGRESS"},
			count(sim.CountDesired, "desired == 2", on(sim.Equal, 2)),
			count(sim.CountPending, "pending == 0", on(sim.Equal, 0)),
			count(sim.CountRunning, "running >= 2", on(sim.AtLeast, 2)),
			count(sim.CountHealthy, "healthy > 1", on(sim.Above, 1)),
			count(sim.CountUnhealthy, "unhealthy < 1", on(sim.Below, 1)),
			count(sim.CountStopping, "stopping <= 100 %", []sim.Bound{{Comparison: sim.AtMost, Value: sim.WholePercent, Percent: true}}),
		},
	}}
	if diff := cmp.Diff(want, sc.Expectations, cmpopts.IgnoreFields(sim.Expectation{}, "Place")); diff != "" || sc.Replicates != 200 {
		t.Errorf("%d replicates; - want, + got:\n%s", sc.Replicates, diff)
	}
}

// TestExpectedMetrics asserts that every metric and every count can be expected, by itself and as a quantile.
func TestExpectedMetrics(t *testing.T) {
	for m := range sim.NumMetrics {
		value := `"<= 1"`
		if m.Unit() == sim.Flag {
			value = "true"
		}
		sc := mustParse(t, minimal+"\n[[expect]]\n"+m.String()+" = "+value+"\n")
		if c := sc.Expectations[0].Conditions; len(c) != 1 || c[0].Kind != sim.ExpectMetric || c[0].Metric != m {
			t.Errorf("%s is read as %+v", m, c)
		}
	}
	for k := range sim.NumCounts {
		sc := mustParse(t, minimal+"\n[[expect]]\n"+k.String()+" = 1\n")
		if c := sc.Expectations[0].Conditions; len(c) != 1 || c[0].Kind != sim.ExpectCount || c[0].Count != k {
			t.Errorf("%s is read as %+v", k, c)
		}
	}
}

// TestExpectOverrides changes an expectation from the command line, a quantile and an event among it.
func TestExpectOverrides(t *testing.T) {
	sc := mustParse(t, expecting, "expect[1].running=== 7", "expect[0].p95(surge)=<= 3", `expect[0].events[1].at=> 1m`, `expect[0]."p99.5(duration)"=<= 1h`)
	texts := make(map[string]bool)
	for _, e := range sc.Expectations {
		for _, c := range e.Conditions {
			texts[c.Text] = true
		}
	}
	for _, want := range []string{"running == 7", "p95(surge) <= 3", "p99.5(duration) <= 1h", `events started, steadyState "steady" at > 1m count == 1, "(service web)"`} {
		if !texts[want] {
			t.Errorf("nothing is %s in %v", want, reflect.ValueOf(texts).MapKeys())
		}
	}
}
