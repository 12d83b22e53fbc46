package ecs_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestClassicLoadBalancer: an instance is in service after healthyThreshold passed checks in a row (registered at 20 s,
// checks from 22 s every 10 s, the fifth at 62 s), the deployment has no rollout state to tell of, and the circuit breaker
// is off.
func TestClassicLoadBalancer(t *testing.T) {
	classic := func(sc *sim.Scenario) { sc.TargetGroups[0].Kind = sim.ClassicLoadBalancer }
	sc := newCluster(1, 4).service(1, 100, 200).balanced(20 * sim.Second).with(classic).update(0).scenario()
	expect(t, story(play(t, sc, 1), sim.KindEvent, sim.KindTarget, sim.KindEnd), `
		10.000 event started 1
		20.000 task 1 in group 0: initial
		20.000 event registered 1
		62.000 task 1 in group 0: healthy
		70.000 event stopped running 1
		80.000 task 0 in group 0: draining
		80.000 event deregistered 1
		80.000 event draining 1
		105.000 task 0 in group 0: unused
		110.000 event steady 0
		110.000 end: settled blocked -`)
	sc = newCluster(1, 4).service(1, 100, 200).balanced(20 * sim.Second).with(classic).with(breaker(true)).
		with(broken(sim.Faults{PullFails: true})).update(0).scenario()
	log := play(t, sc, 1)
	for i := range log {
		if log[i].Rollout == sim.Failed {
			t.Fatalf("the breaker fails a deployment at %s", log[i].At)
		}
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeUnfinished {
		t.Errorf("ends %v", last.Outcome)
	}
}

// TestChangedLoadBalancers: another target group starts a deployment; new tasks register with it, old ones are deregistered
// from the one that they are in, and an empty list leaves tasks that nothing checks.
func TestChangedLoadBalancers(t *testing.T) {
	other := []sim.LoadBalancer{{TargetGroup: 1, ContainerName: "app", ContainerPort: 80}}
	none := []sim.LoadBalancer{}
	b := newCluster(1, 4).service(1, 100, 200).balanced(20 * sim.Second).balanced(20 * sim.Second).with(func(sc *sim.Scenario) {
		sc.Services[0].LoadBalancers = sc.Services[0].LoadBalancers[:1]
	})
	sc := b.call(0, sim.UpdateService{LoadBalancers: &other}).call(5*sim.Minute, sim.UpdateService{LoadBalancers: &none}).
		call(10*sim.Minute, sim.UpdateService{LoadBalancers: &none}).scenario()
	expect(t, story(play(t, sc, 1), sim.KindAction, sim.KindTarget, sim.KindEvent), `
		0.000 action 0
		10.000 event started 1
		20.000 task 1 in group 1: initial
		20.000 event registered 1
		22.000 task 1 in group 1: healthy
		30.000 event stopped running 1
		40.000 task 0 in group 0: draining
		40.000 event deregistered 1
		40.000 event draining 1
		65.000 task 0 in group 0: unused
		70.000 event completed 0
		70.000 event steady 0
		300.000 action 1
		310.000 event started 1
		360.000 event stopped running 1
		370.000 task 1 in group 1: draining
		370.000 event deregistered 1
		370.000 event draining 1
		395.000 task 1 in group 1: unused
		400.000 event completed 0
		400.000 event steady 0
		600.000 action 2
		610.000 event steady 0`)
}

// TestSlowStarter: 95 s from RUNNING to the first passed check, unhealthy after 12 s. A grace period of 90 s ends just
// before that, and every task is replaced, for ever; with 100 s the first one gets there.
func TestSlowStarter(t *testing.T) {
	played := func(grace sim.Span) sim.Log {
		return play(t, newCluster(1, 8).service(1, 100, 200).balanced(0).update(0).with(func(sc *sim.Scenario) {
			sc.TargetGroups[0].HealthyThreshold = 2
			sc.TaskDefinitions[1].Timing.Ready = sim.Constant(95 * sim.Second)
			sc.Services[0].HealthCheckGrace = grace
		}).scenario(), 1)
	}
	log := played(90 * sim.Second)
	failed := 0
	for i := range log {
		if log[i].Reason == sim.StoppedByTargetGroup {
			failed++
			if up := log[i].At; up < 16_000+90_000 {
				t.Errorf("a task is stopped for its health at %s", up)
			}
		}
	}
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeUnfinished || failed < 10 {
		t.Errorf("with 90 s it ends %v after %d failed tasks", last.Outcome, failed)
	}
	log = played(130 * sim.Second)
	if last := log[len(log)-1]; last.Outcome != sim.OutcomeSettled || last.Deployment != 1 {
		t.Errorf("with 130 s it ends %v", last.Outcome)
	}
}
