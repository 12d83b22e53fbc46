package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/health"
)

// strike decides whether the faults of its revision strike a task: at its creation, and when they change.
func (w *World) strike(t *task) {
	f := w.faults[t.definition]
	t.faults = nil
	if f.Strikes(t.ordinal, w.draws.Uint32(t.entity, draw.Fault, 0)) {
		t.faults = f
	}
}

// startFailure is what faults keep the task from becoming RUNNING, if any do; pullFails says whether its images come.
func (t *task) startFailure(pullFails bool) sim.Failure {
	switch {
	case t.faults == nil:
		return sim.NoFailure
	case pullFails:
		return sim.FailedPull
	case t.faults.NeverStarts:
		return sim.FailedStart
	}
	return sim.NoFailure
}

// fall ends a task that nobody told to stop. Its desired status becomes STOPPED as that of any other stopping task; the
// container that failed has ended already, and the others get SIGTERM. Targets are deregistered, but nothing waits for
// them to drain (assumed).
func (w *World) fall(t *task, failure sim.Failure) {
	t.failure = failure
	w.leave(t)
	w.lose(t)
	var span sim.Span
	if t.composed() {
		span, t.killed = w.stopParts(t)
	}
	if t.state == sim.Running {
		w.edge(t, sim.Deactivating)
		w.depart(t)
	}
	w.edge(t, sim.Stopping)
	w.fleet.Stopping(t.instance, 1)
	w.later(t, span)
	w.dirty(&w.services[t.service])
}

// lose has the scheduler miss a task, which it didn't stop itself, some time later (observed: 19 and 31 s from a StopTask and
// a crash to the replacement, 41 and 30 s from failed starts to the next ones, the wait for the pass included).
func (w *World) lose(t *task) {
	t.ran, t.unseen = t.state == sim.Running, true
	w.deployment(t).counts.Unseen++
	if w.scenario.Scheduler.LossLag == 0 {
		w.missed(t)
		return
	}
	w.push(w.Now().Add(w.scenario.Scheduler.LossLag), phaseHealth, eventMissed, uint32(t.id), 0)
}

// missed is the moment from which on the scheduler's passes see that the task is gone.
func (w *World) missed(t *task) {
	t.unseen = false
	w.deployment(t).counts.Unseen--
	if t.failure != sim.NoFailure {
		w.seeFailure(t)
	}
	w.dirty(&w.services[t.service])
}

// changeFaults gives a revision other faults, for tasks to come and for those that exist: of the RUNNING ones a health
// fault that is gone ends now, and a new one's delay counts from now. Those whose containers are starting go on to
// start, or not to, as they have begun.
func (w *World) changeFaults(c *sim.ChangeFaults) {
	w.faults[c.Definition] = &c.To
	for i := range w.services {
		s := &w.services[i]
		for _, d := range s.living {
			if s.deployments[d].definition != c.Definition {
				continue
			}
			for _, id := range s.deployments[d].tasks {
				if t := &w.tasks[id]; !t.told {
					w.strikeAgain(t)
				}
			}
		}
	}
}

// strikeAgain has the changed faults of its revision strike a task, or not any more.
func (w *World) strikeAgain(t *task) {
	w.strike(t)
	if t.state != sim.Running {
		return
	}
	detailOf(t).faultsSince = w.Now()
	for i := range w.answering(t) {
		if old, up := *w.upOf(t, i), w.answersFromNow(t, i); up != old {
			w.changeAnswers(t, i, up, false)
		}
	}
	w.nextEnd(t)
	w.dirty(&w.services[t.service])
}

// answers is when a container of the task answers its health checks, from its start on.
func (w *World) answers(t *task, i int) health.Up {
	started, ready, ends := t.runningAt, w.draw(t, draw.Ready, w.definition(t).Timing.Ready), sim.Forever
	if t.composed() {
		d := w.delays(t)[i]
		started, ready, ends = t.detail.started[i], d.Ready, d.Ends
	}
	up := health.Up{From: started.Add(ready), Until: started.Add(ends)}
	if f := t.faults; f != nil && i == w.struck(t) {
		if f.NeverReady {
			up.From = sim.Never
		}
		if f.UnhealthyAfter != nil {
			up.Until = min(up.Until, t.faultsFrom().Add(w.draws.Delay(t.entity, draw.FaultDelay, 1, *f.UnhealthyAfter)))
		}
	}
	return up
}

// beginAnswers fixes when the containers of a task that has become RUNNING answer.
func (w *World) beginAnswers(t *task) {
	for i := range w.answering(t) {
		*w.upOf(t, i) = w.answers(t, i)
	}
}

// answering is how many containers of the task answer for themselves.
func (w *World) answering(t *task) int {
	if t.composed() {
		return len(t.detail.up)
	}
	return 1
}

// answersFromNow is the same for a container whose task's faults have just changed.
func (w *World) answersFromNow(t *task, i int) health.Up {
	old, up := *w.upOf(t, i), w.answers(t, i)
	if up.From <= w.Now() && (w.Now() < old.From || w.Now() >= old.Until) {
		up.From = w.Now() // what kept it from answering is gone
	}
	return up
}

// upOf is when a container of the task answers.
func (w *World) upOf(t *task, i int) *health.Up {
	if t.composed() {
		return &t.detail.up[i]
	}
	return &t.up
}
