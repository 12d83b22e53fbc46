package metrics

import "github.com/ecssim/ecssim/sim"

// loss is the end of a container instance by an action that doesn't wait for its tasks. The zero value is none.
type loss struct {
	is      bool
	at      sim.Time // when the instance ended
	noticed sim.Time // when ECS knew, and took its tasks to be STOPPED; sim.Never: not yet
	action  int32    // index in Scenario.Timeline
	known   bool     // ECS ended the instance itself, so that it knew at once
}

// loses notes an action that ends container instances.
func (t *Trace) loses(r *sim.Record) {
	if r.Error != nil {
		return
	}
	a := &t.scenario.Timeline[r.Action]
	if !isLoss(a) && a.Kind != sim.ActionDeregisterInstances {
		return
	}
	for _, i := range a.Instances.Instances {
		if l := &t.losses[i]; l.noticed != sim.Never || l.known { // otherwise it has ended already
			*l = loss{true, r.At, sim.Never, r.Action, !isLoss(a)}
		}
	}
}

// see takes an instance's new state: ECS knows that it is gone, or it is there after all.
func (l *loss) see(r *sim.Record) {
	switch {
	case !l.is || l.noticed != sim.Never:
	case r.State == sim.InstanceGone && (!l.known || l.at == r.At):
		l.noticed = r.At
	case r.State == sim.InstanceActive && r.Connected:
		*l = loss{}
	}
}

// isUnnoticed says whether the task's container instance is gone at an instant and ECS will only notice.
func (k *taskTrace) isUnnoticed(at sim.Time) bool {
	return k.cut.is && k.cut.at <= at && at < k.cut.noticed
}

// unnoticed goes back from the end of a task that went with its container instance to the end of the instance, to an instant
// at the earliest.
func (w *walker) unnoticed(n node, earliest sim.Time) {
	if k := w.of(n); k.cut.is {
		w.link(max(k.cut.at, earliest), HoldInstanceLoss, n)
	}
}
