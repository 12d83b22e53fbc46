package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostCauses is how many causes before a moment are told.
const mostCauses = 6

// writeMoment explains a service at the moment.
func (e *Explanation) writeMoment(p *page, id sim.ServiceID) {
	v := e.verdictAt(id)
	p.line("At %s%s service %s has:", clockText(e.at), e.runOver(), Inert(e.names.Service(id)))
	p.table(v.standing())
	for _, text := range e.allowances(id, v) {
		p.line("%s", text)
	}
	p.table(e.lacking(id))
	if why := v.blockers(); why != "" {
		p.line("%s", sentence(why))
	} else {
		p.line("Nothing holds it back.")
	}
	if rows := e.underWay(id); len(rows) > 0 {
		p.line("")
		p.line("Under way, and when that is over in this run:")
		p.table(rows)
	}
	if rows := e.causes(id); len(rows) > 0 {
		p.line("")
		p.line("How it came to this; each line waited for the one before it:")
		p.table(rows)
	}
}

// runOver says that the run is over at the moment.
func (e *Explanation) runOver() string {
	if e.at >= e.Fold.Now() {
		return " (the run ended at " + clockText(e.Fold.Now()) + ")"
	}
	return ""
}

// verdictAt is a verdict about a service that stands as it did at the moment. What the last pass found in its way may be
// gone by then, though no pass has seen it.
func (e *Explanation) verdictAt(id sim.ServiceID) *verdict {
	at := *e.moment.Fold.Service(id)
	if pass := e.trace.LastPass(id, e.at); pass != nil {
		at.Pass = unstale(pass.Facts, &at.Counts, &at.Settings, e.Scenario.Rules.StoppingCounts)
		at.Pass.Blocked |= sim.BlockedByHealth | sim.BlockedByStops // where there are such tasks
	}
	at.Outcome = sim.OutcomeUnfinished
	return &verdict{Run: e.moment, id: id, service: &at, judged: at.Judged()}
}

// standing are the counts of the deployments that are PRIMARY or ACTIVE, newest first.
func (v *verdict) standing() [][]string {
	rows := [][]string{{"deployment", "status", "rolloutState", "desired", "pending", "running", "healthy", "unhealthy", "stopping"}}
	for i := len(v.service.Deployments) - 1; i >= 0; i-- {
		d := &v.service.Deployments[i]
		if d.Status == sim.Inactive && d.Occupied() == 0 {
			continue
		}
		row := []string{v.revision(d), d.Status.String(), d.Rollout.String()}
		for _, n := range []int32{d.Requested, d.Pending, d.Running, d.Healthy, d.Unhealthy, d.Stopping} {
			row = append(row, Count(int64(n)))
		}
		rows = append(rows, row)
	}
	return rows
}

// allowances say what each bound lets the scheduler do.
func (e *Explanation) allowances(id sim.ServiceID, v *verdict) []string {
	s, c := &v.service.Settings, &v.service.Counts
	stoppable := max(c.Healthy-s.Floor, 0)
	alive, counted := e.alive(c), ""
	if alive > c.Tasks() {
		counted = ", " + Count(int64(c.Stopping)) + " of them stopping"
	}
	list := []string{
		"Floor " + floorSum(s) + ": " + isAre(c.Healthy) + " healthy, so " + quantity(stoppable, "healthy task") + " may be stopped.",
		"Cap " + capSum(s) + ": " + Count(int64(alive)) + " alive" + counted + ", so " + quantity(max(s.Cap-alive, 0), "task") + " may be started.",
	}
	if x := v.service.Disturbed(); x != nil {
		a := &e.Scenario.Timeline[x.Action]
		what := v.befell(a) + " at " + Clock(x.At)
		if a.Kind == sim.ActionReplaceInstances {
			what = v.replacement(a) + ", isn't over"
		}
		list = append(list, what+"; "+v.onThem(a, x.Left)+".")
	}
	for i := range v.service.Disturbances {
		if why := v.keptBy(&e.Scenario.Timeline[v.service.Disturbances[i].Action]); why != "" {
			list = append(list, sentence(why))
		}
	}
	if pass := e.trace.LastPass(id, e.at); pass != nil && pass.Facts.Blocked&sim.BlockedByCapacity != 0 && v.service.API.Fargate {
		list = append(list, "Capacity: Fargate had none at the last pass.")
	} else if pass != nil && pass.Facts.Blocked&sim.BlockedByCapacity != 0 {
		list = append(list, "Capacity: none of the container instances had room at the last pass"+e.refusalText(id, e.at+1)+".")
	}
	return list
}

// lacking are the lines about what each container instance lacked at the last pass, where there was no room.
func (e *Explanation) lacking(id sim.ServiceID) [][]string {
	if pass := e.trace.LastPass(id, e.at); e.Fold.Service(id).API.Fargate || pass == nil || pass.Facts.Blocked&sim.BlockedByCapacity == 0 {
		return nil
	}
	var rows [][]string
	for _, l := range e.trace.Lacking(id, e.at) {
		who := ""
		if l.Instance != sim.NoInstance {
			who = Inert(e.names.Instance(l.Instance))
		} else {
			who = Count(int64(l.Count)) + " of group " + Inert(e.Scenario.Groups[l.Group].Name)
		}
		rows = append(rows, []string{who, strings.Join(lackTexts(l.Lacks), " ")})
	}
	return abridge(rows, "container instances")
}

// underWay are the lines about what is under way at the moment.
func (e *Explanation) underWay(id sim.ServiceID) [][]string {
	var rows [][]string
	for _, m := range e.trace.Moving(id, e.at) {
		when := "at " + clockText(m.Last)
		switch {
		case m.First >= sim.Never:
			when = "not in this run"
		case m.Last >= sim.Never:
			when = "from " + clockText(m.First) + " on"
		case m.First < m.Last:
			when = "from " + clockText(m.First) + " to " + clockText(m.Last)
		}
		text := e.holdText(id, m.Hold) + e.holdSetting(id, m.Hold)
		if m.Hold == metrics.HoldGrace {
			text = "unhealthy, until it recovers or is stopped"
		}
		rows = append(rows, []string{quantity(m.Tasks, "task") + " of " + Inert(e.names.TaskDefinition(m.Definition)), when, text})
	}
	if next := e.trace.NextPass(id, e.at); next != nil {
		text := "changes what holds it back"
		if n := next.Facts.Starts; n > 0 {
			text = "starts " + quantity(n, "task")
		}
		if n := next.Facts.Stops; n > 0 {
			if next.Facts.Starts > 0 {
				text += " and "
			} else {
				text = ""
			}
			text += "stops " + quantity(n, "task")
		}
		rows = append(rows, []string{"the next pass", "at " + clockText(next.At), text})
	}
	return rows
}

// causes are the last few lines of the chain that led to the moment.
func (e *Explanation) causes(id sim.ServiceID) [][]string {
	path, ok := e.pathTo(id)
	if !ok {
		return nil
	}
	rows := e.chain(&path)
	return rows[max(len(rows)-mostCauses, 0):]
}

// pathTo is the chain that led to the moment: that of the latest deployment, from its creation on, whether it is over by
// then or under way; or from the latest change of the desired count. ok is false where nothing has happened yet.
func (e *Explanation) pathTo(id sim.ServiceID) (path metrics.Path, ok bool) {
	then, whole := e.moment.Fold.Service(id), e.Fold.Service(id)
	n := len(then.Deployments)
	if n == 0 {
		return metrics.Path{}, false
	}
	d, from := &whole.Deployments[n-1], sim.Time(0)
	quiet := len(e.trace.Moving(id, e.at)) == 0
	if k := len(then.Scalings); k > 0 && then.Scalings[k-1].At >= d.Created {
		if g := &whole.Scalings[k-1]; quiet && g.Steady && g.SteadyAt <= e.at {
			return e.trace.ScalingPath(id, g, e.at)
		}
		from = then.Scalings[k-1].At
	} else if d.Initial {
		if x := then.Disturbed(); x != nil {
			return e.trace.OpenPath(id, x.At, e.at)
		}
		return metrics.Path{}, false
	} else {
		from = d.Created
	}
	if quiet && d.End != metrics.StillOpen && d.End != metrics.EndOfRun && d.Ended <= e.at {
		return e.trace.Path(d)
	}
	return e.trace.OpenPath(id, from, e.at)
}
