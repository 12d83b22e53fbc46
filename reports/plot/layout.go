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

	lines     []entry // legend of the first panel's lines
	marks     []markLabel
	shades    []entry // legend of the further panels' areas
	panels    []slot
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
	text := style{size: textSize}
	l := &layout{left: margin, right: p.width - margin}
	drop := l.heading(p, fig)
	if len(fig.Panels) == 0 {
		l.height = drop + margin
		return l
	}
	var ticks, labels vg.Length
	for _, panel := range fig.Panels {
		for _, t := range panel.Ticks {
			ticks = max(ticks, text.width(text.clean(t.Text)))
		}
		for _, label := range panel.Labels {
			labels = max(labels, text.width(text.clean(label.Text)))
		}
	}
	l.left += ticks + 6
	l.right -= max(labels+6, 4)

	l.lines = p.lineEntries(&fig.Panels[0])
	drop = flow(l.lines, l.left, p.width-margin, drop)
	l.marks = placeMarks(fig, l.left, l.right, p.width-margin)
	drop += markRow*vg.Length(markRows(l.marks)) + 3
	drop = l.panel(drop, mainHeight, headroom)
	if len(fig.Panels) > 1 {
		drop += 8
		l.shades = p.shadeEntries(fig.Panels[1:])
		drop = flow(l.shades, l.left, p.width-margin, drop)
	}
	for i := range fig.Panels[1:] {
		drop += textSize*lineHeight + 3
		l.panels = append(l.panels, slot{titleDrop: drop - 3.5})
		if fig.Panels[i+1].Main {
			drop = l.panel(drop, mainHeight, headroom) + 4
			continue
		}
		drop = l.panel(drop, laneHeight, laneAir) + 4
	}
	l.ticksDrop = l.panels[len(l.panels)-1].bottom + textSize + 6
	l.footDrop = l.ticksDrop + textSize*lineHeight + 2
	l.height = l.footDrop + margin*0.7
	return l
}

// heading places title and subtitle and gives where the next thing begins.
func (l *layout) heading(p *page, fig *reports.Figure) vg.Length {
	width := p.width - 2*margin
	l.title = style{size: titleSize, bold: true}.fit(fig.Title, width)
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
	p.text(title, ink(), margin, p.height-margin-titleSize*0.8, atLeft, l.title)
	for i, line := range l.subtitle {
		p.text(subtitle, grey(), margin, p.height-l.subtitleDrop-subtitleSize*lineHeight*vg.Length(i), atLeft, line)
	}
	if len(fig.Panels) == 0 {
		return
	}
	p.legend(l.lines)
	p.legend(l.shades)
	for i := range fig.Panels {
		f := p.frame(fig, l, i)
		f.draw(&fig.Panels[i])
		if i > 0 {
			p.laneTitle(&fig.Panels[i], l, l.panels[i].titleDrop)
		}
	}
	p.drawMarks(l)
	p.timeAxis(fig, l)
}

// laneTitle writes the title and the note of a further panel over its frame.
func (p *page) laneTitle(panel *reports.Panel, l *layout, drop vg.Length) {
	bold, plain := style{size: textSize, bold: true}, style{size: textSize}
	y := p.height - drop
	x, width := l.left, p.width-margin-l.left
	if !panel.Main {
		p.fill(hueColor(panel.Hue), p.box(l.left, y-0.5, l.left+7, y+6.5))
		x, width = x+11, width-11
	}
	note := plain.fit(panel.Note, width/2)
	title := bold.fit(panel.Title, width-plain.width(note)-8)
	p.text(bold, ink(), x, y, atLeft, title)
	p.text(plain, grey(), x+bold.width(title)+6, y, atLeft, note)
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
		p.text(text, grey(), x, p.height-l.ticksDrop, atCenter, label)
		end = x + half + 4
	}
	unit := small.clean(cmp.Or(fig.Axis, "time of the run") + ", " + fig.Unit)
	p.text(small, grey(), l.left, p.height-l.footDrop, atLeft, unit)
	width := p.width - margin - l.left - small.width(unit) - 12
	p.text(small, grey(), p.width-margin, p.height-l.footDrop, atRight, small.fit(fig.Footer, width))
}
