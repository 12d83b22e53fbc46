package scenarios_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// loaded is a cluster of five instances, of which us-east-1a has three, and one that comes later.
const loaded = `
schemaVersion = 1
[[instances]]
name = "a"
count = 2
availabilityZones = ["us-east-1a"]
cpu = 1024
memory = 1024
[[instances]]
name = "b"
count = 3
availabilityZones = ["us-east-1b", "us-east-1a", "us-east-1c"]
cpu = 2048
memory = 1024
reserved = { cpu = 1024 }
[[timeline]]
at = 1
addInstances = { name = "late", availabilityZones = ["us-east-1d"], cpu = 8192, memory = 8192 }
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", memory = 4 }]
[[taskDefinitions]]
family = "batch"
containerDefinitions = [{ name = "job", cpu = 512, memory = 256 }]
[[taskDefinitions]]
basedOn = "batch:1"
status = "INACTIVE"
[[taskDefinitions]]
family = "agent"
containerDefinitions = [{ name = "agent", memory = 4, portMappings = [{ containerPort = 8125, hostPort = 8125, protocol = "udp" }] }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 1
`

// TestStandaloneTasks wants tasks outside of services to be where the scenario says, and the others dealt to the zones in
// turn, where the first have left room. Places by hand: after the first two entries a-1 has room for one more batch task,
// b-1 (us-east-1b) for none and every other instance for two.
func TestStandaloneTasks(t *testing.T) {
	sc := mustParse(t, loaded+`
[[standaloneTasks]]
taskDefinition = "batch:1"
count = 5
[[standaloneTasks]]
taskDefinition = "batch:2"
instances = ["a-1", "b-1", "b-1"]
group = "nightly"
[[standaloneTasks]]
taskDefinition = "agent"
instances = ["b", "a-2"]
count = 4
[[standaloneTasks]]
taskDefinition = "agent"
`)
	same(t, []sim.StandaloneTasks{
		// us-east-1a, then c, then a and c, then a: two of a-1, a-2 and b-2 each once, and b-3 twice
		{Definition: 1, Group: "family:batch", Instances: []sim.InstanceID{0, 1, 3, 4, 4}},
		{Definition: 2, Group: "nightly", Instances: []sim.InstanceID{0, 2, 2}},
		{Definition: 3, Group: "family:agent", Instances: []sim.InstanceID{2, 3, 4, 1}},
		{Definition: 3, Group: "family:agent", Instances: []sim.InstanceID{0}}, // the one whose port is free
	}, sc.Standalone)
}

// TestStandaloneTasksDoNotFit wants more tasks than there is room for to be a fault.
func TestStandaloneTasksDoNotFit(t *testing.T) {
	const ten = "\n[[standaloneTasks]]\ntaskDefinition = \"batch:1\"\ncount = "
	same(t, 10, len(mustParse(t, loaded+ten+"10\n").Standalone[0].Instances))
	same(t, []string{"there is room for 10 of these 11 tasks of batch:1 only"}, faultsOf(t, loaded+ten+"11\n"))
	same(t, []string{"there is room for 5 of these 6 tasks of agent:1 only"}, faultsOf(t, loaded+"[[standaloneTasks]]\ntaskDefinition = \"agent\"\ncount = 6\n"))
	same(t, []string{"with these there are more than 10000 tasks outside of services, a limit of ecssim's own"},
		faultsOf(t, loaded+ten+"6000\n"+ten+"6000\n"))
	// Of 100 host ports of an instance the agent keeps five.
	var kept []string
	for port := range 95 {
		kept = append(kept, strconv.Itoa(1000+port))
	}
	const named = "\n[[standaloneTasks]]\ntaskDefinition = \"agent\"\ninstances = [\"a-1\"]\n"
	reserving := func(n int) string {
		return strings.Replace(loaded, "count = 2\n", "count = 2\nreservedPorts = ["+strings.Join(kept[:n], ",")+"]\n", 1)
	}
	mustParse(t, reserving(94)+named)
	same(t, []string{`"a-1" has no room for this task of agent:1; it would have more than 100 host ports reserved`}, faultsOf(t, reserving(95)+named))
	same(t, []sim.InstanceID{2, 3, 4}, mustParse(t, reserving(95)+"\n[[standaloneTasks]]\ntaskDefinition = \"agent\"\ncount = 3\n").Standalone[0].Instances)
}
