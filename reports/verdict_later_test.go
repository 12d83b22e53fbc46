package reports_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// crashed is so many tasks that crashed.
func crashed(tasks int32) [metrics.NumCauses]metrics.Failures {
	return [metrics.NumCauses]metrics.Failures{metrics.CauseCrash: {Tasks: tasks}}
}

// laterCases are what came before, beside and after a deployment.
func laterCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	with := func(edit func(d *metrics.Deployment)) metrics.Service {
		d := updated(metrics.EndCompleted, 110_000)
		edit(&d)
		return metrics.Service{Deployments: []metrics.Deployment{initial(), d}}
	}
	later := func(l metrics.Later) metrics.Service {
		return with(func(d *metrics.Deployment) {
			d.Later, d.OwnFailures = l, l.OwnFailures
			d.OwnFailures[metrics.CauseCrash].Tasks++ // of one in the window
		})
	}
	after := func(failed, times, healthy int32, below, none sim.Span) metrics.Service {
		return later(metrics.Later{OwnFailures: crashed(failed), Times: times, Healthy: healthy, Desired: 4, Below: below, None: none})
	}
	failed := with(func(d *metrics.Deployment) {
		d.End, d.FailedBy, d.OwnFailures = metrics.EndFailed, sim.FailedByBreaker, crashed(3)
		d.Rollback = metrics.Rollback{Begun: true, Done: true, DoneAt: 120_000}
		d.Later = metrics.Later{OwnFailures: crashed(1), OldFailures: crashed(2), Times: 1, Healthy: 3, Desired: 4, Below: 20_000}
	})
	stopped := metrics.Service{Deployments: []metrics.Deployment{initial()}}
	stopped.Deployments[0].End, stopped.Deployments[0].UserStops = metrics.EndOfRun, 3
	stopped.Deployments[0].Dip = metrics.Dip{Healthy: 1, Desired: 4, For: 16_000, Below: 16_000}
	lacking := with(func(d *metrics.Deployment) { d.DesiredFirst, d.HealthyFirst = 4, 1 })
	lacking.Deployments[0].UserStops = 3
	scaled := metrics.Service{Deployments: []metrics.Deployment{initial()}, Scalings: []metrics.Scaling{{
		At: 60_000, From: 4, To: 1, Steady: true, SteadyAt: 374_000, MinHealthy: 1, PeakTasks: 4, PeakOccupied: 5, Guarded: 280_000, UserStops: 1,
	}}}
	scaled.Deployments[0].End = metrics.EndOfRun
	return []verdictCase{
		one("crashes for ever after it", after(52, 13, 0, 177_000, 177_000)),
		one("crashes, some tasks left", after(8, 4, 0, 177_000, 60_000)),
		one("one crash after it", after(1, 1, 3, 20_000, 0)),
		one("an outage after it", after(4, 1, 0, 20_000, 20_000)),
		one("low for an instant after it", after(0, 1, 3, 0, 0)),
		one("StopTask after it", later(metrics.Later{UserStops: 1})),
		one("old tasks crashed after a roll-back", failed),
		one("old tasks crashed in it", with(func(d *metrics.Deployment) { d.OldFailures, d.OwnFailures = crashed(4), crashed(1) })),
		one("StopTask without a deployment", stopped),
		one("StopTask before it", lacking),
		one("held back by protection", with(func(d *metrics.Deployment) { d.Guarded = 280 * sim.Second })),
		one("scaling held back by protection", scaled),
		one("scaled while it went on", with(func(d *metrics.Deployment) {
			d.Rescaled, d.DesiredFirst, d.HealthyFirst, d.Desired, d.PeakTasks, d.PeakOccupied = true, 4, 4, 6, 10, 14
		})),
		one("scaled, with most missing at another moment than fewest healthy", with(func(d *metrics.Deployment) {
			d.Rescaled, d.DesiredFirst, d.HealthyFirst, d.Desired, d.MinHealthy = true, 4, 4, 6, 2
			d.Dip = metrics.Dip{Healthy: 3, Desired: 6, For: 57_200, Below: 90_000, Whole: true, WholeAt: 100_000}
		})),
		one("scaled and back", with(func(d *metrics.Deployment) { d.Rescaled, d.DesiredFirst, d.HealthyFirst = true, 4, 4 })),
	}
}

// planCases are roll-backs that end in other ways, and deployments that nothing fails or that stand still.
func planCases() []verdictCase {
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }
	failed := func(by sim.FailedBy, back metrics.Rollback) metrics.Service {
		d := updated(metrics.EndFailed, 120_000)
		d.FailedBy, d.Rollback, d.OwnFailed, d.OwnFailures = by, back, 3, crashed(3)
		s := metrics.Service{Deployments: []metrics.Deployment{initial(), d}, Counts: metrics.Counts{Running: 3}, Outcome: sim.OutcomeFailed}
		s.Settings.Desired = 4
		return s
	}
	atOnce := failed(sim.FailedByRequest, metrics.Rollback{Begun: true, Done: true, DoneAt: 120_000})
	atOnce.Outcome = sim.OutcomeSettled
	graced := failed(sim.FailedByBreaker, metrics.Rollback{Begun: true, Done: true, DoneAt: 130_000})
	graced.Deployments[1].OwnFailures[metrics.CauseTargetGroup] = metrics.Failures{Tasks: 4, Never: 4}
	graced.Deployments[1].UserStops, graced.Outcome = 1, sim.OutcomeSettled
	twice := failed(sim.FailedByBreaker, metrics.Rollback{Begun: true, Failed: true, FailedAt: 180_000, FailedBy: sim.FailedByAlarm})
	beside := failed(sim.FailedByBreaker, metrics.Rollback{})
	beside.Outcome, beside.Pass.Blocked = sim.OutcomeStuck, sim.BlockedByFloor
	first := failed(sim.FailedByBreaker, metrics.Rollback{})
	first.Deployments = first.Deployments[1:]
	first.Deployments[0].DesiredFirst, first.Counts.Running = 4, 0
	classic := stuck(sim.BlockedByHealth, 4, 100, 200)
	classic.Outcome, classic.API.Breaker.Enable = sim.OutcomeUnfinished, true
	classic.Deployments[1].OwnFailed, classic.Deployments[1].OwnFailures = 61, crashed(61)
	classic.Deployments[1].LoadBalancers = []sim.LoadBalancer{{TargetGroup: 1}}
	checked := dipped(metrics.Dip{Healthy: 2, Desired: 4, For: 10_000, Below: 10_000})
	checked.Deployments[1].LoadBalancers = []sim.LoadBalancer{{TargetGroup: 0}}
	return []verdictCase{
		one("rolled back at once", atOnce),
		one("roll-back failed", twice),
		one("failed, and StopTask", graced),
		one("failed beside another that moves on", beside),
		one("first deployment failed", first),
		one("behind a Classic Load Balancer", classic),
		one("not healthy again, checked", checked),
	}
}

// TestNamesTwice is a service that is deleted and created again, and one that is refused in between: the API knows one
// service of that name, and says that it is missing only while there is none.
func TestNamesTwice(t *testing.T) {
	sc := rollingScenario()
	for range 2 {
		again := sc.Services[0]
		again.InitialState = sim.Absent
		sc.Services = append(sc.Services, again)
	}
	sc.Services = append(sc.Services, sim.Service{Name: "ghost", InitialState: sim.Absent})
	sc.Timeline = []sim.Action{
		{At: 10_000, Kind: sim.ActionDeleteService},
		{At: 15_000, Kind: sim.ActionCreateService, Create: 1},
		{At: 20_000, Kind: sim.ActionCreateService, Create: 2},
		{At: 30_000, Kind: sim.ActionCreateService, Create: sim.NoService, Refused: sim.BlockedDeployments()},
	}
	run := reports.NewRun(sc, 1)
	at := []sim.Time{0, 10_000, 15_000, 20_000}
	m := reports.NewMoments(run, at)
	w := reports.NewRecordWriter(io.Discard, sc)
	s := &story{scenario: sc, to: sim.Recorders{m, run, w}}
	s.deployment(0, sim.Primary, sim.Completed, 1)
	act := func(at sim.Time, about sim.ServiceID, action int32, refused *sim.APIError) {
		s.now, s.service = at, max(about, 0)
		s.tell(about, sim.Record{Kind: sim.KindAction, Action: action, Error: refused})
	}
	act(10_000, 0, 0, nil)
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceDraining})
	act(15_000, 1, 1, sim.InactiveService())
	s.service = 0
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceInactive})
	act(20_000, 2, 2, nil)
	s.emit(sim.Record{Kind: sim.KindService, Lifecycle: sim.ServiceActive})
	s.deployment(0, sim.Primary, sim.InProgress, 0)
	act(30_000, sim.NoService, 3, sim.BlockedDeployments())
	for id := range sim.ServiceID(4) {
		s.tell(id, sim.Record{Kind: sim.KindEnd})
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"0.000 web ACTIVE 1 ghost MISSING", "10.000 web DRAINING 1 ghost MISSING", "15.000 web INACTIVE 0 ghost MISSING",
		"20.000 web ACTIVE 1 ghost MISSING",
	}
	_, got := momentLines(t, written(t, func(b *bytes.Buffer) error { return m.Write(b) }), at)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	verdict := "Service web wasn't created again. 1 call of CreateService had no effect; ECS refuses with ServiceNotActiveException: Service was not ACTIVE."
	if got := run.ServiceVerdict(1); got != verdict {
		t.Errorf("the verdict is %s", got)
	}
	lost := "1 call of CreateService had no effect; ECS refuses with " + sim.BlockedDeployments().Error() + "."
	if got := run.Verdict(); got[max(0, len(got)-len(lost)):] != lost {
		t.Errorf("the verdict is %s", got)
	}
}
