package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestStandaloneTasks take room from the beginning, are left alone by DRAINING, and are gone with their instance.
func TestStandaloneTasks(t *testing.T) {
	alone := func(sc *sim.Scenario) {
		sc.Standalone = []sim.StandaloneTasks{{Definition: 2, Group: "family:batch", Instances: []sim.InstanceID{1, 1, 1}}}
	}
	full := newCluster(2, 4).service(4, 100, 200).update(0).with(alone).scenario()
	if last := play(t, full, 1); last[len(last)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("with room for one more it ends %v", last[len(last)-1].Outcome)
	}
	replaced := newCluster(2, 4).service(2, 100, 200).with(alone).with(func(sc *sim.Scenario) {
		later := sc.Groups[0]
		later.Name, later.Count, later.Later = "b", 1, true
		sc.Groups = append(sc.Groups, later)
	}).do(0, sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{1}, Successors: []sim.InstanceID{2}, Batch: 1, Launch: sim.Constant(0),
	}}).do(10*sim.Minute, sim.Action{Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}}).scenario()
	expect(t, story(play(t, replaced, 1), sim.KindInstance), `
		0.000 instance 2: ACTIVE
		0.000 instance 1: DRAINING
		600.000 instance 1: DRAINING, agent disconnected
		600.000 instance 1: INACTIVE`)
	beside := newCluster(2, 4).service(2, 100, 200).with(alone).with(member("task:group != family:batch")).scenario()
	log := play(t, beside, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Instance == 1 {
			t.Errorf("task %d is beside a task of family:batch", r.Task)
		}
	}
	toomany := newCluster(2, 2).service(1, 100, 200).with(alone).scenario()
	if _, err := newWorld(toomany); err == nil {
		t.Error("three of them fit where there is room for two")
	}
}
