package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestCreateAndDelete: a service that the timeline creates competes for room, can't be deleted while it is scaled up, is
// DRAINING and then INACTIVE, and can be created again only after that.
func TestCreateAndDelete(t *testing.T) {
	one, none := 1, 0
	b := newCluster(1, 8).service(1, 100, 200).service(2, 100, 200).balanced(30 * sim.Second).with(func(sc *sim.Scenario) {
		sc.Services[1].InitialState = sim.Absent
		again := sc.Services[1]
		sc.Services = append(sc.Services, again)
	})
	create := func(id sim.ServiceID) sim.Action { return sim.Action{Kind: sim.ActionCreateService, Create: id} }
	remove := func(force bool) sim.Action {
		return sim.Action{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Service: 1, Force: force}}
	}
	b.call(sim.Second, sim.UpdateService{Service: 1, DesiredCount: &one}) // before it is there
	b.do(2*sim.Second, create(1)).do(3*sim.Second, create(1))
	b.do(sim.Minute, remove(false))
	b.call(61*sim.Second, sim.UpdateService{Service: 1, DesiredCount: &none})
	b.do(62*sim.Second, remove(false)).do(63*sim.Second, create(2)).do(3*sim.Minute, create(2))
	b.call(181*sim.Second, sim.UpdateService{Service: 1, DesiredCount: &one}) // the one that was deleted
	log := play(t, b.scenario(), 1)
	var of sim.Log
	for i := range log {
		if log[i].Service > 0 {
			of = append(of, log[i])
		}
	}
	expect(t, story(of, sim.KindService, sim.KindAction, sim.KindDeployment, sim.KindEvent), `
		1.000 action 0: ServiceNotFoundException: Service not found.
		2.000 action 1
		2.000 service ACTIVE
		2.000 deployment 0: PRIMARY IN_PROGRESS desired 0
		3.000 action 2
		10.000 event started 2
		10.000 deployment 0: PRIMARY IN_PROGRESS desired 2
		20.000 event registered 2
		30.000 event completed 0
		30.000 event steady 0
		30.000 deployment 0: PRIMARY COMPLETED desired 2
		60.000 action 3: InvalidParameterException: The service cannot be stopped while it is scaled above 0.
		61.000 action 4
		62.000 action 5
		62.000 service DRAINING
		63.000 action 6: InvalidParameterException: Unable to Start a service that is still Draining.
		70.000 event stopped running 2
		70.000 deployment 0: PRIMARY COMPLETED desired 0
		80.000 event deregistered 2
		80.000 event draining 2
		90.000 service INACTIVE
		180.000 action 7
		180.000 service ACTIVE
		180.000 deployment 0: PRIMARY IN_PROGRESS desired 0
		181.000 action 8: ServiceNotActiveException: Service was not ACTIVE.
		190.000 event started 2
		190.000 deployment 0: PRIMARY IN_PROGRESS desired 2
		200.000 event registered 2
		210.000 event completed 0
		210.000 event steady 0
		210.000 deployment 0: PRIMARY COMPLETED desired 2`)
}

// TestCreateIsIdempotent: a call that asks for what a service has, has no effect; any other is refused. After an update the
// one that asks for what the service has since then is the same one.
func TestCreateIsIdempotent(t *testing.T) {
	three := 3
	b := newCluster(1, 8).service(2, 100, 200)
	create := func(desired int) sim.Action {
		asks := b.sc.Services[0]
		asks.DesiredCount, asks.InitialState = desired, sim.Absent
		return sim.Action{Kind: sim.ActionCreateService, Repeat: &asks}
	}
	b.do(sim.Second, create(2)).do(2*sim.Second, create(3)).call(3*sim.Second, sim.UpdateService{DesiredCount: &three})
	b.do(4*sim.Second, create(2)).do(5*sim.Second, create(3))
	expect(t, story(play(t, b.scenario(), 1), sim.KindService, sim.KindAction, sim.KindDeployment), `
		0.000 service ACTIVE
		0.000 deployment 0: PRIMARY COMPLETED desired 2
		1.000 action 0
		2.000 action 1: InvalidParameterException: Creation of service was not idempotent.
		3.000 action 2
		4.000 action 3: InvalidParameterException: Creation of service was not idempotent.
		5.000 action 4
		10.000 deployment 0: PRIMARY COMPLETED desired 3`)
}

// TestDeleteByForce: by force a service goes at once, whatever runs, in mid-rollout too.
func TestDeleteByForce(t *testing.T) {
	sc := newCluster(1, 8).service(3, 100, 200).update(0).
		do(12*sim.Second, sim.Action{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Force: true}}).scenario()
	log := play(t, sc, 1)
	if got := steps(log); len(got) != 2 || got[0] != "+3" || got[1] != "-6" {
		t.Errorf("steps %v", got)
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled {
		t.Errorf("ends %v", last.Outcome)
	}
}

// TestDesiredCountToNothingAndBack: 0 stops all, however much minimumHealthyPercent asks for, and completes nothing anew;
// back at 3 the same revision starts again.
func TestDesiredCountToNothingAndBack(t *testing.T) {
	none, three := 0, 3
	sc := newCluster(1, 8).service(3, 100, 200).call(0, sim.UpdateService{DesiredCount: &none}).
		call(sim.Minute, sim.UpdateService{DesiredCount: &three}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindSettings, sim.KindEvent, sim.KindEnd), `
		0.000 settings: desired 3 floor 3 cap 6
		10.000 settings: desired 0 floor 0 cap 0
		10.000 event stopped running 3
		20.000 event steady 0
		70.000 settings: desired 3 floor 3 cap 6
		70.000 event started 3
		80.000 event steady 0
		120.000 end: settled blocked -`)
}

// TestStopTask: a user's call stops the longest running task, or the one with an ordinal; the scheduler makes up for it,
// and nothing counts as failed.
func TestStopTask(t *testing.T) {
	stop := func(c sim.TaskChoice) sim.Action {
		return sim.Action{Kind: sim.ActionStopTask, Stop: sim.StopTask{Tasks: c, Reason: "by hand"}}
	}
	sc := newCluster(1, 8).service(2, 100, 200).with(breaker(true)).
		do(12*sim.Second, stop(sim.TaskChoice{Count: 1})).do(121*sim.Second, stop(sim.TaskChoice{Ordinals: []int32{2}})).
		do(3*sim.Minute, stop(sim.TaskChoice{Ordinals: []int32{9}})).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindAction, sim.KindEvent, sim.KindDeployment), `
		0.000 deployment 0: PRIMARY COMPLETED desired 2
		12.000 action 0
		20.000 event started 1
		30.000 event steady 0
		121.000 action 1
		130.000 event started 1
		140.000 event steady 0
		180.000 action 2: InvalidParameterException: The referenced task was not found.`)
	stopped := []sim.TaskNumber{}
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Reason == sim.StoppedByUser {
			stopped = append(stopped, r.Task)
			if r.Text != "by hand" || r.From != sim.Running {
				t.Errorf("task %d leaves %s for the reason %q", r.Task, r.From, r.Text)
			}
		}
	}
	if len(stopped) != 2 || stopped[0] != 0 || stopped[1] != 1 {
		t.Errorf("stopped %v, want tasks 0 and 1", stopped)
	}
}
