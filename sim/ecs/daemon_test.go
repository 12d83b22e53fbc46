package ecs_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// daemons is a cluster with a DAEMON service beside which others may be added.
func daemons(instances, room, minimum int) *builder {
	return newCluster(instances, room).service(0, minimum, 100).with(func(sc *sim.Scenario) { sc.Services[0].Daemon = true })
}

// most is the largest number of a service's tasks that are at once not healthy of so many, and at once on one instance.
func most(log sim.Log, service sim.ServiceID, of int32) (down int32, together int) {
	on := map[sim.InstanceID]int{}
	for i := range log {
		r := &log[i]
		if r.Service != service {
			continue
		}
		switch {
		case r.Kind == sim.KindPass:
			down = max(down, of-r.Pass.Healthy)
		case r.Kind == sim.KindTask && r.From == sim.TaskNone:
			on[r.Instance]++
			together = max(together, on[r.Instance])
		case r.Kind == sim.KindTask && r.To == sim.Stopped:
			on[r.Instance]--
		}
	}
	return down, together
}

// TestDaemonRollout: five instances and minimumHealthyPercent 60: at most two daemons down at once, and never two on one
// instance.
func TestDaemonRollout(t *testing.T) {
	log := play(t, daemons(5, 2, 60).update(0).scenario(), 1)
	if down, together := most(log, 0, 5); down != 2 || together != 1 {
		t.Errorf("%d down at once, %d on one instance", down, together)
	}
	if got := steps(log); len(got) < 6 || got[0] != "-2" || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("it goes %q and ends %v", got, log[len(log)-1].Outcome)
	}
	if stuck := play(t, daemons(5, 2, 100).update(0).scenario(), 1); stuck[len(stuck)-1].Outcome != sim.OutcomeStuck || len(placed(stuck)) > 0 {
		t.Errorf("with minimumHealthyPercent 100 it ends %v", stuck[len(stuck)-1].Outcome)
	}
}

// TestDaemonOnEachInstance: one on each ACTIVE instance that the constraint allows, also on one that is added, where its
// room is kept although another service waits for it.
func TestDaemonOnEachInstance(t *testing.T) {
	sc := daemons(2, 2, 0).service(2, 100, 200).updateTo(0, 0).with(func(sc *sim.Scenario) {
		sc.Timeline = nil
		later := sc.Groups[0]
		later.Name, later.Count, later.Later = "b", 2, true
		sc.Groups = append(sc.Groups, later)
		sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: "ec2InstanceId != " + sim.NewNames(sc).EC2Instance(3)}}
		six := 6
		sc.Timeline = []sim.Action{
			{Update: sim.UpdateService{Service: 1, DesiredCount: &six}},
			{At: 60_000, Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{2, 3}, Launch: sim.Constant(0)}},
		}
	}).scenario()
	log := play(t, sc, 1)
	on, replicas := map[sim.InstanceID]int{}, 0
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Running {
			if r.Service == 0 {
				on[r.Instance]++
			} else {
				replicas++
			}
		}
	}
	if len(on) != 3 || on[0] != 1 || on[1] != 1 || on[2] != 1 || replicas != 2+1+2 {
		t.Errorf("daemons on %v, %d other tasks\n%s", on, replicas, moves(log))
	}
}

// TestDaemonIsFirst: on an instance that joins, a task of another service that waits for room there is started only when the
// daemon has been, although its service's passes come earlier.
func TestDaemonIsFirst(t *testing.T) {
	three := 3
	sc := newCluster(1, 2).service(1, 100, 200).service(0, 0, 100).with(func(sc *sim.Scenario) {
		later := sc.Groups[0]
		later.Name, later.Later = "b", true
		sc.Groups = append(sc.Groups, later)
		sc.Services[1].Daemon = true
		sc.Timeline = []sim.Action{
			{Update: sim.UpdateService{DesiredCount: &three}},
			{At: 20_000, Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}, Launch: sim.Constant(0)}},
		}
	}).scenario()
	var order []string
	for _, r := range play(t, sc, 1) {
		if r.Kind == sim.KindTask && r.To == sim.Provisioning {
			order = append(order, fmt.Sprintf("%s on %d for %s", r.At, r.Instance, sc.Services[r.Service].Name))
		}
	}
	if want := []string{"20.000 on 1 for web2", "30.000 on 1 for web"}; !slices.Equal(order, want) {
		t.Errorf("started are %q, want %q", order, want)
	}
}

// TestBrokenDaemonIsntAwaited: while the starts of a daemon fail and pause, tasks of other services take an instance that joins.
func TestBrokenDaemonIsntAwaited(t *testing.T) {
	three := 3
	sc := newCluster(1, 2).service(1, 100, 200).service(0, 0, 100).with(func(sc *sim.Scenario) {
		later := sc.Groups[0]
		later.Name, later.Later = "b", true
		sc.Groups = append(sc.Groups, later)
		sc.Services[1].Daemon, sc.Services[1].TaskDefinition, sc.Services[1].InitialState = true, 2, sim.New
		sc.TaskDefinitions[2].Faults = sim.Faults{NeverStarts: true}
		sc.Timeline = []sim.Action{
			{At: 100_000, Update: sim.UpdateService{DesiredCount: &three}},
			{At: 120_000, Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}, Launch: sim.Constant(0)}},
		}
	}).scenario()
	for _, r := range play(t, sc, 1) {
		if r.Kind == sim.KindTask && r.To == sim.Running && r.Service == 0 && r.Instance == 1 {
			if r.At > 150_000 {
				t.Errorf("the other service's task is RUNNING only at %s", r.At)
			}
			return
		}
	}
	t.Error("no task of the other service gets to the instance")
}

// TestDaemonsDrainLast: on a DRAINING instance the daemon stops when the other tasks have STOPPED.
func TestDaemonsDrainLast(t *testing.T) {
	sc := daemons(2, 4, 0).service(2, 100, 200).do(0, drained(true, 1)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: DRAINING
		0.000 task 2 on 0: PROVISIONING
		6.000 task 2 on 0: RUNNING
		50.000 task 1 on 1: DEACTIVATING
		50.000 task 1 on 1: STOPPED
		60.000 task 1 on 1: DEACTIVATING
		60.000 task 1 on 1: STOPPED
		70.000 end: settled blocked -
		70.000 end: settled blocked -`)
}

// TestDaemonConstraintRecheck: a daemon whose instance doesn't meet a changed constraint is stopped.
func TestDaemonConstraintRecheck(t *testing.T) {
	notB := []sim.PlacementConstraint{{Expression: "attribute:ecs.availability-zone != us-east-1b"}}
	log := play(t, daemons(3, 2, 0).call(0, sim.UpdateService{Constraints: &notB}).scenario(), 1)
	expect(t, story(log, sim.KindSettings, sim.KindPass, sim.KindEnd), `
		0.000 settings: desired 3 floor 0 cap 3
		10.000 settings: desired 3 floor 0 cap 3
		10.000 settings: desired 2 floor 0 cap 2
		10.000 pass -1 +0 wanted 0 surplus 0 blocked -
		20.000 end: settled blocked -`)
}

// TestDaemonFollowsTasks: constraints that look at tasks are tried again when tasks move: the daemon is only where the
// replica service is.
func TestDaemonFollowsTasks(t *testing.T) {
	two := 2
	sc := daemons(3, 4, 0).service(1, 100, 200).call(0, sim.UpdateService{Service: 1, DesiredCount: &two}).with(func(sc *sim.Scenario) {
		sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: "task:group == service:web2"}}
		sc.Timeline[0].Update.Service = 1
		one := 1
		sc.Timeline = append(sc.Timeline, sim.Action{At: sim.Time(2 * sim.Minute), Index: 1, Update: sim.UpdateService{Service: 1, DesiredCount: &one}})
	}).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 task 0 on 0: PROVISIONING
		6.000 task 0 on 0: RUNNING
		10.000 task 1 on 1: PROVISIONING
		16.000 task 1 on 1: RUNNING
		20.000 task 1 on 1: PROVISIONING
		26.000 task 1 on 1: RUNNING
		130.000 task 0 on 0: DEACTIVATING
		130.000 task 0 on 0: STOPPED
		140.000 task 0 on 0: DEACTIVATING
		140.000 task 0 on 0: STOPPED
		150.000 end: settled blocked -
		150.000 end: settled blocked -`)
}

// TestDaemonRolloutWhileDraining: an instance that drains in mid-rollout has no old task started elsewhere in place of its own.
func TestDaemonRolloutWhileDraining(t *testing.T) {
	sc := daemons(6, 2, 50).update(0).do(17*sim.Second, drained(true, 5)).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Provisioning && r.Definition == 0 {
			t.Errorf("a task of the old revision is started at %s on %d\n%s", r.At, r.Instance, moves(log))
		}
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled {
		t.Errorf("it ends %v\n%s", last.Outcome, moves(log))
	}
}

// TestDaemonRefusal: the closest instance is one that is to have the daemon and has no room, not one that has it.
func TestDaemonRefusal(t *testing.T) {
	sc := newCluster(1, 1).service(1, 100, 200).service(0, 0, 100).with(func(sc *sim.Scenario) {
		sc.Services[1].Daemon, sc.Services[1].InitialState = true, sim.New
		free := sc.Groups[0]
		free.Name = "b"
		sc.Groups = append(sc.Groups, free)
	}).scenario()
	for _, r := range play(t, sc, 1) {
		if r.Kind != sim.KindRefusal {
			continue
		}
		if r.Refusal.Closest != 0 || r.Refusal.ClosestLacks != sim.LackCPU|sim.LackMemory || r.Refusal.Instances != 1 {
			t.Errorf("the refusal is %+v", r.Refusal)
		}
		return
	}
	t.Error("nothing is refused")
}
