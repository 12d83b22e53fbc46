package perfetto

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// sequence is the id of the one sequence of packets that a trace consists of.
const sequence = 1

// kind is the type of an event, with the numbers of TrackEvent.Type.
type kind uint8

const (
	begin kind = iota + 1
	end
	instant
	counter
)

// event is a TrackEvent before it is encoded.
type event struct {
	at    sim.Time
	track uint64
	kind  kind
	name  string // of a begin or an instant
	notes []note
	flows [2]uint64 // 0 is none
	value int64     // of a counter
}

// note is a debug annotation: a text, or a number where the text is empty.
type note struct {
	name, text string
	number     int64
}

// descriptor is a track. Its uuid is its place in the list, counted from 1.
type descriptor struct {
	name    string
	parent  uint64 // 0: none
	rank    uint64 // among its siblings
	counter bool
	parents bool // it has children
}

// pool gives strings numbers, from 1 in the order in which they come.
type pool map[string]uint64

// take is the number of a string; it adds to data if the string is new.
func (p pool) take(s string, data *message, field uint64) uint64 {
	if id, ok := p[s]; ok {
		return id
	}
	id := uint64(len(p) + 1)
	p[s] = id
	var entry message
	entry.number(internedIID, id)
	entry.text(internedText, s)
	data.part(field, entry)
	return id
}

// writer encodes packets. Names and texts of events stand in the trace once, in the packet that is the first to need
// them.
type writer struct {
	to                   *bufio.Writer
	names, notes, texts  pool
	packet, inner, piece message // scratch
	interned, framed     message
	began                bool
}

// write encodes the tracks, then the events in order of time.
func write(to io.Writer, tracks []descriptor, events []event) error {
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	w := &writer{to: bufio.NewWriter(to), names: pool{}, notes: pool{}, texts: pool{}}
	for i := range tracks {
		w.describe(uint64(i)+1, &tracks[i])
		if err := w.flush(); err != nil {
			return err
		}
	}
	for i := range events {
		w.event(&events[i])
		if err := w.flush(); err != nil {
			return err
		}
	}
	return w.to.Flush()
}

// flush frames the packet and hands it on.
func (w *writer) flush() error {
	w.packet.number(packetSequence, sequence)
	flags := uint64(flagNeeds)
	if !w.began {
		w.began, flags = true, flagCleared
	}
	w.packet.number(packetFlags, flags)
	w.framed = w.framed[:0]
	w.framed.part(tracePacket, w.packet)
	w.packet = w.packet[:0]
	_, err := w.to.Write(w.framed)
	return err
}

func (w *writer) describe(uuid uint64, d *descriptor) {
	w.inner = w.inner[:0]
	w.inner.number(descriptorUUID, uuid)
	w.inner.text(descriptorName, valid(d.name))
	if d.parent != 0 {
		w.inner.number(descriptorParent, d.parent)
	}
	if d.counter {
		w.piece = w.piece[:0]
		w.piece.number(counterUnit, unitCount)
		w.inner.part(descriptorCounter, w.piece)
	}
	if d.parents {
		w.inner.number(descriptorOrdering, orderingExplicit)
	}
	w.inner.number(descriptorRank, d.rank)
	w.packet.part(packetDescriptor, w.inner)
}

func (w *writer) event(e *event) {
	const nanoseconds = 1_000_000 // in a millisecond
	w.interned = w.interned[:0]
	w.inner = w.inner[:0]
	for i := range e.notes {
		w.note(&e.notes[i])
	}
	w.inner.number(eventType, uint64(e.kind))
	if e.kind == begin || e.kind == instant {
		w.inner.number(eventNameIID, w.names.take(valid(e.name), &w.interned, internedEventNames))
	}
	w.inner.number(eventTrack, e.track)
	if e.kind == counter {
		w.inner.number(eventValue, uint64(e.value))
	}
	for _, flow := range e.flows {
		if flow != 0 {
			w.inner.fixed(eventFlows, flow)
		}
	}
	w.packet.number(packetTimestamp, uint64(e.at)*nanoseconds)
	w.packet.part(packetEvent, w.inner)
	if len(w.interned) > 0 {
		w.packet.part(packetInterned, w.interned)
	}
}

func (w *writer) note(n *note) {
	w.piece = w.piece[:0]
	w.piece.number(noteNameIID, w.notes.take(n.name, &w.interned, internedNoteNames))
	if n.text == "" {
		w.piece.number(noteInt, uint64(n.number))
	} else {
		w.piece.number(noteStringIID, w.texts.take(valid(n.text), &w.interned, internedStrings))
	}
	w.inner.part(eventNotes, w.piece)
}

// valid is s as UTF-8, which a protobuf string has to be.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
