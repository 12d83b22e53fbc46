package ecs

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/health"
)

// detail is what few tasks have, kept apart so that the others stay small.
type detail struct {
	// Of tasks with several containers, or with one that has something of its own; empty for the others, of which
	// what is true of the container is true of the task.
	started []sim.Time  // begin of each container's present or last run; later than now: not yet
	up      []health.Up // when each answers its health checks
	ended   uint16      // a bit a container: it has ended for good

	series         []series // by source of health: what has changed about its checks
	text           string   // what StopTask was told, or why the task didn't start
	faultsSince    sim.Time // when changed faults began to count; 0: they haven't changed
	protectedUntil sim.Time
}

// detailOf is the task's detail, made if there is none yet.
func detailOf(t *task) *detail {
	if t.detail == nil {
		t.detail = &detail{}
	}
	return t.detail
}

// reset empties the detail for the next task in its place and keeps its memory. It may be nil.
func (d *detail) reset() {
	if d != nil {
		*d = detail{started: d.started[:0], up: d.up[:0], series: d.series[:0]}
	}
}

// text is what StopTask was told, or why the task didn't start.
func (t *task) text() string {
	if t.detail == nil {
		return ""
	}
	return t.detail.text
}

// faultsFrom is when the task's faults began to count: with RUNNING, or when they were changed.
func (t *task) faultsFrom() sim.Time {
	if t.detail == nil || t.detail.faultsSince == 0 {
		return t.runningAt
	}
	return t.detail.faultsSince
}
