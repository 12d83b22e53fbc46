package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// axis reads an axis: a table with a key and a list of its values, or with values by name.
func (m *matrix) axis(name string, n *node) {
	if n.isList() {
		m.listed(name, n)
		return
	}
	if !isBare(name) || len(name) > maxAxisName {
		hint := ""
		if strings.ContainsAny(name, ".[") {
			hint = fmt.Sprintf("write [matrix.NAME] with key = %s and its values", strconv.Quote(name))
		}
		m.atKey(n, OutOfRange, fmt.Sprintf("an axis can't be called %s: allowed are letters, digits, '_' and '-', at most %d", quote(name), maxAxisName), hint)
		return
	}
	if !n.isTable() {
		m.wantsA(n, "a table", fmt.Sprintf("such as [matrix.%s] with key = \"services.web.desiredCount\" and values = [2, 4]", name))
		return
	}
	for _, other := range n.data.(*table).names {
		if other != "key" && other != "values" {
			m.atKey(n.get(other), UnknownKey, "unknown key in an axis of [matrix]", fmt.Sprintf("an axis has key and values; a value with a name is written values.%s = { \"services.web.desiredCount\" = 2 }", other))
		}
	}
	a := axis{name: name, at: n, key: n.get("key")}
	values := n.get("values")
	switch {
	case values == nil:
		m.missing(n, "values", "is required in an axis of [matrix]", "such as values = [2, 4]")
	case a.key != nil:
		m.keyed(&a, values)
	default:
		m.named(&a, values)
	}
	m.axes = append(m.axes, a)
}

// listed reads an axis in its short form: the path of a setting and the list of its values. It is called by the last name of
// the path.
func (m *matrix) listed(path string, values *node) {
	steps, ok := m.steps(path, values, values.place)
	if !ok {
		return
	}
	at := len(steps) - 1
	for at > 0 && steps[at].indexed {
		at--
	}
	a := axis{name: steps[at].name, at: values, key: &node{key: values.key, place: values.place, value: values.place, data: path}, steps: steps}
	hint := fmt.Sprintf("write [matrix.NAME] with key = %s and its values", strconv.Quote(path))
	switch {
	case len(steps) == 1 && !m.isKey(path):
		m.atKey(values, UnknownKey, "isn't a key of the scenario", fmt.Sprintf(`such as "services.web.desiredCount" = [2, 4], or [matrix.%s] with key = "services.web.desiredCount" and values = [2, 4]`, nameText(path)))
		return
	case !isBare(a.name) || len(a.name) > maxAxisName || a.name == "include" || a.name == "exclude":
		m.atKey(values, OutOfRange, fmt.Sprintf("the axis would be called %s", quote(a.name)), hint)
		return
	case slices.ContainsFunc(m.axes, func(other axis) bool { return other.name == a.name }) || m.at.get(a.name) != nil && a.name != path:
		m.atKey(values, Duplicate, "another axis is called "+a.name, hint)
		return
	}
	m.valuesOf(&a, values)
	m.axes = append(m.axes, a)
}

// keyed reads the values of one key.
func (m *matrix) keyed(a *axis, values *node) {
	path, ok := a.key.data.(string)
	if !ok {
		m.wantsA(a.key, "a path as in --set", "such as services.web.desiredCount")
		return
	}
	if a.steps, ok = m.steps(path, a.key, a.key.value); !ok {
		return
	}
	m.valuesOf(a, values)
}

// valuesOf reads the list of an axis's values.
func (m *matrix) valuesOf(a *axis, values *node) {
	items, ok := values.data.([]*node)
	if !ok {
		m.wantsA(values, "a list of the key's values", "such as [2, 4]; values with names need no key")
		return
	}
	for _, item := range items {
		s := setting{at: a.key.value, steps: a.steps, value: item}
		m.value(a, item, axisValue{valueText(item), []setting{s}})
	}
	m.some(values)
}

// named reads values with names, each of which has settings that go together.
func (m *matrix) named(a *axis, values *node) {
	data, ok := values.data.(*table)
	if !ok {
		m.missing(a.at, "key", "is required unless the values have names", `such as key = "services.web.desiredCount"`)
		return
	}
	for _, name := range data.names {
		n := data.by[name]
		settings, ok := m.settingsOf(n)
		if ok {
			m.value(a, n, axisValue{nameText(name), settings})
		}
	}
	m.some(values)
}

// value appends a value to an axis.
func (m *matrix) value(a *axis, n *node, v axisValue) {
	if slices.ContainsFunc(a.values, func(before axisValue) bool { return before.text == v.text }) {
		m.collector.at(n, Duplicate, fmt.Sprintf("%s has the value %s twice", a.name, v.text), "")
		return
	}
	if len(a.values) == maxCases {
		m.full(n)
		return
	}
	a.values = append(a.values, v)
}

// some wants of an axis that it has values.
func (m *matrix) some(values *node) {
	if values.length() == 0 {
		m.collector.at(values, OutOfRange, "there are no values", "")
	}
}

// settingsOf reads a table of settings, values by their paths.
func (m *matrix) settingsOf(n *node) (list []setting, ok bool) {
	data, ok := n.data.(*table)
	if !ok {
		m.wantsA(n, "a table of settings", `such as { "services.web.desiredCount" = 2, "instances.a.count" = 4 }`)
		return nil, false
	}
	for _, path := range data.names {
		s, fine := m.setting(path, data.by[path])
		list, ok = append(list, s), ok && fine
	}
	return list, ok
}

// setting reads one setting.
func (m *matrix) setting(path string, n *node) (s setting, ok bool) {
	if m.settings++; m.settings > maxSettings {
		m.atKey(m.at, TooLarge, fmt.Sprintf("its values and include have more than %d settings", maxSettings), "")
		return s, false
	}
	steps, ok := m.steps(path, n, n.place)
	return setting{n.place, steps, n}, ok
}

// steps reads the path of a setting.
func (m *matrix) steps(path string, n *node, at place) (steps []step, ok bool) {
	steps, problem := parseSteps(path)
	if problem != "" {
		m.add(faultAt(n, at, Syntax, problem, `paths are those of --set, in quotes, such as "services.web.desiredCount"`))
		return nil, false
	}
	if slices.Contains([]string{"extends", "matrix", "name", "schemaVersion"}, steps[0].name) {
		m.add(faultAt(n, at, Conflict, steps[0].name+" is that of all cases", ""))
		return nil, false
	}
	return steps, true
}

// valueText is a value as the name of a case has it.
func valueText(n *node) string {
	switch data := n.data.(type) {
	case string:
		return nameText(data)
	case int64:
		return strconv.FormatInt(data, 10)
	case float64:
		return strconv.FormatFloat(data, 'g', -1, 64)
	case time.Time:
		return data.Format(time.RFC3339Nano)
	case []*node:
		parts := make([]string, len(data))
		for i, item := range data {
			parts[i] = valueText(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case *table:
		parts := make([]string, len(data.names))
		for i, name := range data.names {
			parts[i] = nameText(name) + "=" + valueText(data.by[name])
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(n.data) // true or false
}

// nameText is a text as the name of a case has it: in quotes if it has more in it than words and numbers have.
func nameText(text string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-.:/+%@ ", r)
	}
	if text == "" || strings.TrimSpace(text) != text || strings.ContainsFunc(text, func(r rune) bool { return !plain(r) }) {
		return strconv.Quote(text)
	}
	return text
}
