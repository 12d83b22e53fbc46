package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostEvents is how many service events DescribeServices lists.
const mostEvents = 100

// serviceDescription is a service as DescribeServices returns it (API26 Service; docs/ecs-api.md §1.2, §2.1), without the
// members that a scenario doesn't say. Dates are Unix seconds, counted from the scenario's startAt.
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
	ServiceDeployment       string                    `json:"currentServiceDeployment,omitempty"` // while one is in progress
	ServiceRevisions        []revisionDescription     `json:"currentServiceRevisions"`
	PlacementConstraints    []struct{}                `json:"placementConstraints"`
	PlacementStrategy       []struct{}                `json:"placementStrategy"`
	HealthCheckGracePeriod  int64                     `json:"healthCheckGracePeriodSeconds"`
	SchedulingStrategy      string                    `json:"schedulingStrategy"`
	DeploymentController    controllerDescription     `json:"deploymentController"`
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
	Strategy                 string             `json:"strategy"`
	BakeTimeInMinutes        int                `json:"bakeTimeInMinutes"`
}

type breakerDescription struct {
	Enable             bool                 `json:"enable"`
	Rollback           bool                 `json:"rollback"`
	ResetOnHealthyTask bool                 `json:"resetOnHealthyTask"`
	Threshold          thresholdDescription `json:"thresholdConfiguration"`
}

type thresholdDescription struct {
	Type  string `json:"type"`
	Value int    `json:"value"`
}

type revisionDescription struct {
	ARN                string `json:"arn"`
	RequestedTaskCount int32  `json:"requestedTaskCount"`
	RunningTaskCount   int32  `json:"runningTaskCount"`
	PendingTaskCount   int32  `json:"pendingTaskCount"`
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
		DesiredCount: int32(s.API.DesiredCount), RunningCount: s.Counts.Running, PendingCount: s.Counts.Pending,
		LaunchType: launchType, TaskDefinition: r.names.TaskDefinitionARN(s.API.TaskDefinition),
		DeploymentConfiguration: configurationDescription{
			DeploymentCircuitBreaker: describeBreaker(r.Scenario.Services[id].Breaker),
			MaximumPercent:           int32(s.API.Deployment.MaximumPercent), MinimumHealthyPercent: int32(s.API.Deployment.MinimumHealthyPercent),
			Strategy: "ROLLING",
		},
		Deployments: r.describeDeployments(s), Events: r.describeEvents(id), CreatedAt: r.date(0),
		ServiceDeployment: r.serviceDeployment(id, s), ServiceRevisions: r.describeRevisions(s),
		PlacementConstraints: []struct{}{}, PlacementStrategy: []struct{}{},
		HealthCheckGracePeriod: int64(s.API.HealthCheckGrace / sim.Second),
		SchedulingStrategy:     "REPLICA", DeploymentController: controllerDescription{Type: "ECS"},
	}
	for _, lb := range r.Scenario.Services[id].LoadBalancers {
		d.LoadBalancers = append(d.LoadBalancers, loadBalancerDescription{
			TargetGroupARN: r.names.TargetGroupARN(lb.TargetGroup), ContainerName: lb.ContainerName, ContainerPort: lb.ContainerPort,
		})
	}
	return d
}

// describeBreaker is a circuit breaker as it reads back: rollback without enable is stored as false, and the threshold
// of a service that names none is half the desired count (docs/ecs-api.md §1.2).
func describeBreaker(b sim.CircuitBreaker) breakerDescription {
	d := breakerDescription{
		Enable: b.Enable, Rollback: b.Enable && b.Rollback, ResetOnHealthyTask: !b.KeepsCounting,
		Threshold: thresholdDescription{Type: b.Type.String(), Value: b.Value},
	}
	if b.Type == sim.BoundedPercent && b.Value == 0 {
		d.Threshold.Value = 50
	}
	return d
}

// serviceDeployment is the service deployment that is in progress, a roll-back included, or "".
func (r *Run) serviceDeployment(id sim.ServiceID, s *metrics.Service) string {
	for i := range s.Deployments {
		if d := &s.Deployments[i]; d.Status == sim.Primary && d.Rollout == sim.InProgress {
			return r.names.ServiceDeploymentARN(id, sim.DeploymentID(len(s.Deployments)-1))
		}
	}
	return ""
}

// describeRevisions lists the service revisions of the PRIMARY and ACTIVE deployments, newest first.
func (r *Run) describeRevisions(s *metrics.Service) []revisionDescription {
	list := []revisionDescription{}
	for i := range slices.Backward(s.Deployments) {
		if d := &s.Deployments[i]; d.Status != sim.Inactive {
			list = append(list, revisionDescription{
				ARN: r.names.ServiceRevisionARN(d.Service, d.ID), RequestedTaskCount: d.Requested,
				RunningTaskCount: d.Running, PendingTaskCount: d.Pending,
			})
		}
	}
	return list
}

// describeDeployments lists the PRIMARY and ACTIVE deployments, newest first.
func (r *Run) describeDeployments(s *metrics.Service) []deploymentDescription {
	list := []deploymentDescription{}
	for i := len(s.Deployments) - 1; i >= 0; i-- {
		d := &s.Deployments[i]
		if d.Status == sim.Inactive {
			continue
		}
		list = append(list, deploymentDescription{
			ID: r.names.Deployment(d.Service, d.ID), Status: d.Status.String(),
			TaskDefinition: r.names.TaskDefinitionARN(d.Definition),
			DesiredCount:   d.Requested, PendingCount: d.Pending, RunningCount: d.Running, FailedTasks: d.Failed,
			CreatedAt: r.date(d.Created), UpdatedAt: r.date(d.Updated), LaunchType: launchType,
			RolloutState: d.Rollout.String(), RolloutStateReason: r.rolloutStateReason(s, d),
		})
	}
	return list
}

func (r *Run) rolloutStateReason(s *metrics.Service, d *metrics.Deployment) string {
	back := s.Deployments[len(s.Deployments)-1].Rollback
	if d.Rollout == sim.InProgress && back.Begun && back.To == d.ID {
		return r.Events.wording.RollbackReason(d.Service, d.ID)
	}
	return r.Events.wording.RolloutStateReason(d.Service, d.ID, d.Rollout)
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
