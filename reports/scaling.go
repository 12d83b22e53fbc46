package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostScalings is how many scalings are told one by one.
const mostScalings = 3

// scalings tells of the changes of the desired count that no deployment's window holds, except for one that the run's
// end interrupts.
func (v *verdict) scalings() []told {
	var list []told
	last := ""
	for i := range v.service.Scalings {
		g := &v.service.Scalings[i]
		if v.isRollout(g.At) || g == v.interrupted() {
			continue
		}
		list = append(list, told{g.At, capital(v.scaling(g)) + "."})
		last = v.scaling(g)
	}
	if n := len(list); n > mostScalings {
		list = []told{{list[n-1].at, capital(v.name()) + " was scaled " + quantity(n, "time") + "; the last time: " + last + "."}}
	}
	return list
}

// isRollout says whether an instant lies in the window of a deployment other than the one that the service begins with.
func (v *verdict) isRollout(at sim.Time) bool {
	for i := range v.service.Deployments {
		d := &v.service.Deployments[i]
		if !d.Initial && d.Created <= at && (at < d.Ended || d.End == metrics.StillOpen) {
			return true
		}
	}
	return false
}

// interrupted is the scaling that was under way at the run's end, outside any rollout and without one after it, or nil.
func (v *verdict) interrupted() *metrics.Scaling {
	n := len(v.service.Scalings)
	if n == 0 || v.settled() || v.service.Deleted {
		return nil
	}
	newest := &v.service.Deployments[len(v.service.Deployments)-1]
	if g := &v.service.Scalings[n-1]; !g.Steady && !v.isRollout(g.At) && (newest.ID == 0 || g.At >= newest.Created) {
		return g
	}
	return nil
}

// scaled names a service by the scaling that is under way, with a comma after it.
func (v *verdict) scaled(g *metrics.Scaling) string {
	return v.name() + ", scaled from " + Count(int64(g.From)) + " to " + quantity(g.To, "task") + " at " + Clock(g.At) + ","
}

// scaling tells how one change of the desired count went.
func (v *verdict) scaling(g *metrics.Scaling) string {
	text := v.name() + " scaled from " + Count(int64(g.From)) + " to " + quantity(g.To, "task")
	if g.Steady {
		text += "; steady again " + Humane(g.SteadyAt.Sub(g.At)) + " after the call (at " + Clock(g.SteadyAt) + ")" + guarded(", ", g.Guarded)
	} else {
		text += " at " + Clock(g.At) + "; it wasn't steady before the next change"
	}
	if g.UserStops > 0 {
		text += "; " + userStops(g.UserStops)
	}
	text += join("; ", v.hostWaits(g.Waits))
	switch least := min(g.From, g.To); {
	case least == 0:
	case g.MinHealthy >= least:
		text += "; healthy never fell below " + of(least, least)
	default:
		text += "; healthy fell to " + of(g.MinHealthy, least)
	}
	return text + "; " + v.peak(g.PeakTasks, g.PeakOccupied)
}
