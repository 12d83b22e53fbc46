package reports

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// hostLosses says how many tasks went with their container instances, or on Fargate with their zone.
func (v *verdict) hostLosses(n int32) string {
	was, with := " was lost", " with its container instance"
	if n != 1 {
		was, with = " were lost", " with their container instances"
	}
	if v.service.API.Fargate {
		with = " with the zone"
	}
	if n == 0 {
		return ""
	}
	return quantity(n, "task") + was + with
}

// cutOff says how many tasks that had been told to stop went with their container instances before they got SIGTERM, and when
// that was, if it wasn't with the disturbance itself.
func (v *verdict) cutOff(x *metrics.Disturbance) string {
	text, they := quantity(x.CutOff, "task")+" were cut off with their container instances", "they"
	if x.CutOff == 1 {
		text, they = "1 task was cut off with its container instance", "it"
	}
	if v.service.API.Fargate {
		text, _, _ = strings.Cut(text, " with ")
		text += " with the zone"
	}
	switch {
	case x.CutOff == 0:
		return ""
	case x.CutFirst < x.CutLast:
		text += " from " + Clock(x.CutFirst) + " on,"
	case x.CutFirst != x.At:
		text += " at " + Clock(x.CutFirst) + ","
	}
	return text + " before " + they + " got SIGTERM"
}

// leastHostWait is the shortest wait for a container instance that is worth a sentence.
const leastHostWait = 5 * sim.Second

// hostWaitsOf says how long tasks waited for their container instances in the window of a deployment; in that of the one
// that a STEADY service begins with, those that no change of the desired count and nothing that befell the service has
// to answer for, and those of a change that is told with the deployment.
func (v *verdict) hostWaitsOf(d *metrics.Deployment) string {
	w := metrics.HostWaits{Tasks: d.HostWaiters, Most: d.HostWaitMost, Sum: d.HostWait, Agents: d.AgentWaits}
	if d.Initial {
		w = d.Later.Waits
		if g := v.interrupted(); g != nil {
			w = metrics.HostWaits{Tasks: w.Tasks + g.Waits.Tasks, Most: max(w.Most, g.Waits.Most), Sum: w.Sum + g.Waits.Sum, Agents: w.Agents.Plus(g.Waits.Agents)}
		}
	}
	return v.hostWaits(w)
}

// laterWaits says how long tasks waited so after the end of a deployment, while nothing else was under way.
func (v *verdict) laterWaits(d *metrics.Deployment) string {
	if d.Initial { // it has been told
		return ""
	}
	return v.hostWaits(d.Later.Waits)
}

// hostWaits says how long tasks waited for their container instances: in PENDING, and for agents that were disconnected.
func (v *verdict) hostWaits(w metrics.HostWaits) string {
	return join("", v.pendingWaits(&w), v.agentWaits(&w.Agents))
}

// agentWaits says how long tasks waited for agents that were disconnected. Of those that still are when the service is held
// up in the end, its blockers tell.
func (v *verdict) agentWaits(w *metrics.AgentWaits) string {
	n := w.Starts + w.Stops
	silent := v.Fold.Silent(v.id)
	untold := func(i sim.InstanceID) bool { return v.settled() || !slices.Contains(silent, i) }
	if w.Most < leastHostWait || !slices.ContainsFunc(w.Instances, untold) {
		return ""
	}
	text := quantity(n, "task") + " waited "
	if w.Sum != int64(n)*int64(w.Most) {
		text += "up to "
	}
	text += Humane(w.Most)
	switch {
	case w.Stops == 0:
		text += " to be started"
	case w.Starts == 0:
		text += " to be stopped"
	default:
		text += " to be started or stopped"
	}
	if len(w.Instances) == 1 {
		return text + ", since the agent of " + instancesText(v.names.Names, w.Instances) + " was disconnected"
	}
	return text + ", since the agents of " + instancesText(v.names.Names, w.Instances) + " were disconnected"
}

// pendingWaits says how long tasks waited in PENDING for their container instances.
func (v *verdict) pendingWaits(w *metrics.HostWaits) string {
	if w.Tasks == 0 || w.Most < leastHostWait {
		return ""
	}
	text, hosts, agents := quantity(w.Tasks, "task")+" waited ", "their container instances", "whose agents start"
	if w.Tasks == 1 {
		hosts, agents = "its container instance", "whose agent starts"
	}
	if w.Sum != int64(w.Tasks)*int64(w.Most) {
		text += "up to "
	}
	text += Humane(w.Most) + " on " + hosts
	if v.Scenario.Rules.AgentWaitsForStops {
		return text + ", " + agents + " nothing while a task there is still stopping, whatever room there is"
	}
	return text + " for tasks that were still stopping, although placement took the room to be free"
}

// standaloneOn are the container instances of a list that are DRAINING and have tasks outside of services, and how many of
// those there are: ECS leaves them alone (D26 container-instance-draining). alone says to leave out those with tasks of
// services.
func (r *Run) standaloneOn(list []sim.InstanceID, alone bool) (instances []sim.InstanceID, standalone int32) {
	for _, i := range list {
		tasks, n := r.Fold.TasksOn(i)
		if n > 0 && (tasks == 0 || !alone) && r.Fold.Instance(i) == sim.InstanceDraining && !slices.Contains(instances, i) {
			instances = append(instances, i)
			standalone += n
		}
	}
	return instances, standalone
}

// keptBy says which tasks outside of services, and nothing else, keep instances that are drained or replaced from ever
// getting empty, and what helps.
func (r *Run) keptBy(a *sim.Action) string {
	if a.Kind != sim.ActionReplaceInstances && (a.Kind != sim.ActionUpdateInstances || !a.Instances.Drain) {
		return ""
	}
	instances, n := r.standaloneOn(a.Instances.Instances, true)
	if n == 0 {
		return ""
	}
	stay, them := " stays on ", "it"
	if n > 1 {
		stay, them = " stay on ", "them"
	}
	where := instancesText(r.names.Names, instances)
	terminate := where
	if len(instances) > mostInstances {
		terminate = "these"
	}
	return quantity(n, "standalone task") + stay + where + ", which ECS leaves alone (what helps is to stop " + them + ", or to terminate " + terminate + ")"
}

// staysToo says that instances that tasks of services are still on wouldn't get empty without them, either.
func (r *Run) staysToo(draining []sim.InstanceID) string {
	instances, n := r.standaloneOn(draining, false)
	if n == 0 {
		return ""
	}
	stay := " would stay on "
	return "; and without them " + quantity(n, "standalone task") + stay + instancesText(r.names.Names, instances) + ", which ECS leaves alone"
}

// unattended are sentences about drained and replaced instances that no service had tasks on, and that never get empty.
func (r *Run) unattended() []string {
	var list []string
	for i := range r.Scenario.Timeline {
		a := &r.Scenario.Timeline[i]
		why := r.keptBy(a)
		if why == "" || a.At > r.Fold.Now() || r.isAttended(i) {
			continue
		}
		if a.Kind == sim.ActionReplaceInstances {
			list = append(list, r.replacement(a)+", never ends: "+why+".")
		} else {
			list = append(list, r.befell(a)+" at "+Clock(a.At)+", but "+why+".")
		}
	}
	return list
}

// isAttended says whether a service tells of what an action on container instances did to it.
func (r *Run) isAttended(action int) bool {
	for s := range r.Fold.Services() {
		for _, x := range r.Fold.Service(sim.ServiceID(s)).Disturbances {
			if int(x.Action) == action {
				return true
			}
		}
	}
	return false
}
