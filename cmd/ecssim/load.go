package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/study"
)

// readLimit is how much of a file is read at most: more than a scenario may have, so that the reader itself can refuse
// the rest with its own message.
const readLimit = 1 << 20

// nameOf is what messages call the scenario at path.
func nameOf(path string) string {
	if path == "-" {
		return "stdin"
	}
	return path
}

// located is the error of a run of a scenario, which messages call by name, with the place in its file where one service can't
// begin.
func located(err error, name string, sc *sim.Scenario) error {
	if at, ok := errors.AsType[*ecs.NotSteadyError](err); ok && int(at.Service) < len(sc.Places) {
		name = sc.Places[at.Service]
	}
	return fmt.Errorf("%s: %w", name, err)
}

// warn says on stderr what is odd about a scenario that can be simulated all the same.
func warn(stderr io.Writer, name string, sc *sim.Scenario) {
	for _, text := range reports.Warnings(sc) {
		fmt.Fprintf(stderr, "%s: warning: %s\n", name, text)
	}
}

// warnOfCalls says on stderr which calls of the timeline ECS refuses; the run goes on without them.
func warnOfCalls(stderr io.Writer, refused scenarios.Faults) {
	for _, fault := range refused {
		goesOn := "; the run goes on without this call"
		if fault.Kind != scenarios.Refused { // the line that says how many aren't listed
			goesOn = ""
		}
		fmt.Fprintf(stderr, "warning: %v%s\n", fault, goesOn)
	}
}

// loaded is a scenario and what it was read from.
type loaded struct {
	name     string // what messages call it
	scenario *sim.Scenario
	refused  scenarios.Faults // what ECS refuses of its timeline's calls
	source   reports.Source
}

// vary makes the same scenario with one override more.
func (l *loaded) vary(set string) (*sim.Scenario, error) {
	return scenarios.Parse(l.name, []byte(l.source.Text), append(slices.Clip(l.source.Sets), set)...)
}

// warn says on stderr what is odd about the scenario, and which of its calls ECS refuses.
func (l *loaded) warn(stderr io.Writer) {
	warn(stderr, l.name, l.scenario)
	warnOfCalls(stderr, l.refused)
}

// parse makes a scenario of its text.
func parse(name string, source []byte, sets []string) (*loaded, error) {
	sc, refused, err := scenarios.Read(name, source, sets...)
	if err != nil {
		return nil, err
	}
	return &loaded{name, sc, refused, reports.Source{Text: string(source), Sets: sets}}, nil
}

// open reads a scenario from a file, or from stdin for "-". It doesn't wait for a terminal or a pipe any longer when ctx
// is done.
func open(ctx context.Context, path string, stdin io.Reader, sets []string) (*loaded, error) {
	type content struct {
		source []byte
		err    error
	}
	read := make(chan content, 1)
	go func() {
		source, err := readSource(path, stdin)
		read <- content{source, err}
	}()
	select {
	case c := <-read:
		if c.err != nil {
			return nil, fmt.Errorf("can't read the scenario: %w", c.err)
		}
		return parse(nameOf(path), c.source, sets)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// load is open without what the scenario was read from.
func load(ctx context.Context, path string, stdin io.Reader, sets []string) (*sim.Scenario, scenarios.Faults, error) {
	sc, refused, _, err := loadVaried(ctx, path, stdin, sets)
	return sc, refused, err
}

// loadVaried is load that also gives what makes the same scenario with one override more.
func loadVaried(ctx context.Context, path string, stdin io.Reader, sets []string) (*sim.Scenario, scenarios.Faults, study.Vary, error) {
	l, err := open(ctx, path, stdin, sets)
	if err != nil {
		return nil, nil, nil, err
	}
	return l.scenario, l.refused, l.vary, nil
}

func readSource(path string, stdin io.Reader) ([]byte, error) {
	from := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close() //nolint:errcheck // nothing is lost when a file that was only read fails to close
		from = f
	}
	return io.ReadAll(io.LimitReader(from, readLimit))
}
