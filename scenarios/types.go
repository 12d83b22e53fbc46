package scenarios

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
)

// anything is a value of any type. It is known, but neither checked nor used.
type anything struct{}

func (*anything) decode(*binder, *node, *field) bool { return true }
func (*anything) typeName() string                   { return "any" }

// anyList is a list of anything.
type anyList struct{}

func (*anyList) decode(b *binder, n *node, _ *field) bool {
	_, ok := n.data.([]*node)
	return ok || b.wants(n, "a list", "")
}

func (*anyList) typeName() string { return "list" }

// anyTable is a table with any keys.
type anyTable struct{}

func (*anyTable) decode(b *binder, n *node, _ *field) bool {
	_, ok := n.data.(*table)
	return ok || b.wants(n, "a table", "")
}

func (*anyTable) typeName() string { return "table" }

// textTable is a table of strings with any keys.
type textTable struct{}

func (*textTable) decode(b *binder, n *node, _ *field) bool {
	data, ok := n.data.(*table)
	if !ok {
		return b.wants(n, `a table of strings such as { "awslogs-group" = "web" }`, "")
	}
	for _, name := range data.names {
		_, isText := b.text(data.by[name], &field{})
		ok = ok && isText
	}
	return ok
}

func (*textTable) typeName() string { return "table of strings" }

// instant is a date, in seconds of Unix time.
type instant int64

func (i *instant) decode(b *binder, n *node, _ *field) bool {
	date, ok := n.data.(time.Time)
	if text, isText := n.data.(string); isText {
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			b.at(n, OutOfRange, quote(text)+" isn't a date", `dates look like "2026-01-01T00:00:00Z"`)
			return false
		}
		date, ok = parsed, true
	}
	if !ok {
		return b.wants(n, `a date such as "2026-01-01T00:00:00Z"`, "")
	}
	switch zone := date.Location().String(); {
	case strings.Contains(zone, "-local"): // how the decoder marks dates without an offset
		b.at(n, OutOfRange, "the date has no offset from UTC", "end it with Z, as in 2026-01-01T00:00:00Z")
		return false
	case date.Nanosecond() != 0:
		b.at(n, OutOfRange, "the date has a fraction of a second", "take the fraction away")
		return false
	case date.Year() < 1970 || date.Year() > 2200:
		b.at(n, OutOfRange, fmt.Sprintf("the year %d is outside 1970..2200", date.Year()), "")
		return false
	}
	*i = instant(date.Unix())
	return true
}

func (*instant) typeName() string { return "date (RFC 3339)" }

// cpuUnits are CPU units, which the API takes as an integer, as a string, or as vCPUs.
type cpuUnits int64

func (c *cpuUnits) decode(b *binder, n *node, f *field) bool {
	units, ok := quantity(b, n, `CPU units such as 512, or vCPUs such as "0.5 vCPU"`, "vcpu")
	*c = cpuUnits(units)
	return ok && b.within(n, f, units)
}

func (*cpuUnits) typeName() string { return "integer, or string such as \"0.5 vCPU\"" }

// mebibytes are MiB, which the API takes as an integer, as a string, or as GB.
type mebibytes int64

func (m *mebibytes) decode(b *binder, n *node, f *field) bool {
	units, ok := quantity(b, n, `MiB such as 1024, or GB such as "1 GB"`, "gb")
	*m = mebibytes(units)
	return ok && b.within(n, f, units)
}

func (*mebibytes) typeName() string { return "integer, or string such as \"1 GB\"" }

// quantity reads an integer, or a string that holds one, or a string with a number of units of 1,024 each.
func quantity(b *binder, n *node, want, unit string) (int64, bool) {
	if i, ok := n.data.(int64); ok {
		return i, true
	}
	text, ok := n.data.(string)
	if !ok {
		return 0, b.wants(n, want, "")
	}
	text = strings.ToLower(strings.TrimSpace(text))
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i, true
	}
	number, found := strings.CutSuffix(text, unit)
	units, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !found || err != nil || units != units || units < 0 || units > 1e9 {
		return 0, b.wants(n, want, "")
	}
	return int64(units * 1024), true
}

// overrides are the rules that [behaviorOverrides] changes: values by the rules' names.
type overrides struct{ rules map[string]any }

func (o *overrides) decode(b *binder, n *node, _ *field) bool {
	data, ok := n.data.(*table)
	if !ok {
		return b.wants(n, "a table", "write [behaviorOverrides] and a line for each rule below it")
	}
	o.rules = make(map[string]any)
	for _, name := range data.names {
		rule, err := ruleNamed(name)
		if err != nil {
			b.atKey(data.by[name], UnknownKey, "unknown rule in [behaviorOverrides]", err.Error())
			continue
		}
		if v, ok := ruleValue(b, data.by[name], rule); ok {
			o.rules[name] = v
		}
	}
	return true
}

func (*overrides) typeName() string { return "table of rules" }

// ruleNamed finds a row of sim's table of rules. Its error is a hint.
func ruleNamed(name string) (sim.Rule, error) {
	var known []string
	for _, rule := range sim.RuleTable() {
		if rule.Name == name {
			return rule, nil
		}
		known = append(known, rule.Name)
	}
	if best, ok := nearest(name, known); ok {
		return sim.Rule{}, fmt.Errorf("did you mean %s?", best)
	}
	return sim.Rule{}, fmt.Errorf("the rules are %s", strings.Join(known, ", "))
}

// What values of rules may be.
const (
	ruleBounds     = "1..1000"
	ruleSpanBounds = "0s..24h"
)

// ruleText is a rule's value as a scenario has it.
func ruleText(v any) string {
	if s, ok := v.(sim.Span); ok {
		return spanText(s)
	}
	return fmt.Sprint(v)
}

// ruleValue reads a rule's value, of the type that the rule has.
func ruleValue(b *binder, n *node, rule sim.Rule) (any, bool) {
	switch rule.New.(type) {
	case int:
		i, ok := b.integer(n, &field{bounds: ruleBounds, example: fmt.Sprint(rule.New)})
		return int(i), ok
	case sim.Span:
		return b.span(n, &field{bounds: ruleSpanBounds, example: spanText(rule.New.(sim.Span))})
	default:
		v, ok := n.data.(bool)
		return v, ok || b.wants(n, "true or false", "")
	}
}
