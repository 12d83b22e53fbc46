// Package containers does the arithmetic of a task with several containers: when each of them starts, when that makes
// the task RUNNING or keeps it from it, which end of a container ends the task, and how long a stop takes. It is pure:
// it gets the containers of a task definition and delays that have been drawn already, and answers with instants that
// are computed ahead. Tests hold them against a task that is followed tick by tick.
//
// It doesn't know tasks, services, events or draws: not whose containers these are, not what the scheduler makes of a
// failure, and not when the control plane hears of it. Health is what the container's own checks say on the spot.
//
// Slices that are indexed by container are as long as the task definition's list, which has passed sim.Scenario's
// validation. Nothing here allocates but Cycle.
package containers

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/health"
)

// Delays are the drawn spans of one container. They hold for each of its runs: a container that is restarted in place
// ends again after as long.
type Delays struct {
	Start sim.Span // from the moment when it may start to its start
	Ready sim.Span // from its start until it passes health checks; sim.Forever: it never does
	Exit  sim.Span // from SIGTERM to its end; sim.Forever: it ignores SIGTERM
	// Ends is from its start to its end by itself, with exit code EndCode; sim.Forever: it runs until it is stopped.
	Ends    sim.Span
	EndCode int
}

// end is when a container that started then ends by itself and isn't restarted; sim.Never if that doesn't happen.
func end(c *sim.Container, d *Delays, started sim.Time) sim.Time {
	if c.Restart.Restarts(d.Ends, d.EndCode) {
		return sim.Never
	}
	return started.Add(d.Ends)
}

// healthy is when a container that started then has passed its health check for the first time; sim.Never if it
// doesn't, or has no health check. One that doesn't in its first run doesn't after a restart either, since each run is
// like the first.
func healthy(c *sim.Container, d *Delays, started sim.Time) sim.Time {
	if c.HealthCheck == nil || started >= sim.Never {
		return sim.Never
	}
	checks := health.OfContainer(c.HealthCheck, started)
	verdicts := checks.Verdicts(sim.HealthUnknown, health.Up{From: started.Add(d.Ready), Until: started.Add(d.Ends)})
	for i := range verdicts.Len() {
		if v := verdicts.At(i); v.Status == sim.Healthy {
			return v.At
		}
	}
	return sim.Never
}
