package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
)

// backOff decides when to try again after a pass that could not place. A refusal is a failed attempt when the pass
// placed nothing and no task of that deployment is on its way (assumed; AWS counts tasks that never reach RUNNING, D26
// service-throttle-logic, and lists "no resources" among the causes). Otherwise the next change of anything is soon
// enough.
func (w *World) backOff(s *service) {
	k := &w.work
	if !k.refused && !k.throttled && s.retryAt != sim.Never {
		w.setRetry(s, sim.Never, false) // nothing is waiting for it any more
	}
	if k.hopeless && !k.acted() {
		w.fail(s, w.isWatched(s)) // each further refusal brings the breaker nearer
		if k.blamed && s.failures > w.scenario.Scheduler.Backoff.Free {
			w.blameRefusal(s)
		}
	}
	starved := k.refused || s.starved && k.throttled
	if starved != s.starved {
		s.starved = starved
		if starved {
			w.starving++
		} else {
			w.starving--
		}
	}
}

// isThrottled says whether the service starts no tasks yet, since starts have failed.
func (w *World) isThrottled(s *service) bool {
	return w.Now() < s.retryAt && s.retryAt != sim.Never
}

// fail counts a failed attempt to start tasks and fixes the next one: the pauses grow (D26 service-throttle-logic). An
// attempt after a refusal is known to fail again as long as no room comes up, so it doesn't keep the run going; one that
// might go otherwise does.
func (w *World) fail(s *service, mayDiffer bool) {
	s.failures++
	w.waiveDaemons(s)
	pause := w.scenario.Scheduler.Backoff.Pause(s.failures)
	w.setRetry(s, w.grid(s, w.Now().Add(max(pause, sim.Millisecond))), mayDiffer)
	if w.isNews(s, &s.impaired, s.failures > w.scenario.Scheduler.Backoff.Free) {
		w.tellEvent(s, sim.EventStartsImpaired, sim.NoDeployment, sim.NoTargetGroup, 0, nil)
	}
}

// noteUnstarted takes notice of a task that ended before it was RUNNING. All tasks that a pass started are one attempt,
// however many of them fail and when (assumed): the first that fails counts. Those that were started before a new
// deployment, or before starts worked again, don't count any more.
func (w *World) noteUnstarted(t *task) {
	s := &w.services[t.service]
	if s.unstartedTask.Event == 0 {
		s.unstartedTask = *w.taskRecord(sim.KindEvent, t)
		s.unstartedTask.Event, s.unstartedTask.Failure, s.unstartedTask.Text = sim.EventUnstarted, t.failure, t.text()
	}
	if s.attempt == sim.Never || t.launchedAt > s.attempt {
		s.attempt, s.attemptFailed = t.launchedAt, true
	}
}

// watchStarts is the pass's look at tasks that could not be started since the last one.
func (w *World) watchStarts(s *service) {
	if s.unstartedTask.Event != 0 {
		w.tellUnstarted(s)
		s.unstartedTask.Event = 0
	}
	if s.attemptFailed {
		s.attemptFailed = false
		w.fail(s, true)
	}
}

// endThrottle lets the next pass start tasks, whatever has failed before.
func (w *World) endThrottle(s *service) {
	s.failures, s.attempt, s.attemptFailed = 0, w.Now()-1, false // what this pass starts counts
	s.unstarted, s.impaired = notice{}, notice{}
	w.setRetry(s, sim.Never, false)
}

// inFlight is the number of tasks of the service that are starting or await their first verdict.
func (w *World) inFlight(s *service) int {
	n := 0
	for _, id := range s.living {
		d := &s.deployments[id]
		n += d.counts.Pending + d.counts.Waiting + d.displaced.Pending + d.displaced.Waiting
	}
	return n
}

// setRetry fixes the next attempt to start tasks; sim.Never: none. A live one keeps the run going.
func (w *World) setRetry(s *service, at sim.Time, live bool) {
	if s.retryIsLive {
		w.live--
	}
	s.retryAt, s.retryIsLive = at, live
	if live {
		w.live++
	}
	if at != sim.Never {
		w.queue.Push(event.Event{At: at, Phase: phasePass, Kind: eventRetry, Entity: uint32(s.id)})
	}
}

// retry is the end of a back-off.
func (w *World) retry(s *service) {
	if s.retryAt != w.Now() {
		return // superseded
	}
	w.setRetry(s, sim.Never, false)
	if s.lastPass != w.Now() {
		w.dirty(s) // in its turn among the passes of this moment
	}
}

// roomCame says that the control plane has resources back on instance i: daemons keep theirs, and services that found no
// room may find some.
func (w *World) roomCame(i sim.InstanceID) {
	for _, id := range w.daemons {
		w.claimRoom(&w.services[id], i)
	}
	if w.starving == 0 {
		return
	}
	for k := range w.services {
		s := &w.services[k]
		if s.starved && w.fleet.Free[i].Fits(s.lacks) {
			w.mayPlace(s)
		}
	}
}

// capacityCame says that instance i takes tasks now that took none: a service that paused after refusals tries at its next
// pass (assumed: what ends the pause isn't documented, and of a whole instance ECS knows).
func (w *World) capacityCame(i sim.InstanceID) {
	w.roomCame(i)
	for k := range w.services {
		if s := &w.services[k]; w.starving > 0 && s.starved && s.retryAt != sim.Never {
			w.setRetry(s, sim.Never, false)
			w.dirty(s)
		}
	}
}

// mayPlace says that a service which found no place may find one now: at its next attempt.
func (w *World) mayPlace(s *service) {
	if s.retryAt == sim.Never {
		w.dirty(s)
	} else if !s.retryIsLive {
		s.retryIsLive = true
		w.live++
	}
}

// least is the smaller of what two refused tasks want, resource by resource.
func least(a, b sim.Resources) sim.Resources {
	return sim.Resources{CPU: min(a.CPU, b.CPU), Memory: min(a.Memory, b.Memory), GPU: min(a.GPU, b.GPU), ENI: min(a.ENI, b.ENI)}
}
