package event_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
)

// compare is the order that the package promises, written out.
func compare(a, b event.Event) int {
	return cmp.Or(
		cmp.Compare(a.At, b.At),
		cmp.Compare(a.Phase, b.Phase),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Entity, b.Entity),
		cmp.Compare(a.Sub, b.Sub),
	)
}

// oracle is a queue that is too simple to be wrong: a slice, searched for its smallest event.
type oracle struct {
	now    sim.Time
	phase  uint8
	events []event.Event
}

func (o *oracle) push(e event.Event) {
	if e.At == o.now {
		e.Phase = max(e.Phase, o.phase)
	}
	o.events = append(o.events, e)
}

func (o *oracle) peek() (event.Event, bool) {
	if len(o.events) == 0 {
		return event.Event{}, false
	}
	return slices.MinFunc(o.events, compare), true
}

func (o *oracle) pop() (event.Event, bool) {
	e, ok := o.peek()
	if ok {
		i := slices.Index(o.events, e)
		o.events = slices.Delete(o.events, i, i+1)
		o.now, o.phase = e.At, e.Phase
	}
	return e, ok
}

// op is one thing done to a queue. A push's event carries in At the span from the queue's present.
type op struct {
	do    string // "push", "pop", "peek" or "reset"
	event event.Event
}

// check does ops to a queue and to the oracle and says where they first differ, or where a pop goes back.
func check(ops []op) error {
	var q event.Queue
	var o oracle
	var last event.Event
	for i, op := range ops {
		var got, want event.Event
		var ok, wantOK bool
		switch op.do {
		case "push":
			e := op.event
			e.At = min(q.Now()+e.At, event.Last)
			q.Push(e)
			o.push(e)
		case "peek":
			got, ok = q.Peek()
			want, wantOK = o.peek()
		case "pop":
			got, ok = q.Pop()
			want, wantOK = o.pop()
			if ok && (got.At < last.At || got.At == last.At && got.Phase < last.Phase) {
				return fmt.Errorf("op %d of %d: popped (%v) after (%v)", i, len(ops), got, last)
			}
			if ok {
				last = got
			}
		case "reset":
			q.Reset()
			o, last = oracle{}, event.Event{}
		}
		if got != want || ok != wantOK {
			return fmt.Errorf("op %d of %d: %s gave (%v), %t; want (%v), %t", i, len(ops), op.do, got, ok, want, wantOK)
		}
		if q.Len() != len(o.events) || q.Now() != o.now {
			return fmt.Errorf("op %d of %d: after %s, %d events at %v s; want %d at %v s",
				i, len(ops), op.do, q.Len(), q.Now(), len(o.events), o.now)
		}
	}
	return nil
}

// drained is ops followed by as many pops as there are events left, and one more.
func drained(ops []op) []op {
	for range len(ops) + 1 {
		ops = append(ops, op{do: "pop"})
	}
	return ops
}

// TestQueueMatchesOracle does random things to a queue. Small fields make ties; spans of any magnitude reach every level
// of the wheel, and the last instant too.
func TestQueueMatchesOracle(t *testing.T) {
	small := rapid.Uint32Range(0, 2)
	field := rapid.OneOf(small, small, rapid.Uint32())
	span := rapid.Custom(func(t *rapid.T) sim.Time {
		bits := rapid.SampledFrom([]int{0, 0, 1, 2, 6, 7, 12, 14, 18, 24, 36, 47, 48}).Draw(t, "bits")
		return sim.Time(rapid.Int64Range(0, 1<<bits).Draw(t, "span"))
	})
	ops := rapid.Custom(func(t *rapid.T) op {
		do := rapid.SampledFrom([]string{
			"push", "push", "push", "push", "push", "push", "pop", "pop", "pop", "pop", "peek", "peek", "reset",
		}).Draw(t, "do")
		if do != "push" {
			return op{do: do}
		}
		return op{do, event.Event{
			At:     span.Draw(t, "at"),
			Phase:  uint8(field.Draw(t, "phase")),
			Kind:   uint8(field.Draw(t, "kind")),
			Entity: field.Draw(t, "entity"),
			Sub:    field.Draw(t, "sub"),
		}}
	})
	rapid.Check(t, func(t *rapid.T) {
		if err := check(drained(rapid.SliceOfN(ops, 100, 500).Draw(t, "ops"))); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzQueue reads ops from bytes, two to six each.
func FuzzQueue(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 200, 0})                   // equal events
	f.Add([]byte{20, 9, 1, 1, 1, 1, 20, 8, 0, 0, 0, 0, 210, 200})   // a peek in between
	f.Add([]byte{48, 255, 3, 0, 0, 0, 200, 0, 0, 0, 0, 0, 200, 0})  // the last instant, and a phase raised there
	f.Add([]byte{6, 63, 0, 0, 0, 0, 6, 64, 0, 0, 0, 0, 200, 1, 65}) // on both sides of a slot's edge
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := check(drained(decode(data))); err != nil {
			t.Fatal(err)
		}
	})
}

// decode makes ops of bytes: below 192 the first one is a push whose span has so many bits (modulo 49).
func decode(data []byte) []op {
	next := func() byte {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return b
	}
	var ops []op
	for len(data) > 0 && len(ops) < 500 {
		switch b := next(); {
		case b < 192:
			span := sim.Time(next()) << (b % 49) >> 7
			phase, kind, entity, sub := next(), next(), next(), next()
			ops = append(ops, op{"push", event.Event{At: span, Phase: phase, Kind: kind, Entity: uint32(entity) << 24, Sub: uint32(sub)}})
		case b < 230:
			ops = append(ops, op{do: "pop"})
		case b < 254:
			ops = append(ops, op{do: "peek"})
		default:
			ops = append(ops, op{do: "reset"})
		}
	}
	return ops
}

// some are n events of which many tie in one field or more and some are equal.
func some(rng *rand.Rand, n int) []event.Event {
	events := make([]event.Event, n)
	for i := range events {
		events[i] = event.Event{
			At:     sim.Time(rng.IntN(50) * rng.IntN(2000)),
			Phase:  uint8(rng.IntN(4)),
			Kind:   uint8(rng.IntN(3)),
			Entity: uint32(rng.IntN(5)),
			Sub:    uint32(rng.IntN(2)),
		}
	}
	return events
}

// TestSchedulingOrderDoesNotMatter runs a little model, in which every event may cause others, with the same events
// scheduled in different orders, and wants the same run each time.
func TestSchedulingOrderDoesNotMatter(t *testing.T) {
	run := func(shuffle *rand.Rand) (trace []event.Event) {
		var q event.Queue
		schedule := func(events []event.Event) {
			shuffle.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
			for _, e := range events {
				q.Push(e)
			}
		}
		schedule(some(rand.New(rand.NewPCG(1, 1)), 300))
		for len(trace) < 5000 {
			e, ok := q.Pop()
			if !ok {
				break
			}
			trace = append(trace, e)
			causes := rand.New(rand.NewPCG(uint64(e.At), uint64(e.Phase)<<16|uint64(e.Entity)<<8|uint64(e.Sub)))
			followUps := some(causes, causes.IntN(4))
			for i := range followUps {
				followUps[i].At += q.Now()
			}
			schedule(followUps)
		}
		return trace
	}
	want := run(rand.New(rand.NewPCG(2, 0)))
	if len(want) < 1000 {
		t.Fatalf("the model died out after %d events", len(want))
	}
	for i := range uint64(20) {
		if got := run(rand.New(rand.NewPCG(3, i))); !slices.Equal(got, want) {
			t.Fatalf("shuffle %d gives another run", i)
		}
	}
}

func TestFollowUpNeverRunsBeforeItsCause(t *testing.T) {
	var q event.Queue
	q.Push(event.Event{At: 7, Phase: 2, Kind: 1})
	q.Push(event.Event{At: 7, Phase: 2, Kind: 9})
	q.Push(event.Event{At: 9, Phase: 0})
	q.Pop()
	q.Push(event.Event{At: 7, Phase: 0, Kind: 5}) // before the running phase: raised to it
	q.Push(event.Event{At: 7, Phase: 2, Kind: 0}) // in the running phase: kept, though its kind comes first
	q.Push(event.Event{At: 7, Phase: 3, Kind: 0}) // after it: kept
	q.Push(event.Event{At: 8, Phase: 1, Kind: 0}) // a later instant: kept
	want := []event.Event{
		{At: 7, Phase: 2, Kind: 0},
		{At: 7, Phase: 2, Kind: 5},
		{At: 7, Phase: 2, Kind: 9},
		{At: 7, Phase: 3, Kind: 0},
		{At: 8, Phase: 1, Kind: 0},
		{At: 9, Phase: 0},
	}
	for i, w := range want {
		if got, _ := q.Pop(); got != w {
			t.Errorf("pop %d: got (%v), want (%v)", i, got, w)
		}
	}
}

func TestZeroQueue(t *testing.T) {
	var q event.Queue
	if _, ok := q.Peek(); ok {
		t.Error("a zero queue has something to peek at")
	}
	if _, ok := q.Pop(); ok {
		t.Error("a zero queue has something to pop")
	}
	if q.Len() != 0 || q.Now() != 0 {
		t.Errorf("a zero queue has %d events at %v s", q.Len(), q.Now())
	}
	q.Push(event.Event{})
	if e, ok := q.Pop(); !ok || e != (event.Event{}) {
		t.Errorf("got (%v), %t; want the zero event", e, ok)
	}
}

// TestReset wants a queue as good as new, whatever it was doing.
func TestReset(t *testing.T) {
	var q event.Queue
	for i := range 100 {
		q.Push(event.Event{At: sim.Time(i * i), Phase: 9, Entity: uint32(i)})
	}
	for range 50 {
		q.Pop()
	}
	q.Peek()
	q.Reset()
	if q.Len() != 0 || q.Now() != 0 {
		t.Errorf("after a reset there are %d events at %v s", q.Len(), q.Now())
	}
	for _, want := range []event.Event{{At: 0, Phase: 3}, {At: 2000}, {At: 900_000, Sub: 1}} {
		q.Push(want)
		if got, ok := q.Pop(); !ok || got != want {
			t.Errorf("after a reset: got (%v), %t; want (%v)", got, ok, want)
		}
	}
}

func TestExtremeEventsComeBackWhole(t *testing.T) {
	events := []event.Event{
		{},
		{Sub: math.MaxUint32},
		{Entity: math.MaxUint32},
		{Kind: math.MaxUint8},
		{Phase: math.MaxUint8},
		{At: event.Last},
		{event.Last, math.MaxUint8, math.MaxUint8, math.MaxUint32, math.MaxUint32},
	}
	var q event.Queue
	for _, e := range slices.Backward(events) {
		q.Push(e)
	}
	for _, want := range events {
		if got, ok := q.Pop(); !ok || got != want {
			t.Errorf("got (%v), %t; want (%v)", got, ok, want)
		}
	}
	if q.Now() != event.Last {
		t.Errorf("the clock stands at %v s; want %v s", q.Now(), event.Last)
	}
}

func TestPushPanics(t *testing.T) {
	tests := []struct {
		name string
		at   sim.Time
		want string
	}{
		{"before the clock", 4999, "event: an event can't be scheduled before the clock's 5.000 s: 4.999 s, phase 2, kind 3, entity 17, sub 4"},
		{"after the last instant", event.Last + 1, "after 281474976710.655 s"},
		{"never", sim.Never, "what never happens isn't scheduled"},
		{"negative", -1, "before the clock's 5.000 s"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var q event.Queue
			q.Push(event.Event{At: 5000})
			q.Pop()
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, test.want) {
					t.Errorf("got the panic %q; want one with %q", got, test.want)
				}
				if q.Len() != 0 {
					t.Errorf("the refused event is in the queue")
				}
			}()
			q.Push(event.Event{At: test.at, Phase: 2, Kind: 3, Entity: 17, Sub: 4})
		})
	}
}

func TestEventString(t *testing.T) {
	e := event.Event{At: 63200, Phase: 2, Kind: 5, Entity: 17, Sub: 3}
	if got, want := e.String(), "63.200 s, phase 2, kind 5, entity 17, sub 3"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestNoAllocations wants none in the steady state, with many events at one instant and peeks in between; and none in a
// second run after a reset.
func TestNoAllocations(t *testing.T) {
	var q event.Queue
	fill := func() {
		for i := range 2000 {
			q.Push(event.Event{At: sim.Time(i * i % 10_007 / 10), Entity: uint32(i)})
		}
	}
	hold := func() {
		for i := range 20_000 {
			q.Peek()
			e, _ := q.Pop()
			e.At += sim.Time(i*i%60_013) / 100 * 100
			q.Push(e)
		}
	}
	fill()
	if got := testing.AllocsPerRun(5, hold); got != 0 {
		t.Errorf("got %v allocations in 20,000 holds, want none", got)
	}
	again := func() {
		q.Reset()
		fill()
		hold()
	}
	if got := testing.AllocsPerRun(5, again); got != 0 {
		t.Errorf("got %v allocations in a run after a reset, want none", got)
	}
}
