package scenarios

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Forms of values that are strings.
const (
	spanForm     = `^\+?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$` // as time.ParseDuration has them
	dateForm     = `^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([Zz]|[-+][0-9]{2}:[0-9]{2})$`
	instanceForm = `^i-([0-9a-f]{8}|[0-9a-f]{17})$`
	versionForm  = `^[0-9]+(\.[0-9]+)*$`
	quantityForm = `^\s*([-+]?[0-9]+|\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*UNIT)\s*$`
)

// span is the schema of a duration between two others, as in "0s..1h". The bounds hold for numbers of seconds; of strings
// just the form is checked.
func (m *schemaMaker) span(bounds string) jsonSchema {
	seconds := jsonSchema{"type": "number", "minimum": 0}
	name := "duration"
	if low, high, ok := strings.Cut(bounds, ".."); ok {
		least, _ := parseSpan(low)
		most, _ := parseSpan(high)
		seconds["minimum"], seconds["maximum"] = secondsNumber(least), secondsNumber(most)
		name += "-" + low + "-" + high
	}
	return m.define(name, func() jsonSchema {
		return jsonSchema{"anyOf": []jsonSchema{
			{"type": "string", "pattern": spanForm, "description": `A duration such as "30s", "1m30s", "250ms" or "2h".`},
			seconds,
		}}
	})
}

func secondsNumber(s sim.Span) json.Number {
	return json.Number(strconv.FormatFloat(float64(s)/float64(sim.Second), 'f', -1, 64))
}

// stepSpan is the schema of a duration that a single delay may have.
func (m *schemaMaker) stepSpan() jsonSchema { return m.span("0s.." + spanText(sim.MaxStepSpan)) }

// closed is the schema of a table with just these keys, some of which have to be there.
func closed(properties jsonSchema, required ...string) jsonSchema {
	s := jsonSchema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// distributions are the schemas of delays that are tables, one for each distribution.
func (m *schemaMaker) distributions() []jsonSchema {
	var all []jsonSchema
	for _, s := range shapesOfDelays() {
		var parameters jsonSchema
		switch s.read {
		case readOne:
			parameters = m.stepSpan()
		case readMany:
			parameters = jsonSchema{"type": "array", "items": m.stepSpan(), "minItems": 1}
		default:
			var sets []jsonSchema
			for _, set := range s.parameters {
				properties := make(jsonSchema)
				for _, name := range set {
					properties[name] = m.stepSpan()
				}
				sets = append(sets, closed(properties, set...))
			}
			parameters = jsonSchema{"anyOf": sets}
		}
		one := closed(jsonSchema{s.name: parameters, "shift": m.stepSpan()}, s.name)
		one["description"] = s.doc
		all = append(all, one)
	}
	return all
}

// delay is the schema of a delay, which may be one that never ends.
func (m *schemaMaker) delay(never bool) jsonSchema {
	one := m.define("delay", func() jsonSchema {
		return jsonSchema{"anyOf": slices.Concat([]jsonSchema{m.stepSpan()}, m.distributions())}
	})
	if !never {
		return one
	}
	return m.define("delayOrNever", func() jsonSchema { return jsonSchema{"anyOf": []jsonSchema{{"const": "never"}, one}} })
}

func (*delay) jsonSchema(m *schemaMaker, f *field) jsonSchema { return m.delay(f.never) }

func (*pullDelays) jsonSchema(m *schemaMaker, _ *field) jsonSchema {
	two := closed(jsonSchema{"cold": m.delay(false), "cached": m.delay(false)}, "cold", "cached")
	return jsonSchema{"anyOf": []jsonSchema{m.delay(false), two}}
}

func (*anything) jsonSchema(*schemaMaker, *field) jsonSchema { return jsonSchema{} }

func (*anyList) jsonSchema(*schemaMaker, *field) jsonSchema { return jsonSchema{"type": "array"} }

func (*anyTable) jsonSchema(*schemaMaker, *field) jsonSchema { return jsonSchema{"type": "object"} }

func (*textTable) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"type": "object", "additionalProperties": jsonSchema{"type": "string"}}
}

func (*instant) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"type": "string", "pattern": dateForm}
}

func (*cpuUnits) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	return quantitySchema(f, "[vV][cC][pP][uU]")
}

func (*mebibytes) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	return quantitySchema(f, "[gG][bB]")
}

// quantitySchema is the schema of an integer, or a string with one or with a number of a unit.
func quantitySchema(f *field, unit string) jsonSchema {
	return jsonSchema{"anyOf": []jsonSchema{
		integerSchema(f), {"type": "string", "pattern": strings.ReplaceAll(quantityForm, "UNIT", unit)},
	}}
}

func (*overrides) jsonSchema(m *schemaMaker, _ *field) jsonSchema {
	properties := make(jsonSchema)
	for _, rule := range sim.RuleTable() {
		var s jsonSchema
		switch rule.New.(type) {
		case int:
			s = integerSchema(&field{bounds: ruleBounds})
		case sim.Span:
			s = jsonSchema{"allOf": []jsonSchema{m.span(ruleSpanBounds)}}
		default:
			s = jsonSchema{"type": "boolean"}
		}
		s["description"] = "In 2023-05 " + ruleText(rule.Old) + ", in 2026-07 " + ruleText(rule.New) + ". (" + rule.Source + ")"
		properties[rule.Name] = s
	}
	return closed(properties)
}

func (*probability) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"type": "number", "minimum": 0, "maximum": 1}
}

func (*ordinals) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	return integersSchema(f, ordinalBounds)
}

func (*exitCodes) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	return integersSchema(f, exitBounds)
}

func (*portNumbers) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	return integersSchema(f, portBounds)
}

// integersSchema is the schema of a list of integers.
func integersSchema(f *field, bounds string) jsonSchema {
	s := jsonSchema{"type": "array", "items": integerSchema(&field{bounds: bounds})}
	counted(s, f)
	return s
}

func (*attributes) jsonSchema(m *schemaMaker, _ *field) jsonSchema {
	var others []jsonSchema
	for name := range attributesOfKeys() {
		others = append(others, jsonSchema{"const": name})
	}
	slices.SortFunc(others, func(a, b jsonSchema) int { return strings.Compare(a["const"].(string), b["const"].(string)) })
	return jsonSchema{
		"type":                 "object",
		"propertyNames":        jsonSchema{"pattern": m.rules["attributeName"].pattern(false), "not": jsonSchema{"anyOf": others}},
		"additionalProperties": m.text(&field{match: "attributeValue"}),
	}
}

func (*instanceIDs) jsonSchema(_ *schemaMaker, f *field) jsonSchema {
	s := jsonSchema{"type": "array", "items": jsonSchema{"type": "string", "pattern": instanceForm}}
	counted(s, f)
	return s
}

func (*version) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"type": "string", "pattern": versionForm, "maxLength": 64}
}
