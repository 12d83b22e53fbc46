package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostEvents is how many service events DescribeServices lists.
const mostEvents = 100

// serviceDescription is a service as DescribeServices returns it (API26 Service; docs/ecs-api.md §2.1). Dates are Unix
// seconds, counted from the scenario's startAt.
type serviceDescription struct {
	ServiceARN              string                    `json:"serviceArn"`
	ServiceName             string                    `json:"serviceName"`
	ClusterARN              string                    `json:"clusterArn"`
	LoadBalancers           []loadBalancerDescription `json:"loadBalancers"`
	ServiceRegistries       []struct{}                `json:"serviceRegistries"`
	Status                  string                    `json:"status"`
	DesiredCount            int32                     `json:"desiredCount"`
	RunningCount            int32                     `json:"runningCount"`
	PendingCount            int32                     `json:"pendingCount"`
	LaunchType              string                    `json:"launchType"`
	TaskDefinition          string                    `json:"taskDefinition"`
	DeploymentConfiguration configurationDescription  `json:"deploymentConfiguration"`
	Deployments             []deploymentDescription   `json:"deployments"`
	Events                  []eventDescription        `json:"events"`
	CreatedAt               milliseconds              `json:"createdAt"`
	PlacementConstraints    []struct{}                `json:"placementConstraints"`
	PlacementStrategy       []struct{}                `json:"placementStrategy"`
	HealthCheckGracePeriod  *int64                    `json:"healthCheckGracePeriodSeconds,omitempty"`
	SchedulingStrategy      string                    `json:"schedulingStrategy"`
	DeploymentController    controllerDescription     `json:"deploymentController"`
	EnableECSManagedTags    bool                      `json:"enableECSManagedTags"`
	PropagateTags           string                    `json:"propagateTags"`
	EnableExecuteCommand    bool                      `json:"enableExecuteCommand"`
}

type loadBalancerDescription struct {
	TargetGroupARN string `json:"targetGroupArn"`
	ContainerName  string `json:"containerName"`
	ContainerPort  int    `json:"containerPort"`
}

type configurationDescription struct {
	DeploymentCircuitBreaker breakerDescription `json:"deploymentCircuitBreaker"`
	MaximumPercent           int32              `json:"maximumPercent"`
	MinimumHealthyPercent    int32              `json:"minimumHealthyPercent"`
	Strategy                 string             `json:"strategy,omitempty"` // since 2025
}

type breakerDescription struct {
	Enable   bool `json:"enable"`
	Rollback bool `json:"rollback"`
}

type controllerDescription struct {
	Type string `json:"type"`
}

type deploymentDescription struct {
	ID                 string       `json:"id"`
	Status             string       `json:"status"`
	TaskDefinition     string       `json:"taskDefinition"`
	DesiredCount       int32        `json:"desiredCount"`
	PendingCount       int32        `json:"pendingCount"`
	RunningCount       int32        `json:"runningCount"`
	FailedTasks        int32        `json:"failedTasks"`
	CreatedAt          milliseconds `json:"createdAt"`
	UpdatedAt          milliseconds `json:"updatedAt"`
	LaunchType         string       `json:"launchType"`
	RolloutState       string       `json:"rolloutState"`
	RolloutStateReason string       `json:"rolloutStateReason"`
}

type eventDescription struct {
	ID        string       `json:"id"`
	CreatedAt milliseconds `json:"createdAt"`
	Message   string       `json:"message"`
}

// launchType is that of every task so far.
const launchType = "EC2"

// describeService is the service as DescribeServices would show it at the latest instant.
func (r *Run) describeService(id sim.ServiceID) serviceDescription {
	s := r.Fold.Service(id)
	d := serviceDescription{
		ServiceARN: r.names.ServiceARN(id), ServiceName: r.names.Service(id), ClusterARN: r.names.ClusterARN(),
		LoadBalancers: []loadBalancerDescription{}, ServiceRegistries: []struct{}{}, Status: "ACTIVE",
		DesiredCount: s.Configuration.Desired, RunningCount: s.Counts.Running, PendingCount: s.Counts.Pending,
		LaunchType: launchType, TaskDefinition: r.names.TaskDefinitionARN(s.Configuration.TaskDefinition),
		DeploymentConfiguration: configurationDescription{
			MaximumPercent: s.Configuration.MaximumPercent, MinimumHealthyPercent: s.Configuration.MinimumHealthyPercent,
		},
		Deployments: r.describeDeployments(s), Events: r.describeEvents(id), CreatedAt: r.date(0),
		PlacementConstraints: []struct{}{}, PlacementStrategy: []struct{}{},
		SchedulingStrategy: "REPLICA", DeploymentController: controllerDescription{Type: "ECS"}, PropagateTags: "NONE",
	}
	if r.Scenario.Behavior != sim.Behavior202305 {
		d.DeploymentConfiguration.Strategy = "ROLLING"
	}
	for _, lb := range r.Scenario.Services[id].LoadBalancers {
		d.LoadBalancers = append(d.LoadBalancers, loadBalancerDescription{
			TargetGroupARN: r.names.TargetGroupARN(lb.TargetGroup), ContainerName: lb.ContainerName, ContainerPort: lb.ContainerPort,
		})
	}
	if grace := s.Configuration.HealthCheckGrace; grace > 0 || len(d.LoadBalancers) > 0 {
		d.HealthCheckGracePeriod = new(int64(grace / sim.Second))
	}
	return d
}

// describeDeployments lists the PRIMARY and ACTIVE deployments, newest first.
func (r *Run) describeDeployments(s *metrics.Service) []deploymentDescription {
	list := []deploymentDescription{}
	for i := len(s.Deployments) - 1; i >= 0; i-- {
		d := &s.Deployments[i]
		if d.Status == sim.Inactive {
			continue
		}
		wording := r.Events.wording
		list = append(list, deploymentDescription{
			ID: r.names.Deployment(d.Service, d.ID), Status: d.Status.String(),
			TaskDefinition: r.names.TaskDefinitionARN(d.Definition),
			DesiredCount:   d.Requested, PendingCount: d.Pending, RunningCount: d.Running, FailedTasks: d.OwnFailed,
			CreatedAt: r.date(d.Created), UpdatedAt: r.date(d.Updated), LaunchType: launchType,
			RolloutState: d.Rollout.String(), RolloutStateReason: wording.RolloutStateReason(d.Service, d.ID, d.Rollout),
		})
	}
	return list
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
