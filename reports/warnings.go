package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
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

// deadlocked says whether both percentages of a service are 100 at some time, and since when they are. A call that is
// refused gives it nothing.
func deadlocked(sc *sim.Scenario, id sim.ServiceID) (since sim.Time, ok bool) {
	api := metrics.NewAPI(&sc.Services[id])
	if api.Status == sim.ServiceActive && api.Deployment.Blocks() {
		return 0, true
	}
	for i := range sc.Timeline {
		a := &sc.Timeline[i]
		if a.Service() != id || a.Refused != nil {
			continue
		}
		if api.Take(sc, a); api.Status == sim.ServiceActive && api.Deployment.Blocks() {
			return a.At, true
		}
	}
	return 0, false
}
