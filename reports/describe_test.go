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

// TestRebalancing: a service that doesn't say is rebalanced where that is the default, unless its maximumPercent or a
// Classic Load Balancer forbids it.
func TestRebalancing(t *testing.T) {
	sc := rollingScenario()
	sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
	says := sc.Services[0]
	says.Name, says.Parameters = "says", []sim.Parameter{{Name: "availabilityZoneRebalancing", Value: `"DISABLED"`}}
	low := sc.Services[0]
	low.Name, low.Deployment.MaximumPercent = "low", 100
	classic := sc.Services[0]
	classic.Name, classic.LoadBalancers = "classic", []sim.LoadBalancer{{TargetGroup: 1}}
	sc.Services = append(sc.Services, says, low, classic)
	for byDefault, want := range map[bool][]string{
		true: {"ENABLED", "DISABLED", "DISABLED", "DISABLED"}, false: {"DISABLED", "DISABLED", "DISABLED", "DISABLED"},
	} {
		sc.Rules.RebalancingByDefault = byDefault
		var result struct {
			Services []struct{ AvailabilityZoneRebalancing string }
		}
		run := reports.NewRun(sc, 1)
		if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }), &result); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range result.Services {
			got = append(got, s.AvailabilityZoneRebalancing)
		}
		if !slices.Equal(got, want) {
			t.Errorf("by default %v: %v, want %v", byDefault, got, want)
		}
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
