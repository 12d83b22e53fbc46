package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// entries are those of include or exclude.
func (m *matrix) entries(name string) []*node {
	n := m.at.get(name)
	if n == nil {
		return nil
	}
	items, ok := n.data.([]*node)
	if !ok {
		m.wantsA(n, "a list of tables", fmt.Sprintf("such as %s = [{ %s = %s }]", name, m.axes[0].name, m.axes[0].values[0].text))
		return nil
	}
	if len(items) > maxEntry {
		m.atKey(n, TooLarge, fmt.Sprintf("%d entries are more than %d", len(items), maxEntry), "")
		return nil
	}
	var tables []*node
	for _, item := range items {
		if !item.isTable() {
			m.wantsA(item, "a table", "")
			continue
		}
		tables = append(tables, item)
	}
	return tables
}

// exclude says which of the combinations are left.
func (m *matrix) exclude(combinations [][]int) (kept []bool) {
	kept = slices.Repeat([]bool{true}, len(combinations))
	for _, entry := range m.entries("exclude") {
		wanted, ok := m.wanted(entry)
		if !ok {
			continue
		}
		left := 0
		for i, picks := range combinations {
			if kept[i] && fits(picks, wanted) {
				kept[i] = false
				left++
			}
		}
		if left == 0 {
			m.atKey(entry, Conflict, "excludes nothing: those before it exclude the same already", "")
		}
	}
	return kept
}

// fits says whether a combination has the wanted values; -1 is any.
func fits(picks, wanted []int) bool {
	for k, want := range wanted {
		if want >= 0 && want != picks[k] {
			return false
		}
	}
	return true
}

// wanted reads an entry of exclude: which value of each axis it names, -1 where it names none.
func (m *matrix) wanted(entry *node) (wanted []int, ok bool) {
	wanted, ok = slices.Repeat([]int{-1}, len(m.axes)), true
	for _, name := range entry.data.(*table).names {
		n := entry.get(name)
		k := m.find(name)
		if k < 0 {
			m.atKey(n, UnknownKey, "there is no axis with this name", m.meantAxis(name))
			ok = false
			continue
		}
		if wanted[k] = m.pick(&m.axes[k], n); wanted[k] < 0 {
			m.noValue(&m.axes[k], n)
			ok = false
		}
	}
	if ok && entry.length() == 0 {
		m.atKey(entry, Missing, "names no axis", m.meantAxis(""))
		ok = false
	}
	return wanted, ok
}

// find is the index of an axis, or -1.
func (m *matrix) find(name string) int {
	return slices.IndexFunc(m.axes, func(a axis) bool { return a.name == name })
}

// meantAxis is the hint where an axis belongs: the one that name was meant to be, or all.
func (m *matrix) meantAxis(name string) string {
	var names []string
	for i := range m.axes {
		names = append(names, m.axes[i].name)
	}
	if name == "" {
		return "the axes are " + listed(names)
	}
	return didYouMean(name, "axis", names)
}

// pick is which of an axis's values stands at n, or -1.
func (m *matrix) pick(a *axis, n *node) int {
	text := valueText(n)
	return slices.IndexFunc(a.values, func(v axisValue) bool { return v.text == text })
}

func (m *matrix) noValue(a *axis, n *node) {
	var texts []string
	for _, v := range a.values {
		texts = append(texts, v.text)
	}
	m.collector.at(n, Dangling, fmt.Sprintf("%s isn't a value of the axis %s", valueText(n), a.name), "it has "+listed(texts))
}

// include appends the cases that include adds: each names a value of some axes, of one with a key any, and perhaps further
// settings by their paths. What it doesn't name is as the scenario says.
func (m *matrix) include(cases []Case) []Case {
	taken := make(map[string]bool)
	for i := range cases {
		taken[cases[i].Name] = true
	}
	for _, entry := range m.entries("include") {
		c, ok := m.included(entry)
		switch {
		case !ok:
		case c.Name == "":
			m.atKey(entry, Missing, "names no axis, so that the case has no name", m.meantAxis(""))
		case taken[c.Name]:
			m.atKey(entry, Duplicate, fmt.Sprintf("there is the case %s already", c.Name), "exclude that one to have other settings in it")
		case len(c.Name) > maxCaseName:
			m.tooLong(entry, len(c.Name))
		case len(cases) >= maxCases:
			m.full(entry)
		default:
			taken[c.Name] = true
			cases = append(cases, c)
		}
	}
	return cases
}

func (m *matrix) full(n *node) {
	m.atKey(n, TooLarge, fmt.Sprintf("there are more than %d cases", maxCases), "")
}

// included is the case that an entry of include adds.
func (m *matrix) included(entry *node) (c Case, ok bool) {
	ok = true
	var parts []string
	for i := range m.axes {
		a := &m.axes[i]
		n := entry.get(a.name)
		if n == nil {
			continue
		}
		settings := []setting{{n.place, a.steps, n}}
		if k := m.pick(a, n); k >= 0 {
			settings = a.values[k].settings
		} else if a.key == nil {
			m.noValue(a, n)
			ok = false
		}
		parts = append(parts, a.name+"="+valueText(n))
		c.settings = append(c.settings, settings)
	}
	c.Name = strings.Join(parts, ", ")
	var others []setting
	for _, name := range entry.data.(*table).names {
		if m.find(name) >= 0 {
			continue
		}
		s, fine := m.setting(name, entry.get(name))
		if fine && len(s.steps) == 1 && !m.isKey(name) {
			m.atKey(entry.get(name), UnknownKey, "is neither an axis nor a key of the scenario", m.meantAxis(name))
			fine = false
		}
		others, ok = append(others, s), ok && fine
	}
	if len(others) > 0 {
		c.settings = append(c.settings, others)
	}
	return c, ok
}

// isKey says whether the top level has a key.
func (m *matrix) isKey(name string) bool {
	return slices.Contains(keysOf(m.known.of(reflect.TypeFor[scenarioFile]()), true), name)
}

// maxTried is how many values the trees have together in which tryKeys makes settings.
const maxTried = 1_000_000

// tryKeys looks for settings whose paths lead nowhere, in the first case of each. Where that would take long, the others are
// left for when their cases are read.
func (m *matrix) tryKeys(cases []Case, root *node) {
	seen, sizes := make(map[*step]bool), make(map[*node]int)
	whole, total := root.size(), 0
	for i := range cases {
		fresh, size := false, whole
		for _, s := range slices.Concat(cases[i].settings...) {
			fresh = fresh || !seen[&s.steps[0]]
			seen[&s.steps[0]] = true
			if sizes[s.value] == 0 {
				sizes[s.value] = s.value.size()
			}
			size += sizes[s.value]
		}
		if !fresh {
			continue
		}
		if total += size; total > maxTried {
			return
		}
		cases[i].change(root.clone(), m.known, m.collector)
	}
}
