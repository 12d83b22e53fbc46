package scenarios_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// hosts is a scenario for actions on container instances: a-1 to a-3 in the zones a, b, a, and one called big in c.
const hosts = service + `
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "a", memory = 64, portMappings = [{ containerPort = 80, hostPort = 8080 }] }]
[[instances]]
name = "a"
count = 3
availabilityZones = ["us-east-1a", "us-east-1b"]
instanceType = "m5.large"
attributes = { stack = "prod", "ecs.ami-id" = "ami-1" }
agentVersion = "1.70.0"
reserved = { cpu = 128, memory = 256 }
reservedPorts = [8080]
[[instances]]
name = "big"
availabilityZones = ["us-east-1c"]
cpu = 8192
memory = 65536
`

// acts reads hosts with some actions, a minute apart.
func acts(t *testing.T, actions ...string) *sim.Scenario {
	t.Helper()
	return mustParse(t, hosts+entries(actions))
}

func entries(actions []string) string {
	var b strings.Builder
	for i, action := range actions {
		b.WriteString("[[timeline]]\nat = " + string(rune('1'+i)) + "\n" + action + "\n")
	}
	return b.String()
}

// changes are what the actions of a scenario do to instances.
func changes(sc *sim.Scenario) []sim.ChangeInstances {
	var list []sim.ChangeInstances
	for i := range sc.Timeline {
		list = append(list, sc.Timeline[i].Instances)
	}
	return list
}

// TestStatesAndEnds reads actions on instances that are there: by their names, by those of groups, each once, in order.
func TestStatesAndEnds(t *testing.T) {
	sc := acts(t,
		`updateContainerInstancesState = { containerInstances = ["big", "a-2", "a"], status = "DRAINING", cluster = "default" }`,
		`updateContainerInstancesState = { containerInstances = ["a-3", "a-3"], status = "ACTIVE" }`,
		`terminateInstances = { containerInstances = ["a-2"] }`,
		`terminateInstances = { containerInstances = ["a"] }`,
	)
	same(t, []sim.ChangeInstances{
		{Instances: []sim.InstanceID{0, 1, 2, 3}, Drain: true},
		{Instances: []sim.InstanceID{2}},
		{Instances: []sim.InstanceID{1}},
		{Instances: []sim.InstanceID{0, 2}},
	}, changes(sc))
	var kinds []sim.ActionKind
	for i := range sc.Timeline {
		kinds = append(kinds, sc.Timeline[i].Kind)
	}
	same(t, []sim.ActionKind{
		sim.ActionUpdateInstances, sim.ActionUpdateInstances, sim.ActionTerminateInstances, sim.ActionTerminateInstances,
	}, kinds)
	same(t, 30*sim.Second, sc.Scheduler.InstanceLossLag)
	same(t, 5*sim.Second, mustParse(t, minimal, "scheduler.instanceLossLag=5s").Scheduler.InstanceLossLag)
}

// TestAddInstances reads groups that come later: copies of others, and one that says everything itself. Later actions name
// them, and their numbers follow those of the groups that are there from the beginning, in order of time.
func TestAddInstances(t *testing.T) {
	text := hosts + `
[[timeline]]
at = 3
addInstances = { count = 2, availabilityZones = ["us-east-1d"], instanceType = "c5.xlarge", launchDelay = "2m" }
[[timeline]]
at = 1
addInstances = { basedOn = "a", count = 2, attributes = { stack = "test", rack = "1" }, reserved = { cpu = 64 } }
[[timeline]]
at = 2
addInstances = { basedOn = "a-added", name = "c", instanceType = "m6g.large", availabilityZones = ["us-east-1c"], reservedPorts = [] }
[[timeline]]
at = 4
terminateInstances = { containerInstances = ["c", "added", "a-added-2"] }
`
	sc := mustParse(t, text)
	arm := append(linux("arm64"), sim.Attribute{Name: "rack", Value: "1"}, sim.Attribute{Name: "stack", Value: "test"})
	ami := []sim.Attribute{{Name: "ecs.ami-id", Value: "ami-1"}}
	same(t, []sim.InstanceGroup{
		{
			Name: "a-added", Count: 2, Later: true, Zones: []sim.ZoneID{0, 1}, Type: "m5.large", TrunkedENI: 10, AgentVersion: "1.70.0",
			Capacity: sim.Resources{CPU: 2048, Memory: 7690, ENI: 2}, Reserved: sim.Claim{Resources: sim.Resources{CPU: 64, Memory: 256}, Ports: set(0)},
			OtherPorts: 5, Attributes: append(append(ami, linux("x86_64")...), sim.Attribute{Name: "rack", Value: "1"}, sim.Attribute{Name: "stack", Value: "test"}),
		},
		{
			Name: "c", Count: 1, Later: true, Zones: []sim.ZoneID{2}, Type: "m6g.large", TrunkedENI: 10, AgentVersion: "1.70.0",
			Capacity: sim.Resources{CPU: 2048, Memory: 7740, ENI: 2}, Reserved: sim.Claim{Resources: sim.Resources{CPU: 64, Memory: 256}},
			OtherPorts: 5, Attributes: append(append([]sim.Attribute{}, ami...), arm...),
		},
		{
			Name: "added", Count: 2, Later: true, Zones: []sim.ZoneID{3}, Type: "c5.xlarge", TrunkedENI: 20,
			Capacity: sim.Resources{CPU: 4096, Memory: 7634, ENI: 3}, OtherPorts: 5, Attributes: linux("x86_64"),
		},
	}, sc.Groups[2:])
	same(t, []string{"us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"}, sc.Zones)
	assumedDelay := sim.Constant(24 * sim.Second)
	same(t, []sim.ChangeInstances{
		{Instances: []sim.InstanceID{4, 5}, Launch: assumedDelay},
		{Instances: []sim.InstanceID{6}, Launch: assumedDelay},
		{Instances: []sim.InstanceID{7, 8}, Launch: sim.Constant(2 * sim.Minute)},
		{Instances: []sim.InstanceID{5, 6, 7, 8}},
	}, changes(sc))
	var there []bool
	for _, in := range sc.Instances() {
		there = append(there, !in.Later)
	}
	same(t, []bool{true, true, true, true, false, false, false, false, false}, there)
	var notes []string
	for _, a := range assumed(sc.Assumptions) {
		if strings.HasPrefix(a, "timeline") {
			notes = append(notes, a)
		}
	}
	same(t, []string{
		"timeline[1].addInstances.launchDelay=24s", "timeline[2].addInstances.memory=7740", "timeline[2].addInstances.launchDelay=24s",
		"timeline[0].addInstances.memory=7634",
	}, notes)
}

// TestZones reads the loss of a zone with all that may be there by then, and its return with what it lost, but for what was
// terminated or replaced.
func TestZones(t *testing.T) {
	sc := acts(t,
		`addInstances = { basedOn = "a", name = "b", count = 2 }`,
		`terminateInstances = { containerInstances = ["a-1"] }`,
		`loseZone = { availabilityZone = "us-east-1a" }`,
		`terminateInstances = { containerInstances = ["a-3"] }`,
		`restoreZone = { availabilityZone = "us-east-1a", launchDelay = "1m" }`,
		`loseZone = { availabilityZone = "us-east-1a" }`,
		`addInstances = { availabilityZones = ["us-east-1a"], instanceType = "m5.large" }`,
		`restoreZone = { availabilityZone = "us-east-1a", launchDelay = "1m" }`,
	)
	got := changes(sc)
	same(t, []sim.InstanceID{4, 5}, got[0].Instances)
	same(t, []sim.InstanceID{2, 4}, got[2].Instances)
	same(t, sim.ChangeInstances{Instances: []sim.InstanceID{4}, Launch: sim.Constant(sim.Minute)}, got[4])
	same(t, []sim.InstanceID{4}, got[5].Instances)
	same(t, []sim.InstanceID{4}, got[7].Instances)
}

// TestReplaceInstances wants each replaced instance to have a successor in its own zone, with what the action says instead.
func TestReplaceInstances(t *testing.T) {
	sc := acts(t,
		`replaceInstances = { containerInstances = ["a-3", "big", "a-2"], batch = 2, launchDelay = "2m", attributes = { "ecs.ami-id" = "ami-2" } }`,
		`replaceInstances = { containerInstances = ["a"], name = "last", instanceType = "c5.xlarge" }`,
		`replaceInstances = { containerInstances = ["a-new"] }`,
		`updateContainerInstancesState = { containerInstances = ["a-new-2", "last", "a-1"], status = "DRAINING" }`,
	)
	same(t, []sim.ChangeInstances{
		{Instances: []sim.InstanceID{1, 2, 3}, Successors: []sim.InstanceID{4, 5, 6}, Batch: 2, Launch: sim.Constant(2 * sim.Minute)},
		{Instances: []sim.InstanceID{0}, Successors: []sim.InstanceID{7}, Batch: 1, Launch: sim.Constant(24 * sim.Second)},
		{Instances: []sim.InstanceID{4, 5}, Successors: []sim.InstanceID{8, 9}, Batch: 1, Launch: sim.Constant(24 * sim.Second)},
		{Instances: []sim.InstanceID{0, 5, 7}, Drain: true},
	}, changes(sc))
	all := sc.Instances()
	for i := range sc.Timeline {
		c := &sc.Timeline[i].Instances
		for k := range c.Successors {
			if all[c.Successors[k]].Zone != all[c.Instances[k]].Zone {
				t.Errorf("%s is in another zone than %s", all[c.Successors[k]].Name, all[c.Instances[k]].Name)
			}
		}
	}
	var names []string
	for _, in := range all[4:] {
		names = append(names, in.Name)
	}
	same(t, []string{"a-new-1", "a-new-2", "big-new", "last", "a-new-new-1", "a-new-new-2"}, names)
	ami, _ := sc.Attribute(&all[5], "ecs.ami-id")
	stack, _ := sc.Attribute(&all[5], "stack")
	same(t, []string{"ami-2", "prod"}, []string{ami, stack})
	same(t, sc.Groups[0].Capacity, sc.Groups[2].Capacity)
	same(t, sc.Groups[0].Reserved, sc.Groups[2].Reserved)
	same(t, sim.Resources{CPU: 8192, Memory: 65536}, sc.Groups[3].Capacity)
	same(t, sim.Resources{CPU: 4096, Memory: 7634, ENI: 3}, sc.Groups[4].Capacity)
}

// TestReplacedAgain wants a name that a group's successors would have, and that is taken, to get a number.
func TestReplacedAgain(t *testing.T) {
	sc := acts(t,
		`replaceInstances = { containerInstances = ["a-1", "a-2"] }`, `replaceInstances = { containerInstances = ["a"] }`,
		`addInstances = { basedOn = "big" }`, `addInstances = { basedOn = "big" }`,
	)
	var names []string
	for _, g := range sc.Groups[2:] {
		names = append(names, g.Name)
	}
	if diff := cmp.Diff([]string{"a-new", "a-new2", "big-added", "big-added2"}, names); diff != "" {
		t.Error(diff)
	}
}

// TestEveryAction reads a scenario with every action on container instances, which the fuzz target begins with.
func TestEveryAction(t *testing.T) {
	src, err := os.ReadFile("testdata/fleet.toml")
	if err != nil {
		t.Fatal(err)
	}
	sc := mustParse(t, string(src))
	seen := make(map[sim.ActionKind]bool)
	for i := range sc.Timeline {
		seen[sc.Timeline[i].Kind] = true
	}
	for kind := sim.ActionUpdateInstances; kind <= sim.ActionReplaceInstances; kind++ {
		if !seen[kind] {
			t.Errorf("there is no %s", kind)
		}
	}
	if n := len(sc.Instances()); n != 4+2+4 {
		t.Errorf("%d instances", n)
	}
}

// TestManyCopies wants a timeline that copies groups without end to be refused.
func TestManyCopies(t *testing.T) {
	var b strings.Builder
	b.WriteString(strings.Replace(hosts, "attributes = {", "attributes = { "+strings.Repeat("K", 3)+"0 = \"x\",", 1))
	text := b.String()
	var many strings.Builder
	for i := range 3000 {
		many.WriteString("k" + strings.Repeat("i", i%40) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)) + " = \"x\", ")
	}
	text = strings.Replace(text, "KKK0 = \"x\",", many.String(), 1)
	for range 200 {
		text += "[[timeline]]\nat = 1\naddInstances = { basedOn = \"a\" }\n"
	}
	_, err := scenarios.Parse("test.toml", []byte(text))
	if err == nil || !strings.Contains(err.Error(), "with everything that they copy of groups of instances, the actions have more than 500000 settings") {
		t.Errorf("%.300v", err)
	}
}

// TestFleetsOfAnySize wants a fleet of more than half of what a cluster can have to be replaced and added to: what counts is
// how many container instances are registered at once, and of all that ever are only ecssim itself has a limit.
func TestFleetsOfAnySize(t *testing.T) {
	const (
		replace = `replaceInstances = { containerInstances = ["a"], batch = `
		atOnce  = "with these the cluster has 5001 container instances at once, more than 5000"
		inAll   = "with this group the scenario has 24600 container instances, those that are gone by then among them, more than 20000, a limit of ecssim's own"
	)
	for _, test := range []struct {
		count   string
		actions []string
		want    []string
	}{
		{"4900", []string{replace + `100 }`, `replaceInstances = { containerInstances = ["a-new"], batch = 100 }`}, nil},
		{"4900", []string{replace + `101 }`}, []string{atOnce}},
		{"5000", []string{replace + `1 }`}, []string{atOnce}},
		{"5000", []string{`terminateInstances = { containerInstances = ["a-7"] }`, replace + `1 }`}, nil},
		{"5000", []string{`deregisterContainerInstance = { containerInstances = ["a-7"] }`, `addInstances = { basedOn = "a" }`}, nil},
		{"4999", []string{`addInstances = { basedOn = "a", count = 2 }`, `addInstances = { basedOn = "a" }`}, []string{atOnce}},
		{"5000", []string{`loseZone = { availabilityZone = "us-east-1b" }`, `addInstances = { basedOn = "a" }`, `restoreZone = { availabilityZone = "us-east-1b" }`}, []string{atOnce}},
		{"4920", []string{
			replace + `9 }`, `replaceInstances = { containerInstances = ["a-new"] }`, `replaceInstances = { containerInstances = ["a-new-new"] }`,
			`replaceInstances = { containerInstances = ["a-new-new-new"] }`,
		}, []string{inAll}},
	} {
		text := strings.Replace(minimal, `availabilityZones = ["us-east-1a"]`, "name = \"a\"\navailabilityZones = [\"us-east-1a\", \"us-east-1b\"]\ncount = "+test.count, 1)
		for i, action := range test.actions {
			text += fmt.Sprintf("\n[[timeline]]\nat = \"%dm\"\n%s\n", i+1, action)
		}
		same(t, test.want, faultsOf(t, text))
	}
}
