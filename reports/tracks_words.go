package reports

import (
	"strconv"

	"github.com/ecssim/ecssim/sim"
)

// TaskName names a task by its revision and its number among the tasks started of it, "web:2 #3", in a run of several
// services with the service before it.
func (t *Tracks) TaskName(i int) string {
	task := &t.Tasks[i]
	name := t.Scenario.TaskDefinitions[task.Definition].Name() + " #" + strconv.Itoa(int(task.Ordinal))
	if len(t.Scenario.Services) > 1 {
		return t.Scenario.Services[task.Service].Name + " " + name
	}
	return name
}

// StoppedBecause says in a few words why a task was told to stop, or ended by itself; empty: neither has happened.
func (t *Track) StoppedBecause() string {
	why := [...]string{
		sim.NotStopped: "", sim.StoppedByScaling: "scheduler", sim.StoppedByTargetGroup: "failed ELB health checks",
		sim.StoppedByContainerHealth: "failed container health checks", sim.StoppedByUser: "StopTask",
	}[t.Reason]
	if t.Told != sim.Never && t.Reason == sim.NotStopped {
		why = [...]string{
			sim.NoFailure: "essential container ended", sim.FailedPull: "image couldn't be pulled", sim.FailedStart: "failed to start",
			sim.Crashed: "essential container ended", sim.FailedDependency: "dependency between containers failed",
			sim.HostTerminated: "container instance terminated", sim.HostDeregistered: "container instance deregistered",
		}[t.Failure]
	}
	if t.Text != "" {
		why += ": " + t.Text
	}
	return why
}
