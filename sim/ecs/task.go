package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/health"
	"github.com/ecssim/ecssim/sim/rollout"
)

// task is the state of one task.
type task struct {
	id         fleet.TaskID
	service    sim.ServiceID
	deployment sim.DeploymentID
	definition sim.TaskDefinitionID
	number     sim.TaskNumber
	ordinal    int32
	instance   sim.InstanceID
	entity     draw.Entity

	state   sim.TaskState
	told    bool // to stop: its desired status is STOPPED
	class   rollout.Class
	epoch   uint32 // of its next step: one queued earlier is stale
	life    uint32 // how many tasks have had this place: their health events are stale
	queued  bool   // its next step is queued
	reason  sim.StopReason
	faults  *sim.Faults // that strike it; nil: none
	failure sim.Failure

	launchedAt   sim.Time
	containersAt sim.Time    // when its containers start, in ACTIVATING
	starts       sim.Failure // what will keep it from RUNNING, in ACTIVATING
	runningAt    sim.Time
	up           health.Up // when it passes its health checks
	detail       *detail   // what few tasks have; nil: nothing of it
	registered   bool      // its targets are
	departing    bool      // they are down for deregistration
	registeredAt sim.Time
	draining     bool // its targets are
	exitCode     int16
	killed       bool // an essential container gets SIGKILL, or has got it

	settled   bool // counted as good enough for completion
	blamed    bool // its failure has been counted against its deployment
	madeWay   bool // it was stopped for its own replacement
	displaced bool // its instance is DRAINING, or it was when the task was told to stop
	ran       bool // it was RUNNING when it was lost
	unseen    bool // it is gone, and the scheduler has not seen that yet
	awaited   int  // queued health events
	held      bool // its next step waits for the agent of its instance
	unsent    bool // and that is SIGTERM

	before, behind fleet.TaskID // on its instance's list: 1 + the neighbour's ID; 0: none

	protected bool          // from scale-in
	guardedAs rollout.Class // as which class it counts as protected; 0: as none

	status uint64 // two bits a source of health: sim.Health
	health sim.Health
}

// launch creates a task of deployment d on instance i: its reservation counts from now on.
func (w *World) launch(s *service, d sim.DeploymentID, i sim.InstanceID) *task {
	t := w.create(s, d, i)
	t.launchedAt = w.Now()
	w.fleet.Reserve(i, w.definition(t).Claim())
	w.classify(t)
	w.edge(t, sim.Provisioning)
	w.tasksMoved()
	w.later(t, w.draw(t, draw.Provision, w.definition(t).Timing.Provision))
	return t
}

// slot is where a new task of the service is kept: the place of one that has STOPPED and been forgotten, or a new one. A
// service reuses its own places only, so that no other service changes the order of its tasks.
func (w *World) slot(s *service) fleet.TaskID {
	if n := len(s.free); n > 0 {
		id := s.free[n-1]
		s.free = s.free[:n-1]
		return id
	}
	w.tasks = append(w.tasks, task{})
	return fleet.TaskID(len(w.tasks) - 1)
}

// create adds a task that is nowhere yet.
func (w *World) create(s *service, d sim.DeploymentID, i sim.InstanceID) *task {
	id := w.slot(s)
	before := &w.tasks[id]
	before.detail.reset()
	definition := s.deployments[d].definition
	w.tasks[id] = task{
		epoch: before.epoch + 1, life: before.life + 1,
		id: id, service: s.id, deployment: d, definition: definition, number: sim.TaskNumber(s.tasks),
		ordinal: w.nextOrdinal(s, definition), instance: i, exitCode: -1, detail: before.detail,
	}
	s.tasks++
	t := &w.tasks[id]
	t.entity = w.revisionEntity(s, definition).Numbered(uint64(t.ordinal))
	w.strike(t)
	s.deployments[d].tasks = append(s.deployments[d].tasks, id)
	s.spread.Add(w.fleet, i, 1)
	w.arrive(t)
	if s.now.Daemon {
		s.daemon.on[i]++
		s.daemon.first[i] = false
	}
	return t
}

// nextOrdinal counts one more task of a revision.
func (w *World) nextOrdinal(s *service, definition sim.TaskDefinitionID) int32 {
	for i := range s.started {
		if s.started[i].definition == definition {
			s.started[i].tasks++
			return s.started[i].tasks
		}
	}
	s.started = append(s.started, revisionCount{definition, 1})
	return 1
}

// revisionEntity names a service's tasks of one revision to the draws.
func (w *World) revisionEntity(s *service, definition sim.TaskDefinitionID) draw.Entity {
	d := &w.scenario.TaskDefinitions[definition]
	return s.entity.Named(d.Family).Numbered(uint64(d.Revision))
}

// draw is one delay of the task.
func (w *World) draw(t *task, p draw.Purpose, d sim.Delay) sim.Span {
	return w.draws.Delay(t.entity, p, 0, d)
}

// later queues the task's next step, after a span, in place of any other.
func (w *World) later(t *task, after sim.Span) {
	w.cancelStep(t)
	at := w.Now().Add(after)
	t.queued = at < sim.Never
	w.push(at, phaseTask, eventEdge, uint32(t.id), t.epoch)
}

// cancelStep makes the queued step of a task stale.
func (w *World) cancelStep(t *task) {
	if t.queued {
		w.live--
	}
	t.queued, t.held = false, false
	t.epoch++
}

// edge moves the task to another state and tells it.
func (w *World) edge(t *task, to sim.TaskState) {
	if !sim.LegalEdge(t.state, to) {
		panic("task " + t.state.String() + " can't become " + to.String())
	}
	from := t.state
	t.state = to
	if to == sim.Running {
		w.instances[t.instance].running++
	} else if from == sim.Running {
		w.instances[t.instance].running--
	}
	if to == sim.Running || from == sim.Running {
		w.tasksMoved()
	}
	w.tellTask(t, from)
}

// advance takes the next step of a task's life.
func (w *World) advance(t *task) {
	t.queued = false
	if w.isDeaf(t) {
		w.hold(t)
		return
	}
	switch t.state {
	case sim.Provisioning:
		w.edge(t, sim.Pending)
		w.fleet.Enqueue(t.instance, fleet.Arrival{Task: t.id, Want: w.definition(t).Claim()})
		w.admit(t.instance)
	case sim.Activating:
		if t.starts != sim.NoFailure {
			w.fall(t, t.starts)
		} else {
			w.run(t)
		}
	case sim.Running:
		w.endPart(t)
	case sim.Deactivating:
		w.terminate(t)
	case sim.Stopping:
		if t.unsent {
			w.signal(t)
		} else {
			w.exited(t)
		}
	case sim.Deprovisioning:
		w.stopped(t)
	case sim.TaskNone, sim.Pending, sim.Stopped:
		panic("no step leads on from " + t.state.String())
	}
}

// admit lets waiting tasks onto their host, first in first out, as far as the host has room.
func (w *World) admit(i sim.InstanceID) {
	if w.fleet.Disconnected[i] {
		return // nobody is there to do it
	}
	waits := w.scenario.Rules.AgentWaitsForStops && !w.group(i).Fargate
	for {
		id, ok := w.fleet.Admit(i, waits)
		if !ok {
			return
		}
		w.activate(&w.tasks[id])
	}
}

// activate is the host's work on a task: the images arrive, then the containers start.
func (w *World) activate(t *task) {
	d := w.definition(t)
	w.edge(t, sim.Activating)
	pull, fails := w.pulls(t)
	t.containersAt = w.Now().Add(pull)
	t.starts = t.startFailure(fails)
	if t.starts != sim.NoFailure && t.faults.Reason != "" {
		detailOf(t).text = t.faults.Reason
	}
	switch {
	case t.starts == sim.FailedPull:
		w.later(t, pull)
	case isComposed(d):
		w.startParts(t, t.containersAt)
	default:
		w.later(t, min(pull+w.draw(t, draw.Start, d.Timing.Start), sim.Forever))
	}
}

// run makes the task RUNNING: its checks begin, and its targets are registered at the next pass.
func (w *World) run(t *task) {
	w.edge(t, sim.Running)
	t.runningAt = w.Now()
	w.beginAnswers(t)
	w.nextEnd(t)
	w.beginChecks(t)
	w.started(t)
	w.classify(t)
	w.dirty(&w.services[t.service])
}
