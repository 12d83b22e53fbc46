package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// frame is the field of one panel: its edges, and the scales of time and counts.
type frame struct {
	*page
	left, right, bottom, top vg.Length
	zero                     vg.Length // height of the count 0
	perCount                 vg.Length
	fig                      *reports.Figure
}

func (p *page) frame(fig *reports.Figure, l *layout, i int) *frame {
	s := l.panels[i]
	f := &frame{
		page: p, left: p.snap(l.left), right: p.snap(l.right),
		bottom: p.snap(p.height - s.bottom), top: p.snap(p.height - s.top),
		fig: fig,
	}
	f.zero = f.bottom
	f.perCount = (f.top - s.headroom - f.zero) / vg.Length(max(fig.Panels[i].Top, 1))
	return f
}

// x is where an instant lies, at the edge if it is outside the window.
func (f *frame) x(at int64) vg.Length {
	from, to := int64(f.fig.From), int64(f.fig.To)
	share := float64(at-from) / float64(max(to-from, 1))
	return f.left + (f.right-f.left)*vg.Length(min(max(share, 0), 1))
}

// y is where a count lies, at the upper edge if it is higher than the panel.
func (f *frame) y(n int64) vg.Length {
	return min(f.zero+f.perCount*vg.Length(max(n, 0)), f.top)
}

// draw draws the panel from the back to the front: zones, grid, areas, marks, lines, limits, axis.
func (f *frame) draw(p *reports.Panel, rows rowSizes) {
	f.zones(p)
	for _, t := range p.Tints {
		f.tint(t.Kind, f.box(f.x(int64(t.From)), f.bottom, f.x(int64(t.To)), f.top))
	}
	f.grid(p)
	f.breaches(p)
	f.areas(p)
	for i, band := range p.Bands {
		f.fill(f.band(i), f.slabs(band.Low, band.High)...)
	}
	f.rows(p.Groups, rows)
	for _, m := range f.fig.Marks {
		c := f.mark(m.Kind)
		c.A = markAlpha(len(f.fig.Marks))
		x := f.snap(f.x(int64(m.At)))
		f.fill(c, f.box(x, f.bottom, x+f.thick(markWidth), f.top))
	}
	for i := range p.Lines {
		f.noise(&p.Lines[i])
	}
	for _, limit := range p.Limits {
		if limit.Kind == reports.LimitDesired {
			f.limit(limit, p.Lines)
		}
	}
	for i, line := range p.Lines {
		f.line(line, f.beside(p.Lines, i))
	}
	for _, limit := range p.Limits {
		if limit.Kind != reports.LimitDesired {
			f.limit(limit, p.Lines)
		}
	}
	f.axis(p)
	f.labels(p)
	if p.Empty != "" {
		s := style{size: textSize}
		f.text(s, f.grey, (f.left+f.right)/2, (f.bottom+f.top)/2-textSize*0.34, atCenter, s.fit(p.Empty, f.right-f.left))
	}
}

// zones tints what the limits forbid: above the cap, below the floor. A cap of 0 forbids nothing that anybody wants: the
// service is scaled to 0 or deleted.
func (f *frame) zones(p *reports.Panel) {
	for _, limit := range p.Limits {
		for _, s := range f.spans(limit.Steps, int64(f.fig.To)) {
			switch {
			case limit.Hue != reports.HueNone: // what it forbids, it forbids some lines only
			case limit.Kind == reports.LimitCap && s.n > 0:
				f.fill(f.zone(), f.box(s.x0, f.y(int64(s.n)), s.x1, f.top))
			case limit.Kind == reports.LimitFloor:
				f.fill(f.zone(), f.box(s.x0, f.zero, s.x1, f.y(int64(s.n))))
			}
		}
	}
}

// breaches fills what a line covers of a zone, so that a short dip is seen too. Tasks that were there when the cap came
// down break nothing by going slowly.
func (f *frame) breaches(p *reports.Panel) {
	for _, limit := range p.Limits {
		for _, line := range p.Lines {
			switch {
			case limit.Hue != reports.HueNone && limit.Hue != line.Hue:
			case limit.Kind == reports.LimitCap && line.Kind == reports.LineTasks:
				f.fill(f.breach(), f.slabs(limit.Steps.Tolerates(line.Steps), line.Steps)...)
			case limit.Kind == reports.LimitFloor && line.Kind == reports.LineHealthy:
				f.fill(f.breach(), f.slabs(line.Steps, limit.Steps)...)
			}
		}
	}
}

func (f *frame) grid(p *reports.Panel) {
	w := f.thick(hairWidth)
	for _, t := range f.fig.Ticks {
		x := f.snap(f.x(t.At))
		f.fill(f.faint, f.box(x, f.bottom, x+w, f.top))
	}
	for _, t := range p.Ticks {
		y := f.snap(f.y(t.At))
		f.fill(f.faint, f.box(f.left, y, f.right, y+w))
	}
}

// axis draws the base line and writes the counts left of the frame.
func (f *frame) axis(p *reports.Panel) {
	s := style{size: textSize}
	f.fill(f.grey, f.box(f.left, f.bottom-f.thick(markWidth), f.right, f.bottom))
	for _, t := range p.Ticks {
		f.text(s, f.grey, f.left-5, f.y(t.At)-textSize*0.34, atRight, s.clean(t.Text))
	}
}

// span is the stretch of a stepped series during which its count stays the same.
type span struct {
	x0, x1 vg.Length
	n      int32
}

// spans cuts a series, thinned to the raster, into its stretches up to an instant.
func (f *frame) spans(s reports.Steps, until int64) []span {
	var out []span
	s = s.Decimate(f.fig.From, f.fig.To, f.dots(f.right-f.left))
	for i, step := range s {
		end := until
		if i+1 < len(s) {
			end = min(end, int64(s[i+1].At))
		}
		if int64(step.At) < end {
			out = append(out, span{x0: f.x(int64(step.At)), x1: f.x(end), n: step.N})
		}
	}
	return out
}

// line draws a stepped line. Its stroke has one edge at its true height, healthy above and tasks below, so that two lines of
// the same count, or a line on its limit, are both seen, and none is off by more than half its width. off is by how much it
// is moved beside others of its kind.
func (f *frame) line(l reports.Line, off vg.Length) {
	c, w := f.theme.line(l.Kind, l.Hue)
	w = f.thick(w)
	low := vg.Length(0)
	switch {
	case l.Hue != reports.HueNone:
		low = f.snap(off - w/2)
	case l.Kind == reports.LineTasks:
		low = -w
	}
	var boxes []vg.Rectangle
	var before vg.Length
	smooth, _ := f.smooth(&l)
	for i, s := range f.spans(smooth, f.until(&l)) {
		y := f.snap(f.y(int64(s.n))) + low
		end := f.right
		if s.x1 < f.right {
			end = min(s.x1-off+w/2, f.right)
		}
		boxes = append(boxes, f.box(max(s.x0-off, f.left), y, end, y+w))
		if i > 0 {
			boxes = append(boxes, f.box(s.x0-off-w/2, min(y, before), s.x0-off+w/2, max(y, before)+w))
		}
		before = y
	}
	f.fill(c, boxes...)
}

// until is when a line ends.
func (f *frame) until(l *reports.Line) int64 {
	if l.Until != 0 {
		return min(int64(f.fig.Until), int64(l.Until))
	}
	return int64(f.fig.Until)
}

// smooth is a line without noise, and the noise.
func (f *frame) smooth(l *reports.Line) (reports.Steps, []reports.Stretch) {
	columns := int((f.right - f.left) / max(noiseColumn, f.pixel))
	return l.Steps.Smooth(f.fig.From, f.fig.To, columns)
}

// noise fills what a line goes through where it changes too often to be drawn.
func (f *frame) noise(l *reports.Line) {
	_, noise := f.smooth(l)
	until := f.until(l)
	var boxes []vg.Rectangle
	for _, s := range noise {
		if to := min(int64(s.To), until); int64(s.From) < to {
			boxes = append(boxes, f.box(f.x(int64(s.From)), f.y(int64(s.Low)), f.x(to), f.y(int64(s.High))))
		}
	}
	c, _ := f.theme.line(l.Kind, l.Hue)
	f.fill(f.mix(c, noiseShare), boxes...)
}

// limit draws a limit over the whole window, dashed. What is 0 or higher than the panel is left to the label.
func (f *frame) limit(l reports.Limit, of []reports.Line) {
	c, dashes := f.theme.limit(l.Kind, l.Hue)
	shift := f.limitShift(&l, of)
	var lines [][]vg.Point
	broken := true
	for _, s := range f.spans(l.Steps, int64(f.fig.To)) {
		if s.n == 0 || f.zero+f.perCount*vg.Length(s.n) > f.top {
			broken = true
			continue
		}
		if broken {
			lines = append(lines, nil)
			broken = false
		}
		y := f.snap(f.y(int64(s.n))) + shift
		last := &lines[len(lines)-1]
		*last = append(*last, vg.Point{X: f.snap(s.x0), Y: y}, vg.Point{X: f.snap(s.x1), Y: y})
	}
	f.stroke(c, limitWidth, dashes, lines...)
}

// labels names the limits right of the frame, moved apart where they would collide.
func (f *frame) labels(p *reports.Panel) {
	s := style{size: textSize}
	const apart = textSize * lineHeight
	at := make([]vg.Length, len(p.Labels))
	for i, label := range p.Labels {
		at[i] = f.y(int64(label.N))
		if i > 0 {
			at[i] = min(at[i], at[i-1]-apart)
		}
	}
	lowest := f.bottom + apart/3
	for i := range slices.Backward(at) {
		at[i] = max(at[i], lowest)
		lowest = at[i] + apart
	}
	for i, label := range p.Labels {
		c, _ := f.theme.limit(label.Kind, reports.HueNone)
		if label.Hue != reports.HueNone {
			c = f.label(label.Hue)
		}
		f.text(s, c, f.right+6, at[i]-textSize*0.34, atLeft, s.elide(label.Text, mostNames))
	}
}

// beside is by how much the i-th of lines is drawn off its true place, up and to the left: those that are told apart by hue run
// side by side, the last one outermost, so that where they have one height all are seen.
func (f *frame) beside(lines []reports.Line, i int) vg.Length {
	if lines[i].Hue == reports.HueNone {
		return 0
	}
	return f.thick(overlaidWidth) * (vg.Length(i) - vg.Length(len(lines)-1)/2)
}

// limitShift is how far a limit is drawn off its value: not at all, unless a line that it bounds ever lies on it. Then the floor
// goes down and the cap up by half its width, to lie beside that line; where lines of several sides run side by side, it
// goes clear of all of them.
func (f *frame) limitShift(l *reports.Limit, lines []reports.Line) vg.Length {
	kind, sign := reports.LineHealthy, vg.Length(-1)
	switch l.Kind {
	case reports.LimitFloor:
	case reports.LimitCap:
		kind, sign = reports.LineTasks, 1
	case reports.LimitDesired, reports.LimitCapacity:
		return 0
	}
	for _, line := range lines {
		if line.Kind != kind || !l.Steps.Meets(line.Steps) {
			continue
		}
		shift := f.thick(limitWidth) / 2
		if line.Hue != reports.HueNone {
			shift += f.thick(overlaidWidth) * vg.Length(len(lines)) / 2
		}
		return sign * shift
	}
	return 0
}
