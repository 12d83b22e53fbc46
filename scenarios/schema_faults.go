package scenarios

// faultsTable is taskDefinitions.faults.
type faultsTable struct {
	PullFails      value[bool]        `toml:"pullFails" default:"false" doc:"The image can't be pulled: the task ends at the end of its pull." source:"ecssim"`
	NeverStarts    value[bool]        `toml:"neverStarts" default:"false" doc:"The containers don't start: the task ends without having been RUNNING." source:"ecssim"`
	CrashAfter     value[delay]       `toml:"crashAfter" absent:"no crash" example:"60s" doc:"From RUNNING to the container's end." source:"ecssim"`
	ExitCode       value[int]         `toml:"exitCode" default:"1" range:"0..255" doc:"Its exit code after crashAfter." source:"ecssim"`
	NeverReady     value[bool]        `toml:"neverReady" default:"false" doc:"The task never passes a health check." source:"ecssim"`
	UnhealthyAfter value[delay]       `toml:"unhealthyAfter" absent:"it stays healthy" example:"5m" doc:"From RUNNING to the end of passing health checks." source:"ecssim"`
	Container      value[string]      `toml:"container" absent:"the first essential one" match:"ecs" example:"\"app\"" also:"containerName" doc:"The container that is struck." source:"ecssim"`
	Reason         value[string]      `toml:"reason" absent:"a usual text" match:"reason" example:"\"CannotPullContainerError: pull access denied\"" doc:"What the container runtime says where pullFails or neverStarts, for stoppedReason and the service's events." source:"ecssim"`
	Probability    value[probability] `toml:"probability" default:"1" doc:"Share of the tasks that are struck, from 0 to 1; each task has a draw of its own. Beside a fault only." source:"ecssim"`
	Only           value[ordinals]    `toml:"only" absent:"all tasks" example:"[1, 3]" doc:"Ordinals of the tasks that are struck, among those started of the revision, replacements included, from 1." source:"ecssim"`
}
