package plot

import (
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
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
