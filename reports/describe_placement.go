package reports

import "github.com/ecssim/ecssim/sim"

type constraintDescription struct {
	Type       string `json:"type"`
	Expression string `json:"expression,omitempty"`
}

// describeConstraints lists placement constraints, an empty list where there are none (observed of real replies).
func describeConstraints(list []sim.PlacementConstraint) []constraintDescription {
	out := []constraintDescription{}
	for _, c := range list {
		d := constraintDescription{Type: "memberOf", Expression: c.Expression}
		if c.Distinct {
			d.Type = "distinctInstance"
		}
		out = append(out, d)
	}
	return out
}

type strategyDescription struct {
	Type  string `json:"type"`
	Field string `json:"field,omitempty"`
}

// describeStrategies lists placement strategies, likewise.
func describeStrategies(list []sim.PlacementStrategy) []strategyDescription {
	out := []strategyDescription{}
	for _, s := range list {
		out = append(out, strategyDescription{Type: s.Kind.String(), Field: s.Field})
	}
	return out
}
