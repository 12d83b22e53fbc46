package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Remedy is a change of one setting that frees a stuck service, as a run of the changed scenario has shown.
type Remedy struct {
	Service   sim.ServiceID
	Key       string   // what is changed, as --set takes it
	From, To  string   // its values
	Completes bool     // the deployment or the scaling that was stuck then completes, and the service settles
	Duration  sim.Span // of that, from its call to COMPLETED or to the steady state, if it completes
}

// Remedies finds, for each service that a run of sc under seed left stuck, the smallest change of each setting that lets
// its deployment complete, or its scaling, or the drain of container instances that never ends, where it has no deployment: maximumPercent up, minimumHealthyPercent down,
// instances added to one group. end is the fold of that run, which is over, and vary changes its scenario.
//
// Every change was tried by a run of its own, and so was the next smaller one, which didn't help; between the two it is
// assumed that more of a change helps no less. When nothing lets a deployment complete, its remedies are the changes
// that at least free it: the service is still at work when the scenario's duration is over, more of the deployment's
// tasks were started than before, and no more of them failed. A service for which nothing that was tried helps has no
// remedy. The runs together make a limited number of records; when they are used up the search ends, and what isn't
// known to be the smallest change is left out.
func Remedies(ctx context.Context, sc *sim.Scenario, seed uint64, end *metrics.Fold, vary Vary) ([]Remedy, error) {
	s := search{ctx: ctx, scenario: sc, vary: vary, seed: seed, left: mostRecords}
	var all []Remedy
	for i := range sc.Services {
		g := newGoal(sim.ServiceID(i), end.Service(sim.ServiceID(i)))
		if g == nil || g.before.Outcome != sim.OutcomeStuck {
			continue
		}
		found, err := s.remedies(g)
		all = append(all, found...)
		if errors.Is(err, spentError{}) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("service %s: %w", sc.Services[i].Name, err)
		}
	}
	return all, nil
}

// remedies are those of one service.
func (s *search) remedies(g *goal) ([]Remedy, error) {
	changes := []*change{s.raiseMaximum(g, sim.MaxMaximumPercent), s.lowerMinimum(g)}
	if g.before.Refused {
		changes = append(changes, s.addInstances(g)...)
	}
	var found []Remedy
	for _, want := range []Effect{Completes, Frees} {
		for _, c := range changes {
			i, err := s.smallest(c, func(o outcome) bool { return o.effect >= want })
			if err != nil {
				return found, err
			}
			if i >= 0 {
				found = append(found, Remedy{
					Service: g.service, Key: c.key, From: c.from, To: c.values[i],
					Completes: want == Completes, Duration: c.tried[i].span,
				})
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found, nil
}
