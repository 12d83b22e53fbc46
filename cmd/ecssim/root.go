package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim/ecs"
)

// The exit codes. A stuck deployment is a result, not an error: its run exits with 0.
const (
	exitFine        = 0
	exitExpectation = 1 // an expectation failed
	exitUsage       = 2 // bad usage, a faulty scenario, or an output that can't be written
	exitOurFault    = 3 // ecssim contradicts itself
	exitInterrupted = 130
)

// run is the whole program: results go to stdout, everything else to stderr. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitFine
	}
	code := exitCode(ctx, err)
	complain(stderr, err, code)
	return code
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "ecssim",
		Short: "Simulate what an Amazon ECS deployment will do, second by second, before anybody runs it.",
		Long: `ecssim replays what the Amazon ECS service scheduler would do with a cluster, its services and an update that are
written down in a TOML scenario: how long the deployment takes, how low and how high it goes, on which instances, and if
it gets stuck, why and what the smallest fix is.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(newRunCommand(), newCheckCommand(), newVersionCommand())
	return root
}

// exitCode is the exit code that an error stands for.
func exitCode(ctx context.Context, err error) int {
	var broken *ecs.BrokenError
	switch {
	case errors.As(err, &broken):
		return exitOurFault
	case ctx.Err() != nil:
		return exitInterrupted
	}
	return exitUsage
}

// complain writes an error for people: the faults of a scenario a line each, anything else in one line.
func complain(w io.Writer, err error, code int) {
	var faults scenarios.Faults
	switch {
	case errors.As(err, &faults):
		fmt.Fprintln(w, faults.Error())
	case code == exitInterrupted:
		fmt.Fprintln(w, "ecssim: interrupted; nothing was written")
	case code == exitOurFault:
		fmt.Fprintf(w, "ecssim: %v\nThis is a fault of ecssim, not of your scenario. Please report it with the scenario and the seed.\n", err)
	default:
		fmt.Fprintf(w, "ecssim: %v\n", err)
	}
}
