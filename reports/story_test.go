package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// compareGolden compares got with a file in testdata; ECSSIM_UPDATE=1 writes it instead.
func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: - want, + got (ECSSIM_UPDATE=1 rewrites it):\n%s", path, diff)
	}
}

// story is a run told record by record. Records of deployments and tasks are about the service told last.
type story struct {
	scenario *sim.Scenario
	to       sim.Recorder
	now      sim.Time
	service  sim.ServiceID
}

func (s *story) emit(r sim.Record) { s.tell(s.service, r) }

func (s *story) tell(about sim.ServiceID, r sim.Record) {
	r.At, r.Service = s.now, about
	s.to.Record(&r)
}

// settings are those of one task that must stay healthy and may have another one beside it.
func (s *story) settings() {
	svc := s.scenario.Services[s.service].Deployment
	s.emit(sim.Record{Kind: sim.KindSettings, Settings: sim.Settings{
		Desired: 1, Floor: 1, Cap: 2,
		MinimumHealthyPercent: int32(svc.MinimumHealthyPercent), MaximumPercent: int32(svc.MaximumPercent),
	}})
}

func (s *story) deployment(id sim.DeploymentID, status sim.DeploymentStatus, rollout sim.RolloutState, n int32) {
	s.emit(sim.Record{
		Kind: sim.KindDeployment, Deployment: id, Definition: sim.TaskDefinitionID(id), Status: status, Rollout: rollout, N: n,
	})
}

// task lets a task walk along states, all at this instant.
func (s *story) task(d sim.DeploymentID, number sim.TaskNumber, along ...sim.TaskState) {
	for i := range len(along) - 1 {
		r := sim.Record{
			Kind: sim.KindTask, Deployment: d, Task: number, From: along[i], To: along[i+1],
			Instance: sim.InstanceID(number % 2), TargetGroup: sim.NoTargetGroup,
		}
		if r.From == sim.TaskNone {
			r.Ordinal = int32(number) + 1
		}
		if r.From <= sim.Running && r.To > sim.Running {
			r.Reason = sim.StoppedByScaling
		}
		if r.To == sim.Deprovisioning {
			r.ExitCode = 143
		}
		s.emit(r)
	}
}

func (s *story) health(d sim.DeploymentID, number sim.TaskNumber, h sim.Health) {
	s.emit(sim.Record{Kind: sim.KindHealth, Deployment: d, Task: number, Health: h})
}

func (s *story) event(code sim.EventCode, n int32, tasks ...sim.TaskNumber) {
	r := sim.Record{
		Kind: sim.KindEvent, Event: code, N: n, Tasks: tasks, Deployment: sim.NoDeployment, TargetGroup: sim.NoTargetGroup,
	}
	switch code {
	case sim.EventRegistered, sim.EventDeregistered:
		r.TargetGroup = 0
	case sim.EventDeploymentCompleted, sim.EventDeploymentFailed:
		r.Deployment = 1
	case sim.EventRollingBack:
		r.Deployment = 0
	}
	s.emit(r)
}

// rollingScenario is a service behind a load balancer that moves to a new revision.
func rollingScenario() *sim.Scenario {
	two := sim.TaskDefinitionID(1)
	timing := sim.Timing{}
	return &sim.Scenario{
		Name: "rolling-tiny", StartAt: 1767225600, Duration: sim.Hour, Behavior: sim.Behavior202607,
		Rules: sim.Rules{StoppingCounts: true},
		Zones: []string{"us-east-1a", "us-east-1b"},
		Groups: []sim.InstanceGroup{{
			Name: "a", Count: 2, Zones: []sim.ZoneID{0, 1}, Capacity: sim.Resources{CPU: 2048, Memory: 7680},
		}},
		TargetGroups: []sim.TargetGroup{{Name: "web"}},
		TaskDefinitions: []sim.TaskDefinition{
			{Family: "web", Revision: 1, Reservation: sim.Resources{CPU: 512, Memory: 1024}, Timing: timing},
			{Family: "web", Revision: 2, Reservation: sim.Resources{CPU: 512, Memory: 2048}, Timing: timing},
		},
		Services: []sim.Service{{
			Name: "web", DesiredCount: 1,
			Deployment:    sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200},
			LoadBalancers: []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
		}},
		Timeline: []sim.Action{{At: 60_000, Update: sim.UpdateService{TaskDefinition: &two}}},
		Assumptions: []sim.Assumption{
			{Key: "taskDefinitions.web:1.timing.pull", Value: "5s", Reason: "measured"},
			{Key: "taskDefinitions.web:1.timing.exit", Value: "1s", Reason: "measured"},
			{Key: "taskDefinitions.web:2.timing.pull", Value: "5s", Reason: "measured"},
		},
	}
}

// tellRolling tells the whole run of rollingScenario: one up, registered and healthy, the old one down.
func tellRolling(sc *sim.Scenario, to sim.Recorder) {
	s := &story{scenario: sc, to: to}
	s.settings()
	s.deployment(0, sim.Primary, sim.Completed, 1)
	s.task(0, 0, sim.TaskNone, sim.Running)
	s.health(0, 0, sim.Healthy)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress, 0)
	s.deployment(0, sim.Active, sim.Completed, 1)
	s.now = 66_250
	s.settings()
	s.task(1, 1, sim.TaskNone, sim.Provisioning, sim.Pending)
	s.event(sim.EventStarted, 1, 1)
	s.deployment(1, sim.Primary, sim.InProgress, 1)
	s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1, Pass: sim.PassFacts{
		Blocked: sim.BlockedByHealth | sim.BlockedByFloor, Floor: 1, Cap: 2, Healthy: 1, Alive: 2, Pending: 1, Starts: 1, Surplus: 1,
	}})
	s.now = 68_000
	s.task(1, 1, sim.Pending, sim.Activating)
	s.now = 76_500
	s.task(1, 1, sim.Activating, sim.Running)
	s.emit(sim.Record{Kind: sim.KindTarget, Deployment: 1, Task: 1, Target: sim.TargetInitial})
	s.event(sim.EventRegistered, 1)
	s.now = 86_500
	s.emit(sim.Record{Kind: sim.KindTarget, Deployment: 1, Task: 1, Target: sim.TargetHealthy})
	s.health(1, 1, sim.Healthy)
	s.now = 96_250
	s.task(0, 0, sim.Running, sim.Deactivating)
	s.event(sim.EventStoppedRunning, 1, 0)
	s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1, Pass: sim.PassFacts{
		Blocked: sim.BlockedByStops, Floor: 1, Cap: 2, Healthy: 2, Alive: 2, Stops: 1, Ending: 1,
	}})
	s.now = 106_250
	s.emit(sim.Record{Kind: sim.KindTarget, Task: 0, Target: sim.TargetDraining})
	s.event(sim.EventDeregistered, 1)
	s.event(sim.EventDraining, 1)
	s.now = 141_250
	s.task(0, 0, sim.Deactivating, sim.Stopping)
	s.now = 142_250
	s.task(0, 0, sim.Stopping, sim.Deprovisioning, sim.Stopped)
	s.now = 146_250
	s.event(sim.EventDeploymentCompleted, 0)
	s.event(sim.EventSteadyState, 0)
	s.deployment(0, sim.Inactive, sim.Completed, 0)
	s.deployment(1, sim.Primary, sim.Completed, 1)
	s.emit(sim.Record{Kind: sim.KindEnd, Deployment: 1, Pass: sim.PassFacts{Floor: 1, Cap: 2, Healthy: 1, Alive: 1}})
}

func rollingRun() *reports.Run {
	sc := rollingScenario()
	run := reports.NewRun(sc, 1)
	tellRolling(sc, run)
	return run
}

// written is what a report writes.
func written(t *testing.T, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
