package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// hosted is what a Fold keeps of a container instance.
type hosted struct {
	zone      sim.ZoneID
	state     sim.InstanceState
	connected bool // its agent
	silent    bool // its agent isn't connected, as an action has it
	fargate   bool
	tasks     int32    // of services, that haven't STOPPED
	emptied   bool     // it has been gone, and the standalone tasks with it
	endedAt   sim.Time // when an action ended it, which ECS hasn't noticed; sim.Never: none has
}

// inService says whether the instance is ACTIVE and its agent connected.
func (h *hosted) inService() bool { return h.state == sim.InstanceActive && h.connected }

// Disturbance is what a timeline action did to a service by taking container instances from under its tasks: by draining
// them, terminating or deregistering them, losing their zone, or replacing them. A service that had no task there has none.
type Disturbance struct {
	Action int32 // index in Scenario.Timeline
	At     sim.Time
	Tasks  int32            // of the service on the instances when it happened, stopping ones included
	Left   int32            // that are still there, while it isn't over; of Undone, that were when it was undone
	Lost   int32            // tasks that went with the instances
	Short  bool             // fewer than desired were healthy already when it happened: HealthyFirst of DesiredFirst
	During sim.DeploymentID // the deployment that was under way, or sim.NoDeployment

	HealthyFirst, DesiredFirst int32

	// Gone says that no task of the service is on the instances any more, and of those that were terminated, lost or
	// replaced that ECS knows they are gone, first at GoneAt. HealthyAt is when as many tasks as desired became healthy last:
	// At where as many were when it happened; it means nothing while fewer are. Done says that the service has got over it,
	// with both of them, first at DoneAt. Undone says that all of the instances were made ACTIVE again before that.
	Gone      bool
	GoneAt    sim.Time
	HealthyAt sim.Time
	Done      bool
	Undone    bool
	DoneAt    sim.Time // of Undone: when they were
	// NoticedAt is when ECS noticed that instances which were terminated, or lost with their zone, had gone with tasks; it
	// means nothing while Lost is 0. LostHealthy are those of Lost that counted as healthy until then, for all that ECS knew.
	NoticedAt   sim.Time
	LostHealthy int32
	// CutOff is how many tasks had been told to stop, by whatever, and hadn't got SIGTERM when their instances were terminated or
	// lost, by this action or a later one, from CutFirst to CutLast; these mean nothing while it is 0. They aren't among Lost.
	CutOff            int32
	CutFirst, CutLast sim.Time

	Dip   Dip // from the action on until it is over
	Waits HostWaits
	Then  *Standing // how the service stood when it was Undone; otherwise nil

	over     bool
	healthy  bool      // as many as desired are
	then     *Standing // when the latest of the instances was made ACTIVE
	thenLeft int32     // tasks of the service on all of them then
}

// Standing is how a service stands at an instant, and what holds it back by its latest pass.
type Standing struct {
	Counts    Counts
	Settings  sim.Settings
	Protected int32
	Refusal   sim.Refusal // means nothing unless Refused
	Refused   bool
	Pass      sim.PassFacts
}

// standing is how the service stands.
func (s *service) standing() *Standing {
	return &Standing{s.Counts, s.Settings, s.Protected, s.Refusal, s.Refused, s.latest}
}

// change takes a container instance's new state.
func (f *Fold) change(r *sim.Record) {
	h := &f.instances[r.Instance]
	if h.state.IsRegistered() != r.State.IsRegistered() {
		by := int32(1)
		if h.state.IsRegistered() {
			by = -1
		}
		f.inZone[h.zone] += by
		f.watched[r.Instance] = true
	}
	h.state, h.connected = r.State, r.Connected
	h.emptied = h.emptied || r.State == sim.InstanceGone
	if h.silent && (r.Connected || !r.State.IsRegistered()) {
		f.silence(r.Instance, false)
	}
	for i := range f.services {
		f.changeOf(sim.ServiceID(i), r)
	}
	if !r.State.IsRegistered() {
		h.endedAt = sim.Never
	}
}

// changeOf has a service's disturbances that aren't over see a container instance's new state.
func (f *Fold) changeOf(id sim.ServiceID, r *sim.Record) {
	s, ended := &f.services[id], f.instances[r.Instance].endedAt
	for k := range s.Disturbances {
		x := &s.Disturbances[k]
		list := f.scenario.Timeline[x.Action].Instances.Instances
		if x.over || !slices.Contains(list, r.Instance) {
			continue
		}
		f.touch(id)
		if r.State == sim.InstanceGone && ended < sim.Never {
			x.cutOff(s.unsignalled(r.Instance), ended)
		}
		if r.State == sim.InstanceActive {
			x.then, x.thenLeft = s.standing(), s.onInstances(list)
		}
	}
}

// unsignalled is how many tasks of the service on an instance have been told to stop and haven't got SIGTERM.
func (s *service) unsignalled(i sim.InstanceID) int32 {
	var n int32
	if s.hosts[i].tasks == 0 {
		return n
	}
	for k := range s.tasks {
		if t := &s.tasks[k]; t.instance == i && t.state == sim.Deactivating {
			n++
		}
	}
	return n
}

// cutOff counts tasks whose instance ended at an instant before they had got SIGTERM.
func (x *Disturbance) cutOff(n int32, at sim.Time) {
	if n == 0 {
		return
	}
	if x.CutOff == 0 {
		x.CutFirst, x.CutLast = at, at
	}
	x.CutOff += n
	x.CutFirst, x.CutLast = min(x.CutFirst, at), max(x.CutLast, at)
}

// ends notes that an action ends container instances, which ECS will notice.
func (f *Fold) ends(r *sim.Record) {
	a := &f.scenario.Timeline[r.Action]
	if r.Error != nil || !isLoss(a) {
		return
	}
	for _, i := range a.Instances.Instances {
		if h := &f.instances[i]; h.state.IsRegistered() {
			h.endedAt = min(h.endedAt, r.At)
		}
	}
}

// disturb takes an action on container instances.
func (f *Fold) disturb(r *sim.Record) {
	a := &f.scenario.Timeline[r.Action]
	drains := a.Kind == sim.ActionUpdateInstances && a.Instances.Drain
	if r.Error != nil || !drains && a.Kind != sim.ActionTerminateInstances && a.Kind != sim.ActionLoseZone && a.Kind != sim.ActionReplaceInstances &&
		a.Kind != sim.ActionDeregisterInstances {
		return
	}
	for i := range f.services {
		s := &f.services[i]
		tasks := s.onInstances(a.Instances.Instances)
		if tasks == 0 {
			continue
		}
		f.touch(sim.ServiceID(i))
		x := Disturbance{Action: r.Action, At: r.At, HealthyAt: r.At, Tasks: tasks, Left: tasks, During: sim.NoDeployment}
		x.healthy = s.Counts.Healthy >= s.Settings.Desired
		x.Short = !x.healthy
		if s.open != sim.NoDeployment && !s.Deployments[s.open].Initial {
			x.During = s.open
		}
		x.HealthyFirst, x.DesiredFirst = s.Counts.Healthy, s.Settings.Desired
		x.Dip.Healthy, x.Dip.Desired = x.HealthyFirst, x.DesiredFirst
		s.Disturbances = append(s.Disturbances, x)
	}
}

// Disturbed is the latest disturbance that isn't over, or nil.
func (s *Service) Disturbed() *Disturbance {
	for k := len(s.Disturbances) - 1; k >= 0; k-- {
		if x := &s.Disturbances[k]; !x.Done && !x.Undone {
			return x
		}
	}
	return nil
}

// onInstances is how many tasks of the service some instances have.
func (s *service) onInstances(list []sim.InstanceID) int32 {
	var tasks int32
	for _, i := range list {
		tasks += s.hosts[i].tasks
	}
	return tasks
}

// seeDisturbances lets those of a service that aren't over look at the state after an instant.
func (f *Fold) seeDisturbances(s *service) {
	for k := range s.Disturbances {
		x := &s.Disturbances[k]
		if x.over {
			continue
		}
		a := &f.scenario.Timeline[x.Action]
		x.Dip.see(s.Counts.Healthy, s.Settings.Desired)
		gone, undone := a.Kind == sim.ActionUpdateInstances, a.Kind == sim.ActionUpdateInstances
		replaces := a.Kind == sim.ActionReplaceInstances
		if !gone { // an instance that was lost and is ACTIVE has come back empty
			gone = !slices.ContainsFunc(a.Instances.Instances, func(i sim.InstanceID) bool {
				is := &f.instances[i]
				return is.state.IsRegistered() && (replaces || !is.inService())
			})
		}
		left := int32(0)
		for _, i := range a.Instances.Instances {
			if replaces || !f.instances[i].inService() {
				left += s.hosts[i].tasks
				undone = false
			}
		}
		if undone {
			x.Undone, x.DoneAt, x.over = true, f.now, true
			x.Then, x.Left = x.then, x.thenLeft
			continue
		}
		x.Left = left
		x.seeEnds(f.now, left == 0 && gone, s.Counts.Healthy >= s.Settings.Desired)
	}
}

// seeEnds takes whether none of the tasks is there any more, and whether as many as desired are healthy.
func (x *Disturbance) seeEnds(at sim.Time, gone, healthy bool) {
	if gone && !x.Gone {
		x.Gone, x.GoneAt = true, at
	}
	if healthy && !x.healthy {
		x.HealthyAt = at
	}
	x.healthy = healthy
	if gone && healthy {
		x.Done, x.DoneAt, x.over = true, at, true
		x.Dip.Whole, x.Dip.WholeAt = true, at
	}
}

// lastDisturbances adds the time since the last change to those that aren't over.
func (s *service) lastDisturbances(span sim.Span) {
	for k := range s.Disturbances {
		if x := &s.Disturbances[k]; !x.over {
			x.Dip.last(s.Counts.Healthy, s.Settings.Desired, span)
		}
	}
}

// lostWithHost counts a task that went with its container instance: that is no failure of its deployment.
func (f *Fold) lostWithHost(s *service, t *task, r *sim.Record) {
	if s.open != sim.NoDeployment {
		s.Deployments[s.open].HostLosses++
	}
	for k := range s.Disturbances {
		x := &s.Disturbances[k]
		if x.over || !slices.Contains(f.scenario.Timeline[x.Action].Instances.Instances, r.Instance) {
			continue
		}
		x.Lost++
		x.NoticedAt = r.At
		if t.state == sim.Running && t.health == sim.Healthy {
			x.LostHealthy++
		}
	}
}

// isDisturbed says whether a disturbance of the service isn't over.
func (s *service) isDisturbed() bool {
	return slices.ContainsFunc(s.Disturbances, func(x Disturbance) bool { return !x.over })
}

// Hosts is how many container instances were registered at some time of the run so far.
func (f *Fold) Hosts() int {
	n := 0
	for _, was := range f.watched {
		if was {
			n++
		}
	}
	return n
}

// TasksOn is how many tasks of services that haven't STOPPED a container instance has, and how many outside of services.
func (f *Fold) TasksOn(id sim.InstanceID) (tasks, standalone int32) {
	h := &f.instances[id]
	if h.emptied || !h.state.IsRegistered() {
		return h.tasks, 0
	}
	for _, of := range f.scenario.Standalone {
		for _, i := range of.Instances {
			if i == id {
				standalone++
			}
		}
	}
	return h.tasks, standalone
}

// HealthyOn is how many tasks of a service on some container instances are RUNNING and count as healthy. It looks at all tasks.
func (f *Fold) HealthyOn(id sim.ServiceID, instances []sim.InstanceID) int32 {
	var n int32
	for _, t := range f.services[id].tasks {
		if t.state == sim.Running && t.health == sim.Healthy && slices.Contains(instances, t.instance) {
			n++
		}
	}
	return n
}

// Silent are the registered container instances with tasks of a service from whose agents ECS doesn't hear.
func (f *Fold) Silent(id sim.ServiceID) []sim.InstanceID {
	var list []sim.InstanceID
	for i := range f.instances {
		if h := &f.instances[i]; h.state.IsRegistered() && !h.connected && f.services[id].hosts[i].tasks > 0 {
			list = append(list, sim.InstanceID(i))
		}
	}
	return list
}

// Instance is how a container instance stands at the latest instant.
func (f *Fold) Instance(id sim.InstanceID) sim.InstanceState { return f.instances[id].state }

// zoneSkew is how many more RUNNING tasks the zone with most has than that with least, of the zones that have container
// instances, or of those of Fargate.
func (f *Fold) zoneSkew(s *service) int32 {
	least, most, any := int32(0), int32(0), false
	for zone, n := range s.running {
		if f.inZone[zone] == 0 && !s.API.Fargate || s.API.Fargate && !f.onFargate[zone] {
			continue
		}
		if !any {
			least, most, any = n, n, true
		}
		least, most = min(least, n), max(most, n)
	}
	return most - least
}
