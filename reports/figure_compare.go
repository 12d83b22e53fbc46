package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// MostCompared is how many sides a picture of a comparison can tell apart.
const MostCompared = 4

// Figure is the picture of a compared service: the counts of all sides over one axis of time, which begins with the first
// action that was called on each side. Above are the healthy tasks with their floors, below the tasks that count toward
// the cap. A limit that all sides share is one.
func (c *Comparison) Figure(service int) Figure {
	s := &c.Services[service]
	f := Figure{Title: s.Name + " · " + c.title(), Axis: "time since the first call", Footer: c.footer()}
	var sentences []string
	for k := range s.On[1:] {
		sentences = append(sentences, s.sentence(c, k+1))
	}
	f.Subtitle = strings.Join(sentences, ". ")
	sides := make([]comparedSide, len(s.On))
	for i, on := range s.On {
		if on != nil {
			sides[i] = newComparedSide(on, sideHue(i))
		}
	}
	healthy, tasks := Panel{Main: true}, Panel{Main: true, Title: "tasks that count toward the cap"}
	for i := range slices.Backward(sides) { // later ones are drawn in front, and stand behind in the legend
		side := &sides[i]
		if side.on == nil {
			continue
		}
		healthy.Lines = append(healthy.Lines, side.line("healthy, ", LineHealthy))
		tasks.Lines = append(tasks.Lines, side.line("", LineTasks))
	}
	healthy.Limits = sharedLimits(sides, LimitDesired, LimitFloor)
	tasks.Limits = sharedLimits(sides, LimitCap, LimitDesired)
	f.Panels = []Panel{healthy, tasks}
	f.compareWindow(sides)
	for i := range f.Panels {
		p := &f.Panels[i]
		p.clip(f.From, f.To)
		p.finish(mostServiceTicks)
		p.Labels = comparedLabels(p, sides)
	}
	f.Panels[1].Note = c.peaks(f.Panels[1].Lines)
	for _, m := range comparedMarks(sides) {
		if m.At >= f.From && m.At <= f.To {
			f.Marks = append(f.Marks, m)
		}
	}
	f.Ticks, f.Unit = TimeTicks(f.From, f.To, mostTimeTicks)
	return f
}

// sideHue is what tells a side apart.
func sideHue(i int) Hue { return [...]Hue{HueNew, HueSecond, HueThird, HueOld}[i%MostCompared] }

func (c *Comparison) title() string {
	var names []string
	for _, s := range c.Sides[1:] {
		names = append(names, s.Name)
	}
	return enumerate(names) + " against " + c.Sides[0].Name
}

func (c *Comparison) footer() string {
	text := "ecssim · rules of " + string(c.Sides[0].Run.Scenario.Behavior)
	if seed, ok := c.OneSeed(); ok {
		return text + " · seed " + strconv.FormatUint(seed, 10) + " on all sides"
	}
	return text + " · different seeds"
}

// comparedSide is what the picture shows of a side, its times counted from its call.
type comparedSide struct {
	on     *ServiceSide
	hue    Hue
	lines  [LineHealthy + 1]Steps
	limits [LimitFloor + 1]Steps
	until  sim.Time // the counts are known up to here; sim.Never: they stay as they are
}

func newComparedSide(on *ServiceSide, hue Hue) comparedSide {
	run, call := on.Side.Run, on.Side.Call()
	in := CountsInput{
		Scenario: run.Scenario, Names: run.Names(), Service: on.ID, Samples: run.Fold.Samples(), Bounds: run.Fold.Bounds(),
	}
	s := comparedSide{on: on, hue: hue, until: sim.Never}
	panel := servicePanel(&in, countLanes(&in))
	for _, l := range panel.Lines {
		s.lines[l.Kind] = l.Steps.since(call)
	}
	for _, l := range panel.Limits {
		s.limits[l.Kind] = l.Steps.since(call)
	}
	if !on.Service.Over || on.Service.Outcome == sim.OutcomeUnfinished {
		s.until = run.Fold.Now() - call
	}
	return s
}

// peaks says how many tasks there are at the most on each side, with those that are stopping unless they don't count.
func (c *Comparison) peaks(lines []Line) string {
	var parts []string
	for _, l := range slices.Backward(lines) {
		parts = append(parts, shorten(l.Name, longestMarked)+" "+Count(int64(l.Steps.highest())))
	}
	with := ""
	if !slices.ContainsFunc(c.Sides, func(s Side) bool { return !s.Run.Scenario.Rules.StoppingCounts }) {
		with = " with those stopping"
	}
	return "peak in view" + with + ": " + strings.Join(parts, ", ")
}

// line is one of the side's lines, with its name in the legend.
func (s *comparedSide) line(what string, kind LineKind) Line {
	l := Line{Name: what + s.on.Side.Name, Kind: kind, Hue: s.hue, Steps: s.lines[kind]}
	if s.until != sim.Never {
		l.Until = s.until
	}
	return l
}

// sharedLimits are the limits of some kinds, each one once where all sides have the same.
func sharedLimits(sides []comparedSide, kinds ...LimitKind) []Limit {
	var list []Limit
	for _, kind := range kinds {
		var of []Limit
		for i := range sides {
			if s := &sides[i]; s.on != nil && len(s.limits[kind]) > 0 {
				of = append(of, Limit{Kind: kind, Hue: s.hue, Steps: s.limits[kind]})
			}
		}
		if len(of) > 1 && !slices.ContainsFunc(of, func(l Limit) bool { return !slices.Equal(l.Steps, of[0].Steps) }) {
			of = of[:1]
			of[0].Hue = HueNone
		}
		list = append(list, of...)
	}
	return list
}

// compareWindow chooses a window in which everything happens on all sides.
func (f *Figure) compareWindow(sides []comparedSide) {
	const least = 5 * sim.Second
	var first, last sim.Time
	for i := range sides {
		s := &sides[i]
		if s.on == nil {
			continue
		}
		for _, steps := range append(s.lines[:], s.limits[:]...) {
			for k, step := range steps {
				if k > 0 {
					first, last = min(first, step.At), max(last, step.At)
				}
			}
		}
		if m, ok := s.on.endMark(); ok && m.Kind != MarkEnd {
			last = max(last, m.At)
		}
	}
	pad := max(max(last.Sub(first), least)/16, sim.Second)
	f.From, f.To = first.Add(-pad), max(last, first.Add(least)).Add(pad)
	f.Until = f.To
}

// calls are the marks of a side's actions, counted from its first call.
func (s *ServiceSide) calls() []Mark {
	var marks []Mark
	for _, m := range s.Side.Run.ActionMarks(s.ID) {
		marks = append(marks, Mark{At: m.At - s.Side.Call(), Kind: m.Kind, Text: m.Text})
	}
	return marks
}

// comparedMarks are the calls, once where they are the same on all sides, and the ends of the deployments.
func comparedMarks(sides []comparedSide) []Mark {
	sides = slices.DeleteFunc(slices.Clone(sides), func(s comparedSide) bool { return s.on == nil })
	calls := make([][]Mark, len(sides))
	for i := range sides {
		calls[i] = sides[i].on.calls()
	}
	everywhere := func(m Mark) bool {
		return !slices.ContainsFunc(calls, func(of []Mark) bool { return !slices.Contains(of, m) })
	}
	var marks []Mark
	for i := range sides {
		on := sides[i].on
		for _, m := range calls[i] {
			shared := everywhere(m)
			if !shared {
				m.Text = on.Side.brief() + ": " + m.Text
			}
			if !shared || !slices.Contains(marks, m) {
				marks = append(marks, m)
			}
		}
		if m, ok := on.endMark(); ok {
			m.Text = on.Side.brief() + " " + m.Text
			marks = append(marks, m)
		}
	}
	for i := range marks {
		marks[i].Text = sinceText(marks[i].At) + " " + marks[i].Text
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	return marks
}

// sinceText is a time since the call, which is negative before it.
func sinceText(t sim.Time) string {
	if t < 0 {
		return "-" + Clock(-t)
	}
	return Clock(t)
}

// endMark marks what the deployment came to, counted from the side's call.
func (s *ServiceSide) endMark() (m Mark, ok bool) {
	d := s.Judged
	if d == nil || d.Initial && s.Service.Disturbed() == nil {
		return m, false
	}
	at := d.Ended - s.Side.Call()
	switch {
	case d.End == metrics.EndCompleted:
		return Mark{At: at, Kind: MarkCompleted, Text: "completed"}, true
	case d.End == metrics.EndFailed:
		return Mark{At: at, Kind: MarkFailed, Text: "failed"}, true
	case d.End == metrics.EndOfRun && s.Service.Over && s.Service.Outcome == sim.OutcomeStuck:
		return Mark{At: at, Kind: MarkFailed, Text: "stuck"}, true
	case d.End == metrics.EndOfRun && s.Service.Over && s.Service.Outcome == sim.OutcomeUnfinished:
		return Mark{At: at, Kind: MarkEnd, Text: "ends"}, true
	}
	return m, false
}

// comparedLabels name the limits at the height at which they end: those that all sides share together, "floor = desired
// 4", and those of one side by themselves, its name last, which is what is cut where there is no room.
func comparedLabels(p *Panel, sides []comparedSide) []Label {
	all := *p
	all.Labels = nil
	all.Limits = slices.DeleteFunc(slices.Clone(p.Limits), func(l Limit) bool { return l.Hue != HueNone })
	all.label()
	labels := all.Labels
	for _, l := range p.Limits {
		if l.Hue == HueNone {
			continue
		}
		n := l.Steps.last()
		text := l.Kind.String() + " " + Count(int64(n))
		if n > p.Top {
			text += " ↑"
		}
		labels = append(labels, Label{Kind: l.Kind, Hue: l.Hue, N: min(n, p.Top), Text: text + ", " + sideOf(sides, l.Hue)})
	}
	slices.SortStableFunc(labels, func(a, b Label) int { return cmp.Compare(b.N, a.N) })
	return labels
}

// longestMarked is how much of a side's name there is room for in a mark.
const longestMarked = 20

// brief is the side's name where it isn't alone.
func (s *Side) brief() string { return shorten(s.Name, longestMarked) }

func sideOf(sides []comparedSide, hue Hue) string {
	for i := range sides {
		if sides[i].on != nil && sides[i].hue == hue {
			return sides[i].on.Side.Name
		}
	}
	return ""
}
