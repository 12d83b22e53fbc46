package sim_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
)

func quantiles(t interface{ Fatal(...any) }, q ...sim.Span) sim.Delay {
	d, err := sim.Quantiles(q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDelayAt(t *testing.T) {
	const half, last = 1 << 31, math.MaxUint32
	table := quantiles(t, 100, 200, 1000)
	tests := []struct {
		name  string
		delay sim.Delay
		u     uint32
		want  sim.Span
	}{
		{"the zero value", sim.Delay{}, half, 0},
		{"a constant, lowest", sim.Constant(7), 0, 7},
		{"a constant, highest", sim.Constant(7), last, 7},
		{"never, lowest", sim.NeverEnding(), 0, sim.Forever},
		{"never, highest", sim.NeverEnding(), last, sim.Forever},
		{"a table of one", quantiles(t, 7), half, 7},
		{"the first quantile", table, 0, 100},
		{"a quarter", table, half / 2, 150},
		{"just under the middle", table, half - 1, 199},
		{"the middle", table, half, 200},
		{"three quarters", table, half + half/2, 600},
		{"the last quantile isn't quite reached", table, last, 999},
		{"a flat piece", quantiles(t, 5, 5, 5), last, 5},
		{"rounded down", quantiles(t, 0, 3), half, 1},
		{"a step of 99 days", quantiles(t, 0, 1<<33), half, 1 << 32},
		{"a step as long as can be", quantiles(t, 0, sim.Forever-1), half, (sim.Forever - 1) / 2},
	}
	for _, test := range tests {
		if got := test.delay.At(test.u); got != test.want {
			t.Errorf("%s: got %d ms, want %d ms", test.name, got, test.want)
		}
	}
}

// tables draws rising tables of 1 to 20 quantiles, the steps between them under 2^32 ms.
func tables() *rapid.Generator[[]sim.Span] {
	step := rapid.OneOf(rapid.Int64Range(0, 3), rapid.Int64Range(0, 100_000), rapid.Int64Range(0, math.MaxUint32))
	return rapid.Custom(func(t *rapid.T) []sim.Span {
		q := rapid.SliceOfN(rapid.Map(step, func(i int64) sim.Span { return sim.Span(i) }), 1, 20).Draw(t, "steps")
		for i := range q[1:] {
			q[i+1] += q[i]
		}
		return q
	})
}

// TestDelayAtIsExact compares with rational numbers of any size.
func TestDelayAtIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := tables().Draw(t, "q")
		u := rapid.Uint32().Draw(t, "u")
		place := new(big.Rat).SetFrac64(int64(u)*int64(len(q)-1), 1<<32)
		i := int(new(big.Int).Quo(place.Num(), place.Denom()).Int64())
		want := new(big.Rat).SetInt64(int64(q[i]))
		if i+1 < len(q) {
			rest := new(big.Rat).Sub(place, new(big.Rat).SetInt64(int64(i)))
			want.Add(want, rest.Mul(rest, new(big.Rat).SetInt64(int64(q[i+1]-q[i]))))
		}
		floor := new(big.Int).Quo(want.Num(), want.Denom()).Int64()
		if got := quantiles(t, q...).At(u); got != sim.Span(floor) {
			t.Fatalf("got %d ms, want %s ms rounded down", got, want.FloatString(6))
		}
	})
}

// TestDelayAtRises wants a higher draw never to give a shorter delay: what makes two policies under one seed comparable.
func TestDelayAtRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := tables().Draw(t, "q")
		d := quantiles(t, q...)
		u := rapid.Uint32().Draw(t, "u")
		v := rapid.Uint32Range(u, math.MaxUint32).Draw(t, "v")
		low, high := d.At(u), d.At(v)
		if low > high || low < q[0] || high > slices.Max(q) {
			t.Fatalf("%d gives %d ms and %d gives %d ms, of %d to %d ms", u, low, v, high, q[0], slices.Max(q))
		}
	})
}

func TestQuantilesRefuses(t *testing.T) {
	tests := []struct {
		name string
		q    []sim.Span
		want string
	}{
		{"none", nil, "a delay needs at least one quantile"},
		{"negative", []sim.Span{-1, 5}, "quantile 0 of a delay is -1 ms; it must lie in 0..2305843009213693950"},
		{"forever", []sim.Span{5, sim.Forever}, "quantile 1 of a delay is 2305843009213693951 ms; it must lie in 0..2305843009213693950"},
		{"falling", []sim.Span{5, 6, 4}, "quantiles of a delay must not fall, but quantile 2 is 4 ms after 6 ms"},
	}
	for _, test := range tests {
		if _, err := sim.Quantiles(test.q); err == nil || err.Error() != test.want {
			t.Errorf("%s: got the error %v, want %q", test.name, err, test.want)
		}
	}
}

func TestDelayIsConstant(t *testing.T) {
	tests := []struct {
		name  string
		delay sim.Delay
		want  bool
	}{
		{"the zero value", sim.Delay{}, true},
		{"a constant", sim.Constant(sim.Second), true},
		{"never", sim.NeverEnding(), true},
		{"a table of one", quantiles(t, 7), true},
		{"a flat table", quantiles(t, 7, 7, 7), true},
		{"a table", quantiles(t, 7, 8), false},
	}
	for _, test := range tests {
		if got := test.delay.IsConstant(); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}

func TestDelayMedian(t *testing.T) {
	tests := []struct {
		name  string
		delay sim.Delay
		want  sim.Span
	}{
		{"a constant", sim.Constant(7), 7},
		{"never", sim.NeverEnding(), sim.Forever},
		{"an odd table", quantiles(t, 1, 2, 30), 2},
		{"an even table", quantiles(t, 1, 2, 30, 40), 16},
	}
	for _, test := range tests {
		if got := test.delay.Median(); got != test.want {
			t.Errorf("%s: got %d ms, want %d ms", test.name, got, test.want)
		}
	}
}
