package metrics_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// pathCluster is one service of web:1 on instances with room for so many tasks each, all delays constant, passes at
// full tens of seconds; web:2 is there to move to, which takes 6 s to RUNNING and 4 s more to pass its checks.
func pathCluster(instances, room, desired, minimum, maximum int) *sim.Scenario {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	phase := sim.Span(0)
	sc := &sim.Scenario{
		Name: "path", Duration: sim.Hour, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, Phase: &phase, APILag: 5 * sim.Second, DeregisterLag: 10 * sim.Second,
			DrainLag: 5 * sim.Second, LowestTies: true, Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: rules.BackoffCap},
		},
		Zones: []string{"a"},
		Groups: []sim.InstanceGroup{{
			Name: "i", Count: instances, Zones: []sim.ZoneID{0}, Capacity: sim.Resources{CPU: int64(room), Memory: int64(room)},
		}},
		Services: []sim.Service{{
			Name: "web", DesiredCount: desired,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum},
		}},
	}
	for revision := 1; revision <= 3; revision++ {
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{
			Family: "web", Revision: revision, Reservation: sim.Resources{CPU: 1, Memory: 1},
			Containers: []sim.Container{{Name: "app", Essential: true, StopTimeout: 30 * sim.Second, Ports: []int{80}}},
			Timing: sim.Timing{
				Provision: sim.Constant(sim.Second), Pull: sim.Constant(4 * sim.Second), Start: sim.Constant(sim.Second),
				Ready: sim.Constant(4 * sim.Second), Exit: sim.Constant(2 * sim.Second), Deprovision: sim.Constant(3 * sim.Second),
			},
		})
	}
	return sc
}

// balanced puts the service behind a target group that checks every 5 s and drains for 30 s.
func balanced(sc *sim.Scenario) *sim.Scenario {
	sc.TargetGroups = []sim.TargetGroup{{
		Name: "web", HealthCheckInterval: 5 * sim.Second, HealthyThreshold: 2, UnhealthyThreshold: 2,
		DeregistrationDelay: 30 * sim.Second, RegistrationDelay: sim.Constant(0),
	}}
	sc.Services[0].LoadBalancers = []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}}
	return sc
}

// moved calls UpdateService at 60 s, for web:2.
func moved(sc *sim.Scenario) *sim.Scenario {
	to := sim.TaskDefinitionID(1)
	sc.Timeline = append(sc.Timeline, sim.Action{At: 60_000, Index: len(sc.Timeline), Update: sim.UpdateService{TaskDefinition: &to}})
	return sc
}

// trace plays a scenario; nil for one that can't begin.
func trace(sc *sim.Scenario, seed uint64) (*metrics.Trace, *metrics.Fold) {
	tr, fold := metrics.NewTrace(sc), metrics.New(sc)
	w, err := ecs.New(sc, seed, sim.Recorders{tr, fold})
	if err != nil {
		return nil, nil // it doesn't fit on its cluster, so it doesn't begin
	}
	for w.Step() {
	}
	return tr, fold
}

// parts are the links of a path: "pass 5.000 floor" is 5 s of waiting for a pass in the name of the floor.
func parts(p *metrics.Path) []string {
	var list []string
	for i := range p.Links {
		l := &p.Links[i]
		text := l.Hold.String() + " " + l.Span().String()
		switch l.Bound {
		case sim.BlockedByFloor:
			text += " floor"
		case sim.BlockedByCap:
			text += " cap"
		case sim.BlockedByCapacity:
			text += " capacity"
		}
		list = append(list, text)
	}
	return list
}

// pathCase is a scenario whose path is known by hand: with constant delays and passes at full tens every part is.
type pathCase struct {
	name string
	sc   *sim.Scenario
	want string
}

// pathCases move to web:2 at 60 s, which is seen at 65 and taken up at 70.
func pathCases() []pathCase {
	changed := func(sc *sim.Scenario, change func(sc *sim.Scenario)) *sim.Scenario {
		change(sc)
		return moved(sc)
	}
	after := sim.Constant(20 * sim.Second)
	return []pathCase{
		// Started at 70, RUNNING at 76, counts at 116, old tasks told at 120, their containers have ended at 122, seen at 130.
		{
			"nothing checks, no load balancer", moved(pathCluster(4, 2, 4, 100, 200)),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, fortySeconds 40.000 floor,
			pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// Registered at 80, found healthy at once, told at 90 (a pass later), deregistered at 100, drained at 130, SIGTERM
		// at 135, gone at 137, seen at 140.
		{
			"target group", moved(balanced(pathCluster(4, 2, 4, 100, 200))),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, registration 4.000 floor,
			pass 10.000 floor, deregisterLag 10.000, deregistrationDelay 30.000, drainLag 5.000, exit 2.000, pass 3.000`,
		},
		// Both old tasks are told to stop at 70 and ignore SIGTERM until 100. The new ones wait for their places, are
		// RUNNING at 105, and that is enough.
		{
			"full host, ignored SIGTERM",
			changed(pathCluster(1, 2, 2, 0, 200), func(sc *sim.Scenario) { sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding() }),
			`apiLag 5.000, pass 5.000 capacity, stopTimeout 30.000 capacity, pullAndStart 5.000, pass 5.000`,
		},
		// 2 tasks a minute, so one is started every 30 s: at 70 (the credit of a pass holds one) and 100. It counts at 146;
		// the old one goes at 150.
		{
			"launch rate", changed(pathCluster(4, 2, 2, 100, 200), func(sc *sim.Scenario) { sc.Scheduler.LaunchRate = 2 }),
			`apiLag 5.000, pass 5.000 floor, launchRate 30.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor,
			fortySeconds 40.000 floor, pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// Of the account one task is launched at once, so that the second one has to wait for the pass at 80.
		{
			"launch rate of Fargate", changed(pathCluster(4, 2, 2, 100, 200), func(sc *sim.Scenario) {
				sc.Services[0].Fargate, sc.Groups[0].Fargate = true, true
				sc.Scheduler.FargateBurst, sc.Scheduler.FargateRate = 1, 1
			}),
			`apiLag 5.000, pass 5.000 floor, fargateRate 10.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor,
			fortySeconds 40.000 floor, pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// One task goes at 70, has STOPPED at 75 and makes room in the cap at 80; the new one is RUNNING at 86 and that is
		// enough at 90.
		{
			"cap", moved(pathCluster(4, 2, 1, 0, 100)),
			`apiLag 5.000, pass 5.000 cap, exit 2.000 cap, deprovisioning 3.000 cap, pass 5.000 cap, provisioning 1.000,
			pullAndStart 5.000, pass 4.000`,
		},
		// The bounds let nothing move: the run ends with the pass that finds that.
		{"stuck", moved(pathCluster(4, 2, 1, 100, 150)), `apiLag 5.000, pass 5.000`},
		// A crash 20 s after RUNNING, over and over, until the run ends at 180: started at 70, RUNNING at 76, crashed at 96,
		// seen at 100; again 106, 126, 130; 136, 156, 160; RUNNING at 166.
		{
			"crash",
			changed(pathCluster(4, 2, 1, 100, 300), func(sc *sim.Scenario) {
				sc.Duration, sc.TaskDefinitions[1].Faults = 180*sim.Second, sim.Faults{CrashAfter: &after}
			}),
			`apiLag 5.000, pass 5.000, provisioning 1.000, pullAndStart 5.000, failing 20.000, pass 4.000, provisioning 1.000,
			pullAndStart 5.000, failing 20.000, pass 4.000, provisioning 1.000, pullAndStart 5.000, failing 20.000, pass 4.000,
			provisioning 1.000, pullAndStart 5.000, fortySeconds 14.000`,
		},
	}
}

// lossCases are tasks whose container instances go, of the same deployments.
func lossCases() []pathCase {
	lost := func(sc *sim.Scenario, at sim.Time, kind sim.ActionKind, instance sim.InstanceID) *sim.Scenario {
		sc.Scheduler.InstanceLossLag = 30 * sim.Second
		sc = moved(sc)
		sc.Timeline = append(sc.Timeline, sim.Action{At: at, Index: 1, Kind: kind, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{instance}, Force: true}})
		return sc
	}
	return []pathCase{
		// The new task is RUNNING at 76. Its instance goes at 80, which ECS knows at 110; the next one is RUNNING at 116.
		{
			"terminated with its instance", lost(pathCluster(2, 2, 1, 100, 200), 80_000, sim.ActionTerminateInstances, 1),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, instanceGone 4.000 floor,
			instanceLossLag 30.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, fortySeconds 40.000 floor,
			pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// It goes at 100, and at 116 the task counts although it has gone; the old one is stopped at 120. ECS knows at 130, and
		// the next one is RUNNING at 136.
		{
			"terminated, and counts afterwards", lost(pathCluster(2, 2, 1, 100, 200), 100_000, sim.ActionTerminateInstances, 1),
			`apiLag 5.000, pass 5.000, provisioning 1.000, pullAndStart 5.000, instanceGone 24.000,
			instanceLossLag 30.000, provisioning 1.000, pullAndStart 5.000, pass 4.000`,
		},
		// While it pulls its image, from 71 to 76: the pull was in vain from 73 on, and ECS knows at 103.
		{
			"terminated while it starts", lost(pathCluster(2, 2, 1, 100, 200), 73_000, sim.ActionTerminateInstances, 1),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 2.000 floor,
			instanceLossLag 30.000 floor, pass 7.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, fortySeconds 40.000 floor,
			pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// ECS itself deregisters the instance at 100.
		{
			"deregistered", lost(pathCluster(2, 2, 1, 100, 200), 100_000, sim.ActionDeregisterInstances, 1),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, instanceGone 24.000 floor,
			provisioning 1.000 floor, pullAndStart 5.000 floor, fortySeconds 40.000 floor, pass 4.000 floor, exit 2.000, pass 8.000`,
		},
		// The old task's targets drain from 100 on, and would until 130: its instance goes at 110, and ECS knows at 140.
		{
			"cut off while it drains", lost(balanced(pathCluster(2, 2, 1, 100, 200)), 110_000, sim.ActionTerminateInstances, 0),
			`apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 5.000 floor, registration 4.000 floor,
			pass 10.000 floor, deregisterLag 10.000, deregistrationDelay 10.000, instanceLossLag 30.000`,
		},
	}
}

// TestPath: what a deployment waited for, and in the name of which bound.
func TestPath(t *testing.T) {
	for _, c := range slices.Concat(pathCases(), lossCases()) {
		t.Run(c.name, func(t *testing.T) {
			tr, fold := trace(c.sc, 1)
			p, ok := tr.Path(fold.Service(0).Judged())
			if !ok {
				t.Fatal("there is no path")
			}
			want := strings.Split(strings.Join(strings.Fields(c.want), " "), ", ")
			if diff := cmp.Diff(want, parts(&p)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// anyPathScenario draws up to two services on a small cluster with faults and updates that may meet a rollout.
func anyPathScenario(t *rapid.T) *sim.Scenario {
	draw := func(label string, low, high int) int { return rapid.IntRange(low, high).Draw(t, label) }
	sc := pathCluster(draw("instances", 1, 5), draw("room", 1, 4), draw("desired", 0, 6), draw("minimum", 0, 100), draw("maximum", 100, 250))
	sc.Duration = 20 * sim.Minute
	if draw("old rules", 0, 3) == 0 {
		sc.Rules, _ = sim.RulesOf(sim.Behavior202305)
	}
	if draw("balanced", 0, 1) == 1 {
		balanced(sc)
	}
	if draw("second", 0, 1) == 1 {
		second := sc.Services[0]
		second.Name, second.DesiredCount = "web2", draw("desired 2", 0, 4)
		sc.Services = append(sc.Services, second)
	}
	if draw("phases", 0, 1) == 1 {
		sc.Scheduler.Phase = nil
	}
	sc.Scheduler.LaunchRate = rapid.SampledFrom([]int{0, 6, 500}).Draw(t, "rate")
	sc.Scheduler.CompleteAtStopped = draw("at stopped", 0, 1) == 1
	for i := range sc.Services {
		sc.Services[i].InitialState = sim.InitialState(draw("initial", 0, 1))
		sc.Services[i].HealthCheckGrace = sim.Span(draw("grace", 0, 60)) * sim.Second
		sc.Services[i].Breaker = sim.CircuitBreaker{
			Enable: draw("breaker", 0, 1) == 1, Rollback: draw("rollback", 0, 1) == 1, Type: sim.CountThreshold, Value: draw("threshold", 1, 5),
		}
	}
	for i := range sc.TaskDefinitions {
		anyPathDefinition(&sc.TaskDefinitions[i], draw)
	}
	at := 0
	for n := range draw("updates", 0, 4) {
		at += draw("after", 0, 90_000)
		u := sim.UpdateService{Service: sim.ServiceID(draw("service", 0, len(sc.Services)-1)), ForceNewDeployment: draw("force", 0, 1) == 1}
		if to := sim.TaskDefinitionID(draw("to", 0, 3)); to < 3 {
			u.TaskDefinition = &to
		}
		if n := draw("rescale", 0, 12); n < 8 {
			u.DesiredCount = &n
		}
		sc.Timeline = append(sc.Timeline, sim.Action{At: sim.Time(at), Index: n, Update: u})
	}
	return sc
}

func anyPathDefinition(d *sim.TaskDefinition, draw func(label string, low, high int) int) {
	d.Timing.Ready = sim.Constant(sim.Span(draw("ready", 0, 40_000)))
	d.Timing.Exit = sim.Constant(sim.Span(draw("exit", 0, 40_000)))
	if draw("check", 0, 2) == 0 {
		d.Containers[0].HealthCheck = &sim.HealthCheck{Interval: 5 * sim.Second, Retries: 3, StartPeriod: 10 * sim.Second}
	}
	after := sim.Constant(sim.Span(draw("fault after", 0, 60_000)))
	switch draw("fault", 0, 9) {
	case 0:
		d.Faults.PullFails = true
	case 1:
		d.Faults.NeverStarts = true
	case 2:
		d.Faults.NeverReady = true
	case 3:
		d.Faults.CrashAfter = &after
	case 4:
		d.Faults.UnhealthyAfter = &after
	}
}

// TestPathsAddUp: whatever happens, the links of every path join without gaps from the beginning of its window to the
// end, and so add up to its span; and decisions lie inside.
func TestPathsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr, fold := trace(anyPathScenario(t), rapid.Uint64().Draw(t, "seed"))
		if fold == nil {
			return
		}
		for i := range fold.Services() {
			s := fold.Service(sim.ServiceID(i))
			for d := range s.Deployments {
				if p, ok := tr.Path(&s.Deployments[d]); ok {
					addsUp(t, &p, s.Deployments[d].Created, s.Deployments[d].Ended)
				}
			}
			for g := range s.Scalings {
				if p, ok := tr.ScalingPath(sim.ServiceID(i), &s.Scalings[g], fold.Now()); ok {
					addsUp(t, &p, s.Scalings[g].At, p.To)
				}
			}
		}
	})
}

func addsUp(t *rapid.T, p *metrics.Path, from, to sim.Time) {
	at, sum := from, sim.Span(0)
	for i := range p.Links {
		l := &p.Links[i]
		if l.From != at || l.To <= l.From {
			t.Errorf("a link from %s to %s follows on %s", l.From, l.To, at)
		}
		at, sum = l.To, sum+l.Span()
	}
	if at != to || sum != to.Sub(from) {
		t.Errorf("the links end at %s and last %s; the path is from %s to %s", at, sum, from, to)
	}
	for i := range p.Decisions {
		if d := &p.Decisions[i]; d.At < from || d.At > to || i > 0 && d.At < p.Decisions[i-1].At {
			t.Errorf("decision %d lies at %s, outside of %s to %s or out of order", i, d.At, from, to)
		}
	}
}
