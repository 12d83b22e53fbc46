package event_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
)

// TestAll: All shows the very events that Pop gives afterwards, after any pushes and pops.
func TestAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var q event.Queue
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			if rapid.IntRange(0, 2).Draw(t, "pop") == 0 {
				q.Pop()
				continue
			}
			after := sim.Span(rapid.SampledFrom([]int{0, 1, 63, 64, 5000, 300_000}).Draw(t, "after"))
			q.Push(event.Event{At: q.Now().Add(after), Phase: 3, Entity: rapid.Uint32Range(0, 9).Draw(t, "entity")})
		}
		for range q.All() { // leaving early is fine
			break
		}
		shown := slices.SortedFunc(q.All(), func(a, b event.Event) int {
			if a.At != b.At {
				return int(a.At - b.At)
			}
			return int(a.Entity) - int(b.Entity)
		})
		for i := range shown {
			if e, ok := q.Pop(); !ok || e != shown[i] {
				t.Fatalf("event %d is shown as %v and popped as %v", i, shown[i], e)
			}
		}
		if q.Len() != 0 {
			t.Fatalf("%d events weren't shown", q.Len())
		}
	})
}
