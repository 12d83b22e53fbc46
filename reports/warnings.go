package reports

import (
	"github.com/ecssim/ecssim/sim"
)

// Warnings says what is odd about a scenario though it can be simulated, a line of text each, fit for a terminal. It
// warns of services that have, or are given, a minimumHealthyPercent and a maximumPercent of 100: CreateService refuses
// that (reported by users, not in AWS's documentation), older services have it, and no deployment of theirs gets on.
func Warnings(sc *sim.Scenario) []string {
	var list []string
	for i := range sc.Services {
		if since, ok := deadlocked(sc, sim.ServiceID(i)); ok {
			text := "service " + Inert(sc.Services[i].Name) + " has minimumHealthyPercent 100 and maximumPercent 100"
			if since > 0 {
				text += " from " + Clock(since) + " on"
			}
			list = append(list, text+`; CreateService refuses this: "Both maximumPercent and minimumHealthyPercent cannot be`+
				` 100 as this will block deployments"`)
		}
	}
	return list
}

// deadlocked says whether both percentages of a service are 100 at some time, and since when they are.
func deadlocked(sc *sim.Scenario, id sim.ServiceID) (since sim.Time, ok bool) {
	c := sc.Services[id].Deployment
	both := sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 100}
	if c == both {
		return 0, true
	}
	for i := range sc.Timeline {
		u := &sc.Timeline[i].Update
		if u.Service != id {
			continue
		}
		if u.MinimumHealthyPercent != nil {
			c.MinimumHealthyPercent = *u.MinimumHealthyPercent
		}
		if u.MaximumPercent != nil {
			c.MaximumPercent = *u.MaximumPercent
		}
		if c == both {
			return sc.Timeline[i].At, true
		}
	}
	return 0, false
}
