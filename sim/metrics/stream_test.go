package metrics_test

import (
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
)

// stream makes up the records of a run that no scheduler would make, but that keep the contract of package sim: tasks
// walk legal edges, deployments are superseded by newer ones, time never goes back.
type stream struct {
	t        *rapid.T
	scenario *sim.Scenario
	log      sim.Log
	now      sim.Time
	services []streamService
}

type streamService struct {
	deployments []sim.Record // the latest record of each
	tasks       []sim.Record // the latest edge of each
	deleted     bool
}

// streamScenario has two or three services, instances in two zones out of three, and a timeline that is called in order.
func streamScenario(t *rapid.T) *sim.Scenario {
	sc := &sim.Scenario{
		Name: "stream", Zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		Groups: []sim.InstanceGroup{{Name: "a", Count: 3, Zones: []sim.ZoneID{0, 1}}, {Name: "b", Count: 1, Zones: []sim.ZoneID{2}}},
	}
	for i := range 4 {
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{
			Family: "web", Revision: i + 1, Reservation: sim.Resources{CPU: int64(100 + i), Memory: int64(10 + 7*i)},
		})
	}
	for range rapid.IntRange(1, 3).Draw(t, "services") {
		state := sim.InitialState(rapid.IntRange(0, 2).Draw(t, "initial state"))
		sc.Services = append(sc.Services, sim.Service{
			Name: "web", DesiredCount: rapid.IntRange(0, 4).Draw(t, "desired"), InitialState: state,
		})
	}
	return sc
}

func drawStream(t *rapid.T) (*sim.Scenario, sim.Log) {
	s := &stream{t: t, scenario: streamScenario(t)}
	s.services = make([]streamService, len(s.scenario.Services))
	for i := range s.services {
		if s.scenario.Services[i].InitialState != sim.Absent {
			s.begin(sim.ServiceID(i))
		}
	}
	s.scenario.Services = append(s.scenario.Services, sim.Service{Name: "last"}) // so that there is always an end to tell
	s.services = append(s.services, streamService{})
	s.begin(sim.ServiceID(len(s.services) - 1))
	for range rapid.IntRange(0, 60).Draw(t, "steps") {
		if rapid.Bool().Draw(t, "later") {
			s.now += sim.Time(rapid.SampledFrom([]int64{1, 500, 7_500, 15_000, 29_999, 200_000}).Draw(t, "wait"))
		}
		s.step(sim.ServiceID(rapid.IntRange(0, len(s.services)-1).Draw(t, "service")))
	}
	for i := range s.services {
		if len(s.services[i].deployments) == 0 && rapid.Bool().Draw(t, "without an end") {
			continue
		}
		outcome := sim.Outcome(rapid.IntRange(0, 2).Draw(t, "outcome"))
		s.emit(sim.Record{Kind: sim.KindEnd, Service: sim.ServiceID(i), Outcome: outcome})
	}
	return s.scenario, s.log
}

func (s *stream) emit(r sim.Record) {
	r.At = s.now
	s.log.Record(&r)
}

func (s *stream) begin(id sim.ServiceID) {
	svc := &s.scenario.Services[id]
	s.settings(id)
	r := sim.Record{Kind: sim.KindDeployment, Service: id, Rollout: sim.InProgress}
	if svc.InitialState != sim.Steady {
		s.deployment(r)
		return
	}
	r.Rollout, r.N = sim.Completed, int32(svc.DesiredCount)
	s.deployment(r)
	for range svc.DesiredCount {
		s.create(id, 0, sim.Running)
		s.emit(sim.Record{
			Kind: sim.KindHealth, Service: id, Task: sim.TaskNumber(len(s.services[id].tasks) - 1), Health: sim.Healthy,
		})
	}
}

func (s *stream) settings(id sim.ServiceID) {
	desired := int32(rapid.IntRange(0, 4).Draw(s.t, "desired"))
	s.emit(sim.Record{Kind: sim.KindSettings, Service: id, Settings: sim.Settings{
		Desired: desired, Floor: int32(rapid.IntRange(0, int(desired)).Draw(s.t, "floor")), Cap: 2 * desired,
	}})
}

func (s *stream) deployment(r sim.Record) {
	svc := &s.services[r.Service]
	if int(r.Deployment) == len(svc.deployments) {
		svc.deployments = append(svc.deployments, r)
	}
	svc.deployments[r.Deployment] = r
	s.emit(r)
}

func (s *stream) create(id sim.ServiceID, d sim.DeploymentID, to sim.TaskState) {
	svc := &s.services[id]
	r := sim.Record{
		Kind: sim.KindTask, Service: id, Deployment: d, Task: sim.TaskNumber(len(svc.tasks)), From: sim.TaskNone, To: to,
		Instance: sim.InstanceID(rapid.IntRange(-1, 3).Draw(s.t, "instance")), Definition: svc.deployments[d].Definition,
	}
	svc.tasks = append(svc.tasks, r)
	s.emit(r)
}

// step lets one thing happen to a service.
func (s *stream) step(id sim.ServiceID) {
	svc := &s.services[id]
	if len(svc.deployments) == 0 {
		s.call(sim.Action{Kind: sim.ActionCreateService, Create: id})
		s.emit(sim.Record{Kind: sim.KindService, Service: id, Lifecycle: sim.ServiceActive})
		s.begin(id)
		return
	}
	switch rapid.IntRange(0, 13).Draw(s.t, "step") {
	case 0:
		s.settings(id)
	case 1:
		if !svc.deleted {
			s.supersede(id)
		}
	case 2:
		r := svc.deployments[rapid.IntRange(0, len(svc.deployments)-1).Draw(s.t, "deployment")]
		r.N = int32(rapid.IntRange(0, 4).Draw(s.t, "n"))
		r.Rollout = sim.RolloutState(rapid.IntRange(0, 2).Draw(s.t, "rollout"))
		if r.Status != sim.Primary {
			r.Status = sim.DeploymentStatus(rapid.IntRange(1, 2).Draw(s.t, "status"))
		}
		r.Failed = int32(rapid.IntRange(0, 3).Draw(s.t, "failed tasks"))
		r.Definition = 0 // means something at the creation only
		s.deployment(r)
	case 3:
		s.emit(sim.Record{Kind: sim.KindRefusal, Service: id, Refusal: sim.Refusal{Instances: int32(s.now % 7)}})
	case 4:
		blocked := rapid.SampledFrom([]sim.Block{0, sim.BlockedByFloor, sim.BlockedByProtection | sim.BlockedByHealth}).Draw(s.t, "blocked")
		s.emit(sim.Record{
			Kind: sim.KindPass, Service: id, Deployment: sim.DeploymentID(len(svc.deployments) - 1), Pass: sim.PassFacts{Blocked: blocked},
		})
	case 12:
		if rapid.IntRange(0, 3).Draw(s.t, "deleted") == 0 {
			svc.deleted = true
			s.call(sim.Action{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Service: id}})
			s.emit(sim.Record{Kind: sim.KindService, Service: id, Lifecycle: sim.ServiceDraining})
		}
	case 13:
		if len(svc.tasks) > 0 {
			of := svc.tasks[rapid.IntRange(0, len(svc.tasks)-1).Draw(s.t, "task")]
			r := sim.Record{Kind: sim.KindRestart, Service: id, Deployment: of.Deployment, Task: of.Task}
			if rapid.Bool().Draw(s.t, "protection") {
				r.Kind, r.Protected = sim.KindProtection, rapid.Bool().Draw(s.t, "protected")
			}
			s.emit(r)
		}
	case 5, 6:
		s.create(id, sim.DeploymentID(rapid.IntRange(0, len(svc.deployments)-1).Draw(s.t, "of")), sim.Provisioning)
	default:
		s.move(id)
	}
}

// call makes a timeline action, which nothing refuses.
func (s *stream) call(a sim.Action) {
	a.At = s.now
	s.scenario.Timeline = append(s.scenario.Timeline, a)
	s.emit(sim.Record{Kind: sim.KindAction, Service: a.Service(), Action: int32(len(s.scenario.Timeline) - 1)})
}

func (s *stream) supersede(id sim.ServiceID) {
	svc := &s.services[id]
	if rapid.Bool().Draw(s.t, "by an action") {
		var update sim.UpdateService
		if rapid.Bool().Draw(s.t, "scaled") {
			n := rapid.IntRange(0, 4).Draw(s.t, "to")
			update.DesiredCount = &n
		}
		update.Service = id
		s.call(sim.Action{Update: update})
	}
	former := len(svc.deployments) - 1
	s.deployment(sim.Record{
		Kind: sim.KindDeployment, Service: id, Deployment: sim.DeploymentID(former + 1),
		Definition: sim.TaskDefinitionID(rapid.IntRange(0, 3).Draw(s.t, "definition")),
	})
	r := svc.deployments[former]
	r.Status, r.Definition = sim.Active, 0
	s.deployment(r)
}

// move lets a task go along one of its edges, or change its health.
func (s *stream) move(id sim.ServiceID) {
	svc := &s.services[id]
	if len(svc.tasks) == 0 {
		return
	}
	r := svc.tasks[rapid.IntRange(0, len(svc.tasks)-1).Draw(s.t, "task")]
	if rapid.IntRange(0, 2).Draw(s.t, "health") == 0 {
		health := sim.Health(rapid.IntRange(0, 2).Draw(s.t, "status"))
		s.emit(sim.Record{Kind: sim.KindHealth, Service: id, Deployment: r.Deployment, Task: r.Task, Health: health})
		return
	}
	var ways []sim.TaskState
	for to := sim.Provisioning; to <= sim.Stopped; to++ {
		if sim.LegalEdge(r.To, to) {
			ways = append(ways, to)
		}
	}
	if len(ways) == 0 {
		return
	}
	r.From, r.To = r.To, rapid.SampledFrom(ways).Draw(s.t, "way")
	r.Reason, r.Failure, r.ExitCode, r.Killed, r.Ordinal, r.Definition = sim.NotStopped, sim.NoFailure, 0, false, 0, 0
	if r.From <= sim.Running && r.To > sim.Running {
		r.Reason = sim.StopReason(rapid.IntRange(0, 4).Draw(s.t, "reason"))
		if r.Reason == sim.NotStopped {
			r.Failure = sim.Failure(rapid.IntRange(0, 4).Draw(s.t, "failure"))
		}
	}
	if r.To == sim.Deprovisioning {
		r.ExitCode = rapid.SampledFrom([]int16{0, 143, 137, -1}).Draw(s.t, "exit code")
		r.Killed = r.ExitCode == 137 && rapid.Bool().Draw(s.t, "killed")
	}
	svc.tasks[r.Task] = r
	s.emit(r)
}
