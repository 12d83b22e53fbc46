package scenarios

// instancesTable is one of [[instances]].
type instancesTable struct {
	Name              value[string]      `toml:"name" id:"yes" match:"instance" absent:"group-N for the N-th group" example:"\"a\"" doc:"Prefix of the members' names: name-1, name-2 and so on. A group of one answers to the bare name." source:"ecssim"`
	Count             value[int]         `toml:"count" default:"1" range:"0..5000" also:"size,number,desiredCapacity" doc:"How many members. All groups together have at most 5,000, and with those that come later there are at most as many at once, and 20,000 in all." source:"GR26: 5,000 container instances per cluster"`
	AvailabilityZones value[[]string]    `toml:"availabilityZones" required:"yes" example:"[\"us-east-1a\"]" items:"1..100" match:"zone" also:"zones,azs,availabilityZone" doc:"Zones that the members are dealt to in turn." source:"ecssim"`
	EC2InstanceIDs    value[instanceIDs] `toml:"ec2InstanceIds" absent:"made up" items:"0..5000" example:"[\"i-0123456789abcdef0\"]" also:"instanceIds,ec2InstanceId" doc:"EC2 instance IDs of the members, in their order: what ec2InstanceId is in placement constraints and records. Members without one have an ID that is made up of their name." source:"EC2; ECS ContainerInstance"`

	instanceTable
}

// instanceTable is what each member of a group of instances has.
type instanceTable struct {
	InstanceType      value[string]        `toml:"instanceType" example:"\"m5.large\"" also:"type" doc:"EC2 instance type. Gives cpu and memory from the catalogue below where they aren't said." source:"EC2"`
	CPU               value[int64]         `toml:"cpu" absent:"of instanceType" example:"2048" range:"1..1099511627776" doc:"CPU units that a member registers; 1,024 are one vCPU." source:"ECS registeredResources"`
	Memory            value[int64]         `toml:"memory" absent:"of instanceType" example:"7690" range:"1..1099511627776" doc:"MiB that a member registers." source:"ECS registeredResources"`
	ImagePullBehavior value[string]        `toml:"imagePullBehavior" default:"default" enum:"default,always,once,prefer-cached" also:"pullBehavior,ecsImagePullBehavior" doc:"How the agents pull images that are on their host already; see Image caches." source:"ECS agent, ECS_IMAGE_PULL_BEHAVIOR"`
	GPUs              value[int64]         `toml:"gpus" absent:"of instanceType, else 0" range:"0..64" example:"1" also:"gpu" doc:"GPUs of a member." source:"ECS registeredResources"`
	NetworkInterfaces value[int64]         `toml:"networkInterfaces" absent:"of instanceType" range:"0..1000" example:"2" also:"enis,eni" doc:"Network interfaces that a member has for tasks in the network mode awsvpc, one each." source:"AWS page eni-trunking-supported-instance-types"`
	AwsvpcTrunking    value[bool]          `toml:"awsvpcTrunking" default:"false" also:"trunking" doc:"Whether members have trunk interfaces, so that they take more of these tasks: the account setting awsvpcTrunking." source:"AWS page container-instance-eni"`
	Attributes        value[attributes]    `toml:"attributes" absent:"ecs.os-type, ecs.os-family and ecs.cpu-architecture" example:"{ stack = \"prod\" }" doc:"Attributes of each member, by name: custom ones, and ECS's own but for ecs.availability-zone and ecs.instance-type. ecs.os-type is linux, ecs.os-family LINUX and ecs.cpu-architecture that of the type unless said; ecs.awsvpc-trunk-id is there with awsvpcTrunking; ecs.ami-id, ecs.vpc-id and ecs.subnet-id only where they are said." source:"ECS Attribute; D26 task-placement-constraints"`
	AgentVersion      value[version]       `toml:"agentVersion" example:"\"1.96.0\"" doc:"Version of the container agent, for placement constraints. Has to be said where one of them looks at it." source:"ECS VersionInfo"`
	Reserved          value[reservedTable] `toml:"reserved" doc:"What something outside ECS's services takes of every member." source:"ecssim"`
	ReservedPorts     value[portNumbers]   `toml:"reservedPorts" items:"0..100" example:"[8080]" also:"ports" doc:"Host ports (TCP) that tasks can't have, besides those that the agent keeps: 22, 2375, 2376, 51678 and 51679." source:"ECS agent, ECS_RESERVED_PORTS; D23 task_definition_parameters"`
	ReservedPortsUDP  value[portNumbers]   `toml:"reservedPortsUDP" items:"0..100" example:"[514]" doc:"The same for UDP, of which the agent keeps none." source:"ECS agent, ECS_RESERVED_PORTS_UDP"`
}

// reservedTable is instances.reserved.
type reservedTable struct {
	CPU    value[int64] `toml:"cpu" default:"0" range:"0..1099511627776" doc:"CPU units." source:"ecssim"`
	Memory value[int64] `toml:"memory" default:"0" range:"0..1099511627776" doc:"MiB." source:"ecssim; ECS_RESERVED_MEMORY of the agent works alike"`

	Ports    value[portNumbers] `toml:"ports" items:"0..100" example:"[8080]" doc:"Host ports (TCP), as in reservedPorts, with which they are taken together." source:"ecssim"`
	PortsUDP value[portNumbers] `toml:"portsUDP" items:"0..100" example:"[514]" doc:"Host ports (UDP), as in reservedPortsUDP." source:"ecssim"`
}

// targetGroupTable is one of [[targetGroups]].
type targetGroupTable struct {
	Name                       value[string] `toml:"name" id:"yes" required:"yes" match:"targetGroup" example:"\"web\"" also:"targetGroupName" doc:"Name that services refer to." source:"ELBv2 CreateTargetGroup"`
	TargetGroupARN             value[string] `toml:"targetGroupArn" absent:"made from the name" doc:"ARN, for scenarios carried over from an account." source:"ELBv2"`
	LoadBalancerType           value[string] `toml:"loadBalancerType" absent:"network for the protocols TCP, TLS, UDP, TCP_UDP, QUIC and TCP_QUIC, else application" enum:"application,network" example:"\"application\"" also:"type" doc:"Kind of load balancer in front." source:"ecssim"`
	HealthCheckIntervalSeconds value[int]    `toml:"healthCheckIntervalSeconds" default:"30" range:"5..300" also:"interval,healthCheckInterval" doc:"Seconds between the health checks of a target." source:"ELBv2 CreateTargetGroup; ALB26, NLB26 target-group-health-checks"`
	HealthyThresholdCount      value[int]    `toml:"healthyThresholdCount" default:"5" range:"2..10" also:"healthyThreshold" doc:"Passed checks in a row that bring an unhealthy target back." source:"ELBv2 CreateTargetGroup"`
	UnhealthyThresholdCount    value[int]    `toml:"unhealthyThresholdCount" default:"2" range:"2..10" also:"unhealthyThreshold" doc:"Failed checks in a row that make a target unhealthy." source:"ELBv2 CreateTargetGroup"`
	DeregistrationDelaySeconds value[int]    `toml:"deregistrationDelaySeconds" default:"300" range:"0..3600" also:"deregistrationDelay,deregistrationDelayTimeoutSeconds" doc:"Seconds that a deregistered target drains. ECS always waits them out." source:"ELBv2 attribute deregistration_delay.timeout_seconds"`
	RegistrationDelay          value[delay]  `toml:"registrationDelay" absent:"2s (application), 120s (network); see Assumed values" example:"2s" doc:"Time from a target's registration to its first health check." source:"ecssim"`

	LoadBalancerArns value[[]string] `toml:"loadBalancerArns" absent:"there is one" example:"[]" doc:"ARNs of the load balancers in front. With none, services can't use the target group." source:"ELBv2 TargetGroup"`

	HealthCheckEnabled value[bool]   `toml:"healthCheckEnabled" default:"true" doc:"Whether there are health checks." source:"ELBv2 CreateTargetGroup"`
	Protocol           value[string] `toml:"protocol" enum:"HTTP,HTTPS,TCP,TLS,UDP,TCP_UDP,QUIC,TCP_QUIC" example:"\"HTTP\"" doc:"Protocol of the targets. Decides the default of loadBalancerType, nothing else." source:"ELBv2 CreateTargetGroup, without GENEVE, which ECS can't use"`

	HealthCheckTimeoutSeconds value[int]      `toml:"healthCheckTimeoutSeconds" carried:"yes" range:"2..120"`
	TargetType                value[string]   `toml:"targetType" carried:"yes" enum:"instance,ip"`
	ProtocolVersion           value[string]   `toml:"protocolVersion" carried:"yes"`
	Port                      value[int]      `toml:"port" carried:"yes" range:"1..65535"`
	VpcID                     value[string]   `toml:"vpcId" carried:"yes"`
	HealthCheckProtocol       value[string]   `toml:"healthCheckProtocol" carried:"yes"`
	HealthCheckPort           value[anything] `toml:"healthCheckPort" carried:"yes"`
	HealthCheckPath           value[string]   `toml:"healthCheckPath" carried:"yes"`
	Matcher                   value[anyTable] `toml:"matcher" carried:"yes"`
	IPAddressType             value[string]   `toml:"ipAddressType" carried:"yes" enum:"ipv4,ipv6"`
	TargetControlPort         value[int]      `toml:"targetControlPort" carried:"yes" range:"1..65535"`
	Tags                      value[anyList]  `toml:"tags" carried:"yes"`
}
