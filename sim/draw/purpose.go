package draw

// Purpose is what a draw is for. Draws of one entity for different purposes share nothing. The zero value is no
// purpose. The numbers are fixed for good: a new purpose takes the next free one, and changing one changes every run.
type Purpose uint8

// The purposes, by what draws for them.
const (
	Phase       Purpose = 1 // a service: where on the grid of its pass interval the scheduler's passes fall
	AgentPhase  Purpose = 2 // a container instance: where within its reporting interval the agent reports
	Provision   Purpose = 3 // a task: how long it is PROVISIONING (network interface and the like)
	Pull        Purpose = 4 // a task: how long its image takes to arrive; n tells images or attempts apart
	Start       Purpose = 5 // a task: container start to RUNNING
	Ready       Purpose = 6 // a task: RUNNING to passing its health checks
	Exit        Purpose = 7 // a task: SIGTERM to the program's exit
	Deprovision Purpose = 8 // a task: how long it is DEPROVISIONING

	PlaceTie Purpose = 9  // a task: which of equally good container instances it is placed on
	StopTie  Purpose = 10 // a service's pass: which of equally good tasks is stopped

	RegistrationDelay Purpose = 11 // a task: how long a target group takes to begin checking it

	Fault      Purpose = 12 // a task: whether a fault of its task definition strikes it; n tells faults apart
	FaultDelay Purpose = 13 // a task: how long after RUNNING the fault shows; n tells faults apart

	ContainerCheckPhase Purpose = 14 // a task: where within their interval its container health checks fall
	ContainerCheck      Purpose = 15 // a task: the outcome of its n-th container health check
	TargetCheckPhase    Purpose = 16 // a task: where within their interval its target group's checks fall
	TargetCheck         Purpose = 17 // a task: the outcome of its target group's n-th check

	Ends Purpose = 18 // a container: its start to its end by itself

	RandomPlace Purpose = 19 // a revision of a service: the n-th choice of the strategy random
	RandomStop  Purpose = 20 // a service: likewise of a task to stop

	Launch Purpose = 21 // a container instance: how long it takes from its n-th launch to ACTIVE
)
