package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// failedText is what a failed deployment failed of, as its service event ends. Those of the circuit breaker and of
// alarms are observed.
//
// assumed: the wording of a call of StopServiceDeployment, of which no event was found.
func failedText(by sim.FailedBy) string {
	switch by {
	case sim.FailedByAlarm:
		return "alarm detected."
	case sim.FailedByRequest:
		return "stopped by user."
	case sim.FailedByBreaker, sim.NotFailed:
	}
	return "tasks failed to start."
}

// failer is what failed a deployment, as a rolloutStateReason begins. That of the circuit breaker is observed and in D26
// ecs_service_deployment_events.
//
// assumed: the others, in its likeness, since AWS shows neither.
func failer(by sim.FailedBy) string {
	switch by {
	case sim.FailedByAlarm:
		return "ECS deployment alarms: "
	case sim.FailedByRequest:
		return "ECS deployment stop request: "
	case sim.FailedByBreaker, sim.NotFailed:
	}
	return "ECS deployment circuit breaker: "
}

// RolloutStateReason is deployments[].rolloutStateReason of a deployment in a rollout state. by is what failed it; of one
// in progress, what failed the one that is rolled back to it.
func (w *Wording) RolloutStateReason(s sim.ServiceID, d sim.DeploymentID, state sim.RolloutState, by sim.FailedBy) string {
	switch {
	case state == sim.Failed:
		return failer(by) + failedText(by)
	case state == sim.Completed:
		return "ECS deployment " + w.names.Deployment(s, d) + " completed."
	case by != sim.NotFailed:
		return failer(by) + "rolling back to deploymentId " + w.names.Deployment(s, d) + "."
	}
	return "ECS deployment " + w.names.Deployment(s, d) + " in progress."
}

// StopCode is a task's stopCode, by the record of the edge on which it left its way to RUNNING, or RUNNING (API page Task).
//
// assumed: TerminationNotice for a task whose container instance was terminated or deregistered, the one of the API's codes that is about
// a host; its stoppedReason is observed.
func StopCode(r *sim.Record) string {
	switch {
	case r.Reason == sim.StoppedByUser:
		return "UserInitiated"
	case r.Reason != sim.NotStopped:
		return "ServiceSchedulerInitiated"
	case r.Failure.IsOfHost():
		return "TerminationNotice"
	case r.From < sim.Running:
		return "TaskFailedToStart"
	default:
		return "EssentialContainerExited"
	}
}

// StoppedReason is a task's stoppedReason, worded from the record of the edge on which it left PENDING or RUNNING.
func (w *Wording) StoppedReason(r *sim.Record) string {
	switch r.Reason {
	case sim.StoppedByScaling:
		return "Scaling activity initiated by (deployment " + w.names.Deployment(r.Service, r.Deployment) + ")"
	case sim.StoppedByTargetGroup:
		return "Task failed ELB health checks in " + w.group(w.balancer(r).TargetGroup)
	case sim.StoppedByContainerHealth:
		return "Task failed container health checks"
	case sim.StoppedByUser:
		if r.Text != "" {
			return r.Text
		}
		return "Task stopped by user"
	case sim.NotStopped:
		if r.Failure == sim.HostDeregistered {
			return "Container instance deregistration forced by user" // observed
		}
		if r.Failure == sim.HostTerminated {
			return "Host EC2 (instance " + w.names.Instance(r.Instance) + ") terminated."
		}
		if r.Failure == sim.FailedPull || r.Failure == sim.FailedStart || r.Failure == sim.FailedDependency || r.From < sim.Running {
			return w.unstarted(r)
		}
		return "Essential container in task exited"
	}
	return ""
}

const cannotPull = "CannotPullContainerError: "

// unstarted says why a task never ran, by its failure and what the scenario says of it. An image that can't be pulled has
// ECS's category before the runtime's text (D26 stopped-task-error-codes).
func (w *Wording) unstarted(r *sim.Record) string {
	switch {
	case r.Failure == sim.FailedPull && r.Text == "":
		return cannotPull + "failed to resolve ref" + w.image(r)
	case r.Failure == sim.FailedPull && !strings.HasPrefix(r.Text, cannotPull):
		return cannotPull + r.Text
	case r.Text != "":
		return r.Text
	}
	return "Task failed to start"
}

// image is the image of the first container that has one, after a space: which one couldn't be pulled isn't simulated.
func (w *Wording) image(r *sim.Record) string {
	definition := r.Definition
	if revisions := w.services[r.Service].revisions; r.Deployment >= 0 && int(r.Deployment) < len(revisions) {
		definition = revisions[r.Deployment].Definition
	}
	for _, c := range w.scenario.TaskDefinitions[definition].Containers {
		if c.Image != "" {
			return " " + c.Image
		}
	}
	return ""
}
