package scenarios

import "github.com/ecssim/ecssim/sim"

// Values that are taken where a scenario leaves one open and AWS names none. Each use is listed in the scenario's
// Assumptions, with the reason beside it here.
const (
	provisionENI   = 14 * sim.Second
	pullENI        = 6400 * sim.Millisecond
	startENI       = 200 * sim.Millisecond
	deprovisionENI = 12900 * sim.Millisecond

	reasonStartENI = "AWS's sample of a task on EC2 in awsvpc mode, 2025-05: 14.5 s to the pull, 6.4 s pull, 0.2 s to RUNNING; a second one took 13.4 s to the pull"
	reasonStopENI  = "one sample of a task on EC2 in awsvpc mode, 2025-09"

	provisionBridge   = 1600 * sim.Millisecond
	pullBridge        = 5600 * sim.Millisecond
	startBridge       = 1200 * sim.Millisecond
	deprovisionBridge = 0 * sim.Second

	reasonStartBridge = "one sample of a task on EC2 in bridge mode, 2021; taken for host and none as well"
	reasonStopBridge  = "assumed: there is no network interface to detach, and no sample"

	exitHandled = 2 * sim.Second
	reasonExit  = "programs that exit on SIGTERM took 1.7 to 2.3 s on Fargate, 2026"

	provisionFargate   = 12 * sim.Second
	pullFargate        = 8800 * sim.Millisecond
	startFargate       = 700 * sim.Millisecond
	deprovisionFargate = 23500 * sim.Millisecond

	reasonProvisionFargate = "tasks on Fargate since 2023: 10.3 to 15.7 s from creation to the pull, whatever their size"
	reasonPullFargate      = "three small tasks on Fargate, 2026-09: 6.9, 8.8 and 9.3 s"
	reasonStartFargate     = "tasks on Fargate of one container, 2025 and 2026: 0.5 to 0.8 s"
	reasonStopFargate      = "six tasks on Fargate since 2022: 22.6 to 24.4 s from the containers' end to STOPPED"

	reasonDealt = "assumed: as RunTask without a placement strategy does, which spreads over zones"

	fargateZonesText   = `["us-east-1a", "us-east-1b", "us-east-1c"]`
	reasonFargateZones = "assumed: three zones, where no instances say which there are"
	reasonFargateRate  = "endpoints and quotas of Amazon ECS: 500 a minute on Fargate in 16 older Regions, as on EC2, and 125 in all others"
	reasonFargateBurst = "endpoints and quotas of Amazon ECS: 100 tasks of the account at once and 20 a second in 16 older Regions, 25 and 5 in all others; what else the account launches isn't known"

	registrationApplication = 2 * sim.Second
	registrationNetwork     = 120 * sim.Second
	registrationClassic     = 2 * sim.Second

	reasonImage = "assumed: a container that names no image has one of its own in each revision, since most new revisions are there for a new image"

	reasonRegistrationApplication = "targets of an Application Load Balancer were healthy 1.1 to 3.3 s after registration, 2026"
	reasonRegistrationNetwork     = "assumed: AWS says only that registration with a Network Load Balancer can take minutes"
	reasonRegistrationClassic     = "assumed: as with an Application Load Balancer; there is no sample"
	reasonClassicPorts            = "a Classic Load Balancer sends to one port of each instance, so that ECS places no two of the service's tasks on one; the task definition names no host port that would hold them apart"

	reasonArchitecture = "assumed: most instance types are x86_64; without instanceType there is nothing to tell it from"

	launchEC2       = 24 * sim.Second
	reasonLaunchEC2 = "one instance with everything in its AMI was registered 24 s after its launch; others take minutes"

	reasonRebalancing = "assumed: services have Availability Zone rebalancing by default if they were created after 2025-09-05, which isn't known of one that is there from the beginning"
)

// assumedStep is the assumed value of one step of timing.
type assumedStep struct {
	step   string
	span   sim.Span
	reason string
}

// assumedSteps are the assumed values of timing in a network mode, or on Fargate.
func assumedSteps(networkMode string) []assumedStep {
	switch networkMode {
	case fargateLaunch:
		return []assumedStep{
			{"provision", provisionFargate, reasonProvisionFargate},
			{"pull", pullFargate, reasonPullFargate},
			{"start", startFargate, reasonStartFargate},
			{"exit", exitHandled, reasonExit},
			{"deprovision", deprovisionFargate, reasonStopFargate},
		}
	case "awsvpc":
		return []assumedStep{
			{"provision", provisionENI, reasonStartENI},
			{"pull", pullENI, reasonStartENI},
			{"start", startENI, reasonStartENI},
			{"exit", exitHandled, reasonExit},
			{"deprovision", deprovisionENI, reasonStopENI},
		}
	}
	return []assumedStep{
		{"provision", provisionBridge, reasonStartBridge},
		{"pull", pullBridge, reasonStartBridge},
		{"start", startBridge, reasonStartBridge},
		{"exit", exitHandled, reasonExit},
		{"deprovision", deprovisionBridge, reasonStopBridge},
	}
}
