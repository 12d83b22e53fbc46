package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// serviceDeploymentDescription is a service deployment as DescribeServiceDeployments returns it (API26
// ServiceDeployment).
type serviceDeploymentDescription struct {
	ARN                     string                   `json:"serviceDeploymentArn"`
	ServiceARN              string                   `json:"serviceArn"`
	ClusterARN              string                   `json:"clusterArn"`
	CreatedAt               milliseconds             `json:"createdAt"`
	StartedAt               *milliseconds            `json:"startedAt,omitempty"`
	FinishedAt              *milliseconds            `json:"finishedAt,omitempty"`
	StoppedAt               *milliseconds            `json:"stoppedAt,omitempty"`
	UpdatedAt               milliseconds             `json:"updatedAt"`
	Sources                 []revisionDescription    `json:"sourceServiceRevisions"`
	Target                  revisionDescription      `json:"targetServiceRevision"`
	Status                  string                   `json:"status"`
	StatusReason            string                   `json:"statusReason,omitempty"`
	DeploymentConfiguration configurationDescription `json:"deploymentConfiguration"`
	Rollback                *rollbackDescription     `json:"rollback,omitempty"`
	Breaker                 breakerState             `json:"deploymentCircuitBreaker"`
	Alarms                  alarmsState              `json:"alarms"`
}

type revisionDescription struct {
	ARN                string `json:"arn"`
	RequestedTaskCount int32  `json:"requestedTaskCount"`
	RunningTaskCount   int32  `json:"runningTaskCount"`
	PendingTaskCount   int32  `json:"pendingTaskCount"`
}

func (r *Run) describeRevision(d *metrics.Deployment) revisionDescription {
	return revisionDescription{
		ARN: r.names.ServiceRevisionARN(d.Service, d.ID), RequestedTaskCount: d.Requested,
		RunningTaskCount: d.Running, PendingTaskCount: d.Pending,
	}
}

type rollbackDescription struct {
	Reason             string       `json:"reason"`
	StartedAt          milliseconds `json:"startedAt"`
	ServiceRevisionARN string       `json:"serviceRevisionArn"`
}

type breakerState struct {
	Status       string `json:"status"`
	FailureCount int32  `json:"failureCount"`
	Threshold    int    `json:"threshold"`
}

type alarmsState struct {
	Status              string   `json:"status"`
	AlarmNames          []string `json:"alarmNames"`
	TriggeredAlarmNames []string `json:"triggeredAlarmNames"`
}

// describeRollouts lists the service deployments of a service, newest first. Each deployment belongs to one; a roll-back
// belongs to the one that failed.
func (r *Run) describeRollouts(id sim.ServiceID) []serviceDeploymentDescription {
	var list []serviceDeploymentDescription
	s := r.Fold.Service(id)
	for i := range slices.Backward(s.Deployments) {
		list = append(list, r.describeRollout(s, &s.Deployments[i]))
	}
	return list
}

// describeRollout is a service deployment. The configuration that it shows is the service's of the moment, which is the
// one that counts while it is under way.
func (r *Run) describeRollout(s *metrics.Service, d *metrics.Deployment) serviceDeploymentDescription {
	st := standingOf(s, d)
	out := serviceDeploymentDescription{
		ARN: r.names.ServiceDeploymentARN(d.Service, d.ID), ServiceARN: r.names.ServiceARN(d.Service), ClusterARN: r.names.ClusterARN(),
		CreatedAt: r.date(d.Created), UpdatedAt: r.date(st.updated), Sources: r.sources(s, d), Target: r.describeRevision(d),
		Status: st.status, StatusReason: st.reason,
		DeploymentConfiguration: r.Events.wording.describeConfiguration(&s.API.Service),
		Breaker:                 r.breakerState(s, d), Alarms: r.alarmsState(s, d),
	}
	if d.Begun || d.Initial {
		out.StartedAt = new(r.date(d.BegunAt))
	}
	if st.finished {
		out.FinishedAt = new(r.date(st.over))
	}
	if st.status == rolloutStopped {
		out.StoppedAt = new(r.date(st.over))
	}
	if back := &d.Rollback; back.Begun {
		out.Rollback = &rollbackDescription{
			Reason: rolledBack(d.FailedBy), StartedAt: r.date(d.Ended), ServiceRevisionARN: r.names.ServiceRevisionARN(d.Service, back.To),
		}
	}
	return out
}

// sources are the service revisions that had a deployment when d was created, newest first.
func (r *Run) sources(s *metrics.Service, d *metrics.Deployment) []revisionDescription {
	list := []revisionDescription{}
	for i := range slices.Backward(s.Deployments[:d.ID]) {
		if of := &s.Deployments[i]; of.Status != sim.Inactive || of.Updated >= d.Created {
			list = append(list, r.describeRevision(of))
		}
	}
	return list
}

// The statuses of a service deployment (API26 ServiceDeploymentStatus; transitions in D26 service-deployment).
const (
	rolloutPending            = "PENDING"
	rolloutInProgress         = "IN_PROGRESS"
	rolloutSuccessful         = "SUCCESSFUL"
	rolloutStopRequested      = "STOP_REQUESTED"
	rolloutStopped            = "STOPPED"
	rolloutRollbackRequested  = "ROLLBACK_REQUESTED"
	rolloutRollbackInProgress = "ROLLBACK_IN_PROGRESS"
	rolloutRollbackSuccessful = "ROLLBACK_SUCCESSFUL"
	rolloutRollbackFailed     = "ROLLBACK_FAILED"
)

// standing is how a service deployment stands.
type standing struct {
	status, reason string
	finished       bool     // it has come to an end other than STOPPED
	over           sim.Time // when it came to its end
	updated        sim.Time
}

// standingOf finds the status of a service deployment. One that has failed and isn't rolled back, and one of a service
// that is deleted, is STOPPED; one that a newer deployment takes the place of is so once the scheduler has begun with
// that one (D26 service-deployment; when the scheduler begins is assumed to be its first pass that concerns it).
func standingOf(s *metrics.Service, d *metrics.Deployment) standing {
	switch d.End {
	case metrics.EndCompleted:
		return standing{status: rolloutSuccessful, finished: true, over: d.Ended, updated: d.Ended}
	case metrics.EndDeleted:
		if !d.Initial {
			return standing{status: rolloutStopped, over: d.Ended, updated: d.Ended}
		}
	case metrics.EndFailed:
		return failedStanding(s, d)
	case metrics.EndSuperseded:
		if !d.Initial {
			return supersededStanding(s, d)
		}
	case metrics.StillOpen, metrics.EndOfRun:
	}
	switch {
	case d.Initial:
		return standing{status: rolloutSuccessful, finished: true, over: d.Created, updated: d.Created}
	case d.Stop.Requested && d.Stop.Rollback:
		return standing{status: rolloutRollbackRequested, updated: d.Stop.At}
	case d.Stop.Requested:
		return standing{status: rolloutStopRequested, updated: d.Stop.At}
	case d.Begun:
		return standing{status: rolloutInProgress, updated: max(d.Updated, d.BegunAt)}
	}
	return standing{status: rolloutPending, updated: d.Created}
}

func supersededStanding(s *metrics.Service, d *metrics.Deployment) standing {
	// assumed: the wording.
	const reason = "Service deployment stopped because a newer service deployment was started."
	if newer := int(d.ID) + 1; newer < len(s.Deployments) && !s.Deployments[newer].Begun {
		return standing{status: rolloutStopRequested, reason: reason, updated: d.Ended}
	} else if newer < len(s.Deployments) {
		at := s.Deployments[newer].BegunAt
		return standing{status: rolloutStopped, reason: reason, over: at, updated: at}
	}
	return standing{status: rolloutStopped, reason: reason, over: d.Ended, updated: d.Ended}
}

func failedStanding(s *metrics.Service, d *metrics.Deployment) standing {
	back := &d.Rollback
	switch {
	case back.Done:
		return standing{
			status: rolloutRollbackSuccessful, reason: rolledBack(d.FailedBy), finished: true, over: back.DoneAt, updated: back.DoneAt,
		}
	case back.Failed:
		return standing{
			status: rolloutRollbackFailed, reason: rolledBack(d.FailedBy), finished: true, over: back.FailedAt, updated: back.FailedAt,
		}
	case back.Begun && int(d.ID)+1 < len(s.Deployments):
		at := s.Deployments[d.ID+1].Created
		return standing{status: rolloutRollbackFailed, reason: rolledBack(d.FailedBy), finished: true, over: at, updated: at}
	case back.Begun:
		return standing{status: rolloutRollbackInProgress, reason: rolledBack(d.FailedBy), updated: d.Ended}
	case wantsRollback(s, d):
		const reason = "No rollback candidate was found to run the rollback." // observed
		return standing{status: rolloutRollbackFailed, reason: reason, finished: true, over: d.Ended, updated: d.Ended}
	}
	return standing{status: rolloutStopped, reason: "Service deployment stopped because " + cause(d.FailedBy), over: d.Ended, updated: d.Ended}
}

// wantsRollback says whether a failed deployment was to be rolled back.
func wantsRollback(s *metrics.Service, d *metrics.Deployment) bool {
	switch d.FailedBy {
	case sim.FailedByAlarm:
		return s.API.Alarms.Rollback
	case sim.FailedByRequest:
		return d.Stop.Rollback
	case sim.FailedByBreaker, sim.NotFailed:
	}
	return s.API.Breaker.Rollback
}

// rolledBack is why a service deployment was rolled back. That of the circuit breaker is observed.
func rolledBack(by sim.FailedBy) string { return "Service deployment rolled back because " + cause(by) }

// cause ends a statusReason.
//
// assumed: the wording, but for the circuit breaker's.
func cause(by sim.FailedBy) string {
	switch by {
	case sim.FailedByAlarm:
		return "an alarm was detected."
	case sim.FailedByRequest:
		return "a user requested it."
	case sim.FailedByBreaker, sim.NotFailed:
	}
	return "the circuit breaker threshold was exceeded."
}

// monitoring is the status of a circuit breaker or of alarms (API26 ServiceDeploymentRollbackMonitorsStatus).
func monitoring(enabled, triggered bool, d *metrics.Deployment) string {
	switch {
	case triggered:
		return "TRIGGERED"
	case !enabled:
		return "DISABLED"
	case !d.Initial && (d.End == metrics.StillOpen || d.End == metrics.EndOfRun):
		return "MONITORING"
	}
	return "MONITORING_COMPLETE"
}

// breakerState is how the circuit breaker watches a deployment. Its threshold goes by the desired count of the moment,
// or of the window's end. Behind a Classic Load Balancer it doesn't watch (assumed; sim/ecs/README.md).
func (r *Run) breakerState(s *metrics.Service, d *metrics.Deployment) breakerState {
	b := s.API.Breaker
	b.Enable = b.Enable && !r.Scenario.IsClassic(d.LoadBalancers)
	desired := s.API.DesiredCount
	if d.End != metrics.StillOpen {
		desired = int(d.Desired)
	}
	out := breakerState{
		Status: monitoring(b.Enable, d.FailedBy == sim.FailedByBreaker && d.End == metrics.EndFailed, d), FailureCount: d.Failed,
	}
	if b.Enable {
		out.Threshold = b.Threshold(desired, &r.Scenario.Rules)
	}
	return out
}

func (r *Run) alarmsState(s *metrics.Service, d *metrics.Deployment) alarmsState {
	watched := s.API.Alarms.Enable && !d.AlarmsIgnored && !r.Scenario.IsClassic(d.LoadBalancers)
	out := alarmsState{
		Status:     monitoring(watched, len(d.Triggers) > 0, d),
		AlarmNames: r.Events.wording.alarmNames(&s.API.Alarms), TriggeredAlarmNames: []string{},
	}
	for _, t := range d.Triggers {
		out.TriggeredAlarmNames = append(out.TriggeredAlarmNames, r.Scenario.Alarms[t.Alarm])
	}
	return out
}
