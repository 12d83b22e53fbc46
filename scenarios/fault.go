package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind sorts faults by what is wrong, for programs that read them.
type Kind string

// The kinds of faults.
const (
	Syntax      Kind = "syntax"      // not TOML, or a --set that can't be read
	TooLarge    Kind = "tooLarge"    // a limit of the reader itself
	UnknownKey  Kind = "unknownKey"  // a key that the format doesn't have
	WrongType   Kind = "wrongType"   // a string where a number belongs, and the like
	OutOfRange  Kind = "outOfRange"  // of the right type, but outside what is allowed
	Missing     Kind = "missing"     // a key that must stand there
	Duplicate   Kind = "duplicate"   // a name that is taken
	Dangling    Kind = "dangling"    // names something that the scenario doesn't have
	Conflict    Kind = "conflict"    // settings that ECS, or reason, doesn't allow together
	NotModelled Kind = "notModelled" // a valid setting that would change the outcome and that ecssim doesn't simulate yet
	Internal    Kind = "internal"    // a fault of the reader's own
)

// Fault is one thing that is wrong with a scenario.
type Fault struct {
	File    string `json:"file"`           // as Parse was given it, or the --set override at fault
	Line    int    `json:"line,omitempty"` // from 1; 0 for an override
	Column  int    `json:"column,omitempty"`
	Key     string `json:"key,omitempty"` // path of the key, such as services[0].desiredCount
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // the likely fix
}

// Error is the fault in one line: place, key, message, hint.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Key != "" {
		b.WriteString(f.Key + ": ")
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		b.WriteString("; " + f.Hint)
	}
	return b.String()
}

// Faults is everything that is wrong with a scenario, in the order of the file, overrides last.
type Faults []Fault

// Error has one line for each fault.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// maxFaults is how many faults are listed; the rest is only counted.
const maxFaults = 100

// collector gathers faults. A fault that is found twice, as those of a block that others are basedOn, counts once.
type collector struct {
	list    []Fault
	seen    map[Fault]bool
	dropped int
}

func (c *collector) add(f Fault) {
	if c.full() {
		c.dropped++
		return
	}
	f.File, f.Key, f.Message, f.Hint = printable(f.File), printable(f.Key), printable(f.Message), printable(f.Hint)
	if c.seen == nil {
		c.seen = make(map[Fault]bool)
	}
	if !c.seen[f] {
		c.seen[f] = true
		c.list = append(c.list, f)
	}
}

// printable escapes what could do something to a terminal. Names and overrides come from strangers.
func printable(s string) string {
	safe := func(r rune) bool { return r != utf8.RuneError && unicode.IsPrint(r) }
	if !strings.ContainsFunc(s, func(r rune) bool { return !safe(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if safe(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// full says that further faults are only counted, so that no effort should go into their hints.
func (c *collector) full() bool { return len(c.list) >= maxFaults }

// at adds a fault at a node's value.
func (c *collector) at(n *node, kind Kind, message, hint string) {
	c.add(Fault{n.value.file, n.value.line, n.value.column, n.key, kind, message, hint})
}

// atKey adds a fault at a node's key.
func (c *collector) atKey(n *node, kind Kind, message, hint string) {
	c.add(Fault{n.place.file, n.place.line, n.place.column, n.key, kind, message, hint})
}

// missing adds a fault for a key that the table n lacks.
func (c *collector) missing(n *node, name, message, hint string) {
	c.add(Fault{n.place.file, n.place.line, n.place.column, joinKey(n.key, name), Missing, message, hint})
}

// sorted gives the faults in the order of the file, those of overrides after them in the order of finding.
func (c *collector) sorted() Faults {
	faults := slices.Clone(c.list)
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if c.dropped > 0 {
		more := Fault{File: faults[0].File, Kind: TooLarge, Message: fmt.Sprintf("%d more faults are not listed", c.dropped)}
		faults = append(faults, more)
	}
	return faults
}
