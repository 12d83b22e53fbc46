package starter

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// instance is a container instance.
type instance struct {
	id           string // of EC2
	zone, kind   string // Availability Zone and instance type
	cpu, memory  int64  // registered
	gpus         int64
	free         [2]int64 // cpu and memory that nobody has
	tasks        int64    // that are on it; -1: the response doesn't say
	isDraining   bool
	isCutOff     bool     // its agent isn't connected
	others       [2]int64 // cpu and memory that tasks of others have, as far as that is known
	aside        [2]int64 // what others was before it was set aside
	ports        []int64  // registered host ports (TCP) beyond the agent's own
	agentVersion string
	trunks       bool
	attributes   map[string]string
}

// takeInstance takes in a container instance.
func (im *importer) takeInstance(o object) {
	it := &instance{id: o.text("ec2InstanceId"), tasks: -1, attributes: make(map[string]string)}
	status := o.text("status")
	it.isDraining, it.isCutOff = status == "DRAINING", o.has("agentConnected") && !o.isTrue("agentConnected")
	if o.has("runningTasksCount") {
		it.tasks = o.number("runningTasksCount") + o.number("pendingTasksCount")
	}
	name := cmp.Or(it.id, o.text("containerInstanceArn"))
	switch {
	case status != "" && status != "ACTIVE" && status != "DRAINING":
		im.left("container instance %s is %s", name, status)
		return
	case it.isDraining && it.tasks <= 0:
		im.left("container instance %s is DRAINING, without tasks", name)
		return
	case it.isCutOff && it.tasks <= 0:
		im.left("container instance %s: its agent isn't connected, and it is without tasks", name)
		return
	}
	if o.has("registeredAt") {
		o.date("registeredAt")
	}
	it.agentVersion = o.object("versionInfo").text("agentVersion")
	for _, a := range o.objects("attributes") {
		switch key, v := a.text("name"), a.text("value"); {
		case key == "ecs.availability-zone":
			it.zone = v
		case key == "ecs.instance-type":
			it.kind = v
		case key == "ecs.awsvpc-trunk-id":
			it.trunks = true
		case v != "":
			it.attributes[key] = v
		}
	}
	it.takeResources(o)
	if !slices.ContainsFunc(im.instances, func(other *instance) bool { return it.id != "" && other.id == it.id }) {
		im.instances = append(im.instances, it)
	}
}

// takeResources takes in what a container instance has and what of it is free.
func (it *instance) takeResources(o object) {
	for _, r := range o.objects("registeredResources") {
		switch r.text("name") {
		case "CPU":
			it.cpu = r.number("integerValue")
		case "MEMORY":
			it.memory = r.number("integerValue")
		case "GPU":
			it.gpus = int64(len(r.texts("stringSetValue")))
		case "PORTS":
			it.ports = beyondAgents(r.texts("stringSetValue"))
		}
	}
	it.free = [2]int64{it.cpu, it.memory}
	for _, r := range o.objects("remainingResources") {
		switch r.text("name") {
		case "CPU":
			it.free[0] = r.number("integerValue")
		case "MEMORY":
			it.free[1] = r.number("integerValue")
		}
	}
}

// beyondAgents are host ports besides those that every agent keeps for itself.
func beyondAgents(texts []string) []int64 {
	var ports []int64
	for _, text := range texts {
		port, err := strconv.ParseInt(text, 10, 64)
		if err == nil && !slices.Contains([]int64{22, 2375, 2376, 51678, 51679}, port) {
			ports = append(ports, port)
		}
	}
	slices.Sort(ports)
	return ports
}

// takeReservation takes in the machines of DescribeInstances, of which one part is called a reservation.
func (im *importer) takeReservation(o object) {
	for _, m := range o.objects("Instances") {
		im.takeMachine(m)
	}
}

// takeMachine takes in an EC2 instance.
func (im *importer) takeMachine(o object) {
	id := o.text("InstanceId")
	if state := o.object("State").text("Name"); state != "" && state != "running" {
		return
	}
	zone := o.object("Placement").text("AvailabilityZone")
	im.machines = append(im.machines, &instance{id: id, zone: zone, kind: o.text("InstanceType"), tasks: -1})
}

// useMachines completes container instances by what EC2 says of them. Without any, EC2's running instances are taken for
// the cluster's.
func (im *importer) useMachines() {
	for _, m := range im.machines {
		i := slices.IndexFunc(im.instances, func(it *instance) bool { return it.id == m.id })
		if i >= 0 {
			im.instances[i].zone, im.instances[i].kind = cmp.Or(im.instances[i].zone, m.zone), cmp.Or(im.instances[i].kind, m.kind)
		}
	}
	if len(im.instances) > 0 || len(im.machines) == 0 {
		return
	}
	im.instances = im.machines
	im.assume("container instances: no response describes them: the %d running EC2 instances are taken for the cluster's, with what their types register", len(im.machines))
}

// alike are the container instances in lists of those that can be members of one group.
func (im *importer) alike() [][]*instance {
	var members [][]*instance
	for _, it := range im.instances {
		if it.zone == "" {
			it.zone = im.someZones()[0]
			im.assume("container instance %s: the responses don't say its Availability Zone: %s", it.id, it.zone)
		}
		i := slices.IndexFunc(members, func(of []*instance) bool { return im.isLike(of[0], it) })
		if i < 0 {
			members = append(members, nil)
			i = len(members) - 1
		}
		members[i] = append(members[i], it)
	}
	return members
}

// makeGroups makes groups of like container instances.
func (im *importer) makeGroups() blocks {
	var made blocks
	im.away = nil
	names := make(map[string]int)
	for _, of := range im.alike() {
		name := groupName(of[0])
		if names[name]++; names[name] > 1 {
			name += "-" + string(rune('a'+(names[name]-2)%26)) + strconv.Itoa(names[name])
		}
		made = append(made, im.makeInstances(name, of))
		im.leave(name, of)
	}
	return made
}

// isLike says whether two container instances can be members of one group.
func (im *importer) isLike(a, b *instance) bool {
	if a.zone != b.zone || a.kind != b.kind || a.cpu != b.cpu || a.memory != b.memory || a.gpus != b.gpus || a.trunks != b.trunks ||
		a.agentVersion != b.agentVersion || a.isDraining != b.isDraining || a.isCutOff != b.isCutOff || a.others != b.others || !slices.Equal(a.ports, b.ports) {
		return false
	}
	for _, name := range im.lookedAt() {
		if a.attributes[name] != b.attributes[name] {
			return false
		}
	}
	return true
}

// groupName is the name of a group of instances, by its type and zone.
func groupName(it *instance) string {
	unfit := regexp.MustCompile(`[^A-Za-z0-9-]+`)
	name := strings.Trim(unfit.ReplaceAllString(cmp.Or(it.kind, "host")+"-"+it.zone, "-"), "-")
	return cmp.Or(name[:min(len(name), 50)], "host")
}

// makeInstances makes the table of a group.
func (im *importer) makeInstances(name string, of []*instance) *table {
	it, t := of[0], &table{}
	t.set("name", name)
	t.set("count", whole(int64(len(of))))
	t.set("availabilityZones", []any{it.zone})
	if it.kind != "" {
		t.set("instanceType", it.kind)
	}
	if it.cpu > 0 {
		t.set("cpu", whole(it.cpu))
	}
	if it.memory > 0 {
		t.set("memory", whole(it.memory))
	}
	if it.gpus > 0 {
		t.set("gpus", whole(it.gpus))
	}
	if it.trunks {
		t.set("awsvpcTrunking", true)
	}
	attributes := &table{}
	for _, key := range im.lookedAt() {
		if v := it.attributes[key]; v != "" {
			attributes.set(key, v)
		}
	}
	if len(attributes.pairs) > 0 {
		t.set("attributes", attributes)
	}
	if it.agentVersion != "" && im.mentions("agentVersion") {
		t.set("agentVersion", it.agentVersion)
	}
	if len(it.ports) > 0 {
		var ports []any
		for _, p := range it.ports {
			ports = append(ports, whole(p))
		}
		t.set("reservedPorts", ports)
	}
	if it.others != [2]int64{} {
		within := &table{}
		within.set("cpu", whole(it.others[0]))
		within.set("memory", whole(it.others[1]))
		t.set("reserved", within)
	}
	var ids []any
	for _, one := range of {
		if one.id != "" {
			ids = append(ids, one.id)
		}
	}
	if len(ids) == len(of) {
		t.set("ec2InstanceIds", ids)
	}
	return t
}

// lookedAt are the attributes of container instances that tasks ask for or are placed by.
func (im *importer) lookedAt() []string {
	if im.attributesAsked != nil {
		return im.attributesAsked
	}
	names := []string{}
	for _, it := range im.instances {
		for name := range it.attributes {
			if !slices.Contains(names, name) && im.mentions(name) {
				names = append(names, name)
			}
		}
	}
	for _, d := range im.definitions {
		if d.table.get("runtimePlatform") != nil {
			names = append(names, "ecs.cpu-architecture", "ecs.os-family")
		}
	}
	slices.Sort(names)
	im.attributesAsked = slices.Compact(names)
	return im.attributesAsked
}

// mentions says whether a placement constraint or strategy has a word in it.
func (im *importer) mentions(word string) bool {
	var tables []*table
	for _, s := range im.services {
		tables = append(tables, s.table)
	}
	for _, d := range im.definitions {
		tables = append(tables, d.table)
	}
	for _, t := range tables {
		for _, key := range []string{"placementConstraints", "placementStrategy"} {
			all, _ := t.get(key).([]*table)
			for _, one := range all {
				if strings.Contains(fmt.Sprint(one.get("expression"), one.get("field")), word) {
					return true
				}
			}
		}
	}
	return false
}

// someZones are Availability Zones to assume: those that load balancers and subnets are in, else three of the Region.
func (im *importer) someZones() []string {
	if zones := im.knownZones(); len(zones) > 0 {
		return zones
	}
	region := im.region()
	return []string{region + "a", region + "b", region + "c"}
}

// knownZones are the zones of the subnets that the services name, else those of the load balancers.
func (im *importer) knownZones() []string {
	var zones []string
	for _, s := range im.services {
		for _, subnet := range s.object.object("networkConfiguration").object("awsvpcConfiguration").texts("subnets") {
			if zone := im.subnets[subnet]; zone != "" && !slices.Contains(zones, zone) {
				zones = append(zones, zone)
			}
		}
	}
	if len(zones) == 0 {
		zones = slices.Clone(im.zones)
	}
	slices.Sort(zones)
	return zones
}

// region is the Region of the first service, by its ARN.
func (im *importer) region() string {
	for _, s := range im.services {
		parts := strings.Split(cmp.Or(s.text("serviceArn"), s.text("clusterArn")), ":")
		if len(parts) > 3 && regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]$`).MatchString(parts[3]) {
			return parts[3]
		}
	}
	return "us-east-1"
}
