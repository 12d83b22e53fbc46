package containers_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// stopCase is a case of a stop that begins at 1000, worked by hand.
type stopCase struct {
	name    string
	all     []one
	started []sim.Time // nil: all at 100
	ended   []sim.Time
	want    containers.Stopped
}

func checkStops(t *testing.T, tests []stopCase) {
	t.Helper()
	for _, test := range tests {
		c, d := both(test.all)
		started := test.started
		if started == nil {
			started = slices.Repeat(at(100), len(c))
		}
		ended := make([]sim.Time, len(c))
		if got := containers.Stop(c, d, started, 1000, ended); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
		if !slices.Equal(ended, test.ended) {
			t.Errorf("%s: ended %v, want %v", test.name, ended, test.ended)
		}
	}
}

func stopped(at sim.Time) containers.Stopped { return containers.Stopped{At: at} }

func killed(at sim.Time) containers.Stopped { return containers.Stopped{At: at, Killed: true} }

func TestStopTimeout(t *testing.T) {
	checkStops(t, []stopCase{
		{"at once", []one{container(0)}, nil, at(1000), stopped(1000)},
		{"exits in time", []one{container(0).exits(12, 30)}, nil, at(1012), stopped(1012)},
		{"exits just in time", []one{container(0).exits(30, 30)}, nil, at(1030), stopped(1030)},
		{"just too late", []one{container(0).exits(31, 30)}, nil, at(1030), killed(1030)},
		{"ignores SIGTERM", []one{container(0).exits(forever, 30)}, nil, at(1030), killed(1030)},
		{"a stop timeout of 0", []one{container(0).exits(1, 0)}, nil, at(1000), killed(1000)},
		{"and an exit at once", []one{container(0).exits(0, 0)}, nil, at(1000), stopped(1000)},
		{"never killed", []one{container(0).exits(forever, forever)}, nil, at(never), stopped(never)},
		{"a sidecar is killed", []one{container(0), container(0).sidecar().exits(99, 9)}, nil, at(1000, 1009), stopped(1009)},
		{
			"side by side, each with its own",
			[]one{container(0).exits(forever, 30), container(0).exits(forever, 50), container(0).exits(4, 50)},
			nil,
			at(1030, 1050, 1004),
			killed(1050),
		},
	})
}

func TestReverseOrder(t *testing.T) {
	checkStops(t, []stopCase{
		// 2 depends on 1 and 1 on 0: 2 gets SIGTERM at 1000, 1 at 1007, 0 at 1037.
		{
			"a chain",
			[]one{container(0).exits(3, 30), container(0).exits(40, 30).sidecar().after(0, healthy), container(0).exits(7, 30).after(1, start)},
			nil,
			at(1040, 1037, 1007),
			stopped(1040),
		},
		{
			"the later of two that depend on one",
			[]one{container(0).exits(1, 30), container(0).exits(9, 30).after(0, start), container(0).exits(5, 30).after(0, start)},
			nil,
			at(1010, 1009, 1005),
			stopped(1010),
		},
		{
			"one that depends on two",
			[]one{container(0).exits(1, 30), container(0).exits(9, 30), container(0).exits(5, 30).after(0, success).after(1, complete)},
			nil,
			at(1006, 1014, 1005),
			stopped(1014),
		},
		// 1 has ended at 150, though 2 depends on it and runs still; 0 has to wait for 1 only.
		{
			"one that has ended holds nobody up",
			[]one{container(0).exits(3, 30), container(0).sidecar().ends(50, 0).after(0, start), container(0).exits(7, 30).after(1, start)},
			nil,
			at(1003, 1000, 1007),
			stopped(1007),
		},
		{
			"nor does one that hasn't started",
			[]one{container(0).exits(3, 30), container(0).exits(9, 30).after(0, healthy)},
			at(100, never),
			at(1003, 1000),
			stopped(1003),
		},
		{"one that starts as the stop begins is stopped", []one{container(0).exits(3, 30)}, at(1000), at(1003), stopped(1003)},
		{"nothing runs", []one{container(0).exits(3, 30)}, at(1001), at(1000), stopped(1000)},
	})
}

func TestEndDuringStop(t *testing.T) {
	checkStops(t, []stopCase{
		{
			"before its turn",
			[]one{container(0).ends(920, 1).exits(forever, 30), container(0).sidecar().exits(forever, 30).after(0, start)},
			nil,
			at(1020, 1030),
			stopped(1030),
		},
		{"before SIGKILL", []one{container(0).ends(920, 1).exits(forever, 30)}, nil, at(1020), stopped(1020)},
		{"just as SIGKILL comes", []one{container(0).ends(930, 1).exits(forever, 30)}, nil, at(1030), stopped(1030)},
		// Runs of 90 with breaks of 10 from 100 on: the tenth began at 1000 and is the last.
		{
			"of one that is restarted again and again",
			[]one{container(10).ends(90, 1).restarts(60).exits(forever, 300)},
			nil,
			at(1090),
			stopped(1090),
		},
		// Runs of 85 with breaks of 15 from 105 on: the ninth ended at 990, and the next would begin at 1005.
		{
			"of one that is about to be restarted",
			[]one{container(15).ends(85, 1).restarts(60).exits(forever, 300)},
			at(105),
			at(1000),
			stopped(1000),
		},
		{"of one whose runs and restarts take no time", []one{container(0).ends(0, 1).restarts(0)}, nil, at(1000), stopped(1000)},
	})
}

// TestStopTakesTheSumOfAChain: containers in a chain that ignore SIGTERM take the sum of their stop timeouts to end, the
// same ones without dependencies the longest.
func TestStopTakesTheSumOfAChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var chain, free []one
		sum, longest := sim.Span(0), sim.Span(0)
		for i := range rapid.IntRange(1, sim.MaxContainers).Draw(t, "containers") {
			timeout := sim.Span(rapid.IntRange(0, 120_000).Draw(t, "stopTimeout"))
			sum, longest = sum+timeout, max(longest, timeout)
			c := container(0).exits(forever, timeout)
			free = append(free, c)
			if i > 0 {
				c = c.after(i-1, sim.DependencyCondition(rapid.IntRange(0, 3).Draw(t, "condition")))
			}
			chain = append(chain, c)
		}
		for _, test := range []struct {
			all  []one
			want sim.Span
		}{{chain, sum}, {free, longest}} {
			c, d := both(test.all)
			got := containers.Stop(c, d, make([]sim.Time, len(c)), 7, make([]sim.Time, len(c)))
			if want := killed(sim.Time(7).Add(test.want)); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	})
}
