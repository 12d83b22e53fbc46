package suite

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// The elements of JUnit's XML, as junit-10.xsd of Jenkins' xUnit plugin has them. Times are left out: those of a clock would
// differ from run to run, and simulated ones would be taken for them.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		File     string      `xml:"file,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name      string       `xml:"name,attr"`
		ClassName string       `xml:"classname,attr"`
		Skipped   *junitReason `xml:"skipped"`
		Error     *junitReason `xml:"error"`
		Failure   *junitReason `xml:"failure"`
		Out       string       `xml:"system-out,omitempty"`
	}
	junitReason struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes JUnit's XML: a test suite a file, a test a condition that was judged, or one for a case without any. Tests
// are of the class of their file, by which Jenkins and GitLab group them. What couldn't be decided is a failure of the type
// undecided; what is broken or crashed is an error.
func WriteJUnit(w io.Writer, s *Suite) error {
	var total junitSuite
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		total.count(r.junit())
	}
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(xml.Header + `<testsuites name="ecssim batch" tests="` + strconv.Itoa(total.Tests) + `" failures="` +
		strconv.Itoa(total.Failures) + `" errors="` + strconv.Itoa(total.Errors) + "\">\n") // Flush has the error
	encoder := xml.NewEncoder(b)
	encoder.Indent("  ", "  ")
	var one *junitSuite
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		file := reports.Inert(r.File)
		if one != nil && one.File != file {
			if err := encoder.Encode(one); err != nil {
				return err
			}
			one = nil
		}
		if one == nil {
			one = &junitSuite{Name: file, File: file}
		}
		tests := r.junit()
		one.count(tests)
		one.Cases = append(one.Cases, tests...)
	}
	if one != nil {
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	_, _ = b.WriteString("\n</testsuites>\n")
	return b.Flush()
}

func (s *junitSuite) count(tests []junitCase) {
	s.Tests += len(tests)
	for i := range tests {
		switch t := &tests[i]; {
		case t.Failure != nil:
			s.Failures++
		case t.Error != nil:
			s.Errors++
		case t.Skipped != nil:
			s.Skipped++
		}
	}
}

// junit is the tests of a row.
func (r *Row) junit() []junitCase {
	class := className(r.File)
	own, _ := strings.CutPrefix(r.Case, r.File+"#")
	if own == r.Case { // its file has no other
		own = ""
	}
	test := junitCase{Name: reports.Inert(cmp.Or(own, r.Name, r.Case)), ClassName: class}
	switch r.Status {
	case Crashed, Broken:
		lines := inertLines(r.Lines())
		test.Error = &junitReason{string(r.Status), first(lines), strings.Join(lines, "\n")}
		return []junitCase{test}
	case Skipped:
		test.Skipped = &junitReason{Message: reports.Inert(r.Reason)}
		return []junitCase{test}
	case Passed, Failed, Undecided:
	}
	if len(r.Expectations) == 0 {
		test.Out = strings.Join(inertLines(append([]string{r.Verdict, "No expectations."}, r.Odd()...)), "\n")
		return []junitCase{test}
	}
	tests := make([]junitCase, 0, len(r.Expectations))
	seen := make(map[string]int)
	for i := range r.Expectations {
		e := &r.Expectations[i]
		t := test
		t.Name = reports.Inert(e.Called())
		if own != "" {
			t.Name = reports.Inert(own) + ": " + t.Name
		}
		if seen[t.Name]++; seen[t.Name] > 1 { // one name is one test
			t.Name += " (" + strconv.Itoa(seen[t.Name]) + ")"
		}
		if e.Outcome != Passed {
			t.Failure = &junitReason{
				string(e.Outcome), reports.Inert("measured: " + e.Measured),
				strings.Join(inertLines([]string{e.line(), r.Verdict, "again: " + reports.ShellLine(r.Command)}), "\n"),
			}
		} else {
			t.Out = reports.Inert("measured: " + e.Measured)
		}
		if i == 0 { // of a case they are told once
			t.Out = strings.Join(append(inertLines([]string{t.Out}), inertLines(r.Odd())...), "\n")
		}
		tests = append(tests, t)
	}
	return tests
}

// className is a file as the name of a class: "suites/web/basic.toml" is suites.web.basic. A dot that isn't the suffix's is %2E,
// as in an URL, and so is a slash at the beginning: two files with the suffix never share a class.
func className(file string) string {
	name := strings.NewReplacer("%", "%25", ".", "%2E").Replace(strings.TrimSuffix(reports.Inert(file), ".toml"))
	if rest, ok := strings.CutPrefix(name, "/"); ok {
		name = "%2F" + rest
	}
	return strings.ReplaceAll(name, "/", ".")
}

// inertLines are the lines that aren't empty, each fit for one.
func inertLines(lines []string) []string {
	var list []string
	for _, line := range lines {
		if line != "" {
			list = append(list, reports.Inert(line))
		}
	}
	return list
}

func first(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}
