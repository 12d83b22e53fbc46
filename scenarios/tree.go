package scenarios

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// place is where something stands. For an override the file is the override and line is 0.
type place struct {
	file         string
	line, column int
}

// String is the place as a fault names it.
func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.column)
}

// node is one value of a scenario with its place. Nodes are never changed once others share them, except by overrides,
// which come before sharing.
type node struct {
	key   string // path as faults print it
	place place  // of the key, of the table's header, or of the array's element
	value place  // of the value
	data  any    // string, int64, float64, bool, time.Time, *table or []*node

	below *siblings // of an element that a file adds to a list of the one that it extends: what is there; else nil
}

// table is a TOML table in the order of its source.
type table struct {
	names []string
	by    map[string]*node
}

// get is the value of a key, or nil where n isn't a table or lacks it.
func (n *node) get(name string) *node {
	if t, ok := n.data.(*table); ok {
		return t.by[name]
	}
	return nil
}

// text is the string behind a key, or empty.
func (n *node) text(name string) string {
	if child := n.get(name); child != nil {
		s, _ := child.data.(string)
		return s
	}
	return ""
}

// items are the elements of the array behind a key.
func (n *node) items(name string) []*node {
	if child := n.get(name); child != nil {
		list, _ := child.data.([]*node)
		return list
	}
	return nil
}

func (n *node) isList() bool {
	_, ok := n.data.([]*node)
	return ok
}

func (n *node) isTable() bool {
	_, ok := n.data.(*table)
	return ok
}

// put sets a key of the table n.
func (n *node) put(name string, child *node) {
	t := n.data.(*table)
	if _, ok := t.by[name]; !ok {
		t.names = append(t.names, name)
	}
	t.by[name] = child
}

// newTable is an empty table.
func newTable() *table { return &table{by: make(map[string]*node)} }

// size is how many nodes hang below n, itself included.
func (n *node) size() int {
	total := 1
	switch data := n.data.(type) {
	case *table:
		for _, child := range data.by {
			total += child.size()
		}
	case []*node:
		for _, child := range data {
			total += child.size()
		}
	}
	return total
}

// grow turns what the TOML decoder made into nodes, with the places that the scanner found.
func grow(data any, s *spot, key string, in *source) *node {
	n := &node{key: key, place: in.place(s.key), value: in.place(s.value)}
	switch data := data.(type) {
	case map[string]any:
		n.data = growTable(data, s, key, in)
	case []map[string]any:
		items := make([]*node, len(data))
		for i, item := range data {
			items[i] = grow(item, s.item(i), indexKey(key, i), in)
		}
		n.data = items
	case []any:
		items := make([]*node, len(data))
		for i, item := range data {
			items[i] = grow(item, s.item(i), indexKey(key, i), in)
		}
		n.data = items
	default:
		n.data = data
	}
	return n
}

func growTable(data map[string]any, s *spot, key string, in *source) *table {
	t := newTable()
	for _, name := range slices.Sorted(maps.Keys(data)) {
		t.names = append(t.names, name)
		t.by[name] = grow(data[name], s.field(name), joinKey(key, name), in)
	}
	slices.SortStableFunc(t.names, func(a, b string) int {
		p, q := t.by[a].place, t.by[b].place
		return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column))
	})
	return t
}

// joinKey appends a key to a path, quoted unless TOML takes it bare.
func joinKey(path, name string) string {
	if !isBare(name) {
		name = strconv.Quote(name)
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

func indexKey(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func isBare(name string) bool {
	for _, r := range name {
		if !isBareRune(r) {
			return false
		}
	}
	return name != ""
}

func isBareRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
}

// describe says in words what n holds, for "wants …, but has …".
func (n *node) describe() string {
	switch data := n.data.(type) {
	case string:
		return "the string " + quote(data)
	case int64:
		return "the integer " + strconv.FormatInt(data, 10)
	case float64:
		return "the float " + strconv.FormatFloat(data, 'g', -1, 64)
	case bool:
		return fmt.Sprintf("the boolean %t", data)
	case time.Time:
		return "a date or time"
	case *table:
		return "a table"
	case []*node:
		if len(data) == 0 {
			return "an empty list"
		}
	}
	return "a list"
}

// maxQuoted is how much of a value a message repeats, in characters.
const maxQuoted = 60

// quote repeats a string of the user's in a message, cut where it is long.
func quote(s string) string {
	if cut := []rune(s); len(cut) > maxQuoted {
		s = string(cut[:maxQuoted]) + "…"
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\ufffd"))
}
