package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// fresh is an empty record of a kind about a service, at this moment.
func (w *World) fresh(kind sim.RecordKind, s sim.ServiceID) *sim.Record {
	w.rec = sim.Record{
		At: w.Now(), Kind: kind, Service: s, Deployment: sim.NoDeployment, Task: sim.NoTask,
		Instance: sim.NoInstance, TargetGroup: sim.NoTargetGroup,
	}
	return &w.rec
}

func (w *World) tellSettings(s *service) {
	r := w.fresh(sim.KindSettings, s.id)
	r.Settings = sim.Settings{
		Desired:               int32(s.now.DesiredCount),
		MinimumHealthyPercent: int32(s.now.Deployment.MinimumHealthyPercent), MaximumPercent: int32(s.now.Deployment.MaximumPercent),
		Floor: int32(s.now.Deployment.Floor(s.now.DesiredCount)), Cap: int32(s.now.Deployment.Cap(s.now.DesiredCount)),
	}
	w.to.Record(r)
}

// tellService tells that the service was created, or its new status.
func (w *World) tellService(s *service) {
	r := w.fresh(sim.KindService, s.id)
	r.Lifecycle = s.status
	w.to.Record(r)
}

func (w *World) tellAlarm(a *sim.SetAlarm) {
	r := w.fresh(sim.KindAlarm, sim.NoService)
	r.Alarm, r.AlarmState = a.Alarm, a.State
	w.to.Record(r)
}

// tellInstance tells how a container instance stands now.
func (w *World) tellInstance(i sim.InstanceID) {
	r := w.fresh(sim.KindInstance, sim.NoService)
	r.Instance, r.State, r.Connected = i, w.fleet.State[i], !w.fleet.Disconnected[i]
	w.to.Record(r)
}

func (w *World) tellAction(id sim.ServiceID, i int, refused *sim.APIError) {
	r := w.fresh(sim.KindAction, id)
	r.Action, r.Error = int32(i), refused
	w.to.Record(r)
}

// tellDeployment tells a deployment's status, rollout state and desired count if one of them has changed.
func (w *World) tellDeployment(s *service, id sim.DeploymentID) {
	d := &s.deployments[id]
	now := told{status: d.status, rollout: d.rollout, desired: w.desiredOf(s, id), failed: d.failures, by: d.failedBy, once: true}
	if now == d.told {
		return
	}
	d.told = now
	r := w.fresh(sim.KindDeployment, s.id)
	r.Deployment, r.Definition, r.Status, r.Rollout, r.N = id, d.definition, d.status, d.rollout, int32(now.desired)
	r.Failed, r.FailedBy = int32(now.failed), now.by
	w.to.Record(r)
}

func (w *World) tellDeployments(s *service) {
	for _, id := range s.living {
		w.tellDeployment(s, id)
	}
}

// desiredOf is deployments[].desiredCount: what an old deployment keeps, or what the PRIMARY one has asked for so far
// (observed: 0 for the new deployment right after UpdateService, the old count still for the former).
func (w *World) desiredOf(s *service, id sim.DeploymentID) int {
	d := &s.deployments[id]
	switch {
	case id != s.primary:
		return d.kept
	case d.rollout == sim.Completed:
		return s.now.DesiredCount
	}
	d.asked = max(d.asked, min(s.now.DesiredCount, d.present()))
	return d.asked
}

func (w *World) taskRecord(kind sim.RecordKind, t *task) *sim.Record {
	r := w.fresh(kind, t.service)
	r.Deployment, r.Task, r.Instance, r.Definition, r.Ordinal = t.deployment, t.number, t.instance, t.definition, t.ordinal
	return r
}

func (w *World) tellTask(t *task, from sim.TaskState) {
	r := w.taskRecord(sim.KindTask, t)
	r.From, r.To = from, t.state
	if t.told && from <= sim.Running {
		r.Reason = t.reason
	}
	if from <= sim.Running {
		r.Failure, r.Text = t.failure, t.text()
	}
	if t.state == sim.Deprovisioning {
		r.ExitCode, r.Killed = t.exitCode, t.killed
	}
	w.to.Record(r)
}

func (w *World) tellTarget(t *task, g sim.TargetGroupID, state sim.TargetState) {
	r := w.taskRecord(sim.KindTarget, t)
	r.TargetGroup, r.Target = g, state
	w.to.Record(r)
}

func (w *World) tellContainerHealth(t *task, h sim.Health) {
	r := w.taskRecord(sim.KindContainerHealth, t)
	r.Health = h
	w.to.Record(r)
}

func (w *World) tellHealth(t *task) {
	r := w.taskRecord(sim.KindHealth, t)
	r.Health = t.health
	w.to.Record(r)
}

func (w *World) tellRestart(t *task, container int) {
	r := w.taskRecord(sim.KindRestart, t)
	r.Container, r.ExitCode = int32(container), int16(w.delays(t)[container].EndCode)
	w.to.Record(r)
}

func (w *World) tellProtection(t *task) {
	r := w.taskRecord(sim.KindProtection, t)
	r.Protected, r.Until = t.protected, t.detail.protectedUntil
	w.to.Record(r)
}

func (w *World) tellRefusal(s *service, d sim.DeploymentID, n int, refusal sim.Refusal) {
	r := w.fresh(sim.KindRefusal, s.id)
	r.Deployment, r.Definition, r.N, r.Refusal = d, s.deployments[d].definition, int32(n), refusal
	w.to.Record(r)
}

// tellEnding writes the event of a deployment that has failed, or that another one is rolled back to.
func (w *World) tellEnding(s *service, code sim.EventCode, d sim.DeploymentID, by sim.FailedBy) {
	r := w.fresh(sim.KindEvent, s.id)
	r.Event, r.Deployment, r.FailedBy = code, d, by
	w.to.Record(r)
}

// tellEvent writes a service event.
func (w *World) tellEvent(s *service, code sim.EventCode, d sim.DeploymentID, g sim.TargetGroupID, n int, tasks []sim.TaskNumber) {
	r := w.fresh(sim.KindEvent, s.id)
	r.Event, r.Deployment, r.TargetGroup, r.N, r.Tasks = code, d, g, int32(n), tasks
	w.to.Record(r)
}

// tellWork writes the events of what a pass did: that of the starts first (observed), then those of the stops.
func (w *World) tellWork(s *service) {
	k := &w.work
	if n := len(k.started); n > 0 && s.rebalance.extra > 0 {
		w.tellMoved(s, sim.EventRebalancingStarted, k.started, k.startedOn)
	} else if n > 0 {
		r := w.fresh(sim.KindEvent, s.id)
		r.Event, r.N, r.Replaced, r.Tasks = sim.EventStarted, int32(n), int32(k.replaced), k.started
		w.to.Record(r)
	}
	for _, id := range k.unhealthy {
		w.tellUnhealthy(id)
	}
	if n := len(k.stopped); n > 0 && s.rebalance.stopping {
		w.tellMoved(s, sim.EventRebalancingStopped, k.stopped, k.stoppedOn)
	} else if n > 0 {
		w.tellEvent(s, sim.EventStoppedRunning, sim.NoDeployment, sim.NoTargetGroup, n, k.stopped)
	}
	if n := k.pending + s.drained; n > 0 {
		s.drained = 0
		w.tellEvent(s, sim.EventStoppedPending, sim.NoDeployment, sim.NoTargetGroup, n, nil)
	}
	w.tellUnplaced(s)
}

// tellUnhealthy writes why an unhealthy task was stopped; ECS does so when it stops it, not when it turned (observed).
func (w *World) tellUnhealthy(id fleet.TaskID) {
	t := &w.tasks[id]
	r := w.taskRecord(sim.KindEvent, t)
	r.Event, r.N = sim.EventUnhealthyContainer, 1
	if t.reason == sim.StoppedByTargetGroup {
		r.Event, r.TargetGroup = sim.EventUnhealthyTarget, w.failedGroup(t)
	}
	w.names = append(w.names[:0], t.number)
	r.Tasks = w.names
	w.to.Record(r)
}

// tellUnplaced writes that a task found no container instance, until a pass finds room for all it wants (D26 service
// events).
func (w *World) tellUnplaced(s *service) {
	k := &w.work
	if k.throttled && !k.refused {
		return
	}
	if w.isNews(s, &s.unplaced, k.refused) {
		r := w.fresh(sim.KindEvent, s.id)
		r.Event, r.N, r.Refusal = sim.EventUnplaced, int32(k.unplaced), k.refusal
		w.to.Record(r)
	}
}

// tellUnstarted writes that tasks could not be started, until one has been (observed wording: "was unable to place a task.
// Reason: CannotPullContainerError", though the task has its place).
func (w *World) tellUnstarted(s *service) {
	if !w.isNews(s, &s.unstarted, true) {
		return
	}
	w.rec = s.unstartedTask
	w.names = append(w.names[:0], w.rec.Task)
	w.rec.At, w.rec.Tasks = w.Now(), w.names
	w.to.Record(&w.rec)
}

// tellPass tells what a pass found and did, if it did something or if what holds it back has changed.
func (w *World) tellPass(s *service) {
	w.look(s)
	before := s.facts.Blocked
	s.facts = w.passFacts(s, w.blocks(s))
	if !w.work.acted() && s.facts.Blocked == before {
		return
	}
	r := w.fresh(sim.KindPass, s.id)
	r.Deployment, r.Pass = s.primary, s.facts
	w.to.Record(r)
}

// passFacts are the numbers of the pass that has just been carried out.
func (w *World) passFacts(s *service, blocked sim.Block) sim.PassFacts {
	k := &w.work
	f := sim.PassFacts{
		Blocked: blocked, Floor: int32(w.plan.Floor), Cap: int32(w.plan.Cap),
		Stops: int32(len(k.stopped) + k.pending), Starts: int32(len(k.started)),
		Wanted: int32(w.plan.Wanted + k.unplaced), Surplus: int32(w.plan.Surplus),
	}
	w.countInto(&f)
	if s.retryAt != sim.Never {
		f.Failures, f.RetryAt = int32(s.failures), s.retryAt
	}
	return f
}

// countInto puts the tasks of the view, which has to be fresh, into facts.
func (w *World) countInto(f *sim.PassFacts) {
	sum := w.view.Primary.Counts
	for i := range w.view.Active {
		sum = total(sum, w.view.Active[i].Counts)
	}
	f.Healthy, f.Alive = int32(sum.Healthy), int32(w.view.Alive())
	f.Pending, f.Waiting, f.Ending = int32(sum.Pending), int32(sum.Waiting), int32(sum.Stopping+w.view.Leaving)
}

// tellEnd tells how a service stands at the end of the run.
func (w *World) tellEnd(s *service, at sim.Time, outcome sim.Outcome) {
	w.countInto(&s.facts)
	r := w.fresh(sim.KindEnd, s.id)
	r.At, r.Outcome, r.Pass = at, outcome, s.facts
	if s.status != sim.ServiceAbsent {
		r.Deployment = s.newest
	}
	w.to.Record(r)
}
