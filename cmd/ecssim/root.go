package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim/ecs"
)

// The exit codes. A stuck deployment is a result, not an error: its run exits with 0.
const (
	exitFine        = 0
	exitExpectation = 1 // an expectation failed or is undecided, or a file isn't formatted
	exitUsage       = 2 // bad usage, a faulty scenario, or an output that can't be written
	exitOurFault    = 3 // ecssim contradicts itself
	exitInterrupted = 130
)

// run is the whole program: results go to stdout, everything else to stderr. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return execute(ctx, newRoot(ecs.Run), args, stdout, stderr)
}

// execute is run with a certain tree of commands.
func execute(ctx context.Context, root *cobra.Command, args []string, stdout, stderr io.Writer) int {
	out := &printer{to: stdout}
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil && out.err != nil {
		err = &printError{fmt.Errorf("can't print: %w", reason(out.err))}
	}
	if err == nil {
		return exitFine
	}
	code := exitCode(ctx, err)
	complain(stderr, err, code)
	return code
}

// printer is standard output. It keeps the first error, so that no one has to look after each line.
type printer struct {
	to  io.Writer
	err error
}

func (p *printer) Write(b []byte) (int, error) {
	n, err := p.to.Write(b)
	if p.err == nil {
		p.err = err
	}
	return n, err
}

// printError says that everything is done, but couldn't be printed.
type printError struct{ error }

// newRoot makes the tree of commands. A batch plays its scenarios by simulate.
func newRoot(simulate simulator) *cobra.Command {
	root := &cobra.Command{
		Use:   "ecssim",
		Short: "Simulate what an Amazon ECS deployment will do, second by second, before anybody runs it.",
		Long: `ecssim replays what the Amazon ECS service scheduler would do with a cluster, its services and an update that are
written down in a TOML scenario: how long the deployment takes, how low and how high it goes, on which instances, and if
it gets stuck, why and what the smallest fix is.

Exit codes:
    0  fine; a stuck deployment is a result, too, and the verdict says so
    1  an expectation of the scenario failed or is undecided, or fmt --check found a file that isn't formatted
    2  bad usage, a scenario that can't be used, or an output that can't be written
    3  a fault of ecssim's own
  130  interrupted`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SuggestionsMinimumDistance = 2
	root.Version = versionLine()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the version, as ecssim version does")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n%s", cmp.Or(cmd.Long, cmd.Short), cmd.UsageString())
	})
	root.AddCommand(newRunCommand(), newBatchCommand(simulate), newReportCommand(), newCompareCommand(), newExplainCommand(), newCheckCommand(),
		newFmtCommand(), newInitCommand(), newSchemaCommand(), newVersionCommand())
	addCompletion(root)
	return root
}

// noSuchCommand refuses what isn't the name of a command, with a guess at what was meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "ecssim --help lists the commands"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	} else if strings.HasSuffix(args[0], ".toml") {
		hint = "did you mean ecssim run " + args[0] + "?"
	}
	return fmt.Errorf("unknown command %q; %s", args[0], hint)
}

// flagError words an error about a flag without the name of the function that found it.
func flagError(err error) error {
	var number *strconv.NumError
	if !errors.As(err, &number) {
		return err
	}
	return fmt.Errorf("%sonly true and false are allowed", strings.TrimSuffix(err.Error(), number.Error()))
}

// exitCode is the exit code that an error stands for.
func exitCode(ctx context.Context, err error) int {
	var broken *ecs.BrokenError
	var unprinted *printError
	var ended *batchError
	var unmet *unmetError
	var unformatted *unformattedError
	switch {
	case errors.As(err, &ended):
		return ended.code
	case errors.As(err, &unmet), errors.As(err, &unformatted):
		return exitExpectation
	case errors.As(err, &broken):
		return exitOurFault
	case errors.As(err, &unprinted):
		return exitUsage
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitUsage
}

// complain writes an error for people: the faults of a scenario a line each, anything else in one line.
func complain(w io.Writer, err error, code int) {
	var faults scenarios.Faults
	var ended *batchError
	switch {
	case errors.As(err, &ended):
		fmt.Fprintf(w, "ecssim: %s\n", inert(err))
	case errors.As(err, &faults):
		fmt.Fprintln(w, faults.Error())
	case code == exitInterrupted:
		fmt.Fprintln(w, "ecssim: interrupted; nothing was written")
	case code == exitOurFault:
		fmt.Fprintf(w, "ecssim: %s\nThis is a fault of ecssim, not of your scenario. Please report it with the scenario and the seed.\n", inert(err))
	default:
		fmt.Fprintf(w, "ecssim: %s\n", inert(err))
	}
}

// longError is an error that goes on below its first line, with lines in which nothing of the user's is raw.
type longError interface {
	error
	below() string // from the end of the first line on
}

// inert is what an error says, with the names in it escaped: they come from strangers, and so does what the system says of
// them. A line ends only where the error itself ends it.
func inert(err error) string {
	below := ""
	if long, ok := errors.AsType[longError](err); ok {
		below = long.below()
	}
	return reports.Inert(strings.TrimSuffix(err.Error(), below)) + below
}
