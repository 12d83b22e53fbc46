package scenarios

// tasksTable picks tasks of a service.
type tasksTable struct {
	Service        value[string]   `toml:"service" api:"own" required:"yes" example:"\"web\"" also:"serviceName,name" doc:"serviceName of one of [[services]], or its ARN." source:"ecssim"`
	TaskDefinition value[string]   `toml:"taskDefinition" api:"own" absent:"of any revision" example:"\"web:1\"" doc:"Only tasks of this revision." source:"ecssim"`
	Ordinal        value[int]      `toml:"ordinal" api:"own" absent:"by count" example:"1" range:"1..1000000" doc:"The task with this ordinal among those started of its revision, replacements included, from 1." source:"ecssim"`
	Ordinals       value[ordinals] `toml:"ordinals" api:"own" absent:"by count" example:"[1, 3]" items:"1..5000" doc:"The same for several." source:"ecssim"`
	Count          value[int]      `toml:"count" api:"own" absent:"1 in stopTask, all in protectTasks" example:"2" range:"1..5000" doc:"How many tasks, without ordinals: the longest running ones, and where none is RUNNING the oldest." source:"ecssim"`
}

// stopTaskTable is the stopTask of a timeline entry.
type stopTaskTable struct {
	tasksTable

	Reason value[string] `toml:"reason" api:"own" absent:"Task stopped by user" match:"stopReason" example:"\"looks stuck\"" doc:"Why, for stoppedReason." source:"ECS StopTask"`
}

// protectTasksTable is the protectTasks of a timeline entry.
type protectTasksTable struct {
	tasksTable

	ProtectionEnabled value[bool] `toml:"protectionEnabled" required:"yes" example:"true" also:"enabled,enable" doc:"Whether the tasks are protected from now on, or no longer." source:"ECS UpdateTaskProtection"`
	ExpiresInMinutes  value[int]  `toml:"expiresInMinutes" default:"120" range:"1..2880" doc:"Minutes after which the protection ends by itself. Only where protectionEnabled is true." source:"ECS UpdateTaskProtection"`
}

// stopServiceDeploymentTable is the stopServiceDeployment of a timeline entry.
type stopServiceDeploymentTable struct {
	Service  value[string] `toml:"service" api:"own" required:"yes" example:"\"web\"" also:"serviceName,name" doc:"serviceName of one of [[services]], or its ARN." source:"ecssim, in place of the API's serviceDeploymentArn"`
	StopType value[string] `toml:"stopType" default:"ROLLBACK" enum:"ROLLBACK,ABORT" doc:"ROLLBACK: back to the last deployment that completed. ABORT: it ends where it is." source:"ECS StopServiceDeployment"`
}

// setAlarmStateTable is the setAlarmState of a timeline entry.
type setAlarmStateTable struct {
	AlarmName  value[string] `toml:"alarmName" required:"yes" match:"alarm" example:"\"errors\"" also:"name,alarm" doc:"One of the alarmNames that services watch." source:"CloudWatch SetAlarmState"`
	StateValue value[string] `toml:"stateValue" required:"yes" enum:"OK,ALARM,INSUFFICIENT_DATA" example:"\"ALARM\"" also:"state,value" doc:"Its state from now on." source:"CloudWatch SetAlarmState"`

	StateReason     value[string] `toml:"stateReason" carried:"yes"`
	StateReasonData value[string] `toml:"stateReasonData" carried:"yes"`
}

// changeFaultsTable is the changeFaults of a timeline entry.
type changeFaultsTable struct {
	TaskDefinition value[string] `toml:"taskDefinition" required:"yes" example:"\"web:2\"" doc:"The revision: family:revision, a bare family for its highest revision, or an ARN." source:"ecssim"`

	faultsTable
}
