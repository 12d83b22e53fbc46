package placement

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Instances is what a policy knows of container instances: their zones and attributes, which don't change in a run.
type Instances interface {
	// Len is the number of instances.
	Len() int
	// Attribute is the value of an instance's attribute; ok is false if it hasn't got it.
	Attribute(i sim.InstanceID, name string) (value string, ok bool)
}

// zoneAttribute is the attribute that holds an instance's Availability Zone.
const zoneAttribute = "ecs.availability-zone"

// level is one strategy as a policy works with it.
type level struct {
	kind  levelKind
	group []int32 // by cell: the value of the field that a spread goes by; of byGroup only
}

type levelKind uint8

const (
	byGroup    levelKind = iota // spread over the values of an attribute
	byInstance                  // spread over instances
	byCPU                       // binpack
	byMemory
	atRandom
)

// Policy is a chain of strategies and constraints, made ready for a fleet: instances that no strategy over attributes
// tells apart make up a cell. Make one with NewPolicy; it is for reading.
type Policy struct {
	levels []level
	cells  []int32 // by InstanceID
	nCells int
	groups []int // by level: how many values

	// Distinct says that no two tasks of the service share an instance (constraint distinctInstance).
	Distinct bool
	// Outside is by InstanceID which ones aren't there at all for these tasks; nil: none.
	Outside []bool
	// Missing is by InstanceID which ones haven't got an attribute that the tasks require; nil: none.
	Missing []bool
	// Allowed is by InstanceID what constraints say that can't change in a run; nil: everything is.
	Allowed []bool
	// Hidden says of an instance that these tasks don't look at it for now: they have to let others come first there, or have
	// one there already where one is the most; nil: they look at all.
	Hidden func(sim.InstanceID) bool
	// Varying are constraints that depend on where tasks are.
	Varying []func(sim.InstanceID) bool
}

// defaults are the strategies of a service that names none: zone balance, then the instance with the fewest tasks (API
// page UpdateService).
func defaults() []sim.PlacementStrategy {
	return []sim.PlacementStrategy{ZoneSpread(), {Field: "instanceId"}}
}

// NewPolicy makes the policy of a chain of strategies. Instances without an attribute that is spread over make a group of
// their own (assumed). What stands behind random has no effect: it leaves one instance.
func NewPolicy(strategies []sim.PlacementStrategy, on Instances) *Policy {
	if len(strategies) == 0 {
		strategies = defaults()
	}
	p := &Policy{cells: make([]int32, on.Len()), nCells: 1}
	var values [][]int32 // by level of byGroup: the group of each instance
	for _, s := range strategies {
		l := level{kind: kindOf(s)}
		if l.kind != byGroup && slices.ContainsFunc(p.levels, func(m level) bool { return m.kind == l.kind }) {
			continue // it decides nothing any more
		}
		if l.kind == byGroup {
			of, n := groupsOf(strings.TrimPrefix(s.Field, "attribute:"), on)
			values = append(values, of)
			p.groups = append(p.groups, n)
		} else {
			values = append(values, nil)
			p.groups = append(p.groups, 0)
		}
		p.levels = append(p.levels, l)
		if l.kind == atRandom {
			break
		}
	}
	p.divide(values)
	return p
}

func kindOf(s sim.PlacementStrategy) levelKind {
	switch {
	case s.Kind == sim.Random:
		return atRandom
	case s.Kind == sim.Binpack && strings.EqualFold(s.Field, "cpu"):
		return byCPU
	case s.Kind == sim.Binpack:
		return byMemory
	case strings.HasPrefix(s.Field, "attribute:"):
		return byGroup
	}
	return byInstance
}

// groupsOf numbers the values of an attribute over the instances, in the order of their first appearance.
func groupsOf(name string, on Instances) (of []int32, n int) {
	type field struct {
		value string
		has   bool
	}
	numbers := make(map[field]int32)
	of = make([]int32, on.Len())
	for i := range of {
		var is field
		is.value, is.has = on.Attribute(sim.InstanceID(i), name)
		number, known := numbers[is]
		if !known {
			number = int32(len(numbers))
			numbers[is] = number
		}
		of[i] = number
	}
	return of, len(numbers)
}

// divide puts instances of the same groups into one cell.
func (p *Policy) divide(values [][]int32) {
	for _, of := range values {
		if of == nil {
			continue
		}
		numbers := make(map[[2]int32]int32)
		for i := range p.cells {
			key := [2]int32{p.cells[i], of[i]}
			number, known := numbers[key]
			if !known {
				number = int32(len(numbers))
				numbers[key] = number
			}
			p.cells[i] = number
		}
		p.nCells = max(len(numbers), 1)
	}
	for l, of := range values {
		if of == nil {
			continue
		}
		p.levels[l].group = make([]int32, p.nCells)
		for i := range p.cells {
			p.levels[l].group[p.cells[i]] = of[i]
		}
	}
}

// ZoneSpread is the strategy that spreads over Availability Zones.
func ZoneSpread() sim.PlacementStrategy {
	return sim.PlacementStrategy{Field: "attribute:" + zoneAttribute}
}

// sees says whether an instance is there for these tasks.
func (p *Policy) sees(i sim.InstanceID) bool {
	return (p.Outside == nil || !p.Outside[i]) && (p.Hidden == nil || !p.Hidden(i))
}

// Takes says whether what can't change in a run lets tasks onto an instance.
func (p *Policy) Takes(i sim.InstanceID) bool {
	return (p.Outside == nil || !p.Outside[i]) && !p.misses(i) && (p.Allowed == nil || p.Allowed[i])
}

// misses says whether an instance lacks an attribute that the tasks require.
func (p *Policy) misses(i sim.InstanceID) bool { return p.Missing != nil && p.Missing[i] }

// allows says whether a task of the service may be on an instance that has so many of its tasks.
func (p *Policy) allows(i sim.InstanceID, tasks int32) bool {
	return p.sees(i) && !p.misses(i) && (!p.Distinct || tasks == 0) && p.isMember(i)
}

// isMember says whether an instance meets the constraints that are expressions.
func (p *Policy) isMember(i sim.InstanceID) bool {
	if p.Allowed != nil && !p.Allowed[i] {
		return false
	}
	for _, holds := range p.Varying {
		if !holds(i) {
			return false
		}
	}
	return true
}
