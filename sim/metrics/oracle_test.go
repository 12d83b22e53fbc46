package metrics_test

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// oracle computes what a Fold folds the slow way: for every question it replays the log from its beginning, and it
// remembers nothing in between. It is written from the definitions in deployment.go, not from the Fold.
type oracle struct {
	scenario *sim.Scenario
	log      sim.Log
}

// world is the state of one service after some records.
type world struct {
	settings    sim.Settings
	desired     int32 // of the API
	deployments map[sim.DeploymentID]sim.Record
	tasks       map[sim.TaskNumber]*oracleTask
}

type oracleTask struct {
	deployment sim.DeploymentID
	instance   sim.InstanceID
	state      sim.TaskState
	health     sim.Health
	protected  bool
}

// at is the service after all records up to and with the instant.
func (o *oracle) at(service sim.ServiceID, instant sim.Time) *world {
	w := &world{deployments: map[sim.DeploymentID]sim.Record{}, tasks: map[sim.TaskNumber]*oracleTask{}}
	w.desired = int32(o.scenario.Services[service].DesiredCount)
	for _, r := range o.log {
		if r.Service != service || r.At > instant {
			continue
		}
		switch r.Kind {
		case sim.KindSettings:
			w.settings = r.Settings
		case sim.KindAction:
			switch a := &o.scenario.Timeline[r.Action]; {
			case a.Kind == sim.ActionDeleteService:
				w.desired = 0
			case a.Update.DesiredCount != nil:
				w.desired = int32(*a.Update.DesiredCount)
			}
		case sim.KindProtection:
			t := w.tasks[r.Task]
			t.protected = r.Protected && (t.pending() || t.running())
		case sim.KindDeployment:
			w.deployments[r.Deployment] = r
		case sim.KindTask:
			if w.tasks[r.Task] == nil {
				w.tasks[r.Task] = &oracleTask{deployment: r.Deployment, instance: r.Instance}
			}
			w.tasks[r.Task].state = r.To
			w.tasks[r.Task].protected = w.tasks[r.Task].protected && r.To <= sim.Running
		case sim.KindHealth:
			w.tasks[r.Task].health = r.Health
		default: // nothing that a question is about
		}
	}
	return w
}

// count counts the tasks that match.
func (w *world) count(match func(t *oracleTask) bool) int32 {
	var n int32
	for _, t := range w.tasks {
		if match(t) {
			n++
		}
	}
	return n
}

func (t *oracleTask) in(states ...sim.TaskState) bool { return slices.Contains(states, t.state) }

func (t *oracleTask) pending() bool { return t.in(sim.Provisioning, sim.Pending, sim.Activating) }
func (t *oracleTask) running() bool { return t.in(sim.Running) }
func (t *oracleTask) stopping() bool {
	return t.in(sim.Deactivating, sim.Stopping, sim.Deprovisioning)
}
func (t *oracleTask) healthy() bool   { return t.running() && t.health == sim.Healthy }
func (t *oracleTask) unhealthy() bool { return t.running() && t.health == sim.Unhealthy }

func (w *world) counts(match func(t *oracleTask) bool) metrics.Counts {
	both := func(part func(t *oracleTask) bool) int32 {
		return w.count(func(t *oracleTask) bool { return match(t) && part(t) })
	}
	return metrics.Counts{
		Pending: both((*oracleTask).pending), Running: both((*oracleTask).running),
		Healthy: both((*oracleTask).healthy), Unhealthy: both((*oracleTask).unhealthy),
		Stopping: both((*oracleTask).stopping),
	}
}

func (w *world) listed() int {
	n := 0
	for _, d := range w.deployments {
		if d.Status != sim.Inactive {
			n++
		}
	}
	return n
}

// instants are the different times of a service's records, in order.
func (o *oracle) instants(service sim.ServiceID) []sim.Time {
	var all []sim.Time
	for _, r := range o.log {
		if r.Service == service && !slices.Contains(all, r.At) {
			all = append(all, r.At)
		}
	}
	return all
}

// window finds the records that open and close the window of a deployment, as indexes into the log.
func (o *oracle) window(service sim.ServiceID, id sim.DeploymentID) (open, end int, why metrics.End) {
	open = -1
	initial := false
	for i, r := range o.log {
		switch {
		case r.Service != service:
		case r.Kind == sim.KindDeployment && r.Deployment == id && open < 0:
			open, initial = i, r.Rollout == sim.Completed
		case open < 0:
		case r.Kind == sim.KindEnd:
			return open, i, metrics.EndOfRun
		case r.Kind == sim.KindService && r.Lifecycle > sim.ServiceActive:
			return open, i, metrics.EndDeleted
		case r.Kind != sim.KindDeployment:
		case r.Deployment > id:
			return open, i, metrics.EndSuperseded
		case r.Deployment == id && r.Rollout == sim.Completed && !initial:
			return open, i, metrics.EndCompleted
		case r.Deployment == id && r.Rollout == sim.Failed:
			return open, i, metrics.EndFailed
		case r.Deployment == id && r.Status != sim.Primary:
			return open, i, metrics.EndSuperseded
		}
	}
	return open, len(o.log), metrics.StillOpen
}

// deployment is everything about one deployment.
func (o *oracle) deployment(service sim.ServiceID, id sim.DeploymentID) metrics.Deployment {
	first, last, end := o.window(service, id)
	created := o.log[first]
	d := metrics.Deployment{
		Service: service, ID: id, Revision: metrics.Revision{Definition: created.Definition}, Action: metrics.NoAction,
		Initial: created.Rollout == sim.Completed, Created: created.At, End: end, Ended: o.log[last].At,
	}
	for _, r := range o.log[:first] {
		if r.Kind == sim.KindAction && r.Service == service && r.At == created.At {
			d.Action = r.Action
		}
	}
	o.begin(&d, first)
	final := o.at(service, sim.Never)
	d.Updated = final.deployments[id].At
	d.Status, d.Rollout, d.Requested = final.deployments[id].Status, final.deployments[id].Rollout, final.deployments[id].N
	d.Failed = final.deployments[id].Failed
	d.Counts = final.counts(func(t *oracleTask) bool { return t.deployment == id })
	o.countRecords(&d, first, last)
	o.lookAt(&d)
	o.dip(&d)
	o.wait(&d)
	return d
}

// begin finds the first pass or change of the PRIMARY deployment after its creation.
func (o *oracle) begin(d *metrics.Deployment, first int) {
	for _, r := range o.log[first+1:] {
		works := r.Kind == sim.KindPass || r.Kind == sim.KindDeployment && (r.Status == sim.Primary || r.Rollout != sim.InProgress)
		if works && !d.Initial && r.Service == d.Service && r.Deployment == d.ID && r.At > d.Created {
			d.Begun, d.BegunAt = true, r.At
			return
		}
	}
}

// countRecords counts edges and refusals: of the deployment in the whole run, of the service in the window.
func (o *oracle) countRecords(d *metrics.Deployment, first, last int) {
	for i := range o.log {
		r := &o.log[i]
		if r.Service != d.Service {
			continue
		}
		inside, own := int32(0), int32(0)
		if i > first && i <= last {
			inside = 1
		}
		if r.Deployment == d.ID {
			own = 1
		}
		if r.Kind == sim.KindRestart {
			d.Restarts += own
		}
		if r.Kind == sim.KindRefusal {
			d.PlacementFailures += inside
		}
		if r.Kind == sim.KindTask {
			countEdge(d, r, inside, own)
			o.countEnd(d, i, inside == 1, i > last && i < o.next(d, last))
		}
	}
}

// countEdge counts inside edges of the window and own ones of the deployment.
func countEdge(d *metrics.Deployment, r *sim.Record, inside, own int32) {
	if r.To == sim.Provisioning {
		d.TasksStarted += inside
		d.OwnStarted += own
	}
	if r.Killed {
		d.Sigkills += inside
	}
	if r.From < sim.Provisioning || r.From > sim.Running || r.To <= sim.Running {
		return
	}
	d.OwnEnded += own
	switch r.Reason {
	case sim.StoppedByScaling, sim.StoppedByUser:
		d.TasksStopped += inside
	case sim.NotStopped:
		d.TasksFailed += inside
		d.OwnFailed += own
	case sim.StoppedByTargetGroup, sim.StoppedByContainerHealth:
		d.TasksStopped += inside
		d.TasksFailed += inside
		d.OwnFailed += own
	}
}

// next finds the record that ends what follows a COMPLETED or FAILED deployment, whose window record last closed; 0 where
// nothing follows.
func (o *oracle) next(d *metrics.Deployment, last int) int {
	if d.End != metrics.EndCompleted && d.End != metrics.EndFailed {
		return 0
	}
	for i, r := range o.log {
		deleted := r.Kind == sim.KindService && r.Lifecycle > sim.ServiceActive
		if i > last && r.Service == d.Service && (deleted || r.Kind == sim.KindDeployment && r.Deployment > d.ID) {
			return i
		}
	}
	return len(o.log)
}

// countEnd counts a task that failed or that StopTask stopped, by the record of its end.
func (o *oracle) countEnd(d *metrics.Deployment, i int, inside, later bool) {
	r := &o.log[i]
	if r.From < sim.Provisioning || r.From > sim.Running || r.To <= sim.Running {
		return
	}
	own := r.Deployment == d.ID
	switch {
	case r.Reason == sim.StoppedByScaling:
	case r.Reason == sim.StoppedByUser && inside:
		d.UserStops++
	case r.Reason == sim.StoppedByUser && later:
		d.Later.UserStops++
	case r.Reason == sim.StoppedByUser:
	case own && later:
		o.countFailure(&d.Later.OwnFailures, i)
		o.countFailure(&d.OwnFailures, i)
	case own:
		o.countFailure(&d.OwnFailures, i)
	case inside:
		o.countFailure(&d.OldFailures, i)
	case later:
		o.countFailure(&d.Later.OldFailures, i)
	}
}

// countFailure counts a failed task, by the record of its end.
func (o *oracle) countFailure(into *[metrics.NumCauses]metrics.Failures, i int) {
	r := &o.log[i]
	cause := metrics.CauseCrash
	switch {
	case r.Reason == sim.StoppedByTargetGroup:
		cause = metrics.CauseTargetGroup
	case r.Reason == sim.StoppedByContainerHealth:
		cause = metrics.CauseContainerHealth
	case r.Failure == sim.FailedPull:
		cause = metrics.CausePull
	case r.Failure == sim.FailedDependency:
		cause = metrics.CauseDependency
	case r.Failure == sim.FailedStart || r.From != sim.Running:
		cause = metrics.CauseStart
	}
	into[cause].Tasks++
	was := func(before sim.Record) bool {
		return before.Kind == sim.KindHealth && before.Service == r.Service && before.Task == r.Task && before.Health == sim.Healthy
	}
	if !slices.ContainsFunc(o.log[:i], was) {
		into[cause].Never++
	}
}

// moment is a state and how long it lasts.
type moment struct {
	at               sim.Time
	healthy, desired int32
	span             sim.Span
}

// moments are the states of the window of a deployment, and of what follows a COMPLETED or FAILED one.
func (o *oracle) moments(d *metrics.Deployment) []moment {
	until, next := d.Ended, sim.Never
	for _, r := range o.log {
		deleted := r.Kind == sim.KindService && r.Lifecycle > sim.ServiceActive
		if r.Service == d.Service && (deleted || r.Kind == sim.KindDeployment && r.Deployment > d.ID) {
			next = min(next, r.At)
		}
	}
	if d.End == metrics.EndCompleted || d.End == metrics.EndFailed {
		until = next
	}
	var list []moment
	instants := o.instants(d.Service)
	for i, at := range instants {
		if at < d.Created || at > until || at == until && at > d.Ended {
			continue
		}
		w := o.at(d.Service, at)
		m := moment{at: at, healthy: w.count((*oracleTask).healthy), desired: w.settings.Desired}
		if i+1 < len(instants) && at < until {
			m.span = min(instants[i+1], until).Sub(at)
		}
		list = append(list, m)
		if until > d.Ended && at >= d.Ended && m.healthy >= m.desired {
			d.Dip.Whole, d.Dip.WholeAt = true, at
			list[len(list)-1].span = 0
			return list
		}
	}
	return list
}

// dip finds the state with most healthy tasks missing, and adds up how long some were.
func (o *oracle) dip(d *metrics.Deployment) {
	list := o.moments(d)
	worst := list[0]
	for _, m := range list {
		if m.at <= d.Ended && m.desired != list[0].desired {
			d.Rescaled = true
		}
		missing, most := m.desired-m.healthy, worst.desired-worst.healthy
		if missing > most || missing == most && m.healthy < worst.healthy {
			worst = m
		}
	}
	d.Dip.Healthy, d.Dip.Desired = worst.healthy, worst.desired
	for _, m := range list {
		missing := m.desired - m.healthy
		if missing <= 0 {
			continue
		}
		d.Dip.Below += m.span
		if missing == worst.desired-worst.healthy {
			d.Dip.For += m.span
		}
		if m.healthy == 0 {
			d.Dip.None += m.span
		}
	}
}

// lookAt looks at every instant of the window, and at the time between them.
func (o *oracle) lookAt(d *metrics.Deployment) {
	d.MinHealthy, d.MinRunning = 1<<30, 1<<30
	hosts := map[sim.InstanceID]bool{}
	instants := o.instants(d.Service)
	for i, at := range instants {
		if at < d.Created || at > d.Ended {
			continue
		}
		w := o.at(d.Service, at)
		c := w.counts(func(*oracleTask) bool { return true })
		d.MinHealthy, d.MinRunning = min(d.MinHealthy, c.Healthy), min(d.MinRunning, c.Running)
		d.PeakTasks = max(d.PeakTasks, c.Pending+c.Running)
		d.PeakOccupied = max(d.PeakOccupied, c.Pending+c.Running+c.Stopping)
		if desired := w.settings.Desired; desired > 0 {
			o.share(&d.Shares[0], c.Healthy, desired, true)
			o.share(&d.Shares[1], c.Running, desired, true)
			o.share(&d.Shares[2], c.Pending+c.Running, desired, false)
			o.share(&d.Shares[3], c.Pending+c.Running+c.Stopping, desired, false)
		}
		var cpu, memory int64
		for _, t := range w.tasks {
			if t.pending() || t.running() {
				of := o.scenario.TaskDefinitions[o.definition(d.Service, t.deployment)]
				cpu, memory = cpu+of.Reservation.CPU, memory+of.Reservation.Memory
			}
			if !t.in(sim.Stopped) && t.instance != sim.NoInstance {
				hosts[t.instance] = true
			}
		}
		d.PeakCPU, d.PeakMemory = max(d.PeakCPU, cpu), max(d.PeakMemory, memory)
		if at < d.Ended {
			o.sum(d, w, int64(min(instants[i+1], d.Ended)-at))
			if o.guarded(d.Service, at) {
				d.Guarded += min(instants[i+1], d.Ended).Sub(at)
			}
		}
	}
	begun := o.at(d.Service, d.Created)
	d.DesiredFirst, d.HealthyFirst = begun.settings.Desired, begun.count((*oracleTask).healthy)
	d.HostsUsed = int32(len(hosts))
	w := o.at(d.Service, d.Ended)
	d.Desired, d.Floor, d.Cap = w.settings.Desired, w.settings.Floor, w.settings.Cap
	d.ZoneSkew = o.skew(w)
	o.waits(d)
}

// share keeps the least share, or the greatest, the first of those alike.
func (o *oracle) share(best *metrics.Share, tasks, desired int32, least bool) {
	now, before := float64(tasks)/float64(desired), float64(best.Tasks)/float64(best.Desired)
	if best.Desired == 0 || least && now < before || !least && now > before {
		*best = metrics.Share{Tasks: tasks, Desired: desired}
	}
}

// whole has the metrics of a window that is the whole run.
func (o *oracle) whole(service sim.ServiceID) metrics.Deployment {
	d := metrics.Deployment{Service: service}
	for i := range o.log {
		r := &o.log[i]
		switch {
		case r.Service != service:
		case r.Kind == sim.KindEnd:
			d.Ended = r.At
		case r.Kind == sim.KindRefusal:
			d.PlacementFailures++
		case r.Kind == sim.KindTask:
			countEdge(&d, r, 1, 0)
		}
	}
	o.lookAt(&d)
	return d
}

// waits counts the tasks that were in PENDING for a part of the window.
func (o *oracle) waits(d *metrics.Deployment) {
	for i, r := range o.log {
		if r.Service != d.Service || r.Kind != sim.KindTask || r.To != sim.Pending {
			continue
		}
		from, to := max(r.At, d.Created), d.Ended
		for _, next := range o.log[i+1:] {
			if next.Service == d.Service && next.Kind == sim.KindTask && next.Task == r.Task {
				to = min(to, next.At)
				break
			}
		}
		if to > from {
			d.HostWaiters++
			d.HostWaitMost = max(d.HostWaitMost, to.Sub(from))
		}
	}
}

// guarded says whether the latest pass up to an instant found protected tasks in the way.
func (o *oracle) guarded(service sim.ServiceID, at sim.Time) bool {
	found := false
	for _, r := range o.log {
		if r.Service == service && r.Kind == sim.KindPass && r.At <= at && r.Deployment != sim.NoDeployment {
			found = r.Pass.Blocked&sim.BlockedByProtection != 0
		}
	}
	return found
}

// sum adds what a state that lasts for span adds up to.
func (o *oracle) sum(d *metrics.Deployment, w *world, span int64) {
	desired, floor := int64(w.settings.Desired), int64(w.settings.Floor)
	healthy := int64(w.count((*oracleTask).healthy))
	alive := int64(w.count(func(t *oracleTask) bool { return t.pending() || t.running() }))
	d.HealthyDeficit += max(0, desired-healthy) * span
	d.Surge += max(0, alive-desired) * span
	d.HostWait += int64(w.count(func(t *oracleTask) bool { return t.in(sim.Pending) })) * span
	if healthy < floor || healthy <= floor && floor < desired {
		d.TimeAtFloor += sim.Span(span)
	}
}

func (o *oracle) skew(w *world) int32 {
	instances := o.scenario.Instances()
	most, least := int32(0), int32(1<<30)
	for z := range o.scenario.Zones {
		n := w.count(func(t *oracleTask) bool {
			return t.running() && t.instance != sim.NoInstance && int(instances[t.instance].Zone) == z
		})
		most, least = max(most, n), min(least, n)
	}
	return most - least
}

// wait polls as the waiter does.
func (o *oracle) wait(d *metrics.Deployment) {
	end := o.log[len(o.log)-1]
	var outcome sim.Outcome
	deleted := sim.Never
	for _, r := range o.log {
		if r.Kind == sim.KindService && r.Lifecycle > sim.ServiceActive && r.Service == d.Service {
			deleted = min(deleted, r.At)
		}
		if r.Kind == sim.KindEnd && r.Service == d.Service {
			outcome = r.Outcome
		}
	}
	for poll := range sim.Span(40) {
		at := d.Created.Add(poll * 15 * sim.Second)
		if at > end.At && outcome == sim.OutcomeUnfinished || at >= deleted {
			return
		}
		w := o.at(d.Service, at)
		if w.listed() == 1 && w.count((*oracleTask).running) == w.desired {
			d.WaiterPassed, d.WaiterAfter = true, poll*15*sim.Second
			return
		}
	}
}

// samples are the samples and bounds of the whole run.
func (o *oracle) samples() (samples []metrics.Sample, bounds []metrics.BoundsStep) {
	var instants []sim.Time
	for _, r := range o.log {
		if !slices.Contains(instants, r.At) {
			instants = append(instants, r.At)
		}
	}
	last := map[[2]int32]metrics.Sample{}
	lastBounds := map[sim.ServiceID]sim.Settings{}
	for _, at := range instants {
		for s := range sim.ServiceID(len(o.scenario.Services)) {
			w := o.at(s, at)
			for id := range sim.DeploymentID(len(w.deployments)) {
				r := w.deployments[id]
				c := w.counts(func(t *oracleTask) bool { return t.deployment == id })
				sample := metrics.Sample{
					At: at, Service: s, Deployment: id, Definition: o.definition(s, id), Status: r.Status, Desired: r.N,
					Pending: c.Pending, Running: c.Running, Healthy: c.Healthy, Unhealthy: c.Unhealthy, Stopping: c.Stopping,
				}
				key := [2]int32{int32(s), int32(id)}
				before, known := last[key]
				before.At = at
				if !known || before != sample {
					samples = append(samples, sample)
				}
				last[key] = sample
			}
			if before, known := lastBounds[s]; w.settings != before || !known && o.hasSettings(s, at) {
				bounds = append(bounds, metrics.BoundsStep{At: at, Service: s, Settings: w.settings})
				lastBounds[s] = w.settings
			}
		}
	}
	return samples, bounds
}

func (o *oracle) definition(s sim.ServiceID, id sim.DeploymentID) sim.TaskDefinitionID {
	for _, r := range o.log {
		if r.Kind == sim.KindDeployment && r.Service == s && r.Deployment == id {
			return r.Definition
		}
	}
	return -1
}

func (o *oracle) hasSettings(s sim.ServiceID, at sim.Time) bool {
	return slices.ContainsFunc(o.log, func(r sim.Record) bool {
		return r.Kind == sim.KindSettings && r.Service == s && r.At <= at
	})
}
