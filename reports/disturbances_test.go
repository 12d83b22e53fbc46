package reports_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// fleetScenario is a STEADY service web on so many instances a-1, a-2 … in two zones, each with room for so many of its
// tasks, and instances b-1, b-2 … that come later. A task is RUNNING 6 s after its start and counts 40 s later; passes come
// every 10 s.
func fleetScenario(instances, room, desired, minimum, maximum int) *sim.Scenario {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	zones := []sim.ZoneID{0, 1}
	capacity := sim.Resources{CPU: int64(room) * 100, Memory: int64(room) * 100}
	sc := &sim.Scenario{
		Name: "fleet", Duration: 20 * sim.Minute, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, APILag: 5 * sim.Second, Phase: new(sim.Span(0)), LowestTies: true, InstanceLossLag: 30 * sim.Second,
			Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: rules.BackoffCap},
		},
		Zones: []string{"us-east-1a", "us-east-1b"},
		Groups: []sim.InstanceGroup{
			{Name: "a", Count: instances, Zones: zones, Capacity: capacity},
			{Name: "b", Count: instances, Zones: zones, Capacity: capacity, Later: true},
		},
		Services: []sim.Service{{
			Name: "web", DesiredCount: desired,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum},
		}},
	}
	for revision := 1; revision <= 2; revision++ {
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{
			Family: "web", Revision: revision, Reservation: sim.Resources{CPU: 100, Memory: 100},
			Containers: []sim.Container{{Name: "app", Essential: true, StopTimeout: 2 * sim.Minute}},
			Timing:     sim.Timing{Pull: sim.Constant(5 * sim.Second), Start: sim.Constant(sim.Second)},
		})
	}
	return sc
}

// at adds an entry to the timeline.
func at(sc *sim.Scenario, when sim.Span, a sim.Action) *sim.Scenario {
	a.At, a.Index = sim.Time(when), len(sc.Timeline)
	sc.Timeline = append(sc.Timeline, a)
	return sc
}

// drain has instances become DRAINING, or ACTIVE again.
func drain(on bool, instances ...sim.InstanceID) sim.Action {
	return sim.Action{Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: instances, Drain: on}}
}

// take takes instances away.
func take(kind sim.ActionKind, instances ...sim.InstanceID) sim.Action {
	return sim.Action{Kind: kind, Instances: sim.ChangeInstances{Instances: instances}}
}

// updateTo moves web to its second revision.
func updateTo() sim.Action {
	return sim.Action{Update: sim.UpdateService{TaskDefinition: new(sim.TaskDefinitionID(1))}}
}

// stopOne has StopTask stop a task of web.
func stopOne() sim.Action {
	return sim.Action{Kind: sim.ActionStopTask, Stop: sim.StopTask{Tasks: sim.TaskChoice{Count: 1}}}
}

// played is the run of a scenario.
func played(t *testing.T, sc *sim.Scenario) *reports.Run {
	t.Helper()
	run := reports.NewRun(sc, 1)
	if err := ecs.Run(t.Context(), sc, 1, run); err != nil {
		t.Fatal(err)
	}
	return run
}

type disturbanceCase struct {
	what string
	sc   *sim.Scenario
	want string
}

// longExits has the tasks of web's first revision take 70 s to end.
func longExits(sc *sim.Scenario) *sim.Scenario {
	sc.TaskDefinitions[0].Timing.Exit = sim.Constant(70 * sim.Second)
	return sc
}

// onePort has all tasks of web take the same host port.
func onePort(sc *sim.Scenario) *sim.Scenario {
	sc.HostPorts = []sim.HostPort{{Port: 80}}
	for i := range sc.TaskDefinitions {
		sc.TaskDefinitions[i].HostPorts = sim.PortSet{}.With(0)
	}
	return sc
}

// replaceThree replaces the first three instances one at a time by three others.
func replaceThree() sim.Action {
	return sim.Action{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{
		Instances: []sim.InstanceID{0, 1, 2}, Successors: []sim.InstanceID{3, 4, 5}, Batch: 1, Launch: sim.Constant(sim.Minute),
	}}
}

// steadyCases are what befalls a service without a deployment.
func steadyCases() []disturbanceCase {
	replace := replaceThree()
	return []disturbanceCase{
		{
			"drained", at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, drain(true, 0)),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 50 s; healthy never fell below 4 of 4.",
		},
		{
			"two drained", at(fleetScenario(3, 8, 3, 100, 200), sim.Minute, drain(true, 0, 1)),
			"a-1 and a-2 were drained at 1:00: their 2 tasks of service web had been replaced after 50 s; healthy never fell below 3 of 3.",
		},
		{
			"drained, stop first", at(fleetScenario(2, 8, 4, 50, 100), sim.Minute, drain(true, 0)),
			"a-1 was drained at 1:00: its 2 tasks of service web had been replaced after 56 s; healthy fell to 2 of 4 for 56 s.",
		},
		{
			"never empty", at(fleetScenario(2, 8, 4, 100, 100), sim.Minute, drain(true, 0)),
			"a-1 is DRAINING and never gets empty, with 2 tasks left: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (4 exist and 4 may: maximumPercent 100 of 4).",
		},
		{
			"no room elsewhere", at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, drain(true, 0)),
			"a-1 is DRAINING and never gets empty, with 2 tasks left: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is a-2 with 0 CPU units and 0 MiB free).",
		},
		{
			"zone lost", at(fleetScenario(4, 8, 6, 50, 200), sim.Minute, take(sim.ActionLoseZone, 0, 2)),
			"Zone us-east-1a was lost at 1:00: its 3 tasks of service web had been replaced after 1 min 16 s; ECS noticed the loss after 30 s and counted its 3 tasks as healthy until then; 3 tasks were lost with their container instances; healthy fell to 3 of 6 for 46 s.",
		},
		{
			"zone lost, no room", at(fleetScenario(2, 3, 6, 50, 200), sim.Minute, take(sim.ActionLoseZone, 0)),
			"Zone us-east-1a was lost at 1:00, and service web is stuck with 3 of 6 tasks running: it can't start a task (it needs 100 CPU units and 100 MiB, and of 1 container instance none fits: 1 lacks both CPU and memory; closest is a-2 with 0 CPU units and 0 MiB free); ECS noticed the loss after 30 s and counted its 3 tasks as healthy until then; 3 tasks were lost with their container instances.",
		},
		{
			"terminated", at(fleetScenario(2, 8, 2, 50, 200), sim.Minute, take(sim.ActionTerminateInstances, 1)),
			"a-2 was terminated at 1:00: its one task of service web had been replaced after 1 min 16 s; ECS noticed the loss after 30 s and counted its one task as healthy until then; 1 task was lost with its container instance; healthy fell to 1 of 2 for 46 s.",
		},
		{
			"never replaced", at(fleetScenario(3, 4, 3, 100, 100), sim.Minute, replace),
			"The replacement of 3 container instances one at a time, begun at 1:00, never ends, with 3 tasks of service web left on them: service web can neither stop a task (3 are healthy and 3 must be: minimumHealthyPercent 100 of 3) nor start one (3 exist and 3 may: maximumPercent 100 of 3).",
		},
		{
			"one made ACTIVE again", at(at(fleetScenario(2, 8, 4, 100, 100), sim.Minute, drain(true, 0, 1)), 2*sim.Minute, drain(false, 0)),
			"a-2 is DRAINING and never gets empty, with 2 tasks left: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (4 exist and 4 may: maximumPercent 100 of 4).",
		},
		{
			"scaled while drained", at(at(fleetScenario(2, 3, 4, 100, 200), sim.Minute, drain(true, 0)), 2*sim.Minute, sim.Action{Update: sim.UpdateService{DesiredCount: new(5)}}),
			"Service web, scaled from 4 to 5 tasks at 2:00, is stuck with 4 of its 5 tasks running: it can neither stop a task (4 are healthy and 5 must be: minimumHealthyPercent 100 of 5) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 1 lacks both CPU and memory and 1 lacks the state ACTIVE, being DRAINING; closest is a-2 with 0 CPU units and 0 MiB free; placement has failed 2 times in a row). a-1 was drained at 1:00: 1 task of service web is still on it in the end; healthy fell to 4 of 5.",
		},
		{
			"without tasks there", at(fleetScenario(4, 8, 2, 100, 200), sim.Minute, drain(true, 3)),
			"web:1 stayed in place, without a deployment; healthy never fell below 2 of 2; peak 2 tasks.",
		},
		{
			"replaced", at(fleetScenario(3, 4, 3, 100, 200), sim.Minute, replace),
			"3 container instances were replaced one at a time in 5 min 30 s, from 1:00 on; healthy never fell below 3 of 3.",
		},
	}
}

// rolloutCases are what befalls a service in a deployment or after one.
func rolloutCases() []disturbanceCase {
	return []disturbanceCase{
		{
			"terminated in a rollout", at(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 75*sim.Second, take(sim.ActionTerminateInstances, 1)),
			"web:2 reached steady state in 1 min 10 s, 26 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); 3 tasks were lost with their container instances; healthy fell to 1 of 4 for 11 s and was below 4 for 1 min 26 s; peak 6 tasks. a-2 was terminated at 1:15, while web:2 was being deployed: its 3 tasks of service web had been replaced after 1 min 21 s; ECS noticed the loss after 30 s and counted 1 of its 3 tasks as healthy until then.",
		},
		{
			"stuck after a rollout", at(at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, updateTo()), 5*sim.Minute, drain(true, 0, 1)),
			"web:2 reached steady state in 1 min 10 s; healthy never fell below 4 of 4; peak 8 tasks. Afterwards a-1 and a-2 are DRAINING and never get empty, with 4 tasks left: service web can neither stop a task (4 are healthy and 4 must be: minimumHealthyPercent 100 of 4) nor start one (it needs 100 CPU units and 100 MiB, and of 2 container instances none fits: 2 lack the state ACTIVE, being DRAINING).",
		},
		{
			"drained after a rollout", at(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 5*sim.Minute, drain(true, 1)),
			"web:2 reached steady state in 1 min 10 s; healthy fell to 2 of 4 for 46 s; peak 6 tasks. a-2 was drained at 5:00: its 2 tasks of service web had been replaced after 46 s; healthy fell to 2 of 4 for 46 s.",
		},
		{
			"terminated after a rollout", at(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 5*sim.Minute, take(sim.ActionTerminateInstances, 1)),
			"web:2 reached steady state in 1 min 10 s; healthy fell to 2 of 4 for 46 s; peak 6 tasks. a-2 was terminated at 5:00: its 2 tasks of service web had been replaced after 1 min 16 s; ECS noticed the loss after 30 s and counted its 2 tasks as healthy until then; 2 tasks were lost with their container instances; healthy fell to 2 of 4 for 46 s.",
		},
		{
			"still under way", func() *sim.Scenario {
				sc := at(fleetScenario(2, 8, 4, 50, 100), sim.Minute, drain(true, 0))
				sc.Duration = 75 * sim.Second
				return sc
			}(),
			"a-1 was drained at 1:00, and service web hadn't recovered when the simulated time ended after 1 min 15 s with 2 of 4 tasks running: 2 tasks are on their way to RUNNING. Meanwhile healthy fell to 2 of 4 at 1:00 and stayed there to the end.",
		},
		{
			"long exits in the way", longExits(at(fleetScenario(1, 4, 4, 50, 200), sim.Minute, updateTo())),
			"web:2 reached steady state in 3 min 30 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); 4 tasks waited 1 min 10 s on their container instances for tasks that were still stopping, although placement took the room to be free; healthy fell to 2 of 4 for 3 min 52 s; peak 4 tasks, 6 with those stopping.",
		},
		{
			"a host port in the way", longExits(onePort(at(fleetScenario(2, 8, 2, 0, 200), sim.Minute, updateTo()))),
			"web:2 reached steady state in 1 min 30 s, 36 s before all its tasks counted as healthy (nothing checks them, so they count 40 s after RUNNING); 2 tasks waited 1 min 10 s on their container instances for tasks that were still stopping, although placement took the room to be free; no task was healthy for 1 min 56 s; peak 2 tasks, 4 with those stopping.",
		},
	}
}

// standalone puts a task outside of services on the first instance.
func standalone(sc *sim.Scenario) *sim.Scenario {
	sc.Standalone = []sim.StandaloneTasks{{Definition: 0, Group: "family:web", Instances: []sim.InstanceID{0}}}
	return sc
}

// TestDisturbances holds what verdicts say of drained, terminated, lost and replaced instances, by real runs.
func TestDisturbances(t *testing.T) {
	for _, c := range slices.Concat(steadyCases(), undoneCases(), waitCases(), standaloneCases(), rolloutCases(), cutOffCases()) {
		t.Run(c.what, func(t *testing.T) {
			if got := played(t, c.sc).Verdict(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// anyFleet is a service on container instances that all sorts of things happen to.
func anyFleet(t *rapid.T) *sim.Scenario {
	draw := func(label string, low, high int) int { return rapid.IntRange(low, high).Draw(t, label) }
	n := draw("instances", 2, 4)
	sc := fleetScenario(n, 6, draw("desired", 1, 6), 50*draw("minimum", 0, 2), 100+50*draw("maximum", 0, 2))
	sc.TaskDefinitions[0].Timing.Exit = sim.Constant(sim.Span(draw("exit", 0, 70)) * sim.Second)
	if draw("standalone", 0, 1) > 0 {
		sc = standalone(sc)
	}
	if draw("old rules", 0, 1) > 0 {
		sc.Rules, _ = sim.RulesOf(sim.Behavior202305)
	}
	when := sim.Span(0)
	for range draw("actions", 1, 5) {
		when += sim.Span(draw("wait", 0, 200)) * sim.Second
		i := sim.InstanceID(draw("instance", 0, n-1))
		kind := sim.ActionUpdateInstances + sim.ActionKind(draw("kind", 0, 8))
		a := sim.Action{Kind: kind, Instances: sim.ChangeInstances{
			Instances: []sim.InstanceID{i}, Drain: draw("drain", 0, 2) > 0, Force: true, Launch: sim.Constant(20 * sim.Second),
		}}
		switch kind {
		case sim.ActionAddInstances:
			a.Instances.Instances[0] += sim.InstanceID(n)
		case sim.ActionReplaceInstances:
			a.Instances.Successors, a.Instances.Batch = []sim.InstanceID{i + sim.InstanceID(n)}, 1
		case sim.ActionConnectAgents + 1:
			a = updateTo()
		}
		at(sc, when, a)
	}
	return sc
}

// TestAnythingIsTold: whatever befalls container instances, all reports can be written, every disturbance that is over has
// nothing left, and what it waited for adds up.
func TestAnythingIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyFleet(t)
		moment := sim.Time(rapid.IntRange(0, 1200).Draw(t, "moment")) * 1000
		e := reports.NewExplanation(sc, 1, &moment)
		trace := metrics.NewTrace(sc)
		w := reports.NewRecordWriter(io.Discard, sc)
		if err := ecs.Run(t.Context(), sc, 1, sim.Recorders{e, trace, w}); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Close(), e.Write(io.Discard), e.WriteJSON(io.Discard), e.WriteResult(io.Discard)); err != nil {
			t.Fatal(err)
		}
		s := e.Fold.Service(0)
		for i := range s.Disturbances {
			x := &s.Disturbances[i]
			if x.Done && (x.Left > 0 || x.DoneAt < x.At) || x.Done && x.Undone || x.Undone != (x.Then != nil) || x.Waits.Sum > int64(x.Waits.Tasks)*int64(x.Waits.Most) {
				t.Errorf("%+v", x)
			}
			p, ok := trace.DisturbancePath(0, x)
			var sum sim.Span
			for k := range p.Links {
				sum += p.Links[k].Span()
			}
			if ok && sum != p.To.Sub(p.From) {
				t.Errorf("%+v takes %s, its links %s", x, p.To.Sub(p.From), sum)
			}
		}
		if text := e.Verdict(); text == "" || text != reports.Inert(text) {
			t.Errorf("the verdict is %q", text)
		}
	})
}

// TestDisconnectedAgentIsNamed: where tasks can't be started or stopped since an agent is disconnected, the verdict says so.
func TestDisconnectedAgentIsNamed(t *testing.T) {
	sc := at(at(fleetScenario(2, 1, 2, 50, 100), 0, sim.Action{Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}}), sim.Minute, updateTo())
	want := "web:2 is stuck with 1 of its 2 tasks running: it can't start a task (2 exist and 2 may: maximumPercent 100 of 2), and 1 task is still stopping and the agent of a-2 is disconnected."
	if got := played(t, sc).Verdict(); !strings.HasPrefix(got, want) {
		t.Errorf("the verdict is %q, want %q", got, want)
	}
}
