package suite

import (
	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// thumbColumns is how many parts of equal length the time of a run has in its thumbnail.
const thumbColumns = 60

// Thumb is how many tasks of a service were there over the time of a run, small enough to be kept for each of 10,000 runs.
// Every list has thumbColumns numbers. In each part of the time Running and Healthy are the least and Pending is the most
// there was, so that no dip is lost.
type Thumb struct {
	Desired int32   `json:"desired"` // at the end
	Running []int32 `json:"running"`
	Healthy []int32 `json:"healthy"`
	Pending []int32 `json:"pending"`
}

// counts are those of all deployments of a service at one time.
type counts struct{ running, healthy, pending int32 }

// thumbOf makes the thumbnail of a service.
func thumbOf(run *reports.Run, id sim.ServiceID) *Thumb {
	t := &Thumb{
		Desired: run.Fold.Service(id).Settings.Desired,
		Running: make([]int32, thumbColumns), Healthy: make([]int32, thumbColumns), Pending: make([]int32, thumbColumns),
	}
	span := max(int64(run.Fold.Now()), 1)
	next, seen := 0, false
	from, now := sim.Time(0), counts{}
	put := func(until sim.Time) { // the counts were these from one instant to another
		first, last := int(int64(from)*thumbColumns/span), int((int64(until)*thumbColumns-1)/span)
		for k := max(first, 0); k <= min(last, thumbColumns-1); k++ {
			if k >= next {
				t.Running[k], t.Healthy[k], t.Pending[k] = now.running, now.healthy, now.pending
				next = k + 1
				continue
			}
			t.Running[k], t.Healthy[k] = min(t.Running[k], now.running), min(t.Healthy[k], now.healthy)
			t.Pending[k] = max(t.Pending[k], now.pending)
		}
	}
	latest := make([]metrics.Sample, len(run.Fold.Service(id).Deployments))
	samples := run.Fold.Samples()
	for i := range samples {
		s := &samples[i]
		if s.Service != id {
			continue
		}
		if seen && s.At > from {
			put(s.At)
		}
		before := &latest[s.Deployment]
		now.running += s.Running - before.Running
		now.healthy += s.Healthy - before.Healthy
		now.pending += s.Pending - before.Pending
		*before, from, seen = *s, s.At, true
	}
	put(run.Fold.Now())
	for k := next; k < thumbColumns; k++ { // of a run that ended when it began
		t.Running[k], t.Healthy[k], t.Pending[k] = now.running, now.healthy, now.pending
	}
	return t
}
