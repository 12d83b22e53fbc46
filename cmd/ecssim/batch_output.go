package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/reports/terminal"
)

// The formats of a batch's outputs.
const (
	batchText     = "text"
	batchJUnit    = "junit"
	batchGitHub   = "github"
	batchMarkdown = "markdown"
	batchCSV      = "csv"
	batchNDJSON   = "ndjson"
	batchJSON     = "json"
)

// batchOutput is one output of a batch.
type batchOutput struct {
	format string
	path   string     // empty: standard output
	file   *wholeFile // of the path
}

// batchOutputs is the flag --output.
type batchOutputs struct {
	list    []batchOutput
	summary *os.File // the summary of GitHub's step; nil: none is written
}

// Set reads one output more: a format, or format=path; "-" and /dev/stdout are standard output.
func (o *batchOutputs) Set(text string) error {
	format, path, named := strings.Cut(text, "=")
	all := []string{batchText, batchJUnit, batchGitHub, batchMarkdown, batchCSV, batchNDJSON, batchJSON}
	switch {
	case !slices.Contains(all, format):
		return fmt.Errorf("only %s are allowed, and behind them the file, as in junit=report.xml", strings.Join(all, ", "))
	case named && path == "":
		return fmt.Errorf("the file is missing after %s=", format)
	case path == "-", path == "/dev/stdout", path == "/dev/fd/1":
		path = ""
	}
	o.list = append(o.list, batchOutput{format: format, path: path})
	return nil
}

// String is the outputs as Set reads them.
func (o *batchOutputs) String() string {
	var list []string
	for i := range o.list {
		one := o.list[i].format
		if o.list[i].path != "" {
			one += "=" + o.list[i].path
		}
		list = append(list, one)
	}
	return strings.Join(list, " ")
}

// Type is what help calls an output.
func (o *batchOutputs) Type() string { return "format[=file]" }

// settle refuses outputs that contradict each other. Where none goes to standard output, the text does; annotations are lines
// among others, so they may follow one.
func (o *batchOutputs) settle(of *batchOptions) error {
	var printed []string
	paths := make(map[string]bool)
	for i := range o.list {
		switch one := &o.list[i]; {
		case one.path == "":
			printed = append(printed, one.format)
		case paths[identity(one.path)]:
			return fmt.Errorf("two outputs go to %s: give each a file of its own", one.path)
		default:
			paths[identity(one.path)] = true
		}
	}
	if of.quiet && len(printed) > 0 {
		return fmt.Errorf("--quiet prints nothing and --output %s prints: give one of them, or the output a file", printed[0])
	}
	others := slices.DeleteFunc(slices.Clone(printed), func(format string) bool { return format == batchGitHub })
	if len(others) > 1 || len(printed)-len(others) > 1 {
		return fmt.Errorf("only one output can go to standard output, and %s would: give the others files, as in %s=FILE", strings.Join(printed, " and "), printed[0])
	}
	if len(printed) == 0 && !of.quiet {
		o.list = append(o.list, batchOutput{format: batchText})
	}
	return nil
}

// text says whether the text goes to standard output, row by row.
func (o *batchOutputs) text() bool {
	return slices.ContainsFunc(o.list, func(one batchOutput) bool { return one.format == batchText && one.path == "" })
}

// begin opens all files, so that one that can't be written is told at once.
func (o *batchOutputs) begin(folder *batchFolder) error {
	for i := range o.list {
		one := &o.list[i]
		if one.format == batchGitHub {
			if err := o.beginSummary(); err != nil {
				return err
			}
		}
		if one.path == "" {
			continue
		}
		file, err := newWholeFile(one.path)
		if err != nil {
			return err
		}
		one.file = file
		if inside, err := filepath.Rel(folder.path, file.path); err == nil && filepath.IsLocal(inside) {
			return fmt.Errorf("--output %s=%s is in the folder of the batch, where only the batch's own files are: name a file outside of %s", one.format, one.path, folder.name)
		}
	}
	return nil
}

// beginSummary opens the file into which GitHub takes the summary of a step. Others write there, too, so it is only added to.
func (o *batchOutputs) beginSummary() error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" || o.summary != nil {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("can't write the file that GITHUB_STEP_SUMMARY names: %w", reason(err))
	}
	o.summary = file
	return nil
}

// discard removes what was begun, unless it was committed.
func (o *batchOutputs) discard() {
	for i := range o.list {
		if o.list[i].file != nil {
			o.list[i].file.discard()
		}
	}
	if o.summary != nil {
		o.summary.Close() //nolint:errcheck // closed already, or of a batch that has failed
	}
}

// write writes all outputs but the text that was printed row by row. What goes wrong with standard output it only tells
// to printed.
func (o *batchOutputs) write(stdout io.Writer, s *suite.Suite, printed func(err error)) error {
	for i := range o.list {
		one := &o.list[i]
		if one.file != nil {
			one.file.hasty = s.Summary.Interrupted
			err := one.file.write(func(w io.Writer) error { return one.fill(w, s) })
			if err == nil {
				err = one.file.commit()
			}
			if err != nil {
				return err
			}
			continue
		}
		if one.format == batchText {
			continue
		}
		printed(one.fill(stdout, s))
	}
	if o.summary == nil {
		return nil
	}
	err := addSummary(o.summary, s)
	if err := errors.Join(err, o.summary.Close()); err != nil {
		return fmt.Errorf("can't write the file that GITHUB_STEP_SUMMARY names: %w", reason(err))
	}
	return nil
}

// addSummary adds the Markdown to what others wrote, after an empty line, and leaves out what there is no room for beside that.
func addSummary(file *os.File, s *suite.Suite) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() > 0 {
		if _, err := io.WriteString(file, "\n\n"); err != nil {
			return err
		}
	}
	return suite.WriteMarkdown(file, s, max(suite.LeastMarkdown, suite.StepSummaryLimit-int(info.Size())))
}

// fill writes the output.
func (one *batchOutput) fill(w io.Writer, s *suite.Suite) error {
	switch one.format {
	case batchJUnit:
		return suite.WriteJUnit(w, s)
	case batchGitHub:
		return suite.WriteGitHub(w, s, inRepository)
	case batchMarkdown:
		return suite.WriteMarkdown(w, s, 0)
	case batchCSV:
		return suite.WriteCSV(w, s)
	case batchNDJSON:
		return suite.WriteNDJSON(w, s)
	case batchJSON:
		return suite.WriteJSON(w, s)
	}
	return writeBatchText(w, s)
}

// inRepository is a file as GitHub calls it: from the root of the repository, with slashes.
func inRepository(file string) string {
	root := os.Getenv("GITHUB_WORKSPACE")
	full, err := filepath.Abs(file)
	if err != nil || root == "" {
		return file
	}
	if inside, err := filepath.Rel(root, full); err == nil && filepath.IsLocal(inside) {
		return filepath.ToSlash(inside)
	}
	return file
}

// widestName is how many columns the names of cases get at most; longer ones stand out.
const widestName = 56

// newBatchText is the text for standard output.
func newBatchText(stdout io.Writer, cases []batchCase, color *colorMode) *suite.Text {
	t := &suite.Text{To: stdout}
	for i := range cases {
		if width := utf8.RuneCountInString(reports.Inert(cases[i].called())); width <= widestName {
			t.Width = max(t.Width, width)
		}
	}
	if color.screen(stdout).Color {
		t.Paint = func(of suite.Status, s string) string { return terminal.Paint(s, toneOf(of)) }
	}
	return t
}

func toneOf(status suite.Status) terminal.Tone {
	switch status {
	case suite.Passed:
		return terminal.Good
	case suite.Failed, suite.Broken, suite.Crashed:
		return terminal.Bad
	case suite.Undecided:
		return terminal.Warn
	case suite.Skipped:
	}
	return terminal.Calm
}

// writeBatchText is the text for a file.
func writeBatchText(w io.Writer, s *suite.Suite) error {
	t := &suite.Text{To: w}
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		if width := utf8.RuneCountInString(reports.Inert(r.Case)); width <= widestName {
			t.Width = max(t.Width, width)
		}
	}
	for r, err := range s.Rows() {
		if err != nil {
			return err
		}
		if err := t.Row(r); err != nil {
			return err
		}
	}
	return t.End(s)
}
