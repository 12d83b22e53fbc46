package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/ecssim/ecssim/scenarios"
)

// addCase gives a command the flag --case.
func addCase(flags *pflag.FlagSet, which *string) {
	flags.StringVar(which, "case", "", "which case of a scenario with a matrix: its `name`, as in \"minimum=50, size=small\", or its number")
}

// pick finds one of the scenarios of a text.
func (t *text) pick(which string) (*scenarios.Case, error) {
	alone := len(t.cases) == 1 && t.cases[0].Name == ""
	switch {
	case alone && which == "":
		return &t.cases[0], nil
	case alone:
		return nil, fmt.Errorf("%s has no [matrix], so there is no case %s to choose: leave --case out", t.from.Name, strconv.Quote(which))
	case which == "":
		return nil, &choiceError{t.from.Name + " is more than one scenario: choose a case with --case, by its name or its number", t.list()}
	}
	for i := range t.cases {
		if c := &t.cases[i]; c.Name == which || strconv.Itoa(c.Number) == which {
			return c, nil
		}
	}
	wanted := axesOf(which)
	for i := range t.cases {
		if c := &t.cases[i]; slices.Equal(axesOf(c.Name), wanted) {
			return c, nil
		}
	}
	return nil, &choiceError{fmt.Sprintf("%s has no case %s; these are its cases", t.from.Name, strconv.Quote(which)), t.list()}
}

// axesOf are the parts of a case's name, axis=value, in any order of the axes and with any blanks around = and commas.
func axesOf(name string) []string {
	var parts []string
	begin, equals := 0, -1
	end := func(at int) {
		part := strings.TrimSpace(name[begin:at])
		if equals >= 0 {
			part = strings.TrimSpace(name[begin:equals]) + "=" + strings.TrimSpace(name[equals+1:at])
		}
		parts, begin, equals = append(parts, part), at+1, -1
	}
	depth, quoted := 0, false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == '=' && equals < 0:
			equals = i
		case c == ',' && depth == 0:
			end(i)
		}
	}
	end(len(name))
	slices.Sort(parts)
	return parts
}

// choiceError says that there is something to choose, and below that what there is, a line each.
type choiceError struct{ message, lines string }

func (e *choiceError) Error() string { return e.message + e.below() }
func (e *choiceError) below() string { return "\n" + e.lines }

// mostListed is how many cases an error lists.
const mostListed = 50

// list has a line for each case, with its number.
func (t *text) list() string {
	var lines []string
	width := len(strconv.Itoa(min(len(t.cases), mostListed)))
	for i := range t.cases {
		if i == mostListed {
			lines = append(lines, fmt.Sprintf("and %d more, up to the number %d", len(t.cases)-i, len(t.cases)))
			break
		}
		lines = append(lines, fmt.Sprintf("  %*d  %s", width, t.cases[i].Number, t.cases[i].Name))
	}
	return strings.Join(lines, "\n")
}
