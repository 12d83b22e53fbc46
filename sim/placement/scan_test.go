package placement_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/query"
)

// cluster is a fleet with the tasks of a service called web on it, and some of another. Its instances have the attributes
// zone, rack and host.
type cluster struct {
	fleet  *fleet.Fleet
	zones  []string // by ZoneID
	racks  []string // by InstanceID; "": it hasn't got one
	names  []string // by InstanceID: the value of the attribute host
	other  []bool   // by InstanceID: it has a task of service other
	spread placement.Spread
	where  []sim.InstanceID // by task
	wants  []sim.Claim      // by task
}

// newCluster is a cluster without racks and without tasks.
func newCluster(instances []sim.Instance, zones int) *cluster {
	n := len(instances)
	c := &cluster{
		fleet: fleet.New(instances), racks: make([]string, n), other: make([]bool, n),
		spread: placement.Spread{OnInstance: make([]int32, n), InZone: make([]int32, zones)},
	}
	for z := range zones {
		c.zones = append(c.zones, fmt.Sprintf("zone-%d", z))
	}
	for i := range n {
		c.names = append(c.names, fmt.Sprintf("host-%d", i))
	}
	return c
}

func (c *cluster) Len() int { return c.fleet.Len() }

func (c *cluster) Attribute(i sim.InstanceID, name string) (string, bool) {
	switch name {
	case "ecs.availability-zone":
		return c.zones[c.fleet.Zone[i]], true
	case "rack":
		return c.racks[i], c.racks[i] != ""
	case "host":
		return c.names[i], true
	}
	return "", false
}

func (c *cluster) place(i sim.InstanceID, want sim.Claim) {
	c.fleet.Reserve(i, want)
	c.spread.Add(c.fleet, i, 1)
	c.where = append(c.where, i)
	c.wants = append(c.wants, want)
}

// remove takes a task away again; its number stays taken.
func (c *cluster) remove(task fleet.TaskID) {
	c.fleet.Unreserve(c.where[task], c.wants[task])
	c.spread.Add(c.fleet, c.where[task], -1)
}

// member is an instance of a cluster as expressions see it. All tasks of web are RUNNING.
type member struct {
	of *cluster
	id sim.InstanceID
}

func (m *member) Attribute(name string) (string, bool) { return m.of.Attribute(m.id, name) }
func (m *member) AgentConnected() bool                 { return true }
func (m *member) AgentVersion() string                 { return "1.96.0" }
func (m *member) InstanceID() string                   { return m.of.names[m.id] }
func (m *member) RegisteredAt() int64                  { return 0 }
func (m *member) RunningTasks() int                    { return int(m.of.spread.OnInstance[m.id]) }

func (m *member) HasTaskOf(group string) bool {
	return group == "service:web" && m.of.spread.OnInstance[m.id] > 0 || group == "service:other" && m.of.other[m.id]
}

func (m *member) TaskGroup(i int) (string, bool) {
	var all []string
	for _, group := range []string{"service:web", "service:other"} {
		if m.HasTaskOf(group) {
			all = append(all, group)
		}
	}
	if i < len(all) {
		return all[i], true
	}
	return "", false
}

// rules are a service's strategies and constraints.
type rules struct {
	strategies []sim.PlacementStrategy
	distinct   bool
	members    []*query.Expression
}

// policy makes the rules ready as the world does: what can't change is tried once.
func (r *rules) policy(c *cluster) *placement.Policy {
	p := placement.NewPolicy(r.strategies, c)
	p.Distinct = r.distinct
	m := &member{of: c}
	for _, e := range r.members {
		holds := func(i sim.InstanceID) bool {
			m.id = i
			return e.Matches(m)
		}
		if e.DependsOnTasks() {
			p.Varying = append(p.Varying, holds)
			continue
		}
		before := p.Allowed
		p.Allowed = make([]bool, c.Len())
		for i := range p.Allowed {
			p.Allowed[i] = (before == nil || before[i]) && holds(sim.InstanceID(i))
		}
	}
	return p
}

// scan chooses by the rules of the API page and the developer guide, on their own: with a look at every instance for each
// choice.
type scan struct {
	rules   *rules
	of      *cluster
	missing []bool           // by InstanceID: an attribute that the tasks require; nil: nothing
	stops   bool             // it chooses where a task is stopped
	drawn   bool             // equally good ones are drawn from
	keys    [][]int64        // by strategy, by InstanceID: what goes first has the lowest
	memory  [][]int64        // of keys
	member  member           // the latest one tried
	equal   []sim.InstanceID // those that the strategies take to be the best
}

// isRandom says whether the choice among the best is a draw.
func (s *scan) isRandom() bool {
	return slices.ContainsFunc(s.rules.strategies, func(s sim.PlacementStrategy) bool { return s.Kind == sim.Random })
}

// agrees says whether i may be chosen where the scan has chosen best: random may take any of those that are as good.
func (s *scan) agrees(best, i sim.InstanceID) bool {
	return i == best || (s.drawn || s.isRandom()) && slices.Contains(s.equal, i)
}

// takes says whether an instance can have another task.
func (s *scan) takes(i sim.InstanceID, want *sim.Claim) bool {
	c := s.of
	if c.fleet.State[i] != sim.InstanceActive || c.fleet.Disconnected[i] || !c.fleet.Fits(i, want) || s.rules.distinct && c.spread.OnInstance[i] > 0 {
		return false
	}
	if s.missing != nil && s.missing[i] {
		return false
	}
	s.member = member{c, i}
	for _, e := range s.rules.members {
		if !e.Matches(&s.member) {
			return false
		}
	}
	return true
}

// look finds out what the strategies compare the instances by. What is behind random has no effect.
func (s *scan) look() {
	strategies := s.rules.strategies
	if len(strategies) == 0 {
		strategies = []sim.PlacementStrategy{{Field: "attribute:ecs.availability-zone"}, {Field: "instanceId"}}
	}
	s.keys = nil
	for k, strategy := range strategies {
		if strategy.Kind == sim.Random {
			return
		}
		if k == len(s.memory) {
			s.memory = append(s.memory, make([]int64, s.of.Len()))
		}
		s.fill(s.memory[k], strategy)
		s.keys = s.memory[:k+1]
	}
}

// fill fills in what one strategy compares the instances by.
func (s *scan) fill(keys []int64, strategy sim.PlacementStrategy) {
	c := s.of
	name, isAttribute := strings.CutPrefix(strategy.Field, "attribute:")
	tasks := make(map[string]int64) // by value of the attribute; those without it count as having an empty one
	for i := range keys {
		id := sim.InstanceID(i)
		switch {
		case isAttribute:
			value, _ := c.Attribute(id, name)
			tasks[value] += int64(c.spread.OnInstance[i])
		case strategy.Field == "cpu":
			keys[i] = c.fleet.Free[i].CPU
		case strategy.Field == "memory":
			keys[i] = c.fleet.Free[i].Memory
		default:
			keys[i] = int64(c.spread.OnInstance[i])
		}
	}
	for i := range keys {
		if isAttribute {
			value, _ := c.Attribute(sim.InstanceID(i), name)
			keys[i] = tasks[value]
		}
		if s.stops {
			keys[i] = -keys[i]
		}
	}
}

// choose is the best instance of those that are eligible; sim.NoInstance: there is none. All that are as good by the
// strategies are in equal.
func (s *scan) choose(eligible func(sim.InstanceID) bool) sim.InstanceID {
	s.look()
	s.equal = s.equal[:0]
	for i := range sim.InstanceID(s.of.Len()) {
		if !eligible(i) {
			continue
		}
		c := 0
		if len(s.equal) > 0 {
			c = s.compare(i, s.equal[0])
		}
		if c < 0 {
			s.equal = s.equal[:0]
		}
		if c <= 0 {
			s.equal = append(s.equal, i)
		}
	}
	if len(s.equal) == 0 {
		return sim.NoInstance
	}
	return s.equal[0] // the lowest number
}

// compare compares two instances strategy by strategy.
func (s *scan) compare(a, b sim.InstanceID) int {
	for _, keys := range s.keys {
		switch {
		case keys[a] < keys[b]:
			return -1
		case keys[a] > keys[b]:
			return 1
		}
	}
	return 0
}

// hosts are the names of n instances to the draws.
func hosts(n int) []draw.Entity {
	list := make([]draw.Entity, n)
	for i := range list {
		list[i] = draw.Name("host").Numbered(uint64(i))
	}
	return list
}
