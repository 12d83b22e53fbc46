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
		text += " by its circuit breaker"
	case sim.FailedByAlarm:
		text += v.alarms(d)
		mark = "; "
	case sim.FailedByRequest:
		text = "was stopped after " + Humane(d.Ended.Sub(d.Created)) + " by a call of StopServiceDeployment"
		mark = "; "
	case sim.NotFailed:
	}
	why := causes(mark, d)
	if why == "" && v.service.Refused && (d.FailedBy == sim.FailedByBreaker || d.FailedBy == sim.NotFailed) {
		why = ": its tasks could not be placed (" + v.capacityReason() + ")"
	}
	return text + why + v.grace(d) + v.consequence(d)
}

// alarms names the alarms that failed a deployment.
func (v *verdict) alarms(d *metrics.Deployment) string {
	var list []string
	for _, t := range d.Triggers {
		list = append(list, "alarm "+Inert(v.Scenario.Alarms[t.Alarm])+" went to ALARM at "+Clock(t.Since))
	}
	if len(list) == 0 {
		return " by an alarm"
	}
	return ": " + enumerate(list)
}

// consequence is what came of a deployment that failed.
func (v *verdict) consequence(d *metrics.Deployment) string {
	b := &d.Rollback
	service := "; service " + Inert(v.names.Service(v.id))
	switch {
	case b.Done:
		return service + " rolled back to " + v.revision(&v.service.Deployments[b.To]) + ", complete again " +
			Humane(b.DoneAt.Sub(d.Ended)) + " later"
	case b.Begun:
		return service + " began to roll back to " + v.revision(&v.service.Deployments[b.To])
	case d == v.judged && v.service.Over && v.service.Outcome == sim.OutcomeFailed:
		why := ""
		if wantsRollback(v.service, d) {
			why = " since there is no completed deployment to go back to"
		}
		return "; it isn't rolled back" + why + ", and " + of(v.service.Counts.Running, v.service.Settings.Desired) + " tasks are running"
	}
	return ""
}

// retries says that a deployment whose tasks fail goes on for ever, where nothing is there to fail it.
func (v *verdict) retries(d *metrics.Deployment) string {
	if d.OwnFailed == 0 || v.service.API.Breaker.Enable || !v.service.Over || v.service.Outcome != sim.OutcomeUnfinished {
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
	text := "Service " + Inert(v.names.Service(v.id)) + " was deleted at " + Clock(s.DeletedAt)
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
	why := Inert(v.service.LastRefusal.Error())
	if !strings.HasSuffix(why, ".") {
		why += "."
	}
	action := &v.Scenario.Timeline[v.service.RefusedAction]
	if n == 1 {
		return []string{"1 call of " + callName(action.Kind) + " had no effect; ECS refuses with " + why}
	}
	return []string{quantity(n, "call") + " had no effect, the last one of " + callName(action.Kind) + " at " + Clock(action.At) +
		"; ECS refuses it with " + why}
}

// callName is the API's name of a call.
func callName(k sim.ActionKind) string {
	if k == sim.ActionProtectTasks {
		return "UpdateTaskProtection"
	}
	key := k.String()
	return strings.ToUpper(key[:1]) + key[1:]
}
