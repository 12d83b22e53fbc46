package plot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestClean holds what becomes of runes that can't be shown.
func TestClean(t *testing.T) {
	s := style{size: textSize}
	for text, want := range map[string]string{
		"web:2":                      "web:2",
		"  a\t\n b  ":                "a b",
		"a\x00b\x1b[31mc":            "a b [31mc",
		"é ü ß Ω Ж → ≥ · … ×":        "é ü ß Ω Ж → ≥ · … ×",
		"日本":                         "□□",
		"🚀👩‍👩‍👧":                     "□□□□",
		"evil\u202etxt\u200b.\ufeff": "eviltxt.",
		"\xff":                       "□",
		"":                           "",
	} {
		if got := s.clean(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestFit shortens to any width without going over it, and keeps what fits.
func TestFit(t *testing.T) {
	for _, s := range []style{{size: textSize}, {size: titleSize, bold: true}} {
		for width := s.width("…"); width < 200; width += 7 {
			got := s.fit(long, width)
			if s.width(got) > width || !strings.HasSuffix(got, "…") && got != long {
				t.Errorf("%v points: %q is %v wide", width, got, s.width(got))
			}
		}
		if got := s.fit(long, s.width(long)); got != long {
			t.Errorf("shortened to %q for no reason", got)
		}
	}
}

// TestElide shortens names in their middle, to any width, and titles of two parts in both.
func TestElide(t *testing.T) {
	s := style{size: titleSize, bold: true}
	for width := s.width("…"); width < 500; width += 7 {
		got := s.elide(long, width)
		head, tail, cut := strings.Cut(got, "…")
		if s.width(got) > width || got != long && (!cut || !strings.HasPrefix(long, head) || !strings.HasSuffix(long, tail)) {
			t.Errorf("%v points: %q is %v wide", width, got, s.width(got))
		}
	}
	for title, want := range map[string]string{
		"web · small":                 "web · small",
		long + " · small":             "a-name-that-is-s…rvice-allows-it · small",
		"web · " + long:               "web · a-name-that-is-si…ervice-allows-it",
		long + " · " + long:           "a-name-t…llows-it · a-name-th…llows-it",
		long + long + long + long:     "a-name-that-is-sixty…e-service-allows-it",
		"a · b · " + long + "·" + "c": "a · b · a-name-that-is-…ervice-allows-it·c",
	} {
		got := s.elideBoth(title, 250)
		if s.width(got) > 250 || got != want {
			t.Errorf("%q became %q of %v points, want %q", title, got, s.width(got), want)
		}
	}
}

// TestWrap breaks between words and gives up with an ellipsis.
func TestWrap(t *testing.T) {
	s := style{size: textSize}
	width := s.width("one two three")
	for text, want := range map[string][]string{
		"":                                nil,
		"one":                             {"one"},
		"one two three four":              {"one two three", "four"},
		"one two three four five sixteen": {"one two three", "four five six…"},
	} {
		got := s.wrap(text, width, 2)
		if !slices.Equal(got, want) {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	for _, line := range s.wrap(long+" "+long, 100, 2) {
		if s.width(line) > 100 {
			t.Errorf("%q is too wide", line)
		}
	}
}

// TestMarksDontCollide looks at the labels of every example at several widths: no two overlap, none is cut by a line
// or leaves the page.
func TestMarksDontCollide(t *testing.T) {
	for name, script := range pictures() {
		fig := script.figure()
		for _, right := range []vg.Length{190, 300, 460, 1500} {
			edge := right + 50
			labels := placeMarks(&fig, 30, right, edge)
			for i := range labels {
				checkLabel(t, name, labels, i, edge)
			}
		}
		if n := len(fig.Marks); n > 0 && n < 6 && markRows(placeMarks(&fig, 30, 460, 510)) == 0 {
			t.Errorf("%s: none of %d marks has a label", name, n)
		}
	}
}

// TestMarksAtTheRightEdge: a mark that has no room to its right and another mark close to its left keeps its whole label;
// three such marks as well, and of more of them than there are rows each label that is there is whole or is its time.
func TestMarksAtTheRightEdge(t *testing.T) {
	texts := []string{"0:10 web:2 created", "1:00:00 update to web:2", "1:01:24 completed", "1:01:30 us-east-1b restored", "1:01:40 host-1 drained", "1:01:50 host-2 drained"}
	const right, edge = vg.Length(390), vg.Length(440)
	for n := 2; n <= len(texts); n++ {
		fig := reports.Figure{From: 0, To: 100_000}
		for i, text := range texts[:n] {
			at := sim.Time(100_000 - 2000*(n-i))
			if i == 0 {
				at = 1000
			}
			fig.Marks = append(fig.Marks, reports.Mark{At: at, Text: text})
		}
		labels := placeMarks(&fig, 30, right, edge)
		for i, l := range labels {
			checkLabel(t, texts[n-1], labels, i, edge)
			brief, _, _ := strings.Cut(texts[i], " ")
			switch {
			case n <= mostMarkRows+1 && l.text != texts[i], l.text != "" && l.text != texts[i] && l.text != brief:
				t.Errorf("of %d marks %q is labelled %q", n, texts[i], l.text)
			}
		}
	}
}

// TestTheMarkThatMatters: among many actions the end of a deployment has its label, a refused call says that it was refused,
// and where some have no room it is events and refused calls first.
func TestTheMarkThatMatters(t *testing.T) {
	for _, actions := range []int{4, 8, 12, 40} {
		fig := reports.Figure{From: 0, To: 100_000}
		for i := range actions {
			m := reports.Mark{At: sim.Time(10_000 + 80_000*i/actions), Text: fmt.Sprintf("0:%02d update to web:%d", i, i)}
			if i%4 == 1 {
				m.Text += ", refused"
			}
			fig.Marks = append(fig.Marks, m)
		}
		done := actions / 2
		fig.Marks[done].Kind, fig.Marks[done].Text = reports.MarkCompleted, "0:50 completed"
		blank, refused := 0, 0
		for i, l := range placeMarks(&fig, 30, 390, 440) {
			if i == done && l.text != "0:50 completed" {
				t.Errorf("of %d marks the one that matters is labelled %q", actions, l.text)
			}
			if l.text == "" {
				blank++
			}
			if l.text != "" && strings.HasSuffix(fig.Marks[i].Text, ", refused") {
				refused++
				if !strings.HasSuffix(l.text, "refused") {
					t.Errorf("of %d marks a refused call is labelled %q", actions, l.text)
				}
			}
		}
		if actions <= 12 && blank > 0 || actions == 4 && refused != 1 || actions == 40 && refused > 2 {
			t.Errorf("of %d marks %d have no label, and %d that were refused have one", actions, blank, refused)
		}
	}
}

// checkLabel holds the i-th label against all others and against the edges 30 and edge.
func checkLabel(t *testing.T, name string, labels []markLabel, i int, edge vg.Length) {
	t.Helper()
	a := labels[i]
	if a.text == "" {
		return
	}
	if a.start < 30 || a.end > edge+1 {
		t.Errorf("%s: %q goes from %v to %v of %v", name, a.text, a.start, a.end, edge)
	}
	for j, b := range labels {
		if j != i && b.text != "" && a.row == b.row && a.start < b.end && b.start < a.end {
			t.Errorf("%s: %q covers %q", name, a.text, b.text)
		}
		if j != i && b.row >= a.row && a.start < b.x && b.x < a.end {
			t.Errorf("%s: the line of %q cuts %q", name, b.text, a.text)
		}
	}
}
