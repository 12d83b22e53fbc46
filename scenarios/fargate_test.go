package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// serverless is a scenario with a service on Fargate and nothing else.
const serverless = `
schemaVersion = 1
[[taskDefinitions]]
family = "web"
networkMode = "awsvpc"
cpu = "0.25 vCPU"
memory = "1 GB"
containerDefinitions = [{ name = "app", portMappings = [{ containerPort = 80 }] }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 2
launchType = "FARGATE"
`

// TestFargate wants a service on Fargate to have hosts without bounds behind all instances, one in each zone, and the timing
// of Fargate, as far as the scenario says neither.
func TestFargate(t *testing.T) {
	sc := mustParse(t, serverless)
	same(t, true, sc.Services[0].Fargate)
	same(t, []string{"us-east-1a", "us-east-1b", "us-east-1c"}, sc.Zones)
	hosts := sim.InstanceGroup{
		Name: "fargate", Count: 3, Zones: []sim.ZoneID{0, 1, 2}, Fargate: true,
		Capacity: sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited, ENI: sim.Unlimited},
	}
	same(t, []sim.InstanceGroup{hosts}, sc.Groups)
	same(t, sim.Timing{Provision: seconds(12), Pull: millis(8800), Start: millis(700), Ready: seconds(0), Exit: seconds(2), Deprovision: millis(23500)},
		sc.TaskDefinitions[0].Timing)
	same(t, []string{
		`fargate.availabilityZones=["us-east-1a", "us-east-1b", "us-east-1c"]`,
		"taskDefinitions.web:1.timing.provision=12s", "taskDefinitions.web:1.timing.pull=8.8s", "taskDefinitions.web:1.timing.start=700ms",
		"taskDefinitions.web:1.timing.exit=2s", "taskDefinitions.web:1.timing.deprovision=23.5s",
		"services.web.availabilityZoneRebalancing=DISABLED",
	}, assumed(sc.Assumptions))
	// At 125 tasks a minute a pass every 10 s starts 20 of them.
	const scale = "[[timeline]]\nat = 1\nupdateService = { service = \"web\", desiredCount = "
	for _, test := range []struct {
		text string
		sets []string
		want bool
	}{
		{serverless, []string{"services.web.desiredCount=20"}, false},
		{serverless, []string{"services.web.desiredCount=21"}, true},
		{serverless, []string{"services.web.desiredCount=21", "scheduler.launchRate=500"}, false},
		{serverless + scale + "20 }\n", nil, false},
		{serverless + scale + "21 }\n", nil, true},
	} {
		got := slices.Contains(assumed(mustParse(t, test.text, test.sets...).Assumptions), "scheduler.launchRate=500")
		same(t, test.want, got)
	}
	// Of the account 25 are launched at once.
	const second = "[[services]]\nserviceName = \"web2\"\ntaskDefinition = \"web\"\nlaunchType = \"FARGATE\"\ndesiredCount = "
	for _, test := range []struct {
		text string
		sets []string
		want bool
	}{
		{serverless, []string{"services.web.desiredCount=25"}, false},
		{serverless, []string{"services.web.desiredCount=26"}, true},
		{serverless, []string{"services.web.desiredCount=26", "scheduler.fargateBurst=100"}, false},
		{serverless + second + "23\n", nil, false},
		{serverless + second + "24\n", nil, true},
		{serverless + second + "22\n" + scale + "4 }\n" + scale + "3 }\n", nil, true},
	} {
		got := slices.Contains(assumed(mustParse(t, test.text, test.sets...).Assumptions), "scheduler.fargateBurst=100")
		same(t, test.want, got)
	}
	same(t, [2]int{100, 20}, [2]int{sc.Scheduler.FargateBurst, sc.Scheduler.FargateRate})
	sc = mustParse(t, serverless, "scheduler.fargateBurst=25", "scheduler.fargateRate=5")
	same(t, [2]int{25, 5}, [2]int{sc.Scheduler.FargateBurst, sc.Scheduler.FargateRate})
}

// TestFargateBesideInstances wants the hosts of Fargate behind those of the cluster, in their zones or in those that
// [fargate] says, and a zone that is lost to be lost there as well.
func TestFargateBesideInstances(t *testing.T) {
	const rest = `
[[instances]]
count = 2
availabilityZones = ["us-east-1b", "us-east-1a"]
instanceType = "m5.large"
[[timeline]]
at = 1
addInstances = { name = "late", availabilityZones = ["us-east-1b"], instanceType = "m5.large" }
[[timeline]]
at = 2
loseZone = { availabilityZone = "us-east-1a" }
[[timeline]]
at = 3
restoreZone = { availabilityZone = "us-east-1a" }
`
	sc := mustParse(t, serverless+rest)
	same(t, []string{"us-east-1b", "us-east-1a"}, sc.Zones)
	same(t, sim.InstanceGroup{
		Name: "fargate", Count: 2, Zones: []sim.ZoneID{0, 1}, Fargate: true,
		Capacity: sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited, ENI: sim.Unlimited},
	}, sc.Groups[2])
	same(t, "fargate-2", sc.Instances()[4].Name)
	same(t, []sim.InstanceID{1, 4}, sc.Timeline[1].Instances.Instances)
	same(t, []sim.InstanceID{1, 4}, sc.Timeline[2].Instances.Instances)
	sc = mustParse(t, serverless+rest, `fargate.availabilityZones=["us-east-1a","us-east-1z"]`, "scheduler.launchRate=125")
	same(t, []sim.ZoneID{1, 2}, sc.Groups[2].Zones)
	same(t, []sim.InstanceID{1, 3}, sc.Timeline[1].Instances.Instances)
	if all := strings.Join(assumed(sc.Assumptions), " "); strings.Contains(all, "fargate.") || strings.Contains(all, "launchRate") {
		t.Errorf("assumed although it is said: %s", all)
	}
	// How many network interfaces instances have doesn't matter as long as no task there needs one.
	const unknown = "[[instances]]\navailabilityZones = [\"us-east-1a\"]\ncpu = 1024\nmemory = 1024\n"
	const task = "[[standaloneTasks]]\ntaskDefinition = \"web\"\ninstances = [\"group-1\"]\n"
	mustParse(t, serverless+unknown)
	same(t, "there are tasks in the network mode awsvpc, and how many of them a member takes isn't known", faultsOf(t, serverless+unknown+task)[0])
	// Without a service on Fargate there are no such hosts.
	sc = mustParse(t, minimal+"[fargate]\navailabilityZones = [\"us-east-1z\"]\n")
	same(t, []string{"us-east-1a"}, sc.Zones)
	same(t, 1, len(sc.Groups))

	same(t, []string{`an instance or a group is called "fargate", as what stands for AWS Fargate`},
		faultsOf(t, serverless+"[[instances]]\nname = \"fargate\"\navailabilityZones = [\"us-east-1a\"]\ninstanceType = \"m5.large\"\n"))
	same(t, []string{`the zone "a" is there already`}, faultsOf(t, serverless+"[fargate]\navailabilityZones = [\"a\", \"a\"]\n"))
}

// TestFargateSizes wants tasks on Fargate to have one of its sizes (D26 fargate-tasks-services).
func TestFargateSizes(t *testing.T) {
	const wrong = "ClientException: No Fargate configuration exists for given values. (web:1 has cpu = "
	for _, test := range []struct{ cpu, memory, want string }{
		{"256", "512", ""},
		{"256", "1024", ""},
		{"256", "3072", wrong + "256 and memory = 3072, but with that cpu it is 512, 1024, 2048 MiB)"},
		{"512", "4096", ""},
		{"512", "512", wrong + "512 and memory = 512, but with that cpu it is 1024 to 4096 MiB by 1024)"},
		{"1024", "2048", ""},
		{"1024", "2500", wrong + "1024 and memory = 2500, but with that cpu it is 2048 to 8192 MiB by 1024)"},
		{"2048", "16384", ""},
		{"4096", "30720", ""},
		{"4096", "31744", wrong + "4096 and memory = 31744, but with that cpu it is 8192 to 30720 MiB by 1024)"},
		{"8192", "20480", ""},
		{"8192", "17408", wrong + "8192 and memory = 17408, but with that cpu it is 16384 to 61440 MiB by 4096)"},
		{"16384", "122880", ""},
		{"16384", "36864", wrong + "16384 and memory = 36864, but with that cpu it is 32768 to 122880 MiB by 8192)"},
		{"32768", "249856", ""},
		{"32768", "65536", wrong + "32768 and memory = 65536, but with that cpu it is 61440, 122880, 249856 MiB)"},
		{"300", "512", wrong + "300, which isn't one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)"},
	} {
		text := strings.Replace(serverless, `"0.25 vCPU"`, test.cpu, 1)
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		same(t, want, faultsOf(t, strings.Replace(text, `"1 GB"`, test.memory, 1)))
	}
}

// TestNotOnFargate wants task definitions that Fargate can't run to be refused, and what it has no use for.
func TestNotOnFargate(t *testing.T) {
	const support = invalidParameter + "Task definition does not support launch_type FARGATE. (web:1 "
	for _, test := range []struct{ from, to, want string }{
		{`networkMode = "awsvpc"`, ``, support + "has the network mode bridge)"},
		{`cpu = "0.25 vCPU"`, ``, support + "has no cpu of the task)"},
		{"memory = \"1 GB\"\ncontainerDefinitions = [{", "containerDefinitions = [{ memory = 512, ", support + "has no memory of the task)"},
		{`name = "app",`, `name = "app", resourceRequirements = [{ type = "GPU", value = "1" }],`, support + "asks for GPUs)"},
		{`family = "web"`, `family = "web"` + "\n" + `requiresCompatibilities = ["EC2"]`, support + "requires EC2)"},
		{`family = "web"`, `family = "web"` + "\n" + `requiresCompatibilities = ["EC2", "FARGATE"]`, ""},
		{`name = "app",`, `name = "app", stopTimeout = 121,`, support + "has stopTimeout = 121 in the container app, where Fargate has 2 to 120 s)"},
		{`name = "app",`, `name = "app", stopTimeout = 1,`, support + "has stopTimeout = 1 in the container app, where Fargate has 2 to 120 s)"},
		{`name = "app",`, `name = "app", startTimeout = 200,`, support + "has startTimeout = 200 in the container app, where Fargate has 2 to 120 s)"},
		{`name = "app",`, `name = "app", startTimeout = 0,`, support + "has startTimeout = 0 in the container app, where Fargate has 2 to 120 s)"},
		{`name = "app",`, `name = "app", startTimeout = 2, stopTimeout = 120,`, ""},
		{`name = "app",`, `name = "app", stopTimeout = 86401,`, "86401 is outside 0..86400"},
		{`family = "web"`, `family = "web"` + "\n" + `placementConstraints = [{ type = "memberOf", expression = "attribute:a exists" }]`, support + "has placement constraints)"},
		{`containerPort = 80 }`, `containerPort = 80, hostPort = 81 }`, "81 differs from the containerPort 80, which in the network mode awsvpc it can't"},
		{`desiredCount = 2`, "desiredCount = 2\nplacementStrategy = [{ type = \"random\" }]", invalidParameter + "Placement strategies are not supported with FARGATE launch type."},
		{`desiredCount = 2`, "desiredCount = 2\nplacementConstraints = [{ type = \"distinctInstance\" }]", invalidParameter + "Placement constraints are not supported with FARGATE launch type."},
		{`desiredCount = 2`, "desiredCount = 2\nplatformVersion = \"1.3.0\"", ""},
		{`networkMode = "awsvpc"`, "networkMode = \"awsvpc\"\nruntimePlatform = { cpuArchitecture = \"ARM64\" }", ""},
		{`desiredCount = 2`, "desiredCount = 2\nplatformVersion = \"2.0.0\"", `PlatformUnknownException: The specified platform does not exist. ("2.0.0" is not one of LATEST, 1.4.0, 1.3.0, 1.2.0, 1.1.0, 1.0.0)`},
		{`desiredCount = 2`, `schedulingStrategy = "DAEMON"`, invalidParameter + "The daemon scheduling strategy does not support the FARGATE launch type. Change the launch type and try again"},
	} {
		var want []string
		if test.want != "" {
			want = []string{test.want}
		}
		same(t, want, faultsOf(t, strings.Replace(serverless, test.from, test.to, 1)))
	}
	arm := strings.Replace(serverless, `networkMode = "awsvpc"`, "networkMode = \"awsvpc\"\nruntimePlatform = { cpuArchitecture = \"ARM64\" }", 1)
	same(t, []string{"PlatformTaskDefinitionIncompatibilityException: One or more of the requested capabilities are not supported. (web:1 needs 1.4.0)"},
		faultsOf(t, arm+"platformVersion = \"1.3.0\"\n"))
}

// TestUpdatesOnFargate wants calls of UpdateService to be judged by the launch type of their service, and a platform version to
// be a parameter that deploys.
func TestUpdatesOnFargate(t *testing.T) {
	calls := []string{
		`placementStrategy = [{ type = "random" }]`,
		`taskDefinition = "big", networkConfiguration = { awsvpcConfiguration = { subnets = ["s"] } }`,
		`platformVersion = "1.3.0"`,
		`taskDefinition = "huge"`,
		`taskDefinition = "huge", platformVersion = "LATEST"`,
		`taskDefinition = "plain"`,
		`launchType = "EC2"`,
	}
	text := serverless + `
[[taskDefinitions]]
family = "big"
basedOn = "web"
cpu = 256
memory = 4096
[[taskDefinitions]]
family = "huge"
basedOn = "web"
cpu = 8192
memory = 16384
[[taskDefinitions]]
family = "plain"
containerDefinitions = [{ name = "app", memory = 512 }]
`
	for _, call := range calls[:len(calls)-1] {
		text += "[[timeline]]\nat = 1\nupdateService = { service = \"web\", " + call + " }\n"
	}
	same(t, []string{
		invalidParameter + "Placement strategies are not supported with FARGATE launch type.",
		"ClientException: No Fargate configuration exists for given values. (big:1 has cpu = 256 and memory = 4096, but with that cpu it is 512, 1024, 2048 MiB)",
		"PlatformTaskDefinitionIncompatibilityException: One or more of the requested capabilities are not supported. (huge:1 needs 1.4.0, and the service has 1.3.0)",
		invalidParameter + "Task definition does not support launch_type FARGATE. (plain:1 has the network mode bridge)",
	}, faultsOf(t, text))
	sc := mustParse(t, text)
	same(t, []sim.Parameter{{Name: "platformVersion", Value: `"1.3.0"`, Deploys: true}}, sc.Timeline[2].Update.Parameters)
	same(t, []sim.Parameter{{Name: "platformVersion", Deploys: true}}, sc.Timeline[4].Update.Parameters)
	same(t, seconds(12), sc.TaskDefinitions[2].Timing.Provision) // huge:1, which only calls name
	same(t, millis(1600), sc.TaskDefinitions[3].Timing.Provision)
	same(t, []string{"unknown key in updateService of [[timeline]]"}, faultsOf(t, text+"[[timeline]]\nat = 2\nupdateService = { service = \"web\", "+calls[6]+" }\n")[4:])
}

// TestTimeoutsForFargate wants the timeouts of a task definition that is made for Fargate to be told where they stand,
// whether a service uses it or not; one that is made for EC2 may have others.
func TestTimeoutsForFargate(t *testing.T) {
	const timeouts = `name = "app", stopTimeout = 200, startTimeout = 1,`
	text := strings.Replace(minimal, `name = "app",`, timeouts, 1)
	mustParse(t, text)
	for _, made := range []string{text, strings.Replace(serverless, `name = "app",`, timeouts, 1)} {
		made = strings.Replace(made, `family = "web"`, `family = "web"`+"\n"+`requiresCompatibilities = ["EC2", "FARGATE"]`, 1)
		same(t, []string{
			"on Fargate a stopTimeout is 2 to 120 s, and the task definition requires FARGATE",
			"on Fargate a startTimeout is 2 to 120 s, and the task definition requires FARGATE",
		}, faultsOf(t, made))
	}
}
