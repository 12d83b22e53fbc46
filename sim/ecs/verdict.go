package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
	"github.com/ecssim/ecssim/sim/event"
	"github.com/ecssim/ecssim/sim/health"
	"github.com/ecssim/ecssim/sim/rollout"
)

// countsAfter is how long a task that nothing checks has to be RUNNING before it counts toward minimumHealthyPercent
// (API page UpdateService, minimumHealthyPercent).
const countsAfter = 40 * sim.Second

// A task's sources of health are its containers with a health check, by their index, and from firstTarget on the
// target groups of its service, by their position in loadBalancers. Essential containers only: the others don't count
// toward a task's health (API page HealthCheck).
const firstTarget = sim.MaxContainers

// A health event's sub-index holds the task's life above its payload: for a verdict, the source above its number.
const (
	payloadBits = 8
	sourceBits  = 4
	lifeMask    = 1<<(32-payloadBits) - 1
)

// isChecked says whether the container's health check is a source of its task's health.
func isChecked(c *sim.Container) bool { return c.Essential && c.HealthCheck != nil }

// hasChecks says whether anything checks tasks like t.
func (w *World) hasChecks(t *task) bool {
	d := w.definition(t)
	for i := range d.Containers {
		if isChecked(&d.Containers[i]) {
			return true
		}
	}
	return w.hasTargets(t)
}

// beginChecks starts the clocks of a task that has become RUNNING. Its targets wait for registration: at the next pass
// (observed on Fargate: 0 to 9 s after RUNNING; 3 to 13 s after the program's first words), or after registerLag.
func (w *World) beginChecks(t *task) {
	d := w.definition(t)
	for i := range d.Containers {
		if isChecked(&d.Containers[i]) {
			w.queueVerdict(t, i, 0)
		}
	}
	if !w.hasChecks(t) {
		w.await(t, w.Now().Add(countsAfter), eventCounts, 0)
	}
	if !w.hasTargets(t) {
		return
	}
	w.services[t.service].registering++
	if lag := w.scenario.Scheduler.RegisterLag; lag != nil {
		w.await(t, w.Now().Add(*lag), eventRegister, 0)
	}
}

// await queues a health event of the task.
func (w *World) await(t *task, at sim.Time, kind uint8, sub uint32) {
	if at < sim.Never {
		t.awaited++
	}
	w.push(at, phaseHealth, kind, uint32(t.id), t.life<<payloadBits|sub)
}

// queueVerdict queues the n-th verdict of one source, if there is such a verdict.
func (w *World) queueVerdict(t *task, source, n int) {
	verdicts := w.verdicts(t, source)
	if n >= verdicts.Len() {
		return
	}
	at := max(verdicts.At(n).At, w.Now())
	if source < firstTarget {
		at = w.reported(t, at)
	}
	w.await(t, at, eventVerdict, uint32(source<<sourceBits|n))
}

// verdicts are all verdicts of one source on the task, computed ahead.
func (w *World) verdicts(t *task, source int) health.Verdicts {
	s := w.seriesOf(t, source)
	return s.checks.Verdicts(s.was, *w.upOf(t, w.containerOf(t, source)))
}

// series is a source's series of checks from some moment on, and what it had said by then.
type series struct {
	checks health.Checks
	was    sim.Health
}

// seriesOf is the series that a source is in: its first, unless something has changed in mid-series.
func (w *World) seriesOf(t *task, source int) series {
	if d := t.detail; d != nil && source < len(d.series) && d.series[source].checks.Interval > 0 {
		return d.series[source]
	}
	if source < firstTarget {
		started := t.runningAt
		if t.composed() {
			started = t.detail.started[source]
		}
		return series{checks: health.OfContainer(w.definition(t).Containers[source].HealthCheck, started)}
	}
	g := &w.scenario.TargetGroups[w.balancers(t)[source-firstTarget].TargetGroup]
	wait := w.draws.Delay(t.entity, draw.RegistrationDelay, uint64(source-firstTarget), g.RegistrationDelay)
	return series{checks: health.OfTarget(g, t.registeredAt.Add(wait), &w.scenario.Rules)}
}

// containerOf is the container whose answers a source looks at: for a target group, the one that serves.
func (w *World) containerOf(t *task, source int) int {
	if source < firstTarget {
		return source
	}
	if !t.composed() {
		return 0
	}
	name := w.balancers(t)[source-firstTarget].ContainerName
	return max(0, slices.IndexFunc(w.definition(t).Containers, func(c sim.Container) bool { return c.Name == name }))
}

// changeAnswers changes the answers of a RUNNING task's container from now on. Its health check goes on, or begins anew with
// a container that is restarted: Docker then takes it to be starting. Target groups go on.
func (w *World) changeAnswers(t *task, i int, up health.Up, anew bool) {
	d := detailOf(t)
	for source := range firstTarget + len(w.balancers(t)) {
		if !w.isSource(t, source) || w.containerOf(t, source) != i && t.composed() {
			continue
		}
		for len(d.series) <= source {
			d.series = append(d.series, series{})
		}
		if anew && source < firstTarget {
			d.series[source] = series{checks: health.OfContainer(w.definition(t).Containers[i].HealthCheck, t.detail.started[i])}
			t.status &^= 3 << (2 * source)
			continue
		}
		now := w.seriesOf(t, source)
		d.series[source] = series{checks: now.checks.From(w.Now(), *w.upOf(t, i)), was: sim.Health(t.status >> (2 * source) & 3)}
	}
	*w.upOf(t, i) = up
	w.awaitAgain(t)
	if w.hasChecks(t) {
		w.setHealth(t, w.combined(t))
	}
	w.dirty(&w.services[t.service])
}

// isSource says whether the source says anything of the task's health by now.
func (w *World) isSource(t *task, source int) bool {
	if source >= firstTarget {
		return t.registered
	}
	d := w.definition(t)
	return source < len(d.Containers) && isChecked(&d.Containers[source])
}

// awaitAgain makes the queued health events of a RUNNING task stale and queues those that are to come.
func (w *World) awaitAgain(t *task) {
	w.live -= t.awaited
	t.awaited = 0
	t.life++
	for source := range firstTarget + len(w.balancers(t)) {
		if w.isSource(t, source) {
			w.queueVerdict(t, source, 0)
		}
	}
	if lag := w.scenario.Scheduler.RegisterLag; lag != nil && w.hasTargets(t) && !t.registered {
		w.await(t, t.runningAt.Add(*lag), eventRegister, 0)
	}
	if !w.hasChecks(t) && t.health != sim.Healthy {
		w.await(t, t.runningAt.Add(countsAfter), eventCounts, 0)
	}
	if t.class == rollout.Sheltered {
		w.await(t, w.graceEnds(t), eventGraceEnds, 0)
	}
	if t.protected {
		w.await(t, t.detail.protectedUntil, eventUnprotected, 0)
	}
}

// reported is when ECS learns what a container's check found at an instant: with the agent's next health report (ECS
// agent, agent/stats/engine.go: every 20 s).
func (w *World) reported(t *task, at sim.Time) sim.Time {
	interval := w.scenario.Scheduler.HealthReportInterval
	if w.instances[t.instance].dead {
		return sim.Never // nobody is there to tell
	}
	if interval <= 0 || at >= sim.Never {
		return at
	}
	since := at.Sub(sim.Time(w.phases[t.instance])) + interval // never negative
	return sim.Time(w.phases[t.instance]).Add((since+interval-1)/interval*interval - interval)
}

// applyHealth handles a health event of a task that hasn't been told to stop.
func (w *World) applyHealth(t *task, e event.Event) {
	switch e.Kind {
	case eventVerdict:
		payload := int(e.Sub & (1<<payloadBits - 1))
		w.judge(t, payload>>sourceBits, payload&(1<<sourceBits-1))
	case eventCounts:
		w.setHealth(t, sim.Healthy)
	case eventGraceEnds:
		w.classify(t)
	case eventRegister:
		w.register(t)
		for _, lb := range w.balancers(t) {
			w.tellEvent(&w.services[t.service], sim.EventRegistered, sim.NoDeployment, lb.TargetGroup, 1, nil)
		}
	case eventUnprotected:
		w.unprotect(t)
	}
	w.dirty(&w.services[t.service])
}

// judge takes the n-th verdict of one source of the task's health.
func (w *World) judge(t *task, source, n int) {
	verdicts := w.verdicts(t, source)
	status := verdicts.At(n).Status
	shift := 2 * source
	t.status = t.status&^(3<<shift) | uint64(status)<<shift
	w.queueVerdict(t, source, n+1)
	if source < firstTarget {
		w.tellContainerHealth(t, status)
	} else {
		state := sim.TargetHealthy
		if status == sim.Unhealthy {
			state = sim.TargetUnhealthy
		}
		w.tellTarget(t, w.balancers(t)[source-firstTarget].TargetGroup, state)
	}
	w.setHealth(t, w.combined(t))
}

// combined is the task's health over all its sources: unhealthy if one is, else healthy if all are (API page
// HealthCheck; a target group and a container check have to agree: API page minimumHealthyPercent; several target
// groups: assumed likewise).
func (w *World) combined(t *task) sim.Health {
	all := sim.Healthy
	d := w.definition(t)
	for source := range firstTarget + len(w.balancers(t)) {
		if source < firstTarget && (source >= len(d.Containers) || !isChecked(&d.Containers[source])) {
			continue
		}
		switch sim.Health(t.status >> (2 * source) & 3) {
		case sim.Unhealthy:
			return sim.Unhealthy
		case sim.HealthUnknown:
			all = sim.HealthUnknown
		case sim.Healthy:
		}
	}
	return all
}

func (w *World) setHealth(t *task, h sim.Health) {
	if h != t.health {
		t.health = h
		w.tellHealth(t)
	}
	w.classify(t)
}

// unhealthyContainers says whether a container's health check, as opposed to a target group, finds the task unhealthy.
func (t *task) unhealthyContainers() bool {
	const containers, unhealthyBits = 1<<(2*firstTarget) - 1, 0xaaaaaaaaaaaaaaaa
	return t.status&containers&unhealthyBits != 0
}

// failedCheck is the reason to stop an unhealthy task.
func (w *World) failedCheck(t *task) sim.StopReason {
	if t.unhealthyContainers() {
		return sim.StoppedByContainerHealth
	}
	return sim.StoppedByTargetGroup
}

// failedGroup is the first target group that finds the task unhealthy.
func (w *World) failedGroup(t *task) sim.TargetGroupID {
	for i, lb := range w.balancers(t) {
		if sim.Health(t.status>>(2*(firstTarget+i))&3) == sim.Unhealthy {
			return lb.TargetGroup
		}
	}
	return sim.NoTargetGroup
}
