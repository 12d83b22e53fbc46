package scenarios

import (
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// builder makes the nouns of package sim from a bound file, and checks what concerns several keys together. Its faults
// go on from the binder's; where a key was faulty already, what depends on it is left unsaid.
type builder struct {
	*binder
	file      *scenarioFile
	out       *sim.Scenario
	revisions *revisions
	groups    map[string]int           // indexes of file.TargetGroups by name
	classics  map[string]int           // indexes of out.TargetGroups of Classic Load Balancers by name
	alarmIDs  map[string]sim.AlarmID   // by name
	watched   map[sim.AlarmID]bool     // by a service
	services  map[string]sim.ServiceID // the latest ones by name, at the moment that the timeline has come to
	standing  []standing               // how each service stands at that moment
	fleet     instances
	onFargate onFargate
	built     []int // index in out.TaskDefinitions of each of the file's task definitions; -1: it has no name
}

func build(file *scenarioFile, name string, revs *revisions, b *binder) *sim.Scenario {
	to := &builder{
		binder: b, file: file, out: &sim.Scenario{}, revisions: revs,
		fleet: instances{
			zones: make(map[string]sim.ZoneID), ec2: make(map[string]bool), taken: make(map[string]string), members: make(map[string]sim.InstanceID),
			groups: make(map[string]int), terminated: make(map[sim.InstanceID]bool), replaced: make(map[sim.InstanceID]bool),
			lost: make(map[sim.ZoneID][]sim.InstanceID),
		},
		groups: make(map[string]int), services: make(map[string]sim.ServiceID),
		classics: make(map[string]int), alarmIDs: make(map[string]sim.AlarmID), watched: make(map[sim.AlarmID]bool),
	}
	to.head(name)
	to.scheduler()
	to.fargate()
	to.instanceGroups()
	to.fargateZones()
	to.targetGroups()
	to.classicLoadBalancers()
	to.taskDefinitions()
	to.cluster()
	to.serviceList()
	to.timeline()
	to.checkAlarms()
	to.reservePorts()
	to.checkVersions()
	to.standaloneTasks()
	to.checkRegistered()
	to.fargateHosts()
	to.expectations()
	return to.out
}

// head builds what stands at the top of a scenario.
func (b *builder) head(name string) {
	file, out := b.file, b.out
	out.Name = name
	if file.Name.given() {
		out.Name = file.Name.V
	}
	out.Description = file.Description.V
	out.Seed = uint64(file.Seed.V)
	out.Duration = file.Duration.V
	out.StartAt = int64(file.StartAt.V)
	out.Behavior = sim.Behavior(file.Behavior.V)
	out.Rules, _ = sim.RulesOf(out.Behavior)
	for _, rule := range sim.RuleTable() {
		v, ok := file.BehaviorOverrides.V.rules[rule.Name]
		if !ok {
			continue
		}
		switch field := rule.Field(&out.Rules).(type) {
		case *bool:
			*field = v.(bool)
		case *int:
			*field = v.(int)
		case *sim.Span:
			*field = v.(sim.Span)
		}
	}
	b.checkRebalancingRules()
}

// scheduler builds [scheduler].
func (b *builder) scheduler() {
	t := &b.file.Scheduler.V
	if t.Phase.given() && t.PassInterval.V > 0 && t.Phase.V >= t.PassInterval.V {
		b.at(t.Phase.at, OutOfRange, spanText(t.Phase.V)+" isn't shorter than passInterval, "+spanText(t.PassInterval.V), "")
	}
	b.out.Scheduler = sim.Scheduler{
		PassInterval: t.PassInterval.V, Phase: optional(&t.Phase),
		APILag: t.APILag.V, LossLag: t.LossLag.V, InstanceLossLag: t.InstanceLossLag.V, RegisterLag: optional(&t.RegisterLag), DeregisterLag: t.DeregisterLag.V, DrainLag: t.DrainLag.V,
		HealthReportInterval: t.HealthReportInterval.V, CompleteAtStopped: t.CompleteAtStopped.V,
		LaunchRate: t.LaunchRate.V, FargateBurst: t.FargateBurst.V, FargateRate: t.FargateRate.V, LowestTies: t.TieBreak.V == "lowest",
		AlarmPollInterval: t.AlarmPollInterval.V, AlarmBakeTime: t.AlarmBakeTime.V,
		RebalanceInterval: t.RebalanceInterval.V, RepeatInterval: t.RepeatInterval.V, ActivationTimeout: t.ActivationTimeout.V,
		Backoff: sim.Backoff{Free: t.Backoff.V.Free.V, First: t.Backoff.V.First.V, Cap: b.out.Rules.BackoffCap},
	}
	if longest := &t.Backoff.V.Cap; longest.given() {
		b.out.Scheduler.Backoff.Cap = longest.V
	}
}

// optional is a value that stands there, or nil.
func optional[T any](v *value[T]) *T {
	if !v.given() {
		return nil
	}
	return new(v.V)
}

// assume lists a value that the scenario left open: the key below the element of a list that has a name, written as an
// override would have it.
func (b *builder) assume(list, name, key, value, reason string) {
	if strings.ContainsAny(name, ".[") {
		name = strconv.Quote(name)
	}
	b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: list + "." + name + "." + key, Value: value, Reason: reason})
}
