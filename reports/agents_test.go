package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// agents has the agents of instances be connected, or not.
func agents(on bool, instances ...sim.InstanceID) sim.Action {
	return sim.Action{Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: instances, Connected: on}}
}

// away has the agents of instances be disconnected for a time.
func away(sc *sim.Scenario, from, to sim.Span, instances ...sim.InstanceID) *sim.Scenario {
	return at(at(sc, from, agents(false, instances...)), to, agents(true, instances...))
}

// agentCases are tasks that have to wait for agents. A rollout at 1:00 starts tasks at 1:10, which are RUNNING 6 s later; start
// first, old tasks stop at 2:00, and stop first at 1:10.
func agentCases() []disturbanceCase {
	return []disturbanceCase{
		{
			"an old task can't be stopped", away(at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo()), 100*sim.Second, 10*sim.Minute, 0),
			"web:2 reached steady state in 9 min; 1 task waited 8 min to be stopped, since the agent of a-1 was disconnected; healthy never fell below 2 of 2; peak 4 tasks.",
		},
		{
			"on two instances, some can't be started and others not be stopped", func() *sim.Scenario {
				sc := away(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 72*sim.Second, 10*sim.Minute, 0, 1)
				sc.TaskDefinitions[0].Timing.Exit = sim.Constant(10 * sim.Second)
				return sc
			}(),
			"web:2 reached steady state in 9 min 50 s; 6 tasks waited up to 8 min 48 s to be started or stopped, since the agents of a-1 and a-2 were disconnected; healthy fell to 2 of 4 for 9 min 30 s; peak 6 tasks, 8 with those stopping.",
		},
		{
			"too short for words", away(at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo()), 72*sim.Second, 76*sim.Second, 0),
			"web:2 reached steady state in 1 min 10 s; healthy never fell below 2 of 2; peak 4 tasks.",
		},
		{
			"drained", away(at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, drain(true, 0)), 100*sim.Second, 10*sim.Minute, 0),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 9 min; 2 tasks waited 8 min 10 s to be stopped, since the agent of a-1 was disconnected; healthy never fell below 4 of 4.",
		},
		{
			"scaled", away(at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, sim.Action{Update: sim.UpdateService{DesiredCount: new(6)}}), 72*sim.Second, 10*sim.Minute, 0, 1),
			"Service web scaled from 4 to 6 tasks; steady again 9 min after the call (at 10:00); 2 tasks waited 8 min 48 s to be started, since the agents of a-1 and a-2 were disconnected; healthy never fell below 4 of 4; peak 6 tasks.",
		},
		{
			"still away, in a rollout that is stuck", at(at(fleetScenario(2, 1, 2, 50, 100), sim.Second, agents(false, 1)), sim.Minute, updateTo()),
			"web:2 is stuck with 1 of its 2 tasks running: it can't start a task (2 exist and 2 may: maximumPercent 100 of 2), and 1 task is still stopping and the agent of a-2 is disconnected. Meanwhile healthy fell to 1 of 2 for 1 min 6 s.",
		},
		{
			"terminated, which isn't the agent's doing", at(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 72*sim.Second, take(sim.ActionTerminateInstances, 0)),
			"web:2 reached steady state in 1 min 10 s, 26 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); 3 tasks were lost with their container instances; healthy fell to 1 of 4 for 14 s and was below 4 for 1 min 26 s; peak 6 tasks. a-1 was terminated at 1:12, while web:2 was being deployed: its 3 tasks of service web had been replaced after 1 min 24 s; ECS noticed the loss after 30 s and counted 1 of its 3 tasks as healthy until then.",
		},
	}
}

// TestAgentWaits holds what verdicts say of tasks that had to wait for a disconnected agent.
func TestAgentWaits(t *testing.T) {
	for _, c := range agentCases() {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
