package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// entry is one part of a legend, in one row with its neighbours.
type entry struct {
	text, note string // the note is set in bold
	line       *reports.Line
	shade      reports.Shade // if line is nil
	x, drop    vg.Length
}

func (p *page) lineEntries(panel *reports.Panel) []entry {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	var entries []entry
	for i := range slices.Backward(panel.Lines) {
		line := &panel.Lines[i]
		if len(line.Steps) > 0 {
			entries = append(entries, entry{text: plain.clean(line.Name), note: bold.clean(line.Note), line: line})
		}
	}
	return entries
}

// shadeEntries explains the shades that any of the panels has.
func (p *page) shadeEntries(panels []reports.Panel) []entry {
	var present []reports.Shade
	for _, panel := range panels {
		for _, a := range panel.Areas {
			present = append(present, a.Shade)
		}
	}
	slices.Sort(present)
	var entries []entry
	for _, s := range slices.Compact(present) {
		entries = append(entries, entry{text: s.String(), shade: s})
	}
	return entries
}

// flow sets entries in rows between left and right from drop on, and gives where the next thing begins.
func flow(entries []entry, left, right, drop vg.Length) vg.Length {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	if len(entries) == 0 {
		return drop
	}
	x := left
	drop += textSize
	for i := range entries {
		e := &entries[i]
		width := swatchWidth + 4 + plain.width(e.text)
		if e.note != "" {
			width += 4 + bold.width(e.note)
		}
		if x > left && x+width > right {
			x = left
			drop += textSize*lineHeight + 2
		}
		e.x, e.drop = x, drop
		x += width + 16
	}
	return drop + 4
}

// legend draws entries where they were set.
func (p *page) legend(entries []entry) {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	for _, e := range entries {
		y := p.height - e.drop
		if e.line != nil {
			c, w := lineStyle(*e.line)
			mid := y + 3
			p.fill(c, p.box(e.x, mid-w/2, e.x+swatchWidth, mid-w/2+p.thick(w)))
		} else {
			p.shade(reports.HueNone, e.shade, []vg.Rectangle{p.box(e.x, y-0.5, e.x+swatchWidth, y+6.5)})
		}
		x := e.x + swatchWidth + 4
		p.text(plain, ink(), x, y, atLeft, e.text)
		p.text(bold, ink(), x+plain.width(e.text)+4, y, atLeft, e.note)
	}
}
