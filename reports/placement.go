package reports

import (
	"encoding/json"

	"github.com/ecssim/ecssim/sim"
)

// strategyDescription is an entry of placementStrategy (API page PlacementStrategy).
type strategyDescription struct {
	Type  string `json:"type"`
	Field string `json:"field,omitempty"`
}

// constraintDescription is an entry of placementConstraints (API page PlacementConstraint).
type constraintDescription struct {
	Type       string `json:"type"`
	Expression string `json:"expression,omitempty"`
}

func describeStrategies(list []sim.PlacementStrategy) []strategyDescription {
	out := []strategyDescription{}
	for _, s := range list {
		out = append(out, strategyDescription{s.Kind.String(), s.Field})
	}
	return out
}

func describeConstraints(list []sim.PlacementConstraint) []constraintDescription {
	out := []constraintDescription{}
	for _, c := range list {
		if c.Distinct {
			out = append(out, constraintDescription{Type: "distinctInstance"})
		} else {
			out = append(out, constraintDescription{"memberOf", c.Expression})
		}
	}
	return out
}

// rawList is a list as JSON; where it is empty a parameter of the service that the scenario has it in, or none.
func rawList[T any](s *sim.Service, name string, list []T) json.RawMessage {
	if len(list) == 0 {
		return raw(s, name, "[]")
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return text
}
