package study

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// raiseMaximum is the percentages up to most at which the cap grows.
func (s *search) raiseMaximum(g *goal, most int) *change {
	now := g.before.Settings
	limit := func(percent int) int {
		return sim.DeploymentConfiguration{MaximumPercent: percent}.Cap(int(now.Desired))
	}
	c := &change{goal: g, from: strconv.Itoa(int(now.MaximumPercent))}
	for percent := int(now.MaximumPercent) + 1; percent <= most; percent++ {
		if limit(percent) > limit(percent-1) {
			c.values = append(c.values, strconv.Itoa(percent))
		}
	}
	c.key = s.configurationKey(g.service, "maximumPercent", func(u *sim.UpdateService) bool { return u.MaximumPercent != nil })
	return c
}

// lowerMinimum is the percentages at which the floor falls.
func (s *search) lowerMinimum(g *goal) *change {
	now := g.before.Settings
	limit := func(percent int) int {
		return sim.DeploymentConfiguration{MinimumHealthyPercent: percent}.Floor(int(now.Desired))
	}
	c := &change{goal: g, from: strconv.Itoa(int(now.MinimumHealthyPercent))}
	for percent := int(now.MinimumHealthyPercent) - 1; percent >= 0; percent-- {
		if limit(percent) < limit(percent+1) {
			c.values = append(c.values, strconv.Itoa(percent))
		}
	}
	c.key = s.configurationKey(g.service, "minimumHealthyPercent", func(u *sim.UpdateService) bool { return u.MinimumHealthyPercent != nil })
	return c
}

// addInstances is for each group the counts that its cluster may have. There are none for a group no member of which can
// ever carry one of the deployment's tasks, nor for Fargate and those that an action adds, which aren't in [[instances]].
func (s *search) addInstances(g *goal) []*change {
	var list []*change
	want := s.scenario.TaskDefinitions[s.working(g)].Reservation
	room := min(sim.MaxRegistered-slices.Max(s.scenario.MostRegistered()), sim.MaxInstances-len(s.scenario.Instances()))
	for i := range s.scenario.Groups {
		group := &s.scenario.Groups[i]
		c := &change{goal: g, key: "instances." + quoteName(group.Name) + ".count", from: strconv.Itoa(group.Count)}
		if !group.Later && !group.Fargate && group.Capacity.Minus(group.Reserved.Resources).Fits(want) {
			for more := range room {
				c.values = append(c.values, strconv.Itoa(group.Count+more+1))
			}
		}
		list = append(list, c)
	}
	return list
}

// working is the revision that the service is to run.
func (s *search) working(g *goal) sim.TaskDefinitionID {
	if g.scaling {
		return g.before.API.TaskDefinition
	}
	return g.judged.Definition
}

// lastUpdate is the index of the last update of a service that sets something, or -1: what holds when everything has
// come to rest.
func (s *search) lastUpdate(id sim.ServiceID, sets func(*sim.UpdateService) bool) int {
	for i := range slices.Backward(s.scenario.Timeline) {
		a := &s.scenario.Timeline[i]
		if a.Kind == sim.ActionUpdateService && a.Update.Service == id && sets(&a.Update) {
			return i
		}
	}
	return -1
}

// serviceKey is where a parameter of a service is set: by the last update that does, or by the service itself.
func (s *search) serviceKey(id sim.ServiceID, name string, sets func(*sim.UpdateService) bool) string {
	at := "services." + quoteName(s.scenario.Services[id].Name)
	if i := s.lastUpdate(id, sets); i >= 0 {
		at = fmt.Sprintf("timeline[%d].updateService", s.scenario.Timeline[i].Index)
	}
	return at + "." + name
}

func (s *search) configurationKey(id sim.ServiceID, name string, sets func(*sim.UpdateService) bool) string {
	return s.serviceKey(id, "deploymentConfiguration."+name, sets)
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
