package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ecssim/ecssim/sim"
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
	Refused     Kind = "refused"     // a call of the timeline that the ECS API refuses; a run goes on without its effect
	Internal    Kind = "internal"    // a fault of the reader's own
)

// Fault is one thing that is wrong with a scenario.
type Fault struct {
	File   string `json:"file"`           // as Parse was given it, one that it extends, or the --set override at fault
	Line   int    `json:"line,omitempty"` // from 1; 0 for an override
	Column int    `json:"column,omitempty"`
	Key    string `json:"key,omitempty"`  // path of the key, such as services[0].desiredCount
	Case   string `json:"case,omitempty"` // of a matrix, where the fault is of one case only
	Kind   Kind   `json:"kind"`
	// Exception is the ECS API's name for the fault, where the API would refuse the same: "InvalidParameterException".
	Exception string `json:"exception,omitempty"`
	Message   string `json:"message"`
	Hint      string `json:"hint,omitempty"` // the likely fix
}

// Error is the fault in one line: place, case, key, exception, message, hint.
func (f Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Case != "" {
		b.WriteString("case " + f.Case + ": ")
	}
	if f.Key != "" {
		b.WriteString(f.Key + ": ")
	}
	if f.Exception != "" {
		b.WriteString(f.Exception + ": ")
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		b.WriteString("; " + f.Hint)
	}
	return b.String()
}

// Faults is everything that is wrong with a scenario, in the order of the file, then of those that it extends, overrides last.
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

// collector gathers faults, and beside them what the API refuses of calls. A fault that is found twice, as those of a
// block that others are basedOn, counts once.
type collector struct {
	list        []Fault
	dropped     int // beyond maxFaults
	refused     []Fault
	refusedMore int
	seen        map[Fault]bool
	files       []string // in the order in which their faults are told
	scope       *scope   // what is being read, as the API sees it; nil: nothing of the API's
}

func (c *collector) add(f Fault) { c.tell(f, nil) }

// tell adds a fault, for which the API says err if it would refuse the same. Within a call of the timeline such a fault
// is a refusal.
func (c *collector) tell(f Fault, err *sim.APIError) {
	list, more := &c.list, &c.dropped
	if c.scope != nil && (err != nil || refusable(f.Kind)) {
		if err == nil {
			err = unworded(f.Key)
			if c.scope.call {
				f.Message = c.worded(err, f.Message)
			}
		}
		f.Exception = err.Exception
		c.scope.refuse(err)
		if c.scope.call {
			f.Kind, list, more = Refused, &c.refused, &c.refusedMore
		}
	}
	if len(*list) >= maxFaults {
		*more++
		return
	}
	f.File, f.Key, f.Message, f.Hint = printable(f.File), printable(f.Key), printable(f.Message), printable(f.Hint)
	if c.seen == nil {
		c.seen = make(map[Fault]bool)
	}
	if !c.seen[f] {
		c.seen[f] = true
		*list = append(*list, f)
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
	c.add(faultAt(n, n.value, kind, message, hint))
}

// atKey adds a fault at a node's key.
func (c *collector) atKey(n *node, kind Kind, message, hint string) {
	c.add(faultAt(n, n.place, kind, message, hint))
}

// missing adds a fault for a key that the table n lacks.
func (c *collector) missing(n *node, name, message, hint string) {
	c.add(lacking(n, name, message, hint))
}

func faultAt(n *node, p place, kind Kind, message, hint string) Fault {
	return Fault{File: p.file, Line: p.line, Column: p.column, Key: n.key, Kind: kind, Message: message, Hint: hint}
}

func lacking(n *node, name, message, hint string) Fault {
	f := faultAt(n, n.place, Missing, message, hint)
	f.Key = joinKey(n.key, name)
	return f
}

// sorted gives the faults, and the refused calls among them, in the order of the file, those of overrides after them in
// the order of finding. Where there are too many, refused calls are left out first.
func (c *collector) sorted() Faults {
	return c.inOrder(slices.Concat(c.list, c.refused), c.dropped+c.refusedMore)
}

// refusals gives the refused calls alone, in the same order.
func (c *collector) refusals() Faults { return c.inOrder(slices.Clone(c.refused), c.refusedMore) }

func (c *collector) inOrder(faults Faults, dropped int) Faults {
	if over := len(faults) - maxFaults; over > 0 {
		faults, dropped = faults[:maxFaults], dropped+over
	}
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if (a.Line == 0) != (b.Line == 0) {
			return cmp.Compare(b.Line, a.Line)
		}
		return cmp.Or(cmp.Compare(slices.Index(c.files, a.File), slices.Index(c.files, b.File)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if dropped > 0 {
		more := Fault{File: faults[0].File, Kind: TooLarge, Message: fmt.Sprintf("%d more faults are not listed", dropped)}
		faults = append(faults, more)
	}
	return faults
}
