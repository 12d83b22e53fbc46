package plot

import (
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// style is how a piece of text is set.
type style struct {
	size vg.Length
	bold bool
}

// face is the font of the house in a style.
func (s style) face() font.Face {
	for _, f := range liberation.Collection() {
		if f.Font.Variant == "Sans" && f.Font.Style == 0 && (f.Font.Weight > 0) == s.bold {
			f.Font.Size = s.size
			return f
		}
	}
	panic("plot: gonum/plot has lost its font Liberation Sans")
}

func (s style) width(text string) vg.Length {
	f := s.face()
	return f.Width(text)
}

// clean makes text printable in one line: runs of white space become a blank, what has no width goes, and each rune
// that the font can't show becomes a box, since it would vanish without a trace.
func (s style) clean(text string) string {
	const box = '□'
	f := s.face()
	var b strings.Builder
	blank := false
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			blank = b.Len() > 0
			continue
		}
		glyph, err := f.Face.GlyphIndex(nil, r)
		missing := err != nil || glyph == 0
		if unicode.Is(unicode.Cf, r) || missing && unicode.In(r, unicode.Mn, unicode.Me) {
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		if missing {
			r = box
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fit cleans text and shortens it to a width, with an ellipsis at its end.
func (s style) fit(text string, width vg.Length) string {
	text = s.clean(text)
	if s.width(text) <= width {
		return text
	}
	runes := []rune(text)
	low, high := 0, len(runes) // low runes fit with an ellipsis; high don't
	for low+1 < high {
		mid := (low + high) / 2
		if s.width(string(runes[:mid])+"…") <= width {
			low = mid
		} else {
			high = mid
		}
	}
	return strings.TrimRight(string(runes[:low]), " ,;·") + "…"
}

// elide cleans a name and shortens it to a width, with an ellipsis in its middle: names that are alike differ at their
// ends as often as at their beginnings.
func (s style) elide(name string, width vg.Length) string {
	name = s.clean(name)
	if s.width(name) <= width {
		return name
	}
	runes := []rune(name)
	short := func(n int) string {
		head := (n + 1) / 2
		return strings.TrimRight(string(runes[:head]), " ") + "…" + strings.TrimLeft(string(runes[len(runes)-(n-head):]), " ")
	}
	low, high := 0, len(runes) // low runes fit with an ellipsis; high don't
	for low+1 < high {
		if mid := (low + high) / 2; s.width(short(mid)) <= width {
			low = mid
		} else {
			high = mid
		}
	}
	return short(low)
}

// elideBoth cleans a title of two parts and shortens both of them, or one if that will do.
func (s style) elideBoth(title string, width vg.Length) string {
	const between = " · "
	first, second, two := strings.Cut(s.clean(title), between)
	if !two || s.width(first+between+second) <= width {
		return s.elide(title, width)
	}
	width -= s.width(between)
	first = s.elide(first, max(width/2, width-s.width(second)))
	return first + between + s.elide(second, width-s.width(first))
}

// wrap cleans text and breaks it into at most so many lines of a width; the last one is shortened if need be.
func (s style) wrap(text string, width vg.Length, most int) []string {
	words := strings.Fields(s.clean(text))
	var lines []string
	for len(words) > 0 {
		if len(lines) == most-1 {
			return append(lines, s.fit(strings.Join(words, " "), width))
		}
		n := 1
		for n < len(words) && s.width(strings.Join(words[:n+1], " ")) <= width {
			n++
		}
		lines = append(lines, s.fit(strings.Join(words[:n], " "), width))
		words = words[n:]
	}
	return lines
}
