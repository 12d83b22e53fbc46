package containers_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// linked are containers that depend on those listed.
func linked(on ...[]int) []sim.Container {
	c := make([]sim.Container, len(on))
	for i, list := range on {
		for _, j := range list {
			c[i].DependsOn = append(c[i].DependsOn, sim.Dependency{Container: j})
		}
	}
	return c
}

func TestCycle(t *testing.T) {
	for _, test := range []struct {
		name string
		c    []sim.Container
		want []int
	}{
		{"none", linked(nil, []int{0}, []int{0, 1}), nil},
		{"no containers", nil, nil},
		{"a diamond", linked([]int{1, 2}, []int{3}, []int{3}, nil), nil},
		{"on itself", linked(nil, []int{1}), []int{1}},
		{"two", linked([]int{1}, []int{0}), []int{0, 1}},
		{"reached from outside", linked([]int{1}, []int{2}, []int{3}, []int{1}), []int{1, 2, 3}},
		{"after a way that leads nowhere", linked([]int{1, 2}, nil, []int{0}), []int{0, 2}},
		{"on one that doesn't exist", linked([]int{7, -1}), nil},
	} {
		if got := containers.Cycle(test.c); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// TestCycleIsWhatKeepsFromStarting: there is a circle exactly if taking away containers that depend on none that is left
// leaves some, and what is returned is one.
func TestCycleIsWhatKeepsFromStarting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, sim.MaxContainers).Draw(t, "containers")
		on := make([][]int, n)
		for i := range on {
			on[i] = rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 2).Draw(t, "on")
		}
		left := make([]bool, n)
		for i := range left {
			left[i] = true
		}
		for range n {
			for i := range on {
				if left[i] && !slices.ContainsFunc(on[i], func(j int) bool { return left[j] }) {
					left[i] = false
				}
			}
		}
		got := containers.Cycle(linked(on...))
		if slices.Contains(left, true) != (got != nil) {
			t.Fatalf("got %v of %v; left are %v", got, on, left)
		}
		for k, i := range got {
			if next := got[(k+1)%len(got)]; !slices.Contains(on[i], next) {
				t.Errorf("%v: %d doesn't depend on %d", got, i, next)
			}
			if slices.Contains(got[:k], i) {
				t.Errorf("%v: %d twice", got, i)
			}
		}
	})
}
