package reports

import (
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Wording puts facts into the words of the ECS API: service events, stoppedReason, rolloutStateReason. The texts are
// those that real services show (docs/ecs-facts.md §2.5, §4.5, §5.2), full stops and missing full stops and all, since
// programs match them. Make one with NewWording. It is for one goroutine.
type Wording struct {
	scenario *sim.Scenario
	names    *nameCache
}

// NewWording words the facts of runs of sc.
func NewWording(sc *sim.Scenario) *Wording { return &Wording{scenario: sc, names: newNameCache(sc)} }

const troubleshooting = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."

// Event is the message of a service event, a record of KindEvent.
func (w *Wording) Event(r *sim.Record) string {
	s := "(service " + w.names.Service(r.Service) + ") "
	n := strconv.Itoa(int(r.N))
	switch r.Event {
	case sim.EventStarted:
		text := s + "has started " + n + " tasks:" + w.tasks(r) + "."
		if r.Replaced > 0 {
			text += " Amazon ECS replaced " + strconv.Itoa(int(r.Replaced)) + " tasks due to an unhealthy status."
		}
		return text
	case sim.EventStoppedRunning:
		return s + "has stopped " + n + " running tasks:" + w.tasks(r) + "."
	case sim.EventStoppedPending:
		return s + "stopped " + n + " pending tasks."
	case sim.EventRegistered:
		return s + "registered " + n + " targets in " + w.group(r)
	case sim.EventDeregistered:
		return s + "deregistered " + n + " targets in " + w.group(r)
	case sim.EventDraining:
		return s + "has begun draining connections on " + n + " tasks."
	case sim.EventUnhealthyTarget:
		return s + strings.TrimPrefix(w.tasks(r), " ") + w.port(r) + " is unhealthy in " + w.group(r) +
			" due to (reason Health checks failed)."
	case sim.EventUnhealthyContainer:
		return s + strings.TrimPrefix(w.tasks(r), " ") + " failed container health checks."
	case sim.EventUnplaced:
		return s + "was unable to place a task because no container instance met all of its requirements." +
			w.unplaced(&r.Refusal) + troubleshooting
	case sim.EventBoundsStuck:
		return s + "was unable to stop or start tasks during a deployment because of the service deployment" +
			" configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
	case sim.EventStartsImpaired:
		return s + "is unable to consistently start tasks successfully." + troubleshooting
	case sim.EventDeploymentCompleted:
		return s + "(deployment " + w.names.Deployment(r.Service, r.Deployment) + ") deployment completed."
	case sim.EventDeploymentFailed:
		return s + "(deployment " + w.names.Deployment(r.Service, r.Deployment) + ") deployment failed: tasks failed to start."
	case sim.EventRollingBack:
		return s + "rolling back to deployment " + w.names.Deployment(r.Service, r.Deployment) + "."
	case sim.EventSteadyState:
		return s + "has reached a steady state."
	}
	return s + "event " + strconv.Itoa(int(r.Event))
}

// tasks names the tasks of an event, each with a space before it.
func (w *Wording) tasks(r *sim.Record) string {
	b := make([]byte, 0, len(r.Tasks)*40)
	for _, t := range r.Tasks {
		b = append(b, " (task "...)
		b = append(b, w.names.Task(r.Service, t)...)
		b = append(b, ')')
	}
	return string(b)
}

func (w *Wording) group(r *sim.Record) string {
	return "(target-group " + w.groupARN(r.Service, r.TargetGroup) + ")"
}

// groupARN is the ARN of a target group, or where that isn't known of the service's first.
func (w *Wording) groupARN(s sim.ServiceID, id sim.TargetGroupID) string {
	balancers := w.scenario.Services[s].LoadBalancers
	if id == sim.NoTargetGroup && len(balancers) > 0 {
		id = balancers[0].TargetGroup
	}
	if id == sim.NoTargetGroup {
		return ""
	}
	return w.names.TargetGroupARN(id)
}

// port is the container port that the service has registered in the target group of an event.
func (w *Wording) port(r *sim.Record) string {
	for _, lb := range w.scenario.Services[r.Service].LoadBalancers {
		if lb.TargetGroup == r.TargetGroup || r.TargetGroup == sim.NoTargetGroup {
			return " (port " + strconv.Itoa(lb.ContainerPort) + ")"
		}
	}
	return ""
}

// unplaced says which container instance came closest and what it lacks. Of one that lacks both resources ECS names
// one; that this is CPU is assumed.
func (w *Wording) unplaced(r *sim.Refusal) string {
	if r.Closest == sim.NoInstance || r.Instances == 0 {
		return " Reason: No Container Instances were found in your cluster."
	}
	closest := " The closest matching (container-instance " + w.names.Instance(r.Closest) + ") has insufficient "
	switch {
	case r.ClosestFree.CPU < r.Want.CPU:
		return closest + "CPU units available."
	case r.ClosestFree.Memory < r.Want.Memory:
		return closest + "memory available."
	default:
		return ""
	}
}

// RolloutStateReason is deployments[].rolloutStateReason of a deployment in a rollout state.
func (w *Wording) RolloutStateReason(s sim.ServiceID, d sim.DeploymentID, state sim.RolloutState) string {
	switch state {
	case sim.InProgress:
		return "ECS deployment " + w.names.Deployment(s, d) + " in progress."
	case sim.Completed:
		return "ECS deployment " + w.names.Deployment(s, d) + " completed."
	case sim.Failed:
		return "ECS deployment circuit breaker: tasks failed to start."
	}
	return ""
}

// RollbackReason is deployments[].rolloutStateReason of a deployment in progress that another one is rolled back to.
func (w *Wording) RollbackReason(s sim.ServiceID, d sim.DeploymentID) string {
	return "ECS deployment circuit breaker: rolling back to deploymentId " + w.names.Deployment(s, d) + "."
}

// StopCode is a task's stopCode, for the reason why it was told to stop and the state that it left then.
func StopCode(reason sim.StopReason, left sim.TaskState) string {
	switch {
	case reason != sim.NotStopped:
		return "ServiceSchedulerInitiated"
	case left < sim.Running:
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
		return "Task failed ELB health checks in (target-group " + w.groupARN(r.Service, r.TargetGroup) + ")"
	case sim.StoppedByContainerHealth:
		return "Task failed container health checks"
	case sim.NotStopped:
		switch {
		case r.Failure == sim.FailedPull:
			return "CannotPullContainerError: failed to resolve ref" + w.image(r)
		case r.Failure == sim.FailedStart || r.From < sim.Running:
			return "Task failed to start"
		}
		return "Essential container in task exited"
	}
	return ""
}

// image is the image of the first container that has one, after a space: which one couldn't be pulled isn't simulated.
func (w *Wording) image(r *sim.Record) string {
	for _, c := range w.scenario.TaskDefinitions[r.Definition].Containers {
		if c.Image != "" {
			return " " + c.Image
		}
	}
	return ""
}
