package scenarios

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
)

// maxBases is how many files a scenario may extend, one through another.
const maxBases = 16

// whereBases says where a file must be that is extended.
const whereBases = "it has to be in the folder of the scenario's own file, or below it"

// Source is what a scenario is read from: its text, and those of the scenarios that it extends. Gather finds the latter; a
// scenario that extends none has just a name and a text.
type Source struct {
	Name  string // what messages call the text; the scenario is called by its base where the text says no name
	Text  []byte
	Bases []Base // first the one that Text extends, then the one that that one extends
}

// Base is a text that others extend.
type Base struct {
	Path string // from the folder of the scenario's own file, with slashes
	Text []byte
}

// ScenarioName is what the scenario is called if neither its text nor an override says a name.
func (s *Source) ScenarioName() string { return baseName(s.title()) }

func (s *Source) title() string { return cmp.Or(s.Name, "scenario") }

// called is what messages call the text of a base: it stands in the folder of the scenario's file, or below it.
func (s *Source) called(base string) string {
	return s.Name[:strings.LastIndexAny(s.Name, `/\`)+1] + base
}

// document is a scenario with all that it extends, as one tree.
type document struct {
	from   *Source
	root   *node    // without extends and matrix; not changed any more
	matrix *node    // nil: it has none
	files  []string // what messages call the texts
	known  schemas
}

// load makes a tree of the texts. It gives nil after a fault.
func load(from *Source, known schemas, faults *collector) *document {
	if !measure(from, faults) {
		return nil
	}
	roots, entries := make([]*node, 1+len(from.Bases)), 0
	for i := range roots {
		name, text := from.title(), from.Text
		if i > 0 {
			name, text = from.called(from.Bases[i-1].Path), from.Bases[i-1].Text
		}
		faults.files = append(faults.files, printable(name))
		root := decodeAfter(&entries, newSource(name, withoutMark(text)), faults)
		if root != nil && (i == 0 || checkVersion(root, faults)) {
			roots[i] = root
		}
	}
	if slices.Contains(roots, nil) || !linked(roots, from, faults) {
		return nil
	}
	root := roots[len(roots)-1]
	for _, over := range slices.Backward(roots[:len(roots)-1]) {
		root = extend(root, over, known, faults)
	}
	d := &document{from: from, root: root, matrix: root.get("matrix"), files: faults.files, known: known}
	if d.matrix != nil || len(from.Bases) > 0 {
		d.root = rekey(root.without("matrix", "extends"), "")
	}
	if d.matrix != nil && d.matrix.isTable() && d.matrix.length() == 0 {
		d.matrix = nil // as an empty timeline has no actions; so a file can do without the cases of the one that it extends
	}
	return d
}

// withoutMark is a text without the byte order mark that it may begin with.
func withoutMark(text []byte) string { return strings.TrimPrefix(string(text), "\ufeff") }

// measure refuses too much text.
func measure(from *Source, faults *collector) bool {
	total, and := len(from.Text), ""
	for i := range from.Bases {
		total, and = total+len(from.Bases[i].Text), ", those that it extends included,"
	}
	if total > maxBytes {
		message := fmt.Sprintf("%d bytes%s are more than the %d that a scenario may have", total, and, maxBytes)
		faults.add(Fault{File: from.title(), Line: 1, Column: 1, Kind: TooLarge, Message: message})
	}
	return total <= maxBytes
}

// linked checks that the bases are those that the texts extend.
func linked(roots []*node, from *Source, faults *collector) bool {
	at := ""
	for i, root := range roots {
		n := root.get("extends")
		if n == nil {
			if i < len(from.Bases) {
				message := fmt.Sprintf("extends nothing, but is given with %s to extend", quote(from.Bases[i].Path))
				faults.add(Fault{File: faults.files[i], Line: 1, Column: 1, Kind: Conflict, Message: message})
			}
			return i == len(from.Bases)
		}
		base, ok := resolve(n, at, faults)
		switch {
		case !ok:
			return false
		case i == maxBases:
			faults.at(n, TooLarge, tooManyBases(), "")
			return false
		case i >= len(from.Bases) || from.Bases[i].Path != base:
			faults.at(n, Dangling, fmt.Sprintf("the text of %s isn't given", quote(base)), "")
			return false
		}
		at = base
	}
	return false
}

// resolve is the path of the file that extends names in the file at the path from, which is empty for the scenario's own.
func resolve(n *node, from string, faults *collector) (base string, ok bool) {
	text, isText := n.data.(string)
	base = path.Join(path.Dir(from), text)
	switch {
	case !isText:
		faults.at(n, WrongType, `wants the path of another scenario such as "base.toml", but has `+n.describe(), "")
	case text == "":
		faults.at(n, OutOfRange, "there is nothing between the quotes", "")
	case strings.Contains(text, `\`):
		faults.at(n, OutOfRange, quote(text)+` has a \ in it`, "write / between folders, on every system")
	case path.IsAbs(text):
		faults.at(n, OutOfRange, quote(text)+" is an absolute path", "write it from the folder of this file; "+whereBases)
	case base == ".." || strings.HasPrefix(base, "../"):
		faults.at(n, OutOfRange, quote(text)+" leads out of the folder of the scenario", whereBases)
	default:
		return base, true
	}
	return "", false
}

// extend lays a scenario on the one that it extends.
func extend(base, over *node, known schemas, faults *collector) *node {
	base = base.without("extends", "name", "description")
	over = nameGroups(base, over, faults)
	n := merge(base, over, reflect.TypeFor[scenarioFile](), known)
	lower, upper := base.get("taskDefinitions"), over.get("taskDefinitions")
	if lower != nil && upper != nil && lower.isList() && upper.isList() {
		items := mergeDefinitions(base.items("taskDefinitions"), over.items("taskDefinitions"), known)
		n.put("taskDefinitions", &node{key: upper.key, place: upper.place, value: upper.value, data: items})
	}
	return n
}

// nameGroups gives the groups of instances of a base the names that they have by their places, so that the file that extends
// it can mean them. In that one every group has to have a name: it isn't clear otherwise whether it is one more. It gives that
// file without those that have none, whose other faults would be guesses.
func nameGroups(base, over *node, faults *collector) *node {
	lower := base.items("instances")
	if len(lower) == 0 {
		return over
	}
	for i, n := range lower {
		if n.isTable() && n.get("name") == nil {
			n.put("name", &node{key: joinKey(n.key, "name"), place: n.place, value: n.place, data: groupName(i)})
		}
	}
	first := lower[0].text("name")
	var named []*node
	for _, n := range over.items("instances") {
		if n.isTable() && n.get("name") == nil {
			faults.missing(n, "name", "is required in [[instances]] of a file that extends another with groups of instances",
				fmt.Sprintf("name = %s changes the one there, and another name is another group", quote(first)))
		} else {
			named = append(named, n)
		}
	}
	if len(named) == len(over.items("instances")) {
		return over
	}
	list := *over.get("instances")
	list.data = named
	over = over.without()
	over.put("instances", &list)
	return over
}

// mergeDefinitions lays task definitions on others: one with the family and the revision of one below is merged with it, any
// other one is appended, as if it stood behind them.
func mergeDefinitions(lower, upper []*node, known schemas) []*node {
	rs := newRevisions()
	items := slices.Clone(lower)
	take := func(r revision, ok bool) {
		if ok && !rs.has(r) {
			rs.add(r)
		}
	}
	for i, n := range lower {
		r, _, ok := rs.name(n, i)
		take(r, ok)
	}
	merged := make(map[int]bool)
	for _, n := range upper {
		r, _, ok := rs.name(n, len(items))
		if ok && n.get("revision") != nil && rs.has(r) {
			if i := rs.list[rs.byName[r.name()]].index; i < len(lower) && !merged[i] {
				items[i], merged[i] = merge(items[i], n, reflect.TypeFor[taskDefinitionTable](), known), true
				continue
			}
		}
		items = append(items, n)
		take(r, ok)
	}
	return items
}

// isSame says whether a base that a text names is the scenario's own text.
func (s *Source) isSame(base Base) bool {
	return base.Path == s.Name[strings.LastIndexAny(s.Name, `/\`)+1:] && bytes.Equal(base.Text, s.Text)
}
