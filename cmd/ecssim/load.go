package main

import (
	"fmt"
	"io"
	"os"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// readLimit is how much of a file is read at most: more than a scenario may have, so that the reader itself can refuse
// the rest with its own message.
const readLimit = 1 << 20

// load reads a scenario from a file, or from stdin for "-".
func load(path string, stdin io.Reader, sets []string) (*sim.Scenario, error) {
	name, from := path, stdin
	if path == "-" {
		name = "stdin"
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("can't read the scenario: %w", err)
		}
		defer f.Close() //nolint:errcheck // nothing is lost when a file that was only read fails to close
		from = f
	}
	source, err := io.ReadAll(io.LimitReader(from, readLimit))
	if err != nil {
		return nil, fmt.Errorf("can't read the scenario: %w", err)
	}
	return scenarios.Parse(name, source, sets...)
}
