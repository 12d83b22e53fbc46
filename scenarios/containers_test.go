package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

const sidecars = service + `
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
memory = 64
dependsOn = [{ containerName = "init", condition = "SUCCESS" }, { containerName = "proxy", condition = "HEALTHY" }]
[[taskDefinitions.containerDefinitions]]
name = "proxy"
memory = 64
startTimeout = 60
healthCheck = {}
dependsOn = [{ containerName = "agent", condition = "START" }]
restartPolicy = { enabled = true, ignoredExitCodes = [0, 143, -1], restartAttemptPeriod = 90 }
timing = { start = "1s", ready = { uniform = { min = "1s", max = "3s" } }, exit = "never" }
[[taskDefinitions.containerDefinitions]]
name = "init"
memory = 64
essential = false
startTimeout = 0
timing = { ends = "3s", endCode = 7 }
restartPolicy = { enabled = true }
[[taskDefinitions.containerDefinitions]]
name = "agent"
memory = 64
essential = false
dependsOn = [{ containerName = "init", condition = "COMPLETE" }]
restartPolicy = { enabled = false, ignoredExitCodes = [1] }

[[taskDefinitions]]
basedOn = "web:1"
[[taskDefinitions.containerDefinitions]]
name = "app"
dependsOn = []
[[taskDefinitions.containerDefinitions]]
name = "proxy"
timing = { exit = "4s" }
`

// TestContainers reads what containers of a task wait for, their restarts and their delays.
func TestContainers(t *testing.T) {
	sc := mustParse(t, sidecars)
	minute, start, end := sim.Minute, seconds(1), seconds(3)
	never, four := sim.NeverEnding(), seconds(4)
	ready := sc.TaskDefinitions[0].Containers[1].Timing.Ready
	if ready == nil || ready.Median() != 2*sim.Second {
		t.Fatalf("the proxy is ready after %v, want 2 s in the median", ready)
	}
	check := &sim.HealthCheck{Interval: 30 * sim.Second, Timeout: 5 * sim.Second, Retries: 3}
	want := []sim.Container{
		{
			Name: "app", Essential: true, StopTimeout: 30 * sim.Second,
			DependsOn: []sim.Dependency{{Container: 2, Condition: sim.DependsOnSuccess}, {Container: 1, Condition: sim.DependsOnHealthy}},
		},
		{
			Name: "proxy", Essential: true, StopTimeout: 30 * sim.Second, HealthCheck: check, StartTimeout: &minute,
			DependsOn: []sim.Dependency{{Container: 3, Condition: sim.DependsOnStart}},
			Restart:   sim.RestartPolicy{Enabled: true, IgnoredCodes: []int{0, 143, -1}, AttemptPeriod: 90 * sim.Second},
			Timing:    sim.ContainerTiming{Start: &start, Ready: ready, Exit: &never},
		},
		{
			Name: "init", StopTimeout: 30 * sim.Second,
			Restart: sim.RestartPolicy{Enabled: true, AttemptPeriod: 5 * sim.Minute},
			Timing:  sim.ContainerTiming{Ends: &end, EndCode: 7},
		},
		{
			Name: "agent", StopTimeout: 30 * sim.Second,
			DependsOn: []sim.Dependency{{Container: 2, Condition: sim.DependsOnComplete}},
		},
	}
	same(t, want, sc.TaskDefinitions[0].Containers)
	want[0].DependsOn = nil
	want[1].Timing.Exit = &four
	same(t, want, sc.TaskDefinitions[1].Containers)
}

// TestFaultsOfContainers reads which container is struck, with which exit code and for what reason.
func TestFaultsOfContainers(t *testing.T) {
	sc := mustParse(t, sidecars+`
[taskDefinitions.faults]
container = "proxy"
crashAfter = "5s"
exitCode = 0
neverStarts = true
reason = "CannotStartContainerError: no such file – or directory"
[[taskDefinitions]]
basedOn = "web:1"
[taskDefinitions.faults]
container = "init"
probability = 0
neverReady = true
`)
	crash := seconds(5)
	same(t, sim.Faults{
		NeverStarts: true, CrashAfter: &crash, Container: "proxy", Reason: "CannotStartContainerError: no such file – or directory",
	}, sc.TaskDefinitions[1].Faults)
	same(t, sim.Faults{}, sc.TaskDefinitions[2].Faults)
}

// TestCircles wants of any containers that wait for each other that they are refused if and only if some can't start,
// and that the circle that the fault names is one.
func TestCircles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "containers")
		waits := make([][]int, n)
		src := service + "[[taskDefinitions]]\nfamily = \"web\"\n"
		for i := range n {
			var list []string
			for _, on := range rapid.SliceOfN(rapid.IntRange(0, n-1), 0, 2).Draw(t, "waits for") {
				if on != i {
					waits[i] = append(waits[i], on)
					list = append(list, fmt.Sprintf("{ containerName = \"c%d\", condition = \"START\" }", on))
				}
			}
			src += fmt.Sprintf("[[taskDefinitions.containerDefinitions]]\nname = \"c%d\"\nmemory = 4\ndependsOn = [%s]\n", i, strings.Join(list, ", "))
		}
		started := make([]bool, n)
		for range n {
			for i := range n {
				all := true
				for _, on := range waits[i] {
					all = all && started[on]
				}
				started[i] = started[i] || all
			}
		}
		_, err := scenarios.Parse("x.toml", []byte(src))
		if (err == nil) != !slices.Contains(started, false) {
			t.Fatalf("of the containers %v start, and Parse gives %v:\n%s", started, err, src)
		}
		if err == nil {
			return
		}
		_, text, _ := strings.Cut(err.Error(), "can't start: ")
		text, _, _ = strings.Cut(text, ";")
		circle := strings.Split(strings.ReplaceAll(text, ", which", ""), " waits for ")
		if len(circle) < 3 || circle[0] != circle[len(circle)-1] {
			t.Fatalf("the circle %q isn't closed", circle)
		}
		for i := range len(circle) - 1 {
			from, to := int(circle[i][1]-'0'), int(circle[i+1][1]-'0')
			if !slices.Contains(waits[from], to) {
				t.Fatalf("the circle says that c%d waits for c%d:\n%s", from, to, src)
			}
		}
	})
}
