package reports

import (
	"cmp"
	"slices"
	"strings"
)

// axisTop is how far an axis goes whose counts reach up to top, under a cap. It takes the cap in unless that would press
// everything else to the ground.
func axisTop(top, limit int32) int32 {
	if int64(limit) > int64(top)*5/2 {
		return top + top/2
	}
	return max(top, limit)
}

// topBesides is the highest count of the panel's series, one kind of limit left out.
func (p *Panel) topBesides(kind LimitKind) int32 {
	var top int32
	for _, a := range p.Areas {
		top = max(top, a.Edge.highest())
	}
	for _, l := range p.Lines {
		top = max(top, l.Steps.highest())
	}
	for _, l := range p.Limits {
		if l.Kind != kind {
			top = max(top, l.Steps.highest())
		}
	}
	return top
}

// label names each height at which limits end once, with all the limits that stand there.
func (p *Panel) label() {
	limits := slices.Clone(p.Limits)
	slices.SortStableFunc(limits, func(a, b Limit) int { return cmp.Compare(b.Steps.last(), a.Steps.last()) })
	for len(limits) > 0 {
		n := limits[0].Steps.last()
		l := Label{Kind: limits[0].Kind, N: min(n, p.Top)}
		var names []string
		for len(limits) > 0 && limits[0].Steps.last() == n {
			names = append(names, limits[0].Kind.String())
			if limits[0].Kind != LimitDesired {
				l.Kind = limits[0].Kind
			}
			limits = limits[1:]
		}
		if n == 0 {
			l.Kind = LimitDesired // nothing is held against it
		}
		l.Text = strings.Join(names, " = ") + " " + Count(int64(n))
		if n > p.Top {
			l.Text += " ↑"
		}
		p.Labels = append(p.Labels, l)
	}
}

// shareTop gives panels one scale, so that their heights can be compared.
func shareTop(panels []Panel, mostTicks int) {
	top := int32(1)
	for _, p := range panels {
		top = max(top, p.Top)
	}
	for i := range panels {
		panels[i].Top = top
		panels[i].Ticks = CountTicks(top, mostTicks)
	}
}
