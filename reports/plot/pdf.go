package plot

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas is a vg.Canvas that draws a page of PDF. It is used instead of gonum's vgpdf, which can't have two faces in
// one file, writes text as Windows-1252, and paints translucent areas grey. Y goes up, as in vg; fpdf's goes down.
type pdfCanvas struct {
	doc   *fpdf.Fpdf
	size  vg.Point
	state []pdfState
	err   error
}

// pdfState is what Push saves and Pop brings back.
type pdfState struct {
	color  color.NRGBA
	width  vg.Length
	dashes []vg.Length
	phase  vg.Length
}

const pdfFamily = "liberation"

func newPDF(width, height vg.Length, title string) *pdfCanvas {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width.Points(), Ht: height.Points()}})
	// The same figure gives the same bytes: no clock, and no order of a map.
	doc.SetCatalogSort(true)
	when := time.Unix(0, 0).UTC()
	doc.SetCreationDate(when)
	doc.SetModificationDate(when)
	doc.SetProducer("ecssim", true)
	doc.SetTitle(title, true)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.AddUTF8FontFromBytes(pdfFamily, "", liberationsansregular.TTF)
	doc.AddUTF8FontFromBytes(pdfFamily, "B", liberationsansbold.TTF)
	doc.AddPage()
	doc.SetLineCapStyle("butt")
	doc.SetLineJoinStyle("miter")
	c := &pdfCanvas{doc: doc, size: vg.Point{X: width, Y: height}, state: []pdfState{{}}}
	vg.Initialize(c)
	return c
}

// encode writes the file.
func (c *pdfCanvas) encode(w io.Writer) error {
	if c.err != nil {
		return c.err
	}
	return c.doc.Output(w)
}

func (c *pdfCanvas) now() *pdfState { return &c.state[len(c.state)-1] }

// Size is the size of the page.
func (c *pdfCanvas) Size() (x, y vg.Length) { return c.size.X, c.size.Y }

// SetLineWidth sets the width of lines.
func (c *pdfCanvas) SetLineWidth(w vg.Length) {
	c.now().width = w
	c.doc.SetLineWidth(w.Points())
}

// SetLineDash sets the dashes of lines.
func (c *pdfCanvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.now().dashes, c.now().phase = pattern, offset
	dashes := make([]float64, len(pattern))
	for i, d := range pattern {
		dashes[i] = d.Points()
	}
	c.doc.SetDashPattern(dashes, offset.Points())
}

// SetColor sets the colour of everything. Fpdf wants colours that aren't multiplied by their alpha.
func (c *pdfCanvas) SetColor(to color.Color) {
	plain, ok := color.NRGBAModel.Convert(to).(color.NRGBA)
	if !ok {
		plain = color.NRGBA{A: 255}
	}
	c.now().color = plain
	r, g, b := int(plain.R), int(plain.G), int(plain.B)
	c.doc.SetFillColor(r, g, b)
	c.doc.SetDrawColor(r, g, b)
	c.doc.SetTextColor(r, g, b)
	c.doc.SetAlpha(float64(plain.A)/255, "Normal")
}

// Rotate turns what is drawn from now on.
func (c *pdfCanvas) Rotate(radians float64) {
	c.doc.TransformRotate(radians*180/math.Pi, 0, c.size.Y.Points())
}

// Translate moves what is drawn from now on.
func (c *pdfCanvas) Translate(pt vg.Point) { c.doc.TransformTranslate(pt.X.Points(), -pt.Y.Points()) }

// Scale enlarges what is drawn from now on.
func (c *pdfCanvas) Scale(x, y float64) {
	c.doc.TransformScale(x*100, y*100, 0, c.size.Y.Points())
}

// Push saves how things are drawn.
func (c *pdfCanvas) Push() {
	c.state = append(c.state, *c.now())
	c.doc.TransformBegin()
}

// Pop brings back what Push has saved.
func (c *pdfCanvas) Pop() {
	c.doc.TransformEnd()
	c.state = c.state[:len(c.state)-1]
	s := *c.now()
	c.SetColor(s.color)
	c.SetLineWidth(s.width)
	c.SetLineDash(s.dashes, s.phase)
}

// Stroke draws a path as a line.
func (c *pdfCanvas) Stroke(p vg.Path) {
	if c.now().width > 0 {
		c.trace(p)
		c.doc.DrawPath("D")
	}
}

// Fill paints what a path encloses.
func (c *pdfCanvas) Fill(p vg.Path) {
	c.trace(p)
	c.doc.DrawPath("F")
}

// trace hands a path over.
func (c *pdfCanvas) trace(p vg.Path) {
	for i := range p {
		part := &p[i]
		x, y := c.at(part.Pos)
		switch part.Type {
		case vg.MoveComp:
			c.doc.MoveTo(x, y)
		case vg.LineComp:
			c.doc.LineTo(x, y)
		case vg.ArcComp:
			const degrees = 180 / math.Pi
			r := part.Radius.Points()
			c.doc.ArcTo(x, y, r, r, 0, part.Start*degrees, (part.Start+part.Angle)*degrees)
		case vg.CurveComp:
			c.curve(part, x, y)
		case vg.CloseComp:
			c.doc.ClosePath()
		}
	}
}

func (c *pdfCanvas) curve(part *vg.PathComp, x, y float64) {
	x0, y0 := c.at(part.Control[0])
	if len(part.Control) == 1 {
		c.doc.CurveTo(x0, y0, x, y)
		return
	}
	x1, y1 := c.at(part.Control[1])
	c.doc.CurveBezierCubicTo(x0, y0, x1, y1, x, y)
}

func (c *pdfCanvas) at(pt vg.Point) (x, y float64) { return pt.X.Points(), (c.size.Y - pt.Y).Points() }

// FillString writes text with its baseline at pt. There are two faces, plain and bold.
func (c *pdfCanvas) FillString(f font.Face, pt vg.Point, text string) {
	weight := ""
	if f.Font.Weight >= xfont.WeightBold {
		weight = "B"
	}
	c.doc.SetFont(pdfFamily, weight, f.Font.Size.Points())
	x, y := c.at(pt)
	c.doc.Text(x, y, text)
}

// DrawImage fails: figures have no images.
func (c *pdfCanvas) DrawImage(vg.Rectangle, image.Image) {
	c.err = fmt.Errorf("plot: a PDF can't have images")
}
