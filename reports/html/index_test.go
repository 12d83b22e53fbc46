package html_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/reports/suite"
)

// batchOf is the index page of some rows.
func batchOf(t *testing.T, rows ...*suite.Row) []byte {
	t.Helper()
	s := &suite.Suite{Rows: func() iter.Seq2[*suite.Row, error] {
		return func(yield func(*suite.Row, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
	}}
	for _, r := range rows {
		s.Summary.Add(r)
	}
	var b bytes.Buffer
	if err := html.WriteIndex(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// batchRows are a row of each status; the third has the longest duration.
func batchRows() []*suite.Row {
	thumb := &suite.Thumb{Desired: 4}
	for i := range 60 {
		thumb.Running, thumb.Healthy, thumb.Pending = append(thumb.Running, 4), append(thumb.Healthy, 4-int32(i/30)), append(thumb.Pending, int32(i/30))
	}
	service := func(state reports.State, duration suite.Seconds) []suite.Service {
		s := suite.Service{Name: "web", Deployment: "web:2", State: state, MinHealthy: 3, Desired: 4, PeakTasks: 5, Lowest: suite.Lowest{Healthy: 3, Desired: 4}}
		if duration > 0 {
			s.Duration = &duration
		}
		return []suite.Service{s}
	}
	return []*suite.Row{
		{Case: "b.toml", File: "b.toml", Status: suite.Passed, Verdict: "web:2 reached steady state.", Services: service(reports.StateCompleted, 100_000), Thumb: thumb, Report: "cases/b/report.html"},
		{
			Case: "a.toml", File: "a.toml", Status: suite.Failed, Verdict: "web:2 is stuck.", Services: service(reports.StateStuck, 0), Thumb: thumb, Report: "cases/a/report.html",
			Expectations: []suite.Expectation{{Condition: "duration <= 10m", Outcome: suite.Failed}, {Condition: "minHealthy >= 3", Measured: "3", Outcome: suite.Passed}},
		},
		{
			Case: "d.toml", File: "d.toml", Status: suite.Undecided, Services: service(reports.StateCompleted, 900_000), Thumb: thumb,
			Expectations: []suite.Expectation{{Condition: "p95(duration) <= 15m", Measured: "14 min to 16 min", Outcome: suite.Undecided}},
		},
		{Case: "c.toml", File: "c.toml", Status: suite.Broken, Problems: []suite.Problem{{Message: "c.toml:1:1: unknown key"}}},
		{Case: "e.toml", File: "e.toml", Status: suite.Crashed, Problems: []suite.Problem{{Message: "e.toml: seed 1: panic"}}, Stack: "cases/e/crash.txt", Command: []string{"ecssim", "run", "e.toml"}},
		{Case: "f.toml", File: "f.toml", Status: suite.Skipped, Reason: "the batch was interrupted"},
	}
}

// order is the cases that the page shows, in order.
func order(b *tab) string {
	b.Helper()
	return eval[string](b, `[...document.querySelectorAll("tbody tr")].filter((r) => !r.hidden).map((r) => r.querySelector("th").textContent[0]).join("")`)
}

// TestIndexPage: in a browser the page is quiet, can be sorted and filtered, and has nothing for axe to find, light and dark and narrow.
func TestIndexPage(t *testing.T) {
	page := batchOf(t, batchRows()...)
	b := open(t, page, "light", 1400)
	if got := order(b); got != "ecadfb" {
		t.Errorf("the order is %s", got)
	}
	for _, c := range []struct{ column, want string }{
		{"2", "abcdef"}, {"2", "fedcba"}, {"1", "ecadfb"}, {"5", "acefbd"}, {"5", "dbacef"},
	} {
		if b.click("thead th:nth-child(" + c.column + ") button"); order(b) != c.want {
			t.Errorf("sorted by column %s the order is %s, want %s", c.column, order(b), c.want)
		}
	}
	b.click(`[data-show="failed"]`)
	if got := order(b) + " " + b.text("#shown"); got != "a 1 of 6 shown" {
		t.Errorf("of the failed ones there are %s", got)
	}
	b.click(`[data-show=""]`)
	eval[bool](b, `(document.getElementById("find").value = "P95", document.getElementById("find").dispatchEvent(new Event("input")), true)`)
	if got := order(b); got != "d" {
		t.Errorf("found is %s", got)
	}
	b.isQuiet()
	for _, look := range []struct {
		scheme string
		width  int64
	}{{"light", 1400}, {"dark", 1400}, {"light", 400}} {
		b := open(t, page, look.scheme, look.width)
		b.isAccessible(fmt.Sprintf("%s, %d pixels", look.scheme, look.width), look.width)
		b.isQuiet()
	}
}

// TestIndexLinks: a row links to its report and its crash, relative to the page, and only where there is one.
func TestIndexLinks(t *testing.T) {
	page := string(batchOf(t, batchRows()...))
	if got := strings.Count(page, "<a "); got != 3 {
		t.Errorf("there are %d links", got)
	}
	for _, want := range []string{`href="cases/a/report.html"`, `href="cases/b/report.html"`, `href="cases/e/crash.txt"`, "c.toml:1:1: unknown key", "the batch was interrupted", "14 min to 16 min"} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if got := strings.Count(page, "<svg"); got != 3 {
		t.Errorf("there are %d thumbnails", got)
	}
}

// TestIndexHostile: a scenario's texts are text on the page.
func TestIndexHostile(t *testing.T) {
	evil := "</th><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e\"'`"
	r := batchRows()[1]
	r.Case, r.Verdict, r.Services[0].Name, r.Report = evil, evil, evil, "javascript:alert(3)"
	r.Services = append(r.Services, r.Services[0])
	r.Expectations = []suite.Expectation{{Name: evil, Condition: evil, Measured: evil, Outcome: suite.Failed}}
	broken := &suite.Row{Case: evil, Status: suite.Broken, Problems: []suite.Problem{{Message: evil}}}
	page := batchOf(t, r, broken)
	for _, bad := range []string{"<script>alert", "<img", "\x1b", "\u202e", `href="javascript:`} {
		if bytes.Contains(page, []byte(bad)) {
			t.Errorf("the page has %q in it", bad)
		}
	}
	b := open(t, page, "light", 1400)
	b.isQuiet()
}

// TestLargeIndex: 10,000 rows are a page of a few megabytes with thumbnails for some, and a browser sorts and filters it.
func TestLargeIndex(t *testing.T) {
	var rows []*suite.Row
	for i := range 10_000 {
		r := *batchRows()[i%2]
		r.Case = fmt.Sprintf("suites/%05d.toml", i)
		rows = append(rows, &r)
	}
	page := batchOf(t, rows...)
	if len(page) > 10<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if got := bytes.Count(page, []byte("<svg")); got != 2000 {
		t.Errorf("there are %d thumbnails", got)
	}
	b := open(t, page, "light", 1400)
	if got := b.text("#shown"); got != "300 of 10000 shown" {
		t.Errorf("at first there are %s", got)
	}
	b.click("#more")
	if got := b.text("#shown"); got != "600 of 10000 shown" {
		t.Errorf("then there are %s", got)
	}
	b.click("thead th:nth-child(2) button")
	b.click(`[data-show="failed"]`)
	if got := b.text("#shown"); got != "300 of 10000 shown, 5000 fit" {
		t.Errorf("there are %s", got)
	}
	b.isQuiet()
}

// TestIndexStops: an error of the rows is that of the page.
func TestIndexStops(t *testing.T) {
	s := &suite.Suite{Rows: func() iter.Seq2[*suite.Row, error] {
		return func(yield func(*suite.Row, error) bool) { yield(nil, context.Canceled) }
	}}
	s.Summary.Add(&suite.Row{Status: suite.Passed})
	if err := html.WriteIndex(new(bytes.Buffer), s); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
