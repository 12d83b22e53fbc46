package metrics

import "github.com/ecssim/ecssim/sim"

// lifecycle takes the creation of a service, or a change of its status.
func (s *service) lifecycle(r *sim.Record) {
	before := s.API.Status
	s.API.Status = r.Lifecycle
	switch r.Lifecycle {
	case sim.ServiceActive:
		if before != sim.ServiceActive {
			s.Created, s.Deleted = r.At, false
		}
	case sim.ServiceDraining, sim.ServiceInactive:
		if !s.Deleted {
			s.remove(r.At)
		}
		if r.Lifecycle == sim.ServiceInactive {
			s.GoneAt = r.At
		}
	case sim.ServiceAbsent:
	}
}

// remove ends everything that waits for something to become of a service: it has been deleted.
func (s *service) remove(at sim.Time) {
	s.Deleted, s.DeletedAt = true, at
	if s.open != sim.NoDeployment {
		s.close(EndDeleted, at)
	}
	s.dipping, s.later = sim.NoDeployment, sim.NoDeployment
	s.waiters = s.waiters[:0] // ServicesStable fails at a service that is DRAINING or INACTIVE (API26 waiters)
}

// protection takes a task under scale-in protection, or out of it.
func (s *service) protection(r *sim.Record) {
	t := &s.tasks[r.Task]
	s.unprotect(t)
	if part := partOf(t.state); r.Protected && (part == pending || part == running) {
		t.protected = true
		s.Protected++
	}
}

func (s *service) unprotect(t *task) {
	if t.protected {
		t.protected = false
		s.Protected--
	}
}

// restart takes a container that was restarted in place.
func (s *service) restart(r *sim.Record) { s.Deployments[s.tasks[r.Task].deployment].Restarts++ }

// pass takes a scheduler pass: the deployment that it works for has begun, and may be in its bake time.
func (s *service) pass(r *sim.Record) {
	s.latest = r.Pass
	s.guarded = r.Pass.Blocked&sim.BlockedByProtection != 0
	if r.Deployment == sim.NoDeployment || int(r.Deployment) >= len(s.Deployments) {
		return
	}
	d := &s.Deployments[r.Deployment]
	d.begin(r.At)
	if s.open == d.ID {
		s.tracks[d.ID].baking.see(r.At, r.Pass.Blocked&sim.BlockedByBake != 0)
	}
}

// begin notes that the scheduler does something for the deployment.
func (d *Deployment) begin(at sim.Time) {
	if !d.Begun && !d.Initial && at > d.Created {
		d.Begun, d.BegunAt = true, at
	}
}

// bake is a time in which only the bake time keeps a deployment from completing.
type bake struct {
	on       bool // it is going on
	from, to sim.Time
}

func (b *bake) see(at sim.Time, baking bool) {
	if baking && !b.on {
		b.from = at
	}
	if !baking && b.on {
		b.to = at
	}
	b.on = baking
}

// until is how long it has been going on at an instant, the pass of which may already have said that it is over.
func (b *bake) until(at sim.Time) sim.Span {
	if b.on || b.to == at && b.from < at && at > 0 {
		return at.Sub(b.from)
	}
	return 0
}

// bump moves the time of the PRIMARY deployment's latest change: every update does so (observed).
func (s *service) bump(at sim.Time) {
	for i := range s.Deployments {
		if s.Deployments[i].Status == sim.Primary {
			s.Deployments[i].Updated = at
		}
	}
}
