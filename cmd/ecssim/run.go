package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
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
	outputFlags
	seed       seed
	which      string // case
	sets       []string
	noProgress bool
}

func newRunCommand() *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run SCENARIO",
		Short: "Simulate a scenario and write its verdict, picture and results",
		Long: `Run simulates a scenario ("-" reads it from standard input). The verdict, the deployments, the tasks
over time and a table of metrics go to standard output, or what --format names; a folder gets report.html, result.json,
counts.csv, records.ndjson, events.txt and the pictures that --pictures names. The folder is written whole or not at all.
Of a scenario with a matrix --case says which of its cases; without it they are listed. A stuck
deployment is a result: the verdict says so. The exit code is 1 if something that the scenario expects isn't so, or is undecided.

With --describe-at, standard output gets what "aws ecs describe-services --include TAGS" would have printed at that
moment instead of the verdict, for all services: everything that has happened up to it and at it. After the run's end
that is the end.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return simulate(cmd, args[0], &o) },
	}
	flags := cmd.Flags()
	o.add(cmd, "out/NAME")
	flags.Var(&o.seed, "seed", "seed of all draws (default: the scenario's)")
	addCase(flags, &o.which)
	flags.StringArrayVar(&o.sets, "set", nil, "change a value before reading, `key=value` as in services.web.desiredCount=8; may be repeated")
	flags.BoolVar(&o.noProgress, "no-progress", false, "show no progress bar")
	return cmd
}

// simulate is ecssim run.
func simulate(cmd *cobra.Command, path string, o *runOptions) error {
	if err := o.settle(cmd); err != nil {
		return err
	}
	ctx := cmd.Context()
	from, err := load(ctx, asked{path, o.which, o.sets}, cmd.InOrStdin())
	if err != nil {
		return err
	}
	if !o.quiet {
		from.warn(cmd.ErrOrStderr())
	}
	sc := from.scenario
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
	output, err := newOutput(&o.outputFlags, folder, result, from.source)
	if err != nil {
		return err
	}
	defer output.discard()
	if err := folder.write(recordsFile, func(w io.Writer) error { return play(cmd, from, o, w, result, output.recorders()) }); err != nil {
		return err
	}
	if err := conclude(ctx, result, from.vary, runtime.NumCPU()); err != nil {
		return err
	}
	return output.finish(cmd)
}

// play runs the scenario for recorders, and writes its records to w as they come.
func play(cmd *cobra.Command, from *loaded, o *runOptions, w io.Writer, result *reports.Run, to sim.Recorders) error {
	writer := reports.NewSavedRecordWriter(w, result.Scenario, from.source)
	to = append(to, writer)
	if bar := newProgress(cmd.ErrOrStderr(), result.Scenario, o); bar != nil {
		defer bar.finish()
		to = append(to, bar)
	}
	if err := ecs.Run(cmd.Context(), result.Scenario, result.Seed, to); err != nil {
		return located(err, from.name, result.Scenario)
	}
	return writer.Close()
}
