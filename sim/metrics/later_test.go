package metrics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestLater is an update of two tasks that completes at 80 s. What came before or in its window isn't told as later: an
// old task that crashes at 65 s, one that StopTask stops at 70 s. After it both new tasks crash, one at 100 s, the other at
// 110 s, and one of them is back at 120 s, the other at 130 s; at 200 s the service is scaled to three, which is told by
// itself; at 250 s it is steady and at 300 s a task is stopped by StopTask until the run ends at 310 s.
func TestLater(t *testing.T) {
	three := 3
	sc := storyScenario(sim.Steady, 2)
	sc.Timeline = []sim.Action{{}, {Update: sim.UpdateService{DesiredCount: &three}}}
	s := &story{}
	up := func(d sim.DeploymentID, tasks ...sim.TaskNumber) {
		for _, task := range tasks {
			s.edge(d, task, sim.TaskNone, sim.Running, sim.NotStopped)
			s.health(d, task, sim.Healthy)
		}
	}
	s.settings(2, 4)
	s.deployment(0, sim.Primary, sim.Completed)
	up(0, 0, 1)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	s.deployment(0, sim.Active, sim.Completed)
	s.now = 65_000
	s.edge(0, 0, sim.Running, sim.Stopped, sim.NotStopped)
	up(1, 2, 3)
	s.now = 70_000
	s.edge(0, 1, sim.Running, sim.Deactivating, sim.StoppedByUser)
	s.now = 80_000
	s.deployment(1, sim.Primary, sim.Completed)
	for i, task := range []sim.TaskNumber{2, 3} {
		s.now = 100_000 + 10_000*sim.Time(i)
		s.edge(1, task, sim.Running, sim.Stopped, sim.NotStopped)
	}
	for i, task := range []sim.TaskNumber{4, 5} {
		s.now = 120_000 + 10_000*sim.Time(i)
		up(1, task)
	}
	s.now = 200_000
	s.emit(sim.Record{Kind: sim.KindAction, Action: 1})
	s.settings(3, 6)
	s.now = 240_000
	up(1, 6)
	s.now = 250_000
	s.emit(sim.Record{Kind: sim.KindEvent, Event: sim.EventSteadyState})
	s.now = 300_000
	s.edge(1, 6, sim.Running, sim.Deactivating, sim.StoppedByUser)
	s.now = 310_000
	s.emit(sim.Record{Kind: sim.KindEnd})
	d := fold(sc, s.log).Service(0).Deployments[1]
	crashes := [metrics.NumCauses]metrics.Failures{metrics.CauseCrash: {Tasks: 2}}
	want := metrics.Later{
		OwnFailures: crashes, UserStops: 1,
		Times: 2, At: 100_000, Healthy: 0, Desired: 2, Below: 30_000 + 10_000, None: 10_000,
	}
	if diff := cmp.Diff(want, d.Later); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if d.OwnFailures != crashes || d.OldFailures[metrics.CauseCrash].Tasks != 1 || d.UserStops != 1 {
		t.Errorf("own %v, old %v, %d stopped", d.OwnFailures, d.OldFailures, d.UserStops)
	}
}

// TestGuarded is an update and a scaling whose passes find protected tasks in the way from 70 s to 90 s and from 120 s to
// 150 s.
func TestGuarded(t *testing.T) {
	one := 1
	sc := storyScenario(sim.Steady, 2)
	sc.Timeline = []sim.Action{{}, {Update: sim.UpdateService{DesiredCount: &one}}}
	s := &story{}
	pass := func(at sim.Time, b sim.Block) {
		s.now = at
		s.emit(sim.Record{Kind: sim.KindPass, Deployment: 1, Pass: sim.PassFacts{Blocked: b}})
	}
	s.settings(2, 4)
	s.deployment(0, sim.Primary, sim.Completed)
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	pass(70_000, sim.BlockedByProtection)
	pass(90_000, sim.BlockedByStops)
	s.now = 100_000
	s.deployment(1, sim.Primary, sim.Completed)
	s.now = 110_000
	s.emit(sim.Record{Kind: sim.KindAction, Action: 1})
	pass(120_000, sim.BlockedByProtection)
	pass(150_000, 0)
	s.now = 160_000
	s.emit(sim.Record{Kind: sim.KindEnd})
	got := fold(sc, s.log).Service(0)
	if d := &got.Deployments[1]; d.Guarded != 20*sim.Second || got.Scalings[0].Guarded != 30*sim.Second {
		t.Errorf("the update was held back for %s s, the scaling for %s s", d.Guarded, got.Scalings[0].Guarded)
	}
}

// TestRollBackInOnePass asserts that a roll-back is known however its records come: in progress first or complete at once,
// before the record of what failed or after it; and that one that fails is over.
func TestRollBackInOnePass(t *testing.T) {
	type step struct {
		at      sim.Time
		d       sim.DeploymentID
		status  sim.DeploymentStatus
		rollout sim.RolloutState
		by      sim.FailedBy
	}
	failed := step{74_000, 1, sim.Inactive, sim.Failed, sim.FailedByRequest}
	begun := step{74_000, 0, sim.Primary, sim.InProgress, sim.FailedByRequest}
	done := step{74_000, 0, sim.Primary, sim.Completed, sim.NotFailed}
	later := step{90_000, 0, sim.Primary, sim.Completed, sim.NotFailed}
	broken := step{95_000, 0, sim.Primary, sim.Failed, sim.FailedByAlarm}
	complete := metrics.Rollback{Begun: true, Done: true, DoneAt: 74_000}
	for _, c := range []struct {
		steps []step
		want  metrics.Rollback
	}{
		{[]step{failed, begun, done}, complete},
		{[]step{begun, done, failed}, complete},
		{[]step{done, failed}, complete},
		{[]step{failed, done}, complete},
		{[]step{failed, begun, later}, metrics.Rollback{Begun: true, Done: true, DoneAt: 90_000}},
		{[]step{failed, begun, broken, later}, metrics.Rollback{Begun: true, Failed: true, FailedAt: 95_000, FailedBy: sim.FailedByAlarm}},
		{[]step{failed}, metrics.Rollback{}},
	} {
		s := &story{}
		s.settings(2, 4)
		s.deployment(0, sim.Primary, sim.Completed)
		s.now = 60_000
		s.deployment(1, sim.Primary, sim.InProgress)
		s.deployment(0, sim.Active, sim.Completed)
		for _, r := range c.steps {
			s.now = r.at
			s.emit(sim.Record{Kind: sim.KindDeployment, Deployment: r.d, Definition: sim.TaskDefinitionID(r.d), Status: r.status, Rollout: r.rollout, FailedBy: r.by})
		}
		s.now = 100_000
		s.emit(sim.Record{Kind: sim.KindEnd})
		got := fold(storyScenario(sim.Steady, 2), s.log).Service(0)
		if diff := cmp.Diff(c.want, got.Deployments[1].Rollback); diff != "" || got.Deployments[1].End != metrics.EndFailed {
			t.Errorf("%v: it ended as %s; - want, + got:\n%s", c.steps, got.Deployments[1].End, diff)
		}
	}
}
