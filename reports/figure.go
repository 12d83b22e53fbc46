package reports

import (
	"slices"

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
	Hues     []HueName
}

// HueName says what a hue of the bars of tasks stands for.
type HueName struct {
	Hue  Hue
	Name string
}

// Panel is one diagram of a Figure: of counts, or of rows if it has Groups.
type Panel struct {
	Main  bool   // one that is looked at first: it is high
	Title string // empty: the panel has no title, only a legend
	Note  string // beside the title, in lesser print
	Empty string // what to write into a panel that has nothing to show
	Hue   Hue    // of the title's swatch

	Top    int32   // the highest count that the axis has to show, at least 1
	Ticks  []Tick  // of the axis of counts; At is a count
	Tints  []Tint  // behind everything
	Areas  []Area  // stacked, from the bottom up
	Bands  []Band  // over the areas, wider ones first
	Lines  []Line  // drawn over the areas, later ones in front
	Limits []Limit // drawn over everything
	Labels []Label // of the limits and areas, at the right edge, highest first

	Groups []Group // of rows, from top to bottom
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

// Band is what lies between two stepped edges.
type Band struct {
	Name      string
	Low, High Steps
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

// Label names the limits that stand at one height at the end of the window: "cap = desired 4". One with a hue names an area.
type Label struct {
	Kind LimitKind
	Hue  Hue
	N    int32 // the height; at most Panel.Top
	Text string
}

// Tint is a stretch of time in which something stands behind what is drawn. To is after From.
type Tint struct {
	Kind     TintKind
	From, To sim.Time
}

// TintKind is how container instances stand that don't take tasks.
type TintKind uint8

// The tints: no instance of a zone takes tasks; an instance is DRAINING, or ECS doesn't hear from its agent, or it isn't
// registered.
const (
	TintLost TintKind = iota
	TintDraining
	TintDisconnected
	TintAbsent
)

// String is the tint's name in a legend.
func (k TintKind) String() string {
	return [...]string{
		"no instance takes tasks", "instance DRAINING", "agent disconnected", "instance not registered",
	}[k]
}

// Group is the rows of one container instance.
type Group struct {
	Name  string
	Zone  string // empty: the panel is of one zone
	Tints []Tint
	Rows  []Row // from top to bottom; a group without any is an empty instance
}

// Row is the life of one task as bars, or of several that follow one another, or one instance's share in percent.
type Row struct {
	Name  string // of the service, where there are several
	Hue   Hue
	Bars  []RowBar // in order of time
	Share Steps    // from 0 to 100 or NoShare, if there are no bars

	tasks int // whose bars they are
}

// NoShare stands in a Row for an instance that isn't registered.
const NoShare int32 = -1

// RowBar is a stretch of a task's life. To is after From.
type RowBar struct {
	Phase    Phase
	From, To sim.Time
	Failed   bool // the task ends at To, or begins to, and nobody told it to
}

// Hue tells deployments apart, or zones.
type Hue uint8

// The hues: none in particular, the newest deployment, those before it, and what was there before them all; from HueZone
// on the zones; from HueService on, where several services are in one picture, two a service: its newest deployment and
// those before it.
const (
	HueNone Hue = iota
	HueNew
	HueSecond
	HueThird
	HueOld
	HueZone
	HueService = HueZone + 32
)

// ServiceHue is the hue of the i-th service's newest deployment, or of those before it. Of very many services some share one.
func ServiceHue(i int, newest bool) Hue {
	const room = (255 - int(HueService)) / 2
	hue := HueService + Hue(2*(i%room))
	if !newest {
		hue++
	}
	return hue
}

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

// The shades of stacks that aren't of a deployment: tasks that aren't healthy in whatever state, and what is reserved.
const (
	ShadeNotHealthy = numShades + iota
	ShadeReserved
)

// String is the shade's name in a legend.
func (s Shade) String() string {
	return [...]string{
		ShadeHealthy: "healthy", ShadeUnhealthy: "unhealthy", ShadeWaiting: "running, not yet healthy", ShadePending: "pending",
		ShadeStopping: "stopping", ShadeNotHealthy: "pending or running, not healthy", ShadeReserved: "reserved in ECS's book",
	}[s]
}

// LineKind is what a line counts.
type LineKind uint8

// The lines: every task that counts toward the cap, and the healthy ones; what containers hold on their hosts; the
// instance in the middle.
const (
	LineTasks LineKind = iota
	LineHealthy
	LineHeld
	LineMedian
)

// LimitKind is what a limit is.
type LimitKind uint8

// The limits.
const (
	LimitCap LimitKind = iota
	LimitDesired
	LimitFloor
	LimitCapacity
)

// String is the limit's name in a label.
func (k LimitKind) String() string { return [...]string{"cap", "desired", "floor", "capacity"}[k] }

// Mark is an instant worth a line through all panels.
type Mark struct {
	At   sim.Time
	Kind MarkKind
	Text string // "update to web:2"; CountsFigure puts the time before it

	action int // of a MarkAction: its place in the timeline
}

// MarkKind is what happened at a mark.
type MarkKind uint8

// The kinds of marks.
const (
	MarkAction    MarkKind = iota // a timeline action was called
	MarkCompleted                 // a deployment completed
	MarkFailed                    // a deployment failed or got stuck
	MarkEnd                       // the run's duration ended before everything was settled
	MarkEvent                     // a service event
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
	return f
}

// servicePanel is the upper panel: the two lines that floor and cap bound, healthy tasks and all tasks that count.
func servicePanel(in *CountsInput, lanes *lanes) Panel {
	p := Panel{Main: true}
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
	for i := range p.Bands {
		do(&p.Bands[i].Low)
		do(&p.Bands[i].High)
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
	p.Tints = clipTints(p.Tints, from, to)
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
