package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/terminal"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/study"
)

// outputFlags are the flags of the commands that write and print results.
type outputFlags struct {
	out        string
	quiet      bool
	json       bool
	format     format
	color      colorMode
	describeAt moments
	pictures   pictureOptions
	tracePath  string
	records    string // what the records are called in the folder
}

// add gives a command the flags. byDefault is where its results go without --out.
func (o *outputFlags) add(cmd *cobra.Command, byDefault string) {
	o.records, o.format, o.pictures = recordsFile, formatText, newPictureOptions()
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "`folder` for the results (default "+byDefault+")")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	flags.Var(&o.format, "format", "what to print: text, json (result.json), ndjson (the records), csv (counts.csv), markdown")
	flags.BoolVar(&o.json, "json", false, "the same as --format json")
	flags.Var(&o.color, "color", "colours in the text: auto (on a terminal), always, never")
	flags.Var(&o.describeAt, "describe-at", "print each service as DescribeServices returns it at this `time` of the run, as in 90s or 90; may be repeated")
	o.pictures.add(flags)
	flags.StringVar(&o.tracePath, "trace", "", "write a Perfetto trace of the run to this `file`, for ui.perfetto.dev")
}

// output is the results of a run in the making.
type output struct {
	*outputFlags
	folder *folder
	trace  *traceFile
	result *reports.Run
	at     *reports.Moments
	tracks *reports.Tracks
	notes  *reports.Notes
	source reports.Source // what the scenario was read from
}

// newOutput begins the results of a run, which is about to be recorded, of a scenario that was read from source.
func newOutput(o *outputFlags, into *folder, result *reports.Run, source reports.Source) (*output, error) {
	trace, err := newTraceFile(o.tracePath, into)
	if err != nil {
		return nil, err
	}
	return &output{
		outputFlags: o, folder: into, trace: trace, result: result, at: reports.NewMoments(result, o.describeAt),
		tracks: reports.NewTracks(result.Scenario), notes: reports.NewNotes(result.Scenario), source: source,
	}, nil
}

// recorders take all that the results are made from.
func (o *output) recorders() sim.Recorders {
	return sim.Recorders{o.at, o.result, o.tracks, o.notes}
}

// discard removes what was made outside of the folder, unless it was committed.
func (o *output) discard() { o.trace.discard() }

// write writes every file but the records into the folder. It stops when ctx is done.
func (o *output) write(ctx context.Context) error {
	if err := writeResults(ctx, o.folder, o.result); err != nil {
		return err
	}
	if err := o.pictures.write(ctx, o.folder, o.result, o.tracks); err != nil {
		return err
	}
	if err := o.folder.write(reportFile, func(w io.Writer) error {
		return writePage(w, o.result, o.tracks, o.notes, o.source)
	}); err != nil {
		return err
	}
	return o.trace.write(o.folder, o.result, o.tracks)
}

// finish writes every file but the records, puts everything in its place and prints the result.
func (o *output) finish(cmd *cobra.Command) error {
	if err := o.write(cmd.Context()); err != nil {
		return err
	}
	if err := o.folder.commit(); err != nil {
		return err
	}
	if err := o.trace.commit(); err != nil {
		return err
	}
	if err := o.print(cmd.OutOrStdout()); err != nil {
		return &printError{fmt.Errorf("the results are in %s, but can't be printed: %w", o.folder.name, reason(err))}
	}
	return unmet(o.result.Expectations(), o.format == formatText && !o.quiet && len(o.describeAt) == 0)
}

// conclude adds to a run what further runs say: what became of the expectations that are about quantiles, on so many
// goroutines, and what would free services that are stuck.
func conclude(ctx context.Context, result *reports.Run, vary study.Vary, workers int) (err error) {
	if result.Quantiles, err = study.Quantiles(ctx, result.Scenario, result.Seed, workers); err != nil {
		return fmt.Errorf("the replicates: %w", err)
	}
	return prescribe(ctx, result, vary)
}

// prescribe looks for changes that would free the services that the run left stuck.
func prescribe(ctx context.Context, result *reports.Run, vary study.Vary) error {
	found, err := study.Remedies(ctx, result.Scenario, result.Seed, result.Fold, vary)
	if err != nil {
		return fmt.Errorf("looking for what would free a stuck service: %w", err)
	}
	for _, f := range found {
		result.Remedies = append(result.Remedies, reports.Remedy{
			Service: f.Service, Key: f.Key, From: f.From, To: f.To, Completes: f.Completes, Duration: f.Duration,
		})
	}
	return nil
}

// writeResults writes every file but the records and the pictures. It stops when ctx is done.
func writeResults(ctx context.Context, folder *folder, result *reports.Run) error {
	for _, f := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{resultFile, result.WriteResult},
		{countsFile, func(w io.Writer) error { return reports.WriteCounts(w, result.Scenario, result.Fold.Samples()) }},
		{eventsFile, result.Events.Write},
	} {
		if err := folder.write(f.name, f.write); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// print tells the result on standard output.
func (o *output) print(w io.Writer) error {
	switch {
	case len(o.describeAt) > 0:
		return o.at.Write(w)
	case o.quiet:
		return nil
	}
	switch o.format {
	case formatJSON:
		return o.result.WriteResult(w)
	case formatNDJSON:
		return printFile(w, o.out, o.records)
	case formatCSV:
		return reports.WriteCounts(w, o.result.Scenario, o.result.Fold.Samples())
	case formatMarkdown:
		return o.result.WriteMarkdown(w)
	case formatText:
	}
	return o.printText(w)
}

// printText tells the result to people.
func (o *output) printText(w io.Writer) error {
	screen := o.color.screen(w)
	if err := terminal.WriteText(w, o.result.Verdict(), true, screen); err != nil {
		return err
	}
	for _, write := range []func(w io.Writer) error{
		func(w io.Writer) error { return terminal.WriteExpectations(w, o.result.Expectations(), screen) },
		func(w io.Writer) error { return terminal.Write(w, o.result, screen) },
		o.result.WriteTable,
		func(w io.Writer) error {
			if s := o.result.AssumptionSentence(); s != "" {
				return terminal.WriteText(w, s, false, screen)
			}
			return nil
		},
	} {
		var part bytes.Buffer
		if err := write(&part); err != nil {
			return err
		}
		if part.Len() == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "\n%s", part.Bytes()); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(w, "\nResults are in %s%c: report.html, %sresult.json, counts.csv, %s, events.txt.\n",
		reports.Inert(filepath.Clean(o.out)), os.PathSeparator, o.pictures.summary(len(o.result.Scenario.Services)), o.records); err != nil {
		return err
	}
	if o.tracePath == "" {
		return nil
	}
	_, err := fmt.Fprintf(w, "The trace is in %s; ui.perfetto.dev opens it.\n", reports.Inert(o.tracePath))
	return err
}
