package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
)

// moments is the flag --describe-at, which may be repeated.
type moments []sim.Time

// Set reads one more moment: a Go duration, or a number of seconds. What is finer than a millisecond is cut off.
func (m *moments) Set(text string) error {
	written := text
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		written += "s"
	}
	at, err := time.ParseDuration(written)
	if err != nil || at < 0 {
		return errors.New("a moment is a duration from the run's beginning (90s, 1m30s) or a number of seconds (90)")
	}
	*m = append(*m, sim.Time(at.Milliseconds()))
	return nil
}

// String is the moments as Set reads them.
func (m *moments) String() string {
	var list []string
	for _, at := range *m {
		list = append(list, at.String()+"s")
	}
	return strings.Join(list, ",")
}

// Type is what help calls the value.
func (m *moments) Type() string { return "time" }
