package sim_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// valid is the smallest scenario that Validate has nothing against.
func valid() *sim.Scenario {
	return &sim.Scenario{
		Duration: sim.Hour, Scheduler: sim.Scheduler{PassInterval: 10 * sim.Second}, Zones: []string{"a"},
		Groups: []sim.InstanceGroup{{Name: "host", Count: 1, Zones: []sim.ZoneID{0}}},
		TaskDefinitions: []sim.TaskDefinition{{
			Family: "web", Revision: 1, Containers: []sim.Container{{Name: "app", Essential: true}},
		}},
		Services: []sim.Service{{Name: "web", DesiredCount: 1}},
	}
}

// TestValidate: each fault that would break a run is reported, and all of them at once.
func TestValidate(t *testing.T) {
	if err := valid().Validate(); err != nil {
		t.Errorf("the valid scenario: %v", err)
	}
	many := sim.MaxTasksPerService + 1
	none := sim.TaskDefinitionID(7)
	faults := map[string]func(sc *sim.Scenario){
		"duration":                           func(sc *sim.Scenario) { sc.Duration = 0 },
		"passInterval":                       func(sc *sim.Scenario) { sc.Scheduler.PassInterval = 0 },
		"no Availability Zone":               func(sc *sim.Scenario) { sc.Groups[0].Zones = nil },
		"zone 3 doesn't exist":               func(sc *sim.Scenario) { sc.Groups[0].Zones = []sim.ZoneID{3} },
		"more is reserved":                   func(sc *sim.Scenario) { sc.Groups[0].Reserved.CPU = 1 },
		"container instances in all are":     func(sc *sim.Scenario) { sc.Groups[0].Count = sim.MaxInstances + 1 },
		"5001 container instances are regis": func(sc *sim.Scenario) { sc.Groups[0].Count = sim.MaxRegistered + 1 },
		"scheduler: a span":                  func(sc *sim.Scenario) { sc.Scheduler.APILag = -1 },
		"fargateBurst":                       func(sc *sim.Scenario) { sc.Scheduler.FargateBurst, sc.Scheduler.FargateRate = -1, 1 },
		"fargateRate":                        func(sc *sim.Scenario) { sc.Scheduler.FargateBurst = 1 },
		"launchRate":                         func(sc *sim.Scenario) { sc.Scheduler.LaunchRate = -1 },
		"health check interval":              func(sc *sim.Scenario) { sc.TargetGroups = make([]sim.TargetGroup, 1) },
		"a threshold is not":                 func(sc *sim.Scenario) { sc.TargetGroups = make([]sim.TargetGroup, 1) },
		"zone -1 doesn't exist":              func(sc *sim.Scenario) { sc.Groups[0].Zones = []sim.ZoneID{-1} },
		"more than 10 containers":            func(sc *sim.Scenario) { sc.TaskDefinitions[0].Containers = make([]sim.Container, 11) },
		"no container":                       func(sc *sim.Scenario) { sc.TaskDefinitions[0].Containers = nil },
		"no essential container":             func(sc *sim.Scenario) { sc.TaskDefinitions[0].Containers[0].Essential = false },
		"a delay of":                         func(sc *sim.Scenario) { sc.TaskDefinitions[0].Timing.Pull = sim.Constant(25 * sim.Hour) },
		"health check without interval":      func(sc *sim.Scenario) { sc.TaskDefinitions[0].Containers[0].HealthCheck = &sim.HealthCheck{} },
		"task definition 7 doesn't exist":    func(sc *sim.Scenario) { sc.Services[0].TaskDefinition = 7 },
		"target group 0 doesn't exist":       func(sc *sim.Scenario) { sc.Services[0].LoadBalancers = make([]sim.LoadBalancer, 1) },
		"services[0]: desiredCount 5001":     func(sc *sim.Scenario) { sc.Services[0].DesiredCount = many },
		"a negative percentage":              func(sc *sim.Scenario) { sc.Services[0].Deployment.MaximumPercent = -1 },
		"timeline[0]: service 1":             func(sc *sim.Scenario) { sc.Timeline = []sim.Action{{Update: sim.UpdateService{Service: 1}}} },
		"timeline[0]: task definition 7":     func(sc *sim.Scenario) { sc.Timeline = []sim.Action{{Update: sim.UpdateService{TaskDefinition: &none}}} },
		"timeline[0]: desiredCount 5001":     func(sc *sim.Scenario) { sc.Timeline = []sim.Action{{Update: sim.UpdateService{DesiredCount: &many}}} },
		"a cached pull": func(sc *sim.Scenario) {
			long := sim.Constant(25 * sim.Hour)
			sc.TaskDefinitions[0].Timing.CachedPull = &long
		},
		"standaloneTasks[0]: task definition 7": func(sc *sim.Scenario) { sc.Standalone = []sim.StandaloneTasks{{Definition: 7}} },
		"standaloneTasks[0]: container instance 1": func(sc *sim.Scenario) {
			sc.Standalone = []sim.StandaloneTasks{{Instances: []sim.InstanceID{1}}}
		},
		"timeline[0]: container instance 1": func(sc *sim.Scenario) {
			sc.Timeline = []sim.Action{{Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}}}
		},
		"timeline[0]: 1 container instances have 0 successors": func(sc *sim.Scenario) {
			sc.Timeline = []sim.Action{{Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0}, Batch: 1}}}
		},
		"timeline[1] lies before":             func(sc *sim.Scenario) { sc.Timeline = []sim.Action{{At: 5}, {At: 4}} },
		"services are more than":              func(sc *sim.Scenario) { sc.Services = make([]sim.Service, sim.MaxServices+1) },
		"taskDefinitions[0]: a negative rese": func(sc *sim.Scenario) { sc.TaskDefinitions[0].Reservation.CPU = -1 },
	}
	for want, spoil := range faults {
		sc := valid()
		spoil(sc)
		if err := sc.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v", want, err)
		}
	}
	sc := valid()
	faults["duration"](sc)
	faults["no essential container"](sc)
	if err := sc.Validate(); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("two faults give %v", err)
	}
}
