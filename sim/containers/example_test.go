package containers_test

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// A task whose app waits for a migration that has to succeed and for a proxy that has to be healthy. The scheduler stops
// it five minutes after it has become RUNNING: the app exits after 4 s, only then the proxy gets SIGTERM, and ignores it.
func Example() {
	task := []sim.Container{
		{Name: "app", Essential: true, StopTimeout: 30 * sim.Second, DependsOn: []sim.Dependency{
			{Container: 1, Condition: sim.DependsOnSuccess},
			{Container: 2, Condition: sim.DependsOnHealthy},
		}},
		{Name: "migrate", StopTimeout: 30 * sim.Second},
		{
			Name: "proxy", Essential: true, StopTimeout: 10 * sim.Second,
			HealthCheck: &sim.HealthCheck{Interval: 5 * sim.Second, Retries: 3},
		},
	}
	delays := []containers.Delays{
		{Start: 2 * sim.Second, Exit: 4 * sim.Second, Ends: sim.Forever},
		{Start: sim.Second, Ends: 20 * sim.Second, EndCode: 0},
		{Start: sim.Second, Ready: 6 * sim.Second, Exit: sim.Forever, Ends: sim.Forever},
	}
	started, ended := make([]sim.Time, len(task)), make([]sim.Time, len(task))

	out := containers.Start(task, delays, 0, 3*sim.Hour, started)
	fmt.Println("RUNNING at", out.At, "with starts at", started)
	fmt.Println("first end by itself:", containers.FirstEnd(task, delays, started).At)

	stop := containers.Stop(task, delays, started, out.At.Add(5*sim.Minute), ended)
	fmt.Println("stopped at", stop.At, "with ends at", ended, "killed:", stop.Killed)
	// Output:
	// RUNNING at 23.000 with starts at [23.000 1.000 1.000]
	// first end by itself: never
	// stopped at 337.000 with ends at [327.000 323.000 337.000] killed: true
}
