package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Warnings says what is odd about a scenario though it can be simulated, a line of text each, fit for a terminal. It
// warns of services that have, or are given,
//   - a minimumHealthyPercent and a maximumPercent of 100: CreateService refuses that (reported by users, not in AWS's
//     documentation), older services have it, and no deployment of theirs gets on;
//   - a bakeTimeInMinutes without alarms: the bake time is when alarms are watched (D26 early-success-criteria,
//     deployment-alarm-failure), so there is none.
func Warnings(sc *sim.Scenario) []string {
	var list []string
	for i := range sc.Services {
		deadlocked := func(s *sim.Service) bool { return s.Deployment.Blocks() }
		if since, ok := sometime(sc, sim.ServiceID(i), deadlocked); ok {
			text := "service " + Inert(sc.Services[i].Name) + " has minimumHealthyPercent 100 and maximumPercent 100" + since
			list = append(list, text+`; CreateService refuses this: "Both maximumPercent and minimumHealthyPercent cannot be`+
				` 100 as this will block deployments"`)
		}
		unwatched := func(s *sim.Service) bool { return s.BakeTime != nil && *s.BakeTime > 0 && !s.Alarms.Enable }
		if since, ok := sometime(sc, sim.ServiceID(i), unwatched); ok {
			list = append(list, "service "+Inert(sc.Services[i].Name)+" has bakeTimeInMinutes but no alarms enabled"+since+
				"; a deployment bakes while its alarms are watched, so this has no effect")
		}
	}
	return list
}

// sometime says whether a service is odd at some time, and since when if not from the beginning. A call that is refused
// changes nothing.
func sometime(sc *sim.Scenario, id sim.ServiceID, odd func(*sim.Service) bool) (since string, ok bool) {
	api := metrics.NewAPI(&sc.Services[id])
	if api.Status == sim.ServiceActive && odd(&api.Service) {
		return "", true
	}
	for i := range sc.Timeline {
		a := &sc.Timeline[i]
		if a.Service() != id || a.Refused != nil {
			continue
		}
		if api.Take(sc, a); api.Status == sim.ServiceActive && odd(&api.Service) {
			if a.At == 0 {
				return "", true
			}
			return " from " + Clock(a.At) + " on", true
		}
	}
	return "", false
}
