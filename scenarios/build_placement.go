package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/query"
)

// Words of the API for placement.
const (
	memberOf         = "memberOf"
	distinctInstance = "distinctInstance"
	ofAttribute      = "attribute:" // beginning of the field of a spread over an attribute
	onInstance       = "instanceId"
	zoneAttribute    = "ecs.availability-zone"
)

// checkConstraints checks the placement constraints of a service (API page UpdateService; the words are assumed).
func (b *builder) checkConstraints(s *settings) {
	for i := range s.constraints.Items {
		c := &s.constraints.Items[i].V
		at, kind, expression := s.constraints.Items[i].at, &c.Type, &c.Expression
		switch {
		case s.constraints.Items[i].bad || kind.bad || expression.bad:
		case !kind.given():
			b.at(at, Conflict, "has no type", "distinctInstance or memberOf")
		case kind.V == distinctInstance && expression.V != "":
			b.at(expression.at, Conflict, "doesn't go with distinctInstance", "leave it out")
		case kind.V == memberOf:
			b.checkExpression(at, expression)
		}
	}
}

// checkExpression checks the expression of a memberOf constraint that stands at a node.
func (b *builder) checkExpression(at *node, expression *value[string]) {
	if expression.V == "" {
		b.at(at, Conflict, "memberOf has no expression", `such as expression = "attribute:stack == prod"`)
		return
	}
	var wrong *query.SyntaxError
	if _, err := query.Parse(expression.V); errors.As(err, &wrong) {
		kind, text := OutOfRange, fmt.Sprintf("at character %d: %s", wrong.Character, wrong.Message)
		if wrong.Limit { // ECS, whose regular expressions are Java's, would take it
			kind, text = NotModelled, "not modelled yet: "+text
		}
		b.at(expression.at, kind, text, wrong.Hint)
	}
}

// constraints builds the placement constraints of a service or a call.
func constraints(l *list[constraintTable]) []sim.PlacementConstraint {
	var made []sim.PlacementConstraint
	for i := range l.Items {
		c := &l.Items[i].V
		made = append(made, sim.PlacementConstraint{Distinct: c.Type.V == distinctInstance, Expression: c.Expression.V})
	}
	return made
}

// definitionConstraints builds the placement constraints of a task definition, which can only be memberOf (API page
// TaskDefinitionPlacementConstraint).
func (b *builder) definitionConstraints(l *list[definitionConstraintTable]) []sim.PlacementConstraint {
	var made []sim.PlacementConstraint
	for i := range l.Items {
		item := &l.Items[i]
		if item.bad || !item.V.Type.given() || item.V.Expression.bad {
			continue
		}
		b.checkExpression(item.at, &item.V.Expression)
		made = append(made, sim.PlacementConstraint{Expression: item.V.Expression.V})
	}
	return made
}

// checkStrategy checks a placement strategy.
func (b *builder) checkStrategy(s *settings) {
	for i := range s.strategy.Items {
		if item := &s.strategy.Items[i]; !item.bad && !item.V.Type.bad && !item.V.Field.bad {
			b.checkStrategyField(item)
		}
	}
}

// checkStrategyField checks the field of one placement strategy. The words for spread are assumed to be those for
// binpack.
func (b *builder) checkStrategyField(item *value[strategyTable]) {
	kind, field := item.V.Type.V, item.V.Field.V
	at := item.at
	if item.V.Field.given() {
		at = item.V.Field.at
	}
	switch {
	case !item.V.Type.given():
		b.at(at, Conflict, "has no type", "random, spread or binpack")
	case kind == "random" && field != "":
		b.says(at, Conflict, sim.Invalid("random field should not be specified"), "", "leave it out")
	case kind == "binpack" && !strings.EqualFold(field, "cpu") && !strings.EqualFold(field, "memory"):
		b.says(at, OutOfRange, sim.Invalid("binpack field '%s' is invalid", field), "", "cpu or memory")
	case kind == "spread" && !canSpreadOver(field):
		b.says(at, OutOfRange, sim.Invalid("spread field '%s' is invalid", field), "", "instanceId, host, or an attribute as in attribute:ecs.availability-zone")
	}
}

// isInstance says whether the field of a spread means the instances themselves: host has the same effect as instanceId (API
// page PlacementStrategy). That its case doesn't matter is assumed, as of cpu and memory.
func isInstance(field string) bool {
	return strings.EqualFold(field, onInstance) || strings.EqualFold(field, "host")
}

// canSpreadOver says whether tasks can be spread over a field (API page PlacementStrategy).
func canSpreadOver(field string) bool {
	name, isAttribute := strings.CutPrefix(field, ofAttribute)
	return isInstance(field) || isAttribute && nameRules()["attributeName"].allows(name)
}

// strategies builds the placement strategies of a service or a call, their fields in one spelling.
func strategies(l *list[strategyTable]) []sim.PlacementStrategy {
	var made []sim.PlacementStrategy
	for i := range l.Items {
		t := &l.Items[i].V
		one := sim.PlacementStrategy{Kind: sim.Random, Field: t.Field.V}
		switch {
		case t.Type.V == "binpack":
			one.Kind, one.Field = sim.Binpack, strings.ToLower(one.Field)
		case t.Type.V == "spread" && isInstance(one.Field):
			one.Kind, one.Field = sim.Spread, onInstance
		case t.Type.V == "spread":
			one.Kind = sim.Spread
		}
		made = append(made, one)
	}
	return made
}

// spreadsOverZones says whether a service's tasks are spread over zones before anything else.
func spreadsOverZones(p *sim.Placement) bool {
	return len(p.Strategies) == 0 || p.Strategies[0] == sim.PlacementStrategy{Kind: sim.Spread, Field: ofAttribute + zoneAttribute}
}

// maxConstraints is how many placement constraints a task may have (API page UpdateService): those of its service and
// those of its task definition together. The service's alone are counted by the table's own limit.
const maxConstraints = 10

// checkPlaced checks how many placement constraints a task would have.
func (b *builder) checkPlaced(s *settings, placed int, t *taskDefinitionTable, id sim.TaskDefinitionID) {
	own := 0
	if t.PlacementConstraints.given() {
		own = len(t.PlacementConstraints.Items)
	}
	if own == 0 || placed+own <= maxConstraints {
		return
	}
	at := s.constraints.at
	if at == nil {
		at = s.definition.at
	}
	if at == nil {
		return // neither has changed
	}
	detail := fmt.Sprintf("with the %d of %s a task has %d", own, b.out.TaskDefinitions[id].Name(), placed+own)
	b.says(at, OutOfRange, sim.Invalid("placementConstraints can have at most %d items.", maxConstraints), detail, "")
}
