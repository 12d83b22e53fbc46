package ecs_test

import (
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// watched gives the first service one alarm, looked at every 30 s, with a bake time of a minute.
func watched(rollback bool) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		sc.Alarms = []string{"errors"}
		sc.Scheduler.AlarmPollInterval, sc.Scheduler.AlarmBakeTime = 30*sim.Second, sim.Minute
		sc.Services[0].Alarms = sim.Alarms{Enable: true, Rollback: rollback, Names: []sim.AlarmID{0}}
	}
}

func alarm(state sim.AlarmState) sim.Action {
	return sim.Action{Kind: sim.ActionSetAlarm, Alarm: sim.SetAlarm{State: state}}
}

// told are the records that tell how deployments went.
func told(log sim.Log) string {
	return story(log, sim.KindAlarm, sim.KindDeployment, sim.KindEvent, sim.KindEnd)
}

// TestAlarmRollsBack: the alarms are looked at every 30 s from 10 s on, where the deployment was taken up; the one that
// went to ALARM at 22 s is seen at 40 s, and that pass fails the deployment and rolls it back.
func TestAlarmRollsBack(t *testing.T) {
	sc := newCluster(1, 8).service(2, 100, 200).update(0).with(watched(true)).do(22*sim.Second, alarm(sim.AlarmRaised)).scenario()
	expect(t, told(play(t, sc, 1)), `
		0.000 deployment 0: PRIMARY COMPLETED desired 2
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 2
		10.000 event started 2
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 2
		22.000 alarm 0: ALARM
		40.000 event failed 0
		40.000 event rolling back 0
		40.000 event stopped running 2
		40.000 deployment 0: PRIMARY IN_PROGRESS desired 2
		40.000 deployment 1: ACTIVE FAILED desired 0
		50.000 event completed 0
		50.000 event steady 0
		50.000 deployment 0: PRIMARY COMPLETED desired 2
		50.000 deployment 1: INACTIVE FAILED desired 0
		50.000 end: settled blocked -`)
}

// TestAlarmBetweenLooks: an alarm that is over before the next look isn't seen; completion waits for the bake time, which
// begins once the old tasks have ended.
func TestAlarmBetweenLooks(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).update(0).with(watched(true)).
		do(22*sim.Second, alarm(sim.AlarmRaised)).do(39*sim.Second, alarm(sim.AlarmOK)).scenario()
	expect(t, told(play(t, sc, 1)), `
		0.000 deployment 0: PRIMARY COMPLETED desired 1
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 1
		10.000 event started 1
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 1
		22.000 alarm 0: ALARM
		39.000 alarm 0: OK
		60.000 event stopped running 1
		60.000 deployment 0: ACTIVE COMPLETED desired 0
		70.000 deployment 0: INACTIVE COMPLETED desired 0
		130.000 event completed 0
		130.000 event steady 0
		130.000 deployment 1: PRIMARY COMPLETED desired 1
		130.000 end: settled blocked -`)
}

// TestAlarmWhileBaking: the alarms are watched to the end of the bake time. Without roll-back the deployment is FAILED and
// its tasks stay.
func TestAlarmWhileBaking(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).update(0).with(watched(false)).do(100*sim.Second, alarm(sim.AlarmRaised)).scenario()
	log := play(t, sc, 1)
	late := slices.IndexFunc(log, func(r sim.Record) bool { return r.At >= 100_000 })
	expect(t, told(log[late:]), `
		100.000 alarm 0: ALARM
		100.000 event failed 0
		100.000 deployment 1: PRIMARY FAILED desired 1
		110.000 event steady 0
		130.000 end: failed blocked -`)
}

// TestAlarmAtTheStart: with an alarm in ALARM when the deployment begins, alarms are ignored for it, and there is nothing
// to bake for.
func TestAlarmAtTheStart(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).do(0, alarm(sim.AlarmRaised)).update(sim.Second).with(watched(true)).
		do(30*sim.Second, alarm(sim.AlarmOK)).do(31*sim.Second, alarm(sim.AlarmRaised)).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 1 || last.At != 70_000 {
		t.Errorf("ends %v at %s with deployment %d\n%s", last.Outcome, last.At, last.Deployment, told(log))
	}
}

// TestBreakerAndAlarm: whichever comes first fails the deployment, and it is recorded which.
func TestBreakerAndAlarm(t *testing.T) {
	for _, c := range []struct {
		name string
		at   sim.Span
		want sim.FailedBy
	}{
		{"the alarm first", 25 * sim.Second, sim.FailedByAlarm},
		{"the breaker first", 5 * sim.Minute, sim.FailedByBreaker},
	} {
		sc := newCluster(1, 8).service(1, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(breaker(true)).
			with(watched(true)).do(c.at, alarm(sim.AlarmRaised)).scenario()
		log := play(t, sc, 1)
		var got []sim.FailedBy
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindEvent && r.Event == sim.EventDeploymentFailed {
				got = append(got, r.FailedBy)
			}
		}
		if len(got) != 1 || got[0] != c.want || log[len(log)-1].Outcome != sim.OutcomeSettled {
			t.Errorf("%s: failed by %v, want %v\n%s", c.name, got, c.want, told(log))
		}
	}
}

// TestStopServiceDeployment: ROLLBACK works without any roll-back configured, ABORT leaves things as they are, and a
// deployment that isn't in progress can't be stopped.
func TestStopServiceDeployment(t *testing.T) {
	stop := func(back bool) sim.Action {
		return sim.Action{Kind: sim.ActionStopDeployment, StopDeployment: sim.StopDeployment{Rollback: back}}
	}
	sc := newCluster(1, 8).service(1, 100, 200).update(0).do(12*sim.Second, stop(true)).do(5*sim.Minute, stop(true)).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindAction, sim.KindDeployment, sim.KindEvent, sim.KindEnd), `
		0.000 deployment 0: PRIMARY COMPLETED desired 1
		0.000 action 0
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 1
		10.000 event started 1
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 1
		12.000 action 1
		20.000 event failed 0
		20.000 event rolling back 0
		20.000 event stopped running 1
		20.000 deployment 0: PRIMARY IN_PROGRESS desired 1
		20.000 deployment 1: ACTIVE FAILED desired 0
		30.000 event completed 0
		30.000 event steady 0
		30.000 deployment 0: PRIMARY COMPLETED desired 1
		30.000 deployment 1: INACTIVE FAILED desired 0
		300.000 action 2: ConflictException: The service deployment is not in a state that can be stopped.
		300.000 end: settled blocked -`)
	log = play(t, newCluster(1, 8).service(1, 100, 200).update(0).do(12*sim.Second, stop(false)).scenario(), 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeFailed || last.Deployment != 1 {
		t.Errorf("ABORT ends %v\n%s", last.Outcome, told(log))
	}
}

// TestARollBackCantBeStopped: StopServiceDeployment goes with a deployment that is PENDING or IN_PROGRESS, not with one
// that is rolling back.
func TestARollBackCantBeStopped(t *testing.T) {
	stop := sim.Action{Kind: sim.ActionStopDeployment, StopDeployment: sim.StopDeployment{Rollback: true}}
	sc := newCluster(1, 12).service(2, 100, 200).balanced(sim.Minute).update(0).
		do(21*sim.Second, stop).do(31*sim.Second, stop).scenario()
	log := play(t, sc, 1)
	refused := 0
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindAction && r.Error != nil {
			refused++
			if r.Action != 2 || r.Error.Exception != sim.ConflictException {
				t.Errorf("action %d: %v", r.Action, r.Error)
			}
		}
	}
	if last := log[len(log)-1]; refused != 1 || last.Outcome != sim.OutcomeSettled || last.Deployment != 0 {
		t.Errorf("%d refused, ends %v with deployment %d\n%s", refused, last.Outcome, last.Deployment, told(log))
	}
}

// TestAlarmBetweenCallAndTakeUp: an alarm that was OK when the deployment was created is watched, though it is in ALARM
// when the scheduler takes the deployment up.
func TestAlarmBetweenCallAndTakeUp(t *testing.T) {
	sc := newCluster(1, 8).service(1, 100, 200).update(0).with(watched(true)).do(2*sim.Second, alarm(sim.AlarmRaised)).scenario()
	log := play(t, sc, 1)
	if got := at(log, sim.EventDeploymentFailed); len(got) != 1 || got[0] != 20_000 {
		t.Errorf("it fails at %v\n%s", got, told(log))
	}
}
