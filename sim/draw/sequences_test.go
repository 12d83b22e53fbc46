package draw_test

import (
	"math"
	"math/bits"
	"slices"
)

// This file has the battery's tests of one sequence of words.

// sequenceLength is how many words the tests of one sequence get.
const sequenceLength = 1 << 17

// sequenceTests are the tests of one sequence of words.
func sequenceTests() []struct {
	name string
	p    func([]uint64) float64
} {
	return []struct {
		name string
		p    func([]uint64) float64
	}{
		{"bits", bitBalance},
		{"bytes", byteCounts},
		{"high bits", highBits},
		{"serial pairs", serialPairs},
		{"gaps", gaps},
		{"runs up", runsUp},
		{"weights", weights},
		{"weights of differences", weightsOfDifferences},
		{"lags", lags},
		{"collisions", collisions},
		{"birthday spacings", birthdaySpacings},
	}
}

// bitBalance counts the ones at each of the 64 places: chi-square of the squared deviations, 64 degrees of freedom.
func bitBalance(words []uint64) float64 {
	chi := 0.0
	for place := range 64 {
		ones := 0.0
		for _, w := range words {
			ones += float64(w >> place & 1)
		}
		chi += square(deviation(ones, float64(len(words))))
	}
	return chiSquareTail(chi, 64)
}

// byteCounts counts the values of each of the eight bytes: chi-square with 8·255 degrees of freedom.
func byteCounts(words []uint64) float64 {
	chi := 0.0
	for place := range 8 {
		counts := make([]float64, 256)
		for _, w := range words {
			counts[byte(w>>(8*place))]++
		}
		chi += chiSquareEven(counts)
	}
	return chiSquareTail(chi, 8*255)
}

// highBits counts the values of the highest 12 bits, which decide a delay: chi-square with 4,095 degrees of freedom.
func highBits(words []uint64) float64 {
	counts := make([]float64, 1<<12)
	for _, w := range words {
		counts[w>>52]++
	}
	return evenly(counts)
}

// serialPairs counts the pairs of the highest 5 bits of a word and of the next, the pairs not overlapping: chi-square
// with 1,023 degrees of freedom.
func serialPairs(words []uint64) float64 {
	counts := make([]float64, 1<<10)
	for i := 0; i+1 < len(words); i += 2 {
		counts[words[i]>>59<<5|words[i+1]>>59]++
	}
	return evenly(counts)
}

// gaps counts how many words lie between two whose highest 3 bits are 0. Gaps are geometric with p = 1/8: chi-square
// over the lengths 0 to 39 and all longer ones, 40 degrees of freedom.
func gaps(words []uint64) float64 {
	const longest, hit = 40, 1.0 / 8
	counts := make([]float64, longest+1)
	gap, total := 0, 0.0
	for _, w := range words {
		if w>>61 != 0 {
			gap++
			continue
		}
		counts[min(gap, longest)]++
		total++
		gap = 0
	}
	chi := 0.0
	for length, count := range counts {
		expected := total * math.Pow(1-hit, float64(length))
		if length < longest {
			expected *= hit
		}
		chi += square(count-expected) / expected
	}
	return chiSquareTail(chi, longest)
}

// runsUp counts how long words go on rising. The word that ends a run is left out, which makes runs independent: one
// has length r with probability r/(r+1)! (Knuth, volume 2, 3.3.2). Chi-square over 1 to 5 and all longer ones, 5
// degrees of freedom.
func runsUp(words []uint64) float64 {
	const longest = 6
	counts := make([]float64, longest+1)
	total := 0.0
	for i := 0; i < len(words); {
		length := 1
		for i+length < len(words) && words[i+length] > words[i+length-1] {
			length++
		}
		counts[min(length, longest)]++
		total++
		i += length + 1
	}
	chi, factorial := 0.0, 1.0
	for length := 1; length <= longest; length++ {
		factorial *= float64(length + 1)
		expected := total * float64(length) / factorial
		if length == longest { // all the rest: 1/6!
			expected = total / 720
		}
		chi += square(counts[length]-expected) / expected
	}
	return chiSquareTail(chi, longest-1)
}

// weights counts how many ones words have: chi-square against the binomial distribution.
func weights(words []uint64) float64 {
	counts := make([]float64, 65)
	for _, w := range words {
		counts[bits.OnesCount64(w)]++
	}
	return binomially(counts, float64(len(words)))
}

// weightsOfDifferences counts in how many bits a word differs from the next: of neighbours on the axis, that is.
func weightsOfDifferences(words []uint64) float64 {
	counts := make([]float64, 65)
	for i := 0; i+1 < len(words); i += 2 {
		counts[bits.OnesCount64(words[i]^words[i+1])]++
	}
	return binomially(counts, float64(len(words)/2))
}

// lags counts in how many bits a word differs from the one some words later, over all words: a squared normal deviate a
// lag.
func lags(words []uint64) float64 {
	distances := []int{1, 2, 3, 4, 5, 7, 8, 16, 32, 64, 100, 128, 256, 1000, 1024, 4096, 1 << 14, 1 << 16}
	chi := 0.0
	for _, lag := range distances {
		differing := 0
		for i := lag; i < len(words); i++ {
			differing += bits.OnesCount64(words[i] ^ words[i-lag])
		}
		chi += square(deviation(float64(differing), 64*float64(len(words)-lag)))
	}
	return chiSquareTail(chi, float64(len(distances)))
}

// collisions throws the words into 2^28 cells by their highest, and by their lowest, 28 bits, and whole, and counts how
// often a cell was already taken. With 2^17 words some 32 collisions are due each time, of whole words none: Poisson.
func collisions(words []uint64) float64 {
	count := func(cell func(uint64) uint64) float64 {
		cells := make([]uint64, len(words))
		for i, w := range words {
			cells[i] = cell(w)
		}
		slices.Sort(cells)
		return float64(len(words) - len(slices.Compact(cells)))
	}
	m := float64(len(words))
	due := m * m / (2 * (1 << 28))
	if count(func(w uint64) uint64 { return w }) > 0 {
		return 0 // due is 5·10^-10
	}
	high := count(func(w uint64) uint64 { return w >> 36 })
	low := count(func(w uint64) uint64 { return w << 36 })
	return poissonBoth(high+low, 2*due)
}

// birthdaySpacings takes the highest 32 bits of 4,096 words at a time as birthdays in a year of 2^32 days, sorts them,
// and counts equal spacings: m^3/4k = 4 are due each time, Poisson (Marsaglia). It sees lattices, which nothing above
// does.
func birthdaySpacings(words []uint64) float64 {
	const m = 4096
	equal, due := 0.0, 0.0
	days := make([]uint64, m)
	for ; len(words) >= m; words = words[m:] {
		for i := range days {
			days[i] = words[i] >> 32
		}
		slices.Sort(days)
		for i := m - 1; i > 0; i-- {
			days[i] -= days[i-1]
		}
		slices.Sort(days)
		equal += float64(m - len(slices.Compact(slices.Clone(days))))
		due += m * m * m / (4 * float64(1<<32))
	}
	return poissonBoth(equal, due)
}
