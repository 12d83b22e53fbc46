package main

import (
	"fmt"
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim/metrics"
)

// unmetError says that expectations of a scenario failed, or are undecided. Everything else is done.
type unmetError struct {
	list []reports.Expectation
	told bool // which they are has been printed
}

// Error says how many, and, unless that has been printed, which, a line each.
func (e *unmetError) Error() string {
	failed, undecided := 0, 0
	for i := range e.list {
		switch e.list[i].Ruling {
		case metrics.Failed:
			failed++
		case metrics.Undecided:
			undecided++
		case metrics.Passed:
		}
	}
	head := fmt.Sprintf("%d of %d expectations failed", failed, len(e.list))
	if failed == 0 {
		head = fmt.Sprintf("%d of %d expectations are undecided", undecided, len(e.list))
	} else if undecided > 0 {
		head += fmt.Sprintf(", %d are undecided", undecided)
	}
	return head + e.below()
}

func (e *unmetError) below() string {
	var b strings.Builder
	for i := range e.list {
		if !e.told && e.list[i].Ruling != metrics.Passed {
			fmt.Fprintf(&b, "\n  %s %s", e.list[i].Mark(), reports.Inert(e.list[i].Message))
		}
	}
	return b.String()
}

// unmet is an error if something that is expected isn't so, or isn't certain.
func unmet(list []reports.Expectation, told bool) error {
	if reports.Ruling(list) == metrics.Passed {
		return nil
	}
	return &unmetError{list, told}
}
