package reports

import (
	"fmt"
	"strconv"

	"github.com/ecssim/ecssim/sim"
)

// push appends a step, unless nothing changes; a second step at one instant replaces the first.
func (s *Steps) push(at sim.Time, n int32) {
	k := len(*s)
	if k > 0 && (*s)[k-1].At == at {
		*s = (*s)[:k-1]
		k--
	}
	if k > 0 && (*s)[k-1].N == n {
		return
	}
	*s = append(*s, Step{At: at, N: n})
}

// clip is the series within a window: what holds at its beginning becomes its first step.
func (s Steps) clip(from, to sim.Time) Steps {
	var out Steps
	for _, step := range s {
		if step.At > to {
			break
		}
		out.push(max(step.At, from), step.N)
	}
	return out
}

func (s Steps) last() int32 {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1].N
}

func (s Steps) highest() int32 {
	var n int32
	for _, step := range s {
		n = max(n, step.N)
	}
	return n
}

func (s Steps) lowest() int32 {
	if len(s) == 0 {
		return 0
	}
	n := s[0].N
	for _, step := range s {
		n = min(n, step.N)
	}
	return n
}

// above says whether s is higher than below at any instant. A series counts as 0 before its first step.
func (s Steps) above(below Steps) bool {
	var n, m int32
	for i, j := 0, 0; i < len(s) || j < len(below); {
		at := sim.Never
		if i < len(s) {
			at = s[i].At
		}
		if j < len(below) {
			at = min(at, below[j].At)
		}
		if i < len(s) && s[i].At == at {
			n = s[i].N
			i++
		}
		if j < len(below) && below[j].At == at {
			m = below[j].N
			j++
		}
		if n > m {
			return true
		}
	}
	return false
}

// Meets says whether two series ever have the same count.
func (s Steps) Meets(o Steps) bool {
	for i, j := 0, 0; i < len(s) && j < len(o); {
		if s[i].N == o[j].N {
			return true
		}
		switch { // on to the one whose next step comes first
		case j+1 == len(o) || i+1 < len(s) && s[i+1].At < o[j+1].At:
			i++
		case i+1 == len(s) || s[i+1].At > o[j+1].At:
			j++
		default:
			i, j = i+1, j+1
		}
	}
	return false
}

// Tolerates is how many there may be under a cap, s, that counts can break only by rising: those that are there when it
// comes down may stay, and go.
func (s Steps) Tolerates(counts Steps) Steps {
	var out Steps
	var limit, n, allowed int32
	for i, j := 0, 0; i < len(s) || j < len(counts); {
		at := sim.Never
		if i < len(s) {
			at = s[i].At
		}
		if j < len(counts) {
			at = min(at, counts[j].At)
		}
		stay := min(allowed, n)
		if i < len(s) && s[i].At == at {
			limit = s[i].N
			i++
		}
		if j < len(counts) && counts[j].At == at {
			n = counts[j].N
			j++
		}
		if i > 0 {
			allowed = max(limit, min(stay, n))
			out.push(at, allowed)
		}
	}
	return out
}

// Decimate thins a series for a picture that is so many columns of pixels wide between from and to: of the steps that
// fall into one column it keeps the lowest, the highest and the last, in their order, so that the drawn line covers the
// same pixels and goes on at the right height. A series with fewer steps than columns is returned as it is.
func (s Steps) Decimate(from, to sim.Time, columns int) Steps {
	if len(s) <= columns || columns < 1 || to <= from {
		return s
	}
	out := make(Steps, 0, 3*columns)
	column := func(at sim.Time) int64 { return int64(at-from) * int64(columns) / int64(to-from) }
	for i := 0; i < len(s); {
		low, high, end := i, i, i
		for here := column(s[i].At); end < len(s) && column(s[end].At) == here; end++ {
			if s[end].N < s[low].N {
				low = end
			}
			if s[end].N > s[high].N {
				high = end
			}
		}
		for _, k := range [...]int{min(low, high), max(low, high), end - 1} {
			if len(out) == 0 || out[len(out)-1].At < s[k].At {
				out.push(s[k].At, s[k].N)
			}
		}
		i = end
	}
	return out
}

// TimeTicks places ticks at round instants from from to to, at most so many, and says how they are written.
func TimeTicks(from, to sim.Time, most int) (ticks []Tick, unit string) {
	step := sim.Time(tickSpan(to.Sub(from), max(most, 1)))
	unit = "m:ss"
	if to >= sim.Time(sim.Hour) {
		unit = "h:mm:ss"
	}
	for at := (max(from, 0) + step - 1) / step * step; at <= to; at += step {
		ticks = append(ticks, Tick{At: int64(at), Text: clock(at, unit == "h:mm:ss")})
	}
	return ticks, unit
}

// tickSpan is the smallest round span that divides length into fewer than most parts.
func tickSpan(length sim.Span, most int) sim.Span {
	seconds := [...]int{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600}
	for _, s := range seconds {
		if span := sim.Span(s) * sim.Second; length/span < sim.Span(most) {
			return span
		}
	}
	span := 48 * sim.Hour
	for length/span >= sim.Span(most) {
		span *= 2
	}
	return span
}

// CountTicks places ticks at 0 and at round counts up to top, at most so many besides 0.
func CountTicks(top int32, most int) []Tick {
	step := countStep(int64(top), int64(most))
	var ticks []Tick
	for n := int64(0); n <= int64(top); n += step {
		ticks = append(ticks, Tick{At: n, Text: Count(n)})
	}
	return ticks
}

// countStep is the smallest round step that goes into top at most so many times. Below ten every step but 6 to 9 is
// round enough: a panel of six tasks is best told in threes.
func countStep(top, most int64) int64 {
	for step := int64(1); step <= 5; step++ {
		if top/step <= most {
			return step
		}
	}
	for decade := int64(10); ; decade *= 10 {
		for _, step := range [...]int64{1, 2, 4, 5} {
			if top/(step*decade) <= most {
				return step * decade
			}
		}
	}
}

// Clock writes an instant as m:ss of the run, h:mm:ss from an hour on, rounded to a second as Humane rounds.
func Clock(t sim.Time) string {
	t = (t + 500) / 1000 * 1000
	return clock(t, t >= sim.Time(sim.Hour))
}

func clock(t sim.Time, hours bool) string {
	s := int64(t) / 1000
	if hours {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Count writes a whole number with a comma at the thousands: "5,000".
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
