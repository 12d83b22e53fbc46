package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// checked gives the revisions' container a health check every 15 s.
func checked(sc *sim.Scenario) {
	for i := range sc.TaskDefinitions {
		sc.TaskDefinitions[i].Containers[0].HealthCheck = &sim.HealthCheck{Interval: 15 * sim.Second, Retries: 3}
	}
}

// healthyAt is when the first task of the new revision counts as healthy, after it was RUNNING.
func healthyAt(t *testing.T, log sim.Log) sim.Span {
	t.Helper()
	var running sim.Time
	for i := range log {
		switch r := &log[i]; {
		case r.Kind == sim.KindTask && r.From == sim.Activating && r.To == sim.Running && running == 0:
			running = r.At
		case r.Kind == sim.KindHealth && r.Health == sim.Healthy && running > 0:
			return r.At.Sub(running)
		}
	}
	t.Fatalf("no task of the new revision gets healthy\n%s", story(log, all()...))
	return 0
}

// TestWhenATaskCounts holds the table of the API page (minimumHealthyPercent): nothing checks it: 40 s after RUNNING; a
// container check: when that has passed; a target group: when that has; both: the later one.
func TestWhenATaskCounts(t *testing.T) {
	for _, c := range []struct {
		name string
		b    *builder
		want sim.Span
	}{
		{"nothing checks it", newCluster(1, 4).service(1, 100, 200), 40 * sim.Second},
		{"container check", newCluster(1, 4).service(1, 100, 200).with(checked), 15 * sim.Second},
		// RUNNING at 16 s; registered at the pass at 20 s, first check 2 s later.
		{"target group", newCluster(1, 4).service(1, 100, 200).balanced(0), 6 * sim.Second},
		{"both", newCluster(1, 4).service(1, 100, 200).balanced(0).with(checked), 15 * sim.Second},
		{"two target groups, one slower", newCluster(1, 4).service(1, 100, 200).balanced(0).balanced(0).with(func(sc *sim.Scenario) {
			sc.TargetGroups[1].RegistrationDelay = sim.Constant(9 * sim.Second)
		}), 13 * sim.Second},
		{"a container that isn't essential doesn't matter", newCluster(1, 4).service(1, 100, 200).with(func(sc *sim.Scenario) {
			for i := range sc.TaskDefinitions {
				sc.TaskDefinitions[i].Containers = append(sc.TaskDefinitions[i].Containers,
					sim.Container{Name: "side", HealthCheck: &sim.HealthCheck{Interval: 90 * sim.Second, Retries: 1}})
			}
		}), 40 * sim.Second},
		{"two essential containers, one slower", newCluster(1, 4).service(1, 100, 200).with(checked).with(func(sc *sim.Scenario) {
			for i := range sc.TaskDefinitions {
				sc.TaskDefinitions[i].Containers = append(sc.TaskDefinitions[i].Containers,
					sim.Container{Name: "side", Essential: true, HealthCheck: &sim.HealthCheck{Interval: 25 * sim.Second, Retries: 3}})
			}
		}), 25 * sim.Second},
	} {
		log := play(t, c.b.update(0).scenario(), 1)
		if got := healthyAt(t, log); got != c.want {
			t.Errorf("%s: healthy %v s after RUNNING, want %v s", c.name, got, c.want)
		}
	}
}

// TestHealthReports: ECS learns of a container's health with the agent's next report (ECS agent: every 20 s).
func TestHealthReports(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).with(checked).update(0).with(func(sc *sim.Scenario) {
		sc.Scheduler.HealthReportInterval = 20 * sim.Second
	}).scenario()
	// RUNNING at 16 s, checked at 31 s, reported at 40 s.
	if got := healthyAt(t, play(t, sc, 1)); got != 24*sim.Second {
		t.Errorf("healthy %v s after RUNNING, want 24 s", got)
	}
}

// TestRunningIsEnoughForCompletion: without checks the 40-second rule gates what may be stopped, not completion
// (observed: completed 6.8 s after RUNNING).
func TestRunningIsEnoughForCompletion(t *testing.T) {
	sc := newCluster(1, 4).service(2, 100, 200).with(func(sc *sim.Scenario) { sc.Services[0].InitialState = sim.New }).scenario()
	expect(t, story(play(t, sc, 1), sim.KindDeployment, sim.KindEvent, sim.KindHealth, sim.KindEnd), `
		0.000 deployment 0: PRIMARY IN_PROGRESS desired 0
		10.000 event started 2
		10.000 deployment 0: PRIMARY IN_PROGRESS desired 2
		20.000 event completed 0
		20.000 event steady 0
		20.000 deployment 0: PRIMARY COMPLETED desired 2
		56.000 task 0: HEALTHY
		56.000 task 1: HEALTHY
		60.000 end: settled blocked -`)
}

// slow makes the new revision take 45 s to answer behind a target group that gives up after 12 s.
func slow(grace sim.Span) *sim.Scenario {
	return newCluster(1, 4).service(1, 100, 200).balanced(10 * sim.Second).update(0).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Timing.Ready = sim.Constant(45 * sim.Second)
		sc.TargetGroups[0].HealthyThreshold = 2
		sc.Services[0].HealthCheckGrace = grace
		sc.Duration = 10 * sim.Minute
	}).scenario()
}

// TestGracePeriod: a slow starter is stopped and replaced for ever unless its grace period is long enough. RUNNING at
// 16 s, registered at 20 s, checked at 22, 32, …: unhealthy at 32 s, passes at 62 and 72 s.
func TestGracePeriod(t *testing.T) {
	log := play(t, slow(60*sim.Second), 1)
	expect(t, story(log, sim.KindHealth, sim.KindEvent, sim.KindEnd), `
		0.000 task 0: HEALTHY
		10.000 event started 1
		20.000 event registered 1
		32.000 task 1: UNHEALTHY
		72.000 task 1: HEALTHY
		80.000 event stopped running 1
		90.000 event deregistered 1
		90.000 event draining 1
		110.000 event completed 0
		110.000 event steady 0
		110.000 end: settled blocked -`)

	log = play(t, slow(0), 1)
	if o := log[len(log)-1].Outcome; o != sim.OutcomeUnfinished {
		t.Errorf("without a grace period the run ends %v", o)
	}
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Task == 0 && r.To == sim.Deactivating {
			t.Errorf("the healthy old task is stopped at %v s", r.At)
		}
	}
}

// TestNothingStopsInsideTheGracePeriod: with a grace period just too short, the first stop for health comes after it.
func TestNothingStopsInsideTheGracePeriod(t *testing.T) {
	grace := 40 * sim.Second
	log := play(t, slow(grace), 1)
	running := map[sim.TaskNumber]sim.Time{}
	stops := 0
	for i := range log {
		r := &log[i]
		if r.Kind == sim.KindTask && r.To == sim.Running {
			running[r.Task] = r.At
		}
		if r.Kind == sim.KindTask && r.Reason == sim.StoppedByTargetGroup && r.From == sim.Running {
			stops++
			if r.At < running[r.Task].Add(grace) {
				t.Errorf("task %d, RUNNING at %v s, is stopped for its health at %v s", r.Task, running[r.Task], r.At)
			}
		}
	}
	if stops == 0 {
		t.Error("no task is stopped for its health")
	}
}
