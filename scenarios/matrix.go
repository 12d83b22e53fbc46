package scenarios

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Limits of a matrix.
const (
	maxCases    = 10_000
	maxEntry    = 1_000  // entries of include, and of exclude
	maxSettings = 10_000 // that its values and its include have together
	maxCaseName = 200    // characters
	maxAxisName = 64     // characters of the name of an axis, or of a value
)

// matrix reads [matrix], which makes a scenario several: its cases are all combinations of the values of its axes, but for
// those that exclude names, and those that include adds.
type matrix struct {
	*collector
	known    schemas
	at       *node
	axes     []axis
	settings int // so far
}

// axis is one of the things that differ between cases.
type axis struct {
	name   string
	at     *node
	key    *node // path of the setting that the values are of; nil: each value has settings of its own
	steps  []step
	values []axisValue
}

// axisValue is a value of an axis: what names of cases call it, and what it changes.
type axisValue struct {
	text     string
	settings []setting
}

// setting is a change of a scenario that a matrix asks for.
type setting struct {
	at    place // of its key in the matrix
	steps []step
	value *node
}

// apply makes the change in a tree. It gives a fault where another one of the case has changed the same: the name of the case
// would tell of a value that it doesn't have.
func (s *setting) apply(root *node, known schemas, faults *collector, others *changes) {
	w := &setter{collector: faults, known: known, root: root, at: s.at, steps: s.steps}
	w.value = func(key string, _ bool) *node {
		if message := others.clash(key); message != "" {
			w.fail(Conflict, key, message, "change it once: the name of the case would tell of a value that it doesn't have")
			return nil
		}
		others.add(key, s.at, s.value)
		return rekey(s.value.clone(), key)
	}
	w.walk(root, "", reflect.TypeFor[scenarioFile](), 0)
}

// read gives the cases, without their numbers, of a scenario whose tree is root. They are of use only if there were no faults.
func (m *matrix) read(root *node) []Case {
	data, ok := m.at.data.(*table)
	if !ok {
		m.wantsA(m.at, "a table", "write [matrix], and [matrix.NAME] for each axis")
		return nil
	}
	for _, name := range data.names {
		if name != "include" && name != "exclude" {
			m.axis(name, data.by[name])
		}
	}
	if len(m.list) > 0 {
		return nil
	}
	if len(m.axes) == 0 {
		m.atKey(m.at, Missing, "has no axis", `such as [matrix.minimum] with key = "services.web.deploymentConfiguration.minimumHealthyPercent" and values = [50, 100]`)
		return nil
	}
	combined, ok := m.combine()
	if !ok {
		return nil
	}
	cases := m.include(combined)
	if len(cases) == 0 && len(m.list) == 0 {
		m.atKey(m.at.get("exclude"), Conflict, "no case is left", "")
	}
	m.giveSlugs(cases)
	m.tryKeys(cases, root)
	return cases
}

// wantsA adds the fault of a value of the wrong type.
func (m *matrix) wantsA(n *node, what, hint string) {
	m.collector.at(n, WrongType, fmt.Sprintf("wants %s, but has %s", what, n.describe()), hint)
}

// combine makes a case of every combination that isn't excluded, the values of the last axis changing first.
func (m *matrix) combine() (cases []Case, ok bool) {
	total, longest := 1, 0
	for i := range m.axes {
		a := &m.axes[i]
		if total *= len(a.values); total > maxCases {
			m.atKey(m.at, TooLarge, fmt.Sprintf("the axes have more than %d combinations", maxCases), "exclude doesn't help: leave values out")
			return nil, false
		}
		widest := 0
		for _, v := range a.values {
			widest = max(widest, len(v.text))
		}
		longest += len(a.name) + len("=, ") + widest
	}
	if longest -= len(", "); longest > maxCaseName {
		m.tooLong(m.at, longest)
		return nil, false
	}
	combinations := m.combinations(total)
	kept := m.exclude(combinations)
	for i, picks := range combinations {
		if kept[i] {
			cases = append(cases, m.combined(picks))
		}
	}
	return cases, true
}

// combinations gives for every combination which value of each axis it has.
func (m *matrix) combinations(total int) [][]int {
	all := make([][]int, total)
	for i := range all {
		all[i] = make([]int, len(m.axes))
		rest := i
		for k := range slices.Backward(m.axes) {
			n := len(m.axes[k].values)
			all[i][k], rest = rest%n, rest/n
		}
	}
	return all
}

// combined is the case that has a value of each axis.
func (m *matrix) combined(picks []int) Case {
	var c Case
	var parts []string
	for k, pick := range picks {
		v := &m.axes[k].values[pick]
		parts = append(parts, m.axes[k].name+"="+v.text)
		c.settings = append(c.settings, v.settings)
	}
	c.Name = strings.Join(parts, ", ")
	return c
}

func (m *matrix) tooLong(n *node, length int) {
	m.atKey(n, TooLarge, fmt.Sprintf("the name of a case would have %d characters, which is more than %d", length, maxCaseName),
		`give values names, as in values.short = { "services.web.desiredCount" = 2 }`)
}
