package scenarios

import (
	"slices"
	"strings"
)

// unmodelled is a valid setting that would change capacity or timing and that ecssim doesn't simulate yet. It is refused
// by name, never ignored.
type unmodelled struct {
	key  string    // path of the format, or an end of it where several tables share it
	when condition // which values of the setting aren't modelled
	what string    // what isn't modelled
	fix  string    // how to do without
}

// condition is a condition on a value.
type condition struct {
	words string           // for the reference
	holds func(*node) bool // nil where only the builder knows, which asks with refusedIfTaken
}

const leaveOut = "leave it out"

// notModelled is everything of the kind. Whoever models a setting deletes its row.
func notModelled() []unmodelled {
	return slices.Concat(notModelledInClusters(), notModelledInTaskDefinitions(), notModelledInServices(), notModelledInTimelines())
}

func notModelledInClusters() []unmodelled {
	return []unmodelled{
		{"sweep", always(), "sweeps in a scenario", leaveOut},

		{"targetGroups.healthCheckEnabled", isFalse(), "target groups without health checks", "leave it out, or set it to true"},
	}
}

func notModelledInTaskDefinitions() []unmodelled {
	return []unmodelled{
		{"taskDefinitions.inferenceAccelerators", notEmpty(), "accelerators", leaveOut},
		{"taskDefinitions.runtimePlatform.operatingSystemFamily", begins("WINDOWS"), "Windows tasks", leaveOut},
		{"taskDefinitions.volumes.configuredAtLaunch", isTrue(), "volumes attached at launch", leaveOut},
		{"containerDefinitions.resourceRequirements.type", begins("InferenceAccelerator"), "accelerators", leaveOut},
	}
}

func notModelledInServices() []unmodelled {
	return []unmodelled{
		{"services.deployments", severalOf(), "a service that begins in the middle of a deployment", "keep only the PRIMARY deployment"},
		{"services.taskSets", notEmpty(), "task sets", leaveOut},
		// Keys without a table in front stand in a service, in createService and in updateService.
		{"launchType", known("EXTERNAL, MANAGED_INSTANCES"), "launch types other than EC2 and FARGATE", `set it to "EC2"`},
		{"vpcLatticeConfigurations", notEmpty(), "VPC Lattice", leaveOut},
		{"gatewayConnectors", notEmpty(), "gateway connectors", leaveOut},
		{"volumeConfigurations", known("not empty"), "volumes attached at launch", leaveOut},
		{"capacityProviderStrategy", known("not empty"), "capacity providers", leaveOut},
		{"deploymentController.type", known("CODE_DEPLOY, EXTERNAL"), "deployment controllers other than ECS", `set it to "ECS"`},

		{"deploymentConfiguration.strategy", known("BLUE_GREEN, LINEAR, CANARY"), "deployments other than rolling ones", `set it to "ROLLING"`},
		{"deploymentConfiguration.lifecycleHooks", known("not empty"), "lifecycle hooks", leaveOut},
	}
}

func notModelledInTimelines() []unmodelled {
	return []unmodelled{
		{"timeline.interruptSpot", always(), "Spot interruptions", leaveOut},
	}
}

func always() condition {
	return condition{"always", func(*node) bool { return true }}
}

func isTrue() condition {
	return condition{"true", func(n *node) bool { return n.data == any(true) }}
}

func isFalse() condition {
	return condition{"false", func(n *node) bool { return n.data == any(false) }}
}

func notEmpty() condition {
	return condition{"not empty", func(n *node) bool { return n.length() > 0 }}
}

func severalOf() condition {
	return condition{"more than one", func(n *node) bool { return n.length() > 1 }}
}

func begins(with string) condition {
	return condition{with + "…", func(n *node) bool {
		s, ok := n.data.(string)
		return ok && strings.HasPrefix(s, with)
	}}
}

// known is a condition that the builder decides on, since it concerns several keys.
func known(words string) condition { return condition{words: words} }

// length is how many entries a list or a table has.
func (n *node) length() int {
	switch data := n.data.(type) {
	case []*node:
		return len(data)
	case *table:
		return len(data.names)
	}
	return 0
}
