package placement_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/query"
)

func anyCluster(t *rapid.T) *cluster {
	zones := rapid.IntRange(1, 3).Draw(t, "zones")
	var instances []sim.Instance
	for range rapid.IntRange(0, 12).Draw(t, "instances") {
		instances = append(instances, sim.Instance{
			Zone:       sim.ZoneID(rapid.IntRange(0, zones-1).Draw(t, "zone")),
			Capacity:   sim.Resources{CPU: rapid.Int64Range(0, 6).Draw(t, "cpu"), Memory: rapid.Int64Range(0, 6).Draw(t, "memory")},
			OtherPorts: rapid.SampledFrom([]int{0, 99, 100}).Draw(t, "other ports"),
		})
	}
	c := newCluster(instances, zones)
	for i := range instances {
		c.racks[i] = rapid.SampledFrom([]string{"", "r1", "r2"}).Draw(t, "rack")
		c.other[i] = rapid.Bool().Draw(t, "other")
		c.fleet.State[i] = rapid.SampledFrom([]sim.InstanceState{
			sim.InstanceActive, sim.InstanceActive, sim.InstanceActive, sim.InstanceDraining, sim.InstanceGone,
		}).Draw(t, "state")
		c.fleet.Disconnected[i] = rapid.IntRange(0, 5).Draw(t, "disconnected") == 0
	}
	return c
}

// anyRules are a chain of up to five strategies and up to two constraints.
func anyRules(t *rapid.T) *rules {
	one := rapid.SampledFrom([]sim.PlacementStrategy{
		{Kind: sim.Spread, Field: "attribute:ecs.availability-zone"},
		{Kind: sim.Spread, Field: "attribute:rack"},
		{Kind: sim.Spread, Field: "attribute:host"},
		{Kind: sim.Spread, Field: "instanceId"},
		{Kind: sim.Binpack, Field: "cpu"},
		{Kind: sim.Binpack, Field: "memory"},
		{Kind: sim.Random},
	})
	r := &rules{strategies: rapid.SliceOfN(one, 0, 5).Draw(t, "strategies"), distinct: rapid.IntRange(0, 3).Draw(t, "distinct") == 0}
	for range rapid.IntRange(0, 2).Draw(t, "constraints") {
		r.members = append(r.members, parse(t, rapid.SampledFrom([]string{
			"attribute:rack == r1", "attribute:rack !exists or attribute:ecs.availability-zone in [zone-0, zone-1]",
			"ec2InstanceId != host-0", "task:group == service:other", "not(task:group == service:other)",
			"not(task:group == service:web) or attribute:rack == r2", "runningTasksCount < 2",
		}).Draw(t, "constraint")))
	}
	return r
}

func parse(t interface{ Fatal(args ...any) }, expression string) *query.Expression {
	e, err := query.Parse(expression)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func anyTie(t *rapid.T) placement.Tie {
	return placement.Tie{
		Lowest: rapid.Bool().Draw(t, "lowest"), Hosts: hosts(12), Draws: draw.New(rapid.Uint64().Draw(t, "seed")),
		Entity: draw.Name("web"), Purpose: draw.PlaceTie, Clocks: &placement.Clocks{}, Random: draw.RandomPlace,
	}
}

func anyClaim(t *rapid.T) sim.Claim {
	want := sim.Claim{Resources: sim.Resources{CPU: rapid.Int64Range(0, 2).Draw(t, "want cpu"), Memory: rapid.Int64Range(0, 2).Draw(t, "want memory")}}
	if rapid.IntRange(0, 3).Draw(t, "static port") == 0 {
		want.Ports = want.Ports.With(rapid.IntRange(0, 1).Draw(t, "port"))
	}
	return want
}

// TestPlacesAgainstScan: for every chain of strategies and with constraints the ladders choose the very instance that a
// scan of all of them does, task after task; and random one of those that a scan takes to be as good.
func TestPlacesAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r, tie := anyCluster(t), anyRules(t), anyTie(t)
		s := scan{rules: r, of: c, drawn: !tie.Lowest}
		policy := r.policy(c)
		policy.Missing = make([]bool, c.Len())
		for i := range policy.Missing {
			policy.Missing[i] = rapid.IntRange(0, 4).Draw(t, "missing") == 0
		}
		s.missing = policy.Missing
		var p placement.Places
		for range 3 {
			want := anyClaim(t)
			p.Begin(c.fleet, policy, want, &c.spread, tie)
			for range rapid.IntRange(0, 8).Draw(t, "tasks") {
				best := s.choose(func(i sim.InstanceID) bool { return s.takes(i, &want) })
				got, refusal, ok := p.Next()
				if ok != (best != sim.NoInstance) || !s.agrees(best, got) {
					t.Fatalf("places on %d (%v), a scan on %d of %d", got, ok, best, s.equal)
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
	registered, cpu, attribute, draining := int32(0), int32(0), int32(0), int32(0)
	for i := range c.Len() {
		if c.fleet.State[i].IsRegistered() {
			registered++
			if c.fleet.State[i] == sim.InstanceDraining {
				draining++
			}
			if c.fleet.Free[i].CPU < want.CPU {
				cpu++
			}
			if missing[i] {
				attribute++
			}
		}
	}
	if r.Instances != registered || r.Lacking(sim.LackCPU) != cpu || r.Lacking(sim.LackAttribute) != attribute {
		t.Fatalf("%d instances, of which %d lack CPU and %d an attribute, want %d, %d and %d",
			r.Instances, r.Lacking(sim.LackCPU), r.Lacking(sim.LackAttribute), registered, cpu, attribute)
	}
	if registered == draining {
		if r.Closest != sim.NoInstance {
			t.Fatalf("instance %d is the closest of none", r.Closest)
		}
		return
	}
	if r.ClosestLacks == 0 || r.ClosestFree != c.fleet.Free[r.Closest] {
		t.Fatalf("the closest instance lacks %b and has %v free, the refusal says %v", r.ClosestLacks, c.fleet.Free[r.Closest], r.ClosestFree)
	}
}

// TestStopsAgainstScan: likewise for the choice of tasks to stop. Constraints don't matter to it.
func TestStopsAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, r, tie := anyCluster(t), anyRules(t), anyTie(t)
		want := sim.Claim{Resources: sim.Resources{CPU: 1, Memory: 1}}
		for range rapid.IntRange(0, 20).Draw(t, "tasks") {
			if i := sim.InstanceID(rapid.IntRange(0, 11).Draw(t, "on")); int(i) < c.Len() && c.fleet.Fits(i, &want) {
				c.place(i, want)
			}
		}
		s := scan{rules: r, of: c, stops: true, drawn: !tie.Lowest}
		left := make([][]fleet.TaskID, c.Len()) // by instance
		var stops placement.Stops
		stops.Begin(c.fleet, r.policy(c), &c.spread, tie)
		for task, i := range c.where {
			if rapid.IntRange(0, 3).Draw(t, "candidate") > 0 {
				stops.Add(fleet.TaskID(task), i)
				left[i] = append(left[i], fleet.TaskID(task))
			}
		}
		for range rapid.IntRange(0, 21).Draw(t, "stops") {
			best := s.choose(func(i sim.InstanceID) bool { return len(left[i]) > 0 })
			got, ok := stops.Next()
			if ok != (best != sim.NoInstance) {
				t.Fatalf("stops a task: %v, a scan on %d", ok, best)
			}
			if !ok {
				break
			}
			on := c.where[got]
			if !s.agrees(best, on) || got != left[on][0] {
				t.Fatalf("stops task %d on %d, a scan on %d of %d, where %d are left", got, on, best, s.equal, left[on])
			}
			left[on] = left[on][1:]
			c.remove(got)
		}
	})
}

// TestZonesOfTheAPIPage: with one task in zone A and none in B and C the next one goes to B or C; with one in A and two
// each in B and C one of the latter is stopped, on the instance with the most.
func TestZonesOfTheAPIPage(t *testing.T) {
	var instances []sim.Instance
	for i := range 6 {
		instances = append(instances, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 10, Memory: 10}})
	}
	c := newCluster(instances, 3)
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
// a spread in front of it asks for; and what stands behind it has no effect.
func TestRandomIsUniform(t *testing.T) {
	const instances, tasks = 9, 9000
	var list []sim.Instance
	for i := range instances {
		list = append(list, sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: tasks, Memory: tasks}})
	}
	for _, of := range []struct {
		strategies []sim.PlacementStrategy
		// % of the tasks that go to the zone of the one before: where zones are spread over, only the first of three can.
		alike int
	}{
		{[]sim.PlacementStrategy{{Kind: sim.Random}}, 33},
		{[]sim.PlacementStrategy{{Kind: sim.Random}, placement.ZoneSpread()}, 33},
		{[]sim.PlacementStrategy{placement.ZoneSpread(), {Kind: sim.Random}, {Field: "instanceId"}}, 11},
	} {
		strategies := of.strategies
		c := newCluster(list, 3)
		var p placement.Places
		p.Begin(c.fleet, placement.NewPolicy(strategies, c), sim.Claim{}, &c.spread, placement.Tie{
			Hosts: hosts(instances), Draws: draw.New(1), Entity: draw.Name("web"), Purpose: draw.PlaceTie, Clocks: &placement.Clocks{}, Random: draw.RandomPlace,
		})
		alike := 0
		for range tasks {
			i, _, _ := p.Next()
			if n := len(c.where); n > 0 && c.fleet.Zone[c.where[n-1]] == c.fleet.Zone[i] {
				alike++
			}
			c.place(i, sim.Claim{})
		}
		for i, n := range c.spread.OnInstance {
			if n < 900 || n > 1100 { // 1000 expected, standard deviation 30
				t.Errorf("%v: instance %d gets %d of %d tasks", strategies, i, n, tasks)
			}
		}
		if share := alike * 100 / tasks; share < of.alike-2 || share > of.alike+2 {
			t.Errorf("%v: %d %% of the tasks go to the zone of the one before, want %d %%", strategies, share, of.alike)
		}
	}
}
