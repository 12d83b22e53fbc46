package sim

import (
	"fmt"
	"slices"
)

// APIError is how the ECS API refuses a call.
type APIError struct {
	Exception string // "InvalidParameterException"
	Message   string
}

// Error is the exception and its message, as the AWS CLI prints them.
func (e *APIError) Error() string { return e.Exception + ": " + e.Message }

// The exceptions that calls of a scenario can meet (API pages UpdateService, CreateService, DeleteService and so on).
const (
	ClientException           = "ClientException"
	ClusterNotFound           = "ClusterNotFoundException"
	InvalidParameter          = "InvalidParameterException"
	NamespaceNotFound         = "NamespaceNotFoundException"
	PlatformIncompatible      = "PlatformTaskDefinitionIncompatibilityException"
	PlatformUnknown           = "PlatformUnknownException"
	ServiceDeploymentNotFound = "ServiceDeploymentNotFoundException"
	ServiceNotActive          = "ServiceNotActiveException"
	ServiceNotFound           = "ServiceNotFoundException"
	UnsupportedFeature        = "UnsupportedFeatureException"
	ConflictException         = "ConflictException"
)

// Invalid is an InvalidParameterException.
func Invalid(format string, args ...any) *APIError {
	return &APIError{InvalidParameter, fmt.Sprintf(format, args...)}
}

// TooManyDeployments is the refusal of a sixth unfinished deployment (observed).
func TooManyDeployments() *APIError {
	return Invalid("%d active deployments exist, unable to create new deployment.", MaxDeployments)
}

// NoSuchService is the refusal of a call for a service that isn't there (observed).
func NoSuchService() *APIError { return &APIError{ServiceNotFound, "Service not found."} }

// InactiveService is the refusal of a call for a service that is DRAINING or INACTIVE (observed).
func InactiveService() *APIError { return &APIError{ServiceNotActive, "Service was not ACTIVE."} }

// BlockedDeployments is the refusal of percentages that no deployment could get on with (reported by users).
func BlockedDeployments() *APIError {
	return Invalid("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments")
}

// RefusesUpdate is why the API refuses a call for a service that stands as s says, or nil. Only what concerns several
// parameters together is looked at; the reader checks each by itself.
func (sc *Scenario) RefusesUpdate(s *Service, u *UpdateService) *APIError {
	after := s.Apply(u)
	if (u.MinimumHealthyPercent != nil || u.MaximumPercent != nil) && after.Deployment.Blocks() {
		return BlockedDeployments() // reported for CreateService; that UpdateService does so, too, is assumed
	}
	if err := sc.refusesNetwork(s, &after); err != nil {
		return err
	}
	if u.LoadBalancers != nil || u.TaskDefinition != nil {
		if err := sc.refusesBalancers(&after); err != nil {
			return err
		}
	}
	if u.HealthCheckGrace != nil {
		return sc.refusesGrace(&after)
	}
	return nil
}

// RefusesCreate is why the API refuses to create the service, or nil; likewise.
func (sc *Scenario) RefusesCreate(s *Service) *APIError {
	if s.Deployment.Blocks() {
		return BlockedDeployments()
	}
	if err := sc.refusesBalancers(s); err != nil {
		return err
	}
	return sc.refusesGrace(s)
}

// refusesBalancers checks that the task definition has the containers and ports that load balancers send to.
func (sc *Scenario) refusesBalancers(s *Service) *APIError {
	d := &sc.TaskDefinitions[s.TaskDefinition]
	for _, lb := range s.LoadBalancers {
		i := slices.IndexFunc(d.Containers, func(c Container) bool { return c.Name == lb.ContainerName })
		if i < 0 {
			return Invalid("The container %s does not exist in the task definition.", lb.ContainerName)
		}
		if !slices.Contains(d.Containers[i].Ports, lb.ContainerPort) {
			return Invalid("The container %s did not have a container port %d defined.", lb.ContainerName, lb.ContainerPort)
		}
	}
	return nil
}

// refusesGrace checks that a grace period has something to be a grace of: a load balancer, or since 2025 a container
// health check (API model of 2026-08).
func (sc *Scenario) refusesGrace(s *Service) *APIError {
	checked := slices.ContainsFunc(sc.TaskDefinitions[s.TaskDefinition].Containers, func(c Container) bool {
		return c.HealthCheck != nil
	})
	if s.HealthCheckGrace == 0 || len(s.LoadBalancers) > 0 || checked {
		return nil
	}
	return Invalid("Health check grace period is only valid for services configured to use load balancers")
}

// refusesNetwork checks that a change keeps network mode and network configuration together. What a service begins with
// isn't checked: a scenario may leave its network configuration out.
func (sc *Scenario) refusesNetwork(before, after *Service) *APIError {
	const name = "networkConfiguration"
	was := sc.TaskDefinitions[before.TaskDefinition].NetworkMode == "awsvpc"
	is := sc.TaskDefinitions[after.TaskDefinition].NetworkMode == "awsvpc"
	has := after.Parameter(name) != ""
	switch {
	case is && !has && (!was || before.Parameter(name) != ""):
		return Invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
	case !is && has:
		return Invalid("Network Configuration is not valid for the given networkMode of this task definition.")
	}
	return nil
}
