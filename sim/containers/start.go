package containers

import "github.com/ecssim/ecssim/sim"

// Cause is what kept a task from becoming RUNNING. Of two at one instant the first of this list counts.
type Cause uint8

// The causes. None: the task is RUNNING.
const (
	None               Cause = iota
	EssentialEnded           // an essential container ended while others hadn't started
	DependencyFailed         // a container that another waits for with SUCCESS ended with another exit code than 0
	DependencyTimedOut       // a container that another waits for didn't come so far within its startTimeout
	LimitReached             // the task had no more time
)

// Outcome is how the start of a task's containers ends.
type Outcome struct {
	At    sim.Time // the task is RUNNING, or fails; sim.Never: neither happens
	Cause Cause
	// Container is the one that ended, or that another waits for; after LimitReached the first one that hasn't started;
	// -1 if the task is RUNNING.
	Container int
	// Waiting is the container that waits for Container with a condition that doesn't come true; -1: it isn't that.
	Waiting int
}

// Start fills in when each container starts, sim.Never for one that doesn't, and says how that ends. A container without
// a dependency may start at pulled, any other one when all its conditions have come true. The task is RUNNING as soon as
// the last container has started, whether the others run still or have ended (ECS agent, agent/api/task/task.go: the
// task's status is that of the container that is behind). Nothing starts after a failure; what started at its very
// instant did start, and a task that becomes RUNNING at that instant is RUNNING.
//
// The limit counts from pulled. Observed: a task that waits for a condition that never comes true, without startTimeout,
// is stopped after 3 hours (containers-roadmap issues 1532 and 2379).
//
// Assumed: all images are there at pulled, because a task definition has one delay for its pull; the agent pulls the
// image of a container that waits only when that one may start, unless ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT is set.
func Start(containers []sim.Container, delays []Delays, pulled sim.Time, limit sim.Span, started []sim.Time) Outcome {
	begin(containers, delays, pulled, started)
	out := firstFailure(containers, delays, started, pulled.Add(limit))
	running := pulled
	for i := range containers {
		running = max(running, started[i])
	}
	if running < sim.Never && running <= out.At {
		return Outcome{At: running, Container: -1, Waiting: -1}
	}
	for i := range containers {
		if started[i] <= out.At && started[i] < sim.Never {
			continue
		}
		started[i] = sim.Never
		if out.Container < 0 {
			out.Container = i
		}
	}
	return out
}

// unknown is a start that isn't computed yet.
const unknown sim.Time = -1

// begin fills in when each container would start if nothing failed: in rounds, since it may come before those that it
// depends on. Containers on a cycle never start.
func begin(containers []sim.Container, delays []Delays, pulled sim.Time, started []sim.Time) {
	for i := range containers {
		started[i] = unknown
	}
	for progress := true; progress; {
		progress = false
		for i := range containers {
			if started[i] == unknown && allKnown(containers[i].DependsOn, started) {
				started[i] = mayStart(containers, delays, started, i, pulled).Add(delays[i].Start)
				progress = true
			}
		}
	}
	for i := range containers {
		if started[i] == unknown {
			started[i] = sim.Never
		}
	}
}

func allKnown(on []sim.Dependency, started []sim.Time) bool {
	for _, dependency := range on {
		if started[dependency.Container] == unknown {
			return false
		}
	}
	return true
}

// mayStart is when the last condition of container i has come true.
func mayStart(containers []sim.Container, delays []Delays, started []sim.Time, i int, pulled sim.Time) sim.Time {
	at := pulled
	for _, on := range containers[i].DependsOn {
		at = max(at, comesTrue(containers, delays, started, on))
	}
	return at
}

// comesTrue is when a condition is met, sim.Never if it isn't (API page ContainerDependency; ECS agent,
// agent/engine/dependencygraph/graph.go). What has come true stays so: a container that has ended has started, and
// HEALTHY is looked at during start-up only. One without a health check doesn't become healthy.
func comesTrue(containers []sim.Container, delays []Delays, started []sim.Time, on sim.Dependency) sim.Time {
	c, d, at := &containers[on.Container], &delays[on.Container], started[on.Container]
	switch on.Condition {
	case sim.DependsOnStart:
		return at
	case sim.DependsOnComplete:
		return end(c, d, at)
	case sim.DependsOnSuccess:
		if d.EndCode != 0 {
			return sim.Never
		}
		return end(c, d, at)
	case sim.DependsOnHealthy:
		return healthy(c, d, at)
	}
	panic("a dependency with an unknown condition")
}

// firstFailure is the first thing that goes wrong when containers start at these instants; the limit at the latest.
func firstFailure(containers []sim.Container, delays []Delays, started []sim.Time, limit sim.Time) Outcome {
	out := Outcome{At: limit, Cause: LimitReached, Container: -1, Waiting: -1}
	for i := range containers {
		c := &containers[i]
		if c.Essential {
			out.orSooner(Outcome{end(c, &delays[i], started[i]), EssentialEnded, i, -1})
		}
		for _, on := range c.DependsOn {
			at, cause := breaks(containers, delays, started, on)
			out.orSooner(Outcome{at, cause, on.Container, i})
		}
	}
	return out
}

// orSooner replaces the outcome by another one that happens and comes before it.
func (o *Outcome) orSooner(other Outcome) {
	if other.At < sim.Never && (other.At < o.At || other.At == o.At && other.Cause < o.Cause) {
		*o = other
	}
}

// breaks is when the container that has this dependency is given up, and its task with it; sim.Never if it isn't.
//
// SUCCESS fails as soon as the container has ended with another exit code than 0 (graph.go). The startTimeout of the
// container that is waited for counts from its start (API page ContainerDefinition, which stops the task; graph.go, where
// 0 is none), so that START always comes true in time. So does a condition that comes true at the last instant.
//
// The page wins where graph.go differs: it has no timeout any more for a container that has ended, and it has one also
// for a condition that is true already, when another one keeps the container waiting. Assumed: the task fails whichever
// container was waiting, as on the page; the agent gives up the waiting container, and the task only if that is essential.
func breaks(containers []sim.Container, delays []Delays, started []sim.Time, on sim.Dependency) (sim.Time, Cause) {
	c, d, at := &containers[on.Container], &delays[on.Container], started[on.Container]
	failed, deadline := sim.Never, sim.Never
	if on.Condition == sim.DependsOnSuccess && d.EndCode != 0 {
		failed = end(c, d, at)
	}
	if c.StartTimeout != nil && *c.StartTimeout > 0 {
		deadline = at.Add(*c.StartTimeout)
	}
	switch {
	case failed <= deadline:
		return failed, DependencyFailed
	case comesTrue(containers, delays, started, on) <= deadline:
		return sim.Never, None
	}
	return deadline, DependencyTimedOut
}
