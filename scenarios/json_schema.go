package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// jsonSchema is a JSON Schema, or a part of one.
type jsonSchema map[string]any

// JSONSchema is the JSON Schema (draft-07) of a scenario, for editors and for checks that know no ECS: which keys there are,
// of which types, in which bounds and forms, with their defaults and meanings. It's made of what declares the format to the
// reader, so that whatever it refuses the reader refuses, too: as a fault, or as a call that ECS does. The reader looks
// further: at names that refer to something, at settings together, and at what isn't modelled yet.
func JSONSchema() []byte {
	m := &schemaMaker{definitions: make(jsonSchema), known: &binder{unmodelled: make(map[string]unmodelled)}, rules: nameRules()}
	for _, row := range notModelled() {
		m.known.unmodelled[row.key] = row
	}
	whole := reflect.TypeFor[scenarioFile]()
	root := m.table(whole, "")
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "Scenario of ecssim"
	root["description"] = "A cluster, what runs on it, and what happens to it when. scenarios/README.md of ecssim documents every key."
	// What a scenario extends may have everything that has to be there, and a matrix may bring it.
	root["if"] = jsonSchema{"anyOf": []jsonSchema{{"required": []string{"extends"}}, {"required": []string{"matrix"}}}}
	root["then"] = true
	root["else"] = m.complete(whole, "")
	root["definitions"] = m.definitions
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(root); err != nil {
		panic(fmt.Sprintf("the JSON Schema can't be written: %v", err)) // of maps, strings and numbers it can
	}
	return out.Bytes()
}

// schemaMaker makes the JSON Schema.
type schemaMaker struct {
	definitions jsonSchema
	known       *binder
	rules       map[string]nameRule
}

// define makes a definition unless it is there, and refers to it.
func (m *schemaMaker) define(name string, make func() jsonSchema) jsonSchema {
	if _, ok := m.definitions[name]; !ok {
		m.definitions[name] = nil // of something that holds itself
		m.definitions[name] = make()
	}
	return jsonSchema{"$ref": "#/definitions/" + name}
}

// tableName is what the definition of a table is called. The createService of the timeline isn't quite what [[services]] is.
func tableName(t reflect.Type, path string) string {
	if path == "timeline.createService" {
		return "createService"
	}
	return strings.TrimSuffix(strings.TrimSuffix(t.Name(), "Table"), "File")
}

// fields are the keys of a table that a scenario may have.
func (m *schemaMaker) fields(t reflect.Type, path string) []field {
	var fields []field
	for _, f := range fieldsOf(t) {
		row, isRow := m.known.unmodelledAt(joinPath(path, f.name))
		if isRow && row.when.words == always().words || f.listed && path != "services" {
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

// table is the schema of a table, in which nothing is required: what has to be there may stand in what it is basedOn.
func (m *schemaMaker) table(t reflect.Type, path string) jsonSchema {
	properties := make(jsonSchema)
	s := jsonSchema{"type": "object", "properties": properties, "additionalProperties": false}
	for _, f := range m.fields(t, path) {
		if f.rest {
			s["patternProperties"] = m.content(&f, path)["patternProperties"]
			continue
		}
		properties[f.name] = m.property(&f, path)
	}
	return s
}

// complete is the schema of what a table has to have, in the tables within it, too.
func (m *schemaMaker) complete(t reflect.Type, path string) jsonSchema {
	properties, required := make(jsonSchema), []string{}
	var conditions []jsonSchema
	copies := "" // the key that names what the table may be a copy of
	for _, f := range m.fields(t, path) {
		switch {
		case f.required && f.unless == "":
			required = append(required, f.name)
		case f.required:
			conditions = append(conditions, jsonSchema{"if": holds(f.unless), "then": true, "else": jsonSchema{"required": []string{f.name}}})
			if !strings.ContainsAny(f.unless, ".=") {
				copies = f.unless
			}
		}
		if isTable(f.content) {
			at := joinPath(path, f.name)
			rules := m.complete(f.content, at)
			if len(rules) == 0 {
				continue
			}
			within := m.define("complete-"+tableName(f.content, at), func() jsonSchema { return rules })
			if f.list {
				within = jsonSchema{"items": within}
			}
			properties[f.name] = within
		}
	}
	s := besides(t)
	if len(required) > 0 {
		s["required"] = required
	}
	if len(properties) > 0 {
		s["properties"] = properties
	}
	if len(conditions) > 0 {
		s["allOf"] = conditions
	}
	if copies != "" {
		return jsonSchema{"if": holds(copies), "then": true, "else": s}
	}
	return s
}

// holds is the schema of a table in which what the tag unless says is so: a key is there, or a path has a value.
func holds(unless string) jsonSchema {
	path, word, byValue := strings.Cut(unless, "=")
	parts := strings.Split(path, ".")
	var within any = true
	if byValue {
		within = jsonSchema{"const": word}
	}
	for _, part := range slices.Backward(parts) {
		within = jsonSchema{"required": []string{part}, "properties": jsonSchema{part: within}}
	}
	return within.(jsonSchema)
}

// property is the schema of a key.
func (m *schemaMaker) property(f *field, path string) jsonSchema {
	s := m.content(f, joinPath(path, f.name))
	if f.list {
		s = jsonSchema{"type": "array", "items": s}
		counted(s, f)
	}
	if s["$ref"] != nil { // beside which nothing else counts
		s = jsonSchema{"allOf": []jsonSchema{s}}
	}
	if text := f.describe(); text != "" {
		s["description"] = text
	}
	if f.def != "" {
		s["default"] = literal(f.def)
	}
	return s
}

// describe is what an editor shows of a key.
func (f *field) describe() string {
	text := f.doc
	if f.carried && text == "" {
		text = "Taken without effect."
	}
	if f.absent != "" {
		text += " Without it: " + f.absent + "."
	}
	if f.source != "" && f.source != "ecssim" {
		text += " (" + f.source + ")"
	}
	return strings.TrimSpace(text)
}

// content is the schema of what a key holds; of a list, of one element.
func (m *schemaMaker) content(f *field, path string) jsonSchema {
	if d, ok := reflect.TypeAssert[decoder](reflect.New(f.content)); ok {
		return d.jsonSchema(m, f)
	}
	switch f.content {
	case reflect.TypeFor[sim.Span]():
		return m.span(f.bounds)
	case reflect.TypeFor[[]string]():
		s := jsonSchema{"type": "array", "items": m.text(&field{enum: f.enum, match: f.match})}
		counted(s, f)
		return s
	}
	if isTable(f.content) {
		return m.define(tableName(f.content, path), func() jsonSchema { return m.table(f.content, path) })
	}
	kind := f.content.Kind()
	if kind == reflect.Bool {
		return jsonSchema{"type": "boolean"}
	}
	if kind == reflect.String {
		return m.text(f)
	}
	return integerSchema(f)
}

// counted sets how many elements a list may have.
func counted(s jsonSchema, f *field) {
	if low, high, ok := strings.Cut(f.items, ".."); ok {
		s["minItems"], s["maxItems"] = json.Number(low), json.Number(high)
	}
}

// integerSchema is the schema of an integer.
func integerSchema(f *field) jsonSchema {
	s := jsonSchema{"type": "integer"}
	if low, high, ok := strings.Cut(f.bounds, ".."); ok {
		s["minimum"], s["maximum"] = json.Number(low), json.Number(high)
	}
	if len(f.enum) > 0 {
		words := make([]json.Number, len(f.enum))
		for i, word := range f.enum {
			words[i] = json.Number(word)
		}
		s["enum"] = words
	}
	return s
}

// text is the schema of a string.
func (m *schemaMaker) text(f *field) jsonSchema {
	s := jsonSchema{"type": "string"}
	if len(f.enum) > 0 {
		s["enum"] = f.enum
	}
	if f.missing != "" {
		s["minLength"] = 1
	}
	if f.match != "" {
		s["pattern"] = m.rules[f.match].pattern(f.match == "cluster")
		if m.rules[f.match].extra == anyText {
			s["maxLength"] = m.rules[f.match].longest
		}
	}
	return s
}

// pattern is the rule as a regular expression.
func (r nameRule) pattern(orARN bool) string {
	if r.extra == anyText {
		return `^[^\x00-\x1f\x7f]+$`
	}
	letters := "a-z0-9"
	if !r.lower {
		letters = "A-Za-z0-9"
	}
	escape := strings.NewReplacer(`\`, `\\`, "-", `\-`, "/", `\/`)
	first, inside := letters+escape.Replace(r.extra), letters+escape.Replace(r.extra+r.inside)
	rest := strconv.Itoa(r.longest - 1)
	switch {
	case r.inside == " ":
		return fmt.Sprintf(`^[%s]([%s]{0,%d}[%s])?$`, first, inside, r.longest-2, first)
	case orARN:
		return fmt.Sprintf(`^(arn:.*:cluster\/)?[%s][%s]{0,%s}$`, first, inside, rest)
	}
	return fmt.Sprintf(`^[%s][%s]{0,%s}$`, first, inside, rest)
}
