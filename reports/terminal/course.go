package terminal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

const (
	fewestColumns = 20 // of blocks, however narrow the terminal is
	mostColumns   = 72
)

// course shows a service over the time of its picture, on one scale: the cap, the tasks that count toward it, the healthy
// ones and the floor, each as a row of blocks with its extremes beside it, and the axis of time.
func course(f reports.Figure, o Options) []string {
	if len(f.Panels) == 0 || f.Panels[0].Empty != "" {
		return []string{"no tasks"}
	}
	p := &f.Panels[0]
	var rows []row
	add := func(name string, steps reports.Steps, in style, low bool) {
		if len(steps) > 0 {
			rows = append(rows, row{name: name, steps: steps, in: in, low: low})
		}
	}
	floor, desired := limitOf(p, reports.LimitFloor), limitOf(p, reports.LimitDesired)
	add("cap", limitOf(p, reports.LimitCap), dim, false)
	add("tasks", lineOf(p, reports.LineTasks), blue, false)
	add("healthy", lineOf(p, reports.LineHealthy), green, true)
	add("floor", floor, dim, true)
	const names, beside = 9, 16
	columns := mostColumns
	if o.Width > 0 {
		columns = max(fewestColumns, min(columns, o.Width-names-beside))
	}
	lines := make([]string, 0, len(rows)+1)
	for _, r := range rows {
		if r.name == "healthy" {
			r.floor, r.desired = floor, desired
		}
		blocks := r.blocks(window{f.From, f.To, f.Until, columns}, p.Top, o.Color)
		lines = append(lines, pad(r.name, names)+blocks+"  "+r.extremes())
	}
	return append(lines, strings.Repeat(" ", names)+axis(f, columns))
}

func limitOf(p *reports.Panel, kind reports.LimitKind) reports.Steps {
	i := slices.IndexFunc(p.Limits, func(l reports.Limit) bool { return l.Kind == kind })
	if i < 0 {
		return nil
	}
	return p.Limits[i].Steps
}

func lineOf(p *reports.Panel, kind reports.LineKind) reports.Steps {
	i := slices.IndexFunc(p.Lines, func(l reports.Line) bool { return l.Kind == kind })
	if i < 0 {
		return nil
	}
	return p.Lines[i].Steps
}

// row is one series over time.
type row struct {
	name  string
	steps reports.Steps
	in    style
	low   bool // of what falls into one column, the lowest is shown, otherwise the highest
	// What it is held against, if anything: columns below the floor are red, those below desired yellow.
	floor, desired reports.Steps
}

// window is a stretch of time in so many columns. The counts are known up to until, and all series end there.
type window struct {
	from, to, until sim.Time
	columns         int
}

// at is the instant at which a column begins.
func (w window) at(column int) sim.Time {
	return w.from + sim.Time(int64(w.to-w.from)*int64(column)/int64(w.columns))
}

// blocks draws the series.
func (r *row) blocks(w window, top int32, color bool) string {
	var b strings.Builder
	run, in := "", plain // columns of one style are painted together
	flush := func() {
		if color {
			run = paint(run, in)
		}
		b.WriteString(run)
		run = ""
	}
	for c := range w.columns {
		from, to := w.at(c), w.at(c+1)
		if from >= w.until {
			break
		}
		n := value(r.steps, from, to, r.low)
		now := r.in
		switch {
		case n < value(r.floor, from, to, true):
			now = red
		case n < value(r.desired, from, to, true):
			now = yellow
		}
		if now != in {
			flush()
			in = now
		}
		run += block(n, top)
	}
	flush()
	blank := max(0, w.columns-columnsOf(w))
	return b.String() + strings.Repeat(" ", blank)
}

// columnsOf is how many columns begin before the series ends.
func columnsOf(w window) int {
	n := 0
	for n < w.columns && w.at(n) < w.until {
		n++
	}
	return n
}

// value is the lowest or the highest that a series is in a stretch of time.
func value(steps reports.Steps, from, to sim.Time, low bool) int32 {
	n, seen := int32(0), false
	for i, step := range steps {
		if step.At >= to {
			break
		}
		if i+1 < len(steps) && steps[i+1].At <= from {
			continue // over before the column begins
		}
		switch {
		case !seen:
			n, seen = step.N, true
		case low:
			n = min(n, step.N)
		default:
			n = max(n, step.N)
		}
	}
	return n
}

// block is a count as a block of eight heights; none at all is a dot.
func block(n, top int32) string {
	heights := [...]string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}
	if n <= 0 {
		return "·"
	}
	height := (int64(min(n, top))*int64(len(heights)) + int64(top) - 1) / int64(top) // rounded up
	return heights[height-1]
}

// extremes is the least and the most that the series is.
func (r *row) extremes() string {
	low, high := r.steps[0].N, r.steps[0].N
	for _, step := range r.steps {
		low, high = min(low, step.N), max(high, step.N)
	}
	if low == high {
		return reports.Count(int64(low))
	}
	return reports.Count(int64(low)) + " to " + reports.Count(int64(high))
}

// axis writes the ticks of the figure below the blocks, as many as have room.
func axis(f reports.Figure, columns int) string {
	line, end := "", 0
	for _, t := range f.Ticks {
		at := int(int64(sim.Time(t.At)-f.From) * int64(columns) / int64(max(f.To-f.From, 1)))
		if at < end || at+utf8.RuneCountInString(t.Text)+1 > columns {
			continue
		}
		line += strings.Repeat(" ", at-utf8.RuneCountInString(line)) + "╵" + t.Text
		end = at + utf8.RuneCountInString(t.Text) + 3
	}
	return line
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
