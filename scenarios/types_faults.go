package scenarios

import (
	"fmt"
	"math"

	"github.com/ecssim/ecssim/sim"
)

// probability is a share from 0 to 1.
type probability struct{ share float64 }

func (p *probability) decode(b *binder, n *node, _ *field) bool {
	switch v := n.data.(type) {
	case int64:
		p.share = float64(v)
	case float64:
		p.share = v
	default:
		return b.wants(n, "a number from 0 to 1 such as 0.1", "")
	}
	if !(p.share >= 0 && p.share <= 1) {
		b.at(n, OutOfRange, fmt.Sprintf("%v is outside 0..1", p.share), "a share, so 10 % is 0.1")
		return false
	}
	return true
}

func (*probability) typeName() string { return "number" }

// shareOf is a share above 0 and below 1, of 2^32.
func shareOf(share float64) uint32 {
	return uint32(min(max(share*(1<<32), 1), math.MaxUint32))
}

// ordinalBounds are what ordinals may be.
const ordinalBounds = "1..1000000"

// ordinals are a list of tasks' ordinals.
type ordinals struct{ list []int32 }

func (o *ordinals) decode(b *binder, n *node, f *field) bool {
	items, ok := n.data.([]*node)
	if !ok {
		return b.wants(n, "a list of integers such as [1, 3]", "")
	}
	if !b.countItems(n, f, len(items)) {
		return false
	}
	for _, item := range items {
		i, ok := b.integer(item, &field{bounds: ordinalBounds, example: "1"})
		if !ok {
			return false
		}
		o.list = append(o.list, int32(i))
	}
	return true
}

func (*ordinals) typeName() string { return "list of integers" }

func optionalDelay(v *value[delay]) *sim.Delay {
	if !v.given() {
		return nil
	}
	return &v.V.Delay
}

// breaker builds a deploymentCircuitBreaker. ECS stores no roll-back for one that is switched off.
func (b *builder) breaker(v *value[breakerTable]) sim.CircuitBreaker {
	t, c := &v.V, sim.CircuitBreaker{Value: 50}
	if !v.given() {
		return c
	}
	threshold := &t.ThresholdConfiguration
	c.Enable, c.Rollback, c.KeepsCounting = t.Enable.V, t.Enable.V && t.Rollback.V, !t.ResetOnHealthyTask.V
	if !threshold.given() {
		return c
	}
	c.Value = threshold.V.Value.V
	switch threshold.V.Type.V {
	case "COUNT":
		c.Type = sim.CountThreshold
	case "UNBOUNDED_PERCENT":
		c.Type = sim.UnboundedPercent
	}
	if v := &threshold.V.Value; c.Type != sim.CountThreshold && v.given() && c.Value > 100 {
		b.says(v.at, OutOfRange, sim.Invalid("Invalid deployment circuit breaker threshold value."), fmt.Sprintf("%d is outside 1..100 for a percentage", c.Value), "")
	}
	return c
}
