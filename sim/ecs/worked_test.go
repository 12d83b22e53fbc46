package ecs_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestWorkedRuns plays AWS's three worked runs of six tasks (D26 service-options): no load balancer, constant delays,
// programs that exit at once. Each step is one pass.
func TestWorkedRuns(t *testing.T) {
	for _, c := range []struct {
		name             string
		minimum, maximum int
		room             int
		want             string
	}{
		{"100/200 with room for 8", 100, 200, 8, "+2 | -2 +2 | -2 +2 | -2"},
		{"50/200 with room for 8", 50, 200, 8, "-3 +5 | -3 +1"},
		{"50/200 with room for 10", 50, 200, 10, "-3 +6 | -3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sc := newCluster(1, c.room).service(6, c.minimum, c.maximum).update(sim.Minute).scenario()
			log := play(t, sc, 1)
			if got := strings.Join(steps(log), " | "); got != c.want {
				t.Errorf("steps are\n%s\nwant\n%s", got, c.want)
			}
			if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
				t.Errorf("outcome is %v", o)
			}
		})
	}
}
