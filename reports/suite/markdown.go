package suite

import (
	"io"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// StepSummaryLimit is how many bytes GitHub takes as the summary of a step, with room for what others write there.
const StepSummaryLimit = 1000 << 10

// LeastMarkdown is a limit in bytes that the summary and the count of what is left out always have room in.
const LeastMarkdown = 2000

// WriteMarkdown writes the summary, what hasn't passed with its reasons, and then, folded up, the rest, as GitHub's markdown of
// at most so many bytes; 0: of any length. What doesn't fit is counted.
func WriteMarkdown(w io.Writer, s *Suite, limit int) error {
	const reserve = 500 // for what closes the page
	m := &page{limit: limit - reserve}
	if limit == 0 {
		m.limit = 1 << 62
	}
	m.add("## ecssim batch\n\n" + s.Summary.Sentence() + "\n")
	if s.Summary.Bad() > 0 {
		if err := m.section(s, "", "\n", func(r *Row) bool { return r.Status != Passed && r.Status != Skipped }); err != nil {
			return err
		}
	}
	if rest := s.Summary.ByStatus[Passed] + s.Summary.ByStatus[Skipped]; rest > 0 {
		title := reports.Count(int64(s.Summary.ByStatus[Passed])) + " passed"
		if n := s.Summary.ByStatus[Skipped]; n > 0 {
			title += ", " + reports.Count(int64(n)) + " skipped"
		}
		open := "\n<details><summary>" + title + "</summary>\n\n"
		if err := m.section(s, open, "\n</details>\n", func(r *Row) bool { return r.Status == Passed || r.Status == Skipped }); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, m.text.String())
	return err
}

// page is a text with a limit.
type page struct {
	text  strings.Builder
	limit int
}

// add adds a part if there is room for the whole of it.
func (m *page) add(part string) bool {
	if m.text.Len()+len(part) > m.limit {
		return false
	}
	m.text.WriteString(part)
	return true
}

// section writes a table of the rows that are wanted, between an opening and a closing text; it says how many there was no
// room for.
func (m *page) section(s *Suite, open, closing string, wanted func(r *Row) bool) error {
	if open == "" {
		open = "\n"
	}
	m.text.WriteString(open + "|  | case | state | duration | lowest healthy | peak | expectations |\n| --- | --- | --- | ---: | ---: | ---: | --- |\n")
	left := 0
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		if wanted(r) && (left > 0 || !m.add(r.markdown())) {
			left++
		}
	}
	if left > 0 {
		m.text.WriteString("\nThere is no room for " + Cases(left) + " more.\n")
	}
	m.text.WriteString(closing)
	return nil
}

// markdown is the row of a table.
func (r *Row) markdown() string {
	cells := []string{r.Status.Mark(), reports.Literal(r.Case), string(r.Status), "", "", "", ""}
	if s, ok := r.Headline(); ok {
		cells[2], cells[3], cells[4], cells[5] = string(s.State), s.Took(), s.Lowest.String(), count(s.PeakTasks)
	}
	last := []string{r.Score()}
	if r.Status != Passed {
		last = nil
		if len(r.Expectations) > 0 {
			last = append(last, r.Score())
		}
		for _, line := range r.Lines() {
			last = append(last, reports.Literal(line))
		}
	}
	for i := range r.Expectations {
		if e := &r.Expectations[i]; e.Outcome == Passed {
			last = append(last, "✓ "+reports.Literal(e.Called()+": "+e.Measured))
		}
	}
	if r.Status == Failed || r.Status == Undecided {
		last = append(last, "again: "+reports.Literal(reports.ShellLine(r.Command)))
	}
	for _, line := range r.Odd() {
		last = append(last, reports.Literal(line))
	}
	cells[6] = strings.Join(last, "<br>")
	return "| " + strings.Join(cells, " | ") + " |\n"
}
