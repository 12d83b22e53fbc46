package starter

// action is what Import does with a key of a response.
type action uint8

const (
	// quiet keys have no effect on capacity or timing: names, dates, states, environment, logs, permissions.
	quiet action = iota
	// keep copies the key as it is.
	keep
	// unmodelled keys have an effect that ecssim doesn't simulate. They are left out with a note.
	unmodelled
	// apart are keys that code looks at.
	apart
)

// rule is one key of a response's object, and what becomes of it.
type rule struct {
	key    string
	do     action
	what   string // of an unmodelled key: what isn't simulated
	skip   string // a value that means the same as none
	inside []rule // of a key that holds an object or a list of objects
}

func quietly(keys ...string) []rule {
	rules := make([]rule, len(keys))
	for i, key := range keys {
		rules[i] = rule{key: key}
	}
	return rules
}

func kept(keys ...string) []rule {
	rules := make([]rule, len(keys))
	for i, key := range keys {
		rules[i] = rule{key: key, do: keep}
	}
	return rules
}

// serviceRules are the keys of a service in a response of DescribeServices.
func serviceRules() []rule {
	return append([]rule{
		{key: "serviceName", do: keep},
		{key: "taskDefinition", do: apart},
		{key: "desiredCount", do: apart},
		{key: "launchType", do: apart},
		{key: "capacityProviderStrategy", do: apart},
		{key: "schedulingStrategy", do: keep, skip: "REPLICA"},
		{key: "healthCheckGracePeriodSeconds", do: keep, skip: "0"},
		{key: "availabilityZoneRebalancing", do: keep},
		{key: "placementConstraints", do: keep, inside: kept("type", "expression")},
		{key: "placementStrategy", do: apart},
		{key: "loadBalancers", do: apart},
		{key: "deploymentConfiguration", do: apart},
		{key: "deploymentController", do: apart},
		{key: "serviceConnectConfiguration", do: apart},
		{key: "taskSets", do: unmodelled, what: "task sets"},
		{key: "vpcLatticeConfigurations", do: unmodelled, what: "VPC Lattice"},
		{key: "gatewayConnectors", do: unmodelled, what: "gateway connectors"},
		{key: "volumeConfigurations", do: unmodelled, what: "volumes that are attached at launch"},
	}, quietly("serviceArn", "clusterArn", "status", "runningCount", "pendingCount", "deployments", "events", "createdAt", "createdBy", "role",
		"roleArn", "platformVersion", "platformFamily", "networkConfiguration", "serviceRegistries", "enableECSManagedTags",
		"enableExecuteCommand", "propagateTags", "tags", "currentServiceDeployment", "currentServiceRevisions", "resourceManagementType",
		"monitoring")...)
}

// configurationRules are the keys of a service's deploymentConfiguration.
func configurationRules() []rule {
	return []rule{
		{key: "minimumHealthyPercent", do: keep},
		{key: "maximumPercent", do: keep},
		{key: "deploymentCircuitBreaker", do: apart},
		{key: "alarms", do: apart},
		{key: "bakeTimeInMinutes", do: apart},
		{key: "strategy", do: apart},
		{key: "earlySuccessCriteria", do: keep, inside: kept("enable", "healthyPercent", "sourceServiceRevisionCleanup")},
		{key: "lifecycleHooks", do: unmodelled, what: "lifecycle hooks"},
		{key: "linearConfiguration", do: unmodelled, what: "deployments that shift traffic in steps"},
		{key: "canaryConfiguration", do: unmodelled, what: "canary deployments"},
	}
}

// breakerRules are the keys of a deploymentCircuitBreaker.
func breakerRules() []rule {
	return []rule{
		{key: "enable", do: keep},
		{key: "rollback", do: keep},
		{key: "resetOnHealthyTask", do: keep, skip: "true"},
		{key: "thresholdConfiguration", do: keep, inside: kept("type", "value")},
	}
}

// definitionRules are the keys of a task definition in a response of DescribeTaskDefinition.
func definitionRules() []rule {
	return append([]rule{
		{key: "family", do: keep},
		{key: "revision", do: keep},
		{key: "status", do: apart},
		{key: "cpu", do: keep},
		{key: "memory", do: keep},
		{key: "networkMode", do: keep},
		{key: "requiresCompatibilities", do: keep},
		{key: "runtimePlatform", do: apart},
		{key: "placementConstraints", do: keep, inside: kept("type", "expression")},
		{key: "volumes", do: apart},
		{key: "containerDefinitions", do: apart},
		{key: "inferenceAccelerators", do: unmodelled, what: "accelerators"},
	}, quietly("taskDefinitionArn", "taskRoleArn", "executionRoleArn", "compatibilities", "requiresAttributes", "pidMode", "ipcMode",
		"proxyConfiguration", "ephemeralStorage", "enableFaultInjection", "registeredAt", "registeredBy", "deregisteredAt",
		"deleteRequestedAt", "tags")...)
}

// containerRules are the keys of a container definition.
func containerRules() []rule {
	return append([]rule{
		{key: "name", do: keep},
		{key: "image", do: keep},
		{key: "cpu", do: keep, skip: "0"},
		{key: "memory", do: keep},
		{key: "memoryReservation", do: keep},
		{key: "essential", do: keep, skip: "true"},
		{key: "stopTimeout", do: keep},
		{key: "startTimeout", do: keep},
		{key: "versionConsistency", do: keep, skip: "enabled"},
		{key: "portMappings", do: keep, inside: append([]rule{
			{key: "containerPort", do: keep},
			{key: "hostPort", do: keep},
			{key: "containerPortRange", do: keep},
			{key: "protocol", do: keep, skip: "tcp"},
		}, quietly("name", "appProtocol")...)},
		{key: "healthCheck", do: apart},
		{key: "dependsOn", do: keep, inside: kept("containerName", "condition")},
		{key: "restartPolicy", do: keep, inside: kept("enabled", "ignoredExitCodes", "restartAttemptPeriod")},
		{key: "resourceRequirements", do: apart},
	}, quietly("command", "credentialSpecs", "disableNetworking", "dnsSearchDomains", "dnsServers", "dockerLabels", "dockerSecurityOptions",
		"entryPoint", "environment", "environmentFiles", "extraHosts", "firelensConfiguration", "hostname", "interactive", "links",
		"linuxParameters", "logConfiguration", "mountPoints", "privileged", "pseudoTerminal", "readonlyRootFilesystem",
		"repositoryCredentials", "secrets", "systemControls", "ulimits", "user", "volumesFrom", "workingDirectory")...)
}

// targetGroupRules are the keys of a target group in a response of DescribeTargetGroups.
func targetGroupRules() []rule {
	return append([]rule{
		{key: "Protocol", do: apart},
		{key: "HealthCheckIntervalSeconds", do: apart},
		{key: "HealthyThresholdCount", do: apart},
		{key: "UnhealthyThresholdCount", do: apart},
		{key: "LoadBalancerArns", do: apart},
		{key: "HealthCheckEnabled", do: apart},
	}, quietly("TargetGroupArn", "TargetGroupName", "Port", "VpcId", "HealthCheckProtocol", "HealthCheckPort", "HealthCheckTimeoutSeconds",
		"HealthCheckPath", "Matcher", "TargetType", "ProtocolVersion", "IpAddressType", "TargetControlPort")...)
}
