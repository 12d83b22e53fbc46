package placement_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/placement"
)

// TestTiesAreDrawnForEachTask: of three equally good instances each takes a third of 30,000 tasks, and whichever took the
// last one, each is as likely to take the next. The bounds are five standard deviations.
func TestTiesAreDrawnForEachTask(t *testing.T) {
	const tasks, n = 30_000, 3
	instances := make([]sim.Instance, n)
	for i := range instances {
		instances[i].Capacity = sim.Resources{CPU: tasks, Memory: tasks}
	}
	c := newCluster(instances, 1)
	want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
	policy := placement.NewPolicy([]sim.PlacementStrategy{{Field: "attribute:ecs.availability-zone"}}, c)
	tie := placement.Tie{Hosts: hosts(n), Draws: draw.New(1), Entity: draw.Name("web"), Purpose: draw.PlaceTie, Clocks: &placement.Clocks{}}
	var p placement.Places
	var after [n][n]int // by the instance of the task before, and its own
	last := sim.InstanceID(0)
	for task := range tasks {
		if task%10 == 0 { // the next pass
			p.Begin(c.fleet, policy, want, &c.spread, tie)
		}
		i, _, ok := p.Next()
		if !ok {
			t.Fatal("no room")
		}
		c.place(i, want)
		after[last][i]++
		last = i
	}
	const fair, bound = tasks / n / n, 5 * 55 // a binomial's deviation: sqrt(10,000/3 x 8/9)
	for i := range after {
		for k, got := range after[i] {
			if got < fair-bound || got > fair+bound {
				t.Errorf("after instance %d, %d takes %d tasks, want about %d", i, k, got, fair)
			}
		}
	}
}
