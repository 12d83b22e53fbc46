package sim

import (
	"fmt"
	"math/bits"
)

// Delay is how long one step of a task takes: a constant, a distribution, or never. A distribution is a table of
// equally spaced quantiles, so that one draw gives one delay, integer arithmetic is enough, and two policies under one
// seed meet the same luck. The zero value is the constant 0.
type Delay struct {
	quantiles []Span // rising; entry i of n is the quantile i/(n-1); one entry is a constant
	never     bool
}

// Constant is a delay of always s.
func Constant(s Span) Delay { return Delay{quantiles: []Span{s}} }

// NeverEnding is the delay of a step that doesn't happen, such as the exit of a program that ignores SIGTERM.
func NeverEnding() Delay { return Delay{never: true} }

// Quantiles is the delay with the given equally spaced quantiles, the first at the lowest tail and the last at the
// highest. It keeps q. An empty, falling or negative table is an error.
func Quantiles(q []Span) (Delay, error) {
	if len(q) == 0 {
		return Delay{}, fmt.Errorf("a delay needs at least one quantile")
	}
	for i, s := range q {
		if s < 0 || s >= Forever {
			return Delay{}, fmt.Errorf("quantile %d of a delay is %d ms; it must lie in 0..%d", i, s, Forever-1)
		}
		if i > 0 && s < q[i-1] {
			return Delay{}, fmt.Errorf("quantiles of a delay must not fall, but quantile %d is %d ms after %d ms", i, s, q[i-1])
		}
	}
	return Delay{quantiles: q}, nil
}

// At is the quantile u/2^32 of the delay, interpolated between the two nearest entries and rounded down to a whole
// millisecond; Forever for a delay that never ends.
func (d Delay) At(u uint32) Span {
	switch {
	case d.never:
		return Forever
	case len(d.quantiles) == 0:
		return 0
	case len(d.quantiles) == 1:
		return d.quantiles[0]
	}
	scaled := uint64(u) * uint64(len(d.quantiles)-1)
	i, rest := scaled>>32, scaled&0xffffffff
	low, high := d.quantiles[i], d.quantiles[i+1]
	over, under := bits.Mul64(uint64(high-low), rest) // steps of 50 days and more don't fit 64 bits
	return low + Span(over<<32|under>>32)
}

// IsConstant says whether every draw gives the same span, which then is At(0).
func (d Delay) IsConstant() bool {
	return d.never || len(d.quantiles) == 0 || d.quantiles[0] == d.quantiles[len(d.quantiles)-1]
}

// Longest is the delay's highest quantile; Forever for one that never ends.
func (d Delay) Longest() Span {
	if n := len(d.quantiles); n > 0 {
		return d.quantiles[n-1]
	}
	return d.At(0)
}

// Median is the delay's 50 % quantile.
func (d Delay) Median() Span { return d.At(1 << 31) }
