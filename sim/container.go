package sim

import "slices"

// Container is one container definition.
type Container struct {
	Name        string
	Image       string
	KeepsTag    bool // the image's tag isn't resolved to a digest (API page ContainerDefinition, versionConsistency "disabled")
	Essential   bool
	StopTimeout Span
	Ports       []int // container ports of its port mappings
	// HealthCheck is nil for a container without one: such a container is never waited for.
	HealthCheck *HealthCheck

	DependsOn []Dependency
	// StartTimeout is how long containers that depend on this one wait, from its start, for it to reach the condition they
	// ask for, which isn't START; nil: for ever.
	StartTimeout *Span
	Restart      RestartPolicy
	Timing       ContainerTiming
}

// Dependency is an entry of a container's dependsOn.
type Dependency struct {
	Container int // index in the task definition
	Condition DependencyCondition
}

// DependencyCondition is what a container waits for (API page ContainerDependency).
type DependencyCondition uint8

// The conditions: the other container has started; has ended; has ended with exit code 0; has passed its health check,
// once.
const (
	DependsOnStart DependencyCondition = iota
	DependsOnComplete
	DependsOnSuccess
	DependsOnHealthy
)

// String is the condition as ECS writes it.
func (c DependencyCondition) String() string {
	return [...]string{"START", "COMPLETE", "SUCCESS", "HEALTHY"}[c]
}

// RestartPolicy is a container's restartPolicy: one that ends is restarted in place, without its task, if it has run for
// AttemptPeriod since it was started last and ended with none of the ignored exit codes (API page
// ContainerRestartPolicy). The zero value is switched off.
type RestartPolicy struct {
	Enabled       bool
	IgnoredCodes  []int
	AttemptPeriod Span
}

// Restarts says whether a container that ran for so long and ended with this exit code is started again.
func (p *RestartPolicy) Restarts(ran Span, code int) bool {
	return p.Enabled && ran >= p.AttemptPeriod && !slices.Contains(p.IgnoredCodes, code)
}

// ContainerTiming is what only the simulator knows of one container. Nil: what its task definition's Timing says.
type ContainerTiming struct {
	Start *Delay // from the moment when it may start to its start
	Ready *Delay // from its start to passing its health checks
	Exit  *Delay // from SIGTERM to its end
	// Ends is from its start to its end by itself, with exit code EndCode; nil: it runs until it is stopped.
	Ends    *Delay
	EndCode int
}

// HealthCheck is a container health check (API page HealthCheck).
type HealthCheck struct {
	Interval    Span
	Timeout     Span
	Retries     int
	StartPeriod Span
}
