package scenarios

import "github.com/ecssim/ecssim/sim"

// expectTable is one of [[expect]]. A test holds the keys against the metrics and counts that there are.
type expectTable struct {
	Name       value[string]           `toml:"name" match:"reason" example:"\"done in ten minutes\"" doc:"What reports call the expectation." source:"ecssim"`
	Service    value[string]           `toml:"service" absent:"the only one" example:"\"web\"" also:"serviceName" doc:"Service that is meant." source:"ecssim"`
	Deployment value[deploymentChoice] `toml:"deployment" absent:"the last one that the timeline created" example:"\"web:2\"" doc:"Deployment that is meant: its number among those of the service, from 1, the one that the service begins with included; or a task definition, for the last deployment of it." source:"ecssim"`
	At         value[sim.Span]         `toml:"at" absent:"the run's end" example:"\"5m\"" range:"0s..744h" also:"time,when,after" doc:"When state and counts are looked at, after everything that happens at that instant." source:"ecssim"`

	Window value[string] `toml:"window" default:"deployment" enum:"deployment,run" doc:"What metrics are about: the window of the deployment, from its creation to COMPLETED, FAILED or a newer one; or the service in the whole run, what follows that window included." source:"ecssim"`

	RolloutState   value[string] `toml:"rolloutState" enum:"COMPLETED,FAILED,IN_PROGRESS" also:"rollout" doc:"State of the deployment. One that was rolled back is FAILED." source:"API page Deployment"`
	Outcome        value[string] `toml:"outcome" enum:"settled,stuck,failed,unfinished" also:"end,verdict" doc:"How the run ended for the service: complete and quiet; nothing can move any more; nothing moves after a deployment that FAILED; cut off by duration." source:"ecssim"`
	TaskDefinition value[string] `toml:"taskDefinition" example:"\"web:1\"" doc:"Task definition of the service's PRIMARY deployment." source:"API page Service"`
	Status         value[string] `toml:"status" enum:"ACTIVE,DRAINING,INACTIVE" doc:"Status of the service." source:"API page Service"`

	Desired   value[comparison] `toml:"desired" example:"8" also:"desiredCount" doc:"Desired count of the service, or of the deployment that is chosen." source:"API page Service"`
	Pending   value[comparison] `toml:"pending" example:"0" also:"pendingCount" doc:"Tasks on their way to RUNNING." source:"ecssim"`
	Running   value[comparison] `toml:"running" example:"\">= 4\"" also:"runningCount" doc:"Tasks that are RUNNING and haven't been told to stop." source:"ecssim"`
	Healthy   value[comparison] `toml:"healthy" example:"\">= 4\"" also:"healthyCount" doc:"Of these, those that the scheduler counts as healthy." source:"ecssim"`
	Unhealthy value[comparison] `toml:"unhealthy" example:"0" doc:"Of these, those that are UNHEALTHY." source:"ecssim"`
	Stopping  value[comparison] `toml:"stopping" example:"0" doc:"Tasks that have been told to stop, or end by themselves, and aren't STOPPED yet." source:"ecssim"`

	Duration          value[comparison] `toml:"duration" example:"\"<= 10m\"" doc:"Time from the deployment's creation to COMPLETED. A deployment that didn't complete fails it." source:"ecssim"`
	MinHealthy        value[comparison] `toml:"minHealthy" example:"\">= 75 %\"" doc:"Least number of healthy tasks." source:"ecssim"`
	MinRunning        value[comparison] `toml:"minRunning" example:"\">= 4\"" doc:"Least number of RUNNING tasks." source:"ecssim"`
	PeakTasks         value[comparison] `toml:"peakTasks" example:"\"<= 12\"" doc:"Most tasks RUNNING or on their way there." source:"ecssim"`
	PeakOccupied      value[comparison] `toml:"peakOccupied" example:"\"<= 16\"" doc:"The same with those that are stopping." source:"ecssim"`
	HealthyDeficit    value[comparison] `toml:"healthyDeficit" example:"\"<= 120\"" doc:"Task-seconds by which healthy tasks are below the desired count." source:"ecssim"`
	TimeAtFloor       value[comparison] `toml:"timeAtFloor" example:"\"<= 2m\"" doc:"How long healthy tasks are at the floor or below it." source:"ecssim"`
	Surge             value[comparison] `toml:"surge" example:"\"<= 600\"" doc:"Task-seconds above the desired count." source:"ecssim"`
	TasksStarted      value[comparison] `toml:"tasksStarted" example:"\"<= 8\"" doc:"Tasks created." source:"ecssim"`
	TasksStopped      value[comparison] `toml:"tasksStopped" example:"8" doc:"Tasks told to stop." source:"ecssim"`
	TasksFailed       value[comparison] `toml:"tasksFailed" example:"0" doc:"Tasks that ended by themselves, or whose health checks failed." source:"ecssim"`
	Sigkills          value[comparison] `toml:"sigkills" example:"0" doc:"Tasks whose containers had to be killed." source:"ecssim"`
	PlacementFailures value[comparison] `toml:"placementFailures" example:"0" doc:"Passes that could not place a task." source:"ecssim"`
	HostWait          value[comparison] `toml:"hostWait" example:"\"<= 60\"" doc:"Task-seconds PENDING on an instance without room." source:"ecssim"`
	PeakCPU           value[comparison] `toml:"peakCPU" example:"\"<= 8192\"" doc:"Most CPU units reserved." source:"ecssim"`
	PeakMemory        value[comparison] `toml:"peakMemory" example:"\"<= 16 GB\"" doc:"Most MiB reserved." source:"ecssim"`
	HostsUsed         value[comparison] `toml:"hostsUsed" example:"\">= 3\"" doc:"Container instances that had a task." source:"ecssim"`
	ZoneSkew          value[comparison] `toml:"zoneSkew" example:"\"<= 1\"" doc:"RUNNING tasks of the zone with most less those of that with least, in the end." source:"ecssim"`
	Waiter            value[bool]       `toml:"waiter" doc:"Whether aws ecs wait services-stable, begun with the deployment, returns with success: 40 looks, 15 s apart." source:"API26 waiters: ServicesStable"`

	Quantiles value[quantiles] `toml:"pN(metric)" rest:"yes" example:"\"<= 12m\"" doc:"Quantile of a metric over the scenario's replicates, as in \"p95(duration)\" = \"<= 12m\". A run without a value, such as a duration of a deployment that didn't complete, counts as worse than any bound." source:"ecssim; exact intervals by order statistics"`

	Events   value[expectedEvents] `toml:"events" example:"[\"started\", { event = \"steadyState\", at = \"<= 5m\" }]" items:"1..100" also:"event" doc:"Service events that occur in this order: names as in records.ndjson; or tables with event, text (a part of the message), at (a comparison) and count (how many in all)." source:"ecssim"`
	NoEvents value[absentEvents]   `toml:"noEvents" items:"1..100" example:"[\"unplaced\"]" also:"noEvent,absentEvents" doc:"Service events that don't occur, by names as in records.ndjson." source:"ecssim"`
}
