package sim

import "slices"

// StrategyKind is a kind of task placement strategy (API page PlacementStrategy).
type StrategyKind uint8

// The kinds: evenly over the values of a field, onto the fullest instance, anywhere.
const (
	Spread StrategyKind = iota
	Binpack
	Random
)

// String is the kind as ECS writes it.
func (k StrategyKind) String() string { return [...]string{"spread", "binpack", "random"}[k] }

// PlacementStrategy is an entry of a service's placementStrategy.
type PlacementStrategy struct {
	Kind StrategyKind
	// Field is "instanceId", "attribute:NAME", "cpu" or "memory", as the kind has it; empty for Random.
	Field string
}

// PlacementConstraint is an entry of placementConstraints: memberOf with an expression in the cluster query language, or
// distinctInstance without one.
type PlacementConstraint struct {
	Distinct   bool
	Expression string
}

// Placement says where a service's tasks go: strategies in order, none for zone balance, and constraints.
type Placement struct {
	Strategies  []PlacementStrategy
	Constraints []PlacementConstraint
}

// Same says whether p and q are the same, in the same order.
func (p *Placement) Same(q *Placement) bool {
	return slices.Equal(p.Strategies, q.Strategies) && slices.Equal(p.Constraints, q.Constraints)
}
