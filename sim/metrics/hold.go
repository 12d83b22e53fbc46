package metrics

// Hold is what a deployment waits for during a part of its time.
type Hold uint8

// What it can be, roughly in the order of a deployment.
const (
	// HoldAPI: the scheduler hasn't seen the API call yet.
	HoldAPI Hold = iota
	// HoldPass: the next pass of the scheduler.
	HoldPass
	// HoldProvision: a task is PROVISIONING.
	HoldProvision
	// HoldHost: a task is PENDING, placed, and its container instance has no room yet.
	HoldHost
	// HoldStart: a task is ACTIVATING: image pull and start of its containers.
	HoldStart
	// HoldRegistration: a task is RUNNING and its targets aren't registered yet.
	HoldRegistration
	// HoldTargetHealth: the first verdict of a target group.
	HoldTargetHealth
	// HoldContainerHealth: the first verdict of container health checks.
	HoldContainerHealth
	// HoldForty: a task that nothing checks has to be RUNNING for 40 s before it counts.
	HoldForty
	// HoldFailing: a task that failed was RUNNING until that was found.
	HoldFailing
	// HoldInstanceGone: a task was RUNNING until its container instance was gone.
	HoldInstanceGone
	// HoldLoss: a task is gone and the scheduler hasn't missed it yet.
	HoldLoss
	// HoldInstanceLoss: a container instance is gone with its tasks and ECS hasn't noticed yet.
	HoldInstanceLoss
	// HoldAgent: the agent of a task's container instance is disconnected, and has something to do or to tell.
	HoldAgent
	// HoldDeregister: a task was told to stop and its targets aren't deregistered yet.
	HoldDeregister
	// HoldDrain: the deregistration delay.
	HoldDrain
	// HoldSigterm: between the end of the deregistration delay and SIGTERM.
	HoldSigterm
	// HoldExit: from SIGTERM to the end of the containers.
	HoldExit
	// HoldKill: likewise, of containers that didn't end before stopTimeout was over.
	HoldKill
	// HoldDeprovision: what is left of a task without containers is detached.
	HoldDeprovision
	// HoldFloor: minimumHealthyPercent lets no task be stopped.
	HoldFloor
	// HoldCap: maximumPercent lets no task be started.
	HoldCap
	// HoldBounds: both.
	HoldBounds
	// HoldCapacity: no container instance has room.
	HoldCapacity
	// HoldBackoff: starts failed and are tried again later.
	HoldBackoff
	// HoldLaunchRate: the scheduler starts only so many tasks a minute.
	HoldLaunchRate
	// HoldFargateRate: Fargate launches only so many tasks of the account.
	HoldFargateRate
	// HoldGrace: tasks are unhealthy inside their grace period.
	HoldGrace
	// HoldProtection: tasks under scale-in protection can't be stopped.
	HoldProtection
	// HoldBake: the alarms are watched for a while.
	HoldBake
	// HoldTasks: tasks start, await a verdict or stop, none of which led on.
	HoldTasks
	// HoldNothing: nothing was under way.
	HoldNothing
	NumHolds
)

// String is the hold's name in results.
func (h Hold) String() string {
	return [...]string{
		"apiLag", "pass", "provisioning", "host", "pullAndStart", "registration", "targetHealth", "containerHealth",
		"fortySeconds", "failing", "instanceGone", "lossLag", "instanceLossLag", "agent", "deregisterLag", "deregistrationDelay", "drainLag", "exit", "stopTimeout", "deprovisioning",
		"floor", "cap", "bounds", "capacity", "backoff", "launchRate", "fargateRate", "gracePeriod", "protection", "bakeTime", "tasks",
		"nothing",
	}[h]
}
