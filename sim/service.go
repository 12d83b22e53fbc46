package sim

import "slices"

// ServiceID indexes Scenario.Services.
type ServiceID int32

// NoService stands where a record concerns no service.
const NoService ServiceID = -1

// InitialState says how a service begins.
type InitialState uint8

// A service begins up and healthy, its deployment COMPLETED long ago; or is created at the run's beginning; or isn't
// there until a CreateService call of the timeline makes it.
const (
	Steady InitialState = iota
	New
	Absent
)

// Service is a REPLICA service with the rolling deployment controller ([[services]]): its parameters as the API holds
// them. UpdateService calls make new values of it, see Apply.
type Service struct {
	Name             string
	TaskDefinition   TaskDefinitionID
	DesiredCount     int
	InitialState     InitialState
	Deployment       DeploymentConfiguration
	Breaker          CircuitBreaker
	Alarms           Alarms
	BakeTime         *Span // bakeTimeInMinutes; nil: not said
	EarlySuccess     EarlySuccess
	HealthCheckGrace Span // healthCheckGracePeriodSeconds, counted from RUNNING
	LoadBalancers    []LoadBalancer
	Placement        Placement
	Fargate          bool        // launchType FARGATE
	Daemon           bool        // schedulingStrategy DAEMON: DesiredCount means nothing
	Rebalance        bool        // availabilityZoneRebalancing ENABLED
	Parameters       []Parameter // those that shape neither capacity nor timing, by name
}

// Same says whether a CreateService call that asks for t would be one for a service that stands as s says: with the same
// parameters. How the services begin doesn't count.
func (s *Service) Same(t *Service) bool {
	return s.Name == t.Name && s.TaskDefinition == t.TaskDefinition && s.DesiredCount == t.DesiredCount &&
		s.Deployment == t.Deployment && s.Breaker == t.Breaker && s.EarlySuccess == t.EarlySuccess &&
		s.Alarms.Enable == t.Alarms.Enable && s.Alarms.Rollback == t.Alarms.Rollback && slices.Equal(s.Alarms.Names, t.Alarms.Names) &&
		(s.BakeTime == nil) == (t.BakeTime == nil) && (s.BakeTime == nil || *s.BakeTime == *t.BakeTime) &&
		s.HealthCheckGrace == t.HealthCheckGrace && slices.Equal(s.LoadBalancers, t.LoadBalancers) &&
		s.Fargate == t.Fargate && s.Daemon == t.Daemon && s.Rebalance == t.Rebalance && s.Placement.Same(&t.Placement) && slices.Equal(s.Parameters, t.Parameters)
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

// Blocks says whether no deployment can ever get on, whatever the desired count: both percentages are 100. CreateService
// refuses that; older services have it.
func (c DeploymentConfiguration) Blocks() bool {
	return c.MinimumHealthyPercent == 100 && c.MaximumPercent == 100
}

// LoadBalancer ties a container's port to a target group, or to a Classic Load Balancer.
type LoadBalancer struct {
	TargetGroup   TargetGroupID
	ContainerName string
	ContainerPort int
}

// Parameter is a parameter of a service that shapes neither capacity nor timing: the reader checks it, the service
// carries it, and DescribeServices shows it.
type Parameter struct {
	Name  string // as the API spells it: "networkConfiguration"
	Value string // as JSON, the members of objects in order of their names; "" is removed, or was never there
	// Deploys says that a change of it starts a deployment (API page UpdateService, notes of the parameters).
	Deploys bool
}

// Parameter is the value of the parameter called name; "" if the service hasn't got it.
func (s *Service) Parameter(name string) string {
	for i := range s.Parameters {
		if s.Parameters[i].Name == name {
			return s.Parameters[i].Value
		}
	}
	return ""
}

// IsClassic says whether the service is behind a Classic Load Balancer: then its deployments have no rolloutState (API
// page Deployment).
func (s *Scenario) IsClassic(balancers []LoadBalancer) bool {
	for _, lb := range balancers {
		if s.TargetGroups[lb.TargetGroup].Kind == ClassicLoadBalancer {
			return true
		}
	}
	return false
}
