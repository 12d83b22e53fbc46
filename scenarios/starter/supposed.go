package starter

import (
	"maps"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/query"
)

// supposed is a container instance without tasks that is being made up, in one of some zones.
type supposed struct {
	attributes map[string]string // but the zone
	zones      []string
	zone       string // the one that is looked at
	startAt    int64
}

// Attribute is one that it was given, or one that every instance has.
func (h *supposed) Attribute(name string) (value string, ok bool) {
	if value, ok = h.attributes[name]; ok {
		return value, true
	}
	value, ok = map[string]string{
		zoneAttribute: h.zone, "ecs.os-type": "linux", "ecs.os-family": "LINUX", "ecs.cpu-architecture": "x86_64",
	}[name]
	return value, ok
}

// The rest of what an instance says of itself: its agent is connected, it has no tasks, and no ID that is known.

func (h *supposed) AgentConnected() bool                  { return true }
func (h *supposed) AgentVersion() string                  { return assumedAgent }
func (h *supposed) InstanceID() string                    { return "" }
func (h *supposed) RegisteredAt() int64                   { return h.startAt }
func (h *supposed) RunningTasks() int                     { return 0 }
func (h *supposed) HasTaskOf(string) bool                 { return false }
func (h *supposed) TaskGroup(int) (group string, ok bool) { return "", false }

// require gives it the attributes that a task definition requires and that it neither has nor has otherwise.
func (h *supposed) require(all []sim.Attribute) {
	for _, a := range all {
		if _, given := h.attributes[a.Name]; given {
			continue
		}
		if value, _ := h.Attribute(a.Name); value != a.Value {
			h.attributes[a.Name] = a.Value
		}
	}
}

// names are the names of the attributes that it was given, but its type, in order.
func (h *supposed) names() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(h.attributes)), func(name string) bool { return name == typeAttribute })
}

// fulfilling is the instance with what the last of the constraints asks for, in the zones in which it fulfils all of them; nil
// where there are none. types are those that it may be of, the best first.
func (h *supposed) fulfilling(all []wanted, types []scenarios.InstanceType) *supposed {
	next := &supposed{attributes: maps.Clone(h.attributes), startAt: h.startAt}
	if next.zones = next.zonesFor(all, h.zones); len(next.zones) > 0 {
		return next
	}
	var zones []string
	wishes := all[len(all)-1].expression.Wishes()
	for i := range wishes {
		name := wishes[i].Attribute
		switch {
		case name == zoneAttribute:
			zones = append(zones, wishes[i].Values...)
		case next.attributes[name] == "":
			if value, ok := admitted(wishes, i, types); ok {
				next.attributes[name] = value
			}
		}
	}
	if next.zones = next.zonesFor(all, h.zones); len(next.zones) == 0 {
		next.zones = next.zonesFor(all, zones)
	}
	if len(next.zones) == 0 {
		return nil
	}
	return next
}

// zonesFor are those of some zones in which the instance fulfils all constraints.
func (h *supposed) zonesFor(all []wanted, zones []string) []string {
	var fit []string
	for _, zone := range zones {
		h.zone = zone
		if !slices.Contains(fit, zone) && !slices.ContainsFunc(all, func(w wanted) bool { return !w.expression.Matches(h) }) {
			fit = append(fit, zone)
		}
	}
	return fit
}

// admitted is a value of an attribute that the i-th wish admits, and if possible all others of the attribute.
func admitted(wishes []query.Wish, i int, types []scenarios.InstanceType) (value string, ok bool) {
	var values []string
	if wishes[i].Attribute == typeAttribute {
		for _, t := range types {
			values = append(values, t.Name)
		}
	}
	values = append(values, wishes[i].Values...)
	for _, pattern := range wishes[i].Values {
		values = append(values, example(pattern))
	}
	values = slices.DeleteFunc(append(values, "true"), func(value string) bool { return value == "" || !wishes[i].Admits(value) })
	for _, value := range values {
		if !slices.ContainsFunc(wishes, func(w query.Wish) bool { return w.Attribute == wishes[i].Attribute && !w.Admits(value) }) {
			return value, true
		}
	}
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}

// example is a short text that a regular expression is likely to match; empty where it can't be read.
func example(pattern string) string {
	e, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	write(&b, e)
	return b.String()
}

// write writes an example of a part of a regular expression, as short as it may be and at most about as long as an attribute.
func write(b *strings.Builder, e *syntax.Regexp) {
	const longest = 128
	times := 1
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		if len(e.Rune) > 0 {
			b.WriteRune(e.Rune[0])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpAlternate:
		write(b, e.Sub[0])
		return
	case syntax.OpStar, syntax.OpQuest:
		return
	case syntax.OpRepeat:
		times = e.Min
	case syntax.OpNoMatch, syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText,
		syntax.OpWordBoundary, syntax.OpNoWordBoundary, syntax.OpCapture, syntax.OpPlus, syntax.OpConcat:
	}
	for range times {
		for _, part := range e.Sub {
			if b.Len() <= longest {
				write(b, part)
			}
		}
	}
}
