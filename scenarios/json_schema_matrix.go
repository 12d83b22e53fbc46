package scenarios

// axes is [matrix], which its own reader reads before anything else is bound.
type axes struct{ anyTable }

// basePath is extends, which is resolved before anything else is bound.
type basePath struct{}

func (*basePath) decode(b *binder, n *node, f *field) bool {
	_, ok := b.text(n, f)
	return ok
}

func (*basePath) typeName() string { return "string" }

// jsonSchema is what the text alone tells of a path: it isn't empty, absolute, or of Windows.
func (*basePath) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"type": "string", "pattern": `^[^\\/][^\\]*$`}
}

// jsonSchema is the schema of a matrix: of its axes, of lists by the paths of what they are values of, and of include and exclude.
func (*axes) jsonSchema(m *schemaMaker, _ *field) jsonSchema {
	values := jsonSchema{"type": "array", "minItems": 1, "description": "The values of the key."}
	entries := jsonSchema{"type": "array", "maxItems": maxEntry, "items": jsonSchema{"type": "object", "minProperties": 1}}
	axis := m.define("axis", func() jsonSchema {
		keyed := closed(jsonSchema{"key": jsonSchema{"type": "string", "minLength": 1, "description": "Path of the setting, as for --set."}, "values": values}, "key", "values")
		named := closed(jsonSchema{"values": jsonSchema{
			"type": "object", "minProperties": 1, "additionalProperties": jsonSchema{"type": "object"},
			"description": "Values by their names, each of which is a table of settings by their paths.",
		}}, "values")
		return jsonSchema{"anyOf": []jsonSchema{keyed, named}}
	})
	return jsonSchema{
		"type":                 "object",
		"properties":           jsonSchema{"include": entries, "exclude": entries},
		"additionalProperties": jsonSchema{"anyOf": []jsonSchema{axis, values}},
	}
}
