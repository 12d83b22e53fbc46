package reports

import (
	"encoding/json"
	"io"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// ExplanationSchema names the shape of what ecssim explain --json prints. Within ecssim/explain/v1 fields may be added,
// never removed or changed.
const ExplanationSchema = "ecssim/explain/v1"

// explanation is an Explanation as JSON.
type explanation struct {
	Schema   string               `json:"schema"`
	Scenario string               `json:"scenario"`
	Seed     uint64               `json:"seed"`
	At       *milliseconds        `json:"at"`
	EndedAt  milliseconds         `json:"endedAt"`
	Services []serviceExplanation `json:"services"`
}

type serviceExplanation struct {
	Service string             `json:"service"`
	Verdict string             `json:"verdict"`
	Moment  *momentExplanation `json:"moment"`
	Path    *pathExplanation   `json:"path"`
	Trials  []trialResult      `json:"trials"`
	Best    *trialResult       `json:"best"`
	Spent   bool               `json:"searchEndedEarly"`
}

// pathExplanation is what a deployment, or a scaling, waited for.
type pathExplanation struct {
	Of        string           `json:"of"`
	From      milliseconds     `json:"from"`
	To        milliseconds     `json:"to"`
	Parts     []partResult     `json:"parts"`
	Links     []linkResult     `json:"links"`
	Decisions []decisionResult `json:"decisions"`
	Passes    []passResult     `json:"passes"`
}

type partResult struct {
	Waiting string       `json:"waitingFor"`
	Span    milliseconds `json:"span"`
	Links   int          `json:"links"`
}

type linkResult struct {
	From           milliseconds `json:"from"`
	To             milliseconds `json:"to"`
	Waiting        string       `json:"waitingFor"`
	Bound          []string     `json:"heldBy"`
	Service        string       `json:"service"`
	Task           string       `json:"task,omitempty"`
	TaskDefinition string       `json:"taskDefinition,omitempty"`
	Ordinal        int32        `json:"ordinal,omitempty"`
	Instance       string       `json:"instance,omitempty"`
}

type decisionResult struct {
	At     milliseconds `json:"at"`
	Kind   string       `json:"decision"`
	Before []string     `json:"blockedBefore"`
}

type passResult struct {
	At      milliseconds `json:"time"`
	Starts  int32        `json:"starts"`
	Stops   int32        `json:"stops"`
	Blocked []string     `json:"blockedBy"`
	Floor   int32        `json:"floor"`
	Cap     int32        `json:"cap"`
	Healthy int32        `json:"healthy"`
	Alive   int32        `json:"alive"`
	Wanted  int32        `json:"wanted"`
	Surplus int32        `json:"surplus"`
}

type momentExplanation struct {
	Deployments []momentDeployment `json:"deployments"`
	Desired     int32              `json:"desiredCount"`
	Floor       int32              `json:"floor"`
	Cap         int32              `json:"cap"`
	MayStop     int32              `json:"mayStop"`
	MayStart    int32              `json:"mayStart"`
	Blocked     []string           `json:"blockedBy"`
	Why         string             `json:"why"`
	UnderWay    []movingResult     `json:"underWay"`
	NextPass    *passResult        `json:"nextPass"`
	Causes      []linkResult       `json:"causes"`
	Lacking     []lackingResult    `json:"lacking"`
}

type lackingResult struct {
	Instance string   `json:"instance,omitempty"`
	Group    string   `json:"group"`
	Count    int      `json:"count"`
	Reasons  []string `json:"reasons"`
}

type momentDeployment struct {
	Deployment     string `json:"deployment"`
	TaskDefinition string `json:"taskDefinition"`
	Status         string `json:"status"`
	RolloutState   string `json:"rolloutState"`
	Desired        int32  `json:"desiredCount"`
	Pending        int32  `json:"pending"`
	Running        int32  `json:"running"`
	Healthy        int32  `json:"healthy"`
	Unhealthy      int32  `json:"unhealthy"`
	Stopping       int32  `json:"stopping"`
}

type movingResult struct {
	TaskDefinition string        `json:"taskDefinition"`
	Tasks          int32         `json:"tasks"`
	Waiting        string        `json:"waitingFor"`
	First          *milliseconds `json:"firstOver"`
	Last           *milliseconds `json:"lastOver"`
}

type trialResult struct {
	Key        string        `json:"key"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Effect     string        `json:"effect"`
	Outcome    string        `json:"outcome"`
	Duration   *milliseconds `json:"duration"`
	Failed     int32         `json:"failedTasks"`
	MinHealthy int32         `json:"minHealthy"`
	Helps      bool          `json:"helps"`
	Smallest   bool          `json:"smallest"`
	Runs       int           `json:"runs"`
}

// WriteJSON writes the explanation for programs. The run is over.
func (e *Explanation) WriteJSON(w io.Writer) error {
	all := explanation{
		Schema: ExplanationSchema, Scenario: e.Scenario.Name, Seed: e.Seed, EndedAt: milliseconds(e.Fold.Now()),
		Services: []serviceExplanation{},
	}
	if e.moment != nil {
		all.At = new(milliseconds(e.at))
	}
	for i := range e.Fold.Services() {
		all.Services = append(all.Services, e.serviceExplanation(sim.ServiceID(i)))
	}
	text, err := json.MarshalIndent(&all, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

func (e *Explanation) serviceExplanation(id sim.ServiceID) serviceExplanation {
	s := serviceExplanation{Service: e.names.Service(id), Verdict: e.ServiceVerdict(id), Trials: []trialResult{}}
	if e.moment != nil {
		s.Moment = e.momentExplanation(id)
	}
	if path, what, ok := e.path(id); ok {
		s.Path = e.pathExplanation(&path, what)
	}
	if x := e.exploration(id); x != nil {
		s.Spent = x.Spent
		for i := range x.Trials {
			s.Trials = append(s.Trials, trialOf(&x.Trials[i]))
		}
		if x.Best >= 0 {
			s.Best = new(s.Trials[x.Best])
		}
	}
	return s
}

func trialOf(t *Trial) trialResult {
	r := trialResult{
		Key: t.Key, From: t.From, To: t.To, Effect: t.Effect, Outcome: t.Outcome.String(), Failed: t.Failed, MinHealthy: t.MinHealthy,
		Helps: t.Helps, Smallest: t.Smallest, Runs: t.Runs,
	}
	switch {
	case t.Refused:
		r.Outcome = "refused"
	case t.Cut:
		r.Outcome = "broken off"
	}
	if t.Effect == effectCompletes || t.Effect == effectRollsBack {
		r.Duration = new(milliseconds(t.Span))
	}
	return r
}

func (e *Explanation) pathExplanation(path *metrics.Path, what string) *pathExplanation {
	r := &pathExplanation{
		Of: what, From: milliseconds(path.From), To: milliseconds(path.To),
		Parts: []partResult{}, Links: []linkResult{}, Decisions: []decisionResult{}, Passes: []passResult{},
	}
	for _, part := range partsOf(path) {
		r.Parts = append(r.Parts, partResult{part.hold.String(), milliseconds(part.span), part.links})
	}
	for i := range path.Links {
		r.Links = append(r.Links, e.linkResult(&path.Links[i]))
	}
	for i := range path.Decisions {
		d := &path.Decisions[i]
		kind := [...]string{metrics.DecidedStart: "start", metrics.DecidedStop: "stop", metrics.DecidedEnd: "end", metrics.DecidedFail: "fail"}[d.Kind]
		r.Decisions = append(r.Decisions, decisionResult{milliseconds(d.At), kind, named(d.Before.Blocked)})
	}
	for _, p := range e.trace.Passes(path.Service) {
		if p.At >= path.From && p.At <= path.To {
			r.Passes = append(r.Passes, passOf(&p))
		}
	}
	return r
}

func (e *Explanation) linkResult(l *metrics.Link) linkResult {
	r := linkResult{
		From: milliseconds(l.From), To: milliseconds(l.To), Waiting: l.Hold.String(), Bound: named(l.Bound), Service: e.names.Service(l.Service),
	}
	if l.Task != sim.NoTask {
		r.Task, r.TaskDefinition, r.Ordinal = e.names.Task(l.Service, l.Task), e.names.TaskDefinition(l.Definition), l.Ordinal
		if l.Instance != sim.NoInstance && !e.Fold.Service(l.Service).API.Fargate {
			r.Instance = e.names.Instance(l.Instance)
		}
	}
	return r
}

// named is blockNames, never nil.
func named(b sim.Block) []string { return append([]string{}, blockNames(b)...) }

func passOf(p *metrics.Step) passResult {
	f := &p.Facts
	return passResult{
		At: milliseconds(p.At), Starts: f.Starts, Stops: f.Stops, Blocked: named(f.Blocked), Floor: f.Floor, Cap: f.Cap,
		Healthy: f.Healthy, Alive: f.Alive, Wanted: f.Wanted, Surplus: f.Surplus,
	}
}

func (e *Explanation) momentExplanation(id sim.ServiceID) *momentExplanation {
	v := e.verdictAt(id)
	s, c := &v.service.Settings, &v.service.Counts
	m := &momentExplanation{
		Deployments: []momentDeployment{}, Desired: s.Desired, Floor: s.Floor, Cap: s.Cap,
		MayStop: max(c.Healthy-s.Floor, 0), MayStart: max(s.Cap-e.alive(c), 0), Blocked: named(e.blockedAt(id)),
		Why: v.blockers(), UnderWay: []movingResult{}, Causes: []linkResult{}, Lacking: e.lackingResults(id),
	}
	for i := len(v.service.Deployments) - 1; i >= 0; i-- {
		d := &v.service.Deployments[i]
		if d.Status == sim.Inactive && d.Occupied() == 0 {
			continue
		}
		m.Deployments = append(m.Deployments, momentDeployment{
			Deployment: e.names.Deployment(id, d.ID), TaskDefinition: e.names.TaskDefinition(d.Definition),
			Status: d.Status.String(), RolloutState: d.Rollout.String(), Desired: d.Requested, Pending: d.Pending,
			Running: d.Running, Healthy: d.Healthy, Unhealthy: d.Unhealthy, Stopping: d.Stopping,
		})
	}
	for _, moving := range e.trace.Moving(id, e.at) {
		r := movingResult{TaskDefinition: e.names.TaskDefinition(moving.Definition), Tasks: moving.Tasks, Waiting: moving.Hold.String()}
		if moving.First < sim.Never {
			r.First = new(milliseconds(moving.First))
		}
		if moving.Last < sim.Never {
			r.Last = new(milliseconds(moving.Last))
		}
		m.UnderWay = append(m.UnderWay, r)
	}
	if next := e.trace.NextPass(id, e.at); next != nil {
		m.NextPass = new(passOf(next))
	}
	if path, ok := e.pathTo(id); ok {
		for i := range path.Links {
			m.Causes = append(m.Causes, e.linkResult(&path.Links[i]))
		}
	}
	return m
}

// blockedAt is what the last pass up to the moment found in its way.
func (e *Explanation) blockedAt(id sim.ServiceID) sim.Block {
	if pass := e.trace.LastPass(id, e.at); pass != nil {
		return pass.Facts.Blocked
	}
	return 0
}

// alive is how many tasks count toward the cap.
func (e *Explanation) alive(c *metrics.Counts) int32 {
	if e.Scenario.Rules.StoppingCounts {
		return c.Occupied()
	}
	return c.Tasks()
}

// lackingResults say what the container instances lacked at the last pass, where there was no room.
func (e *Explanation) lackingResults(id sim.ServiceID) []lackingResult {
	list := []lackingResult{}
	if pass := e.trace.LastPass(id, e.at); e.Fold.Service(id).API.Fargate || pass == nil || pass.Facts.Blocked&sim.BlockedByCapacity == 0 {
		return list
	}
	for _, l := range e.trace.Lacking(id, e.at) {
		r := lackingResult{Group: e.Scenario.Groups[l.Group].Name, Count: l.Count, Reasons: lackTexts(l.Lacks)}
		if l.Instance != sim.NoInstance {
			r.Instance = e.names.Instance(l.Instance)
		}
		list = append(list, r)
	}
	return list
}
