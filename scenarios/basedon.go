package scenarios

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// maxExpanded is how many nodes the task definitions may have together once basedOn is carried out.
const maxExpanded = 500_000

// revision is a task definition of the file with its name, found before the rest is read.
type revision struct {
	node   *node // basedOn carried out
	family string
	number int
	index  int // in the file
	active bool
}

func (r revision) name() string { return fmt.Sprintf("%s:%d", r.family, r.number) }

// revisions are the task definitions of a file that have a name, in its order.
type revisions struct {
	list    []revision
	byName  map[string]int // indexes of list
	highest map[string]int // of each family
	latest  map[string]int // of each family, of its active ones
}

func newRevisions() *revisions {
	return &revisions{byName: make(map[string]int), highest: make(map[string]int), latest: make(map[string]int)}
}

// add takes in one more revision, whose name must be free.
func (rs *revisions) add(r revision) {
	i := len(rs.list)
	rs.list = append(rs.list, r)
	rs.byName[r.name()] = i
	if top, ok := rs.highest[r.family]; !ok || rs.list[top].number < r.number {
		rs.highest[r.family] = i
	}
	if top, ok := rs.latest[r.family]; r.active && (!ok || rs.list[top].number < r.number) {
		rs.latest[r.family] = i
	}
}

// find gives the index in list of the revision that "family:revision" or, for its highest revision, "family" names.
func (rs *revisions) find(name string) (int, bool) {
	if i, ok := rs.byName[name]; ok {
		return i, true
	}
	i, ok := rs.highest[name]
	return i, ok
}

// findActive is find with the latest ACTIVE revision for a bare family, as calls of the API take it (API page
// UpdateService). The revision that a full name means may be INACTIVE.
func (rs *revisions) findActive(name string) (int, bool) {
	if i, ok := rs.byName[name]; ok {
		return i, true
	}
	i, ok := rs.latest[name]
	return i, ok
}

// next is the number that a family's next revision gets.
func (rs *revisions) next(family string) int {
	if i, ok := rs.highest[family]; ok {
		return rs.list[i].number + 1
	}
	return 1
}

func (rs *revisions) names() []string {
	list := make([]string, len(rs.list))
	for i, r := range rs.list {
		list[i] = r.name()
	}
	return list
}

// name gives the i-th task definition its name, as far as it can have one. base is the entry that it is basedOn.
func (rs *revisions) name(n *node, i int) (r revision, base *revision, ok bool) {
	if found, has := rs.find(n.text("basedOn")); has {
		base = &rs.list[found]
	}
	status := n.text("status")
	r = revision{node: n, index: i, family: n.text("family"), active: status == "" || status == "ACTIVE"}
	if r.family == "" && base != nil && n.get("family") == nil {
		r.family = base.family
	}
	if r.family == "" {
		return r, base, false
	}
	r.number = rs.next(r.family)
	if child := n.get("revision"); child != nil {
		number, isInteger := child.data.(int64)
		if !isInteger || number < 1 || number > sim.MaxRevision {
			return r, base, false
		}
		r.number = int(number)
	}
	return r, base, true
}

func (rs *revisions) has(r revision) bool {
	_, taken := rs.byName[r.name()]
	return taken
}

// definitions are the task definitions of a file, none where there are too many.
func definitions(root *node) []*node {
	items := root.items("taskDefinitions")
	if len(items) > sim.MaxTaskDefinitions {
		return nil
	}
	return items
}

// nameRevisions names the task definitions as they stand, without carrying out basedOn.
func nameRevisions(root *node) *revisions {
	rs := newRevisions()
	for i, n := range definitions(root) {
		if r, _, ok := rs.name(n, i); ok && !rs.has(r) {
			rs.add(r)
		}
	}
	return rs
}

// expand carries out basedOn: every task definition of root becomes whole. It gives the names of all.
func expand(root *node, known schemas, c *collector) *revisions {
	rs := newRevisions()
	items := definitions(root)
	total := 0
	for i, n := range items {
		r, base, ok := rs.name(n, i)
		if base != nil {
			r.node = merge(base.node.without("basedOn", "revision", "status"), n, reflect.TypeFor[taskDefinitionTable](), known)
			items[i] = r.node
		} else if n.text("basedOn") != "" {
			danglingBase(n.get("basedOn"), root, i, rs, c)
		}
		if total += items[i].size(); total > maxExpanded {
			c.atKey(n, TooLarge, fmt.Sprintf("with everything that basedOn copies, the task definitions have more than %d settings", maxExpanded), "")
			root.get("taskDefinitions").data = items[:i]
			return rs
		}
		switch {
		case ok && rs.has(r):
			first := rs.list[rs.byName[r.name()]]
			c.atKey(n, Duplicate, fmt.Sprintf("%s is defined twice; the first is taskDefinitions[%d]", r.name(), first.index), "leave revision out for the next free one")
		case ok:
			rs.add(r)
		}
	}
	return rs
}

func danglingBase(n, root *node, i int, before *revisions, c *collector) {
	name := n.data.(string)
	for _, later := range nameRevisions(root).list {
		if later.index >= i && (later.name() == name || later.family == name) {
			hint := "move it behind that one"
			if later.index == i {
				hint = "it can't be based on itself"
			}
			c.at(n, Dangling, fmt.Sprintf("%s doesn't stand before this entry", quote(name)), hint)
			return
		}
	}
	c.at(n, Dangling, fmt.Sprintf("there is no task definition %s before this entry", quote(name)), didYouMean(name, "task definition", before.names()))
}

// taskDefinitionName takes the family, or family:revision, out of an ARN; any other text is one already.
func taskDefinitionName(text string) string {
	if _, name, ok := strings.Cut(text, ":task-definition/"); ok && strings.HasPrefix(text, "arn:") {
		return name
	}
	return text
}
