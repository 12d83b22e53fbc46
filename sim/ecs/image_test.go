package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// pulled is when the tasks that are started become RUNNING after their start, in seconds.
func pulled(log sim.Log) []int64 {
	var spans []int64
	began := map[sim.TaskNumber]sim.Time{}
	for i := range log {
		r := &log[i]
		if r.Kind != sim.KindTask {
			continue
		}
		if r.To == sim.Provisioning {
			began[r.Task] = r.At
		}
		if from, ok := began[r.Task]; ok && r.To == sim.Running {
			spans = append(spans, int64(r.At.Sub(from)/sim.Second))
		}
	}
	return spans
}

// TestImageCache: the first task of a revision on an instance pulls for 60 s, the next one for 2 s; a revision with the
// image of the one before finds it there. An agent that prefers what it has doesn't pull at all, and can't fail to.
func TestImageCache(t *testing.T) {
	four := 4
	for _, c := range []struct {
		name     string
		behavior sim.PullBehavior
		same     bool
		faults   sim.Faults
		want     []int64
	}{
		{"another image", sim.PullDefault, false, sim.Faults{}, []int64{61, 3, 3}},
		{"the same image", sim.PullDefault, true, sim.Faults{}, []int64{3, 3, 3}},
		{"always pulled", sim.PullAlways, true, sim.Faults{}, []int64{3, 3, 3}},
		{"preferred", sim.PullPreferCached, true, sim.Faults{PullFails: true}, []int64{1, 1, 1}},
		{"once", sim.PullOnce, false, sim.Faults{}, []int64{61, 1, 1}},
	} {
		sc := newCluster(1, 9).service(1, 100, 200).update(0).call(3*sim.Minute, sim.UpdateService{DesiredCount: &four}).with(func(sc *sim.Scenario) {
			sc.Services[0].DesiredCount = 1
			sc.Groups[0].Pulling = c.behavior
			cached := sim.Constant(2 * sim.Second)
			for i := range sc.TaskDefinitions {
				sc.TaskDefinitions[i].Timing.Pull, sc.TaskDefinitions[i].Timing.CachedPull = sim.Constant(sim.Minute), &cached
				if c.same {
					sc.TaskDefinitions[i].Containers[0].Image = "web:stable"
				}
			}
			sc.TaskDefinitions[1].Faults = c.faults
		}).scenario()
		got := pulled(play(t, sc, 1))
		if len(got) != 4 || [3]int64(got[:3]) != [3]int64(c.want) || got[3] != c.want[2] {
			t.Errorf("%s: RUNNING after %v s, want %v", c.name, got, c.want)
		}
	}
}
