package study

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostRecords is how many records the runs of a search may make together: some seconds' worth. It is a count and not a
// time so that the same scenario and seed always get the same answer.
const mostRecords = 10_000_000

// spentError says that the records are used up.
type spentError struct{}

func (spentError) Error() string { return "the search has used up its records" }

// search tries changes of one scenario.
type search struct {
	ctx      context.Context
	scenario *sim.Scenario
	seed     uint64
	left     int // records that further runs may make
}

// change is one setting, with the values that may be tried.
type change struct {
	key    string
	from   int
	values []int // the smallest change first
	apply  func(sc *sim.Scenario, value int)

	service sim.ServiceID
	before  *metrics.Deployment // how the stuck deployment ended without the change
	tried   map[int]outcome     // by index of values
}

// help is how much a change helps.
type help uint8

const (
	nothing help = iota
	frees
	completes
)

// outcome is what a change comes to.
type outcome struct {
	help     help
	duration sim.Span // if it completes
}

// smallest is the first value of c that helps as much as wanted, with the deployment's duration, or -1 for none. It
// looks at ever larger changes and halves the last step until it knows that the next smaller one doesn't help.
func (s *search) smallest(c *change, want help) (value int, span sim.Span, err error) {
	worse, better := -1, 0 // indexes of values; -1 is no change, which doesn't help
	for last := len(c.values) - 1; ; worse, better = better, min(4*better+3, last) {
		if worse == last {
			return -1, 0, nil
		}
		got, err := s.try(c, better)
		if err != nil {
			return -1, 0, err
		}
		if got.help >= want {
			break
		}
	}
	for better-worse > 1 {
		middle := worse + (better-worse)/2
		got, err := s.try(c, middle)
		if err != nil {
			return -1, 0, err
		}
		if got.help >= want {
			better = middle
		} else {
			worse = middle
		}
	}
	return c.values[better], c.tried[better].duration, nil
}

// try runs a copy of the scenario with the i-th value of c, once.
func (s *search) try(c *change, i int) (outcome, error) {
	if got, known := c.tried[i]; known {
		return got, nil
	}
	varied := *s.scenario
	varied.Groups = slices.Clone(varied.Groups)
	varied.Services = slices.Clone(varied.Services)
	varied.Timeline = slices.Clone(varied.Timeline)
	c.apply(&varied, c.values[i])
	fold, err := s.run(&varied)
	if err != nil {
		return outcome{}, fmt.Errorf("trying %s = %d: %w", c.key, c.values[i], err)
	}
	var got outcome
	if fold != nil {
		got = c.judge(fold.Service(c.service))
	}
	if c.tried == nil {
		c.tried = make(map[int]outcome)
	}
	c.tried[i] = got
	return got, nil
}

// judge says how much a run has helped.
func (c *change) judge(s *metrics.Service) outcome {
	d := s.Judged()
	if span, ok := d.Duration(); ok && s.Outcome == sim.OutcomeSettled {
		return outcome{help: completes, duration: span}
	}
	if s.Outcome == sim.OutcomeUnfinished && d.OwnStarted > c.before.OwnStarted && d.OwnFailed <= c.before.OwnFailed {
		return outcome{help: frees}
	}
	return outcome{}
}

// run plays a scenario. It gives nil for one that can't be: the reader would refuse it, or a service can't begin.
func (s *search) run(sc *sim.Scenario) (*metrics.Fold, error) {
	instances := sc.Instances()
	names := make(map[string]bool, len(instances))
	for i := range instances {
		names[instances[i].Name] = true
	}
	if len(names) < len(instances) {
		return nil, nil
	}
	s.left -= len(instances) // they cost about as much as a record each
	if s.left <= 0 {
		return nil, spentError{}
	}
	ctx, stop := context.WithCancelCause(s.ctx)
	defer stop(nil)
	fold := metrics.New(sc)
	err := ecs.Run(ctx, sc, s.seed, sim.Recorders{fold, &meter{left: &s.left, stop: stop}})
	var broken *ecs.BrokenError
	switch {
	case err == nil:
		return fold, nil
	case ctx.Err() != nil, errors.As(err, &broken):
		return nil, err
	}
	return nil, nil
}

// meter is a sim.Recorder that stops a run when the records are used up.
type meter struct {
	left *int
	stop context.CancelCauseFunc
}

// Record counts a record.
func (m *meter) Record(*sim.Record) {
	*m.left--
	if *m.left == 0 {
		m.stop(spentError{})
	}
}
