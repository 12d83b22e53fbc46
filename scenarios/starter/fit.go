package starter

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// What assumed container instances have: a size in the proportion of general purpose types, doubled until the largest task
// fits.
const (
	assumedCPU    = 2048
	assumedMemory = 7680
	assumedENIs   = 100
	assumedAgent  = "1.96.0"
	mostInstances = 5000
	mostDoublings = 20
)

// provisional is a container instance on which every task fits, from which the needed ones are worked out.
func (im *importer) provisional() *table {
	t, zones := &table{}, []any{}
	for _, zone := range im.someZones() {
		zones = append(zones, zone)
	}
	t.set("name", "host")
	t.set("count", whole(1))
	t.set("availabilityZones", zones)
	t.set("cpu", whole(1<<40))
	t.set("memory", whole(1<<40))
	return t
}

// finish writes the scenario, has it read, and mends what the responses left open until its services fit on its cluster.
func (im *importer) finish(f *file) (*Imported, error) {
	for range 40 + 10*len(im.services) { // each service may want room, then fewer constraints, then room again
		sc, err := im.try(f)
		switch {
		case err != nil && im.complete(f, err):
			continue
		case err != nil:
			return nil, reworded(err)
		case im.settle(f, sc):
			continue
		}
		_, err = ecs.New(sc, sc.Seed, new(sim.Log))
		if err == nil {
			return im.result(f), nil
		}
		unsteady, ok := errors.AsType[*ecs.NotSteadyError](err)
		if !ok {
			return nil, fmt.Errorf("what the responses say can't be simulated: %w", err)
		}
		im.makeRoom(f, unsteady)
	}
	return nil, errors.New("what the responses say can't be simulated: the services don't fit on the container instances")
}

// settle works out what follows from the scenario as it was read the first time, on a provisional container instance: how
// many of them there have to be or, where they are known, what others have of each. It gives whether that has changed the
// scenario.
func (im *importer) settle(f *file, sc *sim.Scenario) bool {
	if im.settled || len(f.instances) == 0 {
		return false
	}
	im.settled = true
	if f.assumed {
		im.size(f.instances[0], sc)
		return true
	}
	im.reserve(sc)
	f.instances = im.makeGroups()
	return true
}

// try reads the scenario as it stands.
func (im *importer) try(f *file) (*sim.Scenario, error) {
	sc, refused, err := scenarios.Read(f.name, []byte(im.text(f)))
	if err == nil && len(refused) > 0 {
		err = refused
	}
	return sc, err
}

// complete adds what container instances lack for a scenario, with a note, and takes back what was assumed of services and
// doesn't go with what they say. It gives false where that isn't what an error is
// about.
func (im *importer) complete(f *file, err error) bool {
	faults, _ := errors.AsType[scenarios.Faults](err)
	done := false
	for _, fault := range faults {
		if im.forgoRebalancing(fault.Key) {
			done = true
			continue
		}
		var i int
		var what string
		if n, _ := fmt.Sscanf(fault.Key, "instances[%d].%s", &i, &what); n < 2 || i >= len(f.instances) {
			continue
		}
		for _, key := range lacking(what) {
			if t := f.instances[i]; t.get(key) == nil {
				t.set(key, assumedOf(key))
				done = true
				if !f.assumed && im.settled {
					im.assume("container instances %v: %s isn't in the responses: %v", t.get("name"), key, assumedOf(key))
				}
			}
		}
	}
	if !done && f.assumed && len(faults) > 0 && strings.HasPrefix(faults[0].Key, "instances[") && im.leaveAllOut(im.services) {
		f.instances[0] = im.provisional() // a constraint asks for what can't be
		return true
	}
	return done
}

// lacking are the keys that a group of container instances needs where a fault is about one: of a type that isn't known what
// its members register.
func lacking(key string) []string {
	switch key {
	case "instanceType":
		return []string{"cpu", "memory"}
	case "cpu", "memory", "networkInterfaces", "gpus", "agentVersion":
		return []string{key}
	}
	return nil
}

// assumedOf is what an assumed container instance has of something.
func assumedOf(key string) any {
	if key == "agentVersion" {
		return assumedAgent
	}
	return whole(map[string]int64{"cpu": assumedCPU, "memory": assumedMemory, "networkInterfaces": assumedENIs, "gpus": 1}[key])
}

// reworded is an error of the reader's for somebody who hasn't seen the scenario.
func reworded(err error) error {
	faults, ok := errors.AsType[scenarios.Faults](err)
	if !ok {
		return err
	}
	var lines []string
	for _, fault := range faults {
		fault.File, fault.Line = "what the responses say can't be a scenario", 0
		lines = append(lines, fault.Error())
	}
	return errors.New(strings.Join(lines, "\n"))
}

// most is how many tasks a service may have at once.
func most(s *sim.Service) int64 {
	return int64(s.DesiredCount) * int64(max(s.Deployment.MaximumPercent, 100)) / 100
}

// size works out the assumed container instances: so large that every task fits, and so many that all services do at their
// maximumPercent.
func (im *importer) size(t *table, sc *sim.Scenario) {
	var largest, all, daemons sim.Resources
	count, apart := int64(2), int64(0)
	for i := range sc.Services {
		s := &sc.Services[i]
		if s.Fargate {
			continue
		}
		r := im.largest(sc, i)
		largest = sim.Resources{CPU: max(largest.CPU, r.CPU), Memory: max(largest.Memory, r.Memory), GPU: max(largest.GPU, r.GPU), ENI: max(largest.ENI, r.ENI)}
		if s.Daemon {
			daemons.CPU, daemons.Memory = daemons.CPU+r.CPU, daemons.Memory+r.Memory
			count = max(count, im.services[i].number("desiredCount"))
			continue
		}
		n := most(s)
		all.CPU, all.Memory, all.GPU, all.ENI = all.CPU+n*r.CPU, all.Memory+n*r.Memory, all.GPU+n*r.GPU, all.ENI+n*r.ENI
		if sc.TaskDefinitions[s.TaskDefinition].HostPorts != (sim.PortSet{}) || isApart(s) {
			apart = max(apart, n)
		}
	}
	cpu, memory := int64(assumedCPU), int64(assumedMemory)
	for range mostDoublings {
		if largest.CPU+daemons.CPU <= cpu && largest.Memory+daemons.Memory <= memory {
			break
		}
		cpu, memory = 2*cpu, 2*memory
	}
	kind, isKnown := im.fulfil(t, sc, sim.Resources{CPU: largest.CPU + daemons.CPU, Memory: largest.Memory + daemons.Memory, GPU: largest.GPU, ENI: largest.ENI})
	if isKnown {
		cpu, memory = kind.Capacity.CPU, kind.Capacity.Memory
	}
	parts := func(sum, room int64) int64 { return (sum + room - 1) / max(room, 1) }
	count = max(count, apart, parts(all.CPU, cpu-daemons.CPU), parts(all.Memory, memory-daemons.Memory))
	if isKnown {
		count = max(count, parts(all.ENI, kind.Capacity.ENI))
	}
	if largest.GPU > 0 {
		t.replace("gpus", whole(largest.GPU))
		count = max(count, parts(all.GPU, largest.GPU))
	}
	if im.listed > 0 {
		count = int64(im.listed)
	}
	t.replace("count", whole(min(count, mostInstances)))
	t.replace("cpu", whole(cpu))
	t.replace("memory", whole(memory))
	t.inOrder("name", "count", "availabilityZones", "instanceType")
}

// largest is what a task of the i-th service reserves at most, of the revision that it runs and of the one that comes.
func (im *importer) largest(sc *sim.Scenario, i int) sim.Resources {
	r := sc.TaskDefinitions[sc.Services[i].TaskDefinition].Reservation
	for d := range sc.TaskDefinitions {
		if next := sc.TaskDefinitions[d].Reservation; sc.TaskDefinitions[d].Name() == im.services[i].next {
			r = sim.Resources{CPU: max(r.CPU, next.CPU), Memory: max(r.Memory, next.Memory), GPU: max(r.GPU, next.GPU)}
		}
	}
	return r
}

// isApart says whether each task of a service has a container instance of its own.
func isApart(s *sim.Service) bool {
	return slices.ContainsFunc(s.Placement.Constraints, func(c sim.PlacementConstraint) bool { return c.Distinct })
}

// noteAssumed notes what the assumed container instances are.
func (im *importer) noteAssumed(t *table) {
	why := "so that the services have room up to their maximumPercent"
	if im.listed > 0 {
		why = "as many as are listed, and so large that the services have room"
	}
	if slices.ContainsFunc(im.services, func(s *service) bool { return s.isNewSince != "" }) {
		why = "which is a guess"
	}
	zones := strings.Trim(fmt.Sprint(t.get("availabilityZones")), "[]")
	im.assume("container instances: no response describes them (aws ecs describe-container-instances does): %v in %s with %v CPU units and %v MiB each, %s%s",
		t.get("count"), strings.ReplaceAll(zones, " ", ", "), t.get("cpu"), t.get("memory"), why, im.givenNote())
}

// makeRoom makes room for a service that can't begin STEADY: with more assumed container instances, without what others have
// of known ones, and where all that doesn't help by letting the service begin NEW.
func (im *importer) makeRoom(f *file, unsteady *ecs.NotSteadyError) {
	s := im.services[unsteady.Service]
	if f.assumed && (im.enlarge(f.instances[0]) || im.leaveAllOut([]*service{s})) {
		return
	}
	if im.setAside() {
		f.instances = im.makeGroups()
		return
	}
	s.table.replace("initialState", "NEW")
	reason, _, _ := strings.Cut(unsteady.Error(), "; add instances")
	s.isNewSince = cmp.Or(printable(reason), "it doesn't fit")
	if im.takeBack() {
		f.instances = im.makeGroups()
	}
}

// enlarge makes assumed container instances more, or larger where their number is known. It gives false where they have
// become far more than the services ask for.
func (im *importer) enlarge(t *table) bool {
	im.enlarged++
	if im.enlarged > 4 {
		return false
	}
	for _, key := range []string{"count", "cpu", "memory"} {
		var n int64
		fmt.Sscan(fmt.Sprint(t.get(key)), &n) //nolint:errcheck // a number that size has set
		if (key == "count") == (im.listed > 0) {
			continue
		}
		t.replace(key, whole(min(2*n, 1<<40)))
	}
	if n := t.get("count"); im.listed == 0 && len(fmt.Sprint(n)) > 4 {
		t.replace("count", whole(mostInstances))
	}
	return true
}
