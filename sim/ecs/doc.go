// Package ecs is the world of a run: it owns all state of the simulated cluster, applies one event at a time, asks the
// pure packages what to do, carries it out, and says each fact to a recorder. Nothing else changes state.
//
//	world.go      what there is, and the loop
//	begin.go      how a run begins: services that are up, services that are created
//	timeline.go   the timeline's actions, and when the scheduler takes API calls up
//	refuse.go     why the API refuses a call
//	choose.go     which tasks a call means; StopTask
//	protect.go    scale-in protection
//	alarm.go      CloudWatch alarms and the bake time
//	probe.go      image digests by the first task
//	pass.go       one pass of the service scheduler
//	carry.go      carrying a plan out: stops, starts, refusals
//	backoff.go    when starts that failed are tried again
//	breaker.go    what failures do: throttle, circuit breaker, roll-back
//	rate.go       how many tasks may be started a minute
//	finish.go     completion, steady state, being stuck, the end
//	task.go       the life of a task up to RUNNING
//	stop.go       the end of a task: SIGTERM, SIGKILL, STOPPED
//	parts.go      its containers one by one: in order, restarted in place, in reverse
//	fault.go      what goes wrong with a task, and its end when nobody told it to stop
//	detail.go     what few tasks have
//	target.go     its targets: registration, deregistration, draining
//	verdict.go    its health: checks, target groups, the 40-second rule
//	class.go      how it stands with the scheduler: the grace period, the counts
//	tell.go       records
//	notice.go     events that are written again
//	check.go      invariants
//
// README.md has a row for every rule: source, file, test.
package ecs
