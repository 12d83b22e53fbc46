package reports_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestStoppedBecause: a task's end in words, with the text that came with it.
func TestStoppedBecause(t *testing.T) {
	for _, c := range []struct {
		track reports.Track
		want  string
	}{
		{reports.Track{Told: sim.Never}, ""},
		{reports.Track{Reason: sim.StoppedByScaling}, "scheduler"},
		{reports.Track{Reason: sim.StoppedByTargetGroup}, "failed ELB health checks"},
		{reports.Track{Reason: sim.StoppedByContainerHealth}, "failed container health checks"},
		{reports.Track{Reason: sim.StoppedByUser, Text: "broken"}, "StopTask: broken"},
		{reports.Track{}, "essential container ended"},
		{reports.Track{Failure: sim.Crashed}, "essential container ended"},
		{reports.Track{Failure: sim.FailedPull, Text: "no such image"}, "image couldn't be pulled: no such image"},
		{reports.Track{Failure: sim.FailedStart}, "failed to start"},
		{reports.Track{Failure: sim.FailedDependency}, "dependency between containers failed"},
		{reports.Track{Failure: sim.HostTerminated}, "container instance terminated"},
	} {
		if got := c.track.StoppedBecause(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.track, got, c.want)
		}
	}
}

// TestCalls: every action that was called is marked once, with its service where there are several.
func TestCalls(t *testing.T) {
	sc := at(at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo()), 70*sim.Second, drain(true, 1))
	at(sc, sim.Hour, updateTo()) // after the run's end
	_, run := tracked(t, sc)
	want := []reports.Mark{{At: 60_000, Text: "update to web:2"}, {At: 70_000, Text: "a-2 drained"}}
	if diff := cmp.Diff(want, run.Calls(), cmpopts.IgnoreUnexported(reports.Mark{})); diff != "" {
		t.Error(diff)
	}
	sc = at(fleetScenario(2, 8, 2, 100, 200), sim.Minute, updateTo())
	sc.Services = append(sc.Services, sc.Services[0])
	sc.Services[1].Name = "api"
	tracks, run := tracked(t, sc)
	if diff := cmp.Diff([]reports.Mark{{At: 60_000, Text: "web: update to web:2"}}, run.Calls(), cmpopts.IgnoreUnexported(reports.Mark{})); diff != "" {
		t.Error(diff)
	}
	if got := tracks.TaskName(len(tracks.Tasks) - 1); got != "web web:2 #2" {
		t.Error(got)
	}
}

// TestServiceSeries: the counts of all deployments add up, at the end of each instant.
func TestServiceSeries(t *testing.T) {
	_, run := tracked(t, at(fleetScenario(2, 8, 2, 50, 100), sim.Minute, updateTo()))
	got := map[string]reports.Steps{}
	for _, s := range run.ServiceSeries(0) {
		got[s.Name] = s.Steps
	}
	want := map[string]reports.Steps{
		"desired": {{At: 0, N: 2}}, "floor": {{At: 0, N: 1}}, "cap": {{At: 0, N: 2}},
	}
	for name, steps := range want {
		if diff := cmp.Diff(steps, got[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	counts := run.Fold.Service(0).Counts
	last := func(name string) int32 { return got[name][len(got[name])-1].N }
	if last("running") != counts.Running || last("healthy") != counts.Healthy || last("pending") != 0 || last("stopping") != 0 {
		t.Errorf("%v, want %+v", got, counts)
	}
}
