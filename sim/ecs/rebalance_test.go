package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// unbalanced is a service of five tasks, all in zones a and b, to which an instance in zone c is added after a minute.
func unbalanced(room int, change func(sc *sim.Scenario)) *sim.Scenario {
	return newCluster(2, 8).service(5, 100, 200).with(func(sc *sim.Scenario) {
		c := sc.Groups[0]
		c.Name, c.Count, c.Zones, c.Later = "c", 1, []sim.ZoneID{2}, true
		c.Capacity = sim.Resources{CPU: int64(room) * unit, Memory: int64(room) * unit}
		sc.Groups = append(sc.Groups, c)
		sc.Services[0].Rebalance = true
		sc.Scheduler.RebalanceInterval = 5 * sim.Minute
		if change != nil {
			change(sc)
		}
	}).do(sim.Minute, sim.Action{Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{2}, Launch: sim.Constant(0)}}).scenario()
}

// TestZonesAreRebalanced: zones have 3, 2 and, once it has an instance, 0 tasks; one starts in the empty one, and when it
// is healthy the fullest zone gives one.
func TestZonesAreRebalanced(t *testing.T) {
	log := play(t, unbalanced(8, nil), 1)
	expect(t, story(log, sim.KindEvent, sim.KindEnd), `
		360.000 event zones unbalanced 0
		360.000 event moved in 1
		410.000 event moved out 1
		420.000 event zones balanced 0
		420.000 event steady 0
		420.000 end: settled blocked -`)
	for i := range log {
		r := &log[i]
		if r.Kind == sim.KindEvent && len(r.InZones) > 0 {
			t.Logf("%s: %v", r.At, r.InZones)
		}
		if r.Kind == sim.KindPass && r.Pass.Healthy < 5 {
			t.Errorf("%d healthy at %s", r.Pass.Healthy, r.At)
		}
	}
}

// TestNothingToRebalance: a service that doesn't want it or isn't eligible, or whose emptiest zone has no room, stays as it is.
func TestNothingToRebalance(t *testing.T) {
	for name, change := range map[string]func(sc *sim.Scenario){
		"off":       func(sc *sim.Scenario) { sc.Services[0].Rebalance = false },
		"no way up": func(sc *sim.Scenario) { sc.Services[0].Deployment = sim.DeploymentConfiguration{MaximumPercent: 100} },
		"binpack": func(sc *sim.Scenario) {
			sc.Services[0].Placement.Strategies = []sim.PlacementStrategy{{Kind: sim.Binpack, Field: "cpu"}}
		},
		"constrained": member("attribute:ecs.availability-zone != us-east-1c"),
	} {
		if moved := placed(play(t, unbalanced(8, change), 1)); len(moved) > 0 {
			t.Errorf("%s: %d tasks move", name, len(moved))
		}
	}
	log := play(t, unbalanced(0, nil), 1)
	if moved := placed(log); len(moved) > 0 || len(at(log, sim.EventRebalancingUnplaced)) == 0 {
		t.Errorf("no room: %d tasks move\n%s", len(moved), story(log, sim.KindEvent))
	}
}

// TestADeploymentEndsRebalancing: an update while tasks are moving.
func TestADeploymentEndsRebalancing(t *testing.T) {
	sc := unbalanced(8, nil)
	one := sim.TaskDefinitionID(1)
	sc.Timeline = append(sc.Timeline, sim.Action{At: 365_000, Update: sim.UpdateService{TaskDefinition: &one}})
	log := play(t, sc, 1)
	if last := log[len(log)-1]; len(at(log, sim.EventRebalancingEnded)) != 1 || last.Outcome != sim.OutcomeSettled {
		t.Errorf("ends %v\n%s", last.Outcome, story(log, sim.KindEvent))
	}
}

// TestProtectedTasksHoldRebalancing: nothing moves while a task is protected, which is told once.
func TestProtectedTasksHoldRebalancing(t *testing.T) {
	sc := unbalanced(8, nil)
	sc.Timeline = append([]sim.Action{{Kind: sim.ActionProtectTasks, Protect: sim.ProtectTasks{
		Tasks: sim.TaskChoice{Count: 1}, Enable: true, Expires: 30 * sim.Minute,
	}}}, sc.Timeline...)
	log := play(t, sc, 1)
	told, moved := at(log, sim.EventRebalancingHeld), at(log, sim.EventRebalancingStarted)
	if len(told) != 1 || len(moved) == 0 || moved[0] < sim.Time(30*sim.Minute) {
		t.Errorf("told %v, moved %v\n%s", told, moved, story(log, sim.KindEvent))
	}
}

// TestScalingEndsRebalancing: what a raise of the desired count starts isn't told as rebalancing.
func TestScalingEndsRebalancing(t *testing.T) {
	sc := unbalanced(8, nil)
	more := sc.Services[0].DesiredCount + 2
	sc.Timeline = append(sc.Timeline, sim.Action{At: 365_000, Update: sim.UpdateService{DesiredCount: &more}})
	log := play(t, sc, 1)
	if len(at(log, sim.EventRebalancingEnded)) != 1 || len(at(log, sim.EventStarted)) == 0 || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("%s", story(log, sim.KindEvent))
	}
}
