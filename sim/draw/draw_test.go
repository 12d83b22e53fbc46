package draw_test

import (
	"math"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/draw"
)

// TestPinned holds the values themselves. Saved runs are compared byte for byte, so these may never change: if this
// test fails, every scenario gives another run.
func TestPinned(t *testing.T) {
	web := draw.Name("service").Named("web")
	task := web.Numbered(2).Numbered(17)
	entities := []struct {
		name string
		got  draw.Entity
		want draw.Entity
	}{
		{"Name of nothing", draw.Name(""), 0x9965213a582f79c5},
		{"Name", draw.Name("web"), 0x650f89974fce97c3},
		{"Named", web, 0xe740dab4b9dbf39b},
		{"Numbered 0", web.Numbered(0), 0xf2fe2b0455f9786c},
		{"Numbered", task, 0x81d5dff038358443},
		{"Numbered, the last", web.Numbered(math.MaxUint64), 0x680ff26d5fee320f},
	}
	for _, e := range entities {
		if e.got != e.want {
			t.Errorf("%s: got %#016x, want %#016x", e.name, uint64(e.got), uint64(e.want))
		}
	}

	draws := []struct {
		seed   uint64
		entity draw.Entity
		p      draw.Purpose
		n      uint64
		want   uint64
	}{
		{0, 0, 0, 0, 0x568a9b0b1a2c05ec},
		{1, 0, draw.Phase, 0, 0x26f21c114de32a44},
		{1, task, draw.Start, 0, 0xd8a88770d9ba23fa},
		{1, task, draw.Start, 1, 0x8371d7e4bfd20e49},
		{1, task, draw.Ready, 0, 0x15408892fb609f02},
		{2, task, draw.Start, 0, 0x48f7ce4348a01301},
		{math.MaxUint64, math.MaxUint64, 255, math.MaxUint64, 0xa27137d6a5174f3d},
	}
	for _, d := range draws {
		got := draw.New(d.seed).Uint64(d.entity, d.p, d.n)
		if got != d.want {
			t.Errorf("seed %d, entity %#x, purpose %d, n %d: got %#016x, want %#016x", d.seed, uint64(d.entity), d.p, d.n, got, d.want)
		}
	}
}

// TestPurposesPinned holds the purposes' numbers, for the same reason.
func TestPurposesPinned(t *testing.T) {
	purposes := []draw.Purpose{
		1: draw.Phase, 2: draw.AgentPhase, 3: draw.Provision, 4: draw.Pull, 5: draw.Start, 6: draw.Ready, 7: draw.Exit,
		8: draw.Deprovision, 9: draw.PlaceTie, 10: draw.StopTie, 11: draw.RegistrationDelay, 12: draw.Fault,
		13: draw.FaultDelay, 14: draw.ContainerCheckPhase, 15: draw.ContainerCheck, 16: draw.TargetCheckPhase,
		17: draw.TargetCheck,
	}
	for want, got := range purposes {
		if int(got) != want {
			t.Errorf("the purpose with number %d should have %d", got, want)
		}
	}
}

func TestUint32IsTheHighHalf(t *testing.T) {
	s := draw.New(3)
	for n := range uint64(100) {
		if got, want := s.Uint32(5, draw.Exit, n), uint32(s.Uint64(5, draw.Exit, n)>>32); got != want {
			t.Fatalf("draw %d: got %d, want %d", n, got, want)
		}
	}
}

// TestBelow checks the range and, for small bounds, that every number comes up as often as it should: chi-square over
// 100,000 draws a bound, and the smallest p of 40 bounds must be over 10^-5.
func TestBelow(t *testing.T) {
	s := draw.New(4)
	for bound := range uint32(40) {
		bound++
		counts := make([]float64, bound)
		for n := range uint64(100_000) {
			got := s.Below(draw.Entity(bound), draw.PlaceTie, n, bound)
			if got >= bound {
				t.Fatalf("got %d, which isn't below %d", got, bound)
			}
			counts[got]++
		}
		if p := evenly(counts); p < 1e-5 {
			t.Errorf("the numbers below %d aren't equally likely: p = %.2g", bound, p)
		}
	}
	for n := range uint64(1000) {
		u := s.Uint64(1, draw.StopTie, n)
		if got, want := s.Below(1, draw.StopTie, n, math.MaxUint32), uint32(float64(u)/(1<<64)*math.MaxUint32); got-want+1 > 2 {
			t.Fatalf("draw %d below 2^32-1: got %d, want about %d", n, got, want)
		}
	}
}

func TestBelowZeroPanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "draw: there is no number below 0 to draw" {
			t.Errorf("got the panic %v", got)
		}
	}()
	draw.New(1).Below(1, draw.PlaceTie, 0, 0)
}

func TestDelay(t *testing.T) {
	s := draw.New(5)
	uneven, err := sim.Quantiles([]sim.Span{100, 200, 1000})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Delay(1, draw.Start, 0, sim.Delay{}); got != 0 {
		t.Errorf("the zero delay gives %v", got)
	}
	if got := s.Delay(1, draw.Start, 0, sim.Constant(7)); got != 7 {
		t.Errorf("the constant 0.007 gives %v", got)
	}
	if got := s.Delay(1, draw.Exit, 0, sim.NeverEnding()); got != sim.Forever {
		t.Errorf("a delay that never ends gives %v", got)
	}
	low := 0
	for n := range uint64(1000) {
		got := s.Delay(1, draw.Start, n, uneven)
		if want := uneven.At(s.Uint32(1, draw.Start, n)); got != want {
			t.Fatalf("draw %d: got %v, want %v", n, got, want)
		}
		if got < 200 {
			low++
		}
	}
	if low < 437 || low > 563 { // 4 standard deviations around 500
		t.Errorf("%d of 1000 delays lie under the median", low)
	}
}

// TestEntitiesDiffer wants no two of a million names and numbers alike, however alike they look; by chance that would
// happen with a probability under 2^-24.
func TestEntitiesDiffer(t *testing.T) {
	seen := make(map[draw.Entity]string)
	meet := func(e draw.Entity, name string) {
		if old, ok := seen[e]; ok {
			t.Fatalf("%s and %s are the same entity", old, name)
		}
		seen[e] = name
	}
	meet(0, "the run")
	letters := "abcdefghijklmnopqrstuvwxyz-0123456789"
	for _, a := range letters {
		for _, b := range letters {
			for _, c := range letters {
				meet(draw.Name(string([]rune{a, b, c})), string([]rune{a, b, c}))
				meet(draw.Name(string([]rune{a, b})).Named(string(c)), string([]rune{a, b, '/', c}))
				meet(draw.Name(string(a)).Named(string([]rune{b, c})), string([]rune{a, '/', b, c}))
			}
		}
	}
	for _, name := range []string{"", "web", "wea", "\x00", "\x00\x00"} {
		for revision := range uint64(20) {
			for ordinal := range uint64(5000) {
				meet(draw.Name(name).Numbered(revision).Numbered(ordinal), "a task")
			}
			meet(draw.Name(name).Numbered(revision), "a revision")
		}
		if name != "" {
			meet(draw.Name(name+"/"), "a longer name")
		}
	}
	for n := range uint64(300_000) {
		meet(draw.Entity(0).Numbered(n), "a part of the run")
	}
}

func TestNoAllocations(t *testing.T) {
	delay, err := sim.Quantiles([]sim.Span{100, 200, 1000})
	if err != nil {
		t.Fatal(err)
	}
	s := draw.New(1)
	var sum sim.Span
	allocs := testing.AllocsPerRun(100, func() {
		e := draw.Name("web").Numbered(2)
		sum += s.Delay(e, draw.Start, 0, delay) + sim.Span(s.Below(e, draw.PlaceTie, 0, 10))
	})
	if allocs != 0 {
		t.Errorf("got %v allocations a draw, want none", allocs)
	}
}

func BenchmarkUint64(b *testing.B) {
	s := draw.New(1)
	var sum, n uint64
	for b.Loop() {
		sum += s.Uint64(7, draw.ContainerCheck, n)
		n++
	}
	_ = sum
}
