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
	text  string // empty: there was no room, the mark has only its line
	row   int
	x     vg.Length // of the line
	start vg.Length // of the text
	end   vg.Length
}

const (
	mostMarkRows = 4
	noRow        = -1
	markGap      = vg.Length(3)  // between a mark's line and its text
	leastMark    = vg.Length(40) // a label is shortened to this before it is left out
)

// placeMarks finds a place for the labels of fig's marks in the rows above the first panel. Where they have no room for
// all, those of events go first; then, if more of them find one that way, actions are labelled with their time only.
func placeMarks(fig *reports.Figure, left, right, edge vg.Length) []markLabel {
	var best []markLabel
	most := -1
	for _, how := range [...]wordiness{allWords, noEvents, timesOnly} {
		labels := markLabels(fig, left, right, how)
		all := 0
		for _, l := range labels {
			if l.text != "" {
				all++
			}
		}
		placed := placeLabels(labels, left, edge)
		if how == allWords && placed == all {
			return labels
		}
		important := 0
		for _, l := range labels {
			if l.text != "" && l.mark.Kind != reports.MarkEvent {
				important++
			}
		}
		if important > most {
			best, most = labels, important
		}
	}
	return best
}

// wordiness is which marks have labels.
type wordiness uint8

const (
	allWords wordiness = iota
	noEvents
	timesOnly
)

// markLabels makes the labels, which have no place yet.
func markLabels(fig *reports.Figure, left, right vg.Length, how wordiness) []markLabel {
	s := style{size: textSize}
	f := frame{left: left, right: right, fig: fig}
	labels := make([]markLabel, len(fig.Marks))
	for i, m := range fig.Marks {
		text := m.Text
		switch {
		case how != allWords && m.Kind == reports.MarkEvent:
			text = ""
		case how == timesOnly && m.Kind == reports.MarkAction:
			text, _, _ = strings.Cut(text, " ")
		}
		labels[i] = markLabel{mark: m, x: f.x(int64(m.At)), text: s.elide(text, (right-left)*0.45)}
	}
	return labels
}

// placeLabels places labels between left and edge, the last one first: each stands right of its line, in the lowest row
// where it meets neither a later label nor a later line, which goes up to its own label only. One that finds no room to
// the right stands left of its line, or is shortened. One that finds no place at all loses its text. The
// answer is how many have found one.
func placeLabels(labels []markLabel, left, edge vg.Length) int {
	s := style{size: textSize}
	placed := len(labels)
	for i := range slices.Backward(labels) {
		l := &labels[i]
		if l.text == "" { // an event's, which has its line in the panels only
			l.row = noRow
			placed--
			continue
		}
		earlier := left
		if i > 0 {
			earlier = labels[i-1].x + markGap
		}
		width := s.width(l.text)
		switch {
		case l.x+markGap+width <= edge:
			l.start = l.x + markGap
		case l.x-markGap-width >= earlier:
			l.start = l.x - markGap - width
		default:
			l.start = l.x + markGap
			l.text = s.elide(l.text, max(edge-l.start, leastMark))
		}
		l.end = l.start + s.width(l.text)
		row, ok := freeRow(labels[i+1:], l)
		if !ok || l.end > edge+1 {
			l.text, row = "", 0
			placed--
		}
		l.row = row
	}
	return placed
}

// freeRow is the lowest row in which l is clear of the labels and lines of later marks.
func freeRow(later []markLabel, l *markLabel) (int, bool) {
	for row := range mostMarkRows {
		free := true
		for _, o := range later {
			crossed := o.row >= row && l.start-1 < o.x && o.x < l.end+1
			covered := o.row == row && o.text != "" && l.start < o.end+markGap && o.start < l.end+markGap
			cut := o.row < row && o.text != "" && o.start-1 < l.x && l.x < o.end+1
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
		rise := markRow * vg.Length(m.row+1)
		if m.row == noRow {
			continue
		}
		if m.text == "" {
			rise = 4
		}
		p.fill(c, p.box(x, top, x+p.thick(markWidth), top+rise-1))
		p.text(s, c, m.start, top+markRow*vg.Length(m.row)+3.5, atLeft, m.text)
	}
}
