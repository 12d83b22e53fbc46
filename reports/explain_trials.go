package reports

import (
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Exploration is what changes of a scenario, one at a time, do to one service.
type Exploration struct {
	Service   sim.ServiceID
	Scaling   bool // it is about a change of the desired count, or about a drain or a loss, not about a deployment
	Completes bool // without any change it completes
	Span      sim.Span
	Trials    []Trial
	Best      int  // index in Trials, or -1: nothing that was tried helps
	Spent     bool // not everything was tried
}

// Trial is a change of one setting, tried by a run of the changed scenario.
type Trial struct {
	Key        string // as --set takes it
	From, To   string
	Effect     string // "completes", "rollsBack", "frees" or "none"
	Span       sim.Span
	Outcome    sim.Outcome
	Failed     int32 // tasks that failed on the way, where it completes
	MinHealthy int32 // least number of healthy tasks meanwhile
	Costs      bool  // that is lower than without the change
	Helps      bool
	Cut        bool // its run was broken off, since it went on and on
	Refused    bool // there is no such scenario, or it can't begin
	Runs       int
	Smallest   bool // the next smaller change does less
}

// The effects of a trial.
const (
	effectCompletes = "completes"
	effectRollsBack = "rollsBack"
	effectFrees     = "frees"
)

// writeTrials writes what changes of one thing at a time come to for a service.
func (e *Explanation) writeTrials(p *page, id sim.ServiceID) {
	x := e.exploration(id)
	if x == nil {
		return
	}
	var idle, refused []string
	rows := [][]string{{"setting", "from", "to", "outcome"}}
	runs := 0
	for i := range x.Trials {
		t := &x.Trials[i]
		if i+1 == len(x.Trials) || x.Trials[i+1].Key != t.Key { // trials of one setting share their runs
			runs += t.Runs
		}
		switch {
		case t.Refused:
			refused = append(refused, Inert(t.Key)+" to "+shownValue(t.To))
		case !t.Helps && !x.differs(t):
			idle = append(idle, Inert(t.Key)+" "+tried(t))
		default:
			rows = append(rows, []string{Inert(t.Key), shownValue(t.From), shownValue(t.To), x.outcomeText(t)})
		}
	}
	p.line("")
	p.line("What a change of one thing does, by %s of the changed scenario under the same seed:", quantity(runs, "run"))
	if len(rows) > 1 {
		p.table(rows)
	} else {
		p.line("  Nothing that was tried makes a difference.")
	}
	if len(idle) > 0 {
		p.line("Tried without effect: %s.", strings.Join(idle, ", "))
	}
	if len(refused) > 0 {
		p.line("Can't be tried, since there is no such scenario or it can't begin: %s.", strings.Join(refused, ", "))
	}
	if x.Spent {
		p.line("The search has used up its share of records, so that not everything was tried, or not as far as could be.")
	}
	p.line("%s", x.bestText(e.otherChange(id)))
}

func (e *Explanation) exploration(id sim.ServiceID) *Exploration {
	for i := range e.Explorations {
		if e.Explorations[i].Service == id {
			return &e.Explorations[i]
		}
	}
	return nil
}

// differs says whether a trial that doesn't help comes to something else than no change does.
func (x *Exploration) differs(t *Trial) bool {
	if !x.Completes {
		return false
	}
	return t.Effect != effectCompletes || t.Span >= x.Span+sim.Second
}

// tried says which values of a setting were tried.
func tried(t *Trial) string {
	text := "(" + shownValue(t.From) + " to " + shownValue(t.To)
	if t.Runs > 1 {
		text += ", " + Count(int64(t.Runs)) + " values"
	}
	if t.Cut {
		text += ", broken off as it went on and on"
	}
	return text + ")"
}

// widestValue is how many columns a value in a table takes at most.
const widestValue = 40

// shownValue is a value for people; of a distribution that was halved that it was.
func shownValue(text string) string {
	if strings.HasPrefix(text, "{ empirical = ") {
		return "half of every quantile"
	}
	return shorten(Inert(text), widestValue)
}

// outcomeText says what a trial comes to, against no change.
func (x *Exploration) outcomeText(t *Trial) string {
	switch t.Effect {
	case effectCompletes:
		text := "completes in " + Humane(t.Span)
		if x.Scaling {
			text = "settles in " + Humane(t.Span)
		}
		if x.Completes {
			text += ", " + Humane(max(x.Span-t.Span, t.Span-x.Span))
			if t.Span <= x.Span {
				text += " sooner"
			} else {
				text += " later"
			}
		}
		if t.Failed > 0 {
			text += ", with " + quantity(t.Failed, "failed task") + " on the way"
		}
		if t.Costs {
			text += "; healthy falls to " + Count(int64(t.MinHealthy))
		}
		return text
	case effectRollsBack:
		return "fails and is rolled back after " + Humane(t.Span)
	case effectFrees:
		return "gets on, but isn't done when the simulated time ends"
	}
	switch t.Outcome {
	case sim.OutcomeStuck:
		return "gets stuck"
	case sim.OutcomeUnfinished:
		return "isn't done when the simulated time ends"
	case sim.OutcomeFailed, sim.OutcomeSettled:
	}
	return "fails"
}

// otherChange says, after a mark, what a service needs that no setting brings: a revision that works, where tasks fail, or the
// room that others have, where none is left.
func (e *Explanation) otherChange(id sim.ServiceID) string {
	s := e.Fold.Service(id)
	if d := s.Judged(); d != nil && d.OwnFailed > 0 {
		return ", such as a revision that works"
	}
	const room = sim.LackCPU | sim.LackMemory | sim.LackGPU | sim.LackENI | sim.LackPort | sim.LackPorts
	if s.Pass.Blocked&sim.BlockedByCapacity == 0 || !s.Refused || s.Refusal.ClosestLacks&room == 0 {
		return ""
	}
	var list []string
	standalone := int32(0)
	for i := range e.members {
		_, n := e.Fold.TasksOn(sim.InstanceID(i))
		standalone += n
	}
	if standalone > 0 {
		list = append(list, quantity(standalone, "standalone task"))
	}
	for i := range e.Fold.Services() {
		other := sim.ServiceID(i)
		if n := e.Fold.Service(other).Counts.Occupied(); other != id && n > 0 && !e.Fold.Service(other).API.Fargate {
			list = append(list, quantity(n, "task")+" of service "+Inert(e.names.Service(other)))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "; besides its own tasks the container instances hold " + enumerate(list)
}

// bestText is the sentence about the change to make.
func (x *Exploration) bestText(other string) string {
	if x.Best < 0 {
		if x.Completes {
			return "Nothing that was tried lets it complete sooner."
		}
		if len(x.Trials) == 0 {
			return "So nothing is known of what would help."
		}
		return "Nothing that was tried helps; what was tried stands above. It needs another change than one of these settings" + other + "."
	}
	t := &x.Trials[x.Best]
	what := "The smallest change that helps: "
	switch {
	case x.Completes && t.Costs:
		what = "What shortens it most, though it costs healthy tasks: "
	case x.Completes:
		what = "What shortens it most without costing healthy tasks: "
	}
	return what + setFlag(t) + " (" + x.outcomeText(t) + ")."
}

// setFlag is a trial's change as an argument for a shell.
func setFlag(t *Trial) string {
	text := Inert(t.Key + "=" + t.To)
	if strings.ContainsFunc(text, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:=/,", r)
	}) {
		text = "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return "--set " + text
}
