package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// behindBalancer puts web behind a target group, which takes a task for unhealthy that fails two checks, 10 s apart.
func behindBalancer(sc *sim.Scenario) *sim.Scenario {
	sc.TargetGroups = []sim.TargetGroup{{Name: "web", HealthCheckInterval: 10 * sim.Second, HealthyThreshold: 2, UnhealthyThreshold: 2}}
	sc.Services[0].LoadBalancers = []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}}
	return sc
}

// one is the replacement of a-1 by b-1, which takes so long to launch.
func one(launch sim.Span) sim.Action {
	return sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{0}, Successors: []sim.InstanceID{2}, Batch: 1, Launch: sim.Constant(launch),
	}}
}

// goneCases are instances whose tasks have gone at one time, while the service is whole at another or never.
func goneCases() []disturbanceCase {
	return []disturbanceCase{
		{
			"gone first", longExits(at(fleetScenario(2, 8, 4, 0, 200), sim.Minute, drain(true, 0))),
			"a-1 was drained at 1:00: its 2 tasks of service web had gone after 1 min 10 s, and as many as desired were healthy again after 46 s; healthy fell to 2 of 4 for 46 s.",
		},
		{
			"replaced, of a service that lacks a task before and after", at(at(fleetScenario(2, 1, 2, 0, 100), 10*sim.Second, sim.Action{Update: sim.UpdateService{DesiredCount: new(3)}}), 5*sim.Minute, func() sim.Action {
				a := one(20 * sim.Second)
				a.Instances.Instances, a.Instances.Successors, a.Instances.Batch = []sim.InstanceID{0, 1}, []sim.InstanceID{2, 3}, 2
				return a
			}()),
			"Service web, scaled from 2 to 3 tasks at 0:10, is stuck with 2 of its 3 tasks running: it can't start a task (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack both CPU and memory; closest is b-1 with 0 CPU units and 0 MiB free). Meanwhile desiredCount went from 2 to 3; no task was healthy for 46 s, fewer than desired from 0:20 on, to the end. 2 container instances were replaced at once in 20 s, from 5:00 on, and as before fewer than desired were healthy in the end; no task was healthy for 46 s, fewer than desired the whole time.",
		},
		{
			"replaced, and not whole afterwards", func() *sim.Scenario {
				sc := at(fleetScenario(2, 2, 4, 0, 100), sim.Minute, one(20*sim.Second))
				sc.Groups[1].Capacity = sim.Resources{CPU: 100, Memory: 100}
				return sc
			}(),
			"a-1 was replaced in 20 s, from 1:00 on, and service web is stuck with 3 of 4 tasks running: it can't start a task (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack both CPU and memory; closest is a-2 with 0 CPU units and 0 MiB free). Meanwhile healthy fell to 2 of 4 for 56 s and was below 4 from 1:20 on, to the end.",
		},
		{
			"the time ends before a launch", at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, one(30*sim.Minute)),
			"The replacement of 1 container instance, begun at 1:00, wasn't over when the simulated time ended after 20 min: 2 tasks of service web are still on it; healthy never fell below 4 of 4.",
		},
		{
			"a target group sees it before ECS", behindBalancer(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, take(sim.ActionTerminateInstances, 0))),
			"a-1 was terminated at 1:00: its 2 tasks of service web had gone after 30 s, and as many as desired were healthy again after 20 s; 2 tasks were lost with their container instances; healthy fell to 2 of 4 for 10 s.",
		},
	}
}

// TestGone holds what verdicts say of when tasks had gone from their instances and when their service was whole again.
func TestGone(t *testing.T) {
	for _, c := range goneCases() {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestDaemonsGoBefore: the daemon of an instance that is drained while its service recovers of something else goes when the
// instance is empty, and not when the service has recovered. The agent of a-1 is disconnected until 10:00, so that its daemon
// can't be stopped before; a-2 is drained at 2:00, and its daemon
// takes no time to stop.
func TestDaemonsGoBefore(t *testing.T) {
	agent := func(on bool) sim.Action {
		return sim.Action{Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Connected: on}}
	}
	sc := withDaemon(fleetScenario(3, 8, 0, 100, 200))
	sc.Timeline = nil
	sc = at(at(at(at(sc, 30*sim.Second, agent(false)), sim.Minute, updateLog()), 2*sim.Minute, drain(true, 1)), 10*sim.Minute, agent(true))
	want := "log:2 in service log reached steady state in 9 min 10 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); 1 task waited 8 min 50 s to be stopped, since the agent of a-1 was disconnected; desiredCount went from 3 to 2 meanwhile; no task was healthy for 56 s, fewer than desired for 9 min 36 s; peak 3 tasks. a-2 was drained at 2:00, while log:2 was being deployed: its one task of service log had gone at once, and as many as desired were healthy after 8 min 46 s."
	if got := played(t, sc).ServiceVerdict(1); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
