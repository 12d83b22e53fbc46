package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/plot"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// seed is the flag of that name. A scenario can say the same ones.
type seed uint64

// Set reads a seed.
func (s *seed) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return fmt.Errorf("a seed is a whole number from 0 to %d", math.MaxInt64)
	}
	*s = seed(n)
	return nil
}

// String is the seed as Set reads it.
func (s *seed) String() string { return strconv.FormatUint(uint64(*s), 10) }

// Type is what help calls the seed's value.
func (s *seed) Type() string { return "number" }

// runOptions are the flags of ecssim run.
type runOptions struct {
	out        string
	seed       seed
	sets       []string
	quiet      bool
	json       bool
	describeAt moments
	noProgress bool
}

func newRunCommand() *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run SCENARIO",
		Short: "Simulate a scenario and write its verdict, picture and results",
		Long: `Run simulates a scenario ("-" reads it from standard input). The verdict and a table of metrics go to standard output;
a folder gets counts.png, result.json, counts.csv, records.ndjson and events.txt. The folder is written whole or not at
all. The exit code is 0 for every finished run, a stuck deployment included: the verdict says so.

With --describe-at, standard output gets what "aws ecs describe-services --include TAGS" would have printed at that
moment instead of the verdict, for all services: everything that has happened up to it and at it. After the run's end
that is the end.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return simulate(cmd, args[0], &o) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "`folder` for the results (default out/NAME)")
	flags.Var(&o.seed, "seed", "seed of all draws (default: the scenario's)")
	flags.StringArrayVar(&o.sets, "set", nil, "change a value before reading, `key=value` as in services.web.desiredCount=8; may be repeated")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	flags.BoolVar(&o.json, "json", false, "print result.json instead of the verdict and the table")
	flags.Var(&o.describeAt, "describe-at", "print each service as DescribeServices returns it at this `time` of the run, as in 90s or 90; may be repeated")
	flags.BoolVar(&o.noProgress, "no-progress", false, "show no progress bar")
	return cmd
}

// simulate is ecssim run.
func simulate(cmd *cobra.Command, path string, o *runOptions) error {
	if o.quiet && o.json {
		return errors.New("--quiet prints nothing and --json prints the result: give one of them")
	}
	if len(o.describeAt) > 0 && (o.quiet || o.json) {
		return errors.New("--describe-at prints the services instead of anything else: leave --quiet and --json away")
	}
	ctx := cmd.Context()
	sc, refused, vary, err := loadVaried(ctx, path, cmd.InOrStdin(), o.sets)
	if err != nil {
		return err
	}
	if !o.quiet {
		warn(cmd.ErrOrStderr(), nameOf(path), sc)
		warnOfCalls(cmd.ErrOrStderr(), refused)
	}
	if !cmd.Flags().Changed("seed") {
		o.seed = seed(sc.Seed)
	}
	if !cmd.Flags().Changed("out") {
		o.out = filepath.Join("out", sc.Name)
	}
	folder, err := newFolder(o.out)
	if err != nil {
		return err
	}
	defer folder.discard()
	result := reports.NewRun(sc, uint64(o.seed))
	at := reports.NewMoments(result, o.describeAt)
	if err := folder.write(recordsFile, func(w io.Writer) error { return play(cmd, nameOf(path), o, w, result, at) }); err != nil {
		return err
	}
	if err := prescribe(ctx, result, vary); err != nil {
		return err
	}
	if err := writeResults(ctx, folder, result); err != nil {
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

// play runs the scenario, which messages call by name, and writes its records to w as they come.
func play(cmd *cobra.Command, name string, o *runOptions, w io.Writer, result *reports.Run, at *reports.Moments) error {
	writer := reports.NewRecordWriter(w, result.Scenario)
	to := sim.Recorders{at, result, writer}
	if bar := newProgress(cmd.ErrOrStderr(), result.Scenario, o); bar != nil {
		defer bar.finish()
		to = append(to, bar)
	}
	if err := ecs.Run(cmd.Context(), result.Scenario, result.Seed, to); err != nil {
		return located(err, name, result.Scenario)
	}
	return writer.Close()
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

// writeResults writes every file but the records. It stops when ctx is done.
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
	for _, p := range pictures(result.Scenario.Services) {
		if err := ctx.Err(); err != nil {
			return err
		}
		figure := countsFigure(result, p.service)
		if err := folder.write(p.file, func(w io.Writer) error { return plot.WritePNG(w, figure, plot.Options{}) }); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// printResult tells the result on standard output.
func printResult(w io.Writer, o *runOptions, result *reports.Run, at *reports.Moments) error {
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
	images := pictureFile
	if len(result.Scenario.Services) > 1 {
		images = pictureFile + ", " + morePictures
	}
	_, err := fmt.Fprintf(w, "\nResults are in %s%c: %s, result.json, counts.csv, records.ndjson, events.txt.\n", filepath.Clean(o.out), os.PathSeparator, images)
	return err
}
