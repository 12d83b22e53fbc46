package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// pass goes back from a pass that did something to the latest thing that it may have been waiting for: an API call that
// has become visible, or a task that got healthy or failed since the pass before; otherwise one that STOPPED.
func (w *walker) pass(id sim.ServiceID) node {
	s := &w.services[id]
	window := w.at.Add(-w.scenario.Scheduler.PassInterval)
	n := node{service: id, task: sim.NoTask}
	if seen, call, ok := w.call(s, window); ok {
		w.link(seen, HoldPass, n)
		w.bound = 0
		w.link(call, HoldAPI, n)
		n.kind = atCall
		return n
	}
	var best *taskRef
	kind := atFallback
	for _, c := range []struct {
		list []taskRef
		kind nodeKind
	}{{s.failed, atFailed}, {s.lost, atLost}, {s.healthy, atHealthy}} {
		if r := latest(c.list, window, w.at); r != nil && (best == nil || r.at > best.at) {
			best, kind = r, c.kind
		}
	}
	if best == nil {
		best, kind = latest(s.stopped, window, w.at), atGone
	}
	if best == nil {
		return w.fallback(id)
	}
	return w.after(best, kind)
}

// call is the latest API call that has become visible since an instant, and when it has.
func (w *walker) call(s *serviceTrace, since sim.Time) (seen, made sim.Time, ok bool) {
	for _, made = range slices.Backward(s.calls) {
		seen = made.Add(w.scenario.Scheduler.APILag)
		if seen > w.at {
			continue
		}
		return seen, made, seen > since
	}
	return 0, 0, false
}

// pendingCall is the latest API call before the walker's instant that pass p, the latest one to tell something, can't
// have seen yet.
func (w *walker) pendingCall(s *serviceTrace, p *Step) (seen, made sim.Time, ok bool) {
	for _, made = range slices.Backward(s.calls) {
		seen = made.Add(w.scenario.Scheduler.APILag)
		if made < w.at {
			return min(seen, w.at), made, p == nil || seen > p.At
		}
	}
	return 0, 0, false
}

// open goes back from an instant at which nothing was decided: to the beginning of what was under way, a task of the
// newest deployment if there is one, else of any; or to the pass that found that nothing can be done.
func (w *walker) open(id sim.ServiceID) node {
	s := &w.services[id]
	p := s.passBefore(w.at)
	if p == nil {
		return w.fallback(id)
	}
	const waits = sim.BlockedByBackoff | sim.BlockedByLaunchRate | sim.BlockedByFargateRate | sim.BlockedByBake
	if p.Facts.Blocked&waits != 0 {
		return w.fallback(id)
	}
	w.facts = p.Facts
	defer func() { w.facts = sim.PassFacts{} }()
	if n, ok := w.underWay(id); ok {
		return n
	}
	return w.fallback(id)
}

// underWay is the task that has been on its way longest.
func (w *walker) underWay(id sim.ServiceID) (n node, ok bool) {
	s := &w.services[id]
	oldest := sim.Never
	for i := range s.tasks {
		k := &s.tasks[i]
		began := k.created()
		switch {
		case began >= w.at || k.since[sim.Stopped] <= w.at:
			continue
		case k.endedAt <= w.at:
			began = k.endedAt // it is stopping
		case k.isHealthy(w.at):
			continue
		}
		if began < oldest {
			oldest, n, ok = began, node{atFallback, id, sim.TaskNumber(i)}, true
		}
	}
	if !ok {
		return n, false
	}
	k := w.of(n)
	switch {
	case k.endedAt <= w.at:
		n.kind = atGone
	case k.since[sim.Running] <= w.at:
		w.checks(n, w.expected(k))
		n.kind = atRunning
	default:
		n = w.partial(n)
	}
	return n, true
}

// partial goes back to the start of a task that hasn't got RUNNING.
func (w *walker) partial(n node) node {
	k := w.of(n)
	for _, part := range []struct {
		state sim.TaskState
		hold  Hold
	}{{sim.Activating, HoldStart}, {sim.Pending, HoldHost}, {sim.Provisioning, HoldProvision}} {
		if k.since[part.state] <= w.at {
			w.link(k.since[part.state], part.hold, n)
		}
	}
	n.kind = atStart
	return n
}

// expected is the source of health that a task's first verdict is to come from.
func (w *walker) expected(k *taskTrace) healthSource {
	if len(w.scenario.Services[w.path.Service].LoadBalancers) > 0 {
		return byTarget
	}
	for i := range w.scenario.TaskDefinitions[k.definition].Containers {
		if c := &w.scenario.TaskDefinitions[k.definition].Containers[i]; c.Essential && c.HealthCheck != nil {
			return byContainer
		}
	}
	return byTime
}

// created is when the task came to be.
func (k *taskTrace) created() sim.Time { return min(k.since[sim.Provisioning], k.since[sim.Running]) }

// isHealthy says whether the task counted as healthy at an instant.
func (k *taskTrace) isHealthy(at sim.Time) bool {
	health := sim.HealthUnknown
	for i := range k.turns {
		if k.turns[i].at <= at {
			health = k.turns[i].health
		}
	}
	return health == sim.Healthy
}
