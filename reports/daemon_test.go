package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// withDaemon adds a DAEMON service log to the services of a fleet, whose instances are replaced one at a time at 1:00.
func withDaemon(sc *sim.Scenario) *sim.Scenario {
	n := sc.Groups[0].Count
	all := sim.ChangeInstances{Batch: 1, Launch: sim.Constant(sim.Minute)}
	for i := range n {
		all.Instances = append(all.Instances, sim.InstanceID(i))
		all.Successors = append(all.Successors, sim.InstanceID(n+i))
	}
	for revision := 1; revision <= 2; revision++ {
		d := sc.TaskDefinitions[revision-1]
		d.Family, d.Reservation = "log", sim.Resources{CPU: 10, Memory: 10}
		sc.TaskDefinitions = append(sc.TaskDefinitions, d)
	}
	sc.Services = append(sc.Services, sim.Service{
		Name: "log", TaskDefinition: 2, Daemon: true, Deployment: sim.DeploymentConfiguration{MaximumPercent: 100},
	})
	return at(sc, sim.Minute, sim.Action{Kind: sim.ActionReplaceInstances, Instances: all})
}

// updateLog moves log to its second revision.
func updateLog() sim.Action {
	return sim.Action{Update: sim.UpdateService{Service: 1, TaskDefinition: new(sim.TaskDefinitionID(3))}}
}

// TestDaemonRollouts: the verdict on a daemon's rollout while its instances are replaced says what is told by the table: the
// daemons on DRAINING instances count as healthy until they stop, and the rollout waits for that. And each of several
// services says whose tasks a replacement had.
func TestDaemonRollouts(t *testing.T) {
	for _, c := range []struct {
		what string
		sc   *sim.Scenario
		want string
		low  int32
	}{
		{"replaced", withDaemon(fleetScenario(2, 8, 2, 100, 200)), "2 container instances were replaced one at a time in 3 min 40 s, from 1:00 on, with their 2 tasks of service log; healthy never fell below 2 of 2.", 2},
		{"waits for its last old daemon", at(withDaemon(fleetScenario(2, 8, 2, 100, 200)), 130*sim.Second, updateLog()), "log:2 in service log reached steady state in 50 s, 16 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); no task was healthy for 26 s, fewer than desired for 56 s; peak 3 tasks. 2 container instances were replaced one at a time in 3 min 40 s, from 1:00 on, with their 2 tasks of service log; no task was healthy for 26 s, fewer than desired for 56 s.", 0},
		{"of three", at(withDaemon(fleetScenario(3, 8, 3, 100, 200)), 130*sim.Second, updateLog()), "log:2 in service log reached steady state in 50 s, 16 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); no task was healthy for 26 s, fewer than desired for 56 s; peak 4 tasks. 3 container instances were replaced one at a time in 5 min 30 s, from 1:00 on, with their 3 tasks of service log; no task was healthy for 26 s, fewer than desired for 56 s.", 0},
	} {
		t.Run(c.what, func(t *testing.T) {
			run := played(t, c.sc)
			if got := run.ServiceVerdict(1); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if d := run.Fold.Service(1).Judged(); d.MinHealthy != c.low {
				t.Errorf("the table has %d healthy, want %d", d.MinHealthy, c.low)
			}
		})
	}
}
