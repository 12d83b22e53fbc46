package html

import (
	"bufio"
	"fmt"
	"io"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// Input is what a report is made from. The run is over.
type Input struct {
	Run    *reports.Run
	Tracks *reports.Tracks
	Notes  *reports.Notes
	Marks  [][]reports.Mark // by service: what the time line marks, in any order
	// Source is what the scenario was read from; without a text it isn't known, and left out.
	Source reports.Source
	// Command is the command line that reproduces the run from the scenario's text, a word an element. It is left out without
	// the text, for then nobody knows what to run it on.
	Command []string
	// Defaults are the scheduler's settings of a scenario that says nothing of them; nil: not known, and nothing is compared.
	Defaults *sim.Scheduler
}

// Write writes the report of a run. The same input gives the same bytes.
func Write(w io.Writer, in Input) error {
	run, err := encode(&in)
	if err != nil {
		return fmt.Errorf("encoding the run: %w", err)
	}
	content, err := fill(&in)
	if err != nil {
		return fmt.Errorf("filling the page: %w", err)
	}
	p := page{to: bufio.NewWriter(w)}
	p.head(in.Run.Scenario.Name, in.Run.Verdict())
	p.text(content)
	p.run(run)
	p.scripts()
	if p.err == nil {
		p.err = p.to.Flush()
	}
	return p.err
}
