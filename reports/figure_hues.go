package reports

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostHueNames is how many hues a picture's legend has room for.
const mostHueNames = 12

// deploymentHues are the hues of each service's deployments that have tasks: the newest, those before it, the oldest.
// Where there are several services, each has hues of its own.
func (in *ClusterInput) deploymentHues() [][]Hue {
	newest := make([]sim.DeploymentID, len(in.Scenario.Services))
	for i := range in.Tracks.Tasks {
		t := &in.Tracks.Tasks[i]
		newest[t.Service] = max(newest[t.Service], t.Deployment)
	}
	hues := make([][]Hue, len(newest))
	for s, last := range newest {
		hues[s] = make([]Hue, last+1)
		for d := range hues[s] {
			if len(newest) > 1 {
				hues[s][d] = ServiceHue(s, d == int(last))
			} else {
				hues[s][d] = laneHue(int(last)-d, int(last)+1)
			}
		}
	}
	return hues
}

// laneHue is the hue of the i-th newest of n deployments.
func laneHue(i, n int) Hue {
	if i > 0 && i >= min(n, mostLanes)-1 {
		return HueOld
	}
	return [...]Hue{HueNew, HueSecond, HueThird}[min(i, 2)]
}

// hueNames says what the hues in the picture are, as many as the legend has room for, and how many more there are.
func (in *ClusterInput) hueNames(f *Figure, hues [][]Hue) []HueName {
	var present [256]bool
	for _, p := range f.Panels {
		for _, g := range p.Groups {
			for _, row := range g.Rows {
				present[row.Hue] = true
			}
		}
	}
	var names []HueName
	for hue, is := range present {
		if is {
			names = append(names, HueName{Hue(hue), in.hueName(Hue(hue), hues)})
		}
	}
	if more := len(names) - mostHueNames; more > 0 {
		names = append(names[:mostHueNames], HueName{HueNone, fmt.Sprintf("and %d more", more)})
	}
	return names
}

// hueName is what a hue stands for: the revision, where one deployment has it to itself, after the service's name where
// there are several.
func (in *ClusterInput) hueName(hue Hue, hues [][]Hue) string {
	var services, revisions []string
	for i := range in.Tracks.Tasks {
		t := &in.Tracks.Tasks[i]
		if hues[t.Service][t.Deployment] != hue {
			continue
		}
		if s := in.Names.Service(t.Service); !slices.Contains(services, s) {
			services = append(services, s)
		}
		if d := in.Names.TaskDefinition(t.Definition); !slices.Contains(revisions, d) {
			revisions = append(revisions, d)
		}
	}
	switch {
	case hue >= HueService && len(services) > 1:
		return quantity(len(services), "service")
	case hue >= HueService && len(revisions) > 1:
		return services[0] + ", earlier"
	case hue >= HueService:
		return services[0] + " " + revisions[0]
	case len(revisions) > 1:
		return [...]string{HueNew: "newest deployment", HueSecond: "the one before", HueThird: "the one before that", HueOld: "earlier ones"}[hue]
	}
	return revisions[0]
}
