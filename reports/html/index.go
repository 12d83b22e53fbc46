package html

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
)

// mostThumbs is how many rows of an index get a picture, of those that passed and of the others each: 10,000 would make the
// page slow to open.
const mostThumbs = 1000

// mostShown is how many rows the page shows at first; more, when it is asked for them. Laying out 10,000 takes a browser very long.
const mostShown = 300

// mostConditions is how many expectations of a row are listed, of those that passed and of the others each; its report has them
// all.
const mostConditions = 8

// indexContent is what index/index.html shows before its rows.
type indexContent struct {
	Policy, Script, Style, Sentence string
	Interrupted                     bool
	Shown, Cases                    string // how many rows are shown at first and how many there are, where they differ
	Counts                          []indexCount
}

// indexCount is a button that shows only the rows of a status.
type indexCount struct {
	Status suite.Status
	Count  string
}

// indexRow is a case as the index shows it.
type indexRow struct {
	*suite.Row
	Mark, Case, Verdict, Score string
	Rank                       int    // of its status, the worst first
	Order                      int    // in the batch
	Later                      bool   // it isn't shown at first
	Again                      string // what runs it once more; empty for one that passed
	Silent                     bool   // it has no expectations
	Headline                   *suite.Service
	Seconds                    float64          // the headline's duration; below 0: none
	Unmet, Met                 []indexCondition // expectations that failed or are undecided, and those that passed
	More                       int              // expectations that aren't listed
	Problems, Odd              []string
	Thumb                      *thumbPaths
}

type indexCondition struct {
	Mark, Tone, Called, Measured string
}

// WriteIndex writes the page of a batch: a row a case, with links to their reports. The same rows give the same bytes.
func WriteIndex(w io.Writer, s *suite.Suite) error {
	page, err := template.ParseFS(files, "index/index.html")
	if err != nil {
		return err
	}
	style, script := colours()+file("index/index.css"), file("index/index.js")
	c := indexContent{
		Policy: policy([]string{script}, []string{style}), Sentence: s.Summary.Sentence(), Interrupted: s.Summary.Interrupted,
	}
	if s.Summary.Cases > mostShown {
		c.Shown, c.Cases = reports.Count(mostShown), reports.Count(int64(s.Summary.Cases))
	}
	for _, status := range suite.Statuses() {
		if n := s.Summary.ByStatus[status]; n > 0 {
			c.Counts = append(c.Counts, indexCount{status, reports.Count(int64(n))})
		}
	}
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" + // Flush has the error
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + c.Policy + "\">\n<style>" + style + "</style>\n")
	if err := page.ExecuteTemplate(b, "head", &c); err != nil {
		return err
	}
	if err := writeIndexRows(b, page, s); err != nil {
		return err
	}
	if err := page.ExecuteTemplate(b, "foot", &c); err != nil {
		return err
	}
	_, _ = b.WriteString("<script>" + script + "</script>\n</body>\n</html>\n")
	return b.Flush()
}

// writeIndexRows writes the rows, the worst statuses first and within one in the order of the batch. The rows are gone through
// once for each status that some have, so that none of them has to be kept.
func writeIndexRows(w io.Writer, page *template.Template, s *suite.Suite) error {
	shown, passed, others := 0, 0, 0
	for _, status := range suite.Statuses() {
		if s.Summary.ByStatus[status] == 0 {
			continue
		}
		count := &others
		if status == suite.Passed {
			count = &passed
		}
		order := -1
		for r, err := range s.Rows() {
			if err != nil {
				return err
			}
			if order++; r.Status != status {
				continue
			}
			row := indexRowOf(r)
			row.Order, row.Later = order, shown >= mostShown
			shown++
			if r.Thumb != nil && *count < mostThumbs {
				*count++
				row.Thumb = pathsOf(r.Thumb)
			}
			if err := page.ExecuteTemplate(w, "row", row); err != nil {
				return err
			}
		}
	}
	return nil
}

func indexRowOf(r *suite.Row) *indexRow {
	row := &indexRow{
		Row: r, Mark: r.Status.Mark(), Case: reports.Inert(r.Case), Verdict: reports.Inert(r.Verdict), Score: r.Score(), Seconds: -1,
		Silent: len(r.Expectations) == 0,
	}
	for i, status := range suite.Statuses() {
		if status == r.Status {
			row.Rank = i
		}
	}
	if r.Status != suite.Passed && r.Status != suite.Skipped && len(r.Command) > 0 {
		row.Again = reports.ShellLine(r.Command)
	}
	if s, ok := r.Headline(); ok {
		s.Name, s.Deployment = reports.Inert(s.Name), reports.Inert(s.Deployment)
		row.Headline = &s
		if s.Duration != nil {
			row.Seconds = float64(*s.Duration) / 1000
		}
	}
	row.list(r)
	for _, line := range r.Odd() {
		if len(row.Odd) == mostConditions {
			row.Odd = append(row.Odd, "and "+reports.Count(int64(len(r.Warnings)-mostConditions))+" more in the report")
			break
		}
		row.Odd = append(row.Odd, reports.Inert(line))
	}
	if len(r.Expectations) == 0 && r.Status != suite.Passed {
		row.Score = ""
		for _, line := range r.Lines() {
			row.Problems = append(row.Problems, reports.Inert(line))
		}
	}
	return row
}

// list lists the expectations.
func (row *indexRow) list(r *suite.Row) {
	for i := range r.Expectations {
		e := &r.Expectations[i]
		list := &row.Unmet
		if e.Outcome == suite.Passed {
			list = &row.Met
		}
		if len(*list) == mostConditions {
			row.More++
			continue
		}
		called := e.Called()
		if len(r.Services) < 2 && e.Name == "" { // there is no other service that could be meant
			called = e.Condition
		}
		*list = append(*list, indexCondition{e.Outcome.Mark(), string(e.Outcome), reports.Inert(called), reports.Inert(e.Measured)})
	}
}

// The size of a thumbnail, in pixels.
const (
	thumbWidth  = 120
	thumbHeight = 34
)

// thumbPaths are the lines of a thumbnail as paths of SVG, and what it shows in words.
type thumbPaths struct {
	Width, Height             int
	Healthy, Running, Pending string
	Desired                   string // its height
	Words                     string
}

// pathsOf draws a thumbnail: 0 at the bottom, the most tasks at the top.
func pathsOf(t *suite.Thumb) *thumbPaths {
	most := max(t.Desired, 1)
	lowest := t.Healthy[0]
	var pending int32
	for i := range t.Running {
		most = max(most, t.Running[i], t.Healthy[i], t.Pending[i])
		lowest, pending = min(lowest, t.Healthy[i]), max(pending, t.Pending[i])
	}
	y := func(n int32) string {
		return strconv.FormatFloat(1+(thumbHeight-2)*(1-float64(n)/float64(most)), 'f', 1, 64)
	}
	line := func(list []int32) string {
		var b strings.Builder
		for i, n := range list {
			x := i * thumbWidth / len(list)
			switch {
			case i == 0:
				fmt.Fprintf(&b, "M0 %sH", y(n))
			case n != list[i-1]:
				fmt.Fprintf(&b, "%dV%sH", x, y(n))
			}
		}
		return b.String() + strconv.Itoa(thumbWidth)
	}
	humps := func(list []int32) string { // a line only where there are any
		var b strings.Builder
		before := int32(0)
		for i, n := range append(slices.Clip(list), 0) {
			x := i * thumbWidth / len(list)
			switch {
			case before == 0 && n > 0:
				fmt.Fprintf(&b, "M%d %sV%s", x, y(0), y(n))
			case n != before:
				fmt.Fprintf(&b, "H%dV%s", x, y(n))
			}
			before = n
		}
		return b.String()
	}
	p := &thumbPaths{
		Width: thumbWidth, Height: thumbHeight, Healthy: line(t.Healthy) + "V" + y(0) + "H0Z", Running: line(t.Running), Desired: y(t.Desired),
		Words: fmt.Sprintf("Tasks over time: lowest healthy %d, most pending %d, desired %d at the end", lowest, pending, t.Desired),
	}
	if pending > 0 {
		p.Pending = humps(t.Pending)
	}
	return p
}
