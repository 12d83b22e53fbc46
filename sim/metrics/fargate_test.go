package metrics_test

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestFargateHasNoInstances: hosts of Fargate are no container instances, and a service on it is spread over its zones,
// whatever zones the cluster has instances in.
func TestFargateHasNoInstances(t *testing.T) {
	unlimited := sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited, GPU: sim.Unlimited, ENI: sim.Unlimited}
	rules, _ := sim.RulesOf(sim.Behavior202607)
	one := sim.TaskDefinitionID(1)
	definition := sim.TaskDefinition{
		Family: "web", Revision: 1, Reservation: sim.Resources{CPU: 1, Memory: 1}, Containers: []sim.Container{{Name: "app", Essential: true}},
	}
	for _, d := range []*sim.Delay{
		&definition.Timing.Provision, &definition.Timing.Pull, &definition.Timing.Start, &definition.Timing.Ready,
		&definition.Timing.Exit, &definition.Timing.Deprovision,
	} {
		*d = sim.Constant(sim.Second)
	}
	next := definition
	next.Revision = 2
	sc := &sim.Scenario{
		Name: "fargate", Duration: sim.Hour, Behavior: sim.Behavior202607, Rules: rules,
		Scheduler: sim.Scheduler{PassInterval: 10 * sim.Second, Backoff: sim.Backoff{First: sim.Minute, Cap: sim.Hour}},
		Zones:     []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		Groups: []sim.InstanceGroup{
			{Name: "a", Count: 4, Zones: []sim.ZoneID{2}, Capacity: unlimited},
			{Name: "fargate", Count: 2, Zones: []sim.ZoneID{0, 1}, Capacity: unlimited, Fargate: true},
		},
		TaskDefinitions: []sim.TaskDefinition{definition, next},
		Services: []sim.Service{{
			Name: "web", DesiredCount: 4, Fargate: true, Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200},
		}},
		Timeline: []sim.Action{{Update: sim.UpdateService{TaskDefinition: &one}}},
	}
	var f metrics.Fold
	f.Reset(sc)
	if err := ecs.Run(t.Context(), sc, 1, &f); err != nil {
		t.Fatal(err)
	}
	d := f.Service(0).Deployments[1]
	if f.Hosts() != 4 || d.HostsUsed != 0 || d.ZoneSkew != 0 || d.TasksStarted != 4 {
		t.Errorf("%d hosts, %d used, skew %d, %d tasks started", f.Hosts(), d.HostsUsed, d.ZoneSkew, d.TasksStarted)
	}
}
