package ecs

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// probe is what is known of the image digests of a deployment. Under the rule probesDigestsByFirstTask its first task is
// started alone, and resolves the tags of its images for the others (D26 deployment-type-ecs).
type probe struct {
	done     bool // the digests are known, or given up
	failures int  // attempts that failed
}

// mostProbes is how many attempts may fail before the deployment goes on without digests (D26 deployment-type-ecs).
const mostProbes = 3

// knowsDigests says whether there is nothing to resolve: every image is named by its digest or keeps its tag, or the rule
// is off. A container without an image is taken to have a digest.
func (w *World) knowsDigests(id sim.TaskDefinitionID) bool {
	if !w.scenario.Rules.ProbesDigestsByFirstTask {
		return true
	}
	for _, c := range w.scenario.TaskDefinitions[id].Containers {
		if c.Image != "" && !c.KeepsTag && !strings.Contains(c.Image, "@sha256:") {
			return false
		}
	}
	return true
}

// probed takes notice of how a task of the deployment started. That the digests are known once it is RUNNING is assumed.
func (d *deployment) probed(ok bool) {
	if d.probe.done {
		return
	}
	if !ok {
		d.probe.failures++
	}
	d.probe.done = ok || d.probe.failures >= mostProbes
}
