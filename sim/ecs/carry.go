package ecs

import (
	"math"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/fleet"
	"github.com/ecssim/ecssim/sim/placement"
	"github.com/ecssim/ecssim/sim/rollout"
)

// work is what a pass did, for its events and for the decision when to try again.
type work struct {
	slots     []slot // by rollout's numbering
	started   []sim.TaskNumber
	startedOn []sim.InstanceID
	stoppedOn []sim.InstanceID // of stopped
	stopped   []sim.TaskNumber // of RUNNING tasks
	unhealthy []fleet.TaskID   // those of the stopped that had failed a check
	pending   int              // tasks stopped before they were RUNNING
	replaced  int              // started tasks that stand in for unhealthy ones
	unplaced  int              // tasks that the plan wanted to start and that weren't
	refused   bool             // by the cluster: no container instance had room
	refusal   sim.Refusal
	hopeless  bool      // a deployment that was refused a place has no task under way either
	blamed    bool      // likewise, and it is the PRIMARY one
	throttled bool      // by the back-off
	limited   sim.Block // by which launch rate; 0: by none
	grew      bool      // a share of a raised desired count was in the plan; the next one is without it
}

// reset empties k and keeps its memory.
func (k *work) reset() {
	*k = work{
		slots: k.slots[:0], started: k.started[:0], startedOn: k.startedOn[:0], stoppedOn: k.stoppedOn[:0], stopped: k.stopped[:0], unhealthy: k.unhealthy[:0],
	}
}

// acted says whether anything changed.
func (k *work) acted() bool { return len(k.started)+len(k.stopped)+k.pending > 0 }

// carryOut does what the plan says: all stops, then the starts as far as there is capacity.
func (w *World) carryOut(s *service) {
	k := &w.work
	k.reset()
	k.slots = append(k.slots, w.slots...)
	for i, kept := range w.plan.Kept {
		d := &s.deployments[k.slots[i].deployment]
		if k.slots[i].displaced {
			continue
		}
		k.grew = k.grew || d.grow > 0
		d.kept, d.grow = kept, 0
	}
	w.stopDaemons(s)
	for _, stop := range w.plan.Stops {
		w.stopSome(s, stop)
	}
	if !s.starved {
		s.lacks = sim.Resources{CPU: math.MaxInt64, Memory: math.MaxInt64, GPU: math.MaxInt64, ENI: math.MaxInt64}
	}
	w.giveRoom(s)
	left, by := w.launchable(s)
	for _, start := range w.plan.Starts {
		if start.N > left && !w.isThrottled(s) {
			k.unplaced += start.N - left
			start.Replacements = max(start.Replacements-(start.N-left), 0)
			k.limited, start.N = by, left
		}
		w.startSome(s, start)
		left -= start.N
	}
	w.launched(s, len(k.started))
	if k.refused || k.throttled { // what stopped the starts first is what holds them
		k.limited = 0
	}
	w.tellWork(s)
	w.backOff(s)
}

// stopSome stops so many tasks of some classes of one deployment, by the placement's stop choice.
func (w *World) stopSome(s *service, stop rollout.Stop) {
	from := w.work.slots[stop.Deployment]
	d := &s.deployments[from.deployment]
	w.stops.Begin(w.fleet, w.policyOf(s, d.definition).Policy, &s.spread, placement.Tie{
		Lowest: w.scenario.Scheduler.LowestTies, Hosts: w.hosts, Draws: w.draws, Entity: s.entity, Purpose: draw.StopTie, Clocks: &s.stopTies,
		Random: draw.RandomStop, Drawn: s.stopsDrawn,
	})
	s.stopsDrawn += uint64(stop.N)
	for _, id := range d.tasks {
		if t := &w.tasks[id]; t.class&stop.Of != 0 && t.displaced == from.displaced && !t.isGuarded() {
			w.stops.Add(id, t.instance)
		}
	}
	for range stop.N {
		id, ok := w.stops.Next()
		if !ok {
			panic("a plan stops more tasks than there are")
		}
		t := &w.tasks[id]
		w.stopOne(s, t)
		if t.madeWay = stop.MakesWay; t.madeWay {
			d.counts.MadeWay++
		}
	}
}

// stopOne stops a task. Its failed check is the reason if the scheduler counts it, and for a surplus of replacements
// even inside the grace period; other tasks go because their number has to change.
func (w *World) stopOne(s *service, t *task) {
	reason, k := sim.StoppedByScaling, &w.work
	if t.class == rollout.Unhealthy || t.class == rollout.Sheltered && t.deployment == s.primary {
		reason = w.failedCheck(t)
		k.unhealthy = append(k.unhealthy, t.id)
	}
	if t.state == sim.Running {
		k.stopped, k.stoppedOn = append(k.stopped, t.number), append(k.stoppedOn, t.instance)
	} else {
		k.pending++
	}
	w.stop(t, reason)
}

// startSome places so many tasks of one deployment, until no container instance has room.
func (w *World) startSome(s *service, start rollout.Start) {
	id, k := w.work.slots[start.Deployment].deployment, &w.work
	if start.N == 0 {
		return
	}
	if w.isThrottled(s) {
		k.throttled = true
		k.unplaced += start.N
		return
	}
	definition := s.deployments[id].definition
	moving := s.rebalance.extra > 0 && id == s.primary
	policy := w.policyOf(s, definition).Policy
	if moving {
		policy = w.emptier(s, definition)
	}
	w.beginPlacing(s, definition, policy)
	want := w.scenario.TaskDefinitions[definition].Claim()
	for n := range start.N {
		i, refusal, ok := w.places.Next()
		if !ok && moving {
			w.giveUpMoving(s, start.N-n)
			return
		}
		if !ok {
			k.refused, k.refusal = true, refusal
			s.lacks = least(s.lacks, want.Resources)
			k.unplaced += start.N - n
			if c := &s.deployments[id].counts; c.Pending+c.Waiting == 0 {
				k.hopeless, k.blamed = true, k.blamed || id == s.primary
			}
			w.tellRefusal(s, id, start.N-n, refusal)
			w.makeWay(s, start.Deployment)
			return
		}
		t := w.launch(s, id, i)
		k.started, k.startedOn = append(k.started, t.number), append(k.startedOn, i)
		if n >= start.N-start.Replacements {
			k.replaced++
			s.deployments[id].replaced++
		}
	}
}

// makeWay stops one unhealthy task of a deployment that found no room for its replacement, if nothing else is under way
// that could change that: with room on the cluster the replacement comes first (API page maximumPercent: as long as
// there are resources); that it is the other way round without is assumed.
func (w *World) makeWay(s *service, deployment int) {
	d := &s.deployments[w.work.slots[deployment].deployment]
	if w.scenario.Rules.ReplacementFirst && len(w.work.started) == 0 && w.inFlight(s) == 0 && d.counts.Unhealthy > 0 {
		w.stopSome(s, rollout.Stop{Deployment: deployment, Of: rollout.Unhealthy, N: 1, MakesWay: true})
	}
}

// beginPlacing looks for instances with room for tasks of a revision.
func (w *World) beginPlacing(s *service, definition sim.TaskDefinitionID, policy *placement.Policy) {
	w.places.Begin(w.fleet, policy, w.scenario.TaskDefinitions[definition].Claim(), &s.spread, placement.Tie{
		Lowest: w.scenario.Scheduler.LowestTies, Hosts: w.hosts, Draws: w.draws,
		Entity: s.entity, Purpose: draw.PlaceTie, Clocks: &s.placeTies,
		Random: draw.RandomPlace, Drawn: uint64(s.tasks),
	})
}
