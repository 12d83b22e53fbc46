package study

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Remedy is one change that frees a stuck service, as a run of the changed scenario has shown.
type Remedy struct {
	Key      string // what is changed, as --set writes it
	From, To string
	Duration sim.Span // of the deployment that was stuck, from its creation to COMPLETED
}

// most is how many values of one setting are tried, from the smallest change on.
const most = 12

// Remedies finds, for a service that a run of sc under seed left stuck, the smallest change of each setting that lets
// its deployment complete: maximumPercent up, minimumHealthyPercent down, instances added to one group. Each is tried by
// a run of its own, so nothing is recommended that hasn't been seen to work; settings of which no value that was tried
// helps are left out. end is how the stuck service stood.
func Remedies(ctx context.Context, sc *sim.Scenario, seed uint64, id sim.ServiceID, end *metrics.Service) ([]Remedy, error) {
	t := trial{ctx: ctx, scenario: sc, seed: seed, id: id}
	settings := end.Settings
	var found []Remedy
	for _, way := range []func(sim.Settings) (*Remedy, error){t.raiseMaximum, t.lowerMinimum} {
		r, err := way(settings)
		if err != nil {
			return nil, err
		}
		if r != nil {
			found = append(found, *r)
		}
	}
	if !end.Refused {
		return found, nil
	}
	for g := range sc.Groups {
		r, err := t.addInstances(g)
		if err != nil {
			return nil, err
		}
		if r != nil {
			found = append(found, *r)
		}
	}
	return found, nil
}

// trial varies one stuck service's scenario.
type trial struct {
	ctx      context.Context
	scenario *sim.Scenario
	seed     uint64
	id       sim.ServiceID
}

// raiseMaximum tries the percentages at which the cap grows by one task each.
func (t *trial) raiseMaximum(s sim.Settings) (*Remedy, error) {
	for more := int32(1); more <= most && s.Desired > 0; more++ {
		percent := int((int64(s.Cap+more)*100 + int64(s.Desired) - 1) / int64(s.Desired))
		if percent > sim.MaxMaximumPercent {
			break
		}
		r, err := t.try("deploymentConfiguration.maximumPercent", int(s.MaximumPercent), percent, func(sc *sim.Scenario) {
			setPercent(sc, t.id, percent, func(c *sim.DeploymentConfiguration) *int { return &c.MaximumPercent },
				func(u *sim.UpdateService) **int { return &u.MaximumPercent })
		})
		if r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// lowerMinimum tries the percentages at which the floor falls by one task each.
func (t *trial) lowerMinimum(s sim.Settings) (*Remedy, error) {
	for less := int32(1); less <= min(most, s.Floor); less++ {
		percent := int(int64(s.Floor-less) * 100 / int64(s.Desired))
		r, err := t.try("deploymentConfiguration.minimumHealthyPercent", int(s.MinimumHealthyPercent), percent, func(sc *sim.Scenario) {
			setPercent(sc, t.id, percent, func(c *sim.DeploymentConfiguration) *int { return &c.MinimumHealthyPercent },
				func(u *sim.UpdateService) **int { return &u.MinimumHealthyPercent })
		})
		if r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// addInstances tries more and more instances in one group.
func (t *trial) addInstances(g int) (*Remedy, error) {
	had, total := t.scenario.Groups[g].Count, len(t.scenario.Instances())
	for more := 1; more <= most && total+more <= sim.MaxInstances; more++ {
		key := "instances." + strconv.Quote(t.scenario.Groups[g].Name) + ".count"
		r, err := t.try(key, had, had+more, func(sc *sim.Scenario) { sc.Groups[g].Count += more })
		if r != nil || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// setPercent changes a percentage of a service, and in the updates that set it.
func setPercent(sc *sim.Scenario, id sim.ServiceID, percent int, of func(*sim.DeploymentConfiguration) *int, in func(*sim.UpdateService) **int) {
	*of(&sc.Services[id].Deployment) = percent
	for i := range sc.Timeline {
		if u := &sc.Timeline[i].Update; u.Service == id && *in(u) != nil {
			*in(u) = &percent
		}
	}
}

// try runs a changed copy of the scenario. It returns nil when the deployment doesn't complete in it.
func (t *trial) try(key string, from, to int, change func(*sim.Scenario)) (*Remedy, error) {
	varied := *t.scenario
	varied.Groups = slices.Clone(varied.Groups)
	varied.Services = slices.Clone(varied.Services)
	varied.Timeline = slices.Clone(varied.Timeline)
	change(&varied)
	fold := metrics.New(&varied)
	if err := ecs.Run(t.ctx, &varied, t.seed, fold); err != nil {
		return nil, fmt.Errorf("trying %s = %d: %w", key, to, err)
	}
	s := fold.Service(t.id)
	span, ok := s.Judged().Duration()
	if !ok || s.Outcome != sim.OutcomeSettled {
		return nil, nil
	}
	return &Remedy{Key: key, From: strconv.Itoa(from), To: strconv.Itoa(to), Duration: span}, nil
}
