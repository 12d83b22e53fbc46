package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

func constant(s sim.Span) *sim.Delay {
	d := sim.Constant(s)
	return &d
}

// inOrder makes web:2 an init container that runs for 4 s, a proxy that is healthy with its check 5 s after its start,
// and the app, which waits for both.
func inOrder(change func(init, proxy, app *sim.Container)) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		d := &sc.TaskDefinitions[1]
		app := d.Containers[0]
		app.DependsOn = []sim.Dependency{{Container: 0, Condition: sim.DependsOnSuccess}, {Container: 1, Condition: sim.DependsOnHealthy}}
		d.Containers = []sim.Container{
			{Name: "init", StopTimeout: 30 * sim.Second, Timing: sim.ContainerTiming{Ends: constant(4 * sim.Second)}},
			{
				Name: "proxy", Essential: true, StopTimeout: 10 * sim.Second,
				HealthCheck: &sim.HealthCheck{Interval: 5 * sim.Second, Retries: 3},
			},
			app,
		}
		if change != nil {
			change(&d.Containers[0], &d.Containers[1], &d.Containers[2])
		}
	}
}

// lifeOfNew is the story of task 1, the first of the new revision.
func lifeOfNew(log sim.Log) string {
	var of sim.Log
	for i := range log {
		if log[i].Task == 1 {
			of = append(of, log[i])
		}
	}
	return story(of, sim.KindTask, sim.KindHealth, sim.KindContainerHealth, sim.KindRestart, sim.KindTarget)
}

// TestContainersInOrder: images are there at 15 s, init and proxy start at 16, init ends at 20, the proxy is healthy at
// 21, the app starts at 22: RUNNING. When the task is stopped at 130 s, the app ignores SIGTERM for its 30 s, and only
// then the proxy gets its own, and exits 3 s later.
func TestContainersInOrder(t *testing.T) {
	none := 0
	sc := newCluster(1, 4).service(1, 100, 200).update(0).call(2*sim.Minute, sim.UpdateService{DesiredCount: &none}).
		with(inOrder(func(_, proxy, app *sim.Container) {
			app.Timing.Exit, proxy.Timing.Exit = constant(sim.Forever-1), constant(3*sim.Second)
			*app.Timing.Exit = sim.NeverEnding()
		})).scenario()
	expect(t, lifeOfNew(play(t, sc, 1)), `
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		10.000 task 1 on 0: ACTIVATING
		22.000 task 1 on 0: RUNNING
		22.000 task 1 containers: HEALTHY
		22.000 task 1: HEALTHY
		130.000 task 1 on 0: DEACTIVATING
		130.000 task 1 on 0: STOPPING
		163.000 task 1 on 0: DEPROVISIONING exit 137
		163.000 task 1 on 0: STOPPED`)
}

// TestContainersThatKeepATaskFromStarting: an init container that fails, one that takes longer than its startTimeout, and
// one that never gets where it's needed: the task fails at the instant worked out by hand and isn't counted as one that
// has started.
func TestContainersThatKeepATaskFromStarting(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(init, proxy, app *sim.Container)
		at      sim.Time
		failure sim.Failure
	}{
		{"init ends with 3", func(init, _, _ *sim.Container) { init.Timing.EndCode = 3 }, 20_000, sim.FailedDependency},
		{"init takes too long", func(init, _, _ *sim.Container) {
			init.Timing.Ends = constant(sim.Minute)
			timeout := 15 * sim.Second
			init.StartTimeout = &timeout
		}, 31_000, sim.FailedDependency},
		{"the proxy ends first", func(_, proxy, _ *sim.Container) { proxy.Timing.Ends = constant(2 * sim.Second) }, 18_000, sim.Crashed},
		{"the proxy never gets healthy", func(_, proxy, _ *sim.Container) {
			never := sim.NeverEnding()
			proxy.Timing.Ready = &never
		}, 15_000 + sim.Time(20*sim.Minute), sim.FailedDependency},
	} {
		sc := newCluster(1, 4).service(1, 100, 200).update(0).with(inOrder(c.change)).with(func(sc *sim.Scenario) {
			sc.Scheduler.ActivationTimeout = 20 * sim.Minute
		}).scenario()
		log := play(t, sc, 1)
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindTask && r.Task == 1 && r.From == sim.Activating {
				if r.At != c.at || r.Failure != c.failure || r.To != sim.Stopping {
					t.Errorf("%s: at %s %s, failure %v, want %s and %v", c.name, r.At, r.To, r.Failure, c.at, c.failure)
				}
			}
		}
	}
}

// TestRestartInPlace: an app that ends after 100 s is started again in its place, for it has run for longer than 60; its
// own check begins anew, the task is never replaced. With an exit code that is ignored the task ends.
func TestRestartInPlace(t *testing.T) {
	restarting := func(ignored ...int) *builder {
		return newCluster(1, 4).service(1, 100, 200).update(0).with(func(sc *sim.Scenario) {
			c := &sc.TaskDefinitions[1].Containers[0]
			c.HealthCheck = &sim.HealthCheck{Interval: 5 * sim.Second, Retries: 3}
			c.Timing.Ends, c.Timing.EndCode = constant(100*sim.Second), 1
			c.Restart = sim.RestartPolicy{Enabled: true, AttemptPeriod: sim.Minute, IgnoredCodes: ignored}
			sc.Duration = 4 * sim.Minute
		})
	}
	expect(t, lifeOfNew(play(t, restarting().scenario(), 1)), `
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		10.000 task 1 on 0: ACTIVATING
		16.000 task 1 on 0: RUNNING
		21.000 task 1 containers: HEALTHY
		21.000 task 1: HEALTHY
		116.000 task 1 restarts container 0 exit 1
		116.000 task 1: UNKNOWN
		122.000 task 1 containers: HEALTHY
		122.000 task 1: HEALTHY
		217.000 task 1 restarts container 0 exit 1
		217.000 task 1: UNKNOWN
		223.000 task 1 containers: HEALTHY
		223.000 task 1: HEALTHY`)
	expect(t, lifeOfNew(play(t, restarting(1).scenario(), 1)), `
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		10.000 task 1 on 0: ACTIVATING
		16.000 task 1 on 0: RUNNING
		21.000 task 1 containers: HEALTHY
		21.000 task 1: HEALTHY
		116.000 task 1 on 0: DEACTIVATING
		116.000 task 1 on 0: STOPPING
		116.000 task 1 on 0: DEPROVISIONING exit 1
		116.000 task 1 on 0: STOPPED`)
}

// TestASidecarThatEnds: a container that isn't essential may end without any consequence.
func TestASidecarThatEnds(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(func(sc *sim.Scenario) {
		d := &sc.TaskDefinitions[1]
		d.Containers = append(d.Containers, sim.Container{Name: "once", Timing: sim.ContainerTiming{Ends: constant(sim.Minute)}})
	}).scenario()
	log := play(t, sc, 1)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 1 {
		t.Errorf("ends %v", last.Outcome)
	}
	for i := range log {
		if log[i].Failure != sim.NoFailure {
			t.Errorf("a task fails at %s", log[i].At)
		}
	}
}

// TestFaultsThatComeAndGo: at 60 s all running tasks stop passing their checks. At 63 s, before the second failed check,
// they pass again: nothing has happened. At 120 s it lasts, and the tasks are replaced; once the fault is gone, the
// replacements get healthy.
func TestFaultsThatComeAndGo(t *testing.T) {
	change := func(f sim.Faults) sim.Action {
		return sim.Action{Kind: sim.ActionChangeFaults, Faults: sim.ChangeFaults{To: f}}
	}
	sc := newCluster(1, 8).service(1, 100, 200).balanced(20*sim.Second).
		do(sim.Minute, change(sim.Faults{NeverReady: true})).do(63*sim.Second, change(sim.Faults{})).
		do(2*sim.Minute, change(sim.Faults{NeverReady: true})).do(150*sim.Second, change(sim.Faults{})).scenario()
	expect(t, story(play(t, sc, 1), sim.KindAction, sim.KindTarget, sim.KindHealth, sim.KindEvent, sim.KindEnd), `
		0.000 task 0: HEALTHY
		60.000 action 0
		63.000 action 1
		120.000 action 2
		132.000 task 0 in group 0: unhealthy
		132.000 task 0: UNHEALTHY
		140.000 event started 1
		150.000 action 3
		150.000 task 1 in group 0: initial
		150.000 event registered 1
		152.000 task 1 in group 0: healthy
		152.000 task 1: HEALTHY
		160.000 event unhealthy target 1
		160.000 event stopped running 1
		170.000 task 0 in group 0: draining
		170.000 event deregistered 1
		170.000 event draining 1
		180.000 event steady 0
		195.000 task 0 in group 0: unused
		200.000 end: settled blocked -`)
}

// TestNeverStartedContainerIsntStopped: of a task whose app doesn't start, only the sidecar, which runs, has to be stopped:
// 2 s, not the app's 7.
func TestNeverStartedContainerIsntStopped(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(func(sc *sim.Scenario) {
		d := &sc.TaskDefinitions[1]
		d.Containers[0].Timing.Exit = constant(7 * sim.Second)
		d.Containers[0].DependsOn = []sim.Dependency{{Container: 1}}
		d.Containers = append(d.Containers, sim.Container{
			Name: "sidecar", StopTimeout: 30 * sim.Second, Timing: sim.ContainerTiming{Exit: constant(2 * sim.Second)},
		})
		d.Faults = sim.Faults{NeverStarts: true, Only: []int32{1}}
	}).scenario()
	expect(t, lifeOfNew(play(t, sc, 1)), `
		10.000 task 1 on 0: PROVISIONING
		10.000 task 1 on 0: PENDING
		10.000 task 1 on 0: ACTIVATING
		17.000 task 1 on 0: STOPPING
		19.000 task 1 on 0: DEPROVISIONING exit -1
		19.000 task 1 on 0: STOPPED`)
}

// TestLossIsSeenLater: a task that crashes, or that a user stops, is missed by the first pass 20 s or more after that; its
// failure counts from then on, too.
func TestLossIsSeenLater(t *testing.T) {
	crash := constant(2 * sim.Second)
	sc := newCluster(1, 8).service(1, 100, 200).update(0).with(breaker(true)).with(func(sc *sim.Scenario) {
		sc.Scheduler.LossLag = 20 * sim.Second
		sc.TaskDefinitions[1].Faults = sim.Faults{CrashAfter: crash, ExitCode: 1, Only: []int32{1}}
	}).do(3*sim.Minute, sim.Action{Kind: sim.ActionStopTask}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindDeployment, sim.KindEvent, sim.KindEnd), `
		0.000 deployment 0: PRIMARY COMPLETED desired 1
		0.000 deployment 1: PRIMARY IN_PROGRESS desired 0
		0.000 deployment 0: ACTIVE COMPLETED desired 1
		10.000 event started 1
		10.000 deployment 1: PRIMARY IN_PROGRESS desired 1
		40.000 event started 1
		40.000 deployment 1: PRIMARY IN_PROGRESS desired 1 failed 1
		90.000 event stopped running 1
		90.000 deployment 0: ACTIVE COMPLETED desired 0
		90.000 deployment 1: PRIMARY IN_PROGRESS desired 1
		100.000 event completed 0
		100.000 event steady 0
		100.000 deployment 0: INACTIVE COMPLETED desired 0
		100.000 deployment 1: PRIMARY COMPLETED desired 1
		200.000 event started 1
		210.000 event steady 0
		250.000 end: settled blocked -`)
}
