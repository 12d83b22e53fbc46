package suite

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
)

// WriteNDJSON writes a line for each row: the Row as JSON.
func WriteNDJSON(w io.Writer, s *Suite) error {
	b := bufio.NewWriter(w)
	encoder := json.NewEncoder(b)
	encoder.SetEscapeHTML(false)
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
	return b.Flush()
}

// WriteJSON writes one document: schema, summary and the rows, a line each.
func WriteJSON(w io.Writer, s *Suite) error {
	summary, err := json.Marshal(&s.Summary)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	_, _ = b.WriteString(`{"schema":"` + Schema + `","summary":` + string(summary) + `,"cases":[`) // Flush has the error
	between := "\n"
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		row, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, _ = b.WriteString(between + string(row))
		between = ",\n"
	}
	_, _ = b.WriteString("\n]}\n")
	return b.Flush()
}

// WriteCSV writes a head and a line for each row. Service, deployment and numbers are those of the headline; durations are in
// seconds; measured has each expectation with what was measured. A text that a spreadsheet would take for a formula begins
// with an apostrophe.
func WriteCSV(w io.Writer, s *Suite) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{
		"case", "file", "scenario", "seed", "status", "services", "service", "deployment", "state", "duration", "minHealthy", "desired", "lowestHealthy", "lowestDesired",
		"peakTasks", "endedAt", "passed", "failed", "undecided", "measured", "verdict", "problems", "report",
	}); err != nil {
		return err
	}
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		if err := out.Write(r.csv()); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csv is the cells of the row.
func (r *Row) csv() []string {
	cells := []string{plain(r.Case), plain(r.File), plain(r.Name), strconv.FormatUint(r.Seed, 10), string(r.Status), strconv.Itoa(len(r.Services))}
	if s, ok := r.Headline(); ok {
		duration := ""
		if s.Duration != nil {
			duration = s.Duration.csv()
		}
		cells = append(cells, plain(s.Name), plain(s.Deployment), string(s.State), duration,
			number(s.MinHealthy), number(s.Desired), number(s.Lowest.Healthy), number(s.Lowest.Desired), number(s.PeakTasks))
	} else {
		cells = append(cells, "", "", "", "", "", "", "", "", "")
	}
	endedAt := ""
	if r.EndedBecause != "" {
		endedAt = r.EndedAt.csv()
	}
	passed, failed, undecided := r.tally()
	var measured, problems []string
	for i := range r.Expectations {
		e := &r.Expectations[i]
		measured = append(measured, e.Outcome.Mark()+" "+e.line())
	}
	for i := range r.Problems {
		problems = append(problems, r.Problems[i].Message)
	}
	return append(cells, endedAt, strconv.Itoa(passed), strconv.Itoa(failed), strconv.Itoa(undecided),
		plain(strings.Join(measured, "; ")), plain(r.Verdict), plain(strings.Join(problems, "; ")), plain(r.Report))
}

func (s Seconds) csv() string {
	text, _ := s.MarshalJSON() // it has no error
	return string(text)
}

func number(n int32) string { return strconv.Itoa(int(n)) }

// plain is a text that stays one in a spreadsheet: in one line, and no formula (OWASP, "CSV Injection").
func plain(s string) string {
	s = reports.Inert(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}
