package containers_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

func TestFirstEnd(t *testing.T) {
	none := containers.End{At: sim.Never, Container: -1}
	for _, test := range []struct {
		name    string
		all     []one
		started []sim.Time
		want    containers.End
	}{
		{"nothing ends", []one{container(0), container(0)}, []sim.Time{10, 20}, none},
		{"the first one", []one{container(0).ends(50, 1), container(0).ends(30, 2)}, []sim.Time{10, 20}, containers.End{At: 50, Container: 1, Code: 2}},
		{"at one instant", []one{container(0).ends(50, 1), container(0).ends(40, 2)}, []sim.Time{10, 20}, containers.End{At: 60, Container: 0, Code: 1}},
		{"a sidecar doesn't matter", []one{container(0), container(0).sidecar().ends(30, 2)}, []sim.Time{10, 20}, none},
		{"exit code 0 matters", []one{container(0).ends(50, 0)}, []sim.Time{10}, containers.End{At: 60, Container: 0, Code: 0}},
		{"one that is restarted", []one{container(0).ends(60, 1).restarts(60)}, []sim.Time{10}, none},
		{"one that ran too short", []one{container(0).ends(59, 1).restarts(60)}, []sim.Time{10}, containers.End{At: 69, Container: 0, Code: 1}},
		{"one whose code is ignored", []one{container(0).ends(60, 1).restarts(60, 1)}, []sim.Time{10}, containers.End{At: 70, Container: 0, Code: 1}},
	} {
		c, d := both(test.all)
		if got := containers.FirstEnd(c, d, test.started); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestRestart(t *testing.T) {
	for _, test := range []struct {
		name string
		one  one
		want containers.Again
		ok   bool
	}{
		{"up after start and ready", container(5).checked(10, 12).ends(60, 1).restarts(60), containers.Again{Down: 70, Started: 75, Ready: 87}, true},
		{"no policy", container(5).ends(60, 1), containers.Again{}, false},
		{"too short", container(5).ends(59, 1).restarts(60), containers.Again{}, false},
		{"ignored", container(5).ends(60, 0).restarts(60, 2, 0), containers.Again{}, false},
		{"doesn't end", container(5).restarts(60), containers.Again{}, false},
		{"is never ready again", container(5).checked(10, forever).ends(60, 1).restarts(60), containers.Again{Down: 70, Started: 75, Ready: sim.Never}, true},
	} {
		got, ok := containers.Restart(&test.one.c, &test.one.d, 10)
		if got != test.want || ok != test.ok {
			t.Errorf("%s: got %+v %v, want %+v %v", test.name, got, ok, test.want, test.ok)
		}
	}
}
