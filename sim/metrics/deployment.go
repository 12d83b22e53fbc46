package metrics

import "github.com/ecssim/ecssim/sim"

// Counts is how many tasks are in which part of their life. Pending, Running and Stopping are disjoint; Healthy and
// Unhealthy are parts of Running. A task that is told to stop leaves Pending, Running and Healthy at once.
type Counts struct {
	Pending   int32 // PROVISIONING, PENDING or ACTIVATING
	Running   int32 // RUNNING
	Healthy   int32 // RUNNING, and HEALTHY as the scheduler counts it
	Unhealthy int32 // RUNNING, and UNHEALTHY
	Stopping  int32 // DEACTIVATING, STOPPING or DEPROVISIONING
}

// Tasks is the tasks that are RUNNING or on their way there.
func (c Counts) Tasks() int32 { return c.Pending + c.Running }

// Occupied is the tasks that exist: Tasks, and those that are stopping.
func (c Counts) Occupied() int32 { return c.Pending + c.Running + c.Stopping }

// End is why the window of a deployment is over.
type End uint8

// The ends of a window. The first of them to come counts.
const (
	// StillOpen: the run goes on, or was broken off.
	StillOpen End = iota
	// EndCompleted: the rollout state became COMPLETED.
	EndCompleted
	// EndFailed: the rollout state became FAILED.
	EndFailed
	// EndSuperseded: a newer deployment became PRIMARY.
	EndSuperseded
	// EndDeleted: the service was deleted.
	EndDeleted
	// EndOfRun: the run ended first.
	EndOfRun
)

// String is the end's name in results.
func (e End) String() string {
	return [...]string{"open", "completed", "failed", "superseded", "deleted", "end of run"}[e]
}

// NoAction stands where no timeline action created a deployment.
const NoAction = -1

// Deployment is what one deployment amounts to. The numbers of its window are about all tasks of its service, whichever
// deployment they belong to, since that is what the service's users feel and what its instances carry.
//
// The window runs from the record that created the deployment to the one that ended it (see End). The deployment that
// a STEADY service begins with has been COMPLETED long ago; its window runs from the run's beginning until a newer
// deployment is created, or to the run's end. What is said of an instant (least, peak) is said of the state after all
// records of that instant, at every instant from Created to Ended, both included. What is counted (tasks started and
// the like) is counted from the record that opens the window to the one that closes it. "Desired" and "floor" are what
// the scheduler works with at the time, as KindSettings says. Sums over time are in task-milliseconds: one task for one
// millisecond.
type Deployment struct {
	Service sim.ServiceID
	ID      sim.DeploymentID
	Revision
	Action  int32 // the timeline action that created it at its own instant, or NoAction
	Initial bool  // what a STEADY service begins with: COMPLETED when first recorded

	Created sim.Time
	Begun   bool     // the scheduler has begun with it, at BegunAt; an initial one's beginning isn't known
	BegunAt sim.Time // the first pass, or change by one, after its creation
	Updated sim.Time // of the latest KindDeployment, or of a later update of the service whose PRIMARY one it is
	Ended   sim.Time // the end of the window; means nothing while End is StillOpen
	End     End

	// How the deployment stands at the latest instant.
	Status    sim.DeploymentStatus
	Rollout   sim.RolloutState
	Requested int32 // its own desiredCount as DescribeServices shows it
	Failed    int32 // its failedTasks
	Counts          // its own tasks

	// Its own tasks over the whole run.
	OwnStarted int32 // created after the beginning
	OwnEnded   int32 // told to stop, or ended by themselves
	OwnFailed  int32 // of OwnEnded, those that TasksFailed counts

	OwnFailures [NumCauses]Failures // OwnFailed by Cause
	OldFailures [NumCauses]Failures // of tasks of other deployments, in its window
	UserStops   int32               // tasks of the service that StopTask stopped in its window
	HostLosses  int32               // tasks of the service that went with their container instances in its window
	FailedBy    sim.FailedBy        // what failed it, of a FAILED one; of one that is rolled back to, what failed the other
	Triggers    []Trigger           // the alarms in ALARM when they failed it
	Rollback    Rollback            // of a deployment that is EndFailed
	Stop        Stop
	// AlarmsIgnored says that one of the service's alarms was in ALARM when the deployment was created, so that it goes on
	// without them (D26 deployment-alarm-failure). Whether alarms are switched on is the service's to say.
	AlarmsIgnored bool
	Restarts      int32    // of containers of its tasks, in place
	Bake          sim.Span // for how long it was complete but for its bake time, of one that completed
	Guarded       sim.Span // for how long of its window passes found tasks in the way that are under scale-in protection

	DesiredFirst int32 // the service's desired count at the window's beginning
	HealthyFirst int32 // the service's healthy tasks then
	Desired      int32 // the service's desired count at the window's end
	Floor        int32 // the service's floor at the window's end
	Cap          int32 // the service's cap at the window's end

	Rescaled bool // the service's desired count changed in the window
	Dip      Dip
	Later    Later

	// Shares are MinHealthy, MinRunning, PeakTasks and PeakOccupied as shares of the desired count of the same instant, in that
	// order: the least or the most of those instants at which some task was desired.
	Shares [NumShares]Share

	MinHealthy        int32      // least number of healthy tasks
	MinRunning        int32      // least number of RUNNING tasks
	PeakTasks         int32      // most tasks RUNNING or on their way there
	PeakOccupied      int32      // most tasks that existed, stopping ones included
	HealthyDeficit    int64      // sum over time of desired - healthy, where positive
	TimeAtFloor       sim.Span   // how long healthy was below the floor, or at it while the floor was below desired
	Surge             int64      // sum over time of Tasks - desired, where positive
	TasksStarted      int32      // tasks created; those that a STEADY service begins with were not
	TasksStopped      int32      // tasks told to stop, for whatever reason
	TasksFailed       int32      // tasks that ended untold and not with their container instance, or were told to stop because a health check failed
	Sigkills          int32      // tasks whose containers had to be killed, not having ended stopTimeout after SIGTERM
	PlacementFailures int32      // refusals: one for every pass and deployment that could not place all that it wanted
	HostWait          int64      // sum over time of the tasks in PENDING, placed and waiting for their instance
	HostWaiters       int32      // how many tasks waited so
	HostWaitMost      sim.Span   // the longest of their waits, as far as it is in the window
	AgentWaits        AgentWaits // of tasks of the service, as far as they are in the window
	PeakCPU           int64      // most CPU units reserved at once by the Tasks; a task told to stop reserves nothing
	PeakMemory        int64      // most MiB reserved at once by the Tasks
	HostsUsed         int32      // container instances that had a task of the service at some instant
	// ZoneSkew is, at the window's end, RUNNING tasks of the zone with most less those of that with least, of the zones that
	// have registered container instances then.
	ZoneSkew int32

	// WaiterPassed says whether "aws ecs wait services-stable", begun right after the deployment was created, returns
	// with success, and WaiterAfter how long that takes. It polls 40 times, 15 s apart, the first time at once, and
	// passes when one deployment is listed (PRIMARY or ACTIVE) and runningCount is desiredCount, both as
	// DescribeServices shows them: desiredCount changes with the API call. It outlives the window. When the run ends
	// before the last poll, a service that is settled or stuck stays as it is and the remaining polls see that; one
	// that is unfinished has not passed.
	WaiterPassed bool
	WaiterAfter  sim.Span
}

// Duration is the time from creation to COMPLETED; ok is false for a deployment that didn't complete in the run.
func (d *Deployment) Duration() (span sim.Span, ok bool) {
	return d.Ended.Sub(d.Created), d.End == EndCompleted
}

// First says whether d is the first deployment of a service that was created in the run, so that its tasks had to come
// up from nothing.
func (d *Deployment) First() bool { return d.ID == 0 && !d.Initial }

// Share is a number of tasks and of how many that are desired. Without an instant at which some were, Desired is 0.
type Share struct{ Tasks, Desired int32 }

// NumShares is how many metrics have shares.
const NumShares = 4

// Share is a metric as a share; ok is false for one that has none, or where no task was ever desired.
func (d *Deployment) Share(m sim.Metric) (share Share, ok bool) {
	switch m { //nolint:exhaustive // the others have none
	case sim.MetricMinHealthy:
		share = d.Shares[0]
	case sim.MetricMinRunning:
		share = d.Shares[1]
	case sim.MetricPeakTasks:
		share = d.Shares[2]
	case sim.MetricPeakOccupied:
		share = d.Shares[3]
	}
	return share, share.Desired > 0
}

// seeShares takes the shares of an instant.
func (d *Deployment) seeShares(c *Counts, desired int32) {
	if desired <= 0 {
		return
	}
	for i, now := range [NumShares]int32{c.Healthy, c.Running, c.Tasks(), c.Occupied()} {
		best := &d.Shares[i]
		order := int64(now)*int64(best.Desired) - int64(best.Tasks)*int64(desired)
		if lowest := i < 2; best.Desired == 0 || lowest && order < 0 || !lowest && order > 0 {
			*best = Share{now, desired}
		}
	}
}

// Stop is a call of StopServiceDeployment for a deployment.
type Stop struct {
	Requested bool // otherwise nothing here means anything
	At        sim.Time
	Rollback  bool // stopType ROLLBACK; otherwise ABORT
}

// Service is how a service stands at the latest instant; after the run, at its end.
type Service struct {
	API      API          // as the ECS API has it
	Settings sim.Settings // what the scheduler works with
	Counts   Counts       // all its tasks

	Created   sim.Time // by a call of CreateService; 0 for a service that is there from the beginning
	Deleted   bool     // by a call of DeleteService, at DeletedAt
	DeletedAt sim.Time
	GoneAt    sim.Time // when it became INACTIVE; means something only once API.Status says so
	Lasting   Lasting
	Protected int32 // tasks under scale-in protection that haven't been told to stop and haven't ended

	RefusedCalls  int32         // calls that the API refused: nothing of them took effect
	LastRefusal   *sim.APIError // of the latest of them
	RefusedAction int32         // the timeline action that was the latest of them

	Refusal sim.Refusal // the latest, without Each; means nothing unless Refused
	Refused bool

	Over    bool // its KindEnd has been seen; what follows means nothing before
	Outcome sim.Outcome
	Pass    sim.PassFacts // the facts of its last pass

	// Whole has the numbers of a window that is the whole run, over all of the service's deployments: from the service's first
	// instant to the run's end. What belongs to one deployment alone (states, duration, waiter) means nothing in it.
	Whole Deployment

	// Deployments are all of its deployments, by DeploymentID.
	Deployments []Deployment
	// Scalings are the changes of its desired count that came without a deployment, in order of time.
	Scalings []Scaling
	// Disturbances are what befell it by actions on container instances, in order of time.
	Disturbances []Disturbance
	Rebalancing  Rebalancing
}
