package scenarios

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Forms of what expectations compare with.
const (
	numberForm  = `[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?`
	wholeForm   = `[-+]?[0-9]+`
	percentForm = `[0-9]+(\.[0-9]{0,2})?\s*%`
)

func (*comparison) jsonSchema(m *schemaMaker, f *field) jsonSchema {
	return m.comparison(unitOf(f.name))
}

// comparison is the schema of comparisons of values of a unit.
func (m *schemaMaker) comparison(unit sim.Unit) jsonSchema {
	span := strings.Trim(spanForm, "^$")
	amount := "(" + numberForm + "|" + span + ")"
	isTime := unit == sim.Milliseconds || unit == sim.TaskMilliseconds
	if unit == sim.TaskMilliseconds {
		amount += `(\s*task-seconds)?`
	}
	if !isTime {
		amount = countForm(unit)
	}
	one := `\s*(<=|>=|==|!=|<|>)\s*` + amount + `\s*`
	text := jsonSchema{"type": "string", "pattern": "^" + one + "(," + one + ")*$", "description": "Comparisons that all have to hold, such as " + unitExample(unit) + "."}
	return m.define("comparison-of-"+unitName(unit), func() jsonSchema {
		if isTime {
			return text
		}
		return jsonSchema{"anyOf": []jsonSchema{{"type": "integer"}, text}}
	})
}

// countForm is the form of a whole number of a unit, or of a percentage of tasks.
func countForm(unit sim.Unit) string {
	form := wholeForm
	var words []string
	for _, one := range unitWords(unit) {
		words = append(words, one.word)
	}
	if len(words) > 0 {
		form += `(\s*(` + strings.Join(words, "|") + "))?"
	}
	if unit == sim.Tasks {
		form = "(" + form + "|" + percentForm + ")"
	}
	return form
}

// unitName is what the definition of a comparison calls a unit.
func unitName(unit sim.Unit) string {
	switch unit {
	case sim.Milliseconds:
		return "times"
	case sim.TaskMilliseconds:
		return "task-seconds"
	case sim.Tasks, sim.Passes, sim.CPUUnits, sim.MiB, sim.InstanceCount, sim.EventCount, sim.Flag:
	}
	return strings.ReplaceAll(unitWord(unit), " ", "-")
}

func (*deploymentChoice) jsonSchema(*schemaMaker, *field) jsonSchema {
	return jsonSchema{"anyOf": []jsonSchema{integerSchema(&field{bounds: deploymentBounds}), {"type": "string"}}}
}

// jsonSchema is what a table has besides its own keys: those of quantiles, with a schema for each unit of metrics.
func (*quantiles) jsonSchema(m *schemaMaker, f *field) jsonSchema {
	names := make(map[sim.Unit][]string)
	for metric := range sim.NumMetrics {
		if metric.Unit() != sim.Flag {
			names[metric.Unit()] = append(names[metric.Unit()], regexp.QuoteMeta(metric.String()))
		}
	}
	patterns := make(jsonSchema)
	for unit, list := range names {
		pattern := fmt.Sprintf(`^\s*(median|p[0-9]{1,2}(\.[0-9]{0,2})?)\s*\(\s*(%s)\s*\)\s*$`, strings.Join(list, "|"))
		patterns[pattern] = jsonSchema{"allOf": []jsonSchema{m.comparison(unit)}, "description": f.describe()}
	}
	return jsonSchema{"patternProperties": patterns}
}

// eventName is the schema of the name of a service event.
func (m *schemaMaker) eventName() jsonSchema {
	return m.define("eventName", func() jsonSchema {
		var names []string
		for _, code := range sim.EventCodes() {
			names = append(names, code.String())
		}
		return jsonSchema{"type": "string", "enum": names}
	})
}

func (*absentEvents) jsonSchema(m *schemaMaker, f *field) jsonSchema {
	s := jsonSchema{"type": "array", "items": m.eventName()}
	counted(s, f)
	return s
}

// besides is the schema of what a table has to have that no key alone says: an expectation something to judge, besides what says
// of what.
func besides(t reflect.Type) jsonSchema {
	if t != reflect.TypeFor[expectTable]() {
		return make(jsonSchema)
	}
	return jsonSchema{"not": jsonSchema{"propertyNames": jsonSchema{"enum": []string{"name", "service", "deployment", "at"}}}}
}

func (*expectedEvents) jsonSchema(m *schemaMaker, f *field) jsonSchema {
	event := m.eventName()
	one := m.define("event", func() jsonSchema {
		t := m.table(reflect.TypeFor[eventTable](), "expect.events")
		t["properties"].(jsonSchema)["event"] = event
		t["anyOf"] = []jsonSchema{{"required": []string{"event"}}, {"required": []string{"text"}}}
		return t
	})
	s := jsonSchema{"type": "array", "items": jsonSchema{"anyOf": []jsonSchema{event, one}}}
	counted(s, f)
	return s
}
