package reports_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestRollbackFiles holds result.json and the records of a deployment that three failed tasks fail, while it is rolled
// back: what DescribeServices shows of a service with a circuit breaker and no load balancer.
func TestRollbackFiles(t *testing.T) {
	sc := rollingScenario()
	sc.Assumptions = nil
	sc.Services[0].LoadBalancers = nil
	sc.Services[0].Breaker = sim.CircuitBreaker{Enable: true, Rollback: true, KeepsCounting: true, Type: sim.CountThreshold, Value: 3}
	sc.Timeline[0].Index = 4
	run := reports.NewRun(sc, 1)
	var records bytes.Buffer
	w := reports.NewRecordWriter(&records, sc)
	s := &story{scenario: sc, to: sim.Recorders{run, w}}
	s.settings()
	s.deployment(0, sim.Primary, sim.Completed, 1)
	s.task(0, 0, sim.TaskNone, sim.Running)
	s.health(0, 0, sim.Healthy)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress, 0)
	s.deployment(0, sim.Active, sim.Completed, 1)
	for i := range sim.TaskNumber(3) {
		s.now += 10_000
		s.task(1, i+1, sim.TaskNone, sim.Provisioning, sim.Pending, sim.Activating)
		s.emit(sim.Record{
			Kind: sim.KindTask, Deployment: 1, Task: i + 1, From: sim.Activating, To: sim.Stopping, Failure: sim.FailedPull,
			Instance: sim.NoInstance, TargetGroup: sim.NoTargetGroup, Definition: 1,
		})
	}
	s.event(sim.EventDeploymentFailed, 0)
	s.event(sim.EventRollingBack, 0)
	s.emit(sim.Record{
		Kind: sim.KindDeployment, Status: sim.Primary, Rollout: sim.InProgress, N: 1, FailedBy: sim.FailedByBreaker,
	})
	s.emit(sim.Record{
		Kind: sim.KindDeployment, Deployment: 1, Definition: 1, Status: sim.Active, Rollout: sim.Failed, Failed: 3,
		FailedBy: sim.FailedByBreaker,
	})
	s.now = 95_000
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeUnfinished})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "rollback.result.json", written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }))
	compareGolden(t, "rollback.records.ndjson", records.Bytes())
}

// TestKindsDescribed: launch type, platform version, scheduling strategy and Availability Zone rebalancing are those of the
// service; one on Fargate that names no platform version has the latest, and its deployments name the version that this is.
func TestKindsDescribed(t *testing.T) {
	sc := rollingScenario()
	fargate, old, daemon := sc.Services[0], sc.Services[0], sc.Services[0]
	fargate.Name, fargate.Fargate, fargate.Rebalance = "fargate", true, true
	old.Name, old.Fargate, old.Parameters = "old", true, []sim.Parameter{{Name: "platformVersion", Value: `"1.3.0"`, Deploys: true}}
	daemon.Name, daemon.Daemon = "daemon", true
	sc.Services = append(sc.Services, fargate, old, daemon)
	var result struct {
		Services []struct{ LaunchType, PlatformVersion, SchedulingStrategy, AvailabilityZoneRebalancing string }
	}
	run := reports.NewRun(sc, 1)
	if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }), &result); err != nil {
		t.Fatal(err)
	}
	var got [][4]string
	for _, s := range result.Services {
		got = append(got, [4]string{s.LaunchType, s.PlatformVersion, s.SchedulingStrategy, s.AvailabilityZoneRebalancing})
	}
	want := [][4]string{
		{"EC2", "", "REPLICA", "DISABLED"},
		{"FARGATE", "LATEST", "REPLICA", "ENABLED"},
		{"FARGATE", "1.3.0", "REPLICA", "DISABLED"},
		{"EC2", "", "DAEMON", "DISABLED"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestNoStateEventBehindClassic: deployments behind a Classic Load Balancer have no rollout state, so no event tells of
// its change; service events do.
func TestNoStateEventBehindClassic(t *testing.T) {
	sc := rollingScenario()
	sc.TargetGroups[0].Kind = sim.ClassicLoadBalancer
	sc.Services[0].Breaker.Enable = true
	var b bytes.Buffer
	w := reports.NewRecordWriter(&b, sc)
	s := &story{scenario: sc, to: w}
	s.deployment(0, sim.Primary, sim.Completed, 1)
	s.deployment(1, sim.Primary, sim.InProgress, 0)
	s.deployment(1, sim.Primary, sim.Completed, 1)
	s.event(sim.EventSteadyState, 0)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if state, action := bytes.Count(b.Bytes(), []byte("State Change")), bytes.Count(b.Bytes(), []byte("Service Action")); state != 0 || action != 1 {
		t.Errorf("%d state changes and %d service actions:\n%s", state, action, &b)
	}
}
