package ecs

import (
	"cmp"
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/fleet"
)

// choose is the tasks that a call of the timeline picks, of those that haven't been told to stop. They are good until the
// next call of choose.
func (w *World) choose(s *service, c *sim.TaskChoice) []fleet.TaskID {
	w.chosen = w.chosen[:0]
	for _, d := range s.living {
		for _, id := range s.deployments[d].tasks {
			t := &w.tasks[id]
			if !t.told && (c.Definition == nil || *c.Definition == t.definition) &&
				(len(c.Ordinals) == 0 || slices.Contains(c.Ordinals, t.ordinal)) {
				w.chosen = append(w.chosen, id)
			}
		}
	}
	slices.SortStableFunc(w.chosen, func(a, b fleet.TaskID) int {
		x, y := &w.tasks[a], &w.tasks[b]
		return cmp.Or(cmp.Compare(x.upSince(), y.upSince()), cmp.Compare(x.number, y.number))
	})
	if c.Count > 0 && len(c.Ordinals) == 0 && c.Count < len(w.chosen) {
		w.chosen = w.chosen[:c.Count]
	}
	return w.chosen
}

// upSince is when the task became RUNNING; sim.Never for one that isn't.
func (t *task) upSince() sim.Time {
	if t.state != sim.Running {
		return sim.Never
	}
	return t.runningAt
}

func contains(tasks []fleet.TaskID, id fleet.TaskID) bool { return slices.Contains(tasks, id) }

// stopTasks makes StopTask calls: the tasks are told to stop at once, and the scheduler makes up for them (observed:
// such a task is DEACTIVATING first, too).
func (w *World) stopTasks(s *service, call *sim.StopTask) {
	for _, id := range w.choose(s, &call.Tasks) {
		t := &w.tasks[id]
		if call.Reason != "" {
			detailOf(t).text = call.Reason
		}
		w.stop(t, sim.StoppedByUser)
		w.lose(t)
	}
	s.unsteady = true
	w.dirty(s)
}
