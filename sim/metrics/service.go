package metrics

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// service is a Service with what folding its records needs.
type service struct {
	Service

	since    sim.Time // the sums over time are complete up to here
	dirty    bool     // something happened at the present instant
	actionAt sim.Time // of the latest timeline action, which is action
	action   int32

	tracks  []track            // beside Deployments
	changed []sim.DeploymentID // deployments to be sampled when the instant is over
	tasks   []task             // by TaskNumber
	hosts   []host             // by InstanceID
	touched []sim.InstanceID   // instances that got a task at the present instant
	running []int32            // RUNNING tasks, by ZoneID
	waits   []pend             // tasks in PENDING, but for those that wait for a disconnected agent
	held    []held             // tasks that do
	exits   []pend             // tasks in STOPPING, each since when its containers have ended at the latest
	drains  []pend             // tasks in DEACTIVATING, each since when its targets have drained

	waiting  int32         // tasks in PENDING
	reserved sim.Resources // of the tasks RUNNING or on their way there
	listed   int           // deployments that DescribeServices lists

	open    sim.DeploymentID   // the deployment whose window is open
	closing []sim.DeploymentID // those whose window ends with the present instant
	waiters []sim.DeploymentID // those whose waiter still polls
	dipping sim.DeploymentID   // the one whose window is over and whose dip isn't
	later   sim.DeploymentID   // the one that completed or failed last, while nothing has taken its place
	low     bool               // healthy is below desired, as later counts it
	guarded bool               // the latest pass found protected tasks in the way
	latest  sim.PassFacts      // of the latest pass that was recorded

	boundsNew  bool         // settings were taken up at the present instant
	boundsEver bool         // Bounds has an entry
	boundsKept sim.Settings // the latest of them

	seen bool // Whole has seen an instant

	outside Deployment // takes what is counted while no window is open, and is never read
}

// track is what folding needs of a deployment.
type track struct {
	sample   Sample // the latest
	sampled  bool
	changed  bool // listed in changed
	observed bool // its window has seen an instant
	baking   bake
}

// task is what folding needs of a task: twelve bytes.
type task struct {
	deployment sim.DeploymentID
	instance   sim.InstanceID
	state      sim.TaskState
	health     sim.Health
	wasHealthy bool
	protected  bool
}

// host is how many tasks of the service an instance has, and the last window that has counted it, as DeploymentID + 1.
type host struct {
	tasks   int32
	counted int32
	ever    bool // it had one at some time
}

func (s *service) reset(svc *sim.Service, zones, instances int) {
	*s = service{
		tracks: s.tracks[:0], changed: s.changed[:0], tasks: s.tasks[:0], touched: s.touched[:0],
		closing: s.closing[:0], waiters: s.waiters[:0], open: sim.NoDeployment, dipping: sim.NoDeployment,
		later: sim.NoDeployment, actionAt: -1,
		hosts:   zeros(s.hosts, instances),
		running: zeros(s.running, zones), waits: s.waits[:0], held: s.held[:0], drains: s.drains[:0], exits: s.exits[:0],
		Service: Service{
			Deployments: s.Deployments[:0], Scalings: s.Scalings[:0], Disturbances: s.Disturbances[:0], API: NewAPI(svc), Whole: Deployment{ID: sim.NoDeployment, Action: NoAction},
		},
	}
}

// zeros is n zero values in the memory of s, if it is large enough.
func zeros[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// settings takes the bounds that the scheduler works with from now on.
func (s *service) settings(r *sim.Record) {
	if s.API.Daemon { // it follows the container instances, and no call has it
		s.API.DesiredCount = int(r.Settings.Desired)
	}
	s.Settings, s.boundsNew = r.Settings, true
	s.scaled(r.Settings.Desired)
}

// deployment takes the creation of a deployment, or a change of one.
func (f *Fold) deployment(s *service, r *sim.Record) {
	if int(r.Deployment) == len(s.Deployments) {
		f.create(s, r)
		return
	}
	d := &s.Deployments[r.Deployment]
	if d.Status != sim.Inactive && r.Status == sim.Inactive {
		s.listed--
	}
	if d.Status == sim.Inactive && r.Status != sim.Inactive {
		s.listed++
	}
	if r.FailedBy == sim.FailedByAlarm && r.Rollout == sim.Failed && d.Rollout != sim.Failed {
		d.Triggers = f.triggers(&s.API.Alarms)
	}
	if r.FailedBy != sim.NotFailed || r.Rollout == sim.Completed {
		d.FailedBy = r.FailedBy
	}
	d.Status, d.Rollout, d.Requested, d.Failed, d.Updated = r.Status, r.Rollout, r.N, r.Failed, r.At
	if r.Status == sim.Primary || r.Rollout != sim.InProgress {
		d.begin(r.At) // otherwise it is the change to ACTIVE, with the call that makes a newer one
	}
	s.mark(r.Deployment)
	s.rollBack(r)
	if s.open == r.Deployment {
		s.closeBy(d, r)
	}
}

// closeBy closes the open window, that of d, if the record of d ends it.
func (s *service) closeBy(d *Deployment, r *sim.Record) {
	switch {
	case r.Rollout == sim.Completed && !d.Initial:
		s.close(EndCompleted, r.At)
	case r.Rollout == sim.Failed:
		s.close(EndFailed, r.At)
	case r.Status != sim.Primary:
		s.close(EndSuperseded, r.At)
	}
}

func (f *Fold) create(s *service, r *sim.Record) {
	if s.open != sim.NoDeployment {
		s.close(EndSuperseded, r.At)
	}
	d := Deployment{
		Service: r.Service, ID: r.Deployment, Revision: s.API.Revision(r.Definition), Action: NoAction,
		Initial: r.Rollout == sim.Completed, Created: r.At, Updated: r.At,
		Status: r.Status, Rollout: r.Rollout, Requested: r.N, Failed: r.Failed, FailedBy: r.FailedBy,
		AlarmsIgnored: len(f.triggers(&s.API.Alarms)) > 0,
	}
	if s.actionAt == r.At {
		d.Action = s.action
		s.unscale(s.action, r.At)
	}
	s.dipping, s.later = sim.NoDeployment, sim.NoDeployment
	s.Deployments = append(s.Deployments, d)
	s.tracks = append(s.tracks, track{})
	s.listed++
	s.open = r.Deployment
	s.waiters = append(s.waiters, r.Deployment)
	s.mark(r.Deployment)
}

// mark notes that a deployment may need a sample when the instant is over.
func (s *service) mark(d sim.DeploymentID) {
	if t := &s.tracks[d]; !t.changed {
		t.changed = true
		s.changed = append(s.changed, d)
	}
}

// healthChanged takes a new health of a task as the scheduler counts it.
func (s *service) healthChanged(r *sim.Record) {
	t := &s.tasks[r.Task]
	if t.state == sim.Running {
		s.countHealth(t, -1)
	}
	t.health = r.Health
	t.wasHealthy = t.wasHealthy || r.Health == sim.Healthy
	if t.state == sim.Running {
		s.countHealth(t, 1)
	}
	s.mark(t.deployment)
}

func (s *service) countHealth(t *task, by int32) {
	d := &s.Deployments[t.deployment]
	switch t.health {
	case sim.Healthy:
		s.Counts.Healthy += by
		d.Healthy += by
	case sim.Unhealthy:
		s.Counts.Unhealthy += by
		d.Unhealthy += by
	case sim.HealthUnknown:
	}
}

func (s *service) refused(r *sim.Record) {
	s.Refusal, s.Refused = r.Refusal, true
	s.Refusal.Each = nil // it is lent
	s.Whole.PlacementFailures++
	if s.open != sim.NoDeployment {
		s.Deployments[s.open].PlacementFailures++
	}
}
