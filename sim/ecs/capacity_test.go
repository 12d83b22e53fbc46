package ecs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// TestRefusals: on a full cluster a rollout at 100/200 can't begin. The refusal says what the instances lack; the run
// ends when it is clear that nothing will change that.
func TestRefusals(t *testing.T) {
	sc := newCluster(2, 4).service(8, 100, 200).update(0).scenario()
	log := play(t, sc, 1)
	expect(t, story(log, sim.KindRefusal, sim.KindEvent, sim.KindPass, sim.KindEnd), `
		10.000 refused 8: of 2 instances 0 lack cpu, 0 memory, 2 both
		10.000 event unplaced 8
		10.000 pass -0 +0 wanted 8 surplus 8 blocked floor+capacity+backoff
		10.000 end: stuck blocked floor+capacity+backoff`)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindRefusal && (r.Refusal.Closest != 0 || r.Refusal.ClosestFree != (sim.Resources{})) {
			t.Errorf("the closest instance is %d with %v", r.Refusal.Closest, r.Refusal.ClosestFree)
		}
	}
}

// TestNoInstances: the refusal of an empty cluster names no instance.
func TestNoInstances(t *testing.T) {
	sc := newCluster(0, 4).service(1, 100, 200).with(func(sc *sim.Scenario) { sc.Services[0].InitialState = sim.New }).scenario()
	log := play(t, sc, 1)
	if r := log[len(log)-1]; r.Outcome != sim.OutcomeStuck || r.Pass.Blocked&sim.BlockedByCapacity == 0 {
		t.Errorf("ends %v, blocked by %s", r.Outcome, blocks(r.Pass.Blocked))
	}
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindRefusal && (r.Refusal.Instances != 0 || r.Refusal.Closest != sim.NoInstance) {
			t.Errorf("refusal %+v", r.Refusal)
		}
	}
}

// TestRoomFromAnotherService: a service without room gets on as soon as another one gives some up, also in its back-off.
func TestRoomFromAnotherService(t *testing.T) {
	for _, at := range []sim.Span{20 * sim.Second, 20 * sim.Minute} {
		two := 2
		b := newCluster(1, 8).service(4, 100, 200).service(4, 100, 200).update(0)
		b.call(at, sim.UpdateService{Service: 1, DesiredCount: &two})
		log := play(t, b.with(func(sc *sim.Scenario) { sc.Duration = 2 * sim.Hour }).scenario(), 1)
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindEnd && r.Outcome != sim.OutcomeSettled {
				t.Errorf("room at %v s: service %d ends %v\n%s", at, r.Service, r.Outcome, story(log, sim.KindPass, sim.KindEvent))
			}
		}
	}
}

// TestBackOffBetweenAttempts: attempts that fail on a cluster that changes elsewhere come at the next pass twice, then
// after 5 min.
func TestBackOffBetweenAttempts(t *testing.T) {
	b := newCluster(1, 8).service(4, 100, 200).service(4, 100, 200).update(0).with(func(sc *sim.Scenario) {
		sc.Scheduler.Backoff = sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: 27 * sim.Minute}
	})
	three := 3
	// The other service's grace period is changed over and over: calls that keep the run going and free no room.
	grace := sim.Span(0)
	for at := sim.Minute; at < 20*sim.Minute; at += sim.Minute {
		b.call(at, sim.UpdateService{Service: 1, HealthCheckGrace: &grace})
	}
	b.call(30*sim.Minute, sim.UpdateService{Service: 1, DesiredCount: &three})
	log := play(t, b.scenario(), 1)
	expect(t, refusedAt(log), "10.000 20.000 30.000 330.000 930.000")
}

// refusedAt is when placements were refused, before room came.
func refusedAt(log sim.Log) string {
	s := ""
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindRefusal && r.At < sim.Time(30*sim.Minute) {
			s += r.At.String() + " "
		}
	}
	return s
}

// TestLaunchRate: a pass starts its share of the minute's launch rate, and what a share leaves over isn't lost.
func TestLaunchRate(t *testing.T) {
	started := func(tasks, rate int) (log sim.Log, perPass []int32) {
		log = play(t, newCluster(1, 600).service(tasks, 100, 200).update(0).with(func(sc *sim.Scenario) {
			sc.Scheduler.LaunchRate = rate
		}).scenario(), 1)
		for i := range log {
			if r := &log[i]; r.Kind == sim.KindPass && r.Pass.Starts > 0 {
				perPass = append(perPass, r.Pass.Starts)
			}
		}
		return log, perPass
	}
	log, perPass := started(250, 500)
	if want := []int32{84, 83, 83}; !slices.Equal(perPass, want) {
		t.Errorf("passes start %v tasks, want %v", perPass, want)
	}
	if o := log[len(log)-1].Outcome; o != sim.OutcomeSettled {
		t.Errorf("the run ends %v", o)
	}
	if _, perPass = started(250, 0); !slices.Equal(perPass, []int32{250}) {
		t.Errorf("without a limit passes start %v tasks", perPass)
	}
	// Two a minute: one every third pass.
	log, perPass = started(20, 2)
	if len(perPass) != 20 || slices.Max(perPass) != 1 {
		t.Errorf("at 2 a minute, passes start %v tasks", perPass)
	}
	if s := story(log, sim.KindPass); !strings.Contains(s, "40.000 pass -0 +1 wanted 18 surplus 20 blocked floor+health+rate") {
		t.Errorf("the second task doesn't start at 40 s\n%s", s)
	}
}

// onFargate has all services on Fargate, created when the run begins, and gives the account its launch rates.
func onFargate(burst, rate int) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		sc.Groups = []sim.InstanceGroup{{
			Name: "fargate", Count: 1, Zones: []sim.ZoneID{0}, Fargate: true, Capacity: sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited},
		}}
		sc.Scheduler.FargateBurst, sc.Scheduler.FargateRate = burst, rate
		for i := range sc.Services {
			sc.Services[i].Fargate, sc.Services[i].InitialState = true, sim.New
		}
	}
}

// launchesAt are the passes that started tasks or were held up by a launch rate, as "10 web +100 rate".
func launchesAt(log sim.Log, sc *sim.Scenario) []string {
	var list []string
	for i := range log {
		r := &log[i]
		held := r.Pass.Blocked & (sim.BlockedByLaunchRate | sim.BlockedByFargateRate)
		if r.Kind == sim.KindPass && (r.Pass.Starts > 0 || held != 0) {
			list = append(list, fmt.Sprintf("%s %s +%d %s", r.At, sc.Services[r.Service].Name, r.Pass.Starts, blocks(held)))
		}
	}
	return list
}

// TestFargateLaunchRate: all services on Fargate share a bucket of 100 launches, to which 20 a second are added (D26
// throttling): of two services of 150 tasks the first takes all 100 at its pass, and the second one waits. Both limits
// hold at once; a service on container instances isn't held up.
func TestFargateLaunchRate(t *testing.T) {
	for _, c := range []struct {
		name        string
		burst, rate int
		change      func(sc *sim.Scenario)
		want        []string
	}{
		{
			"the quota of older Regions", 100, 20, nil,
			[]string{"10.000 web +100 fargate", "10.000 web2 +0 fargate", "20.000 web +50 -", "20.000 web2 +50 fargate", "30.000 web2 +100 -"},
		},
		{
			"no limit", 0, 0, nil,
			[]string{"10.000 web +150 -", "10.000 web2 +150 -"},
		},
		{
			"slow: 30 a pass", 100, 3, nil,
			[]string{
				"10.000 web +100 fargate", "10.000 web2 +0 fargate", "20.000 web +30 fargate", "30.000 web +20 -", "30.000 web2 +10 fargate",
				"40.000 web2 +30 fargate", "50.000 web2 +30 fargate", "60.000 web2 +30 fargate", "70.000 web2 +30 fargate", "80.000 web2 +20 -",
			},
		},
		{
			"both limits", 100, 20, func(sc *sim.Scenario) { sc.Scheduler.LaunchRate = 500 },
			[]string{
				"10.000 web +84 rate", "10.000 web2 +16 fargate", "20.000 web +66 -", "20.000 web2 +34 fargate", "30.000 web2 +84 rate", "40.000 web2 +16 -",
			},
		},
		{
			"fractions of a task aren't lost: 3 in two passes", 2, 1, func(sc *sim.Scenario) {
				sc.Scheduler.PassInterval = 1500 * sim.Millisecond
				sc.Services[0].DesiredCount, sc.Services[1].DesiredCount = 8, 0
			},
			[]string{"6.000 web +2 fargate", "7.500 web +1 fargate", "9.000 web +2 fargate", "10.500 web +1 fargate", "12.000 web +2 -"},
		},
		{
			"beside container instances", 1, 1, func(sc *sim.Scenario) {
				sc.Groups = append(sc.Groups, sim.InstanceGroup{Name: "a", Count: 1, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: 50 * unit, Memory: 50 * unit}})
				sc.Services[0].DesiredCount, sc.Services[1].DesiredCount = 2, 50
				sc.Services[1].Fargate = false
			},
			[]string{"10.000 web +1 fargate", "10.000 web2 +50 -", "20.000 web +1 -"},
		},
	} {
		b := newCluster(1, 1).service(150, 100, 200).service(150, 100, 200).with(onFargate(c.burst, c.rate))
		if c.change != nil {
			b.with(c.change)
		}
		log := play(t, b.scenario(), 1)
		if diff := cmp.Diff(c.want, launchesAt(log, b.scenario())); diff != "" {
			t.Errorf("%s: - want, + got:\n%s", c.name, diff)
		}
		for _, r := range log[len(log)-2:] {
			if r.Outcome != sim.OutcomeSettled {
				t.Errorf("%s: service %d ends %v", c.name, r.Service, r.Outcome)
			}
		}
	}
}

// TestLaunchRateEndsNoThrottle: a service whose starts have failed waits for its next attempt, also when a pass of it in
// the meantime finds the account's launches used up.
func TestLaunchRateEndsNoThrottle(t *testing.T) {
	eleven, half := 11, 50
	b := newCluster(1, 1).service(1, 100, 200).service(1, 100, 200).with(onFargate(1, 1)).with(func(sc *sim.Scenario) {
		sc.Services[0].InitialState = sim.Steady
		sc.Services[1].TaskDefinition = 1
		sc.TaskDefinitions[1].Faults = sim.Faults{NeverStarts: true}
	})
	b.call(sim.Minute, sim.UpdateService{DesiredCount: &eleven}) // one a pass, from 70 s to 160 s
	b.call(sim.Minute, sim.UpdateService{Service: 1, MinimumHealthyPercent: &half})
	log := play(t, b.scenario(), 1)
	var starts []sim.Time
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Service == 1 && r.To == sim.Provisioning && len(starts) < 4 {
			starts = append(starts, r.At)
		}
	}
	if want := []sim.Time{10_000, 30_000, 50_000, 360_000}; !slices.Equal(starts, want) {
		t.Errorf("tasks are started at %v, want %v", starts, want)
	}
}

// TestStuckBeyondOnePassOfStarts: a rollout that finds no room is stuck, however many tasks it wants to start.
func TestStuckBeyondOnePassOfStarts(t *testing.T) {
	for _, desired := range []int{80, 85, 400} {
		sc := newCluster(1, desired).service(desired, 100, 200).update(0).with(func(sc *sim.Scenario) {
			sc.Scheduler.LaunchRate = 500
		}).scenario()
		log := play(t, sc, 1)
		if last := log[len(log)-1]; last.Outcome != sim.OutcomeStuck || last.At != 10_000 {
			t.Errorf("%d tasks end %v at %v s, blocked by %s", desired, last.Outcome, last.At, blocks(last.Pass.Blocked))
		}
	}
}

// TestStuckBesideALoop: a service that can't move is stuck, though another one never comes to rest.
func TestStuckBesideALoop(t *testing.T) {
	b := newCluster(1, 12).service(1, 100, 134).update(0) // bounds
	b.service(1, 100, 200).balanced(0)                    // never healthy, for ever
	b.service(8, 100, 200)                                // no room
	one, two := sim.TaskDefinitionID(1), sim.TaskDefinitionID(2)
	b.call(0, sim.UpdateService{Service: 1, TaskDefinition: &two})
	b.call(0, sim.UpdateService{Service: 2, TaskDefinition: &one})
	b.with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[2].Faults = sim.Faults{NeverReady: true}
		sc.TaskDefinitions[1].Reservation = sim.Resources{CPU: 3 * unit, Memory: 3 * unit}
	})
	log := play(t, b.scenario(), 1)
	want := []sim.Outcome{sim.OutcomeStuck, sim.OutcomeUnfinished, sim.OutcomeStuck}
	for i, r := range log[len(log)-3:] {
		if r.Outcome != want[i] {
			t.Errorf("service %d ends %v, want %v; blocked by %s", i, r.Outcome, want[i], blocks(r.Pass.Blocked))
		}
	}
}

// TestOneBatchIsOneAttempt: of ten tasks that are started together and fail one after the other over a minute, all count
// as one failed attempt, so that the replacements, which are good, aren't held back.
func TestOneBatchIsOneAttempt(t *testing.T) {
	spread, err := sim.Quantiles([]sim.Span{30 * sim.Second, 90 * sim.Second})
	if err != nil {
		t.Fatal(err)
	}
	sc := newCluster(1, 40).service(10, 100, 200).update(0).with(func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Timing.Pull = spread
		sc.TaskDefinitions[1].Faults = sim.Faults{PullFails: true, Only: []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}
	}).scenario()
	log := play(t, sc, 1)
	if got := at(log, sim.EventStartsImpaired); len(got) > 0 {
		t.Errorf("starts are called impaired at %v", got)
	}
	if at := completedAt(log); at > sim.Time(4*sim.Minute) {
		t.Errorf("it completes at %s\n%s", at, told(log))
	}
}

// TestANewDeploymentEndsTheThrottleAtOnce: what failed of the old one just before doesn't hold the new one back.
func TestANewDeploymentEndsTheThrottleAtOnce(t *testing.T) {
	sc := newCluster(1, 12).service(1, 100, 200).update(0).updateTo(14*sim.Second+500, 2).with(broken(sim.Faults{PullFails: true})).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Definition == 2 && r.To == sim.Provisioning && r.At != 20_000 {
			t.Errorf("web:3 starts at %s\n%s", r.At, told(log))
		}
	}
}

// TestShortageOfAMomentTripsNoBreaker: room that another service takes for half a minute is no failure of the deployment;
// room that never comes is, after three attempts whose pauses grow.
func TestShortageOfAMomentTripsNoBreaker(t *testing.T) {
	none := 0
	build := func() *builder {
		return newCluster(1, 6).service(2, 100, 200).service(3, 100, 200).update(0).with(breaker(true)).
			with(func(sc *sim.Scenario) {
				sc.TaskDefinitions[1].Reservation = sim.Resources{CPU: 2 * unit, Memory: 2 * unit}
			})
	}
	log := play(t, build().call(18*sim.Second, sim.UpdateService{Service: 1, DesiredCount: &none}).scenario(), 1)
	if got := at(log, sim.EventDeploymentFailed); len(got) > 0 || completedAt(log) == sim.Never {
		t.Errorf("with room at 30 s it fails at %v\n%s", got, told(log))
	}
	log = play(t, build().scenario(), 1)
	if got := at(log, sim.EventDeploymentFailed); len(got) != 1 || got[0] < sim.Time(10*sim.Minute) || got[0] > sim.Time(46*sim.Minute) {
		t.Errorf("without room it fails at %v", got)
	}
}
