package plot

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// drawing is a figure of a run and what it's called.
type drawing struct {
	name   string
	figure reports.Figure
}

// drawings plays a scenario and makes all its figures.
func drawings(t rapid.TB, name, text string) []drawing {
	t.Helper()
	sc, err := scenarios.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	run, tracks := reports.NewRun(sc, sc.Seed), reports.NewTracks(sc)
	if err := ecs.Run(context.Background(), sc, sc.Seed, sim.Recorders{run, tracks}); err != nil {
		t.Fatal(err)
	}
	list := []drawing{{name + " reserved", run.ReservedFigure(tracks)}, {name + " tasks", run.TasksFigure(tracks)}}
	for i := range sc.Services {
		id := sim.ServiceID(i)
		list = append(list, drawing{fmt.Sprint(name, " counts ", i), run.CountsFigure(id)}, drawing{fmt.Sprint(name, " zones ", i), run.ZonesFigure(id, tracks)})
	}
	return list
}

// fleet is a scenario of a service behind a load balancer, on hosts in three zones; %s stand for the family's name, the
// numbers of hosts and tasks, and more.
const fleet = `
schemaVersion = 1
name = "%[1]s"
duration = "3h"
[[instances]]
name = "%[1]s"
count = %[2]d
cpu = 2048
memory = 4096
availabilityZones = ["us-east-1a", "us-east-1b", "us-east-1c"]
[[targetGroups]]
name = "tg"
healthCheckIntervalSeconds = 10
deregistrationDelaySeconds = 30
[[taskDefinitions]]
family = "%[1]s"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 256
memory = 512
portMappings = [{ containerPort = 80 }]
[taskDefinitions.timing]
pull = { lognormal = { p50 = "6s", p95 = "12s" } }
ready = { lognormal = { p50 = "8s", p95 = "16s" } }
[[taskDefinitions]]
basedOn = "%[1]s:1"
[[services]]
serviceName = "%[1]s"
taskDefinition = "%[1]s:1"
desiredCount = %[3]d
healthCheckGracePeriodSeconds = 60
deploymentConfiguration = { minimumHealthyPercent = %[4]d, maximumPercent = %[5]d }
loadBalancers = [{ targetGroup = "tg", containerName = "app", containerPort = 80 }]
[[timeline]]
at = "1m"
updateService = { service = "%[1]s", taskDefinition = "%[1]s:2" }
%[6]s`

// sixty is a name of 60 characters.
var sixty = strings.Repeat("sixty-", 9) + "letter"

// allDrawings are the figures of the shipped scenarios, of one with names of 60 characters, and of 5,000 tasks.
var allDrawings = sync.OnceValue(func() []drawing {
	t := &failure{}
	files, err := filepath.Glob("../../scenarios/*.toml")
	if err != nil || len(files) == 0 {
		panic(fmt.Sprint("no scenarios: ", err))
	}
	var list []drawing
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		list = append(list, drawings(t, strings.TrimSuffix(filepath.Base(file), ".toml"), string(text))...)
	}
	list = append(list, drawings(t, "sixty", fmt.Sprintf(fleet, sixty, 3, 4, 100, 200, ""))...)
	list = append(list, drawings(t, "fifty", fmt.Sprintf(fleet, sixty, 30, 50, 50, 150, ""))...)
	return append(list, thousands()...)
})

// someDrawings are every ninth of them, and those of long names and of many tasks.
func someDrawings() []drawing {
	var list []drawing
	for i, d := range allDrawings() {
		if i%9 == 0 || strings.HasPrefix(d.name, "sixty") || strings.HasPrefix(d.name, "thousands") {
			list = append(list, d)
		}
	}
	return list
}

// thousands are the figures of a roll-out of 5,000 tasks on 1,000 hosts.
var thousands = sync.OnceValue(func() []drawing {
	return drawings(&failure{}, "thousands", fmt.Sprintf(fleet, "web", 1000, 5000, 90, 110, ""))
})

// failure is a test that panics when it fails: for what several tests share.
type failure struct{ testing.T }

func (*failure) Helper()           {}
func (*failure) Fatal(args ...any) { panic(fmt.Sprint(args...)) }
