package placement_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
)

// The size at which placement is measured.
const (
	manyInstances = 5000
	manyTasks     = 5000
)

// workloads are every kind of strategy and constraint, by the name that benchmarks have them under.
func workloads(tb testing.TB) []struct {
	name  string
	rules rules
} {
	zone, instance := placement.ZoneSpread(), sim.PlacementStrategy{Field: "instanceId"}
	rack, host := sim.PlacementStrategy{Field: "attribute:rack"}, sim.PlacementStrategy{Field: "attribute:host"}
	cpu, memory := sim.PlacementStrategy{Kind: sim.Binpack, Field: "cpu"}, sim.PlacementStrategy{Kind: sim.Binpack, Field: "memory"}
	chain := func(of ...sim.PlacementStrategy) rules { return rules{strategies: of} }
	members := func(expressions ...string) (r rules) {
		for _, e := range expressions {
			r.members = append(r.members, parse(tb, e))
		}
		return r
	}
	return []struct {
		name  string
		rules rules
	}{
		{"none", rules{}},
		{"spread-instances", chain(instance)},
		{"spread-zones", chain(zone)},
		{"spread-racks", chain(rack)}, // 100 values
		{"spread-hosts", chain(host)}, // a value an instance
		{"binpack-cpu", chain(cpu)},
		{"binpack-memory", chain(memory)},
		{"random", chain(sim.PlacementStrategy{Kind: sim.Random})},
		{"five", chain(zone, rack, cpu, memory, instance)},
		{"none+distinct", rules{distinct: true}},
		{"none+member-attributes", members("attribute:rack =~ r-[0-9]*[02468] and attribute:ecs.availability-zone in [zone-0, zone-1]")},
		{"none+member-tasks", members("not(task:group == service:other)", "runningTasksCount < 4")},
	}
}

// largeCluster has room for four tasks on each instance, three zones and 100 racks; every tenth instance has a task of
// another service.
func largeCluster() *cluster {
	list := make([]sim.Instance, manyInstances)
	for i := range list {
		list[i] = sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 4, Memory: 4}}
	}
	c := newCluster(list, 3)
	for i := range list {
		c.racks[i], c.other[i] = fmt.Sprintf("r-%d", i/3%100), i%10 == 0
	}
	return c
}

// job is a workload's rules on a large cluster.
type job struct {
	*cluster
	rules  *rules
	policy *placement.Policy
	tie    placement.Tie
	want   sim.Claim
}

// drawn is what the strategy random takes of n.
func (j *job) drawn(n int) int {
	return int(j.tie.Draws.Below(j.tie.Entity, j.tie.Random, uint64(len(j.where)), uint32(n)))
}

// way is a way to do a job: how many tasks it's asked for in a row, and what makes it ready.
type way struct {
	name  string
	tasks int
	ready func(b *testing.B, j *job) (run func())
}

// A scan costs the same for each task, so that it's asked for a few.
const fewTasks = manyTasks / 50

// compareWays measures ways for each workload, as strategy=…/by=…, so that benchstat -col /by shows their ratios. After
// each run, undo takes back what it did.
func compareWays(b *testing.B, ways []way, prepare, undo func(j *job)) {
	b.Helper()
	for _, load := range workloads(b) {
		for _, way := range ways {
			b.Run("strategy="+load.name+"/by="+way.name, func(b *testing.B) {
				j := &job{
					cluster: largeCluster(), rules: &load.rules, want: sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}},
					tie: placement.Tie{
						Hosts: hosts(manyInstances), Draws: draw.New(1), Entity: draw.Name("web"), Purpose: draw.PlaceTie, Clocks: &placement.Clocks{}, Random: draw.RandomPlace,
					},
				}
				j.policy = load.rules.policy(j.cluster)
				prepare(j)
				run := way.ready(b, j)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for b.Loop() {
					run()
					undo(j)
				}
				runtime.ReadMemStats(&after)
				perTask := func(n uint64) float64 { return float64(n) / float64(b.N) / float64(way.tasks) }
				b.ReportMetric(0, "ns/op") // the ways take different numbers of tasks
				b.ReportMetric(perTask(uint64(b.Elapsed().Nanoseconds())), "ns/task")
				b.ReportMetric(perTask(after.TotalAlloc-before.TotalAlloc), "B/task")
				b.ReportMetric(perTask(after.Mallocs-before.Mallocs), "allocs/task")
			})
		}
	}
}

// placeAll places tasks by index.
func (j *job) placeAll(tb testing.TB, p *placement.Places, n int) {
	p.Begin(j.fleet, j.policy, j.want, &j.spread, j.tie)
	for range n {
		i, _, ok := p.Next()
		if !ok {
			tb.Fatal("no room")
		}
		j.place(i, j.want)
	}
}

// BenchmarkPlaces places a service's tasks on a large cluster, by the ladders and by scanning all instances for each.
func BenchmarkPlaces(b *testing.B) {
	index := func(b *testing.B, j *job) func() {
		var p placement.Places
		return func() { j.placeAll(b, &p, manyTasks) }
	}
	naive := func(b *testing.B, j *job) func() {
		s := scan{rules: j.rules, of: j.cluster, drawn: !j.tie.Lowest}
		takes := func(i sim.InstanceID) bool { return s.takes(i, &j.want) }
		return func() {
			for range fewTasks {
				i := s.choose(takes)
				if i == sim.NoInstance {
					b.Fatal("no room")
				}
				if s.isRandom() {
					i = s.equal[j.drawn(len(s.equal))]
				}
				j.place(i, j.want)
			}
		}
	}
	compareWays(b, []way{{"index", manyTasks, index}, {"scan", fewTasks, naive}}, func(*job) {}, func(j *job) {
		for task := range j.where {
			j.remove(fleet.TaskID(task))
		}
		j.where, j.wants = j.where[:0], j.wants[:0]
	})
}

// BenchmarkStops stops the tasks again that the same rules have placed.
func BenchmarkStops(b *testing.B) {
	var stopped []fleet.TaskID
	stop := func(j *job, task fleet.TaskID) {
		stopped = append(stopped, task)
		j.remove(task)
	}
	index := func(b *testing.B, j *job) func() {
		var s placement.Stops
		return func() {
			s.Begin(j.fleet, j.policy, &j.spread, j.tie)
			for task, i := range j.where {
				s.Add(fleet.TaskID(task), i)
			}
			for range manyTasks {
				task, ok := s.Next()
				if !ok {
					b.Fatal("no task left")
				}
				stop(j, task)
			}
		}
	}
	naive := func(b *testing.B, j *job) func() {
		s := scan{rules: j.rules, of: j.cluster, stops: true, drawn: !j.tie.Lowest}
		has := func(i sim.InstanceID) bool { return j.spread.OnInstance[i] > 0 }
		gone := make([]bool, manyTasks)
		return func() {
			clear(gone)
			for range fewTasks {
				on := s.choose(has)
				if on == sim.NoInstance {
					b.Fatal("no task left")
				}
				if s.isRandom() {
					on = s.equal[j.drawn(len(s.equal))]
				}
				for task, i := range j.where {
					if i == on && !gone[task] {
						gone[task] = true
						stop(j, fleet.TaskID(task))
						break
					}
				}
			}
		}
	}
	prepare := func(j *job) {
		var p placement.Places
		j.placeAll(b, &p, manyTasks)
		stopped = stopped[:0]
	}
	compareWays(b, []way{{"index", manyTasks, index}, {"scan", fewTasks, naive}}, prepare, func(j *job) {
		for _, task := range stopped {
			j.fleet.Reserve(j.where[task], j.wants[task])
			j.spread.Add(j.fleet, j.where[task], 1)
		}
		stopped = stopped[:0]
	})
}
