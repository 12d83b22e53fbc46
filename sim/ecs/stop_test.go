package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestStopWithTargets: with a load balancer the targets are deregistered a lag after the decision, drain for the whole
// delay, and only then SIGTERM comes (D26 load-balancer-connection-draining; observed on Fargate).
func TestStopWithTargets(t *testing.T) {
	zero := 0
	sc := newCluster(1, 4).service(1, 100, 200).balanced(30*sim.Second).
		call(sim.Minute, sim.UpdateService{DesiredCount: &zero}).
		with(func(sc *sim.Scenario) {
			sc.TaskDefinitions[0].Timing.Exit = sim.Constant(3 * sim.Second)
			sc.TaskDefinitions[0].Timing.Deprovision = sim.Constant(12 * sim.Second)
		}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindTask, sim.KindTarget, sim.KindEvent), `
		0.000 task 0 on 0: RUNNING
		70.000 task 0 on 0: DEACTIVATING
		70.000 event stopped running 1
		80.000 task 0 in group 0: draining
		80.000 event deregistered 1
		80.000 event draining 1
		90.000 event steady 0
		115.000 task 0 in group 0: unused
		115.000 task 0 on 0: STOPPING
		118.000 task 0 on 0: DEPROVISIONING exit 0
		130.000 task 0 on 0: STOPPED`)
}

// TestStopWithoutTargets: SIGTERM comes in the pass that decides.
func TestStopWithoutTargets(t *testing.T) {
	zero := 0
	sc := newCluster(1, 4).service(1, 100, 200).call(sim.Minute, sim.UpdateService{DesiredCount: &zero}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindTask, sim.KindEvent), `
		0.000 task 0 on 0: RUNNING
		70.000 task 0 on 0: DEACTIVATING
		70.000 task 0 on 0: STOPPING
		70.000 event stopped running 1
		70.000 task 0 on 0: DEPROVISIONING exit 0
		70.000 task 0 on 0: STOPPED
		80.000 event steady 0`)
}

// TestExitCodes: a program that exits in time gives its own code; one that takes longer than stopTimeout is killed then.
func TestExitCodes(t *testing.T) {
	for _, c := range []struct {
		name     string
		exit     sim.Delay
		code     int
		timeouts []sim.Span
		want     int16
		killed   bool
		after    sim.Span
	}{
		{"handled", sim.Constant(4 * sim.Second), 0, []sim.Span{30 * sim.Second}, 0, false, 4 * sim.Second},
		{"not handled", sim.Constant(0), 143, []sim.Span{30 * sim.Second}, 143, false, 0},
		{"just in time", sim.Constant(30 * sim.Second), 0, []sim.Span{30 * sim.Second}, 0, false, 30 * sim.Second},
		{"too slow", sim.Constant(31 * sim.Second), 0, []sim.Span{30 * sim.Second}, 137, true, 30 * sim.Second},
		{"ignored", sim.NeverEnding(), 0, []sim.Span{120 * sim.Second}, 137, true, 120 * sim.Second},
		{"one container killed, the other in time", sim.Constant(40 * sim.Second), 0, []sim.Span{30 * sim.Second, 60 * sim.Second}, 137, true, 40 * sim.Second},
		{"no time at all", sim.Constant(1), 0, []sim.Span{0}, 137, true, 0},
	} {
		zero := 0
		sc := newCluster(1, 4).service(1, 100, 200).call(0, sim.UpdateService{DesiredCount: &zero}).with(func(sc *sim.Scenario) {
			d := &sc.TaskDefinitions[0]
			d.Timing.Exit, d.Timing.ExitCode, d.Containers = c.exit, c.code, nil
			for _, timeout := range c.timeouts {
				d.Containers = append(d.Containers, sim.Container{Name: "app", Essential: true, StopTimeout: timeout})
			}
		}).scenario()
		log := play(t, sc, 1)
		term, end := edgeTo(log, sim.Stopping), edgeTo(log, sim.Deprovisioning)
		if end.ExitCode != c.want || end.Killed != c.killed || end.At.Sub(term.At) != c.after {
			t.Errorf("%s: exit code %d, killed %v, after %v s, want %d, %v, after %v s", c.name, end.ExitCode, end.Killed, end.At.Sub(term.At), c.want, c.killed, c.after)
		}
	}
}

// TestKilled: a container that dies of its memory ends with the exit code of one that had to be killed, 137, and hadn't (a
// stopped task's OutOfMemoryError); one beside it that ignores SIGTERM has to be. Of a task whose instance ends before its
// containers have, nobody hears how they did.
func TestKilled(t *testing.T) {
	outOfMemory := sim.Faults{CrashAfter: constant(5 * sim.Second), ExitCode: 137, Only: []int32{1}}
	other := sim.Container{Name: "log", Essential: true, StopTimeout: 30 * sim.Second, Timing: sim.ContainerTiming{Exit: constant(sim.Minute)}}
	for _, c := range []struct {
		name   string
		change func(sc *sim.Scenario)
		code   int16
		killed bool
		at     sim.Time
	}{
		{"out of memory", func(sc *sim.Scenario) { sc.TaskDefinitions[1].Faults = outOfMemory }, 137, false, 21_000},
		{"out of memory beside another", func(sc *sim.Scenario) {
			sc.TaskDefinitions[1].Faults = outOfMemory
			sc.TaskDefinitions[1].Containers = append(sc.TaskDefinitions[1].Containers, other)
		}, 137, true, 51_000},
		{"its instance ended first", func(sc *sim.Scenario) {
			sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
			sc.Timeline = append(sc.Timeline, sim.Action{At: 70_000, Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}}})
		}, -1, false, 70_000},
		{"its instance ended afterwards", func(sc *sim.Scenario) {
			sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
			sc.Timeline = append(sc.Timeline, sim.Action{At: 95_000, Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}}})
		}, 137, true, 90_000},
	} {
		end := edgeTo(play(t, newCluster(1, 8).service(1, 100, 200).update(0).with(c.change).scenario(), 1), sim.Deprovisioning)
		if end.ExitCode != c.code || end.Killed != c.killed || end.At != c.at {
			t.Errorf("%s: exit code %d, killed %v, at %s s, want %d, %v, at %s s", c.name, end.ExitCode, end.Killed, end.At, c.code, c.killed, c.at)
		}
	}
}

// edgeTo is the first edge to a state.
func edgeTo(log sim.Log, to sim.TaskState) *sim.Record {
	for i := range log {
		if log[i].Kind == sim.KindTask && log[i].To == to {
			return &log[i]
		}
	}
	return &sim.Record{}
}

// TestStopBeforeRunning: a task that was told to stop on its way leaves without SIGTERM while it has no containers, and
// gets SIGTERM when they are just starting.
func TestStopBeforeRunning(t *testing.T) {
	for _, c := range []struct {
		name string
		at   sim.Span // of the call that stops it; the pass comes at the next 10 s after 5 s
		want string
	}{
		{"provisioning", 12 * sim.Second, `
			10.000 task 0 on 0: PROVISIONING
			10.000 event started 1
			20.000 task 0 on 0: DEPROVISIONING exit -1
			20.000 event stopped pending 1
			30.000 task 0 on 0: STOPPED`},
		{"pulling", 21 * sim.Second, `
			10.000 task 0 on 0: PROVISIONING
			10.000 event started 1
			25.000 task 0 on 0: PENDING
			25.000 task 0 on 0: ACTIVATING
			30.000 task 0 on 0: STOPPING
			30.000 event stopped pending 1
			30.000 task 0 on 0: DEPROVISIONING exit -1
			40.000 task 0 on 0: STOPPED`},
		{"starting", 35 * sim.Second, `
			10.000 task 0 on 0: PROVISIONING
			10.000 event started 1
			25.000 task 0 on 0: PENDING
			25.000 task 0 on 0: ACTIVATING
			40.000 task 0 on 0: STOPPING
			40.000 event stopped pending 1
			42.000 task 0 on 0: DEPROVISIONING exit 143
			52.000 task 0 on 0: STOPPED`},
	} {
		t.Run(c.name, func(t *testing.T) {
			zero := 0
			sc := newCluster(1, 4).service(1, 100, 200).call(c.at, sim.UpdateService{DesiredCount: &zero}).with(func(sc *sim.Scenario) {
				sc.Services[0].InitialState = sim.New
				sc.TaskDefinitions[0].Timing = sim.Timing{
					Provision: sim.Constant(15 * sim.Second), Pull: sim.Constant(10 * sim.Second), Start: sim.Constant(10 * sim.Second),
					Exit: sim.Constant(2 * sim.Second), ExitCode: 143, Deprovision: sim.Constant(10 * sim.Second),
				}
			}).scenario()
			log := play(t, sc, 1)
			var own sim.Log
			for i := range log {
				if r := log[i]; r.Kind == sim.KindTask || r.Kind == sim.KindEvent && r.Event <= sim.EventStoppedPending {
					own = append(own, r)
				}
			}
			expect(t, story(own, all()...), c.want)
		})
	}
}

// TestPendingStopLeavesTheQueue: a task that waits on its host and is told to stop doesn't block those behind it.
func TestPendingStopLeavesTheQueue(t *testing.T) {
	one := 1
	sc := newCluster(1, 2).service(2, 0, 200).update(0).call(30*sim.Second, sim.UpdateService{DesiredCount: &one}).
		with(func(sc *sim.Scenario) { sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding() }).scenario()
	log := play(t, sc, 1)
	if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
		t.Errorf("the run ends %v\n%s", o, story(log, all()...))
	}
}
