package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// AgentWaits are the waits of tasks to be started or stopped for the agents of their container instances, which an action
// had disconnected: what the agent has to do or to tell waits until it is connected again.
type AgentWaits struct {
	Starts, Stops int32            // how many tasks waited to be started, and to be stopped
	Most          sim.Span         // the longest of their waits
	Sum           int64            // of all of them, in task-milliseconds
	Instances     []sim.InstanceID // where, in order of their first wait that was over
}

// Plus is w and x together.
func (w AgentWaits) Plus(x AgentWaits) AgentWaits {
	sum := AgentWaits{
		Starts: w.Starts + x.Starts, Stops: w.Stops + x.Stops, Most: max(w.Most, x.Most), Sum: w.Sum + x.Sum, Instances: slices.Clone(w.Instances),
	}
	for _, i := range x.Instances {
		if !slices.Contains(sum.Instances, i) {
			sum.Instances = append(sum.Instances, i)
		}
	}
	return sum
}

// add counts a wait, as far as it comes after from.
func (w *AgentWaits) add(h *held, from, to sim.Time) {
	span := to.Sub(max(from, h.since))
	if span <= 0 {
		return
	}
	if h.stops {
		w.Stops++
	} else {
		w.Starts++
	}
	w.Most = max(w.Most, span)
	w.Sum += int64(span)
	if !slices.Contains(w.Instances, h.instance) {
		w.Instances = append(w.Instances, h.instance)
	}
}

// held is a task that waits for a disconnected agent.
type held struct {
	task     sim.TaskNumber
	instance sim.InstanceID
	stops    bool     // it is to be stopped, not started
	since    sim.Time // from when on the agent is all that it waits for
}

// connects takes an action that disconnects the agents of instances or connects them again, or that ends the instances.
func (f *Fold) connects(r *sim.Record) {
	a := &f.scenario.Timeline[r.Action]
	off := a.Kind == sim.ActionConnectAgents && !a.Instances.Connected
	if r.Error != nil || a.Kind != sim.ActionConnectAgents && !isLoss(a) {
		return
	}
	for _, i := range a.Instances.Instances {
		h := &f.instances[i]
		if on := off && h.state.IsRegistered() && h.connected; on || h.silent && !off {
			f.silence(i, on)
		}
	}
}

// isLoss says whether an action ends instances, whose tasks wait for nobody any more.
func isLoss(a *sim.Action) bool {
	return a.Kind == sim.ActionTerminateInstances || a.Kind == sim.ActionLoseZone
}

// silence has tasks on an instance wait for its agent, or no longer.
func (f *Fold) silence(i sim.InstanceID, on bool) {
	f.instances[i].silent = on
	for id := range f.services {
		s := &f.services[id]
		if s.hosts[i].tasks == 0 {
			continue
		}
		if !on {
			for _, h := range s.held {
				if h.instance == i && !h.stops {
					s.pended(h.task, f.now)
				}
			}
			s.heard(f.now, func(h *held) bool { return h.instance == i })
			s.pendAgain(i, f.now)
			continue
		}
		for n := range s.tasks {
			if t := &s.tasks[n]; t.instance == i {
				f.holds(s, sim.TaskNumber(n), t)
			}
		}
	}
}

// holds notes a task that waits for the agent of its instance, if it does: as long as it is PENDING or ACTIVATING, to be
// started, and as long as it is DEACTIVATING, without targets that drain meanwhile, or STOPPING, to be stopped. Its containers
// end without the agent, and the host gets room without it: only from then on there is something to tell or to do.
func (f *Fold) holds(s *service, n sim.TaskNumber, t *task) {
	if t.instance == sim.NoInstance || !f.instances[t.instance].silent {
		return
	}
	h := held{task: n, instance: t.instance, since: f.now}
	switch t.state { //nolint:exhaustive // the others wait for nobody there
	case sim.Pending:
		h.since = f.roomAt(h.instance)
		if h.since <= f.now {
			s.pended(n, f.now)
		}
	case sim.Activating:
	case sim.Deactivating:
		h.stops = true
		for _, p := range s.drains {
			if p.task == n {
				h.since = max(f.now, p.since)
			}
		}
	case sim.Stopping:
		h.stops = true
		for _, p := range s.exits {
			if p.task == n {
				h.since = max(f.now, p.since)
			}
		}
	default:
		return
	}
	s.held = append(s.held, h)
}

// drainOf is how long the targets of a task drain that is told to stop.
func (f *Fold) drainOf(s *service, t *task) sim.Span {
	longest, any := sim.Span(0), false
	for _, lb := range s.Deployments[t.deployment].LoadBalancers {
		longest, any = max(longest, f.scenario.TargetGroups[lb.TargetGroup].DeregistrationDelay), true
	}
	if !any {
		return 0
	}
	return f.scenario.Scheduler.DeregisterLag + longest + f.scenario.Scheduler.DrainLag
}

// exitOf is how long the containers of tasks take to end after SIGTERM at the most, if they end side by side: records don't tell
// how long they did.
func exitOf(d *sim.TaskDefinition) sim.Span {
	longest := sim.Span(0)
	for i := range d.Containers {
		exit := d.Timing.Exit
		if c := &d.Containers[i].Timing; c.Exit != nil {
			exit = *c.Exit
		}
		longest = max(longest, min(exit.Longest(), d.Containers[i].StopTimeout))
	}
	return longest
}

// roomAt is when the containers that are stopping on an instance have ended; the present instant if there are none.
func (f *Fold) roomAt(i sim.InstanceID) sim.Time {
	at := f.now
	for id := range f.services {
		s := &f.services[id]
		for _, p := range s.exits {
			if s.tasks[p.task].instance == i {
				at = max(at, p.since)
			}
		}
	}
	return at
}

// follow takes an edge of a task: it goes on waiting for the agent for the same, or for something else, or no longer.
func (f *Fold) follow(s *service, r *sim.Record, t *task) {
	switch {
	case r.To == sim.Deactivating:
		if drain := f.drainOf(s, t); drain > 0 {
			s.drains = append(s.drains, pend{r.Task, r.At.Add(drain)})
		}
	case r.From == sim.Deactivating:
		s.drains = slices.DeleteFunc(s.drains, func(p pend) bool { return p.task == r.Task })
	}
	switch {
	case r.To == sim.Stopping:
		definition := s.Deployments[t.deployment].Definition
		s.exits = append(s.exits, pend{r.Task, r.At.Add(exitOf(&f.scenario.TaskDefinitions[definition]))})
	case r.From == sim.Stopping:
		s.exits = slices.DeleteFunc(s.exits, func(p pend) bool { return p.task == r.Task })
	}
	if t.instance == sim.NoInstance || !f.instances[t.instance].silent && len(s.held) == 0 {
		return
	}
	s.heard(r.At, func(h *held) bool { return h.task == r.Task })
	f.holds(s, r.Task, t)
}

// heard counts tasks that have waited for an agent until now.
func (s *service) heard(at sim.Time, which func(*held) bool) {
	s.held = slices.DeleteFunc(s.held, func(h held) bool {
		if !which(&h) {
			return false
		}
		if s.open != sim.NoDeployment {
			d := &s.Deployments[s.open]
			d.AgentWaits.add(&h, d.Created, at)
		}
		if w, begun := s.resting(); w != nil {
			w.Agents.add(&h, begun, at)
		}
		return true
	})
}

// stillHeld counts the tasks that wait for an agent when a window ends.
func (s *service) stillHeld(d *Deployment, at sim.Time) {
	for i := range s.held {
		d.AgentWaits.add(&s.held[i], d.Created, at)
	}
}
