package suite_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports/suite"
)

// element is what the schema says of an element. Attributes have type xs:string but for time.
type element struct {
	required, optional []string // attributes
	children           []string // any number of each, in any order
	text               bool     // it may have some
}

// junitSchema is junit-10.xsd of Jenkins' xUnit plugin (jenkinsci/xunit-plugin, in types/model/xsd), as far as its elements are
// ours. It has no file at testcase.
func junitSchema() map[string]element {
	reason := element{optional: []string{"type", "message"}, text: true}
	return map[string]element{
		"testsuites": {optional: []string{"name", "time", "tests", "failures", "errors"}, children: []string{"testsuite"}},
		"testsuite": {
			required: []string{"name", "tests", "failures", "errors"},
			optional: []string{"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
			children: []string{"testsuite", "properties", "testcase", "system-out", "system-err"},
		},
		"testcase": {
			required: []string{"name"}, optional: []string{"time", "classname", "group"},
			children: []string{"skipped", "error", "failure", "rerunFailure", "rerunError", "flakyFailure", "flakyError", "system-out", "system-err"},
		},
		"skipped": reason, "error": reason, "failure": reason,
		"system-out": {text: true}, "system-err": {text: true},
	}
}

// TestJUnitSchema: the XML keeps the rules of the schema, also with hostile names, and its counts are those of its tests.
func TestJUnitSchema(t *testing.T) {
	for name, list := range map[string][]*suite.Row{"one of each status": rows(), "hostile names": hostile(), "nothing": nil} {
		t.Run(name, func(t *testing.T) { validate(t, written(t, suite.WriteJUnit, of(list...))) })
	}
}

// open is an element that isn't closed yet.
type open struct {
	name  string
	attrs map[string]string
	seen  map[string]int // elements in it
}

func validate(t *testing.T, text string) {
	t.Helper()
	schema := junitSchema()
	decoder := xml.NewDecoder(strings.NewReader(text))
	stack := []*open{{name: "", seen: map[string]int{}}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if top.name == "" && name != "testsuites" || top.name != "" && !slices.Contains(schema[top.name].children, name) {
				t.Errorf("%s can't be in %q", name, top.name)
			}
			stack = append(stack, &open{name, attributes(t, schema[name], token), map[string]int{}})
		case xml.EndElement:
			agrees(t, top)
			stack = stack[:len(stack)-1]
			parent := stack[len(stack)-1]
			parent.seen[top.name]++
			for _, of := range []string{"testcase", "failure", "error", "skipped"} { // counts go up to the suites
				parent.seen["all "+of] += top.seen["all "+of]
				if top.name == of {
					parent.seen["all "+of]++
				}
			}
		case xml.CharData:
			if strings.TrimSpace(string(token)) != "" && !schema[top.name].text {
				t.Errorf("%s has the text %q", top.name, token)
			}
		}
	}
	if stack[0].seen["testsuites"] != 1 {
		t.Error("there isn't one root")
	}
}

// attributes are those of an element, which the schema has to know.
func attributes(t *testing.T, rule element, of xml.StartElement) map[string]string {
	t.Helper()
	have := make(map[string]string)
	for _, a := range of.Attr {
		if !slices.Contains(rule.required, a.Name.Local) && !slices.Contains(rule.optional, a.Name.Local) {
			t.Errorf("%s has no %s", of.Name.Local, a.Name.Local)
		}
		have[a.Name.Local] = a.Value
	}
	for _, name := range rule.required {
		if have[name] == "" {
			t.Errorf("%s needs %s", of.Name.Local, name)
		}
	}
	return have
}

// agrees wants the counts of a suite to be those of the tests in it, and one verdict a test at most.
func agrees(t *testing.T, e *open) {
	t.Helper()
	for attr, of := range map[string]string{"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"} {
		if text, ok := e.attrs[attr]; ok && text != strconv.Itoa(e.seen["all "+of]) {
			t.Errorf("%s says %s=%s, and has %d", e.name, attr, text, e.seen["all "+of])
		}
	}
	if e.name == "testcase" && e.seen["failure"]+e.seen["error"]+e.seen["skipped"] > 1 {
		t.Errorf("%s has several verdicts", e.attrs["name"])
	}
}

// TestClasses: files never share a class, and what is after a # in the name of a file isn't taken for a case of its matrix.
func TestClasses(t *testing.T) {
	for file, want := range map[string]string{
		"s/a.b.toml": "s.a%2Eb", "s/a_b.toml": "s.a_b", "../s/a_b.toml": "%2E%2E.s.a_b", "/s/a_b.toml": "%2Fs.a_b", "s/a#b.toml": "s.a#b", "s/a%2Eb.toml": "s.a%252Eb",
	} {
		r := suite.Row{Case: file, File: file, Name: "n", Status: suite.Passed}
		if text := written(t, suite.WriteJUnit, of(&r)); !strings.Contains(text, `<testcase name="n" classname="`+want+`">`) {
			t.Errorf("%s isn't in the class %s:\n%s", file, want, text)
		}
	}
}

// TestOneTestAName: tests of one class have different names, since Jenkins and GitLab take those of one name for one.
func TestOneTestAName(t *testing.T) {
	e := suite.Expectation{Condition: "tasksFailed = 0", Outcome: suite.Passed}
	text := written(t, suite.WriteJUnit, of(&suite.Row{Case: "a.toml", File: "a.toml", Status: suite.Passed, Expectations: []suite.Expectation{e, e, e}}))
	for _, want := range []string{`"tasksFailed = 0"`, `"tasksFailed = 0 (2)"`, `"tasksFailed = 0 (3)"`} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%s isn't there once:\n%s", want, text)
		}
	}
}
