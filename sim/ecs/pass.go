package ecs

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// pass is one pass of the service scheduler over one service. Passes fall on a grid of passInterval with a phase of the
// service's own (observed: successive actions on a service about 10 s apart); those that can change nothing are left
// out, exactly: a pass is queued by whatever changes something that it looks at.
func (w *World) pass(s *service) {
	s.lastPass, s.nextPass = w.Now(), sim.Never
	w.turnAt, w.turn = w.Now(), s.id
	w.takeUp(s)
	if s.status == sim.ServiceAbsent || !s.isSeen() {
		if w.everyPass {
			w.dirty(s)
		}
		return
	}
	w.countDaemons(s)
	if s.registering > 0 && w.scenario.Scheduler.RegisterLag == nil {
		w.registerAll(s)
	}
	tripped := w.watch(s)
	if tripped {
		w.countDaemons(s) // of the revision that it goes back to
	}
	w.look(s)
	if w.view.EarlySuccess.Enable {
		w.succeedEarly(s)
		w.look(s)
	}
	if w.rebalances(s) {
		w.look(s)
	}
	rollout.Decide(&w.view, &w.plan)
	w.carryOut(s)
	w.retire(s)
	acted := w.work.acted() || tripped
	if acted {
		s.unsteady = true
	} else {
		w.finish(s)
	}
	if acted || w.work.limited != 0 || w.work.grew || w.everyPass {
		w.dirty(s)
	}
	w.tellDeployments(s)
	w.tellPass(s)
	w.prune(s)
	w.keepOn(s)
}

// slot is a deployment by the view's numbering: its tasks on DRAINING instances, or the others. The PRIMARY one's others
// come last.
type slot struct {
	deployment sim.DeploymentID
	displaced  bool
}

// present is the number of the deployment's tasks that haven't been told to stop, wherever they are.
func (d *deployment) present() int { return d.counts.Present() + d.displaced.Present() }

// promised is how many of the deployment's unhealthy tasks have had their replacements started.
func (d *deployment) promised() int {
	d.replaced = min(d.replaced, d.counts.Unhealthy)
	return d.replaced
}

// look fills in the view of the service.
func (w *World) look(s *service) {
	v := &w.view
	*v = rollout.View{
		Desired: s.now.DesiredCount, Config: s.now.Deployment, Rules: w.scenario.Rules, Active: v.Active[:0],
	}
	if s.status == sim.ServiceAbsent {
		return
	}
	v.Extra = s.rebalance.extra
	if s.now.Daemon {
		v.Displaced = w.displacedOf(s)
	}
	p := &s.deployments[s.primary]
	v.Primary = rollout.Deployment{Counts: p.counts, Failed: p.rollout == sim.Failed, Replaced: p.promised()}
	switch p.rollout {
	case sim.InProgress:
		v.EarlySuccess = s.now.EarlySuccess
		v.KeepOld = v.EarlySuccess.Enable && p.alarms.bakes(w.Now())
		v.Probing = !p.probe.done && w.scenario.Rules.ProbesDigestsByFirstTask
	case sim.Completed:
		v.KeepOld = w.Now() >= p.cleanedUntil
	case sim.Failed:
	}
	w.slots = w.slots[:0]
	for _, id := range s.living { // they are replaced like those of an older deployment, and first
		if c := s.deployments[id].displaced; c.Present() > 0 && !s.now.Daemon {
			v.Active = append(v.Active, rollout.Deployment{Counts: c, Kept: c.Present()})
			w.slots = append(w.slots, slot{id, true})
		}
	}
	for _, id := range w.active(s) {
		d := &s.deployments[id]
		kept := d.kept
		if s.now.Daemon {
			kept = min(kept, d.counts.Present()) // a daemon that is gone is made up for by the newest revision
		}
		v.Active = append(v.Active, rollout.Deployment{Counts: d.counts, Kept: kept, Grow: d.grow, Owed: d.owed, Failed: d.rollout == sim.Failed, Replaced: d.promised()})
		w.slots = append(w.slots, slot{id, false})
	}
	w.slots = append(w.slots, slot{s.primary, false})
	for _, id := range s.living {
		if d := &s.deployments[id]; d.status == sim.Inactive {
			v.Leaving += d.counts.Stopping
		}
	}
}

// displacedOf is how many tasks of a DAEMON service are where none should be.
func (w *World) displacedOf(s *service) int {
	n := 0
	for _, id := range s.living {
		n += s.deployments[id].displaced.Present()
	}
	return n
}

// active are the deployments that the PRIMARY one replaces, oldest first.
func (w *World) active(s *service) []sim.DeploymentID {
	w.actives = w.actives[:0]
	for _, id := range s.living {
		d := &s.deployments[id]
		if d.takenUp && d.status != sim.Inactive && id != s.primary {
			w.actives = append(w.actives, id)
		}
	}
	return w.actives
}

// retire makes deployments INACTIVE that have been replaced altogether: their tasks have ended.
func (w *World) retire(s *service) {
	for _, id := range w.active(s) {
		d := &s.deployments[id]
		if d.present()+d.counts.Ending == 0 {
			d.status, d.kept = sim.Inactive, 0
		}
	}
}

// prune takes deployments that are INACTIVE and whose tasks have all STOPPED off the list of the living.
func (w *World) prune(s *service) {
	s.living = slices.DeleteFunc(s.living, func(id sim.DeploymentID) bool {
		d := &s.deployments[id]
		if d.status != sim.Inactive || d.counts.Stopping > 0 {
			return false
		}
		w.forget(s, d)
		return len(d.tasks) == 0
	})
}

// revive lists a deployment among the living again, in its place.
func (s *service) revive(id sim.DeploymentID) {
	if i, listed := slices.BinarySearch(s.living, id); !listed {
		s.living = slices.Insert(s.living, i, id)
	}
}
