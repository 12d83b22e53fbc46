package reports_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// ended is a run of a scenario that is over, with services that stand as given.
func ended(sc *sim.Scenario, at sim.Time, services ...metrics.Service) *reports.Run {
	sc.Services = make([]sim.Service, len(services))
	for i := range sc.Services {
		sc.Services[i].Name = []string{"web", "api"}[i]
	}
	run := reports.NewRun(sc, 1)
	for i := range services {
		run.Record(&sim.Record{At: at, Kind: sim.KindEnd, Service: sim.ServiceID(i)})
		services[i].Over = true
		if len(services[i].Deployments) > 0 && services[i].API.Status == sim.ServiceAbsent {
			services[i].API.Status = sim.ServiceActive
		}
		for d := range services[i].Deployments {
			services[i].Deployments[d].Service = sim.ServiceID(i)
			services[i].Deployments[d].ID = sim.DeploymentID(d)
		}
		*run.Fold.Service(sim.ServiceID(i)) = services[i]
	}
	return run
}

// initial is the deployment of web:1 that a service of four tasks begins with.
func initial() metrics.Deployment {
	return metrics.Deployment{
		Initial: true, Action: metrics.NoAction, End: metrics.EndSuperseded, Ended: 60_000, Rollout: sim.Completed,
		Desired: 4, MinHealthy: 4, PeakTasks: 4, Dip: metrics.Dip{Healthy: 4, Desired: 4},
	}
}

// updated is a deployment of web:2 from 60 s on.
func updated(end metrics.End, ended sim.Time) metrics.Deployment {
	return metrics.Deployment{
		Revision: metrics.Revision{Definition: 1}, Created: 60_000, End: end, Ended: ended, Desired: 4, MinHealthy: 4, PeakTasks: 8,
		Dip: metrics.Dip{Healthy: 4, Desired: 4, Whole: true, WholeAt: ended},
	}
}

// stuck is a service whose update doesn't get on, held back by something, under a minimum and a maximum percentage.
func stuck(blocked sim.Block, desired, minimum, maximum int32) metrics.Service {
	c := sim.DeploymentConfiguration{MinimumHealthyPercent: int(minimum), MaximumPercent: int(maximum)}
	return metrics.Service{
		Deployments: []metrics.Deployment{initial(), updated(metrics.EndOfRun, 200_000)},
		Outcome:     sim.OutcomeStuck, Pass: sim.PassFacts{Blocked: blocked, Failures: 3, RetryAt: 300_000},
		Counts: metrics.Counts{Running: desired, Healthy: desired},
		Settings: sim.Settings{
			Desired: desired, MinimumHealthyPercent: minimum, MaximumPercent: maximum,
			Floor: int32(c.Floor(int(desired))), Cap: int32(c.Cap(int(desired))),
		},
		Refused: true, Refusal: narrowRefusal(),
	}
}

// waiting is a service that everything is under way in when the time is over.
func waiting() metrics.Service {
	s := stuck(sim.BlockedByHealth|sim.BlockedByStops|sim.BlockedByUnhealthy|sim.BlockedByFloor, 4, 100, 200)
	s.Outcome = sim.OutcomeUnfinished
	s.Deployments[1].Running, s.Deployments[1].OwnFailed = 3, 12
	s.Deployments[1].OwnFailures[metrics.CauseTargetGroup] = metrics.Failures{Tasks: 11, Never: 11}
	s.Deployments[1].OwnFailures[metrics.CauseCrash] = metrics.Failures{Tasks: 1}
	s.Deployments[1].Dip = metrics.Dip{Healthy: 1, Desired: 4, For: 10_000, Below: 100_000}
	s.Counts = metrics.Counts{Pending: 1, Running: 6, Healthy: 3, Unhealthy: 1, Stopping: 1}
	return s
}

type verdictCase struct {
	what     string
	services []metrics.Service
	remedies []reports.Remedy
}

// dipped is an update that completed, with so few tasks healthy, and no more while it was under way.
func dipped(p metrics.Dip) metrics.Service {
	d := updated(metrics.EndCompleted, 110_000)
	d.Dip, d.MinHealthy = p, p.Healthy
	return metrics.Service{Deployments: []metrics.Deployment{initial(), d}}
}

// lowCases are the ways in which few tasks may have been healthy.
func lowCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	atEnd := metrics.Dip{Whole: true, WholeAt: 110_000}
	with := func(p metrics.Dip, healthy int32, worst, below, none sim.Span) metrics.Dip {
		p.Healthy, p.Desired, p.For, p.Below, p.None = healthy, 4, worst, below, none
		return p
	}
	late := with(metrics.Dip{Whole: true, WholeAt: 147_200}, 0, 77_200, 77_200, 77_200)
	rescaled := dipped(with(atEnd, 3, 20_000, 50_000, 0))
	rescaled.Deployments[1].Rescaled, rescaled.Deployments[1].DesiredFirst, rescaled.Deployments[1].HealthyFirst = true, 6, 6
	none := dipped(metrics.Dip{Whole: true, WholeAt: 110_000})
	starved := stuck(sim.BlockedByCapacity, 4, 0, 200)
	starved.Deployments[1].Dip = metrics.Dip{Desired: 4, For: 90_000, Below: 90_000, None: 90_000}
	lowest := func(s metrics.Service, meanwhile int32) metrics.Service { // more were healthy while it was under way
		s.Deployments = append([]metrics.Deployment(nil), s.Deployments...)
		s.Deployments[1].MinHealthy = meanwhile
		return s
	}
	return []verdictCase{
		one("as low as it went all along", dipped(with(atEnd, 1, 40_000, 40_000, 0))),
		one("lower for a while", dipped(with(atEnd, 1, 10_000, 40_000, 0))),
		one("low for an instant", dipped(with(atEnd, 1, 0, 0, 0))),
		one("an outage past the end", dipped(late)),
		one("an outage and more", dipped(with(atEnd, 0, 10_000, 90_000, 10_000))),
		one("not healthy again", dipped(with(metrics.Dip{}, 2, 10_000, 10_000, 0))),
		one("scaled meanwhile", rescaled),
		one("nothing desired", none),
		one("stuck in an outage", starved),
		one("lower after its end", lowest(dipped(with(late, 1, 40_000, 50_000, 0)), 3)),
		one("low after its end only", lowest(dipped(with(late, 1, 40_000, 40_000, 0)), 4)),
		one("an outage after its end", lowest(dipped(late), 1)),
		one("scaled, and lower after its end", lowest(rescaled, 4)),
	}
}

// failureCases are the ways in which deployments fail.
func failureCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	failed := func(back metrics.Rollback, of map[metrics.Cause]metrics.Failures) metrics.Service {
		d := updated(metrics.EndFailed, 120_000)
		d.Rollback = back
		for c, f := range of {
			d.OwnFailures[c] = f
			d.OwnFailed += f.Tasks
		}
		s := metrics.Service{Deployments: []metrics.Deployment{initial(), d}, Refusal: narrowRefusal()}
		s.Settings.Desired, s.Counts.Running = 4, 3
		s.API.HealthCheckGrace = 20 * sim.Second
		return s
	}
	of := func(c metrics.Cause, tasks, never int32) map[metrics.Cause]metrics.Failures {
		return map[metrics.Cause]metrics.Failures{c: {Tasks: tasks, Never: never}}
	}
	done := metrics.Rollback{Begun: true, Done: true, DoneAt: 190_000}
	halted := failed(metrics.Rollback{}, of(metrics.CauseTargetGroup, 3, 3))
	halted.Outcome = sim.OutcomeFailed
	halfway := failed(metrics.Rollback{Begun: true}, of(metrics.CauseCrash, 3, 1))
	halfway.Outcome = sim.OutcomeUnfinished
	unplaced := failed(done, nil)
	unplaced.Refused = true
	followed := failed(metrics.Rollback{}, of(metrics.CauseStart, 1, 1))
	followed.Deployments = append(followed.Deployments, updated(metrics.EndCompleted, 281_000))
	followed.Deployments[2].Definition, followed.Deployments[2].Created = 2, 150_000
	mixed := failed(done, map[metrics.Cause]metrics.Failures{
		metrics.CauseCrash: {Tasks: 1, Never: 1}, metrics.CauseContainerHealth: {Tasks: 80, Never: 78}, metrics.CausePull: {Tasks: 2, Never: 2},
	})
	survived := dipped(metrics.Dip{Healthy: 4, Desired: 4, Whole: true, WholeAt: 110_000})
	survived.Deployments[1].OwnFailures[metrics.CauseCrash] = metrics.Failures{Tasks: 1, Never: 1}
	return []verdictCase{
		one("rolled back", failed(done, of(metrics.CauseStart, 3, 3))),
		one("not rolled back", halted),
		one("rolling back", halfway),
		one("nothing placed", unplaced),
		one("failed of many things", mixed),
		one("failed, then updated", followed),
		one("completed in spite of a crash", survived),
	}
}

// scalingCases are changes of the desired count without a deployment.
func scalingCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	out := metrics.Scaling{At: 60_000, From: 10, To: 20, Steady: true, SteadyAt: 132_000, MinHealthy: 10, PeakTasks: 20}
	in := metrics.Scaling{At: 300_000, From: 20, To: 10, MinHealthy: 8, PeakTasks: 20}
	again := metrics.Scaling{At: 310_000, From: 10, To: 0, Steady: true, SteadyAt: 320_000, PeakTasks: 12}
	still := initial()
	still.End, still.Ended, still.Running = metrics.EndOfRun, 400_000, 10
	with := func(d []metrics.Deployment, list ...metrics.Scaling) metrics.Service {
		return metrics.Service{Deployments: d, Scalings: list}
	}
	interrupted := stuck(sim.BlockedByCapacity, 20, 100, 200)
	interrupted.Deployments, interrupted.Scalings = []metrics.Deployment{still}, []metrics.Scaling{{At: 60_000, From: 10, To: 20}}
	after := interrupted
	after.Deployments = []metrics.Deployment{initial(), updated(metrics.EndCompleted, 110_000)}
	after.Scalings = []metrics.Scaling{{At: 70_000, From: 4, To: 10}, {At: 130_000, From: 10, To: 20}} // the first is the rollout's
	return []verdictCase{
		one("scaled out", with([]metrics.Deployment{still}, out)),
		one("scaled thrice", with([]metrics.Deployment{still}, out, in, again)),
		one("scaled often", with([]metrics.Deployment{still}, out, in, again, out)),
		one("scaled after an update", with([]metrics.Deployment{initial(), updated(metrics.EndCompleted, 110_000)}, again)),
		one("scaling interrupted", interrupted),
		one("scaling interrupted after an update", after),
	}
}

func verdictCases() []verdictCase {
	settled := func(d ...metrics.Deployment) metrics.Service { return metrics.Service{Deployments: d} }
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }

	fresh := updated(metrics.EndCompleted, 45_500)
	fresh.Created, fresh.Action, fresh.MinHealthy, fresh.PeakTasks = 0, metrics.NoAction, 0, 4
	created := settled(fresh)
	created.Counts.Running, created.Settings.Desired = 4, 4
	fewer := settled(fresh)
	fewer.Counts.Running, fewer.Settings.Desired = 2, 2
	missing := settled(fresh)
	missing.Counts.Running, missing.Settings.Desired = 3, 4

	third := updated(metrics.EndCompleted, 281_000)
	third.Definition, third.Created = 2, 75_000
	again := updated(metrics.EndCompleted, 100_000)
	again.Definition = 0
	many := settled(initial())
	for range 5 {
		many.Deployments = append(many.Deployments, updated(metrics.EndSuperseded, 70_000))
	}
	many.Deployments = append(many.Deployments, third)

	relapsed := stuck(sim.BlockedByCapacity|sim.BlockedByBackoff, 6, 50, 200)
	relapsed.Deployments[1] = updated(metrics.EndCompleted, 100_000)
	late := relapsed
	late.Outcome = sim.OutcomeUnfinished
	unmoved := stuck(sim.BlockedByCapacity, 6, 50, 200)
	unmoved.Deployments = unmoved.Deployments[:1]
	unmoved.Deployments[0].End, unmoved.Deployments[0].Running = metrics.EndOfRun, 4
	empty := stuck(sim.BlockedByCapacity, 4, 100, 200)
	empty.Refusal = sim.Refusal{Closest: sim.NoInstance}

	bounds := verdictCase{"bounds with remedies", []metrics.Service{stuck(sim.BlockedByFloor|sim.BlockedByCap, 4, 100, 100)}, []reports.Remedy{
		{Key: "maximumPercent", From: "100", To: "125", Completes: true, Duration: 400 * sim.Second},
		{Key: "minimumHealthyPercent", From: "100", To: "75"},
		{Service: 1, Key: "of another service"},
	}}
	return []verdictCase{
		one("completed", settled(initial(), updated(metrics.EndCompleted, 281_000))),
		one("failed", settled(initial(), updated(metrics.EndFailed, 90_000))),
		one("created", created),
		one("created and scaled in", fewer),
		one("created, and a task is missing in the end", missing),
		one("forced again", settled(initial(), again)),
		one("superseded", settled(initial(), updated(metrics.EndSuperseded, 75_000), third)),
		one("many superseded", many),
		{"several services", []metrics.Service{settled(initial(), updated(metrics.EndCompleted, 281_000)), settled(initial())}, nil},
		one("without a record", metrics.Service{API: metrics.API{Status: sim.ServiceActive}}),
		{"without a service", nil, nil},
		bounds,
		one("rounded bounds", stuck(sim.BlockedByFloor|sim.BlockedByCap, 1, 50, 150)),
		one("floor", stuck(sim.BlockedByFloor, 4, 100, 200)),
		one("cap", stuck(sim.BlockedByCap, 3, 50, 125)),
		one("capacity", stuck(sim.BlockedByCapacity, 4, 50, 200)),
		one("floor and capacity", stuck(sim.BlockedByFloor|sim.BlockedByCapacity, 4, 100, 200)),
		one("floor, capacity and backoff", stuck(sim.BlockedByFloor|sim.BlockedByCapacity|sim.BlockedByBackoff, 4, 100, 200)),
		one("no instances", empty),
		one("everything", stuck(1<<7-1, 4, 100, 100)),
		one("nothing known", stuck(0, 4, 100, 200)),
		one("scaled without room", unmoved),
		one("stuck after completion", relapsed),
		one("unfinished after completion", late),
		one("unfinished", waiting()),
	}
}

// TestVerdict holds the wording of verdicts, one a way in which a run may end.
func TestVerdict(t *testing.T) {
	var all strings.Builder
	for _, c := range slices.Concat(verdictCases(), lowCases(), failureCases(), scalingCases(), lifeCases(), failerCases(), asideCases(), laterCases(), planCases()) {
		sc := rollingScenario()
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: 3})
		sc.Alarms = []string{"errors", "latency"}
		sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
		sc.Timeline = append(sc.Timeline, sim.Action{At: 90_000, Kind: sim.ActionProtectTasks}, sim.Action{Kind: sim.ActionCreateService})
		run := ended(sc, 200_000, c.services...)
		run.Remedies = c.remedies
		fmt.Fprintf(&all, "%s:\n  %s\n", c.what, run.Verdict())
	}
	compareGolden(t, "verdicts.txt", []byte(all.String()))
}

// TestUnfinishedRun is a run that was broken off: it has no KindEnd.
func TestUnfinishedRun(t *testing.T) {
	sc := rollingScenario()
	run := reports.NewRun(sc, 1)
	s := &story{scenario: sc, to: run}
	s.settings()
	s.deployment(0, sim.Primary, sim.InProgress, 0)
	want := "web:1 was broken off with its one task not running."
	if got := run.Verdict(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := run.EndedBecause(); got != "broken off" {
		t.Errorf("ended because %s", got)
	}
}

func TestEndedBecause(t *testing.T) {
	settled := metrics.Service{}
	unfinished := metrics.Service{Outcome: sim.OutcomeUnfinished}
	halted := metrics.Service{Outcome: sim.OutcomeStuck}
	failed := metrics.Service{Outcome: sim.OutcomeFailed}
	for _, c := range []struct {
		services []metrics.Service
		want     string
	}{
		{nil, "settled"},
		{[]metrics.Service{settled, settled}, "settled"},
		{[]metrics.Service{settled, halted}, "stuck"},
		{[]metrics.Service{unfinished, halted}, "duration"},
		{[]metrics.Service{settled, failed}, "failed"},
		{[]metrics.Service{halted, failed}, "stuck"},
	} {
		if got := ended(rollingScenario(), 1000, c.services...).EndedBecause(); got != c.want {
			t.Errorf("ended because %s, want %s", got, c.want)
		}
	}
}

// TestTable holds the table of a run of several services with long names, of a deployment that didn't complete and one
// whose desired count changed.
func TestTable(t *testing.T) {
	halted := stuck(sim.BlockedByFloor, 4, 100, 200)
	halted.Deployments[1].HealthyDeficit, halted.Deployments[1].PeakCPU = 1_234_567, 40_960
	completed := metrics.Service{Deployments: []metrics.Deployment{initial(), updated(metrics.EndCompleted, 281_000)}}
	completed.Deployments[1].Rescaled = true
	completed.Deployments[1].WaiterPassed, completed.Deployments[1].WaiterAfter = true, 225*sim.Second
	sc := rollingScenario()
	sc.TaskDefinitions[1].Family = "a-family-with-a-name-that-is-as-long-as-a-name-of-a-family-may"
	run := ended(sc, 300_000, halted, completed)
	var b strings.Builder
	if err := run.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "several.table.txt", []byte(b.String()))

	b.Reset()
	still := initial()
	still.End, still.Ended = metrics.EndOfRun, 300_000
	if err := ended(rollingScenario(), 300_000, metrics.Service{Deployments: []metrics.Deployment{still}}).WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	if got := strings.SplitN(b.String(), "\n", 3); !strings.Contains(got[0], "web:1") || !strings.Contains(got[1], "no deployment") {
		t.Errorf("the table of a run without deployments is\n%s", b.String())
	}
	b.Reset()
	if err := ended(rollingScenario(), 0).WriteTable(&b); err != nil || b.Len() > 0 {
		t.Errorf("the table of a run without services is %q, error %v", b.String(), err)
	}
}
