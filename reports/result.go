package reports

import (
	"encoding/json"
	"io"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// ResultSchema names the shape of result.json. Within ecssim/result/v1 fields may be added, never removed or changed.
const ResultSchema = "ecssim/result/v1"

// milliseconds are written as a number of seconds.
type milliseconds int64

// MarshalJSON writes m in seconds, exactly: 63200 is 63.2.
func (m milliseconds) MarshalJSON() ([]byte, error) { return appendDecimal(nil, int64(m)), nil }

// result is result.json.
type result struct {
	Schema       string                         `json:"schema"`
	Scenario     string                         `json:"scenario"`
	Seed         *uint64                        `json:"seed"` // null: not known
	Behavior     sim.Behavior                   `json:"behavior"`
	Verdict      string                         `json:"verdict"`
	EndedAt      milliseconds                   `json:"endedAt"`
	EndedBecause string                         `json:"endedBecause"`
	Hosts        int                            `json:"containerInstances"`
	Deployments  []deploymentResult             `json:"deployments"`
	Expectations []expectationResult            `json:"expectations"`
	Remedies     []remedyResult                 `json:"remedies"`
	Assumptions  []assumptionResult             `json:"assumptions"`
	Services     []serviceDescription           `json:"services"`
	Rollouts     []serviceDeploymentDescription `json:"serviceDeployments"`
}

// deploymentResult is a deployment with its metrics. Times are seconds of the run.
type deploymentResult struct {
	Service        string        `json:"service"`
	Deployment     string        `json:"deployment"`
	TaskDefinition string        `json:"taskDefinition"`
	Judged         bool          `json:"judged"`
	Action         *int          `json:"action"` // its place in the scenario's timeline as written
	Created        milliseconds  `json:"created"`
	Ended          *milliseconds `json:"ended"`
	End            string        `json:"end"`
	WaiterAfter    *milliseconds `json:"waiterAfter"`
	Metrics        metricValues  `json:"metrics"`
}

// expectationResult is one condition of an expectation.
type expectationResult struct {
	Name      string `json:"name"`
	Service   string `json:"service"`
	Condition string `json:"condition"`
	Result    string `json:"result"` // passed, failed or undecided
	Measured  string `json:"measured"`
	// Value is the same as a metric, a count or a state; null for events, for quantiles, and where nothing was measured.
	Value json.RawMessage `json:"value"`
	// Sample is what replicates say of a quantile, in the metric's own unit, spans in milliseconds; null for others.
	Sample *sampleResult `json:"sample"`
}

type sampleResult struct {
	Replicates int    `json:"replicates"`
	Valid      int    `json:"valid"` // replicates that have a value
	Low        *int64 `json:"low"`   // of the confidence interval; null: not bounded
	High       *int64 `json:"high"`
	Base       int64  `json:"base"`   // the desired count that percentages are of
	Needed     int    `json:"needed"` // about how many replicates would decide; 0: not known, or it is decided
}

type remedyResult struct {
	Service   string        `json:"service"`
	Key       string        `json:"key"`
	From      string        `json:"from"`
	To        string        `json:"to"`
	Completes bool          `json:"completes"`
	Duration  *milliseconds `json:"duration"`
}

type assumptionResult struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// metricValues are the metrics of a deployment, written as an object in the order of metrics.Words.
type metricValues struct{ of *metrics.Deployment }

// MarshalJSON writes spans in seconds, sums over time in task-seconds, flags as true and false, and null for a metric
// that the deployment doesn't have.
func (v metricValues) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, word := range metrics.Words() {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendQuoted(b, word.Name), ':')
		b = append(b, MetricValue(word, v.of)...)
	}
	return append(b, '}'), nil
}

// WriteResult writes result.json.
func (r *Run) WriteResult(w io.Writer) error {
	all := result{
		Schema: ResultSchema, Scenario: r.Scenario.Name, Behavior: r.Scenario.Behavior,
		Verdict: r.Verdict(), EndedAt: milliseconds(r.Fold.Now()), EndedBecause: r.EndedBecause(), Hosts: r.Fold.Hosts(),
		Deployments: []deploymentResult{}, Remedies: []remedyResult{},
		Assumptions: []assumptionResult{}, Services: []serviceDescription{},
		Rollouts: []serviceDeploymentDescription{},
	}
	if !r.Unseeded {
		all.Seed = &r.Seed
	}
	for i := range r.Fold.Services() {
		id := sim.ServiceID(i)
		s := r.Fold.Service(id)
		for d := range s.Deployments {
			all.Deployments = append(all.Deployments, r.deploymentResult(&s.Deployments[d], s.Judged()))
		}
		if s.API.Status != sim.ServiceAbsent {
			all.Rollouts = append(all.Rollouts, r.describeRollouts(id)...)
		}
	}
	for _, id := range r.described() {
		if r.Fold.Service(id).API.Status != sim.ServiceAbsent {
			all.Services = append(all.Services, r.describeService(id))
		}
	}
	all.Expectations = r.expectationResults()
	for i := range r.Remedies {
		m := &r.Remedies[i]
		of := remedyResult{Service: r.names.Service(m.Service), Key: m.Key, From: m.From, To: m.To, Completes: m.Completes}
		if m.Completes {
			of.Duration = new(milliseconds(m.Duration))
		}
		all.Remedies = append(all.Remedies, of)
	}
	for _, a := range r.AssumptionsUsed() {
		all.Assumptions = append(all.Assumptions, assumptionResult(a))
	}
	text, err := json.MarshalIndent(&all, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func (r *Run) expectationResults() []expectationResult {
	list := []expectationResult{}
	for _, x := range r.Expectations() {
		list = append(list, expectationResult{x.Name, x.Service, x.Condition, x.Ruling.String(), x.Measured, json.RawMessage(x.value), sampleOf(x.Sample)})
	}
	return list
}

func sampleOf(s metrics.Sampled) *sampleResult {
	if s.Replicates == 0 {
		return nil
	}
	of := &sampleResult{Replicates: s.Replicates, Valid: s.Valid, Base: s.Base, Needed: s.Needed}
	if s.HasLow {
		of.Low = &s.Low
	}
	if s.HasHigh {
		of.High = &s.High
	}
	return of
}

func (r *Run) deploymentResult(d, judged *metrics.Deployment) deploymentResult {
	of := deploymentResult{
		Service: r.names.Service(d.Service), Deployment: r.names.Deployment(d.Service, d.ID),
		TaskDefinition: r.names.TaskDefinition(d.Definition), Judged: d == judged, Created: milliseconds(d.Created),
		End: d.End.String(), Metrics: metricValues{d},
	}
	if d.Action != metrics.NoAction {
		of.Action = new(r.Scenario.Timeline[d.Action].Index)
	}
	if d.End != metrics.StillOpen {
		of.Ended = new(milliseconds(d.Ended))
	}
	if d.WaiterPassed {
		of.WaiterAfter = new(milliseconds(d.WaiterAfter))
	}
	return of
}
