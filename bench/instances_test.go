package bench

import (
	"fmt"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// sizes are the numbers of tasks that whole runs are measured with. What an event costs should be about the same at both:
// where it isn't, something looks at everything for each event.
func sizes() []int { return []int{500, 5000} }

// quiet is rolling without the deployment: tasks on instances in three zones, with some more room than they need.
func quiet(tb testing.TB, tasks, instances int) *sim.Scenario {
	tb.Helper()
	sc := rolling(tb, tasks, instances)
	sc.Timeline = nil
	sc.Groups[0].Attributes = []sim.Attribute{{Name: "stack", Value: "prod"}}
	sc.Scheduler.InstanceLossLag, sc.Scheduler.RebalanceInterval = 30*sim.Second, 5*sim.Minute
	return sc
}

// do adds an action on container instances, some minutes into the run.
func do(sc *sim.Scenario, minute int, kind sim.ActionKind, c sim.ChangeInstances) {
	sc.Timeline = append(sc.Timeline, sim.Action{
		At: sim.Time(sim.Span(minute) * sim.Minute), Index: len(sc.Timeline), Kind: kind, Instances: c,
	})
}

// loseZone takes the first zone away at 1 minute and gives it back at 10.
func loseZone(sc *sim.Scenario) {
	var of []sim.InstanceID
	for i := 0; i < sc.Groups[0].Count; i += len(sc.Zones) { // groups are dealt to zones in turn
		of = append(of, sim.InstanceID(i))
	}
	do(sc, 1, sim.ActionLoseZone, sim.ChangeInstances{Instances: of})
	do(sc, 10, sim.ActionRestoreZone, sim.ChangeInstances{Instances: of, Launch: sim.Constant(2 * sim.Minute)})
}

// whole runs a scenario of each size. Each has to stop at least so many tasks and to end settled, or it isn't what it is
// said to be.
func whole(b *testing.B, of func(size int) (sc *sim.Scenario, stopped int)) {
	b.Helper()
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("tasks=%d", size), func(b *testing.B) {
			sc, stopped := of(size)
			seen := measure(b, sc)
			if seen.stopped < stopped || seen.outcome != sim.OutcomeSettled {
				b.Fatalf("%d tasks have stopped of at least %d, and it ends %s", seen.stopped, stopped, seen.outcome)
			}
		})
	}
}

// drainThird drains a third of the instances at 1 minute, in all zones.
func drainThird(sc *sim.Scenario) {
	var third []sim.InstanceID
	for i := range sc.Groups[0].Count / 3 {
		third = append(third, sim.InstanceID(i))
	}
	do(sc, 1, sim.ActionUpdateInstances, sim.ChangeInstances{Instances: third, Drain: true})
}

// BenchmarkDrain drains a third of a cluster's instances at once: 100/200, five tasks an instance.
func BenchmarkDrain(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := quiet(b, size, size/5)
		drainThird(sc)
		return sc, size / 3 * 9 / 10
	})
}

// BenchmarkFleet replaces all instances, a twentieth of them at a time.
func BenchmarkFleet(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		instances := size / 5
		sc := quiet(b, size, instances)
		sc.Duration = 24 * sim.Hour
		later := sc.Groups[0]
		later.Name, later.Later = "j", true
		sc.Groups = append(sc.Groups, later)
		c := sim.ChangeInstances{Batch: instances / 20, Launch: sim.Constant(2 * sim.Minute)}
		for i := range sim.InstanceID(instances) {
			c.Instances, c.Successors = append(c.Instances, i), append(c.Successors, i+sim.InstanceID(instances))
		}
		do(sc, 1, sim.ActionReplaceInstances, c)
		return sc, size
	})
}

// daemons is quiet with as many instances as tasks, and a DAEMON service beside the other.
func daemons(tb testing.TB, size int) *sim.Scenario {
	tb.Helper()
	sc := quiet(tb, size, size)
	sc.Duration = 12 * sim.Hour
	sc.Services = append(sc.Services, sim.Service{
		Name: "agent", Daemon: true, Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 90, MaximumPercent: 100},
	})
	return sc
}

// BenchmarkDaemon rolls a DAEMON service out to as many instances as there are tasks of another service, a tenth at a
// time.
func BenchmarkDaemon(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := daemons(b, size)
		next := sim.TaskDefinitionID(1)
		sc.Timeline = []sim.Action{{At: sim.Time(sim.Minute), Update: sim.UpdateService{Service: 1, TaskDefinition: &next}}}
		return sc, size
	})
}

// BenchmarkDaemonDrain drains a third of the instances that daemons are on: these stop last.
func BenchmarkDaemonDrain(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := daemons(b, size)
		drainThird(sc)
		return sc, size / 3 * 2
	})
}

// BenchmarkDaemonZoneLoss is BenchmarkZoneLoss with daemons.
func BenchmarkDaemonZoneLoss(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := daemons(b, size)
		loseZone(sc)
		return sc, size / 3 * 2
	})
}

// BenchmarkRebalance loses a zone and gets it back empty: availabilityZoneRebalancing moves a third of the tasks there.
func BenchmarkRebalance(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := quiet(b, size, size/5)
		sc.Services[0].Rebalance = true
		loseZone(sc)
		return sc, size / 3 * 2
	})
}

// BenchmarkZoneLoss loses a zone with as many instances as a third of the tasks, and gets it back.
func BenchmarkZoneLoss(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := quiet(b, size, size)
		loseZone(sc)
		return sc, size / 3
	})
}

// BenchmarkZoneLossServices is BenchmarkZoneLoss with the tasks dealt to services of 50, all with
// availabilityZoneRebalancing.
func BenchmarkZoneLossServices(b *testing.B) {
	whole(b, func(size int) (*sim.Scenario, int) {
		sc := quiet(b, size, size)
		one := sc.Services[0]
		one.DesiredCount, one.Rebalance = 50, true
		sc.Services = nil
		for k := range size / one.DesiredCount {
			one.Name = fmt.Sprintf("web%d", k)
			sc.Services = append(sc.Services, one)
		}
		loseZone(sc)
		return sc, size / 3
	})
}

// BenchmarkZoneLossConstrained is BenchmarkZoneLoss with a service that has a memberOf constraint: one over what instances
// are, or one over the tasks on them.
func BenchmarkZoneLossConstrained(b *testing.B) {
	for _, c := range []struct{ name, expression string }{
		{"instances", "attribute:stack == prod and agentConnected == true"},
		{"tasks", "attribute:stack == prod and not(task:group == service:other)"},
	} {
		b.Run("over="+c.name, func(b *testing.B) {
			whole(b, func(size int) (*sim.Scenario, int) {
				sc := quiet(b, size, size)
				sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: c.expression}}
				loseZone(sc)
				return sc, size / 3
			})
		})
	}
}
