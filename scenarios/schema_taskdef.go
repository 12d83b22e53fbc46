package scenarios

// taskDefinitionTable is one of [[taskDefinitions]].
type taskDefinitionTable struct {
	Family               value[string]        `toml:"family" required:"yes" unless:"basedOn" match:"ecs" absent:"that of basedOn" example:"\"web\"" also:"name" doc:"Family of the task definition." source:"ECS RegisterTaskDefinition"`
	Revision             value[int]           `toml:"revision" absent:"one more than the family's highest so far" example:"2" range:"1..1048576" doc:"Revision of the family." source:"ECS TaskDefinition"`
	BasedOn              value[string]        `toml:"basedOn" example:"\"web:1\"" also:"base,from,extends,inherits" doc:"An earlier entry that this one copies. Keys that stand here override: tables key by key, containerDefinitions by name, everything else whole. A bare family means its highest revision so far." source:"ecssim"`
	CPU                  value[cpuUnits]      `toml:"cpu" absent:"the sum over the containers" range:"128..196608" doc:"CPU units of a task, or vCPUs as in \"1 vCPU\"." source:"ECS RegisterTaskDefinition"`
	Memory               value[mebibytes]     `toml:"memory" absent:"the sum over the containers" range:"4..1099511627776" doc:"MiB of a task, or GB as in \"1 GB\"." source:"ECS RegisterTaskDefinition"`
	NetworkMode          value[string]        `toml:"networkMode" default:"bridge" enum:"bridge,host,awsvpc,none" doc:"Network mode. Decides the assumed timing." source:"ECS RegisterTaskDefinition"`
	ContainerDefinitions list[containerTable] `toml:"containerDefinitions" required:"yes" unless:"basedOn" example:"[{ name = \"app\", memory = 512 }]" items:"1..10" also:"containers,container" doc:"Containers of a task." source:"ECS RegisterTaskDefinition; GR26: 10 per task definition"`
	Timing               value[timingTable]   `toml:"timing" doc:"How long the steps of a task take." source:"ecssim"`

	Faults value[faultsTable] `toml:"faults" doc:"What goes wrong with tasks of this revision." source:"ecssim"`

	PlacementConstraints  list[definitionConstraintTable] `toml:"placementConstraints" items:"0..10" doc:"Placement constraints, at most 10 with those of a service." source:"ECS RegisterTaskDefinition"`
	InferenceAccelerators value[anyList]                  `toml:"inferenceAccelerators" doc:"Accelerators." source:"ECS RegisterTaskDefinition"`
	RuntimePlatform       value[platformTable]            `toml:"runtimePlatform" doc:"Operating system and architecture." source:"ECS RegisterTaskDefinition"`
	Volumes               list[volumeTable]               `toml:"volumes" items:"0..1000" doc:"Volumes." source:"ECS RegisterTaskDefinition"`

	RequiresCompatibilities value[[]string] `toml:"requiresCompatibilities" enum:"EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES" doc:"What the revision is made for. The API refuses a service of one that leaves EC2 out." source:"ECS RegisterTaskDefinition"`
	Status                  value[string]   `toml:"status" default:"ACTIVE" enum:"ACTIVE,INACTIVE,DELETE_IN_PROGRESS" doc:"INACTIVE: deregistered. A service that has it keeps it; no call may name it, and a bare family doesn't mean it. Not copied by basedOn." source:"ECS TaskDefinition"`

	TaskDefinitionARN    value[string]   `toml:"taskDefinitionArn" carried:"yes"`
	TaskRoleARN          value[string]   `toml:"taskRoleArn" carried:"yes"`
	ExecutionRoleARN     value[string]   `toml:"executionRoleArn" carried:"yes"`
	Compatibilities      value[[]string] `toml:"compatibilities" carried:"yes"`
	RequiresAttributes   value[anyList]  `toml:"requiresAttributes" carried:"yes"`
	PidMode              value[string]   `toml:"pidMode" carried:"yes" enum:"host,task"`
	IpcMode              value[string]   `toml:"ipcMode" carried:"yes" enum:"host,task,none"`
	ProxyConfiguration   value[anyTable] `toml:"proxyConfiguration" carried:"yes"`
	EphemeralStorage     value[anyTable] `toml:"ephemeralStorage" carried:"yes"`
	EnableFaultInjection value[bool]     `toml:"enableFaultInjection" carried:"yes"`
	RegisteredAt         value[anything] `toml:"registeredAt" carried:"yes"`
	RegisteredBy         value[string]   `toml:"registeredBy" carried:"yes"`
	DeregisteredAt       value[anything] `toml:"deregisteredAt" carried:"yes"`
	DeleteRequestedAt    value[anything] `toml:"deleteRequestedAt" carried:"yes"`
	Tags                 value[anyList]  `toml:"tags" carried:"yes"`
}

// platformTable is taskDefinitions.runtimePlatform.
type platformTable struct {
	OperatingSystemFamily value[string] `toml:"operatingSystemFamily" default:"LINUX" doc:"Operating system. Where it is said, tasks are only placed on container instances with the attribute ecs.os-family of that value." source:"ECS RuntimePlatform; that it is required of instances is assumed"`
	CPUArchitecture       value[string] `toml:"cpuArchitecture" absent:"either" enum:"X86_64,ARM64" example:"\"ARM64\"" also:"architecture" doc:"Architecture of the processors. Where it is said, tasks are only placed on container instances with the attribute ecs.cpu-architecture of that value, x86_64 or arm64. Fargate has both." source:"ECS RuntimePlatform; D26 task_definition_parameters_ec2"`
}

// volumeTable is one of taskDefinitions.volumes.
type volumeTable struct {
	ConfiguredAtLaunch value[bool]     `toml:"configuredAtLaunch" default:"false" doc:"Whether the volume is configured when the task is launched." source:"ECS Volume"`
	Name               value[string]   `toml:"name" carried:"yes"`
	Host               value[anyTable] `toml:"host" carried:"yes"`
	Docker             value[anyTable] `toml:"dockerVolumeConfiguration" carried:"yes"`
	EFS                value[anyTable] `toml:"efsVolumeConfiguration" carried:"yes"`
	S3Files            value[anyTable] `toml:"s3filesVolumeConfiguration" carried:"yes"`
	FSx                value[anyTable] `toml:"fsxWindowsFileServerVolumeConfiguration" carried:"yes"`
}

// timingTable is taskDefinitions.timing.
type timingTable struct {
	Provision   value[delay]      `toml:"provision" absent:"by network mode; see Assumed values" example:"14s" doc:"Before PENDING: network interface and the like." source:"ecssim"`
	Pull        value[pullDelays] `toml:"pull" absent:"by network mode; see Assumed values" example:"5s" doc:"Image pull, while ACTIVATING. With { cold = DELAY, cached = DELAY } the second is for tasks all of whose images are on the host already; see Image caches." source:"ecssim"`
	Start       value[delay]      `toml:"start" absent:"by network mode; see Assumed values" example:"2s" doc:"From pulled to RUNNING, while ACTIVATING." source:"ecssim"`
	Ready       value[delay]      `toml:"ready" default:"0s" doc:"From RUNNING to passing its health checks; in a task of several containers, from each container's own start." source:"ecssim"`
	Exit        value[delay]      `toml:"exit" never:"yes" absent:"2s; see Assumed values" example:"2s" also:"stop,shutdown" doc:"From SIGTERM to the end of the last container; \"never\" for a program that has to be killed after its stopTimeout." source:"ecssim"`
	ExitCode    value[int]        `toml:"exitCode" default:"0" enum:"0,143" doc:"Exit code of a container that ends by itself after SIGTERM: 0 where it handles the signal, 143 where it doesn't." source:"POSIX: 128 + 15"`
	Deprovision value[delay]      `toml:"deprovision" absent:"by network mode; see Assumed values" example:"13s" doc:"From the last container's end to STOPPED." source:"ecssim"`
}

// containerTable is one of taskDefinitions.containerDefinitions.
type containerTable struct {
	Name              value[string]           `toml:"name" id:"yes" required:"yes" match:"ecs" example:"\"app\"" also:"containerName" doc:"Name of the container." source:"ECS ContainerDefinition"`
	Image             value[string]           `toml:"image" doc:"Image of the container. Taken to be the same in every task of a revision; how it is named counts under the rule probesDigestsByFirstTask, and where pulls are cached: see Image caches." source:"ECS ContainerDefinition"`
	CPU               value[int64]            `toml:"cpu" default:"0" range:"0..1099511627776" doc:"CPU units that the container reserves." source:"ECS ContainerDefinition"`
	Memory            value[int64]            `toml:"memory" absent:"none" example:"512" range:"4..1099511627776" doc:"Hard limit in MiB; reserved where there is no memoryReservation." source:"ECS ContainerDefinition"`
	MemoryReservation value[int64]            `toml:"memoryReservation" absent:"none" example:"256" range:"4..1099511627776" doc:"MiB that the container reserves." source:"ECS ContainerDefinition"`
	Essential         value[bool]             `toml:"essential" default:"true" doc:"Whether its end stops the task. At least one container is essential." source:"ECS ContainerDefinition"`
	StopTimeout       value[int]              `toml:"stopTimeout" default:"30" range:"0..86400" doc:"Seconds from SIGTERM to SIGKILL. On Fargate 2 to 120." source:"ECS ContainerDefinition; EC2 has no documented highest"`
	PortMappings      list[portMappingTable]  `toml:"portMappings" items:"0..100" also:"ports" doc:"Ports of the container." source:"ECS ContainerDefinition"`
	HealthCheck       value[healthCheckTable] `toml:"healthCheck" doc:"Container health check; a container without one is never waited for." source:"ECS HealthCheck"`

	DependsOn     list[dependencyTable]       `toml:"dependsOn" items:"0..100" doc:"What other containers have to reach before this one starts; at the end of a task it is stopped before them." source:"ECS ContainerDefinition"`
	StartTimeout  value[int]                  `toml:"startTimeout" absent:"no timeout" example:"120" range:"0..86400" doc:"Seconds, from this container's start, within which it has to reach what others wait for, unless that is START; else the task is stopped. 0 for no timeout. On Fargate 2 to 120." source:"ECS ContainerDefinition, where EC2 has no highest; ECS agent, dependencygraph"`
	RestartPolicy value[restartPolicyTable]   `toml:"restartPolicy" doc:"Whether the container is restarted in place when it ends." source:"ECS ContainerDefinition"`
	Timing        value[containerTimingTable] `toml:"timing" doc:"How long the container's own steps take, and whether it ends by itself." source:"ecssim"`

	VersionConsistency value[string] `toml:"versionConsistency" default:"enabled" enum:"enabled,disabled" doc:"Whether the image's tag is resolved to a digest, once for a deployment; see the rule probesDigestsByFirstTask." source:"ECS ContainerDefinition"`

	ResourceRequirements list[requirementTable] `toml:"resourceRequirements" items:"0..100" doc:"GPUs that the container has for itself." source:"ECS ContainerDefinition"`

	Command                value[[]string] `toml:"command" carried:"yes"`
	CredentialSpecs        value[[]string] `toml:"credentialSpecs" carried:"yes"`
	DisableNetworking      value[bool]     `toml:"disableNetworking" carried:"yes"`
	DNSSearchDomains       value[[]string] `toml:"dnsSearchDomains" carried:"yes"`
	DNSServers             value[[]string] `toml:"dnsServers" carried:"yes"`
	DockerLabels           value[anyTable] `toml:"dockerLabels" carried:"yes"`
	DockerSecurityOptions  value[[]string] `toml:"dockerSecurityOptions" carried:"yes"`
	EntryPoint             value[[]string] `toml:"entryPoint" carried:"yes"`
	Environment            value[anyList]  `toml:"environment" carried:"yes"`
	EnvironmentFiles       value[anyList]  `toml:"environmentFiles" carried:"yes"`
	ExtraHosts             value[anyList]  `toml:"extraHosts" carried:"yes"`
	FirelensConfiguration  value[anyTable] `toml:"firelensConfiguration" carried:"yes"`
	Hostname               value[string]   `toml:"hostname" carried:"yes"`
	Interactive            value[bool]     `toml:"interactive" carried:"yes"`
	Links                  value[[]string] `toml:"links" carried:"yes"`
	LinuxParameters        value[anyTable] `toml:"linuxParameters" carried:"yes"`
	LogConfiguration       value[anyTable] `toml:"logConfiguration" carried:"yes"`
	MountPoints            value[anyList]  `toml:"mountPoints" carried:"yes"`
	Privileged             value[bool]     `toml:"privileged" carried:"yes"`
	PseudoTerminal         value[bool]     `toml:"pseudoTerminal" carried:"yes"`
	ReadonlyRootFilesystem value[bool]     `toml:"readonlyRootFilesystem" carried:"yes"`
	RepositoryCredentials  value[anyTable] `toml:"repositoryCredentials" carried:"yes"`
	Secrets                value[anyList]  `toml:"secrets" carried:"yes"`
	SystemControls         value[anyList]  `toml:"systemControls" carried:"yes"`
	Ulimits                value[anyList]  `toml:"ulimits" carried:"yes"`
	User                   value[string]   `toml:"user" carried:"yes"`
	VolumesFrom            value[anyList]  `toml:"volumesFrom" carried:"yes"`
	WorkingDirectory       value[string]   `toml:"workingDirectory" carried:"yes"`
}

// requirementTable is one of a container's resourceRequirements.
type requirementTable struct {
	Type  value[string] `toml:"type" required:"yes" enum:"GPU,InferenceAccelerator" example:"\"GPU\"" doc:"Kind of resource." source:"ECS ResourceRequirement"`
	Value value[string] `toml:"value" required:"yes" example:"\"1\"" doc:"How many GPUs, as a string." source:"ECS ResourceRequirement"`
}

// portMappingTable is one of a container's portMappings.
type portMappingTable struct {
	ContainerPort      value[int]    `toml:"containerPort" absent:"required without containerPortRange" example:"80" range:"1..65535" doc:"Port of the container." source:"ECS PortMapping"`
	HostPort           value[int]    `toml:"hostPort" default:"0" range:"0..65535" doc:"Port of the host, which only one task of an instance can have; 0 takes a free one in bridge mode. In the modes host and awsvpc the same as containerPort, or absent." source:"ECS PortMapping"`
	Protocol           value[string] `toml:"protocol" default:"tcp" enum:"tcp,udp" doc:"Protocol of the port: tcp and udp have ports of their own." source:"ECS PortMapping"`
	Name               value[string] `toml:"name" carried:"yes"`
	AppProtocol        value[string] `toml:"appProtocol" carried:"yes" enum:"http,http2,grpc"`
	ContainerPortRange value[string] `toml:"containerPortRange" example:"\"8000-8010\"" doc:"Several ports, in the modes bridge and awsvpc; bridge takes free ones of the host. Not together with containerPort or a hostPort. Not looked into." source:"ECS PortMapping"`
}

// healthCheckTable is a container's healthCheck.
type healthCheckTable struct {
	Command     value[[]string] `toml:"command" items:"1..1000" doc:"What is run. Has no effect, but that [\"NONE\"] turns the check off." source:"ECS HealthCheck"`
	Interval    value[int]      `toml:"interval" default:"30" range:"5..300" doc:"Seconds between checks." source:"ECS HealthCheck"`
	Timeout     value[int]      `toml:"timeout" default:"5" range:"2..60" doc:"Seconds after which a check has failed. Checked, without effect: a check is taken to answer, or to be refused, at once." source:"ECS HealthCheck"`
	Retries     value[int]      `toml:"retries" default:"3" range:"1..10" doc:"Failed checks in a row that make the container unhealthy." source:"ECS HealthCheck"`
	StartPeriod value[int]      `toml:"startPeriod" default:"0" range:"0..300" doc:"Seconds from the start in which failed checks don't count." source:"ECS HealthCheck"`
}
