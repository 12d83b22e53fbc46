package suite

import (
	"fmt"
	"iter"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// Schema names the shape of results.json and results.ndjson. Within ecssim/batch/v1 fields may be added, never removed or
// changed.
const Schema = "ecssim/batch/v1"

// Suite is a batch as its outputs see it.
type Suite struct {
	Summary Summary
	// Rows are the rows in their order, of which each is lent until the next one. They can be gone through again and again.
	Rows func() iter.Seq2[*Row, error]
}

// Summary counts the cases of a batch. The zero value is an empty batch.
type Summary struct {
	Cases       int            `json:"cases"`
	ByStatus    map[Status]int `json:"byStatus"`               // without those of which there are none
	Silent      int            `json:"withoutExpectations"`    // of those that passed
	Warned      int            `json:"withWarnings,omitempty"` // of all
	Interrupted bool           `json:"interrupted"`            // so some cases are skipped that would have been run
}

// Add counts one more row.
func (s *Summary) Add(r *Row) {
	if s.ByStatus == nil {
		s.ByStatus = make(map[Status]int)
	}
	s.Cases++
	s.ByStatus[r.Status]++
	if r.Status == Passed && len(r.Expectations) == 0 {
		s.Silent++
	}
	if len(r.Warnings) > 0 {
		s.Warned++
	}
}

// Sentence is the summary for people, as in "23 cases: 20 passed (3 of them without expectations), 2 failed, 1 broken", and
// its full stop.
func (s *Summary) Sentence() string {
	text := Cases(s.Cases)
	if s.Interrupted {
		text = "Interrupted. " + text
	}
	var parts []string
	for _, status := range []Status{Passed, Failed, Undecided, Broken, Crashed, Skipped} {
		n := s.ByStatus[status]
		if n == 0 {
			continue
		}
		part := reports.Count(int64(n)) + " " + string(status)
		switch {
		case status != Passed || s.Silent == 0:
		case s.Silent == n && n == 1:
			part += ", which has no expectations"
		case s.Silent == n:
			part += ", none of them with expectations"
		default:
			part += fmt.Sprintf(" (%s of them without expectations)", reports.Count(int64(s.Silent)))
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return text + "."
	}
	text += ": " + strings.Join(parts, ", ") + "."
	switch s.Warned {
	case 0:
		return text
	case 1:
		return text + " 1 case has warnings."
	}
	return text + " " + Cases(s.Warned) + " have warnings."
}

// Cases is a number of cases in words: "1 case", "1,200 cases".
func Cases(n int) string {
	if n == 1 {
		return "1 case"
	}
	return reports.Count(int64(n)) + " cases"
}

// Bad is how many cases are neither passed nor skipped.
func (s *Summary) Bad() int { return s.Cases - s.ByStatus[Passed] - s.ByStatus[Skipped] }
