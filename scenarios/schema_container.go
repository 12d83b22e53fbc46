package scenarios

// dependencyTable is one of a container's dependsOn.
type dependencyTable struct {
	ContainerName value[string] `toml:"containerName" required:"yes" match:"ecs" example:"\"app\"" also:"name,container" doc:"The other container." source:"ECS ContainerDependency"`
	Condition     value[string] `toml:"condition" required:"yes" enum:"START,COMPLETE,SUCCESS,HEALTHY" example:"\"START\"" doc:"What it has to reach: it has started; has ended; has ended with exit code 0; has passed its health check once. COMPLETE and SUCCESS not of an essential container, HEALTHY only of one with a health check." source:"ECS ContainerDependency"`
}

// restartPolicyTable is a container's restartPolicy.
type restartPolicyTable struct {
	Enabled              value[bool]      `toml:"enabled" required:"yes" example:"true" doc:"Whether the container is restarted in place, without its task." source:"ECS ContainerRestartPolicy"`
	IgnoredExitCodes     value[exitCodes] `toml:"ignoredExitCodes" absent:"none" example:"[0]" items:"0..50" doc:"Exit codes after which it isn't, a set." source:"ECS ContainerRestartPolicy"`
	RestartAttemptPeriod value[int]       `toml:"restartAttemptPeriod" default:"300" range:"60..1800" doc:"Seconds that it has to have run to be restarted." source:"ECS ContainerRestartPolicy"`
}

// containerTimingTable is a container's timing.
type containerTimingTable struct {
	Start   value[delay] `toml:"start" absent:"timing.start of the task definition" example:"2s" doc:"From the moment when it may start to its start." source:"ecssim"`
	Ready   value[delay] `toml:"ready" absent:"timing.ready of the task definition" example:"8s" doc:"From its own start, and not from the task's RUNNING, to passing its health checks." source:"ecssim"`
	Exit    value[delay] `toml:"exit" never:"yes" absent:"timing.exit of the task definition" example:"2s" also:"stop,shutdown" doc:"From SIGTERM to its end; \"never\" for a program that has to be killed after its stopTimeout." source:"ecssim"`
	Ends    value[delay] `toml:"ends" absent:"it runs until it is stopped" example:"5s" also:"end,duration" doc:"From its start to its end by itself, as of a container that prepares something for the others." source:"ecssim"`
	EndCode value[int]   `toml:"endCode" default:"0" range:"0..255" doc:"Its exit code then." source:"ecssim"`
}
