package suite

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/reports"
)

// Text writes a suite for people: a row a case as it comes, then what went wrong with those that haven't passed, then the
// summary.
type Text struct {
	To    io.Writer
	Width int                              // columns of the names of cases; longer ones stand out
	Paint func(of Status, s string) string // colours a text by a status; nil: there are none
}

// mostDetailed is how many cases that haven't passed are told in detail; the index page has them all.
const mostDetailed = 100

// roomForBrief is how many characters of a row tell what was measured.
const roomForBrief = 80

// mostLines is how many lines of reasons a case gets.
const mostLines = 12

// Row writes the row of a case.
func (t *Text) Row(r *Row) error {
	columns := []string{fit(reports.Inert(r.Case), t.Width)}
	switch s, ok := r.Headline(); {
	case ok:
		columns = append(columns, fit(string(s.State), len("unfinished")), fit(s.Took(), len("12 min 34 s")),
			fit("lowest "+s.Lowest.String(), len("lowest 10 of 10")),
			fit("peak "+count(s.PeakTasks), len("peak 10")), r.Score())
	case r.Status == Passed || r.Status == Failed || r.Status == Undecided:
		columns = append(columns, "no service", r.Score())
	default:
		columns = append(columns, string(r.Status))
	}
	if brief := r.brief(roomForBrief); brief != "" {
		columns = append(columns, reports.Inert(brief))
	}
	if n := len(r.Warnings); n > 0 {
		columns = append(columns, warnings(n))
	}
	line := t.paint(r.Status, r.Status.Mark()) + " " + strings.TrimRight(strings.Join(columns, "  "), " ")
	_, err := fmt.Fprintln(t.To, line)
	return err
}

// End writes what follows the rows.
func (t *Text) End(s *Suite) error {
	bad := func(r *Row) bool { return r.Status != Passed && r.Status != Skipped }
	if s.Summary.Bad() > 0 {
		if err := t.details(s, bad, "that haven't passed"); err != nil {
			return err
		}
	}
	if s.Summary.Warned > 0 {
		odd := func(r *Row) bool { return !bad(r) && len(r.Warnings) > 0 }
		if err := t.details(s, odd, "with warnings"); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(t.To, "\n%s\n", s.Summary.Sentence())
	return err
}

// details tells of the rows that are wanted, and how many there are that it doesn't tell of.
func (t *Text) details(s *Suite, wanted func(r *Row) bool, called string) error {
	told, more := 0, 0
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		switch {
		case !wanted(r):
		case told == mostDetailed:
			more++
		default:
			told++
			if err := t.detail(r); err != nil {
				return err
			}
		}
	}
	if more == 0 {
		return nil
	}
	_, err := fmt.Fprintf(t.To, "\nand %s more %s\n", Cases(more), called)
	return err
}

// detail tells why a case hasn't passed, and what is odd about it.
func (t *Text) detail(r *Row) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s %s: %s\n", t.paint(r.Status, r.Status.Mark()), reports.Inert(r.Case), r.Status)
	if r.Verdict != "" && r.Status != Passed {
		fmt.Fprintf(&b, "    %s\n", reports.Inert(r.Verdict))
	}
	lines := append(r.Lines(), r.Odd()...)
	for i, line := range lines {
		if i == mostLines {
			fmt.Fprintf(&b, "    and %d more\n", len(lines)-i)
			break
		}
		fmt.Fprintf(&b, "    %s\n", reports.Inert(line))
	}
	_, err := io.WriteString(t.To, b.String())
	return err
}

func (t *Text) paint(of Status, s string) string {
	if t.Paint == nil {
		return s
	}
	return t.Paint(of, s)
}

// fit is s followed by blanks up to so many columns.
func fit(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(s)))
}

func warnings(n int) string {
	if n == 1 {
		return "1 warning"
	}
	return reports.Count(int64(n)) + " warnings"
}

func count(n int32) string { return reports.Count(int64(n)) }
