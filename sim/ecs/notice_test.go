package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// at lists when an event was written.
func at(log sim.Log, code sim.EventCode) []sim.Time {
	var times []sim.Time
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindEvent && r.Event == code {
			times = append(times, r.At)
		}
	}
	return times
}

// TestRepeatedEvents: what goes on is told again after six hours while the run lasts, a steady state as well as a task
// that finds no place; in between it isn't, though it is tried again.
func TestRepeatedEvents(t *testing.T) {
	five := 5
	sc := newCluster(1, 4).service(1, 100, 200).call(sim.Hour, sim.UpdateService{DesiredCount: &five}).
		service(1, 100, 200).call(20*sim.Hour, sim.UpdateService{Service: 1, ForceNewDeployment: true}).with(func(sc *sim.Scenario) {
		sc.Duration = 21 * sim.Hour
		sc.Scheduler.RepeatInterval = 6 * sim.Hour
		sc.TaskDefinitions[1].Containers[0].Name = "app"
	}).scenario()
	log := play(t, sc, 1)
	hours := func(code sim.EventCode, service sim.ServiceID) []sim.Time {
		var of sim.Log
		for i := range log {
			if log[i].Service == service {
				of = append(of, log[i])
			}
		}
		return at(of, code)
	}
	steady := hours(sim.EventSteadyState, 1)
	if len(steady) != 3 || steady[0] != 6*3600_000 || steady[1] != 12*3600_000 || steady[2] != 18*3600_000 {
		t.Errorf("steady state is written at %v", steady)
	}
	unplaced := hours(sim.EventUnplaced, 0)
	if len(unplaced) != 4 {
		t.Errorf("that a task finds no place is written at %v", unplaced)
	}
	for i := 1; i < len(unplaced); i++ {
		if apart := unplaced[i].Sub(unplaced[i-1]); apart < 6*sim.Hour || apart > 7*sim.Hour {
			t.Errorf("%s s lie between two of them", apart)
		}
	}
}

// TestUnstartedIsToldOnce: why tasks can't be started is written with the first of them, and again only after one could.
func TestUnstartedIsToldOnce(t *testing.T) {
	sc := newCluster(1, 4).service(1, 100, 200).update(0).with(broken(sim.Faults{PullFails: true, Only: []int32{1, 2, 4}, Reason: "no such tag"})).
		with(func(sc *sim.Scenario) { sc.Scheduler.RepeatInterval = 6 * sim.Hour }).
		do(10*sim.Minute, sim.Action{Kind: sim.ActionStopTask, Stop: sim.StopTask{}}).scenario()
	log := play(t, sc, 1)
	if got := at(log, sim.EventUnstarted); len(got) != 2 || got[0] != 20_000 || got[1] <= 600_000 {
		t.Errorf("it is written at %v", got)
	}
	for i := range log {
		if r := &log[i]; r.Event == sim.EventUnstarted && (r.Text != "no such tag" || r.Failure != sim.FailedPull) {
			t.Errorf("the reason is %q, the failure %v", r.Text, r.Failure)
		}
	}
}
