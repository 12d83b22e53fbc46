package reports

import "github.com/ecssim/ecssim/sim"

// Stretch is what a series goes through between two instants.
type Stretch struct {
	From, To  sim.Time
	Low, High int32
}

// noiseAround is how many columns to each side say whether one is noisy.
const noiseAround = 2

// Smooth makes a series readable in a picture of so many columns between from and to. Where it turns, from up to down or
// back, more than twice a column, on the average of a few columns, it would be a smear: there the line has the last count of
// each column only, and what it went through in the column is a stretch. A short dip in a long run stays as it is, and so
// does a slope of many steps.
func (s Steps) Smooth(from, to sim.Time, columns int) (line Steps, noise []Stretch) {
	if columns < 1 || to <= from || len(s) < 2*(noiseAround+1) {
		return s, nil
	}
	column := func(at sim.Time) int {
		return min(int(int64(max(at-from, 0))*int64(columns)/int64(to-from)), columns-1)
	}
	begin := func(c int) sim.Time { // the first instant of a column
		return from + sim.Time((int64(to-from)*int64(c)+int64(columns)-1)/int64(columns))
	}
	turns := make([]int, columns)
	for i := 2; i < len(s); i++ {
		if (s[i].N > s[i-1].N) != (s[i-1].N > s[i-2].N) {
			turns[column(s[i].At)]++
		}
	}
	for i := 0; i < len(s); {
		c, end := column(s[i].At), i
		low, high := s[max(i-1, 0)].N, s[max(i-1, 0)].N
		for ; end < len(s) && column(s[end].At) == c; end++ {
			low, high = min(low, s[end].N), max(high, s[end].N)
		}
		if isNoisy(turns, c) {
			line.push(begin(c), s[end-1].N)
			noise = append(noise, Stretch{From: begin(c), To: begin(c + 1), Low: low, High: high})
		} else {
			for _, step := range s[i:end] {
				line.push(step.At, step.N)
			}
		}
		i = end
	}
	return line, noise
}

// isNoisy says whether there are more than two turns a column around one.
func isNoisy(turns []int, c int) bool {
	first, end := max(c-noiseAround, 0), min(c+noiseAround+1, len(turns))
	n := 0
	for _, k := range turns[first:end] {
		n += k
	}
	return n > 2*(end-first)
}
