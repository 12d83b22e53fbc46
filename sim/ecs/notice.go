package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/event"
)

// notice is when a service event was written about something that goes on.
type notice struct {
	told bool
	at   sim.Time
}

// isNews says whether to write about something that holds or doesn't: when it begins, and again after repeatInterval (ECS
// suppresses repeated events until the matter is resolved or for six hours).
func (w *World) isNews(s *service, n *notice, holds bool) bool {
	interval := w.scenario.Scheduler.RepeatInterval
	switch {
	case !holds:
		*n = notice{}
		return false
	case n.told && (interval == 0 || w.Now() < n.at.Add(interval)):
		return false
	}
	*n = notice{told: true, at: w.Now()}
	w.remind(s)
	return true
}

// remind has a pass look again when what is written now may be written again. It doesn't keep the run going.
func (w *World) remind(s *service) {
	if interval := w.scenario.Scheduler.RepeatInterval; interval > 0 {
		w.queue.Push(event.Event{At: w.Now().Add(interval), Phase: phaseTimeline, Kind: eventRepeat, Entity: uint32(s.id)})
	}
}
