package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// wants adds the fault of a value of the wrong type. It gives false, for callers that give it on.
func (b *binder) wants(n *node, what, hint string) bool {
	b.at(n, WrongType, fmt.Sprintf("wants %s, but has %s", what, n.describe()), hint)
	return false
}

// wantsTable adds the fault of something else where a table belongs.
func (b *binder) wantsTable(n *node, path string) {
	hint := ""
	if items, ok := n.data.([]*node); ok && len(items) > 0 && !strings.Contains(path, ".") {
		if _, ok := items[0].data.(*table); ok {
			hint = fmt.Sprintf("single brackets: [%s]", path)
		}
	}
	b.wants(n, "a table", hint)
}

// wantsList adds the fault of something else where a list of tables belongs.
func (b *binder) wantsList(n *node, path string) {
	hint := ""
	if _, ok := n.data.(*table); ok {
		hint = fmt.Sprintf("double brackets: [[%s]]", path)
	}
	b.wants(n, "a list of tables", hint)
}

// lacks adds the fault of a required key that the table n doesn't have.
func (b *binder) lacks(n *node, f *field, path string) {
	message := "is required " + inTable(path)
	if f.unless != "" && !strings.Contains(f.unless, "=") { // of values that few services have, the reference tells
		message += " without " + f.unless
	}
	hint := ""
	if f.example != "" {
		hint = fmt.Sprintf("such as %s = %s", f.name, f.example)
	}
	if n.below != nil && !b.full() {
		hint = cmp.Or(n.below.meant(n), hint)
	}
	err := invalid(f.missing)
	b.tell(lacking(n, f.name, b.worded(err, message), hint), err)
}

// unknown adds the fault of a key that the format doesn't have there.
func (b *binder) unknown(n *node, name string, fields []field, path string) {
	if b.full() {
		b.dropped++
		return
	}
	b.atKey(n, UnknownKey, "unknown key "+inTable(path), b.keyHint(name, fields, path))
}

// keyHint guesses what an unknown key was meant to be: the same key written otherwise, another word for one, a key of
// another table, or the nearest key of this one.
func (b *binder) keyHint(name string, fields []field, path string) string {
	for _, f := range fields {
		if fold(f.name) == fold(name) || slices.ContainsFunc(f.also, func(also string) bool { return fold(also) == fold(name) }) {
			return fmt.Sprintf("did you mean %s?", f.name)
		}
	}
	homes := slices.DeleteFunc(slices.Clone(b.homesOf(name)), func(h home) bool {
		return h.label == tableLabel("expect") && path != "" // its keys are words of everyday use
	})
	if len(homes) > 0 {
		labels := make([]string, len(homes))
		for i, h := range homes {
			labels[i] = h.label
		}
		hint := "it belongs to " + strings.Join(labels, " or ")
		if key := homes[0].key; key != name {
			hint += ", as " + key
		}
		return hint
	}
	if best, ok := nearest(name, keysOf(fields, true)); ok {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return fmt.Sprintf("%s has %s", tableLabel(path), listed(keysOf(fields, false)))
}

// home is a table that has a key.
type home struct{ key, label string }

// homesOf lists the tables that have a key.
func (b *binder) homesOf(name string) []home {
	if b.homes == nil {
		b.homes = make(map[string][]home)
		walkSchema(reflect.TypeFor[scenarioFile](), "", func(path string, _ reflect.Type, fields []field) {
			if strings.HasPrefix(path, "timeline.createService") {
				return // the same as in [[services]]
			}
			for _, f := range fields {
				b.homes[fold(f.name)] = append(b.homes[fold(f.name)], home{f.name, tableLabel(path)})
			}
		})
	}
	return b.homes[fold(name)]
}

// refused adds a fault where a valid setting isn't modelled yet: in a call, unless the API refuses it.
func (b *binder) refused(n *node, path string) bool {
	row, ok := b.unmodelledAt(path)
	if !ok || row.when.holds == nil || !row.when.holds(n) {
		return false
	}
	if b.scope != nil && b.scope.call {
		b.scope.unmodelled = append(b.scope.unmodelled, row.fault(n))
		return true
	}
	b.refuse(n, row)
	return true
}

func (b *binder) refuse(n *node, row unmodelled) { b.add(row.fault(n)) }

// fault is the fault of a setting that isn't modelled yet, at a node's key.
func (row unmodelled) fault(n *node) Fault {
	return faultAt(n, n.place, NotModelled, "not modelled yet: "+row.what, row.fix)
}

// unmodelledAt finds the row of a path, or of an end of it that begins at a key.
func (b *binder) unmodelledAt(path string) (unmodelled, bool) {
	for {
		if row, ok := b.unmodelled[path]; ok {
			return row, true
		}
		_, rest, ok := strings.Cut(path, ".")
		if !ok {
			return unmodelled{}, false
		}
		path = rest
	}
}
