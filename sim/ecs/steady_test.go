package ecs_test

import (
	"errors"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestNotSteady tells for a service that can't begin STEADY how many of its tasks fit, what the closest instance lacks, and what
// would help: more instances, or where a task is larger than any of them, larger ones.
func TestNotSteady(t *testing.T) {
	const begin = "service s can't begin STEADY: only "
	for _, test := range []struct {
		change func(sc *sim.Scenario)
		want   string
	}{
		{
			func(sc *sim.Scenario) { sc.TaskDefinitions[0].Reservation = sim.Resources{CPU: 60, Memory: 10} },
			"1 of its 2 tasks of web:1 fit on the cluster's 1 container instances; the closest, a, lacks CPU units (a task wants 60, and 40 are free); add instances, lower desiredCount, or let it begin NEW",
		},
		{
			func(sc *sim.Scenario) { sc.TaskDefinitions[0].Reservation = sim.Resources{CPU: 60, Memory: 101} },
			"0 of its 2 tasks of web:1 fit on the cluster's 1 container instances; the closest, a, lacks MiB of memory (a task wants 101, and 100 are free); a task is larger than any of them, even an empty one: take larger instances, or let it ask for less",
		},
		{
			func(sc *sim.Scenario) {
				sc.HostPorts, sc.TaskDefinitions[0].HostPorts = []sim.HostPort{{Port: 80}}, sim.PortSet{}.With(0)
			},
			"1 of its 2 tasks of web:1 fit on the cluster's 1 container instances; the closest, a, lacks a host port, which is taken; add instances, lower desiredCount, or let it begin NEW",
		},
		{
			func(sc *sim.Scenario) { sc.Groups[0].Later = true },
			"0 of its 2 tasks of web:1 fit on the cluster's 0 container instances; add instances, lower desiredCount, or let it begin NEW",
		},
	} {
		sc := &sim.Scenario{
			Duration: sim.Hour, Scheduler: sim.Scheduler{PassInterval: 10 * sim.Second}, Zones: []string{"a"},
			Groups:          []sim.InstanceGroup{{Name: "a", Count: 1, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: 100, Memory: 100}}},
			TaskDefinitions: []sim.TaskDefinition{{Family: "web", Revision: 1, Containers: []sim.Container{{Name: "app", Essential: true}}}},
			Services:        []sim.Service{{Name: "s", DesiredCount: 2}},
		}
		test.change(sc)
		_, err := ecs.New(sc, 1, new(sim.Log))
		if unsteady, ok := errors.AsType[*ecs.NotSteadyError](err); !ok || unsteady.Service != 0 || unsteady.Error() != begin+test.want {
			t.Errorf("New gave\n%v, want\n%s", err, begin+test.want)
		}
	}
}
