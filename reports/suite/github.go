package suite

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// mostAnnotations is how many annotations of a kind GitHub shows for a step
// (docs.github.com, "Workflow commands for GitHub Actions").
const mostAnnotations = 10

// annotation is one line of the annotations.
type annotation struct {
	kind, title, file string
	line              int
	text              string
}

// WriteGitHub writes what hasn't passed as workflow commands, which GitHub shows at the line of the file: crashes, broken
// scenarios and failed expectations as errors, undecided ones as warnings, of each kind the worst first and no more than
// GitHub shows. The rest is counted by a notice. inRepository is the name by which GitHub knows a file.
func WriteGitHub(w io.Writer, s *Suite, inRepository func(file string) string) error {
	kept, dropped := make(map[Status][]annotation), 0
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		for _, a := range r.annotations() {
			if len(kept[a.status]) < mostAnnotations {
				kept[a.status] = append(kept[a.status], a.annotation)
			} else {
				dropped++
			}
		}
	}
	errors := append(append(kept[Crashed], kept[Broken]...), kept[Failed]...)
	if more := len(errors) - mostAnnotations; more > 0 {
		errors, dropped = errors[:mostAnnotations], dropped+more
	}
	b := bufio.NewWriter(w)
	for _, a := range append(errors, kept[Undecided]...) {
		a.file = inRepository(a.file)
		_, _ = b.WriteString(a.command()) // Flush has the error
	}
	if dropped > 0 {
		a := annotation{kind: "notice", title: "ecssim batch", text: fmt.Sprintf("%s more that didn't pass aren't listed here. %s", reports.Count(int64(dropped)), s.Summary.Sentence())}
		_, _ = b.WriteString(a.command())
	}
	return b.Flush()
}

// ranked is an annotation with the status that it stands for.
type ranked struct {
	status Status
	annotation
}

// annotations are those of a row.
func (r *Row) annotations() []ranked {
	var list []ranked
	for i := range r.Problems {
		p := &r.Problems[i]
		a := annotation{"error", r.Case + " is broken", p.File, p.Line, p.Message}
		if r.Status == Crashed {
			a.title, a.file, a.text = "ecssim crashed on "+r.Case, r.File, p.Message+"; again: "+reports.ShellLine(r.Command)
		}
		list = append(list, ranked{r.Status, a})
	}
	for i := range r.Expectations {
		e := &r.Expectations[i]
		if e.Outcome == Passed {
			continue
		}
		a := annotation{kind: "error", title: r.Case + ": " + string(e.Outcome), text: e.Message}
		if e.Outcome == Undecided {
			a.kind = "warning"
		}
		if a.file, a.line = e.at(); a.file == "" {
			a.file = r.File
		}
		list = append(list, ranked{e.Outcome, a})
	}
	return list
}

// command is the workflow command. Its texts are in one line, and what ends a property or the command is escaped.
func (a *annotation) command() string {
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	var properties []string
	if a.file != "" {
		properties = append(properties, "file="+property.Replace(reports.Inert(a.file)))
		if a.line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", a.line))
		}
	}
	properties = append(properties, "title="+property.Replace(reports.Inert(a.title)))
	return "::" + a.kind + " " + strings.Join(properties, ",") + "::" + data.Replace(reports.Inert(a.text)) + "\n"
}
