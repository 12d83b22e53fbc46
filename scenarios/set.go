package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// step is one step of an override's path: a key or a name, or the index of an element.
type step struct {
	name    string
	index   int
	indexed bool
}

// setter carries out one override, or one setting of a matrix.
type setter struct {
	*collector
	known schemas
	root  *node
	at    place // of the override, or of the key in the matrix: where its faults are, and what it makes on its way
	steps []step
	value func(key string, wantsString bool) *node // makes the value; nil after a fault
}

// override changes the tree by one override, key=value.
func override(root *node, set string, known schemas, faults *collector) {
	s := &setter{collector: faults, known: known, root: root, at: place{file: "--set " + set}}
	path, text, ok := cutOverride(set)
	if !ok {
		s.fail(Syntax, "", "an override is written key=value", `such as services.web.desiredCount=8`)
		return
	}
	steps, problem := parseSteps(path)
	if problem != "" {
		s.fail(Syntax, "", problem, `such as services.web.desiredCount=8, services[0].desiredCount=8 or instances."a.b".count=2`)
		return
	}
	if message, hint := notSettable(steps); message != "" {
		s.fail(Conflict, steps[0].name, message, hint)
		return
	}
	s.steps = steps
	s.value = func(key string, wantsString bool) *node { return s.typed(text, key, wantsString) }
	s.walk(root, "", reflect.TypeFor[scenarioFile](), 0)
}

func (s *setter) fail(kind Kind, key, message, hint string) {
	s.add(Fault{File: s.at.file, Line: s.at.line, Column: s.at.column, Key: key, Kind: kind, Message: message, Hint: hint})
}

// notSettable says why an override can't change what its path begins with.
func notSettable(steps []step) (message, hint string) {
	switch steps[0].name {
	case "extends":
		return "an override can't change which file a scenario extends", "change single settings, or write a file that extends the other one"
	case "matrix":
		return "an override can't change the cases of a scenario", "choose a case, and change its settings by their own keys"
	}
	return "", ""
}

// cutOverride cuts at the first = that doesn't stand in quotes.
func cutOverride(set string) (path, value string, ok bool) {
	quote := byte(0)
	for i := range len(set) {
		switch c := set[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=':
			return strings.TrimSpace(set[:i]), strings.TrimSpace(set[i+1:]), true
		}
	}
	return "", "", false
}

// parseSteps reads a path such as services[0].x, services.web.x or instances."a.b".count.
func parseSteps(path string) (steps []step, problem string) {
	rest := path
	for {
		var name string
		name, rest, problem = cutName(rest)
		if problem != "" {
			return nil, problem
		}
		steps = append(steps, step{name: name})
		for strings.HasPrefix(rest, "[") {
			digits, after, ok := strings.Cut(rest[1:], "]")
			index, err := strconv.Atoi(digits)
			if !ok || err != nil || index < 0 {
				return nil, fmt.Sprintf("%s isn't an index in brackets", quote(rest))
			}
			steps = append(steps, step{index: index, indexed: true})
			rest = after
		}
		if len(steps) > maxDepth {
			return nil, fmt.Sprintf("the path has more than %d steps", maxDepth)
		}
		if rest == "" {
			return steps, ""
		}
		if rest[0] != '.' {
			return nil, fmt.Sprintf("%s doesn't follow a dot", quote(rest))
		}
		rest = rest[1:]
	}
}

// cutName takes one name, bare or in quotes, off a path.
func cutName(path string) (name, rest, problem string) {
	if path != "" && (path[0] == '"' || path[0] == '\'') {
		end := strings.IndexByte(path[1:], path[0])
		if end < 0 {
			return "", "", "a quote isn't closed"
		}
		return path[1 : end+1], path[end+2:], ""
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	if end == 0 {
		return "", "", "a name is missing in " + quote(path)
	}
	return path[:end], path[end:], ""
}

// walk takes the i-th step from the table n, whose schema is t.
func (s *setter) walk(n *node, path string, t reflect.Type, i int) {
	at := s.steps[i]
	if at.indexed {
		s.fail(UnknownKey, n.key, "is a table, not a list", "leave the index out")
		return
	}
	fields := s.known.of(t)
	j := slices.IndexFunc(fields, func(f field) bool { return f.name == at.name && !f.rest })
	if rest := restOf(fields, at.name); j < 0 && rest != nil && i+1 == len(s.steps) {
		s.store(n, at.name, joinKey(n.key, at.name), *rest)
		return
	}
	if j < 0 {
		b := newBinder(s.collector, s.known)
		s.fail(UnknownKey, joinKey(n.key, at.name), "unknown key "+inTable(path), b.keyHint(at.name, fields, path))
		return
	}
	f := fields[j]
	child := n.get(f.name)
	key := joinKey(n.key, f.name)
	if i+1 == len(s.steps) {
		s.store(n, f.name, key, f)
		return
	}
	path = joinPath(path, f.name)
	if f.list {
		s.walkList(n, child, key, path, f, i+1)
		return
	}
	if !isTable(f.content) && !isFree(f) {
		s.fail(UnknownKey, key, "has no keys of its own", "")
		return
	}
	if !isTable(f.content) {
		s.free(child, func(made *node) { n.put(f.name, made) }, key, i+1)
		return
	}
	if child == nil || !child.isTable() {
		child = s.made(key, newTable())
		n.put(f.name, child)
	}
	s.walk(child, path, f.content, i+1)
}

// isFree says whether what a key holds has keys, or elements, that only its decoder knows.
func isFree(f field) bool {
	return f.content.Kind() == reflect.Slice || reflect.PointerTo(f.content).Implements(reflect.TypeFor[decoder]())
}

// made is a node that the override brings in.
func (s *setter) made(key string, data any) *node {
	return &node{key: key, place: s.at, value: s.at, data: data}
}

// store puts the override's value behind a key.
func (s *setter) store(n *node, name, key string, f field) {
	if child := s.value(key, f.content.Kind() == reflect.String && !f.list); child != nil {
		n.put(name, child)
	}
}

// typed is the value that the text of an override means: a TOML value if it is one, else the text itself. Where a string
// belongs, what isn't in quotes is one.
func (s *setter) typed(text, key string, wantsString bool) *node {
	quiet := &collector{}
	in := newSource(s.at.file, "x = "+text)
	in.fixed = true
	root := decode(in, quiet)
	for _, fault := range quiet.list {
		if fault.Kind == TooLarge {
			s.fail(TooLarge, key, fault.Message, "")
			return nil
		}
	}
	if root == nil || root.length() != 1 || root.get("x") == nil {
		return s.made(key, text)
	}
	n := root.get("x")
	if _, isString := n.data.(string); wantsString && !isString {
		return s.made(key, text)
	}
	return rekey(n, key)
}

// rekey gives a tree another path.
func rekey(n *node, key string) *node {
	n.key = key
	switch data := n.data.(type) {
	case *table:
		for _, name := range data.names {
			rekey(data.by[name], joinKey(key, name))
		}
	case []*node:
		for i, item := range data {
			rekey(item, indexKey(key, i))
		}
	}
	return n
}
