package ecs

import (
	"github.com/ecssim/ecssim/sim"
)

// refuses is why the API refuses a call, or nil: what the reader could tell from the scenario, and what depends on how
// the service stands. The order is the API's as far as it's known: the service first, then its parameters.
func (w *World) refuses(s *service, a *sim.Action) *sim.APIError {
	if a.Refused != nil && a.Refused.Exception == sim.ClusterNotFound {
		return a.Refused
	}
	if a.Kind != sim.ActionCreateService {
		if err := s.isMissing(a.Kind); err != nil {
			return err
		}
	}
	if a.Refused != nil {
		return a.Refused
	}
	switch a.Kind {
	case sim.ActionUpdateService:
		return w.refusesUpdate(s, &a.Update)
	case sim.ActionCreateService:
		return w.refusesCreate(s, a.Asks(w.scenario))
	case sim.ActionDeleteService:
		return s.refusesDelete(a.Delete.Force)
	case sim.ActionStopTask:
		if len(w.choose(s, &a.Stop.Tasks)) == 0 {
			return sim.Invalid("The referenced task was not found.")
		}
	case sim.ActionProtectTasks:
		return w.refusesProtection(s, &a.Protect)
	case sim.ActionStopDeployment:
		if !s.isStoppable(s.newest) {
			return &sim.APIError{Exception: sim.ConflictException, Message: "The service deployment is not in a state that can be stopped."}
		}
	case sim.ActionSetAlarm, sim.ActionChangeFaults, sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances,
		sim.ActionLoseZone, sim.ActionRestoreZone, sim.ActionReplaceInstances,
		sim.ActionDeregisterInstances, sim.ActionConnectAgents:
	}
	return nil
}

// isStoppable says whether a deployment can be stopped: while it is in progress, and isn't a roll-back (D26
// service-deployment, transitions).
func (s *service) isStoppable(id sim.DeploymentID) bool {
	d := &s.deployments[id]
	return d.rollout == sim.InProgress && d.failedBy == sim.NotFailed
}

// isMissing is the refusal of a call for a service that isn't there, or not ACTIVE. Tasks of a DRAINING service can
// still be stopped.
func (s *service) isMissing(kind sim.ActionKind) *sim.APIError {
	ofTasks := kind == sim.ActionStopTask || kind == sim.ActionProtectTasks
	switch {
	case s.status == sim.ServiceAbsent:
		return sim.NoSuchService()
	case s.status == sim.ServiceActive, ofTasks:
		return nil
	}
	return sim.InactiveService()
}

func (w *World) refusesUpdate(s *service, u *sim.UpdateService) *sim.APIError {
	if err := w.scenario.RefusesUpdate(&s.api, u); err != nil {
		return err
	}
	if s.api.StartsDeployment(u) && s.unfinished() >= sim.MaxDeployments {
		return sim.TooManyDeployments()
	}
	return nil
}

// unfinished is the number of deployments that the API lists.
func (s *service) unfinished() int {
	n := 0
	for _, id := range s.living {
		if s.deployments[id].status != sim.Inactive {
			n++
		}
	}
	return n
}

// refusesCreate says whether a service of that name is in the way (observed). The service itself isn't if it has what the
// call asks for (API page CreateService: the call is idempotent; that it is held to what the service has now, and not to
// what it was created with, is assumed).
func (w *World) refusesCreate(s *service, asks *sim.Service) *sim.APIError {
	for i := range w.services {
		other := &w.services[i]
		if other.now.Name != s.now.Name {
			continue
		}
		switch other.status {
		case sim.ServiceActive:
			if other.id == s.id && s.api.Same(asks) {
				return nil
			}
			return sim.Invalid("Creation of service was not idempotent.")
		case sim.ServiceDraining:
			return sim.Invalid("Unable to Start a service that is still Draining.")
		case sim.ServiceAbsent, sim.ServiceInactive:
		}
	}
	return w.scenario.RefusesCreate(asks)
}

// refusesDelete says whether the service has to be scaled down first (observed).
func (s *service) refusesDelete(force bool) *sim.APIError {
	switch {
	case force:
		return nil
	case s.api.DesiredCount > 0:
		return sim.Invalid("The service cannot be stopped while it is scaled above 0.")
	case s.unfinished() > 1:
		return sim.Invalid("The service cannot be stopped while deployments are active.")
	}
	return nil
}

// refusesProtection says whether more tasks would be protected than the service wants while it is deploying: then the
// deployment could never get on (API page UpdateTaskProtection, failure DEPLOYMENT_BLOCKED).
func (w *World) refusesProtection(s *service, p *sim.ProtectTasks) *sim.APIError {
	chosen := w.choose(s, &p.Tasks)
	if len(chosen) == 0 {
		return &sim.APIError{Exception: "TASK_NOT_VALID", Message: "The task isn't running."}
	}
	if !p.Enable || s.deployments[s.newest].rollout != sim.InProgress {
		return nil
	}
	protected := len(chosen)
	for _, id := range s.living {
		for _, task := range s.deployments[id].tasks {
			if t := &w.tasks[task]; t.protected && !t.told && !contains(chosen, task) {
				protected++
			}
		}
	}
	if protected <= s.api.DesiredCount {
		return nil
	}
	return &sim.APIError{
		Exception: "DEPLOYMENT_BLOCKED",
		Message:   "The number of protected tasks for this service is more than the desired count of tasks.",
	}
}
