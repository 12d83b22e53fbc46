package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// extent is when the first and the last thing of a picture happens.
type extent struct{ first, last sim.Time }

func nothingYet() extent { return extent{first: sim.Never} }

func (e *extent) see(t sim.Time) { e.first, e.last = min(e.first, t), max(e.last, t) }

// seeMarks takes in the marks, but for the run's end, which may be long after anything has happened.
func (e *extent) seeMarks(marks []Mark) {
	for _, m := range marks {
		if m.Kind != MarkEnd {
			e.see(m.At)
		}
	}
}

// setWindow chooses the window around everything that the panels and marks show.
func (f *Figure) setWindow(in *CountsInput) {
	seen := nothingYet()
	for _, p := range f.Panels {
		p.eachSteps(func(s *Steps) {
			for _, step := range (*s)[min(1, len(*s)):] {
				seen.see(step.At)
			}
			if len(*s) > 0 && (*s)[0].At > 0 {
				seen.see((*s)[0].At)
			}
		})
	}
	seen.seeMarks(in.Marks)
	if in.Scenario.Services[in.Service].InitialState == sim.New && len(in.Samples) > 0 {
		seen.see(0)
	}
	f.fit(seen, in.End, in.Outcome == sim.OutcomeUnfinished)
	f.takeMarks(in.Marks)
}

// fit chooses From, To and Until. What things came to rest at is shown as lasting to the window's end, even where the run
// stopped at once; a run that was cut short ends where it ends.
func (f *Figure) fit(seen extent, end sim.Time, unfinished bool) {
	const least = 5 * sim.Second // so that a run in which nothing happens still has an axis
	first, last := seen.first, seen.last
	if first == sim.Never {
		first, last = 0, min(end, sim.Time(sim.Minute))
	}
	span := max(last.Sub(first), least)
	pad := max(span/16, sim.Second)
	f.From = max(0, first.Add(-pad))
	f.To = max(last, first.Add(least)).Add(pad)
	f.Until = f.To
	if unfinished && end <= f.To.Add(2*pad) {
		f.Until = end
		f.To = end.Add(pad)
	}
	f.Ticks, f.Unit = TimeTicks(f.From, f.To, mostTimeTicks)
}

// takeMarks takes over the marks that lie in the window.
func (f *Figure) takeMarks(marks []Mark) {
	for _, m := range marks {
		if m.At < f.From || m.At > f.To {
			continue
		}
		m.Text = strings.TrimSpace(clock((m.At+500)/1000*1000, f.Unit == "h:mm:ss") + " " + m.Text)
		f.Marks = append(f.Marks, m)
	}
	slices.SortStableFunc(f.Marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
}

// clipTints cuts tints to a window.
func clipTints(tints []Tint, from, to sim.Time) []Tint {
	var out []Tint
	for _, t := range tints {
		t.From, t.To = max(t.From, from), min(t.To, to)
		if t.From < t.To {
			out = append(out, t)
		}
	}
	return out
}
