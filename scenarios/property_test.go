package scenarios

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
)

// leaves visits every value below n that isn't a table or a list.
func leaves(n *node, visit func(n *node)) {
	switch data := n.data.(type) {
	case *table:
		for _, name := range data.names {
			leaves(data.by[name], visit)
		}
	case []*node:
		for _, item := range data {
			leaves(item, visit)
		}
	default:
		visit(n)
	}
}

// TestOverrideWithTheSameValue sets every value of a scenario to what it is already, which changes nothing: so every
// path that a fault prints can be used for an override.
func TestOverrideWithTheSameValue(t *testing.T) {
	for _, file := range []string{"testdata/rolling-basic.toml", "testdata/carried-over.toml", "testdata/actions.toml"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := Parse(file, src)
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		leaves(decode(newSource(file, string(src)), &collector{}), func(n *node) {
			got, err := Parse(file, src, n.key+"="+tomlText(n.data))
			if err != nil {
				t.Errorf("%s: %v", file, err)
				return
			}
			got.Places = want.Places // they may be in the override
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(sim.Delay{})); diff != "" {
				t.Errorf("%s: setting %s to the same changes (-before +after):\n%s", file, n.key, diff)
			}
			count++
		})
		if count < 20 {
			t.Errorf("%s has %d values only", file, count)
		}
	}
}

// tomlText writes a value as TOML.
func tomlText(data any) string {
	switch data := data.(type) {
	case string:
		return strconv.Quote(data)
	case time.Time:
		return data.Format(time.RFC3339)
	default:
		return fmt.Sprint(data)
	}
}

// TestDelayProperties wants of any distribution that it is refused or rises, stays within what a single delay may be,
// has the median that it was given, and is moved whole by a shift.
func TestDelayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := func(name string) int {
			return rapid.OneOf(rapid.IntRange(0, 1000), rapid.IntRange(0, 90_000_000)).Draw(t, name)
		}
		s := rapid.SampledFrom(shapesOfDelays()).Draw(t, "shape")
		var written string
		median := -1
		switch s.read {
		case readOne:
			median = ms("span")
			written = fmt.Sprintf("\"%dms\"", median)
		case readMany:
			written = "["
			for range rapid.IntRange(0, 5).Draw(t, "samples") {
				written += fmt.Sprintf("\"%dms\", ", ms("sample"))
			}
			written += "]"
		default:
			written = "{"
			for i, name := range s.parameters[rapid.IntRange(0, len(s.parameters)-1).Draw(t, "set")] {
				span := ms(name)
				if name == "p50" {
					median = span
				}
				if i > 0 {
					written += ","
				}
				written += fmt.Sprintf(" %s = \"%dms\"", name, span)
			}
			written += " }"
		}
		d, faults := tryDelay(fmt.Sprintf("{ %s = %s }", s.name, written))
		shift := rapid.IntRange(0, 100_000).Draw(t, "shift")
		shifted, shiftedFaults := tryDelay(fmt.Sprintf("{ %s = %s, shift = \"%dms\" }", s.name, written, shift))
		if len(faults) > 0 {
			return
		}
		if median >= 0 && d.Median() != sim.Span(median) {
			t.Fatalf("%s %s has the median %d ms, want %d", s.name, written, d.Median(), median)
		}
		last := sim.Span(0)
		for i := range 1001 {
			u := uint32(uint64(i) * (1<<32 - 1) / 1000)
			at := d.At(u)
			if at < last || at > sim.MaxStepSpan {
				t.Fatalf("%s %s: quantile %d/2^32 is %d ms after %d ms", s.name, written, u, at, last)
			}
			last = at
			if len(shiftedFaults) == 0 && shifted.At(u) != at+sim.Span(shift) {
				t.Fatalf("%s %s: quantile %d/2^32 is %d ms, and shifted by %d ms it is %d ms", s.name, written, u, at, shift, shifted.At(u))
			}
		}
	})
}
