package containers

import "github.com/ecssim/ecssim/sim"

// Stopped is how the stop of a task's containers ends.
type Stopped struct {
	At     sim.Time // the end of the last one; sim.Never: one ignores SIGTERM and is never killed
	Killed bool     // an essential container ended by SIGKILL, with exit code 137
}

// Stop says how long a task's containers take to end that is stopped at that instant, and fills in when each of them
// ended: at for one that wasn't running then. started is what Start filled in, or the begin of a container's present run.
//
// A container gets SIGTERM when all containers that depend on it, by whatever condition, have ended, so that the order
// is the reverse of the start's and independent containers go side by side (API page ContainerDefinition, dependsOn; ECS
// agent, agent/engine/dependencygraph/graph.go, verifyShutdownOrder). SIGKILL follows stopTimeout after its own SIGTERM
// (API page ContainerDefinition, stopTimeout); one that exits just then exits. A container that would have ended by
// itself before does so, and isn't restarted any more (agent, ecs-agent/api/container/restart/restart_tracker.go).
func Stop(containers []sim.Container, delays []Delays, started []sim.Time, at sim.Time, ended []sim.Time) Stopped {
	for i := range containers {
		ended[i] = unknown
		if started[i] > at || naturalEnd(containers, delays, started, i, at) <= at {
			ended[i] = at
		}
	}
	out := Stopped{At: at}
	for progress := true; progress; {
		progress = false
		for i := range containers {
			if ended[i] != unknown {
				continue
			}
			term, ready := signalled(containers, i, at, ended)
			if !ready {
				continue
			}
			exit, timeout := term.Add(delays[i].Exit), term.Add(containers[i].StopTimeout)
			exit = min(exit, naturalEnd(containers, delays, started, i, at))
			ended[i] = min(exit, timeout)
			out.At = max(out.At, ended[i])
			out.Killed = out.Killed || containers[i].Essential && exit > timeout
			progress = true
		}
	}
	return out
}

// naturalEnd is when container i, which has started by then, ends by itself if nobody stops it.
func naturalEnd(containers []sim.Container, delays []Delays, started []sim.Time, i int, at sim.Time) sim.Time {
	return present(&containers[i], &delays[i], started[i], at).Add(delays[i].Ends)
}

// signalled is when container i gets SIGTERM in a stop that began at that instant; not ready while a container that
// depends on it has no known end.
func signalled(containers []sim.Container, i int, at sim.Time, ended []sim.Time) (term sim.Time, ready bool) {
	term = at
	for j := range containers {
		for _, on := range containers[j].DependsOn {
			if on.Container != i {
				continue
			}
			if ended[j] == unknown {
				return 0, false
			}
			term = max(term, ended[j])
		}
	}
	return term, true
}
