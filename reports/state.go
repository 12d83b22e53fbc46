package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// State is what became of a service, in a word.
type State string

// The states.
const (
	StateAbsent     State = "absent"     // never created
	StateDeleted    State = "deleted"    // by a call of DeleteService
	StateStuck      State = "stuck"      // nothing can move any more
	StateFailed     State = "failed"     // its judged deployment failed, whether it was rolled back or not
	StateUnfinished State = "unfinished" // still at work when the simulated time ended
	StateCompleted  State = "completed"  // its judged deployment completed
	StateSettled    State = "settled"    // at rest, without a deployment that completed in the run
)

// ServiceState is what became of a service. The first of the states that holds counts, in the order of their constants.
func (r *Run) ServiceState(id sim.ServiceID) State {
	s := r.Fold.Service(id)
	switch d := s.Judged(); {
	case d == nil:
		return StateAbsent
	case s.Deleted:
		return StateDeleted
	case s.Over && s.Outcome == sim.OutcomeStuck:
		return StateStuck
	case d.End == metrics.EndFailed || s.Outcome == sim.OutcomeFailed:
		return StateFailed
	case s.Over && s.Outcome == sim.OutcomeUnfinished:
		return StateUnfinished
	case d.End == metrics.EndCompleted:
		return StateCompleted
	}
	return StateSettled
}
