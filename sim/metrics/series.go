package metrics

import "github.com/ecssim/ecssim/sim"

// Sample is the counts of one deployment from an instant on, until its next sample. Pending, Running and Stopping are
// disjoint; Healthy and Unhealthy are parts of Running. A task that is told to stop leaves Running and Healthy at once.
type Sample struct {
	At         sim.Time
	Service    sim.ServiceID
	Deployment sim.DeploymentID
	Definition sim.TaskDefinitionID
	Status     sim.DeploymentStatus

	Desired   int32 // what the deployment has asked for so far, or still keeps
	Pending   int32
	Running   int32
	Healthy   int32
	Unhealthy int32
	Stopping  int32
}

// BoundsStep is the desired count, floor and cap that a service's scheduler works with from an instant on.
type BoundsStep struct {
	At      sim.Time
	Service sim.ServiceID
	sim.Settings
}
