package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Figure is the numbers and words of a picture, without any drawing: panels one below the other over one axis of time.
// Everything in it lies inside the window From to To, so that whoever draws it need not clip.
type Figure struct {
	Title    string
	Subtitle string // the verdict; what doesn't fit into five lines is cut off
	Footer   string // small print: where the picture comes from

	From, To sim.Time
	Until    sim.Time // the counts are known up to here; To, unless the run was cut short
	Ticks    []Tick   // of the axis of time; At in milliseconds of the run
	Unit     string   // how Ticks are written: "m:ss" or "h:mm:ss"
	Axis     string   // what they count; empty: "time of the run"
	Marks    []Mark   // in order of time
	Panels   []Panel  // from top to bottom
}

// Panel is one diagram of a Figure.
type Panel struct {
	Main  bool   // one that is looked at first: it is high
	Title string // empty: the panel has no title, only a legend
	Note  string // beside the title, in lesser print
	Empty string // what to write into a panel that has nothing to show
	Hue   Hue    // of the title's swatch

	Top    int32   // the highest count that the axis has to show, at least 1
	Ticks  []Tick  // of the axis of counts; At is a count
	Areas  []Area  // stacked, from the bottom up
	Lines  []Line  // drawn over the areas, later ones in front
	Limits []Limit // drawn over everything
	Labels []Label // of the limits, at the right edge, highest first
}

// Tick is a place on an axis and what stands there.
type Tick struct {
	At   int64
	Text string
}

// Step is a count from an instant on, until the next step.
type Step struct {
	At sim.Time
	N  int32
}

// Steps is a stepped series in order of time, no two steps at the same instant and no two alike in a row.
type Steps []Step

// Area is one layer of a stack.
type Area struct {
	Name  string
	Hue   Hue
	Shade Shade
	Edge  Steps // the upper edge: the layer's own count and those of all layers below it
}

// Line is a stepped line.
type Line struct {
	Name  string
	Note  string // its extreme in the picture's window: "lowest in view 2"
	Kind  LineKind
	Hue   Hue // tells lines of one kind apart; HueNone: its kind is enough
	Steps Steps
	Until sim.Time // it is known up to here; 0: up to the figure's Until
}

// Limit is a line that the counts are held against.
type Limit struct {
	Kind  LimitKind
	Hue   Hue // of the lines that it is for; HueNone: for all
	Steps Steps
}

// Label names the limits that stand at one height at the end of the window: "cap = desired 4".
type Label struct {
	Kind LimitKind
	Hue  Hue
	N    int32 // the height; at most Panel.Top
	Text string
}

// Hue tells deployments apart.
type Hue uint8

// The hues: none in particular, the newest deployment, those before it, and what was there before them all.
const (
	HueNone Hue = iota
	HueNew
	HueSecond
	HueThird
	HueOld
)

// Shade tells the states of tasks apart.
type Shade uint8

// The shades, from the bottom of a stack to its top.
const (
	ShadeHealthy Shade = iota
	ShadeUnhealthy
	ShadeWaiting // RUNNING, first verdict outstanding
	ShadePending
	ShadeStopping
	numShades
)

// String is the shade's name in a legend.
func (s Shade) String() string {
	return [...]string{"healthy", "unhealthy", "running, not yet healthy", "pending", "stopping"}[s]
}

// LineKind is what a line counts.
type LineKind uint8

// The lines: every task that counts toward the cap, and the healthy ones.
const (
	LineTasks LineKind = iota
	LineHealthy
)

// LimitKind is what a limit is.
type LimitKind uint8

// The limits.
const (
	LimitCap LimitKind = iota
	LimitDesired
	LimitFloor
)

// String is the limit's name in a label.
func (k LimitKind) String() string { return [...]string{"cap", "desired", "floor"}[k] }

// Mark is an instant worth a line through all panels.
type Mark struct {
	At   sim.Time
	Kind MarkKind
	Text string // "update to web:2"; CountsFigure puts the time before it
}

// MarkKind is what happened at a mark.
type MarkKind uint8

// The kinds of marks.
const (
	MarkAction    MarkKind = iota // a timeline action was called
	MarkCompleted                 // a deployment completed
	MarkFailed                    // a deployment failed or got stuck
	MarkEnd                       // the run's duration ended before everything was settled
)

// CountsInput is what CountsFigure makes its picture from: one service of one run.
type CountsInput struct {
	Scenario *sim.Scenario
	Names    *sim.Names
	Service  sim.ServiceID
	Samples  []metrics.Sample     // in order of time; those of other services are left out
	Bounds   []metrics.BoundsStep // likewise
	Marks    []Mark               // ActionMarks and what the deployments came to, in any order
	End      sim.Time             // when the run ended
	Outcome  sim.Outcome          // of the service: only an unfinished one ends the lines at End
	Subtitle string
	Footer   string
}

// The most ticks that read well, on the axis of time and on those of the service's and the deployments' counts.
const (
	mostTimeTicks       = 9
	mostServiceTicks    = 5
	mostDeploymentTicks = 2
)

// CountsFigure is counts.png: above, what the scheduler holds against floor and cap, service-wide; below, what each
// deployment's tasks were doing, newest first. Its window begins a little before the first action or change and ends a
// little after the last one, however long the run was.
func CountsFigure(in CountsInput) Figure {
	lanes := countLanes(&in)
	service := servicePanel(&in, lanes)
	f := Figure{
		Title:    in.Names.Service(in.Service) + " · " + in.Scenario.Name,
		Subtitle: in.Subtitle,
		Footer:   in.Footer,
		Panels:   append([]Panel{service}, deploymentPanels(lanes)...),
	}
	f.setWindow(&in)
	for i := range f.Panels {
		f.Panels[i].clip(f.From, f.To)
		most := mostDeploymentTicks
		if i == 0 {
			most = mostServiceTicks
		}
		f.Panels[i].finish(most)
	}
	shareTop(f.Panels[1:], mostDeploymentTicks)
	f.Ticks, f.Unit = TimeTicks(f.From, f.To, mostTimeTicks)
	return f
}

// setWindow chooses From, To and Until, and takes over the marks that lie between. What a service came to rest at is
// shown as lasting to the window's end, even where the run stopped at once; an unfinished one ends with its run.
func (f *Figure) setWindow(in *CountsInput) {
	const least = 5 * sim.Second // so that a run in which nothing happens still has an axis
	first, last := sim.Never, sim.Time(0)
	see := func(t sim.Time) { first, last = min(first, t), max(last, t) }
	for _, p := range f.Panels {
		p.eachSteps(func(s *Steps) {
			for _, step := range (*s)[min(1, len(*s)):] {
				see(step.At)
			}
			if len(*s) > 0 && (*s)[0].At > 0 {
				see((*s)[0].At)
			}
		})
	}
	for _, m := range in.Marks {
		if m.Kind != MarkEnd {
			see(m.At)
		}
	}
	if in.Scenario.Services[in.Service].InitialState == sim.New && len(in.Samples) > 0 {
		see(0)
	}
	if first == sim.Never {
		first, last = 0, min(in.End, sim.Time(sim.Minute))
	}
	span := max(last.Sub(first), least)
	pad := max(span/16, sim.Second)
	f.From = max(0, first.Add(-pad))
	f.To = max(last, first.Add(least)).Add(pad)
	f.Until = f.To
	if in.Outcome == sim.OutcomeUnfinished && in.End <= f.To.Add(2*pad) {
		f.Until = in.End
		f.To = in.End.Add(pad)
	}
	f.takeMarks(in.Marks)
}

func (f *Figure) takeMarks(marks []Mark) {
	for _, m := range marks {
		if m.At < f.From || m.At > f.To {
			continue
		}
		m.Text = strings.TrimSpace(Clock(m.At) + " " + m.Text)
		f.Marks = append(f.Marks, m)
	}
	slices.SortStableFunc(f.Marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
}

// servicePanel is the upper panel: the two lines that floor and cap bound, healthy tasks and all tasks that count.
func servicePanel(in *CountsInput, lanes *lanes) Panel {
	var p Panel
	name := "pending + running + stopping"
	if !in.Scenario.Rules.StoppingCounts {
		name = "pending + running"
	}
	p.Lines = []Line{
		{Kind: LineTasks, Name: name, Steps: lanes.tasks},
		{Kind: LineHealthy, Name: "healthy", Steps: lanes.healthy},
	}
	limits := [...]Steps{LimitCap: nil, LimitDesired: nil, LimitFloor: nil}
	for _, b := range in.Bounds {
		if b.Service == in.Service {
			limits[LimitCap].push(b.At, b.Cap)
			limits[LimitDesired].push(b.At, b.Desired)
			limits[LimitFloor].push(b.At, b.Floor)
		}
	}
	for k, steps := range limits {
		if len(steps) > 0 {
			p.Limits = append(p.Limits, Limit{Kind: LimitKind(k), Steps: steps})
		}
	}
	return p
}

// deploymentPanels are the lower panels: the states of each group's tasks.
func deploymentPanels(lanes *lanes) []Panel {
	panels := make([]Panel, 0, len(lanes.groups))
	for i := range lanes.groups {
		g := &lanes.groups[i]
		p := Panel{Title: g.name, Note: g.note, Hue: g.hue}
		for s := range numShades {
			p.Areas = append(p.Areas, Area{Name: s.String(), Hue: g.hue, Shade: s, Edge: g.edges[s]})
		}
		panels = append(panels, p)
	}
	return panels
}

// eachSteps calls do for every series of the panel.
func (p *Panel) eachSteps(do func(*Steps)) {
	for i := range p.Areas {
		do(&p.Areas[i].Edge)
	}
	for i := range p.Lines {
		do(&p.Lines[i].Steps)
	}
	for i := range p.Limits {
		do(&p.Limits[i].Steps)
	}
}

// clip cuts every series to the window. The layers of a stack that stay empty in it are left out.
func (p *Panel) clip(from, to sim.Time) {
	p.eachSteps(func(s *Steps) { *s = s.clip(from, to) })
	var below Steps
	p.Areas = slices.DeleteFunc(p.Areas, func(a Area) bool {
		empty := !a.Edge.above(below)
		below = a.Edge
		return empty
	})
}

// finish fills in what follows from the series in the window: the axis, the lines' extremes, the limits' labels.
func (p *Panel) finish(mostTicks int) {
	top := p.topBesides(LimitCap)
	for _, l := range p.Limits {
		if l.Kind == LimitCap {
			top = axisTop(top, l.Steps.highest())
		}
	}
	p.Top = max(top, 1)
	p.Ticks = CountTicks(p.Top, mostTicks)
	for i := range p.Lines {
		l := &p.Lines[i]
		if len(l.Steps) == 0 {
			continue
		}
		if l.Kind == LineHealthy {
			l.Note = "lowest in view " + Count(int64(l.Steps.lowest()))
		} else {
			l.Note = "peak in view " + Count(int64(l.Steps.highest()))
		}
	}
	p.label()
	if len(p.Areas) == 0 && !slices.ContainsFunc(p.Lines, func(l Line) bool { return len(l.Steps) > 0 }) {
		p.Empty = "no tasks"
	}
}

// axisTop is how far an axis goes whose counts reach up to top, under a cap. It takes the cap in unless that would press
// everything else to the ground.
func axisTop(top, limit int32) int32 {
	if int64(limit) > int64(top)*5/2 {
		return top + top/2
	}
	return max(top, limit)
}

// topBesides is the highest count of the panel's series, one kind of limit left out.
func (p *Panel) topBesides(kind LimitKind) int32 {
	var top int32
	for _, a := range p.Areas {
		top = max(top, a.Edge.highest())
	}
	for _, l := range p.Lines {
		top = max(top, l.Steps.highest())
	}
	for _, l := range p.Limits {
		if l.Kind != kind {
			top = max(top, l.Steps.highest())
		}
	}
	return top
}

// label names each height at which limits end once, with all the limits that stand there.
func (p *Panel) label() {
	limits := slices.Clone(p.Limits)
	slices.SortStableFunc(limits, func(a, b Limit) int { return cmp.Compare(b.Steps.last(), a.Steps.last()) })
	for len(limits) > 0 {
		n := limits[0].Steps.last()
		l := Label{Kind: limits[0].Kind, N: min(n, p.Top)}
		var names []string
		for len(limits) > 0 && limits[0].Steps.last() == n {
			names = append(names, limits[0].Kind.String())
			if limits[0].Kind != LimitDesired {
				l.Kind = limits[0].Kind
			}
			limits = limits[1:]
		}
		if n == 0 {
			l.Kind = LimitDesired // nothing is held against it
		}
		l.Text = strings.Join(names, " = ") + " " + Count(int64(n))
		if n > p.Top {
			l.Text += " ↑"
		}
		p.Labels = append(p.Labels, l)
	}
}

// shareTop gives panels one scale, so that their heights can be compared.
func shareTop(panels []Panel, mostTicks int) {
	top := int32(1)
	for _, p := range panels {
		top = max(top, p.Top)
	}
	for i := range panels {
		panels[i].Top = top
		panels[i].Ticks = CountTicks(top, mostTicks)
	}
}
