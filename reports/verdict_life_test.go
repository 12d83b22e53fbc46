package reports_test

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// lifeCases are services that are created, deleted or never there, and calls that ECS refuses.
func lifeCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	first := func(end metrics.End) metrics.Service {
		d := updated(end, 135_500)
		d.Created, d.Action, d.MinHealthy, d.PeakTasks = 90_000, 2, 0, 4
		return metrics.Service{Deployments: []metrics.Deployment{d}, Created: 90_000, Counts: metrics.Counts{Running: 4}, Settings: sim.Settings{Desired: 4}}
	}
	deleted := func(s metrics.Service, status sim.ServiceStatus) metrics.Service {
		s.API.Status, s.Deleted, s.DeletedAt, s.GoneAt = status, true, 150_000, 171_500
		s.Counts = metrics.Counts{}
		return s
	}
	kept := initial()
	kept.End, kept.Ended = metrics.EndDeleted, 150_000
	draining := deleted(metrics.Service{Deployments: []metrics.Deployment{kept}}, sim.ServiceDraining)
	draining.Counts.Running, draining.Outcome = 2, sim.OutcomeUnfinished
	emptied := deleted(metrics.Service{Deployments: []metrics.Deployment{kept}}, sim.ServiceInactive)
	emptied.GoneAt = emptied.DeletedAt
	interrupted := updated(metrics.EndDeleted, 150_000)
	refused := metrics.Service{RefusedCalls: 1, LastRefusal: sim.BlockedDeployments(), RefusedAction: 2}
	twice := metrics.Service{
		Deployments:  []metrics.Deployment{initial(), updated(metrics.EndCompleted, 281_000)},
		RefusedCalls: 2, LastRefusal: sim.InactiveService(), RefusedAction: 1,
	}
	return []verdictCase{
		one("never created", metrics.Service{}),
		one("creation refused", refused),
		one("calls refused", twice),
		one("created later", first(metrics.EndCompleted)),
		one("created and deleted", deleted(first(metrics.EndCompleted), sim.ServiceInactive)),
		one("created and deleted at once", deleted(first(metrics.EndDeleted), sim.ServiceInactive)),
		one("deleted while quiet", emptied),
		one("deleted and draining", draining),
		one("deleted in a rollout", deleted(metrics.Service{Deployments: []metrics.Deployment{initial(), interrupted}}, sim.ServiceInactive)),
	}
}

// failerCases are what fails deployments, and one that nothing does.
func failerCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	failed := func(by sim.FailedBy, back metrics.Rollback, tasks int32) metrics.Service {
		d := updated(metrics.EndFailed, 120_000)
		d.FailedBy, d.Rollback, d.OwnFailed = by, back, tasks
		d.OwnFailures[metrics.CausePull].Tasks = tasks
		s := metrics.Service{Deployments: []metrics.Deployment{initial(), d}, Counts: metrics.Counts{Running: 3}}
		s.Settings.Desired = 4
		return s
	}
	done := metrics.Rollback{Begun: true, Done: true, DoneAt: 190_000}
	alarm := failed(sim.FailedByAlarm, done, 0)
	alarm.Deployments[1].Triggers = []metrics.Trigger{{Alarm: 0, Since: 100_000}, {Alarm: 1, Since: 110_000}}
	lone := failed(sim.FailedByBreaker, metrics.Rollback{}, 13)
	lone.Outcome, lone.API.Breaker = sim.OutcomeFailed, sim.CircuitBreaker{Enable: true, Rollback: true}
	aborted := failed(sim.FailedByRequest, metrics.Rollback{}, 2)
	aborted.Outcome = sim.OutcomeFailed
	dependent := failed(sim.FailedByBreaker, done, 0)
	dependent.Deployments[1].OwnFailures[metrics.CauseDependency] = metrics.Failures{Tasks: 3, Never: 3}
	endless := stuck(sim.BlockedByBackoff, 4, 100, 200)
	endless.Outcome, endless.Deployments[1].OwnFailed = sim.OutcomeUnfinished, 61
	endless.Deployments[1].OwnFailures[metrics.CausePull] = metrics.Failures{Tasks: 61, Never: 61}
	watched := endless
	watched.API.Breaker.Enable = true
	return []verdictCase{
		one("failed by the breaker", failed(sim.FailedByBreaker, done, 13)),
		one("failed by the breaker, nothing to go back to", lone),
		one("failed by alarms", alarm),
		one("failed by an alarm that isn't known", failed(sim.FailedByAlarm, done, 1)),
		one("stopped and rolled back", failed(sim.FailedByRequest, done, 0)),
		one("stopped", aborted),
		one("failed of dependencies", dependent),
		one("retried for ever", endless),
		one("watched by a breaker", watched),
	}
}

// asideCases are what holds back or goes along with deployments.
func asideCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	protected := stuck(sim.BlockedByProtection, 4, 50, 100)
	protected.Protected, protected.Outcome = 2, sim.OutcomeUnfinished
	both := stuck(sim.BlockedByProtection|sim.BlockedByFloor|sim.BlockedByCap, 4, 100, 100)
	both.Protected = 1
	baking := stuck(sim.BlockedByBake, 4, 100, 200)
	baking.Outcome = sim.OutcomeUnfinished
	baked := metrics.Service{Deployments: []metrics.Deployment{initial(), updated(metrics.EndCompleted, 281_000)}}
	baked.Deployments[1].Bake, baked.Deployments[1].Restarts = 120*sim.Second, 3
	deaf := metrics.Service{Deployments: []metrics.Deployment{initial(), updated(metrics.EndCompleted, 281_000)}}
	deaf.Deployments[1].AlarmsIgnored, deaf.API.Alarms.Enable = true, true
	return []verdictCase{
		one("protected tasks", protected),
		one("protected tasks and bounds", both),
		one("baking", baking),
		one("baked, with restarts", baked),
		one("without its alarms", deaf),
	}
}
