package reports

import (
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Sentences say what every other side comes to against the first: a sentence a side and service, the service named
// where there are several.
func (c *Comparison) Sentences() []string {
	if len(c.Services) == 0 {
		return []string{"None of the scenarios has a service."}
	}
	var list []string
	for i := range c.Services {
		s := &c.Services[i]
		before := ""
		if len(c.Services) > 1 {
			before = "Service " + Inert(s.Name) + ": "
		}
		for k := range s.On[1:] {
			list = append(list, before+s.sentence(c, k+1)+".")
		}
	}
	return list
}

// Verdict is all sentences in one text.
func (c *Comparison) Verdict() string { return strings.Join(c.Sentences(), " ") }

// sentence compares a side with the first.
func (s *ComparedService) sentence(c *Comparison, k int) string {
	a, b := s.On[0], s.On[k]
	first, other := Inert(c.Sides[0].Name), Inert(c.Sides[k].Name)
	switch {
	case a == nil && b == nil:
		return "neither " + first + " nor " + other + " has it"
	case a == nil || a.Judged == nil:
		return other + " has nothing to be compared with: " + missing(first, a)
	case b == nil || b.Judged == nil:
		return other + " can't be compared: " + missing(other, b)
	}
	p := pair{a: a, b: b, first: first, other: other}
	var but string
	switch differing := s.differing(k); {
	case len(differing) == 0 && s.sameCourse(k):
		return "No difference: " + other + " does the same as " + first + ", " + p.common()
	case len(differing) == 0:
		but = "; every metric is the same, only the moments differ"
	case p.alike():
		but = "; what differs is " + enumerate(differing)
	}
	return p.ends() + p.dip() + p.late() + p.peak() + but
}

// missing says why a side has no deployment of a service.
func missing(name string, s *ServiceSide) string {
	if s == nil {
		return name + " has no such service"
	}
	return "the service was never created in " + name
}

// differing are the names of the rows in which a side differs from the first, the first three of them.
func (s *ComparedService) differing(k int) []string {
	var names []string
	more := 0
	for i := range s.Rows {
		row := &s.Rows[i]
		switch same := row.Cells[k].Against == Same || row.Cells[k].Text == row.Cells[0].Text; {
		case same:
		case len(names) < 3:
			names = append(names, row.Name)
		default:
			more++
		}
	}
	if more > 0 {
		names = append(names, quantity(more, "other metric"))
	}
	return names
}

// sameCourse says whether the counts of a side are those of the first at every moment, counted from their calls.
func (s *ComparedService) sameCourse(k int) bool {
	return slices.EqualFunc(s.On[0].course(), s.On[k].course(), func(a, b Series) bool { return slices.Equal(a.Steps, b.Steps) })
}

// course is the counts of a service and its bounds over time, counted from the side's call.
func (s *ServiceSide) course() []Series {
	list := s.Side.Run.ServiceSeries(s.ID)
	for i := range list {
		list[i].Steps = list[i].Steps.since(s.Side.Call())
	}
	return list
}

// always stands for the time of what holds from a run's beginning on, however long before the call that is.
const always = -sim.Never

// since is a series with its times counted from an instant; what comes before that has negative ones.
func (s Steps) since(at sim.Time) Steps {
	out := slices.Clone(s)
	for i := range out {
		out[i].At -= at
	}
	if len(s) > 0 && s[0].At == 0 {
		out[0].At = always
	}
	return out
}

// pair is a service on two sides that both have a deployment of it.
type pair struct {
	a, b         *ServiceSide
	first, other string
}

// alike says whether the sentence, without what metrics add to it, finds no difference.
func (p *pair) alike() bool {
	a, b := p.a.Judged, p.b.Judged
	return p.a.endText() == p.b.endText() && a.Ended.Sub(a.Created) == b.Ended.Sub(b.Created) && a.PeakTasks == b.PeakTasks && a.PeakOccupied == b.PeakOccupied && p.sameDip()
}

func (p *pair) sameDip() bool {
	if !p.a.dips() || !p.b.dips() {
		return p.a.dips() == p.b.dips()
	}
	healthy, desired := p.a.low()
	h, d := p.b.low()
	return h == healthy && d == desired
}

// ends compares how the two end, and how long they take.
func (p *pair) ends() string {
	a, b := p.a.Judged, p.b.Judged
	span, before := b.Ended.Sub(b.Created), a.Ended.Sub(a.Created)
	wholeA, wholeB := a.End == metrics.EndCompleted, b.End == metrics.EndCompleted
	switch {
	case wholeA && wholeB && span == before:
		return p.other + " takes as long as " + p.first + " (" + Humane(span) + ")"
	case wholeA && wholeB && span < before:
		return p.other + " is " + Humane(before-span) + " faster (" + Humane(span) + " instead of " + Humane(before) + ")"
	case wholeA && wholeB:
		return p.other + " is " + Humane(span-before) + " slower (" + Humane(span) + " instead of " + Humane(before) + ")"
	case p.a.endText() == p.b.endText():
		return p.other + ", like " + p.first + ", " + p.b.ending()
	}
	return p.other + " " + p.b.ending() + " where " + p.first + " " + p.a.ending()
}

// ending is the predicate of a side: how its deployment ends.
func (s *ServiceSide) ending() string {
	d := s.Judged
	span := Humane(d.Ended.Sub(d.Created))
	switch {
	case d.Initial && s.isWhole():
		return "has no deployment"
	case d.End == metrics.EndCompleted:
		return "completes in " + span
	case d.End == metrics.EndFailed:
		return "fails after " + span
	case d.End == metrics.EndSuperseded:
		return "is superseded after " + span
	case d.End == metrics.EndDeleted:
		return "is under way when the service is deleted"
	case s.Service.Over && s.Service.Outcome == sim.OutcomeStuck:
		return "is stuck"
	case s.Service.Over && s.Service.Outcome == sim.OutcomeFailed:
		return "fails"
	case s.Service.Over && s.Service.Outcome == sim.OutcomeUnfinished:
		return "isn't complete when the simulated time ends"
	}
	return "is broken off"
}

// dip compares how few tasks were healthy. Of what comes up from nothing there is nothing to say.
func (p *pair) dip() string {
	if !p.a.dips() || !p.b.dips() {
		return ""
	}
	joint := " and "
	if !p.a.isWhole() || !p.b.isWhole() {
		joint = "; it "
	}
	healthy, desired := p.b.low()
	text := joint + lowText(p.b)
	switch h, d := p.a.low(); {
	case p.sameDip():
		return text + " as " + p.first + " does"
	case healthy >= desired || h < d:
		return text + " where " + p.first + " " + lowText(p.a)
	}
	return text
}

// lowText says how few tasks were healthy: "dips to 2 of 4".
func lowText(s *ServiceSide) string {
	healthy, desired := s.low()
	if healthy >= desired {
		return "stays at " + of(healthy, desired)
	}
	return "dips to " + of(healthy, desired)
}

// late says when all tasks counted as healthy, where a deployment was complete before that.
func (p *pair) late() string {
	a, okA := p.a.healthyAfter()
	b, okB := p.b.healthyAfter()
	if !okA || !okB || a == b || p.a.Judged.Dip.WholeAt <= p.a.Judged.Ended && p.b.Judged.Dip.WholeAt <= p.b.Judged.Ended {
		return ""
	}
	return "; all its tasks count as healthy after " + Humane(b) + " instead of " + Humane(a)
}

// peak says how many tasks there are at the most, where that differs: without those that are stopping, and with them where
// that is more.
func (p *pair) peak() string {
	a, b := p.a.Judged, p.b.Judged
	if a.PeakTasks == b.PeakTasks && a.PeakOccupied == b.PeakOccupied {
		return ""
	}
	text := "; peak " + quantity(b.PeakTasks, "task") + instead(a.PeakTasks, b.PeakTasks)
	if a.PeakTasks == b.PeakTasks || a.PeakOccupied > a.PeakTasks || b.PeakOccupied > b.PeakTasks {
		text += ", " + Count(int64(b.PeakOccupied)) + " with those stopping" + instead(a.PeakOccupied, b.PeakOccupied)
	}
	return text
}

func instead(of, n int32) string {
	if of == n {
		return " on both sides"
	}
	return " instead of " + Count(int64(of))
}

// common is what two sides that do the same do.
func (p *pair) common() string {
	text := ""
	if d := p.a.Judged; d.End == metrics.EndCompleted {
		text = "both complete in " + Humane(d.Ended.Sub(d.Created))
	} else {
		text = "each " + p.a.ending()
	}
	if p.a.dips() {
		healthy, desired := p.a.low()
		verb := " and dip to "
		if healthy >= desired {
			verb = " and stay at "
		}
		if p.a.Judged.End != metrics.EndCompleted {
			verb = strings.Replace(strings.Replace(verb, "dip", "dips", 1), "stay", "stays", 1)
		}
		text += verb + of(healthy, desired)
	}
	return text
}
