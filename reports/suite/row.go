package suite

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// Status is what a case of a suite came to.
type Status string

// The statuses, the worst first but for the last two.
const (
	Crashed   Status = "crashed"   // ecssim contradicted itself
	Broken    Status = "broken"    // the scenario can't be used
	Failed    Status = "failed"    // an expectation failed
	Undecided Status = "undecided" // an expectation could be judged neither way, and none failed
	Skipped   Status = "skipped"   // it wasn't run, or not to its end
	Passed    Status = "passed"    // every expectation passed; there may be none
)

// Statuses are all of them in the order of their constants.
func Statuses() []Status { return []Status{Crashed, Broken, Failed, Undecided, Skipped, Passed} }

// Mark is a status in one character: "✓", "✗", "?", "!" for what has no result, "-" for what wasn't run.
func (s Status) Mark() string {
	switch s {
	case Passed:
		return "✓"
	case Failed:
		return "✗"
	case Undecided:
		return "?"
	case Crashed, Broken:
		return "!"
	case Skipped:
	}
	return "-"
}

// Row is what one case came to: a line of the results. Texts are as the scenario has them, so whoever writes them
// somewhere escapes them.
type Row struct {
	Case   string   `json:"case"` // names it in the batch: its file, and after a # its name in that file's matrix
	File   string   `json:"file"` // as the batch was given it, with slashes
	Name   string   `json:"scenario,omitempty"`
	Sets   []string `json:"sets,omitempty"` // what was changed in it, as key=value
	Seed   uint64   `json:"seed"`           // 0 where it isn't known, since the scenario can't be used
	Status Status   `json:"status"`
	Reason string   `json:"reason,omitempty"` // why it was skipped

	Verdict      string        `json:"verdict,omitempty"`
	EndedAt      Seconds       `json:"endedAt"`
	EndedBecause string        `json:"endedBecause,omitempty"` // as reports.Run has it
	Services     []Service     `json:"services,omitempty"`     // in the scenario's order
	Expectations []Expectation `json:"expectations,omitempty"` // in its order, too
	Problems     []Problem     `json:"problems,omitempty"`     // why it is broken or has crashed
	Warnings     []Problem     `json:"warnings,omitempty"`     // what is odd about the scenario, and which calls ECS refuses

	Command []string `json:"command,omitempty"` // runs it once more, a word an element
	Folder  string   `json:"folder,omitempty"`  // its files, relative to the batch's folder
	Report  string   `json:"report,omitempty"`  // its page, likewise
	Stack   string   `json:"stack,omitempty"`   // what a crash has left, likewise

	Thumb *Thumb `json:"-"` // for the index page only; nil: there was no service
}

// Settle makes texts that aren't UTF-8, such as names of files, what they are in JSON, so that a row is written the same whether it
// has been through the journal or not.
func (r *Row) Settle() error {
	text, err := json.Marshal(r)
	if err != nil || !bytes.Contains(text, []byte(`\ufffd`)) { // which is how JSON writes only what isn't UTF-8
		return err
	}
	settled := Row{Thumb: r.Thumb}
	if err := json.Unmarshal(text, &settled); err != nil {
		return err
	}
	*r = settled
	return nil
}

// Service is how the judged deployment of a service went. Its numbers are those of metrics.Deployment.
type Service struct {
	Name       string        `json:"service"`
	Deployment string        `json:"deployment"` // its revision
	State      reports.State `json:"state"`
	Duration   *Seconds      `json:"duration"` // nil: it didn't complete
	MinHealthy int32         `json:"minHealthy"`
	Desired    int32         `json:"desired"`
	PeakTasks  int32         `json:"peakTasks"`
	Lowest     Lowest        `json:"lowest"`
}

// Lowest is the instant at which the least part of the desired tasks was healthy. MinHealthy may be of another one, with fewer
// healthy tasks of fewer that were desired. The zero value is a service of which no task was ever desired.
type Lowest struct {
	Healthy int32 `json:"healthy"`
	Desired int32 `json:"desired"` // at that instant, and not at the end
}

// Share is the healthy part, from 0; 1 where no task was ever desired.
func (l Lowest) Share() float64 {
	if l.Desired == 0 {
		return 1
	}
	return float64(l.Healthy) / float64(l.Desired)
}

// String is as in "3 of 4".
func (l Lowest) String() string { return count(l.Healthy) + " of " + count(l.Desired) }

// Expectation is one condition that was judged.
type Expectation struct {
	Index     int    `json:"index"` // of its table in the file, from 0
	Name      string `json:"name,omitempty"`
	Service   string `json:"service,omitempty"`
	Place     string `json:"place,omitempty"` // "file.toml:12"
	Condition string `json:"condition"`
	Measured  string `json:"measured"`
	Outcome   Status `json:"outcome"` // Passed, Failed or Undecided
	Message   string `json:"message"` // all of it in a sentence
}

// Problem is one reason why a case has no result, or one thing that is odd about a case that has one.
type Problem struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"` // from 1; 0: of no line
	Message string `json:"message"`        // with the place in front
}

// Headline is the service that a short row speaks of: the one that is worst off, and of those the one whose deployment took
// longest, the first of several. ok is false without a service.
func (r *Row) Headline() (s Service, ok bool) {
	for i, next := range r.Services {
		if i == 0 || rank(next) > rank(s) || rank(next) == rank(s) && next.took() > s.took() {
			s, ok = next, true
		}
	}
	return s, ok
}

// rank is how much a service deserves the headline.
func rank(s Service) int {
	switch s.State {
	case reports.StateStuck:
		return 4
	case reports.StateFailed:
		return 3
	case reports.StateUnfinished:
		return 2
	case reports.StateCompleted:
		return 1
	case reports.StateAbsent, reports.StateDeleted, reports.StateSettled:
	}
	return 0
}

func (s *Service) took() Seconds {
	if s.Duration == nil {
		return 0
	}
	return *s.Duration
}

// Took is the duration for people; "-" for a deployment that didn't complete.
func (s *Service) Took() string {
	if s.Duration == nil {
		return "-"
	}
	return reports.Humane(sim.Span(*s.Duration))
}

// tally counts the outcomes of the expectations.
func (r *Row) tally() (passed, failed, undecided int) {
	for i := range r.Expectations {
		switch r.Expectations[i].Outcome {
		case Passed:
			passed++
		case Undecided:
			undecided++
		case Failed, Broken, Crashed, Skipped:
			failed++
		}
	}
	return passed, failed, undecided
}

// Score is the tally in words: "3 ✓ 1 ✗", or that there are none.
func (r *Row) Score() string {
	if len(r.Expectations) == 0 {
		return "no expectations"
	}
	var parts []string
	passed, failed, undecided := r.tally()
	for _, part := range []struct {
		n  int
		of Status
	}{{passed, Passed}, {failed, Failed}, {undecided, Undecided}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.of.Mark()))
		}
	}
	return strings.Join(parts, " ")
}

// brief are the expectations with what was measured, as many as there is room for, those that didn't pass first; "…" stands for
// the others.
func (r *Row) brief(room int) string {
	var text string
	for _, passed := range []bool{false, true} {
		for i := range r.Expectations {
			e := &r.Expectations[i]
			if (e.Outcome == Passed) != passed {
				continue
			}
			measured, _, _ := strings.Cut(e.Measured, " (95 % confidence") // with what follows in brackets
			part := e.Outcome.Mark() + " " + e.Condition + ": " + measured
			if len(r.Services) > 1 && e.Service != "" {
				part = e.Outcome.Mark() + " " + e.Service + ": " + e.Condition + ": " + measured
			}
			if text != "" {
				part = "; " + part
			}
			if utf8.RuneCountInString(text+part) > room {
				return text + "…"
			}
			text += part
		}
	}
	return text
}

// Called names the expectation for people: its condition, and before it its own name or that of its service.
func (e *Expectation) Called() string {
	if of := cmp.Or(e.Name, e.Service); of != "" {
		return of + ": " + e.Condition
	}
	return e.Condition
}

// Lines are what a reader has to know of a row that hasn't passed, a line each: the problems, the reason, or the expectations
// that didn't pass with what was measured. They aren't escaped.
func (r *Row) Lines() []string {
	var lines []string
	for i := range r.Problems {
		lines = append(lines, r.Problems[i].Message)
	}
	if r.Status == Skipped {
		lines = append(lines, r.Reason)
	}
	for i := range r.Expectations {
		if e := &r.Expectations[i]; e.Outcome != Passed {
			lines = append(lines, e.Outcome.Mark()+" "+e.line())
		}
	}
	if r.Status == Crashed {
		lines = append(lines, "this is a fault of ecssim, not of your scenario; it happens again with: "+reports.ShellLine(r.Command))
	}
	return lines
}

// Odd are the warnings of the row, a line each. They aren't escaped.
func (r *Row) Odd() []string {
	var lines []string
	for i := range r.Warnings {
		lines = append(lines, "warning: "+r.Warnings[i].Message)
	}
	return lines
}

// line is the sentence about the expectation with its place.
func (e *Expectation) line() string {
	if e.Place == "" {
		return e.Message
	}
	return e.Place + ": " + e.Message
}

// at is the place taken apart. line is 0 where it isn't known.
func (e *Expectation) at() (file string, line int) {
	i := strings.LastIndexByte(e.Place, ':') // names of files may have some, too
	if i < 0 {
		return e.Place, 0
	}
	line, err := strconv.Atoi(e.Place[i+1:])
	if err != nil {
		return e.Place, 0
	}
	return e.Place[:i], line
}

// Seconds is a span in milliseconds that is written as a number of seconds.
type Seconds sim.Span

// MarshalJSON writes s exactly: 63200 is 63.200.
func (s Seconds) MarshalJSON() ([]byte, error) { return sim.Time(s).AppendSeconds(nil), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Seconds) UnmarshalJSON(text []byte) error {
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("%q isn't a number of seconds", text)
	}
	*s = Seconds(n*1000 + 0.5)
	return nil
}
