package sim

import "slices"

// ActionKind is what an entry of the timeline does.
type ActionKind uint8

// The kinds: calls of the ECS API for services and tasks, a change of a CloudWatch alarm, a change of what goes wrong, and
// what happens to container instances.
const (
	ActionUpdateService ActionKind = iota
	ActionCreateService
	ActionDeleteService
	ActionStopTask
	ActionProtectTasks
	ActionStopDeployment
	ActionSetAlarm
	ActionChangeFaults
	ActionUpdateInstances
	ActionAddInstances
	ActionTerminateInstances
	ActionLoseZone
	ActionRestoreZone
	ActionReplaceInstances
	ActionDeregisterInstances
	ActionConnectAgents
	numActionKinds
)

var actionKindNames = [numActionKinds]string{ //nolint:gochecknoglobals // a constant table
	"updateService", "createService", "deleteService", "stopTask", "protectTasks", "stopServiceDeployment", "setAlarmState",
	"changeFaults", "updateContainerInstancesState", "addInstances", "terminateInstances", "loseZone", "restoreZone",
	"replaceInstances", "deregisterContainerInstance", "setAgentConnected",
}

// isOfService says whether the action is a call that names a service.
func (k ActionKind) isOfService() bool { return k < ActionSetAlarm }

// String is the action's key in a scenario.
func (k ActionKind) String() string { return actionKindNames[k] }

// Action is one entry of the timeline. Kind says which of the fields below it means something.
type Action struct {
	At    Time
	Index int // position in the file's timeline, from 0
	Kind  ActionKind
	// Refused is why the API refuses the call, where that can be told from the scenario alone: then nothing of it takes
	// effect, and the service that the call names may be NoService. Nil where it may be taken, or is no call.
	Refused *APIError

	Update         UpdateService
	Create         ServiceID // whose InitialState is Absent, unless the call is a Repeat
	Repeat         *Service  // what a CreateService call asks for whose service should be there already; nil: what Create has
	Delete         DeleteService
	Stop           StopTask
	Protect        ProtectTasks
	StopDeployment StopDeployment
	Alarm          SetAlarm
	Faults         ChangeFaults
	Instances      ChangeInstances
}

// IsToDeploy says whether the action is a call whoever makes which wants a new deployment: one that creates a service, forces a
// deployment, or names what deployments are of, be it what is there already. A refused call may have been one.
func (a *Action) IsToDeploy() bool {
	switch a.Kind { //nolint:exhaustive // no other call makes a deployment
	case ActionCreateService:
		return a.Repeat == nil
	case ActionUpdateService:
		u := &a.Update
		return a.Refused != nil || u.ForceNewDeployment || u.TaskDefinition != nil || u.LoadBalancers != nil ||
			slices.ContainsFunc(u.Parameters, func(p Parameter) bool { return p.Deploys })
	}
	return false
}

// Service is the service that the action concerns, or NoService.
func (a *Action) Service() ServiceID {
	switch a.Kind {
	case ActionUpdateService:
		return a.Update.Service
	case ActionCreateService:
		return a.Create
	case ActionDeleteService:
		return a.Delete.Service
	case ActionStopTask:
		return a.Stop.Service
	case ActionProtectTasks:
		return a.Protect.Service
	case ActionStopDeployment:
		return a.StopDeployment.Service
	case ActionSetAlarm, ActionChangeFaults, ActionUpdateInstances, ActionAddInstances, ActionTerminateInstances, ActionLoseZone,
		ActionRestoreZone, ActionReplaceInstances, ActionDeregisterInstances, ActionConnectAgents:
	}
	return NoService
}

// Asks is what a CreateService call asks for. Its InitialState means nothing.
func (a *Action) Asks(sc *Scenario) *Service {
	if a.Repeat != nil {
		return a.Repeat
	}
	return &sc.Services[a.Create]
}

// DeleteService is a call of that API.
type DeleteService struct {
	Service ServiceID
	Force   bool // deletes it even while it is scaled above 0
}

// TaskChoice picks tasks of a service, of those that exist and haven't been told to stop.
type TaskChoice struct {
	Definition *TaskDefinitionID // of this revision only; nil: of any
	// Ordinals are those among the tasks started of their revision, from 1; empty: the longest running ones, and where
	// none is RUNNING the oldest.
	Ordinals []int32
	Count    int // how many, without Ordinals; 0: all
}

// StopTask is a call of that API for each task chosen.
type StopTask struct {
	Service ServiceID
	Tasks   TaskChoice
	Reason  string // stoppedReason; empty: "Task stopped by user"
}

// ProtectTasks is a call of UpdateTaskProtection: scale-in protection (D26 task-scale-in-protection).
type ProtectTasks struct {
	Service ServiceID
	Tasks   TaskChoice
	Enable  bool
	Expires Span // after the call; of an enabling one
}

// StopDeployment is a call of StopServiceDeployment.
type StopDeployment struct {
	Service  ServiceID
	Rollback bool // stopType ROLLBACK; otherwise ABORT
}

// SetAlarm moves a CloudWatch alarm to a state.
type SetAlarm struct {
	Alarm AlarmID
	State AlarmState
}

// ChangeFaults gives a revision other faults, for the tasks that are RUNNING as well as for those to come: of the
// running ones, delays count from the change, and a health fault that is taken away ends.
type ChangeFaults struct {
	Definition TaskDefinitionID
	To         Faults
}

// ChangeInstances is what an action does to container instances.
type ChangeInstances struct {
	// Instances are those concerned, in ascending order: of loseZone and restoreZone all those of the zone, of addInstances
	// those that come, of replaceInstances those that go.
	Instances []InstanceID
	Drain     bool  // of updateContainerInstancesState: to DRAINING; otherwise to ACTIVE
	Force     bool  // of deregisterContainerInstance: even with tasks, which go on without ECS
	Connected bool  // of setAgentConnected
	Launch    Delay // of addInstances, restoreZone and replaceInstances: how long one takes to be ACTIVE, drawn for each
	// Successors are those that take the places of Instances, as many and in their order, and Batch is how many are
	// replaced at a time: of replaceInstances.
	Successors []InstanceID
	Batch      int
}
