package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// newZone is a service of four tasks on a-1, in the first zone, with Availability Zone rebalancing, which gets b in the second
// zone at 1:00. The zones are looked at every 5 min.
func newZone(change func(sc *sim.Scenario)) *sim.Scenario {
	sc := fleetScenario(1, 8, 4, 100, 200)
	sc.Groups[1].Zones = []sim.ZoneID{1}
	sc.Services[0].Rebalance = true
	sc.Scheduler.RebalanceInterval = 5 * sim.Minute
	add := take(sim.ActionAddInstances, 1)
	add.Instances.Launch = sim.Constant(0)
	sc = at(sc, sim.Minute, add)
	if change != nil {
		change(sc)
	}
	return sc
}

// movedCases are services whose tasks are moved between zones, and some whose tasks aren't.
func movedCases() []disturbanceCase {
	protect := sim.Action{Kind: sim.ActionProtectTasks, Protect: sim.ProtectTasks{Enable: true, Expires: sim.Hour, Tasks: sim.TaskChoice{Count: 1}}}
	return []disturbanceCase{
		{"moved", newZone(nil), "web:1 had no deployment; Availability Zone rebalancing moved 2 tasks in 50 s, from 6:00 on; healthy never fell below 4 of 4; peak 6 tasks."},
		{"moved before a rollout", newZone(func(sc *sim.Scenario) { at(sc, 10*sim.Minute, updateTo()) }), "web:2 reached steady state in 1 min 10 s; healthy never fell below 4 of 4; peak 8 tasks. Availability Zone rebalancing moved 2 tasks in 50 s, from 6:00 on."},
		{"no room under the cap", newZone(func(sc *sim.Scenario) {
			sc.Services[0].Deployment = sim.DeploymentConfiguration{MinimumHealthyPercent: 50, MaximumPercent: 110}
		}), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks. Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: none can be started elsewhere before another is stopped, since 4 may exist: maximumPercent 110 of 4, rounded down."},
		{"protected", newZone(func(sc *sim.Scenario) { at(sc, 62*sim.Second, protect) }), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks. Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: nothing moves while 1 is under scale-in protection."},
		{"no room in the zone", newZone(func(sc *sim.Scenario) { sc.Groups[1].Capacity = sim.Resources{} }), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks. Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: no container instance in us-east-1b has room for another."},
		{"the time ends before a look", newZone(func(sc *sim.Scenario) { sc.Duration = 3 * sim.Minute }), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks. Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: the simulated time ended before the next look at them (there is one every 5 min)."},
		{"a strategy in the way", newZone(func(sc *sim.Scenario) {
			sc.Services[0].Placement.Strategies = []sim.PlacementStrategy{{Kind: sim.Binpack, Field: "cpu"}}
		}), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks. Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: Availability Zone rebalancing is for services whose first placement strategy, if any, is the spread over zones."},
		{"an expression keeps the zone out", newZone(func(sc *sim.Scenario) {
			sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: "attribute:ecs.availability-zone == us-east-1a"}}
		}), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks."},
		{"a rollout that gets stuck in between", newZone(func(sc *sim.Scenario) {
			at(sc, 365*sim.Second, updateTo())
			sc.TaskDefinitions[1].Reservation.CPU = 5000
		}), "web:2 is stuck with none of its 4 tasks running: it can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (it needs 5,000 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack CPU; closest is b with 800 CPU units and 800 MiB free). Service web stays out of balance over Availability Zones, with 4 of its tasks in us-east-1a and 0 in us-east-1b: nothing moves while its deployment is in progress."},
		{"off", newZone(func(sc *sim.Scenario) { sc.Services[0].Rebalance = false }), "web:1 stayed in place, without a deployment; healthy never fell below 4 of 4; peak 4 tasks."},
	}
}

// TestMoved holds what verdicts say of Availability Zone rebalancing.
func TestMoved(t *testing.T) {
	for _, c := range movedCases() {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
