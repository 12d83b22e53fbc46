package reports

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// SavedResult is what records.ndjson doesn't say of a run and its result.json does. Make one with ReadResult.
type SavedResult struct {
	Seed uint64
	// Unseeded says that the seed isn't known: the result was made from records without it.
	Unseeded bool

	scenario     string
	behavior     sim.Behavior
	endedAt      sim.Time
	endedBecause string
	remedies     []savedRemedy
	expectations []savedExpectation
}

// savedRemedy is a remedy whose service is known by name only.
type savedRemedy struct {
	service string
	remedy  Remedy
}

// savedExpectation is a condition of which the records don't say everything.
type savedExpectation struct {
	Condition, Result string
	Sample            *sampleResult
}

// ReadResult reads result.json.
func ReadResult(r io.Reader) (*SavedResult, error) {
	var in struct {
		Schema, Scenario, EndedBecause string

		Seed     *uint64
		Behavior sim.Behavior
		EndedAt  json.Number
		Remedies []struct {
			Service, Key, From, To string
			Completes              bool
			Duration               *json.Number
		}
		Expectations []savedExpectation
	}
	if err := json.NewDecoder(r).Decode(&in); err != nil {
		return nil, fmt.Errorf("isn't a result of ecssim: %w", err)
	}
	if in.Schema != ResultSchema {
		return nil, fmt.Errorf("has the schema %q; this ecssim reads %q", Inert(in.Schema), ResultSchema)
	}
	s := &SavedResult{Unseeded: in.Seed == nil, scenario: in.Scenario, behavior: in.Behavior, endedBecause: in.EndedBecause}
	if in.Seed != nil {
		s.Seed = *in.Seed
	}
	var ok bool
	if s.endedAt, ok = parseSeconds([]byte(in.EndedAt)); !ok {
		return nil, fmt.Errorf(`"endedAt" is %s; it must be a number of seconds, exact to the millisecond`, Inert(in.EndedAt.String()))
	}
	for i := range in.Remedies {
		from := &in.Remedies[i]
		m := savedRemedy{from.Service, Remedy{Key: from.Key, From: from.From, To: from.To, Completes: from.Completes}}
		if from.Duration != nil {
			span, ok := parseSeconds([]byte(*from.Duration))
			if !ok {
				return nil, fmt.Errorf(`a remedy has the "duration" %s; it must be a number of seconds, exact to the millisecond`, Inert(from.Duration.String()))
			}
			m.remedy.Duration = sim.Span(span)
		}
		s.remedies = append(s.remedies, m)
	}
	s.expectations = in.Expectations
	return s, nil
}

// IsOf says whether the result is that of a run: of the same scenario and behaviour, and with the same end.
func (s *SavedResult) IsOf(r *Run) bool {
	return s.scenario == r.Scenario.Name && s.behavior == r.Scenario.Behavior && s.endedAt == r.Fold.Now() && s.endedBecause == r.EndedBecause()
}

// Remedies are those of the result, for the services of a run. Of several services of a name it is the stuck one's.
func (s *SavedResult) Remedies(r *Run) []Remedy {
	var list []Remedy
	for _, m := range s.remedies {
		found := false
		for i := range r.Scenario.Services {
			if r.Scenario.Services[i].Name == m.service && (!found || r.Fold.Service(sim.ServiceID(i)).Outcome == sim.OutcomeStuck) {
				m.remedy.Service, found = sim.ServiceID(i), true
			}
		}
		if found {
			list = append(list, m.remedy)
		}
	}
	return list
}

// Quantiles are the conditions on quantiles of the result, for a run of the same scenario: those that stand where the run has
// them.
func (s *SavedResult) Quantiles(r *Run) []metrics.Finding {
	var list []metrics.Finding
	for i, x := range r.Expectations() {
		f := x.finding
		if !x.isSampled() || i >= len(s.expectations) || s.expectations[i].Sample == nil || s.expectations[i].Condition != x.Condition {
			continue
		}
		of := s.expectations[i].Sample
		f.Lack, f.Sample = metrics.LacksNothing, metrics.Sampled{Replicates: of.Replicates, Valid: of.Valid, Base: of.Base, Needed: of.Needed}
		if of.Low != nil {
			f.Sample.Low, f.Sample.HasLow = *of.Low, true
		}
		if of.High != nil {
			f.Sample.High, f.Sample.HasHigh = *of.High, true
		}
		for ruling := metrics.Passed; ruling <= metrics.Undecided; ruling++ {
			if ruling.String() == s.expectations[i].Result {
				f.Ruling = ruling
			}
		}
		list = append(list, f)
	}
	return list
}
