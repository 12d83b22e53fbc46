package metrics_test

import (
	"go/token"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestDipOutlivesWindow is an update of two tasks that is COMPLETED at 110 s, 37 s before the new tasks count as
// healthy: the dip lasts from 70 s to 147 s, though the window holds 40 s of it only.
func TestDipOutlivesWindow(t *testing.T) {
	tell := func(after func(s *story)) metrics.Deployment {
		s := &story{}
		s.settings(2, 4)
		s.deployment(0, sim.Primary, sim.Completed)
		for task := range sim.TaskNumber(2) {
			s.edge(0, task, sim.TaskNone, sim.Running, sim.NotStopped)
			s.health(0, task, sim.Healthy)
		}
		s.now = 60_000
		s.emit(sim.Record{Kind: sim.KindAction})
		s.deployment(1, sim.Primary, sim.InProgress)
		s.now = 70_000
		for task := range sim.TaskNumber(2) {
			s.edge(0, task, sim.Running, sim.Deactivating, sim.StoppedByScaling)
			s.edge(1, task+2, sim.TaskNone, sim.Running, sim.NotStopped)
		}
		s.now = 110_000
		s.deployment(1, sim.Primary, sim.Completed)
		after(s)
		s.emit(sim.Record{Kind: sim.KindEnd})
		return fold(storyScenario(sim.Steady, 2), s.log).Service(0).Deployments[1]
	}
	healthy := func(s *story) {
		s.now = 137_000
		s.health(1, 2, sim.Healthy)
		s.now = 147_000
		s.health(1, 3, sim.Healthy)
		s.now = 200_000
		s.edge(1, 3, sim.Running, sim.Deactivating, sim.NotStopped) // is no part of it any more
	}
	newer := func(s *story) {
		s.now = 120_000
		s.deployment(2, sim.Primary, sim.InProgress)
		s.now = 150_000
	}
	for _, c := range []struct {
		after func(s *story)
		want  metrics.Dip
	}{
		{healthy, metrics.Dip{Desired: 2, For: 67_000, Below: 77_000, None: 67_000, Whole: true, WholeAt: 147_000}},
		{newer, metrics.Dip{Desired: 2, For: 50_000, Below: 50_000, None: 50_000}},
		{func(s *story) { s.now = 115_000 }, metrics.Dip{Desired: 2, For: 45_000, Below: 45_000, None: 45_000}},
	} {
		d := tell(c.after)
		if diff := cmp.Diff(c.want, d.Dip); diff != "" || d.HealthyDeficit != 80_000 || d.Rescaled {
			t.Errorf("deficit %d, rescaled %v; - want, + got:\n%s", d.HealthyDeficit, d.Rescaled, diff)
		}
	}
}

// TestScalings tells a scale-out from two to four and one that comes with a deployment. The steady state of an earlier
// time that is told before the scheduler has taken the new count up isn't the one that is waited for.
func TestScalings(t *testing.T) {
	one, three, four := sim.TaskDefinitionID(1), 3, 4
	sc := storyScenario(sim.Steady, 2)
	sc.Timeline = []sim.Action{
		{Update: sim.UpdateService{DesiredCount: &four}},
		{Update: sim.UpdateService{DesiredCount: &four}}, // changes nothing
		{Update: sim.UpdateService{DesiredCount: &three, TaskDefinition: &one}},
		{Update: sim.UpdateService{DesiredCount: &four}},
	}
	s := &story{}
	call := func(at sim.Time, action int32) {
		s.now = at
		s.emit(sim.Record{Kind: sim.KindAction, Action: action})
	}
	steady := func(at sim.Time) {
		s.now = at
		s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventSteadyState})
	}
	s.settings(2, 4)
	s.deployment(0, sim.Primary, sim.Completed)
	for task := range sim.TaskNumber(2) {
		s.edge(0, task, sim.TaskNone, sim.Running, sim.NotStopped)
		s.health(0, task, sim.Healthy)
	}
	call(60_000, 0)
	steady(62_000)
	s.now = 65_000
	s.settings(4, 8)
	for task := sim.TaskNumber(2); task < 5; task++ {
		s.edge(0, task, sim.TaskNone, sim.Provisioning, sim.NotStopped)
	}
	s.now = 66_000
	s.health(0, 0, sim.Unhealthy)
	s.now = 70_000
	s.edge(0, 2, sim.Provisioning, sim.Deprovisioning, sim.NotStopped)
	s.health(0, 0, sim.Healthy)
	steady(132_000)
	call(140_000, 1)
	steady(150_000)
	call(200_000, 2)
	s.deployment(1, sim.Primary, sim.InProgress)
	s.now = 210_000
	s.settings(3, 6)
	s.deployment(1, sim.Primary, sim.Completed)
	call(300_000, 3)
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeUnfinished})

	got := fold(sc, s.log).Service(0)
	want := []metrics.Scaling{
		{At: 60_000, From: 2, To: 4, Steady: true, SteadyAt: 132_000, MinHealthy: 1, PeakTasks: 5, PeakOccupied: 5},
		{Action: 3, At: 300_000, From: 3, To: 4, MinHealthy: 2, PeakTasks: 4, PeakOccupied: 5},
	}
	if len(got.Scalings) != len(want) {
		t.Fatalf("%+v; want %+v", got.Scalings, want)
	}
	for i, g := range got.Scalings {
		if diff := cmp.Diff(want[i], g, cmp.FilterPath(isHidden, cmp.Ignore())); diff != "" {
			t.Errorf("- want, + got:\n%s", diff)
		}
	}
	if !got.Deployments[0].Rescaled || got.Deployments[0].Dip.Desired != 4 || !got.Deployments[1].Rescaled {
		t.Errorf("the windows were rescaled: %+v and %+v", got.Deployments[0], got.Deployments[1])
	}
}

// isHidden says whether a field isn't exported.
func isHidden(p cmp.Path) bool {
	field, ok := p.Last().(cmp.StructField)
	return ok && !token.IsExported(field.Name())
}

// TestRollback is a deployment that fails, of a pulled image among others, and is rolled back to the first.
func TestRollback(t *testing.T) {
	s := &story{}
	s.settings(1, 2)
	s.deployment(0, sim.Primary, sim.Completed)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	for i, r := range []sim.Record{
		{From: sim.Activating, To: sim.Stopping, Failure: sim.FailedPull},
		{From: sim.Activating, To: sim.Stopping, Failure: sim.FailedPull},
		{From: sim.Running, To: sim.Deactivating, Failure: sim.Crashed},
		{From: sim.Running, To: sim.Deactivating, Reason: sim.StoppedByTargetGroup},
		{From: sim.Running, To: sim.Deactivating, Reason: sim.StoppedByContainerHealth},
		{From: sim.Activating, To: sim.Stopping, Failure: sim.FailedStart},
		{From: sim.Running, To: sim.Deactivating, Reason: sim.StoppedByScaling},
	} {
		r.Kind, r.Deployment, r.Task = sim.KindTask, 1, sim.TaskNumber(i)
		s.edge(1, r.Task, sim.TaskNone, r.From, sim.NotStopped)
		if i == 2 {
			s.health(1, r.Task, sim.Healthy)
		}
		s.emit(r)
	}
	s.now = 90_000
	s.emit(sim.Record{Kind: sim.KindDeployment, Status: sim.Primary, Rollout: sim.InProgress})
	s.emit(sim.Record{Kind: sim.KindDeployment, Deployment: 1, Status: sim.Active, Rollout: sim.Failed, Failed: 3})
	s.now = 160_000
	s.deployment(1, sim.Inactive, sim.Failed)
	s.deployment(0, sim.Primary, sim.Completed)
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeSettled})

	service := fold(storyScenario(sim.Steady, 1), s.log).Service(0)
	d := service.Judged()
	if service.API.TaskDefinition != 0 {
		t.Error("the service still has the task definition that failed")
	}
	if d.ID != 1 || d.End != metrics.EndFailed || d.Ended != 90_000 || d.OwnFailed != 6 {
		t.Errorf("judged %d, %s at %s with %d failed tasks", d.ID, d.End, d.Ended, d.OwnFailed)
	}
	want := [metrics.NumCauses]metrics.Failures{{1, 1}, {1, 1}, {1, 0}, {1, 1}, {2, 2}}
	if diff := cmp.Diff(want, d.OwnFailures); diff != "" {
		t.Errorf("failures: - want, + got:\n%s", diff)
	}
	if diff := cmp.Diff(metrics.Rollback{Begun: true, Done: true, DoneAt: 160_000}, d.Rollback); diff != "" {
		t.Errorf("rollback: - want, + got:\n%s", diff)
	}
}
