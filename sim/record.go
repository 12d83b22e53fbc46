package sim

import "math/bits"

// DeploymentID numbers a service's deployments from 0, in the order of their creation.
type DeploymentID int32

// NoDeployment stands where a record concerns no deployment.
const NoDeployment DeploymentID = -1

// TaskNumber numbers the tasks of one service from 0, in the order of their creation.
type TaskNumber int32

// NoTask stands where a record concerns no task.
const NoTask TaskNumber = -1

// Record is one fact of a run. The records of a run are the whole contract between the model and every output: what a
// user sees is computed from them and the scenario. Kind says which fields mean something; the others keep their zero
// value, or the No… constant of an identifier.
//
// A record lent to a Recorder is valid during the call only, as is the memory behind Tasks, InZones and Refusal.Each.
type Record struct {
	At   Time
	Kind RecordKind

	Service     ServiceID
	Deployment  DeploymentID
	Task        TaskNumber
	Instance    InstanceID
	TargetGroup TargetGroupID

	From, To   TaskState  // KindTask
	Health     Health     // KindTarget, KindContainerHealth, KindHealth: the new status
	Reason     StopReason // KindTask: why the task left its way to RUNNING, or RUNNING
	Ordinal    int32      // KindTask from TaskNone: the task's number among those started of its revision, from 1
	Failure    Failure    // KindTask: why a task that nobody told to stop left its way to RUNNING, or RUNNING
	ExitCode   int16      // KindTask to DEPROVISIONING: 0, 143 (died of SIGTERM), 137 (killed), 1 (crashed), or -1: nothing ran, or nobody heard
	Killed     bool       // likewise: an essential container got SIGKILL, since it hadn't ended stopTimeout after SIGTERM
	Definition TaskDefinitionID
	Status     DeploymentStatus // KindDeployment
	Rollout    RolloutState     // KindDeployment
	Target     TargetState      // KindTarget
	Event      EventCode        // KindEvent
	N          int32            // KindDeployment: desiredCount of the deployment; KindEvent: how many tasks or targets
	Failed     int32            // KindDeployment: failedTasks
	FailedBy   FailedBy         // KindDeployment that is FAILED or rolled back to, and its events: what failed
	Replaced   int32            // KindEvent, EventStarted: how many of them replace unhealthy tasks
	Action     int32            // KindAction: index in Scenario.Timeline
	Error      *APIError        // KindAction: why the API refused the call; nil: it took it
	Tasks      []TaskNumber     // KindEvent: the tasks it names
	Zone       ZoneID           // KindEvent of starts and stops of rebalancing
	InZones    []int32          // KindEvent about how zones are balanced: tasks, by ZoneID; -1: the service has no instance there
	Settings   Settings         // KindSettings
	Pass       PassFacts        // KindPass, KindEnd
	Refusal    Refusal          // KindRefusal, and KindEvent of a refusal
	Outcome    Outcome          // KindEnd
	Lifecycle  ServiceStatus    // KindService
	Alarm      AlarmID          // KindAlarm
	AlarmState AlarmState       // KindAlarm
	Protected  bool             // KindProtection
	Until      Time             // KindProtection: when it expires
	State      InstanceState    // KindInstance: as it is now
	Connected  bool             // KindInstance: ECS hears from its agent
	Container  int32            // KindRestart: index in the task definition
	Text       string           // KindTask: the reason that StopTask was given, or that a start failed for; EventUnstarted
}

// RecordKind is what a record is about.
type RecordKind uint8

// The kinds of records.
const (
	// KindSettings: the scheduler has taken up a service's desired count and bounds.
	KindSettings RecordKind = iota + 1
	// KindAction: a timeline action was called.
	KindAction
	// KindDeployment: a deployment was created or changed its status, rollout state or desired count.
	KindDeployment
	// KindTask: a task went from one state to another.
	KindTask
	// KindTarget: a task's target in a target group changed its state.
	KindTarget
	// KindContainerHealth: ECS learned a new status of a task's container health checks.
	KindContainerHealth
	// KindHealth: a task's health as the scheduler counts it changed.
	KindHealth
	// KindPass: a scheduler pass acted, or what holds it back changed.
	KindPass
	// KindRefusal: a pass could not place a task.
	KindRefusal
	// KindEvent: a service event, as DescribeServices lists them.
	KindEvent
	// KindEnd: the end of the run, one a service.
	KindEnd
	// KindService: a service was created, or its status changed.
	KindService
	// KindAlarm: a CloudWatch alarm changed its state.
	KindAlarm
	// KindProtection: a task came under scale-in protection, or out of it.
	KindProtection
	// KindRestart: a container of a task was restarted in place.
	KindRestart
	// KindInstance: a container instance changed its state, or its agent was connected or disconnected.
	KindInstance
	numRecordKinds
)

var recordKindNames = [numRecordKinds]string{ //nolint:gochecknoglobals // a constant table
	"", "settings", "action", "deployment", "task", "target", "containerHealth", "health", "pass", "refusal", "event", "end",
	"service", "alarm", "protection", "restart", "instance",
}

// String is the kind's name in records.ndjson.
func (k RecordKind) String() string { return recordKindNames[k] }

// DeploymentStatus is a deployment's status (API page Deployment).
type DeploymentStatus uint8

// The statuses: the newest deployment, one that is being replaced, one that has been.
const (
	Primary DeploymentStatus = iota
	Active
	Inactive
)

// String is the status as ECS writes it.
func (s DeploymentStatus) String() string { return [...]string{"PRIMARY", "ACTIVE", "INACTIVE"}[s] }

// RolloutState is a deployment's rolloutState (API page Deployment).
type RolloutState uint8

// The rollout states.
const (
	InProgress RolloutState = iota
	Completed
	Failed
)

// String is the rollout state as ECS writes it.
func (s RolloutState) String() string { return [...]string{"IN_PROGRESS", "COMPLETED", "FAILED"}[s] }

// TargetState is the state of a target in a target group (ELB guide, target health status).
type TargetState uint8

// The states of a target.
const (
	TargetInitial TargetState = iota
	TargetHealthy
	TargetUnhealthy
	TargetDraining
	TargetUnused
)

// String is the state as ELB writes it.
func (s TargetState) String() string {
	return [...]string{"initial", "healthy", "unhealthy", "draining", "unused"}[s]
}

// StopReason is why a task was told to stop.
type StopReason uint8

// The reasons: none yet; the scheduler's scaling (a rollout or a lower desired count); a failed target group or
// container health check; a call of StopTask.
const (
	NotStopped StopReason = iota
	StoppedByScaling
	StoppedByTargetGroup
	StoppedByContainerHealth
	StoppedByUser
)

// Failure is how a task ended that nobody had told to stop.
type Failure uint8

// The failures: none; the image could not be pulled; the containers did not start; an essential container ended; a
// container that others depend on didn't get where they need it (startTimeout, an exit code other than 0, or three hours); its
// container instance was terminated, or deregistered by force.
const (
	NoFailure Failure = iota
	FailedPull
	FailedStart
	Crashed
	FailedDependency
	HostTerminated
	HostDeregistered
)

// IsOfHost says whether the task went with its container instance.
func (f Failure) IsOfHost() bool { return f == HostTerminated || f == HostDeregistered }

// FailedBy is what failed a deployment.
type FailedBy uint8

// What can: the circuit breaker, an alarm, a call of StopServiceDeployment.
const (
	NotFailed FailedBy = iota
	FailedByBreaker
	FailedByAlarm
	FailedByRequest
)

// ServiceStatus is the status of a service (API page Service).
type ServiceStatus uint8

// The statuses: not created yet; running; deleted, with tasks that still run; deleted, all of them stopping or STOPPED.
const (
	ServiceAbsent ServiceStatus = iota
	ServiceActive
	ServiceDraining
	ServiceInactive
)

// String is the status as ECS writes it; "MISSING", as DescribeServices has it among its failures, for one that isn't
// there.
func (s ServiceStatus) String() string {
	return [...]string{"MISSING", "ACTIVE", "DRAINING", "INACTIVE"}[s]
}

// MaxDeployments is how many deployments of a service may be unfinished at once.
const MaxDeployments = 5

// EventCode is the shape of a service event; package reports has the wording.
type EventCode uint8

// The service events.
const (
	EventStarted EventCode = iota + 1
	EventStoppedRunning
	EventStoppedPending
	EventRegistered
	EventDeregistered
	EventDraining
	EventUnhealthyTarget
	EventUnhealthyContainer
	EventUnplaced
	EventBoundsStuck
	EventStartsImpaired
	EventDeploymentCompleted
	EventDeploymentFailed
	EventRollingBack
	EventSteadyState
	EventProtected // tasks under scale-in protection keep the service from a steady state
	EventUnstarted // a placed task could not be started
	EventZonesBalanced
	EventZonesUnbalanced
	EventRebalancingStarted // tasks were started in a zone
	EventRebalancingStopped // tasks were stopped in a zone
	EventRebalancingUnplaced
	EventRebalancingEnded // before the zones were balanced
	EventRebalancingHeld  // tasks under scale-in protection keep the zones from being balanced
	lastEvent             = EventRebalancingHeld
)

// EventCodes are all shapes of service events.
func EventCodes() []EventCode {
	var list []EventCode
	for code := EventStarted; code <= lastEvent; code++ {
		list = append(list, code)
	}
	return list
}

// String is the name of the shape in records.ndjson: "steadyState".
func (c EventCode) String() string {
	return [...]string{
		"none",
		"started", "stoppedRunning", "stoppedPending", "registered", "deregistered", "draining", "unhealthyTarget",
		"unhealthyContainer", "unplaced", "boundsStuck", "startsImpaired", "deploymentCompleted", "deploymentFailed",
		"rollingBack", "steadyState", "protected", "unstarted", "zonesBalanced", "zonesUnbalanced", "rebalancingStarted",
		"rebalancingStopped", "rebalancingUnplaced", "rebalancingEnded", "rebalancingHeld",
	}[c]
}

// Settings are the bounds that the scheduler works with.
type Settings struct {
	Desired               int32
	MinimumHealthyPercent int32
	MaximumPercent        int32
	Floor                 int32 // tasks that have to stay healthy
	Cap                   int32 // tasks that may exist at once
}

// Block is a set of things that hold a deployment back.
type Block uint16

// What can hold a deployment back.
const (
	BlockedByFloor       Block = 1 << iota // stopping another healthy task would break minimumHealthyPercent
	BlockedByCap                           // starting another task would break maximumPercent
	BlockedByCapacity                      // no container instance fits
	BlockedByHealth                        // tasks are starting, or wait for their first verdict
	BlockedByStops                         // tasks are still stopping
	BlockedByBackoff                       // starts failed and are tried again later
	BlockedByUnhealthy                     // tasks are unhealthy inside their grace period
	BlockedByLaunchRate                    // the scheduler starts only so many tasks a minute
	BlockedByProtection                    // tasks under scale-in protection can't be stopped
	BlockedByBake                          // the alarms are watched for a while before the deployment completes
	BlockedByFargateRate                   // Fargate launches only so many tasks of the account
)

// PassFacts are what a pass decided and how it left the service.
type PassFacts struct {
	Blocked Block
	Floor   int32
	Cap     int32
	Healthy int32 // healthy and not told to stop
	Alive   int32 // tasks that count toward the cap
	Pending int32 // on their way to RUNNING
	Waiting int32 // RUNNING, first verdict outstanding
	Stops   int32 // stop decisions of this pass
	Starts  int32 // starts of this pass
	Wanted  int32 // further starts that the pass wanted and did not get
	Surplus int32 // further stops that it wanted and did not get
	Ending  int32 // tasks told to stop that haven't STOPPED
	// Failures in a row to place a task, and the time of the next attempt, when BlockedByBackoff.
	Failures int32
	RetryAt  Time
}

// Lacks is a set of things that keep a container instance from taking a task.
type Lacks uint16

// What it can be: resources that are taken, a static port in use, no network interface left, a constraint that isn't met,
// an agent that is disconnected, an instance that is DRAINING, as many static ports in use as there may be, an attribute that it hasn't got.
const (
	LackCPU Lacks = 1 << iota
	LackMemory
	LackGPU
	LackPort
	LackENI
	LackDistinct // it has a task of the service already
	LackMember   // memberOf isn't met
	LackAgent
	LackActive
	LackPorts     // it would have more than MaxReservedPorts
	LackAttribute // that the task definition requires
)

// NumLacks is the number of kinds.
const NumLacks = 11

// Len is the number of things in the set.
func (l Lacks) Len() int { return bits.OnesCount16(uint16(l)) }

// Refusal is why no container instance took a task: how many lacked what, and the one that came closest.
type Refusal struct {
	Instances    int32           // registered container instances
	Lack         [NumLacks]int32 // how many of these lack each thing, by bit of Lacks; one may lack several
	CPUAndMemory int32           // how many lack both
	Want         Claim
	Closest      InstanceID // NoInstance in a cluster without instances
	ClosestFree  Resources  // what it has free
	ClosestLacks Lacks
	// Each is what each of them lacks, in order of InstanceID. It is lent as the record is.
	Each []InstanceLacks
}

// InstanceLacks is what a container instance lacks.
type InstanceLacks struct {
	Instance InstanceID
	Lacks    Lacks
}

// Count counts an instance that lacks so much.
func (r *Refusal) Count(l Lacks) {
	for i := range r.Lack {
		if l>>i&1 != 0 {
			r.Lack[i]++
		}
	}
	if l&(LackCPU|LackMemory) == LackCPU|LackMemory {
		r.CPUAndMemory++
	}
}

// Lacking is how many instances lack something.
func (r *Refusal) Lacking(l Lacks) int32 { return r.Lack[bits.TrailingZeros16(uint16(l))] }

// Outcome is how a service stands at the end of a run.
type Outcome uint8

// The outcomes.
const (
	// OutcomeSettled: its deployment is COMPLETED and nothing moves any more.
	OutcomeSettled Outcome = iota
	// OutcomeStuck: its deployment isn't COMPLETED and nothing that is under way will change that.
	OutcomeStuck
	// OutcomeUnfinished: the run's duration ended first.
	OutcomeUnfinished
	// OutcomeFailed: its deployment is FAILED and nothing moves any more.
	OutcomeFailed
)

// String is the outcome's name in results.
func (o Outcome) String() string { return [...]string{"settled", "stuck", "unfinished", "failed"}[o] }

// Recorder takes the records of a run, in order of time.
type Recorder interface {
	// Record takes r, which is lent for the duration of the call: a recorder that keeps it clones it.
	Record(r *Record)
}

// Log is a Recorder that keeps everything.
type Log []Record

// Record appends a copy of r.
func (l *Log) Record(r *Record) {
	c := *r
	c.Tasks = append([]TaskNumber(nil), r.Tasks...)
	c.InZones = append([]int32(nil), r.InZones...)
	c.Refusal.Each = append([]InstanceLacks(nil), r.Refusal.Each...)
	*l = append(*l, c)
}

// Recorders sends every record to each of several recorders, in order.
type Recorders []Recorder

// Record hands r on.
func (rs Recorders) Record(r *Record) {
	for _, to := range rs {
		to.Record(r)
	}
}
