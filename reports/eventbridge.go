package reports

import "github.com/ecssim/ecssim/sim"

// bridged is the EventBridge event that ECS sends beside a record: its detail-type, and of its detail what names it. The
// zero value is none.
type bridged struct {
	detailType string
	eventType  string // INFO, WARN or ERROR
	eventName  string
	reason     string
}

// The detail types (D26 ecs_service_events, ecs_service_deployment_events, ecs_task_events).
const (
	serviceAction   = "ECS Service Action"
	deploymentState = "ECS Deployment State Change"
	taskState       = "ECS Task State Change"
)

// actionOf is the service action event of a service event. Events without a name of their own have none; so has a
// desired count that a user has updated (D26 ecs_service_events).
func actionOf(r *sim.Record) bridged {
	switch r.Event {
	case sim.EventSteadyState:
		return bridged{serviceAction, "INFO", "SERVICE_STEADY_STATE", ""}
	case sim.EventStoppedRunning:
		return bridged{serviceAction, "INFO", "TASKS_STOPPED", ""}
	case sim.EventDeploymentCompleted:
		return bridged{serviceAction, "INFO", "SERVICE_DEPLOYMENT_COMPLETED", ""}
	case sim.EventRollingBack:
		return bridged{serviceAction, "INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", ""}
	case sim.EventStartsImpaired:
		return bridged{serviceAction, "WARN", "SERVICE_TASK_START_IMPAIRED", ""}
	case sim.EventUnplaced:
		return bridged{serviceAction, "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", lacking(&r.Refusal)}
	case sim.EventUnstarted:
		// assumed: the name, since the message says that a task couldn't be placed; no reason of the kind is shown.
		return bridged{serviceAction, "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", ""}
	case sim.EventDeploymentFailed:
		return bridged{serviceAction, "ERROR", "SERVICE_DEPLOYMENT_FAILED", ""}
	case sim.EventZonesUnbalanced:
		return bridged{serviceAction, "INFO", "SERVICE_REBALANCING_STARTED", ""}
	case sim.EventZonesBalanced:
		return bridged{serviceAction, "INFO", "SERVICE_REBALANCING_COMPLETED", ""}
	case sim.EventRebalancingEnded:
		return bridged{serviceAction, "INFO", "SERVICE_REBALANCING_STOPPED", ""}
	case sim.EventRebalancingStarted:
		return bridged{serviceAction, "INFO", "TASKS_STARTED", ""}
	case sim.EventRebalancingStopped:
		return bridged{serviceAction, "INFO", "TASKS_STOPPED", ""}
	case sim.EventRebalancingUnplaced:
		return bridged{serviceAction, "ERROR", "SERVICE_TASK_PLACEMENT_FAILURE", ""}
	case sim.EventStarted, sim.EventStoppedPending, sim.EventRegistered, sim.EventDeregistered, sim.EventDraining,
		sim.EventUnhealthyTarget, sim.EventUnhealthyContainer, sim.EventBoundsStuck, sim.EventProtected,
		sim.EventRebalancingHeld:
	}
	return bridged{}
}

// lacking is the reason of a placement failure: the resource that the closest container instance lacks. None is shown
// for a cluster without instances.
func lacking(r *sim.Refusal) string {
	l, _ := firstLack(r)
	return l.failure
}

// stateOf is the deployment state change event of a record of a deployment: of its creation, of a roll-back to it, and
// of its end. before is its rollout state until then; fresh says that it has none. That one has failed is sent for
// services with the circuit breaker switched on only (D26 ecs_service_deployment_events). Behind a Classic Load Balancer a
// deployment has no rollout state that could change (API page Deployment; that no event is sent is assumed).
func (w *Wording) stateOf(r *sim.Record, before sim.RolloutState, fresh bool) bridged {
	e := bridged{detailType: deploymentState, eventType: "INFO"}
	e.reason = w.RolloutStateReason(r.Service, r.Deployment, r.Rollout, r.FailedBy)
	switch {
	case !fresh && before == r.Rollout, w.isBehindClassic(r):
		return bridged{}
	case r.Rollout == sim.InProgress:
		e.eventName = "SERVICE_DEPLOYMENT_IN_PROGRESS"
	case r.Rollout == sim.Completed && !fresh: // otherwise it was complete before the run
		e.eventName = "SERVICE_DEPLOYMENT_COMPLETED"
	case r.Rollout == sim.Failed && w.services[r.Service].api.Breaker.Enable:
		e.eventType, e.eventName = "ERROR", "SERVICE_DEPLOYMENT_FAILED"
		if r.FailedBy == sim.FailedByBreaker || r.FailedBy == sim.NotFailed {
			e.reason = "ECS deployment circuit breaker: task failed to start." // the singular is the page's
		}
	default:
		return bridged{}
	}
	return e
}

// isBehindClassic says whether a record's deployment is behind a Classic Load Balancer.
func (w *Wording) isBehindClassic(r *sim.Record) bool {
	revisions := w.services[r.Service].revisions
	return int(r.Deployment) < len(revisions) && w.scenario.IsClassic(revisions[r.Deployment].LoadBalancers)
}

// append appends the event as a field of a record.
func (e *bridged) append(b []byte) []byte {
	if e.detailType == "" {
		return b
	}
	b = append(append(b, `,"eventBridge":{"detailType":"`...), e.detailType...)
	b = append(b, '"')
	if e.eventName != "" {
		b = appendText(b, "eventType", e.eventType)
		b = appendText(b, "eventName", e.eventName)
	}
	if e.reason != "" {
		b = append(b, `,"reason":`...)
		b = appendQuoted(b, e.reason)
	}
	return append(b, '}')
}
