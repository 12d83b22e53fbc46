package sim_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestBreakerThreshold holds the table of AWS's page on the circuit breaker, and its minimum of the days before.
func TestBreakerThreshold(t *testing.T) {
	newest, _ := sim.RulesOf(sim.Behavior202607)
	older, _ := sim.RulesOf(sim.Behavior202305)
	for _, c := range []struct {
		kind    sim.ThresholdType
		value   int
		desired int
		rules   *sim.Rules
		want    int
	}{
		{sim.BoundedPercent, 50, 1, &newest, 3},
		{sim.BoundedPercent, 50, 1, &older, 10},
		{sim.BoundedPercent, 50, 25, &newest, 13},
		{sim.BoundedPercent, 50, 400, &newest, 200},
		{sim.BoundedPercent, 50, 800, &newest, 200},
		{sim.BoundedPercent, 50, 0, &newest, 3},
		{sim.UnboundedPercent, 50, 800, &newest, 400},
		{sim.UnboundedPercent, 50, 1, &newest, 1},
		{sim.UnboundedPercent, 50, 0, &newest, 1},
		{sim.CountThreshold, 7, 800, &newest, 7},
		{sim.CountThreshold, 1, 0, &newest, 1},
	} {
		b := sim.CircuitBreaker{Enable: true, Type: c.kind, Value: c.value}
		if got := b.Threshold(c.desired, c.rules); got != c.want {
			t.Errorf("%s %d of %d tasks: threshold %d, want %d", c.kind, c.value, c.desired, got, c.want)
		}
	}
}

// TestBreakerChange: enable and rollback are replaced, what the call doesn't name is kept.
func TestBreakerChange(t *testing.T) {
	before := sim.CircuitBreaker{Enable: true, Rollback: true, KeepsCounting: true, Type: sim.CountThreshold, Value: 7}
	change := sim.BreakerChange{To: sim.CircuitBreaker{Value: 50}}
	want := sim.CircuitBreaker{KeepsCounting: true, Type: sim.CountThreshold, Value: 7}
	if got := change.Apply(before); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	change.NamesReset, change.NamesThreshold = true, true
	if got := change.Apply(before); got != change.To {
		t.Errorf("got %+v, want %+v", got, change.To)
	}
}
