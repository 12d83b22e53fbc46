package sim_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
)

func TestTimeAdd(t *testing.T) {
	tests := []struct {
		at   sim.Time
		span sim.Span
		want sim.Time
	}{
		{0, 0, 0},
		{0, sim.Second, 1000},
		{63_200, 2 * sim.Minute, 183_200},
		{5, sim.Forever, sim.Never},
		{sim.Never - 1, 1, sim.Never},
		{sim.Never - 1, sim.Hour, sim.Never},
		{sim.Never, 0, sim.Never},
		{sim.Never, sim.Hour, sim.Never},
		{sim.Never, sim.Forever, sim.Never},
		{math.MaxInt64, math.MaxInt64, sim.Never},
	}
	for _, test := range tests {
		if got := test.at.Add(test.span); got != test.want {
			t.Errorf("%d ms and %d ms later: got %d, want %d", test.at, test.span, got, test.want)
		}
	}
}

func TestTimeSub(t *testing.T) {
	if got := sim.Time(1500).Sub(200); got != 1300 {
		t.Errorf("from 200 to 1500: got %d ms, want 1300 ms", got)
	}
	if got := sim.Time(200).Sub(1500); got != -1300 {
		t.Errorf("from 1500 back to 200: got %d ms, want -1300 ms", got)
	}
}

// TestAddUndoesSub holds for all instants before the end of time.
func TestAddUndoesSub(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := sim.Time(rapid.Int64Range(0, int64(sim.Never)-1).Draw(t, "from"))
		to := sim.Time(rapid.Int64Range(int64(from), int64(sim.Never)-1).Draw(t, "to"))
		if got := from.Add(to.Sub(from)); got != to {
			t.Fatalf("got %d, want %d", got, to)
		}
	})
}

func TestTimeString(t *testing.T) {
	tests := []struct {
		ms   int64
		want string
	}{
		{0, "0.000"},
		{1, "0.001"},
		{20, "0.020"},
		{300, "0.300"},
		{999, "0.999"},
		{1000, "1.000"},
		{63_200, "63.200"},
		{3_600_000, "3600.000"},
		{-1, "-0.001"},
		{-1500, "-1.500"},
	}
	for _, test := range tests {
		if got := sim.Time(test.ms).String(); got != test.want {
			t.Errorf("instant %d ms: got %q, want %q", test.ms, got, test.want)
		}
		if got := sim.Span(test.ms).String(); got != test.want {
			t.Errorf("span %d ms: got %q, want %q", test.ms, got, test.want)
		}
	}
	if got := sim.Never.String(); got != "never" {
		t.Errorf("never: got %q, want %q", got, "never")
	}
	if got := sim.Forever.String(); got != "never" {
		t.Errorf("forever: got %q, want %q", got, "never")
	}
}

// TestTimeStringIsExact compares with the floating point of the standard library, which is exact enough for a century.
func TestTimeStringIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(-3_000_000_000_000, 3_000_000_000_000).Draw(t, "ms")
		if got, want := sim.Time(ms).String(), fmt.Sprintf("%.3f", float64(ms)/1000); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestAppendSecondsAppends(t *testing.T) {
	if got := string(sim.Time(63_200).AppendSeconds([]byte("at "))); got != "at 63.200" {
		t.Errorf("got %q, want %q", got, "at 63.200")
	}
	buffer := make([]byte, 0, 64)
	if got := testing.AllocsPerRun(100, func() { buffer = sim.Time(63_200).AppendSeconds(buffer[:0]) }); got != 0 {
		t.Errorf("got %v allocations with room in the buffer, want none", got)
	}
}

func TestSpanOf(t *testing.T) {
	tests := []struct {
		d    time.Duration
		want sim.Span
	}{
		{0, 0},
		{499 * time.Microsecond, 0},
		{500 * time.Microsecond, 1},
		{1499 * time.Microsecond, 1},
		{-500 * time.Microsecond, -1},
		{90 * time.Minute, 90 * sim.Minute},
		{24 * time.Hour, 24 * sim.Hour},
	}
	for _, test := range tests {
		if got := sim.SpanOf(test.d); got != test.want {
			t.Errorf("%v: got %d ms, want %d ms", test.d, got, test.want)
		}
	}
}

// TestSpanOfUndoesDuration holds for what a time.Duration can hold, some 292 years.
func TestSpanOfUndoesDuration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sim.Span(rapid.Int64Range(0, math.MaxInt64/int64(time.Millisecond)-1).Draw(t, "s"))
		if got := sim.SpanOf(s.Duration()); got != s {
			t.Fatalf("got %d ms, want %d ms", got, s)
		}
	})
}
