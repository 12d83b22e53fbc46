package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// advance adds the time since the last change to the sums of the open window and lets the waiters poll. The state has
// been the same all along, after the records of the instant since.
func (s *service) advance(to sim.Time) {
	span := to.Sub(s.since)
	if span <= 0 {
		return
	}
	if s.open != sim.NoDeployment {
		s.integrate(&s.Deployments[s.open], int64(span))
	}
	s.integrate(&s.Whole, int64(span))
	if g := s.scaling(); g != nil && s.guarded {
		g.Guarded += span
	}
	if s.later != sim.NoDeployment && s.low {
		s.Deployments[s.later].Later.last(s.Counts.Healthy, span)
	}
	if s.dipping != sim.NoDeployment {
		s.Deployments[s.dipping].Dip.last(s.Counts.Healthy, s.Settings.Desired, span)
	}
	s.lastDisturbances(span)
	s.poll(s.since, to)
	s.since = to
}

func (s *service) integrate(d *Deployment, span int64) {
	if lack := s.Settings.Desired - s.Counts.Healthy; lack > 0 {
		d.HealthyDeficit += int64(lack) * span
	}
	if surge := s.Counts.Tasks() - s.Settings.Desired; surge > 0 {
		d.Surge += int64(surge) * span
	}
	if s.Counts.Healthy < s.Settings.Floor || s.Counts.Healthy == s.Settings.Floor && s.Settings.Floor < s.Settings.Desired {
		d.TimeAtFloor += sim.Span(span)
	}
	d.HostWait += int64(s.waiting) * span
	d.Dip.last(s.Counts.Healthy, s.Settings.Desired, sim.Span(span))
	if s.guarded {
		d.Guarded += sim.Span(span)
	}
}

// close ends the open window; the instant is still looked at when it is over.
func (s *service) close(end End, at sim.Time) {
	d := &s.Deployments[s.open]
	d.End, d.Ended = end, at
	s.stillWaiting(d, at)
	s.stillHeld(d, at)
	s.closing = append(s.closing, s.open)
	if end == EndCompleted || end == EndFailed {
		s.dipping, s.later, s.low = s.open, s.open, false
	}
	if end == EndCompleted {
		d.Bake = s.tracks[s.open].baking.until(at)
	}
	s.open = sim.NoDeployment
}

// settleService lets the windows look at the state after all records of an instant.
func (f *Fold) settleService(s *service) {
	for _, d := range s.closing {
		s.observe(d)
		s.Deployments[d].ZoneSkew = f.zoneSkew(s)
	}
	s.closing = s.closing[:0]
	if s.open != sim.NoDeployment {
		s.observe(s.open)
	}
	s.observeWhole()
	if s.Over {
		s.Whole.ZoneSkew = f.zoneSkew(s)
	}
	s.Lasting.see(f.now, s.Counts.Healthy, s.Settings.Desired)
	s.recover(f.now)
	f.seeDisturbances(s)
	s.seeLater(f.now)
	if g := s.scaling(); g != nil {
		s.seeScaling(g)
	}
	s.touched = s.touched[:0]
}

func (s *service) observe(id sim.DeploymentID) {
	d, t := &s.Deployments[id], &s.tracks[id]
	if !t.observed {
		for i := range s.hosts {
			s.countHost(id, sim.InstanceID(i))
		}
	}
	s.look(d, !t.observed)
	t.observed = true
	for _, i := range s.touched {
		s.countHost(id, i)
	}
}

// observeWhole lets the window that is the whole run look at the state.
func (s *service) observeWhole() {
	s.look(&s.Whole, !s.seen)
	s.seen = true
	for _, i := range s.touched {
		if h := &s.hosts[i]; h.tasks > 0 && !h.ever && h.counted != notCounted {
			h.ever = true
			s.Whole.HostsUsed++
		}
	}
}

// look lets a window look at the state after an instant, which may be its first.
func (s *service) look(d *Deployment, first bool) {
	if first {
		d.MinHealthy, d.MinRunning, d.Desired = s.Counts.Healthy, s.Counts.Running, s.Settings.Desired
		d.DesiredFirst, d.HealthyFirst = s.Settings.Desired, s.Counts.Healthy
		d.Dip.Healthy, d.Dip.Desired = s.Counts.Healthy, s.Settings.Desired
	}
	d.Rescaled = d.Rescaled || d.Desired != s.Settings.Desired
	d.Dip.see(s.Counts.Healthy, s.Settings.Desired)
	d.Desired, d.Floor, d.Cap = s.Settings.Desired, s.Settings.Floor, s.Settings.Cap
	d.MinHealthy = min(d.MinHealthy, s.Counts.Healthy)
	d.MinRunning = min(d.MinRunning, s.Counts.Running)
	d.PeakTasks = max(d.PeakTasks, s.Counts.Tasks())
	d.PeakOccupied = max(d.PeakOccupied, s.Counts.Occupied())
	d.PeakCPU = max(d.PeakCPU, s.reserved.CPU)
	d.PeakMemory = max(d.PeakMemory, s.reserved.Memory)
	d.seeShares(&s.Counts, s.Settings.Desired)
}

// notCounted marks a host of Fargate, which is no container instance.
const notCounted = -1

// countHost counts an instance that has a task, once a window.
func (s *service) countHost(id sim.DeploymentID, i sim.InstanceID) {
	mark := int32(id) + 1
	if h := &s.hosts[i]; h.tasks > 0 && h.counted != mark && h.counted != notCounted {
		h.counted = mark
		s.Deployments[id].HostsUsed++
	}
}

// poll lets the waiters look at the service at their instants in [from, to), in which it doesn't change.
func (s *service) poll(from, to sim.Time) {
	if len(s.waiters) == 0 {
		return
	}
	stable := s.listed == 1 && int(s.Counts.Running) == s.API.DesiredCount
	s.waiters = slices.DeleteFunc(s.waiters, func(id sim.DeploymentID) bool {
		d := &s.Deployments[id]
		next := (from.Sub(d.Created) + waiterDelay - 1) / waiterDelay
		if next >= waiterPolls {
			return true
		}
		if !stable || d.Created.Add(next*waiterDelay) >= to {
			return false
		}
		d.WaiterPassed, d.WaiterAfter = true, next*waiterDelay
		return true
	})
}

// lastPolls lets the waiters look at the service after the run's end: for ever, if nothing will move any more.
func (s *service) lastPolls(end sim.Time) {
	until := sim.Never
	if s.Outcome == sim.OutcomeUnfinished {
		until = end + 1
	}
	s.poll(end, until)
	s.since = end
}
