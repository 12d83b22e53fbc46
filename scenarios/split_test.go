package scenarios

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
)

// TestSplitScenario splits scenarios at random into files that extend each other, which read like the whole.
func TestSplitScenario(t *testing.T) {
	files, err := filepath.Glob("*.toml")
	if err != nil || len(files) < 20 {
		t.Fatal(len(files), err)
	}
	files = append(files, "testdata/rolling-basic.toml", "testdata/carried-over.toml", "testdata/actions.toml", "testdata/fleet.toml")
	rapid.Check(t, func(rt *rapid.T) {
		file := rapid.SampledFrom(files).Draw(rt, "file")
		src, err := os.ReadFile(file)
		if err != nil {
			rt.Fatal(err)
		}
		want, err := Parse("whole.toml", src)
		if err != nil {
			rt.Fatal(err)
		}
		rest := decode(newSource("whole.toml", string(src)), &collector{})
		texts := make(fstest.MapFS)
		names := []string{"whole.toml", "a.toml", "b/c.toml", "b/d.toml"}[:rapid.IntRange(2, 4).Draw(rt, "files")]
		for i, name := range names {
			upper := rest
			if i+1 < len(names) {
				s := splitter{T: rt, known: newSchemas(), revisions: nameRevisions(rest)}
				rest, upper = s.root(rest)
				base, err := filepath.Rel(filepath.Dir(name), names[i+1])
				if err != nil {
					rt.Fatal(err)
				}
				upper.put("extends", &node{data: filepath.ToSlash(base)})
			}
			texts[name] = &fstest.MapFile{Data: []byte(tomlOf(upper))}
		}
		from, err := Gather(texts, "whole.toml", texts["whole.toml"].Data)
		if err != nil {
			rt.Fatal(err)
		}
		cases, err := Cases(from)
		if err != nil {
			rt.Fatalf("%v\n%s", err, shownTexts(texts))
		}
		got, _, err := cases[0].Read()
		if err != nil {
			rt.Fatalf("%v\n%s", err, shownTexts(texts))
		}
		got.Places = want.Places
		for i := range min(len(got.Expectations), len(want.Expectations)) {
			got.Expectations[i].Place = want.Expectations[i].Place
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(sim.Delay{})); diff != "" {
			rt.Fatalf("%s is another scenario in parts (-whole +parts):\n%s\n%s", file, diff, shownTexts(texts))
		}
	})
}

func shownTexts(texts fstest.MapFS) string {
	var b strings.Builder
	for name, file := range texts {
		fmt.Fprintf(&b, "-- %s --\n%s", name, file.Data)
	}
	return b.String()
}

// splitter takes tables apart, so that one laid on the other gives the whole.
type splitter struct {
	*rapid.T
	known     schemas
	revisions *revisions
}

func (s *splitter) pick(what string) bool { return rapid.Bool().Draw(s.T, what) }

func (s *splitter) root(n *node) (lower, upper *node) {
	groups := n.items("instances")
	for i, g := range groups {
		if g.get("name") == nil {
			g.put("name", &node{data: groupName(i)})
		}
	}
	lower, upper = s.table(n, reflect.TypeFor[scenarioFile](), "name", "description")
	if items := n.items("taskDefinitions"); len(items) > 0 {
		below, above := s.definitions(items)
		lower.put("taskDefinitions", &node{data: below})
		upper.put("taskDefinitions", &node{data: above})
	}
	return lower, upper
}

// table splits a table; the keys of above stay in the upper part.
func (s *splitter) table(n *node, t reflect.Type, above ...string) (lower, upper *node) {
	lower, upper = &node{data: newTable()}, &node{data: newTable()}
	fields := s.known.of(t)
	for _, name := range n.data.(*table).names {
		child := n.get(name)
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		switch {
		case slices.Contains(above, name):
			upper.put(name, child)
		case name == "taskDefinitions" && len(above) > 0:
		case i >= 0 && child.isTable() && isTable(fields[i].content) && s.pick(name):
			below, over := s.table(child, fields[i].content)
			lower.put(name, below)
			upper.put(name, over)
		case i >= 0 && child.isTable() && isMap(fields[i].content) && s.pick(name):
			below, over := &node{data: newTable()}, &node{data: newTable()}
			for _, key := range child.data.(*table).names {
				[]*node{below, over}[rapid.IntRange(0, 1).Draw(s.T, key)].put(key, child.get(key))
			}
			lower.put(name, below)
			upper.put(name, over)
		case i >= 0 && child.isList() && fields[i].list && s.known.id(fields[i].content) != "" && s.pick(name):
			below, over := s.list(child.data.([]*node), fields[i].content)
			lower.put(name, below)
			upper.put(name, over)
		case s.pick(name):
			upper.put(name, child)
			if child.isList() && s.pick(name+" below") {
				lower.put(name, &node{data: []*node{}}) // which is replaced, or has nothing by the same name
			}
		default:
			lower.put(name, child)
		}
	}
	return lower, upper
}

// list splits a list of tables with names.
func (s *splitter) list(items []*node, t reflect.Type) (lower, upper *node) {
	id := s.known.id(t)
	cut := rapid.IntRange(0, len(items)).Draw(s.T, "cut")
	below, above := []*node{}, []*node{}
	for _, item := range items[:cut] {
		if !s.pick("split") {
			below = append(below, item)
			continue
		}
		low, up := s.table(item.without(id), t)
		low.put(id, item.get(id))
		up.put(id, item.get(id))
		below, above = append(below, low), append(above, up)
	}
	return &node{data: below}, &node{data: append(above, items[cut:]...)}
}

// definitions splits task definitions, which those above name by family and revision.
func (s *splitter) definitions(items []*node) (below, above []*node) {
	cut := rapid.IntRange(0, len(items)).Draw(s.T, "cut")
	below, above = []*node{}, []*node{}
	for i, item := range items[:cut] {
		at := slices.IndexFunc(s.revisions.list, func(r revision) bool { return r.index == i })
		if at < 0 || !s.pick("split") {
			below = append(below, item)
			continue
		}
		low, up := s.table(item.without("family", "revision", "basedOn"), reflect.TypeFor[taskDefinitionTable]())
		for _, name := range []string{"family", "revision", "basedOn"} {
			if child := item.get(name); child != nil {
				low.put(name, child)
			}
		}
		r := s.revisions.list[at]
		up.put("family", &node{data: r.family})
		up.put("revision", &node{data: int64(r.number)})
		below, above = append(below, low), append(above, up)
	}
	return below, append(above, items[cut:]...)
}

// tomlOf writes a table as a TOML text, a key a line.
func tomlOf(n *node) string {
	var b strings.Builder
	for _, name := range n.data.(*table).names {
		fmt.Fprintf(&b, "%s = %s\n", inlineText(name), inline(n.get(name)))
	}
	return b.String()
}

// inline writes a value as TOML.
func inline(n *node) string {
	var parts []string
	switch data := n.data.(type) {
	case *table:
		for _, name := range data.names {
			parts = append(parts, inlineText(name)+" = "+inline(data.by[name]))
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case []*node:
		for _, item := range data {
			parts = append(parts, inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return inlineText(data)
	case time.Time:
		return data.Format(time.RFC3339)
	case float64:
		text := fmt.Sprintf("%g", data)
		if !strings.ContainsAny(text, ".en") {
			text += ".0"
		}
		return text
	}
	return fmt.Sprint(n.data)
}

func inlineText(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// other is a value in place of n, one that may be wrong there, but of the same type: an override of a string needs no quotes.
func other(rt *rapid.T, n *node) *node {
	values := []any{n.data, n.data != any(true)}
	switch n.data.(type) {
	case string:
		values = []any{n.data, "web:1", "2m", "app"}
	case int64:
		values = []any{n.data, int64(1), int64(50), int64(200)}
	}
	return &node{data: rapid.SampledFrom(values).Draw(rt, "value")}
}

// unused says of keys, one after another, whether none before was it, what it is in, or something in it.
func unused() func(key string) bool {
	var used []string
	return func(key string) bool {
		taken := slices.ContainsFunc(used, func(other string) bool { return strings.HasPrefix(key, other) || strings.HasPrefix(other, key) })
		used = append(used, key)
		return !taken
	}
}

// TestCasesAreOverrides wants of each case of any matrix that it is what its settings come to as overrides, in their order.
func TestCasesAreOverrides(t *testing.T) {
	src, err := os.ReadFile("testdata/rolling-basic.toml")
	if err != nil {
		t.Fatal(err)
	}
	rest := decode(newSource("x.toml", string(src)), &collector{})
	var keys []*node
	leaves(rest, func(n *node) {
		if n.key != "name" && n.key != "schemaVersion" {
			keys = append(keys, n)
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		matrix, sets := "", make(map[string][]string) // by the name of the axis and the value
		fresh := unused()
		for i := range rapid.IntRange(1, 3).Draw(rt, "axes") {
			n := rapid.SampledFrom(keys).Draw(rt, "key")
			if !fresh(n.key) {
				continue
			}
			if rapid.Bool().Draw(rt, "named") {
				m := rapid.SampledFrom(keys).Draw(rt, "other key")
				if !fresh(m.key) {
					continue
				}
				v, w := other(rt, n), other(rt, m)
				matrix += fmt.Sprintf("[matrix.a%d]\nvalues.none = {}\nvalues.both = { %q = %s, %q = %s }\n", i, n.key, inline(v), m.key, inline(w))
				sets[fmt.Sprintf("a%d=both", i)] = []string{n.key + "=" + inline(v), m.key + "=" + inline(w)}
				continue
			}
			v := other(rt, n)
			matrix += fmt.Sprintf("[matrix.a%d]\nkey = %q\nvalues = [%s]\n", i, n.key, inline(v))
			sets[fmt.Sprintf("a%d=%s", i, valueText(v))] = []string{n.key + "=" + inline(v)}
		}
		if matrix == "" {
			return
		}
		cases, err := Cases(Source{Name: "x.toml", Text: []byte(string(src) + "\n" + matrix)})
		if err != nil {
			rt.Fatalf("%v\n%s", err, matrix)
		}
		for i := range cases {
			var asSets []string
			for part := range strings.SplitSeq(cases[i].Name, ", ") {
				asSets = append(asSets, sets[part]...)
			}
			want, refused, err := Read("x.toml", src, asSets...)
			got, also, failed := cases[i].Read()
			if (err == nil) != (failed == nil) || len(refused) != len(also) {
				rt.Fatalf("case %s: %v %v, and as overrides: %v %v", cases[i].Name, failed, also, err, refused)
			}
			if err != nil {
				continue
			}
			if !strings.HasPrefix(got.Name, want.Name+"-a") {
				rt.Errorf("the scenario of %s is called %s", cases[i].Name, got.Name)
			}
			got.Name, got.Places = want.Name, want.Places
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(sim.Delay{})); diff != "" {
				rt.Fatalf("%s differs (-overrides +case):\n%s", cases[i].Name, diff)
			}
		}
	})
}
