// Package draw gives a run its chance: random numbers that are a pure function of (seed, entity, purpose, n).
//
// There is no generator to carry about and no order in which draws must be made. The n-th draw that an entity makes for
// one purpose is the same whatever else happens, so a new draw in one place moves nothing elsewhere, two policies under
// one seed meet the same luck (common random numbers), a replicate is only another seed, and "the n-th check in a row"
// can be computed instead of simulated.
//
// For that, an [Entity] is named by what doesn't shift between policies: the service's name, the revision, the ordinal
// of the task among those started of it; never by a count of all tasks so far or by a place in memory.
//
// The package knows nothing of time's passing, keeps no state, allocates nothing and uses no floating point. Its output
// is part of the product's contract: saved runs are compared byte for byte, so changing a constant here changes every
// run. The statistics are held by a battery of tests that weak generators are seen to fail.
package draw

import (
	"math/bits"

	"github.com/ecssim/ecssim/sim"
)

// Source gives the draws of one run. It is a value, free to copy and safe to share. The zero value works as well, but
// is the source of no particular seed; [New] makes the one of a seed.
type Source struct {
	seed uint64 // mixed, so that neighbouring seeds share nothing
}

// New is the source of the given seed. Any seed is as good as any other, 0 included.
func New(seed uint64) Source { return Source{seed: mix(seed + golden)} }

// Uint64 is the n-th draw of e for p, uniform over all 64-bit numbers. Draws are counted from wherever the caller
// likes; each n is a number of its own.
func (s Source) Uint64(e Entity, p Purpose, n uint64) uint64 {
	z := (s.seed ^ uint64(e)) + uint64(p)*purposeStep + n*golden
	return mix(mix(z) + golden)
}

// Uint32 is the high half of Uint64: uniform over all 32-bit numbers. Taken as u/2^32 it is the u of [sim.Delay.At],
// and u < c happens with probability c/2^32.
func (s Source) Uint32(e Entity, p Purpose, n uint64) uint32 {
	return uint32(s.Uint64(e, p, n) >> 32)
}

// Below is uniform in [0, bound). It takes the high half of a 64-bit draw times bound, so no number is likelier than
// another by more than 2^-64, and over all numbers together the bias is less than bound/2^64 (less than 2^-32 for any
// bound). It panics if bound is 0.
func (s Source) Below(e Entity, p Purpose, n uint64, bound uint32) uint32 {
	if bound == 0 {
		panic("draw: there is no number below 0 to draw")
	}
	high, _ := bits.Mul64(s.Uint64(e, p, n), uint64(bound))
	return uint32(high)
}

// Delay is one delay drawn from d: [sim.Forever] from one that never ends, the constant from a constant.
func (s Source) Delay(e Entity, p Purpose, n uint64, d sim.Delay) sim.Span {
	if d.IsConstant() {
		return d.At(0)
	}
	return d.At(s.Uint32(e, p, n))
}

const (
	golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio, odd: its multiples fill 64 bits evenly

	// Odd, and so far from golden's multiples that p and n can't trade places: two purposes meet the same numbers only
	// for n that lie at least 2^55 apart.
	purposeStep = 0xd1342543de82ef95
)

// mix is a bijection of 64-bit numbers that spreads every bit of z over all: the finaliser of SplitMix64 (Steele, Lea
// and Flood 2014, with the constants of Stafford's variant 13). Once isn't enough: when the counter's high bits change
// instead of its low ones, the battery sees it. Twice it sees nothing.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
