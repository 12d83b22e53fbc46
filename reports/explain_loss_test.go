package reports_test

import (
	"bytes"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestExplanationOfALoss: a task of web:2 that is RUNNING from 1:16 on goes with its instance, or its zone, at 1:20, which ECS
// knows at 1:50, or at once where it deregistered the instance itself.
func TestExplanationOfALoss(t *testing.T) {
	for _, c := range []struct {
		what string
		kind sim.ActionKind
		want []string
	}{
		{"terminated", sim.ActionTerminateInstances, []string{
			"  30 s  27 %  its container instance was gone, until ECS noticed (scheduler.instanceLossLag 30 s), 1 task of web:2\n",
			"  4 s  4 %  RUNNING, until its container instance was gone, 1 task of web:2\n",
			"  76 s  4 s  task 1 of web:2 on a-2: RUNNING, until a-2 was terminated\n",
			"  80 s  30 s  task 1 of web:2 on a-2: a-2 was terminated at 80 s, which ECS noticed at 110 s\n",
		}},
		{"lost", sim.ActionLoseZone, []string{
			"  76 s  4 s  task 1 of web:2 on a-2: RUNNING, until zone us-east-1b was lost\n",
			"  80 s  30 s  task 1 of web:2 on a-2: zone us-east-1b was lost at 80 s, which ECS noticed at 110 s\n",
		}},
		{"deregistered", sim.ActionDeregisterInstances, []string{
			"  76 s  4 s  task 1 of web:2 on a-2: RUNNING, until a-2 was deregistered\n",
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			loss := take(c.kind, 1)
			loss.Instances.Force = true
			sc := at(at(fleetScenario(2, 8, 1, 100, 200), sim.Minute, updateTo()), 80*sim.Second, loss)
			e := reports.NewExplanation(sc, 1, nil)
			if err := ecs.Run(t.Context(), sc, 1, e); err != nil {
				t.Fatal(err)
			}
			says(t, printed(t, func(b *bytes.Buffer) error { return e.Write(b) }), c.want...)
		})
	}
}

// TestMomentOfALoss: until ECS notices, tasks on an instance that is gone wait for that, also those that count as healthy.
func TestMomentOfALoss(t *testing.T) {
	moment := sim.Time(75_000)
	sc := at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, take(sim.ActionTerminateInstances, 1))
	e := reports.NewExplanation(sc, 1, &moment)
	if err := ecs.Run(t.Context(), sc, 1, e); err != nil {
		t.Fatal(err)
	}
	says(t, printed(t, func(b *bytes.Buffer) error { return e.Write(b) }),
		"  1 task of web:1  at 90 s  its container instance was gone, until ECS noticed (scheduler.instanceLossLag 30 s)\n")
}
