package plot

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/ecssim/ecssim/reports"
)

// entry is one part of a legend, in one row with its neighbours.
type entry struct {
	key        key
	text, note string // the note is set in bold
	x, drop    vg.Length
}

// key is what an entry explains. Two entries with one key are one.
type key struct {
	kind  keyKind
	hue   reports.Hue // of a line
	value int         // a LineKind, Shade, Phase, TintKind or Hue, or the number of a band
}

type keyKind uint8

const (
	keyLine keyKind = iota
	keyBand
	keyHue
	keyMore // that there are more hues
	keyShade
	keyPhase
	keyFailed
	keyShare
	keyTint
)

// legendOf explains what the panels have and known doesn't hold.
func (p *page) legendOf(panels []reports.Panel, known []entry) []entry {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	var entries []entry
	put := func(k key, text, note string) {
		is := func(e entry) bool { return e.key == k }
		if !slices.ContainsFunc(entries, is) && !slices.ContainsFunc(known, is) {
			entries = append(entries, entry{key: k, text: plain.clean(text), note: bold.clean(note)})
		}
	}
	for i := range panels {
		legendOfCounts(&panels[i], put)
		for _, g := range panels[i].Groups {
			legendOfRows(g.Rows, put)
			legendOfTints(g.Tints, put)
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		if k := cmp.Compare(a.key.kind, b.key.kind); k != 0 || a.key.kind == keyLine || a.key.kind == keyBand {
			return k
		}
		return cmp.Compare(a.key.value, b.key.value)
	})
	return entries
}

// legendOfCounts explains the lines, bands, areas and tints of a panel.
func legendOfCounts(panel *reports.Panel, put func(k key, text, note string)) {
	for _, line := range slices.Backward(panel.Lines) {
		if len(line.Steps) == 0 {
			continue
		}
		k := key{keyLine, line.Hue, int(line.Kind)}
		if line.Hue != reports.HueNone {
			k.value = 0 // its hue tells it, whatever it counts
		}
		put(k, line.Name, line.Note)
	}
	for k, band := range slices.Backward(panel.Bands) {
		put(key{kind: keyBand, value: k}, band.Name, "")
	}
	for _, a := range panel.Areas {
		put(key{kind: keyShade, value: int(a.Shade)}, a.Shade.String(), "")
	}
	legendOfTints(panel.Tints, put)
}

func legendOfTints(tints []reports.Tint, put func(k key, text, note string)) {
	for _, t := range tints {
		put(key{kind: keyTint, value: int(t.Kind)}, t.Kind.String(), "")
	}
}

// legendOfRows explains the phases of tasks, or the shades of shares.
func legendOfRows(rows []reports.Row, put func(k key, text, note string)) {
	for _, row := range rows {
		for _, bar := range row.Bars {
			put(key{kind: keyPhase, value: int(bar.Phase)}, bar.Phase.String(), "")
			if bar.Failed {
				put(key{kind: keyFailed}, "ended by itself, or lost", "")
			}
		}
		if len(row.Share) > 0 {
			put(key{kind: keyShare}, "0 to 100 %", "")
		}
	}
}

// hueEntries names the hues of bars.
func hueEntries(hues []reports.HueName, width vg.Length) []entry {
	s := style{size: textSize}
	var entries []entry
	for _, h := range hues {
		k := key{kind: keyHue, value: int(h.Hue)}
		if h.Hue == reports.HueNone {
			k = key{kind: keyMore}
		}
		entries = append(entries, entry{key: k, text: s.elide(h.Name, width)})
	}
	return entries
}

// flow sets entries in rows between left and right from drop on, and gives where the next thing begins.
func flow(entries []entry, left, right, drop vg.Length) vg.Length {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	if len(entries) == 0 {
		return drop
	}
	x := left
	drop += textSize
	for i := range entries {
		e := &entries[i]
		width := e.key.swatch() + 4 + plain.width(e.text)
		if e.note != "" {
			width += 4 + bold.width(e.note)
		}
		if x > left && x+width > right {
			x = left
			drop += textSize*lineHeight + 2
		}
		e.x, e.drop = x, drop
		x += width + 16
	}
	return drop + 4
}

// swatch is how wide what stands before the words of an entry is.
func (k key) swatch() vg.Length {
	switch k.kind { //nolint:exhaustive // the others are alike
	case keyMore:
		return 0
	case keyShare:
		return 4 * swatchWidth
	case keyFailed:
		return 3
	}
	return swatchWidth
}

// legend draws entries where they were set. Bars of tasks are shown as high as the rows are, up to that of a swatch.
func (p *page) legend(entries []entry, rowHeight vg.Length) {
	plain, bold := style{size: textSize}, style{size: textSize, bold: true}
	for _, e := range entries {
		y := p.height - e.drop
		width := e.key.swatch()
		swatch := p.box(e.x, y-0.5, e.x+width, y+6.5)
		switch e.key.kind {
		case keyLine:
			c, w := p.line(reports.LineKind(e.key.value), e.key.hue)
			mid := y + 3
			p.fill(c, p.box(e.x, mid-w/2, e.x+width, mid-w/2+p.thick(w)))
		case keyBand:
			p.fill(p.band(e.key.value), swatch)
		case keyHue:
			p.fill(p.hue(reports.Hue(e.key.value)), swatch)
		case keyShade:
			p.shade(reports.HueNone, reports.Shade(e.key.value), []vg.Rectangle{swatch})
		case keyPhase:
			p.phases(reports.HueNew, reports.Phase(e.key.value), []vg.Rectangle{swatch}, rowHeight)
		case keyFailed:
			p.fill(p.alarm, swatch)
		case keyShare:
			p.scale(swatch)
		case keyMore:
		case keyTint:
			p.tint(reports.TintKind(e.key.value), swatch)
		}
		x := e.x + width + 4
		p.text(plain, p.ink, x, y, atLeft, e.text)
		p.text(bold, p.ink, x+plain.width(e.text)+4, y, atLeft, e.note)
	}
}

// scale draws the shades of shares from 0 to 100 %.
func (p *page) scale(b vg.Rectangle) {
	const parts = 10
	for i := range parts {
		width := (b.Max.X - b.Min.X) / parts
		x := b.Min.X + width*vg.Length(i)
		p.fill(p.share(int32(i*100/(parts-1))), p.box(x, b.Min.Y, x+width, b.Max.Y))
	}
}
