package scenarios

import "fmt"

// changes are the values that a case has changed, by their keys, which are paths with indexes. Of a table or a list it's what
// is in it, so that something else may be added to it.
type changes struct {
	made map[string]place  // where the matrix has the setting
	in   map[string]string // by the keys of what they are in: the first one there
}

func newChanges() *changes { return &changes{make(map[string]place), make(map[string]string)} }

// add takes one more, which clashes with none.
func (c *changes) add(key string, at place, value *node) {
	switch data := value.data.(type) {
	case *table:
		for _, name := range data.names {
			c.add(joinKey(key, name), at, data.by[name])
		}
	case []*node:
		for i, item := range data {
			c.add(indexKey(key, i), at, item)
		}
	}
	if value.length() > 0 {
		return
	}
	c.made[key] = at
	for _, outer := range outerKeys(key) {
		if _, ok := c.in[outer]; !ok {
			c.in[outer] = key
		}
	}
}

// clash says which of the changes is one of key too, of what it is in, or of something in it; nothing if none is.
func (c *changes) clash(key string) string {
	if at, ok := c.made[key]; ok {
		return "is changed by " + at.String() + ", too"
	}
	for _, outer := range outerKeys(key) {
		if at, ok := c.made[outer]; ok {
			return fmt.Sprintf("is a part of %s, which is changed by %s", outer, at)
		}
	}
	if inner, ok := c.in[key]; ok {
		return fmt.Sprintf("has %s in it, which is changed by %s", inner, c.made[inner])
	}
	return ""
}

// outerKeys are the paths to what a path leads through. Those that end within quotes lead nowhere.
func outerKeys(key string) []string {
	var all []string
	for i := range len(key) {
		if key[i] == '.' || key[i] == '[' {
			all = append(all, key[:i])
		}
	}
	return all
}
