package metrics_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// portCluster is the cluster of TestShortages.
func portCluster() *sim.Scenario {
	sc := pathCluster(2, 10, 1, 100, 200)
	ports := func(of ...int) (set sim.PortSet) {
		for _, p := range of {
			set = set.With(p)
		}
		return set
	}
	sc.HostPorts = []sim.HostPort{{Port: 80}, {Port: 81, UDP: true}, {Port: 82}, {Port: 83}, {Port: 84}}
	sc.Groups[0].Reserved.Ports = ports(1)
	sc.Groups[0].Attributes = []sim.Attribute{{Name: "a", Value: "1"}, {Name: "b", Value: "1"}}
	for i, p := range []sim.PortSet{ports(0), ports(2), ports(3)} {
		sc.TaskDefinitions[i].HostPorts = p
	}
	log, all := sc.TaskDefinitions[0], sc.TaskDefinitions[0]
	log.Reservation.CPU, log.HostPorts = 5, ports(4)
	all.Reservation.CPU, all.HostPorts = 4, ports(0, 1, 2, 3, 4)
	all.Requires = []sim.Attribute{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}, {Name: "c", Value: "1"}}
	sc.TaskDefinitions = append(sc.TaskDefinitions, log, all)
	sc.Standalone = []sim.StandaloneTasks{{Definition: 1, Instances: []sim.InstanceID{0}}}
	sc.Services = append(sc.Services, sim.Service{Name: "other"}, sim.Service{Name: "log", Daemon: true})
	return sc
}

// TestShortages: who holds the ports 80 to 84 of a task of service web, what it hasn't got, and where room is kept. Each of two
// instances has 10 CPU units and reserves the port 81. Port 80 is of a task of web on the first, 82 of a standalone task
// there, 83 of service other on the second, whose task on the first has been told to stop; 84 of service log, a DAEMON service
// without a task, wherever it is to have one: not on the second, which is DRAINING. A task of web needs 4 CPU units, one of log 5.
// 2 of the units are taken on the first, so that it can only lack them since some are kept.
func TestShortages(t *testing.T) {
	sc := portCluster()
	const web, other, daemon = 0, 1, 2
	o := metrics.NewOccupants(sc)
	edge := func(of sim.ServiceID, n sim.TaskNumber, d sim.TaskDefinitionID, i sim.InstanceID, from, to sim.TaskState) {
		o.Record(&sim.Record{Kind: sim.KindTask, Service: of, Task: n, Definition: d, Instance: i, From: from, To: to})
	}
	edge(web, 0, 0, 0, sim.TaskNone, sim.Running)
	edge(other, 0, 2, 0, sim.TaskNone, sim.Running)
	edge(other, 0, 2, 0, sim.Running, sim.Deactivating)
	edge(other, 1, 2, 1, sim.TaskNone, sim.Provisioning)
	o.Record(&sim.Record{Kind: sim.KindDeployment, Service: daemon, Definition: 3, Status: sim.Primary})
	o.Record(&sim.Record{Kind: sim.KindInstance, Instance: 1, State: sim.InstanceDraining, Connected: true})
	lacks := sim.LackCPU | sim.LackPort | sim.LackAttribute
	refusal := func() []metrics.Shortage {
		return o.Shortages(&sim.Record{Kind: sim.KindRefusal, Service: web, Definition: 4, Refusal: sim.Refusal{
			Each: []sim.InstanceLacks{{Instance: 0, Lacks: lacks}, {Instance: 1, Lacks: lacks}},
		}})
	}
	attributes := []sim.Attribute{{Name: "b", Value: "2"}, {Name: "c", Value: "1"}}
	reserved := metrics.PortHolder{Port: sim.HostPort{Port: 81, UDP: true}, By: metrics.HeldReserved, Service: sim.NoService}
	want := []metrics.Shortage{
		{
			InstanceLacks: sim.InstanceLacks{Instance: 0, Lacks: lacks}, Attributes: attributes, KeptFor: []sim.ServiceID{daemon},
			Ports: []metrics.PortHolder{
				{Port: sim.HostPort{Port: 80}, By: metrics.HeldByService, Service: web},
				reserved,
				{Port: sim.HostPort{Port: 82}, By: metrics.HeldByStandalone, Service: sim.NoService},
				{Port: sim.HostPort{Port: 84}, By: metrics.HeldForDaemon, Service: daemon},
			},
		},
		{
			InstanceLacks: sim.InstanceLacks{Instance: 1, Lacks: lacks}, Attributes: attributes,
			Ports: []metrics.PortHolder{reserved, {Port: sim.HostPort{Port: 83}, By: metrics.HeldByService, Service: other}},
		},
	}
	if diff := cmp.Diff(want, refusal()); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	o.Record(&sim.Record{Kind: sim.KindService, Service: daemon, Lifecycle: sim.ServiceDraining})
	edge(web, 0, 0, 0, sim.Running, sim.Deactivating)
	o.Record(&sim.Record{Kind: sim.KindInstance, Instance: 0, State: sim.InstanceGone})
	o.Record(&sim.Record{Kind: sim.KindInstance, Instance: 0, State: sim.InstanceActive, Connected: true})
	want[0].Ports, want[0].KeptFor = []metrics.PortHolder{reserved}, nil
	if diff := cmp.Diff(want, refusal()); diff != "" {
		t.Errorf("with nothing there: - want, + got:\n%s", diff)
	}
}
