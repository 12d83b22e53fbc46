package ecs_test

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// builder makes small scenarios: instances with room for tasks of one unit each, one service "web" with revisions
// web:1 and web:2, all delays constant, phase 0, ties to the lowest number.
type builder struct{ sc sim.Scenario }

// unit is what one task reserves.
const unit = 100

// newCluster is a cluster of so many instances with room for so many tasks each, dealt to three zones in turn.
func newCluster(instances, room int) *builder {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	phase := sim.Span(0)
	b := &builder{sim.Scenario{
		Name: "test", Duration: sim.Hour, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, Phase: &phase, APILag: 5 * sim.Second, DeregisterLag: 10 * sim.Second,
			DrainLag: 5 * sim.Second, LowestTies: true,
			Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: rules.BackoffCap},
		},
		Zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		Groups: []sim.InstanceGroup{{
			Name: "a", Count: instances, Zones: []sim.ZoneID{0, 1, 2},
			Capacity: sim.Resources{CPU: int64(room) * unit, Memory: int64(room) * unit},
		}},
	}}
	for revision := 1; revision <= 3; revision++ {
		b.sc.TaskDefinitions = append(b.sc.TaskDefinitions, sim.TaskDefinition{
			Family: "web", Revision: revision, Reservation: sim.Resources{CPU: unit, Memory: unit},
			Containers: []sim.Container{{Name: "app", Essential: true, Ports: []int{80}, StopTimeout: 30 * sim.Second}},
			Timing: sim.Timing{
				Provision: sim.Constant(0), Pull: sim.Constant(5 * sim.Second), Start: sim.Constant(sim.Second),
				Exit: sim.Constant(0),
			},
		})
	}
	return b
}

// service adds a STEADY service of so many tasks of web:1.
func (b *builder) service(desired, minimum, maximum int) *builder {
	name := "web"
	if n := len(b.sc.Services); n > 0 {
		name = fmt.Sprintf("web%d", n+1)
	}
	b.sc.Services = append(b.sc.Services, sim.Service{
		Name: name, DesiredCount: desired,
		Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum},
	})
	return b
}

// update moves the first service to web:2.
func (b *builder) update(at sim.Span) *builder { return b.updateTo(at, 1) }

// updateTo moves the first service to another revision.
func (b *builder) updateTo(at sim.Span, definition sim.TaskDefinitionID) *builder {
	return b.call(at, sim.UpdateService{TaskDefinition: &definition})
}

// call adds an UpdateService call.
func (b *builder) call(at sim.Span, u sim.UpdateService) *builder {
	b.sc.Timeline = append(b.sc.Timeline, sim.Action{At: sim.Time(at), Update: u})
	return b
}

// do adds any entry of the timeline.
func (b *builder) do(at sim.Span, a sim.Action) *builder {
	a.At = sim.Time(at)
	b.sc.Timeline = append(b.sc.Timeline, a)
	return b
}

// balanced puts the last service behind a target group that checks every 10 s.
func (b *builder) balanced(delay sim.Span) *builder {
	b.sc.TargetGroups = append(b.sc.TargetGroups, sim.TargetGroup{
		Name: "web", HealthCheckInterval: 10 * sim.Second, HealthyThreshold: 5, UnhealthyThreshold: 2,
		DeregistrationDelay: delay, RegistrationDelay: sim.Constant(2 * sim.Second),
	})
	s := &b.sc.Services[len(b.sc.Services)-1]
	s.LoadBalancers = append(s.LoadBalancers, sim.LoadBalancer{
		TargetGroup: sim.TargetGroupID(len(b.sc.TargetGroups) - 1), ContainerName: "app", ContainerPort: 80,
	})
	return b
}

// with changes anything else.
func (b *builder) with(change func(sc *sim.Scenario)) *builder {
	change(&b.sc)
	return b
}

func (b *builder) scenario() *sim.Scenario { return &b.sc }

// tester is what play needs of *testing.T and *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// play runs sc to its end and checks every invariant after every event.
func play(t tester, sc *sim.Scenario, seed uint64) sim.Log {
	t.Helper()
	var log sim.Log
	w, err := ecs.New(sc, seed, &log)
	if err != nil {
		t.Fatal(err)
	}
	for w.Step() {
		if err := w.Check(); err != nil {
			t.Fatalf("at %s s: %v", w.Now(), err)
		}
	}
	return log
}

// steps are the passes that did something, as "-3 +5".
func steps(log sim.Log) []string {
	var all []string
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindPass && r.Pass.Stops+r.Pass.Starts > 0 {
			step := ""
			if r.Pass.Stops > 0 {
				step = fmt.Sprintf("-%d", r.Pass.Stops)
			}
			if r.Pass.Starts > 0 {
				if step != "" {
					step += " "
				}
				step += fmt.Sprintf("+%d", r.Pass.Starts)
			}
			all = append(all, step)
		}
	}
	return all
}

// newWorld is a world that isn't played.
func newWorld(sc *sim.Scenario) (*ecs.World, error) {
	var log sim.Log
	return ecs.New(sc, 1, &log)
}
