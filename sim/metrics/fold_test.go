package metrics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestFoldAgreesWithOracle compares the Fold with the recomputation that replays the whole log for every question, on
// records that no scheduler would make. Every Fold but the first is one that was used before.
func TestFoldAgreesWithOracle(t *testing.T) {
	fold := metrics.New(&sim.Scenario{})
	lean := metrics.New(&sim.Scenario{})
	rapid.Check(t, func(t *rapid.T) {
		sc, log := drawStream(t)
		fold.Reset(sc)
		lean.Reset(sc)
		fold.KeepSamples = true
		for i := range log {
			fold.Record(&log[i])
			lean.Record(&log[i])
		}
		o := &oracle{sc, log}
		samples, bounds := o.samples()
		compare(t, "samples", samples, append([]metrics.Sample(nil), fold.Samples()...))
		compare(t, "bounds", bounds, append([]metrics.BoundsStep(nil), fold.Bounds()...))
		if len(lean.Samples()) != 0 || len(lean.Bounds()) != 0 {
			t.Fatalf("a lean fold kept %d samples and %d bounds", len(lean.Samples()), len(lean.Bounds()))
		}
		if !fold.Over() || fold.Now() != log[len(log)-1].At {
			t.Fatalf("over %v at %s; the run ended at %s", fold.Over(), fold.Now(), log[len(log)-1].At)
		}
		for s := range sim.ServiceID(len(sc.Services)) {
			w := o.at(s, sim.Never)
			got := fold.Service(s)
			compare(t, "counts", w.counts(func(*oracleTask) bool { return true }), got.Counts)
			compare(t, "settings", w.settings, got.Settings)
			compare(t, "protected", w.count(func(t *oracleTask) bool { return t.protected }), got.Protected)
			compare(t, "desired", w.desired, int32(got.API.DesiredCount))
			compare(t, "deployments", len(w.deployments), len(got.Deployments))
			if got.Over {
				compareWhole(t, o.whole(s), got.Whole)
			}
			for id := range got.Deployments {
				want := o.deployment(s, sim.DeploymentID(id))
				low := got.Deployments[id].Later // its lows and waits leave scalings out, which the oracle doesn't know: TestLater
				want.Later.Times, want.Later.Healthy, want.Later.Desired = low.Times, low.Healthy, low.Desired
				want.Later.At, want.Later.Below, want.Later.None, want.Later.Waits = low.At, low.Below, low.None, low.Waits
				compare(t, "deployment", want, got.Deployments[id])
				compare(t, "lean deployment", want, lean.Service(s).Deployments[id])
			}
		}
	})
}

// compareWhole compares what is told of the whole run.
func compareWhole(t *rapid.T, want, got metrics.Deployment) {
	t.Helper()
	for m := sim.MetricMinHealthy; m < sim.MetricWaiter; m++ {
		value, _ := want.Metric(m)
		folded, _ := got.Metric(m)
		compare(t, m.String()+" of the whole run", value, folded)
	}
	compare(t, "shares of the whole run", want.Shares, got.Shares)
}

func compare(t *rapid.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s: - oracle, + fold:\n%s", what, diff)
	}
}

// story is a run of one service on two instances in two zones, told record by record.
type story struct {
	log sim.Log
	now sim.Time
}

func storyScenario(state sim.InitialState, desired int) *sim.Scenario {
	one := sim.TaskDefinitionID(1)
	return &sim.Scenario{
		Zones:  []string{"us-east-1a", "us-east-1b"},
		Groups: []sim.InstanceGroup{{Name: "a", Count: 2, Zones: []sim.ZoneID{0, 1}}},
		TaskDefinitions: []sim.TaskDefinition{
			{Family: "web", Revision: 1, Reservation: sim.Resources{CPU: 256, Memory: 512}},
			{Family: "web", Revision: 2, Reservation: sim.Resources{CPU: 512, Memory: 256}},
		},
		Services: []sim.Service{{Name: "web", DesiredCount: desired, InitialState: state}},
		Timeline: []sim.Action{{At: 60_000, Update: sim.UpdateService{TaskDefinition: &one}}},
	}
}

func (s *story) emit(r sim.Record) {
	r.At = s.now
	s.log.Record(&r)
}

// settings are those of a service of so many tasks of which one has to stay healthy.
func (s *story) settings(desired, ceiling int32) {
	s.emit(sim.Record{Kind: sim.KindSettings, Settings: sim.Settings{Desired: desired, Floor: 1, Cap: ceiling}})
}

func (s *story) deployment(id sim.DeploymentID, status sim.DeploymentStatus, rollout sim.RolloutState) {
	s.emit(sim.Record{
		Kind: sim.KindDeployment, Deployment: id, Status: status, Rollout: rollout, Definition: sim.TaskDefinitionID(id),
	})
}

func (s *story) edge(d sim.DeploymentID, task sim.TaskNumber, from, to sim.TaskState, reason sim.StopReason) {
	s.emit(sim.Record{
		Kind: sim.KindTask, Deployment: d, Task: task, From: from, To: to, Reason: reason, Instance: sim.InstanceID(task % 2),
	})
}

func (s *story) health(d sim.DeploymentID, task sim.TaskNumber, h sim.Health) {
	s.emit(sim.Record{Kind: sim.KindHealth, Deployment: d, Task: task, Health: h})
}

// TestRollout works a rolling update of two tasks out by hand: 50 %/150 %, one stop at 65 s, a start in its place.
func TestRollout(t *testing.T) {
	s := &story{}
	s.settings(2, 3)
	s.deployment(0, sim.Primary, sim.Completed)
	for task := range sim.TaskNumber(2) {
		s.edge(0, task, sim.TaskNone, sim.Running, sim.NotStopped)
		s.health(0, task, sim.Healthy)
	}
	s.now = 60_000
	s.emit(sim.Record{Kind: sim.KindAction})
	s.deployment(1, sim.Primary, sim.InProgress)
	s.deployment(0, sim.Active, sim.Completed)
	s.now = 65_000 // one down, two up: three tasks exist besides the one that stops
	s.edge(0, 0, sim.Running, sim.Deactivating, sim.StoppedByScaling)
	s.edge(0, 0, sim.Deactivating, sim.Stopping, sim.NotStopped)
	for task := sim.TaskNumber(2); task < 4; task++ {
		s.edge(1, task, sim.TaskNone, sim.Provisioning, sim.NotStopped)
		s.edge(1, task, sim.Provisioning, sim.Pending, sim.NotStopped)
	}
	s.now = 68_000 // 3 s of waiting each
	s.edge(1, 2, sim.Pending, sim.Activating, sim.NotStopped)
	s.edge(1, 3, sim.Pending, sim.Activating, sim.NotStopped)
	s.now = 70_000
	s.edge(1, 2, sim.Activating, sim.Running, sim.NotStopped)
	s.edge(1, 3, sim.Activating, sim.Running, sim.NotStopped)
	s.now = 80_000
	s.health(1, 2, sim.Healthy)
	s.health(1, 3, sim.Healthy)
	s.now = 85_000
	s.edge(0, 1, sim.Running, sim.Deactivating, sim.StoppedByScaling)
	s.edge(0, 1, sim.Deactivating, sim.Stopping, sim.NotStopped)
	s.now = 95_000 // one had to be killed, the other one died of its memory meanwhile
	for task := range sim.TaskNumber(2) {
		s.emit(sim.Record{Kind: sim.KindTask, Task: task, From: sim.Stopping, To: sim.Deprovisioning, ExitCode: 137, Killed: task == 0})
		s.edge(0, task, sim.Deprovisioning, sim.Stopped, sim.NotStopped)
	}
	s.now = 100_000
	s.deployment(0, sim.Inactive, sim.Completed)
	s.deployment(1, sim.Primary, sim.Completed)
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeSettled})

	want := metrics.Deployment{
		ID: 1, Revision: metrics.Revision{Definition: 1}, Action: 0, Created: 60_000, Begun: true, BegunAt: 100_000, Updated: 100_000, Ended: 100_000, End: metrics.EndCompleted,
		Status: sim.Primary, Rollout: sim.Completed, Counts: metrics.Counts{Running: 2, Healthy: 2}, OwnStarted: 2,
		DesiredFirst: 2, HealthyFirst: 2, Desired: 2, Floor: 1, Cap: 3, MinHealthy: 1, MinRunning: 1, PeakTasks: 3, PeakOccupied: 4,
		Shares:         [metrics.NumShares]metrics.Share{{Tasks: 1, Desired: 2}, {Tasks: 1, Desired: 2}, {Tasks: 3, Desired: 2}, {Tasks: 4, Desired: 2}},
		HealthyDeficit: 15_000, // one below two from 65 s to 80 s
		TimeAtFloor:    15_000,
		Surge:          20_000, // one above two from 65 s to 85 s
		TasksStarted:   2, TasksStopped: 2, Sigkills: 1, HostWait: 6_000, HostWaiters: 2, HostWaitMost: 3 * sim.Second,
		PeakCPU: 256 + 2*512, PeakMemory: 512 + 2*256, // two old tasks are less CPU but as much memory
		Dip:       metrics.Dip{Healthy: 1, Desired: 2, For: 15_000, Below: 15_000, Whole: true, WholeAt: 100_000},
		HostsUsed: 2, ZoneSkew: 0, WaiterPassed: true, WaiterAfter: 45 * sim.Second, // at 105 s, past the end
	}
	got := fold(storyScenario(sim.Steady, 2), s.log).Service(0)
	if diff := cmp.Diff(want, got.Deployments[1]); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if got.Judged().ID != 1 || got.Deployments[0].End != metrics.EndSuperseded || !got.Deployments[0].Initial {
		t.Errorf("judged %d; the first deployment ended as %s", got.Judged().ID, got.Deployments[0].End)
	}
	if span, ok := got.Judged().Duration(); span != 40*sim.Second || !ok {
		t.Errorf("duration %s, %v; want 40 s", span, ok)
	}
}

func fold(sc *sim.Scenario, log sim.Log) *metrics.Fold {
	f := metrics.New(sc)
	f.KeepSamples = true
	for i := range log {
		f.Record(&log[i])
	}
	return f
}

// TestNewServiceUnfinished is a NEW service whose first task fails and whose run ends before the second is up.
func TestNewServiceUnfinished(t *testing.T) {
	s := &story{}
	s.settings(1, 2)
	s.deployment(0, sim.Primary, sim.InProgress)
	s.now = 5_000
	s.edge(0, 0, sim.TaskNone, sim.Provisioning, sim.NotStopped)
	s.edge(0, 0, sim.Provisioning, sim.Deprovisioning, sim.NotStopped)
	s.edge(0, 0, sim.Deprovisioning, sim.Stopped, sim.NotStopped)
	s.emit(sim.Record{Kind: sim.KindRefusal, Refusal: sim.Refusal{Instances: 2}})
	s.now = 20_000
	s.edge(0, 1, sim.TaskNone, sim.Provisioning, sim.NotStopped)
	s.now = 30_000
	s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeUnfinished})
	got := fold(storyScenario(sim.New, 1), s.log).Service(0)
	want := metrics.Deployment{
		Action: metrics.NoAction, Ended: 30_000, End: metrics.EndOfRun, Counts: metrics.Counts{Pending: 1},
		OwnStarted: 2, OwnEnded: 1, OwnFailed: 1, DesiredFirst: 1, Desired: 1, Floor: 1, Cap: 2, PeakTasks: 1, PeakOccupied: 1,
		HealthyDeficit: 30_000, TasksStarted: 2, TasksFailed: 1, PlacementFailures: 1, PeakCPU: 256, PeakMemory: 512,
		OwnFailures: [metrics.NumCauses]metrics.Failures{metrics.CauseStart: {Tasks: 1, Never: 1}},
		Dip:         metrics.Dip{Desired: 1, For: 30_000, Below: 30_000, None: 30_000},
		Shares:      [metrics.NumShares]metrics.Share{{Desired: 1}, {Desired: 1}, {Tasks: 1, Desired: 1}, {Tasks: 1, Desired: 1}},
		TimeAtFloor: 30_000,
		HostsUsed:   1, // the first task was gone in the instant that it came
	}
	if diff := cmp.Diff(want, *got.Judged()); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if !got.Refused || got.Refusal.Instances != 2 {
		t.Errorf("the refusal is %+v", got.Refusal)
	}
	if _, ok := got.Judged().Duration(); ok || !got.Judged().First() {
		t.Errorf("a deployment that didn't complete has a duration")
	}
}

// TestJudged asserts which deployment a verdict speaks of.
func TestJudged(t *testing.T) {
	by := func(actions ...int32) *metrics.Service {
		s := &metrics.Service{}
		for i, a := range actions {
			s.Deployments = append(s.Deployments, metrics.Deployment{ID: sim.DeploymentID(i), Action: a})
		}
		return s
	}
	for _, c := range []struct {
		service *metrics.Service
		want    sim.DeploymentID
	}{
		{by(metrics.NoAction), 0},
		{by(metrics.NoAction, metrics.NoAction), 0}, // nobody asked for the second one: a rollback
		{by(metrics.NoAction, 0, 2), 2},
		{by(metrics.NoAction, 0, metrics.NoAction), 1},
	} {
		if got := c.service.Judged().ID; got != c.want {
			t.Errorf("judged %d, want %d", got, c.want)
		}
	}
	if by().Judged() != nil {
		t.Error("a service without records is judged")
	}
}

// TestWaiterGivesUp asserts that the fortieth poll, 585 s after the creation, is the last.
func TestWaiterGivesUp(t *testing.T) {
	for _, c := range []struct {
		up   sim.Time
		want bool
	}{{585_000, true}, {585_001, false}} {
		s := &story{}
		s.settings(1, 2)
		s.deployment(0, sim.Primary, sim.InProgress)
		s.now = c.up
		s.edge(0, 0, sim.TaskNone, sim.Running, sim.NotStopped)
		s.emit(sim.Record{Kind: sim.KindEnd, Outcome: sim.OutcomeUnfinished})
		d := fold(storyScenario(sim.New, 1), s.log).Service(0).Judged()
		if d.WaiterPassed != c.want || c.want && d.WaiterAfter != 585*sim.Second {
			t.Errorf("up at %s s: passed %v after %s s", c.up, d.WaiterPassed, d.WaiterAfter)
		}
	}
}

// TestWords asserts that every metric is listed once, with the value that its field has.
func TestWords(t *testing.T) {
	d := &metrics.Deployment{
		Created: 0, Ended: 1, End: metrics.EndCompleted, MinHealthy: 2, MinRunning: 3, PeakTasks: 4, PeakOccupied: 5,
		HealthyDeficit: 6, TimeAtFloor: 7, Surge: 8, TasksStarted: 9, TasksStopped: 10, TasksFailed: 11, Sigkills: 12,
		PlacementFailures: 13, HostWait: 14, PeakCPU: 15, PeakMemory: 16, HostsUsed: 17, ZoneSkew: 18, WaiterPassed: true,
	}
	want := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 1}
	names := map[string]bool{}
	for i, word := range metrics.Words() {
		if got, ok := word.Value(d); got != want[i] || !ok || names[word.Name] {
			t.Errorf("%s = %d, %v; want %d", word.Name, got, ok, want[i])
		}
		names[word.Name] = true
	}
	if len(names) != len(want) {
		t.Errorf("%d words; want %d", len(names), len(want))
	}
}

// TestFoldMemory asserts that a lean fold that is used again allocates nothing but the instances' names.
func TestFoldMemory(t *testing.T) {
	sc := storyScenario(sim.Steady, 2)
	sc.Groups = nil
	s := &story{}
	s.settings(2, 3)
	s.deployment(0, sim.Primary, sim.Completed)
	for i := range 1000 {
		s.now += 500
		s.emit(sim.Record{
			Kind: sim.KindTask, Task: sim.TaskNumber(i), From: sim.TaskNone, To: sim.Provisioning, Instance: sim.NoInstance,
		})
	}
	s.emit(sim.Record{Kind: sim.KindEnd})
	f := fold(sc, s.log)
	f.KeepSamples = false
	allocations := testing.AllocsPerRun(10, func() {
		f.Reset(sc)
		for i := range s.log {
			f.Record(&s.log[i])
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations; want none", allocations)
	}
}

func BenchmarkFold(b *testing.B) {
	sc := storyScenario(sim.Steady, 2)
	s := &story{}
	s.settings(2, 3)
	s.deployment(0, sim.Primary, sim.InProgress)
	for i := range sim.TaskNumber(1000) {
		for from := range sim.Stopped {
			s.now += 100
			s.edge(0, i, from, from+1, sim.NotStopped)
			s.emit(sim.Record{Kind: sim.KindHealth, Task: i, Health: sim.Healthy})
		}
	}
	s.emit(sim.Record{Kind: sim.KindEnd})
	f := metrics.New(sc)
	b.ReportAllocs()
	for b.Loop() {
		f.Reset(sc)
		for i := range s.log {
			f.Record(&s.log[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(s.log)), "ns/record")
}
