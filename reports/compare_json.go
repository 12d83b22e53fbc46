package reports

import (
	"encoding/json"
	"io"

	"github.com/ecssim/ecssim/sim"
)

// CompareSchema names the shape of compare.json. Within ecssim/compare/v1 fields may be added, never removed or changed.
const CompareSchema = "ecssim/compare/v1"

// comparisonResult is compare.json.
type comparisonResult struct {
	Schema    string           `json:"schema"`
	Verdict   string           `json:"verdict"`
	Sentences []string         `json:"sentences"`
	Notes     []string         `json:"notes"`
	Sides     []sideResult     `json:"sides"`
	Services  []comparedResult `json:"services"`
}

type sideResult struct {
	Name         string       `json:"name"`
	Scenario     string       `json:"scenario"`
	Seed         *uint64      `json:"seed"` // null: it isn't known
	Behavior     sim.Behavior `json:"behavior"`
	Call         milliseconds `json:"call"`
	EndedAt      milliseconds `json:"endedAt"`
	EndedBecause string       `json:"endedBecause"`
	Verdict      string       `json:"verdict"`
}

type comparedResult struct {
	Service     string           `json:"service"`
	Deployments []*comparedOf    `json:"deployments"` // by side; null: that one has none
	Metrics     []comparedMetric `json:"metrics"`
}

type comparedOf struct {
	TaskDefinition string       `json:"taskDefinition"`
	Initial        bool         `json:"initial"`
	End            string       `json:"end"`
	Span           milliseconds `json:"span"`
}

// comparedMetric has a value a side, and for each what it is against that of the first.
type comparedMetric struct {
	Metric      string    `json:"metric"`
	Values      []*number `json:"values"`
	Differences []*number `json:"differences"`
	Against     []*string `json:"against"`
}

// number is a metric's value as results write it.
type number struct {
	value int64
	unit  sim.Unit
}

// MarshalJSON writes spans in seconds, sums over time in task-seconds, and everything else as a whole number.
func (n number) MarshalJSON() ([]byte, error) {
	if n.unit == sim.Milliseconds || n.unit == sim.TaskMilliseconds {
		return appendDecimal(nil, n.value), nil
	}
	return json.Marshal(n.value)
}

// WriteJSON writes compare.json.
func (c *Comparison) WriteJSON(w io.Writer) error {
	all := comparisonResult{
		Schema: CompareSchema, Verdict: c.Verdict(), Sentences: c.Sentences(), Notes: c.Notes(), Services: []comparedResult{},
	}
	for i := range c.Sides {
		s := &c.Sides[i]
		var seed *uint64
		if !s.Run.Unseeded {
			seed = &s.Run.Seed
		}
		all.Sides = append(all.Sides, sideResult{
			Name: s.Name, Scenario: s.Run.Scenario.Name, Seed: seed, Behavior: s.Run.Scenario.Behavior, Call: milliseconds(s.Call()),
			EndedAt: milliseconds(s.Run.Fold.Now()), EndedBecause: s.Run.EndedBecause(), Verdict: s.Run.Verdict(),
		})
	}
	for i := range c.Services {
		all.Services = append(all.Services, c.Services[i].result())
	}
	text, err := json.MarshalIndent(&all, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func (s *ComparedService) result() comparedResult {
	out := comparedResult{Service: s.Name}
	for _, on := range s.On {
		var of *comparedOf
		if on != nil && on.Judged != nil {
			d := on.Judged
			of = &comparedOf{
				TaskDefinition: on.Side.Run.names.TaskDefinition(d.Definition), Initial: d.Initial, End: on.endText(),
				Span: milliseconds(d.Ended.Sub(d.Created)),
			}
		}
		out.Deployments = append(out.Deployments, of)
	}
	for i := range s.Rows {
		if s.Rows[i].Name != rowEnd {
			out.Metrics = append(out.Metrics, s.Rows[i].result())
		}
	}
	return out
}

func (v *ComparedValue) result() comparedMetric {
	m := comparedMetric{Metric: v.Name}
	for i, cell := range v.Cells {
		var value, difference *number
		var against *string
		if cell.Known {
			value = &number{cell.Value, v.Unit}
		}
		if i > 0 && cell.Against != Incomparable {
			difference, against = &number{cell.Difference, v.Unit}, new(cell.Against.String())
		}
		m.Values = append(m.Values, value)
		m.Differences, m.Against = append(m.Differences, difference), append(m.Against, against)
	}
	return m
}
