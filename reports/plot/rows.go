package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// rowSizes are how high the rows of a picture are, and how far apart groups and rows are.
type rowSizes struct {
	row, gap, air vg.Length
}

const (
	rowsHeight  = vg.Length(430) // of all rows of a picture together, at most
	highestRow  = vg.Length(10)
	highestOne  = vg.Length(7)   // the same of rows that are instances
	patternedAt = vg.Length(3.5) // rows at least as high as this have patterns
	mostNames   = vg.Length(96)  // width of the names of groups
)

// sizeRows chooses how high the rows of fig are, so that all have room: down to a pixel, where gaps have gone.
func (p *page) sizeRows(fig *reports.Figure) rowSizes {
	rows, groups, highest := 0, 0, highestRow
	for i := range fig.Panels {
		for _, g := range fig.Panels[i].Groups {
			rows += max(len(g.Rows), 1)
			groups++
			if len(g.Rows) > 0 && len(g.Rows[0].Bars) == 0 {
				highest = highestOne
			}
		}
	}
	if rows == 0 {
		return rowSizes{}
	}
	s := rowSizes{gap: 4}
	if highest == highestOne {
		s.gap = 1
	}
	if vg.Length(groups)*s.gap > rowsHeight/4 {
		s.gap = 0
	}
	s.row = min((rowsHeight-s.gap*vg.Length(groups))/vg.Length(rows), highest)
	if s.row >= 4 && highest == highestRow {
		s.air = 1
	}
	if pixel := max(p.pixel, rowsHeight/1000); s.row < 4 {
		s.row = max(vg.Length(int(s.row/pixel))*pixel, pixel)
	}
	return s
}

// groupHeight is the height of a group with its gap.
func (s rowSizes) groupHeight(g *reports.Group) vg.Length {
	return s.row*vg.Length(max(len(g.Rows), 1)) + s.gap
}

// rows draws the groups of a panel from top to bottom, with their names where they are high enough for them.
func (f *frame) rows(groups []reports.Group, s rowSizes) {
	top := f.top - s.gap/2
	named := f.top + textSize
	plain := style{size: textSize}
	for i := range groups {
		g := &groups[i]
		height := s.groupHeight(g) - s.gap
		f.ground(g, top, height)
		for k := range g.Rows {
			y := top - s.row*vg.Length(k)
			f.row(&g.Rows[k], y-s.row+s.air/2, y-s.air/2, s.row)
		}
		if mid := top - height/2 - textSize*0.34; mid <= named-textSize && (height >= textSize*0.7 || len(groups) == 1) {
			f.text(plain, f.grey, f.left-5, max(mid, f.bottom), atRight, plain.elide(g.Name, mostNames))
			named = mid
		}
		top -= height + s.gap
	}
}

// ground is what lies behind the rows of a group: that there is an instance, and how it stands.
func (f *frame) ground(g *reports.Group, top, height vg.Length) {
	f.fill(f.mix(f.cold, 0.07), f.box(f.left, top-height, f.x(int64(f.fig.Until)), top))
	for _, t := range g.Tints {
		f.tints(t.Kind, []vg.Rectangle{f.box(f.x(int64(t.From)), top-height, f.x(int64(t.To)), top)})
	}
}

// row draws one row between two heights. A bar that is thinner than a pixel is left out, unless it tells of a failure.
func (f *frame) row(r *reports.Row, bottom, top, height vg.Length) {
	if len(r.Bars) == 0 {
		for _, s := range f.spans(r.Share, int64(f.fig.Until)) {
			f.fill(f.share(s.n), f.box(s.x0, bottom, s.x1, top))
		}
		return
	}
	for i := range r.Bars {
		bar := &r.Bars[i]
		b := f.box(f.x(int64(bar.From)), bottom, f.x(int64(bar.To)), top)
		if b.Max.X-b.Min.X < f.dot()/2 {
			if bar.Phase != reports.PhaseUnhealthy {
				continue
			}
			b.Max.X = b.Min.X + f.dot()
		}
		if height >= patternedAt && isEnding(bar.Phase) { // lower, so that what is over differs in any print
			b.Min.Y, b.Max.Y = f.snap(b.Min.Y+(top-bottom)*0.22), f.snap(b.Max.Y-(top-bottom)*0.22)
		}
		f.phases(r.Hue, bar.Phase, []vg.Rectangle{b}, height)
		if bar.Failed {
			x := f.x(int64(bar.To))
			f.fill(f.alarm, f.box(x-f.thick(1.4), bottom, x, top))
		}
	}
}

func isEnding(p reports.Phase) bool { return p >= reports.PhaseDeactivating }

// phases fills bars of tasks. Where rows are high enough, those that await their first verdict are lined and those that
// end are hatched; a healthy one is the only one that is full.
func (p *page) phases(h reports.Hue, phase reports.Phase, boxes []vg.Rectangle, height vg.Length) {
	ground, over := p.phase(h, phase)
	p.fill(ground, boxes...)
	if height < patternedAt {
		return
	}
	switch phase { //nolint:exhaustive // the others are plain
	case reports.PhaseWaiting:
		p.lines(over, boxes)
	case reports.PhaseUnhealthy, reports.PhaseDeactivating, reports.PhaseStopping:
		p.hatch(over, boxes)
	}
}

// tints fills stretches of time that are out of the ordinary.
func (p *page) tints(k reports.TintKind, boxes []vg.Rectangle) {
	ground, hatch := p.tint(k)
	p.fill(ground, boxes...)
	if hatch != ground {
		p.hatch(hatch, boxes)
	}
}

// band is the colour of the i-th band, the wider ones first.
func (t *theme) band(i int) color.NRGBA {
	return t.mix(t.hue(reports.HueNew), 0.18+0.22*float64(i))
}

// dot is the least width that a drawing can have.
func (p *page) dot() vg.Length {
	if p.pixel == 0 {
		return 0.5
	}
	return p.pixel
}
