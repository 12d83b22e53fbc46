package scenarios

// Tables that [[services]], createService and updateService share. What has no effect on capacity or timing is checked as
// the API checks it, and carried.

// networkTable is networkConfiguration.
type networkTable struct {
	AwsvpcConfiguration value[awsvpcTable] `toml:"awsvpcConfiguration" required:"yes" example:"{ subnets = [\"subnet-1\"] }" doc:"Subnets and security groups of the tasks' network interfaces." source:"ECS NetworkConfiguration"`
}

// awsvpcTable is networkConfiguration.awsvpcConfiguration.
type awsvpcTable struct {
	Subnets        value[[]string] `toml:"subnets" required:"yes" example:"[\"subnet-1\"]" items:"1..16" doc:"Subnets. A set: another order is no change (assumed)." source:"ECS AwsVpcConfiguration"`
	SecurityGroups value[[]string] `toml:"securityGroups" items:"0..5" doc:"Security groups. A set as well (assumed)." source:"ECS AwsVpcConfiguration"`
	AssignPublicIP value[string]   `toml:"assignPublicIp" default:"DISABLED" enum:"ENABLED,DISABLED" doc:"Whether tasks have public addresses." source:"ECS AwsVpcConfiguration"`
}

// registryTable is one of serviceRegistries.
type registryTable struct {
	RegistryARN   value[string] `toml:"registryArn" doc:"ARN of the Cloud Map service." source:"ECS ServiceRegistry"`
	Port          value[int]    `toml:"port" example:"80" range:"0..65535" doc:"Port of an SRV record, in awsvpc mode; not beside containerName and containerPort." source:"ECS ServiceRegistry"`
	ContainerName value[string] `toml:"containerName" example:"\"app\"" doc:"Container of the task definition; required in the modes bridge and host, with containerPort." source:"ECS ServiceRegistry"`
	ContainerPort value[int]    `toml:"containerPort" example:"80" range:"0..65535" doc:"Its port." source:"ECS ServiceRegistry"`
}

// connectTable is serviceConnectConfiguration.
type connectTable struct {
	Enabled                value[bool]                     `toml:"enabled" required:"yes" example:"true" doc:"Whether the service uses Service Connect." source:"ECS ServiceConnectConfiguration"`
	Namespace              value[string]                   `toml:"namespace" match:"namespace" absent:"the cluster's" example:"\"internal\"" doc:"Cloud Map namespace, by name or ARN: one of namespaces where the scenario lists them." source:"ECS ServiceConnectConfiguration"`
	Services               list[connectServiceTable]       `toml:"services" doc:"What others can connect to." source:"ECS ServiceConnectConfiguration"`
	LogConfiguration       value[logConfigurationTable]    `toml:"logConfiguration" doc:"Log of the proxy." source:"ECS ServiceConnectConfiguration"`
	AccessLogConfiguration value[accessConfigurationTable] `toml:"accessLogConfiguration" doc:"Access log of the proxy." source:"ECS ServiceConnectConfiguration"`
}

// connectServiceTable is one of serviceConnectConfiguration.services.
type connectServiceTable struct {
	PortName            value[string]          `toml:"portName" required:"yes" example:"\"http\"" doc:"Name of one of the task definition's portMappings." source:"ECS ServiceConnectService"`
	DiscoveryName       value[string]          `toml:"discoveryName" absent:"portName" match:"discovery" example:"\"web\"" doc:"Name of the Cloud Map service." source:"ECS ServiceConnectService"`
	ClientAliases       list[clientAliasTable] `toml:"clientAliases" items:"1..1" doc:"Where clients find it. The API page wants one." source:"ECS ServiceConnectService"`
	IngressPortOverride value[int]             `toml:"ingressPortOverride" absent:"the container port" example:"8080" range:"1..65535" doc:"Port of the proxy." source:"ECS ServiceConnectService"`
	Timeout             value[timeoutTable]    `toml:"timeout" doc:"Timeouts of the proxy." source:"ECS ServiceConnectService"`
	TLS                 value[anyTable]        `toml:"tls" carried:"yes"`
}

// clientAliasTable is one of clientAliases.
type clientAliasTable struct {
	Port             value[int]      `toml:"port" required:"yes" example:"80" range:"1..65535" doc:"Port that the proxies of clients listen on." source:"ECS ServiceConnectClientAlias"`
	DNSName          value[string]   `toml:"dnsName" absent:"discoveryName and namespace" match:"dns" example:"\"web\"" doc:"Name that clients use." source:"ECS ServiceConnectClientAlias"`
	TestTrafficRules value[anyTable] `toml:"testTrafficRules" carried:"yes"`
}

// timeoutTable is serviceConnectConfiguration.services.timeout.
type timeoutTable struct {
	Idle       value[int64] `toml:"idleTimeoutSeconds" range:"0..2147483647" doc:"Seconds without traffic; 0 for no limit." source:"ECS TimeoutConfiguration"`
	PerRequest value[int64] `toml:"perRequestTimeoutSeconds" range:"0..2147483647" doc:"Seconds for a request; 0 for no limit." source:"ECS TimeoutConfiguration"`
}

// logConfigurationTable is serviceConnectConfiguration.logConfiguration.
type logConfigurationTable struct {
	LogDriver     value[string]     `toml:"logDriver" required:"yes" example:"\"awslogs\"" enum:"json-file,syslog,journald,gelf,fluentd,awslogs,splunk,awsfirelens" doc:"Log driver." source:"ECS LogConfiguration"`
	Options       value[textTable]  `toml:"options" doc:"Options of the driver." source:"ECS LogConfiguration"`
	SecretOptions list[secretTable] `toml:"secretOptions" doc:"Secrets for the driver." source:"ECS LogConfiguration"`
}

// secretTable is one of secretOptions.
type secretTable struct {
	Name      value[string] `toml:"name" required:"yes" example:"\"token\"" doc:"Name of the secret." source:"ECS Secret"`
	ValueFrom value[string] `toml:"valueFrom" required:"yes" example:"\"arn:aws:ssm:us-east-1:123456789012:parameter/token\"" doc:"ARN of the secret, or name of the parameter." source:"ECS Secret"`
}

// accessConfigurationTable is serviceConnectConfiguration.accessLogConfiguration.
type accessConfigurationTable struct {
	Format                 value[string] `toml:"format" required:"yes" enum:"TEXT,JSON" example:"\"JSON\"" doc:"Format." source:"ECS ServiceConnectAccessLogConfiguration"`
	IncludeQueryParameters value[string] `toml:"includeQueryParameters" enum:"DISABLED,ENABLED" example:"\"DISABLED\"" doc:"Whether queries are written." source:"ECS ServiceConnectAccessLogConfiguration"`
}

// providerTable is one of capacityProviderStrategy.
type providerTable struct {
	CapacityProvider value[string] `toml:"capacityProvider" required:"yes" example:"\"ec2\"" doc:"Name of the capacity provider." source:"ECS CapacityProviderStrategyItem"`
	Weight           value[int]    `toml:"weight" default:"0" range:"0..1000" doc:"Share of the tasks beyond base. At least one entry has a weight above 0." source:"ECS CapacityProviderStrategyItem"`
	Base             value[int]    `toml:"base" default:"0" range:"0..100000" doc:"Tasks that come first. Only one entry has one." source:"ECS CapacityProviderStrategyItem"`
}

// constraintTable is one of placementConstraints.
type constraintTable struct {
	Type       value[string] `toml:"type" enum:"distinctInstance,memberOf" example:"\"memberOf\"" doc:"Kind of constraint." source:"ECS PlacementConstraint"`
	Expression value[string] `toml:"expression" example:"\"attribute:stack == prod\"" doc:"Query in the cluster query language, of at most 2,000 characters; with memberOf only." source:"ECS PlacementConstraint"`
}

// definitionConstraintTable is one of taskDefinitions.placementConstraints.
type definitionConstraintTable struct {
	Type       value[string] `toml:"type" required:"yes" enum:"memberOf" example:"\"memberOf\"" doc:"Kind of constraint; distinctInstance is for services only." source:"ECS TaskDefinitionPlacementConstraint"`
	Expression value[string] `toml:"expression" example:"\"attribute:stack == prod\"" doc:"As in a service's." source:"ECS TaskDefinitionPlacementConstraint"`
}

// strategyTable is one of placementStrategy.
type strategyTable struct {
	Type  value[string] `toml:"type" enum:"random,spread,binpack" example:"\"spread\"" doc:"Kind of strategy." source:"ECS PlacementStrategy"`
	Field value[string] `toml:"field" example:"\"attribute:ecs.availability-zone\"" doc:"instanceId, host (the same) or attribute:NAME for spread, cpu or memory for binpack, absent for random." source:"ECS PlacementStrategy"`
}

// tagTable is one of a service's tags.
type tagTable struct {
	Key   value[string] `toml:"key" example:"\"stage\"" doc:"At most 128 characters, not beginning with aws:, each key once." source:"ECS Tag"`
	Value value[string] `toml:"value" example:"\"prod\"" doc:"At most 256 characters." source:"ECS Tag"`
}

// hookTable is one of lifecycleHooks.
type hookTable struct {
	TargetType           value[string]   `toml:"targetType" default:"AWS_LAMBDA" enum:"AWS_LAMBDA,PAUSE" doc:"What is called." source:"ECS DeploymentLifecycleHook"`
	HookTargetARN        value[string]   `toml:"hookTargetArn" doc:"The function. Required for AWS_LAMBDA, with roleArn." source:"ECS DeploymentLifecycleHook"`
	RoleARN              value[string]   `toml:"roleArn" doc:"The role." source:"ECS DeploymentLifecycleHook"`
	LifecycleStages      value[[]string] `toml:"lifecycleStages" doc:"When it is called; at least one stage." source:"ECS DeploymentLifecycleHook"`
	HookDetails          value[anything] `toml:"hookDetails" carried:"yes"`
	TimeoutConfiguration value[anyTable] `toml:"timeoutConfiguration" carried:"yes"`
}

// deleteServiceTable is the deleteService of a timeline entry.
type deleteServiceTable struct {
	Service value[string] `toml:"service" required:"yes" example:"\"web\"" also:"serviceName,name" doc:"Name of a service, or its ARN." source:"ECS DeleteService"`
	Force   value[bool]   `toml:"force" default:"false" doc:"Whether it is deleted even while it is scaled above 0." source:"ECS DeleteService"`
	Cluster value[string] `toml:"cluster" absent:"the scenario's" example:"\"default\"" doc:"Name or ARN of the scenario's cluster." source:"ECS DeleteService"`
}
