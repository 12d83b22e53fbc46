package ecs

import (
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

// sourceBits is how many bits of an event's sub-index number the verdict; the rest number its source.
const sourceBits = 4

// balancers are the load balancers that the task is registered with.
func (w *World) balancers(t *task) []sim.LoadBalancer {
	return w.scenario.Services[t.service].LoadBalancers
}

func (w *World) hasTargets(t *task) bool { return len(w.balancers(t)) > 0 }

func (w *World) inGroup(t *task, g sim.TargetGroupID) bool {
	for _, lb := range w.balancers(t) {
		if lb.TargetGroup == g {
			return true
		}
	}
	return false
}

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
	w.push(at, phaseHealth, kind, uint32(t.id), sub)
}

// queueVerdict queues the n-th verdict of one source, if there is such a verdict.
func (w *World) queueVerdict(t *task, source, n int) {
	verdicts := w.verdicts(t, source)
	if n >= verdicts.Len() {
		return
	}
	at := verdicts.At(n).At
	if source < firstTarget {
		at = w.reported(t, at)
	}
	w.await(t, at, eventVerdict, uint32(source<<sourceBits|n))
}

// verdicts are all verdicts of one source on the task, computed ahead.
func (w *World) verdicts(t *task, source int) health.Verdicts {
	up := health.Up{From: t.readyAt, Until: sim.Never}
	if source < firstTarget {
		checks := health.OfContainer(w.definition(t).Containers[source].HealthCheck, t.runningAt)
		return checks.Verdicts(up)
	}
	g := &w.scenario.TargetGroups[w.balancers(t)[source-firstTarget].TargetGroup]
	wait := w.draws.Delay(t.entity, draw.RegistrationDelay, uint64(source-firstTarget), g.RegistrationDelay)
	checks := health.OfTarget(g, t.registeredAt.Add(wait), &w.scenario.Rules)
	return checks.Verdicts(up)
}

// reported is when ECS learns what a container's check found at an instant: with the agent's next health report (ECS
// agent, agent/stats/engine.go: every 20 s).
func (w *World) reported(t *task, at sim.Time) sim.Time {
	interval := w.scenario.Scheduler.HealthReportInterval
	if interval <= 0 || at >= sim.Never {
		return at
	}
	since := at.Sub(sim.Time(w.phases[t.instance])) + interval // never negative
	return sim.Time(w.phases[t.instance]).Add((since+interval-1)/interval*interval - interval)
}

// register registers the targets of a task in all target groups of its service.
func (w *World) register(t *task) {
	t.registered, t.registeredAt = true, w.Now()
	w.services[t.service].registering--
	for i, lb := range w.balancers(t) {
		w.tellTarget(t, lb.TargetGroup, sim.TargetInitial)
		w.queueVerdict(t, firstTarget+i, 0)
	}
}

// registerAll registers the targets of all RUNNING tasks of the service that wait for it, one event a target group.
func (w *World) registerAll(s *service) {
	n := 0
	for d := range s.deployments {
		for _, id := range s.deployments[d].tasks {
			if t := &w.tasks[id]; t.state == sim.Running && !t.registered {
				w.register(t)
				n++
			}
		}
	}
	w.tellRegistered(s, n)
}

func (w *World) tellRegistered(s *service, n int) {
	for _, lb := range w.scenario.Services[s.id].LoadBalancers {
		w.tellEvent(s, sim.EventRegistered, sim.NoDeployment, lb.TargetGroup, n, nil)
	}
}

// applyHealth handles a health event of a task that hasn't been told to stop.
func (w *World) applyHealth(t *task, e event.Event) {
	switch e.Kind {
	case eventVerdict:
		w.judge(t, int(e.Sub>>sourceBits), int(e.Sub&(1<<sourceBits-1)))
	case eventCounts:
		w.setHealth(t, sim.Healthy)
	case eventGraceEnds:
		w.classify(t)
	case eventRegister:
		w.register(t)
		w.tellRegistered(&w.services[t.service], 1)
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

// classify puts the task into its class and keeps the deployment's counts.
func (w *World) classify(t *task) {
	counts := &w.deployment(t).counts
	if class := w.classOf(t); class != t.class {
		w.count(counts, t.class, -1)
		w.count(counts, class, 1)
		t.class = class
		if class == rollout.Sheltered { // the end of its grace period begins to matter
			w.await(t, w.graceEnds(t), eventGraceEnds, 0)
		}
		if t.told {
			counts.Stopping++
			counts.Ending++
		}
	}
	if settled := w.isSettled(t); settled != t.settled {
		t.settled = settled
		if settled {
			counts.Settled++
		} else {
			counts.Settled--
		}
	}
	if t.class == rollout.Healthy {
		w.deployment(t).owed = true
	}
}

// count moves the number of tasks of a class; no class, no count.
func (w *World) count(c *rollout.Counts, class rollout.Class, n int) {
	switch class {
	case rollout.Pending:
		c.Pending += n
	case rollout.Waiting:
		c.Waiting += n
	case rollout.Sheltered:
		c.Sheltered += n
	case rollout.Unhealthy:
		c.Unhealthy += n
	case rollout.Healthy:
		c.Healthy += n
	}
}

// classOf is how the task stands with the scheduler; 0 once it was told to stop.
func (w *World) classOf(t *task) rollout.Class {
	switch {
	case t.told:
		return 0
	case t.state != sim.Running:
		return rollout.Pending
	case t.health == sim.Healthy:
		return rollout.Healthy
	case t.health == sim.HealthUnknown:
		return rollout.Waiting
	case w.isSheltered(t):
		return rollout.Sheltered
	}
	return rollout.Unhealthy
}

// isSheltered says whether an unhealthy task is inside its grace period, which counts from RUNNING (D23
// service_definition_parameters). Under the older rule only target groups are covered.
func (w *World) isSheltered(t *task) bool {
	if w.Now() >= w.graceEnds(t) {
		return false
	}
	return w.scenario.Rules.GraceCoversContainers || !t.unhealthyContainers()
}

func (w *World) graceEnds(t *task) sim.Time {
	return t.runningAt.Add(w.services[t.service].grace)
}

// isSettled says whether the task is good enough for its deployment's completion: healthy, or just RUNNING when nothing
// checks it (observed: the 40-second rule gates the floor, not completion).
func (w *World) isSettled(t *task) bool {
	return !t.told && t.state == sim.Running && (t.health == sim.Healthy || !w.hasChecks(t))
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
