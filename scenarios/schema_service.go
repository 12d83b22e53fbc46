package scenarios

// serviceTable is one of [[services]], or the createService of a timeline entry.
type serviceTable struct {
	ServiceName                   value[string]                       `toml:"serviceName" id:"yes" required:"yes" match:"ecs" example:"\"web\"" also:"name" doc:"Name of the service." source:"ECS CreateService"`
	TaskDefinition                value[string]                       `toml:"taskDefinition" required:"yes" unless:"deploymentController.type=EXTERNAL" example:"\"web:1\"" doc:"family:revision, a bare family for its latest revision that isn't INACTIVE, or an ARN." source:"ECS CreateService"`
	DesiredCount                  value[int]                          `toml:"desiredCount" required:"yes" unless:"schedulingStrategy=DAEMON" example:"4" range:"0..5000" below:"DesiredCount can not be lesser than 0" missing:"DesiredCount is missing" also:"replicas,count,desired" doc:"How many tasks the service keeps. Without meaning for a DAEMON service, which can't be created with one." source:"ECS CreateService; GR26: 5,000 tasks per service, 1,000 with service registries"`
	InitialState                  value[string]                       `toml:"initialState" api:"own" listed:"yes" default:"STEADY" enum:"STEADY,NEW" doc:"STEADY: up and healthy at the beginning, its deployment long completed. NEW: created at the beginning." source:"ecssim"`
	DeploymentConfiguration       value[deploymentConfigurationTable] `toml:"deploymentConfiguration" also:"deployment" doc:"Bounds of a deployment." source:"ECS CreateService"`
	HealthCheckGracePeriodSeconds value[int64]                        `toml:"healthCheckGracePeriodSeconds" default:"0" range:"0..2147483647" also:"healthCheckGracePeriod,gracePeriod" doc:"Seconds from RUNNING in which unhealthy verdicts are ignored. Needs a load balancer or a container health check." source:"ECS CreateService"`
	LoadBalancers                 list[loadBalancerTable]             `toml:"loadBalancers" items:"0..5" also:"loadBalancer" doc:"Target groups that the tasks register with." source:"ECS CreateService; GR26: 5 target groups per service"`

	Cluster                     value[string]          `toml:"cluster" absent:"default" match:"cluster" example:"\"default\"" doc:"Name or ARN of the cluster. A scenario is one cluster, so that all its services name the same." source:"ECS CreateService"`
	LaunchType                  value[string]          `toml:"launchType" default:"EC2" enum:"EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES" doc:"Where the tasks run: on container instances, or on AWS Fargate; see Fargate below." source:"ECS CreateService"`
	SchedulingStrategy          value[string]          `toml:"schedulingStrategy" default:"REPLICA" enum:"REPLICA,DAEMON" said:"Scheduling strategy should be one of [REPLICA,DAEMON]" doc:"REPLICA: desiredCount tasks. DAEMON: one task on each ACTIVE instance that the constraints allow, with a maximumPercent of 100, without desiredCount, placement strategies, Fargate or Availability Zone rebalancing." source:"ECS CreateService"`
	DeploymentController        value[controllerTable] `toml:"deploymentController" doc:"Who deploys." source:"ECS CreateService"`
	CapacityProviderStrategy    list[providerTable]    `toml:"capacityProviderStrategy" items:"0..6" doc:"Capacity providers. Checked whole." source:"ECS CreateService; the API page's 6 entries, 20 in the newest model"`
	PlacementConstraints        list[constraintTable]  `toml:"placementConstraints" items:"0..10" doc:"Which container instances may have tasks of the service; at most 10 with those of the task definition." source:"ECS CreateService"`
	PlacementStrategy           list[strategyTable]    `toml:"placementStrategy" items:"0..5" doc:"Which of them come first, in order; without one tasks are spread over zones, then over instances." source:"ECS CreateService"`
	AvailabilityZoneRebalancing value[string]          `toml:"availabilityZoneRebalancing" absent:"ENABLED for a new service that can have it, under the rule rebalancingByDefault; else DISABLED" enum:"ENABLED,DISABLED" example:"\"DISABLED\"" doc:"Whether tasks move between zones in steady state. Not with DAEMON, a maximumPercent of 100, a Classic Load Balancer, a first placement strategy other than spread over zones, or constraints about zones; nor under the rule zoneRebalancing = false, as before 2024-11." source:"ECS CreateService"`
	VolumeConfigurations        value[anyList]         `toml:"volumeConfigurations" doc:"Volumes attached at launch." source:"ECS CreateService"`
	VpcLatticeConfigurations    value[anyList]         `toml:"vpcLatticeConfigurations" doc:"VPC Lattice target groups." source:"ECS CreateService"`
	GatewayConnectors           value[anyList]         `toml:"gatewayConnectors" doc:"Service Gateway." source:"ECS CreateService"`
	Deployments                 value[anyList]         `toml:"deployments" listed:"yes" doc:"Deployments, as DescribeServices lists them; at most one." source:"ECS Service"`
	TaskSets                    value[anyList]         `toml:"taskSets" listed:"yes" doc:"Task sets, as DescribeServices lists them." source:"ECS Service"`

	NetworkConfiguration        value[networkTable] `toml:"networkConfiguration" doc:"Networks, for tasks in awsvpc mode only. Carried." source:"ECS CreateService"`
	ServiceRegistries           list[registryTable] `toml:"serviceRegistries" items:"0..1" many:"service registries can have at most 1 items" doc:"Service discovery. Carried." source:"ECS CreateService"`
	ServiceConnectConfiguration value[connectTable] `toml:"serviceConnectConfiguration" doc:"Service Connect. Carried; one that isn't enabled is none." source:"ECS CreateService"`
	PlatformVersion             value[string]       `toml:"platformVersion" example:"\"LATEST\"" absent:"LATEST" doc:"For Fargate only. Task definitions with more than 4 vCPUs, EFS volumes and the like need 1.4.0, which is the latest. Carried." source:"ECS CreateService"`
	Monitoring                  value[anyTable]     `toml:"monitoring" doc:"Monitoring. Carried." source:"ECS CreateService"`
	EnableECSManagedTags        value[bool]         `toml:"enableECSManagedTags" absent:"false" example:"true" doc:"Carried." source:"ECS CreateService"`
	EnableExecuteCommand        value[bool]         `toml:"enableExecuteCommand" absent:"false" example:"true" doc:"Carried." source:"ECS CreateService"`
	PropagateTags               value[string]       `toml:"propagateTags" absent:"NONE" example:"\"SERVICE\"" enum:"TASK_DEFINITION,SERVICE,NONE" doc:"Carried." source:"ECS CreateService"`
	Tags                        list[tagTable]      `toml:"tags" items:"0..50" doc:"Carried." source:"ECS CreateService"`
	ClientToken                 value[string]       `toml:"clientToken" example:"\"x\"" doc:"At most 36 characters. No effect: a call with the parameters that a service has is the same one anyway." source:"ECS CreateService"`

	ServiceARN               value[string]   `toml:"serviceArn" listed:"yes" carried:"yes"`
	ClusterARN               value[string]   `toml:"clusterArn" listed:"yes" match:"cluster" absent:"default" doc:"The same as cluster." source:"ECS Service"`
	PlatformFamily           value[string]   `toml:"platformFamily" listed:"yes" carried:"yes"`
	Role                     value[string]   `toml:"role" carried:"yes"`
	RoleARN                  value[string]   `toml:"roleArn" listed:"yes" carried:"yes"`
	Status                   value[string]   `toml:"status" listed:"yes" carried:"yes"`
	RunningCount             value[int]      `toml:"runningCount" listed:"yes" carried:"yes"`
	PendingCount             value[int]      `toml:"pendingCount" listed:"yes" carried:"yes"`
	Events                   value[anyList]  `toml:"events" listed:"yes" carried:"yes"`
	CreatedAt                value[anything] `toml:"createdAt" listed:"yes" carried:"yes"`
	CreatedBy                value[string]   `toml:"createdBy" listed:"yes" carried:"yes"`
	CurrentServiceDeployment value[string]   `toml:"currentServiceDeployment" listed:"yes" carried:"yes"`
	CurrentServiceRevisions  value[anyList]  `toml:"currentServiceRevisions" listed:"yes" carried:"yes"`
	ResourceManagementType   value[string]   `toml:"resourceManagementType" listed:"yes" carried:"yes"`
}

// controllerTable is deploymentController.
type controllerTable struct {
	Type value[string] `toml:"type" required:"yes" enum:"ECS,CODE_DEPLOY,EXTERNAL" example:"\"ECS\"" doc:"Who deploys." source:"ECS DeploymentController"`
}

// loadBalancerTable is one of a service's loadBalancers.
type loadBalancerTable struct {
	TargetGroup           value[string]   `toml:"targetGroup" absent:"see targetGroupArn and loadBalancerName" example:"\"web\"" doc:"Name of one of [[targetGroups]]." source:"ecssim"`
	TargetGroupARN        value[string]   `toml:"targetGroupArn" absent:"see targetGroup" doc:"ARN of one of [[targetGroups]]: its targetGroupArn, or an ARN with its name." source:"ECS LoadBalancer"`
	ContainerName         value[string]   `toml:"containerName" required:"yes" missing:"Container Name can not be blank." match:"ecs" example:"\"app\"" doc:"Container that serves." source:"ECS LoadBalancer"`
	ContainerPort         value[int]      `toml:"containerPort" required:"yes" example:"80" range:"1..65535" doc:"Its port, one of its portMappings." source:"ECS LoadBalancer"`
	LoadBalancerName      value[string]   `toml:"loadBalancerName" absent:"see targetGroup" example:"\"web\"" doc:"Name of one of [[classicLoadBalancers]]: in place of a target group, and then the service's only load balancer." source:"ECS LoadBalancer"`
	AdvancedConfiguration value[anyTable] `toml:"advancedConfiguration" carried:"yes"`
}

// deploymentConfigurationTable is the deploymentConfiguration of a service or of updateService.
type deploymentConfigurationTable struct {
	MinimumHealthyPercent    value[int]               `toml:"minimumHealthyPercent" default:"100" range:"0..100" above:"minimumHealthyPercent must be at most 100" also:"min,minHealthy,minHealthyPercent" doc:"Percentage of desiredCount, rounded up, that stays healthy; 0 for a DAEMON service that doesn't say. In updateService, absent means unchanged." source:"ECS DeploymentConfiguration"`
	MaximumPercent           value[int]               `toml:"maximumPercent" api:"own above" default:"200" range:"100..400" below:"maximumPercent must be at least 100" also:"max,maxPercent" doc:"Percentage of desiredCount, rounded down, that may exist at once; 100 for a DAEMON service. In updateService, absent means unchanged." source:"ECS DeploymentConfiguration; its highest value isn't documented"`
	DeploymentCircuitBreaker value[breakerTable]      `toml:"deploymentCircuitBreaker" also:"circuitBreaker" doc:"Circuit breaker." source:"ECS DeploymentConfiguration"`
	Alarms                   value[alarmsTable]       `toml:"alarms" doc:"Alarms." source:"ECS DeploymentConfiguration"`
	Strategy                 value[string]            `toml:"strategy" default:"ROLLING" enum:"ROLLING,BLUE_GREEN,LINEAR,CANARY" doc:"Kind of deployment." source:"ECS DeploymentConfiguration"`
	BakeTimeInMinutes        value[int]               `toml:"bakeTimeInMinutes" absent:"none, or of the alarms" example:"5" range:"0..1440" doc:"Minutes for which the alarms of a deployment are watched once its old tasks are gone. Counts only where alarms are enabled (assumed for rolling deployments)." source:"ECS DeploymentConfiguration; Terraform's range"`
	LifecycleHooks           list[hookTable]          `toml:"lifecycleHooks" doc:"Lifecycle hooks. Checked whole." source:"ECS DeploymentConfiguration"`
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
	Type  value[string] `toml:"type" required:"yes" missing:"Invalid deployment circuit breaker threshold type." said:"Invalid deployment circuit breaker threshold type." example:"\"COUNT\"" enum:"BOUNDED_PERCENT,UNBOUNDED_PERCENT,COUNT" doc:"A percentage of desiredCount, kept between 3 and 200 or not, or a number of tasks. Without a thresholdConfiguration it is BOUNDED_PERCENT." source:"ECS ThresholdConfiguration"`
	Value value[int]    `toml:"value" required:"yes" missing:"Invalid deployment circuit breaker threshold value." example:"10" range:"1..2147483647" below:"Invalid deployment circuit breaker threshold value." above:"Invalid deployment circuit breaker threshold value." doc:"The percentage, up to 100, or the number. Without a thresholdConfiguration it is 50." source:"ECS ThresholdConfiguration"`
}

// alarmsTable is deploymentConfiguration.alarms.
type alarmsTable struct {
	Enable     value[bool]     `toml:"enable" required:"yes" example:"false" doc:"Whether alarms are watched." source:"ECS DeploymentAlarms"`
	AlarmNames value[[]string] `toml:"alarmNames" required:"yes" match:"alarm" example:"[\"errors\"]" doc:"CloudWatch alarms, a set; at least one if they are watched." source:"ECS DeploymentAlarms"`
	Rollback   value[bool]     `toml:"rollback" required:"yes" example:"true" doc:"Whether a deployment that an alarm fails is rolled back." source:"ECS DeploymentAlarms"`
}

// earlySuccessTable is deploymentConfiguration.earlySuccessCriteria.
type earlySuccessTable struct {
	Enable         value[bool]   `toml:"enable" required:"yes" example:"false" doc:"Whether a deployment may succeed early." source:"ECS DeploymentConfiguration"`
	HealthyPercent value[int]    `toml:"healthyPercent" default:"100" range:"0..100" doc:"Percentage of desiredCount, rounded up, that has to be healthy; not below minimumHealthyPercent." source:"D26 early-success-criteria; the API model wants it wherever enable is true"`
	Cleanup        value[string] `toml:"sourceServiceRevisionCleanup" default:"BLOCKING" enum:"BLOCKING,DEFERRED" doc:"Whether old tasks are gone before the deployment has completed, or after it." source:"D26 early-success-criteria"`
}

// updateServiceTable is the updateService of a timeline entry.
type updateServiceTable struct {
	Service                       value[string]                       `toml:"service" required:"yes" example:"\"web\"" also:"serviceName,name" doc:"serviceName of one of [[services]] or of a createService before, or its ARN." source:"ECS UpdateService"`
	Cluster                       value[string]                       `toml:"cluster" absent:"the scenario's" example:"\"default\"" doc:"Name or ARN of the scenario's cluster." source:"ECS UpdateService"`
	TaskDefinition                value[string]                       `toml:"taskDefinition" absent:"unchanged" example:"\"web:2\"" doc:"New revision, named as in [[services]]; starts a deployment. One that is INACTIVE is refused." source:"ECS UpdateService"`
	DesiredCount                  value[int]                          `toml:"desiredCount" absent:"unchanged" example:"4" range:"0..5000" below:"Task count can not be lesser than 0" also:"replicas,count,desired" doc:"New count." source:"ECS UpdateService"`
	DeploymentConfiguration       value[deploymentConfigurationTable] `toml:"deploymentConfiguration" absent:"unchanged" also:"deployment" doc:"What of it stands here replaces what was; the rest stays." source:"ECS UpdateService"`
	HealthCheckGracePeriodSeconds value[int64]                        `toml:"healthCheckGracePeriodSeconds" absent:"unchanged" example:"60" range:"0..2147483647" also:"healthCheckGracePeriod,gracePeriod" doc:"New grace period. The load balancer that it needs can't be added by the same call." source:"ECS UpdateService"`
	LoadBalancers                 list[loadBalancerTable]             `toml:"loadBalancers" absent:"unchanged" items:"0..5" also:"loadBalancer" doc:"New target groups; empty removes them. A change starts a deployment." source:"ECS UpdateService"`
	ForceNewDeployment            value[bool]                         `toml:"forceNewDeployment" default:"false" also:"force" doc:"Starts a deployment even if nothing else does." source:"ECS UpdateService"`

	NetworkConfiguration        value[networkTable] `toml:"networkConfiguration" absent:"unchanged" doc:"Carried; a change starts a deployment." source:"ECS UpdateService"`
	ServiceRegistries           list[registryTable] `toml:"serviceRegistries" absent:"unchanged" items:"0..1" many:"service registries can have at most 1 items" doc:"Carried; empty removes, a change starts a deployment." source:"ECS UpdateService"`
	ServiceConnectConfiguration value[connectTable] `toml:"serviceConnectConfiguration" absent:"unchanged" doc:"Carried; one that isn't enabled removes, a change starts a deployment." source:"ECS UpdateService"`
	Monitoring                  value[anyTable]     `toml:"monitoring" absent:"unchanged" doc:"Carried; a change starts a deployment." source:"ECS UpdateService; a user reports the deployment"`
	EnableECSManagedTags        value[bool]         `toml:"enableECSManagedTags" absent:"unchanged" example:"true" doc:"Carried." source:"ECS UpdateService"`
	EnableExecuteCommand        value[bool]         `toml:"enableExecuteCommand" absent:"unchanged" example:"true" doc:"Carried." source:"ECS UpdateService"`
	PropagateTags               value[string]       `toml:"propagateTags" absent:"unchanged" example:"\"SERVICE\"" enum:"TASK_DEFINITION,SERVICE,NONE" doc:"Carried." source:"ECS UpdateService"`
	PlatformVersion             value[string]       `toml:"platformVersion" absent:"unchanged" example:"\"LATEST\"" doc:"For Fargate only. Carried; a change starts a deployment." source:"ECS UpdateService"`

	AvailabilityZoneRebalancing value[string]          `toml:"availabilityZoneRebalancing" absent:"unchanged" enum:"ENABLED,DISABLED" example:"\"DISABLED\"" doc:"Whether tasks move between zones in steady state, if the service can have it." source:"ECS UpdateService"`
	CapacityProviderStrategy    list[providerTable]    `toml:"capacityProviderStrategy" absent:"unchanged" items:"0..6" doc:"Capacity providers. Checked whole; a change needs forceNewDeployment." source:"ECS UpdateService; the API page's 6 entries, 20 in the newest model"`
	PlacementConstraints        list[constraintTable]  `toml:"placementConstraints" absent:"unchanged" items:"0..10" doc:"New placement constraints, for tasks to come; empty removes." source:"ECS UpdateService"`
	PlacementStrategy           list[strategyTable]    `toml:"placementStrategy" absent:"unchanged" items:"0..5" doc:"New placement strategies; empty removes." source:"ECS UpdateService"`
	DeploymentController        value[controllerTable] `toml:"deploymentController" absent:"unchanged" doc:"Who deploys." source:"ECS UpdateService"`
	VolumeConfigurations        value[anyList]         `toml:"volumeConfigurations" absent:"unchanged" doc:"Volumes." source:"ECS UpdateService"`
	VpcLatticeConfigurations    value[anyList]         `toml:"vpcLatticeConfigurations" absent:"unchanged" doc:"VPC Lattice." source:"ECS UpdateService"`
	GatewayConnectors           value[anyList]         `toml:"gatewayConnectors" absent:"unchanged" doc:"Service Gateway." source:"ECS UpdateService"`
}
