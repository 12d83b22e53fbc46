package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// binder fills schema structs from nodes and collects what is wrong with them.
type binder struct {
	*collector
	schemas    schemas
	unmodelled map[string]unmodelled
	rules      map[string]nameRule
	calls      map[*node]*scope  // those of the timeline, by their nodes
	homes      map[string][]home // where each key of the format belongs, by its folded name; made when first needed
	delays     *delayMaker
}

func newBinder(c *collector, known schemas) *binder {
	b := &binder{
		collector: c, schemas: known, unmodelled: make(map[string]unmodelled), rules: nameRules(),
		calls: make(map[*node]*scope), delays: &delayMaker{made: make(map[string]sim.Delay)},
	}
	for _, row := range notModelled() {
		b.unmodelled[row.key] = row
	}
	return b
}

// table fills the schema struct dst from a table.
func (b *binder) table(n *node, path string, dst reflect.Value) bool {
	data, ok := n.data.(*table)
	if !ok {
		b.wantsTable(n, path)
		return false
	}
	fields := b.schemas.of(dst.Type())
	for i := range fields {
		f := &fields[i]
		to := dst.FieldByIndex(f.index).Addr().Interface().(slot)
		switch child := data.by[f.name]; {
		case f.rest:
			to.absent(b, f)
		case child != nil && f.listed && path != "services":
			b.atKey(child, UnknownKey, "unknown key "+inTable(path), "it belongs to [[services]]")
		case child != nil:
			to.bind(b, child, f, joinPath(path, f.name))
		case f.required && !f.excused(n):
			b.lacks(n, f, path)
		default:
			to.absent(b, f)
		}
	}
	for _, name := range data.names {
		if slices.ContainsFunc(fields, func(f field) bool { return f.name == name && !f.rest }) {
			continue
		}
		if rest := restOf(fields, name); rest != nil {
			dst.FieldByIndex(rest.index).Addr().Interface().(slot).bind(b, data.by[name], rest, joinPath(path, rest.name))
			continue
		}
		b.unknown(data.by[name], name, fields, path)
	}
	return true
}

// restOf is the field that takes a key which no other field has, or nil.
func restOf(fields []field, key string) *field {
	if !isQuantile(key) {
		return nil
	}
	for i := range fields {
		if fields[i].rest {
			return &fields[i]
		}
	}
	return nil
}

// defaults fills the schema struct dst as from an empty table in which nothing is required.
func (b *binder) defaults(dst reflect.Value) {
	fields := b.schemas.of(dst.Type())
	for i := range fields {
		dst.FieldByIndex(fields[i].index).Addr().Interface().(slot).absent(b, &fields[i])
	}
}

// literal is the TOML value that a default in a tag stands for.
func literal(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if text == "true" || text == "false" {
		return text == "true"
	}
	return text
}

// decode fills dst from a value that isn't a list of tables. It gives false after a fault.
func (b *binder) decode(n *node, f *field, path string, dst any) bool {
	switch dst := dst.(type) {
	case *int:
		i, ok := b.integer(n, f)
		*dst = int(i)
		return ok
	case *int64:
		i, ok := b.integer(n, f)
		*dst = i
		return ok
	case *bool:
		v, ok := n.data.(bool)
		*dst = v
		return ok || b.wants(n, "true or false", "")
	case *string:
		s, ok := b.text(n, f)
		*dst = s
		return ok
	case *sim.Span:
		s, ok := b.span(n, f)
		*dst = s
		return ok
	case *[]string:
		list, ok := b.texts(n, f)
		*dst = list
		return ok
	case decoder:
		return dst.decode(b, n, f)
	}
	return b.table(n, path, reflect.ValueOf(dst).Elem())
}

func (b *binder) integer(n *node, f *field) (int64, bool) {
	i, ok := n.data.(int64)
	if !ok {
		return 0, b.wants(n, "an integer"+f.such(), integerHint(n.data))
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, strconv.FormatInt(i, 10)) {
		b.at(n, OutOfRange, fmt.Sprintf("%d is not one of %s", i, strings.Join(f.enum, ", ")), "")
		return i, false
	}
	return i, b.within(n, f, i)
}

// integerHint is the likely fix of what stands where an integer belongs.
func integerHint(data any) string {
	switch data := data.(type) {
	case string:
		if _, err := strconv.ParseInt(strings.TrimSpace(data), 10, 64); err == nil {
			return fmt.Sprintf("take the quotes away: %s", strings.TrimSpace(data))
		}
		if s, problem := parseSpan(data); problem == nil && s%sim.Second == 0 {
			return fmt.Sprintf("this key counts seconds: %d", s/sim.Second)
		}
	case float64:
		if data == float64(int64(data)) {
			return fmt.Sprintf("write %d", int64(data))
		}
	}
	return ""
}

// within checks an integer against its field's range.
func (b *binder) within(n *node, f *field, i int64) bool {
	if f.bounds == "" {
		return true
	}
	lowText, highText, _ := strings.Cut(f.bounds, "..")
	low, _ := strconv.ParseInt(lowText, 10, 64)
	high, _ := strconv.ParseInt(highText, 10, 64)
	if i >= low && i <= high {
		return true
	}
	b.outside(n, f, strconv.FormatInt(i, 10), i < low)
	return false
}

// outside adds the fault of a value beyond its range.
func (b *binder) outside(n *node, f *field, shown string, below bool) {
	detail := fmt.Sprintf("%s is outside %s", shown, f.bounds)
	if f.api == ownAbove && !below {
		defer b.leave()()
		detail += ", whose upper end is a limit of ecssim's own"
	}
	b.says(n, OutOfRange, b.rangeRefusal(f, below), detail, "")
}

func (b *binder) text(n *node, f *field) (string, bool) {
	s, ok := n.data.(string)
	if !ok {
		return "", b.wants(n, "a string"+f.such(), stringHint(n.data))
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, s) {
		hint := ""
		if best, ok := nearest(s, f.enum); ok {
			hint = fmt.Sprintf("did you mean %q?", best)
		}
		b.says(n, OutOfRange, b.enumRefusal(f), fmt.Sprintf("%s is not one of %s", quote(s), strings.Join(f.enum, ", ")), hint)
		return s, false
	}
	if s == "" && f.missing != "" {
		b.says(n, OutOfRange, invalid(f.missing), "there is nothing between the quotes", "")
		return s, false
	}
	return s, f.match == "" || b.named(n, f.match, s)
}

func stringHint(data any) string {
	switch data := data.(type) {
	case int64:
		return fmt.Sprintf("put it in quotes: \"%d\"", data)
	case bool:
		return fmt.Sprintf("put it in quotes: \"%t\"", data)
	}
	return ""
}

func (b *binder) span(n *node, f *field) (sim.Span, bool) {
	s, problem := spanOf(n.data)
	switch {
	case problem != nil && problem.kind == WrongType:
		return 0, b.wants(n, `a duration such as `+strconv.Quote(cmp.Or(f.example, f.def, "30s"))+` or a number of seconds`, "")
	case problem != nil:
		b.at(n, problem.kind, problem.message, problem.hint)
		return 0, false
	}
	if f.bounds == "" {
		return s, true
	}
	lowText, highText, _ := strings.Cut(f.bounds, "..")
	low, _ := parseSpan(lowText)
	high, _ := parseSpan(highText)
	if s < low || s > high {
		b.outside(n, f, spanText(s), s < low)
		return s, false
	}
	return s, true
}

func (b *binder) texts(n *node, f *field) ([]string, bool) {
	nodes, ok := n.data.([]*node)
	if !ok {
		return nil, b.wants(n, "a list of strings"+f.such(), listHint(n.data))
	}
	if !b.countItems(n, f, len(nodes)) {
		return nil, false
	}
	list, good := make([]string, len(nodes)), true
	for i, item := range nodes {
		s, ok := b.text(item, &field{name: f.name, enum: f.enum, match: f.match})
		list[i], good = s, good && ok
	}
	return list, good
}

func listHint(data any) string {
	if s, ok := data.(string); ok {
		return fmt.Sprintf("put it in brackets: [%s]", quote(s))
	}
	return ""
}

// countItems checks how many elements a list has.
func (b *binder) countItems(n *node, f *field, count int) bool {
	if f.items == "" {
		return true
	}
	lowText, highText, _ := strings.Cut(f.items, "..")
	low, _ := strconv.Atoi(lowText)
	high, _ := strconv.Atoi(highText)
	if count >= low && count <= high {
		return true
	}
	b.says(n, OutOfRange, b.itemsRefusal(f, count, high), fmt.Sprintf("%d entries are outside %s", count, f.items), "")
	return false
}

// such is " such as …" with an example of what belongs to the key.
func (f *field) such() string {
	if f.example == "" && f.def == "" {
		return ""
	}
	return " such as " + cmp.Or(f.example, f.def)
}
