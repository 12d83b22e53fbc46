package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

func newCheckCommand() *cobra.Command {
	var sets []string
	cmd := &cobra.Command{
		Use:   "check SCENARIO...",
		Short: "Say whether scenarios are valid, and all that is wrong with those that aren't",
		Long: `Check reads scenarios without running them. Every fault is listed with file, line and column, the value, what is
allowed, and a guess at what was meant. Settings that are valid for ECS but not simulated yet are faults too: they are
never ignored in silence. So are calls of the timeline that the ECS API would refuse, with its exception; a run goes on
without them. The exit code is 2 when there is any fault.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return check(cmd, args, sets) },
	}
	cmd.Flags().StringArrayVar(&sets, "set", nil, "change a value before reading, `key=value`; may be repeated")
	return cmd
}

// check reads every scenario and puts its services on its cluster; it goes on after a faulty one.
func check(cmd *cobra.Command, paths, sets []string) error {
	unusable := 0
	for _, path := range paths {
		err := checkOne(cmd, path, sets)
		switch {
		case err == nil:
			fmt.Fprintf(cmd.OutOrStdout(), "%s: fine\n", nameOf(path))
		case len(paths) == 1 || cmd.Context().Err() != nil:
			return err
		default:
			unusable++
			complain(cmd.ErrOrStderr(), err, exitUsage)
		}
	}
	if unusable > 0 {
		return fmt.Errorf("%d of %d scenarios can't be used", unusable, len(paths))
	}
	return nil
}

func checkOne(cmd *cobra.Command, path string, sets []string) error {
	sc, refused, err := load(cmd.Context(), path, cmd.InOrStdin(), sets)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		return refused
	}
	if _, err := ecs.New(sc, sc.Seed, new(sim.Log)); err != nil {
		return located(err, nameOf(path), sc)
	}
	warn(cmd.ErrOrStderr(), nameOf(path), sc)
	return cmd.Context().Err()
}
