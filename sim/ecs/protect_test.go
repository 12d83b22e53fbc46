package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

func protect(on bool, expires sim.Span, c sim.TaskChoice) sim.Action {
	return sim.Action{Kind: sim.ActionProtectTasks, Protect: sim.ProtectTasks{Tasks: c, Enable: on, Expires: expires}}
}

// TestProtectedTasksOutlastARollout: of two old tasks one is protected for five minutes. The new ones start, the other old
// one goes, an event says what holds the rest; when the protection has expired the last one goes, too.
func TestProtectedTasksOutlastARollout(t *testing.T) {
	sc := newCluster(1, 8).service(2, 100, 200).do(0, protect(true, 5*sim.Minute, sim.TaskChoice{Ordinals: []int32{1}})).
		update(sim.Second).scenario()
	expect(t, story(play(t, sc, 1), sim.KindProtection, sim.KindEvent, sim.KindPass, sim.KindEnd), `
		0.000 task 0 protected true until 300.000
		10.000 event started 2
		10.000 pass -0 +2 wanted 0 surplus 1 blocked floor+health+protection
		60.000 event stopped running 1
		60.000 pass -1 +0 wanted 0 surplus 0 blocked stops+protection
		70.000 event protected 1
		70.000 pass -0 +0 wanted 0 surplus 0 blocked protection
		300.000 task 0 protected false until 300.000
		300.000 event stopped running 1
		300.000 pass -1 +0 wanted 0 surplus 0 blocked stops
		310.000 event completed 0
		310.000 event steady 0
		310.000 pass -0 +0 wanted 0 surplus 0 blocked -
		310.000 end: settled blocked -`)
}

// TestProtectionAndScaleIn: scale-in takes the tasks that aren't protected, and the protected one as soon as it isn't any
// more.
func TestProtectionAndScaleIn(t *testing.T) {
	none := 0
	sc := newCluster(1, 8).service(3, 100, 200).do(0, protect(true, sim.Hour/2, sim.TaskChoice{Count: 1})).
		call(sim.Second, sim.UpdateService{DesiredCount: &none}).
		do(2*sim.Minute, protect(false, 0, sim.TaskChoice{})).scenario()
	expect(t, story(play(t, sc, 1), sim.KindProtection, sim.KindEvent, sim.KindEnd), `
		0.000 task 0 protected true until 1800.000
		10.000 event stopped running 2
		20.000 event protected 1
		120.000 task 0 protected false until 120.000
		120.000 event stopped running 1
		130.000 event steady 0
		130.000 end: settled blocked -`)
}

// TestProtectionBlocked: while a deployment is in progress no more tasks can be protected than the service wants.
func TestProtectionBlocked(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).update(0).do(30*sim.Second, protect(true, sim.Minute, sim.TaskChoice{})).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindAction && r.Action == 1 {
			if r.Error == nil || r.Error.Exception != "DEPLOYMENT_BLOCKED" {
				t.Errorf("protecting two tasks of one: %v", r.Error)
			}
		}
	}
}

// TestUnhealthyTasksAreReplacedUnderProtection: protection is against scale-in, not against failed health checks.
func TestUnhealthyTasksAreReplacedUnderProtection(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).balanced(20*sim.Second).do(0, protect(true, sim.Hour, sim.TaskChoice{})).
		do(sim.Minute, sim.Action{Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{To: sim.Faults{NeverReady: true, Only: []int32{1}}}}).
		scenario()
	log := play(t, sc, 1)
	replaced := false
	for i := range log {
		replaced = replaced || log[i].Reason == sim.StoppedByTargetGroup
	}
	if !replaced {
		t.Errorf("the unhealthy task stays\n%s", told(log))
	}
}

// TestDeletionTakesProtectedTasks: protection is against scale-in, deployments and rebalancing, not against the deletion of
// the service.
func TestDeletionTakesProtectedTasks(t *testing.T) {
	sc := newCluster(1, 8).service(2, 100, 200).do(0, protect(true, 48*sim.Hour, sim.TaskChoice{})).
		do(sim.Minute, sim.Action{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Force: true}}).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.At > sim.Time(2*sim.Minute) || last.Outcome != sim.OutcomeSettled {
		t.Errorf("ends %v at %s", last.Outcome, last.At)
	}
}
