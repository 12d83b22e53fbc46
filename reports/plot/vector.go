package plot

import (
	"bytes"
	"fmt"
	"html"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/ecssim/ecssim/reports"
)

// WriteSVG draws fig as SVG. Its text is text, in Liberation Sans or a font of the same widths where that isn't installed.
func WriteSVG(w io.Writer, fig reports.Figure, opts Options) error {
	p, l, err := vectorPage(&fig, opts)
	if err != nil {
		return err
	}
	canvas := vgsvg.New(p.width, p.height)
	p.Canvas = canvas
	p.drawGround()
	p.draw(&fig, l)

	var file bytes.Buffer
	if _, err := canvas.WriteTo(&file); err != nil {
		return fmt.Errorf("plot: failed to encode: %w", err)
	}
	if _, err := w.Write(withFallbacks(file.Bytes(), fig.Title+". "+fig.Subtitle)); err != nil {
		return fmt.Errorf("plot: failed to write: %w", err)
	}
	return nil
}

// WritePDF draws fig as PDF of one page, with the parts of the fonts that it needs.
func WritePDF(w io.Writer, fig reports.Figure, opts Options) error {
	p, l, err := vectorPage(&fig, opts)
	if err != nil {
		return err
	}
	canvas := newPDF(p.width, p.height, style{}.clean(fig.Title))
	p.Canvas = canvas
	p.drawGround()
	p.draw(&fig, l)

	var file bytes.Buffer
	if err := canvas.encode(&file); err != nil {
		return fmt.Errorf("plot: failed to encode: %w", err)
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		return fmt.Errorf("plot: failed to write: %w", err)
	}
	return nil
}

// vectorPage lays fig out on a page without pixels.
func vectorPage(fig *reports.Figure, opts Options) (*page, *layout, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, nil, err
	}
	p := &page{theme: opts.theme(), width: vg.Length(opts.Width) * vg.Centimeter}
	l := p.layOut(fig)
	p.height = l.height
	return p, l, nil
}

// drawGround paints the paper.
func (p *page) drawGround() {
	p.fill(p.paper, vg.Rectangle{Max: vg.Point{X: p.width, Y: p.height}})
}

// withFallbacks names fonts of the same widths beside the one that the library names, and gives the picture the words
// that a screen reader says. Quotation marks in the picture's own text are escaped, so that it can't be mistaken for these.
func withFallbacks(file []byte, words string) []byte {
	file = bytes.ReplaceAll(file,
		[]byte(`style="font-family:Liberation Sans;`),
		[]byte(`style="font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif;`))
	end := bytes.Index(file, []byte("<svg "))
	end += bytes.IndexByte(file[end:], '>')
	out := append([]byte{}, file[:end]...)
	out = append(out, ` role="img">`...)
	out = append(out, "\n<title>"+html.EscapeString(style{}.clean(words))+"</title>"...)
	return append(out, file[end+1:]...)
}
