// Package event holds a run's virtual clock and its future event list.
//
// An [Event] is one flat value: comparable, printable, without a closure or an interface, and what it means is the
// caller's affair; this package knows nothing of Amazon ECS. A [Queue] gives events back in an order that is a property
// of the events alone, (At, Phase, Kind, Entity, Sub), never of who scheduled first. That is what lets a run skip or
// merge events and still be the same run.
//
// There is no cancelling. An event that has lost its meaning is popped all the same and the caller passes over it; the
// usual way is a stamp in Sub that no longer matches the entity's.
package event

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// Event is something that is to happen to one entity at one instant. Events are ordered by their fields from first to
// last. The zero value is an ordinary event at the beginning of the run.
type Event struct {
	At     sim.Time // between the queue's Now and Last
	Phase  uint8    // its cause; lower ones come first at one instant
	Kind   uint8    // what happens, within a phase
	Entity uint32   // whom it happens to
	Sub    uint32   // tells apart events of one entity; carries the caller's cancellation stamp
}

// Last is the latest instant that an event can have: 2^48-1 ms, some 8,900 years. [sim.Never] lies beyond it: what
// never happens isn't scheduled.
const Last sim.Time = 1<<48 - 1

// String prints e for messages: "63.200 s, phase 2, kind 5, entity 17, sub 3".
func (e Event) String() string {
	return fmt.Sprintf("%v s, phase %d, kind %d, entity %d, sub %d", e.At, e.Phase, e.Kind, e.Entity, e.Sub)
}

// key is an event packed so that keys compare as their events do: time, phase and kind above, entity and sub below.
type key struct{ high, low uint64 }

// pack and unpack go through pointers because an Event is copied through memory: its small fields, stored one by one and
// loaded again as a whole, would stall the processor for longer than all the rest of a Push or Pop takes.
func pack(e *Event) key {
	return key{
		high: uint64(e.At)<<16 | uint64(e.Phase)<<8 | uint64(e.Kind),
		low:  uint64(e.Entity)<<32 | uint64(e.Sub),
	}
}

func (k key) unpack(e *Event) {
	e.At = sim.Time(k.high >> 16)
	e.Phase = uint8(k.high >> 8)
	e.Kind = uint8(k.high)
	e.Entity = uint32(k.low >> 32)
	e.Sub = uint32(k.low)
}

// at is the instant of the key's event, in ms.
func (k key) at() uint64 { return k.high >> 16 }
