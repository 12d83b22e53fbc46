package sim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// apiScenario has web:1 in bridge mode with the port 80, web:2 in awsvpc mode, and web:3 with a health check.
func apiScenario() *sim.Scenario {
	app := sim.Container{Name: "app", Essential: true, Ports: []int{80}}
	checked := app
	checked.HealthCheck = &sim.HealthCheck{Interval: sim.Second, Retries: 1}
	return &sim.Scenario{
		TaskDefinitions: []sim.TaskDefinition{
			{Family: "web", Revision: 1, NetworkMode: "bridge", Containers: []sim.Container{app}},
			{Family: "web", Revision: 2, NetworkMode: "awsvpc", Containers: []sim.Container{app}},
			{Family: "web", Revision: 3, NetworkMode: "bridge", Containers: []sim.Container{checked}},
		},
		TargetGroups: []sim.TargetGroup{{Name: "web"}},
	}
}

// objected are the keys at fault, in order.
func objected(list []sim.Objection) []string {
	keys := []string{}
	for _, o := range list {
		keys = append(keys, o.Key)
	}
	return keys
}

// registered is a service of so many tasks with service registries.
func registered(desired int) sim.Service {
	return sim.Service{DesiredCount: desired, Parameters: []sim.Parameter{{Name: "serviceRegistries", Value: "[]", Deploys: true}}}
}

// TestUpdateObjections tries every rule between parameters of UpdateService, with its neighbour that is allowed.
func TestUpdateObjections(t *testing.T) {
	app := sim.LoadBalancer{ContainerName: "app", ContainerPort: 80}
	network := sim.Parameter{Name: "networkConfiguration", Value: "{}", Deploys: true}
	for _, test := range []struct {
		name   string
		before sim.Service
		update sim.UpdateService
		want   []string
	}{
		{"100/100", percents(100, 200), sim.UpdateService{MaximumPercent: new(100)}, []string{"deploymentConfiguration"}},
		{"99/100", percents(99, 200), sim.UpdateService{MaximumPercent: new(100)}, nil},
		{"100/100 from before", percents(100, 100), sim.UpdateService{DesiredCount: new(3)}, nil},
		{"early success below the floor", percents(50, 200), sim.UpdateService{EarlySuccess: &sim.EarlySuccess{Enable: true, HealthyPercent: 49}}, []string{"deploymentConfiguration.earlySuccessCriteria.healthyPercent"}},
		{"early success at the floor", percents(50, 200), sim.UpdateService{EarlySuccess: &sim.EarlySuccess{Enable: true, HealthyPercent: 50}}, nil},
		{"early success off", percents(50, 200), sim.UpdateService{EarlySuccess: &sim.EarlySuccess{}}, nil},
		{"awsvpc without network", sim.Service{}, sim.UpdateService{TaskDefinition: new(sim.TaskDefinitionID(1))}, []string{"networkConfiguration"}},
		{"awsvpc with network", sim.Service{}, sim.UpdateService{TaskDefinition: new(sim.TaskDefinitionID(1)), Parameters: []sim.Parameter{network}}, nil},
		{"network in bridge mode", sim.Service{}, sim.UpdateService{Parameters: []sim.Parameter{network}}, []string{"networkConfiguration"}},
		{"no such containers", sim.Service{}, sim.UpdateService{LoadBalancers: &[]sim.LoadBalancer{{ContainerName: "ap", ContainerPort: 80}, app, {ContainerName: "app", ContainerPort: 81}}}, []string{"loadBalancers[0].containerName", "loadBalancers[2].containerPort"}},
		{"grace without load balancer", sim.Service{}, sim.UpdateService{HealthCheckGrace: new(sim.Second)}, []string{"healthCheckGracePeriodSeconds"}},
		{"grace with a new load balancer", sim.Service{}, sim.UpdateService{HealthCheckGrace: new(sim.Second), LoadBalancers: &[]sim.LoadBalancer{app}}, []string{"healthCheckGracePeriodSeconds"}},
		{"grace of a load balancer", sim.Service{LoadBalancers: []sim.LoadBalancer{app}}, sim.UpdateService{HealthCheckGrace: new(sim.Second)}, nil},
		{"grace of a removed one", sim.Service{LoadBalancers: []sim.LoadBalancer{app}}, sim.UpdateService{HealthCheckGrace: new(sim.Second), LoadBalancers: &[]sim.LoadBalancer{}}, []string{"healthCheckGracePeriodSeconds"}},
		{"grace of a container check", sim.Service{TaskDefinition: 2}, sim.UpdateService{HealthCheckGrace: new(sim.Second)}, nil},
		{"1,001 tasks", sim.Service{}, sim.UpdateService{DesiredCount: new(1001)}, nil},
		{"1,001 with registries", registered(1), sim.UpdateService{DesiredCount: new(1001)}, []string{"desiredCount"}},
		{"1,000 with registries", registered(1), sim.UpdateService{DesiredCount: new(1000)}, nil},
		{"registries for 1,001", sim.Service{DesiredCount: 1001}, sim.UpdateService{Parameters: registered(1).Parameters}, []string{"serviceRegistries"}},
		{"no registries for 1,001", registered(1000), sim.UpdateService{DesiredCount: new(1001), Parameters: []sim.Parameter{{Name: "serviceRegistries"}}}, nil},
		{"no grace", sim.Service{}, sim.UpdateService{HealthCheckGrace: new(sim.Span(0))}, nil},
	} {
		sc := apiScenario()
		found := sc.UpdateObjections(&test.before, &test.update)
		if diff := cmp.Diff(append([]string{}, test.want...), objected(found)); diff != "" {
			t.Errorf("%s: differs (-want +got):\n%s", test.name, diff)
		}
		if refusal := sc.RefusesUpdate(&test.before, &test.update); (refusal != nil) != (len(found) > 0) {
			t.Errorf("%s: RefusesUpdate gives %v", test.name, refusal)
		}
	}
}

func percents(minimum, maximum int) sim.Service {
	return sim.Service{Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minimum, MaximumPercent: maximum}}
}

// TestCreateObjections wants the API's rules of what a call creates, and leaves alone what may have come about before
// the API had them.
func TestCreateObjections(t *testing.T) {
	for _, test := range []struct {
		state      sim.InitialState
		definition sim.TaskDefinitionID
		percent    int
		want       []string
	}{
		{sim.Steady, 0, 100, nil},
		{sim.New, 0, 100, []string{"deploymentConfiguration"}},
		{sim.Absent, 0, 100, []string{"deploymentConfiguration"}},
		{sim.Absent, 0, 99, nil},
		{sim.New, 1, 99, nil},
		{sim.Absent, 1, 99, []string{"networkConfiguration"}},
	} {
		s := percents(test.percent, 100)
		s.InitialState, s.TaskDefinition = test.state, test.definition
		found := apiScenario().CreateObjections(&s)
		if diff := cmp.Diff(append([]string{}, test.want...), objected(found)); diff != "" {
			t.Errorf("%d, web:%d, %d/100: differs (-want +got):\n%s", test.state, test.definition+1, test.percent, diff)
		}
	}
}
