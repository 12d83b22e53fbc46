package sim_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// TestWhatStartsADeployment goes through the parameters of UpdateService: what starts a deployment when it changes, and
// that nothing does when the call names the value that is there.
func TestWhatStartsADeployment(t *testing.T) {
	one, two, three := sim.TaskDefinitionID(1), sim.TaskDefinitionID(2), 3
	span := sim.Minute
	here := []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}}
	there := []sim.LoadBalancer{{TargetGroup: 1, ContainerName: "app", ContainerPort: 80}}
	none := []sim.LoadBalancer{}
	network := sim.Parameter{Name: "networkConfiguration", Value: `{"subnets":["a"]}`, Deploys: true}
	tags := sim.Parameter{Name: "propagateTags", Value: `"SERVICE"`}
	s := sim.Service{TaskDefinition: 1, DesiredCount: 2, LoadBalancers: here, Parameters: []sim.Parameter{network}}
	for name, c := range map[string]struct {
		u    sim.UpdateService
		want bool
	}{
		"nothing":                       {sim.UpdateService{}, false},
		"the same task definition":      {sim.UpdateService{TaskDefinition: &one}, false},
		"another task definition":       {sim.UpdateService{TaskDefinition: &two}, true},
		"forceNewDeployment":            {sim.UpdateService{ForceNewDeployment: true}, true},
		"desiredCount":                  {sim.UpdateService{DesiredCount: &three}, false},
		"minimumHealthyPercent":         {sim.UpdateService{MinimumHealthyPercent: &three}, false},
		"maximumPercent":                {sim.UpdateService{MaximumPercent: &three}, false},
		"circuit breaker":               {sim.UpdateService{Breaker: &sim.BreakerChange{}}, false},
		"alarms":                        {sim.UpdateService{Alarms: &sim.Alarms{Enable: true}}, false},
		"bake time":                     {sim.UpdateService{BakeTime: &span}, false},
		"early success":                 {sim.UpdateService{EarlySuccess: &sim.EarlySuccess{Enable: true}}, false},
		"grace period":                  {sim.UpdateService{HealthCheckGrace: &span}, false},
		"the same load balancers":       {sim.UpdateService{LoadBalancers: &here}, false},
		"other load balancers":          {sim.UpdateService{LoadBalancers: &there}, true},
		"no load balancers":             {sim.UpdateService{LoadBalancers: &none}, true},
		"the same network":              {sim.UpdateService{Parameters: []sim.Parameter{network}}, false},
		"another network":               {sim.UpdateService{Parameters: []sim.Parameter{{Name: network.Name, Value: `{}`, Deploys: true}}}, true},
		"the network removed":           {sim.UpdateService{Parameters: []sim.Parameter{{Name: network.Name, Deploys: true}}}, true},
		"a registry, first":             {sim.UpdateService{Parameters: []sim.Parameter{{Name: "serviceRegistries", Value: `[{}]`, Deploys: true}}}, true},
		"a registry removed, not there": {sim.UpdateService{Parameters: []sim.Parameter{{Name: "serviceRegistries", Deploys: true}}}, false},
		"propagated tags":               {sim.UpdateService{Parameters: []sim.Parameter{tags}}, false},
	} {
		if got := s.StartsDeployment(&c.u); got != c.want {
			t.Errorf("%s starts a deployment: %v, want %v", name, got, c.want)
		}
	}
}

// TestApply: what a call doesn't name stays, what it names changes, an empty value removes, and the service that it's
// applied to is left alone.
func TestApply(t *testing.T) {
	four, fifty := 4, 50
	before := sim.Service{DesiredCount: 2, Parameters: []sim.Parameter{{Name: "b", Value: "1"}, {Name: "d", Value: "2"}}}
	u := sim.UpdateService{DesiredCount: &four, MinimumHealthyPercent: &fifty, Parameters: []sim.Parameter{
		{Name: "c", Value: "3"}, {Name: "b"}, {Name: "d", Value: "4"}, {Name: "a"},
	}}
	want := sim.Service{
		DesiredCount: 4, Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 50},
		Parameters: []sim.Parameter{{Name: "c", Value: "3"}, {Name: "d", Value: "4"}},
	}
	if diff := cmp.Diff(want, before.Apply(&u)); diff != "" {
		t.Errorf("after the call (-want +got):\n%s", diff)
	}
	if len(before.Parameters) != 2 || before.Parameters[0].Value != "1" || before.DesiredCount != 2 {
		t.Errorf("the service before the call has become %+v", before)
	}
}

// TestServiceRollBack: a roll-back takes back what starts deployments and leaves the rest as it is.
func TestServiceRollBack(t *testing.T) {
	then := sim.Service{TaskDefinition: 1, DesiredCount: 2, Parameters: []sim.Parameter{
		{Name: "networkConfiguration", Value: "old", Deploys: true}, {Name: "propagateTags", Value: "old"},
	}}
	now := sim.Service{TaskDefinition: 2, DesiredCount: 5, LoadBalancers: make([]sim.LoadBalancer, 1), Parameters: []sim.Parameter{
		{Name: "networkConfiguration", Value: "new", Deploys: true},
		{Name: "propagateTags", Value: "new"},
		{Name: "serviceRegistries", Value: "new", Deploys: true},
	}}
	want := sim.Service{TaskDefinition: 1, DesiredCount: 5, Parameters: []sim.Parameter{
		{Name: "networkConfiguration", Value: "old", Deploys: true}, {Name: "propagateTags", Value: "new"},
	}}
	if diff := cmp.Diff(want, now.RollBack(&then)); diff != "" {
		t.Errorf("after the roll-back (-want +got):\n%s", diff)
	}
}

// TestEarlySuccessNeeds holds the shares that AWS works out, and that at least one task is needed.
func TestEarlySuccessNeeds(t *testing.T) {
	for _, c := range []struct{ desired, percent, want int }{
		{2, 50, 1}, {3, 50, 2}, {10, 80, 8}, {100, 90, 90}, {10, 100, 10}, {4, 0, 1}, {0, 50, 0},
	} {
		if got := (sim.EarlySuccess{Enable: true, HealthyPercent: c.percent}).Needed(c.desired); got != c.want {
			t.Errorf("%d at %d %% need %d, want %d", c.desired, c.percent, got, c.want)
		}
	}
	if got := (sim.EarlySuccess{}).Needed(3); got != 3 {
		t.Errorf("without early success 3 need %d", got)
	}
}
