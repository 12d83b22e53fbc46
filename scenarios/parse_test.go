package scenarios_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// minimal is the shortest scenario: everything else has a default.
const minimal = `
schemaVersion = 1
[[instances]]
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", cpu = 256, memory = 512, portMappings = [{ containerPort = 80 }] }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 2
`

func mustParse(t *testing.T, src string, sets ...string) *sim.Scenario {
	t.Helper()
	sc, err := scenarios.Parse("test.toml", []byte(src), sets...)
	if err != nil {
		t.Fatal(err)
	}
	return sc
}

// same compares two values of package sim, whose delays compare by their quantiles.
func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(sim.Delay{})); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func seconds(s sim.Span) sim.Delay { return sim.Constant(s * sim.Second) }

func millis(s sim.Span) sim.Delay { return sim.Constant(s) }

func TestDefaults(t *testing.T) {
	rules, _ := sim.RulesOf(sim.Behavior202607)
	want := &sim.Scenario{
		Name: "test", Seed: 1, Places: []string{"test.toml:12:16: services[0].desiredCount"}, Duration: sim.Hour, StartAt: 1767225600,
		Behavior: sim.Behavior202607, Rules: rules,
		Replicates: 1,
		Scheduler: sim.Scheduler{
			PassInterval: 10 * sim.Second, APILag: 5 * sim.Second, LossLag: 20 * sim.Second, InstanceLossLag: 30 * sim.Second, DeregisterLag: 10 * sim.Second,
			DrainLag: 5 * sim.Second, HealthReportInterval: 20 * sim.Second, LaunchRate: 500, FargateBurst: 100, FargateRate: 20,
			AlarmPollInterval: 30 * sim.Second, AlarmBakeTime: 3 * sim.Minute, RepeatInterval: 6 * sim.Hour, RebalanceInterval: 5 * sim.Minute, ActivationTimeout: 3 * sim.Hour,
			Backoff: sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: 27 * sim.Minute},
		},
		Zones: []string{"us-east-1a"},
		Groups: []sim.InstanceGroup{{
			Name: "group-1", Count: 1, Zones: []sim.ZoneID{0}, Type: "m5.large", Attributes: linux("x86_64"), Capacity: sim.Resources{CPU: 2048, Memory: 7690, ENI: 2}, TrunkedENI: 10,
		}},
		TaskDefinitions: []sim.TaskDefinition{{
			Family: "web", Revision: 1, NetworkMode: "bridge", Reservation: sim.Resources{CPU: 256, Memory: 512},
			Containers: []sim.Container{{Name: "app", Essential: true, StopTimeout: 30 * sim.Second, Ports: []int{80}}},
			Timing: sim.Timing{
				Provision: millis(1600), Pull: millis(5600), Start: millis(1200), Ready: seconds(0), Exit: seconds(2), Deprovision: seconds(0),
			},
		}},
		Services: []sim.Service{{
			Name: "web", DesiredCount: 2,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 100, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
		}},
	}
	got := mustParse(t, minimal)
	assumptions := got.Assumptions
	got.Assumptions = nil
	same(t, want, got)
	same(t, []string{
		"instances.group-1.memory=7690",
		"taskDefinitions.web:1.timing.provision=1.6s",
		"taskDefinitions.web:1.timing.pull=5.6s",
		"taskDefinitions.web:1.timing.start=1.2s",
		"taskDefinitions.web:1.timing.exit=2s",
		"taskDefinitions.web:1.timing.deprovision=0s",
		"services.web.availabilityZoneRebalancing=DISABLED",
	}, assumed(assumptions))
}

func assumed(list []sim.Assumption) []string {
	var lines []string
	for _, a := range list {
		lines = append(lines, a.Key+"="+a.Value)
	}
	return lines
}

// TestDesignExample reads the example of the design, less what isn't modelled yet.
func TestDesignExample(t *testing.T) {
	src, err := os.ReadFile("testdata/rolling-basic.toml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := scenarios.Parse("testdata/rolling-basic.toml", src)
	if err != nil {
		t.Fatal(err)
	}
	rules, _ := sim.RulesOf(sim.Behavior202607)
	ready := got.TaskDefinitions[0].Timing.Ready
	if ready.Median() != 8*sim.Second || ready.IsConstant() {
		t.Errorf("web:1 is ready after %v in the median, want 8 s of a distribution", ready.Median())
	}
	timing := sim.Timing{
		Provision: millis(1600), Pull: seconds(5), Start: seconds(2), Ready: ready, Exit: seconds(1), Deprovision: seconds(0),
	}
	first := sim.TaskDefinition{
		Family: "web", Revision: 1, NetworkMode: "bridge", Reservation: sim.Resources{CPU: 512, Memory: 1024},
		Containers: []sim.Container{{Name: "app", Essential: true, StopTimeout: 30 * sim.Second, Ports: []int{80}}},
		Timing:     timing,
	}
	second := first
	second.Revision, second.Timing.Ready = 2, seconds(12)
	want := &sim.Scenario{
		Name: "rolling-basic", Description: "Four web tasks behind an ALB move to a new revision.",
		Places: []string{"testdata/rolling-basic.toml:44:16: services[0].desiredCount"},
		Seed:   1, Duration: sim.Hour, StartAt: 1767225600, Behavior: sim.Behavior202607, Rules: rules,
		Replicates: 1, Scheduler: mustParse(t, minimal).Scheduler,
		Zones: []string{"us-east-1a", "us-east-1b", "us-east-1c"},
		Groups: []sim.InstanceGroup{{
			Name: "group-1", Count: 3, Zones: []sim.ZoneID{0, 1, 2}, Type: "m5.large", Attributes: append(linux("x86_64"), sim.Attribute{Name: "stack", Value: "prod"}), Capacity: sim.Resources{CPU: 2048, Memory: 7690, ENI: 2}, TrunkedENI: 10,
		}},
		TargetGroups: []sim.TargetGroup{{
			Name: "web", HealthCheckInterval: 10 * sim.Second, HealthyThreshold: 2, UnhealthyThreshold: 2,
			DeregistrationDelay: 30 * sim.Second, RegistrationDelay: seconds(2),
		}},
		TaskDefinitions: []sim.TaskDefinition{first, second},
		Services: []sim.Service{{
			Name: "web", DesiredCount: 4,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: 50, MaximumPercent: 200}, Breaker: sim.CircuitBreaker{Value: 50},
			LoadBalancers: []sim.LoadBalancer{{ContainerName: "app", ContainerPort: 80}},
		}},
		Timeline:    []sim.Action{{At: sim.Time(sim.Minute), Update: sim.UpdateService{TaskDefinition: new(sim.TaskDefinitionID(1))}}},
		Assumptions: got.Assumptions,
	}
	same(t, want, got)
	same(t, []string{
		"instances.group-1.memory=7690",
		"targetGroups.web.registrationDelay=2s",
		"taskDefinitions.web:1.timing.provision=1.6s",
		"taskDefinitions.web:1.timing.deprovision=0s",
		"taskDefinitions.web:2.timing.provision=1.6s",
		"taskDefinitions.web:2.timing.deprovision=0s",
		"services.web.availabilityZoneRebalancing=DISABLED",
	}, assumed(got.Assumptions))
}

func TestNameFromFile(t *testing.T) {
	for file, want := range map[string]string{
		"rolling-basic.toml": "rolling-basic", "scenarios/a.b.toml": "a.b", `C:\x\My case.toml`: "My-case",
		"-": "scenario", "..": "scenario", ".toml": "scenario", "": "scenario", "../../x": "x", "<stdin>": "stdin-",
		strings.Repeat("é", 80) + "z": "z", strings.Repeat("x", 200): strings.Repeat("x", 100),
	} {
		sc, err := scenarios.Parse(file, []byte(minimal))
		if err != nil {
			t.Fatal(err)
		}
		if sc.Name != want {
			t.Errorf("the scenario in %q is named %q, want %q", file, sc.Name, want)
		}
	}
}

func TestHead(t *testing.T) {
	sc := mustParse(t, `
schemaVersion = 1
name = "other"
seed = 9223372036854775807
duration = 90.5
startAt = 2026-03-01T12:00:00+01:00
behavior = "2023-05"
[behaviorOverrides]
stoppingCounts = true
breakerMinimum = 7
backoffCap = "20m"
[scheduler]
passInterval = 5
phase = "0s"
registerLag = "1s"
tieBreak = "lowest"
completeAtStopped = true
alarmPollInterval = "10s"
alarmBakeTime = 0
repeatInterval = "12h"
activationTimeout = "30m"
backoff = { free = 0, first = "1m" }
`+strings.TrimPrefix(minimal, "\nschemaVersion = 1\n"))
	rules, _ := sim.RulesOf(sim.Behavior202305)
	rules.StoppingCounts, rules.BreakerMinimum, rules.BackoffCap = true, 7, 20*sim.Minute
	same(t, rules, sc.Rules)
	same(t, sim.Scheduler{
		PassInterval: 5 * sim.Second, Phase: new(sim.Span(0)), APILag: 5 * sim.Second, LossLag: 20 * sim.Second, InstanceLossLag: 30 * sim.Second, RegisterLag: new(sim.Second),
		DeregisterLag: 10 * sim.Second, DrainLag: 5 * sim.Second, HealthReportInterval: 20 * sim.Second,
		CompleteAtStopped: true, LaunchRate: 500, FargateBurst: 100, FargateRate: 20, LowestTies: true, Backoff: sim.Backoff{First: sim.Minute, Cap: 20 * sim.Minute},
		AlarmPollInterval: 10 * sim.Second, RepeatInterval: 12 * sim.Hour, RebalanceInterval: 5 * sim.Minute, ActivationTimeout: 30 * sim.Minute,
	}, sc.Scheduler)
	if sc.Name != "other" || sc.Seed != 1<<63-1 || sc.Duration != 90500 || sc.StartAt != 1772362800 {
		t.Errorf("name %s, seed %d, duration %v, start at %d", sc.Name, sc.Seed, sc.Duration, sc.StartAt)
	}
	for _, a := range sc.Assumptions {
		if strings.Contains(a.Key, "availabilityZoneRebalancing") {
			t.Errorf("under 2023-05 rebalancing isn't the default, but %s = %s is assumed", a.Key, a.Value)
		}
	}
}

func TestCapOfBackoff(t *testing.T) {
	sc := mustParse(t, minimal, `scheduler.backoff={ cap = "3m" }`)
	if sc.Scheduler.Backoff.Cap != 3*sim.Minute {
		t.Errorf("the cap is %v, want the one given", sc.Scheduler.Backoff.Cap)
	}
}

func TestTimelineIsSorted(t *testing.T) {
	sc := mustParse(t, minimal+`
[[timeline]]
at = "2m"
updateService = { service = "web", desiredCount = 3 }
[[timeline]]
at = "1m"
updateService = { service = "arn:aws:ecs:us-east-1:123456789012:service/default/web", desiredCount = 4, deploymentConfiguration = { maximumPercent = 150 } }
[[timeline]]
at = "2m"
updateService = { service = "web", forceNewDeployment = true, healthCheckGracePeriodSeconds = 0, deploymentConfiguration = { minimumHealthyPercent = 0 } }
`)
	same(t, []sim.Action{
		{At: 60000, Index: 1, Update: sim.UpdateService{DesiredCount: new(4), MaximumPercent: new(150)}},
		{At: 120000, Update: sim.UpdateService{DesiredCount: new(3)}},
		{At: 120000, Index: 2, Update: sim.UpdateService{ForceNewDeployment: true, HealthCheckGrace: new(sim.Span(0)), MinimumHealthyPercent: new(0)}},
	}, sc.Timeline)
}
