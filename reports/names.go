package reports

import "github.com/ecssim/ecssim/sim"

// nameCache is sim.Names that makes the names of deployments and tasks once: each costs a hash.
type nameCache struct {
	*sim.Names
	deployments [][]string // by service and deployment; "" is not made yet
	tasks       [][]string
}

func newNameCache(sc *sim.Scenario) *nameCache {
	return &nameCache{
		Names: sim.NewNames(sc), deployments: make([][]string, len(sc.Services)), tasks: make([][]string, len(sc.Services)),
	}
}

// Deployment is the deployment's id.
func (c *nameCache) Deployment(s sim.ServiceID, d sim.DeploymentID) string {
	name := entry(&c.deployments[s], int(d))
	if *name == "" {
		*name = c.Names.Deployment(s, d)
	}
	return *name
}

// Task is the task's id.
func (c *nameCache) Task(s sim.ServiceID, t sim.TaskNumber) string {
	name := entry(&c.tasks[s], int(t))
	if *name == "" {
		*name = c.Names.Task(s, t)
	}
	return *name
}

// entry is element i of a list that grows as needed.
func entry(list *[]string, i int) *string {
	for len(*list) <= i {
		*list = append(*list, "")
	}
	return &(*list)[i]
}
