package ecs

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/event"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/query"
	"github.com/ecssim/ecssim/sim/rollout"
)

// World is one run in progress. Make one with New; a World is for one goroutine.
type World struct {
	scenario *sim.Scenario
	draws    draw.Source
	to       sim.Recorder

	queue        event.Queue
	fleet        *fleet.Fleet
	services     []service
	tasks        []task        // by fleet.TaskID
	hosts        []draw.Entity // by InstanceID: who they are to the draws
	phases       []sim.Span    // by InstanceID: of the agent's health reports
	live         int           // queued events that can still change something
	starving     int           // services that found no room
	faults       []*sim.Faults // by TaskDefinitionID: what goes wrong with tasks of it
	alarms       []sim.AlarmState
	instances    []instance // by InstanceID
	replacements []replacement
	images       images
	fargate      launches // of all services on Fargate
	standalone   []standalone
	daemons      []sim.ServiceID              // services that are
	expressions  map[string]*query.Expression // of constraints, as written
	watchesTasks bool                         // a constraint looks at tasks
	ended        bool                         // the last record has been told

	// The latest pass: when, and whose.
	turnAt sim.Time
	turn   sim.ServiceID

	// everyPass leaves no pass out, so that tests can see that those left out change nothing.
	everyPass bool

	// Scratch memory, good within one event.
	rec     sim.Record
	view    rollout.View
	plan    rollout.Plan
	work    work
	members members
	places  placement.Places
	stops   placement.Stops
	actives []sim.DeploymentID
	slots   []slot
	names   []sim.TaskNumber
	chosen  []fleet.TaskID
	targets []int // by TargetGroupID
	spans   []containers.Delays
	ends    []sim.Time
}

// service is the state of one service.
type service struct {
	id     sim.ServiceID
	group  string // task:group of its tasks
	entity draw.Entity
	phase  sim.Span // of its passes

	status sim.ServiceStatus
	// Its parameters, as the API has them, and as the scheduler works with them: an API call changes these when a pass
	// takes the call up.
	api, now sim.Service
	inbox    []call

	deployments []deployment       // by DeploymentID
	living      []sim.DeploymentID // those that aren't INACTIVE or still have tasks, oldest first
	primary     sim.DeploymentID
	newest      sim.DeploymentID // the PRIMARY one in the eyes of the API
	tasks       int              // created so far
	free        []fleet.TaskID   // places of tasks that have STOPPED
	started     []revisionCount
	spread      placement.Spread
	policies    []*policy // those that its placement has been asked for, by revision
	daemon      daemon    // of a DAEMON service
	rebalance   rebalance
	stopsDrawn  uint64           // how often random has chosen a task to stop
	placeTies   placement.Clocks // of equally good instances to place tasks on
	stopTies    placement.Clocks // likewise to stop them on

	lastPass, nextPass sim.Time // sim.Never: none yet, none queued
	deregistering      []departure
	deregisteredAt     sim.Time      // the last time; sim.Never: not yet
	drained            int           // tasks that weren't RUNNING yet and were stopped with their DRAINING instance, since the last pass
	registering        int           // RUNNING tasks whose targets aren't registered yet
	unsteady           bool          // the next steady state is news
	steady             notice        // the event about steady state
	stuckTold          bool          // the bounds event has been written for this deployment
	unplaced           notice        // the event about placement
	unstarted          notice        // likewise about tasks that don't start
	unstartedTask      sim.Record    // the event about the first since the last pass, if there is one
	impaired           notice        // the event about starts that fail again and again
	protected          notice        // likewise about protection
	facts              sim.PassFacts // of the last pass

	launches      launches
	attempt       sim.Time      // when the tasks were started of the latest attempt that failed; sim.Never: none has
	attemptFailed bool          // since the last pass
	failures      int           // attempts in a row that placed nothing
	retryAt       sim.Time      // no attempt before this; sim.Never: no attempt is due
	retryIsLive   bool          // room has come up since the last attempt
	starved       bool          // the last attempt found no room
	lacks         sim.Resources // for tasks of at least this size
}

// revisionCount is how many tasks a service has started of a revision.
type revisionCount struct {
	definition sim.TaskDefinitionID
	tasks      int32
}

// deployment is the state of one deployment.
type deployment struct {
	definition sim.TaskDefinitionID
	balancers  []sim.LoadBalancer // that its tasks register with
	status     sim.DeploymentStatus
	rollout    sim.RolloutState
	failedBy   sim.FailedBy // it, or the one that it is rolled back from
	takenUp    bool         // the scheduler knows of it
	alarms     alarmWatch
	probe      probe
	// cleanedUntil is when the clean-up of older deployments is given up that a deferred one left behind; sim.Never: not.
	cleanedUntil sim.Time
	from         sim.Service // the service's parameters when it was created
	kept         int         // of an ACTIVE one: see rollout.Deployment
	grow         int         // likewise
	asked        int         // of the PRIMARY one: tasks asked for so far
	replaced     int         // unhealthy tasks whose replacements have been started, as far as they are still there
	owed         bool        // has had a healthy task, and hasn't failed
	failures     int         // failed tasks in a row, as the circuit breaker counts
	newFailures  int         // those since the last pass
	told         told        // last KindDeployment record
	counts       rollout.Counts
	displaced    rollout.Counts // those of its tasks on DRAINING instances that have not been told to stop; not in counts
	tasks        []fleet.TaskID // not STOPPED, in order of creation
	gone         int            // STOPPED tasks that are still in tasks
}

// told is what the last record said of a deployment.
type told struct {
	status  sim.DeploymentStatus
	rollout sim.RolloutState
	desired int
	failed  int
	by      sim.FailedBy
	once    bool
}

// The kinds of events, by phase: what causes come first at one instant.
const (
	phaseTimeline uint8 = iota
	phaseHealth
	phaseTask
	phasePass
)

const (
	eventAction      uint8 = iota // entity: index in the timeline
	eventTakeUp                   // entity: service. An API call becomes visible to its passes
	eventVerdict                  // entity: task, sub: its life, source and number of the verdict
	eventCounts                   // entity: task, sub: its life. 40 seconds after RUNNING
	eventGraceEnds                // entity: task, sub: its life
	eventUnprotected              // entity: task, sub: its life. Its scale-in protection may have expired
	eventMissed                   // entity: task. The scheduler sees that it is gone
	eventPoll                     // entity: service, sub: deployment. A look at the alarms
	eventBaked                    // entity: service. The alarms have been watched for long enough
	eventRegister                 // entity: task, sub: its life
	eventDeregister               // entity: service
	eventEdge                     // entity: task, sub: its epoch. The next step of its life
	eventJoin                     // entity: container instance, sub: number of its launch. It is ACTIVE
	eventLost                     // entity: container instance. ECS sees that it is gone
	eventRetry                    // entity: service. The end of a back-off: a pass is due
	eventRepeat                   // entity: service. A steady state is written again
	eventRebalance                // entity: service. A look at how its tasks are spread over zones is due
	eventPass                     // entity: service
)

// New makes the world of scenario under seed, at time 0 with its services placed. It fails when a service that begins
// STEADY doesn't fit on the cluster, with a NotSteadyError, or when the scenario is invalid.
func New(scenario *sim.Scenario, seed uint64, to sim.Recorder) (*World, error) {
	if err := scenario.Validate(); err != nil {
		return nil, fmt.Errorf("invalid scenario: %w", err)
	}
	instances := scenario.Instances()
	w := &World{
		scenario: scenario, draws: draw.New(seed), to: to,
		fleet:     fleet.New(instances),
		members:   members{scenario, instances},
		instances: make([]instance, len(instances)),
		images:    numberImages(scenario),
		services:  make([]service, len(scenario.Services)),
		turnAt:    sim.Never,
		fargate:   launches{at: sim.Never},
		hosts:     hostEntities(scenario, instances),
		phases:    make([]sim.Span, len(instances)),
		faults:    make([]*sim.Faults, len(scenario.TaskDefinitions)),
		alarms:    make([]sim.AlarmState, len(scenario.Alarms)),
		targets:   make([]int, len(scenario.TargetGroups)),
	}
	for i := range w.faults {
		w.faults[i] = &scenario.TaskDefinitions[i].Faults
	}
	if err := w.readConstraints(); err != nil {
		return nil, err
	}
	for i := range instances {
		if instances[i].Later {
			w.instances[i].registeredAt = sim.Never
		}
		w.phases[i] = w.drawPhase(w.hosts[i], draw.AgentPhase, scenario.Scheduler.HealthReportInterval)
	}
	w.makePlaces()
	if err := w.beginStandalone(); err != nil {
		return nil, err
	}
	for i := range scenario.Timeline {
		w.push(scenario.Timeline[i].At, phaseTimeline, eventAction, uint32(i), 0)
	}
	for _, daemons := range []bool{true, false} { // these are the first to start
		for i := range w.services {
			if scenario.Services[i].Daemon != daemons {
				continue
			}
			if err := w.beginService(sim.ServiceID(i)); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// hostEntities names the instances to the draws by their group's name and their place in it, which don't shift when
// other groups come or go or when their own grows.
func hostEntities(scenario *sim.Scenario, instances []sim.Instance) []draw.Entity {
	hosts := make([]draw.Entity, len(instances))
	member := make([]uint64, len(scenario.Groups))
	for i := range instances {
		g := instances[i].Group
		hosts[i] = draw.Name(scenario.Groups[g].Name).Numbered(member[g])
		member[g]++
	}
	return hosts
}

// Run plays scenario under seed to its end and tells every record to the recorder. It fails when New does, when ctx is
// done, and with a *BrokenError when ecssim contradicts itself.
func Run(ctx context.Context, scenario *sim.Scenario, seed uint64, to sim.Recorder) (err error) {
	var w *World
	defer func() {
		if r := recover(); r != nil {
			broken := &BrokenError{Seed: seed, Reason: fmt.Sprint(r), Stack: debug.Stack()}
			if w != nil {
				broken.At = w.Now()
			}
			err = broken
		}
	}()
	if w, err = New(scenario, seed, to); err != nil {
		return err
	}
	for n := 0; w.Step(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return fmt.Errorf("stopped at %s s of virtual time: %w", w.Now(), context.Cause(ctx))
		}
	}
	return nil
}

// BrokenError is a contradiction inside ecssim: a fault of its own, never of the scenario.
type BrokenError struct {
	At     sim.Time
	Seed   uint64
	Reason string
	Stack  []byte // of the goroutine that found it, as debug.Stack gives it; nil: it isn't known
}

// Error names time, seed and what was found.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("internal contradiction at %s s (seed %d): %s", e.At, e.Seed, e.Reason)
}

// Now is the virtual time.
func (w *World) Now() sim.Time { return w.queue.Now() }

// Step applies the next event. It returns false when the run has ended: everything is settled or stuck, or the
// scenario's duration is over.
func (w *World) Step() bool {
	if w.ended {
		return false
	}
	next, ok := w.queue.Peek()
	if !ok || w.live == 0 {
		w.end(w.Now(), true)
		return false
	}
	if next.At > sim.Time(w.scenario.Duration) {
		w.end(sim.Time(w.scenario.Duration), false)
		return false
	}
	w.queue.Pop()
	w.apply(next)
	return true
}

// apply sends an event to its handler. Health events of a task that was told to stop, and edges of an earlier epoch,
// are stale: they were counted out when they became so.
func (w *World) apply(e event.Event) {
	switch e.Kind {
	case eventAction:
		w.live--
		w.act(int(e.Entity))
	case eventTakeUp:
		w.live--
		w.dirty(&w.services[e.Entity])
	case eventVerdict, eventCounts, eventGraceEnds, eventRegister, eventUnprotected:
		if t := &w.tasks[e.Entity]; w.isCurrent(e) {
			w.live--
			t.awaited--
			if !w.keepUnheard(t, e) {
				w.applyHealth(t, e)
			}
		}
	case eventDeregister:
		w.live--
		w.deregister(&w.services[e.Entity])
	case eventEdge:
		if t := &w.tasks[e.Entity]; t.epoch == e.Sub {
			w.live--
			w.advance(t)
		}
	case eventJoin:
		w.live--
		if e.Sub == uint32(w.instances[e.Entity].launches) { // else another launch has taken its place
			w.join(sim.InstanceID(e.Entity))
		}
	case eventLost:
		w.live--
		w.lost(sim.InstanceID(e.Entity))
	case eventPass:
		w.live--
		w.pass(&w.services[e.Entity])
	case eventMissed:
		w.live--
		w.missed(&w.tasks[e.Entity])
	case eventPoll:
		w.live--
		w.poll(&w.services[e.Entity], sim.DeploymentID(e.Sub))
	case eventBaked:
		w.live--
		w.dirty(&w.services[e.Entity])
	case eventRetry:
		w.retry(&w.services[e.Entity])
	case eventRebalance:
		w.rebalanceDue(&w.services[e.Entity])
	case eventRepeat:
		w.dirty(&w.services[e.Entity])
	}
}

// isCurrent says whether a health event is about the task that has the place now, and matters to it.
func (w *World) isCurrent(e event.Event) bool {
	t := &w.tasks[e.Entity]
	return !t.told && e.Sub>>payloadBits == t.life&lifeMask
}

// push queues an event that can change something.
func (w *World) push(at sim.Time, phase, kind uint8, entity, sub uint32) {
	if at >= sim.Never {
		return
	}
	w.live++
	w.queue.Push(event.Event{At: at, Phase: phase, Kind: kind, Entity: entity, Sub: sub})
}

// dirty says that something changed that the service's scheduler may act on: its next pass will look at it.
func (w *World) dirty(s *service) {
	if s.nextPass != sim.Never {
		return
	}
	s.nextPass = w.grid(s, w.Now())
	w.push(s.nextPass, phasePass, eventPass, uint32(s.id), 0)
}

// grid is the first instant of the service's grid of passes at or after t at which it hasn't had its turn: services whose
// passes fall on one instant have them in the order of the scenario, needed or not.
func (w *World) grid(s *service, t sim.Time) sim.Time {
	interval := w.scenario.Scheduler.PassInterval
	since := max(t.Sub(sim.Time(s.phase)), 0)
	at := sim.Time(s.phase).Add((since + interval - 1) / interval * interval)
	if at == s.lastPass || at == w.turnAt && s.id <= w.turn {
		at = at.Add(interval)
	}
	return at
}

// drawPhase is where in an interval a periodic thing falls: fixed by the scenario, or drawn for each.
func (w *World) drawPhase(e draw.Entity, p draw.Purpose, interval sim.Span) sim.Span {
	if fixed := w.scenario.Scheduler.Phase; fixed != nil || interval <= 0 {
		if fixed == nil || interval <= 0 {
			return 0
		}
		return *fixed % interval
	}
	return sim.Span(w.draws.Below(e, p, 0, uint32(interval)))
}

// definition is the task's task definition.
func (w *World) definition(t *task) *sim.TaskDefinition {
	return &w.scenario.TaskDefinitions[t.definition]
}

// deployment is the task's deployment.
func (w *World) deployment(t *task) *deployment {
	return &w.services[t.service].deployments[t.deployment]
}
