package scenarios

import "github.com/ecssim/ecssim/sim"

// scenarioFile is a whole scenario as it is written.
type scenarioFile struct {
	SchemaVersion value[int]      `toml:"schemaVersion" required:"yes" example:"1" range:"1..1" also:"version" doc:"Version of this format." source:"ecssim"`
	Name          value[string]   `toml:"name" match:"output" absent:"the file's base name" example:"\"rolling-basic\"" doc:"Name of the scenario and of its output folder." source:"ecssim"`
	Description   value[string]   `toml:"description" doc:"What the scenario shows, for people." source:"ecssim"`
	Seed          value[int64]    `toml:"seed" default:"1" range:"0..9223372036854775807" doc:"Seed of all random draws, unless the command line names another." source:"ecssim"`
	Duration      value[sim.Span] `toml:"duration" default:"1h" range:"1s..744h" also:"horizon,end,until" doc:"Latest simulated time. A run ends sooner once everything is settled." source:"ecssim"`
	StartAt       value[instant]  `toml:"startAt" default:"2026-01-01T00:00:00Z" doc:"Date of the run's beginning; only dates in responses depend on it." source:"ecssim"`
	Replicates    value[int]      `toml:"replicates" default:"1" range:"1..100000" doc:"How many runs, each under a seed of its own, expectations on quantiles are judged by." source:"ecssim"`
	Behavior      value[string]   `toml:"behavior" default:"2026-07" enum:"2026-07,2023-05" also:"behaviour" doc:"Dated set of scheduler rules; see Dated rules below." source:"ecssim; each rule has its own source"`

	BehaviorOverrides value[overrides]      `toml:"behaviorOverrides" also:"behaviourOverrides" doc:"Single rules that differ from the dated set, by the names listed under Dated rules." source:"ecssim"`
	Scheduler         value[schedulerTable] `toml:"scheduler" doc:"What AWS doesn't document of the scheduler." source:"ecssim"`

	Instances            list[instancesTable]      `toml:"instances" items:"0..5000" also:"containerInstances,cluster,instance" doc:"Groups of like container instances." source:"ECS"`
	Fargate              value[fargateTable]       `toml:"fargate" doc:"Where services on AWS Fargate are. Counts only if there are some." source:"ecssim"`
	TargetGroups         list[targetGroupTable]    `toml:"targetGroups" items:"0..1000" also:"targetGroup" doc:"Elastic Load Balancing target groups." source:"ELBv2"`
	ClassicLoadBalancers list[classicTable]        `toml:"classicLoadBalancers" items:"0..1000" also:"classicLoadBalancer" doc:"Classic Load Balancers." source:"ELB, version 2012-06-01"`
	TaskDefinitions      list[taskDefinitionTable] `toml:"taskDefinitions" items:"0..1000" also:"taskDefinition" doc:"Revisions of task definitions." source:"ECS"`
	Services             list[serviceTable]        `toml:"services" api:"service" required:"yes" items:"1..100" also:"service" doc:"Services. ECS allows 5,000 a cluster; more than 100 are most likely a slip." source:"ECS"`
	StandaloneTasks      list[standaloneTable]     `toml:"standaloneTasks" items:"0..1000" also:"standaloneTask,tasks" doc:"Tasks outside of services, which run from beginning to end and take room." source:"ECS RunTask"`
	Timeline             list[timelineTable]       `toml:"timeline" items:"0..10000" also:"events,actions,changes,change" doc:"What happens when." source:"ecssim"`

	Namespaces value[[]string] `toml:"namespaces" match:"namespace" absent:"any namespace exists" example:"[\"internal\"]" items:"0..1000" doc:"Cloud Map namespaces that exist, by name or ARN, for serviceConnectConfiguration." source:"ecssim"`

	Expect  list[expectTable] `toml:"expect" items:"0..1000" also:"expects,expectations" doc:"What is expected of a run: conditions that it passes or fails one by one." source:"ecssim"`
	Matrix  value[axes]       `toml:"matrix" also:"cases,variants" doc:"Cases of the scenario; see Cases above." source:"ecssim"`
	Sweep   value[anything]   `toml:"sweep" doc:"Values to sweep over." source:"ecssim"`
	Extends value[basePath]   `toml:"extends" also:"base,include" example:"\"base.toml\"" doc:"Path of the scenario that this one extends, from this file; see Scenarios that extend others above." source:"ecssim"`
}

// schedulerTable is [scheduler].
type schedulerTable struct {
	PassInterval         value[sim.Span]     `toml:"passInterval" default:"10s" range:"1s..1h" doc:"Distance of a service's passes." source:"observed: actions fall on a grid of about 10 s (stop to deregistration 8.4 to 10.8 s in 17 of 18 samples)"`
	Phase                value[sim.Span]     `toml:"phase" absent:"drawn for each service and agent" example:"0s" range:"0s..1h" doc:"Offset of the passes of every service and of the health reports of every agent. Shorter than passInterval." source:"assumed: nothing says that services are in step"`
	APILag               value[sim.Span]     `toml:"apiLag" default:"5s" range:"0s..1h" doc:"Time from an API call to the first pass that sees it." source:"observed: first start 6 to 17 s after UpdateService"`
	LossLag              value[sim.Span]     `toml:"lossLag" default:"20s" range:"0s..1h" doc:"Time from the end of a task that the scheduler didn't stop (it crashed, never started, or somebody called StopTask) to the first pass that misses it." source:"observed, the wait for the pass included: 18.9 and 31 s to the replacement, 41 and 30 s to the next attempt"`
	InstanceLossLag      value[sim.Span]     `toml:"instanceLossLag" default:"30s" range:"0s..1h" doc:"Time from the end of a container instance to the moment when ECS knows of it, and has its tasks STOPPED." source:"observed: a container instance is INACTIVE about 30 s after EC2 terminates it"`
	RegisterLag          value[sim.Span]     `toml:"registerLag" absent:"the next pass" example:"5s" range:"0s..1h" doc:"Time from RUNNING to the registration of targets." source:"assumed"`
	DeregisterLag        value[sim.Span]     `toml:"deregisterLag" default:"10s" range:"0s..1h" doc:"Time from a stop decision to the deregistration of targets." source:"observed: 8.4 to 10.8 s in 17 of 18 samples"`
	DrainLag             value[sim.Span]     `toml:"drainLag" default:"5s" range:"0s..1h" doc:"Time from the end of the deregistration delay to SIGTERM." source:"observed: 1 to 12 s"`
	HealthReportInterval value[sim.Span]     `toml:"healthReportInterval" default:"20s" range:"0s..1h" doc:"Distance of an agent's reports of container health; 0 reports at once." source:"ECS agent, DefaultContainerMetricsPublishInterval"`
	CompleteAtStopped    value[bool]         `toml:"completeAtStopped" default:"false" doc:"Whether completion waits until old tasks are STOPPED instead of just until their containers have ended." source:"observed: completed 12 to 13 s after the last old container exited"`
	LaunchRate           value[int]          `toml:"launchRate" default:"500" range:"0..100000" doc:"Tasks a minute that are started for a service, evenly over its passes; 0 for no limit." source:"ECS endpoints and quotas: 500 on EC2; that they come evenly is assumed"`
	FargateBurst         value[int]          `toml:"fargateBurst" default:"100" range:"0..100000" also:"fargateLaunchBurst" doc:"Tasks that all services on Fargate together can launch at once: the account's burst launch rate; 0 for no limit." source:"ECS endpoints and quotas: 100 in 16 older Regions, 25 in others; D26 throttling"`
	FargateRate          value[int]          `toml:"fargateRate" default:"20" range:"1..100000" also:"fargateLaunchRate" doc:"Tasks a second that they can launch in the long run: the account's sustained launch rate." source:"ECS endpoints and quotas: 20 in 16 older Regions, 5 in others; D26 throttling"`
	AlarmPollInterval    value[sim.Span]     `toml:"alarmPollInterval" default:"30s" range:"1s..1h" doc:"Distance of the looks at a deployment's alarms." source:"assumed: in the one observation the roll-back began 21 s after ALARM"`
	AlarmBakeTime        value[sim.Span]     `toml:"alarmBakeTime" default:"3m" range:"0s..24h" doc:"How long a deployment with alarms is watched once its tasks have replaced the old ones, where it doesn't say its bakeTimeInMinutes." source:"assumed: D26 deployment-alarm-failure says that it is computed from the alarms, in most cases less than five minutes"`
	RepeatInterval       value[sim.Span]     `toml:"repeatInterval" default:"6h" range:"1s..744h" doc:"Time after which an event that still holds is written again." source:"ECS Service: events that repeat are held back until they are resolved, or for six hours"`
	RebalanceInterval    value[sim.Span]     `toml:"rebalanceInterval" default:"5m" range:"1s..744h" doc:"Distance of the looks at how the tasks of a service with Availability Zone rebalancing are spread." source:"assumed: AWS documents no pace"`
	ActivationTimeout    value[sim.Span]     `toml:"activationTimeout" default:"3h" range:"1s..744h" doc:"How long a task may be ACTIVATING before it is stopped." source:"observed: a task whose dependsOn never came true was stopped after three hours"`
	TieBreak             value[string]       `toml:"tieBreak" default:"seeded" enum:"seeded,lowest" doc:"What decides between equals: a draw, or the lowest number." source:"assumed: AWS documents none"`
	Backoff              value[backoffTable] `toml:"backoff" doc:"Pauses between attempts when tasks can't be started." source:"D26 service-throttle-logic names only the longest"`
}

// backoffTable is scheduler.backoff.
type backoffTable struct {
	Free  value[int]      `toml:"free" default:"2" range:"0..1000" doc:"Failures in a row that are tried again at the next pass." source:"observed: 41, 30 and 297 s after the first three failures"`
	First value[sim.Span] `toml:"first" default:"5m" range:"0s..24h" doc:"Pause after the next failure; each further one doubles it." source:"observed: 297 s; the doubling is assumed"`
	Cap   value[sim.Span] `toml:"cap" absent:"the rule backoffCap" example:"27m" range:"0s..24h" doc:"Longest pause." source:"D26 service-throttle-logic"`
}

// timelineTable is one of [[timeline]].
type timelineTable struct {
	At            value[sim.Span]           `toml:"at" required:"yes" example:"\"1m\"" range:"0s..744h" also:"time,when,after" doc:"When it happens, counted from the run's beginning and not after its duration." source:"ecssim"`
	UpdateService value[updateServiceTable] `toml:"updateService" api:"call" also:"update,deploy" doc:"A call of UpdateService." source:"ECS UpdateService"`

	CreateService value[serviceTable]       `toml:"createService" api:"call" also:"create" doc:"A call of CreateService: the keys of [[services]], without initialState and what only describe calls give." source:"ECS CreateService"`
	DeleteService value[deleteServiceTable] `toml:"deleteService" api:"call" also:"delete" doc:"A call of DeleteService." source:"ECS DeleteService"`

	StopTask              value[stopTaskTable]              `toml:"stopTask" api:"call" doc:"A call of StopTask for each of some tasks." source:"ECS StopTask"`
	ProtectTasks          value[protectTasksTable]          `toml:"protectTasks" api:"call" also:"updateTaskProtection" doc:"A call of UpdateTaskProtection: scale-in protection of some tasks." source:"ECS UpdateTaskProtection"`
	StopServiceDeployment value[stopServiceDeploymentTable] `toml:"stopServiceDeployment" api:"call" also:"stopDeployment" doc:"A call of StopServiceDeployment for the service's running deployment." source:"ECS StopServiceDeployment"`
	SetAlarmState         value[setAlarmStateTable]         `toml:"setAlarmState" doc:"A CloudWatch alarm changes; all begin OK." source:"CloudWatch SetAlarmState"`
	ChangeFaults          value[changeFaultsTable]          `toml:"changeFaults" doc:"What goes wrong with tasks of a revision, in place of what did; without any fault it ends. For tasks that are RUNNING, delays count from here." source:"ecssim"`

	UpdateInstances     value[updateInstancesTable]     `toml:"updateContainerInstancesState" also:"drain,drainInstances" doc:"A call of UpdateContainerInstancesState." source:"ECS UpdateContainerInstancesState"`
	TerminateInstances  value[terminateInstancesTable]  `toml:"terminateInstances" also:"loseInstances" doc:"EC2 terminates container instances, and their tasks with them; ECS notices after instanceLossLag." source:"EC2 TerminateInstances"`
	DeregisterInstances value[deregisterInstancesTable] `toml:"deregisterContainerInstance" also:"deregisterInstances,deregister" doc:"A call of DeregisterContainerInstance for each of some." source:"ECS DeregisterContainerInstance"`
	SetAgentConnected   value[setAgentConnectedTable]   `toml:"setAgentConnected" also:"disconnectAgents,connectAgents" doc:"The agents of container instances lose their connection to ECS, or have it again." source:"ecssim"`
	AddInstances        value[addInstancesTable]        `toml:"addInstances" also:"addContainerInstances" doc:"A group of container instances is launched." source:"ecssim"`
	ReplaceInstances    value[replaceInstancesTable]    `toml:"replaceInstances" also:"replaceContainerInstances,rollInstances" doc:"Container instances are replaced by others, some at a time." source:"ecssim"`
	InterruptSpot       value[anything]                 `toml:"interruptSpot" doc:"Spot instances are interrupted." source:"ecssim"`
	LoseZone            value[loseZoneTable]            `toml:"loseZone" doc:"An Availability Zone fails, with all container instances there." source:"ecssim"`
	RestoreZone         value[restoreZoneTable]         `toml:"restoreZone" doc:"An Availability Zone comes back, and the container instances that it lost." source:"ecssim"`
}
