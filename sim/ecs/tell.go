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
		Desired:               int32(s.desired),
		MinimumHealthyPercent: int32(s.config.MinimumHealthyPercent), MaximumPercent: int32(s.config.MaximumPercent),
		Floor: int32(s.config.Floor(s.desired)), Cap: int32(s.config.Cap(s.desired)),
	}
	w.to.Record(r)
}

func (w *World) tellAction(s *service, i int, refused *sim.APIError) {
	r := w.fresh(sim.KindAction, s.id)
	r.Action, r.Error = int32(i), refused
	w.to.Record(r)
}

// tellDeployment tells a deployment's status, rollout state and desired count if one of them has changed.
func (w *World) tellDeployment(s *service, id sim.DeploymentID) {
	d := &s.deployments[id]
	now := told{status: d.status, rollout: d.rollout, desired: w.desiredOf(s, id), failed: d.failures, once: true}
	if now == d.told {
		return
	}
	d.told = now
	r := w.fresh(sim.KindDeployment, s.id)
	r.Deployment, r.Definition, r.Status, r.Rollout, r.N = id, d.definition, d.status, d.rollout, int32(now.desired)
	r.Failed = int32(now.failed)
	w.to.Record(r)
}

func (w *World) tellDeployments(s *service) {
	for id := range s.deployments {
		w.tellDeployment(s, sim.DeploymentID(id))
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
		return s.desired
	}
	d.asked = max(d.asked, min(s.desired, d.counts.Present()))
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
		r.Failure = t.failure
	}
	if t.state == sim.Deprovisioning {
		r.ExitCode = t.exitCode
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

func (w *World) tellRefusal(s *service, d sim.DeploymentID, n int, refusal sim.Refusal) {
	r := w.fresh(sim.KindRefusal, s.id)
	r.Deployment, r.Definition, r.N, r.Refusal = d, s.deployments[d].definition, int32(n), refusal
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
	if n := len(k.started); n > 0 {
		r := w.fresh(sim.KindEvent, s.id)
		r.Event, r.N, r.Replaced, r.Tasks = sim.EventStarted, int32(n), int32(k.replaced), k.started
		w.to.Record(r)
	}
	for _, id := range k.unhealthy {
		w.tellUnhealthy(id)
	}
	if n := len(k.stopped); n > 0 {
		w.tellEvent(s, sim.EventStoppedRunning, sim.NoDeployment, sim.NoTargetGroup, n, k.stopped)
	}
	if k.pending > 0 {
		w.tellEvent(s, sim.EventStoppedPending, sim.NoDeployment, sim.NoTargetGroup, k.pending, nil)
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

// tellUnplaced writes that a task found no container instance, once until a pass finds room for all it wants (ECS
// suppresses repetitions; D26 service events).
func (w *World) tellUnplaced(s *service) {
	k := &w.work
	if k.refused && !s.unplacedTold {
		r := w.fresh(sim.KindEvent, s.id)
		r.Event, r.N, r.Refusal = sim.EventUnplaced, int32(k.unplaced), k.refusal
		w.to.Record(r)
	}
	if !k.throttled {
		s.unplacedTold = k.refused
	}
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
	r.At, r.Deployment, r.Outcome, r.Pass = at, s.newest, outcome, s.facts
	w.to.Record(r)
}
