package scenarios

// serviceTable is one of [[services]].
type serviceTable struct {
	ServiceName                   value[string]                       `toml:"serviceName" id:"yes" required:"yes" match:"ecs" example:"\"web\"" also:"name" doc:"Name of the service." source:"ECS CreateService"`
	TaskDefinition                value[string]                       `toml:"taskDefinition" required:"yes" example:"\"web:1\"" doc:"family:revision, a bare family for its highest revision, or an ARN." source:"ECS CreateService"`
	DesiredCount                  value[int]                          `toml:"desiredCount" required:"yes" example:"4" range:"0..5000" below:"DesiredCount can not be lesser than 0" missing:"DesiredCount is missing" also:"replicas,count,desired" doc:"How many tasks the service keeps." source:"ECS CreateService; GR26: 5,000 tasks per service"`
	InitialState                  value[string]                       `toml:"initialState" default:"STEADY" enum:"STEADY,NEW" doc:"STEADY: up and healthy at the beginning, its deployment long completed. NEW: created at the beginning." source:"ecssim"`
	DeploymentConfiguration       value[deploymentConfigurationTable] `toml:"deploymentConfiguration" also:"deployment" doc:"Bounds of a deployment." source:"ECS CreateService"`
	HealthCheckGracePeriodSeconds value[int64]                        `toml:"healthCheckGracePeriodSeconds" default:"0" range:"0..2147483647" also:"healthCheckGracePeriod,gracePeriod" doc:"Seconds from RUNNING in which unhealthy verdicts are ignored. Needs a load balancer or a container health check." source:"ECS CreateService"`
	LoadBalancers                 list[loadBalancerTable]             `toml:"loadBalancers" items:"0..5" also:"loadBalancer" doc:"Target groups that the tasks register with." source:"ECS CreateService; GR26: 5 target groups per service"`

	LaunchType                  value[string]          `toml:"launchType" default:"EC2" enum:"EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES" doc:"Where the tasks run." source:"ECS CreateService"`
	SchedulingStrategy          value[string]          `toml:"schedulingStrategy" default:"REPLICA" enum:"REPLICA,DAEMON" doc:"Replicas, or one task an instance." source:"ECS CreateService"`
	DeploymentController        value[controllerTable] `toml:"deploymentController" doc:"Who deploys." source:"ECS CreateService"`
	CapacityProviderStrategy    value[anyList]         `toml:"capacityProviderStrategy" doc:"Capacity providers." source:"ECS CreateService"`
	PlacementConstraints        value[anyList]         `toml:"placementConstraints" doc:"Placement constraints." source:"ECS CreateService"`
	PlacementStrategy           value[anyList]         `toml:"placementStrategy" doc:"Placement strategies. Without one tasks are spread over zones, then over instances." source:"ECS CreateService"`
	AvailabilityZoneRebalancing value[string]          `toml:"availabilityZoneRebalancing" absent:"by the rule rebalancingByDefault; see Assumed values" enum:"ENABLED,DISABLED" example:"\"DISABLED\"" doc:"Whether tasks move between zones in steady state." source:"ECS CreateService"`
	ServiceRegistries           value[anyList]         `toml:"serviceRegistries" doc:"Service discovery." source:"ECS CreateService"`
	VolumeConfigurations        value[anyList]         `toml:"volumeConfigurations" doc:"Volumes attached at launch." source:"ECS CreateService"`
	VpcLatticeConfigurations    value[anyList]         `toml:"vpcLatticeConfigurations" doc:"VPC Lattice target groups." source:"ECS CreateService"`
	GatewayConnectors           value[anyList]         `toml:"gatewayConnectors" doc:"Service Gateway." source:"ECS CreateService"`
	Deployments                 value[anyList]         `toml:"deployments" doc:"Deployments, as DescribeServices lists them; at most one." source:"ECS Service"`
	TaskSets                    value[anyList]         `toml:"taskSets" doc:"Task sets, as DescribeServices lists them." source:"ECS Service"`

	ServiceARN                  value[string]   `toml:"serviceArn" carried:"yes"`
	Cluster                     value[string]   `toml:"cluster" carried:"yes"`
	ClusterARN                  value[string]   `toml:"clusterArn" carried:"yes"`
	ClientToken                 value[string]   `toml:"clientToken" carried:"yes"`
	PlatformVersion             value[string]   `toml:"platformVersion" carried:"yes"`
	PlatformFamily              value[string]   `toml:"platformFamily" carried:"yes"`
	Role                        value[string]   `toml:"role" carried:"yes"`
	RoleARN                     value[string]   `toml:"roleArn" carried:"yes"`
	NetworkConfiguration        value[anyTable] `toml:"networkConfiguration" carried:"yes"`
	ServiceConnectConfiguration value[anyTable] `toml:"serviceConnectConfiguration" carried:"yes"`
	Monitoring                  value[anyTable] `toml:"monitoring" carried:"yes"`
	EnableECSManagedTags        value[bool]     `toml:"enableECSManagedTags" carried:"yes"`
	EnableExecuteCommand        value[bool]     `toml:"enableExecuteCommand" carried:"yes"`
	PropagateTags               value[string]   `toml:"propagateTags" carried:"yes" enum:"TASK_DEFINITION,SERVICE,NONE"`
	Tags                        value[anyList]  `toml:"tags" carried:"yes"`
	Status                      value[string]   `toml:"status" carried:"yes"`
	RunningCount                value[int]      `toml:"runningCount" carried:"yes"`
	PendingCount                value[int]      `toml:"pendingCount" carried:"yes"`
	Events                      value[anyList]  `toml:"events" carried:"yes"`
	CreatedAt                   value[anything] `toml:"createdAt" carried:"yes"`
	CreatedBy                   value[string]   `toml:"createdBy" carried:"yes"`
	CurrentServiceDeployment    value[string]   `toml:"currentServiceDeployment" carried:"yes"`
	CurrentServiceRevisions     value[anyList]  `toml:"currentServiceRevisions" carried:"yes"`
	ResourceManagementType      value[string]   `toml:"resourceManagementType" carried:"yes"`
}

// controllerTable is deploymentController.
type controllerTable struct {
	Type value[string] `toml:"type" required:"yes" enum:"ECS,CODE_DEPLOY,EXTERNAL" example:"\"ECS\"" doc:"Who deploys." source:"ECS DeploymentController"`
}

// loadBalancerTable is one of a service's loadBalancers.
type loadBalancerTable struct {
	TargetGroup           value[string]   `toml:"targetGroup" absent:"see targetGroupArn and loadBalancerName" example:"\"web\"" doc:"Name of one of [[targetGroups]]." source:"ecssim"`
	TargetGroupARN        value[string]   `toml:"targetGroupArn" absent:"see targetGroup" doc:"ARN of one of [[targetGroups]]: its targetGroupArn, or an ARN with its name." source:"ECS LoadBalancer"`
	ContainerName         value[string]   `toml:"containerName" required:"yes" match:"ecs" example:"\"app\"" doc:"Container that serves." source:"ECS LoadBalancer"`
	ContainerPort         value[int]      `toml:"containerPort" required:"yes" example:"80" range:"1..65535" doc:"Its port, one of its portMappings." source:"ECS LoadBalancer"`
	LoadBalancerName      value[string]   `toml:"loadBalancerName" absent:"see targetGroup" example:"\"web\"" doc:"Name of one of [[classicLoadBalancers]]: in place of a target group, and then the service's only load balancer." source:"ECS LoadBalancer"`
	AdvancedConfiguration value[anyTable] `toml:"advancedConfiguration" carried:"yes"`
}

// deploymentConfigurationTable is the deploymentConfiguration of a service or of updateService.
type deploymentConfigurationTable struct {
	MinimumHealthyPercent    value[int]               `toml:"minimumHealthyPercent" default:"100" range:"0..100" above:"minimumHealthyPercent must be at most 100" also:"min,minHealthy,minHealthyPercent" doc:"Percentage of desiredCount, rounded up, that stays healthy. In updateService, absent means unchanged." source:"ECS DeploymentConfiguration"`
	MaximumPercent           value[int]               `toml:"maximumPercent" default:"200" range:"100..400" below:"maximumPercent must be at least 100" also:"max,maxPercent" doc:"Percentage of desiredCount, rounded down, that may exist at once. In updateService, absent means unchanged." source:"ECS DeploymentConfiguration; its highest value isn't documented"`
	DeploymentCircuitBreaker value[breakerTable]      `toml:"deploymentCircuitBreaker" also:"circuitBreaker" doc:"Circuit breaker." source:"ECS DeploymentConfiguration"`
	Alarms                   value[alarmsTable]       `toml:"alarms" doc:"Alarms." source:"ECS DeploymentConfiguration"`
	Strategy                 value[string]            `toml:"strategy" default:"ROLLING" enum:"ROLLING,BLUE_GREEN,LINEAR,CANARY" doc:"Kind of deployment." source:"ECS DeploymentConfiguration"`
	BakeTimeInMinutes        value[int]               `toml:"bakeTimeInMinutes" default:"0" range:"0..1440" doc:"Minutes for which both revisions stay." source:"ECS DeploymentConfiguration; Terraform's range"`
	LifecycleHooks           value[anyList]           `toml:"lifecycleHooks" doc:"Lifecycle hooks." source:"ECS DeploymentConfiguration"`
	EarlySuccessCriteria     value[earlySuccessTable] `toml:"earlySuccessCriteria" doc:"Success before all tasks are healthy." source:"ECS DeploymentConfiguration"`
	LinearConfiguration      value[anyTable]          `toml:"linearConfiguration" doc:"Only with the strategy LINEAR." source:"ECS DeploymentConfiguration"`
	CanaryConfiguration      value[anyTable]          `toml:"canaryConfiguration" doc:"Only with the strategy CANARY." source:"ECS DeploymentConfiguration"`
}

// breakerTable is deploymentCircuitBreaker.
type breakerTable struct {
	Enable                 value[bool]           `toml:"enable" required:"yes" example:"true" doc:"Whether the circuit breaker watches." source:"ECS DeploymentCircuitBreaker"`
	Rollback               value[bool]           `toml:"rollback" required:"yes" example:"true" doc:"Whether a failed deployment is rolled back to the last one that completed. Off without enable." source:"ECS DeploymentCircuitBreaker"`
	ResetOnHealthyTask     value[bool]           `toml:"resetOnHealthyTask" default:"true" doc:"Whether a task that gets healthy sets the count of failures back to 0." source:"ECS DeploymentCircuitBreaker"`
	ThresholdConfiguration value[thresholdTable] `toml:"thresholdConfiguration" doc:"How many failures fail a deployment." source:"ECS DeploymentCircuitBreaker"`
}

// thresholdTable is deploymentCircuitBreaker.thresholdConfiguration.
type thresholdTable struct {
	Type  value[string] `toml:"type" default:"BOUNDED_PERCENT" enum:"BOUNDED_PERCENT,UNBOUNDED_PERCENT,COUNT" doc:"A percentage of desiredCount, kept between 3 and 200 or not, or a number of tasks." source:"ECS ThresholdConfiguration"`
	Value value[int]    `toml:"value" default:"50" range:"1..100000" doc:"The percentage, up to 100, or the number." source:"ECS ThresholdConfiguration"`
}

// alarmsTable is deploymentConfiguration.alarms.
type alarmsTable struct {
	Enable     value[bool]     `toml:"enable" required:"yes" example:"false" doc:"Whether alarms are watched." source:"ECS DeploymentAlarms"`
	AlarmNames value[[]string] `toml:"alarmNames" carried:"yes"`
	Rollback   value[bool]     `toml:"rollback" carried:"yes"`
}

// earlySuccessTable is deploymentConfiguration.earlySuccessCriteria.
type earlySuccessTable struct {
	Enable         value[bool]   `toml:"enable" required:"yes" example:"false" doc:"Whether a deployment may succeed early." source:"ECS DeploymentConfiguration"`
	HealthyPercent value[int]    `toml:"healthyPercent" carried:"yes" range:"0..100"`
	Cleanup        value[string] `toml:"sourceServiceRevisionCleanup" carried:"yes" enum:"BLOCKING,DEFERRED"`
}

// updateServiceTable is the updateService of a timeline entry.
type updateServiceTable struct {
	Service                       value[string]                       `toml:"service" required:"yes" example:"\"web\"" also:"serviceName,name" doc:"serviceName of one of [[services]], or its ARN." source:"ECS UpdateService"`
	TaskDefinition                value[string]                       `toml:"taskDefinition" absent:"unchanged" example:"\"web:2\"" doc:"New revision; starts a deployment." source:"ECS UpdateService"`
	DesiredCount                  value[int]                          `toml:"desiredCount" absent:"unchanged" example:"4" range:"0..5000" below:"Task count can not be lesser than 0" also:"replicas,count,desired" doc:"New count." source:"ECS UpdateService"`
	DeploymentConfiguration       value[deploymentConfigurationTable] `toml:"deploymentConfiguration" absent:"unchanged" also:"deployment" doc:"New bounds." source:"ECS UpdateService"`
	HealthCheckGracePeriodSeconds value[int64]                        `toml:"healthCheckGracePeriodSeconds" absent:"unchanged" example:"60" range:"0..2147483647" also:"healthCheckGracePeriod,gracePeriod" doc:"New grace period." source:"ECS UpdateService"`
	ForceNewDeployment            value[bool]                         `toml:"forceNewDeployment" default:"false" also:"force" doc:"Starts a deployment even if nothing else does." source:"ECS UpdateService"`

	AvailabilityZoneRebalancing value[string]          `toml:"availabilityZoneRebalancing" absent:"unchanged" enum:"ENABLED,DISABLED" example:"\"DISABLED\"" doc:"Whether tasks move between zones in steady state." source:"ECS UpdateService"`
	CapacityProviderStrategy    value[anyList]         `toml:"capacityProviderStrategy" absent:"unchanged" doc:"Capacity providers." source:"ECS UpdateService"`
	PlacementConstraints        value[anyList]         `toml:"placementConstraints" absent:"unchanged" doc:"Placement constraints." source:"ECS UpdateService"`
	PlacementStrategy           value[anyList]         `toml:"placementStrategy" absent:"unchanged" doc:"Placement strategies." source:"ECS UpdateService"`
	DeploymentController        value[controllerTable] `toml:"deploymentController" absent:"unchanged" doc:"Who deploys." source:"ECS UpdateService"`
	LoadBalancers               value[anyList]         `toml:"loadBalancers" absent:"unchanged" doc:"Load balancers." source:"ECS UpdateService"`
	NetworkConfiguration        value[anyTable]        `toml:"networkConfiguration" absent:"unchanged" doc:"Networks." source:"ECS UpdateService"`
	PlatformVersion             value[string]          `toml:"platformVersion" absent:"unchanged" doc:"Platform version." source:"ECS UpdateService"`
	ServiceRegistries           value[anyList]         `toml:"serviceRegistries" absent:"unchanged" doc:"Service discovery." source:"ECS UpdateService"`
	ServiceConnectConfiguration value[anyTable]        `toml:"serviceConnectConfiguration" absent:"unchanged" doc:"Service Connect." source:"ECS UpdateService"`
	VolumeConfigurations        value[anyList]         `toml:"volumeConfigurations" absent:"unchanged" doc:"Volumes." source:"ECS UpdateService"`
	VpcLatticeConfigurations    value[anyList]         `toml:"vpcLatticeConfigurations" absent:"unchanged" doc:"VPC Lattice." source:"ECS UpdateService"`
	GatewayConnectors           value[anyList]         `toml:"gatewayConnectors" absent:"unchanged" doc:"Service Gateway." source:"ECS UpdateService"`
	Monitoring                  value[anyTable]        `toml:"monitoring" absent:"unchanged" doc:"Monitoring." source:"ECS UpdateService"`

	Cluster              value[string] `toml:"cluster" carried:"yes"`
	EnableECSManagedTags value[bool]   `toml:"enableECSManagedTags" carried:"yes"`
	EnableExecuteCommand value[bool]   `toml:"enableExecuteCommand" carried:"yes"`
	PropagateTags        value[string] `toml:"propagateTags" carried:"yes" enum:"TASK_DEFINITION,SERVICE,NONE"`
}
