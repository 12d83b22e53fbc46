package scenarios

import (
	"fmt"
	"reflect"
	"slices"
)

// merge is the table over laid on the table base, by the schema t: tables that the schema knows key by key, lists of
// named tables by name, everything else whole. Neither is changed; what isn't overridden is shared.
func merge(base, over *node, t reflect.Type, known schemas) *node {
	return mergeFields(base, over, known.of(t), known)
}

// mergeFields is merge for a table with these fields; without any, key by key.
func mergeFields(base, over *node, fields []field, known schemas) *node {
	lower, ok := base.data.(*table)
	upper, also := over.data.(*table)
	if !ok || !also {
		return over
	}
	merged := newTable()
	n := &node{key: over.key, place: over.place, value: over.value, data: merged}
	for _, name := range lower.names {
		n.put(name, lower.by[name])
	}
	for _, name := range upper.names {
		child := upper.by[name]
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		below := merged.by[name]
		switch {
		case i < 0 || below == nil:
		case fields[i].list:
			child = mergeList(below, child, fields[i].content, known)
		case isTable(fields[i].content):
			child = merge(below, child, fields[i].content, known)
		case isMap(fields[i].content):
			child = mergeFields(below, child, nil, known)
		}
		n.put(name, child)
	}
	return n
}

// isMap says whether t is a table whose keys no schema lists and that don't depend on each other, as the parameters of a
// distribution do.
func isMap(t reflect.Type) bool {
	return t == reflect.TypeFor[overrides]() || t == reflect.TypeFor[attributes]()
}

// mergeList lays a list of tables on another: an element with the name of one below is merged with it, any other one
// is appended. A list whose elements have no names replaces the one below.
func mergeList(base, over *node, t reflect.Type, known schemas) *node {
	id := known.id(t)
	lower, ok := base.data.([]*node)
	upper, also := over.data.([]*node)
	if id == "" || !ok || !also {
		return over
	}
	items := slices.Clone(lower)
	below := &siblings{id, make([]string, len(lower))}
	for i, item := range lower {
		below.names[i] = item.text(id)
	}
	merged := make(map[int]bool)
	for _, item := range upper {
		name := item.text(id)
		i := -1
		if name != "" {
			i = slices.Index(below.names, name)
		}
		if i < 0 || merged[i] {
			items = append(items, item.besides(below))
			continue
		}
		merged[i] = true
		items[i] = merge(items[i], item, t, known)
	}
	return &node{key: over.key, place: over.place, value: over.value, data: items}
}

// siblings are the elements of a list that another one was laid on.
type siblings struct {
	id    string   // the key that names them
	names []string // empty for one without
}

// besides is the element n, which was appended to others.
func (n *node) besides(others *siblings) *node {
	c := *n
	c.below = others
	return &c
}

// meant is the hint for an element that lacks something: that its name is nearly one of those below.
func (s *siblings) meant(n *node) string {
	best, ok := nearest(n.text(s.id), s.names)
	if !ok {
		return ""
	}
	return fmt.Sprintf("did you mean %s = %s, as in the file that this one extends?", s.id, quote(best))
}

// without is the table n without some keys.
func (n *node) without(names ...string) *node {
	from, ok := n.data.(*table)
	if !ok {
		return n
	}
	rest := &node{key: n.key, place: n.place, value: n.value, data: newTable()}
	for _, name := range from.names {
		if !slices.Contains(names, name) {
			rest.put(name, from.by[name])
		}
	}
	return rest
}

// clone is a copy of a tree that shares nothing with it.
func (n *node) clone() *node {
	c := *n
	switch data := n.data.(type) {
	case *table:
		t := &table{names: slices.Clone(data.names), by: make(map[string]*node, len(data.by))}
		for name, child := range data.by {
			t.by[name] = child.clone()
		}
		c.data = t
	case []*node:
		items := make([]*node, len(data))
		for i, item := range data {
			items[i] = item.clone()
		}
		c.data = items
	}
	return &c
}
