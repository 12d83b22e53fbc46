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
	at                string // its place, where the text doesn't begin with that
	also              int    // how many more cases have the same
}

// tier is how much an annotation matters; 0 matters most. Of each tier, what comes first in its case goes before all else.
type tier int

const (
	tierCrashed tier = iota
	tierBroken
	tierFailed
	tierUndecided
	tierOdd
	numTiers
)

// ranked is an annotation with its tier.
type ranked struct {
	tier tier
	annotation
}

// annotations are those that are kept of a suite: as many of each kind as GitHub shows could be made of any of its lists.
type annotations struct {
	first, others [numTiers][]annotation
	dropped       int
}

// WriteGitHub writes what hasn't passed as workflow commands, which GitHub shows at the line of the file: crashes, broken
// scenarios and failed expectations as errors, undecided ones and what is odd about a scenario as warnings. Of each kind there
// are no more than GitHub shows, the worst first, and of one case a second only when every other has its first. What several
// cases have alike is written once. The rest is counted by a notice. inRepository is the name by which GitHub knows a file.
func WriteGitHub(w io.Writer, s *Suite, inRepository func(file string) string) error {
	var all annotations
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		var seen [numTiers]bool
		for _, a := range r.annotations() {
			all.add(a, !seen[a.tier])
			seen[a.tier] = true
		}
	}
	b := bufio.NewWriter(w)
	for _, a := range append(all.take(tierCrashed, tierBroken, tierFailed), all.take(tierUndecided, tierOdd)...) {
		a.file = inRepository(a.file)
		if a.also > 0 {
			a.title += ", and " + Cases(a.also) + " more"
		}
		_, _ = b.WriteString(a.command()) // Flush has the error
	}
	if all.dropped > 0 {
		what := reports.Count(int64(all.dropped)) + " more annotations aren't"
		if all.dropped == 1 {
			what = "1 more annotation isn't"
		}
		a := annotation{kind: "notice", title: "ecssim batch", text: what + " listed here. " + s.Summary.Sentence()}
		_, _ = b.WriteString(a.command())
	}
	return b.Flush()
}

// add keeps an annotation while there is room for it. One that is kept already only gets a case more.
func (all *annotations) add(a ranked, first bool) {
	for _, list := range [][]annotation{all.first[a.tier], all.others[a.tier]} {
		for i := range list {
			if k := &list[i]; k.text == a.text && k.at == a.at {
				k.also++
				return
			}
		}
	}
	list := &all.others[a.tier]
	if first {
		list = &all.first[a.tier]
	}
	if len(*list) == mostAnnotations {
		all.dropped++
		return
	}
	*list = append(*list, a.annotation)
}

// take is the annotations of some tiers, as many as GitHub shows of one kind; the others are dropped.
func (all *annotations) take(tiers ...tier) []annotation {
	var list []annotation
	for _, t := range tiers {
		list = append(list, all.first[t]...)
	}
	for _, t := range tiers {
		list = append(list, all.others[t]...)
	}
	if more := len(list) - mostAnnotations; more > 0 {
		all.dropped += more
		list = list[:mostAnnotations]
	}
	return list
}

// annotations are those of a row.
func (r *Row) annotations() []ranked {
	var list []ranked
	for i := range r.Problems {
		p := &r.Problems[i]
		a := annotation{kind: "error", title: r.Case + " is broken", file: p.File, line: p.Line, text: p.Message}
		if r.Status == Crashed {
			a.title, a.file, a.text = "ecssim crashed on "+r.Case, r.File, p.Message+"; again: "+reports.ShellLine(r.Command)
			list = append(list, ranked{tierCrashed, a})
			continue
		}
		list = append(list, ranked{tierBroken, a})
	}
	for i := range r.Expectations {
		e := &r.Expectations[i]
		if e.Outcome == Passed {
			continue
		}
		a := ranked{tierFailed, annotation{kind: "error", title: r.Case + ": " + string(e.Outcome), text: e.Message, at: e.Place}}
		if e.Outcome == Undecided {
			a.tier, a.kind = tierUndecided, "warning"
		}
		if a.file, a.line = e.at(); a.file == "" {
			a.file = r.File
		}
		list = append(list, a)
	}
	for i := range r.Warnings {
		p := &r.Warnings[i]
		list = append(list, ranked{tierOdd, annotation{kind: "warning", title: r.Case + ": warning", file: p.File, line: p.Line, text: p.Message}})
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
