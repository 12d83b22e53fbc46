package scenarios

import (
	"fmt"
	"slices"
	"strconv"
)

const cantAppend = "an override can't append to a list"

func beyond(items []*node) string {
	return fmt.Sprintf("is beyond the end of the list, which has %d, counted from [0]", len(items))
}

// walkList takes the i-th step of an override into a list of tables, which the table n has behind a key.
func (s *setter) walkList(n, list *node, key, path string, f field, i int) {
	item, at := s.element(n, list, key, path, f, s.steps[i])
	switch {
	case item == nil:
	case i+1 == len(s.steps):
		if child := s.value(item.key, false); child != nil {
			n.items(f.name)[at] = child
		}
	case !item.isTable():
		s.fail(WrongType, item.key, "isn't a table, so that it has no keys", "")
	default:
		s.walk(item, path, f.content, i+1)
	}
}

// element finds the element of a list that a step means, by its index or by its name.
func (s *setter) element(n, list *node, key, path string, f field, at step) (item *node, index int) {
	var items []*node
	if list != nil {
		items, _ = list.data.([]*node)
	}
	if at.indexed {
		if at.index < len(items) {
			return items[at.index], at.index
		}
		s.fail(Dangling, indexKey(key, at.index), beyond(items), cantAppend)
		return nil, 0
	}
	names := s.elementNames(items, f, path)
	for i, name := range names {
		if name == at.name {
			return items[i], i
		}
	}
	if path == "taskDefinitions.containerDefinitions" {
		inherited := s.inherited(n)
		if slices.Contains(inherited, at.name) && (list == nil || list.isList()) {
			return s.appendNamed(n, list, key, f, at.name), len(items)
		}
		names = append(names, inherited...)
	}
	what := "entry of " + tableLabel(path)
	s.fail(Dangling, joinKey(key, at.name), fmt.Sprintf("there is no %s with this name", what), didYouMean(at.name, what, presentNames(names)))
	return nil, 0
}

// elementNames are the names of a list's elements, empty for one without.
func (s *setter) elementNames(items []*node, f field, path string) []string {
	names := make([]string, len(items))
	if path == "taskDefinitions" {
		for _, r := range nameRevisions(s.root).list {
			names[r.index] = r.name()
		}
		return names
	}
	id := s.known.id(f.content)
	for i, item := range items {
		if id != "" {
			names[i] = item.text(id)
		}
		if path == "instances" && names[i] == "" {
			names[i] = groupName(i)
		}
	}
	return names
}

func presentNames(names []string) []string {
	var present []string
	for _, name := range names {
		if name != "" {
			present = append(present, name)
		}
	}
	return present
}

// inherited are the names of the containers that a task definition has from the ones that it is basedOn, near or far.
func (s *setter) inherited(n *node) []string {
	var names []string
	revs := nameRevisions(s.root)
	for range maxDepth {
		i, ok := revs.find(n.text("basedOn"))
		if !ok || revs.list[i].node == n {
			break
		}
		n = revs.list[i].node
		for _, item := range n.items("containerDefinitions") {
			names = append(names, item.text("name"))
		}
	}
	return names
}

// appendNamed makes an entry with a name and nothing else, which changes the inherited entry of that name once basedOn
// is carried out.
func (s *setter) appendNamed(n, list *node, key string, f field, name string) *node {
	if list == nil {
		list = s.made(key, []*node{})
		n.put(f.name, list)
	}
	items := list.data.([]*node)
	item := s.made(indexKey(key, len(items)), newTable())
	id := s.known.id(f.content)
	item.put(id, s.made(joinKey(item.key, id), name))
	list.data = append(items, item)
	return item
}

// free takes the steps from i on inside a value whose keys and elements the schema doesn't list. child is that value, if
// there is one, and replace puts another one in its place.
func (s *setter) free(child *node, replace func(*node), key string, i int) {
	at := s.steps[i]
	if at.indexed {
		s.freeIndex(child, key, i)
		return
	}
	if child == nil || !child.isTable() {
		child = s.made(key, newTable())
		replace(child)
	}
	key = joinKey(key, at.name)
	s.freeValue(child.get(at.name), func(n *node) { child.put(at.name, n) }, key, i)
}

// freeIndex takes a step into an element of a list.
func (s *setter) freeIndex(list *node, key string, i int) {
	var items []*node
	if list != nil {
		items, _ = list.data.([]*node)
	}
	index := s.steps[i].index
	key = indexKey(key, index)
	if index >= len(items) {
		s.fail(Dangling, key, beyond(items), cantAppend)
		return
	}
	s.freeValue(items[index], func(n *node) { items[index] = n }, key, i)
}

// freeValue replaces a value, or takes the steps behind the i-th inside it.
func (s *setter) freeValue(child *node, replace func(*node), key string, i int) {
	if i+1 < len(s.steps) {
		s.free(child, replace, key, i+1)
		return
	}
	if n := s.value(key, false); n != nil {
		replace(n)
	}
}

// groupName is the name of the i-th group of instances, from 0, where it doesn't say.
func groupName(i int) string { return "group-" + strconv.Itoa(i+1) }
