package study

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestReplicateBreaks: a replicate that panics gives an error with its seed and where it was, and doesn't end the program.
func TestReplicateBreaks(t *testing.T) {
	err := one(t.Context(), nil, 7, metrics.New(new(sim.Scenario)), nil) // no scenario, so already the fold panics
	broken, ok := errors.AsType[*ecs.BrokenError](err)
	if !ok || broken.Seed != 7 || !strings.Contains(broken.Reason, "nil pointer") || !bytes.Contains(broken.Stack, []byte("TestReplicateBreaks")) {
		t.Errorf("the error is %#v", err)
	}
}
