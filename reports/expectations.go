package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Expectation is one condition of an [[expect]] of the scenario, judged, in words that are fit for a line of text.
type Expectation struct {
	Index     int    // of the [[expect]], from 0
	Name      string // of the [[expect]]; empty for one without
	Service   string
	Place     string // where the scenario has the [[expect]]: "web.toml:40"
	Condition string // as the scenario says it: "duration <= 10m"
	Measured  string // "12 min 3 s"
	Ruling    metrics.Ruling
	Message   string // all of it in a sentence
	Sample    metrics.Sampled

	finding metrics.Finding
	sampled bool
	value   string // as result.json has it
}

// Expectations are the conditions of the scenario's expectations in its order, judged by how the run stands.
func (r *Run) Expectations() []Expectation {
	var list []Expectation
	for _, f := range r.judge.Findings() {
		for i := range r.Quantiles {
			if q := &r.Quantiles[i]; q.Expectation == f.Expectation && q.Condition == f.Condition {
				f = *q
			}
		}
		list = append(list, r.expectation(&f))
	}
	return list
}

// Ruling is what became of all expectations together: Failed if one failed, else Undecided if one is.
func Ruling(list []Expectation) metrics.Ruling {
	ruling := metrics.Passed
	for i := range list {
		switch list[i].Ruling {
		case metrics.Failed:
			return metrics.Failed
		case metrics.Undecided:
			ruling = metrics.Undecided
		case metrics.Passed:
		}
	}
	return ruling
}

// isSampled says whether the condition is about a quantile.
func (x *Expectation) isSampled() bool { return x.sampled }

// Mark is the ruling as a sign: ✓, ✗ or ?.
func (x *Expectation) Mark() string {
	return map[metrics.Ruling]string{metrics.Passed: "✓", metrics.Failed: "✗", metrics.Undecided: "?"}[x.Ruling]
}

// Title is the condition with the name of its expectation, if that has one.
func (x *Expectation) Title() string {
	if x.Name == "" {
		return x.Condition
	}
	return x.Name + ": " + x.Condition
}

func (r *Run) expectation(f *metrics.Finding) Expectation {
	e := &r.Scenario.Expectations[f.Expectation]
	c := &e.Conditions[f.Condition]
	x := Expectation{
		Index: f.Expectation, Name: Inert(e.Name), Service: Inert(r.names.Service(e.Service)), Place: e.Place,
		Condition: Inert(c.Text), Measured: r.measured(f, e, c), Ruling: f.Ruling, Sample: f.Sample, finding: *f,
		sampled: c.Kind == sim.ExpectMetric && c.Quantile > 0, value: r.expectedValue(f, c),
	}
	if e.At != nil {
		x.Condition += " at " + exactClock(*e.At)
	}
	if e.WholeRun && c.Kind == sim.ExpectMetric {
		x.Condition += " in the whole run"
	}
	if d := e.Deployment; !d.IsDefault() && (c.Kind == sim.ExpectMetric || c.Kind == sim.ExpectCount || c.Kind == sim.ExpectRollout) {
		x.Condition += " of " + r.choice(d)
	}
	x.Message = "service " + x.Service + ": " + x.Condition
	if x.Name != "" {
		x.Message = x.Name + ": " + x.Message
	}
	x.Message += map[metrics.Ruling]string{metrics.Passed: " holds: ", metrics.Failed: " fails: ", metrics.Undecided: " is undecided: "}[f.Ruling] + x.Measured
	return x
}

// exactClock is an instant on the clock, or in seconds where a clock would round it.
func exactClock(t sim.Time) string {
	if t%sim.Time(sim.Second) != 0 {
		return decimal(int64(t)) + " s"
	}
	return Clock(t)
}

// choice names a deployment that an expectation chooses.
func (r *Run) choice(c sim.DeploymentChoice) string {
	if c.Definition != nil {
		return Inert(r.names.TaskDefinition(*c.Definition))
	}
	return "deployment " + strconv.Itoa(int(c.Number))
}

// measured says what was measured for a condition.
func (r *Run) measured(f *metrics.Finding, e *sim.Expectation, c *sim.Condition) string {
	switch f.Lack {
	case metrics.LacksDeployment:
		return "there is no such deployment"
	case metrics.LacksCall:
		return r.noDeployment(f)
	case metrics.LacksService:
		return "there is no such service then"
	case metrics.LacksInstances:
		return "nothing, since the service's tasks are on Fargate"
	case metrics.LacksDesired:
		return "no share, since no task is desired"
	case metrics.LacksEnd:
		return "the run was broken off"
	case metrics.LacksValue:
		d := r.Fold.Service(e.Service).Chosen(e.Deployment)
		return "none, since the deployment didn't complete: " + r.endOf(d)
	case metrics.LacksReplicates:
		return "nothing, since there are no replicates"
	case metrics.LacksNothing:
	}
	switch c.Kind {
	case sim.ExpectMetric:
		if c.Quantile > 0 {
			return sampledText(&f.Sample, c)
		}
		return amountText(f.Value, f.Base, c)
	case sim.ExpectCount:
		return taskText(f.Value, f.Base, c)
	case sim.ExpectRollout:
		return sim.RolloutState(f.Value).String()
	case sim.ExpectOutcome:
		return sim.Outcome(f.Value).String()
	case sim.ExpectStatus:
		return sim.ServiceStatus(f.Value).String()
	case sim.ExpectDefinition:
		return Inert(r.names.TaskDefinition(sim.TaskDefinitionID(f.Value)))
	case sim.ExpectEvents:
		return eventsText(f, c)
	case sim.ExpectNoEvents:
		if f.Value == 0 {
			return "none occurred"
		}
		return quantity(f.Value, "such event") + ", the first is " + c.Absent[f.Event].String() + " at " + Clock(f.EventAt)
	}
	return ""
}

// expectedValue is what was measured for a condition as result.json has it.
func (r *Run) expectedValue(f *metrics.Finding, c *sim.Condition) string {
	text := ""
	switch {
	case f.Lack != metrics.LacksNothing || c.Quantile > 0:
		return "null"
	case c.Kind == sim.ExpectMetric:
		return valueIn(c.Metric.Unit(), f.Value)
	case c.Kind == sim.ExpectCount:
		return valueIn(sim.Tasks, f.Value)
	case c.Kind == sim.ExpectRollout:
		text = sim.RolloutState(f.Value).String()
	case c.Kind == sim.ExpectOutcome:
		text = sim.Outcome(f.Value).String()
	case c.Kind == sim.ExpectStatus:
		text = sim.ServiceStatus(f.Value).String()
	case c.Kind == sim.ExpectDefinition:
		text = r.names.TaskDefinition(sim.TaskDefinitionID(f.Value))
	default:
		return "null"
	}
	return string(appendQuoted(nil, text))
}

// noDeployment says that the call which was to create a deployment created none.
func (r *Run) noDeployment(f *metrics.Finding) string {
	a := &r.Scenario.Timeline[f.Action]
	text := "nothing, since " + a.Kind.String() + " at " + Clock(a.At)
	if f.Refused != nil {
		return text + " was refused: " + Inert(f.Refused.Error())
	}
	return text + " created no deployment"
}

// eventsText says which of the expected events isn't there.
func eventsText(f *metrics.Finding, c *sim.Condition) string {
	if f.Event == len(c.Events) {
		return "all occurred, the last at " + Clock(f.EventAt)
	}
	want := &c.Events[f.Event]
	name := "event with this text"
	if want.Code != 0 {
		name = want.Code.String() + " event"
	}
	switch {
	case f.Value == 0:
		return "there is no such " + name
	case len(want.Count) > 0:
		return "there is such a " + name + " " + quantity(f.Value, "time")
	}
	return "there is no such " + name + " after the one before, at " + Clock(f.EventAt)
}

// amountText is a metric's value, with what percentages are of.
func amountText(value, base int64, c *sim.Condition) string {
	switch c.Metric.Unit() {
	case sim.Milliseconds:
		return exactSpan(sim.Span(value))
	case sim.TaskMilliseconds:
		return decimal(value) + " task-seconds"
	case sim.CPUUnits:
		return quantity(value, "CPU unit")
	case sim.MiB:
		return Count(value) + " MiB"
	case sim.Flag:
		return strconv.FormatBool(value != 0)
	case sim.Tasks:
		return taskText(value, base, c)
	case sim.Passes, sim.InstanceCount, sim.EventCount:
	}
	return Count(value)
}

// exactSpan is a span, with all of its digits where people would be told a rounded one: a bound may lie in between.
func exactSpan(span sim.Span) string {
	text := Humane(span)
	if exact := decimal(int64(span)) + " s"; span%sim.Second != 0 && exact != text {
		return text + " (" + exact + ")"
	}
	return text
}

// taskText is a number of tasks, of how many where percentages are asked for.
func taskText(value, base int64, c *sim.Condition) string {
	if slices.ContainsFunc(c.Bounds, func(b sim.Bound) bool { return b.Percent }) {
		return Count(value) + " of " + Count(base)
	}
	return Count(value)
}

// sampledText is the interval that replicates give for a quantile.
func sampledText(s *metrics.Sampled, c *sim.Condition) string {
	var b strings.Builder
	end := func(value int64) string {
		if c.Metric.Unit() == sim.Milliseconds {
			return Humane(sim.Span(value)) // it isn't known that well
		}
		return amountText(value, s.Base, c)
	}
	switch {
	case s.HasLow && s.HasHigh && s.Low == s.High:
		b.WriteString(end(s.Low))
	case s.HasLow && s.HasHigh:
		b.WriteString(end(s.Low) + " to " + end(s.High))
	case s.HasLow:
		b.WriteString(end(s.Low) + " or more")
	case s.HasHigh:
		b.WriteString(end(s.High) + " or less")
	default:
		b.WriteString("unknown")
	}
	b.WriteString(" (95 % confidence, " + quantity(s.Replicates, "replicate"))
	if s.Valid < s.Replicates {
		b.WriteString(", " + Count(int64(s.Replicates-s.Valid)) + " of them without a value")
	}
	b.WriteString(")")
	if s.Needed > 0 {
		b.WriteString("; about " + Count(int64(s.Needed)) + " replicates would decide")
	}
	return b.String()
}
