package perfetto

import "encoding/binary"

// The numbers of the fields and values that a trace is made of, as Perfetto's public schema has them
// (protos/perfetto/trace/trace_packet.proto and its kin; testdata/trace.proto holds the same for the test).
const (
	tracePacket = 1 // of Trace

	packetTimestamp  = 8 // of TracePacket
	packetSequence   = 10
	packetEvent      = 11
	packetInterned   = 12
	packetFlags      = 13
	packetDescriptor = 60

	flagCleared = 1 // of sequence_flags: nothing interned before holds
	flagNeeds   = 2 // the packet refers to interned names

	descriptorUUID     = 1 // of TrackDescriptor
	descriptorName     = 2
	descriptorParent   = 5
	descriptorCounter  = 8
	descriptorOrdering = 11
	descriptorRank     = 12
	orderingExplicit   = 3
	counterUnit        = 3 // of CounterDescriptor
	unitCount          = 2

	eventNotes   = 4 // of TrackEvent: debug_annotations
	eventType    = 9
	eventNameIID = 10
	eventTrack   = 11
	eventValue   = 30 // counter_value
	eventFlows   = 47

	noteNameIID   = 1 // of DebugAnnotation
	noteInt       = 4
	noteStringIID = 17

	internedEventNames = 2 // of InternedData
	internedNoteNames  = 3
	internedStrings    = 29
	internedIID        = 1 // of EventName, DebugAnnotationName and InternedString
	internedText       = 2
)

// The wire types of the protobuf encoding.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
)

// message is a protobuf message in the making.
type message []byte

func (m *message) tag(field, wire uint64) { *m = binary.AppendUvarint(*m, field<<3|wire) }

// number appends a field of an integer or an enum.
func (m *message) number(field, value uint64) {
	m.tag(field, wireVarint)
	*m = binary.AppendUvarint(*m, value)
}

// fixed appends a field of the type fixed64.
func (m *message) fixed(field, value uint64) {
	m.tag(field, wireFixed64)
	*m = binary.LittleEndian.AppendUint64(*m, value)
}

// part appends a field that holds another message.
func (m *message) part(field uint64, of message) {
	m.tag(field, wireBytes)
	*m = binary.AppendUvarint(*m, uint64(len(of)))
	*m = append(*m, of...)
}

// text appends a field that holds a string.
func (m *message) text(field uint64, s string) {
	m.tag(field, wireBytes)
	*m = binary.AppendUvarint(*m, uint64(len(s)))
	*m = append(*m, s...)
}
