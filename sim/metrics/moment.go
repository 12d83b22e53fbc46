package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Moving is tasks of one revision that are on their way somewhere at an instant, and when they get there.
type Moving struct {
	Definition sim.TaskDefinitionID
	Hold       Hold // what they wait for
	Tasks      int32
	// First and Last are when the first and the last of them have got what they wait for; sim.Never: not in the run.
	First, Last sim.Time
}

// Moving lists the tasks of a service that are on their way somewhere after all that happened at an instant, by what they
// wait for and by revision. A task that is RUNNING and healthy, or STOPPED, isn't, unless its container instance is gone.
func (t *Trace) Moving(id sim.ServiceID, at sim.Time) []Moving {
	var list []Moving
	for i := range t.services[id].tasks {
		k := &t.services[id].tasks[i]
		if k.created() > at || k.since[sim.Stopped] <= at {
			continue
		}
		hold, until, ok := t.awaits(id, k, at)
		if !ok {
			continue
		}
		j := slices.IndexFunc(list, func(m Moving) bool { return m.Hold == hold && m.Definition == k.definition })
		if j < 0 {
			j = len(list)
			list = append(list, Moving{Definition: k.definition, Hold: hold, First: sim.Never})
		}
		m := &list[j]
		m.Tasks++
		m.First, m.Last = min(m.First, until), max(m.Last, until)
	}
	slices.SortStableFunc(list, func(a, b Moving) int {
		if a.Hold != b.Hold {
			return int(a.Hold) - int(b.Hold)
		}
		return int(a.Definition - b.Definition)
	})
	return list
}

// awaits is what a task waits for at an instant, and when it has got it or is told to stop; ok is false where it waits
// for nothing. Of one whose container instance is gone it is that ECS notices.
func (t *Trace) awaits(id sim.ServiceID, k *taskTrace, at sim.Time) (hold Hold, until sim.Time, ok bool) {
	if k.isUnnoticed(at) {
		return HoldInstanceLoss, k.cut.noticed, true
	}
	hold, until, ok = t.step(id, k, at)
	if a, away := t.awayAt(k, at+1); ok && away && a.to > at && t.isOfAgent(id, hold) && !t.isExiting(k, hold, at) {
		hold = HoldAgent
	}
	return hold, until, ok
}

// isExiting says whether the containers of a task may not have ended yet at an instant: that goes on without the agent.
func (t *Trace) isExiting(k *taskTrace, h Hold, at sim.Time) bool {
	return (h == HoldExit || h == HoldKill) && at < k.since[sim.Stopping].Add(exitOf(&t.scenario.TaskDefinitions[k.definition]))
}

// isOfAgent says whether the end of a hold is for the agent of the task's instance to bring about, or to tell.
func (t *Trace) isOfAgent(id sim.ServiceID, h Hold) bool {
	switch h { //nolint:exhaustive // the others go on without it
	case HoldHost, HoldStart, HoldSigterm, HoldExit, HoldKill:
		return true
	case HoldDeregister:
		return len(t.scenario.Services[id].LoadBalancers) == 0 // there is nothing to deregister
	}
	return false
}

// step is awaits as long as the agent of the task's instance is connected.
func (t *Trace) step(id sim.ServiceID, k *taskTrace, at sim.Time) (hold Hold, until sim.Time, ok bool) {
	switch {
	case k.since[sim.Deprovisioning] <= at:
		return HoldDeprovision, k.since[sim.Stopped], true
	case k.since[sim.Stopping] <= at && k.killed:
		return HoldKill, k.since[sim.Deprovisioning], true
	case k.since[sim.Stopping] <= at:
		return HoldExit, k.since[sim.Deprovisioning], true
	case k.since[sim.Deactivating] <= at:
		return t.leaving(id, k, at)
	case k.since[sim.Running] <= at:
		return t.unproven(id, k, at)
	case k.since[sim.Activating] <= at:
		return HoldStart, min(k.since[sim.Running], k.endedAt), true
	case k.since[sim.Pending] <= at:
		return HoldHost, min(k.since[sim.Activating], k.endedAt), true
	}
	return HoldProvision, min(k.since[sim.Pending], k.endedAt), true
}

// leaving is awaits of a task that is DEACTIVATING.
func (t *Trace) leaving(id sim.ServiceID, k *taskTrace, at sim.Time) (Hold, sim.Time, bool) {
	w := walker{Trace: t}
	switch drained := k.draining.Add(w.drainOf(id)); {
	case k.draining > at:
		return HoldDeregister, min(k.draining, k.since[sim.Stopping]), true
	case drained > at:
		return HoldDrain, drained, true
	}
	return HoldSigterm, k.since[sim.Stopping], true
}

// unproven is awaits of a task that is RUNNING.
func (t *Trace) unproven(id sim.ServiceID, k *taskTrace, at sim.Time) (Hold, sim.Time, bool) {
	until := k.endedAt
	health := sim.HealthUnknown
	for _, turn := range slices.Backward(k.turns) {
		if turn.at <= at {
			health = turn.health
			break
		}
		until = min(until, turn.at)
	}
	balanced := len(t.scenario.Services[id].LoadBalancers) > 0
	switch {
	case health == sim.Healthy:
		return 0, 0, false
	case health == sim.Unhealthy:
		return HoldGrace, until, true
	case balanced && k.registered > at:
		return HoldRegistration, min(k.registered, k.endedAt), true
	case balanced:
		return HoldTargetHealth, until, true
	}
	for i := range t.scenario.TaskDefinitions[k.definition].Containers {
		if c := &t.scenario.TaskDefinitions[k.definition].Containers[i]; c.Essential && c.HealthCheck != nil {
			return HoldContainerHealth, until, true
		}
	}
	return HoldForty, until, true
}

// OpenPath is how a service came to what was under way at an instant: a path that begins at from.
func (t *Trace) OpenPath(id sim.ServiceID, from, at sim.Time) (p Path, ok bool) {
	if at <= from {
		return Path{}, false
	}
	w := walker{Trace: t, from: from, at: at, path: Path{Service: id, Deployment: sim.NoDeployment, From: from, To: at}}
	w.run(node{kind: atOpen, service: id, task: sim.NoTask})
	return w.path, true
}

// LastPass is the latest pass of a service up to an instant that acted or changed what holds it back, and NextPass the
// first one after it; nil where there is none.
func (t *Trace) LastPass(id sim.ServiceID, at sim.Time) *Step {
	return t.services[id].passBefore(at + 1)
}

// NextPass is the first pass of a service after an instant that acts or changes what holds it back, or nil.
func (t *Trace) NextPass(id sim.ServiceID, at sim.Time) *Step {
	for i := range t.services[id].passes {
		if p := &t.services[id].passes[i]; p.At > at {
			return p
		}
	}
	return nil
}
