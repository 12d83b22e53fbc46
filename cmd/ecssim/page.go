package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// writePage writes report.html for a run, with the scenario's text and the words that simulate the same once more.
func writePage(w io.Writer, result *reports.Run, tracks *reports.Tracks, notes *reports.Notes, source reports.Source) error {
	in := html.Input{Run: result, Tracks: tracks, Notes: notes, Source: source, Command: commandLine(result, &source)}
	defaults, err := scenarios.DefaultScheduler(result.Scenario.Behavior)
	if err != nil {
		return fmt.Errorf("the scheduler's defaults: %w", err)
	}
	in.Defaults = &defaults
	for i := range result.Scenario.Services {
		id := sim.ServiceID(i)
		in.Marks = append(in.Marks, append(result.ActionMarks(id), reports.DeploymentMarks(result.Fold.Service(id))...))
	}
	return html.Write(w, in)
}

// commandLine are those words: the scenario by its name, so that a report of a saved run, which doesn't know where its file
// was, is the same; which of its cases; what was set; and the seed, if it is known.
func commandLine(result *reports.Run, from *reports.Source) []string {
	words := []string{"ecssim", "run", cmp.Or(from.Name, result.Scenario.Name) + ".toml"}
	if from.Case != "" {
		words = append(words, "--case", from.Case)
	}
	if !result.Unseeded {
		words = append(words, "--seed", result.SeedText())
	}
	for _, set := range from.Sets {
		words = append(words, "--set", set)
	}
	return words
}
