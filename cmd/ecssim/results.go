package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim/study"
)

// outputFlags are the flags of the commands that write and print results.
type outputFlags struct {
	out        string
	quiet      bool
	json       bool
	describeAt moments
	pictures   pictureOptions
	records    string // what the records are called in the folder
}

// add gives a command the flags. byDefault is where its results go without --out.
func (o *outputFlags) add(cmd *cobra.Command, byDefault string) {
	o.records, o.pictures = recordsFile, newPictureOptions()
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "`folder` for the results (default "+byDefault+")")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	flags.BoolVar(&o.json, "json", false, "print result.json instead of the verdict and the table")
	flags.Var(&o.describeAt, "describe-at", "print each service as DescribeServices returns it at this `time` of the run, as in 90s or 90; may be repeated")
	o.pictures.add(flags)
}

// check refuses flags that contradict each other.
func (o *outputFlags) check() error {
	if o.quiet && o.json {
		return errors.New("--quiet prints nothing and --json prints the result: give one of them")
	}
	if len(o.describeAt) > 0 && (o.quiet || o.json) {
		return errors.New("--describe-at prints the services instead of anything else: leave --quiet and --json away")
	}
	return nil
}

// finish writes every file but the records, puts the folder in its place and prints the result.
func finish(cmd *cobra.Command, folder *folder, o *outputFlags, result *reports.Run, at *reports.Moments, tracks *reports.Tracks) error {
	if err := writeResults(folder, result); err != nil {
		return err
	}
	if err := o.pictures.write(cmd.Context(), folder, result, tracks); err != nil {
		return err
	}
	if err := folder.commit(); err != nil {
		return err
	}
	if err := printResult(cmd.OutOrStdout(), o, result, at); err != nil {
		return &printError{fmt.Errorf("the results are in %s, but can't be printed: %w", folder.name, reason(err))}
	}
	return nil
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

// writeResults writes every file but the records and the pictures.
func writeResults(folder *folder, result *reports.Run) error {
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
	return nil
}

// printResult tells the result on standard output.
func printResult(w io.Writer, o *outputFlags, result *reports.Run, at *reports.Moments) error {
	switch {
	case len(o.describeAt) > 0:
		return at.Write(w)
	case o.quiet:
		return nil
	case o.json:
		return result.WriteResult(w)
	}
	if _, err := fmt.Fprintf(w, "%s\n\n", result.Verdict()); err != nil {
		return err
	}
	if err := result.WriteTable(w); err != nil {
		return err
	}
	if s := result.AssumptionSentence(); s != "" {
		if _, err := fmt.Fprintf(w, "\n%s\n", s); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\nResults are in %s%c: %sresult.json, counts.csv, %s, events.txt.\n",
		filepath.Clean(o.out), os.PathSeparator, o.pictures.summary(len(result.Scenario.Services)), o.records)
	return err
}
