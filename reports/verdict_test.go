package reports_test

import (
	"fmt"
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
		Desired: 4, MinHealthy: 4, PeakTasks: 4,
	}
}

// updated is a deployment of web:2 from 60 s on.
func updated(end metrics.End, ended sim.Time) metrics.Deployment {
	return metrics.Deployment{
		Definition: 1, Created: 60_000, End: end, Ended: ended, Desired: 4, MinHealthy: 4, PeakTasks: 8,
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
	s.Counts = metrics.Counts{Pending: 1, Running: 6, Healthy: 3, Unhealthy: 1, Stopping: 1}
	return s
}

type verdictCase struct {
	what     string
	services []metrics.Service
	remedies []reports.Remedy
}

func verdictCases() []verdictCase {
	settled := func(d ...metrics.Deployment) metrics.Service { return metrics.Service{Deployments: d} }
	one := func(what string, s metrics.Service) verdictCase { return verdictCase{what, []metrics.Service{s}, nil} }

	fresh := updated(metrics.EndCompleted, 45_500)
	fresh.Created, fresh.Action, fresh.MinHealthy, fresh.PeakTasks = 0, metrics.NoAction, 0, 4
	created := settled(fresh)
	created.Counts.Running = 4

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
		one("forced again", settled(initial(), again)),
		one("superseded", settled(initial(), updated(metrics.EndSuperseded, 75_000), third)),
		one("many superseded", many),
		{"several services", []metrics.Service{settled(initial(), updated(metrics.EndCompleted, 281_000)), settled(initial())}, nil},
		one("without a record", metrics.Service{}),
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
	for _, c := range verdictCases() {
		sc := rollingScenario()
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: 3})
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
	s.settings(1, 1, 2)
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
	for _, c := range []struct {
		services []metrics.Service
		want     string
	}{
		{nil, "settled"},
		{[]metrics.Service{settled, settled}, "settled"},
		{[]metrics.Service{settled, halted}, "stuck"},
		{[]metrics.Service{unfinished, halted}, "duration"},
	} {
		if got := ended(rollingScenario(), 1000, c.services...).EndedBecause(); got != c.want {
			t.Errorf("ended because %s, want %s", got, c.want)
		}
	}
}

// TestAssumptions asserts which assumptions are named: pull of web:1 isn't, since no task of it was pulled; web:22 is
// another task definition.
func TestAssumptions(t *testing.T) {
	run := rollingRun()
	want := "This rests on 2 assumed values: taskDefinitions.web:1.timing.exit = 1s (measured), " +
		"taskDefinitions.web:2.timing.pull = 5s (measured)."
	if got := run.AssumptionSentence(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for i := range 4 {
		key := fmt.Sprintf("services.web.setting%d", i)
		run.Scenario.Assumptions = append(run.Scenario.Assumptions, sim.Assumption{Key: key, Value: "1"})
	}
	if got := run.AssumptionSentence(); !strings.HasSuffix(got, "setting1 = 1 and 2 more, which result.json lists.") {
		t.Errorf("got %s", got)
	}
	run.Scenario.Assumptions = nil
	if got := run.AssumptionSentence(); got != "" {
		t.Errorf("got %s, want nothing", got)
	}
}

// TestTable holds the table of a run of several services and of deployments that didn't complete.
func TestTable(t *testing.T) {
	halted := stuck(sim.BlockedByFloor, 4, 100, 200)
	halted.Deployments[1].HealthyDeficit, halted.Deployments[1].PeakCPU = 1_234_567, 40_960
	completed := metrics.Service{Deployments: []metrics.Deployment{initial(), updated(metrics.EndCompleted, 281_000)}}
	completed.Deployments[1].WaiterPassed, completed.Deployments[1].WaiterAfter = true, 225*sim.Second
	run := ended(rollingScenario(), 300_000, halted, completed)
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
	if got := strings.SplitN(b.String(), "\n", 3); !strings.Contains(got[0], "web:1") || !strings.Contains(got[1], "end of run at 300 s") {
		t.Errorf("the table of a run without deployments is\n%s", b.String())
	}
	b.Reset()
	if err := ended(rollingScenario(), 0).WriteTable(&b); err != nil || b.Len() > 0 {
		t.Errorf("the table of a run without services is %q, error %v", b.String(), err)
	}
}
