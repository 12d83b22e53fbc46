package plot

import (
	"cmp"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// layout says where everything stands. Distances called drop are measured down from the upper edge of the page, since
// its height is only known once everything is laid out.
type layout struct {
	height      vg.Length
	left, right vg.Length // of every panel's frame

	title        string
	subtitle     []string
	subtitleDrop vg.Length // baseline of its first line

	hues      []entry // legend of the hues of bars
	first     []entry // legend of the first panel, or of all of them if they are alike
	second    []entry // legend of what only further panels have
	marks     []markLabel
	panels    []slot
	rows      rowSizes
	ticksDrop vg.Length // baseline of the axis of time
	footDrop  vg.Length // baseline of the last row
}

// slot is the room of one panel: its frame from top to bottom, and the baseline of its title.
type slot struct {
	top, bottom, titleDrop vg.Length
	headroom               vg.Length
}

// layOut places the parts of fig on a page of p's width.
func (p *page) layOut(fig *reports.Figure) *layout {
	l := &layout{left: margin, right: p.width - margin}
	drop := l.heading(p, fig)
	if len(fig.Panels) == 0 {
		l.height = drop + margin
		return l
	}
	l.rows = p.sizeRows(fig)
	before, behind := besides(fig, l.rows)
	l.left += before + 6
	l.right -= max(behind+6, 4)

	alike := 1
	if len(fig.Panels[0].Groups) > 0 {
		alike = len(fig.Panels)
	}
	l.hues = hueEntries(fig.Hues, (p.width-2*margin)/3)
	l.first = p.legendOf(fig.Panels[:alike], nil)
	l.second = p.legendOf(fig.Panels[alike:], l.first)
	drop = flow(l.first, l.left, p.width-margin, flow(l.hues, l.left, p.width-margin, drop))
	l.marks = placeMarks(fig, l.left, l.right, p.width-margin)
	for i := range fig.Panels {
		drop = l.place(&fig.Panels[i], i, p.width-margin, drop)
	}
	l.ticksDrop = l.panels[len(l.panels)-1].bottom + textSize + 6
	l.footDrop = l.ticksDrop + textSize*lineHeight + 2
	l.height = l.footDrop + margin*0.7
	return l
}

// place places the i-th panel with its title and what stands over it, from drop on, and gives where the next thing begins.
func (l *layout) place(panel *reports.Panel, i int, edge, drop vg.Length) vg.Length {
	if i == 1 && len(l.second) > 0 {
		drop = flow(l.second, l.left, edge, drop+8)
	} else if i > 0 && panel.Main {
		drop += 8
	}
	if i > 0 || panel.Title != "" {
		drop += textSize*lineHeight + 3
		l.panels = append(l.panels, slot{titleDrop: drop - 3.5})
	}
	if i == 0 {
		drop += markRow*vg.Length(markRows(l.marks)) + 3
	}
	height, air := laneHeight, laneAir
	switch {
	case len(panel.Groups) > 0:
		height, air = 0, 0
		for k := range panel.Groups {
			height += l.rows.groupHeight(&panel.Groups[k])
		}
	case panel.Main || i == 0:
		height, air = mainHeight, headroom
	case len(panel.Bands) > 0:
		height = 2 * laneHeight
	}
	drop = l.panel(drop, height, air)
	if i > 0 || len(panel.Groups) > 0 {
		drop += 4
	}
	return drop
}

// besides is how much room the words left of the panels take, and those right of them.
func besides(fig *reports.Figure, rows rowSizes) (before, behind vg.Length) {
	text := style{size: textSize}
	for i := range fig.Panels {
		panel := &fig.Panels[i]
		for _, t := range panel.Ticks {
			before = max(before, text.width(text.clean(t.Text)))
		}
		for _, label := range panel.Labels {
			behind = max(behind, text.width(text.elide(label.Text, mostNames)))
		}
		for k := range panel.Groups {
			before = max(before, text.width(text.elide(rows.name(panel.Groups, k), mostNames)))
		}
	}
	return before, behind
}

// heading places title and subtitle and gives where the next thing begins.
func (l *layout) heading(p *page, fig *reports.Figure) vg.Length {
	width := p.width - 2*margin
	l.title = style{size: titleSize, bold: true}.elideBoth(fig.Title, width)
	l.subtitle = style{size: subtitleSize}.wrap(fig.Subtitle, width, mostSubtitleLines)
	drop := margin + titleSize
	l.subtitleDrop = drop + subtitleSize*lineHeight + 3
	drop += subtitleSize*lineHeight*vg.Length(len(l.subtitle)) + 10
	return drop
}

// panel takes room for a panel that begins at drop and gives where it ends. A slot that has only a title yet is used.
func (l *layout) panel(drop, height, air vg.Length) vg.Length {
	if n := len(l.panels); n == 0 || l.panels[n-1].bottom != 0 {
		l.panels = append(l.panels, slot{})
	}
	s := &l.panels[len(l.panels)-1]
	s.top, s.bottom, s.headroom = drop, drop+height+air, air
	return s.bottom
}

// draw draws fig as laid out.
func (p *page) draw(fig *reports.Figure, l *layout) {
	title, subtitle := style{size: titleSize, bold: true}, style{size: subtitleSize}
	p.text(title, p.ink, margin, p.height-margin-titleSize*0.8, atLeft, l.title)
	for i, line := range l.subtitle {
		p.text(subtitle, p.grey, margin, p.height-l.subtitleDrop-subtitleSize*lineHeight*vg.Length(i), atLeft, line)
	}
	if len(fig.Panels) == 0 {
		return
	}
	p.legend(l.hues, l.rows.row)
	p.legend(l.first, l.rows.row)
	p.legend(l.second, l.rows.row)
	for i := range fig.Panels {
		f := p.frame(fig, l, i)
		f.draw(&fig.Panels[i], l.rows)
		if l.panels[i].titleDrop > 0 {
			p.laneTitle(&fig.Panels[i], l, l.panels[i].titleDrop)
		}
	}
	p.drawMarks(l)
	p.timeAxis(fig, l)
}

// laneTitle writes the title and the note of a further panel over its frame.
func (p *page) laneTitle(panel *reports.Panel, l *layout, drop vg.Length) {
	bold, plain := style{size: textSize, bold: true}, style{size: textSize}
	y, x := p.height-drop, l.left
	if panel.Hue != reports.HueNone {
		p.fill(p.hue(panel.Hue), p.box(l.left, y-0.5, l.left+7, y+6.5))
		x += 11
	}
	width := p.width - margin - x
	note := plain.fit(panel.Note, max(width/2, width-bold.width(bold.clean(panel.Title))-8))
	title := bold.elide(panel.Title, width-plain.width(note)-8)
	p.text(bold, p.ink, x, y, atLeft, title)
	p.text(plain, p.grey, x+bold.width(title)+6, y, atLeft, note)
}

// timeAxis writes the ticks below the last panel, as many as have room, and the last row.
func (p *page) timeAxis(fig *reports.Figure, l *layout) {
	text, small := style{size: textSize}, style{size: smallSize}
	f := p.frame(fig, l, 0)
	end := vg.Length(0)
	for _, t := range fig.Ticks {
		label := text.clean(t.Text)
		x, half := f.x(t.At), text.width(label)/2
		if x-half < end || x+half > p.width {
			continue
		}
		p.text(text, p.grey, x, p.height-l.ticksDrop, atCenter, label)
		end = x + half + 4
	}
	unit := small.clean(cmp.Or(fig.Axis, "time of the run") + ", " + fig.Unit)
	p.text(small, p.grey, l.left, p.height-l.footDrop, atLeft, unit)
	width := p.width - margin - l.left - small.width(unit) - 12
	p.text(small, p.grey, p.width-margin, p.height-l.footDrop, atRight, small.fit(fig.Footer, width))
}
