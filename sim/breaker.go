package sim

// ThresholdType says how a circuit breaker's threshold is given (API page ThresholdConfiguration).
type ThresholdType uint8

// The types: a share of the desired count with bounds, one without, a count.
const (
	BoundedPercent ThresholdType = iota
	UnboundedPercent
	CountThreshold
)

// String is the type as the API writes it.
func (t ThresholdType) String() string {
	return [...]string{"BOUNDED_PERCENT", "UNBOUNDED_PERCENT", "COUNT"}[t]
}

// CircuitBreaker is a service's deploymentCircuitBreaker. The zero value is switched off.
type CircuitBreaker struct {
	Enable, Rollback bool
	KeepsCounting    bool // resetOnHealthyTask false: a healthy task doesn't set the count back to 0
	Type             ThresholdType
	Value            int // percent or tasks
}

// mostBreakerThreshold is the upper bound of a BOUNDED_PERCENT threshold, in tasks.
const mostBreakerThreshold = 200

// Threshold is how many failures fail a deployment: of a percentage, the share of the desired count of the moment,
// rounded up, which BOUNDED_PERCENT keeps between a minimum and 200 (D26 deployment-circuit-breaker). It is never below
// one task.
func (b CircuitBreaker) Threshold(desired int, rules *Rules) int {
	share := (desired*b.Value + 99) / 100
	switch b.Type {
	case CountThreshold:
		return max(b.Value, 1)
	case UnboundedPercent:
		return max(share, 1)
	case BoundedPercent:
	}
	return min(max(share, rules.BreakerMinimum), mostBreakerThreshold)
}

// BreakerChange is a deploymentCircuitBreaker in an UpdateService call. Enable and Rollback are always replaced; the
// rest only as far as the call names it (observed on the API).
type BreakerChange struct {
	To             CircuitBreaker
	NamesReset     bool // resetOnHealthyTask
	NamesThreshold bool // thresholdConfiguration
}

// Apply is b after the change.
func (c *BreakerChange) Apply(b CircuitBreaker) CircuitBreaker {
	b.Enable, b.Rollback = c.To.Enable, c.To.Rollback
	if c.NamesReset {
		b.KeepsCounting = c.To.KeepsCounting
	}
	if c.NamesThreshold {
		b.Type, b.Value = c.To.Type, c.To.Value
	}
	return b
}
