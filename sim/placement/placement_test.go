package placement_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
)

// cluster is a fleet with a service's tasks on it. Its instances have the attributes zone and rack.
type cluster struct {
	fleet  *fleet.Fleet
	spread placement.Spread
	racks  []string         // by InstanceID; "": it hasn't got one
	where  []sim.InstanceID // by task
	wants  []sim.Claim      // by task
}

func (c *cluster) Len() int { return c.fleet.Len() }

func (c *cluster) Attribute(i sim.InstanceID, name string) (string, bool) {
	switch name {
	case "ecs.availability-zone":
		return fmt.Sprint(c.fleet.Zone[i]), true
	case "rack":
		return c.racks[i], c.racks[i] != ""
	}
	return "", false
}

func anyCluster(t *rapid.T) *cluster {
	zones := rapid.IntRange(1, 3).Draw(t, "zones")
	c := &cluster{}
	var instances []sim.Instance
	for range rapid.IntRange(0, 12).Draw(t, "instances") {
		instances = append(instances, sim.Instance{
			Zone:       sim.ZoneID(rapid.IntRange(0, zones-1).Draw(t, "zone")),
			Capacity:   sim.Resources{CPU: rapid.Int64Range(0, 6).Draw(t, "cpu"), Memory: rapid.Int64Range(0, 6).Draw(t, "memory")},
			OtherPorts: rapid.SampledFrom([]int{0, 99, 100}).Draw(t, "other ports"),
		})
		c.racks = append(c.racks, rapid.SampledFrom([]string{"", "r1", "r2"}).Draw(t, "rack"))
	}
	c.fleet = fleet.New(instances)
	for i := range instances {
		c.fleet.State[i] = rapid.SampledFrom([]sim.InstanceState{
			sim.InstanceActive, sim.InstanceActive, sim.InstanceActive, sim.InstanceDraining, sim.InstanceDisconnected, sim.InstanceGone,
		}).Draw(t, "state")
	}
	c.spread = placement.Spread{OnInstance: make([]int32, len(instances)), InZone: make([]int32, zones)}
	return c
}

// anyStrategies is a chain without random, whose choices a scan can repeat.
func anyStrategies(t *rapid.T) []sim.PlacementStrategy {
	one := rapid.SampledFrom([]sim.PlacementStrategy{
		{Kind: sim.Spread, Field: "attribute:ecs.availability-zone"},
		{Kind: sim.Spread, Field: "attribute:rack"},
		{Kind: sim.Spread, Field: "instanceId"},
		{Kind: sim.Binpack, Field: "cpu"},
		{Kind: sim.Binpack, Field: "memory"},
	})
	return rapid.SliceOfN(one, 0, 5).Draw(t, "strategies")
}

func (c *cluster) place(i sim.InstanceID, want sim.Claim) {
	c.fleet.Reserve(i, want)
	c.spread.Add(c.fleet, i, 1)
	c.where = append(c.where, i)
	c.wants = append(c.wants, want)
}

// keys are what the strategies compare an instance by, lowest first: the rules of the API page and the developer guide,
// on their own.
func (c *cluster) keys(i sim.InstanceID, strategies []sim.PlacementStrategy) []int64 {
	if len(strategies) == 0 {
		strategies = []sim.PlacementStrategy{{Field: "attribute:ecs.availability-zone"}, {Field: "instanceId"}}
	}
	var keys []int64
	for _, s := range strategies {
		switch s.Field {
		case "instanceId":
			keys = append(keys, int64(c.spread.OnInstance[i]))
		case "cpu":
			keys = append(keys, c.fleet.Free[i].CPU)
		case "memory":
			keys = append(keys, c.fleet.Free[i].Memory)
		default:
			n := int64(0)
			for j := range sim.InstanceID(c.Len()) {
				name := s.Field[len("attribute:"):]
				v, ok := c.Attribute(i, name)
				if w, also := c.Attribute(j, name); w == v && ok == also {
					n += int64(c.spread.OnInstance[j])
				}
			}
			keys = append(keys, n)
		}
	}
	return keys
}

// compare compares two instances by the strategies, then by the tie order.
func (c *cluster) compare(a, b sim.InstanceID, strategies []sim.PlacementStrategy, sign int64, rank func(sim.InstanceID) uint32) int64 {
	x, y := c.keys(a, strategies), c.keys(b, strategies)
	for k := range x {
		if x[k] != y[k] {
			return sign * (x[k] - y[k])
		}
	}
	if rank(a) != rank(b) {
		return int64(rank(a)) - int64(rank(b))
	}
	return int64(a - b)
}

// hosts are the names of n instances to the draws.
func hosts(n int) []draw.Entity {
	list := make([]draw.Entity, n)
	for i := range list {
		list[i] = draw.Name("host").Numbered(uint64(i))
	}
	return list
}

func anyTie(t *rapid.T) (placement.Tie, func(sim.InstanceID) uint32) {
	tie := placement.Tie{
		Lowest: rapid.Bool().Draw(t, "lowest"), Hosts: hosts(12), Draws: draw.New(rapid.Uint64().Draw(t, "seed")),
		Entity: draw.Name("web"), Purpose: draw.PlaceTie, Random: draw.RandomPlace,
	}
	return tie, func(i sim.InstanceID) uint32 {
		if tie.Lowest {
			return 0
		}
		return tie.Draws.Uint32(tie.Entity, tie.Purpose, uint64(tie.Hosts[i]))
	}
}

func anyClaim(t *rapid.T) sim.Claim {
	want := sim.Claim{Resources: sim.Resources{CPU: rapid.Int64Range(0, 2).Draw(t, "want cpu"), Memory: rapid.Int64Range(0, 2).Draw(t, "want memory")}}
	if rapid.IntRange(0, 3).Draw(t, "static port") == 0 {
		want.Ports = want.Ports.With(rapid.IntRange(0, 1).Draw(t, "port"))
	}
	return want
}

// TestPlacesAgainstScan: for every chain of strategies the ladders choose the very instance that a scan of all of them
// does, task after task.
func TestPlacesAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		tie, rank := anyTie(t)
		strategies := anyStrategies(t)
		policy := placement.NewPolicy(strategies, c)
		policy.Distinct = rapid.IntRange(0, 3).Draw(t, "distinct") == 0
		policy.Missing = make([]bool, c.Len())
		for i := range policy.Missing {
			policy.Missing[i] = rapid.IntRange(0, 4).Draw(t, "missing") == 0
		}
		var p placement.Places
		for range 3 {
			want := anyClaim(t)
			takes := func(i sim.InstanceID) bool {
				return !policy.Missing[i] && c.fleet.State[i] == sim.InstanceActive && c.fleet.Fits(i, &want) && (!policy.Distinct || c.spread.OnInstance[i] == 0)
			}
			p.Begin(c.fleet, policy, want, &c.spread, tie)
			for range rapid.IntRange(0, 8).Draw(t, "tasks") {
				best := sim.NoInstance
				for i := range sim.InstanceID(c.Len()) {
					if takes(i) && (best == sim.NoInstance || c.compare(i, best, strategies, 1, rank) < 0) {
						best = i
					}
				}
				got, refusal, ok := p.Next()
				if got != best || ok != (best != sim.NoInstance) {
					t.Fatalf("places on %d (%v), a scan on %d", got, ok, best)
				}
				if !ok {
					checkRefusal(t, c, want, policy.Missing, &refusal)
					break
				}
				c.place(got, want)
			}
		}
	})
}

func checkRefusal(t *rapid.T, c *cluster, want sim.Claim, missing []bool, r *sim.Refusal) {
	registered, cpu, attribute := int32(0), int32(0), int32(0)
	for i := range c.Len() {
		if c.fleet.State[i].IsRegistered() {
			registered++
			if c.fleet.Free[i].CPU < want.CPU {
				cpu++
			}
			if missing[i] {
				attribute++
			}
		}
	}
	if r.Instances != registered || r.Lacking(sim.LackCPU) != cpu || r.Lacking(sim.LackAttribute) != attribute || r.Lacking(sim.LackMember) > 0 {
		t.Fatalf("%d instances, of which %d lack CPU and %d an attribute, want %d, %d and %d",
			r.Instances, r.Lacking(sim.LackCPU), r.Lacking(sim.LackAttribute), registered, cpu, attribute)
	}
	if registered == 0 {
		if r.Closest != sim.NoInstance {
			t.Fatalf("instance %d is the closest of none", r.Closest)
		}
		return
	}
	if r.ClosestLacks == 0 || r.ClosestFree != c.fleet.Free[r.Closest] {
		t.Fatalf("the closest instance lacks %b and has %v free, the refusal says %v", r.ClosestLacks, c.fleet.Free[r.Closest], r.ClosestFree)
	}
}

// TestStopsAgainstScan: likewise for the choice of tasks to stop.
func TestStopsAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		tie, rank := anyTie(t)
		strategies := anyStrategies(t)
		policy := placement.NewPolicy(strategies, c)
		var p placement.Places
		for range rapid.IntRange(0, 20).Draw(t, "tasks") {
			want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
			p.Begin(c.fleet, placement.NewPolicy(anyStrategies(t), c), want, &c.spread, tie)
			if i, _, ok := p.Next(); ok {
				c.place(i, want)
			}
		}
		var s placement.Stops
		s.Begin(c.fleet, policy, &c.spread, tie)
		left := map[fleet.TaskID]bool{}
		for task, i := range c.where {
			if rapid.Bool().Draw(t, "candidate") {
				s.Add(fleet.TaskID(task), i)
				left[fleet.TaskID(task)] = true
			}
		}
		for range rapid.IntRange(0, 21).Draw(t, "stops") {
			best := fleet.TaskID(-1)
			for task := range fleet.TaskID(len(c.where)) {
				if left[task] && (best < 0 || c.compare(c.where[task], c.where[best], strategies, -1, rank) < 0) {
					best = task
				}
			}
			got, ok := s.Next()
			if ok != (best >= 0) || ok && got != best {
				t.Fatalf("stops task %d (%v), a scan task %d", got, ok, best)
			}
			if !ok {
				break
			}
			delete(left, got)
			c.fleet.Unreserve(c.where[got], c.wants[got])
			c.spread.Add(c.fleet, c.where[got], -1)
		}
	})
}

// TestZonesOfTheAPIPage: with one task in zone A and none in B and C the next one goes to B or C; with one in A and two
// each in B and C one of the latter is stopped, on the instance with the most.
func TestZonesOfTheAPIPage(t *testing.T) {
	c := &cluster{racks: make([]string, 6)}
	var instances []sim.Instance
	for i := range 6 {
		instances = append(instances, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 10, Memory: 10}})
	}
	c.fleet = fleet.New(instances)
	c.spread = placement.Spread{OnInstance: make([]int32, 6), InZone: make([]int32, 3)}
	want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
	policy, tie := placement.NewPolicy(nil, c), placement.Tie{Lowest: true, Hosts: hosts(6)}
	c.place(0, want)
	var p placement.Places
	p.Begin(c.fleet, policy, want, &c.spread, tie)
	if i, _, _ := p.Next(); c.fleet.Zone[i] == 0 {
		t.Errorf("the task goes to instance %d in zone A", i)
	}
	for _, i := range []sim.InstanceID{1, 4, 2, 2} {
		c.place(i, want)
	}
	var s placement.Stops
	s.Begin(c.fleet, policy, &c.spread, tie)
	for task, i := range c.where {
		s.Add(fleet.TaskID(task), i)
	}
	if task, _ := s.Next(); c.where[task] != 2 {
		t.Errorf("the task on instance %d is stopped, want one of the two on instance 2", c.where[task])
	}
}

// TestRandomIsUniform: over many tasks the strategy random takes every instance about equally often, within the zone that
// a spread in front of it asks for.
func TestRandomIsUniform(t *testing.T) {
	const instances, tasks = 9, 9000
	c := &cluster{racks: make([]string, instances)}
	var list []sim.Instance
	for i := range instances {
		list = append(list, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: tasks, Memory: tasks}})
	}
	c.fleet = fleet.New(list)
	for _, strategies := range [][]sim.PlacementStrategy{
		{{Kind: sim.Random}},
		{{Field: "attribute:ecs.availability-zone"}, {Kind: sim.Random}, {Field: "instanceId"}},
	} {
		c.spread = placement.Spread{OnInstance: make([]int32, instances), InZone: make([]int32, 3)}
		c.where = nil
		var p placement.Places
		p.Begin(c.fleet, placement.NewPolicy(strategies, c), sim.Claim{}, &c.spread, placement.Tie{
			Hosts: hosts(instances), Draws: draw.New(1), Entity: draw.Name("web"), Purpose: draw.PlaceTie, Random: draw.RandomPlace,
		})
		alike := 0
		for range tasks {
			i, _, _ := p.Next()
			if n := len(c.where); n > 2 && c.where[n-3] == i {
				alike++
			}
			c.place(i, sim.Claim{})
		}
		for i, n := range c.spread.OnInstance {
			if n < 900 || n > 1100 { // 1000 expected, standard deviation 30
				t.Errorf("%v: instance %d gets %d of %d tasks", strategies, i, n, tasks)
			}
		}
		if share := alike * 100 / tasks; share > 40 {
			t.Errorf("%v: %d %% of the tasks go where the third before them went", strategies, share)
		}
	}
}

// BenchmarkPlaces places a service's tasks on a large cluster, for every kind of strategy.
func BenchmarkPlaces(b *testing.B) {
	const instances, tasks = 5000, 5000
	c := &cluster{racks: make([]string, instances)}
	var list []sim.Instance
	for i := range instances {
		list = append(list, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 4, Memory: 4}})
	}
	want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
	c.fleet = fleet.New(list)
	for name, strategies := range map[string][]sim.PlacementStrategy{
		"default": nil, "instances": {{Field: "instanceId"}}, "binpack": {{Kind: sim.Binpack, Field: "memory"}},
		"zone-binpack": {{Field: "attribute:ecs.availability-zone"}, {Kind: sim.Binpack, Field: "memory"}}, "random": {{Kind: sim.Random}},
	} {
		policy := placement.NewPolicy(strategies, c)
		b.Run(name, func(b *testing.B) {
			var p placement.Places
			b.ReportAllocs()
			for b.Loop() {
				c.fleet = fleet.New(list)
				spread := placement.Spread{OnInstance: make([]int32, instances), InZone: make([]int32, 3)}
				p.Begin(c.fleet, policy, want, &spread, placement.Tie{Hosts: hosts(instances), Draws: draw.New(1), Random: draw.RandomPlace})
				for range tasks {
					i, _, ok := p.Next()
					if !ok {
						b.Fatal("no room")
					}
					c.fleet.Reserve(i, want)
					spread.Add(c.fleet, i, 1)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tasks, "ns/task")
		})
	}
}

// BenchmarkScan places the same tasks by ECS's own strategies with a look at every instance for each: what the ladders
// save.
func BenchmarkScan(b *testing.B) {
	const instances, tasks = 5000, 5000
	var list []sim.Instance
	for i := range instances {
		list = append(list, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 4, Memory: 4}})
	}
	want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
	for b.Loop() {
		f := fleet.New(list)
		spread := placement.Spread{OnInstance: make([]int32, instances), InZone: make([]int32, 3)}
		for range tasks {
			best := sim.NoInstance
			for i := range sim.InstanceID(instances) {
				if !f.Fits(i, &want) {
					continue
				}
				if best == sim.NoInstance || spread.InZone[f.Zone[i]] < spread.InZone[f.Zone[best]] ||
					spread.InZone[f.Zone[i]] == spread.InZone[f.Zone[best]] && spread.OnInstance[i] < spread.OnInstance[best] {
					best = i
				}
			}
			f.Reserve(best, want)
			spread.Add(f, best, 1)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/tasks, "ns/task")
}
