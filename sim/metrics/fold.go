package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Fold folds the records of one run into samples and metrics, one record at a time. It is a sim.Recorder. Make one with
// New; Reset makes it ready for another run.
//
// What it remembers without KeepSamples doesn't grow with the records: some numbers a service, instance and deployment,
// and twelve bytes a task.
type Fold struct {
	// KeepSamples says to keep Samples and Bounds. Set it before the first record; studies leave it false.
	KeepSamples bool

	scenario *sim.Scenario
	services []service
	alarms   []Alarm // by AlarmID
	samples  []Sample
	bounds   []BoundsStep

	instances []hosted // by InstanceID
	watched   []bool   // likewise: it was registered at some time
	inZone    []int32  // registered instances, by ZoneID
	onFargate []bool   // likewise: there is Fargate

	now   sim.Time
	dirty []sim.ServiceID // services that something happened to at now
	over  int             // services whose KindEnd has been seen
}

// New makes a Fold for the records of one run of sc.
func New(sc *sim.Scenario) *Fold {
	f := &Fold{}
	f.Reset(sc)
	return f
}

// Reset forgets everything but KeepSamples and makes f ready for the records of a run of sc. It uses f's memory again:
// what f has lent out before means nothing afterwards.
func (f *Fold) Reset(sc *sim.Scenario) {
	f.scenario = sc
	f.instances, f.watched = f.instances[:0], f.watched[:0]
	f.inZone, f.onFargate = zeros(f.inZone, len(sc.Zones)), zeros(f.onFargate, len(sc.Zones))
	for _, instance := range sc.Instances() {
		fargate := sc.Groups[instance.Group].Fargate
		h := hosted{zone: instance.Zone, state: sim.InstanceActive, connected: true, fargate: fargate, endedAt: sim.Never}
		switch {
		case instance.Later:
			h.state = sim.InstanceAbsent
		case fargate:
			f.onFargate[h.zone] = true
		default:
			f.inZone[h.zone]++
		}
		f.instances, f.watched = append(f.instances, h), append(f.watched, !instance.Later && !fargate)
	}
	f.services = slices.Grow(f.services[:0], len(sc.Services))[:len(sc.Services)]
	for i := range f.services {
		s := &f.services[i]
		s.reset(&sc.Services[i], len(sc.Zones), len(f.instances))
		for k := range s.hosts {
			if f.instances[k].fargate {
				s.hosts[k].counted = notCounted
			}
		}
	}
	f.alarms = zeros(f.alarms, len(sc.Alarms))
	f.samples, f.bounds, f.dirty = f.samples[:0], f.bounds[:0], f.dirty[:0]
	f.now, f.over = 0, 0
}

// Samples are the counts of the deployments: one for each deployment and instant at which its counts, status or desired
// count changed, in order of time, service, deployment. Empty without KeepSamples. They are f's own until its Reset;
// copy what has to live longer.
func (f *Fold) Samples() []Sample { return f.samples }

// Bounds are the bounds that the scheduler works with: one entry for each service and instant at which they changed, in
// order of time. Empty without KeepSamples. They are f's own until its Reset.
func (f *Fold) Bounds() []BoundsStep { return f.bounds }

// Service is how a service stands. It is f's own: read it between two records or after the last one, and copy what has
// to outlive f's next record or Reset.
func (f *Fold) Service(id sim.ServiceID) *Service { return &f.services[id].Service }

// Services is the number of services.
func (f *Fold) Services() int { return len(f.services) }

// Now is the time of the latest record; after the run, its end.
func (f *Fold) Now() sim.Time { return f.now }

// Alarm is how a CloudWatch alarm stands.
func (f *Fold) Alarm(id sim.AlarmID) Alarm { return f.alarms[id] }

// Over says whether the run is over: every service that there is has had its KindEnd.
func (f *Fold) Over() bool {
	absent := 0
	for i := range f.services {
		if s := &f.services[i]; s.API.Status == sim.ServiceAbsent && !s.Over {
			absent++
		}
	}
	return f.over+absent == len(f.services)
}

// Record takes the next record of the run.
func (f *Fold) Record(r *sim.Record) {
	if r.At > f.now {
		f.settle()
		f.now = r.At
	}
	switch r.Kind {
	case sim.KindSettings:
		f.touch(r.Service).settings(r)
	case sim.KindAction:
		if r.Service != sim.NoService {
			f.action(f.touch(r.Service), r)
		} else {
			f.disturb(r)
			f.ends(r)
			f.connects(r)
		}
	case sim.KindInstance:
		f.change(r)
	case sim.KindService:
		f.touch(r.Service).lifecycle(r)
	case sim.KindAlarm:
		f.alarms[r.Alarm] = Alarm{r.AlarmState, r.At}
	case sim.KindProtection:
		f.touch(r.Service).protection(r)
	case sim.KindRestart:
		f.touch(r.Service).restart(r)
	case sim.KindDeployment:
		f.deployment(f.touch(r.Service), r)
	case sim.KindPass:
		f.touch(r.Service).pass(r)
	case sim.KindTask:
		f.task(f.touch(r.Service), r)
	case sim.KindHealth:
		f.touch(r.Service).healthChanged(r)
	case sim.KindRefusal:
		f.touch(r.Service).refused(r)
	case sim.KindEnd:
		f.end(f.touch(r.Service), r)
	case sim.KindEvent:
		f.services[r.Service].Rebalancing.see(r)
		if r.Event == sim.EventSteadyState {
			f.touch(r.Service).steady(r.At)
		}
	case sim.KindTarget, sim.KindContainerHealth:
		// Nothing here is counted.
	}
}

// touch is the service with its sums brought up to now; it will be settled when this instant is over.
func (f *Fold) touch(id sim.ServiceID) *service {
	s := &f.services[id]
	if !s.dirty {
		s.advance(f.now)
		s.dirty = true
		f.dirty = append(f.dirty, id)
	}
	return s
}

// settle looks at the services as they stand after all records of an instant.
func (f *Fold) settle() {
	if len(f.dirty) > 1 {
		slices.Sort(f.dirty)
	}
	for _, id := range f.dirty {
		s := &f.services[id]
		if f.KeepSamples {
			f.sample(id, s)
		}
		f.settleService(s)
		s.dirty = false
	}
	f.dirty = f.dirty[:0]
}

// sample adds the samples of the deployments of s that the instant has changed.
func (f *Fold) sample(id sim.ServiceID, s *service) {
	slices.Sort(s.changed)
	for _, d := range s.changed {
		deployment, track := &s.Deployments[d], &s.tracks[d]
		track.changed = false
		sample := Sample{
			At: f.now, Service: id, Deployment: d, Definition: deployment.Definition, Status: deployment.Status,
			Desired: deployment.Requested, Pending: deployment.Pending, Running: deployment.Running,
			Healthy: deployment.Healthy, Unhealthy: deployment.Unhealthy, Stopping: deployment.Stopping,
		}
		last := track.sample
		last.At = f.now
		if sample != last || !track.sampled {
			track.sample, track.sampled = sample, true
			f.samples = append(f.samples, sample)
		}
	}
	s.changed = s.changed[:0]
	if s.boundsNew && (s.Settings != s.boundsKept || !s.boundsEver) {
		s.boundsKept, s.boundsEver = s.Settings, true
		f.bounds = append(f.bounds, BoundsStep{At: f.now, Service: id, Settings: s.Settings})
	}
	s.boundsNew = false
}

func (f *Fold) action(s *service, r *sim.Record) {
	if r.Error != nil {
		s.RefusedCalls++
		s.LastRefusal, s.RefusedAction = r.Error, r.Action
		return
	}
	a := &f.scenario.Timeline[r.Action]
	before := s.API.DesiredCount
	s.API.Take(f.scenario, a)
	switch a.Kind {
	case sim.ActionUpdateService:
		s.actionAt, s.action = r.At, r.Action
		s.scale(r, before)
		s.bump(r.At)
	case sim.ActionCreateService:
		s.actionAt, s.action, s.Created = r.At, r.Action, r.At
	case sim.ActionStopDeployment:
		if s.open != sim.NoDeployment {
			s.Deployments[s.open].Stop = Stop{Requested: true, At: r.At, Rollback: a.StopDeployment.Rollback}
		}
	case sim.ActionDeleteService, sim.ActionStopTask, sim.ActionProtectTasks, sim.ActionSetAlarm, sim.ActionChangeFaults,
		sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone, sim.ActionRestoreZone,
		sim.ActionReplaceInstances, sim.ActionDeregisterInstances, sim.ActionConnectAgents:
	}
}

// end takes the end of a service. The last service's end is the end of the run, and everything is settled with it.
func (f *Fold) end(s *service, r *sim.Record) {
	s.Over, s.Outcome, s.Pass = true, r.Outcome, r.Pass
	s.Whole.End, s.Whole.Ended = EndOfRun, r.At
	for _, p := range s.waits {
		s.waited(p.since, s.untilHeld(p.task, r.At))
	}
	s.heard(r.At, func(*held) bool { return true })
	if s.open != sim.NoDeployment {
		s.close(EndOfRun, r.At)
	}
	f.over++
	if !f.Over() {
		return
	}
	f.settle()
	for i := range f.services {
		f.services[i].lastPolls(f.now)
	}
}
