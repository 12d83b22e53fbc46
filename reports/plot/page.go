package plot

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// page is a canvas with the primitives of the house theme. Coordinates are points from the lower left corner.
type page struct {
	vg.Canvas
	width, height vg.Length
	pixel         vg.Length // of the raster that edges are moved to; 0: none
}

// snap moves a coordinate to the raster, so that horizontal and vertical edges are sharp.
func (p *page) snap(v vg.Length) vg.Length {
	if p.pixel == 0 {
		return v
	}
	return vg.Length(math.Round(float64(v/p.pixel))) * p.pixel
}

// thick is the nearest width of a line in whole pixels, at least one.
func (p *page) thick(w vg.Length) vg.Length {
	return max(p.snap(w), p.pixel)
}

// box is the rectangle between two corners, on the raster.
func (p *page) box(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{
		Min: vg.Point{X: p.snap(min(x0, x1)), Y: p.snap(min(y0, y1))},
		Max: vg.Point{X: p.snap(max(x0, x1)), Y: p.snap(max(y0, y1))},
	}
}

// fill paints rectangles in one colour. They go out a few at a time: the rasteriser's work grows with the square of a
// path's edges in one row.
func (p *page) fill(c color.Color, boxes ...vg.Rectangle) {
	p.SetColor(c)
	for some := range slices.Chunk(boxes, 32) {
		var path vg.Path
		for _, b := range some {
			if b.Max.X <= b.Min.X || b.Max.Y <= b.Min.Y {
				continue
			}
			path.Move(b.Min)
			path.Line(vg.Point{X: b.Max.X, Y: b.Min.Y})
			path.Line(b.Max)
			path.Line(vg.Point{X: b.Min.X, Y: b.Max.Y})
			path.Close()
		}
		if len(path) > 0 {
			p.Fill(path)
		}
	}
}

// stroke draws lines through points.
func (p *page) stroke(c color.Color, w vg.Length, dashes []vg.Length, lines ...[]vg.Point) {
	var path vg.Path
	for _, line := range lines {
		for i, pt := range line {
			if i == 0 {
				path.Move(pt)
			} else {
				path.Line(pt)
			}
		}
	}
	if len(path) == 0 {
		return
	}
	p.SetColor(c)
	p.SetLineWidth(p.thick(w))
	p.SetLineDash(dashes, 0)
	p.Stroke(path)
	p.SetLineDash(nil, 0)
}

// dots is how many columns a drawing of some width can tell apart.
func (p *page) dots(width vg.Length) int {
	const fine = vg.Length(0.25) // of a format without pixels
	dot := p.pixel
	if dot == 0 {
		dot = fine
	}
	return int(width / dot)
}

// Alignments of text: where its anchor lies.
const (
	atLeft   = 0.0
	atCenter = 0.5
	atRight  = 1.0
)

// text writes clean text with its baseline at y; align is the part of its width that lies left of x.
func (p *page) text(s style, c color.Color, x, y vg.Length, align float64, text string) {
	p.SetColor(c)
	x -= s.width(text) * vg.Length(align)
	p.FillString(s.face(), vg.Point{X: p.snap(x), Y: p.snap(y)}, text)
}
