package starter

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// widest is how wide a line of a scenario may get before what stands in it goes over several.
const widest = 120

// table is a table of the scenario: its keys in the order in which they were set.
type table struct {
	comment []string // lines in front of its header
	pairs   []pair
	after   []string // comment lines behind its last key
}

// pair is one key and its value: a string, an integer, a bool, a list of such, *table for an inline table, []*table for a
// list of inline tables, or block or blocks.
type pair struct {
	key   string
	value any
}

// block is a table with a header of its own, and blocks a list of such.
type (
	block  struct{ *table }
	blocks []*table
)

// set sets a key to a value, which isn't there yet.
func (t *table) set(key string, value any) { t.pairs = append(t.pairs, pair{key, value}) }

// get is a key's value, nil where there is none.
func (t *table) get(key string) any {
	for _, p := range t.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// replace sets a key, or takes it away where the value is nil.
func (t *table) replace(key string, value any) {
	at := slices.IndexFunc(t.pairs, func(p pair) bool { return p.key == key })
	switch {
	case at < 0 && value != nil:
		t.set(key, value)
	case at >= 0 && value == nil:
		t.pairs = slices.Delete(t.pairs, at, at+1)
	case at >= 0:
		t.pairs[at].value = value
	}
}

// inOrder puts some keys in front, in this order.
func (t *table) inOrder(keys ...string) {
	rank := func(p pair) int {
		if i := slices.Index(keys, p.key); i >= 0 {
			return i
		}
		return len(keys)
	}
	slices.SortStableFunc(t.pairs, func(a, b pair) int { return cmp.Compare(rank(a), rank(b)) })
}

// writer writes tables as TOML.
type writer struct{ strings.Builder }

// comment writes lines of a comment.
func (w *writer) comment(lines ...string) {
	for _, line := range lines {
		w.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
}

// table writes a table under its header; the one without a header is the top level.
func (w *writer) table(path string, t *table, header string) {
	if header != "" {
		w.WriteString("\n")
		w.comment(t.comment...)
		w.WriteString(header + "\n")
	}
	for _, p := range t.pairs {
		switch p.value.(type) {
		case block, blocks:
		default:
			w.pair(p)
		}
	}
	w.comment(t.after...)
	for _, p := range t.pairs {
		name := key(p.key)
		if path != "" {
			name = path + "." + name
		}
		switch v := p.value.(type) {
		case block:
			w.table(name, v.table, "["+name+"]")
		case blocks:
			for _, one := range v {
				w.table(name, one, "[["+name+"]]")
			}
		}
	}
}

// pair writes one line, or several where it would get too wide.
func (w *writer) pair(p pair) {
	line := key(p.key) + " = " + inline(p.value)
	if len(line) <= widest {
		w.WriteString(line + "\n")
		return
	}
	var items []string
	switch v := p.value.(type) {
	case []any:
		for _, item := range v {
			items = append(items, inline(item))
		}
	case []*table:
		for _, item := range v {
			items = append(items, inline(item))
		}
	}
	if len(items) == 0 {
		w.WriteString(line + "\n")
		return
	}
	w.WriteString(key(p.key) + " = [\n  " + strings.Join(items, ",\n  ") + ",\n]\n")
}

// inline is a value in one line.
func inline(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case json.Number:
		return v.String()
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = inline(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case []*table:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = inline(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *table:
		if len(v.pairs) == 0 {
			return "{}"
		}
		items := make([]string, len(v.pairs))
		for i, p := range v.pairs {
			items[i] = key(p.key) + " = " + inline(p.value)
		}
		return "{ " + strings.Join(items, ", ") + " }"
	}
	return fmt.Sprint(v)
}

// key is a key as it is written, with quotes where it needs them.
func key(name string) string {
	bare := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
	}
	if name != "" && strings.IndexFunc(name, func(r rune) bool { return !bare(r) }) < 0 {
		return name
	}
	return quoted(name)
}

// quoted is a basic string, with everything escaped that can't be seen.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// whole is an integer as a value of a table.
func whole(n int64) any { return json.Number(strconv.FormatInt(n, 10)) }
