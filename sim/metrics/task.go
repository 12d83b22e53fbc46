package metrics

import "github.com/ecssim/ecssim/sim"

// part is the part of its life that a task is in, as counts know it.
type part uint8

const (
	gone part = iota // not yet created, or STOPPED
	pending
	running
	stopping
)

func partOf(state sim.TaskState) part {
	switch {
	case state == sim.TaskNone || state == sim.Stopped:
		return gone
	case state < sim.Running:
		return pending
	case state == sim.Running:
		return running
	default:
		return stopping
	}
}

// task takes an edge of a task.
func (f *Fold) task(s *service, r *sim.Record) {
	for int(r.Task) >= len(s.tasks) {
		s.tasks = append(s.tasks, task{instance: sim.NoInstance})
	}
	t := &s.tasks[r.Task]
	if t.state == sim.TaskNone {
		t.deployment = r.Deployment
	}
	was, is := partOf(t.state), partOf(r.To)
	f.countEdge(s, t, r, was, is)
	if was != is {
		f.countPart(s, t, was, -1)
	}
	s.countPending(t.state, r.To)
	s.pends(r, t.state)
	t.state = r.To
	if t.instance == sim.NoInstance && r.Instance != sim.NoInstance {
		t.instance = r.Instance
		s.hosts[t.instance].tasks++
		f.instances[t.instance].tasks++
		s.touched = append(s.touched, t.instance)
	}
	f.follow(s, r, t)
	if was != is {
		f.countPart(s, t, is, 1)
		s.mark(t.deployment)
	}
	if r.To == sim.Stopped && t.instance != sim.NoInstance {
		s.hosts[t.instance].tasks--
		f.instances[t.instance].tasks--
	}
}

// countEdge counts what happens on an edge: for the deployment of the task, and for the open window.
func (f *Fold) countEdge(s *service, t *task, r *sim.Record, was, is part) {
	d := &s.outside
	if s.open != sim.NoDeployment {
		d = &s.Deployments[s.open]
	}
	own := &s.Deployments[t.deployment]
	if t.state == sim.TaskNone && r.To == sim.Provisioning {
		d.TasksStarted++
		s.Whole.TasksStarted++
		own.OwnStarted++
	}
	if (was == pending || was == running) && (is == stopping || is == gone) {
		s.unprotect(t)
		own.OwnEnded++
		if r.Reason != sim.NotStopped {
			d.TasksStopped++
			s.Whole.TasksStopped++
		}
		switch {
		case r.Reason == sim.StoppedByScaling:
		case r.Reason == sim.StoppedByUser:
			s.stoppedByUser()
		case r.Failure.IsOfHost():
			f.lostWithHost(s, t, r)
		default:
			d.TasksFailed++
			s.Whole.TasksFailed++
			s.fail(t, r)
		}
	}
	if r.Killed {
		d.Sigkills++
		s.Whole.Sigkills++
	}
}

func (s *service) countPending(from, to sim.TaskState) {
	if from == sim.Pending {
		s.waiting--
	}
	if to == sim.Pending {
		s.waiting++
	}
}

// countPart adds a task to the counts of a part of life, or with by = -1 takes it away.
func (f *Fold) countPart(s *service, t *task, p part, by int32) {
	d := &s.Deployments[t.deployment]
	switch p {
	case pending:
		s.Counts.Pending += by
		d.Pending += by
	case running:
		s.Counts.Running += by
		d.Running += by
		s.countHealth(t, by)
		if t.instance != sim.NoInstance {
			s.running[f.instances[t.instance].zone] += by
		}
	case stopping:
		s.Counts.Stopping += by
		d.Stopping += by
	case gone:
	}
	if p == pending || p == running {
		want := f.scenario.TaskDefinitions[d.Definition].Reservation
		s.reserved.CPU += int64(by) * want.CPU
		s.reserved.Memory += int64(by) * want.Memory
	}
}
