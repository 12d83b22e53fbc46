package plot

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// testDPI keeps the race detector from taking half a minute.
const testDPI = 100

// TestPictures draws every example twice and looks at the pixels as far as a program can: the bytes are the same, the
// size is right, something is drawn, and nothing reaches into the margin. With ECSSIM_LOOK=DIR it leaves the pictures
// in DIR, for eyes.
func TestPictures(t *testing.T) {
	for name, s := range pictures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fig, opts := s.figure(), Options{DPI: testDPI}
			file := drawn(t, fig, opts)
			if !bytes.Equal(file, drawn(t, fig, opts)) {
				t.Error("the same figure gives other bytes")
			}
			img, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if w, h := img.Bounds().Dx(), img.Bounds().Dy(); w != 709 || h < 240 || h > 720 {
				t.Errorf("%d × %d pixels", w, h)
			}
			checkPixels(t, img)
			if dir := os.Getenv("ECSSIM_LOOK"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+".png"), drawn(t, fig, Options{}), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func drawn(t *testing.T, fig reports.Figure, opts Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WritePNG(&b, fig, opts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// checkPixels wants colours inside and white within four fifths of the margin at the sides.
func checkPixels(t *testing.T, img image.Image) {
	t.Helper()
	white := color.RGBA{R: 255, G: 255, B: 255, A: 255}
	pixels := image.NewRGBA(img.Bounds())
	draw.Draw(pixels, pixels.Bounds(), img, image.Point{}, draw.Src)
	colours := map[color.RGBA]bool{}
	w, h := pixels.Bounds().Dx(), pixels.Bounds().Dy()
	rim := int(math.Floor(float64(margin) * 0.8 / 72 * testDPI))
	outside := 0
	for y := range h {
		for x := range w {
			c := pixels.RGBAAt(x, y)
			if c == white {
				continue
			}
			colours[c] = true
			if x < rim || x >= w-rim || y < 4 || y >= h-4 {
				outside++
			}
		}
	}
	if len(colours) < 30 {
		t.Errorf("only %d colours", len(colours))
	}
	if outside > 0 {
		t.Errorf("%d pixels of the margin are not white", outside)
	}
}

// TestSizes draws at the ends of what Options allow.
func TestSizes(t *testing.T) {
	fig := hostile().figure()
	for _, c := range []struct {
		opts  Options
		width int
	}{
		{Options{Width: 8, DPI: 40}, 126},
		{Options{Width: 8}, 567},
		{Options{Width: 60, DPI: 40}, 945},
		{Options{}, 1276},
	} {
		file := drawn(t, fig, c.opts)
		cfg, err := png.DecodeConfig(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if cfg.Width != c.width {
			t.Errorf("%+v: %d pixels wide, want %d", c.opts, cfg.Width, c.width)
		}
	}
}

// TestResolution finds the dots per metre that the file is to be shown with.
func TestResolution(t *testing.T) {
	file := drawn(t, empty().figure(), Options{DPI: 192})
	i := bytes.Index(file, []byte("pHYs"))
	if i != 8+25+4 || binary.BigEndian.Uint32(file[i+4:]) != 7559 || binary.BigEndian.Uint32(file[i+8:]) != 7559 || file[i+12] != 1 {
		t.Errorf("pHYs at %d: % x", i, file[i:i+13])
	}
}

// TestRefusals are the options that can't be, and a writer that fails.
func TestRefusals(t *testing.T) {
	nan := 0.0
	nan /= nan
	for _, opts := range []Options{{Width: 7.9}, {Width: 61}, {Width: nan}, {Width: -1}, {DPI: 39}, {DPI: 601}} {
		var b bytes.Buffer
		if err := WritePNG(&b, reports.Figure{}, opts); err == nil || b.Len() > 0 {
			t.Errorf("%+v: error %v, %d bytes", opts, err, b.Len())
		}
	}
	if err := WritePNG(failing{}, reports.Figure{}, Options{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// TestOddFigures draws figures that no run gives but a program may.
func TestOddFigures(t *testing.T) {
	steps := reports.Steps{{At: -5, N: 3}, {At: 10, N: 1 << 30}, {At: 20, N: -4}, {At: 1 << 40, N: 1}}
	for name, fig := range map[string]reports.Figure{
		"zero":      {},
		"no window": {Title: "x", Panels: []reports.Panel{{Lines: []reports.Line{{Steps: steps}}}}},
		"outside": {To: 15, Until: 15, Marks: []reports.Mark{{At: -100, Text: "a"}, {At: 1000, Text: "b"}}, Panels: []reports.Panel{{
			Top: 2, Areas: []reports.Area{{Edge: steps, Shade: reports.ShadeStopping}}, Limits: []reports.Limit{{Steps: steps}},
			Ticks: []reports.Tick{{At: -3, Text: "low"}, {At: 99, Text: "high"}}, Labels: []reports.Label{{N: 70, Text: "up"}},
		}}},
	} {
		t.Run(name, func(t *testing.T) { drawn(t, fig, Options{Width: 8, DPI: 72}) })
	}
}

// TestSubtitleHoldsRemedy asserts that the words of a stuck deployment fit, up to the second change that would free it.
func TestSubtitleHoldsRemedy(t *testing.T) {
	const verdict = "worker:2 is stuck with its one task not running: it can neither stop a task (1 is healthy and 1 must be: " +
		"minimumHealthyPercent 100 of 1) nor start one (1 exists and 1 may: maximumPercent 134 of 1, rounded down). The smallest " +
		"change that would free it: set services.worker.deploymentConfiguration.maximumPercent to 200 (completes in 1 min 9 s); " +
		"or set services.worker.deploymentConfiguration.minimumHealthyPercent to 0 (completes in 29.4 s)"
	p := &page{width: 18 * vg.Centimeter}
	l := p.layOut(&reports.Figure{Subtitle: verdict})
	if got := strings.Join(l.subtitle, " "); got != verdict {
		t.Errorf("the subtitle is %s", got)
	}
}

// TestBreaches looks for the colour of a breach: tasks that were there when the cap came down break nothing, new ones
// above it do.
func TestBreaches(t *testing.T) {
	figure := func(tasks reports.Steps) reports.Figure {
		return reports.Figure{To: 100_000, Until: 100_000, Panels: []reports.Panel{{
			Top:    8,
			Lines:  []reports.Line{{Kind: reports.LineTasks, Name: "tasks", Steps: tasks}},
			Limits: []reports.Limit{{Kind: reports.LimitCap, Steps: reports.Steps{{At: 0, N: 8}, {At: 20_000, N: 2}}}},
		}}}
	}
	for _, c := range []struct {
		tasks reports.Steps
		want  bool
	}{
		{reports.Steps{{At: 0, N: 6}, {At: 80_000, N: 1}}, false},
		{reports.Steps{{At: 0, N: 1}, {At: 40_000, N: 6}}, true},
	} {
		img, err := png.Decode(bytes.NewReader(drawn(t, figure(c.tasks), Options{DPI: testDPI})))
		if err != nil {
			t.Fatal(err)
		}
		if got := has(img, light().breach()); got != c.want {
			t.Errorf("%v: a breach is drawn: %v", c.tasks, got)
		}
	}
}

// has says whether a picture has a pixel of a colour.
func has(img image.Image, c color.NRGBA) bool {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if color.NRGBAModel.Convert(img.At(x, y)) == c {
				return true
			}
		}
	}
	return false
}

// TestLinesTellWaitingFromHealthy: tasks that await a verdict are lined, of an old deployment and a new one alike.
func TestLinesTellWaitingFromHealthy(t *testing.T) {
	for _, hue := range []reports.Hue{reports.HueNew, reports.HueOld} {
		fig := reports.Figure{To: 100_000, Until: 100_000, Panels: []reports.Panel{{
			Top: 4, Areas: []reports.Area{{Hue: hue, Shade: reports.ShadeWaiting, Edge: reports.Steps{{At: 0, N: 4}}}},
		}}}
		img, err := png.Decode(bytes.NewReader(drawn(t, fig, Options{DPI: 200})))
		if err != nil {
			t.Fatal(err)
		}
		if !has(img, light().mix(light().hue(hue), 0.8)) || !has(img, light().shade(hue, reports.ShadeWaiting)) {
			t.Errorf("hue %d isn't lined", hue)
		}
	}
}

// TestLimitsAtTheirValue: a limit is drawn at its value where no line lies on it, and half its width beside it where one does.
func TestLimitsAtTheirValue(t *testing.T) {
	const dpi = 180
	for _, c := range []struct {
		name      string
		kind      reports.LimitKind
		line      reports.LineKind
		n, limit  int32
		low, high float64 // in points
	}{
		{"a floor by itself", reports.LimitFloor, reports.LineHealthy, 7, 4, -0.4, 0.4},
		{"a floor with a line on it", reports.LimitFloor, reports.LineHealthy, 4, 4, -1, -0.3},
		{"a cap by itself", reports.LimitCap, reports.LineTasks, 3, 6, -0.4, 0.4},
		{"a cap with a line on it", reports.LimitCap, reports.LineTasks, 6, 6, 0.3, 1},
	} {
		fig := reports.Figure{To: 100_000, Until: 100_000, Panels: []reports.Panel{{
			Top: 8, Main: true, Lines: []reports.Line{{Kind: c.line, Steps: reports.Steps{{At: 0, N: c.n}}}},
			Limits: []reports.Limit{{Kind: c.kind, Steps: reports.Steps{{At: 0, N: c.limit}}}},
		}}}
		img, err := png.Decode(bytes.NewReader(drawn(t, fig, Options{DPI: dpi})))
		if err != nil {
			t.Fatal(err)
		}
		rows, sum := 0, 0
		for y := range img.Bounds().Dy() {
			if color.NRGBAModel.Convert(img.At(img.Bounds().Dx()/2, y)) == light().alarm || color.NRGBAModel.Convert(img.At(img.Bounds().Dx()/2+15, y)) == light().alarm {
				rows, sum = rows+1, sum+y
			}
		}
		if rows == 0 {
			t.Fatalf("%s isn't there", c.name)
		}
		p := &page{theme: light(), width: 18 * vg.Centimeter, pixel: vg.Inch / dpi}
		l := p.layOut(&fig)
		p.height = l.height
		at := l.height.Points() - (float64(sum)/float64(rows)+0.5)*72/dpi
		if off := at - float64(p.frame(&fig, l, 0).y(int64(c.limit))); off < c.low || off > c.high {
			t.Errorf("%s is drawn %.2f points off its value, want %.1f to %.1f", c.name, off, c.low, c.high)
		}
	}
}
