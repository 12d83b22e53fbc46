package html_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// hostile is a name that does harm wherever it is taken for markup or for a script.
const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&`

// five is a rolling update of 5,000 tasks on 1,000 instances, with luck: some 10,000 tasks with 20 events each.
const five = `
schemaVersion = 1
duration = "6h"
[[instances]]
name = "host"
count = 1000
cpu = 2048
memory = 4096
availabilityZones = ["us-east-1a", "us-east-1b", "us-east-1c"]
[[targetGroups]]
name = "web"
healthCheckIntervalSeconds = 10
deregistrationDelaySeconds = 30
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 256
memory = 512
portMappings = [{ containerPort = 80 }]
[taskDefinitions.timing]
ready = { lognormal = { p50 = "8s", p95 = "16s" } }
pull = { lognormal = { p50 = "6s", p95 = "20s" } }
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 5000
healthCheckGracePeriodSeconds = 60
loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]
deploymentConfiguration = { minimumHealthyPercent = 90, maximumPercent = 120 }
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
[[expect]]
name = "the capacity that the front end needs"
minHealthy = ">= 90 %"
duration = "<= 1m"
`

// shipped reads a scenario that is shipped.
func shipped(t testing.TB, name string) *sim.Scenario {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "scenarios", name+".toml"))
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, name, string(text))
}

func parsed(t testing.TB, name, text string) *sim.Scenario {
	t.Helper()
	sc, err := scenarios.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// named is a shipped scenario in which everything that has a name has this one.
func named(t testing.TB, name string) *sim.Scenario {
	sc := shipped(t, "drain-one-instance")
	sc.Name, sc.Description = name, name
	for i := range sc.Zones {
		sc.Zones[i] += name
	}
	for i := range sc.Groups {
		sc.Groups[i].Name = name
	}
	for i := range sc.TaskDefinitions {
		sc.TaskDefinitions[i].Family = name
	}
	for i := range sc.Services {
		sc.Services[i].Name = name
	}
	sc.Expectations = []sim.Expectation{{Name: name, Conditions: []sim.Condition{{Kind: sim.ExpectOutcome, Text: name}}}}
	for i := range sc.Assumptions {
		sc.Assumptions[i].Reason = name
	}
	return sc
}

// played is what a report of a run of sc is made from.
func played(t testing.TB, sc *sim.Scenario) html.Input {
	t.Helper()
	in := html.Input{
		Source: reports.Source{Text: "# The text of " + sc.Name + ".\n\tindented = \"yes\"\n"},
		Run:    reports.NewRun(sc, 1), Tracks: reports.NewTracks(sc), Notes: reports.NewNotes(sc),
		Command: []string{"ecssim", "run", sc.Name + ".toml", "--seed", "1", "--set", "a=\"b c\""},
	}
	if err := ecs.Run(context.Background(), sc, 1, sim.Recorders{in.Run, in.Tracks, in.Notes}); err != nil {
		t.Fatal(err)
	}
	for i := range sc.Services {
		in.Marks = append(in.Marks, in.Run.ActionMarks(sim.ServiceID(i)))
	}
	return in
}

// written is the report of an input.
func written(t testing.TB, in html.Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, in); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
