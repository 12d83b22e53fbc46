package suite_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
)

// of is a suite of some rows.
func of(rows ...*suite.Row) *suite.Suite {
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
	return s
}

// one of each status.
func rows() []*suite.Row {
	seconds := func(n suite.Seconds) *suite.Seconds { return &n }
	web := suite.Service{Name: "web", Deployment: "web:2", State: reports.StateCompleted, Duration: seconds(104_200), MinHealthy: 2, Desired: 4, PeakTasks: 6, Lowest: suite.Lowest{Healthy: 2, Desired: 4}}
	stuck := suite.Service{Name: "api", Deployment: "api:2", State: reports.StateStuck, MinHealthy: 4, Desired: 4, PeakTasks: 4, Lowest: suite.Lowest{Healthy: 4, Desired: 4}}
	command := []string{"ecssim", "run", "suites/slow.toml", "--seed", "7"}
	return []*suite.Row{
		{
			Case: "suites/fine.toml", File: "suites/fine.toml", Name: "fine", Seed: 1, Status: suite.Passed, Verdict: "web:2 reached steady state.",
			EndedAt: 200_000, EndedBecause: "settled", Services: []suite.Service{web}, Report: "cases/suites-fine/report.html",
			Expectations: []suite.Expectation{{Service: "web", Place: "suites/fine.toml:9", Condition: "duration <= 10m", Measured: "1 min 44 s", Outcome: suite.Passed, Message: "service web: duration <= 10m holds: 1 min 44 s"}},
		},
		{
			Case: "suites/silent.toml", File: "suites/silent.toml", Name: "silent", Seed: 2, Status: suite.Passed, Verdict: "web:2 reached steady state.",
			EndedAt: 200_000, EndedBecause: "settled", Services: []suite.Service{web},
			Warnings: []suite.Problem{{File: "suites/silent.toml", Line: 8, Message: "suites/silent.toml:8:1: ClientException: odd; the run goes on without this call"}},
		},
		{
			Case: "suites/slow.toml#min=50", File: "suites/slow.toml", Name: "slow-min-50", Seed: 7, Status: suite.Failed, Verdict: "api:2 is stuck.",
			EndedAt: 90_500, EndedBecause: "stuck", Services: []suite.Service{web, stuck}, Command: command,
			Expectations: []suite.Expectation{
				{Service: "api", Place: "suites/slow.toml:12", Condition: "duration <= 10m", Measured: "none, since the deployment didn't complete", Outcome: suite.Failed, Message: "service api: duration <= 10m fails: none, since the deployment didn't complete"},
				{Name: "no dip", Place: "suites/slow.toml:15", Condition: "minHealthy >= 4", Measured: "4", Outcome: suite.Passed, Message: "no dip: service web: minHealthy >= 4 holds: 4"},
			},
		},
		{
			Case: "suites/slow.toml#min=100", File: "suites/slow.toml", Name: "slow-min-100", Seed: 7, Status: suite.Undecided, Verdict: "web:2 reached steady state.",
			EndedAt: 90_500, EndedBecause: "settled", Services: []suite.Service{web}, Command: command,
			Expectations: []suite.Expectation{{Service: "web", Place: "suites/_base.toml:3", Condition: "p95(duration) <= 2m", Measured: "1 min 58 s to 2 min 3 s", Outcome: suite.Undecided, Message: "service web: p95(duration) <= 2m is undecided: 1 min 58 s to 2 min 3 s"}},
		},
		{
			Case: "suites/typo.toml", File: "suites/typo.toml", Status: suite.Broken,
			Problems: []suite.Problem{{File: "suites/typo.toml", Line: 3, Message: "suites/typo.toml:3:1: unknown key"}},
		},
		{
			Case: "suites/panic.toml", File: "suites/panic.toml", Name: "panic", Seed: 3, Status: suite.Crashed, Command: []string{"ecssim", "run", "suites/panic.toml", "--seed", "3"},
			Problems: []suite.Problem{{File: "suites/panic.toml", Message: "suites/panic.toml: seed 3: panic: boom"}}, Stack: "cases/suites-panic/crash.txt",
		},
		{Case: "suites/later.toml", File: "suites/later.toml", Status: suite.Skipped, Reason: "an earlier case didn't pass"},
	}
}

// TestOutputs: each format, byte for byte, of a suite with each status. They are what users' tools read.
func TestOutputs(t *testing.T) {
	for name, write := range outputs() {
		t.Run(name, func(t *testing.T) { golden(t, name, written(t, write, of(rows()...))) })
	}
}

// outputs are all formats, by the names of their goldens.
func outputs() map[string]func(w io.Writer, s *suite.Suite) error {
	return map[string]func(w io.Writer, s *suite.Suite) error{
		"suite.txt": func(w io.Writer, s *suite.Suite) error {
			text := &suite.Text{To: w, Width: 24}
			for r, err := range s.Rows() {
				if err != nil {
					return err
				}
				if err := text.Row(r); err != nil {
					return err
				}
			}
			return text.End(s)
		},
		"suite.xml":    suite.WriteJUnit,
		"suite.md":     func(w io.Writer, s *suite.Suite) error { return suite.WriteMarkdown(w, s, 0) },
		"suite.csv":    suite.WriteCSV,
		"suite.ndjson": suite.WriteNDJSON,
		"suite.json":   suite.WriteJSON,
		"suite.actions": func(w io.Writer, s *suite.Suite) error {
			return suite.WriteGitHub(w, s, func(file string) string { return file })
		},
	}
}

func written(t *testing.T, write func(w io.Writer, s *suite.Suite) error, s *suite.Suite) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// evil is a text that would end a line, a cell, an element, a property or a command, color a terminal, turn the direction of
// writing, or be a formula or a mention.
const evil = "=1+1\r\n::error::forged\x1b[31m,\"a\"]]>--><b>|@team `x` \u202e %0A \x00 \xff"

// hostile are rows with evil in every text.
func hostile() []*suite.Row {
	file := evil + ".toml"
	r := &suite.Row{
		Case: file + "#" + evil, File: file, Name: evil, Sets: []string{evil}, Seed: 1, Status: suite.Failed, Verdict: evil,
		EndedBecause: "settled", Services: []suite.Service{{Name: evil, Deployment: evil, State: reports.StateCompleted}},
		Expectations: []suite.Expectation{{Name: evil, Service: evil, Place: file + ":3", Condition: evil, Measured: evil, Outcome: suite.Failed, Message: evil}},
		Warnings:     []suite.Problem{{File: file, Line: 2, Message: evil}}, Command: []string{"ecssim", "run", file},
	}
	broken := &suite.Row{Case: file, File: file, Status: suite.Broken, Problems: []suite.Problem{{File: file, Line: 1, Message: evil}}}
	crashed := &suite.Row{Case: evil, File: file, Status: suite.Crashed, Problems: []suite.Problem{{Message: evil}}, Command: []string{evil}}
	skipped := &suite.Row{Case: "@" + evil, File: evil, Status: suite.Skipped, Reason: evil}
	return []*suite.Row{r, broken, crashed, skipped}
}

// TestHostileNames: in no format do they get a line of their own, nor a character that a terminal or a reader obeys; so the
// lines are as many as with harmless names.
func TestHostileNames(t *testing.T) {
	harmless := hostile()
	text, err := json.Marshal(harmless)
	if err != nil {
		t.Fatal(err)
	}
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, bytes.Trim(quoted, `"`), []byte("name"))
	harmless = nil
	if err := json.Unmarshal(text, &harmless); err != nil {
		t.Fatal(err)
	}
	for name, write := range outputs() {
		got, want := written(t, write, of(hostile()...)), written(t, write, of(harmless...))
		if g, w := strings.Count(got, "\n"), strings.Count(want, "\n"); g != w {
			t.Errorf("%s: %d lines, want %d:\n%s", name, g, w, got)
		}
		if !utf8.ValidString(got) {
			t.Errorf("%s isn't UTF-8", name)
		}
		for _, r := range got {
			if isJSON := strings.HasSuffix(name, "json"); r != '\n' && !unicode.IsPrint(r) && (!isJSON || r != '\u202e') {
				t.Errorf("%s has %q in it", name, r)
				break
			}
		}
	}
	for line := range strings.Lines(written(t, outputs()["suite.actions"], of(hostile()...))) {
		command, properties, ok := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		if properties, _, closed := strings.Cut(properties, "::"); !ok || !closed || command != "error" && command != "warning" || strings.Count(properties, ",") > 2 {
			t.Errorf("a forged command: %s", line)
		}
	}
	if md := written(t, outputs()["suite.md"], of(hostile()...)); strings.Contains(md, "<b>") || strings.Contains(strings.ReplaceAll(md, `\@`, ""), "@team") {
		t.Errorf("markup gets through:\n%s", md)
	}
}

// TestFormulas: no cell of the CSV begins as a formula does.
func TestFormulas(t *testing.T) {
	var list []*suite.Row
	for _, begins := range []string{"=", "+", "-", "@", "\t=", "\r="} {
		list = append(list, &suite.Row{Case: begins + "HYPERLINK(1)", Name: begins + "1", File: begins + "x", Status: suite.Passed, Verdict: begins + "1"})
	}
	cells, err := csv.NewReader(strings.NewReader(written(t, suite.WriteCSV, of(list...)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if len(cells) != len(list)+1 {
		t.Errorf("%d lines", len(cells))
	}
}

// TestRowsComeBack: what NDJSON has of a row is all that it is made of but the thumbnail, so that a resumed batch writes the same.
func TestRowsComeBack(t *testing.T) {
	lines := strings.SplitAfter(written(t, suite.WriteNDJSON, of(rows()...)), "\n")
	for i, want := range rows() {
		got := new(suite.Row)
		if err := json.Unmarshal([]byte(lines[i]), got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	fresh := hostile()[0]
	if err := fresh.Settle(); err != nil {
		t.Fatal(err)
	}
	read := new(suite.Row)
	if err := json.Unmarshal([]byte(written(t, suite.WriteNDJSON, of(hostile()[0]))), read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(read, fresh); diff != "" {
		t.Errorf("a row that is settled isn't what is read of it: %s", diff)
	}
	var s suite.Seconds
	for _, n := range []suite.Seconds{0, 1, 999, 63_200, 1 << 40} {
		text, err := n.MarshalJSON()
		if err != nil || s.UnmarshalJSON(text) != nil || s != n {
			t.Errorf("%d comes back as %d (%v)", n, s, err)
		}
	}
	if s.UnmarshalJSON([]byte(`"x"`)) == nil {
		t.Error("anything is a number of seconds")
	}
}

// TestAnnotationsAreLimited: of each kind there are no more than GitHub shows, the worst first, and the rest is counted.
func TestAnnotationsAreLimited(t *testing.T) {
	var list []*suite.Row
	for i := range 30 {
		list = append(list, &suite.Row{Case: fmt.Sprintf("failed-%d", i), File: "f.toml", Status: suite.Failed, Expectations: []suite.Expectation{
			{Condition: "c", Outcome: suite.Failed, Message: fmt.Sprintf("c of %d", i)}, {Condition: "d", Outcome: suite.Undecided, Message: fmt.Sprintf("d of %d", i)},
		}})
	}
	list = append(list, &suite.Row{Case: "crashed", File: "c.toml", Status: suite.Crashed, Problems: []suite.Problem{{Message: "boom"}}})
	lines := strings.Split(strings.TrimSuffix(written(t, outputs()["suite.actions"], of(list...)), "\n"), "\n")
	if len(lines) != 10+10+1 {
		t.Fatalf("%d lines", len(lines))
	}
	if !strings.HasPrefix(lines[0], "::error file=c.toml,title=ecssim crashed on crashed::boom") {
		t.Errorf("first comes %s", lines[0])
	}
	for i, line := range lines[:20] {
		if kind := []string{"::error ", "::warning "}[i/10]; !strings.HasPrefix(line, kind) {
			t.Errorf("line %d is %s", i, line)
		}
	}
	if want := "::notice title=ecssim batch::41 more annotations aren't listed here. 31 cases: 30 failed, 1 crashed."; lines[20] != want {
		t.Errorf("the rest is counted as %s, want %s", lines[20], want)
	}
}

// TestAnnotationsOfMany: a case with many faults leaves room for the others, what all cases have alike is told once, warnings come
// last, and the line is that of the right file.
func TestAnnotationsOfMany(t *testing.T) {
	faulty := &suite.Row{Case: "a.toml", File: "a.toml", Status: suite.Broken}
	for i := range 15 {
		faulty.Problems = append(faulty.Problems, suite.Problem{File: "a.toml", Line: i + 1, Message: fmt.Sprintf("a.toml:%d:1: wrong", i+1)})
	}
	list := []*suite.Row{faulty}
	for i := range 5 {
		name := fmt.Sprintf("b%d.toml", i)
		list = append(list, &suite.Row{Case: name, File: name, Status: suite.Broken, Problems: []suite.Problem{{File: name, Line: 1, Message: name + ":1:1: wrong"}}})
	}
	list = append(list, &suite.Row{
		Case: "a.toml:9.toml", File: "a.toml:9.toml", Status: suite.Undecided, Warnings: []suite.Problem{{File: "a.toml:9.toml", Line: 3, Message: "odd"}},
		Expectations: []suite.Expectation{{Place: "a.toml:9.toml:12", Outcome: suite.Undecided, Message: "open"}},
	})
	got := written(t, outputs()["suite.actions"], of(list...))
	for i, want := range []string{"file=a.toml,line=1,", "file=b0.toml,", "file=b1.toml,", "file=b2.toml,", "file=b3.toml,", "file=b4.toml,", "file=a.toml,line=2,", "", "", "file=a.toml,line=5,", "::warning file=a.toml%3A9.toml,line=12,", "::warning file=a.toml%3A9.toml,line=3,title=a.toml%3A9.toml%3A warning::odd", "::notice title=ecssim batch::10 more annotations aren't listed here."} {
		if line := strings.Split(got, "\n")[i]; !strings.Contains(line, want) {
			t.Errorf("line %d is %s, want %s", i, line, want)
		}
	}
	list = nil
	for i := range 20 {
		list = append(list, &suite.Row{Case: fmt.Sprintf("m%d.toml", i), File: fmt.Sprintf("m%d.toml", i), Status: suite.Broken, Problems: []suite.Problem{{File: fmt.Sprintf("m%d.toml", i), Message: "--set x=1: unknown key"}}})
	}
	if got, want := written(t, outputs()["suite.actions"], of(list...)), "::error file=m0.toml,title=m0.toml is broken, and 19 cases more::--set x=1: unknown key\n"; strings.ReplaceAll(got, "%2C", ",") != want {
		t.Errorf("of 20 alike there is\n%s", got)
	}
}

// TestMarkdownLimit: a page with a limit stays below it, is whole, begins with what went wrong, and counts the rest.
func TestMarkdownLimit(t *testing.T) {
	var list []*suite.Row
	for i := range 3000 {
		list = append(list, &suite.Row{Case: fmt.Sprintf("case-%d", i), Status: suite.Passed})
	}
	list = append(list, &suite.Row{Case: "typo", Status: suite.Broken, Problems: []suite.Problem{{Message: "unknown key"}}})
	const limit = 20_000
	page := written(t, func(w io.Writer, s *suite.Suite) error { return suite.WriteMarkdown(w, s, limit) }, of(list...))
	if len(page) > limit || len(page) < limit/2 {
		t.Errorf("%d bytes of %d", len(page), limit)
	}
	told := strings.Count(page, "| ✓ |")
	for _, want := range []string{"unknown key", "</details>\n", fmt.Sprintf("There is no room for %s more.", reports.Count(int64(3000-told))+" cases")} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %q", want)
		}
	}
	if strings.Index(page, "unknown key") > strings.Index(page, "case-0") {
		t.Error("what went wrong isn't first")
	}
	if suite.StepSummaryLimit >= 1<<20 {
		t.Error("GitHub takes less than a MiB")
	}
}

// TestSentence words what a suite came to.
func TestSentence(t *testing.T) {
	for want, s := range map[string]suite.Summary{
		"0 cases.":          {},
		"1 case: 1 passed.": {Cases: 1, ByStatus: map[suite.Status]int{suite.Passed: 1}},
		"1 case: 1 passed, which has no expectations.": {Cases: 1, Silent: 1, ByStatus: map[suite.Status]int{suite.Passed: 1}},
		"Interrupted. 1,200 cases: 1,000 passed (3 of them without expectations), 150 failed, 20 undecided, 10 broken, 10 crashed, 10 skipped.": {
			Cases: 1200, Silent: 3, Interrupted: true, ByStatus: map[suite.Status]int{
				suite.Passed: 1000, suite.Failed: 150, suite.Undecided: 20, suite.Broken: 10, suite.Crashed: 10, suite.Skipped: 10,
			},
		},
	} {
		if got := s.Sentence(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
