package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Path is why a deployment took as long as it did: a chain of links from its creation to its end, each of which waited
// for the one before it. The links join without gaps, so that their spans add up to that of the whole.
type Path struct {
	Service    sim.ServiceID
	Deployment sim.DeploymentID
	From, To   sim.Time
	Links      []Link
	Decisions  []Decision
}

// Link is a part of a Path: what it waited for from one instant to another.
type Link struct {
	From, To sim.Time
	Hold     Hold
	// Bound is in whose name it was waited for: BlockedByFloor, a task had to get healthy before another could be stopped;
	// BlockedByCap, one had to go before another could be started; BlockedByCapacity, likewise for its resources; 0, the
	// deployment needed it for itself.
	Bound      sim.Block
	Service    sim.ServiceID // of the task; another one's may be in the way
	Task       sim.TaskNumber
	Ordinal    int32 // of the task, among those started of its revision
	Definition sim.TaskDefinitionID
	Instance   sim.InstanceID
	Facts      sim.PassFacts // of the pass that found a bound in the way; zero where none was
	Loss       int32         // of HoldInstanceGone and HoldInstanceLoss, the action that ended Instance: index in Scenario.Timeline; otherwise -1
}

// Span is how long the link is.
func (l *Link) Span() sim.Span { return l.To.Sub(l.From) }

// Decision is a step of the scheduler on a Path.
type Decision struct {
	At     sim.Time
	Kind   DecisionKind
	Starts int32 // of the whole pass
	Stops  int32
	// Before is what held the service back until then, by the latest pass before that told so.
	Before sim.PassFacts
	Known  bool // there was such a pass
	Sick   bool // the task is stopped since it failed a health check
	Task   sim.TaskNumber
}

// DecisionKind is what a pass decided.
type DecisionKind uint8

// The decisions.
const (
	DecidedStart DecisionKind = iota
	DecidedStop
	DecidedEnd  // the deployment is complete, or the service steady
	DecidedFail // the deployment has failed
)

// Path walks back from the end of a deployment to its creation, from each thing to what it had to wait for. The
// deployment's window must be closed. ok is false for one that a service begins with, and for one without any time.
func (t *Trace) Path(d *Deployment) (p Path, ok bool) {
	if d == nil || d.Initial || d.End == StillOpen || d.Ended <= d.Created {
		return Path{}, false
	}
	return t.walk(d.Service, d, d.Created, d.Ended), true
}

// ScalingPath is Path for a change of the desired count without a deployment: from the call to the steady state, or to
// the instant to.
func (t *Trace) ScalingPath(id sim.ServiceID, g *Scaling, to sim.Time) (p Path, ok bool) {
	if g.Steady {
		to = g.SteadyAt
	}
	if to <= g.At {
		return Path{}, false
	}
	return t.walk(id, nil, g.At, to), true
}

func (t *Trace) walk(id sim.ServiceID, d *Deployment, from, to sim.Time) Path {
	w := walker{Trace: t, from: from, at: to, path: Path{Service: id, Deployment: sim.NoDeployment, From: from, To: to}}
	if d != nil {
		w.path.Deployment = d.ID
	}
	w.run(w.ending(id, d))
	return w.path
}

// run walks back from a node to the beginning.
func (w *walker) run(n node) {
	for idle := 0; w.at > w.from; {
		before := w.at
		if idle > mostIdle {
			n = w.fallback(n.service)
		} else {
			n = w.step(n)
		}
		if w.at == before {
			idle++
		} else {
			idle = 0
		}
	}
	slices.Reverse(w.path.Links)
	slices.Reverse(w.path.Decisions)
}

// mostIdle is how many steps in a row the walk may take within one instant before it looks at what went before it.
const mostIdle = 20

// walker walks back.
type walker struct {
	*Trace
	from  sim.Time // where it ends
	at    sim.Time // where it is
	bound sim.Block
	facts sim.PassFacts
	path  Path
}

// node is what the walk explains next: something that happened at the walker's instant.
type node struct {
	kind    nodeKind
	service sim.ServiceID
	task    sim.TaskNumber
}

type nodeKind uint8

const (
	atPass     nodeKind = iota // a pass of the service's scheduler did something
	atHealthy                  // the task got healthy
	atRunning                  // the task got RUNNING
	atStart                    // the task was started
	atTold                     // the task was told to stop
	atGone                     // the task STOPPED, or its containers ended
	atFailed                   // the task was found to fail
	atLost                     // the scheduler sees that the task is gone
	atOpen                     // nothing happened, things were under way
	atCall                     // an API call was made
	atFallback                 // nothing is known
)

func (w *walker) step(n node) node {
	switch n.kind {
	case atPass:
		return w.pass(n.service)
	case atHealthy:
		return w.healthyTask(n)
	case atRunning:
		return w.runningTask(n)
	case atStart:
		return w.startedTask(n)
	case atTold:
		return w.toldTask(n)
	case atGone:
		return w.goneTask(n)
	case atLost:
		w.link(w.of(n).endedAt, HoldLoss, n)
		n.kind = atFailed
		return n
	case atFailed:
		return w.failedTask(n)
	case atOpen, atCall:
		return w.open(n.service)
	case atFallback:
	}
	return w.fallback(n.service)
}

// link goes back to an earlier instant, to the beginning at the most.
func (w *walker) link(to sim.Time, hold Hold, n node) {
	to = max(to, w.from)
	if to >= w.at {
		return
	}
	l := Link{
		From: to, To: w.at, Hold: hold, Bound: w.bound, Service: n.service, Task: n.task, Facts: w.facts,
		Instance: sim.NoInstance, Definition: -1, Loss: -1,
	}
	if n.task != sim.NoTask {
		k := w.of(n)
		l.Definition, l.Instance, l.Ordinal = k.definition, k.instance, k.ordinal
		if hold == HoldInstanceGone || hold == HoldInstanceLoss {
			l.Loss = k.cut.action
		}
	}
	w.at = to
	if len(w.path.Links) > 0 {
		next := &w.path.Links[len(w.path.Links)-1]
		if next.Hold == hold && next.Task == n.task && next.Service == n.service && next.Bound == w.bound {
			next.From = to
			return
		}
	}
	w.path.Links = append(w.path.Links, l)
}

func (w *walker) of(n node) *taskTrace { return &w.services[n.service].tasks[n.task] }

// decided notes what a pass at the walker's instant did.
func (w *walker) decided(kind DecisionKind, n node) {
	d := Decision{At: w.at, Kind: kind, Task: n.task}
	if kind == DecidedStop {
		d.Sick = w.of(n).isSick()
	}
	s := &w.services[n.service]
	if p := s.passBefore(w.at + 1); p != nil && p.At == w.at {
		d.Starts, d.Stops = p.Facts.Starts, p.Facts.Stops
	}
	if p := s.passBefore(w.at); p != nil {
		d.Before, d.Known = p.Facts, true
	}
	w.path.Decisions = append(w.path.Decisions, d)
}

// ending is what the walk begins with: the end of a deployment, a steady state, or a run that is over.
func (w *walker) ending(id sim.ServiceID, d *Deployment) node {
	n := node{service: id, task: sim.NoTask}
	s := &w.services[id]
	switch {
	case d == nil && w.at < w.now || d != nil && d.End == EndCompleted:
		return w.complete(n, d)
	case d != nil && d.End == EndFailed:
		w.decided(DecidedFail, n)
		return w.failure(n, s.deployments[d.ID].failedBy)
	}
	n.kind = atOpen
	return n
}

// complete goes back from the pass that found everything done to what was done last. Without a deployment only the
// tasks that count and those that started matter.
func (w *walker) complete(n node, d *Deployment) node {
	w.decided(DecidedEnd, n)
	s := &w.services[n.service]
	last := node{kind: atFallback, service: n.service, task: sim.NoTask}
	at := sim.Time(-1)
	take := func(x sim.Time, kind nodeKind, k sim.TaskNumber) {
		if x <= w.at && x > at {
			at, last.kind, last.task = x, kind, k
		}
	}
	for i := range s.tasks {
		k, number := &s.tasks[i], sim.TaskNumber(i)
		switch own := d == nil || k.deployment == d.ID; {
		case own && k.endedAt > w.at:
			w.settled(k, number, take)
		case !own && w.scenario.Scheduler.CompleteAtStopped:
			take(k.since[sim.Stopped], atGone, number)
		case !own:
			take(k.since[sim.Deprovisioning], atGone, number)
		case d == nil && k.toldAt <= w.at:
			take(k.toldAt, atTold, number)
		}
	}
	hold := HoldPass
	if p := s.passBefore(w.at); p != nil && p.Facts.Blocked&sim.BlockedByBake != 0 {
		hold = HoldBake
	}
	if p := s.passBefore(w.at); p != nil && p.At > at && p.Facts.Starts+p.Facts.Stops > 0 {
		at, last.kind, last.task = p.At, atPass, sim.NoTask
	}
	if last.kind == atFallback { // there was nothing to do
		last.kind = atPass
		return last
	}
	w.link(at, hold, n)
	return last
}

// settled takes the instant at which a task was good enough for completion: healthy, or RUNNING where nothing checks it
// (design: completion doesn't wait for the 40 s).
func (w *walker) settled(k *taskTrace, number sim.TaskNumber, take func(sim.Time, nodeKind, sim.TaskNumber)) {
	for i := len(k.turns) - 1; i >= 0; i-- {
		if turn := &k.turns[i]; turn.health == sim.Healthy && turn.at <= w.at {
			if turn.by == byTarget || turn.by == byContainer {
				take(turn.at, atHealthy, number)
				return
			}
			break
		}
	}
	take(k.since[sim.Running], atRunning, number)
}

// failure goes back from the pass that failed a deployment to what failed last.
func (w *walker) failure(n node, by sim.FailedBy) node {
	s := &w.services[n.service]
	if by == sim.FailedByAlarm {
		if i := len(s.alarms) - 1; i >= 0 && s.alarms[i] <= w.at {
			w.link(s.alarms[i], HoldPass, n)
		}
		n.kind = atOpen
		return n
	}
	f, kind := latest(s.failed, w.from, w.at), atFailed
	if lost := latest(s.lost, w.from, w.at); lost != nil && (f == nil || lost.at > f.at) {
		f, kind = lost, atLost
	}
	if f != nil {
		w.link(f.at, HoldPass, n)
		return node{kind, n.service, f.task}
	}
	n.kind = atOpen
	return n
}

// HoldOf is what the bits of a pass say is waited for: of several the one that matters most.
func HoldOf(b sim.Block) Hold {
	const bounds = sim.BlockedByFloor | sim.BlockedByCap
	moves := b & (sim.BlockedByHealth | sim.BlockedByStops)
	switch {
	case b&sim.BlockedByCapacity != 0:
		return HoldCapacity
	case b&sim.BlockedByBackoff != 0:
		return HoldBackoff
	case b&sim.BlockedByLaunchRate != 0:
		return HoldLaunchRate
	case b&sim.BlockedByFargateRate != 0:
		return HoldFargateRate
	case moves != 0:
		return HoldTasks
	case b&bounds == bounds:
		return HoldBounds
	case b&sim.BlockedByCap != 0:
		return HoldCap
	case b&sim.BlockedByUnhealthy != 0:
		return HoldGrace
	case b&sim.BlockedByFloor != 0:
		return HoldFloor
	case b&sim.BlockedByProtection != 0:
		return HoldProtection
	case b&sim.BlockedByBake != 0:
		return HoldBake
	}
	return HoldNothing
}

// fallback goes back to the latest pass that told something, and calls the time since by what that found; or to an API
// call that no pass has told of since.
func (w *walker) fallback(id sim.ServiceID) node {
	n := node{atPass, id, sim.NoTask}
	s := &w.services[id]
	p := s.passBefore(w.at)
	if seen, made, ok := w.pendingCall(s, p); ok {
		w.link(seen, HoldPass, n)
		w.link(made, HoldAPI, n)
		n.kind = atCall
		return n
	}
	if p == nil || p.At <= w.from {
		hold := HoldNothing
		if p != nil {
			hold = HoldOf(p.Facts.Blocked)
		}
		w.link(w.from, hold, n)
		return n
	}
	hold := HoldOf(p.Facts.Blocked)
	w.facts = p.Facts
	w.link(s.since(p, hold).At, hold, n)
	w.facts = sim.PassFacts{}
	return n
}

// since is the pass from which on the same thing was waited for as at a later one, without any start or stop.
func (s *serviceTrace) since(p *Step, hold Hold) *Step {
	for p.Facts.Starts+p.Facts.Stops == 0 {
		before := s.passBefore(p.At)
		if before == nil || HoldOf(before.Facts.Blocked) != hold {
			break
		}
		p = before
	}
	return p
}
