package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Vary gives a scenario with one setting changed, which is written as for --set: "services.web.desiredCount=8". Its error
// says that there is no such scenario.
type Vary func(set string) (*sim.Scenario, error)

// mostRecords is how many records the runs of a search may make together: some seconds' worth. It is a count and not a
// time so that the same scenario and seed always get the same answer.
const mostRecords = 10_000_000

// spentError says that the records are used up.
type spentError struct{}

func (spentError) Error() string { return "the search has used up its records" }

// longError says that a run has made more records than one run may.
type longError struct{}

func (longError) Error() string { return "the run has made too many records" }

// search tries changes of one scenario.
type search struct {
	ctx      context.Context
	scenario *sim.Scenario
	vary     Vary
	seed     uint64
	left     int // records that further runs may make
	each     int // records that one run may make; 0: no limit but left
}

// change is one setting, with the values that may be tried.
type change struct {
	key    string // as --set takes it
	from   string
	values []string // the smallest change first
	goal   *goal
	tried  map[int]outcome // by index of values
}

// Effect is what a change comes to.
type Effect uint8

// The effects, the better ones last.
const (
	// NoEffect: the service stands no better than before.
	NoEffect Effect = iota
	// Frees: a service that was stuck gets on, but isn't where it should be when the scenario's duration is over.
	Frees
	// RollsBack: the deployment fails and is rolled back, and the service settles.
	RollsBack
	// Completes: the deployment completes, or the scaling does, and the service settles.
	Completes
)

// String is the effect's name in results.
func (e Effect) String() string { return [...]string{"none", "frees", "rollsBack", "completes"}[e] }

// outcome is what a run of a changed scenario comes to.
type outcome struct {
	effect  Effect
	span    sim.Span // to the end of the deployment or the scaling; of Completes and RollsBack
	failed  int32    // tasks of the deployment that failed; of Completes
	healthy int32    // least number of healthy tasks meanwhile
	end     sim.Outcome
	cut     bool // the run was broken off, since it made too many records
	refused bool // there is no such scenario, or it can't begin
}

// cleanly is the rank of an outcome that completes without a failed task: better than any effect.
const cleanly = Completes + 1

// rank orders outcomes: by effect, and those that complete without a failed task before those with.
func (o outcome) rank() Effect {
	if o.effect == Completes && o.failed == 0 {
		return cleanly
	}
	return o.effect
}

// smallest is the index of the first value of c whose outcome is good enough, or -1 for none. It looks at ever larger
// changes and halves the last step until it knows that the next smaller one isn't.
func (s *search) smallest(c *change, good func(outcome) bool) (int, error) {
	worse, better := -1, 0 // indexes of values; -1 is no change, which isn't good enough
	for last := len(c.values) - 1; ; worse, better = better, min(4*better+3, last) {
		if worse == last {
			return -1, nil
		}
		got, err := s.try(c, better)
		if err != nil {
			return -1, err
		}
		if good(got) {
			break
		}
	}
	for better-worse > 1 {
		middle := worse + (better-worse)/2
		got, err := s.try(c, middle)
		if err != nil {
			return -1, err
		}
		if good(got) {
			better = middle
		} else {
			worse = middle
		}
	}
	return better, nil
}

// try runs the scenario with the i-th value of c, once.
func (s *search) try(c *change, i int) (outcome, error) {
	if got, known := c.tried[i]; known {
		return got, nil
	}
	set := c.key + "=" + c.values[i]
	got := outcome{refused: true}
	if varied, err := s.vary(set); err == nil {
		switch fold, err := s.run(varied); {
		case errors.Is(err, longError{}):
			got = outcome{cut: true, end: sim.OutcomeUnfinished}
		case err != nil:
			return outcome{}, fmt.Errorf("trying %s: %w", set, err)
		case fold != nil:
			got = c.goal.judge(fold.Service(c.goal.service))
		}
	}
	if c.tried == nil {
		c.tried = make(map[int]outcome)
	}
	c.tried[i] = got
	return got, nil
}

// run plays a scenario. It gives nil for one that can't begin.
func (s *search) run(sc *sim.Scenario) (*metrics.Fold, error) {
	s.left -= len(sc.Instances()) // they cost about as much as a record each
	if s.left <= 0 {
		return nil, spentError{}
	}
	ctx, stop := context.WithCancelCause(s.ctx)
	defer stop(nil)
	fold := metrics.New(sc)
	err := ecs.Run(ctx, sc, s.seed, sim.Recorders{fold, &meter{left: &s.left, each: s.each, stop: stop}})
	var broken *ecs.BrokenError
	switch {
	case err == nil:
		return fold, nil
	case ctx.Err() != nil, errors.As(err, &broken):
		return nil, err
	}
	return nil, nil
}

// meter is a sim.Recorder that stops a run when the records are used up, or when it has made more than one run may.
type meter struct {
	left *int
	each int
	stop context.CancelCauseFunc
}

// Record counts a record.
func (m *meter) Record(*sim.Record) {
	*m.left--
	m.each--
	switch {
	case *m.left == 0:
		m.stop(spentError{})
	case m.each == 0:
		m.stop(longError{})
	}
}
