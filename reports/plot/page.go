package plot

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// page is a canvas with the primitives of the house theme. Coordinates are points from the lower left corner.
type page struct {
	vg.Canvas
	*theme
	width, height vg.Length
	pixel         vg.Length // of the raster that edges are moved to; 0: none
	raster        draw.Image
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

// fill paints rectangles in one colour. Those of a picture of pixels lie on the raster, and need no rasteriser.
func (p *page) fill(c color.Color, boxes ...vg.Rectangle) {
	if p.raster == nil {
		p.fillPaths(c, boxes)
		return
	}
	source := image.NewUniform(c)
	for _, b := range boxes {
		if b.Max.X > b.Min.X && b.Max.Y > b.Min.Y {
			draw.Draw(p.raster, p.pixels(b), source, image.Point{}, draw.Over)
		}
	}
}

// pixels are those that a rectangle on the raster covers.
func (p *page) pixels(b vg.Rectangle) image.Rectangle {
	at := func(v vg.Length) int { return int(math.Round(float64(v / p.pixel))) }
	return image.Rect(at(b.Min.X), at(p.height-b.Max.Y), at(b.Max.X), at(p.height-b.Min.Y))
}

// fillPaths paints rectangles as one path, since single ones would show seams. Those that stand side by side, as the
// pieces of an area do, are joined.
func (p *page) fillPaths(c color.Color, boxes []vg.Rectangle) {
	var path vg.Path
	for i := 0; i < len(boxes); {
		if b := boxes[i]; b.Max.X <= b.Min.X || b.Max.Y <= b.Min.Y {
			i++
			continue
		}
		end := i + 1
		for end < len(boxes) && touch(boxes[end-1], boxes[end]) {
			end++
		}
		path = append(path, outline(boxes[i:end])...)
		i = end
	}
	if len(path) > 0 {
		p.SetColor(c)
		p.Fill(path)
	}
}

// touch says whether b stands right of a, and has an edge in common with it.
func touch(a, b vg.Rectangle) bool {
	return near(a.Max.X, b.Min.X) && b.Max.X > b.Min.X && b.Max.Y > b.Min.Y &&
		b.Min.Y < a.Max.Y && a.Min.Y < b.Max.Y
}

// outline is the path around boxes that stand side by side: along their upper edges, and back along the lower ones.
func outline(boxes []vg.Rectangle) vg.Path {
	var points []vg.Point
	put := func(x, y vg.Length) {
		if n := len(points); n > 1 && points[n-1].Y == y && points[n-2].Y == y {
			points[n-1].X = x // on the same level
			return
		}
		points = append(points, vg.Point{X: x, Y: y})
	}
	for _, b := range boxes {
		put(b.Min.X, b.Max.Y)
		put(b.Max.X, b.Max.Y)
	}
	for _, b := range slices.Backward(boxes) {
		put(b.Max.X, b.Min.Y)
		put(b.Min.X, b.Min.Y)
	}
	var path vg.Path
	for i, pt := range points {
		if i == 0 {
			path.Move(pt)
		} else {
			path.Line(pt)
		}
	}
	path.Close()
	return path
}

// stroke draws lines through points. They go out a few at a time: the rasteriser's work grows with the square of a
// path's edges in one row.
func (p *page) stroke(c color.Color, w vg.Length, dashes []vg.Length, lines ...[]vg.Point) {
	if len(lines) == 0 {
		return
	}
	some := len(lines)
	if p.raster != nil {
		some = 64
	}
	p.SetColor(c)
	p.SetLineWidth(p.thick(w))
	p.SetLineDash(dashes, 0)
	for part := range slices.Chunk(lines, some) {
		var path vg.Path
		for _, line := range part {
			for i, pt := range line {
				if i == 0 {
					path.Move(pt)
				} else {
					path.Line(pt)
				}
			}
		}
		p.Stroke(path)
	}
	p.SetLineDash(nil, 0)
}

// dots is how many columns a drawing of some width can tell apart.
func (p *page) dots(width vg.Length) int {
	const fine = vg.Length(0.5) // of a format without pixels
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
