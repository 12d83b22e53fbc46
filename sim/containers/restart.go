package containers

import "github.com/ecssim/ecssim/sim"

// End is the end of a container by itself.
type End struct {
	At        sim.Time // sim.Never: it doesn't happen
	Container int      // -1 if it doesn't happen; of two at one instant the first in the task definition
	Code      int      // exit code
}

// FirstEnd is the first end of an essential container that isn't followed by a restart in place: it ends the task (API
// page ContainerDefinition, essential). started is what Start filled in for a task that is RUNNING.
func FirstEnd(containers []sim.Container, delays []Delays, started []sim.Time) End {
	first := End{At: sim.Never, Container: -1}
	for i := range containers {
		if !containers[i].Essential {
			continue
		}
		if at := end(&containers[i], &delays[i], started[i]); at < first.At {
			first = End{at, i, delays[i].EndCode}
		}
	}
	return first
}

// Again is a restart of a container in place.
type Again struct {
	Down    sim.Time // its last run ended
	Started sim.Time // it runs again
	Ready   sim.Time // it passes health checks again, which begin anew at Started
}

// Restart says whether a container whose run began at started is started again by its restart policy when it ends by
// itself, and when it is up (API page ContainerRestartPolicy: it has run for restartAttemptPeriod since it was started
// last, and the exit code isn't ignored). The task isn't touched, and who waits for the container's end waits on (ECS
// agent, agent/engine/task_manager.go: a container that is restarted doesn't become STOPPED). Assumed: a restart takes
// as long as the first start.
func Restart(c *sim.Container, d *Delays, started sim.Time) (Again, bool) {
	down := started.Add(d.Ends)
	if down >= sim.Never || !c.Restart.Restarts(d.Ends, d.EndCode) {
		return Again{}, false
	}
	up := down.Add(d.Start)
	return Again{Down: down, Started: up, Ready: up.Add(d.Ready)}, true
}

// present is when the run began that a container is in at that instant, or was in last, if a run of it began at started,
// which isn't later.
func present(c *sim.Container, d *Delays, started, at sim.Time) sim.Time {
	again, restarts := Restart(c, d, started)
	cycle := again.Started.Sub(started)
	if !restarts || cycle == 0 {
		return started
	}
	return started.Add(at.Sub(started) / cycle * cycle)
}
