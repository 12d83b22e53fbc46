package metrics

import "github.com/ecssim/ecssim/sim"

// Judged is the deployment that a verdict or an expectation speaks of: the last one that a timeline action created,
// otherwise the first of all. It is nil for a service without a deployment.
func (s *Service) Judged() *Deployment {
	if d := s.lastCreated(nil); d != nil {
		return d
	}
	if len(s.Deployments) == 0 {
		return nil
	}
	return &s.Deployments[0]
}

// Chosen is the deployment that an expectation chooses, or nil if there is none.
func (s *Service) Chosen(c sim.DeploymentChoice) *Deployment {
	switch {
	case c.Number > 0 && int(c.Number) > len(s.Deployments):
		return nil
	case c.Number > 0:
		return &s.Deployments[c.Number-1]
	case c.Definition == nil:
		return s.Judged()
	}
	if d := s.lastCreated(c.Definition); d != nil {
		return d
	}
	for i := len(s.Deployments) - 1; i >= 0; i-- {
		if s.Deployments[i].Definition == *c.Definition {
			return &s.Deployments[i]
		}
	}
	return nil
}

// lastCreated is the last deployment that a timeline action created, of a revision if one is given; nil if there is none.
func (s *Service) lastCreated(of *sim.TaskDefinitionID) *Deployment {
	for i := len(s.Deployments) - 1; i >= 0; i-- {
		if d := &s.Deployments[i]; d.Action != NoAction && (of == nil || d.Definition == *of) {
			return d
		}
	}
	return nil
}

// primary is the PRIMARY deployment, or nil for a service that has none.
func (s *Service) primary() *Deployment {
	for i := range s.Deployments {
		if s.Deployments[i].Status == sim.Primary {
			return &s.Deployments[i]
		}
	}
	return nil
}

// count is a count of the service's tasks; the desired one is that of the API.
func (s *Service) count(k sim.CountKind) int64 {
	if k == sim.CountDesired {
		return int64(s.API.DesiredCount)
	}
	return s.Counts.of(k)
}

// count is a count of the deployment's own tasks.
func (d *Deployment) count(k sim.CountKind) int64 {
	if k == sim.CountDesired {
		return int64(d.Requested)
	}
	return d.of(k)
}

// of is one of the counts; there is no desired count among them.
func (c Counts) of(k sim.CountKind) int64 {
	return int64([...]int32{
		sim.CountPending: c.Pending, sim.CountRunning: c.Running, sim.CountHealthy: c.Healthy,
		sim.CountUnhealthy: c.Unhealthy, sim.CountStopping: c.Stopping,
	}[k])
}
