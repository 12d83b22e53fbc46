package scenarios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// service is a service of web and the schema version, for tests about task definitions.
const service = `
schemaVersion = 1
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 2
`

const basedOn = service + `
[[taskDefinitions]]
family = "web"
networkMode = "host"
cpu = "1 vCPU"
[[taskDefinitions.containerDefinitions]]
name = "app"
image = "app:1"
memory = 512
stopTimeout = 60
healthCheck = { interval = 10, retries = 2 }
[[taskDefinitions.containerDefinitions]]
name = "log"
memory = 64
essential = false
[taskDefinitions.timing]
pull = "9s"
ready = { uniform = { min = "1s", max = "3s" } }

[[taskDefinitions]]
basedOn = "web"
networkMode = "bridge"
[[taskDefinitions.containerDefinitions]]
name = "app"
image = "app:2"
portMappings = [{ containerPort = 80 }]
healthCheck = { interval = 20 }
[[taskDefinitions.containerDefinitions]]
name = "proxy"
memory = 32
[taskDefinitions.timing]
ready = "4s"

[[taskDefinitions]]
basedOn = "web:2"
family = "api"
revision = 7

[[taskDefinitions]]
family = "api"
basedOn = "api:7"
`

func TestBasedOn(t *testing.T) {
	sc := mustParse(t, basedOn)
	var names []string
	for i := range sc.TaskDefinitions {
		names = append(names, sc.TaskDefinitions[i].Name())
	}
	same(t, []string{"web:1", "web:2", "api:7", "api:8"}, names)
	if sc.Services[0].TaskDefinition != 1 {
		t.Errorf("the bare family means task definition %d, want the highest revision", sc.Services[0].TaskDefinition)
	}
	first, second := sc.TaskDefinitions[0], sc.TaskDefinitions[1]
	same(t, []sim.Container{
		{
			Name: "app", Image: "app:1", Essential: true, StopTimeout: sim.Minute,
			HealthCheck: &sim.HealthCheck{Interval: 10 * sim.Second, Timeout: 5 * sim.Second, Retries: 2},
		},
		{Name: "log", StopTimeout: 30 * sim.Second},
	}, first.Containers)
	same(t, []sim.Container{
		{
			Name: "app", Image: "app:2", Essential: true, StopTimeout: sim.Minute, Ports: []int{80},
			HealthCheck: &sim.HealthCheck{Interval: 20 * sim.Second, Timeout: 5 * sim.Second, Retries: 2},
		},
		{Name: "log", StopTimeout: 30 * sim.Second},
		{Name: "proxy", Essential: true, StopTimeout: 30 * sim.Second},
	}, second.Containers)
	same(t, sim.Resources{CPU: 1024, Memory: 576}, first.Reservation)
	same(t, sim.Resources{CPU: 1024, Memory: 608}, second.Reservation)
	same(t, seconds(9), second.Timing.Pull)
	same(t, seconds(4), second.Timing.Ready)
	same(t, []string{"host", "bridge"}, []string{first.NetworkMode, second.NetworkMode})
	second.Family, second.Revision = "api", 8
	same(t, second, sc.TaskDefinitions[3])
}

func TestReservation(t *testing.T) {
	for _, test := range []struct {
		name, definition string
		want             sim.Resources
	}{
		{"sum", `containerDefinitions = [{ name = "a", cpu = 10, memory = 100 }, { name = "b", cpu = 20, memory = 200 }]`, sim.Resources{CPU: 30, Memory: 300}},
		{"soft limits", `containerDefinitions = [{ name = "a", memory = 100, memoryReservation = 40 }, { name = "b", memoryReservation = 20 }]`, sim.Resources{CPU: 0, Memory: 60}},
		{"task", `cpu = 512
memory = 1024
containerDefinitions = [{ name = "a" }, { name = "b", memory = 512 }]`, sim.Resources{CPU: 512, Memory: 1024}},
		{"strings", `cpu = ".25 vCPU"
memory = "0.5GB"
containerDefinitions = [{ name = "a" }]`, sim.Resources{CPU: 256, Memory: 512}},
		{"digits", `cpu = "256"
memory = "512"
containerDefinitions = [{ name = "a" }]`, sim.Resources{CPU: 256, Memory: 512}},
	} {
		t.Run(test.name, func(t *testing.T) {
			sc := mustParse(t, service+"[[taskDefinitions]]\nfamily = \"web\"\n"+test.definition)
			same(t, test.want, sc.TaskDefinitions[0].Reservation)
		})
	}
}

func TestTimingByNetworkMode(t *testing.T) {
	definition := "[[taskDefinitions]]\nfamily = \"web\"\ncontainerDefinitions = [{ name = \"a\", memory = 64 }]\nnetworkMode = "
	bridge := sim.Timing{Provision: millis(1600), Pull: millis(5600), Start: millis(1200), Ready: seconds(0), Exit: seconds(2), Deprovision: seconds(0)}
	vpc := sim.Timing{Provision: seconds(14), Pull: millis(6400), Start: millis(200), Ready: seconds(0), Exit: seconds(2), Deprovision: millis(12900)}
	for mode, want := range map[string]sim.Timing{"bridge": bridge, "host": bridge, "none": bridge, "awsvpc": vpc} {
		sc := mustParse(t, service+definition+`"`+mode+`"`)
		same(t, want, sc.TaskDefinitions[0].Timing)
		counted := map[string]int{}
		for _, a := range sc.Assumptions {
			counted[a.Key]++
			if a.Reason == "" || counted[a.Key] > 1 {
				t.Errorf("%s: assumption %s (%d times) because %q", mode, a.Key, counted[a.Key], a.Reason)
			}
		}
	}
}

func TestTimingAsWritten(t *testing.T) {
	sc := mustParse(t, service+`
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "a", memory = 64 }]
timing = { provision = 0, pull = 1.5, start = "250ms", ready = "1m", exit = "never", exitCode = 143, deprovision = "2s" }
`)
	same(t, sim.Timing{
		Provision: seconds(0), Pull: millis(1500), Start: millis(250), Ready: seconds(60),
		Exit: sim.NeverEnding(), ExitCode: 143, Deprovision: seconds(2),
	}, sc.TaskDefinitions[0].Timing)
	for _, a := range sc.Assumptions {
		if strings.Contains(a.Key, "timing") {
			t.Errorf("%s is assumed, but all is said", a.Key)
		}
	}
}

func TestHealthCheckTurnedOff(t *testing.T) {
	sc := mustParse(t, service+`
[[taskDefinitions]]
family = "web"
containerDefinitions = [
  { name = "off", memory = 64, healthCheck = { command = ["NONE"] } },
  { name = "on", memory = 64, healthCheck = { command = ["CMD-SHELL", "exit 0"], startPeriod = 60 } },
]
`)
	if sc.TaskDefinitions[0].Containers[0].HealthCheck != nil {
		t.Error("the command NONE should turn the health check off")
	}
	same(t, &sim.HealthCheck{Interval: 30 * sim.Second, Timeout: 5 * sim.Second, Retries: 3, StartPeriod: sim.Minute}, sc.TaskDefinitions[0].Containers[1].HealthCheck)
}

// TestDigests reads what the rule probesDigestsByFirstTask goes by: the images, and which container keeps its tag.
func TestDigests(t *testing.T) {
	sc := mustParse(t, service+`
[behaviorOverrides]
probesDigestsByFirstTask = true
[[taskDefinitions]]
family = "web"
containerDefinitions = [
  { name = "a", memory = 4, image = "a:latest" },
  { name = "b", memory = 4, image = "b:latest", versionConsistency = "disabled" },
  { name = "c", memory = 4, image = "c:latest", versionConsistency = "enabled" },
]
`)
	if !sc.Rules.ProbesDigestsByFirstTask {
		t.Error("the rule isn't on")
	}
	got := ""
	for _, c := range sc.TaskDefinitions[0].Containers {
		got += fmt.Sprint(c.Image, " ", c.KeepsTag, " ")
	}
	if want := "a:latest false b:latest true c:latest false "; got != want {
		t.Errorf("the containers are %s, want %s", got, want)
	}
}
