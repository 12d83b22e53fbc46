package plot

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// areas fills the layers of a stack.
func (f *frame) areas(p *reports.Panel) {
	var below reports.Steps
	for _, a := range p.Areas {
		f.shade(a.Hue, a.Shade, f.slabs(below, a.Edge))
		below = a.Edge
	}
	if p.Main {
		f.seams(p)
	}
}

// seams parts healthy tasks of different hues, which may be alike in a grey print.
func (f *frame) seams(p *reports.Panel) {
	var below reports.Steps
	var seams []vg.Rectangle
	for i, a := range p.Areas {
		if i > 0 && a.Hue != p.Areas[i-1].Hue && a.Shade == reports.ShadeHealthy {
			for _, b := range f.slabs(below, a.Edge) {
				seams = append(seams, f.box(b.Min.X, b.Min.Y, b.Max.X, b.Min.Y+f.thick(hairWidth)))
			}
		}
		below = a.Edge
	}
	f.fill(f.paper, seams...)
}

// slabs cuts what lies between two edges into upright pieces, from left to right.
func (f *frame) slabs(lower, upper reports.Steps) []vg.Rectangle {
	until := int64(f.fig.Until)
	low, high := f.spans(lower, until), f.spans(upper, until)
	var out []vg.Rectangle
	for i := 0; len(high) > 0; {
		for i < len(low) && low[i].x1 <= high[0].x0 {
			i++
		}
		s, n := high[0], int32(0)
		if i < len(low) && low[i].x0 <= s.x0 {
			n = low[i].n
			s.x1 = min(s.x1, low[i].x1)
		} else if i < len(low) {
			s.x1 = min(s.x1, low[i].x0)
		}
		if s.n > n {
			out = append(out, f.box(s.x0, f.y(int64(n)), s.x1, f.y(int64(s.n))))
		}
		if s.x1 >= high[0].x1 {
			high = high[1:]
		} else {
			high[0].x0 = s.x1
		}
	}
	return out
}

// shade fills pieces of an area. Stopping tasks are hatched dark on light and unhealthy ones light on dark, so that the
// two that no longer serve differ from the others in a grey print too; tasks that await their first verdict are lined, so
// that those of a dark deployment aren't taken for healthy ones of a light one.
func (p *page) shade(h reports.Hue, s reports.Shade, pieces []vg.Rectangle) {
	p.fill(p.theme.shade(h, s), pieces...)
	switch s {
	case reports.ShadeStopping:
		p.hatch(p.mix(p.hue(h), 0.75), pieces)
	case reports.ShadeUnhealthy:
		p.hatch(p.mix(p.alarm, 0.3), pieces)
	case reports.ShadeWaiting:
		p.lines(p.mix(p.hue(h), 0.8), pieces)
	case reports.ShadeHealthy, reports.ShadePending, reports.ShadeNotHealthy, reports.ShadeReserved:
	}
}

// lines draws level lines over boxes, at heights that all pictures share. Those of
// neighbouring boxes are joined.
func (p *page) lines(c color.Color, boxes []vg.Rectangle) {
	const apart = vg.Length(2.8)
	w := p.thick(0.6)
	var rules []vg.Rectangle
	last := map[int]int{} // by number of the line: its newest piece in rules
	for _, b := range boxes {
		for k := int(b.Min.Y/apart) + 1; vg.Length(k)*apart+w <= b.Max.Y; k++ {
			y := p.snap(vg.Length(k) * apart)
			if i, ok := last[k]; ok && near(b.Min.X, rules[i].Max.X) {
				rules[i].Max.X = b.Max.X
				continue
			}
			last[k] = len(rules)
			rules = append(rules, p.box(b.Min.X, y, b.Max.X, y+w))
		}
	}
	p.fill(c, rules...)
}

// hatch draws slanting lines over boxes. The pieces of one line in neighbouring boxes are
// joined, so that an area of many pieces looks like one.
func (p *page) hatch(c color.Color, boxes []vg.Rectangle) {
	const apart = vg.Length(3.6)
	var lines [][]vg.Point
	last := map[int]int{} // by number of the slanting line: its newest piece in lines
	for _, b := range boxes {
		// The k-th line is y = x + k·apart.
		for k := int((b.Min.Y - b.Max.X) / apart); vg.Length(k)*apart <= b.Max.Y-b.Min.X; k++ {
			rise := vg.Length(k) * apart
			x0, x1 := max(b.Min.X, b.Min.Y-rise), min(b.Max.X, b.Max.Y-rise)
			if x0 >= x1 {
				continue
			}
			if i, ok := last[k]; ok && near(x0, lines[i][1].X) {
				lines[i][1] = vg.Point{X: x1, Y: x1 + rise}
				continue
			}
			last[k] = len(lines)
			lines = append(lines, []vg.Point{{X: x0, Y: x0 + rise}, {X: x1, Y: x1 + rise}})
		}
	}
	p.stroke(c, 0.7, nil, lines...)
}

// near says whether two edges are one.
func near(a, b vg.Length) bool { return a-b < 0.01 && b-a < 0.01 }
