package draw_test

import (
	"math"
	"math/bits"
	"sync"

	"github.com/ecssim/ecssim/sim/draw"
)

// This file has the battery's tests of what neighbouring inputs have to do with each other.

// input is what a generator is given.
type input struct {
	seed uint64
	e    draw.Entity
	p    draw.Purpose
	n    uint64
}

// avalanche flips each bit of each input and counts how often each bit of the output flips, which should be half the
// time. Every pair of bits gives a normal deviate. There are two p-values an input: of all deviates together
// (chi-square), and of the greatest, times their number.
func avalanche(g generator) []test {
	web := draw.Name("service").Named("web")
	flips := []struct {
		name string
		bits int
		word func(in input, flip uint64) uint64
	}{
		{"seed", 64, func(in input, f uint64) uint64 { return g(in.seed^f, in.e, in.p, in.n) }},
		{"entity", 64, func(in input, f uint64) uint64 { return g(in.seed, in.e^draw.Entity(f), in.p, in.n) }},
		{"entity's number", 64, func(in input, f uint64) uint64 { return g(in.seed, web.Numbered(in.n^f), in.p, 0) }},
		{"purpose", 8, func(in input, f uint64) uint64 { return g(in.seed, in.e, in.p^draw.Purpose(f), in.n) }},
		{"n", 64, func(in input, f uint64) uint64 { return g(in.seed, in.e, in.p, in.n^f) }},
	}
	var tests []test
	for _, flip := range flips {
		statistics := sync.OnceValues(func() (chi, greatest float64) {
			for bit := range flip.bits {
				for _, z := range flipDeviations(func(in input) uint64 { return flip.word(in, 0) ^ flip.word(in, 1<<bit) }) {
					chi += square(z)
					greatest = max(greatest, math.Abs(z))
				}
			}
			return chi, greatest
		})
		pairs := float64(64 * flip.bits)
		tests = append(tests,
			test{"avalanche of " + flip.name, func() float64 {
				chi, _ := statistics()
				return chiSquareTail(chi, pairs)
			}},
			test{"avalanche of " + flip.name + ", worst bit", func() float64 {
				_, greatest := statistics()
				return min(1, pairs*math.Erfc(greatest/math.Sqrt2))
			}})
	}
	return tests
}

// flipDeviations is by how much each bit of changed is set too often, over 4,096 inputs like those of a real run.
func flipDeviations(changed func(input) uint64) [64]float64 {
	const draws = 4096
	web := draw.Name("service").Named("web")
	var deviations [64]float64
	for i := range uint64(draws) {
		word := changed(input{i >> 8, web.Numbered(i & 15), draw.Purpose(i % 17), i >> 2})
		for place := range deviations {
			deviations[place] += float64(word >> place & 1)
		}
	}
	for place, count := range deviations {
		deviations[place] = deviation(count, draws)
	}
	return deviations
}

// crossCorrelation compares streams that differ in one input by a little, draw by draw and shifted against each other:
// in how many bits they differ, a squared normal deviate a pair of streams and shift. Two equal draws are a p of 0;
// by chance there would be one in 10^13 batteries.
func crossCorrelation(g generator) []test {
	web := draw.Name("service").Named("web")
	families := []struct {
		name string
		word func(member, n uint64) uint64
	}{
		{"seeds", func(i, n uint64) uint64 { return g(i, web, draw.Start, n) }},
		{"entities", func(i, n uint64) uint64 { return g(1, draw.Entity(i), draw.Start, n) }},
		{"tasks", func(i, n uint64) uint64 { return g(1, web.Numbered(i), draw.ContainerCheck, n) }},
		{"purposes", func(i, n uint64) uint64 { return g(1, web, draw.Purpose(i), n) }},
	}
	const members, draws = 24, 2048
	var tests []test
	for _, family := range families {
		tests = append(tests, test{"streams of neighbouring " + family.name, func() float64 {
			streams := make([][]uint64, members)
			for i := range streams {
				streams[i] = make([]uint64, draws)
				for n := range streams[i] {
					streams[i][n] = family.word(uint64(i), uint64(n))
				}
			}
			return independence(streams)
		}})
	}
	return tests
}

// independence is the p-value of how much the streams have in common, two by two, shifted by up to three draws.
func independence(streams [][]uint64) float64 {
	chi, pairs := 0.0, 0.0
	for b, later := range streams {
		for _, earlier := range streams[:b] {
			for shift := -3; shift <= 3; shift++ {
				z, met := compareStreams(earlier[max(0, shift):], later[max(0, -shift):])
				if met {
					return 0
				}
				chi += square(z)
				pairs++
			}
		}
	}
	return chiSquareTail(chi, pairs)
}

// compareStreams is by how many standard deviations a and b differ in too many bits, and whether they have a draw in
// common at the same place.
func compareStreams(a, b []uint64) (z float64, met bool) {
	count := min(len(a), len(b))
	differing := 0
	for i := range count {
		x := a[i] ^ b[i]
		differing += bits.OnesCount64(x)
		met = met || x == 0
	}
	return deviation(float64(differing), 64*float64(count)), met
}
