package plot

import (
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
)

func written(t *testing.T, format Format, fig reports.Figure, dark bool) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, fig, Options{Dark: dark, DPI: testDPI}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSameBytes writes figures twice in every format and theme.
func TestSameBytes(t *testing.T) {
	for _, d := range someDrawings() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			for _, format := range Formats() {
				light, dark := written(t, format, d.figure, false), written(t, format, d.figure, true)
				if !bytes.Equal(light, written(t, format, d.figure, false)) || !bytes.Equal(dark, written(t, format, d.figure, true)) {
					t.Errorf("%s: the same figure gives other bytes", format)
				}
				if bytes.Equal(light, dark) {
					t.Errorf("%s: light and dark are the same", format)
				}
			}
		})
	}
}

// svgText parses an SVG file, wants only elements that draw, and gives its texts.
func svgText(t *testing.T, file []byte) []string {
	t.Helper()
	known := []string{"svg", "title", "g", "path", "text"}
	var texts []string
	inText := false
	decoder := xml.NewDecoder(bytes.NewReader(file))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !slices.Contains(known, token.Name.Local) {
				t.Fatalf("there is an element %s", token.Name.Local)
			}
			if inText = token.Name.Local == "text"; inText {
				texts = append(texts, "")
				checkFont(t, token)
			}
		case xml.CharData:
			if inText {
				texts[len(texts)-1] += string(token)
			}
		case xml.EndElement:
			inText = false
		}
	}
}

// checkFont wants a font that every reader has named last.
func checkFont(t *testing.T, text xml.StartElement) {
	t.Helper()
	for _, a := range text.Attr {
		if a.Name.Local == "style" && !strings.Contains(a.Value, "font-family:'Liberation Sans',Arimo,Arial,Helvetica,sans-serif;") {
			t.Fatalf("a text has the style %q", a.Value)
		}
	}
}

// TestSVG: every figure is well-formed, has its words as text, and isn't large.
func TestSVG(t *testing.T) {
	list := allDrawings()
	for name, s := range pictures() {
		list = append(list, drawing{name, s.figure()})
	}
	for _, d := range list {
		file := written(t, SVG, d.figure, false)
		if len(file) > 1_000_000 {
			t.Errorf("%s: %d bytes", d.name, len(file))
		}
		texts := svgText(t, file)
		want := []string{style{size: textSize}.clean("time of the run, " + d.figure.Unit)}
		for _, tick := range d.figure.Ticks[1 : len(d.figure.Ticks)-1] {
			want = append(want, tick.Text)
		}
		for _, w := range want {
			if !slices.Contains(texts, w) {
				t.Errorf("%s: there is no text %q", d.name, w)
			}
		}
		if dir := os.Getenv("ECSSIM_LOOK"); dir != "" {
			if err := os.WriteFile(dir+"/"+d.name+".svg", file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestHostileSVG: names with mark-up stay text.
func TestHostileSVG(t *testing.T) {
	const hostile = `</title></text><script>alert(1)</script> "style="font-family:Liberation Sans;`
	fig := reports.Figure{Title: hostile, Subtitle: hostile, To: 1000, Until: 1000, Panels: []reports.Panel{{
		Title: hostile, Note: hostile, Top: 1, Groups: []reports.Group{{Name: hostile}},
	}}, Hues: []reports.HueName{{Name: hostile}}, Marks: []reports.Mark{{At: 1, Text: hostile}}}
	texts := svgText(t, written(t, SVG, fig, false))
	if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "<script>") }) {
		t.Errorf("the name has gone from %q", texts)
	}
}

// TestPDF: every figure is one page of one file, with text in two faces, and small.
func TestPDF(t *testing.T) {
	for _, d := range allDrawings() {
		file := written(t, PDF, d.figure, false)
		if !bytes.HasPrefix(file, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(file), []byte("%%EOF")) {
			t.Errorf("%s: it begins %q and ends %q", d.name, file[:8], file[len(file)-8:])
		}
		if n := len(regexp.MustCompile(`/Type /Page\b`).FindAll(file, -1)); n != 1 {
			t.Errorf("%s: %d pages", d.name, n)
		}
		if bytes.Contains(file, []byte("20")) && regexp.MustCompile(`/CreationDate \(D:20\d\d`).Match(file) {
			t.Errorf("%s: it says when it was made", d.name)
		}
		if len(file) > 300_000 {
			t.Errorf("%s: %d bytes", d.name, len(file))
		}
		checkPage(t, d.name, streams(t, file))
	}
}

// streams unpacks what a PDF file has packed.
func streams(t *testing.T, file []byte) string {
	t.Helper()
	var out strings.Builder
	for _, m := range regexp.MustCompile(`(?s)/FlateDecode.*?stream\n`).FindAllIndex(file, -1) {
		r, err := zlib.NewReader(bytes.NewReader(file[m[1]:]))
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(content)
	}
	return out.String()
}

// checkPage wants text and filled paths in the content, and colours from 0 to 1.
func checkPage(t *testing.T, name, content string) {
	t.Helper()
	for _, want := range []string{" Tj", "BT ", " re", " l", "f"} {
		if want != " re" && !strings.Contains(content, want) {
			t.Errorf("%s: the page has no %q", name, want)
		}
	}
	for _, m := range regexp.MustCompile(`(?m)^(\S+) (\S+) (\S+) rg$`).FindAllStringSubmatch(content, -1) {
		for _, part := range m[1:] {
			var v float64
			if _, err := fmt.Sscan(part, &v); err != nil || v < 0 || v > 1 {
				t.Fatalf("%s: the colour %s", name, m[0])
			}
		}
	}
}

// TestUnknownFormat: there is nothing but the formats.
func TestUnknownFormat(t *testing.T) {
	if err := Write(io.Discard, "gif", reports.Figure{}, Options{}); err == nil {
		t.Error("gif is taken")
	}
	for _, format := range Formats() {
		if err := Write(failing{}, format, reports.Figure{}, Options{}); !errors.Is(err, errFull) {
			t.Errorf("a full disk as %s: %v", format, err)
		}
		if err := Write(io.Discard, format, reports.Figure{}, Options{Width: 7}); err == nil {
			t.Errorf("%s of 7 cm is taken", format)
		}
	}
}
