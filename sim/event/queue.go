package event

import (
	"fmt"
	"iter"

	"github.com/ecssim/ecssim/sim"
)

// Queue is a virtual clock and the events that are still to come. The zero value is empty, stands at time 0 and is
// ready. A queue is for one goroutine and must not be copied once used.
//
// Push and Pop take constant time as long as few events share an instant, and logarithmic time in the number of those
// that do. Neither allocates once the queue has held as many events as it ever will.
type Queue struct {
	now     sim.Time
	phase   uint8 // of the event popped last, if that was at now
	pending wheel
}

// Now is the instant of the event popped last; 0 before the first.
func (q *Queue) Now() sim.Time { return q.now }

// Len is the number of events still to come.
func (q *Queue) Len() int { return q.pending.len() }

// Push schedules e. An event at Now with a phase before that of the event popped last gets that phase: a follow-up
// never runs before its cause. Equal events are kept apart and popped as many times as they were pushed. Push panics if
// e lies before Now or after [Last]; so a caller leaves out events at [sim.Never].
func (q *Queue) Push(e Event) {
	if e.At < q.now || e.At > Last {
		panic(misplaced(e, q.now))
	}
	if e.At == q.now && e.Phase < q.phase {
		e.Phase = q.phase
	}
	q.pending.push(pack(&e))
}

// Peek is the event that Pop would give, and false if there is none. It leaves the clock alone.
func (q *Queue) Peek() (e Event, ok bool) {
	if q.Len() == 0 {
		return e, false
	}
	q.pending.peek().unpack(&e)
	return e, true
}

// Pop takes the first event out and moves the clock to it. It gives false, and leaves the clock alone, if there is
// none.
func (q *Queue) Pop() (e Event, ok bool) {
	if q.Len() == 0 {
		return e, false
	}
	q.pending.pop().unpack(&e)
	q.now, q.phase = e.At, e.Phase
	return e, true
}

// All is every event still to come, in no particular order. The queue must not change meanwhile.
func (q *Queue) All() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		q.pending.each(func(k key) bool {
			var e Event
			k.unpack(&e)
			return yield(e)
		})
	}
}

// Reset empties the queue and sets the clock back to 0. It keeps the memory for the next run.
func (q *Queue) Reset() {
	q.now, q.phase = 0, 0
	q.pending.reset()
}

// misplaced says why e can't be scheduled at now. It stands apart to keep Push small.
func misplaced(e Event, now sim.Time) string {
	if e.At < now {
		return fmt.Sprintf("event: an event can't be scheduled before the clock's %v s: %v", now, e)
	}
	return fmt.Sprintf("event: an event can't be scheduled after %v s, and what never happens isn't scheduled: %v", Last, e)
}
