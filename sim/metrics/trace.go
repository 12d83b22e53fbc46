package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Trace keeps of the records of one run what it takes to say why something happened when it did: when each task came
// into each of its states and was found healthy or unhealthy, and what each pass did. It is a sim.Recorder. Make one with
// NewTrace. It grows with the tasks and passes of the run.
type Trace struct {
	scenario *sim.Scenario
	services []serviceTrace
	groups   []int       // by InstanceID
	told     []taskRef   // tasks told to stop, of all services, in order of time
	away     [][]absence // by InstanceID, in order of time: when ECS didn't hear from the agent of a registered one
	exits    [][]taskRef // by InstanceID: tasks whose containers have ended, which makes room on the host
	losses   []loss      // by InstanceID: the latest; the zero value for none
	now      sim.Time
}

// serviceTrace is what a Trace keeps of one service. All lists are in order of time.
type serviceTrace struct {
	deployments []deploymentTrace // by DeploymentID
	tasks       []taskTrace       // by TaskNumber
	passes      []Step
	settings    []BoundsStep
	refusals    []refusalStep
	calls       []sim.Time // API calls that the API has taken
	healthy     []taskRef  // tasks that counted as healthy from then on
	failed      []taskRef  // tasks that turned unhealthy
	lost        []taskRef  // tasks that ended untold, at the instant from which on the scheduler sees it
	stopped     []taskRef  // tasks that have STOPPED
	alarms      []sim.Time // an alarm of the scenario went into ALARM
}

// deploymentTrace is what a Trace keeps of a deployment.
type deploymentTrace struct {
	created  sim.Time
	initial  bool // COMPLETED when first recorded
	failedBy sim.FailedBy
}

// absence is a time in which an agent is disconnected; to is sim.Never as long as it is.
type absence struct{ from, to sim.Time }

// taskRef is something that happened to a task.
type taskRef struct {
	at      sim.Time
	service sim.ServiceID
	task    sim.TaskNumber
}

// taskTrace is what a Trace keeps of a task.
type taskTrace struct {
	deployment sim.DeploymentID
	definition sim.TaskDefinitionID
	instance   sim.InstanceID
	ordinal    int32
	since      [sim.Stopped + 1]sim.Time // when it came into each state; sim.Never: not yet
	registered sim.Time                  // its first target
	draining   sim.Time                  // its first target
	target     sim.Time                  // the latest verdict of a target group
	container  sim.Time                  // the latest verdict of a container health check
	toldAt     sim.Time                  // to stop
	endedAt    sim.Time                  // left its way to RUNNING, or RUNNING
	reason     sim.StopReason
	failure    sim.Failure
	killed     bool // its containers had to be
	cut        loss // it ended by this; the zero value for another end
	turns      []healthTurn
}

// healthTurn is a change of a task's health as the scheduler counts it.
type healthTurn struct {
	at     sim.Time
	health sim.Health
	by     healthSource
}

// healthSource is what a task's health rests on.
type healthSource uint8

const (
	byNothing healthSource = iota // it was there from the beginning
	byTarget
	byContainer
	byTime // nothing checks it
)

// Step is a pass of the scheduler that acted, or that changed what holds the service back.
type Step struct {
	At    sim.Time
	Facts sim.PassFacts
}

// refusalStep is a refusal to place tasks.
type refusalStep struct {
	at      sim.Time
	refusal sim.Refusal // without Each
	lacking []Lacking
}

// NewTrace makes a Trace for the records of one run of sc.
func NewTrace(sc *sim.Scenario) *Trace {
	return &Trace{
		scenario: sc, services: make([]serviceTrace, len(sc.Services)), groups: groupsOf(sc), exits: make([][]taskRef, len(sc.Instances())), away: make([][]absence, len(sc.Instances())),
		losses: make([]loss, len(sc.Instances())),
	}
}

// Record takes the next record of the run.
func (t *Trace) Record(r *sim.Record) {
	t.now = max(t.now, r.At)
	if r.Kind == sim.KindAlarm {
		t.alarm(r)
	}
	if r.Kind == sim.KindInstance {
		t.instance(r)
		t.losses[r.Instance].see(r)
	}
	if r.Kind == sim.KindAction {
		t.loses(r)
	}
	if r.Service < 0 || int(r.Service) >= len(t.services) {
		return
	}
	s := &t.services[r.Service]
	switch r.Kind {
	case sim.KindSettings:
		s.settings = append(s.settings, BoundsStep{At: r.At, Service: r.Service, Settings: r.Settings})
	case sim.KindAction:
		if r.Error == nil {
			s.calls = append(s.calls, r.At)
		}
	case sim.KindDeployment:
		s.deployment(r)
	case sim.KindTask:
		t.task(s, r)
	case sim.KindTarget:
		s.target(r)
	case sim.KindContainerHealth:
		s.tasks[r.Task].container = r.At
	case sim.KindHealth:
		s.health(r)
	case sim.KindPass:
		s.passes = append(s.passes, Step{r.At, r.Pass})
	case sim.KindRefusal:
		step := refusalStep{r.At, r.Refusal, LackingOf(&r.Refusal, t.groups)}
		step.refusal.Each = nil // it is lent
		s.refusals = append(s.refusals, step)
	case sim.KindEvent, sim.KindEnd, sim.KindService, sim.KindAlarm, sim.KindProtection, sim.KindRestart, sim.KindInstance:
		// These follow from the others, or hold nothing up.
	}
}

// instance notes when an agent is disconnected.
func (t *Trace) instance(r *sim.Record) {
	list := t.away[r.Instance]
	open := len(list) > 0 && list[len(list)-1].to == sim.Never
	switch gone := r.State.IsRegistered() && !r.Connected; {
	case gone && !open:
		t.away[r.Instance] = append(list, absence{r.At, sim.Never})
	case !gone && open:
		list[len(list)-1].to = r.At
	}
}

// awayAt is when the agent of a task's instance was disconnected last before an instant, if that goes on to it or beyond;
// ok is false if it doesn't.
func (t *Trace) awayAt(k *taskTrace, at sim.Time) (a absence, ok bool) {
	if k.instance == sim.NoInstance {
		return absence{}, false
	}
	for _, a := range slices.Backward(t.away[k.instance]) {
		if a.from < at {
			return a, a.to >= at
		}
	}
	return absence{}, false
}

// alarm notes an alarm that goes off for the services that may watch it: for all of them, since a roll-back by an alarm
// says itself whose it was.
func (t *Trace) alarm(r *sim.Record) {
	for i := range t.services {
		t.services[i].alarms = append(t.services[i].alarms, r.At)
	}
}

func (s *serviceTrace) deployment(r *sim.Record) {
	if int(r.Deployment) < len(s.deployments) {
		if r.Rollout == sim.Failed {
			s.deployments[r.Deployment].failedBy = r.FailedBy
		}
		return
	}
	initial := r.Rollout == sim.Completed
	s.deployments = append(s.deployments, deploymentTrace{created: r.At, initial: initial})
	if !initial && (len(s.calls) == 0 || s.calls[len(s.calls)-1] != r.At) {
		s.calls = append(s.calls, r.At)
	}
}

func (t *Trace) task(s *serviceTrace, r *sim.Record) {
	for int(r.Task) >= len(s.tasks) {
		s.tasks = append(s.tasks, newTaskTrace())
	}
	k, ref := &s.tasks[r.Task], taskRef{r.At, r.Service, r.Task}
	if r.From == sim.TaskNone {
		k.deployment, k.definition, k.ordinal = r.Deployment, r.Definition, r.Ordinal
	}
	k.instance = r.Instance
	k.since[r.To] = r.At
	if r.From != sim.TaskNone && r.From <= sim.Running && r.To > sim.Running {
		k.endedAt, k.reason, k.failure = r.At, r.Reason, r.Failure
		if r.Reason != sim.NotStopped {
			k.toldAt = r.At
			t.told = append(t.told, ref)
		} else {
			if !r.Failure.IsOfHost() { // of that ECS has known when it told the task's end
				ref.at = r.At.Add(t.scenario.Scheduler.LossLag)
			}
			s.lost = append(s.lost, ref)
		}
	}
	ref.at = r.At
	switch r.To {
	case sim.Deprovisioning:
		k.killed = r.Killed
		if k.instance != sim.NoInstance && t.losses[k.instance].is && t.losses[k.instance].noticed == r.At {
			k.cut = t.losses[k.instance]
		}
		if k.instance != sim.NoInstance && r.From == sim.Stopping {
			t.exits[k.instance] = append(t.exits[k.instance], ref)
		}
	case sim.Stopped:
		s.stopped = append(s.stopped, ref)
	case sim.TaskNone, sim.Provisioning, sim.Pending, sim.Activating, sim.Running, sim.Deactivating, sim.Stopping:
	}
}

func newTaskTrace() taskTrace {
	k := taskTrace{
		instance: sim.NoInstance, registered: sim.Never, draining: sim.Never, target: sim.Never, container: sim.Never,
		toldAt: sim.Never, endedAt: sim.Never,
	}
	for i := range k.since {
		k.since[i] = sim.Never
	}
	return k
}

func (s *serviceTrace) target(r *sim.Record) {
	k := &s.tasks[r.Task]
	switch r.Target {
	case sim.TargetInitial:
		k.registered = min(k.registered, r.At)
	case sim.TargetHealthy, sim.TargetUnhealthy:
		k.target = r.At
	case sim.TargetDraining:
		k.draining = min(k.draining, r.At)
	case sim.TargetUnused:
	}
}

func (s *serviceTrace) health(r *sim.Record) {
	k := &s.tasks[r.Task]
	turn := healthTurn{at: r.At, health: r.Health, by: byTime}
	switch {
	case k.target == r.At:
		turn.by = byTarget
	case k.container == r.At:
		turn.by = byContainer
	case k.since[sim.Provisioning] == sim.Never:
		turn.by = byNothing
	}
	k.turns = append(k.turns, turn)
	ref := taskRef{r.At, r.Service, r.Task}
	switch r.Health {
	case sim.Healthy:
		s.healthy = append(s.healthy, ref)
	case sim.Unhealthy:
		s.failed = append(s.failed, ref)
	case sim.HealthUnknown:
	}
}

// Passes are the passes of a service that acted, or that changed what holds it back, in order of time.
func (t *Trace) Passes(id sim.ServiceID) []Step { return t.services[id].passes }

// passBefore is the latest of the passes before an instant, or nil.
func (s *serviceTrace) passBefore(at sim.Time) *Step {
	n, _ := slices.BinarySearchFunc(s.passes, at, func(p Step, at sim.Time) int { return int(p.At - at) })
	if n == 0 {
		return nil
	}
	return &s.passes[n-1]
}

// Settings are the bounds that the scheduler of a service worked with at an instant, after all that happened in it.
func (t *Trace) Settings(id sim.ServiceID, at sim.Time) sim.Settings {
	list := t.services[id].settings
	n, _ := slices.BinarySearchFunc(list, at+1, func(b BoundsStep, at sim.Time) int { return int(b.At - at) })
	if n == 0 {
		return sim.Settings{}
	}
	return list[n-1].Settings
}

// Refusal is the latest refusal to place tasks of a service, up to an instant; ok is false where there was none.
func (t *Trace) Refusal(id sim.ServiceID, at sim.Time) (refusal sim.Refusal, ok bool) {
	if step := t.services[id].refusedBy(at); step != nil {
		return step.refusal, true
	}
	return sim.Refusal{}, false
}

// Lacking is what the container instances lacked by the latest refusal of tasks of a service up to an instant.
func (t *Trace) Lacking(id sim.ServiceID, at sim.Time) []Lacking {
	if step := t.services[id].refusedBy(at); step != nil {
		return step.lacking
	}
	return nil
}

// refusedBy is the latest refusal up to an instant, or nil.
func (s *serviceTrace) refusedBy(at sim.Time) *refusalStep {
	n, _ := slices.BinarySearchFunc(s.refusals, at+1, func(r refusalStep, at sim.Time) int { return int(r.at - at) })
	if n == 0 {
		return nil
	}
	return &s.refusals[n-1]
}

// upTo is how many entries of a list are at an instant or before it.
func upTo(list []taskRef, at sim.Time) int {
	n, _ := slices.BinarySearchFunc(list, at+1, func(r taskRef, at sim.Time) int { return int(r.at - at) })
	return n
}

// latest is the last entry of a list in [from, to], or nil.
func latest(list []taskRef, from, to sim.Time) *taskRef {
	if n := upTo(list, to); n > 0 && list[n-1].at >= from {
		return &list[n-1]
	}
	return nil
}
