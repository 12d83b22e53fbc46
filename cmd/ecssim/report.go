package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// reportOptions are the flags of ecssim report.
type reportOptions struct {
	outputFlags
	seed  seed
	knows bool // --seed was given
}

func newReportCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report RECORDS",
		Short: "Make verdict, pictures and results again from the records of a run",
		Long: `Report reads the records.ndjson of an earlier ecssim run, or the folder of a run ("-" reads records from standard
input), and makes of it what run would have: the same verdict, table and files, without simulating anything. The scenario
is in the records. The files go beside the records, where they replace those of the run, and the records stay as they are;
with --out they go into another folder, which gets the records, too.

The seed isn't in the records. It and what would free a stuck service are taken from the result.json beside them if that is
of the same run; else the seed is unknown, unless --seed says it, and then what would free a stuck service is simulated.

Records that were changed or damaged are refused with the line. Those of a run that was killed end too early: with --out
there is a report of what they tell.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.knows = cmd.Flags().Changed("seed")
			return report(cmd, args[0], &o)
		},
	}
	o.add(cmd, "that of the records; out/NAME for those from standard input")
	cmd.Flags().Var(&o.seed, "seed", "seed that the run had, where no result.json beside the records says it")
	return cmd
}

// report is ecssim report.
func report(cmd *cobra.Command, path string, o *reportOptions) error {
	if err := o.settle(cmd); err != nil {
		return err
	}
	ctx := cmd.Context()
	from, err := openSaved(ctx, path, cmd.InOrStdin())
	if err != nil {
		return err
	}
	defer from.close() //nolint:errcheck // only read
	notes := cmd.ErrOrStderr()
	if o.quiet {
		notes = io.Discard
	}
	from.warn(notes)
	asked := cmd.Flags().Changed("out")
	folder, err := reportFolder(from, o, asked)
	if err != nil {
		return err
	}
	defer folder.discard()
	result := reports.NewRun(from.scenario, 0)
	result.Unseeded = true
	output, err := newOutput(&o.outputFlags, folder, result, from.source)
	if err != nil {
		return err
	}
	defer output.discard()
	whole, err := retell(from, folder, output.recorders(), asked, notes)
	if err != nil {
		return err
	}
	if err := complete(ctx, from, result, o, retold{whole, folder.joins}, notes); err != nil {
		return err
	}
	return output.finish(cmd)
}

// reportFolder begins the folder of a report: that of the records, or another one.
func reportFolder(from *saved, o *reportOptions, asked bool) (*folder, error) {
	beside := filepath.Dir(from.path)
	if !asked {
		o.out = beside
		if from.path == "-" {
			o.out = filepath.Join("out", from.scenario.Name)
		}
	}
	if from.path != "-" && isSame(o.out, beside) {
		o.records = filepath.Base(from.path)
		return joinFolder(o.out)
	}
	return newFolder(o.out)
}

// isSame says whether two names are of one folder.
func isSame(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// retell replays the records, and copies them into a folder of its own. It says whether they go on to the end of the run.
// Where they don't, the results that are beside them may tell more, and aren't replaced.
func retell(from *saved, folder *folder, to sim.Recorder, asked bool, notes io.Writer) (whole bool, err error) {
	if folder.joins {
		from.copy.never = true
		err = from.replay(to)
	} else {
		var told error
		err = folder.write(recordsFile, func(w io.Writer) error {
			if err := from.copy.into(w); err != nil {
				return err
			}
			if told = from.replay(to); isCut(told) {
				return nil // the copy is as good as the original
			}
			return told
		})
		if err == nil {
			err = told
		}
	}
	if !isCut(err) {
		return err == nil, err
	}
	if folder.joins || !asked {
		return false, fmt.Errorf("%w; for a report of what they tell, name another folder with --out", err)
	}
	fmt.Fprintf(notes, "%s; the report is of what they tell\n", inert(err))
	return false, nil
}

// retold is what a report is made of.
type retold struct {
	whole  bool // the records go on to the end of the run
	beside bool // the report goes beside them
}

// complete adds what isn't in the records: the seed, and what would free services that are stuck.
func complete(ctx context.Context, from *saved, result *reports.Run, o *reportOptions, state retold, notes io.Writer) error {
	earlier, err := from.result()
	if err == nil && earlier != nil && !earlier.IsOf(result) {
		err = fmt.Errorf("%s is of another run", filepath.Join(filepath.Dir(from.path), resultFile))
	}
	if err != nil && state.beside {
		return fmt.Errorf("%w, so nothing was written (name another folder with --out)", err)
	}
	if err != nil {
		fmt.Fprintf(notes, "%s; its seed isn't taken\n", inert(err))
		earlier = nil
	}
	known := earlier != nil && !earlier.Unseeded
	switch {
	case known && o.knows && uint64(o.seed) != earlier.Seed:
		return fmt.Errorf("--seed says %s, but by the result.json beside the records the seed was %d", &o.seed, earlier.Seed)
	case known:
		result.Seed, result.Unseeded = earlier.Seed, false
		result.Remedies, result.Quantiles = earlier.Remedies(result), earlier.Quantiles(result)
		return nil
	case o.knows:
		result.Seed, result.Unseeded = uint64(o.seed), false
		if state.whole {
			return conclude(ctx, result, from.vary, runtime.NumCPU())
		}
		return nil
	}
	if result.EndedBecause() == "stuck" {
		fmt.Fprintf(notes, "%s: the seed of the run isn't known, so what would free a stuck service wasn't looked for; --seed says it\n", reports.Inert(nameOf(from.path)))
	}
	return nil
}
