package study

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestReplicateBreaks: a replicate that panics gives an error with its seed and where it was, and doesn't end the program.
func TestReplicateBreaks(t *testing.T) {
	err := guarded(7, metrics.New(new(sim.Scenario)), func() error { panic("index out of range") })
	broken, ok := errors.AsType[*ecs.BrokenError](err)
	if !ok || broken.Seed != 7 || broken.Reason != "index out of range" || !bytes.Contains(broken.Stack, []byte("TestReplicateBreaks")) {
		t.Errorf("the error is %#v", err)
	}
}
