package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// instant is the flag --at: a moment of the run.
type instant struct{ at *sim.Time }

// Set reads a moment as --describe-at does. One that is given again replaces the one before.
func (i *instant) Set(text string) error {
	var m moments
	if err := m.Set(text); err != nil {
		return err
	}
	i.at = &m[0]
	return nil
}

// String is the instant as Set reads it.
func (i *instant) String() string {
	if i.at == nil {
		return ""
	}
	return i.at.String()
}

// Type is what help calls the instant.
func (i *instant) Type() string { return "time" }

// explainOptions are the flags of ecssim explain.
type explainOptions struct {
	at    instant
	seed  seed
	which string // case
	sets  []string
	json  bool
}

func newExplainCommand() *cobra.Command {
	var o explainOptions
	cmd := &cobra.Command{
		Use:   "explain SCENARIO",
		Short: "Say why a deployment takes so long or is stuck, and what would change that",
		Long: `Explain simulates a scenario ("-" reads it from standard input) and says what its last deployment waited for from its
creation to its end, as a chain of causes with their numbers, or with --at why each service stands as it does at a
moment. Then it changes one setting, capacity or timing at a time, simulates each change under the same seed, and says
what it comes to and which is the smallest that helps. Nothing is written but standard output. The exit code is 0 for
every finished explanation, that of a stuck deployment included.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return explain(cmd, args[0], &o) },
	}
	flags := cmd.Flags()
	flags.Var(&o.at, "at", "explain this moment of the run, such as 90s or 1m30s, instead of the whole")
	flags.Var(&o.seed, "seed", "seed of all draws (default: the scenario's)")
	addCase(flags, &o.which)
	flags.StringArrayVar(&o.sets, "set", nil, "change a value before reading, `key=value` as in services.web.desiredCount=8; may be repeated")
	flags.BoolVar(&o.json, "json", false, "print the explanation as JSON")
	return cmd
}

// explain is ecssim explain.
func explain(cmd *cobra.Command, path string, o *explainOptions) error {
	ctx := cmd.Context()
	from, err := load(ctx, asked{path, o.which, o.sets}, cmd.InOrStdin())
	if err != nil {
		return err
	}
	sc := from.scenario
	if o.at.at != nil && *o.at.at > sim.Time(sc.Duration) {
		return fmt.Errorf("--at %s s is after the end of the run, whose duration is %s s", o.at.at, sc.Duration)
	}
	from.warn(cmd.ErrOrStderr())
	if !cmd.Flags().Changed("seed") {
		o.seed = seed(sc.Seed)
	}
	e := reports.NewExplanation(sc, uint64(o.seed), o.at.at)
	if err := ecs.Run(ctx, sc, uint64(o.seed), e); err != nil {
		return located(err, from.name, sc)
	}
	if err := tryChanges(ctx, e, from.vary); err != nil {
		return err
	}
	return printExplanation(cmd.OutOrStdout(), e, o.json)
}

func printExplanation(w io.Writer, e *reports.Explanation, asJSON bool) error {
	write := e.Write
	if asJSON {
		write = e.WriteJSON
	}
	if err := write(w); err != nil {
		return &printError{fmt.Errorf("can't print: %w", reason(err))}
	}
	return nil
}

// tryChanges simulates what changes of the scenario come to.
func tryChanges(ctx context.Context, e *reports.Explanation, vary study.Vary) error {
	all, err := study.Explore(ctx, e.Scenario, e.Seed, e.Fold, vary)
	if err != nil {
		return fmt.Errorf("looking for what would change it: %w", err)
	}
	for i := range all {
		from := &all[i]
		x := reports.Exploration{
			Service: from.Service, Scaling: from.Scaling, Completes: from.Effect == study.Completes, Span: from.Span,
			Best: from.Best, Spent: from.Spent,
		}
		for _, t := range from.Trials {
			x.Trials = append(x.Trials, reports.Trial{
				Key: t.Key, From: t.From, To: t.To, Effect: t.Effect.String(), Span: t.Span, Outcome: t.Outcome, Failed: t.Failed,
				Helps: t.Helps, MinHealthy: t.MinHealthy, Costs: t.Costs, Cut: t.Cut, Refused: t.Refused, Runs: t.Runs, Smallest: t.Smallest,
			})
		}
		e.Explorations = append(e.Explorations, x)
	}
	return nil
}
