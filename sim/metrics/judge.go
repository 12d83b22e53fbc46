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

	calls   []call // by service: the latest call that was to create a deployment
	watched []bool // by expectation: it is judged at an instant that has come
	found   [][]Finding
	events  []seenEvent // those of services that have conditions on events
	hears   []bool      // by service: it has such conditions
}

// call is a call that was to create a deployment.
type call struct {
	made    bool
	action  int32
	refused *sim.APIError // by the API
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
	// Of LacksCall: the timeline action that was to create the deployment, and why the API refused it; nil: it changed nothing.
	Action  int32
	Refused *sim.APIError
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
	LacksCall            // the call that was to create it created none
	LacksService         // there is no such service, then
	LacksInstances       // container instances are counted, and the service is on Fargate
	LacksDesired         // it is a share of the desired count, and no task is desired
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
		calls: make([]call, len(sc.Services)),
	}
	ofEvents := func(c sim.Condition) bool { return c.Kind == sim.ExpectEvents || c.Kind == sim.ExpectNoEvents }
	for i := range sc.Expectations {
		e := &sc.Expectations[i]
		if !slices.ContainsFunc(e.Conditions, ofEvents) {
			continue
		}
		for id := range sc.Services {
			j.hears[id] = j.hears[id] || j.isNamed(sim.ServiceID(id), e.Service)
		}
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
	if r.Kind == sim.KindAction && r.Service != sim.NoService {
		a := &j.scenario.Timeline[r.Action]
		if a.IsToDeploy() || r.Error != nil && a.Kind == sim.ActionUpdateService {
			j.calls[r.Service] = call{true, r.Action, r.Error}
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
	id := j.meant(e.Service)
	j.found[i] = j.found[i][:0]
	for k := range e.Conditions {
		f := Finding{Expectation: i, Condition: k, Ruling: Failed, Deployment: sim.NoDeployment}
		j.judge(&f, e, &e.Conditions[k], id)
		j.found[i] = append(j.found[i], f)
	}
}

// isNamed says whether a service has the name of another one, in whose place it may have been.
func (j *Judge) isNamed(id, as sim.ServiceID) bool {
	return j.scenario.Services[id].Name == j.scenario.Services[as].Name
}

// meant is the service that an expectation means now: of those with the name of the one that it is about, the latest that there
// is, or has been.
func (j *Judge) meant(of sim.ServiceID) sim.ServiceID {
	for id := len(j.scenario.Services) - 1; id >= 0; id-- {
		if s := sim.ServiceID(id); j.isNamed(s, of) && j.fold.Service(s).API.Status != sim.ServiceAbsent {
			return s
		}
	}
	return of
}

// judge judges a condition. The finding is a failure so far.
func (j *Judge) judge(f *Finding, e *sim.Expectation, c *sim.Condition, id sim.ServiceID) {
	rule := func(ok bool) {
		if ok {
			f.Ruling = Passed
		}
	}
	s := j.fold.Service(id)
	switch c.Kind {
	case sim.ExpectStatus:
		f.Value = int64(s.API.Status)
		rule(s.API.Status == c.Status)
		return
	case sim.ExpectEvents:
		j.expectEvents(f, e, c)
		return
	case sim.ExpectNoEvents:
		j.expectNone(f, e, c)
		return
	case sim.ExpectMetric, sim.ExpectCount, sim.ExpectRollout, sim.ExpectOutcome, sim.ExpectDefinition:
	}
	if s.API.Status == sim.ServiceAbsent {
		f.Lack = LacksService
		return
	}
	switch c.Kind {
	case sim.ExpectOutcome:
		f.Value = int64(s.Outcome)
		if !s.Over {
			f.Lack = LacksEnd
			return
		}
		rule(s.Outcome == c.Outcome)
	case sim.ExpectCount:
		rule(j.counts(f, e, c, id) && f.holds(c.Bounds))
	case sim.ExpectDefinition:
		primary := s.primary()
		if primary == nil {
			f.Lack = LacksDeployment
			return
		}
		f.Value, f.Deployment = int64(primary.Definition), primary.ID
		rule(primary.Definition == c.Definition)
	case sim.ExpectRollout:
		if d := j.chosen(f, e, id); d != nil {
			f.Value = int64(d.Rollout)
			rule(d.Rollout == c.Rollout)
		}
	case sim.ExpectMetric:
		rule(j.measures(f, e, c, id) && f.holds(c.Bounds))
	case sim.ExpectStatus, sim.ExpectEvents, sim.ExpectNoEvents:
	}
}

// chosen is the deployment that an expectation means. Where it doesn't choose one, that is the one of the latest call that was to
// create one, if there was such a call.
func (j *Judge) chosen(f *Finding, e *sim.Expectation, id sim.ServiceID) *Deployment {
	d := j.fold.Service(id).Chosen(e.Deployment)
	if d == nil {
		f.Lack = LacksDeployment
		return nil
	}
	if last := j.calls[id]; e.Deployment.IsDefault() && last.made && d.Action != last.action {
		f.Lack, f.Action, f.Refused = LacksCall, last.action, last.refused
		return nil
	}
	f.Deployment = d.ID
	return d
}

// counts takes a count: of the service, or of the deployment that is chosen.
func (j *Judge) counts(f *Finding, e *sim.Expectation, c *sim.Condition, id sim.ServiceID) bool {
	s := j.fold.Service(id)
	value := s.count(c.Count)
	if !e.Deployment.IsDefault() {
		d := j.chosen(f, e, id)
		if d == nil {
			return false
		}
		value = d.count(c.Count)
	}
	f.Value, f.Base = value, int64(s.API.DesiredCount)
	if f.Base == 0 && isShare(c.Bounds) {
		f.Lack = LacksDesired
	}
	return f.Lack == LacksNothing
}

// measures takes a metric, if it is there: of the chosen deployment, or of the whole run.
func (j *Judge) measures(f *Finding, e *sim.Expectation, c *sim.Condition, id sim.ServiceID) bool {
	s := j.fold.Service(id)
	d := &s.Whole
	if !e.WholeRun {
		if d = j.chosen(f, e, id); d == nil {
			return false
		}
	}
	value, base, lack := MeasuredOf(s, d, c)
	switch {
	case c.Quantile > 0:
		f.Lack = LacksReplicates
	case lack != LacksNothing:
		f.Lack = lack
	default:
		f.Value, f.Base = value, base
	}
	return f.Lack == LacksNothing
}

// Chosen is the window that a condition on a metric is about at the end of a run: nil and why where there is none.
func (j *Judge) Chosen(e *sim.Expectation) (s *Service, d *Deployment, lack Lack) {
	id := j.meant(e.Service)
	s = j.fold.Service(id)
	switch {
	case s.API.Status == sim.ServiceAbsent:
		return s, nil, LacksService
	case e.WholeRun:
		return s, &s.Whole, LacksNothing
	}
	var f Finding
	d = j.chosen(&f, e, id)
	return s, d, f.Lack
}

// MeasuredOf is a metric of a window of a service: its value, and what percentages are of. Of a condition with percentages it is
// the share that is least, or most.
func MeasuredOf(s *Service, d *Deployment, c *sim.Condition) (value, base int64, lack Lack) {
	value, ok := d.Metric(c.Metric)
	switch {
	case d.End == StillOpen:
		return 0, 0, LacksEnd
	case !ok:
		return 0, 0, LacksValue
	case (c.Metric == sim.MetricHostsUsed || c.Metric == sim.MetricHostWait) && s.API.Fargate:
		return 0, 0, LacksInstances
	case !isShare(c.Bounds):
		return value, int64(d.Desired), LacksNothing
	}
	share, ok := d.Share(c.Metric)
	if !ok {
		return 0, 0, LacksDesired
	}
	return int64(share.Tasks), int64(share.Desired), LacksNothing
}

// isShare says whether a bound is a percentage.
func isShare(bounds []sim.Bound) bool {
	return slices.ContainsFunc(bounds, func(b sim.Bound) bool { return b.Percent })
}

// holds says whether the value is within all bounds.
func (f *Finding) holds(bounds []sim.Bound) bool { return holds(bounds, f.Value, f.Base) }

// holds says whether a value is within all bounds.
func holds(bounds []sim.Bound, value, base int64) bool {
	for _, b := range bounds {
		if !b.Holds(value, base) {
			return false
		}
	}
	return true
}

// expectEvents looks for the expected events, each later in the list of events than the one before. One with a count isn't part
// of the order.
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
		switch {
		case len(want.Count) > 0 && holds(want.Count, count, 0):
		case len(want.Count) > 0 || first < 0:
			f.Event, f.Value = i, count
			return
		default:
			from, f.EventAt = first+1, j.events[first].at
		}
	}
	f.Event, f.Ruling = len(c.Events), Passed
}

func (j *Judge) isOf(s *seenEvent, of sim.ServiceID, want *sim.ExpectedEvent) bool {
	return j.isNamed(s.service, of) && (want.Code == 0 || s.code == want.Code) && strings.Contains(s.message, want.Text) && holds(want.At, int64(s.at), 0)
}

// expectNone looks for events that aren't to occur.
func (j *Judge) expectNone(f *Finding, e *sim.Expectation, c *sim.Condition) {
	for k := range j.events {
		s := &j.events[k]
		if i := slices.Index(c.Absent, s.code); j.isNamed(s.service, e.Service) && i >= 0 {
			if f.Value++; f.Value == 1 {
				f.Event, f.EventAt = i, s.at
			}
		}
	}
	if f.Value == 0 {
		f.Ruling = Passed
	}
}
