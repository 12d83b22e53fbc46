package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// failedFor gives a scenario whose web:2 fails with the breaker, without roll-back, at 60 s.
func failedFor(desired int) *builder {
	return newCluster(1, 12).service(desired, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(breaker(false))
}

// TestFailedDeploymentScalesIn: a FAILED deployment that isn't rolled back launches nothing, but a lower desired count and
// the deletion of the service take tasks all the same.
func TestFailedDeploymentScalesIn(t *testing.T) {
	one, none := 1, 0
	left := func(log sim.Log) int {
		n := 0
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindTask {
				if r.To == sim.Running {
					n++
				} else if r.From == sim.Running {
					n--
				}
			}
		}
		return n
	}
	for _, c := range []struct {
		name string
		b    *builder
		want int
	}{
		{"4 to 1", failedFor(4).call(5*sim.Minute, sim.UpdateService{DesiredCount: &one}), 1},
		{"2 to 0", failedFor(2).call(5*sim.Minute, sim.UpdateService{DesiredCount: &none}), 0},
		{"deleted", failedFor(2).do(5*sim.Minute, sim.Action{Kind: sim.ActionDeleteService, Delete: sim.DeleteService{Force: true}}), 0},
		{"left alone", failedFor(3), 3},
	} {
		log := play(t, c.b.scenario(), 1)
		if got := left(log); got != c.want {
			t.Errorf("%s: %d tasks are left, want %d\n%s", c.name, got, c.want, story(log, sim.KindSettings, sim.KindEvent, sim.KindPass, sim.KindEnd))
		}
	}
}

// TestFailedBesideOthers: a FAILED deployment that nothing moves any more ends as failed, also when another service keeps
// the run going.
func TestFailedBesideOthers(t *testing.T) {
	b := failedFor(2).service(1, 100, 200)
	next := sim.TaskDefinitionID(1)
	log := play(t, b.call(0, sim.UpdateService{Service: 1, TaskDefinition: &next}).scenario(), 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindEnd && r.Service == 0 && (r.Outcome != sim.OutcomeFailed || r.Pass.Blocked != 0) {
			t.Errorf("it ends %v, blocked by %s", r.Outcome, blocks(r.Pass.Blocked))
		}
	}
}

// TestFailuresBeforeARollBackDontCount: tasks of the old revision that failed to start while it was ACTIVE don't fail the
// roll-back to it.
func TestFailuresBeforeARollBackDontCount(t *testing.T) {
	sc := newCluster(1, 12).service(3, 100, 200).update(0).
		with(broken(sim.Faults{NeverStarts: true})).with(breaker(true)).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Faults = sim.Faults{PullFails: true, Only: []int32{4, 5, 6}}
		sc.TaskDefinitions[1].Timing.Start = sim.Constant(20 * sim.Second)
	}).do(12*sim.Second, sim.Action{Kind: sim.ActionStopTask}).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 0 {
		t.Errorf("ends %v with deployment %d\n%s", last.Outcome, last.Deployment, told(log))
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

// TestOneBatchIsOneAttempt: of ten tasks that are started together and fail one after the other over a minute, all count
// as one failed attempt, so that the replacements, which are good, aren't held back.
func TestOneBatchIsOneAttempt(t *testing.T) {
	spread, err := sim.Quantiles([]sim.Span{30 * sim.Second, 90 * sim.Second})
	if err != nil {
		t.Fatal(err)
	}
	sc := newCluster(1, 40).service(10, 100, 200).update(0).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Timing.Pull = spread
		sc.TaskDefinitions[1].Faults = sim.Faults{PullFails: true, Only: []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}
	}).scenario()
	log := play(t, sc, 1)
	if got := at(log, sim.EventStartsImpaired); len(got) > 0 {
		t.Errorf("starts are called impaired at %v", got)
	}
	if at := completedAt(log); at > sim.Time(4*sim.Minute) {
		t.Errorf("it completes at %s\n%s", at, told(log))
	}
}

// TestUnhealthyTasksWaitForASlot: with the cap full of stopping tasks the next slot comes by itself, so that no unhealthy
// task is stopped for it (observed in four of four cases: the replacement started when a stopping task had STOPPED).
func TestUnhealthyTasksWaitForASlot(t *testing.T) {
	sc := newCluster(1, 12).service(2, 100, 200).balanced(2*sim.Minute).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Faults = sim.Faults{NeverReady: true, Only: []int32{3, 4}}
		sc.TaskDefinitions[0].Timing.Exit = sim.Constant(2 * sim.Second)
	}).do(10*sim.Second, sim.Action{Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{
		To: sim.Faults{NeverReady: true, Only: []int32{1, 2, 3, 4}},
	}}).scenario()
	log := play(t, sc, 1)
	running, least := 0, 99
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask {
			if r.To == sim.Running {
				running++
			} else if r.From == sim.Running {
				running--
				least = min(least, running)
			}
		}
	}
	if least < 1 {
		t.Errorf("at some time no task runs\n%s", story(log, sim.KindEvent, sim.KindPass))
	}
}

// TestNeverStartedContainerIsntStopped: of a task whose app doesn't start, only the sidecar, which runs, has to be stopped:
// 2 s, not the app's 7.
func TestNeverStartedContainerIsntStopped(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(func(sc *sim.Scenario) {
		d := &sc.TaskDefinitions[1]
		d.Containers[0].Timing.Exit = constant(7 * sim.Second)
		d.Containers[0].DependsOn = []sim.Dependency{{Container: 1}}
		d.Containers = append(d.Containers, sim.Container{
			Name: "sidecar", StopTimeout: 30 * sim.Second, Timing: sim.ContainerTiming{Exit: constant(2 * sim.Second)},
		})
		d.Faults = sim.Faults{NeverStarts: true, Only: []int32{1}}
	}).scenario()
	expect(t, lifeOf(play(t, sc, 1), 1), `
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		10.000 task 1 on 0: ACTIVATING
		17.000 task 1 on 0: STOPPING
		19.000 task 1 on 0: DEPROVISIONING exit -1
		19.000 task 1 on 0: STOPPED`)
}

// TestOnlyGettingHealthyAbsolves: a task that has been healthy for long sets no count back, whatever else changes about it.
func TestOnlyGettingHealthyAbsolves(t *testing.T) {
	b := newCluster(1, 12).service(2, 50, 200).balanced(0).update(0).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Faults = sim.Faults{PullFails: true, Only: []int32{2, 3, 4, 5, 6, 7}}
		sc.Services[0].Breaker = sim.CircuitBreaker{Enable: true, Type: sim.CountThreshold, Value: 4}
		sc.Scheduler.Backoff.Free = 10
	})
	second := sim.TaskDefinitionID(1)
	of := sim.TaskChoice{Definition: &second, Ordinals: []int32{1}}
	without := completedOrFailed(play(t, b.scenario(), 1))
	with := completedOrFailed(play(t, b.do(62*sim.Second, protect(true, sim.Hour, of)).do(64*sim.Second, protect(false, 0, of)).scenario(), 1))
	if with != without || with == sim.Never {
		t.Errorf("it fails at %s, with protection at %s", without, with)
	}
}

func completedOrFailed(log sim.Log) sim.Time {
	if failed := at(log, sim.EventDeploymentFailed); len(failed) > 0 {
		return failed[0]
	}
	return sim.Never
}

// TestANewDeploymentEndsTheThrottleAtOnce: what failed of the old one just before doesn't hold the new one back.
func TestANewDeploymentEndsTheThrottleAtOnce(t *testing.T) {
	sc := newCluster(1, 12).service(1, 100, 200).update(0).updateTo(14*sim.Second+500, 2).with(broken(sim.Faults{PullFails: true})).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Definition == 2 && r.To == sim.Provisioning && r.At != 20_000 {
			t.Errorf("web:3 starts at %s\n%s", r.At, told(log))
		}
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

// TestRaiseWithANewRevision: a desired count that is raised in the call that moves the service to another revision asks
// for tasks of that one; none of the old revision are started.
func TestRaiseWithANewRevision(t *testing.T) {
	next, twelve := sim.TaskDefinitionID(1), 12
	sc := newCluster(1, 40).service(4, 100, 200).call(0, sim.UpdateService{TaskDefinition: &next, DesiredCount: &twelve}).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Definition == 0 && r.To == sim.Provisioning {
			t.Fatalf("a task of web:1 is started at %s", r.At)
		}
	}
	if got := steps(log); len(got) != 2 || got[0] != "+12" || got[1] != "-4" {
		t.Errorf("steps %v", got)
	}
}

// TestEarlySuccessBakesBeforeTheCleanUp: with alarms, old tasks stay from the moment that enough new ones are good until
// the bake time is over: BLOCKING cleans up and completes then, DEFERRED completes and cleans up. An alarm in between
// finds them all still there.
func TestEarlySuccessBakesBeforeTheCleanUp(t *testing.T) {
	build := func(deferred bool) *builder {
		return newCluster(1, 12).service(4, 100, 200).balanced(20 * sim.Second).update(0).with(watched(true)).with(early(100, deferred))
	}
	// Registered at 20 s, healthy at 22, met at 30, baked at 90.
	log := play(t, build(false).scenario(), 1)
	if got := steps(log); len(got) != 2 || got[1] != "-4" {
		t.Errorf("BLOCKING: steps %v", got)
	}
	if stops, done := at(log, sim.EventStoppedRunning), completedAt(log); stops[0] != 90_000 || done != 130_000 {
		t.Errorf("BLOCKING: stops at %v, completed at %s", stops, done)
	}
	log = play(t, build(true).scenario(), 1)
	if stops, done := at(log, sim.EventStoppedRunning), completedAt(log); stops[0] != 90_000 || done != 90_000 {
		t.Errorf("DEFERRED: stops at %v, completed at %s", stops, done)
	}
	log = play(t, build(false).do(45*sim.Second, alarm(sim.AlarmRaised)).scenario(), 1)
	if oldMoves(log) != 0 {
		t.Errorf("an alarm while baking costs old tasks\n%s", told(log))
	}
}

// TestEarlySuccessInMidFlight: enough new tasks are enough while others are still being started.
func TestEarlySuccessInMidFlight(t *testing.T) {
	sc := newCluster(1, 40).service(10, 50, 200).update(0).with(early(50, true)).with(func(sc *sim.Scenario) {
		sc.Scheduler.LaunchRate = 6 // one a pass: the fifth is started at 50 s, RUNNING at 56
	}).scenario()
	if done := completedAt(play(t, sc, 1)); done != 60_000 {
		t.Errorf("completed at %s, want 60 s", done)
	}
}

// TestShortageOfAMomentTripsNoBreaker: room that another service takes for half a minute is no failure of the deployment;
// room that never comes is, after three attempts whose pauses grow.
func TestShortageOfAMomentTripsNoBreaker(t *testing.T) {
	none := 0
	build := func() *builder {
		return newCluster(1, 6).service(2, 100, 200).service(3, 100, 200).update(0).with(breaker(true)).
			with(func(sc *sim.Scenario) {
				sc.TaskDefinitions[1].Reservation = sim.Resources{CPU: 2 * unit, Memory: 2 * unit}
			})
	}
	log := play(t, build().call(18*sim.Second, sim.UpdateService{Service: 1, DesiredCount: &none}).scenario(), 1)
	if got := at(log, sim.EventDeploymentFailed); len(got) > 0 || completedAt(log) == sim.Never {
		t.Errorf("with room at 30 s it fails at %v\n%s", got, told(log))
	}
	log = play(t, build().scenario(), 1)
	if got := at(log, sim.EventDeploymentFailed); len(got) != 1 || got[0] < sim.Time(10*sim.Minute) || got[0] > sim.Time(46*sim.Minute) {
		t.Errorf("without room it fails at %v", got)
	}
}
