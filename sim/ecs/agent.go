package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
	"github.com/ecssim/ecssim/sim/event"
)

// connect has ECS hear from an instance's agent again, or no longer, while the instance lives. Nothing is placed there
// meanwhile (D26 task-placement), the last container health stays (API page HealthCheck), tasks go on, and what the agent
// has to do or to tell waits for the connection (assumed). Load balancers look for themselves.
func (w *World) connect(i sim.InstanceID, on bool) {
	if w.instances[i].dead || !w.fleet.State[i].IsRegistered() || w.fleet.Disconnected[i] != on {
		return
	}
	w.fleet.Disconnected[i] = !on
	w.instanceChanged(i)
	if !on {
		return
	}
	for t := w.firstOn(i); t != nil; t = w.nextOn(t) {
		if t.held {
			w.later(t, 0)
		}
	}
	w.hear(i)
	w.admit(i)
	w.capacityCame(i)
}

// isDeaf says whether a step in a task's life has to wait until its instance's agent is connected.
func (w *World) isDeaf(t *task) bool {
	return w.fleet.Disconnected[t.instance] && t.state >= sim.Activating && t.state <= sim.Stopping
}

// hold has a task's step wait for its instance's agent. Its targets leave their groups meanwhile, and a container that has ended
// answers no load balancer.
func (w *World) hold(t *task) {
	w.cancelStep(t)
	t.held = true
	w.leaveGroups(t)
	if t.state == sim.Running && !t.told && w.endsTask(t) {
		w.silence(t)
	}
}

// endsTask says whether the end of a container that is due takes its task with it.
func (w *World) endsTask(t *task) bool {
	i, _ := w.ending(t)
	c := &w.definition(t).Containers[i]
	if t.composed() {
		if _, again := containers.Restart(c, &w.delays(t)[i], t.detail.started[i]); again {
			return false
		}
	}
	return c.Essential
}

// keepUnheard keeps a verdict that a disconnected agent can't tell; it says whether this is one.
func (w *World) keepUnheard(t *task, e event.Event) bool {
	source := int(e.Sub&(1<<payloadBits-1)) >> sourceBits
	if e.Kind != eventVerdict || source >= firstTarget || !w.fleet.Disconnected[t.instance] {
		return false
	}
	on := &w.instances[t.instance]
	on.unheard = append(on.unheard, e)
	return true
}

// hear has the verdicts come that the agent couldn't tell: of each check the latest, with the next health report.
func (w *World) hear(i sim.InstanceID) {
	on := &w.instances[i]
	for _, e := range on.unheard {
		t := &w.tasks[e.Entity]
		if !w.isCurrent(e) {
			continue
		}
		payload := int(e.Sub & (1<<payloadBits - 1))
		source, n := payload>>sourceBits, payload&(1<<sourceBits-1)
		for verdicts := w.verdicts(t, source); n+1 < verdicts.Len() && verdicts.At(n+1).At <= w.Now(); {
			n++
		}
		w.queueVerdict(t, source, n)
	}
	on.unheard = on.unheard[:0]
}
