package bench

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// counter is the cheapest recorder: it counts.
type counter struct {
	records, stopped int
	outcome          sim.Outcome
}

func (c *counter) Record(r *sim.Record) {
	c.records++
	if r.Kind == sim.KindTask && r.To == sim.Stopped {
		c.stopped++
	}
	if r.Kind == sim.KindEnd {
		c.outcome = r.Outcome
	}
}

// rolling is a rolling deployment of so many tasks on so many instances in three zones, 100/200, behind an ALB that
// checks every 10 s, with drawn delays: the size at which every rule has to scale.
func rolling(tb testing.TB, tasks, instances int) *sim.Scenario {
	tb.Helper()
	between := func(low, high sim.Span) sim.Delay {
		d, err := sim.Quantiles([]sim.Span{low, (low + high) / 2, high})
		if err != nil {
			tb.Fatal(err)
		}
		return d
	}
	rules, _ := sim.RulesOf(sim.Behavior202607)
	definition := func(revision int) sim.TaskDefinition {
		return sim.TaskDefinition{
			Family: "web", Revision: revision, Reservation: sim.Resources{CPU: 256, Memory: 512},
			Containers: []sim.Container{{Name: "app", Essential: true, Ports: []int{80}, StopTimeout: 30 * sim.Second}},
			Timing: sim.Timing{
				Provision: between(200, 1000), Pull: between(1000, 9000), Start: between(500, 2000), Ready: between(5000, 15_000),
				Exit: between(1000, 8000), Deprovision: sim.Constant(0),
			},
		}
	}
	next := sim.TaskDefinitionID(1)
	return &sim.Scenario{
		Name: "rolling", Duration: 2 * sim.Hour, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, APILag: 5 * sim.Second, DeregisterLag: 10 * sim.Second, DrainLag: 5 * sim.Second,
			Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: rules.BackoffCap},
		},
		Zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		Groups: []sim.InstanceGroup{{
			Name: "i", Count: instances, Zones: []sim.ZoneID{0, 1, 2}, Capacity: sim.Resources{CPU: 4096, Memory: 8192},
		}},
		TargetGroups: []sim.TargetGroup{{
			Name: "web", HealthCheckInterval: 10 * sim.Second, HealthyThreshold: 3, UnhealthyThreshold: 3,
			DeregistrationDelay: 30 * sim.Second, RegistrationDelay: sim.Constant(2 * sim.Second),
		}},
		TaskDefinitions: []sim.TaskDefinition{definition(1), definition(2)},
		Services: []sim.Service{{
			Name: "web", DesiredCount: tasks,
			Deployment:    sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200},
			LoadBalancers: []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
		}},
		Timeline: []sim.Action{{At: sim.Time(sim.Minute), Update: sim.UpdateService{TaskDefinition: &next}}},
	}
}

// BenchmarkRolling plays whole deployments through the whole model.
func BenchmarkRolling(b *testing.B) {
	for _, size := range []struct{ tasks, instances int }{{20, 10}, {200, 50}, {5000, 1000}} {
		b.Run(fmt.Sprintf("tasks=%d", size.tasks), func(b *testing.B) {
			if seen := measure(b, rolling(b, size.tasks, size.instances)); seen.stopped < size.tasks {
				b.Fatalf("only %d of %d old tasks have stopped", seen.stopped, size.tasks)
			}
		})
	}
}

// measure plays a scenario again and again, records made and counted, and prints time, memory and allocations per run
// and per event. What it returns is of the last run.
func measure(b *testing.B, sc *sim.Scenario) counter {
	b.Helper()
	var seen counter
	var before, after runtime.MemStats
	events := 0
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	for b.Loop() {
		seen = counter{}
		w, err := ecs.New(sc, 1, &seen)
		if err != nil {
			b.Fatal(err)
		}
		for w.Step() {
			events++
		}
	}
	runtime.ReadMemStats(&after)
	perEvent := func(n uint64) float64 { return float64(n) / float64(events) }
	b.ReportMetric(float64(events)/float64(b.N), "events/run")
	b.ReportMetric(float64(seen.records), "records/run")
	b.ReportMetric(perEvent(uint64(b.Elapsed().Nanoseconds())), "ns/event")
	b.ReportMetric(perEvent(after.TotalAlloc-before.TotalAlloc), "B/event")
	b.ReportMetric(perEvent(after.Mallocs-before.Mallocs), "allocs/event")
	return seen
}
