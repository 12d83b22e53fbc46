package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// cached is minimal with a cold and a cached pull, and a revision that is basedOn another.
const cached = `
schemaVersion = 1
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
imagePullBehavior = "prefer-cached"
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
imagePullBehavior = "once"
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
imagePullBehavior = "always"
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", image = "app:1", memory = 512 }, { name = "side", memory = 16 }]
timing = { pull = { cold = "40s", cached = { uniform = { min = "1s", max = "2s" } } } }
[[taskDefinitions]]
basedOn = "web:1"
[[taskDefinitions]]
basedOn = "web:1"
containerDefinitions = [{ name = "app", image = "app:2" }]
timing = { pull = "9s" }
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
`

// TestPulls wants a pull to have one delay or two, agents to pull as their group says, and a revision to have the image of
// the one that it is basedOn unless it says another one.
func TestPulls(t *testing.T) {
	sc := mustParse(t, cached)
	var behaviors []string
	for i := range sc.Groups {
		behaviors = append(behaviors, sc.Groups[i].Pulling.String())
	}
	same(t, []string{"prefer-cached", "default", "once", "always"}, behaviors)
	for i, want := range []struct {
		pull        sim.Span
		cached      bool
		image, side string
	}{{40 * sim.Second, true, "app:1", ""}, {40 * sim.Second, true, "app:1", ""}, {9 * sim.Second, false, "app:2", ""}} {
		d := &sc.TaskDefinitions[i]
		same(t, sim.Constant(want.pull), d.Timing.Pull)
		if want.cached != (d.Timing.CachedPull != nil) {
			t.Errorf("%s has a cached pull: %v", d.Name(), d.Timing.CachedPull)
		}
		same(t, []string{want.image, want.side}, []string{d.Containers[0].Image, d.Containers[1].Image})
	}
	same(t, 2*sim.Second, sc.TaskDefinitions[1].Timing.CachedPull.Longest())
	var images []string
	for _, a := range sc.Assumptions {
		if a.Value == "its own" {
			images = append(images, a.Key)
		}
	}
	same(t, []string{
		"taskDefinitions.web:1.containerDefinitions.side.image", "taskDefinitions.web:2.containerDefinitions.side.image",
	}, images)
}

// TestPullsOverridden wants overrides to reach either delay of a pull.
func TestPullsOverridden(t *testing.T) {
	sc := mustParse(t, cached, `taskDefinitions.web:1.timing.pull.cold=7s`, `taskDefinitions.web:3.timing.pull={ cold = 8, cached = 0 }`)
	same(t, seconds(7), sc.TaskDefinitions[0].Timing.Pull)
	same(t, 2*sim.Second, sc.TaskDefinitions[0].Timing.CachedPull.Longest())
	same(t, seconds(8), sc.TaskDefinitions[2].Timing.Pull)
	same(t, seconds(0), *sc.TaskDefinitions[2].Timing.CachedPull)
}
