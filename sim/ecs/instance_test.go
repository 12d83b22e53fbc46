package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// drained has instances become DRAINING, or ACTIVE again.
func drained(on bool, instances ...sim.InstanceID) sim.Action {
	return sim.Action{Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: instances, Drain: on}}
}

// moves are what happens to instances and tasks on them.
func moves(log sim.Log) string {
	var of sim.Log
	for i := range log {
		if r := &log[i]; r.Kind != sim.KindTask || r.To == sim.Provisioning || r.From != sim.TaskNone && (r.To == sim.Running || r.From == sim.Running || r.To == sim.Stopped) {
			of = append(of, *r)
		}
	}
	return story(of, sim.KindTask, sim.KindInstance, sim.KindEnd)
}

// TestDrainingReplacesFirst: with 100/200 the task on the DRAINING instance stops only when its replacement counts as
// healthy elsewhere, 40 s after RUNNING.
func TestDrainingReplacesFirst(t *testing.T) {
	sc := newCluster(2, 4).service(2, 100, 200).do(0, drained(true, 1)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: DRAINING
		0.000 task 2 on 0: PROVISIONING
		6.000 task 2 on 0: RUNNING
		50.000 task 1 on 1: DEACTIVATING
		50.000 task 1 on 1: STOPPED
		60.000 end: settled blocked -`)
}

// TestDrainingStopsFirst: with 50/100 the replacement waits until the DRAINING instance's task has STOPPED.
func TestDrainingStopsFirst(t *testing.T) {
	sc := newCluster(2, 4).service(2, 50, 100).do(0, drained(true, 1)).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[0].Timing.Exit = sim.Constant(17 * sim.Second)
	}).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: DRAINING
		0.000 task 1 on 1: DEACTIVATING
		17.000 task 1 on 1: STOPPED
		20.000 task 2 on 0: PROVISIONING
		26.000 task 2 on 0: RUNNING
		70.000 end: settled blocked -`)
}

// TestDrainingNeverEnds: with 100/100 nothing may move, and the instance is never empty.
func TestDrainingNeverEnds(t *testing.T) {
	sc := newCluster(2, 4).service(2, 100, 100).do(0, drained(true, 1)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: DRAINING
		0.000 end: stuck blocked floor+cap`)
}

// TestDrainingIsUndone: a DRAINING instance that is ACTIVE again keeps the task that is still there, and the replacement
// is one too many.
func TestDrainingIsUndone(t *testing.T) {
	sc := newCluster(2, 4).service(2, 100, 200).do(0, drained(true, 1)).do(20*sim.Second, drained(false, 1)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: DRAINING
		0.000 task 2 on 0: PROVISIONING
		6.000 task 2 on 0: RUNNING
		20.000 instance 1: ACTIVE
		20.000 task 2 on 0: DEACTIVATING
		20.000 task 2 on 0: STOPPED
		30.000 end: settled blocked -`)
}

// TestDrainingStopsPending: a task that isn't RUNNING yet is stopped at once.
func TestDrainingStopsPending(t *testing.T) {
	sc := newCluster(2, 4).service(2, 100, 200).update(0).do(12*sim.Second, drained(true, 1)).scenario()
	log := play(t, sc, 1)
	pending, stopped := 0, 0
	for i := range log {
		r := &log[i]
		if r.Kind == sim.KindTask && r.Instance == 1 && r.To == sim.Provisioning {
			pending++
		}
		if r.Kind == sim.KindTask && r.Instance == 1 && r.From == sim.Activating && r.To == sim.Stopping && r.At == 12_000 {
			stopped++
		}
	}
	if told := at(log, sim.EventStoppedPending); len(told) != 1 || told[0] != 20_000 {
		t.Errorf("the event about it comes at %v", told)
	}
	if pending != 1 || stopped != 1 || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("%d started, %d stopped at 12 s\n%s", pending, stopped, moves(log))
	}
}

// TestTermination: a terminated instance's tasks serve nobody from that moment on, but ECS has them STOPPED only 30 s
// later and starts others then. Nothing fails for it, and nothing is placed there.
func TestTermination(t *testing.T) {
	sc := newCluster(2, 4).service(2, 50, 200).balanced(20*sim.Second).with(func(sc *sim.Scenario) {
		sc.Scheduler.InstanceLossLag = 30 * sim.Second
		sc.TargetGroups[0].HealthCheckInterval = 30 * sim.Second
	}).do(20*sim.Second, sim.Action{Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}}).scenario()
	expect(t, moves(play(t, sc, 1)), `
		20.000 instance 1: ACTIVE, agent disconnected
		50.000 instance 1: INACTIVE
		50.000 task 1 on 1: DEACTIVATING
		50.000 task 1 on 1: STOPPED
		50.000 task 2 on 0: PROVISIONING
		56.000 task 2 on 0: RUNNING
		70.000 end: settled blocked -`)
}

// TestZoneIsLostAndRestored: all instances of the zone go, and come back a minute after it does.
func TestZoneIsLostAndRestored(t *testing.T) {
	lost := sim.ChangeInstances{Instances: []sim.InstanceID{0}, Launch: sim.Constant(sim.Minute)}
	sc := newCluster(3, 2).service(3, 50, 200).do(0, sim.Action{Kind: sim.ActionLoseZone, Instances: lost}).
		do(5*sim.Minute, sim.Action{Kind: sim.ActionRestoreZone, Instances: lost}).update(10 * sim.Minute).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindInstance, sim.KindEnd), `
		0.000 instance 0: ACTIVE, agent disconnected
		0.000 instance 0: INACTIVE
		360.000 instance 0: ACTIVE
		670.000 end: settled blocked -`)
}

// TestShortOutage: an instance that is back before ECS has seen that it was gone registers right after that.
func TestShortOutage(t *testing.T) {
	lost := sim.ChangeInstances{Instances: []sim.InstanceID{0}, Launch: sim.Constant(10 * sim.Second)}
	sc := newCluster(3, 2).service(3, 50, 200).do(0, sim.Action{Kind: sim.ActionLoseZone, Instances: lost}).
		do(5*sim.Second, sim.Action{Kind: sim.ActionRestoreZone, Instances: lost}).with(func(sc *sim.Scenario) {
		sc.Scheduler.InstanceLossLag = 30 * sim.Second
	}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindInstance), `
		0.000 instance 0: ACTIVE, agent disconnected
		30.000 instance 0: INACTIVE
		30.000 instance 0: ACTIVE`)
}

// TestAddedInstances: a service that found no room gets on when instances are added, however long its next pause would be.
func TestAddedInstances(t *testing.T) {
	sc := newCluster(1, 2).service(2, 100, 200).update(0).with(func(sc *sim.Scenario) {
		group := sc.Groups[0]
		group.Name, group.Count, group.Later = "b", 2, true
		sc.Groups = append(sc.Groups, group)
	}).do(30*sim.Second, sim.Action{Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{1, 2}, Launch: sim.Constant(2 * sim.Minute),
	}}).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled {
		t.Errorf("ends %v\n%s", last.Outcome, moves(log))
	}
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Provisioning && (r.At < 150_000 || r.At > 160_000 || r.Instance == 0) {
			t.Errorf("a task is started at %s on %d", r.At, r.Instance)
		}
	}
}

// TestFleetReplacement: three instances are replaced one at a time; each goes only when its successor is there and its
// tasks have been replaced, and the service always has its healthy tasks.
func TestFleetReplacement(t *testing.T) {
	sc := newCluster(3, 4).service(3, 100, 200).with(func(sc *sim.Scenario) {
		group := sc.Groups[0]
		group.Name, group.Later = "b", true
		sc.Groups = append(sc.Groups, group)
	}).do(0, sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{0, 1, 2}, Successors: []sim.InstanceID{3, 4, 5}, Batch: 1, Launch: sim.Constant(sim.Minute),
	}}).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindInstance, sim.KindEnd), `
		60.000 instance 3: ACTIVE
		60.000 instance 0: DRAINING
		110.000 instance 0: INACTIVE
		170.000 instance 4: ACTIVE
		170.000 instance 1: DRAINING
		220.000 instance 1: INACTIVE
		280.000 instance 5: ACTIVE
		280.000 instance 2: DRAINING
		330.000 instance 2: INACTIVE
		340.000 end: settled blocked -`)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindPass && r.Pass.Healthy < 3 {
			t.Errorf("%d healthy at %s", r.Pass.Healthy, r.At)
		}
	}
}

// TestDeregistration: without force ECS refuses while a task runs; with it the tasks are STOPPED at once, and made up for.
func TestDeregistration(t *testing.T) {
	out := func(force bool) sim.Action {
		return sim.Action{Kind: sim.ActionDeregisterInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}, Force: force}}
	}
	sc := newCluster(2, 4).service(2, 50, 200).do(0, out(false)).do(20*sim.Second, out(true)).do(30*sim.Second, out(true)).
		do(40*sim.Second, drained(true, 1)).do(50*sim.Second, drained(true, 0, 1)).with(func(sc *sim.Scenario) {
		sc.Timeline[len(sc.Timeline)-1].Instances.Drain = false
	}).scenario()
	log := play(t, sc, 1)
	expect(t, moves(log), `
		20.000 instance 1: INACTIVE
		20.000 task 1 on 1: DEACTIVATING
		20.000 task 1 on 1: STOPPED
		20.000 task 2 on 0: PROVISIONING
		26.000 task 2 on 0: RUNNING
		70.000 end: settled blocked -`)
	expect(t, story(log, sim.KindAction), `
		0.000 action 0: InvalidParameterException: Found running tasks on the instance.
		20.000 action 1
		30.000 action 2: INACTIVE: The container instance is INACTIVE.
		40.000 action 3: INACTIVE: The container instance is INACTIVE.
		50.000 action 4`)
}

// TestTerminatedWhileLaunching: an instance that EC2 ends before it was ACTIVE doesn't come.
func TestTerminatedWhileLaunching(t *testing.T) {
	of := func(kind sim.ActionKind) sim.Action {
		return sim.Action{Kind: kind, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}, Launch: sim.Constant(2 * sim.Minute)}}
	}
	sc := newCluster(1, 4).service(1, 100, 200).with(func(sc *sim.Scenario) {
		later := sc.Groups[0]
		later.Name, later.Later = "b", true
		sc.Groups = append(sc.Groups, later)
	}).do(0, of(sim.ActionAddInstances)).do(sim.Minute, of(sim.ActionTerminateInstances)).update(5 * sim.Minute).scenario()
	expect(t, story(play(t, sc, 1), sim.KindInstance), "")
}

// TestReplacementIsDisturbed: of three instances that are replaced one at a time the first is taken back, and stays; the
// successor of the second is terminated when it launches, and launched again; that of the first is drained later, and stays
// DRAINING. At no time are two of the old ones DRAINING.
func TestReplacementIsDisturbed(t *testing.T) {
	end := sim.Action{Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{4}}}
	sc := newCluster(3, 4).service(3, 100, 200).with(func(sc *sim.Scenario) {
		later := sc.Groups[0]
		later.Name, later.Later = "b", true
		sc.Groups = append(sc.Groups, later)
	}).do(0, sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{0, 1, 2}, Successors: []sim.InstanceID{3, 4, 5}, Batch: 1, Launch: sim.Constant(sim.Minute),
	}}).do(65*sim.Second, drained(false, 0)).do(95*sim.Second, end).do(10*sim.Minute, drained(true, 3)).scenario()
	expect(t, story(play(t, sc, 1), sim.KindInstance, sim.KindEnd), `
		60.000 instance 3: ACTIVE
		60.000 instance 0: DRAINING
		65.000 instance 0: ACTIVE
		155.000 instance 4: ACTIVE
		155.000 instance 1: DRAINING
		210.000 instance 1: INACTIVE
		270.000 instance 5: ACTIVE
		270.000 instance 2: DRAINING
		320.000 instance 2: INACTIVE
		600.000 instance 3: DRAINING
		660.000 end: settled blocked -`)
}
