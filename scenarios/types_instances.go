package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// attributes are an instance's, in order of their names.
type attributes struct{ list []sim.Attribute }

func (a *attributes) decode(b *binder, n *node, _ *field) bool {
	data, ok := n.data.(*table)
	if !ok {
		return b.wants(n, `a table such as { stack = "prod" }`, "")
	}
	for _, name := range data.names {
		child := data.by[name]
		ok = b.named(child, "attributeName", name) && ok
		text, isText := b.text(child, &field{example: `"prod"`, match: "attributeValue"})
		ok = b.mayHave(child, name) && ok && isText
		a.list = append(a.list, sim.Attribute{Name: name, Value: text})
	}
	slices.SortFunc(a.list, func(x, y sim.Attribute) int { return cmp.Compare(x.Name, y.Name) })
	return ok
}

// attributesOfKeys are the attributes that come from other keys, with these.
func attributesOfKeys() map[string]string {
	return map[string]string{zoneAttribute: "availabilityZones", "ecs.instance-type": "instanceType"}
}

// mayHave checks that an attribute isn't one that comes from another key.
func (b *binder) mayHave(n *node, name string) bool {
	key, ok := attributesOfKeys()[name]
	if ok {
		b.atKey(n, Conflict, "comes from "+key, "leave it out")
	}
	return !ok
}

func (*attributes) typeName() string { return "table of strings" }

// instanceIDs are EC2 instance IDs.
type instanceIDs struct {
	list  []string
	items []*node
}

func (l *instanceIDs) decode(b *binder, n *node, f *field) bool {
	items, ok := n.data.([]*node)
	if !ok {
		return b.wants(n, "a list of EC2 instance IDs such as "+f.example, "")
	}
	if !b.countItems(n, f, len(items)) {
		return false
	}
	for _, item := range items {
		id, isText := b.text(item, &field{example: `"i-0123456789abcdef0"`})
		if !isText {
			return false
		}
		digits, ok := strings.CutPrefix(id, "i-")
		if !ok || len(digits) != 8 && len(digits) != 17 || strings.Trim(digits, "0123456789abcdef") != "" {
			b.at(item, OutOfRange, quote(id)+" isn't an EC2 instance ID", "it is i- and 17 digits of 0-9 and a-f, or 8 for an old one")
			return false
		}
		l.list = append(l.list, id)
	}
	l.items = items
	return true
}

func (*instanceIDs) typeName() string { return "list of strings" }

// version is a version of the agent: numbers with dots between them.
type version string

func (v *version) decode(b *binder, n *node, _ *field) bool {
	text, ok := b.text(n, &field{example: `"1.96.0"`})
	if !ok {
		return false
	}
	for part := range strings.SplitSeq(text, ".") {
		if part == "" || strings.Trim(part, "0123456789") != "" || len(text) > 64 {
			b.at(n, OutOfRange, quote(text)+" isn't a version", "write numbers with dots between them, as in 1.96.0")
			return false
		}
	}
	*v = version(text)
	return true
}

func (*version) typeName() string { return "string" }

// Attributes of container instances that task definitions may require.
const (
	architectureAttribute = "ecs.cpu-architecture"
	systemAttribute       = "ecs.os-family"
)

// attributesOf are the attributes of a member of a group: what the group says, and where it doesn't what is always there
// (D26 task-placement-constraints).
func attributesOf(t *instanceTable) []sim.Attribute {
	all := slices.Clone(t.Attributes.V.list)
	for _, one := range []sim.Attribute{
		{Name: architectureAttribute, Value: architectureOf(t.InstanceType.V)},
		{Name: systemAttribute, Value: "LINUX"},
		{Name: "ecs.os-type", Value: "linux"},
	} {
		byName := func(a sim.Attribute, name string) int { return cmp.Compare(a.Name, name) }
		if i, said := slices.BinarySearchFunc(all, one.Name, byName); !said {
			all = slices.Insert(all, i, one)
		}
	}
	return all
}

// architectureOf is the architecture of an instance type's processors. In a name such as c7gn.large, g behind the
// generation is for AWS's own, which are ARM, as is all of a1 (EC2, instance type naming conventions).
func architectureOf(name string) string {
	family, _, _ := strings.Cut(name, ".")
	generation := strings.TrimLeft(family, "abcdefghijklmnopqrstuvwxyz")
	if strings.HasPrefix(strings.TrimLeft(generation, "0123456789"), "g") || family == "a1" {
		return "arm64"
	}
	return "x86_64"
}
