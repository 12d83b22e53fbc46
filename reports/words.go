package reports

import "github.com/ecssim/ecssim/sim"

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
		sim.HostTerminated: "hostTerminated", sim.HostDeregistered: "hostDeregistered",
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
	names := [...]string{"floor", "cap", "capacity", "health", "stops", "backoff", "unhealthy", "launchRate", "protection", "bake", "fargateRate"}
	var set []string
	for i, name := range names {
		if b&(1<<i) != 0 {
			set = append(set, name)
		}
	}
	return set
}
