package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// mostLacking is how many container instances a refusal names one by one.
const mostLacking = 20

// Lacking is what a container instance lacked when a task was refused, or likewise several of one group that lacked the
// same.
type Lacking struct {
	Instance sim.InstanceID // sim.NoInstance where they are several, or the cluster is large
	First    int            // index in Refusal.Each of the first of them
	Group    int            // index in Scenario.Groups
	Count    int
	Lacks    sim.Lacks
}

// LackingOf says of each container instance that was registered what it lacked, in order of InstanceID; in a cluster of
// more than 20 of each group and set of things how many lacked it, in order of groups and first instances. group is the
// group of each instance.
func LackingOf(r *sim.Refusal, group []int) []Lacking {
	var list []Lacking
	for n, one := range r.Each {
		l := Lacking{Instance: one.Instance, First: n, Group: group[one.Instance], Count: 1, Lacks: one.Lacks}
		if len(r.Each) > mostLacking {
			l.Instance = sim.NoInstance
			if i := slices.IndexFunc(list, func(m Lacking) bool { return m.Group == l.Group && m.Lacks == l.Lacks }); i >= 0 {
				list[i].Count++
				continue
			}
		}
		list = append(list, l)
	}
	return list
}

// groupsOf is the group of each container instance.
func groupsOf(sc *sim.Scenario) []int {
	var groups []int
	for _, instance := range sc.Instances() {
		groups = append(groups, instance.Group)
	}
	return groups
}
