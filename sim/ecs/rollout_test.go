package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestDeadlocks: percentages that leave no room to move. The deployment stays IN_PROGRESS, no old task is touched, and
// the event about the percentages is written once.
func TestDeadlocks(t *testing.T) {
	for _, c := range []struct{ desired, minimum, maximum int }{
		{1, 50, 100},
		{1, 50, 150},
		{1, 100, 134},
		{1, 100, 150},
		{4, 100, 100},
		{3, 100, 133},
		{10, 91, 109},
	} {
		log := play(t, newCluster(2, 20).service(c.desired, c.minimum, c.maximum).update(sim.Minute).scenario(), 1)
		events, moves := 0, 0
		for i := range log {
			switch r := &log[i]; {
			case r.Kind == sim.KindEvent && r.Event == sim.EventBoundsStuck:
				events++
			case r.Kind == sim.KindTask && r.At > 0:
				moves++
			}
		}
		last := log[len(log)-1]
		if events != 1 || moves != 0 || last.Outcome != sim.OutcomeStuck || last.Pass.Blocked != sim.BlockedByFloor|sim.BlockedByCap {
			t.Errorf("%d tasks at %d/%d: %d events, %d task edges, %v, blocked by %s", c.desired, c.minimum, c.maximum,
				events, moves, last.Outcome, blocks(last.Pass.Blocked))
		}
	}
}

// TestNoDeadlockEventWhenItMoves: rollouts that have to wait aren't called stuck.
func TestNoDeadlockEventWhenItMoves(t *testing.T) {
	for _, c := range []struct{ desired, minimum, maximum int }{{4, 50, 100}, {4, 100, 200}, {1, 0, 100}, {1, 100, 200}, {8, 75, 100}} {
		b := newCluster(2, 20).service(c.desired, c.minimum, c.maximum).balanced(5 * sim.Minute).update(sim.Minute)
		b.sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
		log := play(t, b.scenario(), 1)
		for i := range log {
			if log[i].Event == sim.EventBoundsStuck {
				t.Errorf("%d tasks at %d/%d are called stuck at %v s", c.desired, c.minimum, c.maximum, log[i].At)
			}
		}
		if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
			t.Errorf("%d tasks at %d/%d end %v", c.desired, c.minimum, c.maximum, o)
		}
	}
}

// TestStopFirst: one task at 0/100 goes before its successor comes, which waits until it has STOPPED; in 2023 it didn't.
func TestStopFirst(t *testing.T) {
	for _, c := range []struct {
		behavior sim.Behavior
		started  sim.Time
	}{{sim.Behavior202607, 60_000}, {sim.Behavior202305, 10_000}} {
		log := play(t, newCluster(1, 4).service(1, 0, 100).balanced(30*sim.Second).update(0).with(func(sc *sim.Scenario) {
			sc.Rules, _ = sim.RulesOf(c.behavior)
		}).scenario(), 1)
		// Stopped at 10 s, deregistered at 20 s, SIGTERM and STOPPED at 55 s.
		if at := edgeTo(log, sim.Provisioning).At; at != c.started {
			t.Errorf("under %s the new task starts at %v s, want %v s", c.behavior, at, c.started)
		}
	}
}

// TestCapCountsTheLeaving: tasks of a deployment that has been replaced altogether count toward the cap until STOPPED.
func TestCapCountsTheLeaving(t *testing.T) {
	sc := newCluster(1, 9).service(1, 0, 100).update(0).updateTo(11*sim.Second, 2).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Timing.Deprovision = sim.Constant(25 * sim.Second)
	}).scenario()
	log := play(t, sc, 1)
	// The first task is told to stop at 10 s; its containers end then, and it has STOPPED at 35 s.
	if at := edgeTo(log, sim.Provisioning).At; at != 40_000 {
		t.Errorf("a task starts at %v s, want 40 s\n%s", at, story(log, all()...))
	}
}

// TestCompletionWaitsForOldContainers: a rollout is complete when the old containers have ended, or with the setting
// when the old tasks have STOPPED.
func TestCompletionWaitsForOldContainers(t *testing.T) {
	for _, c := range []struct {
		atStopped bool
		want      sim.Time
	}{{false, 70_000}, {true, 90_000}} {
		log := play(t, newCluster(1, 4).service(1, 100, 200).update(0).with(func(sc *sim.Scenario) {
			sc.Scheduler.CompleteAtStopped = c.atStopped
			sc.TaskDefinitions[0].Timing.Exit = sim.Constant(2 * sim.Second)
			sc.TaskDefinitions[0].Timing.Deprovision = sim.Constant(24 * sim.Second)
		}).scenario(), 1)
		// The new task counts at 56 s; the old one is stopped at 60 s, has ended at 62 s and STOPPED at 86 s.
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindEvent && r.Event == sim.EventDeploymentCompleted && r.At != c.want {
				t.Errorf("completed at %v s, want %v s", r.At, c.want)
			}
		}
	}
}

// TestWhatStartsADeployment: another task definition and forceNewDeployment do; the same task definition, counts,
// percentages and the grace period don't. The scheduler sees a call at the first pass at least apiLag after it.
func TestWhatStartsADeployment(t *testing.T) {
	same, next, six, fifty := sim.TaskDefinitionID(0), sim.TaskDefinitionID(1), 6, 50
	grace := 30 * sim.Second
	for _, c := range []struct {
		name   string
		update sim.UpdateService
		want   int
	}{
		{"another task definition", sim.UpdateService{TaskDefinition: &next}, 1},
		{"the same task definition", sim.UpdateService{TaskDefinition: &same}, 0},
		{"forced", sim.UpdateService{ForceNewDeployment: true}, 1},
		{"forced with the same task definition", sim.UpdateService{ForceNewDeployment: true, TaskDefinition: &same}, 1},
		{"desired count", sim.UpdateService{DesiredCount: &six}, 0},
		{"percentages", sim.UpdateService{MinimumHealthyPercent: &fifty, MaximumPercent: &fifty}, 0},
		{"grace period", sim.UpdateService{HealthCheckGrace: &grace}, 0},
	} {
		log := play(t, newCluster(2, 10).service(4, 100, 200).call(6*sim.Second, c.update).scenario(), 1)
		created := -1
		for i := range log {
			switch r := &log[i]; {
			case r.Kind == sim.KindDeployment && int(r.Deployment) > created:
				created = int(r.Deployment)
			case r.Kind == sim.KindSettings && r.At > 0 && r.At != 20_000:
				t.Errorf("%s: taken up at %v s, want 20 s", c.name, r.At)
			}
		}
		if created != c.want {
			t.Errorf("%s: %d deployments were created, want %d", c.name, created, c.want)
		}
		if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
			t.Errorf("%s: ends %v", c.name, o)
		}
	}
}

// TestSecondUpdate: a second update in mid-rollout makes a third deployment PRIMARY; the second one's tasks, not up
// yet, are stopped at once, the first one's are kept until the third's are healthy.
func TestSecondUpdate(t *testing.T) {
	sc := newCluster(2, 10).service(2, 100, 200).update(0).updateTo(11*sim.Second, 2).scenario()
	expect(t, story(play(t, sc, 1), sim.KindDeployment, sim.KindEvent, sim.KindEnd), `
		0.000 deployment 0: PRIMARY COMPLETED desired 2
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 2
		10.000 event started 2
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 2
		11.000 deployment 2: PRIMARY IN_PROGRESS desired 0
		11.000 deployment 1: ACTIVE IN_PROGRESS desired 2
		20.000 event stopped running 2
		20.000 deployment 1: ACTIVE IN_PROGRESS desired 0
		30.000 event started 2
		30.000 deployment 1: INACTIVE IN_PROGRESS desired 0
		30.000 deployment 2: PRIMARY IN_PROGRESS desired 2
		80.000 event stopped running 2
		80.000 deployment 0: ACTIVE COMPLETED desired 0
		90.000 event completed 0
		90.000 event steady 0
		90.000 deployment 0: INACTIVE COMPLETED desired 0
		90.000 deployment 2: PRIMARY COMPLETED desired 2
		90.000 end: settled blocked -`)
}

// TestDesiredCountInMidRollout: a raise in mid-rollout goes to both revisions, and the rollout ends at the new count.
func TestDesiredCountInMidRollout(t *testing.T) {
	eight := 8
	sc := newCluster(4, 10).service(4, 100, 200).update(0).call(21*sim.Second, sim.UpdateService{DesiredCount: &eight}).scenario()
	log := play(t, sc, 1)
	starts := map[sim.DeploymentID]int{}
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Provisioning {
			starts[r.Deployment]++
		}
	}
	if starts[0] != 4 || starts[1] != 8 {
		t.Errorf("%d old and %d new tasks start, want 4 and 8\n%s", starts[0], starts[1], story(log, sim.KindPass))
	}
	if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
		t.Errorf("the run ends %v", o)
	}
}

// TestScaleOutAndIn: desired count up and down without a deployment; down to nothing is steady, too.
func TestScaleOutAndIn(t *testing.T) {
	eight, none := 8, 0
	sc := newCluster(4, 10).service(4, 100, 200).call(0, sim.UpdateService{DesiredCount: &eight}).
		call(5*sim.Minute, sim.UpdateService{DesiredCount: &none}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindEvent, sim.KindDeployment, sim.KindEnd), `
		0.000 deployment 0: PRIMARY COMPLETED desired 4
		10.000 event started 4
		10.000 deployment 0: PRIMARY COMPLETED desired 8
		20.000 event steady 0
		310.000 event stopped running 8
		310.000 deployment 0: PRIMARY COMPLETED desired 0
		320.000 event steady 0
		320.000 end: settled blocked -`)
}

// TestFiveDeployments: the API refuses a sixth unfinished deployment, and the whole call with it.
func TestFiveDeployments(t *testing.T) {
	b := newCluster(1, 9).service(1, 100, 100)
	for n := range 7 {
		b.call(sim.Span(n)*sim.Minute, sim.UpdateService{ForceNewDeployment: true})
	}
	log := play(t, b.with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
	}).scenario(), 1)
	// Replaced deployments without a task are gone at once, so those that block each other have to have tasks.
	last := 0
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindDeployment {
			last = max(last, int(r.Deployment))
		}
	}
	if last != 7 {
		t.Errorf("the last deployment is %d", last)
	}
	b = newCluster(1, 99).service(6, 100, 200)
	for n := range 7 {
		b.call(sim.Span(n)*20*sim.Second, sim.UpdateService{ForceNewDeployment: true})
	}
	log = play(t, b.with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
		sc.TaskDefinitions[0].Containers[0].StopTimeout = 10 * sim.Minute
		sc.Services[0].Deployment.MaximumPercent = 400
	}).scenario(), 1)
	refused := 0
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindAction && r.Error != nil && *r.Error == *sim.TooManyDeployments() {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d calls are refused, want 3\n%s", refused, story(log, sim.KindAction, sim.KindDeployment))
	}
}

// TestShelteredTasksGoByScaling: tasks inside their grace period that a newer deployment replaces haven't failed.
func TestShelteredTasksGoByScaling(t *testing.T) {
	sc := newCluster(1, 20).service(2, 100, 200).balanced(0).update(0).updateTo(2*sim.Minute, 2).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Faults = sim.Faults{NeverReady: true}
		sc.Services[0].HealthCheckGrace = sim.Hour
	}).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Reason == sim.StoppedByTargetGroup {
			t.Errorf("task %d is stopped for its health at %v s", r.Task, r.At)
		}
	}
	if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
		t.Errorf("ends %v", o)
	}
}

// TestRaiseFromNothingInMidRollout is a rollout that was logged with a desired count of 0 raised to 1: a task of the old
// revision started, one of the new revision, and the old one was stopped while it was pending.
func TestRaiseFromNothingInMidRollout(t *testing.T) {
	one := 1
	sc := newCluster(1, 4).service(0, 100, 200).update(0).call(sim.Second, sim.UpdateService{DesiredCount: &one}).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Timing.Pull = sim.Constant(20 * sim.Second)
		sc.TaskDefinitions[1].Timing.Pull = sim.Constant(20 * sim.Second)
	}).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindEvent, sim.KindEnd), `
		10.000 event started 2
		20.000 event stopped pending 1
		40.000 event completed 0
		40.000 event steady 0
		80.000 end: settled blocked -`)
}

// TestGraceLoweredInMidFlight: a grace period that is lowered below what has passed ends at once.
func TestGraceLoweredInMidFlight(t *testing.T) {
	short := 10 * sim.Second
	sc := newCluster(1, 20).service(2, 100, 200).balanced(0).update(0).
		call(2*sim.Minute, sim.UpdateService{HealthCheckGrace: &short}).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Faults = sim.Faults{NeverReady: true}
		sc.Services[0].HealthCheckGrace = sim.Hour
		sc.Duration = 5 * sim.Minute
	}).scenario()
	log := play(t, sc, 1)
	var first sim.Time
	for i := range log {
		if r := &log[i]; first == 0 && r.Kind == sim.KindTask && r.Reason == sim.StoppedByTargetGroup {
			first = r.At
		}
	}
	if first != 130_000 {
		t.Errorf("the first task is stopped for its health at %v s, want 130 s", first)
	}
}

// TestShareOfARaiseIsNoDeadlock: a pass in which an old deployment holds its share of a raise, and can't start it, isn't
// the last word.
func TestShareOfARaiseIsNoDeadlock(t *testing.T) {
	two := 2
	next := sim.TaskDefinitionID(1)
	sc := newCluster(1, 1).service(1, 100, 200).balanced(0).with(func(sc *sim.Scenario) {
		sc.Services[0].InitialState = sim.New
		sc.TaskDefinitions[0].Faults = sim.Faults{NeverReady: true}
		sc.Duration = 10 * sim.Minute
	}).call(20*sim.Second, sim.UpdateService{TaskDefinition: &next, DesiredCount: &two}).scenario()
	log := play(t, sc, 1)
	stopped := false
	for i := range log {
		r := &log[i]
		stopped = stopped || r.Kind == sim.KindTask && r.Deployment == 0 && r.To == sim.Deactivating
	}
	if !stopped {
		t.Errorf("the old task that never gets healthy stays\n%s", story(log, sim.KindEvent, sim.KindPass, sim.KindDeployment, sim.KindEnd))
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

// TestReplacementsAreCountedOnce: while the launch rate lets one task a pass start, one of the new ones is unhealthy. The
// events call one start its replacement, the one beyond the desired count, and no other.
func TestReplacementsAreCountedOnce(t *testing.T) {
	sc := newCluster(3, 8).service(6, 50, 200).balanced(10 * sim.Second).update(0).with(func(sc *sim.Scenario) {
		sc.Scheduler.LaunchRate = 6
		sc.TargetGroups[0].HealthCheckInterval = 5 * sim.Second
		sc.TargetGroups[0].UnhealthyThreshold = 2
		sc.TaskDefinitions[1].Faults = sim.Faults{NeverReady: true, Only: []int32{1}}
	}).scenario()
	started, replaced := int32(0), int32(0)
	for _, r := range play(t, sc, 1) {
		if r.Kind == sim.KindEvent && r.Event == sim.EventStarted {
			started += r.N
			replaced += r.Replaced
		}
	}
	if started != 7 || replaced != 1 {
		t.Errorf("%d tasks are started, %d of them as replacements; want 7 and 1", started, replaced)
	}
}
