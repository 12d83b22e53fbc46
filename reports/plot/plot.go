// Package plot draws a reports.Figure. It is the only importer of a plotting library, and it decides nothing but looks:
// every number and word in the picture stands in the Figure. The same figure gives the same bytes.
//
// It uses the canvases and fonts of gonum/plot, not its plots: their frame, legend and lines can't be brought to what a
// counts picture needs.
package plot

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/ecssim/ecssim/reports"
)

// Options are what is left to the caller. The zero value gives the house size.
type Options struct {
	Width float64 // in centimetres, from 8 to 60; 0 means 18. The height follows from what the figure holds.
	DPI   int     // dots per inch of a PNG, from 40 to 600; 0 means 180
	Dark  bool    // light on dark, for screens
}

const (
	defaultWidth = 18
	defaultDPI   = 180
)

func (o Options) withDefaults() (Options, error) {
	if o.Width == 0 {
		o.Width = defaultWidth
	}
	if o.DPI == 0 {
		o.DPI = defaultDPI
	}
	if !(o.Width >= 8 && o.Width <= 60) {
		return o, fmt.Errorf("plot: width %g cm is not between 8 and 60", o.Width)
	}
	if o.DPI < 40 || o.DPI > 600 {
		return o, fmt.Errorf("plot: %d dots per inch are not between 40 and 600", o.DPI)
	}
	return o, nil
}

// theme is the one that the options ask for.
func (o Options) theme() *theme {
	if o.Dark {
		return dark()
	}
	return light()
}

// Format is a file format of pictures.
type Format string

// The formats.
const (
	PNG Format = "png"
	SVG Format = "svg"
	PDF Format = "pdf"
)

// Formats are all formats, the usual one first.
func Formats() []Format { return []Format{PNG, SVG, PDF} }

// Write draws fig in a format.
func Write(w io.Writer, format Format, fig reports.Figure, opts Options) error {
	switch format {
	case PNG:
		return WritePNG(w, fig, opts)
	case SVG:
		return WriteSVG(w, fig, opts)
	case PDF:
		return WritePDF(w, fig, opts)
	}
	return fmt.Errorf("plot: there is no format %q", format)
}

// WritePNG draws fig as PNG. The file says its resolution, so that a word processor shows it in its true size.
func WritePNG(w io.Writer, fig reports.Figure, opts Options) error {
	opts, err := opts.withDefaults()
	if err != nil {
		return err
	}
	pixel := vg.Inch / vg.Length(opts.DPI)
	width := vg.Length(math.Round(opts.Width/2.54*float64(opts.DPI))) * pixel
	p := &page{theme: opts.theme(), width: width, pixel: pixel}
	l := p.layOut(&fig)
	p.height = vg.Length(math.Ceil(float64(l.height/pixel))) * pixel
	canvas := vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(opts.DPI), vgimg.UseBackgroundColor(p.paper))
	p.Canvas, p.raster = canvas, canvas.Image()
	p.draw(&fig, l)

	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&file, p.raster); err != nil {
		return fmt.Errorf("plot: failed to encode: %w", err)
	}
	if _, err := w.Write(withResolution(file.Bytes(), opts.DPI)); err != nil {
		return fmt.Errorf("plot: failed to write: %w", err)
	}
	return nil
}

// withResolution puts a pHYs chunk behind the header chunk of a PNG file, which the standard library can't write.
func withResolution(file []byte, dpi int) []byte {
	const header = 8 + 4 + 4 + 13 + 4 // signature; IHDR: length, name, content, checksum
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	out := make([]byte, 0, len(file)+21)
	out = append(out, file[:header]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file[header:]...)
}
