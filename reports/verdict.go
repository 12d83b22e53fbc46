package reports

import (
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Verdict says in a sentence or a few what the run came to, a line of text fit for a terminal: for every service how
// its last deployment went, which ones it superseded, and when it is stuck why, and what would free it.
func (r *Run) Verdict() string {
	var services []string
	for i := range r.Fold.Services() {
		services = append(services, r.ServiceVerdict(sim.ServiceID(i)))
	}
	services = append(services, r.unattended()...)
	if n := len(r.lost); n > 0 {
		last := &r.Scenario.Timeline[r.lost[n-1]]
		services = append(services, refusedCalls(n, last, r.lastLost))
	}
	if len(services) == 0 {
		return "The scenario has no service, so nothing happened."
	}
	return strings.Join(services, " ")
}

// ServiceVerdict is the part of the verdict that is about one service.
func (r *Run) ServiceVerdict(id sim.ServiceID) string {
	return strings.Join(r.ServiceSentences(id), " ")
}

// ServiceSentences is the same in parts: how the service's last deployment went, and then what else there is to tell.
func (r *Run) ServiceSentences(id sim.ServiceID) []string {
	v := verdict{Run: r, service: r.Fold.Service(id), id: id}
	v.judged = v.service.Judged()
	return v.sentences()
}

// verdict is about one service of a run.
type verdict struct {
	*Run
	id      sim.ServiceID
	service *metrics.Service
	judged  *metrics.Deployment
	// undetailed says that the service stands as it did earlier, when another refusal was the latest.
	undetailed bool
}

func (v *verdict) sentences() []string {
	var list []string
	switch d := v.judged; {
	case d != nil:
		list = v.told()
	case v.service.API.Status == sim.ServiceAbsent:
		list = []string{v.uncreated()}
	default:
		list = []string{"Nothing is known of " + v.name() + "."}
	}
	list = append(list, v.refusals()...)
	if remedy := v.remedy(); remedy != "" {
		list = append(list, remedy+".")
	}
	return list
}

// told are the sentences about a service that has a deployment.
func (v *verdict) told() []string {
	var list []string
	events, named := append(v.scalings(), v.disturbances()...), false
	switch x := v.disturbed(); {
	case x != nil && v.judged.Initial:
		events = append(events, told{x.At, v.troubled(x) + "."})
	case v.judged.Initial && (v.settled() && len(events) > 0 || v.judged.End == metrics.EndDeleted):
	default:
		named = true
		list = append(list, v.subject(v.judged)+" "+v.predicate()+".")
		if later := v.later(); later != "" {
			events = append(events, told{max(v.judged.Ended, v.judged.Later.At), later + "."})
		}
	}
	list = append(list, byTime(events...)...)
	if waits := v.hostWaitsOf(v.judged); waits != "" && v.judged.Initial && !named { // else its predicate has it
		list = append(list, waits+".")
	}
	if moved := v.movedToo(); moved != "" && (!named || !v.judged.Initial || !v.settled()) { // else its predicate has it
		list = append(list, moved+".")
	}
	if unbalanced := v.unbalanced(); unbalanced != "" {
		list = append(list, unbalanced+".")
	}
	list = append(list, v.asides()...)
	if after := v.afterwards(); after != "" {
		list = append(list, after+".")
	}
	if v.service.Deleted {
		list = append(list, v.deletion()+".")
	}
	return append(list, v.superseded()...)
}

// subject names a deployment: by its revision, with its number where two deployments of the service have the same, and
// with the service's name in a run of several services.
func (v *verdict) subject(d *metrics.Deployment) string {
	if g := v.interrupted(); g != nil && d.Initial {
		return capital(v.scaled(g))
	}
	name := v.revision(d)
	switch {
	case d.First() && v.service.Created > 0:
		name += " of " + v.name() + ", created at " + Clock(v.service.Created) + ","
	case v.Fold.Services() > 1:
		name += " in " + v.name()
	}
	return name
}

// name is the service as a sentence names it.
func (v *verdict) name() string { return "service " + Inert(v.names.Service(v.id)) }

func (v *verdict) revision(d *metrics.Deployment) string { return v.Run.revision(v.service, d) }

func (r *Run) revision(s *metrics.Service, d *metrics.Deployment) string {
	name := Inert(r.names.TaskDefinition(d.Definition))
	for i := range s.Deployments {
		if other := &s.Deployments[i]; other.ID != d.ID && other.Definition == d.Definition {
			return name + " (deployment " + strconv.Itoa(int(d.ID)+1) + ")"
		}
	}
	return name
}

// predicate is what became of the deployment.
func (v *verdict) predicate() string {
	d := v.judged
	span := Humane(d.Ended.Sub(d.Created))
	switch {
	case d.Initial && v.settled() && v.moved() != "":
		return "had no deployment; " + v.moved() + v.troubles("; ", d, "") + "; " + v.lows(d)
	case d.Initial && v.settled():
		return "stayed in place, without a deployment" + v.troubles("; ", d, "") + "; " + v.lows(d)
	case d.End == metrics.EndCompleted:
		return "reached steady state in " + span + baked(d) + guarded(", ", d.Guarded) + v.early(d) + v.beforehand(d) + v.troubles("; ", d, "") + "; " + v.lows(d)
	case d.End == metrics.EndFailed:
		return v.failure(d) + "; " + v.lows(d)
	case d.End == metrics.EndDeleted:
		return "was under way for " + span + " when its service was deleted" + v.troubles("; ", d, "") + "; " + v.lows(d)
	case d.End == metrics.EndSuperseded && !d.Initial:
		return "was superseded after " + span + "; " + v.lows(d)
	default:
		return v.unsettled(d)
	}
}

func (v *verdict) settled() bool { return v.service.Over && v.service.Outcome == sim.OutcomeSettled }

// unsettled says of a deployment that it is stuck or was unfinished, and why.
func (v *verdict) unsettled(d *metrics.Deployment) string {
	with := " with " + ownTasks(d.Running, v.service.Settings.Desired)
	text := "was broken off" + with
	if v.service.Over {
		switch v.service.Outcome {
		case sim.OutcomeStuck:
			text = "is stuck" + with
		case sim.OutcomeUnfinished:
			text = "hadn't reached steady state when the simulated time ended after " + Humane(sim.Span(v.Fold.Now())) + "," + with
		case sim.OutcomeSettled, sim.OutcomeFailed:
			text = "came to rest" + with
		}
	}
	blockers := v.blockers()
	failed := v.troubles(": ", d, v.grace(d))
	switch {
	case blockers == "":
		text += failed
	case failed == "":
		text += ": " + blockers
	default:
		text += failed + ". At the end " + blockers
	}
	text += v.retries(d)
	if d.Dip.Below > 0 && !d.First() {
		text += ". Meanwhile " + strings.Replace(v.dip(d), " meanwhile; ", "; ", 1)
	}
	return text
}

// ownTasks says how many of the tasks that a deployment should have are RUNNING.
func ownTasks(running, desired int32) string {
	switch {
	case desired == 1 && running == 0:
		return "its one task not running"
	case desired == 1 && running == 1:
		return "its one task running"
	case running == 0:
		return "none of its " + quantity(desired, "task") + " running"
	default:
		return Count(int64(running)) + " of its " + quantity(desired, "task") + " running"
	}
}

// afterwards says what came after the end of a deployment, if the service didn't stay settled.
func (v *verdict) afterwards() string {
	if v.judged.End == metrics.EndOfRun || v.judged.End == metrics.StillOpen || !v.service.Over || v.settled() ||
		v.service.Outcome == sim.OutcomeFailed || v.service.Deleted || v.halted(v.judged) {
		return ""
	}
	who := v.name()
	if g := v.interrupted(); g != nil {
		who = v.scaled(g)
	}
	if x := v.disturbed(); x != nil && v.interrupted() == nil {
		text := v.troubled(x)
		for _, begins := range []string{"The replacement ", "Zone "} {
			if strings.HasPrefix(text, begins) {
				text = strings.ToLower(text[:1]) + text[1:]
			}
		}
		return "Afterwards " + text
	}
	text := "Afterwards " + who + " got stuck"
	if v.service.Outcome == sim.OutcomeUnfinished {
		text = "It hadn't settled again when the simulated time ended after " + Humane(sim.Span(v.Fold.Now()))
	}
	if why := v.blockers(); why != "" {
		text += ": " + why
	}
	if g := v.interrupted(); g != nil {
		text += join("; ", v.hostWaits(g.Waits))
	}
	return text
}

// mostSuperseded is how many superseded deployments are told one by one.
const mostSuperseded = 3

// superseded tells of the deployments before the judged one that failed, or that newer ones have replaced before they
// were complete.
func (v *verdict) superseded() []string {
	var list []string
	for i := range v.service.Deployments {
		d := &v.service.Deployments[i]
		if d.Initial || i+1 >= len(v.service.Deployments) || d.ID == v.judged.ID {
			continue
		}
		if d.End == metrics.EndFailed {
			list = append(list, v.subject(d)+" "+v.failure(d)+".")
		}
		if d.End != metrics.EndSuperseded {
			continue
		}
		by := v.revision(&v.service.Deployments[i+1])
		list = append(list, v.subject(d)+" was superseded by "+by+" after "+Humane(d.Ended.Sub(d.Created))+".")
	}
	if len(list) > mostSuperseded {
		list = []string{quantity(len(list), "earlier deployment") + " didn't complete."}
	}
	return list
}
