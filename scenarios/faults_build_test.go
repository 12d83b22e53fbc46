package scenarios_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestFaultsAndBreaker reads what goes wrong with a revision and the circuit breaker that watches.
func TestFaultsAndBreaker(t *testing.T) {
	src := strings.Replace(minimal, "desiredCount = 2", `desiredCount = 2
[services.deploymentConfiguration.deploymentCircuitBreaker]
enable = true
rollback = true
resetOnHealthyTask = false
thresholdConfiguration = { type = "COUNT", value = 7 }
`, 1) + `
[[taskDefinitions]]
basedOn = "web:1"
[taskDefinitions.faults]
crashAfter = "60s"
unhealthyAfter = 300
probability = 0.25
only = [1, 3]
`
	sc := mustParse(t, src)
	crash, unhealthy := seconds(60), seconds(300)
	same(t, sim.Faults{CrashAfter: &crash, ExitCode: 1, UnhealthyAfter: &unhealthy, Share: 1 << 30, Only: []int32{1, 3}}, sc.TaskDefinitions[1].Faults)
	same(t, sim.CircuitBreaker{Enable: true, Rollback: true, KeepsCounting: true, Type: sim.CountThreshold, Value: 7}, sc.Services[0].Breaker)
	same(t, sim.Faults{}, sc.TaskDefinitions[0].Faults)
}
