package scenarios

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// silent is a scenario that says nothing of the scheduler.
const silent = `
schemaVersion = 1
behavior = %q
[fargate]
availabilityZones = ["us-east-1a"]
[[taskDefinitions]]
family = "web"
networkMode = "awsvpc"
cpu = "256"
memory = "512"
[[taskDefinitions.containerDefinitions]]
name = "app"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
launchType = "FARGATE"
desiredCount = 1
`

// DefaultScheduler are the settings of [scheduler] in a scenario with this behavior that says nothing of them.
func DefaultScheduler(behavior sim.Behavior) (sim.Scheduler, error) {
	sc, err := Parse("defaults", fmt.Appendf(nil, silent, string(behavior)))
	if err != nil {
		return sim.Scheduler{}, err
	}
	return sc.Scheduler, nil
}
