package bench

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
)

// The hold model is the usual yardstick of event queues: a fixed number of events is pending, and one hold pops the
// first and schedules its entity again a drawn delay later. It is all queue and no model.

// holdSizes are the numbers of pending events: a small service, a large one, and more than anybody has.
var holdSizes = []int{100, 10_000, 1_000_000}

// holdMixes name the tables of delays that holdDelays makes.
var holdMixes = []string{"exp", "ecs"}

const delayCount = 1 << 16 // delays in a table; a power of two

// holdDelays is a table of delays: "exp" is exponential with mean 10 s; "ecs" is what the timers of an ECS service look
// like: half of them 5 s, then 10 s, 1 s, 30 s and 300 s, and a fifth drawn (start and exit times).
func holdDelays(mix string) []sim.Span {
	rng := rand.New(rand.NewPCG(1, 2))
	exponential := func(mean sim.Span) sim.Span {
		return sim.Span(-float64(mean) * math.Log(1-rng.Float64()))
	}
	delays := make([]sim.Span, delayCount)
	for i := range delays {
		u := rng.Float64()
		switch {
		case mix == "exp":
			delays[i] = exponential(10 * sim.Second)
		case u < 0.50:
			delays[i] = 5 * sim.Second
		case u < 0.65:
			delays[i] = 10 * sim.Second
		case u < 0.75:
			delays[i] = 1 * sim.Second
		case u < 0.79:
			delays[i] = 30 * sim.Second
		case u < 0.80:
			delays[i] = 300 * sim.Second
		case u < 0.90:
			delays[i] = 200 + sim.Span(rng.IntN(1800))
		default:
			delays[i] = exponential(8 * sim.Second)
		}
	}
	return delays
}

// holder is one side of the comparison: something that can do holds.
type holder interface {
	hold()
	now() sim.Time
}

// spread is when the n pending events of a hold model first happen: over the first 10 s.
func spread(n int) []sim.Time {
	rng := rand.New(rand.NewPCG(3, 4))
	at := make([]sim.Time, n)
	for i := range at {
		at[i] = sim.Time(rng.IntN(10_000))
	}
	return at
}

// queueHolder holds on ecssim's queue.
type queueHolder struct {
	queue  event.Queue
	delays []sim.Span
	holds  int
}

func newQueueHolder(n int, delays []sim.Span) holder {
	h := &queueHolder{delays: delays}
	for i, at := range spread(n) {
		h.queue.Push(event.Event{At: at, Phase: 2, Kind: 1, Entity: uint32(i)})
	}
	return h
}

func (h *queueHolder) hold() {
	e, _ := h.queue.Pop()
	e.At = e.At.Add(h.delays[h.holds%delayCount])
	h.holds++
	h.queue.Push(e)
}

func (h *queueHolder) now() sim.Time { return h.queue.Now() }

// handHolder holds on what one writes by hand in an afternoon: container/heap over pointers to events that carry a
// closure, ordered by time and then by order of scheduling. The closure is made once an entity, the event once a hold.
type handHolder struct {
	events handHeap
	clock  sim.Time
	count  int
	delays []sim.Span
	holds  int
}

type handEvent struct {
	at  sim.Time
	seq int
	run func()
}

type handHeap []*handEvent

func (h handHeap) Len() int { return len(h) }
func (h handHeap) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].seq < h[j].seq
}
func (h handHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *handHeap) Push(e any)   { *h = append(*h, e.(*handEvent)) }
func (h *handHeap) Pop() any {
	old := *h
	e := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return e
}

func newHandHolder(n int, delays []sim.Span) holder {
	h := &handHolder{delays: delays}
	for _, at := range spread(n) {
		var run func()
		run = func() {
			h.schedule(h.clock.Add(h.delays[h.holds%delayCount]), run)
			h.holds++
		}
		h.schedule(at, run)
	}
	return h
}

func (h *handHolder) schedule(at sim.Time, run func()) {
	h.count++
	heap.Push(&h.events, &handEvent{at: at, seq: h.count, run: run})
}

func (h *handHolder) hold() {
	e := heap.Pop(&h.events).(*handEvent)
	h.clock = e.at
	e.run()
}

func (h *handHolder) now() sim.Time { return h.clock }

// warm does enough holds that the delays' own mix decides what is pending and no memory grows any more.
func warm(h holder, n int) {
	for range 3 * n {
		h.hold()
	}
}

// BenchmarkHold gives ns and allocations a hold for each side.
func BenchmarkHold(b *testing.B) {
	sides := []struct {
		name string
		make func(int, []sim.Span) holder
	}{{"queue", newQueueHolder}, {"container-heap", newHandHolder}}
	for _, n := range holdSizes {
		for _, mix := range holdMixes {
			for _, side := range sides {
				b.Run(fmt.Sprintf("pending=%d/mix=%s/%s", n, mix, side.name), func(b *testing.B) {
					h := side.make(n, holdDelays(mix))
					warm(h, n)
					b.ReportAllocs()
					for b.Loop() {
						h.hold()
					}
				})
			}
		}
	}
}

// BenchmarkHoldRatio gives how many times faster ecssim's queue is than container/heap with pointers and closures. One
// iteration is a round: some holds on the one, then as many on the other. A round is long enough for the queue to tidy
// up as often as it must.
func BenchmarkHoldRatio(b *testing.B) {
	for _, n := range holdSizes {
		for _, mix := range holdMixes {
			b.Run(fmt.Sprintf("pending=%d/mix=%s", n, mix), func(b *testing.B) {
				delays := holdDelays(mix)
				ours, theirs := newQueueHolder(n, delays), newHandHolder(n, delays)
				warm(ours, n)
				warm(theirs, n)
				holds := max(n, 50_000)
				var ratios []float64
				for b.Loop() {
					fast := timeHolds(ours, holds)
					ratios = append(ratios, float64(timeHolds(theirs, holds))/float64(fast))
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "x-median")
				b.ReportMetric(ratios[0], "x-min")
				b.ReportMetric(ratios[len(ratios)-1], "x-max")
			})
		}
	}
}

func timeHolds(h holder, holds int) time.Duration {
	start := time.Now()
	for range holds {
		h.hold()
	}
	return time.Since(start)
}

// TestHoldSidesAgree sees to it that both sides do the same work: after as many holds the clocks agree. Only the order
// within an instant differs, which moves delays from one entity to another but never the instants.
func TestHoldSidesAgree(t *testing.T) {
	for _, mix := range holdMixes {
		delays := holdDelays(mix)
		ours, theirs := newQueueHolder(1000, delays), newHandHolder(1000, delays)
		for i := range 20_000 {
			ours.hold()
			theirs.hold()
			if ours.now() != theirs.now() {
				t.Fatalf("mix %s: after %d holds the clocks stand at %v and %v", mix, i+1, ours.now(), theirs.now())
			}
		}
	}
}
