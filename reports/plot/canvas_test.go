package plot

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
)

// recorder is a canvas that remembers where things are drawn.
type recorder struct {
	width, height vg.Length
	points        []vg.Point
	words         []word
}

// word is a piece of text and where it stands.
type word struct {
	text   string
	bold   bool
	bounds vg.Rectangle
}

func (*recorder) SetLineWidth(vg.Length)              {}
func (*recorder) SetLineDash([]vg.Length, vg.Length)  {}
func (*recorder) SetColor(color.Color)                {}
func (*recorder) Rotate(float64)                      {}
func (*recorder) Translate(vg.Point)                  {}
func (*recorder) Scale(float64, float64)              {}
func (*recorder) Push()                               {}
func (*recorder) Pop()                                {}
func (*recorder) DrawImage(vg.Rectangle, image.Image) {}
func (r *recorder) Size() (x, y vg.Length)            { return r.width, r.height }
func (r *recorder) Stroke(p vg.Path)                  { r.Fill(p) }
func (r *recorder) Fill(p vg.Path) {
	for _, part := range p {
		if part.Type != vg.CloseComp {
			r.points = append(r.points, part.Pos)
		}
	}
}

func (r *recorder) FillString(f font.Face, pt vg.Point, text string) {
	if text == "" {
		return
	}
	size := f.Font.Size
	r.words = append(r.words, word{text, f.Font.Weight > 0, vg.Rectangle{
		Min: vg.Point{X: pt.X, Y: pt.Y - size*0.2}, Max: vg.Point{X: pt.X + f.Width(text), Y: pt.Y + size*0.7},
	}})
}

// recorded draws a figure onto a recorder. pixel is that of the raster, or 0.
func recorded(fig *reports.Figure, width, pixel vg.Length) *recorder {
	p := &page{theme: light(), width: width, pixel: pixel}
	l := p.layOut(fig)
	p.height = l.height
	r := &recorder{width: p.width, height: p.height}
	p.Canvas = r
	p.draw(fig, l)
	return r
}

// check wants everything on the page and no two words on one another.
func (r *recorder) check(t rapid.TB, name string) {
	t.Helper()
	const over = vg.Length(1)
	for _, pt := range r.points {
		if pt.X < -over || pt.X > r.width+over || pt.Y < -over || pt.Y > r.height+over {
			t.Fatalf("%s: %v is outside of %v × %v", name, pt, r.width, r.height)
		}
	}
	words := slices.Clone(r.words)
	slices.SortFunc(words, func(a, b word) int {
		if a.bounds.Min.X < b.bounds.Min.X {
			return -1
		}
		return 1
	})
	for i, a := range words {
		b := a.bounds
		if b.Min.X < 0 || b.Max.X > r.width+over || b.Min.Y < 0 || b.Max.Y > r.height {
			t.Fatalf("%s: %q at %v is outside of %v × %v", name, a.text, b, r.width, r.height)
		}
		for _, o := range words[i+1:] {
			if o.bounds.Min.X >= b.Max.X-0.5 {
				break
			}
			if o.bounds.Min.Y < b.Max.Y-0.5 && b.Min.Y < o.bounds.Max.Y-0.5 {
				t.Fatalf("%s: %q is on %q", name, o.text, a.text)
			}
		}
	}
}

// TestNothingCollides: no word of any figure is on another one or outside the page, at the house's width, a narrow and a
// wide one, on pixels and without.
func TestNothingCollides(t *testing.T) {
	for _, d := range allDrawings() {
		for _, width := range []vg.Length{12 * vg.Centimeter, 18 * vg.Centimeter, 40 * vg.Centimeter} {
			recorded(&d.figure, width, 0).check(t, d.name)
		}
		recorded(&d.figure, 18*vg.Centimeter, vg.Inch/100).check(t, d.name)
	}
	for name, s := range pictures() {
		fig := s.figure()
		recorded(&fig, 18*vg.Centimeter, 0).check(t, name)
	}
}

// TestAnyRunIsDrawn: whatever happens in a run, its figures can be drawn in all formats, with everything on the page.
func TestAnyRunIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string, low, high int) int { return rapid.IntRange(low, high).Draw(t, label) }
		hosts, timeline, when := draw("hosts", 3, 9), "", 0
		for range draw("actions", 0, 4) {
			when += draw("wait", 0, 300)
			action := []string{
				`updateContainerInstancesState = { containerInstances = ["HOST"], status = "DRAINING" }`,
				`updateService = { service = "host", desiredCount = 3 }`, `updateService = { service = "host", forceNewDeployment = true }`,
			}[draw("action", 0, 2)]
			action = strings.ReplaceAll(action, "HOST", fmt.Sprintf("host-%d", draw("host", 1, hosts)))
			timeline += fmt.Sprintf("[[timeline]]\nat = \"%ds\"\n%s\n", when, action)
		}
		if lost := draw("lost", -600, 600); lost > 0 {
			const zone = `{ availabilityZone = "us-east-1b" }`
			timeline += fmt.Sprintf("[[timeline]]\nat = \"%ds\"\nloseZone = %s\n", lost, zone)
			timeline += fmt.Sprintf("[[timeline]]\nat = \"%ds\"\nrestoreZone = %s\n", lost+draw("restored", 10, 600), zone)
		}
		text := fmt.Sprintf(fleet, "host", hosts, draw("tasks", 0, 12), 50*draw("minimum", 0, 2), 100+50*draw("maximum", 1, 2), timeline)
		for _, d := range drawings(t, "any", text) {
			recorded(&d.figure, 18*vg.Centimeter, 0).check(t, d.name)
			var file bytes.Buffer
			format := rapid.SampledFrom(Formats()).Draw(t, "format")
			if err := Write(&file, format, d.figure, Options{DPI: 50, Dark: rapid.Bool().Draw(t, "dark")}); err != nil || file.Len() == 0 {
				t.Fatalf("%s as %s: %v, %d bytes", d.name, format, err, file.Len())
			}
		}
	})
}

// TestEveryPanelHasInk: in every panel of every figure something is drawn besides its ground, in either theme.
func TestEveryPanelHasInk(t *testing.T) {
	for _, dark := range []bool{false, true} {
		opts := Options{DPI: testDPI, Dark: dark}
		for _, d := range someDrawings() {
			p := &page{theme: opts.theme(), width: 709 * vg.Inch / testDPI, pixel: vg.Inch / testDPI}
			l := p.layOut(&d.figure)
			img, err := png.Decode(bytes.NewReader(drawn(t, d.figure, opts)))
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range l.panels {
				ink, all := 0, 0
				for y := int(s.top / p.pixel); y < int(s.bottom/p.pixel); y++ {
					for x := int(l.left / p.pixel); x < int(l.right/p.pixel); x++ {
						all++
						if color.NRGBAModel.Convert(img.At(x, y)) != color.Color(p.paper) {
							ink++
						}
					}
				}
				if all == 0 || ink*200 < all {
					t.Errorf("%s, dark %v: panel %d has %d of %d pixels", d.name, dark, i, ink, all)
				}
			}
		}
	}
}
