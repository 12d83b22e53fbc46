package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// early has a deployment of the first service succeed with so many percent of its tasks.
func early(percent int, deferred bool) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		sc.Services[0].EarlySuccess = sim.EarlySuccess{Enable: true, HealthyPercent: percent, Deferred: deferred}
	}
}

// TestEarlySuccess: two of four new tasks never get ready and are replaced only after their grace period. With early
// success at 50 % the deployment completes once the old tasks have gone, or before that.
func TestEarlySuccess(t *testing.T) {
	build := func() *builder {
		return newCluster(1, 8).service(4, 50, 200).balanced(20 * sim.Second).update(0).with(func(sc *sim.Scenario) {
			sc.TaskDefinitions[1].Faults = sim.Faults{NeverReady: true, Only: []int32{3, 4}}
			sc.Services[0].HealthCheckGrace = 30 * sim.Minute
		})
	}
	plain := completedAt(play(t, build().scenario(), 1))
	blocking := completedAt(play(t, build().with(early(50, false)).scenario(), 1))
	deferred := completedAt(play(t, build().with(early(50, true)).scenario(), 1))
	if deferred >= blocking || blocking >= plain {
		t.Errorf("completed at %s deferred, %s blocking, %s without early success", deferred, blocking, plain)
	}
}

// completedAt is when the last deployment was told to be COMPLETED, or sim.Never.
func completedAt(log sim.Log) sim.Time {
	at := sim.Never
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindDeployment && r.Deployment > 0 && r.Rollout == sim.Completed && at == sim.Never {
			at = r.At
		}
	}
	return at
}

// TestEarlySuccessEndsTheWatch: what fails after an early success doesn't trip the breaker any more.
func TestEarlySuccessEndsTheWatch(t *testing.T) {
	sc := newCluster(1, 8).service(2, 50, 200).balanced(20 * sim.Second).update(0).with(early(50, true)).with(breaker(true)).
		with(func(sc *sim.Scenario) {
			sc.TaskDefinitions[1].Faults = sim.Faults{NeverReady: true, Only: []int32{2, 3, 4, 5, 6, 7, 8}}
			sc.Duration = 20 * sim.Minute
		}).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if log[i].Event == sim.EventDeploymentFailed {
			t.Fatalf("the deployment fails at %s\n%s", log[i].At, told(log))
		}
	}
	if at := completedAt(log); at == sim.Never {
		t.Errorf("it doesn't complete\n%s", told(log))
	}
}

// TestDigestProbe: with unknown digests the first task goes alone, the rest follow once it is RUNNING (started at 10 s,
// RUNNING at 16 s); with an image named by its digest or one whose tag is kept, or with the rule off, all start at once.
func TestDigestProbe(t *testing.T) {
	starts := func(rule bool, image string, keepsTag bool) []string {
		sc := newCluster(1, 8).service(3, 100, 200).update(0).with(func(sc *sim.Scenario) {
			sc.Rules.ProbesDigestsByFirstTask = rule
			c := &sc.TaskDefinitions[1].Containers[0]
			c.Image, c.KeepsTag = image, keepsTag
		}).scenario()
		return steps(play(t, sc, 1))
	}
	for _, c := range []struct {
		rule     bool
		image    string
		keepsTag bool
		want     string
	}{
		{true, "web:latest", false, "+1 +2 -1 -2"},
		{true, "web:latest", true, "+3 -3"},
		{true, "web@sha256:0123", false, "+3 -3"},
		{false, "web:latest", false, "+3 -3"},
	} {
		got := ""
		for _, s := range starts(c.rule, c.image, c.keepsTag) {
			got += " " + s
		}
		if got != " "+c.want {
			t.Errorf("rule %v, image %s, its tag kept %v: steps%s, want %s", c.rule, c.image, c.keepsTag, got, c.want)
		}
	}
}

// TestDigestProbeGivesUp: after three attempts that failed the deployment goes on without digests, or fails if the breaker
// is on, though its threshold of 13 isn't reached.
func TestDigestProbeGivesUp(t *testing.T) {
	build := func() *builder {
		return newCluster(1, 60).service(25, 100, 200).update(0).with(broken(sim.Faults{PullFails: true, Only: []int32{1, 2, 3}})).
			with(func(sc *sim.Scenario) {
				sc.Rules.ProbesDigestsByFirstTask = true
				sc.TaskDefinitions[1].Containers[0].Image = "web:latest"
			})
	}
	log := play(t, build().scenario(), 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 1 {
		t.Errorf("without the breaker it ends %v with deployment %d", last.Outcome, last.Deployment)
	}
	log = play(t, build().with(breaker(true)).scenario(), 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 0 {
		t.Errorf("with the breaker it ends %v with deployment %d\n%s", last.Outcome, last.Deployment, told(log))
	}
}

// TestDeferredCleanUpIsGivenUp: what an early success left behind is cleaned up when its protection ends after one day, but
// not any more after fifteen.
func TestDeferredCleanUpIsGivenUp(t *testing.T) {
	const day = 24 * sim.Hour
	for _, c := range []struct {
		days sim.Span
		left int
	}{{1, 0}, {15, 1}} {
		sc := newCluster(1, 8).service(1, 0, 200).do(0, protect(true, c.days*day, sim.TaskChoice{})).update(sim.Second).
			with(early(50, true)).with(func(sc *sim.Scenario) { sc.Duration = 20 * day }).scenario()
		log := play(t, sc, 1)
		left := 0
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindTask && r.Task == 0 {
				left = 1
				if r.To == sim.Stopped {
					left = 0
				}
			}
		}
		if completedAt(log) > sim.Time(sim.Minute) || left != c.left {
			t.Errorf("protected for %d days: completed at %s, %d old task left\n%s", c.days, completedAt(log), left, told(log))
		}
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
