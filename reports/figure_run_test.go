package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestMarkOfADrain: a drain that holds a service up in the end is marked, though the service has no deployment; one that
// is over isn't.
func TestMarkOfADrain(t *testing.T) {
	for done, want := range map[bool]int{false: 1, true: 0} {
		s := &metrics.Service{
			Over: true, Outcome: sim.OutcomeStuck, Deployments: []metrics.Deployment{{Initial: true, End: metrics.EndOfRun, Ended: 60_000}},
			Disturbances: []metrics.Disturbance{{Done: done}},
		}
		if marks := reports.DeploymentMarks(s); len(marks) != want || want > 0 && (marks[0].Text != "stuck" || marks[0].At != 60_000) {
			t.Errorf("done %v: %v", done, marks)
		}
	}
}
