package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// orderCases are services to which several things happen.
func orderCases() []disturbanceCase {
	rolled := func(room, minimum, maximum int) *sim.Scenario {
		return at(fleetScenario(2, room, 4, minimum, maximum), sim.Minute, updateTo())
	}
	return []disturbanceCase{
		{
			"replaced for ever after a rollout", func() *sim.Scenario {
				sc := at(rolled(3, 100, 150), 10*sim.Minute, one(20*sim.Second))
				sc.Groups[1].Capacity = sim.Resources{CPU: 50, Memory: 50}
				return sc
			}(),
			"web:2 reached steady state in 2 min 10 s; healthy never fell below 4 of 4; peak 6 tasks. Afterwards the replacement of 1 container instance, begun at 10:00, never ends, with 1 task of service web left on it: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (it needs 100 CPU units and 100 MiB, and of 3 container instances none fits: 2 lack both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is b-1 with 50 CPU units and 50 MiB free).",
		},
		{
			"a zone is lost after a rollout", at(rolled(2, 50, 100), 5*sim.Minute, take(sim.ActionLoseZone, 0)),
			"web:2 reached steady state in 1 min 30 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); healthy fell to 2 of 4 for 1 min 52 s; peak 4 tasks. Afterwards zone us-east-1a was lost at 5:00, and service web is stuck with 2 of 4 tasks running: it can't start a task (it needs 100 CPU units and 100 MiB, and of 1 container instance none fits: 1 lacks both CPU and memory; closest is a-2 with 0 CPU units and 0 MiB free); ECS noticed the loss after 30 s and counted its 2 tasks as healthy until then; 2 tasks were lost with their container instances.",
		},
		{
			"a task is stopped before a drain and a scaling", at(at(at(rolled(8, 50, 200), 4*sim.Minute, stopOne()), 8*sim.Minute, drain(true, 0)), 12*sim.Minute, scaleTo(6)),
			"web:2 reached steady state in 1 min 10 s; healthy fell to 2 of 4 for 46 s; peak 6 tasks. After that StopTask stopped 1 task; healthy fell below the desired count 2 times from 4:00 on, at worst to 4 of 6, for 1 min 22 s in all. a-1 was drained at 8:00: its 2 tasks of service web had been replaced after 46 s; healthy fell to 2 of 4 for 46 s. Service web scaled from 4 to 6 tasks; steady again 20 s after the call (at 12:20); healthy never fell below 4 of 4; peak 6 tasks.",
		},
		{
			"gone at once", at(withDaemon(fleetScenario(3, 8, 0, 100, 200)), 2*sim.Minute, drain(true, 1)),
			"web:1 in service web stayed in place, without a deployment; no task was desired; peak 0 tasks. 3 container instances were replaced one at a time in 2 min, from 1:00 on, with their 3 tasks of service log, and as many as desired were healthy 46 s later; healthy fell to 1 of 3 for 46 s and was below 3 for 1 min 32 s. a-2 was drained at 2:00: its one task of service log had gone at once, and as many as desired were healthy after 46 s; healthy fell to 1 of 2 for 46 s.",
		},
		{
			"replaced, and four things more", func() *sim.Scenario {
				sc := at(fleetScenario(6, 8, 12, 50, 200), sim.Minute, sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
					Instances: []sim.InstanceID{0}, Successors: []sim.InstanceID{6}, Batch: 1, Launch: sim.Constant(20 * sim.Second),
				}})
				for i := range sim.InstanceID(4) {
					at(sc, sim.Span(i+5)*2*sim.Minute, take(sim.ActionTerminateInstances, i+1))
				}
				return sc
			}(),
			"a-1 was replaced in 20 s, from 1:00 on, and as many as desired were healthy 46 s later; healthy fell to 10 of 12 for 46 s. Container instances were taken from service web 4 more times; the last time: a-5 was terminated at 16:00: its 3 tasks of service web had been replaced after 1 min 16 s; ECS noticed the loss after 30 s and counted its 3 tasks as healthy until then; 3 tasks were lost with their container instances; healthy fell to 9 of 12 for 46 s.",
		},
	}
}

// TestOrder holds that verdicts tell what happened in the order in which it did, and planned replacements whatever else did.
func TestOrder(t *testing.T) {
	for _, c := range orderCases() {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
