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

// NoSuchInstance is the failure of a call for a container instance that isn't registered yet, or not any more (API page
// Failure).
func NoSuchInstance(gone bool) *APIError {
	if gone {
		return &APIError{"INACTIVE", "The container instance is INACTIVE."}
	}
	return &APIError{"MISSING", "The container instance could not be found."}
}

// InstanceHasTasks is the refusal to deregister a container instance with tasks without force (API page
// DeregisterContainerInstance; the words are assumed).
func InstanceHasTasks() *APIError { return Invalid("Found running tasks on the instance.") }

// BlockedDeployments is the refusal of percentages that no deployment could get on with (reported by users).
func BlockedDeployments() *APIError {
	return Invalid("Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments")
}

// Objection is one reason why the API refuses a call.
type Objection struct {
	Refusal *APIError
	Key     string // the parameter at fault, as in loadBalancers[0].containerPort
}

// RefusesUpdate is why the API refuses a call for a service that stands as s says, or nil. Only what concerns several
// parameters together is looked at; the reader checks each by itself.
func (sc *Scenario) RefusesUpdate(s *Service, u *UpdateService) *APIError {
	return first(sc.UpdateObjections(s, u))
}

// RefusesCreate is why the API refuses to create the service, or nil; likewise.
func (sc *Scenario) RefusesCreate(s *Service) *APIError { return first(sc.CreateObjections(s)) }

func first(objections []Objection) *APIError {
	if len(objections) == 0 {
		return nil
	}
	return objections[0].Refusal
}

// UpdateObjections is everything that RefusesUpdate finds, in the order in which the API would look.
func (sc *Scenario) UpdateObjections(s *Service, u *UpdateService) []Objection {
	after := s.Apply(u)
	var found []Objection
	if u.MinimumHealthyPercent != nil || u.MaximumPercent != nil {
		found = after.objectsToBlocking(found) // reported for CreateService; that UpdateService does so, too, is assumed
	}
	if u.MinimumHealthyPercent != nil || u.EarlySuccess != nil {
		found = after.objectsToEarlySuccess(found)
	}
	found = sc.objectsToNetwork(found, &after, !sc.hasInterfaces(s) || s.Parameter(networkConfiguration) != "")
	if u.DesiredCount != nil || len(u.Parameters) > 0 {
		key := serviceRegistries
		if u.DesiredCount != nil {
			key = "desiredCount"
		}
		found = after.objectsToDiscovery(found, key)
	}
	if u.LoadBalancers != nil || u.TaskDefinition != nil {
		found = sc.objectsToBalancers(found, &after)
	}
	if u.HealthCheckGrace != nil {
		found = sc.objectsToGrace(found, s, &after)
	}
	return found
}

// CreateObjections is everything that RefusesCreate finds, likewise. Of a service that is there from the beginning it
// finds what the API couldn't have let come about. Such a service may leave its network configuration out, and an older
// one may have percentages that block deployments.
func (sc *Scenario) CreateObjections(s *Service) []Objection {
	var found []Objection
	if s.InitialState != Steady {
		found = s.objectsToBlocking(found)
	}
	found = s.objectsToEarlySuccess(found)
	found = s.objectsToDiscovery(found, "desiredCount")
	found = sc.objectsToNetwork(found, s, s.InitialState == Absent)
	found = sc.objectsToBalancers(found, s)
	return sc.objectsToGrace(found, s, s)
}

func (s *Service) objectsToBlocking(found []Objection) []Objection {
	if s.Deployment.Blocks() {
		found = append(found, Objection{BlockedDeployments(), "deploymentConfiguration"})
	}
	return found
}

// objectsToEarlySuccess checks that an early success isn't declared below the floor (D26 early-success-criteria; the
// words are assumed).
func (s *Service) objectsToEarlySuccess(found []Objection) []Objection {
	if s.EarlySuccess.Enable && s.EarlySuccess.HealthyPercent < s.Deployment.MinimumHealthyPercent {
		refusal := Invalid("healthyPercent must be at least minimumHealthyPercent")
		found = append(found, Objection{refusal, "deploymentConfiguration.earlySuccessCriteria.healthyPercent"})
	}
	return found
}

// serviceRegistries is the parameter of that name.
const serviceRegistries = "serviceRegistries"

// objectsToDiscovery checks that a service with service registries doesn't want more tasks than service discovery can have
// (GR26 quotas: 1,000 tasks per service; the words are assumed). The call names the parameter called key.
func (s *Service) objectsToDiscovery(found []Objection, key string) []Objection {
	if s.DesiredCount > MaxTasksWithDiscovery && s.Parameter(serviceRegistries) != "" {
		refusal := Invalid("desiredCount must be at most %d", MaxTasksWithDiscovery)
		found = append(found, Objection{refusal, key})
	}
	return found
}

// objectsToBalancers checks that the task definition has the containers and ports that load balancers send to.
func (sc *Scenario) objectsToBalancers(found []Objection, s *Service) []Objection {
	d := &sc.TaskDefinitions[s.TaskDefinition]
	for i, lb := range s.LoadBalancers {
		c := slices.IndexFunc(d.Containers, func(c Container) bool { return c.Name == lb.ContainerName })
		switch {
		case c < 0:
			refusal := Invalid("The container %s does not exist in the task definition.", lb.ContainerName)
			found = append(found, Objection{refusal, fmt.Sprintf("loadBalancers[%d].containerName", i)})
		case !slices.Contains(d.Containers[c].Ports, lb.ContainerPort):
			refusal := Invalid("The container %s did not have a container port %d defined.", lb.ContainerName, lb.ContainerPort)
			found = append(found, Objection{refusal, fmt.Sprintf("loadBalancers[%d].containerPort", i)})
		}
	}
	return found
}

// objectsToGrace checks that a grace period has something to be a grace of: a load balancer, which the same call can't
// add (observed), or since 2025 a container health check (API model of 2026-08).
func (sc *Scenario) objectsToGrace(found []Objection, before, after *Service) []Objection {
	checked := slices.ContainsFunc(sc.TaskDefinitions[after.TaskDefinition].Containers, func(c Container) bool {
		return c.HealthCheck != nil
	})
	balanced := len(before.LoadBalancers) > 0 && len(after.LoadBalancers) > 0
	if after.HealthCheckGrace == 0 || balanced || checked {
		return found
	}
	refusal := Invalid("Health check grace period is only valid for services configured to use load balancers")
	return append(found, Objection{refusal, "healthCheckGracePeriodSeconds"})
}

// networkConfiguration is the parameter of that name.
const networkConfiguration = "networkConfiguration"

// hasInterfaces says whether tasks of the service have network interfaces of their own.
func (sc *Scenario) hasInterfaces(s *Service) bool {
	return sc.TaskDefinitions[s.TaskDefinition].NetworkMode == "awsvpc"
}

// objectsToNetwork checks that network mode and network configuration go together. A scenario may leave the network
// configuration of what it begins with out: then it isn't needed.
func (sc *Scenario) objectsToNetwork(found []Objection, s *Service, needed bool) []Objection {
	has := s.Parameter(networkConfiguration) != ""
	switch is := sc.hasInterfaces(s); {
	case is && !has && needed:
		refusal := Invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
		found = append(found, Objection{refusal, networkConfiguration})
	case !is && has:
		refusal := Invalid("Network Configuration is not valid for the given networkMode of this task definition.")
		found = append(found, Objection{refusal, networkConfiguration})
	}
	return found
}
