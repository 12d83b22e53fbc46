package reports_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// shortageCase is a rollout of web:2 that is refused, what the verdict says that a task needs and names of what is lacking,
// and the records.
type shortageCase struct {
	what    string
	sc      *sim.Scenario
	needs   string
	verdict string
	records string
}

// refused is a service whose second revision, changed, is refused on its one instance.
func refused(change func(sc *sim.Scenario)) *sim.Scenario {
	sc := fleetScenario(1, 8, 1, 0, 200)
	sc.Services[0].Deployment.MinimumHealthyPercent = 100
	sc.Groups[0].Type = "m5.large"
	sc.Groups[0].Attributes = []sim.Attribute{{Name: "stack", Value: "blue"}}
	change(sc)
	return at(sc, sim.Minute, updateTo())
}

func shortageCases() []shortageCase {
	return []shortageCase{
		{
			"expressions",
			refused(func(sc *sim.Scenario) {
				sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Distinct: true}, {Expression: "attribute:stack exists"}}
				sc.TaskDefinitions[1].Constraints = []sim.PlacementConstraint{{Expression: "attribute:stack == green"}}
			}),
			"(it needs 100 CPU units and 100 MiB, and of 1 ",
			"1 lacks what memberOf asks for (attribute:stack exists of the service and attribute:stack == green of the task definition);",
			`"lacks":["distinctInstance","memberOf"],"memberOf":[{"of":"service","expression":"attribute:stack exists"},{"of":"taskDefinition","expression":"attribute:stack == green"}]}]`,
		},
		{
			"attributes",
			refused(func(sc *sim.Scenario) {
				sc.TaskDefinitions[1].Requires = []sim.Attribute{{Name: "stack", Value: "blue"}, {Name: "ecs.cpu-architecture", Value: "arm64"}}
			}),
			"(it needs 100 CPU units and 100 MiB, and of 1 ",
			"1 lacks an attribute that the task definition requires (ecs.cpu-architecture = arm64);",
			`"lacks":["attribute"],"attributes":[{"name":"ecs.cpu-architecture","value":"arm64"}]}]`,
		},
		{
			"ports",
			refused(func(sc *sim.Scenario) {
				sc.HostPorts = []sim.HostPort{{Port: 80}, {Port: 53, UDP: true}, {Port: 22}, {Port: 8080}}
				all := sim.PortSet{}
				for i := range sc.HostPorts {
					all = all.With(i)
				}
				dns := sc.TaskDefinitions[0]
				dns.Family, dns.HostPorts = "dns", sim.PortSet{}.With(1)
				sc.TaskDefinitions = append(sc.TaskDefinitions, dns, dns)
				sc.TaskDefinitions[3].Family, sc.TaskDefinitions[3].HostPorts = "proxy", sim.PortSet{}.With(3)
				sc.TaskDefinitions[0].HostPorts, sc.TaskDefinitions[1].HostPorts = sim.PortSet{}.With(0), all
				sc.Groups[0].Reserved.Ports = sim.PortSet{}.With(2)
				sc.Standalone = []sim.StandaloneTasks{{Definition: 3, Group: "family:proxy", Instances: []sim.InstanceID{0}}}
				sc.Services = append(sc.Services, sim.Service{Name: "dns", TaskDefinition: 2, DesiredCount: 1, Deployment: sim.DeploymentConfiguration{MaximumPercent: 200}})
			}),
			"(it needs 100 CPU units, 100 MiB and the host ports 80/tcp, 53/udp, 22/tcp and 1 more, and of 1 ",
			"1 lacks a host port, which is taken (80/tcp by its own tasks, 53/udp by service dns, 22/tcp reserved on the instance and 1 more);",
			`"lacks":["port"],"ports":[{"port":80,"protocol":"tcp","heldBy":"service","service":"web"},{"port":53,"protocol":"udp","heldBy":"service","service":"dns"},` +
				`{"port":22,"protocol":"tcp","heldBy":"reserved"},{"port":8080,"protocol":"tcp","heldBy":"standaloneTasks"}]}]`,
		},
		{
			"interfaces",
			refused(func(sc *sim.Scenario) {
				sc.Groups[0].Capacity.ENI, sc.Groups[0].TrunkedENI = 2, 10
				sc.TaskDefinitions[0].Reservation.ENI, sc.TaskDefinitions[1].Reservation.ENI = 1, 2
			}),
			"(it needs 100 CPU units, 100 MiB and 2 network interfaces, and of 1 ",
			"1 lacks a network interface for another task in awsvpc mode (with awsvpcTrunking m5.large takes 10 of these tasks instead of 2);",
			`"lacks":["eni"]}]`,
		},
		{
			"GPUs and a port, but interfaces enough",
			refused(func(sc *sim.Scenario) {
				sc.HostPorts = []sim.HostPort{{Port: 80}}
				sc.Groups[0].Capacity.ENI, sc.Groups[0].Capacity.GPU, sc.Groups[0].Reserved.Ports = 2, 1, sim.PortSet{}.With(0)
				d := &sc.TaskDefinitions[1]
				d.Reservation.ENI, d.Reservation.GPU, d.HostPorts = 1, 2, sim.PortSet{}.With(0)
			}),
			"(it needs 100 CPU units, 100 MiB, 2 GPUs and the host port 80/tcp, and of 1 ",
			"1 lacks GPUs and 1 lacks a host port, which is taken (80/tcp reserved on the instance);",
			`"lacks":["gpu","port"],"ports":[{"port":80,"protocol":"tcp","heldBy":"reserved"}]}]`,
		},
	}
}

// TestShortages holds what verdicts and records name of what was lacking.
func TestShortages(t *testing.T) {
	for _, c := range shortageCases() {
		t.Run(c.what, func(t *testing.T) {
			got := played(t, c.sc).ServiceVerdict(0)
			for _, want := range []string{c.needs, c.verdict} {
				if !strings.Contains(got, want) {
					t.Errorf("%q isn't in %s", want, got)
				}
			}
			_, got, _ = strings.Cut(lackingOf(t, c.sc), `"],"lacks"`)
			if diff := cmp.Diff(c.records, `"lacks"`+got); diff != "" {
				t.Errorf("- want, + got:\n%s", diff)
			}
		})
	}
}

// TestDaemonHasItsOwn: of a daemon that fits on one instance only, on which it is, only the other one is told of.
func TestDaemonHasItsOwn(t *testing.T) {
	sc := fleetScenario(2, 8, 0, 100, 200)
	sc.Services[0].Daemon, sc.Services[0].InitialState = true, sim.New
	sc.Services[0].Deployment = sim.DeploymentConfiguration{MaximumPercent: 100}
	sc.Standalone = []sim.StandaloneTasks{{Definition: 1, Instances: []sim.InstanceID{0}}}
	sc.TaskDefinitions[1].Reservation.CPU = 750
	got := played(t, sc).Verdict()
	if want := "of 1 container instance none fits: 1 lacks CPU; closest is a-1"; !strings.Contains(got, want) {
		t.Errorf("%q isn't in %s", want, got)
	}
}
