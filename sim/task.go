package sim

import "fmt"

// TaskDefinitionID indexes Scenario.TaskDefinitions.
type TaskDefinitionID int32

// TaskDefinition is one revision of a task definition ([[taskDefinitions]]).
type TaskDefinition struct {
	Family      string
	Revision    int
	NetworkMode string    // bridge, host, awsvpc or none
	Reservation Resources // task level, or the sum over containers
	HostPorts   PortSet   // static ones of its containers
	Constraints []PlacementConstraint
	Requires    []Attribute // that a container instance has to have, with these values; of no matter on Fargate
	Containers  []Container
	Timing      Timing
	Faults      Faults
}

// Name is the revision as ECS writes it: "web:2".
func (d *TaskDefinition) Name() string { return fmt.Sprintf("%s:%d", d.Family, d.Revision) }

// Timing is what only the simulator knows of a task: how long its steps take.
type Timing struct {
	Provision Delay // before PENDING: network interface and the like
	Pull      Delay // image pull, in ACTIVATING
	// CachedPull is Pull where all of the task's images are on the host already; nil: the same.
	CachedPull  *Delay
	Start       Delay // container start to RUNNING, in ACTIVATING
	Ready       Delay // RUNNING to passing its health checks
	Exit        Delay // SIGTERM to the end of the last container, if not killed before
	ExitCode    int   // of a container that ends by itself after SIGTERM: 0 handled, 143 not
	Deprovision Delay // after the last container's end, until STOPPED
}

// Claim is what a task of it takes of a container instance.
func (d *TaskDefinition) Claim() Claim { return Claim{d.Reservation, d.HostPorts} }

// TaskState is a task's lastStatus in ECS's words (D26 task-lifecycle-explanation).
type TaskState uint8

// The states of a task's life, in order. TaskNone is the state before the first one.
const (
	TaskNone TaskState = iota
	Provisioning
	Pending
	Activating
	Running
	Deactivating
	Stopping
	Deprovisioning
	Stopped
	numTaskStates
)

var taskStateNames = [numTaskStates]string{ //nolint:gochecknoglobals // a constant table
	"", "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
}

// String is the state as ECS writes it; empty for TaskNone.
func (s TaskState) String() string { return taskStateNames[s] }

// LegalEdge says whether a task may go from one state to another: forward step by step; from any state before RUNNING
// out to the end of its life; and, for a service that begins STEADY, from nothing to RUNNING.
func LegalEdge(from, to TaskState) bool {
	switch from {
	case TaskNone:
		return to == Provisioning || to == Running
	case Provisioning, Pending:
		return to == from+1 || to == Deprovisioning
	case Activating:
		return to == Running || to == Stopping
	case Running, Deactivating, Stopping, Deprovisioning:
		return to == from+1
	case Stopped:
	}
	return false
}

// Health is what a check, a target group or the scheduler knows of a task.
type Health uint8

// The states of health; a task is HealthUnknown until the first verdict.
const (
	HealthUnknown Health = iota
	Healthy
	Unhealthy
)

// String is the health status as ECS writes it.
func (h Health) String() string { return [...]string{"UNKNOWN", "HEALTHY", "UNHEALTHY"}[h] }
