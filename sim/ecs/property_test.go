package ecs_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// anyScenario draws a small scenario: up to two services on up to six instances, with or without checks, and up to
// four updates that may meet a rollout in mid-flight.
func anyScenario(t *rapid.T) *sim.Scenario {
	b := newCluster(rapid.IntRange(1, 6).Draw(t, "instances"), rapid.IntRange(1, 5).Draw(t, "room"))
	if rapid.Bool().Draw(t, "old rules") {
		b.sc.Behavior = sim.Behavior202305
		b.sc.Rules, _ = sim.RulesOf(b.sc.Behavior)
	}
	b.sc.Scheduler.LowestTies = rapid.Bool().Draw(t, "lowest ties")
	if rapid.Bool().Draw(t, "phases") {
		b.sc.Scheduler.Phase = nil
	}
	b.sc.Scheduler.HealthReportInterval = sim.Span(rapid.SampledFrom([]int{0, 20}).Draw(t, "reports")) * sim.Second
	b.sc.Scheduler.LaunchRate = rapid.SampledFrom([]int{0, 6, 500}).Draw(t, "launch rate")
	b.sc.Scheduler.CompleteAtStopped = rapid.Bool().Draw(t, "complete at stopped")
	for i := range b.sc.TaskDefinitions {
		anyTiming(t, &b.sc.TaskDefinitions[i])
		anyFaults(t, &b.sc.TaskDefinitions[i])
	}
	for range rapid.IntRange(1, 2).Draw(t, "services") {
		b.service(rapid.IntRange(0, 6).Draw(t, "desired"), rapid.IntRange(0, 100).Draw(t, "minimum"), rapid.IntRange(100, 250).Draw(t, "maximum"))
		s := &b.sc.Services[len(b.sc.Services)-1]
		s.HealthCheckGrace = sim.Span(rapid.IntRange(0, 60).Draw(t, "grace")) * sim.Second
		s.Breaker = sim.CircuitBreaker{
			Enable: rapid.Bool().Draw(t, "breaker"), Rollback: rapid.Bool().Draw(t, "roll back"),
			Type: sim.CountThreshold, Value: rapid.IntRange(1, 6).Draw(t, "threshold"),
		}
		s.InitialState = sim.InitialState(rapid.IntRange(0, 1).Draw(t, "initial"))
		for range rapid.IntRange(0, 2).Draw(t, "groups") {
			b.balanced(sim.Span(rapid.IntRange(0, 40).Draw(t, "drain")) * sim.Second)
		}
	}
	at := sim.Span(0)
	for range rapid.IntRange(0, 4).Draw(t, "updates") {
		at += sim.Span(rapid.IntRange(0, 90_000).Draw(t, "after"))
		b.call(at, anyUpdate(t, len(b.sc.Services)))
	}
	return b.scenario()
}

// anyFaults gives a revision nothing or something that goes wrong, with all of its tasks or some.
func anyFaults(t *rapid.T, d *sim.TaskDefinition) {
	after := sim.Constant(sim.Span(rapid.IntRange(0, 60_000).Draw(t, "fault after")))
	f := &d.Faults
	switch rapid.IntRange(0, 9).Draw(t, "fault") {
	case 0:
		f.PullFails = true
	case 1:
		f.NeverStarts = true
	case 2:
		f.NeverReady = true
	case 3:
		f.CrashAfter = &after
	case 4:
		f.UnhealthyAfter = &after
	}
	if rapid.Bool().Draw(t, "some") {
		f.Share = 1 << 31
	}
}

func anyTiming(t *rapid.T, d *sim.TaskDefinition) {
	anyDelay := func(label string, most int) sim.Delay {
		low := rapid.IntRange(0, most).Draw(t, label)
		high := rapid.IntRange(low, most).Draw(t, label+" high")
		delay, err := sim.Quantiles([]sim.Span{sim.Span(low), sim.Span(high)})
		if err != nil {
			t.Fatal(err)
		}
		return delay
	}
	d.Timing.Provision, d.Timing.Pull = anyDelay("provision", 5000), anyDelay("pull", 20000)
	d.Timing.Start, d.Timing.Ready = anyDelay("start", 3000), anyDelay("ready", 40000)
	d.Timing.Exit, d.Timing.Deprovision = anyDelay("exit", 40000), anyDelay("deprovision", 15000)
	if rapid.Bool().Draw(t, "check") {
		d.Containers[0].HealthCheck = &sim.HealthCheck{Interval: 5 * sim.Second, Retries: 3, StartPeriod: 10 * sim.Second}
	}
}

func anyUpdate(t *rapid.T, services int) sim.UpdateService {
	u := sim.UpdateService{Service: sim.ServiceID(rapid.IntRange(0, services-1).Draw(t, "service"))}
	maybe := func(label string, low, high int) *int {
		if !rapid.Bool().Draw(t, "set "+label) {
			return nil
		}
		n := rapid.IntRange(low, high).Draw(t, label)
		return &n
	}
	if n := maybe("definition", 0, 2); n != nil {
		id := sim.TaskDefinitionID(*n)
		u.TaskDefinition = &id
	}
	u.DesiredCount = maybe("new desired", 0, 8)
	u.MinimumHealthyPercent, u.MaximumPercent = maybe("new minimum", 0, 100), maybe("new maximum", 100, 250)
	u.ForceNewDeployment = rapid.Bool().Draw(t, "force")
	return u
}

// TestSafety plays random scenarios with every invariant checked after every event: no start lifts the tasks above the
// cap, no stop takes healthy ones below the floor, edges are legal, time never goes back, books balance, runs end.
func TestSafety(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, fault := range contradictions(anyScenario(t), rapid.Uint64().Draw(t, "seed")) {
			t.Error(fault)
		}
	})
}

// TestSoak is TestSafety for as many minutes as ECSSIM_SOAK says, or for a moment without it. Its scenarios are numbered,
// so that a failure can be played again.
func TestSoak(t *testing.T) {
	minutes, _ := strconv.ParseFloat(os.Getenv("ECSSIM_SOAK"), 64)
	deadline := time.Now().Add(time.Duration(minutes * float64(time.Minute)))
	scenarios := rapid.Custom(anyScenario)
	n := 0
	for ; n < 20 || time.Now().Before(deadline); n++ {
		for _, fault := range contradictions(scenarios.Example(n), uint64(n)) {
			t.Errorf("scenario %d: %s", n, fault)
		}
	}
	t.Logf("%d scenarios", n)
}

// contradictions plays sc and returns all that must never happen and did.
func contradictions(sc *sim.Scenario, seed uint64) []string {
	audit := newAuditor(sc)
	w, err := ecs.New(sc, seed, audit)
	if err != nil {
		return nil // it doesn't fit on its cluster, so it doesn't begin
	}
	for n := 0; w.Step(); n++ {
		if err := w.Check(); err != nil {
			return append(audit.faults, fmt.Sprintf("at %s s: %v", w.Now(), err))
		}
		if n > 100_000 {
			return append(audit.faults, "the run doesn't end")
		}
	}
	if audit.ended != len(sc.Services) {
		audit.faults = append(audit.faults, fmt.Sprintf("%d of %d services have an end", audit.ended, len(sc.Services)))
	}
	return audit.faults
}

// TestLiveness: without faults a deployment completes whenever floor or cap leave it room to move and the cluster has
// room for cap tasks.
func TestLiveness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		desired := rapid.IntRange(0, 8).Draw(t, "desired")
		minimum, maximum := rapid.IntRange(0, 100).Draw(t, "minimum"), rapid.IntRange(100, 250).Draw(t, "maximum")
		c := sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum}
		free := c.Floor(desired) < desired || c.Cap(desired) > desired
		room := rapid.IntRange(1, 4).Draw(t, "room")
		instances := (c.Cap(desired) + room - 1) / room
		b := newCluster(max(instances, 1), room).service(desired, minimum, maximum)
		if rapid.Bool().Draw(t, "balanced") {
			b.balanced(20 * sim.Second)
		}
		b.sc.Rules.StoppingCounts = rapid.Bool().Draw(t, "stopping counts")
		b.sc.Scheduler.Phase = nil
		b.sc.TaskDefinitions[1].Timing.Exit = sim.Constant(sim.Span(rapid.IntRange(0, 50_000).Draw(t, "exit")))
		log := play(t, b.update(sim.Minute).scenario(), rapid.Uint64().Draw(t, "seed"))
		completed := log[len(log)-1].Outcome == sim.OutcomeSettled
		if want := free || desired == 0; completed != want {
			t.Errorf("completed: %v, want %v\n%s", completed, want, story(log, all()...))
		}
	})
}

// TestReproducible: the same scenario and seed give the same records; with nothing to draw every seed does.
func TestReproducible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyScenario(t)
		seed := rapid.Uint64().Draw(t, "seed")
		first, ok := printed(sc, seed)
		if !ok {
			return // it doesn't fit on its cluster, so it doesn't begin
		}
		if again, _ := printed(sc, seed); !bytes.Equal(first, again) {
			t.Error("the same seed gives other records")
		}
	})
}

// TestSeeds: with constants, fixed phases and the lowest number winning ties, every seed gives the same records; with a
// distribution nearly every seed gives others.
func TestSeeds(t *testing.T) {
	sc := newCluster(4, 4).service(6, 50, 200).balanced(30 * sim.Second).update(sim.Minute).scenario()
	first, _ := printed(sc, 1)
	different := 0
	spread, err := sim.Quantiles([]sim.Span{1000, 2000, 20_000})
	if err != nil {
		t.Fatal(err)
	}
	drawn := newCluster(4, 4).service(6, 50, 200).balanced(30 * sim.Second).update(sim.Minute).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Timing.Ready = spread
	}).scenario()
	other, _ := printed(drawn, 1)
	for seed := uint64(2); seed <= 21; seed++ {
		if again, _ := printed(sc, seed); !bytes.Equal(first, again) {
			t.Errorf("seed %d gives other records though nothing is drawn", seed)
		}
		if again, _ := printed(drawn, seed); !bytes.Equal(other, again) {
			different++
		}
	}
	if different < 19 {
		t.Errorf("only %d of 20 seeds differ", different)
	}
}

// TestUnrelatedServiceMovesNothing: another service on other hosts leaves the records of the first one alone.
func TestUnrelatedServiceMovesNothing(t *testing.T) {
	spread, err := sim.Quantiles([]sim.Span{1000, 2000, 20_000})
	if err != nil {
		t.Fatal(err)
	}
	build := func(second bool) *sim.Scenario {
		b := newCluster(4, 4).service(6, 50, 200).balanced(30 * sim.Second).update(sim.Minute).with(func(sc *sim.Scenario) {
			sc.Scheduler.Phase, sc.Scheduler.LowestTies = nil, false
			sc.TaskDefinitions[1].Timing.Ready = spread
			// The second service's tasks fit only on the hosts that are added for it, which fit none of the first.
			sc.TaskDefinitions[2].Reservation = sim.Resources{CPU: 1, Memory: 50 * unit}
			if second { // before the others, so that these get other numbers
				sc.Groups = append([]sim.InstanceGroup{{
					Name: "b", Count: 2, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: 10, Memory: 500 * unit},
				}}, sc.Groups...)
			}
		})
		if second {
			b.service(3, 100, 200)
			b.sc.Services[1].TaskDefinition = 2
			b.call(sim.Minute, sim.UpdateService{Service: 1, ForceNewDeployment: true})
		}
		return b.scenario()
	}
	of := func(sc *sim.Scenario) string {
		var b bytes.Buffer
		log := play(t, sc, 7)
		for i := range log {
			if r := log[i]; r.Service == 0 && r.Kind != sim.KindEnd {
				if r.Instance != sim.NoInstance && len(sc.Services) > 1 {
					r.Instance -= 2 // the hosts of the second service come first
				}
				fmt.Fprintf(&b, "%+v\n", r)
			}
		}
		return b.String()
	}
	if of(build(false)) != of(build(true)) {
		t.Error("the second service changes the records of the first")
	}
}

// printed is every record of a run, byte for byte; false when the scenario doesn't begin.
func printed(sc *sim.Scenario, seed uint64) ([]byte, bool) {
	var log sim.Log
	w, err := ecs.New(sc, seed, &log)
	if err != nil {
		return nil, false
	}
	for w.Step() {
	}
	var b bytes.Buffer
	for i := range log {
		fmt.Fprintf(&b, "%+v\n", log[i])
	}
	return b.Bytes(), true
}
