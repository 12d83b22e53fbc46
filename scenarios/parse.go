package scenarios

import (
	"fmt"
	"path"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// schemaVersion is the version of the format that this package reads.
const schemaVersion = 1

// maxSets is how many overrides a scenario may get.
const maxSets = 1000

// Parse reads one scenario. name is what messages call it, and where the scenario has no name its base is the
// scenario's. sets are overrides as on the command line, each key=value, applied in order as if the file said so.
//
// The error is Faults: everything that is wrong, at once. A scenario that Parse gives passes its Validate. Calls of its
// timeline that the ECS API refuses are no faults: see Read.
func Parse(name string, src []byte, sets ...string) (*sim.Scenario, error) {
	scenario, _, err := Read(name, src, sets...)
	return scenario, err
}

// Read is Parse, and gives besides what the ECS API refuses of the timeline's calls, as faults of the kind Refused. The
// scenario holds such a call as an action that is Refused, and a run goes on without it, as the service would. Where
// there are faults, the error has the refusals among them. A scenario that extends another, or has a matrix, is read by
// Gather and Cases.
func Read(name string, src []byte, sets ...string) (scenario *sim.Scenario, refused Faults, err error) {
	faults := &collector{}
	d := load(&Source{Name: name, Text: src}, newSchemas(), faults)
	if d != nil && d.matrix != nil {
		faults.atKey(d.matrix, Conflict, "a scenario with a matrix is several, and just one is wanted here", "")
	}
	if len(faults.list) > 0 {
		return nil, nil, faults.sorted()
	}
	return d.read(d.root, &Case{}, sets, faults)
}

// read makes the scenario of a case out of a tree, which it changes.
func (d *document) read(root *node, c *Case, sets []string, faults *collector) (scenario *sim.Scenario, refused Faults, err error) {
	scenario = d.build(root, c, sets, faults)
	if len(faults.list) == 0 {
		if err := scenario.Validate(); err != nil {
			for line := range strings.SplitSeq(err.Error(), "\n") {
				faults.add(Fault{File: d.from.title(), Kind: Internal, Message: "the reader let through what the model refuses: " + line})
			}
		}
	}
	if len(faults.list) > 0 {
		return nil, nil, faults.sorted().of(c)
	}
	return scenario, faults.refusals().of(c), nil
}

// of says of faults that they are those of a case.
func (fs Faults) of(c *Case) Faults {
	for i := range fs {
		fs[i].Case = c.Name
	}
	return fs
}

// build does the steps of read. What it gives is of use only if there were no faults.
func (d *document) build(root *node, c *Case, sets []string, faults *collector) *sim.Scenario {
	if len(sets) > maxSets {
		faults.add(Fault{File: d.from.title(), Kind: TooLarge, Message: fmt.Sprintf("%d overrides are more than %d", len(sets), maxSets)})
		return nil
	}
	c.change(root, d.known, faults)
	for _, set := range sets {
		override(root, set, d.known, faults)
	}
	if !checkVersion(root, faults) {
		return nil
	}
	revs := expand(root, d.known, faults)
	b := newBinder(faults, d.known)
	var file value[scenarioFile]
	file.bind(b, root, &field{}, "")
	scenario := build(&file.V, d.from.ScenarioName(), revs, b)
	scenario.Name = c.scenarioName(scenario.Name)
	return scenario
}

// checkVersion refuses other versions of the format before anything else of them is judged.
func checkVersion(root *node, faults *collector) bool {
	n := root.get("schemaVersion")
	if n == nil {
		return true // told with everything else that is missing
	}
	version, ok := n.data.(int64)
	if !ok || version == schemaVersion {
		return true
	}
	faults.at(n, OutOfRange, fmt.Sprintf("this is a scenario of version %d; this ecssim reads version %d", version, schemaVersion), "")
	return false
}

// baseName is the base of a path without its ending, made fit to be a scenario's name.
func baseName(file string) string {
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	base = strings.TrimSuffix(base, ".toml")
	rule := nameRules()["output"]
	safe := make([]byte, 0, len(base))
	for i := range len(base) {
		switch {
		case len(safe) == rule.longest:
		case rule.allowsAt(base[i], len(safe)):
			safe = append(safe, base[i])
		case len(safe) > 0:
			safe = append(safe, '-')
		}
	}
	if len(safe) == 0 {
		return "scenario"
	}
	return string(safe)
}
