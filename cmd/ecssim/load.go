package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
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
		fmt.Fprintf(stderr, "%s: warning: %s\n", reports.Inert(name), text)
	}
}

// warnOfCalls says on stderr which calls of the timeline ECS refuses; the run goes on without them.
func warnOfCalls(stderr io.Writer, refused scenarios.Faults) {
	for _, fault := range refused {
		fmt.Fprintf(stderr, "warning: %s\n", calledOff(&fault))
	}
}

// calledOff is the sentence about a call that ECS refuses, or about how many more there are that aren't listed.
func calledOff(fault *scenarios.Fault) string {
	if fault.Kind != scenarios.Refused {
		return fault.Error()
	}
	return fault.Error() + "; the run goes on without this call"
}

// loaded is a scenario and what it was read from.
type loaded struct {
	name     string // what messages call it
	scenario *sim.Scenario
	refused  scenarios.Faults // what ECS refuses of its timeline's calls
	source   reports.Source
	of       *scenarios.Case
}

// vary makes the same scenario with one override more.
func (l *loaded) vary(set string) (*sim.Scenario, error) {
	sc, _, err := l.of.Read(append(slices.Clip(l.source.Sets), set)...)
	return sc, err
}

// warn says on stderr what is odd about the scenario, and which of its calls ECS refuses.
func (l *loaded) warn(stderr io.Writer) {
	warn(stderr, l.name, l.scenario)
	warnOfCalls(stderr, l.refused)
}

// asked is what a command is asked to read: a scenario's path, which of its cases, and overrides.
type asked struct {
	path  string // "-" is stdin
	which string // name or number of a case; empty where there is just one scenario
	sets  []string
}

// load reads a scenario. It doesn't wait for a terminal or a pipe any longer when ctx is done.
func load(ctx context.Context, a asked, stdin io.Reader) (*loaded, error) {
	t, err := open(ctx, a.path, stdin)
	if err != nil {
		return nil, err
	}
	return t.load(a.which, a.sets)
}

// text is the text of a scenario, or of several that are its cases.
type text struct {
	from  scenarios.Source
	cases []scenarios.Case
}

// open reads a text and what it extends. It doesn't wait for a terminal or a pipe any longer when ctx is done.
func open(ctx context.Context, path string, stdin io.Reader) (*text, error) {
	type content struct {
		from scenarios.Source
		err  error
	}
	read := make(chan content, 1)
	go func() {
		from, err := gather(path, stdin)
		read <- content{from, err}
	}()
	select {
	case c := <-read:
		if c.err != nil {
			return nil, c.err
		}
		return newText(c.from)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// newText looks for the cases of a text.
func newText(from scenarios.Source) (*text, error) { return newTextBy(scenarios.NewReader(), from) }

// newTextBy is newText by a reader that has read others.
func newTextBy(r *scenarios.Reader, from scenarios.Source) (*text, error) {
	cases, err := r.Cases(from)
	return &text{from, cases}, err
}

// load reads one of the scenarios.
func (t *text) load(which string, sets []string) (*loaded, error) {
	c, err := t.pick(which)
	if err != nil {
		return nil, err
	}
	sc, refused, err := c.Read(sets...)
	if err != nil {
		return nil, err
	}
	source := reports.Source{Text: string(t.from.Text), Sets: sets, Case: c.Name}
	for _, base := range t.from.Bases {
		source.Bases = append(source.Bases, reports.Base{Path: base.Path, Text: string(base.Text)})
	}
	if source.Case != "" || len(source.Bases) > 0 {
		source.Name = t.from.ScenarioName()
	}
	return &loaded{t.from.Name, sc, refused, source, c}, nil
}

// gather reads a scenario's text and what it extends. That is in the folder of its file, or of stdin in the current one.
func gather(path string, stdin io.Reader) (scenarios.Source, error) {
	source, err := readSource(path, stdin)
	if err != nil {
		return scenarios.Source{}, fmt.Errorf("can't read the scenario: %w", err)
	}
	folder := confined(".")
	if path != "-" {
		folder = confined(filepath.Dir(path))
	}
	return scenarios.Gather(folder, nameOf(path), source)
}

// confined is a folder out of which no link leads. It need not exist as long as nothing is read in it.
type confined string

// Open opens a file in the folder.
func (c confined) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(c))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // what it has opened stays open
	return root.FS().Open(name)
}

// Stat describes a file in the folder without opening it, which would wait for one that is a pipe.
func (c confined) Stat(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(string(c))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // as above
	return fs.Stat(root.FS(), name)
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
