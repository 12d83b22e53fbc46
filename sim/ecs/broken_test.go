package ecs_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// panicking is a recorder that panics at an instant.
type panicking sim.Time

func (p panicking) Record(r *sim.Record) {
	if r.At >= sim.Time(p) {
		panic("no such task")
	}
}

// TestBroken: a panic in a run, also before its first event, is an error with the seed and the stack.
func TestBroken(t *testing.T) {
	sc := newCluster(3, 4).service(3, 100, 200).update(sim.Minute).sc
	for _, at := range []sim.Time{0, 60_000} {
		broken, ok := errors.AsType[*ecs.BrokenError](ecs.Run(t.Context(), &sc, 7, panicking(at)))
		if !ok || broken.Seed != 7 || broken.At < at || broken.Reason != "no such task" || !bytes.Contains(broken.Stack, []byte("panicking.Record")) {
			t.Errorf("a panic at %s s gives %#v", at, broken)
		}
	}
}
