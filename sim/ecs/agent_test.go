package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// agents has agents lose their connection, or have it again.
func agents(connected bool, instances ...sim.InstanceID) sim.Action {
	return sim.Action{Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: instances, Connected: connected}}
}

// TestDisconnectedAgent: nothing is placed on its instance, the old task there is told to stop and goes on until the agent
// is back, and meanwhile it counts toward the cap.
func TestDisconnectedAgent(t *testing.T) {
	sc := newCluster(2, 4).service(2, 50, 150).do(0, agents(false, 1)).update(0).do(2*sim.Minute, agents(true, 1)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: ACTIVE, agent disconnected
		10.000 task 0 on 0: DEACTIVATING
		10.000 task 2 on 0: PROVISIONING
		10.000 task 0 on 0: STOPPED
		16.000 task 2 on 0: RUNNING
		20.000 task 3 on 0: PROVISIONING
		26.000 task 3 on 0: RUNNING
		60.000 task 1 on 1: DEACTIVATING
		120.000 instance 1: ACTIVE
		120.000 task 1 on 1: STOPPED
		120.000 end: settled blocked -`)
}

// TestDisconnectedWhileStarting: a task that was ACTIVATING is RUNNING in the eyes of ECS when its agent is back.
func TestDisconnectedWhileStarting(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).do(12*sim.Second, agents(false, 0)).do(sim.Minute, agents(true, 0)).scenario()
	expect(t, moves(play(t, sc, 1)), `
		10.000 task 1 on 0: PROVISIONING
		12.000 instance 0: ACTIVE, agent disconnected
		60.000 instance 0: ACTIVE
		60.000 task 1 on 0: RUNNING
		100.000 task 0 on 0: DEACTIVATING
		100.000 task 0 on 0: STOPPED
		110.000 end: settled blocked -`)
}

// TestHealthWhileDisconnected: the last container health stays; what the agent couldn't tell comes with its next report. A
// load balancer sees for itself that a container has crashed.
func TestHealthWhileDisconnected(t *testing.T) {
	after := sim.Constant(20 * sim.Second)
	unhealthy := newCluster(2, 4).service(2, 50, 200).do(10*sim.Second, agents(false, 0, 1)).do(3*sim.Minute, agents(true, 0, 1)).with(func(sc *sim.Scenario) {
		sc.Scheduler.HealthReportInterval = 20 * sim.Second
		sc.TaskDefinitions[0].Containers[0].HealthCheck = &sim.HealthCheck{Interval: 10 * sim.Second, Retries: 1}
		sc.Timeline = append([]sim.Action{{Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{To: sim.Faults{UnhealthyAfter: &after, Only: []int32{1}}}}}, sc.Timeline...)
	}).scenario()
	expect(t, story(play(t, unhealthy, 1), sim.KindContainerHealth, sim.KindHealth, sim.KindInstance), `
		0.000 task 0: HEALTHY
		0.000 task 1: HEALTHY
		10.000 instance 0: ACTIVE, agent disconnected
		10.000 instance 1: ACTIVE, agent disconnected
		180.000 instance 0: ACTIVE
		180.000 instance 1: ACTIVE
		180.000 task 0 containers: UNHEALTHY
		180.000 task 0: UNHEALTHY
		200.000 task 2 containers: HEALTHY
		200.000 task 2: HEALTHY`)
	crashed := newCluster(2, 4).service(1, 100, 200).balanced(10*sim.Second).do(10*sim.Second, agents(false, 0)).do(5*sim.Minute, agents(true, 0)).with(func(sc *sim.Scenario) {
		sc.Timeline = append([]sim.Action{{Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{To: sim.Faults{CrashAfter: &after, ExitCode: 1, Only: []int32{1}}}}}, sc.Timeline...)
	}).scenario()
	expect(t, story(play(t, crashed, 1), sim.KindTarget, sim.KindHealth, sim.KindTask), `
		0.000 task 0 on 0: RUNNING
		0.000 task 0: HEALTHY
		32.000 task 0 in group 0: unhealthy
		32.000 task 0: UNHEALTHY
		40.000 task 1 on 1: PROVISIONING
		40.000 task 1 on 1: PENDING
		40.000 task 1 on 1: ACTIVATING
		46.000 task 1 on 1: RUNNING
		50.000 task 1 in group 0: initial
		52.000 task 1 in group 0: healthy
		52.000 task 1: HEALTHY
		60.000 task 0 on 0: DEACTIVATING
		70.000 task 0 in group 0: draining
		85.000 task 0 in group 0: unused
		300.000 task 0 on 0: STOPPING
		300.000 task 0 on 0: DEPROVISIONING exit 0
		300.000 task 0 on 0: STOPPED`)
}

// TestDisconnectedForGood: a deployment that waits for a disconnected agent is stuck.
func TestDisconnectedForGood(t *testing.T) {
	sc := newCluster(2, 1).service(2, 50, 100).do(0, agents(false, 1)).update(0).scenario()
	expect(t, moves(play(t, sc, 1)), `
		0.000 instance 1: ACTIVE, agent disconnected
		10.000 task 0 on 0: DEACTIVATING
		10.000 task 0 on 0: STOPPED
		20.000 task 2 on 0: PROVISIONING
		26.000 task 2 on 0: RUNNING
		70.000 task 1 on 1: DEACTIVATING
		80.000 end: stuck blocked cap+stops`)
}
