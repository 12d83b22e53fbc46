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
	rowsHeight   = vg.Length(430) // of all rows of a picture together, at most
	highestRow   = vg.Length(10)
	highestOne   = vg.Length(8.6) // the same of rows that are instances
	stripsHeight = vg.Length(170) // of all rows of a panel of instances, at most
	patternedAt  = vg.Length(3.5) // rows at least as high as this have patterns
	nameSize     = vg.Length(7)   // of names in bars
	mostNames    = vg.Length(96)  // width of the names of groups
)

// sizeRows chooses how high the rows of fig are, so that all have room: down to a pixel, where gaps have gone.
func (p *page) sizeRows(fig *reports.Figure) rowSizes {
	rows, groups, strips := 0, 0, 0
	for i := range fig.Panels {
		for _, g := range fig.Panels[i].Groups {
			rows += max(len(g.Rows), 1)
			groups++
			if len(g.Rows) > 0 && len(g.Rows[0].Bars) == 0 {
				strips = max(strips, len(fig.Panels[i].Groups))
			}
		}
	}
	switch {
	case rows == 0:
		return rowSizes{}
	case strips > 0:
		return rowSizes{row: min(stripsHeight/vg.Length(strips)-1, highestOne), gap: 1}
	}
	s := rowSizes{gap: 4}
	if vg.Length(groups)*s.gap > rowsHeight/4 {
		s.gap = 0
	}
	s.row = min((rowsHeight-s.gap*vg.Length(groups))/vg.Length(rows), highestRow)
	if s.row >= 4 {
		s.air = 1
	}
	if pixel := max(p.pixel, rowsHeight/1000); s.row < 4 {
		s.row = max(vg.Length(int(s.row/pixel))*pixel, pixel)
	}
	return s
}

// name is the name of the k-th group as it stands left of the panel, or empty if there is no room for it. Where not all
// instances of a panel of several zones have room for theirs, the zones are named.
func (s rowSizes) name(groups []reports.Group, k int) string {
	g := &groups[k]
	high := s.groupHeight(g) >= textSize
	switch {
	case high || g.Zone == "" && len(groups) == 1:
		return g.Name
	case g.Zone == "":
		return ""
	}
	first, end := k, k
	for first > 0 && groups[first-1].Zone == g.Zone {
		first--
	}
	for end < len(groups) && groups[end].Zone == g.Zone {
		end++
	}
	if k == (first+end)/2 && s.groupHeight(g)*vg.Length(end-first) >= textSize {
		return g.Zone
	}
	return ""
}

// groupHeight is the height of a group with its gap.
func (s rowSizes) groupHeight(g *reports.Group) vg.Length {
	return s.row*vg.Length(max(len(g.Rows), 1)) + s.gap
}

// rows draws the groups of a panel from top to bottom, with their names where they are high enough for them.
func (f *frame) rows(groups []reports.Group, s rowSizes) {
	top := f.top - s.gap/2
	plain := style{size: textSize}
	for i := range groups {
		height := s.groupHeight(&groups[i]) - s.gap
		f.ground(&groups[i], top+s.gap*0.35, height+s.gap*0.7)
		top -= height + s.gap
	}
	var bars barSet
	top = f.top - s.gap/2
	for i := range groups {
		g := &groups[i]
		height := s.groupHeight(g) - s.gap
		for k := range g.Rows {
			y := top - s.row*vg.Length(k)
			slot := rowSlot{bottom: y - s.row + s.air/2, top: y - s.air/2, patterns: s.row >= patternedAt}
			if row := &g.Rows[k]; len(row.Bars) > 0 {
				f.collect(&bars, row, slot)
			} else {
				f.strip(g, row, slot)
			}
		}
		if name := s.name(groups, i); name != "" {
			f.text(plain, f.grey, f.left-5, max(top-height/2-textSize*0.34, f.bottom), atRight, plain.elide(name, mostNames))
		}
		top -= height + s.gap
	}
	f.drawBars(&bars, s)
}

// ground is what lies behind the rows of a group: that there is an instance, and how it stands.
func (f *frame) ground(g *reports.Group, top, height vg.Length) {
	f.fill(f.mix(f.cold, 0.07), f.box(f.left, top-height, f.x(int64(f.fig.Until)), top))
	for _, t := range g.Tints {
		f.tint(t.Kind, f.box(f.x(int64(t.From)), top-height, f.x(int64(t.To)), top))
	}
}

// rowSlot is the place of one row.
type rowSlot struct {
	bottom, top vg.Length
	patterns    bool // it is high enough for them
}

// strip draws how much of an instance is reserved, and over its lower edge how the instance stands.
func (f *frame) strip(g *reports.Group, r *reports.Row, s rowSlot) {
	for _, span := range f.spans(r.Share, int64(f.fig.Until)) {
		if span.n != reports.NoShare {
			f.fill(f.share(span.n), f.box(span.x0, s.bottom, span.x1, s.top))
		}
	}
	for _, t := range g.Tints {
		if t.Kind != reports.TintAbsent {
			f.tint(t.Kind, f.box(f.x(int64(t.From)), s.bottom, f.x(int64(t.To)), s.bottom+(s.top-s.bottom)*0.45))
		}
	}
}

// barSet collects the bars of many rows by their looks: drawn one by one, rows thinner than a pixel of the reader's
// screen would be paler than they are.
type barSet struct {
	boxes  [256 * int(reports.NumPhases)][]vg.Rectangle // by hue and phase
	failed []vg.Rectangle
	names  []barName
}

// barName is a name that stands in a bar.
type barName struct {
	at   vg.Point
	text string
}

// collect takes the bars of a row. One that is thinner than a pixel is left out, unless it tells of ill health.
func (f *frame) collect(to *barSet, r *reports.Row, s rowSlot) {
	small := style{size: nameSize}
	named := r.Name == ""
	for i := range r.Bars {
		bar := &r.Bars[i]
		b := f.box(f.x(int64(bar.From)), s.bottom, f.x(int64(bar.To)), s.top)
		if bar.Failed {
			wide := max(min(f.thick(1.4), (b.Max.X-b.Min.X)/2), f.dot()) // a short bar keeps some of its colour
			to.failed = append(to.failed, f.box(b.Max.X-wide, s.bottom, b.Max.X, s.top))
		}
		if b.Max.X-b.Min.X < f.dot()/2 {
			if bar.Phase != reports.PhaseUnhealthy {
				continue
			}
			b.Max.X = b.Min.X + f.dot()
		}
		if s.patterns && isEnding(bar.Phase) { // lower, so that what is over differs in any print
			lower := (s.top - s.bottom) * 0.22
			b.Min.Y, b.Max.Y = f.snap(b.Min.Y+lower), f.snap(b.Max.Y-lower)
		}
		k := int(r.Hue)*int(reports.NumPhases) + int(bar.Phase)
		to.boxes[k] = append(to.boxes[k], b)
		if named || bar.Phase != reports.PhaseHealthy || s.top-s.bottom < nameSize {
			continue
		}
		if name := small.clean(r.Name); small.width(name)+8 < b.Max.X-b.Min.X {
			to.names = append(to.names, barName{vg.Point{X: b.Min.X + 4, Y: (s.top+s.bottom)/2 - nameSize*0.36}, name})
			named = true
		}
	}
}

// drawBars draws what was collected.
func (f *frame) drawBars(bars *barSet, s rowSizes) {
	for k, boxes := range bars.boxes {
		if len(boxes) > 0 {
			f.phases(reports.Hue(k/int(reports.NumPhases)), reports.Phase(k%int(reports.NumPhases)), boxes, s.row)
		}
	}
	if len(bars.failed) > 0 {
		f.fill(f.alarm, bars.failed...)
	}
	for _, name := range bars.names {
		f.text(style{size: nameSize}, f.paper, name.at.X, name.at.Y, atLeft, name.text)
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

// tint fills a stretch of time that is out of the ordinary: lined while ECS doesn't hear from an agent, hatched while
// there is nobody.
func (p *page) tint(k reports.TintKind, box vg.Rectangle) {
	ground, over, both := p.theme.tint(k)
	if box.Max.Y-box.Min.Y < patternedAt {
		p.fill(both, box)
		return
	}
	p.fill(ground, box)
	switch k {
	case reports.TintDisconnected:
		p.lines(over, []vg.Rectangle{box})
	case reports.TintAbsent, reports.TintLost:
		p.hatch(over, []vg.Rectangle{box})
	case reports.TintDraining:
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
