package scenarios

// updateInstancesTable is the updateContainerInstancesState of a timeline entry.
type updateInstancesTable struct {
	ContainerInstances value[[]string] `toml:"containerInstances" required:"yes" items:"1..5000" example:"[\"a-1\"]" also:"containerInstance,instances" doc:"Names of container instances, or of groups for all their members. The API takes ten in a call: more are several calls at once." source:"ECS UpdateContainerInstancesState"`
	Status             value[string]   `toml:"status" required:"yes" enum:"ACTIVE,DRAINING" example:"\"DRAINING\"" also:"state" doc:"DRAINING: no more tasks are placed there, and those of services are replaced. ACTIVE: it takes tasks again." source:"ECS UpdateContainerInstancesState; D26 container-instance-draining"`
	Cluster            value[string]   `toml:"cluster" absent:"the scenario's" example:"\"default\"" doc:"Name or ARN of the scenario's cluster." source:"ECS UpdateContainerInstancesState"`
}

// deregisterInstancesTable is the deregisterContainerInstance of a timeline entry.
type deregisterInstancesTable struct {
	ContainerInstances value[[]string] `toml:"containerInstances" required:"yes" items:"1..5000" example:"[\"a-1\"]" also:"containerInstance,instances" doc:"Names of container instances, or of groups for all their members. The API takes one in a call: more are several calls at once." source:"ECS DeregisterContainerInstance"`
	Force              value[bool]     `toml:"force" default:"false" doc:"Even with RUNNING tasks, which ECS doesn't look after any more: services start others." source:"ECS DeregisterContainerInstance"`
	Cluster            value[string]   `toml:"cluster" absent:"the scenario's" example:"\"default\"" doc:"Name or ARN of the scenario's cluster." source:"ECS DeregisterContainerInstance"`
}

// setAgentConnectedTable is the setAgentConnected of a timeline entry.
type setAgentConnectedTable struct {
	ContainerInstances value[[]string] `toml:"containerInstances" required:"yes" items:"1..5000" example:"[\"a-1\"]" also:"containerInstance,instances" doc:"Names of container instances, or of groups for all their members." source:"ecssim"`
	AgentConnected     value[bool]     `toml:"agentConnected" required:"yes" example:"false" also:"connected" doc:"Whether ECS hears from their agents from now on. Without, nothing is placed there, tasks go on, and what the agents have to do or to tell waits." source:"ECS ContainerInstance; that it waits is assumed"`
}

// terminateInstancesTable is the terminateInstances of a timeline entry.
type terminateInstancesTable struct {
	ContainerInstances value[[]string] `toml:"containerInstances" required:"yes" items:"1..5000" example:"[\"a-1\"]" also:"containerInstance,instances,instanceIds" doc:"Names of container instances, or of groups for all their members." source:"ecssim, in place of EC2's instance IDs"`
}

// addInstancesTable is the addInstances of a timeline entry.
type addInstancesTable struct {
	BasedOn           value[string]      `toml:"basedOn" example:"\"a\"" also:"base,like,from" doc:"A group that this one copies, but for its name and count. Keys that stand here override: attributes and reserved key by key, everything else whole; an instanceType of its own brings its own resources." source:"ecssim"`
	Name              value[string]      `toml:"name" match:"instance" absent:"added, or that of basedOn with -added" example:"\"b\"" doc:"Prefix of the members' names, as in [[instances]]. Later actions can name them." source:"ecssim"`
	Count             value[int]         `toml:"count" default:"1" range:"0..5000" also:"size,number,desiredCapacity" doc:"How many members." source:"GR26: 5,000 container instances per cluster"`
	AvailabilityZones value[[]string]    `toml:"availabilityZones" required:"yes" unless:"basedOn" absent:"those of basedOn" example:"[\"us-east-1a\"]" items:"1..100" match:"zone" also:"zones,azs,availabilityZone" doc:"Zones that the members are dealt to in turn." source:"ecssim"`
	LaunchDelay       value[delay]       `toml:"launchDelay" absent:"24s; see Assumed values" example:"2m" also:"delay" doc:"From the action to the moment when a member is ACTIVE, drawn for each." source:"ecssim"`
	EC2InstanceIDs    value[instanceIDs] `toml:"ec2InstanceIds" absent:"made up" items:"0..5000" example:"[\"i-0123456789abcdef0\"]" also:"instanceIds,ec2InstanceId" doc:"EC2 instance IDs of the members, in their order: what ec2InstanceId is in placement constraints and records. Members without one have an ID that is made up of their name." source:"EC2; ECS ContainerInstance"`

	instanceTable
}

// loseZoneTable is the loseZone of a timeline entry.
type loseZoneTable struct {
	AvailabilityZone value[string] `toml:"availabilityZone" required:"yes" match:"zone" example:"\"us-east-1a\"" also:"zone,az" doc:"One of the zones of the container instances. All that are there end at once." source:"ecssim"`
}

// restoreZoneTable is the restoreZone of a timeline entry.
type restoreZoneTable struct {
	AvailabilityZone value[string] `toml:"availabilityZone" required:"yes" match:"zone" example:"\"us-east-1a\"" also:"zone,az" doc:"A zone that was lost before. The container instances that it lost come back, empty." source:"ecssim"`
	LaunchDelay      value[delay]  `toml:"launchDelay" absent:"24s; see Assumed values" example:"2m" also:"delay" doc:"From the action to the moment when an instance is ACTIVE, drawn for each." source:"ecssim"`
}

// replaceInstancesTable is the replaceInstances of a timeline entry.
type replaceInstancesTable struct {
	ContainerInstances value[[]string] `toml:"containerInstances" required:"yes" items:"1..5000" example:"[\"a\"]" also:"containerInstance,instances" doc:"Names of container instances, or of groups for all their members. Each gets a successor in its zone." source:"ecssim"`
	Batch              value[int]      `toml:"batch" default:"1" range:"1..5000" also:"batchSize" doc:"How many are replaced at a time: successors are launched, the old ones drained and, once no task of a service is left on them, terminated." source:"ecssim, as fleets are moved to another AMI"`
	LaunchDelay        value[delay]    `toml:"launchDelay" absent:"24s; see Assumed values" example:"2m" also:"delay" doc:"From its launch to the moment when a successor is ACTIVE, drawn for each." source:"ecssim"`
	Name               value[string]   `toml:"name" match:"instance" absent:"that of the old group with -new" example:"\"b\"" doc:"Prefix of the successors' names. Only where all that are replaced are of one group." source:"ecssim"`

	instanceTable // overrides what the successors have of those that they replace, as in addInstances
}
