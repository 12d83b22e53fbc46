package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Series is a count of a service over time.
type Series struct {
	Name  string
	Steps Steps
}

// ServiceSeries are the counts of a service's tasks, all its deployments together, and the bounds that its scheduler
// works with: running, healthy, pending, stopping, desired, floor, cap. Those of an instant are those that it ended with.
func (r *Run) ServiceSeries(id sim.ServiceID) []Series {
	list := []Series{
		{Name: "running"}, {Name: "healthy"}, {Name: "pending"}, {Name: "stopping"}, {Name: "desired"}, {Name: "floor"}, {Name: "cap"},
	}
	var sum metrics.Counts
	latest := make([]metrics.Counts, len(r.Fold.Service(id).Deployments))
	for i := range r.Fold.Samples() {
		s := &r.Fold.Samples()[i]
		if s.Service != id {
			continue
		}
		now := metrics.Counts{Pending: s.Pending, Running: s.Running, Healthy: s.Healthy, Stopping: s.Stopping}
		before := &latest[s.Deployment]
		sum.Pending += now.Pending - before.Pending
		sum.Running += now.Running - before.Running
		sum.Healthy += now.Healthy - before.Healthy
		sum.Stopping += now.Stopping - before.Stopping
		*before = now
		for k, n := range [...]int32{sum.Running, sum.Healthy, sum.Pending, sum.Stopping} {
			list[k].Steps.push(s.At, n)
		}
	}
	for _, b := range r.Fold.Bounds() {
		if b.Service == id {
			for k, n := range [...]int32{b.Desired, b.Floor, b.Cap} {
				list[4+k].Steps.push(b.At, n)
			}
		}
	}
	return list
}
