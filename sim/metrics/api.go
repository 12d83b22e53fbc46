package metrics

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// API is what the ECS API has of a service: its parameters, changed by the calls made so far and by a roll-back, and its
// status. The scheduler takes a change up a little later.
type API struct {
	sim.Service
	Status sim.ServiceStatus
}

// NewAPI is what the API has of a service before the run.
func NewAPI(s *sim.Service) API {
	a := API{Service: *s, Status: sim.ServiceActive}
	if s.InitialState == sim.Absent {
		a.Status = sim.ServiceAbsent
	}
	return a
}

// Take takes a timeline action of the service that the API hasn't refused. The status of a deleted service follows by a
// record of its own.
func (a *API) Take(sc *sim.Scenario, action *sim.Action) {
	switch action.Kind {
	case sim.ActionUpdateService:
		a.Service = a.Apply(&action.Update)
	case sim.ActionCreateService:
		if a.Status != sim.ServiceActive { // else the call is a repeat, without effect
			*a = API{Service: *action.Asks(sc), Status: sim.ServiceActive}
		}
	case sim.ActionDeleteService:
		a.DesiredCount = 0 // API page DeleteService
	case sim.ActionStopTask, sim.ActionProtectTasks, sim.ActionStopDeployment, sim.ActionSetAlarm, sim.ActionChangeFaults,
		sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone, sim.ActionRestoreZone,
		sim.ActionReplaceInstances, sim.ActionDeregisterInstances, sim.ActionConnectAgents:
	}
}

// Restore gives a service the parameters back that a deployment was created with, since a service has those of its
// PRIMARY deployment (observed of the task definition; assumed of the others that a service revision holds).
func (a *API) Restore(r *Revision) {
	a.TaskDefinition, a.LoadBalancers = r.Definition, r.LoadBalancers
	var kept []sim.Parameter
	for _, p := range a.Parameters {
		if !p.Deploys {
			kept = append(kept, p)
		}
	}
	for _, p := range r.Parameters {
		if p.Deploys {
			kept = append(kept, p)
		}
	}
	slices.SortStableFunc(kept, func(p, q sim.Parameter) int { return strings.Compare(p.Name, q.Name) })
	a.Parameters = kept
}

// Revision is what a deployment deploys: the parameters of its service as they were at its creation. Its memory belongs
// to the scenario or is never written again.
type Revision struct {
	Definition    sim.TaskDefinitionID
	LoadBalancers []sim.LoadBalancer
	Parameters    []sim.Parameter
}

// Revision is what a deployment of a task definition deploys that is created now.
func (a *API) Revision(definition sim.TaskDefinitionID) Revision {
	return Revision{definition, a.LoadBalancers, a.Parameters}
}

// Alarm is how a CloudWatch alarm stands.
type Alarm struct {
	State sim.AlarmState
	Since sim.Time // when it came into that state; 0 for one that has never changed
}

// Trigger is an alarm that failed a deployment.
type Trigger struct {
	Alarm sim.AlarmID
	Since sim.Time // when it went to ALARM
}

// triggers are those of a service's alarms that are in ALARM.
func (f *Fold) triggers(a *sim.Alarms) []Trigger {
	var list []Trigger
	for _, id := range a.Names {
		if now := &f.alarms[id]; now.State == sim.AlarmRaised {
			list = append(list, Trigger{id, now.Since})
		}
	}
	return list
}
