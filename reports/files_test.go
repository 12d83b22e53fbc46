package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestFiles holds the files that one small rolling update writes.
func TestFiles(t *testing.T) {
	run := rollingRun()
	compareGolden(t, "rolling.result.json", written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }))
	compareGolden(t, "rolling.table.txt", written(t, func(b *bytes.Buffer) error { return run.WriteTable(b) }))
	compareGolden(t, "rolling.events.txt", written(t, func(b *bytes.Buffer) error { return run.Events.Write(b) }))
	compareGolden(t, "rolling.counts.csv", written(t, func(b *bytes.Buffer) error {
		return reports.WriteCounts(b, run.Scenario, run.Fold.Samples())
	}))
	compareGolden(t, "rolling.records.ndjson", rollingRecords(t, rollingScenario()))
}

func rollingRecords(t *testing.T, sc *sim.Scenario) []byte {
	t.Helper()
	return written(t, func(b *bytes.Buffer) error {
		w := reports.NewRecordWriter(b, sc)
		tellRolling(sc, w)
		return w.Close()
	})
}

// TestRecordsAreJSON reads every line of records.ndjson back, of a scenario with hostile names too.
func TestRecordsAreJSON(t *testing.T) {
	for _, sc := range []*sim.Scenario{rollingScenario(), hostileScenario()} {
		kinds := map[string]int{}
		for line := range bytes.Lines(rollingRecords(t, sc)) {
			kinds[checkLine(t, sc, line)]++
		}
		for kind := sim.KindSettings; kind <= sim.KindEnd; kind++ {
			told := kind != sim.KindContainerHealth && kind != sim.KindRefusal
			if (kinds[kind.String()] > 0) != told {
				t.Errorf("%d records of kind %s", kinds[kind.String()], kind)
			}
		}
	}
}

// checkLine reads a line of records.ndjson and returns its kind.
func checkLine(t *testing.T, sc *sim.Scenario, line []byte) (kind string) {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	kind, _ = fields["kind"].(string)
	if _, seeded := fields["seed"]; seeded {
		t.Errorf("a record names the seed: %s", line)
	}
	want := map[string]any{"service": sc.Services[0].Name}
	if kind == "run" {
		want = map[string]any{"schema": reports.RecordsSchema, "scenario": sc.Name}
	}
	for key, value := range want {
		if fields[key] != value {
			t.Errorf("%s is not %q in %s", key, value, line)
		}
	}
	return kind
}

// TestRecordKinds holds the lines of kinds and fields that the rolling update doesn't have.
func TestRecordKinds(t *testing.T) {
	sc := rollingScenario()
	addCalls(sc)
	compareGolden(t, "kinds.records.ndjson", written(t, func(b *bytes.Buffer) error {
		w := reports.NewRecordWriter(b, sc)
		s := &story{scenario: sc, to: w}
		s.deployment(0, sim.Primary, sim.Failed, 0)
		s.emit(sim.Record{Kind: sim.KindDeployment, Status: sim.Active, Rollout: sim.Failed, Failed: 3})
		s.emit(sim.Record{Kind: sim.KindAction, Action: 1})
		s.emit(sim.Record{
			Kind: sim.KindTask, Task: 3, From: sim.Pending, To: sim.Deprovisioning, ExitCode: -1, Instance: sim.NoInstance,
			Reason: sim.StoppedByContainerHealth,
		})
		for _, failure := range []sim.Failure{sim.FailedPull, sim.FailedStart} {
			s.emit(sim.Record{Kind: sim.KindTask, From: sim.Activating, To: sim.Stopping, Failure: failure})
		}
		s.emit(sim.Record{Kind: sim.KindTask, From: sim.Running, To: sim.Deactivating, Failure: sim.Crashed})
		s.event(sim.EventDeploymentFailed, 0)
		s.event(sim.EventRollingBack, 0)
		s.emit(sim.Record{Kind: sim.KindTask, From: sim.Running, To: sim.Deactivating, TargetGroup: 0, Reason: sim.StoppedByTargetGroup})
		s.emit(sim.Record{Kind: sim.KindTask, From: sim.Stopping, To: sim.Deprovisioning, ExitCode: 137, Killed: true})
		s.emit(sim.Record{Kind: sim.KindContainerHealth, Health: sim.Unhealthy})
		s.emit(sim.Record{Kind: sim.KindRefusal, N: 2, Refusal: narrowRefusal()})
		s.emit(sim.Record{
			Kind: sim.KindEvent, Event: sim.EventUnplaced, Deployment: sim.NoDeployment, TargetGroup: sim.NoTargetGroup, N: 2,
			Refusal: sim.Refusal{Closest: sim.NoInstance, Want: sim.Claim{Resources: sim.Resources{CPU: 512, Memory: 2048}}},
		})
		s.emit(sim.Record{
			Kind: sim.KindEvent, Event: sim.EventStarted, Deployment: sim.NoDeployment, TargetGroup: sim.NoTargetGroup,
			N: 2, Replaced: 1, Tasks: []sim.TaskNumber{7, 8},
		})
		s.emit(sim.Record{Kind: sim.KindPass, Pass: sim.PassFacts{
			Blocked: 1<<7 - 1, Failures: 3, RetryAt: 300_500, Wanted: 2,
		}})
		tellCalls(s)
		s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeFailed})
		s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeStuck, Pass: sim.PassFacts{
			Blocked: sim.BlockedByBackoff, RetryAt: sim.Never,
		}})
		return w.Close()
	}))
}

// addCalls gives a scenario a call of every kind, from timeline[1] on.
func addCalls(sc *sim.Scenario) {
	five, half, grace, many, bake := 5, 50, 90*sim.Second, 400, 150*sim.Second
	sc.Alarms = []string{"errors <5xx>"}
	sc.TaskDefinitions[0].Containers = []sim.Container{{Name: "log"}, {Name: "app", Image: "example.com/app:1"}}
	sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
	choice := sim.TaskChoice{Definition: new(sim.TaskDefinitionID(1)), Ordinals: []int32{1, 3}}
	sc.Timeline = append(sc.Timeline,
		sim.Action{Index: 7, Update: sim.UpdateService{
			DesiredCount: &five, MinimumHealthyPercent: &half, MaximumPercent: &many, HealthCheckGrace: &grace, ForceNewDeployment: true,
		}},
		sim.Action{Index: 8, Update: sim.UpdateService{
			Breaker: &sim.BreakerChange{To: sim.CircuitBreaker{Enable: true, Type: sim.CountThreshold, Value: 3}, NamesThreshold: true},
			Alarms:  &sim.Alarms{Enable: true, Rollback: true, Names: []sim.AlarmID{0}}, BakeTime: &bake,
			EarlySuccess:  &sim.EarlySuccess{Enable: true, HealthyPercent: 80, Deferred: true},
			Constraints:   &[]sim.PlacementConstraint{{Distinct: true}, {Expression: "attribute:rack == b<2"}},
			Strategies:    &[]sim.PlacementStrategy{{Field: "attribute:ecs.availability-zone"}, {Kind: sim.Random}},
			LoadBalancers: &[]sim.LoadBalancer{{TargetGroup: 1, ContainerName: "app", ContainerPort: 80}},
			Parameters:    []sim.Parameter{{Name: "propagateTags"}, {Name: "tags", Value: `[ {"key":"<a>","value":"b"} ]`}},
		}},
		sim.Action{Index: 9, Update: sim.UpdateService{Breaker: &sim.BreakerChange{To: sim.CircuitBreaker{KeepsCounting: true}, NamesReset: true}}},
		sim.Action{Index: 10, Kind: sim.ActionCreateService},
		sim.Action{Index: 11, Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Force: true}},
		sim.Action{Index: 12, Kind: sim.ActionStopTask, Stop: sim.StopTask{Tasks: choice, Reason: `a "drill"`}},
		sim.Action{Index: 13, Kind: sim.ActionProtectTasks, Protect: sim.ProtectTasks{Tasks: sim.TaskChoice{Count: 2}, Enable: true, Expires: sim.Hour}},
		sim.Action{Index: 14, Kind: sim.ActionProtectTasks},
		sim.Action{Index: 15, Kind: sim.ActionStopDeployment, StopDeployment: sim.StopDeployment{Rollback: true}},
		sim.Action{Index: 16, Kind: sim.ActionSetAlarm, Alarm: sim.SetAlarm{State: sim.AlarmRaised}},
		sim.Action{Index: 17, Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{Definition: 1}},
	)
	for i, kind := range []sim.ActionKind{
		sim.ActionUpdateInstances, sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone,
		sim.ActionRestoreZone, sim.ActionReplaceInstances,
	} {
		a := sim.Action{Index: 18 + i, Kind: kind, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Drain: i == 0}}
		if kind == sim.ActionReplaceInstances {
			a.Instances.Successors, a.Instances.Batch = []sim.InstanceID{1}, 1
		}
		sc.Timeline = append(sc.Timeline, a)
	}
}

// tellCalls tells the calls of addCalls but the first, and the records that come of them.
func tellCalls(s *story) {
	for i := range len(s.scenario.Timeline) - 2 {
		r := sim.Record{Kind: sim.KindAction, Action: int32(i + 2)}
		if i == 4 {
			r.Error = sim.InactiveService()
		}
		s.tell(s.scenario.Timeline[r.Action].Service(), r)
	}
	s.tell(sim.NoService, sim.Record{Kind: sim.KindAlarm, AlarmState: sim.AlarmRaised})
	for state := sim.InstanceActive; state <= sim.InstanceGone; state++ {
		s.tell(sim.NoService, sim.Record{Kind: sim.KindInstance, Instance: 1, State: state, Connected: state != sim.InstanceGone})
	}
	s.tell(sim.NoService, sim.Record{Kind: sim.KindInstance, Instance: 1})
	s.emit(sim.Record{Kind: sim.KindTask, From: sim.Running, To: sim.Deactivating, Instance: 1, Failure: sim.HostTerminated})
	for _, status := range []sim.ServiceStatus{sim.ServiceActive, sim.ServiceDraining, sim.ServiceInactive} {
		s.emit(sim.Record{Kind: sim.KindService, Lifecycle: status})
	}
	s.emit(sim.Record{Kind: sim.KindProtection, Protected: true, Until: 3_600_500})
	s.emit(sim.Record{Kind: sim.KindProtection})
	s.emit(sim.Record{Kind: sim.KindRestart, Container: 1, ExitCode: 3})
	s.emit(sim.Record{
		Kind: sim.KindTask, From: sim.Running, To: sim.Deactivating, Reason: sim.StoppedByUser, Text: `a "drill"`, Instance: sim.NoInstance,
	})
	s.emit(sim.Record{
		Kind: sim.KindTask, From: sim.Activating, To: sim.Stopping, Failure: sim.FailedDependency, Text: "log timed out", Instance: sim.NoInstance,
	})
	for _, by := range []sim.FailedBy{sim.FailedByAlarm, sim.FailedByRequest} {
		s.emit(sim.Record{Kind: sim.KindDeployment, Rollout: sim.InProgress, FailedBy: by})
		s.emit(sim.Record{Kind: sim.KindDeployment, Rollout: sim.Failed, FailedBy: by})
		s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventDeploymentFailed, TargetGroup: sim.NoTargetGroup, FailedBy: by})
	}
	s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventProtected, TargetGroup: sim.NoTargetGroup, N: 2})
	s.emit(sim.Record{
		Kind: sim.KindEvent, Event: sim.EventUnstarted, TargetGroup: sim.NoTargetGroup, Task: 3, Failure: sim.FailedPull,
		Text: "CannotPullContainerError: pull access denied",
	})
}

// narrowRefusal is a refusal on two instances, one of which lacks memory and one both.
func narrowRefusal() sim.Refusal {
	return sim.Refusal{
		Instances: 2, Lack: [sim.NumLacks]int32{1, 2}, CPUAndMemory: 1, ClosestLacks: sim.LackMemory, Want: sim.Claim{Resources: sim.Resources{CPU: 512, Memory: 2048}},
		Closest: 1, ClosestFree: sim.Resources{CPU: 1024, Memory: 1000},
		Each: []sim.InstanceLacks{{Instance: 0, Lacks: sim.LackCPU | sim.LackMemory}, {Instance: 1, Lacks: sim.LackMemory}},
	}
}

// TestWriterError asserts that the first error is kept, reported twice, and stops the writing.
func TestWriterError(t *testing.T) {
	full := &fullDisk{}
	w := reports.NewRecordWriter(full, rollingScenario())
	r := &sim.Record{Kind: sim.KindSettings}
	for range 2000 {
		w.Record(r)
	}
	if !errors.Is(w.Err(), errFull) || !errors.Is(w.Close(), errFull) || full.calls != 1 {
		t.Errorf("Err %v, Close %v, %d writes; want one write and its error", w.Err(), w.Close(), full.calls)
	}
}

type fullDisk struct{ calls int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write([]byte) (int, error) {
	d.calls++
	return 0, errFull
}

// hostile is a name that tries to break out of everything that it may be written into.
const hostile = "</script><b>\"'`,\\\n\r\t\x00\x1b[31m\u2028\u202eweb\xff"

func hostileScenario() *sim.Scenario {
	sc := rollingScenario()
	sc.Name = strings.ToValidUTF8(hostile, "\ufffd")
	sc.Zones[0] = hostile
	sc.Groups[0].Name = hostile
	sc.TargetGroups[0].Name = hostile
	sc.TaskDefinitions[0].Family = hostile
	sc.TaskDefinitions[1].Family = hostile
	sc.Services[0].Name = strings.ToValidUTF8(hostile, "\ufffd")
	sc.Services[0].LoadBalancers[0].ContainerName = hostile
	sc.Assumptions[0] = sim.Assumption{Key: "services." + sc.Services[0].Name + ".x", Value: hostile, Reason: hostile}
	return sc
}

// TestHostileNames asserts that names can't break out of a line, a terminal, a CSV field or a script element.
func TestHostileNames(t *testing.T) {
	sc := hostileScenario()
	run := reports.NewRun(sc, 1)
	tellRolling(sc, run)
	run.Remedies = []reports.Remedy{{Key: hostile, To: hostile}}
	events := written(t, func(b *bytes.Buffer) error { return run.Events.Write(b) })
	table := written(t, func(b *bytes.Buffer) error { return run.WriteTable(b) })
	counts := written(t, func(b *bytes.Buffer) error { return reports.WriteCounts(b, sc, run.Fold.Samples()) })
	for name, text := range map[string]string{
		"events": string(events), "table": string(table), "counts": string(counts),
		"verdict": run.Verdict() + "\n", "assumptions": run.AssumptionSentence() + "\n",
	} {
		for _, r := range text {
			if r != '\n' && (!unicode.IsPrint(r) || r == '\ufffd') {
				t.Errorf("%s has %U in it: %q", name, r, text)
				break
			}
		}
	}
	if n := bytes.Count(events, []byte("\n")); n != 7 {
		t.Errorf("events.txt has %d lines; want 7", n)
	}
	rows, err := csv.NewReader(bytes.NewReader(counts)).ReadAll()
	if err != nil || len(rows) != 1+8 || len(rows[1]) != len(reports.CountsHeader()) {
		t.Errorf("counts.csv reads as %d rows, error %v", len(rows), err)
	}
	result := written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) })
	records := rollingRecords(t, sc)
	for name, text := range map[string][]byte{"result.json": result, "records.ndjson": records} {
		if bytes.ContainsAny(text, "<>&\x00\x1b\r\u2028") {
			t.Errorf("%s isn't inert in a script element:\n%s", name, text)
		}
	}
	var back struct {
		Services []struct{ ServiceName string }
	}
	if err := json.Unmarshal(result, &back); err != nil || back.Services[0].ServiceName != sc.Services[0].Name {
		t.Errorf("result.json names the service %q, error %v", back.Services, err)
	}
}

// TestEventsKept asserts that result.json lists the newest hundred events, newest first.
func TestEventsKept(t *testing.T) {
	sc := rollingScenario()
	run := reports.NewRun(sc, 1)
	s := &story{scenario: sc, to: run}
	for range 150 {
		s.now += 1000
		s.event(sim.EventSteadyState, 0)
	}
	var back struct {
		EndedBecause string
		Services     []struct {
			Events []struct {
				CreatedAt float64
				Message   string
			}
		}
	}
	if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }), &back); err != nil {
		t.Fatal(err)
	}
	events := back.Services[0].Events
	got := []any{len(events), events[0].CreatedAt, events[99].CreatedAt, events[0].Message, back.EndedBecause}
	want := []any{100, 1767225750.0, 1767225651.0, "(service web) has reached a steady state.", "broken off"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

func BenchmarkRecordWriter(b *testing.B) {
	sc := rollingScenario()
	var log sim.Log
	tellRolling(sc, &log)
	w := reports.NewRecordWriter(discard{}, sc)
	b.ReportAllocs()
	for b.Loop() {
		for i := range log {
			w.Record(&log[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(log)), "ns/record")
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
