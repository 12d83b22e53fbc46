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

// count counts a task that failed.
func (f *Failures) count(t *task) {
	f.Tasks++
	if !t.wasHealthy {
		f.Never++
	}
}

// fail counts a task that failed: for its own deployment, and for the one whose time it is, if that is another one.
func (s *service) fail(t *task, r *sim.Record) {
	own, cause := &s.Deployments[t.deployment], causeOf(r)
	own.OwnFailed++
	own.OwnFailures[cause].count(t)
	switch {
	case s.open != sim.NoDeployment:
		if s.open != t.deployment {
			s.Deployments[s.open].OldFailures[cause].count(t)
		}
	case s.later != sim.NoDeployment && s.later == t.deployment:
		own.Later.OwnFailures[cause].count(t)
	case s.later != sim.NoDeployment:
		s.Deployments[s.later].Later.OldFailures[cause].count(t)
	}
}

// Rollback is how a failed deployment was rolled back.
type Rollback struct {
	Begun  bool // an older deployment became PRIMARY again; otherwise nothing here means anything
	To     sim.DeploymentID
	Done   bool // that deployment completed again
	DoneAt sim.Time

	Failed   bool // that deployment failed in its turn, and nothing older took its place
	FailedAt sim.Time
	FailedBy sim.FailedBy
}

// rollBack takes a change of an older deployment than the newest: whether the newest is rolled back to it, and whether
// that is done or has failed. All of it may happen in one pass, with one record: an older deployment is PRIMARY only when
// it is rolled back to.
func (s *service) rollBack(r *sim.Record) {
	newest := &s.Deployments[len(s.Deployments)-1]
	if newest.ID == r.Deployment || newest.End != EndFailed && newest.End != StillOpen {
		return
	}
	b := &newest.Rollback
	if r.Status == sim.Primary && (!b.Begun || b.To != r.Deployment) {
		*b = Rollback{Begun: true, To: r.Deployment}
		s.API.Restore(&s.Deployments[r.Deployment].Revision)
	}
	if !b.Begun || b.Done || b.Failed || b.To != r.Deployment {
		return
	}
	switch r.Rollout {
	case sim.Completed:
		b.Done, b.DoneAt = true, r.At
	case sim.Failed:
		b.Failed, b.FailedAt, b.FailedBy = true, r.At, r.FailedBy
	case sim.InProgress:
	}
}

// Unstarted is how many of the deployment's tasks have ended without having been RUNNING.
func (d *Deployment) Unstarted() int32 {
	return d.OwnFailures[CauseStart].Tasks + d.OwnFailures[CausePull].Tasks + d.OwnFailures[CauseDependency].Tasks
}
