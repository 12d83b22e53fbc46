package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// onFargate is what a scenario has on AWS Fargate.
type onFargate struct {
	used        bool
	definitions map[string]bool // names of the task definitions of its services
	alone       map[int]bool    // places in the file of those that nothing else has
	zones       []sim.ZoneID
}

// fargate finds out what is on Fargate before anything that depends on it is built.
func (b *builder) fargate() {
	on := &b.onFargate
	on.definitions, on.alone = make(map[string]bool), make(map[int]bool)
	services, others := make(map[string]bool), make(map[string]bool)
	definition := func(v *value[string], onFargate bool) {
		i, ok := b.revisions.findActive(taskDefinitionName(v.V))
		switch {
		case !ok || !v.given():
		case onFargate:
			on.definitions[b.revisions.list[i].name()] = true
		default:
			others[b.revisions.list[i].name()] = true
		}
	}
	service := func(t *serviceTable) {
		onFargate := t.LaunchType.V == fargateLaunch
		if onFargate {
			on.used, services[t.ServiceName.V] = true, true
		}
		definition(&t.TaskDefinition, onFargate)
	}
	for i := range b.file.Services.Items {
		service(&b.file.Services.Items[i].V)
	}
	for i := range b.file.Timeline.Items {
		service(&b.file.Timeline.Items[i].V.CreateService.V)
	}
	for i := range b.file.Timeline.Items {
		t := &b.file.Timeline.Items[i].V.UpdateService.V
		definition(&t.TaskDefinition, services[t.Service.V[strings.LastIndexByte(t.Service.V, '/')+1:]])
	}
	for i := range b.file.StandaloneTasks.Items {
		definition(&b.file.StandaloneTasks.Items[i].V.TaskDefinition, false)
	}
	for _, r := range b.revisions.list {
		on.alone[r.index] = on.definitions[r.name()] && !others[r.name()]
	}
}

// fargateZones finds the zones of what is on Fargate, once those of the instances are known.
func (b *builder) fargateZones() {
	if !b.onFargate.used {
		return
	}
	v := &b.file.Fargate.V.AvailabilityZones
	names := v.V
	switch {
	case v.at != nil:
	case len(b.out.Zones) > 0:
		names = slices.Clone(b.out.Zones)
	default:
		names = []string{"us-east-1a", "us-east-1b", "us-east-1c"}
		b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: "fargate.availabilityZones", Value: fargateZonesText, Reason: reasonFargateZones})
	}
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			b.at(v.at, Duplicate, fmt.Sprintf("the zone %s is there already", quote(name)), "name each zone once")
			continue
		}
		id, ok := b.fleet.zones[name]
		if !ok {
			id = sim.ZoneID(len(b.out.Zones))
			b.fleet.zones[name] = id
			b.out.Zones = append(b.out.Zones, name)
		}
		b.onFargate.zones = append(b.onFargate.zones, id)
	}
}

// fargateHosts adds what stands for Fargate behind all groups of instances: one without bounds in each zone.
func (b *builder) fargateHosts() {
	zones := b.onFargate.zones
	if !b.onFargate.used || len(zones) == 0 {
		return
	}
	group := sim.InstanceGroup{
		Name: "fargate", Count: len(zones), Zones: zones, Fargate: true,
		Capacity: sim.Resources{CPU: sim.Unlimited, Memory: sim.Unlimited, ENI: sim.Unlimited},
	}
	for _, name := range append(memberNames(&group), group.Name) {
		if _, taken := b.fleet.taken[name]; taken {
			b.at(b.file.Instances.at, Duplicate, fmt.Sprintf("an instance or a group is called %s, as what stands for AWS Fargate", quote(name)), "call it something else")
			return
		}
	}
	if b.fleet.total+group.Count > sim.MaxInstances {
		message := fmt.Sprintf("with the %d hosts that stand for AWS Fargate the scenario has more than %d container instances, a limit of ecssim's own", group.Count, sim.MaxInstances)
		b.at(b.file.Instances.at, OutOfRange, message, "")
		return
	}
	first := sim.InstanceID(0)
	for i := range b.out.Groups {
		first += sim.InstanceID(b.out.Groups[i].Count)
	}
	b.out.Groups = append(b.out.Groups, group)
	b.loseFargate(first)
	b.noteFargateRates()
}

// The launch rates of newer Regions: tasks a minute of a service on Fargate, and tasks of the account at once (endpoints and
// quotas of Amazon ECS).
const (
	lowFargateRate  = 125
	lowFargateBurst = 25
)

// noteFargateRates lists the launch rates as assumed where the lower ones of newer Regions would slow services down: where
// one wants more tasks than a pass could start, and where all of them together want more than could be launched at once.
func (b *builder) noteFargateRates() {
	wanted := make([]int, len(b.out.Services)) // at most
	for i := range b.out.Services {
		if s := &b.out.Services[i]; s.Fargate {
			wanted[i] = s.DesiredCount
		}
	}
	for i := range b.out.Timeline {
		u := &b.out.Timeline[i].Update
		if b.out.Timeline[i].Kind == sim.ActionUpdateService && u.DesiredCount != nil && b.out.Services[u.Service].Fargate {
			wanted[u.Service] = max(wanted[u.Service], *u.DesiredCount)
		}
	}
	most, sum := 0, 0
	for _, n := range wanted {
		most, sum = max(most, n), sum+n
	}
	note := func(key string, v *value[int], reason string) {
		if v.at == nil {
			b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: "scheduler." + key, Value: strconv.Itoa(v.V), Reason: reason})
		}
	}
	scheduler := &b.file.Scheduler.V
	if sim.Span(most)*sim.Minute > lowFargateRate*b.out.Scheduler.PassInterval {
		note("launchRate", &scheduler.LaunchRate, reasonFargateRate)
	}
	if sum > lowFargateBurst {
		note("fargateBurst", &scheduler.FargateBurst, reasonFargateBurst)
	}
}

// loseFargate makes Fargate a part of what a zone loses and gets back. first is its first host.
func (b *builder) loseFargate(first sim.InstanceID) {
	for i := range b.out.Timeline {
		a := &b.out.Timeline[i]
		t := &b.file.Timeline.Items[a.Index].V
		name := t.LoseZone.V.AvailabilityZone.V
		if a.Kind == sim.ActionRestoreZone {
			name = t.RestoreZone.V.AvailabilityZone.V
		}
		zone, known := b.fleet.zones[name] // of other actions there is none
		if k := slices.Index(b.onFargate.zones, zone); known && k >= 0 {
			a.Instances.Instances = append(a.Instances.Instances, first+sim.InstanceID(k))
		}
	}
}

// timedAs is what the assumed timing of a task definition goes by: its network mode, or Fargate if a service there has it.
func (b *builder) timedAs(d *sim.TaskDefinition) string {
	if d.NetworkMode == "awsvpc" && b.onFargate.definitions[d.Name()] {
		return fargateLaunch
	}
	return d.NetworkMode
}

// fargateSize is a row of the sizes that tasks on Fargate can have: memory from least to most by steps, in MiB, or the
// values of a list.
type fargateSize struct {
	cpu               int64
	least, most, step int64
	list              []int64
}

// fargateSizes are all of them (D26 fargate-tasks-services, task CPU and memory).
func fargateSizes() []fargateSize {
	const gb = 1024
	return []fargateSize{
		{256, 512, 2 * gb, 0, []int64{512, gb, 2 * gb}},
		{512, gb, 4 * gb, gb, nil},
		{1024, 2 * gb, 8 * gb, gb, nil},
		{2048, 4 * gb, 16 * gb, gb, nil},
		{4096, 8 * gb, 30 * gb, gb, nil},
		{8192, 16 * gb, 60 * gb, 4 * gb, nil},
		{16384, 32 * gb, 120 * gb, 8 * gb, nil},
		{32768, 60 * gb, 244 * gb, 0, []int64{60 * gb, 120 * gb, 244 * gb}},
	}
}

// fits says whether a task of this size can have so much memory.
func (s *fargateSize) fits(memory int64) bool {
	if s.list != nil {
		return slices.Contains(s.list, memory)
	}
	return memory >= s.least && memory <= s.most && (memory-s.least)%s.step == 0
}

// words tells which memory tasks of this size can have.
func (s *fargateSize) words() string {
	if s.list != nil {
		return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(s.list), "[]")), ", ") + " MiB"
	}
	return fmt.Sprintf("%d to %d MiB by %d", s.least, s.most, s.step)
}

// checkSize checks that a task definition has a size that Fargate has. It is the one that a key names.
func (b *builder) checkSize(v *value[string], t *taskDefinitionTable, name string) {
	cpu, memory := int64(t.CPU.V), int64(t.Memory.V)
	sizes := fargateSizes()
	i := slices.IndexFunc(sizes, func(s fargateSize) bool { return s.cpu == cpu })
	said := &sim.APIError{Exception: sim.ClientException, Message: "No Fargate configuration exists for given values."}
	switch {
	case t.CPU.bad || t.Memory.bad || !t.CPU.given() || !t.Memory.given():
	case i < 0:
		var cpus []string
		for _, s := range sizes {
			cpus = append(cpus, strconv.FormatInt(s.cpu, 10))
		}
		b.says(v.at, Conflict, said, fmt.Sprintf("%s has cpu = %d, which isn't one of %s", name, cpu, strings.Join(cpus, ", ")), "")
	case !sizes[i].fits(memory):
		b.says(v.at, Conflict, said, fmt.Sprintf("%s has cpu = %d and memory = %d, but with that cpu it is %s", name, cpu, memory, sizes[i].words()), "")
	}
}

// oldPlatformCPU is the most CPU that a task can have before platform version 1.4.0 (D26 fargate-tasks-services).
const oldPlatformCPU = 4096

// lacksFargate is why tasks of a task definition can't be on Fargate, or nothing (API page RegisterTaskDefinition; D26
// fargate-tasks-services): the network mode, cpu and memory of the task, GPUs, placement constraints and timeouts.
func (t *taskDefinitionTable) lacksFargate() string {
	switch {
	case t.NetworkMode.V != "awsvpc" && !t.NetworkMode.bad:
		return "has the network mode " + t.NetworkMode.V
	case t.CPU.at == nil:
		return "has no cpu of the task"
	case t.Memory.at == nil:
		return "has no memory of the task"
	case usesGPUs(t):
		return "asks for GPUs"
	case len(t.PlacementConstraints.Items) > 0:
		return "has placement constraints"
	}
	return t.strangeTimeout()
}

// The timeouts that containers on Fargate can have, in seconds (API page ContainerDefinition).
const (
	leastFargateTimeout = 2
	mostFargateTimeout  = 120
)

// timeout is a stopTimeout or startTimeout of a container.
type timeout struct {
	name string
	*value[int]
}

// strangeTimeouts are those of a container's timeouts that it can't have on Fargate.
func (c *containerTable) strangeTimeouts() []timeout {
	all := []timeout{{"stopTimeout", &c.StopTimeout}, {"startTimeout", &c.StartTimeout}}
	return slices.DeleteFunc(all, func(one timeout) bool {
		return one.at == nil || one.bad || one.V >= leastFargateTimeout && one.V <= mostFargateTimeout
	})
}

// strangeTimeout tells the first timeout of a task definition that Fargate hasn't got, or nothing. One that says that it is
// made for Fargate has it told where it stands.
func (t *taskDefinitionTable) strangeTimeout() string {
	if slices.Contains(t.RequiresCompatibilities.V, fargateLaunch) {
		return ""
	}
	for i := range t.ContainerDefinitions.Items {
		c := &t.ContainerDefinitions.Items[i].V
		for _, one := range c.strangeTimeouts() {
			return fmt.Sprintf("has %s = %d in the container %s, where Fargate has %d to %d s", one.name, one.V, c.Name.V, leastFargateTimeout, mostFargateTimeout)
		}
	}
	return ""
}

// checkTimeouts checks the timeouts of a container whose task definition says that it is made for Fargate. The words of
// RegisterTaskDefinition aren't known.
func (b *builder) checkTimeouts(c *containerTable, t *taskDefinitionTable) {
	if !slices.Contains(t.RequiresCompatibilities.V, fargateLaunch) {
		return
	}
	for _, one := range c.strangeTimeouts() {
		message := fmt.Sprintf("on Fargate a %s is %d to %d s, and the task definition requires FARGATE", one.name, leastFargateTimeout, mostFargateTimeout)
		b.at(one.at, OutOfRange, message, "")
	}
}

// checkFargate checks that nothing of a call or a service is asked for that Fargate hasn't got. The words for placement
// strategies are those for constraints.
func (b *builder) checkFargate(s *settings) {
	if s.constraints.given() && len(s.constraints.Items) > 0 {
		b.says(s.constraints.at, Conflict, sim.Invalid("Placement constraints are not supported with FARGATE launch type."), "", "leave it out")
	}
	if s.strategy.given() && len(s.strategy.Items) > 0 {
		b.says(s.strategy.at, Conflict, sim.Invalid("Placement strategies are not supported with FARGATE launch type."), "", "leave it out")
	}
}

// launchType is that of a service as it stands.
func (s *standing) launchType() string {
	if s.Fargate {
		return fargateLaunch
	}
	return ec2Launch
}

// checkOldPlatform checks that a service that stays on an older platform version doesn't get a task definition that needs a
// newer one.
func (b *builder) checkOldPlatform(s *settings, after *standing) {
	var old string
	if text := after.Parameter("platformVersion"); text != "" {
		old = strings.Trim(text, `"`)
	}
	if after.Fargate && old != "" && old != latestVersion && old != newestVersion && s.platform.at == nil && s.definition.given() && b.needsNewPlatform(after.TaskDefinition) {
		detail := fmt.Sprintf("%s needs %s, and the service has %s", b.out.TaskDefinitions[after.TaskDefinition].Name(), newestVersion, old)
		b.says(s.definition.at, Conflict, platformIncompatible(), detail, "")
	}
}

// Platform versions of Fargate.
const (
	latestVersion = "LATEST"
	newestVersion = "1.4.0"
)
