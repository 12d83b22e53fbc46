package suite

import (
	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// Take fills the row, which has its Case and File, with what a run came to that is over, and sets its status.
func (r *Row) Take(run *reports.Run) {
	r.Name, r.Seed = run.Scenario.Name, run.Seed
	r.Verdict, r.EndedAt, r.EndedBecause = run.Verdict(), Seconds(run.Fold.Now()), run.EndedBecause()
	for _, text := range reports.Warnings(run.Scenario) {
		r.Warnings = append(r.Warnings, Problem{File: r.File, Message: r.File + ": " + text})
	}
	for i := range run.Fold.Services() {
		r.Services = append(r.Services, serviceOf(run, sim.ServiceID(i)))
	}
	if s, ok := r.Headline(); ok {
		for i := range r.Services {
			if r.Services[i].Name == s.Name {
				r.Thumb = thumbOf(run, sim.ServiceID(i))
			}
		}
	}
	for _, x := range run.Expectations() {
		r.Expectations = append(r.Expectations, Expectation{
			Index: x.Index, Name: x.Name, Service: x.Service, Place: x.Place, Condition: x.Condition, Measured: x.Measured,
			Outcome: outcome(x.Ruling), Message: x.Message,
		})
	}
	r.judge()
}

// outcome is a ruling as a status.
func outcome(r metrics.Ruling) Status {
	switch r {
	case metrics.Passed:
		return Passed
	case metrics.Undecided:
		return Undecided
	case metrics.Failed:
	}
	return Failed
}

// judge sets the status by the expectations: one that failed fails the case, and one that is undecided leaves it so.
func (r *Row) judge() {
	r.Status = Passed
	switch _, failed, undecided := r.tally(); {
	case failed > 0:
		r.Status = Failed
	case undecided > 0:
		r.Status = Undecided
	}
}

func serviceOf(run *reports.Run, id sim.ServiceID) Service {
	s := Service{Name: run.Names().Service(id), State: run.ServiceState(id)}
	d := run.Fold.Service(id).Judged()
	if d == nil {
		return s
	}
	s.Deployment = run.Names().TaskDefinition(d.Definition)
	s.MinHealthy, s.Desired, s.PeakTasks = d.MinHealthy, d.Desired, d.PeakTasks
	if share, ok := d.Share(sim.MetricMinHealthy); ok {
		s.Lowest = Lowest{share.Tasks, share.Desired}
	}
	if span, ok := d.Duration(); ok {
		s.Duration = new(Seconds(span))
	}
	return s
}
