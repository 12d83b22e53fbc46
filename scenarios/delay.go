package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// Limits of delays.
const (
	maxDistributions = 2000 // different ones in a scenario
	maxGammas        = 100  // different gamma distributions, whose tables take a hundred times as long
)

// delay is how long a step takes: a duration, a number of seconds, or a table with a distribution.
type delay struct{ sim.Delay }

func (*delay) typeName() string { return "delay" }

func (d *delay) decode(b *binder, n *node, f *field) bool {
	if data, ok := n.data.(*table); ok {
		made, ok := b.distribution(n, data)
		d.Delay = made
		return ok
	}
	if n.data == any("never") {
		if !f.never {
			b.at(n, OutOfRange, `"never" makes sense for timing.exit only`, "")
			return false
		}
		d.Delay = sim.NeverEnding()
		return true
	}
	s, ok := b.stepSpan(n, f)
	d.Delay = sim.Constant(s)
	return ok
}

// stepSpan reads a duration that a single delay may have.
func (b *binder) stepSpan(n *node, f *field) (sim.Span, bool) {
	s, problem := spanOf(n.data)
	switch {
	case problem != nil && problem.kind == WrongType:
		want := `a delay such as "5s" or { lognormal = { p50 = "8s", p95 = "20s" } }`
		if f == nil {
			want = `a duration such as "8s" or a number of seconds`
		}
		return 0, b.wants(n, want, "")
	case problem != nil:
		b.at(n, problem.kind, problem.message, problem.hint)
		return 0, false
	case s > sim.MaxStepSpan:
		b.at(n, OutOfRange, fmt.Sprintf("%s is longer than %s, the longest single delay", spanText(s), spanText(sim.MaxStepSpan)), "")
		return 0, false
	}
	return s, true
}

// distribution reads a delay that is written as a table: one distribution and perhaps a shift.
func (b *binder) distribution(n *node, data *table) (sim.Delay, bool) {
	shapes := shapesOfDelays()
	known := []string{"shift"}
	for _, s := range shapes {
		known = append(known, s.name)
	}
	var given []string
	for _, name := range data.names {
		if !slices.Contains(known, name) {
			b.atKey(data.by[name], UnknownKey, "unknown key in a delay", didYouMean(name, "key", known))
			return sim.Delay{}, false
		}
		if name != "shift" {
			given = append(given, name)
		}
	}
	if len(given) != 1 {
		message := fmt.Sprintf("a delay has exactly one distribution, but this one has %d", len(given))
		b.at(n, Conflict, message, "the distributions are "+strings.Join(known[1:], ", "))
		return sim.Delay{}, false
	}
	var shift sim.Span
	if child := data.by["shift"]; child != nil {
		s, ok := b.stepSpan(child, nil)
		if !ok {
			return sim.Delay{}, false
		}
		shift = s
	}
	i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == given[0] })
	return b.shaped(data.by[given[0]], shapes[i], shift)
}

// shaped reads the parameters of a distribution and makes its delay.
func (b *binder) shaped(n *node, s shape, shift sim.Span) (sim.Delay, bool) {
	var spans []sim.Span
	var names []string
	ok := false
	switch s.read {
	case readOne:
		var one sim.Span
		one, ok = b.stepSpan(n, nil)
		spans = []sim.Span{one}
	case readMany:
		spans, ok = b.samples(n)
	default:
		names, spans, ok = b.parameters(n, s)
	}
	if !ok {
		return sim.Delay{}, false
	}
	if problem := s.check(names, spans); problem != "" {
		b.at(n, OutOfRange, problem, "")
		return sim.Delay{}, false
	}
	made, problem := b.delays.make(request{s, names, spans, shift})
	if problem != "" {
		b.at(n, OutOfRange, problem, "")
	}
	return made, problem == ""
}

// samples reads the list of an empirical distribution.
func (b *binder) samples(n *node) ([]sim.Span, bool) {
	items, ok := n.data.([]*node)
	if !ok || len(items) == 0 {
		return nil, b.wants(n, `a list of samples such as ["1s", "2s"]`, "")
	}
	spans := make([]sim.Span, len(items))
	for i, item := range items {
		s, fine := b.stepSpan(item, nil)
		spans[i], ok = s, ok && fine
	}
	return spans, ok
}

// parameters reads the durations of a distribution by their names, of which one of its sets has to be complete.
func (b *binder) parameters(n *node, s shape) ([]string, []sim.Span, bool) {
	data, ok := n.data.(*table)
	if !ok {
		return nil, nil, b.wants(n, "a table such as "+s.example, "")
	}
	known := slices.Concat(s.parameters...)
	for _, name := range data.names {
		if !slices.Contains(known, name) {
			b.atKey(data.by[name], UnknownKey, fmt.Sprintf("unknown key in %s", s.name), fmt.Sprintf("it is written %s", s.example))
			return nil, nil, false
		}
	}
	for _, set := range s.parameters {
		if len(set) != len(data.names) || slices.ContainsFunc(set, func(name string) bool { return data.by[name] == nil }) {
			continue
		}
		spans, ok := make([]sim.Span, len(set)), true
		for i, name := range set {
			span, fine := b.stepSpan(data.by[name], nil)
			spans[i], ok = span, ok && fine
		}
		return set, spans, ok
	}
	var wanted []string
	for _, set := range s.parameters {
		wanted = append(wanted, strings.Join(set, " and "))
	}
	b.at(n, Missing, fmt.Sprintf("%s needs exactly %s", s.name, strings.Join(wanted, ", or ")), "it is written "+s.example)
	return nil, nil, false
}
