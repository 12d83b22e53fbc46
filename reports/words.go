package reports

import "github.com/ecssim/ecssim/sim"

// eventName is the name of an event's shape in records.ndjson.
func eventName(code sim.EventCode) string {
	switch code {
	case sim.EventStarted:
		return "started"
	case sim.EventStoppedRunning:
		return "stoppedRunning"
	case sim.EventStoppedPending:
		return "stoppedPending"
	case sim.EventRegistered:
		return "registered"
	case sim.EventDeregistered:
		return "deregistered"
	case sim.EventDraining:
		return "draining"
	case sim.EventUnhealthyTarget:
		return "unhealthyTarget"
	case sim.EventUnhealthyContainer:
		return "unhealthyContainer"
	case sim.EventUnplaced:
		return "unplaced"
	case sim.EventBoundsStuck:
		return "boundsStuck"
	case sim.EventStartsImpaired:
		return "startsImpaired"
	case sim.EventDeploymentCompleted:
		return "deploymentCompleted"
	case sim.EventDeploymentFailed:
		return "deploymentFailed"
	case sim.EventRollingBack:
		return "rollingBack"
	case sim.EventSteadyState:
		return "steadyState"
	case sim.EventProtected:
		return "protected"
	case sim.EventUnstarted:
		return "unstarted"
	case sim.EventZonesBalanced:
		return "zonesBalanced"
	case sim.EventZonesUnbalanced:
		return "zonesUnbalanced"
	case sim.EventRebalancingStarted:
		return "rebalancingStarted"
	case sim.EventRebalancingStopped:
		return "rebalancingStopped"
	case sim.EventRebalancingUnplaced:
		return "rebalancingUnplaced"
	case sim.EventRebalancingEnded:
		return "rebalancingEnded"
	}
	return "unknown"
}

// failedByName is the name of what failed a deployment in records.ndjson.
func failedByName(by sim.FailedBy) string {
	return [...]string{
		sim.NotFailed: "", sim.FailedByBreaker: "breaker", sim.FailedByAlarm: "alarm", sim.FailedByRequest: "request",
	}[by]
}

// failureName is the name of a failure in records.ndjson.
func failureName(f sim.Failure) string {
	return [...]string{
		sim.NoFailure: "", sim.FailedPull: "pull", sim.FailedStart: "start", sim.Crashed: "crash", sim.FailedDependency: "dependency",
		sim.HostTerminated: "hostTerminated",
	}[f]
}

// stoppedByName is the name of the reason for which a task was told to stop in records.ndjson.
func stoppedByName(r sim.StopReason) string {
	return [...]string{
		sim.NotStopped: "", sim.StoppedByScaling: "scaling", sim.StoppedByTargetGroup: "targetGroup",
		sim.StoppedByContainerHealth: "containerHealth", sim.StoppedByUser: "user",
	}[r]
}

// blockNames are the names of what holds a deployment back, in the order of the bits.
func blockNames(b sim.Block) []string {
	names := [...]string{"floor", "cap", "capacity", "health", "stops", "backoff", "unhealthy", "launchRate", "protection", "bake"}
	var set []string
	for i, name := range names {
		if b&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return set
}
