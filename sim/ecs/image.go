package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
)

// images are those that the container instances have: by InstanceID and number of the image, from when on. Hosts of
// Fargate have none: each task has a host of its own.
type images struct {
	of [][]int      // by TaskDefinitionID: the numbers of its containers' images
	n  int          // 0: nothing depends on them
	at [][]sim.Time // by InstanceID, nil until there is one; sim.Never: not there
}

// numberImages gives the images of all task definitions their numbers. A container that doesn't say its image has one of its
// own in each revision.
func numberImages(sc *sim.Scenario) images {
	if !usesImages(sc) {
		return images{}
	}
	var names []string
	m := images{of: make([][]int, len(sc.TaskDefinitions)), at: make([][]sim.Time, len(sc.Instances()))}
	for d := range sc.TaskDefinitions {
		for i := range sc.TaskDefinitions[d].Containers {
			name := sc.TaskDefinitions[d].Containers[i].Image
			k := slices.Index(names, name)
			if k < 0 || name == "" {
				k = len(names)
				names = append(names, name)
			}
			m.of[d] = append(m.of[d], k)
		}
	}
	m.n = len(names)
	return m
}

// usesImages says whether it can matter which images an instance has.
func usesImages(sc *sim.Scenario) bool {
	return slices.ContainsFunc(sc.TaskDefinitions, func(d sim.TaskDefinition) bool { return d.Timing.CachedPull != nil }) ||
		slices.ContainsFunc(sc.Groups, func(g sim.InstanceGroup) bool { return g.Pulling != sim.PullDefault && g.Pulling != sim.PullAlways })
}

// has says whether the instance has all images of a revision.
func (m *images) has(i sim.InstanceID, d sim.TaskDefinitionID, now sim.Time) bool {
	if m.n == 0 {
		return false
	}
	at := m.at[i]
	return at != nil && !slices.ContainsFunc(m.of[d], func(k int) bool { return at[k] > now })
}

// add says that the instance has the images of a revision from some moment on. A pull goes on when its task is stopped
// (assumed), so that they come all the same.
func (m *images) add(i sim.InstanceID, d sim.TaskDefinitionID, from sim.Time) {
	if m.n == 0 {
		return
	}
	if m.at[i] == nil {
		m.at[i] = make([]sim.Time, m.n)
		for k := range m.at[i] {
			m.at[i][k] = sim.Never
		}
	}
	for _, k := range m.of[d] {
		m.at[i][k] = min(m.at[i][k], from)
	}
}

// pulls is how long a task's images take to be there, and whether they don't come at all. An agent that is told to pull once
// or to prefer what it has doesn't pull what is there (agent configuration ECS_IMAGE_PULL_BEHAVIOR). One with the default
// would make do with what is there if the pull fails; but the fault pullFails stands for an image that can't be had.
func (w *World) pulls(t *task) (span sim.Span, fails bool) {
	d, group := w.definition(t), w.group(t.instance)
	cached := !group.Fargate && w.images.has(t.instance, t.definition, w.Now())
	if cached && (group.Pulling == sim.PullOnce || group.Pulling == sim.PullPreferCached) {
		return 0, false
	}
	fails = t.faults != nil && t.faults.PullFails
	from := d.Timing.Pull
	if cached && d.Timing.CachedPull != nil {
		from = *d.Timing.CachedPull
	}
	span = w.draw(t, draw.Pull, from)
	if !fails && !group.Fargate {
		w.images.add(t.instance, t.definition, w.Now().Add(span))
	}
	return span, fails
}

// forget empties an instance, which has been launched anew.
func (m *images) forget(i sim.InstanceID) {
	if m.n > 0 {
		m.at[i] = nil
	}
}

// group is the group that an instance belongs to.
func (w *World) group(i sim.InstanceID) *sim.InstanceGroup {
	return &w.scenario.Groups[w.members.instances[i].Group]
}
