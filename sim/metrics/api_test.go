package metrics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// apiScenario is a service that is there and one that isn't yet, each with a call of every kind.
func apiScenario() *sim.Scenario {
	two, five, fifty, grace := sim.TaskDefinitionID(1), 5, 50, 9*sim.Second
	sc := storyScenario(sim.Steady, 1)
	sc.Alarms = []string{"errors", "latency"}
	sc.Services[0].Alarms = sim.Alarms{Enable: true, Rollback: true, Names: []sim.AlarmID{0, 1}}
	sc.Services[0].Parameters = []sim.Parameter{{Name: "networkConfiguration", Value: "{}", Deploys: true}, {Name: "tags", Value: "[]"}}
	sc.Services = append(sc.Services, sim.Service{Name: "api", DesiredCount: 2, InitialState: sim.Absent})
	sc.Timeline = []sim.Action{
		{Update: sim.UpdateService{
			TaskDefinition: &two, DesiredCount: &five, MinimumHealthyPercent: &fifty, HealthCheckGrace: &grace,
			LoadBalancers: &[]sim.LoadBalancer{{ContainerPort: 80}},
			Parameters: []sim.Parameter{
				{Name: "networkConfiguration", Value: "{1}", Deploys: true}, {Name: "propagateTags", Value: `"SERVICE"`},
			},
		}},
		{Kind: sim.ActionCreateService, Create: 1},
		{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Service: 0}},
		{Kind: sim.ActionStopDeployment, StopDeployment: sim.StopDeployment{Service: 0, Rollback: true}},
	}
	return sc
}

// TestAPI asserts that what the API shows follows the calls that it takes at once, and no others; and that a roll-back
// brings back what the old deployment had, but for what no deployment holds.
func TestAPI(t *testing.T) {
	sc := apiScenario()
	f := metrics.New(sc)
	if f.Service(0).API.Status != sim.ServiceActive || f.Service(1).API.Status != sim.ServiceAbsent || f.Services() != 2 || f.Over() {
		t.Errorf("before the run: %+v, %+v", f.Service(0).API, f.Service(1).API)
	}
	refused := sim.NoSuchService()
	tell := func(r sim.Record) { f.Record(&r) }
	tell(sim.Record{Kind: sim.KindDeployment, Rollout: sim.Completed})
	tell(sim.Record{At: 1, Kind: sim.KindAction, Action: 0, Error: sim.InactiveService()})
	tell(sim.Record{At: 2, Kind: sim.KindAction, Action: 1, Service: 1, Error: refused})
	if got := f.Service(0); got.API.DesiredCount != 1 || got.RefusedCalls != 1 || *got.LastRefusal != *sim.InactiveService() {
		t.Errorf("a refused update left %+v", got)
	}
	if got := f.Service(1); got.API.Status != sim.ServiceAbsent || got.RefusedAction != 1 || got.LastRefusal != refused {
		t.Errorf("a refused creation left %+v", got)
	}
	tell(sim.Record{At: 60_000, Kind: sim.KindAction})
	tell(sim.Record{At: 60_000, Kind: sim.KindDeployment, Deployment: 1, Definition: 1})
	want := sc.Services[0].Apply(&sc.Timeline[0].Update)
	if diff := cmp.Diff(metrics.API{Service: want, Status: sim.ServiceActive}, f.Service(0).API); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	tell(sim.Record{At: 65_000, Kind: sim.KindAction, Action: 3})
	tell(sim.Record{At: 70_000, Kind: sim.KindDeployment, Deployment: 1, Status: sim.Active, Rollout: sim.Failed, FailedBy: sim.FailedByRequest})
	tell(sim.Record{At: 70_000, Kind: sim.KindDeployment, FailedBy: sim.FailedByRequest})
	d := f.Service(0).Deployments
	if diff := cmp.Diff(metrics.Stop{Requested: true, At: 65_000, Rollback: true}, d[1].Stop); diff != "" ||
		d[0].FailedBy != sim.FailedByRequest || d[1].FailedBy != sim.FailedByRequest || d[1].LoadBalancers[0].ContainerPort != 80 {
		t.Errorf("- want, + got:\n%s\n%+v", diff, d)
	}
	want.TaskDefinition, want.LoadBalancers = 0, nil
	want.Parameters = []sim.Parameter{
		{Name: "networkConfiguration", Value: "{}", Deploys: true}, {Name: "propagateTags", Value: `"SERVICE"`}, {Name: "tags", Value: "[]"},
	}
	if diff := cmp.Diff(want, f.Service(0).API.Service); diff != "" {
		t.Errorf("after the roll-back: - want, + got:\n%s", diff)
	}
}

// TestLifecycle asserts what becomes of a service that is created in the run and of one that is deleted in the midst of
// a deployment: the window ends, the waiter fails, the dip is over.
func TestLifecycle(t *testing.T) {
	sc := apiScenario()
	f := metrics.New(sc)
	tell := func(at sim.Time, r sim.Record) { r.At = at; f.Record(&r) }
	tell(0, sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceActive})
	tell(0, sim.Record{Kind: sim.KindSettings, Settings: sim.Settings{Desired: 1}})
	tell(0, sim.Record{Kind: sim.KindDeployment, Rollout: sim.Completed})
	tell(10_000, sim.Record{Kind: sim.KindAction, Action: 1, Service: 1})
	tell(10_000, sim.Record{Kind: sim.KindService, Service: 1, Lifecycle: sim.ServiceActive})
	tell(10_000, sim.Record{Kind: sim.KindDeployment, Service: 1})
	tell(20_000, sim.Record{Kind: sim.KindDeployment, Deployment: 1})
	tell(30_000, sim.Record{Kind: sim.KindAction, Action: 2})
	tell(30_000, sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceDraining})
	tell(30_000, sim.Record{Kind: sim.KindSettings})
	tell(40_000, sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceInactive})
	tell(90_000, sim.Record{Kind: sim.KindEnd})
	if f.Over() {
		t.Error("over before the service that was created is")
	}
	tell(90_000, sim.Record{Kind: sim.KindEnd, Service: 1, Outcome: sim.OutcomeUnfinished})
	web, api := f.Service(0), f.Service(1)
	got := []any{web.API.Status, web.API.DesiredCount, web.Deleted, web.DeletedAt, web.GoneAt, api.API.Status, api.Created, f.Over()}
	want := []any{sim.ServiceInactive, 0, true, sim.Time(30_000), sim.Time(40_000), sim.ServiceActive, sim.Time(10_000), true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	d, first := web.Deployments[1], api.Deployments[0]
	if d.End != metrics.EndDeleted || d.Ended != 30_000 || d.WaiterPassed || d.Dip.Below != 10_000 {
		t.Errorf("the deployment that was under way: %+v", d)
	}
	if first.Action != 1 || !first.First() || first.End != metrics.EndOfRun || api.Judged() != &api.Deployments[0] {
		t.Errorf("the deployment of the new service: %+v", first)
	}
}

// TestAbsentOver asserts that a run is over though a service that was never created has no end.
func TestAbsentOver(t *testing.T) {
	f := metrics.New(apiScenario())
	f.Record(&sim.Record{At: 1000, Kind: sim.KindEnd})
	if !f.Over() || f.Service(1).Judged() != nil {
		t.Errorf("over %v, judged %v", f.Over(), f.Service(1).Judged())
	}
}

// TestAlarms asserts which alarms failed a deployment, and that one that is in ALARM at the creation switches them off.
func TestAlarms(t *testing.T) {
	sc := apiScenario()
	f := metrics.New(sc)
	tell := func(at sim.Time, r sim.Record) { r.At = at; f.Record(&r) }
	raise := func(at sim.Time, id sim.AlarmID, to sim.AlarmState) {
		tell(at, sim.Record{Kind: sim.KindAlarm, Service: sim.NoService, Alarm: id, AlarmState: to})
	}
	tell(0, sim.Record{Kind: sim.KindDeployment, Rollout: sim.Completed})
	tell(10_000, sim.Record{Kind: sim.KindDeployment, Deployment: 1})
	tell(12_000, sim.Record{Kind: sim.KindAction, Service: sim.NoService})
	raise(12_000, 1, sim.AlarmInsufficientData)
	raise(15_000, 1, sim.AlarmRaised)
	tell(20_000, sim.Record{Kind: sim.KindDeployment, Deployment: 1, Rollout: sim.Failed, FailedBy: sim.FailedByAlarm})
	tell(30_000, sim.Record{Kind: sim.KindDeployment, Deployment: 2})
	raise(31_000, 1, sim.AlarmOK)
	tell(32_000, sim.Record{Kind: sim.KindDeployment, Deployment: 1, Status: sim.Inactive, Rollout: sim.Failed, FailedBy: sim.FailedByAlarm})
	d := f.Service(0).Deployments
	if diff := cmp.Diff([]metrics.Trigger{{Alarm: 1, Since: 15_000}}, d[1].Triggers); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if d[1].AlarmsIgnored || !d[2].AlarmsIgnored || d[1].FailedBy != sim.FailedByAlarm {
		t.Errorf("ignored %v and %v, failed by %d", d[1].AlarmsIgnored, d[2].AlarmsIgnored, d[1].FailedBy)
	}
	if got := (metrics.Alarm{State: sim.AlarmOK, Since: 31_000}); f.Alarm(1) != got || f.Alarm(0) != (metrics.Alarm{}) {
		t.Errorf("alarms %+v and %+v", f.Alarm(0), f.Alarm(1))
	}
}

// TestProtectionAndBake asserts that only tasks that could be stopped count as protected, that restarts are those of the
// task's deployment, and how long the bake time kept a deployment from completing.
func TestProtectionAndBake(t *testing.T) {
	s := &story{}
	protect := func(task sim.TaskNumber, on bool) {
		s.emit(sim.Record{Kind: sim.KindProtection, Task: task, Protected: on})
	}
	var log []int32
	sc := storyScenario(sim.Steady, 3)
	s.settings(3, 6)
	s.deployment(0, sim.Primary, sim.Completed)
	for task := range sim.TaskNumber(3) {
		s.edge(0, task, sim.TaskNone, sim.Running, sim.NotStopped)
		protect(task, true)
	}
	protect(0, true)
	protect(1, false)
	s.edge(0, 2, sim.Running, sim.Deactivating, sim.StoppedByUser)
	protect(2, true)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	s.edge(1, 3, sim.TaskNone, sim.Running, sim.NotStopped)
	s.emit(sim.Record{Kind: sim.KindRestart, Task: 3, ExitCode: 1})
	pass := func(at sim.Time, blocked sim.Block) {
		s.now = at
		s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1, Pass: sim.PassFacts{Blocked: blocked}})
	}
	pass(66_000, sim.BlockedByBake)
	pass(76_000, sim.BlockedByHealth)
	pass(86_000, sim.BlockedByBake|sim.BlockedByStops)
	pass(386_000, 0)
	s.deployment(1, sim.Primary, sim.Completed)
	s.emit(sim.Record{Kind: sim.KindEnd})
	f := metrics.New(sc)
	for i := range s.log {
		f.Record(&s.log[i])
		log = append(log, f.Service(0).Protected)
	}
	if diff := cmp.Diff([]int32{0, 0, 0, 1, 1, 2, 2, 3, 3, 2, 1, 1}, log[:12]); diff != "" {
		t.Errorf("protected tasks: - want, + got:\n%s", diff)
	}
	d := f.Service(0).Deployments
	if d[1].Bake != 300*sim.Second || d[1].BegunAt != 66_000 || !d[1].Begun || d[0].Begun || d[1].Restarts != 1 || d[0].Restarts != 0 {
		t.Errorf("baked for %s, begun at %s, %d restarts", d[1].Bake, d[1].BegunAt, d[1].Restarts)
	}
	if d[0].OwnFailed != 0 || d[0].TasksStopped != 1 {
		t.Errorf("a call of StopTask counts as %d failures and %d stops", d[0].OwnFailed, d[0].TasksStopped)
	}
}

// TestRepeatedCreation asserts that a CreateService call for a service that is there changes nothing of it, whatever was
// updated since its creation.
func TestRepeatedCreation(t *testing.T) {
	sc := apiScenario()
	a := metrics.NewAPI(&sc.Services[0])
	a.Take(sc, &sc.Timeline[0])
	want := a
	a.Take(sc, &sim.Action{Kind: sim.ActionCreateService, Repeat: &want.Service})
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
