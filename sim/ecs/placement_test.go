package ecs_test

import (
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// onPort has all revisions want the same static host port.
func onPort(sc *sim.Scenario) {
	sc.HostPorts = []sim.HostPort{{Port: 8080}}
	for i := range sc.TaskDefinitions {
		sc.TaskDefinitions[i].HostPorts = sim.PortSet{}.With(0)
	}
}

// distinct has the first service's tasks on instances of their own.
func distinct(sc *sim.Scenario) {
	sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Distinct: true}}
}

// member has the first service's tasks on instances that satisfy an expression.
func member(expression string) func(sc *sim.Scenario) {
	return func(sc *sim.Scenario) {
		sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: expression}}
	}
}

// placed are the instances of the tasks that were started, in order.
func placed(log sim.Log) []sim.InstanceID {
	var on []sim.InstanceID
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Provisioning {
			on = append(on, r.Instance)
		}
	}
	return on
}

// lacking is what the instances of the first refusal lack.
func lacking(log sim.Log) (lacks sim.Lacks, instances int32) {
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindRefusal {
			return r.Refusal.ClosestLacks, r.Refusal.Lacking(r.Refusal.ClosestLacks)
		}
	}
	return 0, 0
}

// TestOneToAnInstance: tasks that can't share an instance, be it for a static port or for distinctInstance. With as many
// instances as tasks, 100/200 is stuck and stops nothing; one instance more, and they go one at a time; with 0/100 all
// stop first. With 50/200 a pair may share an instance while one of them stops: distinctInstance goes by desired
// status, and placement takes a stopping task's port to be free.
func TestOneToAnInstance(t *testing.T) {
	for _, c := range []struct {
		name                        string
		change                      func(*sim.Scenario)
		lack                        sim.Lacks
		instances, minimum, maximum int
		outcome                     sim.Outcome
		steps                       []string
	}{
		{"port", onPort, sim.LackPort, 3, 100, 200, sim.OutcomeStuck, nil},
		{"port", onPort, sim.LackPort, 4, 100, 200, sim.OutcomeSettled, []string{"+1", "-1 +1", "-1 +1", "-1"}},
		{"port", onPort, 0, 3, 0, 100, sim.OutcomeSettled, []string{"-3", "+3"}},
		{"port", onPort, 0, 3, 50, 200, sim.OutcomeSettled, []string{"-1 +1", "-1 +1", "-1 +1"}},
		{"distinct", distinct, sim.LackDistinct, 3, 100, 200, sim.OutcomeStuck, nil},
		{"distinct", distinct, sim.LackDistinct, 4, 100, 200, sim.OutcomeSettled, []string{"+1", "-1 +1", "-1 +1", "-1"}},
		{"distinct", distinct, 0, 3, 50, 200, sim.OutcomeSettled, []string{"-1 +1", "-1 +1", "-1 +1"}},
	} {
		log := play(t, newCluster(c.instances, 4).service(3, c.minimum, c.maximum).update(0).with(c.change).scenario(), 1)
		if last := log[len(log)-1]; last.Outcome != c.outcome || !slices.Equal(steps(log), c.steps) {
			t.Errorf("%s, %d instances, %d/%d: %v after %q, want %v after %q", c.name, c.instances, c.minimum, c.maximum, last.Outcome, steps(log), c.outcome, c.steps)
		}
		if lack, n := lacking(log); c.outcome == sim.OutcomeStuck && (lack != c.lack || int(n) != c.instances) {
			t.Errorf("%s, %d instances, %d/%d: %d lack %b, want all %b", c.name, c.instances, c.minimum, c.maximum, n, lack, c.lack)
		}
	}
}

// TestPortLimit: 98 host ports are reserved, so that of three services with a port each two find a place on the only
// instance. The third lacks no port of its own, only room among the 100; when another one goes, it has that.
func TestPortLimit(t *testing.T) {
	none := 0
	b := newCluster(1, 8).service(1, 0, 200).service(1, 0, 200).service(1, 0, 200).with(func(sc *sim.Scenario) {
		sc.Groups[0].OtherPorts = 98
		sc.HostPorts = []sim.HostPort{{Port: 80}, {Port: 81}, {Port: 82}}
		for i := range sc.Services {
			sc.TaskDefinitions[i].HostPorts = sim.PortSet{}.With(i)
			sc.Services[i].TaskDefinition = sim.TaskDefinitionID(i)
			sc.Services[i].InitialState = sim.New
		}
	})
	log := play(t, b.call(5*sim.Minute, sim.UpdateService{Service: 1, DesiredCount: &none}).scenario(), 1)
	if lack, n := lacking(log); lack != sim.LackPorts || n != 1 {
		t.Errorf("%d instances lack %b", n, lack)
	}
	var when []sim.Time
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.To == sim.Provisioning {
			when = append(when, r.At)
		}
	}
	if len(when) != 3 || when[2] < sim.Time(5*sim.Minute) {
		t.Errorf("tasks are started at %v", when)
	}
	for _, r := range log[len(log)-3:] {
		if r.Outcome != sim.OutcomeSettled {
			t.Errorf("service %d ends %v", r.Service, r.Outcome)
		}
	}
}

// mixed adds a group of instances of the other architecture, and has web:2 require one of them.
func mixed(requires string, arm int) func(sc *sim.Scenario) {
	const name = "ecs.cpu-architecture"
	return func(sc *sim.Scenario) {
		other := sc.Groups[0]
		sc.Groups[0].Attributes = []sim.Attribute{{Name: name, Value: "x86_64"}}
		other.Name, other.Count, other.Attributes = "arm", arm, []sim.Attribute{{Name: name, Value: "arm64"}}
		sc.Groups = append(sc.Groups, other)
		sc.TaskDefinitions[1].Requires = []sim.Attribute{{Name: name, Value: requires}}
	}
}

// TestRequiredAttributes: a revision that requires an architecture is placed on instances that have it only, however many
// others are free; without one it is refused for that; one that requires nothing goes anywhere.
func TestRequiredAttributes(t *testing.T) {
	for _, c := range []struct {
		requires string
		arm      int
		on       []sim.InstanceID
	}{
		{"arm64", 2, []sim.InstanceID{3, 4, 3, 4}},
		{"arm64", 1, []sim.InstanceID{3, 3, 3, 3}},
		{"x86_64", 2, []sim.InstanceID{0, 1, 2, 0}},
		{"arm64", 0, nil},
	} {
		log := play(t, newCluster(3, 8).service(4, 0, 200).with(mixed(c.requires, c.arm)).update(0).scenario(), 1)
		on := placed(log)
		if slices.Sort(on); !slices.Equal(on, slices.Sorted(slices.Values(c.on))) {
			t.Errorf("%s with %d of arm64: placed on %v, want %v", c.requires, c.arm, on, c.on)
		}
		if lack, n := lacking(log); c.on == nil && (lack != sim.LackAttribute || n != 3) {
			t.Errorf("%s with %d of arm64: %d instances lack %b", c.requires, c.arm, n, lack)
		}
	}
	if on := placed(play(t, newCluster(1, 8).service(2, 0, 200).with(mixed("arm64", 1)).updateTo(0, 2).scenario(), 1)); !slices.Contains(on, 0) || !slices.Contains(on, 1) {
		t.Errorf("a revision that requires nothing is placed on %v", on)
	}
	// Neither is a daemon for an instance of the other architecture.
	daemon := newCluster(3, 8).service(0, 0, 100).with(mixed("arm64", 2)).with(func(sc *sim.Scenario) {
		sc.Services[0].Daemon, sc.Services[0].TaskDefinition, sc.Services[0].InitialState = true, 1, sim.New
	})
	log := play(t, daemon.scenario(), 1)
	if on := placed(log); !slices.Equal(slices.Sorted(slices.Values(on)), []sim.InstanceID{3, 4}) || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("daemons are placed on %v", on)
	}
	// On Fargate it is of no matter.
	serverless := newCluster(1, 8).service(2, 100, 200).with(mixed("arm64", 0)).with(func(sc *sim.Scenario) {
		sc.Groups = append(sc.Groups, sim.InstanceGroup{
			Name: "fargate", Count: 1, Zones: []sim.ZoneID{0}, Fargate: true, Capacity: sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited},
		})
		sc.Services[0].Fargate = true
	}).update(0)
	if log := play(t, serverless.scenario(), 1); len(placed(log)) != 2 || log[len(log)-1].Outcome != sim.OutcomeSettled {
		t.Errorf("on Fargate: placed on %v", placed(log))
	}
	// A task outside of services can't be where it couldn't be placed.
	alone := newCluster(1, 8).service(1, 100, 200).with(mixed("arm64", 1)).scenario()
	for id, want := range []bool{false, true} {
		alone.Standalone = []sim.StandaloneTasks{{Definition: 1, Group: "family:web", Instances: []sim.InstanceID{sim.InstanceID(id)}}}
		if _, err := newWorld(alone); (err == nil) != want {
			t.Errorf("a standalone task on instance %d: %v", id, err)
		}
	}
}

// TestSpreadCountsOldTasks: one old task each in zones a and b: the first new one goes to c.
func TestSpreadCountsOldTasks(t *testing.T) {
	log := play(t, newCluster(3, 4).service(2, 100, 200).update(0).scenario(), 1)
	if on := placed(log); len(on) != 2 || on[0] != 2 {
		t.Errorf("new tasks are placed on %v", on)
	}
}

// TestMemberOf: only instances that satisfy the expression take tasks of the service or of the task definition; a changed
// constraint holds for what is placed from then on, and starts nothing.
func TestMemberOf(t *testing.T) {
	inA := member("attribute:ecs.availability-zone == us-east-1a")
	if on := placed(play(t, newCluster(3, 8).service(2, 100, 200).update(0).with(inA).scenario(), 1)); !slices.Equal(on, []sim.InstanceID{0, 0}) {
		t.Errorf("constrained by the service: placed on %v", on)
	}
	ofRevision := func(sc *sim.Scenario) {
		sc.TaskDefinitions[1].Constraints = []sim.PlacementConstraint{{Expression: "attribute:ecs.availability-zone != us-east-1a"}}
	}
	if on := placed(play(t, newCluster(2, 8).service(2, 100, 200).update(0).with(ofRevision).scenario(), 1)); !slices.Equal(on, []sim.InstanceID{1, 1}) {
		t.Errorf("constrained by the task definition: placed on %v", on)
	}
	none, three := []sim.PlacementConstraint{}, 3
	b := newCluster(3, 8).service(2, 100, 200).with(inA).call(0, sim.UpdateService{Constraints: &none}).call(sim.Minute, sim.UpdateService{DesiredCount: &three})
	if on := placed(play(t, b.scenario(), 1)); !slices.Equal(on, []sim.InstanceID{1}) {
		t.Errorf("the constraint is taken away: placed on %v", on)
	}
}

// TestMemberOfTasks: an expression that looks at tasks holds for each placement: anti-affinity to another service, and no
// more than two tasks on an instance.
func TestMemberOfTasks(t *testing.T) {
	apart := newCluster(3, 8).service(2, 100, 200).service(1, 100, 200).with(member("task:group != service:web2")).scenario()
	apart.Services[0], apart.Services[1] = apart.Services[1], apart.Services[0] // web2 is placed first, on instance 0
	log := play(t, apart, 1)
	for i := range log {
		if r := &log[i]; r.Kind == sim.KindTask && r.Service == 1 && r.Instance == 0 {
			t.Errorf("task %d is beside web2", r.Task)
		}
	}
	full := play(t, newCluster(2, 8).service(4, 100, 200).update(0).with(member("runningTasksCount < 2")).scenario(), 1)
	if lack, n := lacking(full); lack != sim.LackMember || n != 2 {
		t.Errorf("%d instances lack %b", n, lack)
	}
}

// TestConstraintsAreRead: an expression that isn't one is refused before the run.
func TestConstraintsAreRead(t *testing.T) {
	sc := newCluster(1, 1).service(1, 100, 200).with(member("task:group ==")).scenario()
	if _, err := newWorld(sc); err == nil {
		t.Error("no error")
	}
}

// TestFargate: tasks on Fargate take no room of the cluster and wait for none; they are spread over zones. Other tasks never
// go there.
func TestFargate(t *testing.T) {
	sc := newCluster(1, 2).service(4, 100, 200).service(2, 100, 100).update(0).with(func(sc *sim.Scenario) {
		unlimited := sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited, GPU: sim.Unlimited, ENI: sim.Unlimited}
		sc.Groups = append(sc.Groups, sim.InstanceGroup{Name: "fargate", Count: 3, Zones: []sim.ZoneID{0, 1, 2}, Capacity: unlimited, Fargate: true})
		sc.Services[0].Fargate = true
	}).scenario()
	log := play(t, sc, 1)
	zones := [4]int{}
	for i := range log {
		r := &log[i]
		if r.Kind == sim.KindTask && (r.Service == 0) != (r.Instance > 0) {
			t.Fatalf("task %d of service %d is on %d", r.Task, r.Service, r.Instance)
		}
		if r.Kind == sim.KindTask && r.To == sim.Provisioning {
			zones[r.Instance]++
		}
		if r.Kind == sim.KindEnd && r.Outcome != sim.OutcomeSettled {
			t.Errorf("service %d ends %v", r.Service, r.Outcome)
		}
	}
	if zones[1] > 2 || zones[2] > 2 || zones[3] > 2 {
		t.Errorf("new tasks are spread %v", zones)
	}
}

// TestInterfaces: a network interface is taken until its task has STOPPED. With two of them and two tasks, of which one may
// stop first, the newcomer waits for the old one's DEPROVISIONING; its CPU has been free since the stop was decided.
func TestInterfaces(t *testing.T) {
	sc := newCluster(1, 8).service(2, 50, 200).update(0).with(func(sc *sim.Scenario) {
		sc.Groups[0].Capacity.ENI = 2
		for i := range sc.TaskDefinitions {
			sc.TaskDefinitions[i].Reservation.ENI = 1
			sc.TaskDefinitions[i].Timing.Deprovision = sim.Constant(20 * sim.Second)
		}
	}).scenario()
	log := play(t, sc, 1)
	detached := sim.Never
	for i := range log {
		switch r := &log[i]; {
		case r.Kind == sim.KindTask && r.To == sim.Stopped:
			detached = min(detached, r.At)
		case r.Kind == sim.KindTask && r.To == sim.Provisioning && r.At < detached:
			t.Errorf("task %d is started at %s, before an interface is free", r.Task, r.At)
		}
	}
}
