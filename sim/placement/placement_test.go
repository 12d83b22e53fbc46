package placement_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
)

// cluster is a fleet with a service's tasks on it.
type cluster struct {
	fleet  *fleet.Fleet
	spread placement.Spread
	where  []sim.InstanceID // by task
}

func anyCluster(t *rapid.T) *cluster {
	zones := rapid.IntRange(1, 3).Draw(t, "zones")
	var instances []sim.Instance
	for range rapid.IntRange(0, 12).Draw(t, "instances") {
		instances = append(instances, sim.Instance{
			Zone:     sim.ZoneID(rapid.IntRange(0, zones-1).Draw(t, "zone")),
			Capacity: sim.Resources{CPU: rapid.Int64Range(0, 6).Draw(t, "cpu"), Memory: rapid.Int64Range(0, 6).Draw(t, "memory")},
		})
	}
	return &cluster{fleet: fleet.New(instances), spread: placement.Spread{
		OnInstance: make([]int32, len(instances)), InZone: make([]int32, zones),
	}}
}

func (c *cluster) place(i sim.InstanceID, want sim.Resources) {
	c.fleet.Reserve(i, want)
	c.spread.Add(c.fleet, i, 1)
	c.where = append(c.where, i)
}

// better is the placement rule as the API page has it, on its own: fewest tasks in the zone, then on the instance, then
// the tie order.
func (c *cluster) better(a, b sim.InstanceID, rank func(sim.InstanceID) uint32) bool {
	za, zb := c.spread.InZone[c.fleet.Zone[a]], c.spread.InZone[c.fleet.Zone[b]]
	ha, hb := c.spread.OnInstance[a], c.spread.OnInstance[b]
	switch {
	case za != zb:
		return za < zb
	case ha != hb:
		return ha < hb
	case rank(a) != rank(b):
		return rank(a) < rank(b)
	}
	return a < b
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
		Entity: draw.Name("web"), Purpose: draw.PlaceTie,
	}
	return tie, func(i sim.InstanceID) uint32 {
		if tie.Lowest {
			return 0
		}
		return tie.Draws.Uint32(tie.Entity, tie.Purpose, uint64(tie.Hosts[i]))
	}
}

// TestPlacesAgainstScan: the ladders choose the very instance that a scan of all of them does, task after task.
func TestPlacesAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		tie, rank := anyTie(t)
		var p placement.Places
		for range 3 {
			want := sim.Resources{CPU: rapid.Int64Range(0, 2).Draw(t, "want cpu"), Memory: rapid.Int64Range(0, 2).Draw(t, "want memory")}
			p.Begin(c.fleet, want, &c.spread, tie)
			for range rapid.IntRange(0, 8).Draw(t, "tasks") {
				best := sim.NoInstance
				for i := range sim.InstanceID(c.fleet.Len()) {
					if c.fleet.Free[i].Fits(want) && (best == sim.NoInstance || c.better(i, best, rank)) {
						best = i
					}
				}
				got, refusal, ok := p.Next()
				if got != best || ok != (best != sim.NoInstance) {
					t.Fatalf("places on %d (%v), a scan on %d", got, ok, best)
				}
				if !ok {
					checkRefusal(t, c, want, refusal)
					break
				}
				c.place(got, want)
			}
		}
	})
}

func checkRefusal(t *rapid.T, c *cluster, want sim.Resources, r sim.Refusal) {
	if n := r.LackCPU + r.LackMemory + r.LackBoth; n != r.Instances || int(n) != c.fleet.Len() {
		t.Fatalf("%d of %d instances lack something, of %d", n, r.Instances, c.fleet.Len())
	}
	if c.fleet.Len() == 0 {
		if r.Closest != sim.NoInstance {
			t.Fatalf("instance %d is the closest of none", r.Closest)
		}
		return
	}
	if free := c.fleet.Free[r.Closest]; free != r.ClosestFree || free.Fits(want) {
		t.Fatalf("the closest instance has %v free, the refusal says %v; wanted %v", free, r.ClosestFree, want)
	}
}

// TestStopsAgainstScan: likewise for the tasks to stop.
func TestStopsAgainstScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCluster(t)
		tie, rank := anyTie(t)
		for i := range sim.InstanceID(c.fleet.Len()) {
			for range rapid.IntRange(0, 3).Draw(t, "on instance") {
				c.place(i, sim.Resources{})
			}
		}
		var s placement.Stops
		s.Begin(c.fleet, &c.spread, tie)
		var candidates []fleet.TaskID
		for task, i := range c.where {
			if rapid.Bool().Draw(t, "candidate") {
				candidates = append(candidates, fleet.TaskID(task))
				s.Add(fleet.TaskID(task), i)
			}
		}
		for range len(candidates) {
			want := 0
			for k, task := range candidates[1:] {
				if c.worse(c.where[task], c.where[candidates[want]], rank) {
					want = k + 1
				}
			}
			got, ok := s.Next()
			if !ok || got != candidates[want] {
				t.Fatalf("stops task %d (%v), a scan %d", got, ok, candidates[want])
			}
			c.spread.Add(c.fleet, c.where[got], -1)
			candidates = append(candidates[:want], candidates[want+1:]...)
		}
		if task, ok := s.Next(); ok {
			t.Fatalf("stops task %d when none is left", task)
		}
	})
}

// worse is the stop rule as the API page has it: most tasks in the zone, then on the instance, then the tie order.
func (c *cluster) worse(a, b sim.InstanceID, rank func(sim.InstanceID) uint32) bool {
	za, zb := c.spread.InZone[c.fleet.Zone[a]], c.spread.InZone[c.fleet.Zone[b]]
	ha, hb := c.spread.OnInstance[a], c.spread.OnInstance[b]
	switch {
	case za != zb:
		return za > zb
	case ha != hb:
		return ha > hb
	case rank(a) != rank(b):
		return rank(a) < rank(b)
	}
	return a < b
}

// TestZonesOfTheAPIPage holds the API page's two examples in words: zone A has one task and B and C none, so the next
// goes to B or C; zone A has one task and B and C two each, so the stop falls in B or C, on the instance with the most.
func TestZonesOfTheAPIPage(t *testing.T) {
	instances := make([]sim.Instance, 6) // two a zone
	for i := range instances {
		instances[i] = sim.Instance{Zone: sim.ZoneID(i % 3), Capacity: sim.Resources{CPU: 10, Memory: 10}}
	}
	for seed := range uint64(50) {
		c := &cluster{fleet: fleet.New(instances), spread: placement.Spread{OnInstance: make([]int32, 6), InZone: make([]int32, 3)}}
		tie := placement.Tie{Hosts: hosts(6), Draws: draw.New(seed), Entity: draw.Name("web"), Purpose: draw.StopTie}
		c.place(0, sim.Resources{})
		var p placement.Places
		p.Begin(c.fleet, sim.Resources{CPU: 1}, &c.spread, tie)
		if i, _, _ := p.Next(); c.fleet.Zone[i] == 0 {
			t.Errorf("seed %d: the next task goes to zone A", seed)
		}
		for _, i := range []sim.InstanceID{1, 1, 2, 5} { // B: two on one instance; C: one on each
			c.place(i, sim.Resources{})
		}
		var s placement.Stops
		s.Begin(c.fleet, &c.spread, tie)
		for task, i := range c.where {
			s.Add(fleet.TaskID(task), i)
		}
		if task, _ := s.Next(); c.where[task] != 1 {
			t.Errorf("seed %d: the stop falls on instance %d, not on the one with the most tasks", seed, c.where[task])
		}
	}
}
