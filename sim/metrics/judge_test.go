package metrics_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// rolledBack is a deployment of one task, created at 60 s, that fails at 90 s and is rolled back by 160 s. A steady state is
// told at 70 s and at 160 s.
func rolledBack() *story {
	s := &story{}
	s.settings(1, 2)
	s.deployment(0, sim.Primary, sim.Completed)
	s.edge(0, 0, sim.TaskNone, sim.Running, sim.NotStopped)
	s.health(0, 0, sim.Healthy)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	s.deployment(0, sim.Active, sim.Completed)
	s.edge(1, 1, sim.TaskNone, sim.Pending, sim.NotStopped)
	s.now = 70_000
	s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventSteadyState})
	s.now = 90_000
	s.deployment(1, sim.Active, sim.Failed)
	s.deployment(0, sim.Primary, sim.InProgress)
	s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventDeploymentFailed})
	s.edge(1, 1, sim.Pending, sim.Stopped, sim.StoppedByScaling)
	s.now = 160_000
	s.deployment(1, sim.Inactive, sim.Failed)
	s.deployment(0, sim.Primary, sim.Completed)
	s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventSteadyState})
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeSettled})
	return s
}

// judged are the findings of conditions, all in one expectation.
func judged(s *story, e sim.Expectation) []metrics.Finding {
	sc := storyScenario(sim.Steady, 1)
	sc.Expectations = []sim.Expectation{e}
	f := metrics.New(sc)
	j := metrics.NewJudge(sc, f, func(r *sim.Record) string { return "(service web) " + r.Event.String() })
	for i := range s.log {
		j.Record(&s.log[i])
		f.Record(&s.log[i])
	}
	return j.Findings()
}

func bound(c sim.Comparison, value int64) []sim.Bound {
	return []sim.Bound{{Comparison: c, Value: value}}
}

// TestJudge judges one condition after the other by how a rolled-back deployment ends: it is FAILED, has no duration, and
// its service looks as before.
func TestJudge(t *testing.T) {
	web1, web2 := sim.TaskDefinitionID(0), sim.TaskDefinitionID(1)
	at := func(t sim.Time) *sim.Time { return &t }
	first := sim.DeploymentChoice{Number: 1}
	for name, c := range map[string]struct {
		expect sim.Expectation
		want   metrics.Finding
	}{
		"completed":      {condition(sim.Condition{Kind: sim.ExpectRollout, Rollout: sim.Completed}), metrics.Finding{Ruling: metrics.Failed, Value: 2, Deployment: 1}},
		"failed":         {condition(sim.Condition{Kind: sim.ExpectRollout, Rollout: sim.Failed}), metrics.Finding{Value: 2, Deployment: 1}},
		"duration":       {condition(sim.Condition{Metric: sim.MetricDuration, Bounds: bound(sim.AtMost, 1<<40)}), metrics.Finding{Ruling: metrics.Failed, Lack: metrics.LacksValue, Deployment: 1}},
		"minHealthy":     {condition(sim.Condition{Metric: sim.MetricMinHealthy, Bounds: []sim.Bound{{Comparison: sim.AtLeast, Value: sim.WholePercent, Percent: true}}}), metrics.Finding{Value: 1, Base: 1, Deployment: 1}},
		"above":          {condition(sim.Condition{Metric: sim.MetricMinHealthy, Bounds: bound(sim.Above, 1)}), metrics.Finding{Ruling: metrics.Failed, Value: 1, Base: 1, Deployment: 1}},
		"peak":           {condition(sim.Condition{Metric: sim.MetricPeakTasks, Bounds: append(bound(sim.Equal, 2), bound(sim.Below, 3)...)}), metrics.Finding{Value: 2, Base: 1, Deployment: 1}},
		"two bounds":     {condition(sim.Condition{Metric: sim.MetricPeakTasks, Bounds: append(bound(sim.Equal, 2), bound(sim.Unequal, 2)...)}), metrics.Finding{Ruling: metrics.Failed, Value: 2, Base: 1, Deployment: 1}},
		"outcome":        {condition(sim.Condition{Kind: sim.ExpectOutcome, Outcome: sim.OutcomeSettled}), metrics.Finding{Deployment: 1}},
		"stuck":          {condition(sim.Condition{Kind: sim.ExpectOutcome, Outcome: sim.OutcomeStuck}), metrics.Finding{Ruling: metrics.Failed, Deployment: 1}},
		"status":         {condition(sim.Condition{Kind: sim.ExpectStatus, Status: sim.ServiceInactive}), metrics.Finding{Ruling: metrics.Failed, Value: int64(sim.ServiceActive), Deployment: 1}},
		"back":           {condition(sim.Condition{Kind: sim.ExpectDefinition, Definition: web1}), metrics.Finding{Deployment: 0}},
		"not forward":    {condition(sim.Condition{Kind: sim.ExpectDefinition, Definition: web2}), metrics.Finding{Ruling: metrics.Failed, Deployment: 0}},
		"on the way":     {sim.Expectation{At: at(60_000), Conditions: []sim.Condition{{Kind: sim.ExpectDefinition, Definition: web2}}}, metrics.Finding{Value: 1, Deployment: 1}},
		"before":         {sim.Expectation{At: at(59_999), Conditions: []sim.Condition{{Kind: sim.ExpectRollout, Rollout: sim.Completed}}}, metrics.Finding{Value: 1}},
		"pending":        {sim.Expectation{At: at(89_999), Conditions: []sim.Condition{{Kind: sim.ExpectCount, Count: sim.CountPending, Bounds: bound(sim.Equal, 1)}}}, metrics.Finding{Value: 1, Base: 1, Deployment: 1}},
		"at the instant": {sim.Expectation{At: at(90_000), Conditions: []sim.Condition{{Kind: sim.ExpectCount, Count: sim.CountPending, Bounds: bound(sim.Equal, 0)}}}, metrics.Finding{Base: 1, Deployment: 1}},
		"after the end":  {sim.Expectation{At: at(900_000), Conditions: []sim.Condition{{Kind: sim.ExpectCount, Count: sim.CountHealthy, Bounds: bound(sim.Equal, 1)}}}, metrics.Finding{Value: 1, Base: 1, Deployment: 1}},
		"of the first":   {sim.Expectation{Deployment: first, Conditions: []sim.Condition{{Kind: sim.ExpectRollout, Rollout: sim.Completed}}}, metrics.Finding{Value: 1}},
		"own tasks":      {sim.Expectation{Deployment: sim.DeploymentChoice{Definition: &web2}, Conditions: []sim.Condition{{Kind: sim.ExpectCount, Count: sim.CountRunning, Bounds: bound(sim.Equal, 0)}}}, metrics.Finding{Base: 1, Deployment: 1}},
		"no third":       {sim.Expectation{Deployment: sim.DeploymentChoice{Number: 3}, Conditions: []sim.Condition{{Metric: sim.MetricSurge, Bounds: bound(sim.AtLeast, 0)}}}, metrics.Finding{Ruling: metrics.Failed, Lack: metrics.LacksDeployment, Deployment: sim.NoDeployment}},
		"no third's":     {sim.Expectation{Deployment: sim.DeploymentChoice{Number: 3}, Conditions: []sim.Condition{{Kind: sim.ExpectCount, Bounds: bound(sim.AtLeast, 0)}}}, metrics.Finding{Ruling: metrics.Failed, Lack: metrics.LacksDeployment, Deployment: sim.NoDeployment}},
		"no third state": {sim.Expectation{Deployment: sim.DeploymentChoice{Number: 3}, Conditions: []sim.Condition{{Kind: sim.ExpectRollout}}}, metrics.Finding{Ruling: metrics.Failed, Lack: metrics.LacksDeployment, Deployment: sim.NoDeployment}},
		"a quantile":     {condition(sim.Condition{Metric: sim.MetricDuration, Quantile: 9500, Bounds: bound(sim.AtMost, 1<<40)}), metrics.Finding{Ruling: metrics.Failed, Lack: metrics.LacksReplicates, Deployment: 1}},
	} {
		got := judged(rolledBack(), c.expect)
		if diff := cmp.Diff([]metrics.Finding{c.want}, got, cmpopts.IgnoreFields(metrics.Finding{}, "Deployment")); diff != "" {
			t.Errorf("%s: - want, + got:\n%s", name, diff)
		}
		if got[0].Deployment != sim.NoDeployment && got[0].Deployment != c.want.Deployment {
			t.Errorf("%s: it is about deployment %d; want %d", name, got[0].Deployment, c.want.Deployment)
		}
	}
}

// TestJudgeCalls: what is about the deployment of a call that made none fails, whether the API refused it or it changed nothing,
// and whether a deployment was made before; what is about the service, or about a deployment by its number, is judged all the same.
func TestJudgeCalls(t *testing.T) {
	web2 := sim.TaskDefinitionID(1)
	refused := sim.InactiveService()
	second := func(a sim.Action, r sim.Record) []metrics.Finding {
		s := rolledBack()
		sc := storyScenario(sim.Steady, 1)
		sc.Timeline = append(sc.Timeline, a)
		end := slices.Clone(s.log[len(s.log)-2:])
		s.log = s.log[:len(s.log)-2]
		s.now = 160_000
		s.emit(r)
		for i := range end {
			s.log.Record(&end[i])
		}
		sc.Expectations = []sim.Expectation{
			condition(sim.Condition{Kind: sim.ExpectRollout, Rollout: sim.Failed}),
			condition(sim.Condition{Metric: sim.MetricMinHealthy, Bounds: bound(sim.AtLeast, 0)}),
			condition(sim.Condition{Kind: sim.ExpectOutcome}),
			{Deployment: sim.DeploymentChoice{Number: 2}, Conditions: []sim.Condition{{Kind: sim.ExpectRollout, Rollout: sim.Failed}}},
		}
		f := metrics.New(sc)
		j := metrics.NewJudge(sc, f, func(*sim.Record) string { return "" })
		for i := range s.log {
			j.Record(&s.log[i])
			f.Record(&s.log[i])
		}
		return j.Findings()
	}
	call := sim.Record{Kind: sim.KindAction, Action: 1}
	failed := call
	failed.Error = refused
	for name, c := range map[string]struct {
		got  []metrics.Finding
		lack metrics.Lack
		why  *sim.APIError
	}{
		"refused":          {second(sim.Action{At: 160_000, Update: sim.UpdateService{DesiredCount: new(int)}}, failed), metrics.LacksCall, refused},
		"without a change": {second(sim.Action{At: 160_000, Update: sim.UpdateService{TaskDefinition: &web2}}, call), metrics.LacksCall, nil},
		"a scaling":        {second(sim.Action{At: 160_000, Update: sim.UpdateService{DesiredCount: new(int)}}, call), metrics.LacksNothing, nil},
	} {
		for i, f := range c.got {
			want := metrics.LacksNothing
			if i < 2 {
				want = c.lack
			}
			if f.Lack != want || f.Ruling != metrics.Passed && want == metrics.LacksNothing || want == metrics.LacksCall && (f.Ruling != metrics.Failed || f.Refused != c.why || f.Action != 1) {
				t.Errorf("%s, expectation %d: %+v", name, i, f)
			}
		}
	}
}

// TestJudgeShares: percentages are of the desired count of the same instant, and of nothing where none is desired; the whole run
// has instants that no deployment's window has.
func TestJudgeShares(t *testing.T) {
	s := &story{}
	s.settings(4, 8)
	s.deployment(0, sim.Primary, sim.Completed)
	for task := range sim.TaskNumber(4) {
		s.edge(0, task, sim.TaskNone, sim.Running, sim.NotStopped)
		s.health(0, task, sim.Healthy)
	}
	s.now = 10_000
	s.edge(0, 0, sim.Running, sim.Deprovisioning, sim.NotStopped) // before the deployment: 3 of 4
	s.now = 20_000
	s.edge(0, 0, sim.Deprovisioning, sim.Stopped, sim.NotStopped)
	s.edge(0, 4, sim.TaskNone, sim.Running, sim.NotStopped)
	s.health(0, 4, sim.Healthy)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	s.now = 70_000
	s.settings(0, 0)
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeUnfinished})
	share := func(c sim.Comparison, percent int64) []sim.Bound {
		return []sim.Bound{{Comparison: c, Value: percent * 100, Percent: true}}
	}
	conditions := []sim.Condition{
		{Metric: sim.MetricMinHealthy, Bounds: share(sim.AtLeast, 75)},
		{Metric: sim.MetricMinHealthy, Bounds: share(sim.AtLeast, 76)},
		{Metric: sim.MetricTasksFailed, Bounds: bound(sim.Equal, 1)},
		{Metric: sim.MetricPeakTasks, Bounds: share(sim.AtMost, 100)},
	}
	got := judged(s, sim.Expectation{WholeRun: true, Conditions: conditions})
	got = append(got, judged(s, sim.Expectation{Conditions: conditions})...)
	got = append(got, judged(s, condition(sim.Condition{Kind: sim.ExpectCount, Count: sim.CountRunning, Bounds: share(sim.AtLeast, 0)}))...)
	type brief struct {
		metrics.Ruling
		metrics.Lack
		Value, Base int64
	}
	var list []brief
	for _, f := range got {
		list = append(list, brief{f.Ruling, f.Lack, f.Value, f.Base})
	}
	want := []brief{
		{metrics.Passed, 0, 3, 4}, {metrics.Failed, 0, 3, 4}, {metrics.Passed, 0, 1, 0}, {metrics.Passed, 0, 4, 4},
		{metrics.Passed, 0, 4, 4}, {metrics.Passed, 0, 4, 4}, {metrics.Failed, 0, 0, 0}, {metrics.Passed, 0, 4, 4},
		{metrics.Passed, 0, 4, 1}, // of the desired count that the API has
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

func condition(c sim.Condition) sim.Expectation {
	return sim.Expectation{Conditions: []sim.Condition{c}}
}

// TestJudgeEvents looks for events: in order, at a time, so many, with a text, and for none.
func TestJudgeEvents(t *testing.T) {
	steady, failed := sim.ExpectedEvent{Code: sim.EventSteadyState}, sim.ExpectedEvent{Code: sim.EventDeploymentFailed}
	with := func(e sim.ExpectedEvent, change func(*sim.ExpectedEvent)) sim.ExpectedEvent { change(&e); return e }
	late := with(steady, func(e *sim.ExpectedEvent) { e.At = bound(sim.AtLeast, 100_000) })
	twice := with(steady, func(e *sim.ExpectedEvent) { e.Count = bound(sim.Equal, 2) })
	thrice := with(steady, func(e *sim.ExpectedEvent) { e.Count = bound(sim.Equal, 3) })
	never := with(late, func(e *sim.ExpectedEvent) { e.At = bound(sim.AtLeast, 200_000); e.Count = bound(sim.Equal, 0) })
	for name, c := range map[string]struct {
		list   []sim.ExpectedEvent
		absent []sim.EventCode
		want   metrics.Finding
	}{
		"in order":  {[]sim.ExpectedEvent{steady, failed, late}, nil, metrics.Finding{Event: 3, EventAt: 160_000}},
		"too often": {[]sim.ExpectedEvent{steady, failed, steady, steady}, nil, metrics.Finding{Ruling: metrics.Failed, Event: 3, Value: 2, EventAt: 160_000}},
		"turned":    {[]sim.ExpectedEvent{late, failed}, nil, metrics.Finding{Ruling: metrics.Failed, Event: 1, Value: 1, EventAt: 160_000}},
		"missing":   {[]sim.ExpectedEvent{{Code: sim.EventUnplaced}}, nil, metrics.Finding{Ruling: metrics.Failed}},
		"twice":     {[]sim.ExpectedEvent{twice, failed}, nil, metrics.Finding{Event: 2, EventAt: 90_000}},
		"thrice":    {[]sim.ExpectedEvent{thrice}, nil, metrics.Finding{Ruling: metrics.Failed, Value: 2}},
		"not then":  {[]sim.ExpectedEvent{never, failed}, nil, metrics.Finding{Event: 2, EventAt: 90_000}},
		"text":      {[]sim.ExpectedEvent{{Text: "(service web) deploymentF"}}, nil, metrics.Finding{Event: 1, EventAt: 90_000}},
		"no text":   {[]sim.ExpectedEvent{{Code: sim.EventSteadyState, Text: "Failed"}}, nil, metrics.Finding{Ruling: metrics.Failed}},
		"none":      {nil, []sim.EventCode{sim.EventUnplaced}, metrics.Finding{}},
		"one":       {nil, []sim.EventCode{sim.EventUnplaced, sim.EventSteadyState}, metrics.Finding{Ruling: metrics.Failed, Event: 1, Value: 2, EventAt: 70_000}},
	} {
		of := sim.Condition{Kind: sim.ExpectEvents, Events: c.list}
		if c.list == nil {
			of = sim.Condition{Kind: sim.ExpectNoEvents, Absent: c.absent}
		}
		got := judged(rolledBack(), condition(of))
		if diff := cmp.Diff([]metrics.Finding{c.want}, got, cmpopts.IgnoreFields(metrics.Finding{}, "Deployment")); diff != "" {
			t.Errorf("%s: - want, + got:\n%s", name, diff)
		}
	}
}

// TestJudgeBroken judges a run that was broken off: what is about its end can't be told, and fails.
func TestJudgeBroken(t *testing.T) {
	s := rolledBack()
	s.log = s.log[:9] // before the failure
	got := judged(s, sim.Expectation{Conditions: []sim.Condition{
		{Kind: sim.ExpectOutcome, Outcome: sim.OutcomeSettled},
		{Metric: sim.MetricMinHealthy, Bounds: bound(sim.AtLeast, 0)},
	}})
	for _, f := range got {
		if f.Ruling != metrics.Failed || f.Lack != metrics.LacksEnd {
			t.Errorf("%+v", f)
		}
	}
}
