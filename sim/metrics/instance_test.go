package metrics_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestHostsAreLost is a service of two tasks, one in each of two zones, and a third instance that comes later. The zone of
// the first is lost at 60 s, of which ECS knows at 90 s; the task that replaces the lost one beside the other counts at 140 s.
// The lost task is no failure of anybody, and the zone without instances no part of the skew.
func TestHostsAreLost(t *testing.T) {
	sc := storyScenario(sim.Steady, 2)
	sc.Groups = append(sc.Groups, sim.InstanceGroup{Name: "b", Count: 2, Zones: []sim.ZoneID{1}, Later: true})
	sc.Timeline = []sim.Action{{Kind: sim.ActionLoseZone, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}}}}
	s := &story{}
	up := func(task sim.TaskNumber, from sim.TaskState, on sim.InstanceID) {
		s.emit(sim.Record{Kind: sim.KindTask, Task: task, From: from, To: sim.Running, Instance: on})
	}
	host := func(i sim.InstanceID, to sim.InstanceState, connected bool) {
		r := sim.Record{At: s.now, Kind: sim.KindInstance, Service: sim.NoService, Instance: i, State: to, Connected: connected}
		s.log.Record(&r)
	}
	s.settings(2, 4)
	s.deployment(0, sim.Primary, sim.Completed)
	for task := range sim.TaskNumber(2) {
		up(task, sim.TaskNone, sim.InstanceID(task))
		s.health(0, task, sim.Healthy)
	}
	s.now = 60_000
	s.log.Record(&sim.Record{At: s.now, Kind: sim.KindAction, Service: sim.NoService})
	host(0, sim.InstanceActive, false)
	s.now = 90_000
	host(0, sim.InstanceGone, false)
	s.emit(sim.Record{Kind: sim.KindTask, From: sim.Running, To: sim.Deactivating, Failure: sim.HostTerminated})
	s.emit(sim.Record{Kind: sim.KindTask, From: sim.Deactivating, To: sim.Stopping})
	s.emit(sim.Record{Kind: sim.KindTask, From: sim.Stopping, To: sim.Deprovisioning})
	s.emit(sim.Record{Kind: sim.KindTask, From: sim.Deprovisioning, To: sim.Stopped})
	s.now = 100_000
	up(2, sim.TaskNone, 1)
	s.now = 140_000
	s.health(0, 2, sim.Healthy)
	host(2, sim.InstanceActive, true)
	s.now = 200_000
	s.emit(sim.Record{Kind: sim.KindEnd})
	f := fold(sc, s.log)
	got := f.Service(0)
	want := []metrics.Disturbance{{
		At: 60_000, Tasks: 1, Lost: 1, During: sim.NoDeployment, Done: true, DoneAt: 140_000,
		Gone: true, GoneAt: 90_000, HealthyAt: 140_000, NoticedAt: 90_000, LostHealthy: 1,
		HealthyFirst: 2, DesiredFirst: 2, Dip: metrics.Dip{Healthy: 1, Desired: 2, For: 50_000, Below: 50_000, Whole: true, WholeAt: 140_000},
	}}
	if diff := cmp.Diff(want, got.Disturbances, cmp.FilterPath(isHidden, cmp.Ignore())); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	d := &got.Deployments[0]
	if d.TasksFailed != 0 || d.OwnFailed != 0 || d.OwnEnded != 1 || d.HostLosses != 1 || d.ZoneSkew != 0 || d.HostsUsed != 2 || f.Hosts() != 3 {
		t.Errorf("%d failed, %d own, %d ended, %d lost, skew %d, %d of %d hosts",
			d.TasksFailed, d.OwnFailed, d.OwnEnded, d.HostLosses, d.ZoneSkew, d.HostsUsed, f.Hosts())
	}
}

// TestGone: when none of a service's tasks is on an instance any more is one thing, and when as many as desired are healthy
// another. The call at 60 s is seen by the pass at 60 s. A task that is told to stop takes 5 s to be STOPPED; another counts 46 s
// after its start. Start first, the new tasks count at 106 s and the old ones are told at 110 s; stop first, the old ones are told
// at 60 s and the new ones start at 70 s; and where none fits beside the four, it is gone and the service never whole.
func TestGone(t *testing.T) {
	for _, c := range []struct {
		what                   string
		room, minimum, maximum int
		gone, healthy, done    sim.Time
		isDone                 bool
		left                   int32
	}{
		{"start first", 8, 100, 200, 115_000, 60_000, 115_000, true, 0},
		{"stop first", 8, 50, 100, 65_000, 116_000, 116_000, true, 0},
		{"no room", 2, 50, 100, 65_000, 60_000, 0, false, 0},
	} {
		sc := pathCluster(2, c.room, 4, c.minimum, c.maximum)
		sc.Timeline = []sim.Action{{At: 60_000, Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Drain: true}}}
		_, fold := trace(sc, 1)
		x := fold.Service(0).Disturbances[0]
		if !x.Gone || x.GoneAt != c.gone || x.HealthyAt != c.healthy || x.Done != c.isDone || x.DoneAt != c.done || x.Left != c.left {
			t.Errorf("%s: gone %v at %s, healthy at %s, done %v at %s, %d left", c.what, x.Gone, x.GoneAt, x.HealthyAt, x.Done, x.DoneAt, x.Left)
		}
	}
}

// TestDisturbancePath: what a service waited for since instances went from under its tasks, by hand. Passes come at full
// tens; a task takes 6 s to RUNNING and counts 40 s later, and one that is told to stop takes 5 s to be STOPPED.
func TestDisturbancePath(t *testing.T) {
	do := func(kind sim.ActionKind, desired, minimum, maximum int) *sim.Scenario {
		sc := pathCluster(2, 8, desired, minimum, maximum)
		sc.Scheduler.InstanceLossLag = 25 * sim.Second
		sc.Timeline = append(sc.Timeline, sim.Action{At: 60_000, Kind: kind, Instances: sim.ChangeInstances{
			Instances: []sim.InstanceID{0}, Drain: true,
		}})
		return sc
	}
	for _, c := range []struct {
		name string
		sc   *sim.Scenario
		want string
	}{
		{"start first", do(sim.ActionUpdateInstances, 4, 100, 200), "provisioning 1.000 floor, pullAndStart 5.000 floor, fortySeconds 40.000 floor, pass 4.000 floor, exit 2.000, deprovisioning 3.000"},
		{"stop first", do(sim.ActionUpdateInstances, 4, 50, 100), "exit 2.000 cap, deprovisioning 3.000 cap, pass 5.000 cap, provisioning 1.000, pullAndStart 5.000, fortySeconds 40.000"},
		{"terminated", do(sim.ActionTerminateInstances, 4, 50, 200), "instanceLossLag 25.000, pass 5.000, provisioning 1.000, pullAndStart 5.000, fortySeconds 40.000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr, fold := trace(c.sc, 1)
			p, ok := tr.DisturbancePath(0, &fold.Service(0).Disturbances[0])
			if !ok {
				t.Fatal("there is no path")
			}
			if diff := cmp.Diff(strings.Split(c.want, ", "), parts(&p)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if p, ok := (&metrics.Trace{}).DisturbancePath(0, &metrics.Disturbance{Undone: true}); ok {
		t.Errorf("one that is undone has the path %v", p)
	}
}

// TestAgentPath: what waits for a disconnected agent is a part of a deployment's path, and of a moment.
func TestAgentPath(t *testing.T) {
	sc := pathCluster(1, 8, 1, 100, 200)
	next := sim.TaskDefinitionID(1)
	agent := func(at sim.Time, on bool) sim.Action {
		return sim.Action{At: at, Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Connected: on}}
	}
	sc.Timeline = []sim.Action{
		{At: 60_000, Update: sim.UpdateService{TaskDefinition: &next}}, agent(72_000, false), agent(90_000, true), agent(131_000, false), agent(171_000, true),
	}
	tr, f := trace(sc, 1)
	p, ok := tr.Path(&f.Service(0).Deployments[1])
	if !ok {
		t.Fatal("there is no path")
	}
	want := "apiLag 5.000, pass 5.000 floor, provisioning 1.000 floor, pullAndStart 1.000 floor, agent 18.000 floor, fortySeconds 40.000 floor, exit 2.000, agent 39.000, pass 9.000"
	if got := strings.Join(parts(&p), ", "); got != want {
		t.Errorf("the path is %s, want %s", got, want)
	}
	if m := tr.Moving(0, 80_000); len(m) != 1 || m[0].Hold != metrics.HoldAgent || m[0].First != 90_000 {
		t.Errorf("under way is %+v", m)
	}
}

// TestAgentWaits: what waits for a disconnected agent is counted for what it was started or stopped for, and not as a wait for
// the host. Passes come at full tens and the call is seen at the first; a task is PENDING after 1 s, and nothing is in its way;
// one that is told to stop is STOPPING at once or, behind a target group, 45 s later, when its target has drained. The agent is
// disconnected from 70.5 s, when the new task is on its way to PENDING, to 80 s, and again from 131 s, after the old task was told
// to stop (at 130 s, behind the target group at 100 s), to 171 s or until nothing moves any more, which is so at 140 s. What is
// STOPPING already ends without it in 2 s.
func TestAgentWaits(t *testing.T) {
	for _, c := range []struct {
		what     string
		balanced bool
		until    sim.Time
		most     sim.Span
		sum      int64
	}{
		{"stopping", false, 171_000, 39_000, 48_000},
		{"draining", true, 171_000, 26_000, 35_000},
		{"at the end", false, 0, 9_000, 17_000},
	} {
		sc := pathCluster(1, 8, 1, 100, 200)
		if c.balanced {
			sc = balanced(sc)
		}
		next := sim.TaskDefinitionID(1)
		agent := func(at sim.Time, on bool) sim.Action {
			return sim.Action{At: at, Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Connected: on}}
		}
		sc.Timeline = []sim.Action{
			{At: 60_000, Update: sim.UpdateService{TaskDefinition: &next}}, agent(70_500, false), agent(80_000, true), agent(131_000, false), agent(171_000, true),
		}
		if c.until == 0 {
			sc.Timeline = sc.Timeline[:4]
		}
		_, f := trace(sc, 1)
		d := &f.Service(0).Deployments[1]
		want := metrics.AgentWaits{Starts: 1, Stops: 1, Most: c.most, Sum: c.sum, Instances: []sim.InstanceID{0}}
		if diff := cmp.Diff(want, d.AgentWaits); diff != "" || d.HostWaiters != 0 {
			t.Errorf("%s: %d wait for hosts; - want, + got:\n%s", c.what, d.HostWaiters, diff)
		}
	}
}

// TestAgentWaitsAreDue: of a task that ignores SIGTERM, at 70 s, the agent that is disconnected from 100 s on is waited for only
// once its stopTimeout of 10 min is over, at 670 s, and of the one that is PENDING for its room from 81 s on likewise: until 780 s,
// when the agent is back. Before that it waits for its host.
func TestAgentWaitsAreDue(t *testing.T) {
	sc := pathCluster(1, 1, 1, 0, 200)
	sc.TaskDefinitions[0].Timing.Exit = sim.NeverEnding()
	sc.TaskDefinitions[0].Containers[0].StopTimeout = 10 * sim.Minute
	agent := func(at sim.Time, on bool) sim.Action {
		return sim.Action{At: at, Kind: sim.ActionConnectAgents, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Connected: on}}
	}
	sc.Timeline = []sim.Action{
		{At: 60_000, Update: sim.UpdateService{DesiredCount: new(0)}},
		{At: 70_500, Update: sim.UpdateService{DesiredCount: new(1)}},
		agent(100_000, false), agent(780_000, true),
	}
	_, f := trace(sc, 1)
	s := f.Service(0)
	got := []metrics.HostWaits{s.Scalings[0].Waits, s.Scalings[1].Waits}
	want := []metrics.HostWaits{{}, {
		Tasks: 1, Most: 589 * sim.Second, Sum: 589_000,
		Agents: metrics.AgentWaits{Starts: 1, Stops: 1, Most: 110 * sim.Second, Sum: 220_000, Instances: []sim.InstanceID{0}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
