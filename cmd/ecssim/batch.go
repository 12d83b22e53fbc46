package main

import (
	"errors"
	"fmt"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/suite"
)

// batchOptions are the flags of ecssim batch.
type batchOptions struct {
	out        string
	outputs    batchOutputs
	reports    reportsMode
	pictures   pictureOptions
	filter     filter
	shard      shard
	jobs       int
	seed       seed
	seeded     bool // --seed was given
	sets       []string
	color      colorMode
	failFast   bool
	resume     bool
	list       bool
	quiet      bool
	noProgress bool
}

func newBatchCommand(simulate simulator) *cobra.Command {
	o := batchOptions{reports: reportsAll, pictures: newPictureOptions(), jobs: runtime.GOMAXPROCS(0)}
	cmd := &cobra.Command{
		Use:   "batch PATH...",
		Short: "Simulate many scenarios, judge their expectations, and write a summary for people and for CI",
		Long: `Batch simulates every scenario of its PATHs, several at a time, and judges the expectations. A PATH is a file, a folder, of
which all *.toml are taken, with those of the folders in it, or a pattern such as "suites/**/*.toml". What begins with "_"
or "." in a folder or a pattern is left out, and so is testdata: call a file so that is only the base of others. The order
is that of the PATHs, and within one by path; everything that is written is the same whatever --jobs says.

Standard output gets a row a case in that order, and then what went wrong. --output adds JUnit XML for CI (also Jenkins and
GitLab), annotations for GitHub with its step summary, Markdown, CSV, NDJSON and JSON. The folder gets index.html with a
row and a small picture of each case, results.ndjson, and in cases/ a folder a case with the files that ecssim run writes;
what has crashed leaves a crash.txt there. An older batch in the folder is replaced.

With --resume, cases that an earlier batch has finished in the folder aren't run again, unless something has changed that
their results depend on; results of cases that --filter, --shard or --fail-fast leaves out stay. An interrupted batch keeps what
is finished, and a killed one loses the cases that were under way.

A broken scenario doesn't stop the others. The exit code is 3 if a case crashed, else 2 if a scenario can't be used, else 1 if
an expectation failed or is undecided, else 0.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.seeded = cmd.Flags().Changed("seed")
			return runBatch(cmd, args, &o, simulate)
		},
	}
	o.add(cmd)
	return cmd
}

// add gives the command its flags.
func (o *batchOptions) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&o.out, "out", "out/batch", "`folder` for the results")
	flags.VarP(&o.outputs, "output", "o", "what to write: text, junit, github, markdown, csv, ndjson, json; to standard output, or as in junit=report.xml into a file; may be repeated")
	flags.Var(&o.reports, "reports", "which cases get a folder of their own, about 0.5 MB each: all, failed, none")
	o.pictures.add(flags)
	flags.Var(&o.filter, "filter", "only cases whose name matches this regular `expression`; --list shows the names")
	flags.Var(&o.shard, "shard", "only every n-th case of those that match, from the i-th on, as in `1/4`: one of n machines")
	flags.IntVarP(&o.jobs, "jobs", "j", o.jobs, "how many to simulate at a time")
	flags.Var(&o.seed, "seed", "seed of all draws (default: each scenario's)")
	flags.StringArrayVar(&o.sets, "set", nil, "change a value of every scenario before reading, `key=value` as in services.web.desiredCount=8; may be repeated")
	flags.Var(&o.color, "color", "colours in the text: auto (on a terminal), always, never")
	flags.BoolVar(&o.failFast, "fail-fast", false, "skip all cases after the first that doesn't pass")
	flags.BoolVar(&o.resume, "resume", false, "keep what an earlier batch has finished in the folder")
	flags.BoolVar(&o.list, "list", false, "only print the names of the cases")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	flags.BoolVar(&o.noProgress, "no-progress", false, "show no progress")
}

// ballast is memory that nobody touches, so that the collector begins when as much again is in use: a batch of small scenarios has
// so little at a time that it would be at work all the time, and keep the workers waiting for each other.
const ballast = 64 << 20

// runBatch is ecssim batch.
func runBatch(cmd *cobra.Command, paths []string, o *batchOptions, simulate simulator) error {
	defer runtime.KeepAlive(make([]byte, ballast))
	if o.jobs < 1 {
		return fmt.Errorf("--jobs %d: at least one case has to be simulated at a time", o.jobs)
	}
	cases, err := o.cases(cmd.Context(), paths, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	if o.list {
		for i := range cases {
			fmt.Fprintln(cmd.OutOrStdout(), reports.Inert(cases[i].called()))
		}
		return nil
	}
	if err := o.outputs.settle(o); err != nil {
		return err
	}
	defer o.outputs.discard()
	folder, err := newBatchFolder(o.out)
	if err != nil {
		return err
	}
	defer folder.close()
	signal.Ignore(syscall.SIGPIPE) // a reader of standard output that goes away is told of by an error, when all is done
	if err := o.outputs.begin(folder); err != nil {
		return err
	}
	b, err := newBatch(cmd, o, cases, folder, simulate)
	if err != nil {
		return err
	}
	defer b.journal.file.Close() //nolint:errcheck // closed already, or of a batch that has failed
	if err := b.work(cmd.Context()); err != nil {
		return err
	}
	if err := b.finish(cmd.Context()); err != nil {
		return err
	}
	return b.verdict()
}

// batchError is how a batch ended that has written its results.
type batchError struct {
	code    int
	message string
	more    string // below it, with the line end in front; empty for nothing
}

func (e *batchError) Error() string { return e.message + e.more }
func (e *batchError) below() string { return e.more }

// verdict is nil for a batch in which all has passed.
func (b *batch) verdict() error {
	s := &b.summary
	var parts []string
	for _, status := range []suite.Status{suite.Crashed, suite.Broken, suite.Failed, suite.Undecided} {
		if n := s.ByStatus[status]; n > 0 {
			parts = append(parts, reports.Count(int64(n))+" "+string(status))
		}
	}
	text := fmt.Sprintf("of %s %s; see %s", suite.Cases(s.Cases), strings.Join(parts, ", "), b.folder.shown(indexFile))
	var code int
	more := ""
	switch {
	case s.Interrupted || b.unwritten:
		return &batchError{exitInterrupted, b.interruption(), ""}
	case s.ByStatus[suite.Crashed] > 0:
		code, more = exitOurFault, "\nA crash is a fault of ecssim, not of your scenario. Please report it with the scenario, the seed and crash.txt."
	case s.ByStatus[suite.Broken] > 0:
		code = exitUsage
	case s.ByStatus[suite.Failed]+s.ByStatus[suite.Undecided] > 0:
		code = exitExpectation
	case b.unprinted != nil:
		return b.unprinted
	default:
		return nil
	}
	if b.unprinted != nil {
		code, text, more = max(code, exitUsage), b.unprinted.Error(), "\n"+reports.Inert(text)+more
	}
	return &batchError{code, text, more}
}

// interruption tells what an interrupted batch has come to.
func (b *batch) interruption() string {
	s := &b.summary
	done := s.Cases - s.ByStatus[suite.Skipped]
	text := fmt.Sprintf("interrupted; %s of %s are finished and in %s",
		reports.Count(int64(done)), suite.Cases(s.Cases), b.folder.name)
	if len(b.unchecked) > 0 {
		text += fmt.Sprintf(", and earlier results of %s more are there, which weren't looked at", reports.Count(int64(len(b.unchecked))))
	}
	if b.unwritten {
		return text + ", but not all summaries are written; --resume goes on and writes them"
	}
	return text + "; --resume goes on"
}

// reportsMode is the flag --reports.
type reportsMode string

// The cases that get a folder.
const (
	reportsAll    reportsMode = "all"
	reportsFailed reportsMode = "failed" // those that haven't passed
	reportsNone   reportsMode = "none"
)

// Set reads a mode.
func (m *reportsMode) Set(text string) error {
	switch reportsMode(text) {
	case reportsAll, reportsFailed, reportsNone:
		*m = reportsMode(text)
		return nil
	}
	return errors.New("only all, failed and none are allowed")
}

// String is the mode as Set reads it.
func (m *reportsMode) String() string { return string(*m) }

// Type is what help calls the value.
func (m *reportsMode) Type() string { return "cases" }

// filter is the flag --filter. The zero value takes everything.
type filter struct{ expression *regexp.Regexp }

// Set reads an expression.
func (f *filter) Set(text string) (err error) {
	f.expression, err = regexp.Compile(text)
	return err
}

// String is the expression as Set reads it.
func (f *filter) String() string {
	if f.expression == nil {
		return ""
	}
	return f.expression.String()
}

// Type is what help calls the value.
func (f *filter) Type() string { return "expression" }

func (f *filter) takes(name string) bool {
	return f.expression == nil || f.expression.MatchString(name)
}

// shard is the flag --shard: the index-th of n parts. The zero value is the whole.
type shard struct{ index, n int }

// Set reads a part, "1/4".
func (s *shard) Set(text string) error {
	first, second, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(first)
	n, wrong := strconv.Atoi(second)
	if err != nil || wrong != nil || i < 1 || i > n {
		return errors.New("a shard is written i/n, as in 1/4 to 4/4")
	}
	s.index, s.n = i, n
	return nil
}

// String is the part as Set reads it.
func (s *shard) String() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.index, s.n)
}

// Type is what help calls the value.
func (s *shard) Type() string { return "i/n" }

// takes says whether the i-th case, from 0, is in the part: cases are dealt in turn.
func (s *shard) takes(i int) bool { return s.n == 0 || i%s.n == s.index-1 }
