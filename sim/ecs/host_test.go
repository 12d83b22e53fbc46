package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestNewcomerWaitsOnItsHost: the control plane takes a stopping task's resources to be free at once; the newcomer that
// is placed there waits PENDING until the old containers have really ended (What's New 2023-07; ECS agent).
func TestNewcomerWaitsOnItsHost(t *testing.T) {
	sc := newCluster(1, 1).service(1, 0, 200).update(0).
		with(func(sc *sim.Scenario) { sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding() }).scenario()
	expect(t, story(play(t, sc, 1), sim.KindTask, sim.KindRefusal), `
		0.000 task 0 on 0: RUNNING
		10.000 task 0 on 0: DEACTIVATING
		10.000 task 0 on 0: STOPPING
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		40.000 task 0 on 0: DEPROVISIONING exit 137
		40.000 task 1 on 0: ACTIVATING
		40.000 task 0 on 0: STOPPED
		46.000 task 1 on 0: RUNNING`)
}

// TestHostQueueIsFirstInFirstOut: the first newcomer blocks a smaller one behind it.
func TestHostQueueIsFirstInFirstOut(t *testing.T) {
	sc := newCluster(1, 4).service(1, 0, 200).service(1, 0, 200).with(func(sc *sim.Scenario) {
		old, big, small := &sc.TaskDefinitions[0], &sc.TaskDefinitions[1], &sc.TaskDefinitions[2]
		old.Reservation = sim.Resources{CPU: 2 * unit, Memory: 2 * unit}
		old.Timing.Exit = sim.NeverEnding()
		big.Reservation = sim.Resources{CPU: 3 * unit, Memory: 3 * unit}
		small.Reservation = sim.Resources{CPU: 1, Memory: 1}
		one, two := sim.TaskDefinitionID(1), sim.TaskDefinitionID(2)
		sc.Services[1].TaskDefinition, sc.Services[1].DesiredCount = 2, 0
		desired := 1
		sc.Timeline = []sim.Action{
			{At: 0, Update: sim.UpdateService{TaskDefinition: &one}},
			{At: 10_000, Update: sim.UpdateService{Service: 1, TaskDefinition: &two, DesiredCount: &desired}},
		}
	}).scenario()
	log := play(t, sc, 1)
	var bigAt, smallAt sim.Time
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Activating {
			if r.Service == 0 {
				bigAt = r.At
			} else {
				smallAt = r.At
			}
		}
	}
	if bigAt != 40_000 || smallAt != bigAt {
		t.Errorf("the big task begins at %v s, the small one behind it at %v s; want both when the old one has ended at 40 s", bigAt, smallAt)
	}
}

// TestOldAgentWaitsForEveryStop: before agent 1.73.0 a host started nothing while any task on it was stopping, however
// much room there was.
func TestOldAgentWaitsForEveryStop(t *testing.T) {
	for _, old := range []bool{false, true} {
		sc := newCluster(1, 8).service(1, 0, 200).update(0).with(func(sc *sim.Scenario) {
			sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
			sc.Rules.AgentWaitsForStops = old
		}).scenario()
		want := sim.Time(10_000)
		if old {
			want = 40_000
		}
		if at := edgeTo(play(t, sc, 1), sim.Activating).At; at != want {
			t.Errorf("agent waits for stops: %v; the newcomer begins at %v s, want %v s", old, at, want)
		}
	}
}
