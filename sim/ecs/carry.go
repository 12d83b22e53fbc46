package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/event"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/rollout"
)

// work is what a pass did, for its events and for the decision when to try again.
type work struct {
	deployments []sim.DeploymentID // by rollout's numbering: the ACTIVE ones, then the PRIMARY one
	started     []sim.TaskNumber
	stopped     []sim.TaskNumber // of RUNNING tasks
	unhealthy   []fleet.TaskID   // those of the stopped that had failed a check
	pending     int              // tasks stopped before they were RUNNING
	replaced    int              // started tasks that stand in for unhealthy ones
	unplaced    int              // tasks that the plan wanted to start and that weren't
	refused     bool             // by the cluster: no container instance had room
	refusal     sim.Refusal
	throttled   bool // by the back-off
	limited     bool // by the launch rate
}

// reset empties k and keeps its memory.
func (k *work) reset() {
	*k = work{
		deployments: k.deployments[:0], started: k.started[:0], stopped: k.stopped[:0], unhealthy: k.unhealthy[:0],
	}
}

// acted says whether anything changed.
func (k *work) acted() bool { return len(k.started)+len(k.stopped)+k.pending > 0 }

// carryOut does what the plan says: all stops, then the starts as far as there is capacity.
func (w *World) carryOut(s *service) {
	k := &w.work
	k.reset()
	k.deployments = append(append(k.deployments, w.active(s)...), s.primary)
	for i, kept := range w.plan.Kept {
		s.deployments[k.deployments[i]].kept = kept
	}
	for _, stop := range w.plan.Stops {
		w.stopSome(s, stop)
	}
	left := w.launchable(s)
	for _, start := range w.plan.Starts {
		if start.N > left {
			k.unplaced += start.N - left
			k.limited, start.N = true, left
		}
		w.startSome(s, start)
		left -= start.N
	}
	w.launched(s, len(k.started))
	w.tellWork(s)
	w.backOff(s)
}

// stopSome stops so many tasks of some classes of one deployment, by the placement's stop choice.
func (w *World) stopSome(s *service, stop rollout.Stop) {
	d := &s.deployments[w.work.deployments[stop.Deployment]]
	w.stops.Begin(w.fleet, &s.spread, placement.Tie{
		Lowest: w.scenario.Scheduler.LowestTies, Draws: w.draws, Entity: s.entity, Purpose: draw.StopTie,
	})
	for _, id := range d.tasks {
		if t := &w.tasks[id]; t.class&stop.Of != 0 {
			w.stops.Add(id, t.instance)
		}
	}
	for range stop.N {
		id, ok := w.stops.Next()
		if !ok {
			panic("a plan stops more tasks than there are")
		}
		w.stopOne(&w.tasks[id])
	}
}

func (w *World) stopOne(t *task) {
	reason, k := sim.StoppedByScaling, &w.work
	if t.class&(rollout.Unhealthy|rollout.Sheltered) != 0 {
		reason = w.failedCheck(t)
		k.unhealthy = append(k.unhealthy, t.id)
	}
	if t.state == sim.Running {
		k.stopped = append(k.stopped, t.number)
	} else {
		k.pending++
	}
	w.stop(t, reason)
}

// startSome places so many tasks of one deployment, until no container instance has room.
func (w *World) startSome(s *service, start rollout.Start) {
	id, k := w.work.deployments[start.Deployment], &w.work
	if start.N == 0 {
		return
	}
	if w.Now() < s.retryAt && s.retryAt != sim.Never {
		k.throttled = true
		k.unplaced += start.N
		return
	}
	definition := s.deployments[id].definition
	w.beginPlacing(s, definition)
	for n := range start.N {
		i, refusal, ok := w.places.Next()
		if !ok {
			k.refused, k.refusal = true, refusal
			k.unplaced += start.N - n
			w.tellRefusal(s, id, start.N-n, refusal)
			return
		}
		t := w.launch(s, id, i)
		k.started = append(k.started, t.number)
		if n < start.Replacements {
			k.replaced++
		}
	}
}

// beginPlacing looks for instances with room for tasks of a revision.
func (w *World) beginPlacing(s *service, definition sim.TaskDefinitionID) {
	w.places.Begin(w.fleet, w.scenario.TaskDefinitions[definition].Reservation, &s.spread, placement.Tie{
		Lowest: w.scenario.Scheduler.LowestTies, Draws: w.draws,
		Entity: w.revisionEntity(s, definition), Purpose: draw.PlaceTie,
	})
}

// backOff decides when to try again after a pass that could not place. A refusal is a failed attempt when the pass
// placed nothing and no task of the service is on its way (assumed; AWS counts tasks that never reach RUNNING, D26
// service-throttle-logic, and lists "no resources" among the causes). Otherwise the next change of anything is soon
// enough.
func (w *World) backOff(s *service) {
	k := &w.work
	switch {
	case len(k.started) > 0:
		s.failures = 0
		w.setRetry(s, sim.Never)
	case k.refused && w.inFlight(s) == 0:
		s.failures++
		pause := w.scenario.Scheduler.Backoff.Pause(s.failures)
		w.setRetry(s, w.grid(s, w.Now().Add(max(pause, sim.Millisecond))))
		if s.failures == w.scenario.Scheduler.Backoff.Free+1 {
			w.tellEvent(s, sim.EventStartsImpaired, sim.NoDeployment, sim.NoTargetGroup, 0, nil)
		}
	}
	starved := k.refused || k.throttled
	if starved != s.starved {
		s.starved = starved
		if starved {
			w.starving++
		} else {
			w.starving--
		}
	}
}

// inFlight is the number of tasks of the service that are starting or await their first verdict.
func (w *World) inFlight(s *service) int {
	n := 0
	for i := range s.deployments {
		n += s.deployments[i].counts.Pending + s.deployments[i].counts.Waiting
	}
	return n
}

// setRetry fixes the next attempt to place; sim.Never: none. On a cluster where nothing changes the attempt is known to
// fail, so it doesn't keep the run going until room comes up.
func (w *World) setRetry(s *service, at sim.Time) {
	if s.retryIsLive {
		s.retryIsLive = false
		w.live--
	}
	s.retryAt = at
	if at != sim.Never {
		w.queue.Push(event.Event{At: at, Phase: phasePass, Kind: eventRetry, Entity: uint32(s.id)})
	}
}

// retry is the end of a back-off.
func (w *World) retry(s *service) {
	if s.retryAt != w.Now() {
		return // superseded
	}
	w.setRetry(s, sim.Never)
	if s.lastPass != w.Now() {
		w.pass(s)
	}
}

// roomCame says that the control plane has resources back: services that found no room may find some.
func (w *World) roomCame() {
	if w.starving == 0 {
		return
	}
	for i := range w.services {
		s := &w.services[i]
		switch {
		case !s.starved:
		case s.retryAt == sim.Never:
			w.dirty(s)
		case !s.retryIsLive:
			s.retryIsLive = true
			w.live++
		}
	}
}
