package draw_test

import (
	"fmt"
	"math/bits"
	"slices"
	"sync"
	"testing"

	"github.com/ecssim/ecssim/sim/draw"
)

// The battery asks of a generator what a run rests on: that draws are uniform and that draws which differ in one of
// seed, entity, purpose and n, by however little, know nothing of each other.
//
// Each test gives a p-value: the probability that true chance would look at least so bad. All seeds are fixed, so the
// outcome never changes. There are about 100 p-values; with true chance the smallest of them lies under 10^-6 in one
// battery out of 10,000, so a generator passes if all lie over 10^-6. The weak generators below must each get one under
// 10^-12, and from the tests that are meant to see their weakness.
const (
	passes = 1e-6
	fails  = 1e-12
)

// generator is what the battery tests: a function like [draw.Source.Uint64] after [draw.New].
type generator func(seed uint64, e draw.Entity, p draw.Purpose, n uint64) uint64

func ours(seed uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
	return draw.New(seed).Uint64(e, p, n)
}

// test is one of the battery's. Its p-value is worked out when it is asked for.
type test struct {
	name string
	p    func() float64
}

// battery is every test of g, those of one sequence for each way to go through g's inputs.
func battery(g generator) []test {
	var tests []test
	for _, axis := range axes() {
		words := sync.OnceValue(func() []uint64 {
			words := make([]uint64, sequenceLength)
			for i := range words {
				words[i] = axis.word(g, uint64(i))
			}
			return words
		})
		for _, s := range sequenceTests() {
			tests = append(tests, test{axis.name + ": " + s.name, func() float64 { return s.p(words()) }})
		}
	}
	tests = append(tests, avalanche(g)...)
	return append(tests, crossCorrelation(g)...)
}

func TestBatteryPasses(t *testing.T) {
	t.Parallel()
	least, worst := 1.0, ""
	tests := battery(ours)
	for _, test := range tests {
		p := test.p()
		if !(p > passes) {
			t.Errorf("%s: p = %.2g", test.name, p)
		}
		if p < least {
			least, worst = p, test.name
		}
	}
	t.Logf("%d tests, the smallest p is %.2g (%s)", len(tests), least, worst)
}

// TestBatteryFailsWeakGenerators shows that the battery can fail, and that each weakness is seen by the test that is
// there for it.
func TestBatteryFailsWeakGenerators(t *testing.T) {
	for _, w := range weaklings() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			tests := battery(w.g)
			i := slices.IndexFunc(tests, func(test test) bool { return test.name == w.seen })
			if i < 0 {
				t.Fatalf("there is no test %q", w.seen)
			}
			if p := tests[i].p(); !(p < fails) {
				t.Errorf("%s: p = %.2g, so the weakness isn't seen", w.seen, p)
			}
		})
	}
}

// weakling is a generator that must fail.
type weakling struct {
	name string
	g    generator
	seen string // a test that must see it
}

func weaklings() []weakling {
	const golden = 0x9e3779b97f4a7c15
	final := func(z uint64) uint64 {
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	key := func(seed uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
		return seed*0xd1342543de82ef95 + uint64(e)*0xaef17502108ef2d9 + uint64(p)*0x8cb92ba72f3d8dd7 + n*golden
	}
	return []weakling{
		{"no mixing", key, "n: birthday spacings"},
		{"one multiplication", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			z := key(s, e, p, n)
			return (z ^ z>>32) * golden
		}, "avalanche of n"},
		{"xor and shift only", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			z := key(s, e, p, n)
			z ^= z << 13
			z ^= z >> 7
			return z ^ z<<17
		}, "avalanche of seed"},
		{"mixed once", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			return final(draw.New(s).Uint64(e, p, 0) + n*golden) // SplitMix64 from a place of its own
		}, "high bits of n: weights of differences"},
		{"the inputs added, then mixed", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			return final(final(s+uint64(e)+uint64(p)+n) + golden)
		}, "streams of neighbouring entities"},
		{"seed and n added, then mixed", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			return final(final(uint64(e)*golden+uint64(p)) + s + n)
		}, "streams of neighbouring seeds"},
		{"purpose forgotten", func(s uint64, e draw.Entity, _ draw.Purpose, n uint64) uint64 {
			return ours(s, e, 0, n)
		}, "streams of neighbouring purposes"},
		{"low bits stuck a little", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			u := ours(s, e, p, n)
			return u &^ ((u >> 20) & (u >> 40) & (u >> 50) & 1)
		}, "n: bits"},
		{"32 bits of state", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			return final(ours(s, e, p, n) >> 32)
		}, "n: collisions"},
		{"sticky", func(s uint64, e draw.Entity, p draw.Purpose, n uint64) uint64 {
			if u := ours(s, e, p, n); u%64 != 0 || n == 0 {
				return u
			}
			return ours(s, e, p, n-1) // one draw in 64 repeats the one before
		}, "n: serial pairs"},
	}
}

// axis is a way to go through a generator's inputs.
type axis struct {
	name string
	word func(g generator, i uint64) uint64
}

// axes goes through each input alone, and through the inputs the way that a run does.
func axes() []axis {
	web := draw.Name("service").Named("web")
	return []axis{
		{"n", func(g generator, i uint64) uint64 { return g(1, web, draw.ContainerCheck, i) }},
		{"seed", func(g generator, i uint64) uint64 { return g(i, web, draw.Start, 0) }},
		{"raw entity", func(g generator, i uint64) uint64 { return g(1, draw.Entity(i), draw.Start, 0) }},
		{"numbered entity", func(g generator, i uint64) uint64 { return g(1, web.Numbered(i), draw.Start, 0) }},
		{"named entity", func(g generator, i uint64) uint64 { return g(1, draw.Name(fmt.Sprint("web-", i)), draw.Start, 0) }},
		{"purpose, then n", func(g generator, i uint64) uint64 { return g(1, web, draw.Purpose(i), i>>8) }},
		{"high bits of n", func(g generator, i uint64) uint64 { return g(1, web, draw.Start, bits.Reverse64(i)) }},
		{"tasks", func(g generator, i uint64) uint64 {
			return g(i>>12, web.Numbered(2).Numbered(i>>2&1023), draw.Pull+draw.Purpose(i&3), 0)
		}},
	}
}
