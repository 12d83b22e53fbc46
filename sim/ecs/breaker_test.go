package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// broken gives web:2 a fault.
func broken(f sim.Faults) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) { sc.TaskDefinitions[1].Faults = f }
}

// breaker switches the circuit breaker of the first service on.
func breaker(rollback bool) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		sc.Services[0].Breaker = sim.CircuitBreaker{Enable: true, Rollback: rollback, Value: 50}
	}
}

// oldMoves counts edges of the tasks that were there from the beginning.
func oldMoves(log sim.Log) int {
	n := 0
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Deployment == 0 && r.At > 0 {
			n++
		}
	}
	return n
}

// TestRollBack: an image that can't be pulled, one task: the first two failures are tried again at the next pass, the
// third one trips the breaker, and the service goes back to its first deployment under the old id.
func TestRollBack(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(breaker(true)).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindDeployment, sim.KindEvent, sim.KindEnd), `
		0.000 deployment 0: PRIMARY COMPLETED desired 1
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 1
		10.000 event started 1
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 1
		20.000 event unstarted 0
		20.000 deployment 1: PRIMARY IN_PROGRESS desired 1 failed 1
		30.000 event started 1
		40.000 deployment 1: PRIMARY IN_PROGRESS desired 1 failed 2
		50.000 event started 1
		60.000 event impaired 0
		60.000 event failed 0
		60.000 event rolling back 0
		60.000 deployment 0: PRIMARY IN_PROGRESS desired 1
		60.000 deployment 1: INACTIVE FAILED desired 0 failed 3
		70.000 event completed 0
		70.000 event steady 0
		70.000 deployment 0: PRIMARY COMPLETED desired 1
		70.000 end: settled blocked -`)
	if n := oldMoves(log); n != 0 {
		t.Errorf("%d edges of old tasks", n)
	}
}

// TestExactThreshold: desired 25 with an image that can't be pulled fails at the 13th counted failure.
func TestExactThreshold(t *testing.T) {
	sc := newCluster(1, 60).service(25, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(breaker(false)).scenario()
	log := play(t, sc, 1)
	failed := int32(0)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindDeployment && r.Rollout == sim.Failed {
			failed = r.Failed
		}
	}
	if last := log[len(log)-1]; failed != 13 || last.Outcome != sim.OutcomeFailed {
		t.Errorf("failedTasks is %d, want 13; ends %v", failed, last.Outcome)
	}
	if n := oldMoves(log); n != 0 {
		t.Errorf("%d edges of old tasks", n)
	}
}

// TestNoBreaker: without a breaker a broken revision is tried again for ever, at growing pauses, and costs no old task.
func TestNoBreaker(t *testing.T) {
	sc := newCluster(1, 60).service(4, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(func(sc *sim.Scenario) {
		sc.Duration = 2 * sim.Hour
	}).scenario()
	log := play(t, sc, 1)
	var starts []string
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindEvent && r.Event == sim.EventStarted {
			starts = append(starts, r.At.String())
		}
	}
	// Started, failed 5 s later and seen at the next pass, five times: then 10 s, 10 s, 5 min, 10 min, 20 min, 27 min …
	want := []string{"10.000", "30.000", "50.000", "360.000", "970.000", "2180.000", "3810.000", "5440.000", "7070.000"}
	if len(starts) != len(want) {
		t.Fatalf("starts at %v, want %v", starts, want)
	}
	for i := range want {
		if starts[i] != want[i] {
			t.Errorf("starts at %v, want %v", starts, want)
			break
		}
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeUnfinished || oldMoves(log) != 0 {
		t.Errorf("ends %v with %d edges of old tasks", last.Outcome, oldMoves(log))
	}
}

// TestCrashLoop: a program that ends 5 s after RUNNING, before anything counts it as healthy, trips the breaker too.
func TestCrashLoop(t *testing.T) {
	crash := sim.Constant(5 * sim.Second)
	sc := newCluster(1, 60).service(1, 100, 200).balanced(30 * sim.Second).update(0).
		with(broken(sim.Faults{CrashAfter: &crash, ExitCode: 1})).with(breaker(true)).
		with(func(sc *sim.Scenario) { sc.TaskDefinitions[1].Timing.Ready = sim.Constant(20 * sim.Second) }).scenario()
	log := play(t, sc, 1)
	ends, trips := 0, 0
	for i := range log {
		r := &log[i]
		if r.Kind == sim.KindTask && r.To == sim.Deactivating && r.Failure == sim.Crashed {
			ends++
		}
		if r.Kind == sim.KindEvent && r.Event == sim.EventDeploymentFailed {
			trips++
		}
	}
	if ends != 3 || trips != 1 || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("%d crashes, %d trips, ends %v\n%s", ends, trips, log[len(log)-1].Outcome, story(log, all()...))
	}
}

// TestNeverHealthy: tasks that never pass their checks are replaced without touching healthy old ones, until the
// breaker trips.
func TestNeverHealthy(t *testing.T) {
	sc := newCluster(2, 60).service(4, 100, 200).balanced(30 * sim.Second).update(0).
		with(broken(sim.Faults{NeverReady: true})).with(breaker(true)).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || oldMoves(log) != 0 {
		t.Errorf("ends %v with %d edges of old tasks\n%s", last.Outcome, oldMoves(log), story(log, sim.KindEvent, sim.KindPass))
	}
}

// TestNoCandidate: a new service's first deployment fails; there is nothing to roll back to, and nothing more is
// launched.
func TestNoCandidate(t *testing.T) {
	sc := newCluster(1, 60).service(2, 100, 200).with(breaker(true)).with(func(sc *sim.Scenario) {
		sc.Services[0].InitialState = sim.New
		sc.TaskDefinitions[0].Faults = sim.Faults{NeverStarts: true}
	}).scenario()
	log := play(t, sc, 1)
	last := log[len(log)-1]
	if last.Outcome != sim.OutcomeFailed {
		t.Errorf("ends %v\n%s", last.Outcome, story(log, sim.KindEvent, sim.KindPass))
	}
}

// TestUnhealthyLater: healthy tasks that fail their checks later are replaced first and stopped after.
func TestUnhealthyLater(t *testing.T) {
	later := sim.Constant(100 * sim.Second)
	sc := newCluster(1, 60).service(2, 100, 200).balanced(30 * sim.Second).with(func(sc *sim.Scenario) {
		sc.Services[0].InitialState = sim.New
		sc.TaskDefinitions[0].Faults = sim.Faults{UnhealthyAfter: &later, Only: []int32{2}}
	}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindEvent, sim.KindHealth, sim.KindEnd), `
		10.000 event started 2
		20.000 event registered 2
		22.000 task 0: HEALTHY
		22.000 task 1: HEALTHY
		30.000 event completed 0
		30.000 event steady 0
		132.000 task 1: UNHEALTHY
		140.000 event started 1
		150.000 event registered 1
		152.000 task 2: HEALTHY
		160.000 event unhealthy target 1
		160.000 event stopped running 1
		170.000 event deregistered 1
		170.000 event draining 1
		180.000 event steady 0
		210.000 end: settled blocked -`)
}

// TestBreakerSwitchedOnAlongTheWay: an update of the breaker alone makes no deployment and takes effect on the rollout
// that is under way.
func TestBreakerSwitchedOnAlongTheWay(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).
		call(30*sim.Minute, sim.UpdateService{Breaker: &sim.BreakerChange{
			To: sim.CircuitBreaker{Enable: true, Rollback: true, Type: sim.CountThreshold, Value: 6}, NamesThreshold: true,
		}}).with(func(sc *sim.Scenario) { sc.Duration = 3 * sim.Hour }).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 0 {
		t.Errorf("ends %v with deployment %d", last.Outcome, last.Deployment)
	}
}

// TestUnhealthyMakesWayOnAFullCluster: where no instance has room for a replacement, unhealthy tasks are stopped first,
// so that a bad revision doesn't freeze on a tight cluster.
func TestUnhealthyMakesWayOnAFullCluster(t *testing.T) {
	sc := newCluster(1, 8).service(6, 100, 200).balanced(30 * sim.Second).update(0).
		with(broken(sim.Faults{NeverReady: true})).with(breaker(true)).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || oldMoves(log) != 0 {
		t.Errorf("ends %v with %d edges of old tasks\n%s", last.Outcome, oldMoves(log), story(log, sim.KindEvent, sim.KindPass, sim.KindDeployment))
	}
}

// TestNoBoundsEventAfterFailure: a FAILED deployment doesn't move, and no percentage would change that.
func TestNoBoundsEventAfterFailure(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(broken(sim.Faults{PullFails: true})).with(breaker(false)).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if log[i].Event == sim.EventBoundsStuck {
			t.Errorf("the event about the percentages is written at %v s", log[i].At)
		}
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeFailed {
		t.Errorf("ends %v", last.Outcome)
	}
}

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
