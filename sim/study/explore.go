package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// How many records the runs of an exploration may make together, in place of mostRecords; and how many one run may where
// the deployment doesn't complete by itself and isn't stuck either, but goes on for ever: so many, and so many for each
// task, several times what a rollout of them needs.
const (
	mostExplored  = 8_000_000
	mostOfOne     = 200_000
	mostOfOneTask = 60
)

// leastGain is how much sooner a deployment has to be done for a change to count as shortening it.
const leastGain = sim.Second

// Exploration is what changes of a scenario, one at a time, do to one service.
type Exploration struct {
	Service sim.ServiceID
	Scaling bool   // it is about the last change of the desired count, or about a drain or a loss, not about the judged deployment
	Effect  Effect // of no change
	Span    sim.Span
	Trials  []Trial
	// Best is the index in Trials of the change to make: of those with the best effect the one that is tried first where
	// the service hadn't got there; where it had, the one that shortens most, of those that cost no healthy tasks if there
	// are any. -1: nothing that was tried helps.
	Best  int
	Spent bool // the records were used up before everything was tried as far as wanted
}

// Trial is a change of one setting, as a run of the changed scenario has shown it.
type Trial struct {
	Key      string // what is changed, as --set takes it
	From, To string // its values; of From only what people want to read
	Effect   Effect
	Span     sim.Span    // from the call to the end of the deployment or the scaling, where Effect has one
	Outcome  sim.Outcome // of the service; means nothing where Refused
	Failed   int32       // tasks of the deployment that failed, where it completes
	Helps    bool        // it is better than no change
	// MinHealthy is the least number of healthy tasks meanwhile; Costs says that it is lower than without the change.
	MinHealthy int32
	Costs      bool
	Cut        bool // its run was broken off, since it went on and on
	Refused    bool // there is no such scenario, or it can't begin
	Runs       int  // how many values of the setting were tried
	// Smallest says that the next smaller change was tried, too, and does less, or that there is no smaller one.
	Smallest bool
}

// Explore tries a list of settings, capacities and timings of sc one at a time, all under one seed, and tells what each
// comes to. end is the fold of the run of sc under seed, which is over; vary changes its scenario.
//
// Where the service hadn't got where it should be, the trial of a setting is the smallest change of it that lets its
// deployment or scaling complete without a failed task; where there is none, with failed ones; where there is none, that
// lets it roll back or get on; where there is none, the largest change. Where it had, there is a trial of the largest change that is tried of the setting, and if that
// shortens the deployment one of the smallest change that does. Between two values that were tried it is assumed that
// more of a change helps no less. A service that nothing happened to has no exploration.
func Explore(ctx context.Context, sc *sim.Scenario, seed uint64, end *metrics.Fold, vary Vary) ([]Exploration, error) {
	s := search{ctx: ctx, scenario: sc, vary: vary, seed: seed}
	var all []Exploration
	var goals []*goal
	for i := range sc.Services {
		if g := newGoal(sim.ServiceID(i), end.Service(sim.ServiceID(i))); g != nil {
			goals = append(goals, g)
		}
	}
	for _, g := range goals {
		s.left = mostExplored / len(goals)
		e, err := s.explore(g)
		if err != nil {
			return nil, fmt.Errorf("service %s: %w", sc.Services[g.service].Name, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// explore tries everything that may concern one service.
func (s *search) explore(g *goal) (Exploration, error) {
	e := Exploration{Service: g.service, Scaling: g.scaling, Effect: g.base.effect, Span: g.base.span, Best: -1}
	changes, look := s.remediesOf(g), s.free
	s.each = 0
	if g.base.effect != Completes && g.before.Outcome != sim.OutcomeStuck {
		s.each = mostOfOne + mostOfOneTask*int(g.before.Settings.Desired)
	}
	if g.base.effect == Completes {
		changes, look = s.shorteningsOf(g), s.shorten
	}
	for _, c := range changes {
		if len(c.values) == 0 {
			continue
		}
		trials, err := look(c)
		e.Trials = append(e.Trials, trials...)
		if errors.Is(err, spentError{}) {
			e.Spent = true
			break
		}
		if err != nil {
			return e, err
		}
	}
	for i := range e.Trials {
		if e.Trials[i].Helps && (e.Best < 0 || g.prefers(&e.Trials[i], &e.Trials[e.Best])) {
			e.Best = i
		}
	}
	return e, nil
}

// prefers says whether a trial is worth more than an earlier one: by its effect, and among those that shorten by how
// much.
func (g *goal) prefers(t, than *Trial) bool {
	if x, y := t.outcome().rank(), than.outcome().rank(); x != y && g.base.effect != Completes {
		return x > y
	}
	if t.Costs != than.Costs {
		return g.base.effect == Completes && than.Costs
	}
	return g.base.effect == Completes && t.Span < than.Span
}

func (t *Trial) outcome() outcome { return outcome{effect: t.Effect, failed: t.Failed} }

// free looks for the smallest change that helps a service that hasn't got where it should be.
func (s *search) free(c *change) ([]Trial, error) {
	best := c.goal.base.effect + 1
	for want := cleanly; want >= best; want-- {
		i, err := s.smallest(c, func(o outcome) bool { return o.rank() >= want })
		if err != nil {
			return nil, err
		}
		if i >= 0 {
			return []Trial{c.trial(i, true)}, nil
		}
	}
	return []Trial{c.trial(len(c.values)-1, false)}, nil
}

// shorten looks for the largest and for the smallest change that shorten a deployment that completes.
func (s *search) shorten(c *change) ([]Trial, error) {
	shortens := func(o outcome) bool { return o.effect == Completes && o.span+leastGain <= c.goal.base.span }
	last := len(c.values) - 1
	got, err := s.try(c, last)
	if err != nil {
		return nil, err
	}
	if !shortens(got) || last == 0 {
		t := c.trial(last, last == 0)
		return []Trial{t}, nil
	}
	i, err := s.smallest(c, shortens)
	if err != nil {
		return []Trial{c.trial(last, false)}, err
	}
	trials := []Trial{c.trial(i, true)}
	if i != last && c.tried[last].span < c.tried[i].span {
		trials = append(trials, c.trial(last, false))
	}
	return trials, nil
}

// trial tells of the i-th value of a change.
func (c *change) trial(i int, smallest bool) Trial {
	got, base := c.tried[i], c.goal.base
	t := Trial{
		Key: c.key, From: c.from, To: c.values[i], Effect: got.effect, Span: got.span, Failed: got.failed, Outcome: got.end, MinHealthy: got.healthy, Cut: got.cut, Refused: got.refused, Runs: len(c.tried),
		Helps: got.effect > base.effect,
	}
	if base.effect == Completes {
		t.Helps = got.effect == Completes && got.span+leastGain <= base.span
	}
	t.Costs = t.Helps && got.healthy < base.healthy
	t.Smallest = smallest && t.Helps
	return t
}
