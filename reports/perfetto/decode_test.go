package perfetto_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

// trace is a trace file as it reads by the public schema.
type trace struct {
	tracks []*track // in the order of the file
	byID   map[uint64]*track
	events []string // as text, in the order of the file
	flows  map[uint64][]string
	last   map[string]int64 // by counter's path: its last value
	faults []string
}

type track struct {
	name, path string
	id, parent uint64
	rank       int64
	counter    bool
	explicit   bool
	open       []string // names of the slices that are open
}

// decode reads a trace. A field that the schema doesn't have, and text that isn't UTF-8, are errors.
func decode(tb testing.TB, file []byte) *trace {
	tb.Helper()
	compiler := protocompile.Compiler{Resolver: &protocompile.SourceResolver{ImportPaths: []string{"testdata"}}}
	files, err := compiler.Compile(context.Background(), "trace.proto")
	if err != nil {
		tb.Fatal(err)
	}
	root := dynamicpb.NewMessage(files[0].Messages().ByName("Trace"))
	if err := proto.Unmarshal(file, root); err != nil {
		tb.Fatal(err)
	}
	d := &decoder{trace: &trace{byID: map[uint64]*track{}, flows: map[uint64][]string{}, last: map[string]int64{}}}
	for i := range 3 {
		d.pools[i] = map[uint64]string{}
	}
	d.known(root)
	packets := root.Get(root.Descriptor().Fields().ByName("packet")).List()
	for i := range packets.Len() {
		d.packet(i, packets.Get(i).Message())
	}
	return d.trace
}

// decoder follows a sequence of packets.
type decoder struct {
	*trace
	pools [3]map[uint64]string // event names, names of annotations, texts
	now   uint64
}

func (d *decoder) fault(format string, args ...any) {
	if len(d.faults) < 20 {
		d.faults = append(d.faults, fmt.Sprintf(format, args...))
	}
}

// known complains of fields that the schema doesn't have.
func (d *decoder) known(m protoreflect.Message) {
	if len(m.GetUnknown()) > 0 {
		d.fault("%s has unknown fields", m.Descriptor().Name())
	}
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Message() == nil:
		case f.IsList():
			for i := range v.List().Len() {
				d.known(v.List().Get(i).Message())
			}
		default:
			d.known(v.Message())
		}
		return true
	})
}

func field(m protoreflect.Message, name protoreflect.Name) (protoreflect.Value, bool) {
	f := m.Descriptor().Fields().ByName(name)
	return m.Get(f), m.Has(f)
}

func number(m protoreflect.Message, name protoreflect.Name) uint64 {
	v, ok := field(m, name)
	switch x := v.Interface().(type) {
	case uint64:
		return x
	case uint32:
		return uint64(x)
	case int32:
		return uint64(x)
	case int64:
		return uint64(x)
	case protoreflect.EnumNumber:
		return uint64(x)
	}
	panic(fmt.Sprint(name, v, ok))
}

func (d *decoder) packet(i int, m protoreflect.Message) {
	if number(m, "trusted_packet_sequence_id") == 0 {
		d.fault("packet %d has no sequence", i)
	}
	if want := uint64(2) - min(1, uint64(max(0, 1-i))); number(m, "sequence_flags") != want {
		d.fault("packet %d has flags %d", i, number(m, "sequence_flags"))
	}
	if data, ok := field(m, "interned_data"); ok {
		d.intern(data.Message())
	}
	if of, ok := field(m, "track_descriptor"); ok {
		d.track(of.Message())
	}
	if of, ok := field(m, "track_event"); ok {
		at := number(m, "timestamp")
		if _, has := field(m, "timestamp"); !has || at < d.now {
			d.fault("packet %d is at %d, after %d", i, at, d.now)
		}
		d.now = at
		d.event(of.Message())
	}
}

func (d *decoder) intern(m protoreflect.Message) {
	for k, name := range []protoreflect.Name{"event_names", "debug_annotation_names", "debug_annotation_string_values"} {
		list, _ := field(m, name)
		for i := range list.List().Len() {
			entry := list.List().Get(i).Message()
			id := number(entry, "iid")
			if _, twice := d.pools[k][id]; twice || id == 0 {
				d.fault("%s %d is given twice", name, id)
			}
			if entry.Descriptor().Name() == "InternedString" {
				text, _ := field(entry, "str")
				d.pools[k][id] = string(text.Bytes())
			} else {
				text, _ := field(entry, "name")
				d.pools[k][id] = text.String()
			}
		}
	}
}

func (d *decoder) track(m protoreflect.Message) {
	name, _ := field(m, "name")
	_, counter := field(m, "counter")
	t := &track{
		name: name.String(), id: number(m, "uuid"), parent: number(m, "parent_uuid"), rank: int64(number(m, "sibling_order_rank")), counter: counter,
		explicit: number(m, "child_ordering") == 3,
	}
	t.path = t.name
	if t.parent != 0 {
		above := d.byID[t.parent]
		if above == nil || !above.explicit {
			d.fault("track %s stands below nothing that orders it", t.name)
			return
		}
		t.path = above.path + "/" + t.name
	}
	for _, other := range d.tracks {
		if other.parent == t.parent && (other.name == t.name || other.rank >= t.rank) {
			d.fault("tracks %s and %s are alike or out of order", other.path, t.path)
		}
	}
	if d.byID[t.id] != nil || t.id == 0 {
		d.fault("track %d is there twice", t.id)
	}
	d.tracks, d.byID[t.id] = append(d.tracks, t), t
}

// event takes an event: slices on a track follow each other or lie in each other, and end as often as they begin.
func (d *decoder) event(m protoreflect.Message) {
	t := d.byID[number(m, "track_uuid")]
	if t == nil {
		d.fault("an event is on no track")
		return
	}
	name := d.pools[0][number(m, "name_iid")]
	line := fmt.Sprintf("%d.%03d %s ", d.now/1e9, d.now/1e6%1000, t.path)
	switch kind := number(m, "type"); {
	case kind == 4 && t.counter:
		value := int64(number(m, "counter_value"))
		d.last[t.path] = value
		line += fmt.Sprint("= ", value)
	case kind == 1 && name != "":
		t.open = append(t.open, name)
		line += "[ " + name
	case kind == 2 && len(t.open) > 0:
		line += "] " + t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
	case kind == 3 && name != "":
		line += "! " + name
	default:
		d.fault("event %q of type %d on track %s", name, kind, t.path)
	}
	if len(t.open) > 1 {
		d.fault("slices %q overlap on %s", t.open, t.path)
	}
	notes, _ := field(m, "debug_annotations")
	for i := range notes.List().Len() {
		line += " " + d.note(notes.List().Get(i).Message())
	}
	flows, _ := field(m, "flow_ids")
	for i := range flows.List().Len() {
		id := flows.List().Get(i).Uint()
		d.flows[id] = append(d.flows[id], t.path)
		line += fmt.Sprint(" ~", id)
	}
	d.events = append(d.events, line)
}

func (d *decoder) note(m protoreflect.Message) string {
	name, text := d.pools[1][number(m, "name_iid")], ""
	if n, ok := field(m, "int_value"); ok {
		text = fmt.Sprint(n.Int())
	} else {
		text = fmt.Sprintf("%q", d.pools[2][number(m, "string_value_iid")])
	}
	if name == "" || text == `""` {
		d.fault("an annotation %q is %s", name, text)
	}
	return name + "=" + text
}

// check reports everything that is wrong with a trace.
func (tr *trace) check(tb testing.TB) {
	tb.Helper()
	for _, fault := range tr.faults {
		tb.Error(fault)
	}
	for _, t := range tr.tracks {
		if len(t.open) > 0 {
			tb.Errorf("%s: %q doesn't end", t.path, t.open)
		}
	}
	for id, ends := range tr.flows {
		if len(ends) != 2 || ends[0] == ends[1] {
			tb.Errorf("flow %d goes through %q", id, ends)
		}
	}
}

// String is the tracks and the events, in the order of the file.
func (tr *trace) String() string {
	var b strings.Builder
	for _, t := range tr.tracks {
		b.WriteString(t.path + "\n")
	}
	b.WriteString("\n" + strings.Join(tr.events, "\n") + "\n")
	return b.String()
}
