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
	markGap      = vg.Length(3) // between a mark's line and its text
)

// placeMarks finds a place for the labels of fig's marks in the rows above the first panel, with as few of them as may be.
// Where there is no room for all, those of events go first; then, if more of the others find a place that way, actions are
// labelled with their time only.
func placeMarks(fig *reports.Figure, left, right, edge vg.Length) []markLabel {
	var best []markLabel
	most, wanted := -1, 0
	for _, m := range fig.Marks {
		if m.Kind != reports.MarkEvent {
			wanted++
		}
	}
	for _, how := range [...]wordiness{allWords, noEvents, timesOnly} {
		for lift := 1; lift < mostMarkRows && most < wanted; lift++ {
			labels := markLabels(fig, left, right, how)
			placed := placeLabels(labels, left, edge, lift)
			if how == allWords && placed < len(labels) {
				continue
			}
			if placed = min(placed, wanted); placed > most {
				best, most = labels, placed
			}
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
// the right stands left of its line, over the lines of earlier marks if need be: a row higher for each of them, up to
// lift. One that finds no place at all loses its text. The answer is how many have found one.
func placeLabels(labels []markLabel, left, edge vg.Length, lift int) int {
	s := style{size: textSize}
	placed := len(labels)
	for i := range slices.Backward(labels) {
		l := &labels[i]
		if l.text == "" { // an event's, which has its line in the panels only
			l.row = noRow
			placed--
			continue
		}
		width, least := s.width(l.text), 0
		l.start = l.x + markGap
		if l.start+width > edge {
			l.start = l.x - markGap - width
			for _, earlier := range labels[:i] {
				if l.start < earlier.x+markGap {
					least = min(least+1, lift)
				}
			}
		}
		l.end = l.start + width
		row, ok := freeRow(labels[i+1:], l, least)
		if !ok || l.start < left {
			l.text, row = "", 0
			placed--
		}
		l.row = row
	}
	return placed
}

// freeRow is the lowest row from least on in which l is clear of the labels and lines of later marks.
func freeRow(later []markLabel, l *markLabel, least int) (int, bool) {
	for row := least; row < mostMarkRows; row++ {
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
		if m.row == noRow {
			continue
		}
		rise := markRow * vg.Length(m.row+1)
		if m.text == "" {
			rise = 4
		}
		p.fill(c, p.box(x, top, x+p.thick(markWidth), top+rise-1))
		p.text(s, c, m.start, top+markRow*vg.Length(m.row)+3.5, atLeft, m.text)
	}
}
