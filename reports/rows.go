package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// DeploymentRow is a deployment as it stands at the end of the run, with the counts that DescribeServices shows of it, and
// its healthy tasks. Texts are inert.
type DeploymentRow struct {
	Service        string
	Deployment     string
	Status         string
	TaskDefinition string
	Desired        int32 // its own desiredCount
	Pending        int32
	Running        int32
	Healthy        int32
	Failed         int32  // failedTasks
	Rollout        string // "-" behind a Classic Load Balancer, where ECS shows none
}

// DeploymentRows are the deployments of a service in the run, newest first, those that are INACTIVE by now included.
func (r *Run) DeploymentRows(id sim.ServiceID) []DeploymentRow {
	s := r.Fold.Service(id)
	var rows []DeploymentRow
	for i := range slices.Backward(s.Deployments) {
		d := &s.Deployments[i]
		row := DeploymentRow{
			Service: Inert(r.names.Service(id)), Deployment: r.names.Deployment(id, d.ID), Status: d.Status.String(),
			TaskDefinition: Inert(r.names.TaskDefinition(d.Definition)), Desired: d.Requested, Pending: d.Pending, Running: d.Running,
			Healthy: d.Healthy, Failed: d.Failed, Rollout: "-",
		}
		if !r.Scenario.IsClassic(d.LoadBalancers) {
			row.Rollout = d.Rollout.String()
		}
		rows = append(rows, row)
	}
	return rows
}
