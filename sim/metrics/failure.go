package metrics

import "github.com/ecssim/ecssim/sim"

// Cause is what a failed task failed of.
type Cause uint8

// The causes: a target group's checks, container health checks, an essential container that ended, containers that
// didn't start, an image that couldn't be pulled, a container that didn't get where another one needed it.
const (
	CauseTargetGroup Cause = iota
	CauseContainerHealth
	CauseCrash
	CauseStart
	CausePull
	CauseDependency
	NumCauses
)

// Failures are failed tasks of one cause.
type Failures struct {
	Tasks int32
	Never int32 // of these, those that had never been healthy
}

// causeOf says why a task failed, by the record of the edge on which it left its way to RUNNING, or RUNNING.
func causeOf(r *sim.Record) Cause {
	switch {
	case r.Reason == sim.StoppedByTargetGroup:
		return CauseTargetGroup
	case r.Reason == sim.StoppedByContainerHealth:
		return CauseContainerHealth
	case r.Failure == sim.FailedPull:
		return CausePull
	case r.Failure == sim.FailedDependency:
		return CauseDependency
	case r.Failure == sim.FailedStart || r.From < sim.Running:
		return CauseStart
	}
	return CauseCrash
}

// fail counts a task of the deployment that failed.
func (d *Deployment) fail(t *task, r *sim.Record) {
	d.OwnFailed++
	f := &d.OwnFailures[causeOf(r)]
	f.Tasks++
	if !t.wasHealthy {
		f.Never++
	}
}

// Rollback is how a failed deployment was rolled back.
type Rollback struct {
	Begun  bool // an older deployment became PRIMARY again; otherwise nothing here means anything
	To     sim.DeploymentID
	Done   bool // that deployment completed again
	DoneAt sim.Time
}

// rollBack takes a change of an older deployment than the newest: whether the newest is rolled back to it, and whether
// that is done.
func (s *service) rollBack(r *sim.Record) {
	newest := &s.Deployments[len(s.Deployments)-1]
	if newest.ID == r.Deployment || newest.End != EndFailed && newest.End != StillOpen {
		return
	}
	b := &newest.Rollback
	if r.Status == sim.Primary && r.Rollout == sim.InProgress {
		*b = Rollback{Begun: true, To: r.Deployment}
		s.API.Restore(&s.Deployments[r.Deployment].Revision)
	}
	if b.Begun && !b.Done && b.To == r.Deployment && r.Rollout == sim.Completed {
		b.Done, b.DoneAt = true, r.At
	}
}

// Unstarted is how many of the deployment's tasks have ended without having been RUNNING.
func (d *Deployment) Unstarted() int32 {
	return d.OwnFailures[CauseStart].Tasks + d.OwnFailures[CausePull].Tasks + d.OwnFailures[CauseDependency].Tasks
}
