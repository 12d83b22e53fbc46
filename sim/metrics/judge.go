package metrics

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Judge judges what a scenario expects of its run, condition by condition. It is a sim.Recorder that looks at a Fold: give
// it each record before the Fold has it, since a state at some instant is that after all records of the instant.
// Findings has the findings once the run is over. Make one with NewJudge.
type Judge struct {
	scenario *sim.Scenario
	fold     *Fold
	message  func(r *sim.Record) string

	watched []bool // by expectation: it is judged at an instant that has come
	found   [][]Finding
	events  []seenEvent // those of services that have conditions on events
	hears   []bool      // by service: it has such conditions
}

// seenEvent is a service event of the run.
type seenEvent struct {
	at      sim.Time
	service sim.ServiceID
	code    sim.EventCode
	message string
}

// Finding is what became of one condition.
type Finding struct {
	Expectation, Condition int // indexes in Scenario.Expectations and its Conditions
	Ruling                 Ruling
	Lack                   Lack  // why there is nothing to measure; 0: Value means something
	Value                  int64 // what was measured, in the condition's unit, or the value of an enumeration
	Base                   int64 // the desired count that percentages are of
	Deployment             sim.DeploymentID
	// Of conditions on events: the first expected one that isn't there as it should be, or of the Absent the one that is, at
	// EventAt; Value is how many there were of the kind.
	Event   int
	EventAt sim.Time
	// Of conditions on quantiles: what package study found.
	Sample Sampled
}

// Sampled is what replicates say of a quantile: it lies between Low and High with the confidence of the judge. One of them
// is absent where the replicates don't bound it.
type Sampled struct {
	Replicates      int
	Valid           int // of these, those in which there was something to measure
	Low, High       int64
	Base            int64 // the desired count that percentages are of, in one of them
	HasLow, HasHigh bool
	Needed          int // about how many replicates would decide; 0: not known
}

// Ruling is what became of a condition.
type Ruling uint8

// The rulings.
const (
	Passed Ruling = iota
	Failed
	Undecided // by a quantile's replicates, of which there are too few
)

// String is the ruling's name in results.
func (r Ruling) String() string { return [...]string{"passed", "failed", "undecided"}[r] }

// Lack is why a condition can't be measured, so that it fails.
type Lack uint8

// The lacks.
const (
	LacksNothing    Lack = iota
	LacksDeployment      // there is no such deployment
	LacksValue           // the deployment hasn't the metric: it didn't complete
	LacksEnd             // the run was broken off
	LacksReplicates      // a quantile, and nobody has made its replicates
)

// NewJudge makes the judge of a run of sc that fold folds. message gives the text of a service event's record, for
// conditions that ask for a part of it.
func NewJudge(sc *sim.Scenario, fold *Fold, message func(r *sim.Record) string) *Judge {
	j := &Judge{
		scenario: sc, fold: fold, message: message, watched: make([]bool, len(sc.Expectations)),
		found: make([][]Finding, len(sc.Expectations)), hears: make([]bool, len(sc.Services)),
	}
	for i := range sc.Expectations {
		e := &sc.Expectations[i]
		j.hears[e.Service] = j.hears[e.Service] || slices.ContainsFunc(e.Conditions, func(c sim.Condition) bool { return c.Kind == sim.ExpectEvents || c.Kind == sim.ExpectNoEvents })
	}
	return j
}

// Record judges what is expected of instants before r, and keeps r if it is an event that a condition asks for.
func (j *Judge) Record(r *sim.Record) {
	for i := range j.watched {
		if at := j.scenario.Expectations[i].At; at != nil && !j.watched[i] && *at < r.At {
			j.watched[i] = true
			j.look(i)
		}
	}
	if r.Kind == sim.KindEvent && j.hears[r.Service] {
		j.events = append(j.events, seenEvent{r.At, r.Service, r.Event, j.message(r)})
	}
}

// Findings are what became of all conditions, in the order of the scenario, when the run is over.
func (j *Judge) Findings() []Finding {
	var list []Finding
	for i := range j.scenario.Expectations {
		if !j.watched[i] {
			j.look(i)
		}
		list = append(list, j.found[i]...)
	}
	return list
}

// look judges an expectation by how the run stands.
func (j *Judge) look(i int) {
	e := &j.scenario.Expectations[i]
	s := j.fold.Service(e.Service)
	j.found[i] = j.found[i][:0]
	for k := range e.Conditions {
		f := Finding{Expectation: i, Condition: k, Ruling: Failed, Deployment: sim.NoDeployment}
		j.judge(&f, e, &e.Conditions[k], s)
		j.found[i] = append(j.found[i], f)
	}
}

// judge judges a condition. The finding is a failure so far.
func (j *Judge) judge(f *Finding, e *sim.Expectation, c *sim.Condition, s *Service) {
	rule := func(ok bool) {
		if ok {
			f.Ruling = Passed
		}
	}
	d := s.Chosen(e.Deployment)
	if d != nil {
		f.Deployment = d.ID
	}
	switch c.Kind {
	case sim.ExpectOutcome:
		f.Value = int64(s.Outcome)
		if !s.Over {
			f.Lack = LacksEnd
			return
		}
		rule(s.Outcome == c.Outcome)
	case sim.ExpectStatus:
		f.Value = int64(s.API.Status)
		rule(s.API.Status == c.Status)
	case sim.ExpectEvents:
		j.expectEvents(f, e, c)
	case sim.ExpectNoEvents:
		j.expectNone(f, e, c)
	case sim.ExpectCount:
		f.Base = int64(s.API.DesiredCount)
		if e.Deployment.IsDefault() {
			f.Value = s.count(c.Count)
		} else if f.missing(d) {
			return
		} else {
			f.Value = d.count(c.Count)
		}
		rule(holds(c.Bounds, f.Value, f.Base))
	case sim.ExpectDefinition:
		primary := s.primary()
		if f.missing(primary) {
			return
		}
		f.Value = int64(primary.Definition)
		rule(primary.Definition == c.Definition)
	case sim.ExpectRollout:
		if f.missing(d) {
			return
		}
		f.Value = int64(d.Rollout)
		rule(d.Rollout == c.Rollout)
	case sim.ExpectMetric:
		if !f.missing(d) && f.measure(d, c) {
			rule(holds(c.Bounds, f.Value, f.Base))
		}
	}
}

// missing says that there is nothing to measure since there is no such deployment.
func (f *Finding) missing(d *Deployment) bool {
	if d == nil {
		f.Lack = LacksDeployment
	}
	return d == nil
}

// measure takes a metric of a deployment, if it is there.
func (f *Finding) measure(d *Deployment, c *sim.Condition) bool {
	value, ok := d.Metric(c.Metric)
	f.Base = int64(d.Desired)
	switch {
	case c.Quantile > 0:
		f.Lack = LacksReplicates
	case d.End == StillOpen:
		f.Lack = LacksEnd
	case !ok:
		f.Lack = LacksValue
	default:
		f.Value = value
	}
	return f.Lack == LacksNothing
}

// holds says whether a value is within all bounds.
func holds(bounds []sim.Bound, value, base int64) bool {
	for _, b := range bounds {
		if !b.Holds(value, base) {
			return false
		}
	}
	return true
}

// expectEvents looks for the expected events, each later in the list of events than the one before.
func (j *Judge) expectEvents(f *Finding, e *sim.Expectation, c *sim.Condition) {
	from := 0
	for i := range c.Events {
		want := &c.Events[i]
		first, count := -1, int64(0)
		for k := range j.events {
			if j.isOf(&j.events[k], e.Service, want) {
				count++
				if k >= from && first < 0 {
					first = k
				}
			}
		}
		enough := holds(want.Count, count, 0)
		if first < 0 && (len(want.Count) == 0 || count > 0) || !enough {
			f.Event, f.Value = i, count
			return
		}
		if first >= 0 {
			from, f.EventAt = first+1, j.events[first].at
		}
	}
	f.Event, f.Ruling = len(c.Events), Passed
}

func (j *Judge) isOf(s *seenEvent, of sim.ServiceID, want *sim.ExpectedEvent) bool {
	return s.service == of && (want.Code == 0 || s.code == want.Code) && strings.Contains(s.message, want.Text) && holds(want.At, int64(s.at), 0)
}

// expectNone looks for events that aren't to occur.
func (j *Judge) expectNone(f *Finding, e *sim.Expectation, c *sim.Condition) {
	for k := range j.events {
		s := &j.events[k]
		if i := slices.Index(c.Absent, s.code); s.service == e.Service && i >= 0 {
			if f.Value++; f.Value == 1 {
				f.Event, f.EventAt = i, s.at
			}
		}
	}
	if f.Value == 0 {
		f.Ruling = Passed
	}
}
