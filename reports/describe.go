package reports

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostEvents is how many service events DescribeServices lists.
const mostEvents = 100

// serviceDescription is a service as DescribeServices returns it (API page UpdateService, Response Syntax, in its order;
// then the members of API26 Service). Dates are Unix seconds, counted from the scenario's startAt. Members that are raw
// JSON are parameters of the service that shape neither capacity nor timing.
type serviceDescription struct {
	ServiceARN              string                    `json:"serviceArn"`
	ServiceName             string                    `json:"serviceName"`
	ClusterARN              string                    `json:"clusterArn"`
	LoadBalancers           []loadBalancerDescription `json:"loadBalancers"`
	ServiceRegistries       json.RawMessage           `json:"serviceRegistries"`
	Status                  string                    `json:"status"`
	DesiredCount            int                       `json:"desiredCount"`
	RunningCount            int32                     `json:"runningCount"`
	PendingCount            int32                     `json:"pendingCount"`
	LaunchType              json.RawMessage           `json:"launchType,omitempty"`
	CapacityProviders       json.RawMessage           `json:"capacityProviderStrategy,omitempty"`
	PlatformVersion         json.RawMessage           `json:"platformVersion,omitempty"`
	TaskDefinition          string                    `json:"taskDefinition"`
	DeploymentConfiguration configurationDescription  `json:"deploymentConfiguration"`
	Deployments             []deploymentDescription   `json:"deployments"`
	RoleARN                 string                    `json:"roleArn,omitempty"`
	Events                  []eventDescription        `json:"events"`
	CreatedAt               milliseconds              `json:"createdAt"`
	ServiceDeployment       string                    `json:"currentServiceDeployment,omitempty"` // while one is in progress
	ServiceRevisions        []revisionDescription     `json:"currentServiceRevisions"`
	PlacementConstraints    []constraintDescription   `json:"placementConstraints"`
	PlacementStrategy       []strategyDescription     `json:"placementStrategy"`
	NetworkConfiguration    json.RawMessage           `json:"networkConfiguration,omitempty"`
	HealthCheckGracePeriod  int64                     `json:"healthCheckGracePeriodSeconds"`
	SchedulingStrategy      json.RawMessage           `json:"schedulingStrategy"`
	DeploymentController    json.RawMessage           `json:"deploymentController"`
	Tags                    json.RawMessage           `json:"tags,omitempty"`
	CreatedBy               string                    `json:"createdBy"`
	EnableECSManagedTags    json.RawMessage           `json:"enableECSManagedTags"`
	PropagateTags           json.RawMessage           `json:"propagateTags"`
	EnableExecuteCommand    json.RawMessage           `json:"enableExecuteCommand"`
	ZoneRebalancing         json.RawMessage           `json:"availabilityZoneRebalancing"`
}

type deploymentDescription struct {
	ID                   string            `json:"id"`
	Status               string            `json:"status"`
	TaskDefinition       string            `json:"taskDefinition"`
	DesiredCount         int32             `json:"desiredCount"`
	PendingCount         int32             `json:"pendingCount"`
	RunningCount         int32             `json:"runningCount"`
	FailedTasks          int32             `json:"failedTasks"`
	CreatedAt            milliseconds      `json:"createdAt"`
	UpdatedAt            milliseconds      `json:"updatedAt"`
	CapacityProviders    json.RawMessage   `json:"capacityProviderStrategy,omitempty"`
	LaunchType           json.RawMessage   `json:"launchType,omitempty"`
	PlatformVersion      json.RawMessage   `json:"platformVersion,omitempty"`
	NetworkConfiguration json.RawMessage   `json:"networkConfiguration,omitempty"`
	RolloutState         string            `json:"rolloutState,omitempty"`
	RolloutStateReason   string            `json:"rolloutStateReason,omitempty"`
	ServiceConnect       json.RawMessage   `json:"serviceConnectConfiguration,omitempty"`
	ConnectResources     []connectResource `json:"serviceConnectResources,omitempty"`
	Volumes              json.RawMessage   `json:"volumeConfigurations,omitempty"`
	Lattice              json.RawMessage   `json:"vpcLatticeConfigurations,omitempty"`
}

type eventDescription struct {
	ID        string       `json:"id"`
	CreatedAt milliseconds `json:"createdAt"`
	Message   string       `json:"message"`
}

// raw is a parameter of a service, or where it has none a default.
func raw(s *sim.Service, name, otherwise string) json.RawMessage {
	if value := s.Parameter(name); value != "" {
		return json.RawMessage(value)
	}
	if otherwise == "" {
		return nil
	}
	return json.RawMessage(otherwise)
}

// providers are a service's capacity providers, or nil where it has none; and its launch type, which is that of every
// task so far and stands where there are none.
func providers(s *sim.Service) (strategy, launchType json.RawMessage) {
	const none = "[]"
	if strategy = raw(s, "capacityProviderStrategy", none); string(strategy) != none {
		return strategy, nil
	}
	if s.Fargate {
		return nil, json.RawMessage(`"FARGATE"`)
	}
	return nil, json.RawMessage(`"EC2"`)
}

// describeService is the service as DescribeServices shows it at the latest instant. Of members without a value it has
// those that real replies have (observed). It is a reply with include TAGS: tags stand where a service has some.
func (r *Run) describeService(id sim.ServiceID) serviceDescription {
	s := r.Fold.Service(id)
	api := &s.API.Service
	d := serviceDescription{
		ServiceARN: r.names.ServiceARN(id), ServiceName: r.names.Service(id), ClusterARN: r.names.ClusterARN(),
		LoadBalancers:     r.Events.wording.describeBalancers(api.LoadBalancers),
		ServiceRegistries: raw(api, "serviceRegistries", "[]"), Status: s.API.Status.String(),
		DesiredCount: api.DesiredCount, RunningCount: s.Counts.Running, PendingCount: s.Counts.Pending,
		PlatformVersion: platform(api, latestPlatform), TaskDefinition: r.names.TaskDefinitionARN(api.TaskDefinition),
		DeploymentConfiguration: r.Events.wording.describeConfiguration(api),
		Deployments:             r.describeDeployments(s), RoleARN: r.role(api), Events: r.describeEvents(id), CreatedAt: r.date(s.Created),
		ServiceDeployment: r.serviceDeployment(id, s), ServiceRevisions: r.describeRevisions(s),
		PlacementConstraints: describeConstraints(api.Placement.Constraints), PlacementStrategy: describeStrategies(api.Placement.Strategies),
		NetworkConfiguration:   raw(api, "networkConfiguration", ""),
		HealthCheckGracePeriod: int64(api.HealthCheckGrace / sim.Second),
		SchedulingStrategy:     strategy(api),
		DeploymentController:   raw(api, "deploymentController", `{"type":"ECS"}`),
		Tags:                   raw(api, "tags", ""), CreatedBy: r.account() + ":root",
		EnableECSManagedTags: raw(api, "enableECSManagedTags", "false"), PropagateTags: raw(api, "propagateTags", `"NONE"`),
		EnableExecuteCommand: raw(api, "enableExecuteCommand", "false"),
		ZoneRebalancing:      rebalancing(api),
	}
	d.CapacityProviders, d.LaunchType = providers(api)
	return d
}

// account is the beginning of the ARNs of the account's IAM principals. A scenario doesn't say who makes its calls;
// assumed: the account itself.
func (r *Run) account() string {
	return "arn:aws:iam::" + strings.Split(r.names.ClusterARN(), ":")[4]
}

// role is the role that a service's load balancers are registered with: the one that it names, else the service-linked
// one (API page CreateService, role).
func (r *Run) role(s *sim.Service) string {
	name := ""
	if json.Unmarshal([]byte(s.Parameter("role")), &name) == nil && name != "" {
		if strings.HasPrefix(name, "arn:") {
			return name
		}
		return r.account() + ":role/" + name
	}
	if len(s.LoadBalancers) == 0 {
		return ""
	}
	return r.account() + ":role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
}

// serviceDeployment is the service deployment that is in progress, a roll-back included, or "".
func (r *Run) serviceDeployment(id sim.ServiceID, s *metrics.Service) string {
	for i := range s.Deployments {
		if d := &s.Deployments[i]; d.Status == sim.Primary && d.Rollout == sim.InProgress && !s.Deleted {
			return r.names.ServiceDeploymentARN(id, sim.DeploymentID(len(s.Deployments)-1))
		}
	}
	return ""
}

// listed says whether DescribeServices lists a deployment: none that is INACTIVE, and none of an INACTIVE service.
func listed(s *metrics.Service, d *metrics.Deployment) bool {
	return d.Status != sim.Inactive && s.API.Status != sim.ServiceInactive
}

// describeRevisions lists the service revisions of the PRIMARY and ACTIVE deployments, newest first.
func (r *Run) describeRevisions(s *metrics.Service) []revisionDescription {
	list := []revisionDescription{}
	for i := range slices.Backward(s.Deployments) {
		if d := &s.Deployments[i]; listed(s, d) {
			list = append(list, r.describeRevision(d))
		}
	}
	return list
}

// describeDeployments lists the PRIMARY and ACTIVE deployments, newest first.
func (r *Run) describeDeployments(s *metrics.Service) []deploymentDescription {
	list := []deploymentDescription{}
	for i := range slices.Backward(s.Deployments) {
		if d := &s.Deployments[i]; listed(s, d) {
			list = append(list, r.describeDeployment(s, d))
		}
	}
	return list
}

// describeDeployment is a deployment with the parameters that it was created with. Behind a Classic Load Balancer it has
// no rolloutState (API page Deployment).
func (r *Run) describeDeployment(s *metrics.Service, d *metrics.Deployment) deploymentDescription {
	with := sim.Service{Parameters: d.Parameters}
	out := deploymentDescription{
		ID: r.names.Deployment(d.Service, d.ID), Status: d.Status.String(),
		TaskDefinition: r.names.TaskDefinitionARN(d.Definition),
		DesiredCount:   d.Requested, PendingCount: d.Pending, RunningCount: d.Running, FailedTasks: d.Failed,
		CreatedAt: r.date(d.Created), UpdatedAt: r.date(d.Updated), PlatformVersion: platform(&with, newestPlatform),
		NetworkConfiguration: raw(&with, "networkConfiguration", ""),
		ServiceConnect:       raw(&with, "serviceConnectConfiguration", ""), ConnectResources: r.connectResources(&with, d.Service),
		Volumes: raw(&with, "volumeConfigurations", ""), Lattice: raw(&with, "vpcLatticeConfigurations", ""),
	}
	out.CapacityProviders, out.LaunchType = providers(&with)
	if !r.Scenario.IsClassic(d.LoadBalancers) {
		out.RolloutState, out.RolloutStateReason = d.Rollout.String(), r.rolloutStateReason(s, d)
	}
	return out
}

// rolloutStateReason says why a deployment is in its rollout state; of one that another one is rolled back to, what
// failed that one.
func (r *Run) rolloutStateReason(s *metrics.Service, d *metrics.Deployment) string {
	by := d.FailedBy
	back := s.Deployments[len(s.Deployments)-1].Rollback
	if d.Rollout == sim.InProgress && by == sim.NotFailed && back.Begun && back.To == d.ID {
		by = sim.FailedByBreaker
	}
	return r.Events.wording.RolloutStateReason(d.Service, d.ID, d.Rollout, by)
}

// describeEvents lists the newest events of a service, newest first.
func (r *Run) describeEvents(id sim.ServiceID) []eventDescription {
	list := []eventDescription{}
	for i := len(r.Events.List) - 1; i >= 0 && len(list) < mostEvents; i-- {
		if e := &r.Events.List[i]; e.Service == id {
			list = append(list, eventDescription{
				ID: r.names.Event(id, e.Number), CreatedAt: r.date(e.At), Message: e.Message,
			})
		}
	}
	return list
}

// date is an instant of the run in Unix time.
func (r *Run) date(at sim.Time) milliseconds {
	return milliseconds(r.Scenario.StartAt*1000 + int64(at))
}

// minutes are written as a number of minutes.
type minutes sim.Span

// MarshalJSON writes m in minutes, to the thousandth.
func (m minutes) MarshalJSON() ([]byte, error) {
	if sim.Span(m)%sim.Minute == 0 {
		return strconv.AppendInt(nil, int64(sim.Span(m)/sim.Minute), 10), nil
	}
	return appendDecimal(nil, int64(m)/60), nil
}
