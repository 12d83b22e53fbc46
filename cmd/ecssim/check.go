package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
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
without them. Of a scenario with a matrix all cases are checked, and a fault that not all have names the first that has it.
The exit code is 2 when there is any fault.`,
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
		cases, err := checkOne(cmd, path, sets)
		switch {
		case err == nil && cases > 0:
			fmt.Fprintf(cmd.OutOrStdout(), "%s: fine, all %d cases\n", reports.Inert(nameOf(path)), cases)
		case err == nil:
			fmt.Fprintf(cmd.OutOrStdout(), "%s: fine\n", reports.Inert(nameOf(path)))
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

// checkOne checks a scenario, or all of its cases, and says how many it has.
func checkOne(cmd *cobra.Command, path string, sets []string) (cases int, err error) {
	t, err := open(cmd.Context(), path, cmd.InOrStdin())
	if err != nil {
		return 0, err
	}
	var faulty []scenarios.Faults
	unsteady, odd := newByCase(len(t.cases)), newByCase(len(t.cases))
	for i := range t.cases {
		c := &t.cases[i]
		if err := cmd.Context().Err(); err != nil {
			return 0, err
		}
		sc, refused, err := c.Read(sets...)
		if faults, ok := errors.AsType[scenarios.Faults](err); ok {
			refused = faults
		}
		if len(refused) > 0 {
			faulty = append(faulty, refused)
			continue
		}
		if _, err := ecs.New(sc, sc.Seed, new(sim.Log)); err != nil {
			err = located(err, t.from.Name, sc)
			if _, ok := errors.AsType[*ecs.NotSteadyError](err); !ok {
				return 0, err
			}
			unsteady.add(c.Name, err.Error())
		}
		for _, text := range reports.Warnings(sc) {
			odd.add(c.Name, fmt.Sprintf("%s: warning: %s", reports.Inert(t.from.Name), text))
		}
		cases = c.Number
	}
	switch {
	case len(faulty) > 0:
		return 0, scenarios.Together(t.cases, faulty)
	case len(unsteady.texts) > 0:
		return 0, errors.New(unsteady.line(0))
	}
	odd.write(cmd.ErrOrStderr())
	return cases, nil
}

// byCase has texts about cases, each once.
type byCase struct {
	cases int // in all
	texts []string
	first map[string]string // case that a text is about first
	count map[string]int
}

func newByCase(cases int) *byCase {
	return &byCase{cases: cases, first: make(map[string]string), count: make(map[string]int)}
}

func (b *byCase) add(name, text string) {
	if b.count[text]++; b.count[text] == 1 {
		b.texts, b.first[text] = append(b.texts, text), name
	}
}

// line is the i-th text, with the first case that it is about unless that are all.
func (b *byCase) line(i int) string {
	text := b.texts[i]
	switch n := b.count[text]; n {
	case b.cases:
		return text
	case 1:
		return fmt.Sprintf("%s (case %s)", text, b.first[text])
	default:
		return fmt.Sprintf("%s (case %s, and %d more)", text, b.first[text], n-1)
	}
}

func (b *byCase) write(w io.Writer) {
	for i := range b.texts {
		fmt.Fprintln(w, b.line(i))
	}
}
