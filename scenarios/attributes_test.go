package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// linux are the attributes that instances have unless they say otherwise.
func linux(architecture string) []sim.Attribute {
	return []sim.Attribute{
		{Name: "ecs.cpu-architecture", Value: architecture}, {Name: "ecs.os-family", Value: "LINUX"}, {Name: "ecs.os-type", Value: "linux"},
	}
}

// TestAttributes reads custom attributes and ECS's own, which can be said otherwise.
func TestAttributes(t *testing.T) {
	sc := mustParse(t, minimal+`
[[instances]]
name = "b"
availabilityZones = ["us-east-1a"]
instanceType = "m6g.large"
agentVersion = "1.73.0"
[instances.attributes]
stack = "prod"
"com.example/rack\\1" = "a b"
"ecs.ami-id" = "ami-1"
"ecs.os-family" = "WINDOWS_SERVER_2022_CORE"
`)
	same(t, linux("x86_64"), sc.Groups[0].Attributes)
	same(t, "", sc.Groups[0].AgentVersion)
	same(t, []sim.Attribute{
		{Name: `com.example/rack\1`, Value: "a b"},
		{Name: "ecs.ami-id", Value: "ami-1"},
		{Name: "ecs.cpu-architecture", Value: "arm64"},
		{Name: "ecs.os-family", Value: "WINDOWS_SERVER_2022_CORE"},
		{Name: "ecs.os-type", Value: "linux"},
		{Name: "stack", Value: "prod"},
	}, sc.Groups[1].Attributes)
	same(t, "1.73.0", sc.Groups[1].AgentVersion)
}

// TestArchitecture reads the architecture off the names of instance types, known ones and others.
func TestArchitecture(t *testing.T) {
	for architecture, types := range map[string]string{
		"arm64":  "a1.large m6g.large m6gd.large c7gn.large t4g.micro g5g.xlarge x2gd.large im4gn.large is4gen.large r8g.large hpc7g.16xlarge c99g.large",
		"x86_64": "m5.large t3a.micro g5.xlarge g4dn.xlarge m7i-flex.large p4d.24xlarge i3.large inf1.xlarge u-6tb1.metal x2idn.16xlarge gr6.4xlarge",
	} {
		for name := range strings.FieldsSeq(types) {
			sc := mustParse(t, strings.Replace(minimal, `instanceType = "m5.large"`, "cpu = 1024\nmemory = 1024\ninstanceType = \""+name+`"`, 1))
			if got, _ := sc.Attribute(&sc.Instances()[0], "ecs.cpu-architecture"); got != architecture {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}

// TestRuntimePlatform reads what a task definition requires of instances: nothing unless it says so, and what basedOn copies
// key by key. Where an instance's architecture can't be told from anything, it is listed as assumed.
func TestRuntimePlatform(t *testing.T) {
	text := minimal + `
[[taskDefinitions]]
basedOn = "web:1"
runtimePlatform = { cpuArchitecture = "ARM64", operatingSystemFamily = "LINUX" }
[[taskDefinitions]]
basedOn = "web:2"
runtimePlatform = { cpuArchitecture = "X86_64" }
`
	sc := mustParse(t, text)
	system := sim.Attribute{Name: "ecs.os-family", Value: "LINUX"}
	var got [][]sim.Attribute
	for i := range sc.TaskDefinitions {
		got = append(got, sc.TaskDefinitions[i].Requires)
	}
	same(t, [][]sim.Attribute{
		nil,
		{{Name: "ecs.cpu-architecture", Value: "arm64"}, system},
		{{Name: "ecs.cpu-architecture", Value: "x86_64"}, system},
	}, got)
	in := &sc.Instances()[0]
	same(t, []bool{true, false, true}, []bool{
		sc.HasRequired(in, &sc.TaskDefinitions[0]), sc.HasRequired(in, &sc.TaskDefinitions[1]), sc.HasRequired(in, &sc.TaskDefinitions[2]),
	})

	const note = `instances.group-1.attributes={ "ecs.cpu-architecture" = "x86_64" }`
	const plain = "cpu = 1024\nmemory = 1024\n"
	for instance, want := range map[string]bool{
		`instanceType = "m5.large"`: false,
		plain:                       true,
		plain + `attributes = { "ecs.cpu-architecture" = "arm64" }`: false,
		plain + `attributes = { stack = "prod" }`:                   true,
		plain + `instanceType = "z99g.large"`:                       false,
	} {
		all := assumed(mustParse(t, strings.Replace(text, `instanceType = "m5.large"`, instance, 1)).Assumptions)
		same(t, want, slices.Contains(all, note))
	}
	if all := assumed(mustParse(t, strings.Replace(minimal, `instanceType = "m5.large"`, plain, 1)).Assumptions); slices.Contains(all, note) {
		t.Error("the architecture is listed although no task requires one")
	}
	const alone = "[[standaloneTasks]]\ntaskDefinition = \"web:2\"\n"
	same(t, []string{`"group-1" has no room for this task of web:2; it hasn't got an attribute that the task definition requires`},
		faultsOf(t, text+alone+"instances = [\"group-1\"]\n"))
	same(t, []string{"there is room for 0 of these 1 tasks of web:2 only"}, faultsOf(t, text+alone))
}

// TestTrunkAttribute wants instances with a trunk interface, and no others, to have the attribute that says so, each with a
// value of its own unless the scenario says one.
func TestTrunkAttribute(t *testing.T) {
	sc := mustParse(t, minimal+`
[[instances]]
name = "trunk"
count = 2
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
awsvpcTrunking = true
[[instances]]
name = "said"
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
awsvpcTrunking = true
attributes = { "ecs.awsvpc-trunk-id" = "a6148e89" }
[[timeline]]
at = 1
addInstances = { basedOn = "trunk", name = "late" }
`)
	var got []string
	for _, in := range sc.Instances() {
		value, ok := sc.Attribute(&in, "ecs.awsvpc-trunk-id")
		if ok != (value != "") {
			t.Errorf("%s: %q, %v", in.Name, value, ok)
		}
		got = append(got, value)
	}
	same(t, []string{"", "trunk-trunk-1", "trunk-trunk-2", "a6148e89", "trunk-late"}, got)
}

// TestVersionAsked wants the version of agents where a constraint of a service, a task definition or a call looks at it.
func TestVersionAsked(t *testing.T) {
	const constraint = `placementConstraints = [{ type = "memberOf", expression = "agentVersion >= 1.70" }]`
	for _, text := range []string{
		minimal + constraint,
		strings.Replace(minimal, `family = "web"`, "family = \"web\"\n"+constraint, 1),
		minimal + "[[timeline]]\nat = 1\nupdateService = { service = \"web\", " + constraint + " }\n",
		minimal + "[[timeline]]\nat = 1\ncreateService = { serviceName = \"api\", taskDefinition = \"web\", desiredCount = 1, " + constraint + " }\n",
	} {
		_, err := scenarios.Parse("test.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), "instances[0].agentVersion: a placement constraint looks at agentVersion") {
			t.Errorf("%v", err)
		}
		mustParse(t, strings.Replace(text, "instanceType", "agentVersion = \"1.73.0\"\ninstanceType", 1))
	}
}
