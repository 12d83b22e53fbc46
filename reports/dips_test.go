package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// scaleTo is a call that asks for so many tasks of web.
func scaleTo(desired int) sim.Action {
	return sim.Action{Update: sim.UpdateService{DesiredCount: &desired}}
}

// lastingCases are services that have fewer healthy tasks than desired before something, or in the end.
func lastingCases() []disturbanceCase {
	force := func() sim.Action { return sim.Action{Update: sim.UpdateService{ForceNewDeployment: true}} }
	return []disturbanceCase{
		{
			"a scaling that was stuck before the deployment", at(at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, scaleTo(6)), 5*sim.Minute, force()),
			"web:1 (deployment 2) is stuck with none of its 6 tasks running: it can neither stop a task (4 are healthy and 6 must be: minimumHealthyPercent 100 of 6) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack both CPU and memory; closest is a-1 with 0 CPU units and 0 MiB free). Meanwhile healthy was at 4 of 6 already, and stayed there to the end. Service web scaled from 4 to 6 tasks at 1:00; it wasn't steady before the next change; healthy never fell below 4 of 4; peak 4 tasks.",
		},
		{
			"lost before the deployment", at(at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, take(sim.ActionTerminateInstances, 0, 1)), 5*sim.Minute, force()),
			"web:1 (deployment 2) is stuck with none of its 4 tasks running: it can't start a task (the cluster has no container instance for it). Meanwhile no task was healthy, as before, to the end. a-1 and a-2 were terminated at 1:00, and not all that service web lost was replaced in the end; ECS noticed the loss after 30 s and counted their 4 tasks as healthy until then; 4 tasks were lost with their container instances; no task was healthy from 1:30 on, to the end.",
		},
		{
			"missing tasks before the drain, not after", at(at(fleetScenario(2, 2, 4, 50, 200), sim.Minute, scaleTo(5)), 5*sim.Minute, drain(true, 0)),
			"Service web, scaled from 4 to 5 tasks at 1:00, is stuck with 3 of its 5 tasks running: it can neither stop a task (3 are healthy and 3 must be: minimumHealthyPercent 50 of 5, rounded up) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 1 lacks both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is a-2 with 0 CPU units and 0 MiB free; placement has failed 4 times in a row). Meanwhile desiredCount went from 4 to 5; at worst 3 of 5 tasks were healthy from 5:00 on, to the end, fewer than desired from 1:10 on, to the end. a-1 was drained at 5:00: 1 task of service web is still on it in the end; healthy fell to 3 of 5 at 5:00 and stayed there to the end.",
		},
		{
			"replaced with room for what had been missing", at(at(fleetScenario(2, 1, 2, 100, 200), sim.Minute, scaleTo(3)), 5*sim.Minute, one(20*sim.Second)),
			"Service web, scaled from 2 to 3 tasks at 1:00, is stuck with 3 of its 3 tasks running: it can neither stop a task (3 are healthy and 3 must be: minimumHealthyPercent 100 of 3) nor start one (it needs 100 CPU units and 100 MiB, and of 3 container instances none fits: 3 lack both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is a-2 with 0 CPU units and 0 MiB free). Meanwhile desiredCount went from 2 to 3; at worst 2 of 3 tasks were healthy for 4 min 56 s. The replacement of 1 container instance, begun at 5:00, wasn't over in the end: 1 task of service web is still on it; healthy was at 2 of 3 already and never fell below that, and was below 3 for 1 min 6 s.",
		},
	}
}

// TestLasting holds what verdicts say of lows that are no falls, and of those that last to the run's end.
func TestLasting(t *testing.T) {
	for _, c := range lastingCases() {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
