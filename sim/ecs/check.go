package ecs

import (
	"errors"
	"fmt"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

// Check recomputes everything that the world keeps twice and compares: what instances have reserved and hold, the
// counts of each deployment, where each service's tasks stand. Tests call it after every event; it is slow.
func (w *World) Check() error {
	c := checker{world: w, instances: make([]tally, w.fleet.Len())}
	for i := range w.services {
		c.services = append(c.services, make([]deploymentTally, len(w.services[i].deployments)))
	}
	for i := range w.tasks {
		c.task(&w.tasks[i])
	}
	for i := range w.services {
		c.kept(&w.services[i])
	}
	for i := range w.standalone {
		c.standalone(&w.standalone[i])
	}
	for i := range c.instances {
		c.listed(sim.InstanceID(i))
		c.instance(sim.InstanceID(i))
	}
	for i := range w.services {
		c.service(&w.services[i])
	}
	c.liveness()
	return errors.Join(c.faults...)
}

// tally is what the tasks on one instance add up to.
type tally struct {
	reserved, held        sim.Resources
	taken, ports          sim.PortSet // static host ports, by the book and on the host
	takenCount, portCount int         // the same, counted once for each task
	holders               int
	tasks                 int // of services, that haven't STOPPED
	queued                int
	moving                int // tasks that are booked and not held yet, or held and booked no more, and room that is kept
}

// deploymentTally is what the tasks of one deployment add up to.
type deploymentTally struct {
	counts    rollout.Counts
	displaced rollout.Counts
	listed    int
}

type checker struct {
	world     *World
	instances []tally
	services  [][]deploymentTally
	faults    []error
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

func (c *checker) task(t *task) {
	if t.unseen {
		c.services[t.service][t.deployment].counts.Unseen++
	}
	displaced := c.world.fleet.State[t.instance] == sim.InstanceDraining
	if s := &c.world.services[t.service]; s.now.Daemon {
		displaced = !s.daemon.wanted[t.instance]
	}
	if !t.told && t.displaced != displaced {
		c.fault("task %d is displaced (%v) on an instance that is %s", t.id, t.displaced, c.world.fleet.State[t.instance])
	}
	if t.told == (t.class != 0) {
		c.fault("task %d is told to stop (%v) and of class %d", t.id, t.told, t.class)
	}
	if !c.world.services[t.service].now.Fargate && !c.world.hasRequired(t.instance, t.definition) {
		c.fault("task %d is on instance %d, which lacks an attribute that it requires", t.id, t.instance)
	}
	want := c.world.definition(t).Claim()
	on, of := &c.instances[t.instance], &c.services[t.service][t.deployment]
	if !t.told {
		on.reserved = on.reserved.Plus(want.Resources)
		on.taken = on.taken.Union(want.Ports)
		on.takenCount += want.Ports.Len()
		if t.displaced {
			c.alive(t, &of.displaced)
		} else {
			c.alive(t, &of.counts)
		}
	} else if t.state != sim.Stopped {
		on.reserved = on.reserved.Plus(want.Interfaces().Resources)
		c.stopping(t, &of.counts)
	}
	holds := t.state >= sim.Activating && t.state <= sim.Stopping
	if holds == t.told && t.state != sim.Stopped {
		on.moving++
	}
	if holds {
		on.held = on.held.Plus(want.OfContainers().Resources)
		on.ports = on.ports.Union(want.Ports)
		on.portCount += want.Ports.Len()
		on.holders++
	}
	if t.state == sim.Pending {
		on.queued++
	}
	if t.state != sim.Stopped {
		on.tasks++
		of.listed++
	}
}

// kept counts the room that is kept for a DAEMON service, and looks where it is to have tasks: constraints that look at tasks
// are tried again at its next pass.
func (c *checker) kept(s *service) {
	for i, wanted := range s.daemon.wanted {
		late := s.status == sim.ServiceAbsent || !s.isSeen() || c.world.watchesTasks && s.nextPass != sim.Never
		if !late && wanted != c.world.wantsDaemon(s, sim.InstanceID(i)) {
			c.fault("service %d wants a daemon on instance %d (%v), but its constraints say otherwise", s.id, i, wanted)
		}
	}
	for i, definition := range s.daemon.kept {
		if definition == noRoomKept {
			continue
		}
		claim, on := c.world.scenario.TaskDefinitions[definition].Claim(), &c.instances[i]
		on.reserved = on.reserved.Plus(claim.Resources)
		on.taken = on.taken.Union(claim.Ports)
		on.takenCount += claim.Ports.Len()
		on.moving++
	}
	for i, n := range s.daemon.on {
		if s.spread.OnInstance[i] > 1 || s.spread.OnInstance[i] > n {
			c.fault("service %d has %d daemons on instance %d, of %d that haven't STOPPED", s.id, s.spread.OnInstance[i], i, n)
		}
	}
}

// listed walks through the list of tasks on an instance.
func (c *checker) listed(i sim.InstanceID) {
	tasks, replicas, running := 0, 0, 0
	for t := c.world.firstOn(i); t != nil; t = c.world.nextOn(t) {
		if t.instance != i || t.state == sim.Stopped || t.before != 0 && c.world.tasks[t.before-1].behind != t.id+1 {
			c.fault("instance %d lists task %d, which is %s on instance %d", i, t.id, t.state, t.instance)
		}
		tasks++
		if !c.world.services[t.service].now.Daemon {
			replicas++
		}
		if t.state == sim.Running {
			running++
		}
	}
	for k := range c.world.standalone {
		if t := &c.world.standalone[k]; t.instance == i && !t.gone {
			running++
		}
	}
	if on := &c.world.instances[i]; tasks != c.instances[i].tasks || replicas != on.replicas || running != on.running {
		c.fault("instance %d lists %d tasks of %d, %d replicas of %d, %d of %d RUNNING", i, tasks, c.instances[i].tasks, replicas, on.replicas, running, on.running)
	}
}

// standalone counts a task outside of services.
func (c *checker) standalone(t *standalone) {
	if t.gone {
		return
	}
	claim, on := c.world.scenario.TaskDefinitions[t.definition].Claim(), &c.instances[t.instance]
	on.reserved, on.held = on.reserved.Plus(claim.Resources), on.held.Plus(claim.OfContainers().Resources)
	on.taken, on.ports = on.taken.Union(claim.Ports), on.ports.Union(claim.Ports)
	on.takenCount += claim.Ports.Len()
	on.portCount += claim.Ports.Len()
	on.holders++
}

// alive counts a task that wasn't told to stop.
func (c *checker) alive(t *task, counts *rollout.Counts) {
	c.world.count(counts, t.class, 1)
	if t.protected && !t.displaced && t.class == rollout.Healthy {
		counts.GuardedHealthy++
	}
	if t.protected && !t.displaced && t.class == rollout.Waiting {
		counts.GuardedWaiting++
	}
	if c.world.isSettled(t) {
		counts.Settled++
	}
}

// stopping counts a task that was told to stop and isn't STOPPED.
func (c *checker) stopping(t *task, counts *rollout.Counts) {
	counts.Stopping++
	if t.madeWay {
		counts.MadeWay++
	}
	if c.world.scenario.Scheduler.CompleteAtStopped || t.state != sim.Deprovisioning {
		counts.Ending++
	}
}

func (c *checker) instance(i sim.InstanceID) {
	f, sum := c.world.fleet, &c.instances[i]
	capacity := f.Capacity(i)
	if free := capacity.Minus(sum.reserved); free != f.Free[i] {
		c.fault("instance %d: tasks leave %v free, the book says %v", i, free, f.Free[i])
	}
	if !capacity.Fits(sum.reserved) || !capacity.Fits(sum.held) {
		c.fault("instance %d of %v is over-committed: %v reserved, %v held", i, capacity, sum.reserved, sum.held)
	}
	if held, n := f.Held(i); held.Resources != sum.held || held.Ports != sum.ports || n != sum.holders {
		c.fault("instance %d: %d tasks hold %v, the host says %d hold %v", i, sum.holders, sum.held, n, held)
	}
	if sum.taken.Len() != sum.takenCount || sum.ports.Len() != sum.portCount {
		c.fault("instance %d: two tasks have one host port", i)
	}
	if taken := f.Taken[i].Minus(c.world.members.instances[i].Taken); taken != sum.taken {
		c.fault("instance %d: tasks take the ports %v, the book says %v", i, sum.taken, taken)
	}
	if of := c.world.members.instances[i]; sum.takenCount > 0 && of.OtherPorts+f.Taken[i].Len() > sim.MaxReservedPorts {
		c.fault("instance %d: %d host ports are reserved", i, of.OtherPorts+f.Taken[i].Len())
	}
	if booked := (sim.Claim{Resources: sum.reserved}).OfContainers().Resources; sum.moving == 0 && (booked != sum.held || sum.taken != sum.ports) {
		c.fault("instance %d: nothing starts or stops, but %v is booked and %v held", i, sum.reserved, sum.held)
	}
	if n := f.Queued(i); n != sum.queued {
		c.fault("instance %d: %d tasks are PENDING, %d queue", i, sum.queued, n)
	}
}

func (c *checker) service(s *service) {
	inZone := make([]int32, len(s.spread.InZone))
	onInstance := make([]int32, len(s.spread.OnInstance))
	for id := range s.deployments {
		d, sum := &s.deployments[id], &c.services[s.id][id]
		if d.displaced != sum.displaced {
			c.fault("service %d, deployment %d: displaced are %+v, tasks say %+v", s.id, id, d.displaced, sum.displaced)
		}
		if d.counts != sum.counts {
			c.fault("service %d, deployment %d: counts are %+v, tasks say %+v", s.id, id, d.counts, sum.counts)
		}
		if n := len(d.tasks) - d.gone; n != sum.listed {
			c.fault("service %d, deployment %d: lists %d tasks of %d", s.id, id, n, sum.listed)
		}
		for _, task := range d.tasks {
			if t := &c.world.tasks[task]; !t.told {
				onInstance[t.instance]++
				inZone[c.world.fleet.Zone[t.instance]]++
			}
		}
	}
	for i, n := range onInstance {
		if n != s.spread.OnInstance[i] {
			c.fault("service %d: %d tasks on instance %d, the book says %d", s.id, n, i, s.spread.OnInstance[i])
		}
	}
	for z, n := range inZone {
		if n != s.spread.InZone[z] {
			c.fault("service %d: %d tasks in zone %d, the book says %d", s.id, n, z, s.spread.InZone[z])
		}
	}
}

// liveness recounts the queued events that can still change something.
func (c *checker) liveness() {
	live := 0
	retried, looked := make([]bool, len(c.world.services)), make([]bool, len(c.world.services))
	for e := range c.world.queue.All() {
		switch e.Kind {
		case eventVerdict, eventCounts, eventGraceEnds, eventRegister, eventUnprotected:
			if c.world.isCurrent(e) {
				live++
			}
		case eventEdge:
			if c.world.tasks[e.Entity].epoch == e.Sub {
				live++
			}
		case eventRetry:
			s := &c.world.services[e.Entity]
			if s.retryAt == e.At && s.retryIsLive && !retried[e.Entity] {
				retried[e.Entity] = true
				live++
			}
		case eventRebalance:
			r := &c.world.services[e.Entity].rebalance
			if r.lookAt == e.At && r.isLive && !looked[e.Entity] {
				looked[e.Entity] = true
				live++
			}
		case eventRepeat:
		default:
			live++
		}
	}
	if live != c.world.live {
		c.fault("%d events can change something, the book says %d", live, c.world.live)
	}
}
