package ecs

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/health"
)

// isComposed says whether tasks of a definition have to be looked at container by container.
func isComposed(d *sim.TaskDefinition) bool {
	c := &d.Containers[0]
	return len(d.Containers) > 1 || c.Restart.Enabled || c.Timing != sim.ContainerTiming{}
}

// composed says whether the task is looked at container by container.
func (t *task) composed() bool { return t.detail != nil && len(t.detail.started) > 0 }

// struck is the index of the container that the task's faults strike; -1: it has none.
func (w *World) struck(t *task) int {
	if t.faults == nil {
		return -1
	}
	first := -1
	for i := range w.definition(t).Containers {
		c := &w.definition(t).Containers[i]
		if c.Name == t.faults.Container || t.faults.Container == "" && c.Essential {
			return i
		}
		if first < 0 && c.Essential {
			first = i
		}
	}
	return first
}

// delays fills in what each container of the task takes. A crash counts from RUNNING, so that it isn't known before.
func (w *World) delays(t *task) []containers.Delays {
	d := w.definition(t)
	w.spans = w.spans[:0]
	for i := range d.Containers {
		c := &d.Containers[i]
		one := t.entity.Named(c.Name)
		of := func(own *sim.Delay, p draw.Purpose, whole sim.Delay) sim.Span {
			if own != nil {
				return w.draws.Delay(one, p, 0, *own)
			}
			return w.draw(t, p, whole)
		}
		span := containers.Delays{
			Start: of(c.Timing.Start, draw.Start, d.Timing.Start),
			Ready: of(c.Timing.Ready, draw.Ready, d.Timing.Ready),
			Exit:  of(c.Timing.Exit, draw.Exit, d.Timing.Exit),
			Ends:  of(c.Timing.Ends, draw.Ends, sim.NeverEnding()), EndCode: c.Timing.EndCode,
		}
		if f := t.faults; f != nil && i == w.struck(t) {
			w.spoil(t, f, i, &span)
		}
		w.spans = append(w.spans, span)
	}
	return w.spans
}

// spoil gives a container's delays what its task's faults do to it.
func (w *World) spoil(t *task, f *sim.Faults, i int, span *containers.Delays) {
	if f.NeverReady {
		span.Ready = sim.Forever
	}
	if f.CrashAfter == nil || t.state < sim.Running {
		return
	}
	after := max(t.faultsFrom().Sub(t.detail.started[i]), 0) + w.draws.Delay(t.entity, draw.FaultDelay, 0, *f.CrashAfter)
	if after < span.Ends {
		span.Ends, span.EndCode = after, f.ExitCode
	}
}

// makeParts gives a task whose containers differ what is kept of each, empty.
func (w *World) makeParts(t *task) {
	n, d := len(w.definition(t).Containers), detailOf(t)
	d.started = append(d.started[:0], make([]sim.Time, n)...)
	d.up = append(d.up[:0], make([]health.Up, n)...)
	d.ended = 0
}

// beginParts has the containers of a task run that is up from the beginning; those that end by themselves, and aren't
// essential or restarted, have ended.
func (w *World) beginParts(t *task) {
	w.makeParts(t)
	for i, d := range w.delays(t) {
		c := &w.definition(t).Containers[i]
		if d.Ends < sim.Forever && !c.Essential && !c.Restart.Restarts(d.Ends, d.EndCode) {
			t.detail.ended |= 1 << i
		}
	}
}

// startParts fixes when the containers of a task whose images have arrived start, and queues what comes of it.
func (w *World) startParts(t *task, pulled sim.Time) {
	list := w.definition(t).Containers
	w.makeParts(t)
	limit := w.scenario.Scheduler.ActivationTimeout
	if limit == 0 {
		limit = sim.Forever
	}
	out := containers.Start(list, w.delays(t), pulled, limit, t.detail.started)
	t.starts = sim.NoFailure
	switch out.Cause {
	case containers.None:
	case containers.EssentialEnded:
		t.starts = sim.Crashed
	case containers.DependencyFailed:
		t.starts = sim.FailedDependency
		t.detail.text = fmt.Sprintf("failed to resolve container ordering dependency [%s] for target [%s] as dependency did not exit successfully.",
			list[out.Container].Name, list[out.Waiting].Name)
	case containers.DependencyTimedOut:
		t.starts = sim.FailedDependency
		t.detail.text = fmt.Sprintf("dependency graph: container ordering dependency [%s] for target [%s] has timed out.",
			list[out.Container].Name, list[out.Waiting].Name)
	case containers.LimitReached:
		t.starts = sim.FailedDependency
	}
	if i := w.struck(t); i >= 0 && t.startFailure(false) == sim.FailedStart && t.detail.started[i] <= out.At {
		out.At, t.starts, t.detail.text = t.detail.started[i], sim.FailedStart, t.faults.Reason
		t.detail.started[i] = sim.Never
	}
	w.later(t, min(out.At.Sub(w.Now()), sim.Forever))
}

// stopParts is how long the task's containers take to end from now on, and whether an essential one had to be killed.
func (w *World) stopParts(t *task) (span sim.Span, killed bool) {
	list := w.definition(t).Containers
	w.ends = append(w.ends[:0], make([]sim.Time, len(list))...)
	for i := range list {
		if t.detail.ended>>i&1 != 0 {
			t.detail.started[i] = sim.Never // nothing of it is left to stop
		}
	}
	stop := containers.Stop(list, w.delays(t), t.detail.started, w.Now(), w.ends)
	return min(stop.At.Sub(w.Now()), sim.Forever), stop.Killed
}

// hasStarted says whether a container of the task runs, or has run.
func (w *World) hasStarted(t *task) bool {
	if !t.composed() {
		return w.Now() >= t.containersAt
	}
	for _, at := range t.detail.started {
		if at <= w.Now() {
			return true
		}
	}
	return false
}

// nextEnd queues the next end of a container of a RUNNING task by itself.
func (w *World) nextEnd(t *task) {
	if _, at := w.ending(t); at < sim.Never {
		w.later(t, at.Sub(w.Now()))
	} else {
		w.cancelStep(t)
	}
}

// ending is the container of a RUNNING task that ends next by itself, and when; sim.Never if none does.
func (w *World) ending(t *task) (container int, at sim.Time) {
	if !t.composed() {
		if f := t.faults; f != nil && f.CrashAfter != nil {
			return 0, t.faultsFrom().Add(w.draws.Delay(t.entity, draw.FaultDelay, 0, *f.CrashAfter))
		}
		return 0, sim.Never
	}
	at = sim.Never
	for i, d := range w.delays(t) {
		if end := t.detail.started[i].Add(d.Ends); t.detail.ended>>i&1 == 0 && end < at {
			container, at = i, max(end, w.Now())
		}
	}
	return container, at
}

// endPart is the end of a container of a RUNNING task by itself: it is restarted in place, or is missed by nobody, or
// takes the task with it (API page ContainerDefinition, essential, restartPolicy).
func (w *World) endPart(t *task) {
	i, _ := w.ending(t)
	c := &w.definition(t).Containers[i]
	if t.composed() {
		d := w.delays(t)[i]
		if again, ok := containers.Restart(c, &d, t.detail.started[i]); ok {
			w.restart(t, i, again)
			return
		}
		t.exitCode = int16(d.EndCode)
	} else {
		t.exitCode = int16(t.faults.ExitCode)
	}
	if c.Essential {
		w.fall(t, sim.Crashed)
		return
	}
	t.detail.ended |= 1 << i
	w.nextEnd(t)
}

// restart starts a container again in place. Its health check begins anew; a target group goes on with its checks.
func (w *World) restart(t *task, i int, again containers.Again) {
	w.tellRestart(t, i)
	t.detail.started[i] = again.Started
	w.changeAnswers(t, i, w.answers(t, i), true)
	w.nextEnd(t)
}
