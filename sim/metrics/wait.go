package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// HostWaits are the waits of tasks in PENDING, placed, until their container instance let them in, that no window of a
// rollout holds: as far as they came after the beginning of what they are told with.
type HostWaits struct {
	Tasks int32    // how many waited
	Most  sim.Span // the longest of their waits
	Sum   int64    // of all of them, in task-milliseconds
	// Agents are waits of tasks, to be started or stopped, for disconnected agents, which come on top.
	Agents AgentWaits
}

func (h *HostWaits) add(from, to sim.Time) {
	if span := to.Sub(from); span > 0 {
		h.Tasks++
		h.Most = max(h.Most, span)
		h.Sum += int64(span)
	}
}

// pend is a task in PENDING.
type pend struct {
	task  sim.TaskNumber
	since sim.Time
}

// pends notes that a task has come into PENDING, or left it, and counts it if it had to wait there for its host.
func (s *service) pends(r *sim.Record, from sim.TaskState) {
	if r.To == sim.Pending {
		s.waits = append(s.waits, pend{r.Task, r.At})
	}
	if from != sim.Pending {
		return
	}
	if r.Failure.IsOfHost() { // which leaves nobody there to wait for
		s.waits = slices.DeleteFunc(s.waits, func(p pend) bool { return p.task == r.Task })
		return
	}
	s.pended(r.Task, r.At)
}

// pended counts a task that has waited in PENDING until now, and waits no longer, or for something else.
func (s *service) pended(task sim.TaskNumber, at sim.Time) {
	for i, p := range slices.Backward(s.waits) {
		if p.task != task {
			continue
		}
		at = s.untilHeld(task, at)
		if s.open != sim.NoDeployment {
			s.Deployments[s.open].waited(p.since, at)
		}
		s.waited(p.since, at)
		s.waits = slices.Delete(s.waits, i, i+1)
		return
	}
}

// untilHeld is an instant, or when a task that waits in PENDING began to wait for an agent, if that was before.
func (s *service) untilHeld(task sim.TaskNumber, at sim.Time) sim.Time {
	for i := range s.held {
		if h := &s.held[i]; h.task == task && !h.stops {
			at = min(at, h.since)
		}
	}
	return at
}

// pendAgain has tasks wait for their instance again, which hears from its agent.
func (s *service) pendAgain(on sim.InstanceID, at sim.Time) {
	for n := range s.tasks {
		if t := &s.tasks[n]; t.instance == on && t.state == sim.Pending {
			s.waits = append(s.waits, pend{sim.TaskNumber(n), at})
		}
	}
}

// stillWaiting counts the tasks that are in PENDING when a window ends.
func (s *service) stillWaiting(d *Deployment, at sim.Time) {
	for _, p := range s.waits {
		d.waited(p.since, s.untilHeld(p.task, at))
	}
}

// waited counts a task that was in PENDING for a time, as far as that is in the window.
func (d *Deployment) waited(from, to sim.Time) {
	if span := to.Sub(max(from, d.Created)); span > 0 {
		d.HostWaiters++
		d.HostWaitMost = max(d.HostWaitMost, span)
	}
}

// waited counts a task that was in PENDING for a time while no deployment is rolled out: for the scaling or the
// disturbance under way that began last, else for the deployment that the service is at rest with.
func (s *service) waited(from, to sim.Time) {
	if of, begun := s.resting(); of != nil {
		of.add(max(from, begun), to)
	}
}

// resting is what counts the waits of tasks that no rollout is under way for, and since when it does; nil: nothing.
func (s *service) resting() (of *HostWaits, begun sim.Time) {
	if s.open != sim.NoDeployment && !s.Deployments[s.open].Initial {
		return nil, 0
	}
	if d := max(s.open, s.later); d != sim.NoDeployment {
		of = &s.Deployments[d].Later.Waits
		if d == s.later {
			begun = s.Deployments[d].Ended
		}
	}
	if g := s.scaling(); g != nil && g.At >= begun {
		of, begun = &g.Waits, g.At
	}
	for k := range s.Disturbances {
		if x := &s.Disturbances[k]; !x.over && x.At >= begun {
			of, begun = &x.Waits, x.At
		}
	}
	return of, begun
}
