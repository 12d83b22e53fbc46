package containers_test

import (
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// startCase is a case of a start, worked by hand. Images are there at 100.
type startCase struct {
	name    string
	all     []one
	started []sim.Time
	want    containers.Outcome
}

func runningAt(at sim.Time) containers.Outcome {
	return containers.Outcome{At: at, Container: -1, Waiting: -1}
}

func failed(at sim.Time, cause containers.Cause, container, waiting int) containers.Outcome {
	return containers.Outcome{At: at, Cause: cause, Container: container, Waiting: waiting}
}

func checkStarts(t *testing.T, limit sim.Span, tests []startCase) {
	t.Helper()
	for _, test := range tests {
		c, d := both(test.all)
		started := make([]sim.Time, len(c))
		if got := containers.Start(c, d, 100, limit, started); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
		if !slices.Equal(started, test.started) {
			t.Errorf("%s: started %v, want %v", test.name, started, test.started)
		}
	}
}

func TestConditions(t *testing.T) {
	checkStarts(t, 1000, []startCase{
		{"one", []one{container(7)}, at(107), runningAt(107)},
		{"side by side, the slowest counts", []one{container(7), container(3)}, at(107, 103), runningAt(107)},
		{"one that has ended has started", []one{container(7), container(1).sidecar().ends(2, 1)}, at(107, 101), runningAt(107)},
		{
			"START, a chain in the wrong order of the list",
			[]one{container(5).after(1, start), container(3).after(2, start), container(2)},
			at(110, 105, 102),
			runningAt(110),
		},
		{
			"START of one that has ended long ago",
			[]one{container(5).after(1, start).after(2, start), container(3).sidecar().ends(1, 1), container(20)},
			at(125, 103, 120),
			runningAt(125),
		},
		{
			"COMPLETE, whatever the exit code",
			[]one{container(5).after(1, complete), container(3).sidecar().ends(40, 9)},
			at(148, 103),
			runningAt(148),
		},
		{"SUCCESS", []one{container(5).after(1, success), container(3).sidecar().ends(40, 0)}, at(148, 103), runningAt(148)},
		{
			"SUCCESS that fails, long before startTimeout",
			[]one{container(5).after(1, success), container(3).sidecar().ends(40, 9).startTimeout(120)},
			at(never, 103),
			failed(143, containers.DependencyFailed, 1, 0),
		},
		{
			"the last of several conditions",
			[]one{container(5).after(1, complete).after(2, healthy).after(3, start), container(3).sidecar().ends(40, 0), container(3).checked(50, 0), container(30)},
			at(158, 103, 103, 130),
			runningAt(158),
		},
		{
			"a circle never starts (ECS refuses it)",
			[]one{container(5).after(1, start), container(5).after(0, start), container(1)},
			at(never, never, 101),
			failed(1100, containers.LimitReached, 0, -1),
		},
	})
}

func TestHealthyCondition(t *testing.T) {
	checkStarts(t, 1000, []startCase{
		// Checks at 113 and 123; the program answers from 115 on.
		{"first passed check", []one{container(5).after(1, healthy), container(3).checked(10, 12)}, at(128, 103), runningAt(128)},
		// Checks at 113, 123 and 133 make it UNHEALTHY, the one at 143 passes.
		{
			"after having been unhealthy",
			[]one{container(5).after(1, healthy), container(3).checked(10, 35)},
			at(148, 103),
			runningAt(148),
		},
		// The check at 113 passes, it ends at 114, and what keeps the other one waiting is container 2.
		{
			"once is enough",
			[]one{container(5).after(1, healthy).after(2, start), container(3).sidecar().checked(10, 0).ends(11, 1), container(50)},
			at(155, 103, 150),
			runningAt(155),
		},
		{
			"without a health check",
			[]one{container(5).after(1, healthy), container(3)},
			at(never, 103),
			failed(1100, containers.LimitReached, 0, -1),
		},
		{
			"of one that ended before its first check",
			[]one{container(5).after(1, healthy), container(3).sidecar().checked(10, 0).ends(9, 0)},
			at(never, 103),
			failed(1100, containers.LimitReached, 0, -1),
		},
	})
}

func TestStartTimeout(t *testing.T) {
	checkStarts(t, 1000, []startCase{
		// Container 1 starts at 100 + 50 + 3.
		{
			"from the start of the one depended on",
			[]one{container(5).after(1, healthy), container(3).checked(10, forever).startTimeout(60).after(2, start), container(50)},
			at(never, 153, 150),
			failed(213, containers.DependencyTimedOut, 1, 0),
		},
		{
			"also when that has ended",
			[]one{container(5).after(1, healthy), container(3).sidecar().checked(10, 0).ends(9, 0).startTimeout(60)},
			at(never, 103),
			failed(163, containers.DependencyTimedOut, 1, 0),
		},
		{
			"a condition that comes true at its end",
			[]one{container(5).after(1, complete), container(3).sidecar().ends(60, 0).startTimeout(60)},
			at(168, 103),
			runningAt(168),
		},
		{
			"a condition that comes true just after",
			[]one{container(5).after(1, complete), container(3).sidecar().ends(61, 0).startTimeout(60)},
			at(never, 103),
			failed(163, containers.DependencyTimedOut, 1, 0),
		},
		{
			"SUCCESS that fails at its end",
			[]one{container(5).after(1, success), container(3).sidecar().ends(60, 1).startTimeout(60)},
			at(never, 103),
			failed(163, containers.DependencyFailed, 1, 0),
		},
		{
			"SUCCESS that would fail just after",
			[]one{container(5).after(1, success), container(3).sidecar().ends(61, 1).startTimeout(60)},
			at(never, 103),
			failed(163, containers.DependencyTimedOut, 1, 0),
		},
		// HEALTHY at 113; container 2 keeps the first one waiting until 200.
		{
			"of a condition that was true in time",
			[]one{container(5).after(1, healthy).after(2, start), container(3).checked(10, 0).startTimeout(60), container(100)},
			at(205, 103, 200),
			runningAt(205),
		},
		{"not for START", []one{container(200).after(1, start), container(3).startTimeout(60)}, at(303, 103), runningAt(303)},
		{
			"0 is none",
			[]one{container(5).after(1, complete), container(3).sidecar().ends(60, 0).startTimeout(0)},
			at(168, 103),
			runningAt(168),
		},
		{
			"the shortest of two",
			[]one{container(5).after(1, complete).after(2, complete), container(3).sidecar().startTimeout(90), container(4).sidecar().startTimeout(80)},
			at(never, 103, 104),
			failed(184, containers.DependencyTimedOut, 2, 0),
		},
	})
}

func TestEndBeforeRunning(t *testing.T) {
	checkStarts(t, 1000, []startCase{
		// The first one would have started at 168.
		{
			"essential, exit code 0",
			[]one{container(5).after(1, complete), container(3).sidecar().ends(60, 0), container(2).ends(7, 0)},
			at(never, 103, 102),
			failed(109, containers.EssentialEnded, 2, -1),
		},
		{"as the last one starts", []one{container(9), container(2).ends(7, 1)}, at(109, 102), runningAt(109)},
		{
			"together with a failed dependency",
			[]one{container(5).after(1, success), container(2).sidecar().ends(8, 1), container(3).ends(7, 1)},
			at(never, 102, 103),
			failed(110, containers.EssentialEnded, 2, -1),
		},
		{
			"what starts as the task fails did start",
			[]one{container(50), container(9), container(2).ends(7, 1)},
			at(never, 109, 102),
			failed(109, containers.EssentialEnded, 2, -1),
		},
		// A restart is no end: neither for the task nor for those who wait for it.
		{"essential, restarted", []one{container(100), container(2).ends(60, 1).restarts(60)}, at(200, 102), runningAt(200)},
		{
			"essential, ran too short for a restart",
			[]one{container(100), container(2).ends(59, 1).restarts(60)},
			at(never, 102),
			failed(161, containers.EssentialEnded, 1, -1),
		},
		{
			"COMPLETE of one that is restarted",
			[]one{container(5).after(1, complete), container(2).sidecar().ends(60, 1).restarts(60)},
			at(never, 102),
			failed(1100, containers.LimitReached, 0, -1),
		},
		{
			"COMPLETE of one whose exit code is ignored",
			[]one{container(5).after(1, complete), container(2).sidecar().ends(60, 3).restarts(60, 0, 3)},
			at(167, 102),
			runningAt(167),
		},
	})
}

func TestLimit(t *testing.T) {
	all := []one{container(5), container(50)}
	checkStarts(t, 49, []startCase{{"too short", all, at(105, never), failed(149, containers.LimitReached, 1, -1)}})
	checkStarts(t, 50, []startCase{{"just long enough", all, at(105, 150), runningAt(150)}})
	checkStarts(t, forever, []startCase{
		{"none", []one{container(5), container(forever)}, at(105, never), failed(never, containers.LimitReached, 1, -1)},
		{
			"none, and a timeout",
			[]one{container(5).startTimeout(60), container(5).after(0, complete)},
			at(105, never),
			failed(165, containers.DependencyTimedOut, 0, 1),
		},
	})

	// A HEALTHY dependency that never comes true, without startTimeout, as in containers-roadmap issue 2379.
	c, d := both([]one{container(sim.Second).checked(30*sim.Second, forever), container(sim.Second).after(0, healthy)})
	got := containers.Start(c, d, 0, 3*sim.Hour, at(0, 0))
	if want := failed(10_800_000, containers.LimitReached, 1, -1); got != want {
		t.Errorf("three hours: got %+v, want %+v", got, want)
	}
}
