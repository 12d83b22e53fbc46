package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// failure is what failed a deployment, after how long and of what, and what came of it.
func (v *verdict) failure(d *metrics.Deployment) string {
	text := "failed after " + Humane(d.Ended.Sub(d.Created))
	mark := ": "
	switch d.FailedBy {
	case sim.FailedByBreaker:
		text += byWhom(d.FailedBy)
	case sim.FailedByAlarm:
		text += v.alarms(d)
		mark = "; "
	case sim.FailedByRequest:
		text = "was stopped after " + Humane(d.Ended.Sub(d.Created)) + byWhom(d.FailedBy)
		mark = "; "
	case sim.NotFailed:
	}
	if d.OwnFailed == 0 && v.service.Refused && (d.FailedBy == sim.FailedByBreaker || d.FailedBy == sim.NotFailed) {
		text += ": its tasks could not be placed (" + v.capacityReason() + ")"
		mark = "; "
	}
	return text + v.troubles(mark, d, v.grace(d)) + v.consequence(d)
}

// byWhom names what failed a deployment.
func byWhom(by sim.FailedBy) string {
	switch by {
	case sim.FailedByAlarm:
		return " by an alarm"
	case sim.FailedByRequest:
		return " by a call of StopServiceDeployment"
	case sim.FailedByBreaker:
		return " by its circuit breaker"
	case sim.NotFailed:
	}
	return ""
}

// alarms names the alarms that failed a deployment.
func (v *verdict) alarms(d *metrics.Deployment) string {
	var list []string
	for _, t := range d.Triggers {
		list = append(list, "alarm "+Inert(v.Scenario.Alarms[t.Alarm])+" went to ALARM at "+Clock(t.Since))
	}
	if len(list) == 0 {
		return byWhom(d.FailedBy)
	}
	return ": " + enumerate(list)
}

// consequence is what came of a deployment that failed.
func (v *verdict) consequence(d *metrics.Deployment) string {
	b := &d.Rollback
	service := "; " + v.name()
	switch {
	case b.Done && b.DoneAt == d.Ended:
		return service + " rolled back to " + v.revision(&v.service.Deployments[b.To]) + ", complete again at once"
	case b.Done:
		return service + " rolled back to " + v.revision(&v.service.Deployments[b.To]) + ", complete again " +
			Humane(b.DoneAt.Sub(d.Ended)) + " later"
	case b.Failed:
		return service + " began to roll back to " + v.revision(&v.service.Deployments[b.To]) + ", which failed " +
			Humane(b.FailedAt.Sub(d.Ended)) + " later" + byWhom(b.FailedBy) + v.remaining(d)
	case b.Begun:
		return service + " began to roll back to " + v.revision(&v.service.Deployments[b.To])
	case v.halted(d):
		why := ""
		if wantsRollback(v.service, d) {
			why = " since there is no completed deployment to go back to"
		}
		return "; it isn't rolled back" + why + v.remaining(d)
	}
	return ""
}

// halted says whether the service stands still since its judged deployment, d, has failed and nothing takes its place.
// That is so even if other services move on and the run isn't over for it.
func (v *verdict) halted(d *metrics.Deployment) bool {
	b := &d.Rollback
	return d == v.judged && d.End == metrics.EndFailed && (!b.Begun || b.Failed) && v.service.Over && !v.settled() && !v.service.Deleted
}

// remaining says how many tasks run in the end, of a service that stands still.
func (v *verdict) remaining(d *metrics.Deployment) string {
	if !v.halted(d) {
		return ""
	}
	return ", and " + of(v.service.Counts.Running, v.service.Settings.Desired) + " tasks are running"
}

// retries says that a deployment whose tasks fail goes on for ever, where nothing is there to fail it. Behind a Classic
// Load Balancer nothing is, since such a deployment has no rollout state (assumed; sim/ecs/README.md).
func (v *verdict) retries(d *metrics.Deployment) string {
	classic := v.Scenario.IsClassic(d.LoadBalancers)
	switch {
	case d.OwnFailed == 0 || !v.service.Over || v.service.Outcome != sim.OutcomeUnfinished:
		return ""
	case v.service.API.Breaker.Enable && classic:
		return ". Behind a Classic Load Balancer the circuit breaker doesn't act (assumed), so ECS retries for ever"
	case v.service.API.Breaker.Enable:
		return ""
	}
	return ". Without a circuit breaker ECS retries for ever"
}

// baked is how much of a deployment's duration was bake time.
func baked(d *metrics.Deployment) string {
	if d.Bake == 0 {
		return ""
	}
	return ", the last " + Humane(d.Bake) + " of it bake time"
}

// asides are what else is worth telling of the judged deployment, a sentence each.
func (v *verdict) asides() []string {
	var list []string
	d := v.judged
	if alarms := &v.service.API.Alarms; d.AlarmsIgnored && alarms.Enable && !d.Initial {
		list = append(list, v.revision(d)+" went without its alarms, since one was in ALARM when the deployment was created.")
	}
	if d.Restarts > 0 {
		list = append(list, "Containers of "+v.revision(d)+" were restarted in place "+quantity(d.Restarts, "time")+".")
	}
	return list
}

// deletion says when the service was deleted, and whether its tasks are gone.
func (v *verdict) deletion() string {
	s := v.service
	text := capital(v.name()) + " was deleted at " + Clock(s.DeletedAt)
	if s.API.Status == sim.ServiceInactive {
		if s.GoneAt == s.DeletedAt {
			return text + " and INACTIVE at once"
		}
		return text + " and INACTIVE " + Humane(s.GoneAt.Sub(s.DeletedAt)) + " later"
	}
	return text + " and still DRAINING in the end, with " + quantity(s.Counts.Tasks(), "task")
}

// refusals says how many calls the API refused, and why the last of them.
func (v *verdict) refusals() []string {
	n := v.service.RefusedCalls
	if n == 0 {
		return nil
	}
	return []string{refusedCalls(int(n), &v.Scenario.Timeline[v.service.RefusedAction], v.service.LastRefusal)}
}

// refusedCalls says how many calls the API refused, and why the last of them.
func refusedCalls(n int, last *sim.Action, refusal *sim.APIError) string {
	why := Inert(refusal.Error())
	if !strings.HasSuffix(why, ".") {
		why += "."
	}
	if n == 1 {
		return "1 call of " + callName(last.Kind) + " had no effect; ECS refuses with " + why
	}
	return quantity(n, "call") + " had no effect, the last one of " + callName(last.Kind) + " at " + Clock(last.At) +
		"; ECS refuses it with " + why
}

// uncreated says of a service that it isn't there: of one whose name an earlier or later one had, that of this call
// nothing came.
func (v *verdict) uncreated() string {
	for i := range v.Fold.Services() {
		id := sim.ServiceID(i)
		if id != v.id && v.names.Service(id) == v.names.Service(v.id) && v.Fold.Service(id).API.Status != sim.ServiceAbsent {
			return capital(v.name()) + " wasn't created again."
		}
	}
	return capital(v.name()) + " was never created."
}

// callName is the API's name of a call.
func callName(k sim.ActionKind) string {
	if k == sim.ActionProtectTasks {
		return "UpdateTaskProtection"
	}
	key := k.String()
	return strings.ToUpper(key[:1]) + key[1:]
}
