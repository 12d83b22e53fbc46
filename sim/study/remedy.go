package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Remedy is a change of one setting that frees a stuck service, as a run of the changed scenario has shown.
type Remedy struct {
	Service   sim.ServiceID
	Key       string   // what is changed, as --set takes it
	From, To  string   // its values
	Completes bool     // the deployment that was stuck then completes, and the service settles
	Duration  sim.Span // of that deployment, from its creation to COMPLETED, if it completes
}

// Remedies finds, for each service that a run of sc under seed left stuck, the smallest change of each setting that lets
// its deployment complete: maximumPercent up, minimumHealthyPercent down, instances added to one group. end is the fold
// of that run, which is over.
//
// Every change was tried by a run of its own, and so was the next smaller one, which didn't help; between the two it is
// assumed that more of a change helps no less. When nothing lets a deployment complete, its remedies are the changes
// that at least free it: the service is still at work when the scenario's duration is over, more of the deployment's
// tasks were started than before, and no more of them failed. A service for which nothing that was tried helps has no
// remedy. The runs together make a limited number of records; when they are used up the search ends, and what isn't
// known to be the smallest change is left out.
func Remedies(ctx context.Context, sc *sim.Scenario, seed uint64, end *metrics.Fold) ([]Remedy, error) {
	s := search{ctx: ctx, scenario: sc, seed: seed, left: mostRecords}
	var all []Remedy
	for i := range sc.Services {
		id := sim.ServiceID(i)
		if stuck := end.Service(id); stuck.Over && stuck.Outcome == sim.OutcomeStuck && stuck.Judged() != nil {
			found, err := s.service(id, stuck)
			all = append(all, found...)
			if errors.Is(err, spentError{}) {
				return all, nil
			}
			if err != nil {
				return nil, fmt.Errorf("service %s: %w", sc.Services[i].Name, err)
			}
		}
	}
	return all, nil
}

// service finds the remedies of one service.
func (s *search) service(id sim.ServiceID, stuck *metrics.Service) ([]Remedy, error) {
	changes := []*change{s.raiseMaximum(id, stuck.Settings), s.lowerMinimum(id, stuck.Settings)}
	if stuck.Refused {
		for g := range s.scenario.Groups {
			changes = append(changes, s.addInstances(g, stuck.Judged()))
		}
	}
	var found []Remedy
	for _, want := range []help{completes, frees} {
		for _, c := range changes {
			c.service, c.before = id, stuck.Judged()
			value, span, err := s.smallest(c, want)
			if err != nil {
				return found, err
			}
			if value >= 0 {
				found = append(found, Remedy{
					Service: id, Key: c.key, From: strconv.Itoa(c.from), To: strconv.Itoa(value),
					Completes: want == completes, Duration: span,
				})
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return found, nil
}

// raiseMaximum is the percentages at which the cap grows.
func (s *search) raiseMaximum(id sim.ServiceID, now sim.Settings) *change {
	c := &change{from: int(now.MaximumPercent)}
	limit := func(percent int) int {
		return sim.DeploymentConfiguration{MaximumPercent: percent}.Cap(int(now.Desired))
	}
	for percent := c.from + 1; percent <= sim.MaxMaximumPercent; percent++ {
		if limit(percent) > limit(percent-1) {
			c.values = append(c.values, percent)
		}
	}
	i := s.lastUpdate(id, func(u *sim.UpdateService) bool { return u.MaximumPercent != nil })
	c.key = s.percentKey(id, i, "maximumPercent")
	c.apply = func(sc *sim.Scenario, percent int) {
		if i < 0 {
			sc.Services[id].Deployment.MaximumPercent = percent
		} else {
			sc.Timeline[i].Update.MaximumPercent = &percent
		}
	}
	return c
}

// lowerMinimum is the percentages at which the floor falls.
func (s *search) lowerMinimum(id sim.ServiceID, now sim.Settings) *change {
	c := &change{from: int(now.MinimumHealthyPercent)}
	limit := func(percent int) int {
		return sim.DeploymentConfiguration{MinimumHealthyPercent: percent}.Floor(int(now.Desired))
	}
	for percent := c.from - 1; percent >= 0; percent-- {
		if limit(percent) < limit(percent+1) {
			c.values = append(c.values, percent)
		}
	}
	i := s.lastUpdate(id, func(u *sim.UpdateService) bool { return u.MinimumHealthyPercent != nil })
	c.key = s.percentKey(id, i, "minimumHealthyPercent")
	c.apply = func(sc *sim.Scenario, percent int) {
		if i < 0 {
			sc.Services[id].Deployment.MinimumHealthyPercent = percent
		} else {
			sc.Timeline[i].Update.MinimumHealthyPercent = &percent
		}
	}
	return c
}

// addInstances is the counts of a group that its cluster may have. There are none when no member of the group can ever
// carry one of the deployment's tasks.
func (s *search) addInstances(g int, d *metrics.Deployment) *change {
	group := &s.scenario.Groups[g]
	c := &change{key: "instances." + quoteName(group.Name) + ".count", from: group.Count}
	if group.Capacity.Minus(group.Reserved).Fits(s.scenario.TaskDefinitions[d.Definition].Reservation) {
		for more := range sim.MaxInstances - len(s.scenario.Instances()) {
			c.values = append(c.values, group.Count+more+1)
		}
	}
	c.apply = func(sc *sim.Scenario, count int) { sc.Groups[g].Count = count }
	return c
}

// lastUpdate is the index of the last update of a service that sets something, or -1: what holds when everything has
// come to rest.
func (s *search) lastUpdate(id sim.ServiceID, sets func(*sim.UpdateService) bool) int {
	for i := range slices.Backward(s.scenario.Timeline) {
		if u := &s.scenario.Timeline[i].Update; u.Service == id && sets(u) {
			return i
		}
	}
	return -1
}

// percentKey is where a percentage is set: by the i-th update of the timeline, or for -1 by the service itself.
func (s *search) percentKey(id sim.ServiceID, i int, name string) string {
	at := "services." + quoteName(s.scenario.Services[id].Name)
	if i >= 0 {
		at = fmt.Sprintf("timeline[%d].updateService", s.scenario.Timeline[i].Index)
	}
	return at + ".deploymentConfiguration." + name
}

// quoteName is a name as a step of a key for --set.
func quoteName(name string) string {
	switch {
	case strings.Contains(name, `"`):
		return "'" + name + "'"
	case name == "" || strings.ContainsAny(name, ".[=' \t"):
		return `"` + name + `"`
	}
	return name
}
