package sim

import "cmp"

// Expectation is what a scenario expects of its run ([[expect]]): conditions that are judged one by one.
type Expectation struct {
	Name       string // for reports; may be empty
	Place      string // where the scenario says it, as messages have it: "web.toml:40"; empty for one that wasn't read
	Service    ServiceID
	Deployment DeploymentChoice // whose metrics and rollout state are meant
	At         *Time            // when the state and the counts are looked at; nil: at the run's end
	WholeRun   bool             // metrics are those of the service in the whole run, not in a deployment's window
	Conditions []Condition
}

// DeploymentChoice says which deployment of a service is meant. The zero value is the last one that a timeline action
// created, or the first of all where none did.
type DeploymentChoice struct {
	Number     int32             // among the service's deployments, from 1, the one that it began with included; 0: any
	Definition *TaskDefinitionID // the last one of this revision, of those that actions created if there are any; nil: any
}

// IsDefault says whether nothing is said.
func (c DeploymentChoice) IsDefault() bool { return c.Number == 0 && c.Definition == nil }

// ConditionKind says what a condition is about, and which fields of it count.
type ConditionKind uint8

// The kinds of conditions.
const (
	ExpectMetric     ConditionKind = iota // Metric, Quantile, Bounds: of the deployment
	ExpectCount                           // Count, Bounds: of the service, or of the deployment if one is chosen
	ExpectRollout                         // Rollout: of the deployment
	ExpectOutcome                         // Outcome: how the run ended for the service
	ExpectStatus                          // Status: of the service
	ExpectDefinition                      // Definition: of the service's PRIMARY deployment
	ExpectEvents                          // Events: of the service, each after the one before
	ExpectNoEvents                        // Absent: service events that don't occur
)

// Condition is one thing that is expected.
type Condition struct {
	Kind       ConditionKind
	Metric     Metric
	Quantile   int32   // of the replicates' values, in parts of QuantileScale: 9,500 is p95; 0: of the run itself
	Bounds     []Bound // all have to hold
	Count      CountKind
	Rollout    RolloutState
	Outcome    Outcome
	Status     ServiceStatus
	Definition TaskDefinitionID
	Events     []ExpectedEvent
	Absent     []EventCode
	// Text is the condition as the scenario says it, key and value: "duration <= 10m".
	Text string
}

// QuantileScale is how many parts the quantiles of conditions have.
const QuantileScale = 10_000

// CountKind is one of the counts of tasks.
type CountKind uint8

// The counts: as DescribeServices has the first three, and as package metrics counts the others.
const (
	CountDesired CountKind = iota
	CountPending
	CountRunning
	CountHealthy
	CountUnhealthy
	CountStopping
	NumCounts
)

// String is the name of the count: "healthy".
func (c CountKind) String() string {
	return [...]string{"desired", "pending", "running", "healthy", "unhealthy", "stopping"}[c]
}

// ExpectedEvent is a service event that is expected to occur.
type ExpectedEvent struct {
	Code  EventCode // 0: of any shape
	Text  string    // a part of its message; empty: any
	At    []Bound   // on its time, in milliseconds
	Count []Bound   // on how many such events there are in all, whenever; none: one at least, in its place in the order
}

// Comparison compares a measured value with a bound.
type Comparison uint8

// The comparisons.
const (
	AtMost Comparison = iota
	AtLeast
	Below
	Above
	Equal
	Unequal
)

// String is the comparison as scenarios write it: "<=".
func (c Comparison) String() string { return [...]string{"<=", ">=", "<", ">", "==", "!="}[c] }

// Bound is what a value is compared with.
type Bound struct {
	Comparison Comparison
	Value      int64 // in the unit of what is measured; with Percent, in hundredths of a percent
	Percent    bool  // Value is a share of a base, the desired count
}

// Holds says whether a value is as b wants it, exactly. base is what a percentage is of; it counts tasks, as the value then
// does, so that nothing overflows.
func (b Bound) Holds(value, base int64) bool {
	order := cmp.Compare(value, b.Value)
	if b.Percent {
		order = cmp.Compare(value*WholePercent, b.Value*base)
	}
	switch b.Comparison {
	case AtMost:
		return order <= 0
	case AtLeast:
		return order >= 0
	case Below:
		return order < 0
	case Above:
		return order > 0
	case Equal:
		return order == 0
	case Unequal:
		return order != 0
	}
	return false
}

// WholePercent is all of the base, as the Value of a Bound has it.
const WholePercent = 100 * 100
