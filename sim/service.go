package sim

// ServiceID indexes Scenario.Services.
type ServiceID int32

// NoService stands where a record concerns no service.
const NoService ServiceID = -1

// InitialState says how a service begins.
type InitialState uint8

// A service begins up and healthy, its deployment COMPLETED long ago, or is created at the run's beginning.
const (
	Steady InitialState = iota
	New
)

// Service is a REPLICA service with the rolling deployment controller ([[services]]).
type Service struct {
	Name             string
	TaskDefinition   TaskDefinitionID
	DesiredCount     int
	InitialState     InitialState
	Deployment       DeploymentConfiguration
	Breaker          CircuitBreaker
	HealthCheckGrace Span // healthCheckGracePeriodSeconds, counted from RUNNING
	LoadBalancers    []LoadBalancer
}

// DeploymentConfiguration bounds a rolling update.
type DeploymentConfiguration struct {
	MinimumHealthyPercent int
	MaximumPercent        int
}

// Floor is how many tasks have to stay healthy: ceil(desired × minimumHealthyPercent / 100)
// (D26 service_definition_parameters).
func (c DeploymentConfiguration) Floor(desired int) int {
	return (desired*c.MinimumHealthyPercent + 99) / 100
}

// Cap is how many tasks may exist at once: floor(desired × maximumPercent / 100) (D26 service_definition_parameters).
func (c DeploymentConfiguration) Cap(desired int) int { return desired * c.MaximumPercent / 100 }

// LoadBalancer ties a container's port to a target group.
type LoadBalancer struct {
	TargetGroup   TargetGroupID
	ContainerName string
	ContainerPort int
}
