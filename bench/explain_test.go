package bench

import (
	"io"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// largeRollout is a rolling update of 5,000 tasks behind a load balancer, as a file.
const largeRollout = `
schemaVersion = 1
duration = "6h"
[[instances]]
name = "host"
count = 800
cpu = 1200
memory = 100000
availabilityZones = ["us-east-1a"]
[[targetGroups]]
name = "web"
healthCheckIntervalSeconds = 10
deregistrationDelaySeconds = 30
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 100
memory = 100
portMappings = [{ containerPort = 80 }]
[taskDefinitions.timing]
ready = { lognormal = { p50 = "8s", p95 = "16s" } }
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 5000
healthCheckGracePeriodSeconds = 60
loadBalancers = [{ targetGroup = "web", containerName = "app", containerPort = 80 }]
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
`

// BenchmarkExplain explains a rollout of 5,000 tasks, changes tried: what ecssim explain does but for reading the file
// and printing. It prints how many runs that takes.
func BenchmarkExplain(b *testing.B) {
	sc, err := scenarios.Parse("large", []byte(largeRollout))
	if err != nil {
		b.Fatal(err)
	}
	runs := 0
	vary := func(set string) (*sim.Scenario, error) {
		runs++
		return scenarios.Parse("large", []byte(largeRollout), set)
	}
	for b.Loop() {
		e := reports.NewExplanation(sc, 1, nil)
		if err := ecs.Run(b.Context(), sc, 1, e); err != nil {
			b.Fatal(err)
		}
		if _, err := study.Explore(b.Context(), sc, 1, e.Fold, vary); err != nil {
			b.Fatal(err)
		}
		if err := e.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(runs)/float64(b.N), "runs")
}
