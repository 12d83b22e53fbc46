package reports_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// lifeScenario is rollingScenario with alarms, a service that the timeline creates and deletes, and one that it fails to
// create.
func lifeScenario() *sim.Scenario {
	sc := rollingScenario()
	sc.Alarms = []string{"errors"}
	sc.Services[0].Alarms = sim.Alarms{Enable: true, Rollback: true, Names: []sim.AlarmID{0}}
	sc.Services[0].BakeTime = new(5 * sim.Minute)
	sc.Services[0].EarlySuccess = sim.EarlySuccess{Enable: true, HealthyPercent: 80}
	sc.Services[0].Parameters = []sim.Parameter{
		{Name: "capacityProviderStrategy", Value: `[{"capacityProvider":"ec2"}]`},
		{Name: "networkConfiguration", Value: `{"awsvpcConfiguration":{"subnets":["subnet-1"]}}`, Deploys: true},
		{Name: "role", Value: `"ecs-elb"`},
		{Name: "serviceConnectConfiguration", Value: `{"enabled":true,"namespace":"shop","services":[{"portName":"http"},{"discoveryName":"web-admin","portName":"admin"}]}`, Deploys: true},
		{Name: "tags", Value: `[{"key":"a","value":"b"}]`},
	}
	sc.Services[0].Placement = sim.Placement{
		Strategies:  []sim.PlacementStrategy{{Kind: sim.Binpack, Field: "memory"}, {Kind: sim.Random}},
		Constraints: []sim.PlacementConstraint{{Distinct: true}, {Expression: "attribute:stack == prod"}},
	}
	sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
	sc.Services = append(sc.Services,
		sim.Service{
			Name: "api", DesiredCount: 1, InitialState: sim.Absent, Deployment: sc.Services[0].Deployment,
			LoadBalancers: []sim.LoadBalancer{{TargetGroup: 1, ContainerName: "app", ContainerPort: 80}},
		},
		sim.Service{Name: "ghost", DesiredCount: 1, InitialState: sim.Absent},
	)
	sc.Timeline = append([]sim.Action{{At: 30_000, Index: 1, Kind: sim.ActionCreateService, Create: 1}}, sc.Timeline...)
	sc.Timeline = append(sc.Timeline,
		sim.Action{At: 70_000, Kind: sim.ActionSetAlarm, Alarm: sim.SetAlarm{State: sim.AlarmRaised}},
		sim.Action{At: 80_000, Kind: sim.ActionCreateService, Create: 2},
		sim.Action{At: 90_000, Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Service: 1, Force: true}},
		sim.Action{At: 95_000, Kind: sim.ActionProtectTasks, Protect: sim.ProtectTasks{Tasks: sim.TaskChoice{Count: 1}, Enable: true}},
		sim.Action{At: 96_000, Kind: sim.ActionStopTask, Stop: sim.StopTask{Tasks: sim.TaskChoice{Ordinals: []int32{1, 2}}}},
	)
	return sc
}

// tellLife tells a run of lifeScenario: the update of web is failed by an alarm and rolled back, api comes and goes.
func tellLife(sc *sim.Scenario, to sim.Recorder) {
	s := &story{scenario: sc, to: to}
	call := func(at sim.Time, about sim.ServiceID, action int32, refused *sim.APIError) {
		s.now = at
		s.tell(about, sim.Record{Kind: sim.KindAction, Action: action, Error: refused})
		s.service = max(about, 0)
	}
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceActive})
	s.settings()
	s.deployment(0, sim.Primary, sim.Completed, 1)
	s.task(0, 0, sim.TaskNone, sim.Running)
	s.health(0, 0, sim.Healthy)
	call(30_000, 1, 0, nil)
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceActive})
	s.settings()
	s.deployment(0, sim.Primary, sim.InProgress, 0)
	s.now = 35_000
	s.task(0, 0, sim.TaskNone, sim.Provisioning, sim.Pending, sim.Activating, sim.Running)
	s.health(0, 0, sim.Healthy)
	s.deployment(0, sim.Primary, sim.Completed, 1)
	s.now = 40_000
	s.health(0, 0, sim.Unhealthy)
	call(60_000, 0, 1, nil)
	s.deployment(1, sim.Primary, sim.InProgress, 0)
	s.deployment(0, sim.Active, sim.Completed, 1)
	s.now = 65_000
	s.task(1, 1, sim.TaskNone, sim.Provisioning)
	s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1})
	call(70_000, sim.NoService, 2, nil)
	s.tell(sim.NoService, sim.Record{Kind: sim.KindAlarm, AlarmState: sim.AlarmRaised})
	s.now = 75_000
	s.emit(sim.Record{Kind: sim.KindDeployment, Deployment: 1, Status: sim.Active, Rollout: sim.Failed, FailedBy: sim.FailedByAlarm})
	s.emit(sim.Record{Kind: sim.KindDeployment, Status: sim.Primary, N: 1, FailedBy: sim.FailedByAlarm})
	s.task(1, 1, sim.Provisioning, sim.Deprovisioning, sim.Stopped)
	call(80_000, 2, 3, sim.BlockedDeployments())
	call(90_000, 1, 4, nil)
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceDraining})
	s.task(0, 0, sim.Running, sim.Deactivating, sim.Stopping)
	s.now = 92_000
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceInactive})
	s.deployment(0, sim.Inactive, sim.Completed, 0)
	call(95_000, 0, 5, sim.InactiveService())
	s.now = 100_000
	s.deployment(1, sim.Inactive, sim.Failed, 0)
	s.emit(sim.Record{Kind: sim.KindDeployment, Rollout: sim.Completed, N: 1})
	for id := range sim.ServiceID(3) {
		s.tell(id, sim.Record{Kind: sim.KindEnd})
	}
}

// TestLife holds the verdict, the table and the counts of a run whose services come and go, and the marks in their
// pictures.
func TestLife(t *testing.T) {
	sc := lifeScenario()
	run := reports.NewRun(sc, 1)
	tellLife(sc, run)
	var b bytes.Buffer
	for id := range sim.ServiceID(3) {
		fmt.Fprintln(&b, run.ServiceVerdict(id))
	}
	fmt.Fprintln(&b)
	if err := run.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&b)
	if err := reports.WriteCounts(&b, sc, run.Fold.Samples()); err != nil {
		t.Fatal(err)
	}
	for id := range sim.ServiceID(3) {
		marks := run.ActionMarks(id)
		f := reports.CountsFigure(reports.CountsInput{
			Scenario: sc, Names: run.Names(), Service: id, Samples: run.Fold.Samples(), Bounds: run.Fold.Bounds(), Marks: marks,
			End: run.Fold.Now(),
		})
		fmt.Fprintf(&b, "\n%s, from %s to %s, %d panels, the first %q\n", f.Title, f.From, f.To, len(f.Panels), f.Panels[0].Empty)
		for _, m := range f.Marks {
			fmt.Fprintf(&b, "%s\n", m.Text)
		}
	}
	compareGolden(t, "life.txt", b.Bytes())
	if run.EndedBecause() != "settled" || len(run.AssumptionsUsed()) != 3 {
		t.Errorf("ended because %s, used %v", run.EndedBecause(), run.AssumptionsUsed())
	}
}

// TestMoments holds what DescribeServices returns of it while the update is rolled back, and of every other time which
// services there are. A moment shows all that happens at it.
func TestMoments(t *testing.T) {
	sc := lifeScenario()
	run := reports.NewRun(sc, 1)
	at := []sim.Time{75_000, 29_999, 30_000, 91_000, 92_000, 1 << 40, 0}
	m := reports.NewMoments(run, at)
	tellLife(sc, sim.Recorders{m, run})
	text := written(t, func(b *bytes.Buffer) error { return m.Write(b) })
	first, got := momentLines(t, text, at)
	want := []string{
		"29.999 web ACTIVE 1 api MISSING ghost MISSING",
		"30.000 web ACTIVE 1 api ACTIVE 1 ghost MISSING",
		"91.000 web ACTIVE 2 api DRAINING 1 ghost MISSING",
		"92.000 web ACTIVE 2 api INACTIVE 0 ghost MISSING",
		"1099511627.776 web ACTIVE 1 api INACTIVE 0 ghost MISSING",
		"0.000 web ACTIVE 1 api MISSING ghost MISSING",
	}
	if diff := cmp.Diff(want, got[1:]); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	compareGolden(t, "life.services.json", append(first, '\n'))
}

// momentLines is the reply of the first moment as it is, and of each moment which services there are.
func momentLines(t *testing.T, text []byte, at []sim.Time) (first json.RawMessage, lines []string) {
	t.Helper()
	for i, d := 0, json.NewDecoder(bytes.NewReader(text)); d.More(); i++ {
		var whole json.RawMessage
		if err := d.Decode(&whole); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = whole
		}
		var reply struct {
			Services []struct {
				ServiceName, Status string
				Deployments         []any
			}
			Failures []struct{ Arn, Reason string }
		}
		if err := json.Unmarshal(whole, &reply); err != nil {
			t.Fatal(err)
		}
		line := at[i].String()
		for _, s := range reply.Services {
			line += fmt.Sprintf(" %s %s %d", s.ServiceName, s.Status, len(s.Deployments))
		}
		for _, f := range reply.Failures {
			line += " " + f.Arn[strings.LastIndex(f.Arn, "/")+1:] + " " + f.Reason
		}
		lines = append(lines, line)
	}
	return first, lines
}

// TestBadParameter asserts that a parameter that isn't JSON is an error and not a panic.
func TestBadParameter(t *testing.T) {
	sc := lifeScenario()
	sc.Services[0].Parameters[0].Value = "{"
	run := reports.NewRun(sc, 1)
	if err := reports.NewMoments(run, []sim.Time{0}).Write(&bytes.Buffer{}); err == nil {
		t.Error("it was written")
	}
}

// rolloutStep is something that happens to a service's second deployment, and how its service deployment stands then.
type rolloutStep struct {
	tell func(s *story)
	want string
}

// The statusReasons of service deployments.
const (
	becauseOfBreaker = " Service deployment rolled back because the circuit breaker threshold was exceeded."
	becauseOfUser    = " Service deployment rolled back because a user requested it."
	becauseOfNewer   = " Service deployment stopped because a newer service deployment was started."
)

func createdStep() rolloutStep {
	return rolloutStep{func(s *story) { s.deployment(1, sim.Primary, sim.InProgress, 0) }, "PENDING DISABLED DISABLED"}
}

func begunStep() rolloutStep {
	return rolloutStep{func(s *story) { s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1}) }, "IN_PROGRESS DISABLED DISABLED"}
}

// watchedStep switches breaker and alarms on, and creates the deployment.
func watchedStep() rolloutStep {
	return rolloutStep{func(s *story) {
		s.emit(sim.Record{Kind: sim.KindAction, Action: 2})
		s.deployment(1, sim.Primary, sim.InProgress, 0)
	}, "PENDING MONITORING MONITORING"}
}

func actionStep(i int32, want string) rolloutStep {
	return rolloutStep{func(s *story) { s.emit(sim.Record{Kind: sim.KindAction, Action: i}) }, want}
}

func stateStep(d sim.DeploymentID, status sim.DeploymentStatus, state sim.RolloutState, by sim.FailedBy, want string) rolloutStep {
	return rolloutStep{func(s *story) {
		s.emit(sim.Record{Kind: sim.KindDeployment, Deployment: d, Status: status, Rollout: state, FailedBy: by, Failed: 3})
	}, want}
}

// rollBackSteps are the ways in which one is rolled back.
func rollBackSteps() map[string][]rolloutStep {
	return map[string][]rolloutStep{
		"is rolled back by request": {
			createdStep(), begunStep(), actionStep(1, "ROLLBACK_REQUESTED DISABLED DISABLED"),
			stateStep(1, sim.Active, sim.Failed, sim.FailedByRequest,
				"ROLLBACK_FAILED DISABLED DISABLED No rollback candidate was found to run the rollback."),
			stateStep(0, sim.Primary, sim.InProgress, sim.FailedByRequest, "ROLLBACK_IN_PROGRESS DISABLED DISABLED"+becauseOfUser),
			stateStep(0, sim.Primary, sim.Completed, 0, "ROLLBACK_SUCCESSFUL DISABLED DISABLED"+becauseOfUser),
		},
		"is failed by the breaker": {
			watchedStep(), stateStep(0, sim.Active, sim.Completed, 0, "PENDING MONITORING MONITORING"),
			stateStep(0, sim.Primary, sim.InProgress, sim.FailedByBreaker, "PENDING MONITORING MONITORING"),
			stateStep(1, sim.Active, sim.Failed, sim.FailedByBreaker, "ROLLBACK_IN_PROGRESS TRIGGERED MONITORING_COMPLETE"+becauseOfBreaker),
			{func(s *story) { s.deployment(2, sim.Primary, sim.InProgress, 0) }, "ROLLBACK_FAILED TRIGGERED MONITORING_COMPLETE" + becauseOfBreaker},
		},
		"is rolled back in one pass": {
			createdStep(), begunStep(), actionStep(1, "ROLLBACK_REQUESTED DISABLED DISABLED"),
			{func(s *story) {
				s.deployment(0, sim.Primary, sim.Completed, 1)
				s.emit(sim.Record{Kind: sim.KindDeployment, Deployment: 1, Status: sim.Inactive, Rollout: sim.Failed, FailedBy: sim.FailedByRequest})
			}, "ROLLBACK_SUCCESSFUL DISABLED DISABLED" + becauseOfUser},
		},
		"is rolled back, which fails": {
			watchedStep(), stateStep(1, sim.Active, sim.Failed, sim.FailedByBreaker,
				"ROLLBACK_FAILED TRIGGERED MONITORING_COMPLETE No rollback candidate was found to run the rollback."),
			stateStep(0, sim.Primary, sim.InProgress, sim.FailedByBreaker, "ROLLBACK_IN_PROGRESS TRIGGERED MONITORING_COMPLETE"+becauseOfBreaker),
			stateStep(0, sim.Primary, sim.Failed, sim.FailedByAlarm, "ROLLBACK_FAILED TRIGGERED MONITORING_COMPLETE"+becauseOfBreaker),
		},
	}
}

// rolloutSteps are the ways that a service deployment may go.
func rolloutSteps() map[string][]rolloutStep {
	steps := rollBackSteps()
	maps.Copy(steps, map[string][]rolloutStep{
		"completes": {createdStep(), begunStep(), stateStep(1, sim.Primary, sim.Completed, 0, "SUCCESSFUL DISABLED DISABLED")},
		"is superseded": {
			createdStep(), begunStep(),
			{func(s *story) {
				s.deployment(2, sim.Primary, sim.InProgress, 0)
				s.deployment(1, sim.Active, sim.InProgress, 0)
			}, "STOP_REQUESTED DISABLED DISABLED" + becauseOfNewer},
			{func(s *story) { s.emit(sim.Record{Kind: sim.KindPass, Deployment: 2}) }, "STOPPED DISABLED DISABLED" + becauseOfNewer},
		},
		"is aborted": {
			createdStep(), actionStep(0, "STOP_REQUESTED DISABLED DISABLED"),
			stateStep(1, sim.Primary, sim.Failed, sim.FailedByRequest,
				"STOPPED DISABLED DISABLED Service deployment stopped because a user requested it."),
		},
		"is behind a Classic Load Balancer": {
			{func(s *story) {
				s.emit(sim.Record{Kind: sim.KindAction, Action: 3})
				watchedStep().tell(s)
			}, "PENDING DISABLED DISABLED"},
		},
		"is failed by an alarm": {
			watchedStep(),
			{func(s *story) { s.tell(sim.NoService, sim.Record{Kind: sim.KindAlarm, AlarmState: sim.AlarmRaised}) }, "PENDING MONITORING MONITORING"},
			stateStep(1, sim.Primary, sim.Failed, sim.FailedByAlarm,
				"STOPPED MONITORING_COMPLETE TRIGGERED errors Service deployment stopped because an alarm was detected."),
		},
		"goes without its alarms": {
			{func(s *story) {
				s.tell(sim.NoService, sim.Record{Kind: sim.KindAlarm, AlarmState: sim.AlarmRaised})
				watchedStep().tell(s)
			}, "PENDING MONITORING DISABLED"},
		},
		"is deleted": {createdStep(), begunStep(), {func(s *story) {
			s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceDraining})
		}, "STOPPED DISABLED DISABLED"}},
	})
	return steps
}

// TestServiceDeployments walks service deployments through their statuses (D26 service-deployment).
func TestServiceDeployments(t *testing.T) {
	for name, steps := range rolloutSteps() {
		t.Run(name, func(t *testing.T) {
			sc := rollingScenario()
			sc.Alarms = []string{"errors"}
			sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: 3})
			sc.Timeline = []sim.Action{
				{Kind: sim.ActionStopDeployment},
				{Kind: sim.ActionStopDeployment, StopDeployment: sim.StopDeployment{Rollback: true}},
				{Update: sim.UpdateService{
					Breaker: &sim.BreakerChange{To: sim.CircuitBreaker{Enable: true, Rollback: true}},
					Alarms:  &sim.Alarms{Enable: true, Names: []sim.AlarmID{0}},
				}},
				{Update: sim.UpdateService{LoadBalancers: &[]sim.LoadBalancer{{TargetGroup: 1}}}},
			}
			sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
			run := reports.NewRun(sc, 1)
			s := &story{scenario: sc, to: run}
			s.deployment(0, sim.Primary, sim.Completed, 1)
			for i, step := range steps {
				s.now += 1000
				step.tell(s)
				if got := rolloutStatus(t, run); got != step.want {
					t.Errorf("step %d: %s, want %s", i, got, step.want)
				}
			}
		})
	}
}

// rolloutStatus is the status of the second service deployment, those of its breaker and alarms, and the reason.
func rolloutStatus(t *testing.T, run *reports.Run) string {
	t.Helper()
	var back struct {
		ServiceDeployments []struct {
			Status, StatusReason     string
			DeploymentCircuitBreaker struct{ Status string }
			Alarms                   struct {
				Status              string
				TriggeredAlarmNames []string
			}
		}
	}
	if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }), &back); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(back.ServiceDeployments)
	d := back.ServiceDeployments[1]
	parts := append([]string{d.Status, d.DeploymentCircuitBreaker.Status, d.Alarms.Status}, d.Alarms.TriggeredAlarmNames...)
	return strings.TrimSpace(strings.Join(append(parts, d.StatusReason), " "))
}
