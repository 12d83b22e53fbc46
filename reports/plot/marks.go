package plot

import (
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// markLabel is the place of a mark's label above the first panel. Row 0 is the one next to the panel.
type markLabel struct {
	mark  reports.Mark
	text  string // empty: there was no room, the mark has only its line in the panels
	row   int
	x     vg.Length // of the line
	start vg.Length // of the text
	end   vg.Length
}

const (
	mostMarkRows = 4
	noRow        = -1
	markGap      = vg.Length(3) // between a mark's line and its text
)

// placeMarks finds a place for the labels of fig's marks in the rows above the first panel, with as few of them as may be.
// Where there is no room for all, what matters least goes without: first words, of which only the time and that a call was
// refused stays, then events, refused actions, and other actions; how a deployment ended goes last.
func placeMarks(fig *reports.Figure, left, right, edge vg.Length) []markLabel {
	p := placer{left: left, edge: edge, labels: markLabels(fig, left, right)}
	var order []int // of the marks, by what matters most
	for i := range p.labels {
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return importance(fig.Marks[a]) - importance(fig.Marks[b]) })
	whole := make([]string, len(p.labels))
	for i := range p.labels {
		whole[i], p.labels[i].text = p.labels[i].text, ""
	}
	of := func(low, high int, text func(i int) string) {
		for _, i := range order {
			if k := importance(fig.Marks[i]); k >= low && k <= high && p.labels[i].text != text(i) {
				p.try(i, text(i))
			}
		}
	}
	short := func(i int) string { return brief(fig.Marks[i], whole[i]) }
	long := func(i int) string { return whole[i] }
	of(0, 0, short)
	of(0, 0, long)
	of(1, 3, short)
	of(1, 4, long)
	return p.labels
}

// importance puts marks in order: those that matter most have the least number.
func importance(m reports.Mark) int {
	switch m.Kind {
	case reports.MarkCompleted, reports.MarkFailed:
		return 0
	case reports.MarkEnd:
		return 1
	case reports.MarkEvent:
		return 4
	case reports.MarkAction:
	}
	if isRefused(m) {
		return 3
	}
	return 2
}

func isRefused(m reports.Mark) bool { return strings.HasSuffix(m.Text, refusedEnd) }

const refusedEnd = ", refused"

// brief is the least that a mark's label says: its time, and whether it was refused.
func brief(m reports.Mark, whole string) string {
	at, _, _ := strings.Cut(whole, " ")
	if isRefused(m) {
		at += strings.TrimPrefix(refusedEnd, ",")
	}
	return at
}

// markLabels makes the labels, which have no place yet.
func markLabels(fig *reports.Figure, left, right vg.Length) []markLabel {
	s := style{size: textSize}
	f := frame{left: left, right: right, fig: fig}
	labels := make([]markLabel, len(fig.Marks))
	for i, m := range fig.Marks {
		text, end := m.Text, ""
		if isRefused(m) { // which isn't cut
			text, end = strings.TrimSuffix(text, refusedEnd), refusedEnd
		}
		text = s.elide(text, (right-left)*0.45-s.width(end)) + end
		labels[i] = markLabel{mark: m, x: f.x(int64(m.At)), text: text, row: noRow}
	}
	return labels
}

// placer places labels between left and edge.
type placer struct {
	left, edge vg.Length
	labels     []markLabel
}

// try gives the i-th mark a text, if all that have one find a place then.
func (p *placer) try(i int, text string) {
	for way := range mostMarkRows * mostMarkRows {
		base, lift := way/mostMarkRows, way%mostMarkRows
		if lift == 0 {
			continue
		}
		var some []markLabel
		var which []int
		for k := range p.labels {
			l := p.labels[k]
			if k == i {
				l.text = text
			}
			if l.text != "" {
				some, which = append(some, l), append(which, k)
			}
		}
		if !placeLabels(some, p.left, p.edge, base, lift) {
			continue
		}
		for k, l := range some {
			p.labels[which[k]] = l
		}
		return
	}
}

// placeLabels places labels between left and edge, the last one first: each stands right of its line, in the lowest row
// where it meets neither a later label nor a later line, which goes up to its own label only. One that finds no room to
// the right stands left of its line, in row base at least, over the lines of earlier marks if need be: a row higher for each
// of them, up to lift. The answer is whether all have found a place.
func placeLabels(labels []markLabel, left, edge vg.Length, base, lift int) bool {
	s := style{size: textSize}
	for i := range slices.Backward(labels) {
		l := &labels[i]
		width, least := s.width(l.text), 0
		l.start = l.x + markGap
		if l.start+width > edge {
			l.start = l.x - markGap - width
			least = base
			for _, earlier := range labels[:i] {
				if l.start < earlier.x+markGap {
					least = min(least+1, base+lift)
				}
			}
		}
		l.end = l.start + width
		row, ok := freeRow(labels[i+1:], l, least)
		if !ok || l.start < left {
			return false
		}
		l.row = row
	}
	return true
}

// freeRow is the lowest row from least on in which l is clear of the labels and lines of later marks.
func freeRow(later []markLabel, l *markLabel, least int) (int, bool) {
	for row := least; row < mostMarkRows; row++ {
		free := true
		for _, o := range later {
			crossed := o.row >= row && l.start-1 < o.x && o.x < l.end+1
			covered := o.row == row && l.start < o.end+markGap && o.start < l.end+markGap
			cut := o.row < row && o.start-1 < l.x && l.x < o.end+1
			free = free && !crossed && !covered && !cut
		}
		if free {
			return row, true
		}
	}
	return 0, false
}

// markRows is how many rows the labels take.
func markRows(labels []markLabel) int {
	n := 0
	for _, l := range labels {
		if l.text != "" {
			n = max(n, l.row+1)
		}
	}
	return n
}

// drawMarks draws the labels and the stems between them and the first panel.
func (p *page) drawMarks(l *layout) {
	s := style{size: textSize}
	top := p.height - l.panels[0].top
	for _, m := range l.marks {
		c := p.mark(m.mark.Kind)
		x := p.snap(m.x)
		if m.row == noRow {
			continue
		}
		rise := markRow * vg.Length(m.row+1)
		p.fill(c, p.box(x, top, x+p.thick(markWidth), top+rise-1))
		p.text(s, c, m.start, top+markRow*vg.Length(m.row)+3.5, atLeft, m.text)
	}
}
