package reports_test

import "github.com/ecssim/ecssim/sim"

// undoneCases are drains that are undone before they are over.
func undoneCases() []disturbanceCase {
	return []disturbanceCase{
		{
			"undone", at(at(fleetScenario(2, 8, 4, 100, 100), sim.Minute, drain(true, 0)), 2*sim.Minute, drain(false, 0)),
			"a-1 was drained at 1:00 and made ACTIVE again 1 min later, with its 2 tasks of service web on it the whole time: service web could neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (4 exist and 4 may: maximumPercent 100 of 4); healthy never fell below 4 of 4.",
		},
		{
			"undone without room", at(at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, drain(true, 0)), 2*sim.Minute, drain(false, 0)),
			"a-1 was drained at 1:00 and made ACTIVE again 1 min later, with its 2 tasks of service web on it the whole time: service web could neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is a-2 with 0 CPU units and 0 MiB free); healthy never fell below 4 of 4.",
		},
		{
			"two undone, one of them early", at(at(at(fleetScenario(2, 8, 4, 100, 100), sim.Minute, drain(true, 0, 1)), 90*sim.Second, drain(false, 0)), 2*sim.Minute, drain(false, 1)),
			"a-1 and a-2 were drained at 1:00 and made ACTIVE again 1 min later, with their 4 tasks of service web on them the whole time: service web could neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (4 exist and 4 may: maximumPercent 100 of 4); healthy never fell below 4 of 4.",
		},
		{
			"undone half way", at(at(fleetScenario(2, 8, 4, 100, 125), sim.Minute, drain(true, 0)), 115*sim.Second, drain(false, 0)),
			"a-1 was drained at 1:00 and made ACTIVE again 55 s later, with 1 of its 2 tasks of service web still on it: service web couldn't stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4); healthy never fell below 4 of 4.",
		},
		{
			"undone when empty", at(at(fleetScenario(2, 8, 4, 50, 100), sim.Minute, drain(true, 0)), 90*sim.Second, drain(false, 0)),
			"a-1 was drained at 1:00 and made ACTIVE again 30 s later, when its 2 tasks of service web had gone, before as many as desired were healthy; healthy fell to 2 of 4 for 30 s.",
		},
	}
}

// waitCases are tasks that wait on their hosts, whatever they are started for.
func waitCases() []disturbanceCase {
	return []disturbanceCase{
		{
			"scaled over long exits", longExits(at(at(fleetScenario(1, 4, 4, 50, 200), sim.Minute, sim.Action{Update: sim.UpdateService{DesiredCount: new(2)}}), 80*sim.Second, sim.Action{Update: sim.UpdateService{DesiredCount: new(4)}})),
			"Service web scaled from 4 to 2 tasks at 1:00; it wasn't steady before the next change; healthy never fell below 2 of 2; peak 4 tasks. Service web scaled from 2 to 4 tasks; steady again 1 min 10 s after the call (at 2:30); 2 tasks waited 50 s on their container instances for tasks that were still stopping, although placement took the room to be free; healthy never fell below 2 of 2; peak 4 tasks, 6 with those stopping.",
		},
		{
			"drained onto long exits", longExits(at(at(fleetScenario(2, 4, 6, 50, 200), sim.Minute, sim.Action{Update: sim.UpdateService{DesiredCount: new(4)}}), 80*sim.Second, drain(true, 0))),
			"Service web scaled from 6 to 4 tasks; steady again 1 min 30 s after the call (at 2:30); healthy fell to 2 of 4; peak 6 tasks, 8 with those stopping. a-1 was drained at 1:20: its 3 tasks of service web had gone after 1 min 10 s, and as many as desired were healthy after 1 min 46 s; 1 task waited 1 min on its container instance for tasks that were still stopping, although placement took the room to be free; healthy fell to 2 of 4 for 46 s and was below 4 for 1 min 46 s.",
		},
		{
			"scaled after a rollout over long exits", func() *sim.Scenario {
				sc := at(fleetScenario(1, 4, 4, 50, 200), sim.Minute, updateTo())
				sc.TaskDefinitions[1].Timing.Exit = sim.Constant(70 * sim.Second)
				at(sc, 10*sim.Minute, sim.Action{Update: sim.UpdateService{DesiredCount: new(2)}})
				return at(sc, 620*sim.Second, sim.Action{Update: sim.UpdateService{DesiredCount: new(4)}})
			}(),
			"web:2 reached steady state in 1 min 10 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); healthy fell to 2 of 4 for 1 min 32 s; peak 4 tasks. Service web scaled from 4 to 2 tasks at 10:00; it wasn't steady before the next change; healthy never fell below 2 of 2; peak 4 tasks. Service web scaled from 2 to 4 tasks; steady again 1 min 10 s after the call (at 11:30); 2 tasks waited 50 s on their container instances for tasks that were still stopping, although placement took the room to be free; healthy never fell below 2 of 2; peak 4 tasks, 6 with those stopping. After that healthy fell to 2 of 4 at 11:30 and was below the desired count for 36 s.",
		},
		{
			"a successor of one that was stopped waits", longExits(at(fleetScenario(1, 2, 2, 50, 200), sim.Minute, stopOne())),
			"web:1 stayed in place, without a deployment; StopTask stopped 1 task; 1 task waited 1 min 10 s on its container instance for tasks that were still stopping, although placement took the room to be free; healthy fell to 1 of 2 for 1 min 56 s; peak 2 tasks, 3 with those stopping.",
		},
		{
			"and after a rollout", func() *sim.Scenario {
				sc := at(fleetScenario(1, 4, 4, 50, 200), sim.Minute, updateTo())
				sc.TaskDefinitions[1].Timing.Exit = sim.Constant(70 * sim.Second)
				return at(sc, 5*sim.Minute, stopOne())
			}(),
			"web:2 reached steady state in 1 min 10 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); healthy fell to 2 of 4 for 1 min 32 s; peak 4 tasks. After that StopTask stopped 1 task; 1 task waited 1 min 10 s on its container instance for tasks that were still stopping, although placement took the room to be free; healthy fell to 3 of 4 at 5:00 and was below the desired count for 1 min 56 s.",
		},
		{
			"old agents wait for any stop", func() *sim.Scenario {
				sc := longExits(at(fleetScenario(1, 8, 4, 50, 200), sim.Minute, updateTo()))
				sc.Behavior = sim.Behavior202305
				sc.Rules, _ = sim.RulesOf(sim.Behavior202305)
				return sc
			}(),
			"web:2 reached steady state in 3 min 20 s; 4 tasks waited 1 min 10 s on their container instances, whose agents start nothing while a task there is still stopping, whatever room there is; healthy fell to 2 of 4 for 1 min 56 s; peak 6 tasks, 8 with those stopping.",
		},
	}
}

// standaloneCases are drains and replacements of instances with tasks outside of services.
func standaloneCases() []disturbanceCase {
	replace := replaceThree()
	return []disturbanceCase{
		{
			"a standalone task", standalone(at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, drain(true, 0))),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 50 s, but 1 standalone task stays on a-1, which ECS leaves alone (what helps is to stop it, or to terminate a-1); healthy never fell below 4 of 4.",
		},
		{
			"a standalone task on a replaced one", standalone(at(fleetScenario(3, 4, 3, 100, 200), sim.Minute, replace)),
			"The replacement of 3 container instances one at a time, begun at 1:00, never ends: 1 standalone task stays on a-1, which ECS leaves alone (what helps is to stop it, or to terminate a-1); 3 tasks of service web are still on the others; healthy never fell below 3 of 3.",
		},
		{
			"a standalone task, at 100/100", standalone(at(fleetScenario(2, 8, 4, 100, 100), sim.Minute, drain(true, 0))),
			"a-1 is DRAINING and never gets empty, with 2 tasks left: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (4 exist and 4 may: maximumPercent 100 of 4); and without them 1 standalone task would stay on a-1, which ECS leaves alone.",
		},
		{
			"replaced without tasks there", standalone(at(fleetScenario(3, 4, 0, 100, 200), sim.Minute, replace)),
			"web:1 stayed in place, without a deployment; no task was desired; peak 0 tasks. The replacement of 3 container instances one at a time, begun at 1:00, never ends: 1 standalone task stays on a-1, which ECS leaves alone (what helps is to stop it, or to terminate a-1).",
		},
		{
			"a standalone task that is terminated", standalone(at(at(fleetScenario(3, 4, 3, 100, 200), sim.Minute, replace), 5*sim.Minute, take(sim.ActionTerminateInstances, 0))),
			"3 container instances were replaced one at a time in 8 min 10 s, from 1:00 on; healthy never fell below 3 of 3.",
		},
	}
}

// cutOffCases are instances that end while tasks on them drain for five minutes.
func cutOffCases() []disturbanceCase {
	draining := func(sc *sim.Scenario) *sim.Scenario {
		behindBalancer(sc).TargetGroups[0].DeregistrationDelay = 5 * sim.Minute
		sc.TaskDefinitions[0].Containers[0].Ports, sc.TaskDefinitions[1].Containers[0].Ports = []int{80}, []int{80}
		return sc
	}
	terminate := func(sc *sim.Scenario, when sim.Span, instances ...sim.InstanceID) *sim.Scenario {
		return at(sc, when, take(sim.ActionTerminateInstances, instances...))
	}
	return []disturbanceCase{
		{
			"drained and terminated", terminate(at(draining(fleetScenario(2, 8, 4, 100, 200)), sim.Minute, drain(true, 0)), 3*sim.Minute, 0),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 2 min 30 s; 2 tasks were cut off with their container instances at 3:00, before they got SIGTERM; healthy never fell below 4 of 4. a-1 was terminated at 3:00: its 2 tasks of service web had gone after 30 s; 2 tasks were cut off with their container instances before they got SIGTERM; healthy never fell below 4 of 4.",
		},
		{
			"drained in time, and terminated", terminate(at(draining(fleetScenario(2, 8, 4, 100, 200)), sim.Minute, drain(true, 0)), 10*sim.Minute, 0),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 5 min 20 s; healthy never fell below 4 of 4.",
		},
		{
			"drained and terminated one after the other", terminate(terminate(at(draining(fleetScenario(3, 8, 3, 100, 200)), sim.Minute, drain(true, 0, 1)), 3*sim.Minute, 0), 4*sim.Minute, 1),
			"a-1 and a-2 were drained at 1:00: their 2 tasks of service web had been replaced after 3 min 30 s; 2 tasks were cut off with their container instances from 3:00 on, before they got SIGTERM; healthy never fell below 3 of 3. a-1 was terminated at 3:00: its one task of service web had gone after 30 s; 1 task was cut off with its container instance before it got SIGTERM; healthy never fell below 3 of 3. a-2 was terminated at 4:00: its one task of service web had gone after 30 s; 1 task was cut off with its container instance before it got SIGTERM; healthy never fell below 3 of 3.",
		},
		{
			"drained and deregistered", func() *sim.Scenario {
				force := take(sim.ActionDeregisterInstances, 0)
				force.Instances.Force = true
				return at(at(draining(fleetScenario(2, 8, 4, 100, 200)), sim.Minute, drain(true, 0)), 3*sim.Minute, force)
			}(),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 2 min; healthy never fell below 4 of 4. a-1 was deregistered at 3:00: its 2 tasks of service web had been replaced at once; healthy never fell below 4 of 4.",
		},
		{
			"a zone lost in a rollout", at(at(draining(fleetScenario(2, 8, 4, 50, 200)), sim.Minute, updateTo()), 100*sim.Second, take(sim.ActionLoseZone, 1)),
			"web:2 reached steady state in 5 min 30 s; 2 tasks were lost with their container instances; healthy fell to 2 of 4 for 40 s; peak 6 tasks, 8 with those stopping. Zone us-east-1b was lost at 1:40, while web:2 was being deployed: its 4 tasks of service web had gone after 30 s, and as many as desired were healthy after 40 s; 2 tasks were cut off with their container instances before they got SIGTERM.",
		},
		{
			"told to stop after its instance had ended", terminate(at(draining(fleetScenario(2, 8, 2, 100, 200)), sim.Minute, drain(true, 0)), 70*sim.Second, 0),
			"a-1 was drained at 1:00: its one task of service web had been replaced after 40 s; 1 task was cut off with its container instance at 1:10, before it got SIGTERM; healthy never fell below 2 of 2. a-1 was terminated at 1:10: its one task of service web had gone after 30 s; 1 task was cut off with its container instance before it got SIGTERM; healthy never fell below 2 of 2.",
		},
	}
}
