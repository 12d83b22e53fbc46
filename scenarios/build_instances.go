package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// instances are the container instances that are built so far.
type instances struct {
	zones      map[string]sim.ZoneID
	taken      map[string]string               // names of groups by names of members, and by the names of groups themselves
	members    map[string]sim.InstanceID       // by name
	groups     map[string]int                  // indexes of out.Groups by name
	sources    []*node                         // where each of out.Groups stands
	kept       []keptPorts                     // of each of out.Groups
	group      []int                           // of each instance
	zone       []sim.ZoneID                    // of each instance
	terminated map[sim.InstanceID]bool         // at the moment that the timeline has come to
	replaced   map[sim.InstanceID]bool         // or being replaced, likewise
	lost       map[sim.ZoneID][]sim.InstanceID // by zones that are lost, likewise
	copied     int                             // settings that actions have of other groups
	ec2        map[string]bool                 // EC2 instance IDs that are taken
	total      int                             // with those of groups that have faults
}

// instanceGroups builds [[instances]].
func (b *builder) instanceGroups() {
	for i := range b.file.Instances.Items {
		item := &b.file.Instances.Items[i]
		if item.bad {
			continue
		}
		group := b.newGroup(&item.V)
		group.Name = groupName(i)
		if item.V.Name.given() {
			group.Name = item.V.Name.V
		}
		b.fillGroup(item.at, &item.V.instanceTable, &group)
		b.addGroup(item.at, &item.V, group)
	}
}

// newGroup begins to build a group of instances: how many there are, and where.
func (b *builder) newGroup(t *instancesTable) sim.InstanceGroup {
	group := sim.InstanceGroup{Count: t.Count.V, EC2IDs: b.instanceIDs(t)}
	for _, zone := range t.AvailabilityZones.V {
		id, ok := b.fleet.zones[zone]
		if !ok {
			id = sim.ZoneID(len(b.out.Zones))
			b.fleet.zones[zone] = id
			b.out.Zones = append(b.out.Zones, zone)
		}
		group.Zones = append(group.Zones, id)
	}
	return group
}

// instanceIDs builds the EC2 instance IDs that a group says, which no other instance has.
func (b *builder) instanceIDs(t *instancesTable) []string {
	v := &t.EC2InstanceIDs
	if !v.given() {
		return nil
	}
	if n := len(v.V.list); n > t.Count.V && !t.Count.bad {
		b.at(v.at, OutOfRange, fmt.Sprintf("%d IDs are more than the group has members, %d", n, t.Count.V), "")
	}
	for i, id := range v.V.list {
		if b.fleet.ec2[id] {
			b.at(v.V.items[i], Duplicate, fmt.Sprintf("another container instance has the ID %s", quote(id)), "")
		}
		b.fleet.ec2[id] = true
	}
	return v.V.list
}

// fillGroup builds what each member of a group has.
func (b *builder) fillGroup(at *node, t *instanceTable, group *sim.InstanceGroup) {
	group.Type, group.Attributes, group.AgentVersion = t.InstanceType.V, attributesOf(t), string(t.AgentVersion.V)
	group.Trunks = t.AwsvpcTrunking.V
	b.capacity(at, t, group)
	b.reserve(t, group)
	b.noteArchitecture(t, group)
}

// noteArchitecture lists the architecture of a group that says neither it nor an instance type as assumed, where tasks
// require one.
func (b *builder) noteArchitecture(t *instanceTable, group *sim.InstanceGroup) {
	said := slices.ContainsFunc(t.Attributes.V.list, func(a sim.Attribute) bool { return a.Name == architectureAttribute })
	requires := func(t *taskDefinitionTable) bool { return t.RuntimePlatform.V.CPUArchitecture.given() }
	if t.InstanceType.at == nil && !t.Attributes.bad && !said && b.someTask(requires) {
		b.assume("instances", group.Name, "attributes", fmt.Sprintf("{ %q = %q }", architectureAttribute, architectureOf("")), reasonArchitecture)
	}
}

// addGroup takes in one more group of instances, which the table at a node tells of. It gives its members.
func (b *builder) addGroup(at *node, t *instancesTable, group sim.InstanceGroup) []sim.InstanceID {
	fleet := &b.fleet
	b.out.Groups = append(b.out.Groups, group)
	fleet.sources = append(fleet.sources, at)
	fleet.kept = append(fleet.kept, keptPorts{
		tcp: slices.Concat(t.ReservedPorts.V.list, t.Reserved.V.Ports.V.list),
		udp: slices.Concat(t.ReservedPortsUDP.V.list, t.Reserved.V.PortsUDP.V.list),
	})
	if t.Count.bad {
		return nil
	}
	before := fleet.total
	limit, message := sim.MaxRegistered, "with this group the cluster has %d container instances, more than %d"
	if group.Later {
		limit, message = sim.MaxInstances, "with this group the scenario has %d container instances, those that are gone by then among them, more than %d, a limit of ecssim's own"
	}
	if fleet.total += group.Count; fleet.total > limit {
		if before <= limit {
			b.at(cmp.Or(t.Count.at, at), OutOfRange, fmt.Sprintf(message, fleet.total, limit), "")
		}
		return nil
	}
	if t.Name.bad || !b.claimNames(cmp.Or(t.Name.at, at), &group) || len(group.Zones) == 0 {
		return nil
	}
	return fleet.add(&group, len(b.out.Groups)-1)
}

// add numbers the members of a group, which is the g-th.
func (f *instances) add(group *sim.InstanceGroup, g int) []sim.InstanceID {
	f.groups[group.Name] = g
	var made []sim.InstanceID
	for i, name := range memberNames(group) {
		id := sim.InstanceID(len(f.group))
		made = append(made, id)
		f.members[name] = id
		f.group = append(f.group, g)
		f.zone = append(f.zone, group.Zones[i%len(group.Zones)])
	}
	return made
}

// memberNames are the names of a group's members.
func memberNames(group *sim.InstanceGroup) []string {
	if group.Count == 1 {
		return []string{group.Name}
	}
	names := make([]string, group.Count)
	for i := range names {
		names[i] = group.Name + "-" + strconv.Itoa(i+1)
	}
	return names
}

// claimNames checks that no instance or group has the name of another, since actions name both. The fault is that of a node.
func (b *builder) claimNames(at *node, group *sim.InstanceGroup) bool {
	names := memberNames(group)
	if group.Count != 1 {
		names = append(names, group.Name)
	}
	for _, name := range names {
		if other, taken := b.fleet.taken[name]; taken {
			message := fmt.Sprintf("an instance %q exists already, in the group %q", name, other)
			if name == other {
				message = fmt.Sprintf("a group of instances %q exists already", name)
			}
			b.at(at, Duplicate, message, "give each group a name of its own")
			return false
		}
		b.fleet.taken[name] = group.Name
	}
	return true
}

// reserve takes what is reserved off a group.
func (b *builder) reserve(t *instanceTable, group *sim.InstanceGroup) {
	r := &t.Reserved.V
	group.Reserved.Resources = sim.Resources{CPU: r.CPU.V, Memory: r.Memory.V}
	for _, one := range []struct {
		v          *value[int64]
		there      int64
		name, unit string
	}{
		{&r.CPU, group.Capacity.CPU, "cpu", "CPU units"},
		{&r.Memory, group.Capacity.Memory, "memory", "MiB"},
	} {
		if one.v.given() && one.there > 0 && one.v.V > one.there {
			b.at(one.v.at, OutOfRange, fmt.Sprintf("%d is more than the %d %s that a member of the group has", one.v.V, one.there, one.unit), "")
		}
	}
}

// checkVersions wants every group to say the version of its agents where a placement constraint looks at it: without one
// no comparison of agentVersion would hold.
func (b *builder) checkVersions() {
	if !b.someConstraint(func(c *sim.PlacementConstraint) bool { return strings.Contains(c.Expression, "agentVersion") }) {
		return
	}
	for g := range b.out.Groups {
		if b.out.Groups[g].AgentVersion == "" && b.fleet.sources[g].get("agentVersion") == nil {
			b.missing(b.fleet.sources[g], "agentVersion", "a placement constraint looks at agentVersion", `such as agentVersion = "1.96.0"`)
		}
	}
}

// someConstraint says whether some placement constraint of a task definition, a service or a call is one.
func (b *builder) someConstraint(is func(*sim.PlacementConstraint) bool) bool {
	var all []sim.PlacementConstraint
	for i := range b.out.TaskDefinitions {
		all = append(all, b.out.TaskDefinitions[i].Constraints...)
	}
	for i := range b.out.Services {
		all = append(all, b.out.Services[i].Placement.Constraints...)
	}
	for i := range b.out.Timeline {
		if list := b.out.Timeline[i].Update.Constraints; list != nil {
			all = append(all, *list...)
		}
	}
	for i := range all {
		if is(&all[i]) {
			return true
		}
	}
	return false
}
