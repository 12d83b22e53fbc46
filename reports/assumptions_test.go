package reports_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestAssumptions asserts which assumptions are named: pull of web:1 isn't, since no task of it was pulled.
func TestAssumptions(t *testing.T) {
	run := rollingRun()
	want := "This rests on 2 assumed values: taskDefinitions.web:2.timing.pull = 5s (measured), " +
		"taskDefinitions.web:1.timing.exit = 1s (measured)."
	if got := run.AssumptionSentence(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, value := range []string{"1s", "2s", "3s", "4s"} {
		run.Scenario.Assumptions = append(run.Scenario.Assumptions, sim.Assumption{Key: "services.web.x", Value: value})
	}
	if got := run.AssumptionSentence(); !strings.HasSuffix(got, "services.web.x = 2s and 2 more, which result.json lists.") {
		t.Errorf("got %s", got)
	}
	run.Scenario.Assumptions = nil
	if got := run.AssumptionSentence(); got != "" {
		t.Errorf("got %s, want nothing", got)
	}
}

// TestAssumptionsUsed has every shape of a key, about things that had a say in the run and about some that hadn't. A
// shape that isn't known is told.
func TestAssumptionsUsed(t *testing.T) {
	sc := rollingScenario()
	sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "idle"})
	sc.Groups = append(sc.Groups, sim.InstanceGroup{Name: "a.b"})
	sc.Services = append(sc.Services, sim.Service{Name: "idle"})
	sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: 22})
	keys := func(run *reports.Run) []string {
		var list []string
		for _, a := range run.AssumptionsUsed() {
			list = append(list, a.Key)
		}
		return list
	}
	sc.Assumptions = nil
	for _, a := range []string{
		"services.idle.x", "taskDefinitions.web:22.timing.pull", "targetGroups.idle.registrationDelay", "targetGroups.idle.x",
		"services.web.x", "targetGroups.web.registrationDelay", "targetGroups.web.x", "instances.a.memory",
		`instances."a.b".memory`, "somewhere.else", "taskDefinitions.web:2", "unknown",
	} {
		sc.Assumptions = append(sc.Assumptions, sim.Assumption{Key: a, Value: "7680"})
	}
	run := reports.NewRun(sc, 1)
	tellRolling(sc, run)
	want := []string{
		"services.web.x", "targetGroups.web.registrationDelay", "targetGroups.web.x", "instances.a.memory",
		`instances."a.b".memory`, "somewhere.else", "taskDefinitions.web:2", "unknown",
	}
	if diff := cmp.Diff(want, keys(run)); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}

	quiet := reports.NewRun(sc, 1)
	want = []string{"somewhere.else", "taskDefinitions.web:2", "unknown"}
	if diff := cmp.Diff(want, keys(quiet)); diff != "" {
		t.Errorf("nothing happened; - want, + got:\n%s", diff)
	}
	s := &story{scenario: sc, to: quiet}
	s.emit(sim.Record{Kind: sim.KindRefusal})
	if got := keys(quiet); !slices.Contains(got, "instances.a.memory") {
		t.Errorf("a task was refused, but no instance is named in %s", got)
	}
}

// TestAssumptionOrder puts those without a source first, then the longest times.
func TestAssumptionOrder(t *testing.T) {
	run := rollingRun()
	run.Scenario.Assumptions = []sim.Assumption{
		{Key: "a", Value: "awsvpc", Reason: "not counted"},
		{Key: "b", Value: "6.4s", Reason: "one sample"},
		{Key: "c", Value: "2m", Reason: "some samples"},
		{Key: "d", Value: "0s", Reason: "assumed: no sample"},
		{Key: "e", Value: "1h", Reason: "assumed: AWS says only that it can take minutes"},
		{Key: "f", Value: "7680", Reason: "a catalogue"},
	}
	var order strings.Builder
	for _, a := range run.AssumptionsUsed() {
		order.WriteString(a.Key)
	}
	if order.String() != "edcbaf" {
		t.Errorf("the order is %s", order.String())
	}
}

// TestNamesForIDs warns of expressions of services, calls and task definitions that compare ec2InstanceId with the name of a
// container instance, once for each name, and not of those that name an ID, or what an instance is called in it.
func TestNamesForIDs(t *testing.T) {
	of := func(expression string) []sim.PlacementConstraint {
		return []sim.PlacementConstraint{{Distinct: true}, {Expression: expression}}
	}
	in := of("not(ec2InstanceId in [c, a-2, i-1]) and attribute:a == a-3")
	sc := &sim.Scenario{
		Zones:           []string{"us-east-1a"},
		Groups:          []sim.InstanceGroup{{Name: "a", Count: 3, Zones: []sim.ZoneID{0}, EC2IDs: []string{"i-0a", "i-0b", "i-0c"}}},
		TaskDefinitions: []sim.TaskDefinition{{Constraints: of("ec2InstanceId =~ a-3 or ec2InstanceId == i-0c")[1:]}},
		Services:        []sim.Service{{Placement: sim.Placement{Constraints: of("ec2InstanceId != a-1")}}},
		Timeline:        []sim.Action{{Update: sim.UpdateService{Constraints: &in}}, {Update: sim.UpdateService{Constraints: &in}}},
	}
	want := []string{
		"a placement constraint compares ec2InstanceId with a-1, which is the name of a container instance in the scenario; its ID is i-0a",
		"a placement constraint compares ec2InstanceId with a-2, which is the name of a container instance in the scenario; its ID is i-0b",
	}
	if diff := cmp.Diff(want, reports.Warnings(sc)); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

// TestWarnings warns of services that have, or get, 100/100, a bake time without alarms, or a spread over what no
// instance has, and of task definitions with a host port that no task can have.
func TestWarnings(t *testing.T) {
	all, most := 100, 200
	sc := &sim.Scenario{Services: []sim.Service{
		{Name: "old", Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 100}},
		{Name: "fine", Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}},
		{Name: "later\n", Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 50, MaximumPercent: 200}},
		{Name: "baking", BakeTime: new(5 * sim.Minute)},
		{Name: "watched", BakeTime: new(5 * sim.Minute), Alarms: sim.Alarms{Enable: true}},
		{Name: "unbaked", BakeTime: new(sim.Span(0))},
		{Name: "racked", Placement: sim.Placement{Strategies: []sim.PlacementStrategy{
			{Field: "attribute:ecs.availability-zone"}, {Field: "attribute:rack"}, {Field: "attribute:stack"}, {Field: "instanceId"},
		}}},
	}}
	sc.Zones = []string{"us-east-1a"}
	sc.Groups = []sim.InstanceGroup{
		{Zones: []sim.ZoneID{0}, Attributes: []sim.Attribute{{Name: "row", Value: "1"}}}, // of nobody
		{Count: 1, Zones: []sim.ZoneID{0}, Attributes: []sim.Attribute{{Name: "stack", Value: "prod"}}},
	}
	sc.Timeline = []sim.Action{
		{At: 60_000, Update: sim.UpdateService{Service: 2, MinimumHealthyPercent: &all}},
		{At: 75_000, Update: sim.UpdateService{Service: 2, MaximumPercent: &all}},
		{At: 80_000, Update: sim.UpdateService{Service: 1, MaximumPercent: &most}},
		{At: 90_000, Refused: sim.NoSuchService(), Update: sim.UpdateService{Service: 4, Alarms: &sim.Alarms{}}},
		{At: 95_000, Update: sim.UpdateService{Service: 4, Alarms: &sim.Alarms{}}},
		{At: 99_000, Update: sim.UpdateService{Service: 6, Strategies: &[]sim.PlacementStrategy{{Field: "attribute:rack"}, {Field: "attribute:row"}}}},
	}
	sc.HostPorts = []sim.HostPort{{Port: 80}, {Port: 22}, {Port: 53, UDP: true}}
	sc.TaskDefinitions = []sim.TaskDefinition{
		{Family: "web", Revision: 1, HostPorts: sim.PortSet{}.With(0)}, // taken on some
		{Family: "web", Revision: 2, HostPorts: sim.PortSet{}.With(0).With(1)},
		{Family: "dns", Revision: 3, HostPorts: sim.PortSet{}.With(2)},
	}
	kept := sim.Claim{Ports: sim.PortSet{}.With(1).With(2)}
	sc.Groups[1].Reserved = kept
	sc.Groups = append(sc.Groups, sim.InstanceGroup{Count: 2, Zones: []sim.ZoneID{0}, Reserved: sim.Claim{Ports: kept.Ports.With(0)}})
	const keeps = ", which on every container instance the agent or something else keeps for itself; its tasks can't be placed"
	const idle = "; a deployment bakes while its alarms are watched, so this has no effect"
	const refused = `; CreateService refuses this: "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments"`
	want := []string{
		"service old has minimumHealthyPercent 100 and maximumPercent 100" + refused,
		`service later\n has minimumHealthyPercent 100 and maximumPercent 100 from 1:15 on` + refused,
		"service baking has bakeTimeInMinutes but no alarms enabled" + idle,
		"service watched has bakeTimeInMinutes but no alarms enabled from 1:35 on" + idle,
		"service racked spreads its tasks over the attribute rack, which no container instance has",
		"service racked spreads its tasks over the attribute row, which no container instance has",
		"task definition web:2 has the host port 22/tcp" + keeps,
		"task definition dns:3 has the host port 53/udp" + keeps,
	}
	if diff := cmp.Diff(want, reports.Warnings(sc)); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
