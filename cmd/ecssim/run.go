package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// runOptions are the flags of ecssim run.
type runOptions struct {
	out        string
	seed       uint64
	sets       []string
	quiet      bool
	json       bool
	noProgress bool
}

func newRunCommand() *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run SCENARIO",
		Short: "Simulate a scenario and write its verdict, picture and results",
		Long: `Run simulates a scenario ("-" reads it from standard input). The verdict and a table of metrics go to standard output;
a folder gets counts.png, result.json, counts.csv, records.ndjson and events.txt. The folder is written whole or not at
all. The exit code is 0 for every finished run, a stuck deployment included: the verdict says so.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return simulate(cmd, args[0], &o, cmd.Flags().Changed("seed"))
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&o.out, "out", "o", "", "`folder` for the results (default out/NAME)")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of all draws (default: the scenario's)")
	flags.StringArrayVar(&o.sets, "set", nil, "change a value before reading, `key=value` as in services.web.desiredCount=8; may be repeated")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print nothing but errors")
	flags.BoolVar(&o.json, "json", false, "print result.json instead of the verdict and the table")
	flags.BoolVar(&o.noProgress, "no-progress", false, "show no progress bar")
	return cmd
}

// simulate is ecssim run.
func simulate(cmd *cobra.Command, path string, o *runOptions, seedGiven bool) error {
	sc, err := load(path, cmd.InOrStdin(), o.sets)
	if err != nil {
		return err
	}
	if !seedGiven {
		o.seed = sc.Seed
	}
	if o.out == "" {
		o.out = filepath.Join("out", sc.Name)
	}
	folder, err := newFolder(o.out)
	if err != nil {
		return err
	}
	defer folder.discard()
	result := reports.NewRun(sc, o.seed)
	if err := play(cmd, sc, o, folder, result); err != nil {
		return err
	}
	if err := prescribe(cmd.Context(), sc, o.seed, result); err != nil {
		return err
	}
	if err := writeResults(folder, result); err != nil {
		return err
	}
	if err := folder.commit(); err != nil {
		return err
	}
	return printResult(cmd.OutOrStdout(), o, result)
}

// play runs the scenario and writes its records as they come.
func play(cmd *cobra.Command, sc *sim.Scenario, o *runOptions, folder *folder, result *reports.Run) error {
	records, err := folder.create("records.ndjson")
	if err != nil {
		return err
	}
	writer := reports.NewRecordWriter(records, sc)
	to := sim.Recorders{result, writer}
	if bar := newProgress(cmd.ErrOrStderr(), sc, o); bar != nil {
		defer bar.finish()
		to = append(to, bar)
	}
	if err := ecs.Run(cmd.Context(), sc, o.seed, to); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return fmt.Errorf("can't write %s: %w", records.Name(), err)
	}
	return closeFile(records)
}

// prescribe looks for changes that would free the services that the run left stuck.
func prescribe(ctx context.Context, sc *sim.Scenario, seed uint64, result *reports.Run) error {
	for i := range sc.Services {
		id := sim.ServiceID(i)
		end := result.Fold.Service(id)
		if !end.Over || end.Outcome != sim.OutcomeStuck {
			continue
		}
		found, err := study.Remedies(ctx, sc, seed, id, end)
		if err != nil {
			return fmt.Errorf("looking for what would free service %s: %w", sc.Services[i].Name, err)
		}
		for _, f := range found {
			result.Remedies = append(result.Remedies, reports.Remedy{
				Service: id, Key: f.Key, From: f.From, To: f.To, Completes: true, Duration: f.Duration,
			})
		}
	}
	return nil
}

// writeResults writes every file but the records.
func writeResults(folder *folder, result *reports.Run) error {
	for _, f := range []struct {
		name  string
		write func(w io.Writer) error
	}{
		{"result.json", result.WriteResult},
		{"counts.csv", func(w io.Writer) error { return reports.WriteCounts(w, result.Scenario, result.Fold.Samples()) }},
		{"events.txt", result.Events.Write},
	} {
		if err := folder.write(f.name, f.write); err != nil {
			return err
		}
	}
	return drawCounts(folder, result)
}

// printResult tells the result on standard output.
func printResult(w io.Writer, o *runOptions, result *reports.Run) error {
	switch {
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
	_, err := fmt.Fprintf(w, "\nResults are in %s%c: counts.png, result.json, counts.csv, records.ndjson, events.txt.\n", o.out, os.PathSeparator)
	return err
}
