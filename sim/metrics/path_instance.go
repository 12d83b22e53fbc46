package metrics

import "github.com/ecssim/ecssim/sim"

// DisturbancePath is Path for what befell a service by an action on container instances: from the action to the instant at
// which none of its tasks was left there and as many as desired were healthy, or to the run's end.
func (t *Trace) DisturbancePath(id sim.ServiceID, x *Disturbance) (p Path, ok bool) {
	to := t.now
	if x.Done {
		to = x.DoneAt
	}
	if to <= x.At || x.Undone {
		return Path{}, false
	}
	w := walker{Trace: t, from: x.At, at: to, path: Path{Service: id, Deployment: sim.NoDeployment, From: x.At, To: to}}
	n := node{atOpen, id, sim.NoTask}
	if x.Done {
		n = w.recovered(n)
	}
	w.run(n)
	return w.path, true
}

// recovered goes back from the end of a disturbance to the task that was healthy then, or gone, at last.
func (w *walker) recovered(n node) node {
	s := &w.services[n.service]
	if r := latest(s.healthy, w.at, w.at); r != nil {
		return node{atHealthy, n.service, r.task}
	}
	if r := latest(s.stopped, w.at, w.at); r != nil {
		return node{atGone, n.service, r.task}
	}
	return n
}
