package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// actsOnInstances says whether an entry of the timeline has one of the actions that actOnInstances builds.
func (t *timelineTable) actsOnInstances() bool {
	return t.UpdateInstances.given() || t.AddInstances.given() || t.TerminateInstances.given() || t.LoseZone.given() ||
		t.RestoreZone.given() || t.ReplaceInstances.given() || t.DeregisterInstances.given() || t.SetAgentConnected.given()
}

// actOnInstances builds the action of an entry that acts on container instances.
func (b *builder) actOnInstances(t *timelineTable, a *sim.Action) {
	switch {
	case t.UpdateInstances.given():
		a.Kind = sim.ActionUpdateInstances
		b.checkCluster(&t.UpdateInstances.V.Cluster)
		a.Instances.Instances = b.instancesNamed(&t.UpdateInstances.V.ContainerInstances) // the API refuses it for those that are gone
		a.Instances.Drain = t.UpdateInstances.V.Status.V == "DRAINING"
	case t.AddInstances.given():
		a.Kind = sim.ActionAddInstances
		a.Instances = b.addInstances(&t.AddInstances)
	case t.TerminateInstances.given():
		a.Kind = sim.ActionTerminateInstances
		a.Instances.Instances = b.instancesNamed(&t.TerminateInstances.V.ContainerInstances, b.fleet.terminated)
		b.fleet.end(a.Instances.Instances, b.fleet.terminated)
	case t.DeregisterInstances.given():
		a.Kind = sim.ActionDeregisterInstances
		b.checkCluster(&t.DeregisterInstances.V.Cluster)
		a.Instances.Instances = b.instancesNamed(&t.DeregisterInstances.V.ContainerInstances)
		a.Instances.Force = t.DeregisterInstances.V.Force.V
	case t.SetAgentConnected.given():
		a.Kind = sim.ActionConnectAgents
		a.Instances.Instances = b.instancesNamed(&t.SetAgentConnected.V.ContainerInstances, b.fleet.terminated)
		a.Instances.Connected = t.SetAgentConnected.V.AgentConnected.V
	case t.LoseZone.given():
		a.Kind = sim.ActionLoseZone
		a.Instances.Instances = b.loseZone(&t.LoseZone.V)
	case t.RestoreZone.given():
		a.Kind = sim.ActionRestoreZone
		a.Instances = b.restoreZone(&t.RestoreZone)
	case t.ReplaceInstances.given():
		a.Kind = sim.ActionReplaceInstances
		a.Instances = b.replaceInstances(&t.ReplaceInstances)
	}
}

// end notes that some instances end for one reason, so that a group's name no longer means them.
func (f *instances) end(ids []sim.InstanceID, why map[sim.InstanceID]bool) {
	for _, id := range ids {
		why[id] = true
	}
}

// instancesNamed finds the instances that a key names, by their own names or by that of their group, in ascending order.
// Those that are gone for one of some reasons are out.
func (b *builder) instancesNamed(v *value[[]string], gone ...map[sim.InstanceID]bool) []sim.InstanceID {
	if !v.given() || b.file.Instances.bad {
		return nil
	}
	var all []sim.InstanceID
	items, _ := v.at.data.([]*node)
	seen := make(map[string]bool)
	for i, name := range v.V {
		if seen[name] || b.full() {
			continue
		}
		seen[name] = true
		named, ok := b.membersOf(items[i], name)
		if !ok {
			continue
		}
		if len(named) == 0 {
			b.at(items[i], Conflict, fmt.Sprintf("the group %s has no members", quote(name)), "")
			continue
		}
		left := slices.DeleteFunc(named, func(id sim.InstanceID) bool {
			return slices.ContainsFunc(gone, func(why map[sim.InstanceID]bool) bool { return why[id] })
		})
		if len(left) == 0 {
			b.at(items[i], Conflict, fmt.Sprintf("nothing is left of %s: it was terminated or replaced before", quote(name)), "")
		}
		all = append(all, left...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// membersOf finds the instances that a name at a node means, at the moment that the timeline has come to.
func (b *builder) membersOf(n *node, name string) ([]sim.InstanceID, bool) {
	fleet := &b.fleet
	if id, isMember := fleet.members[name]; isMember {
		return []sim.InstanceID{id}, true
	}
	if g, isGroup := fleet.groups[name]; isGroup {
		return fleet.membersOf(g), true
	}
	b.at(n, Dangling, fmt.Sprintf("there is no container instance %s, nor a group of that name", quote(name)), didYouMean(name, "container instance", b.fleetNames()))
	return nil, false
}

// fleetNames are the names of all groups of instances so far, and behind them those of their members.
func (b *builder) fleetNames() []string {
	var groups, members []string
	for g := range b.out.Groups {
		group := &b.out.Groups[g]
		if of, ok := b.fleet.groups[group.Name]; !ok || of != g {
			continue // it has a fault
		}
		groups = append(groups, group.Name)
		if group.Count > 1 {
			members = append(members, memberNames(group)...)
		}
	}
	return append(groups, members...)
}

// membersOf are the members of a group.
func (f *instances) membersOf(g int) []sim.InstanceID {
	var ids []sim.InstanceID
	for i, of := range f.group {
		if of == g {
			ids = append(ids, sim.InstanceID(i))
		}
	}
	return ids
}

// addInstances builds a group of instances that come later.
func (b *builder) addInstances(v *value[addInstancesTable]) sim.ChangeInstances {
	t := &v.V
	whole := instancesTable{Name: t.Name, Count: t.Count, AvailabilityZones: t.AvailabilityZones, EC2InstanceIDs: t.EC2InstanceIDs, instanceTable: t.instanceTable}
	source, name := v.at, "added"
	if t.BasedOn.at != nil {
		g, ok := b.groupNamed(&t.BasedOn)
		if !ok {
			return sim.ChangeInstances{}
		}
		source, name = b.overlay(b.fleet.sources[g], v.at), b.out.Groups[g].Name+"-added"
		if whole, ok = b.bound(source, "timeline.addInstances"); !ok {
			return sim.ChangeInstances{}
		}
	}
	group := b.newGroup(&whole)
	group.Later, group.Name = true, b.freeName(name)
	if t.Name.given() {
		group.Name = t.Name.V
	}
	b.fillLater(v.at, &whole.instanceTable, &group, t.BasedOn.at != nil)
	return sim.ChangeInstances{Instances: b.addGroup(source, &whole, group), Launch: b.launchDelay(&t.LaunchDelay, v.at)}
}

// groupNamed finds the group of instances that a basedOn names.
func (b *builder) groupNamed(v *value[string]) (g int, ok bool) {
	if !v.given() || b.file.Instances.bad {
		return 0, false
	}
	if g, ok := b.fleet.groups[v.V]; ok {
		return g, true
	}
	var known []string
	for g := range b.out.Groups {
		known = append(known, b.out.Groups[g].Name)
	}
	b.at(v.at, Dangling, fmt.Sprintf("there is no group of instances %s", quote(v.V)), didYouMean(v.V, "group of instances", known))
	return 0, false
}

// overlay is the table of a group of instances with what another table says instead. Figures that belong to an instance
// type go with it.
func (b *builder) overlay(base, over *node) *node {
	n := &node{key: over.key, place: over.place, value: over.value, data: newTable()}
	dropped := []string{"name", "count", "ec2InstanceIds"}
	if over.get("instanceType") != nil {
		dropped = append(dropped, "cpu", "memory", "gpus", "networkInterfaces", "awsvpcTrunking")
	}
	for _, f := range b.schemas.of(reflect.TypeFor[instancesTable]()) {
		below, above := base.get(f.name), over.get(f.name)
		if slices.Contains(dropped, f.name) {
			below = nil
		}
		switch {
		case above == nil && below != nil:
			n.put(f.name, below)
		case above == nil:
		case below != nil && below.isTable() && above.isTable():
			n.put(f.name, laidOn(below, above))
		default:
			n.put(f.name, above)
		}
	}
	return n
}

// bound reads a table that overlay made, unless the timeline copies too much.
func (b *builder) bound(source *node, path string) (whole instancesTable, ok bool) {
	if b.fleet.copied += source.size(); b.fleet.copied > maxExpanded {
		message := fmt.Sprintf("with everything that they copy of groups of instances, the actions have more than %d settings", maxExpanded)
		b.atKey(source, TooLarge, message, "")
		return whole, false
	}
	return whole, b.table(source, path, reflect.ValueOf(&whole).Elem())
}

// fillLater is fillGroup for a group that an action makes. What it assumes is told where it could be said, and of a copy
// only if it has a type of its own: else it was told of what it is a copy of.
func (b *builder) fillLater(at *node, t *instanceTable, group *sim.InstanceGroup, isCopy bool) {
	before := len(b.out.Assumptions)
	b.fillGroup(at, t, group)
	if isCopy && at.get("instanceType") == nil {
		b.out.Assumptions = b.out.Assumptions[:before]
	}
	for i := range b.out.Assumptions[before:] {
		a := &b.out.Assumptions[before+i]
		a.Key = at.key + a.Key[strings.LastIndexByte(a.Key, '.'):]
	}
}

// laidOn is the table below with the keys of the table above.
func laidOn(below, above *node) *node {
	n := &node{key: above.key, place: above.place, value: above.value, data: newTable()}
	for _, one := range []*node{below, above} {
		for _, name := range one.data.(*table).names {
			n.put(name, one.get(name))
		}
	}
	return n
}

// freeName is a name for a group that is neither taken nor the beginning of one that is.
func (b *builder) freeName(name string) string {
	free := name
	for i := 2; ; i++ {
		if _, taken := b.fleet.taken[free]; !taken {
			return free
		}
		free = name + strconv.Itoa(i)
	}
}

// launchDelay builds how long an instance takes to come, assumed where the table at a node doesn't say.
func (b *builder) launchDelay(v *value[delay], at *node) sim.Delay {
	if v.at != nil {
		return v.V.Delay
	}
	b.out.Assumptions = append(b.out.Assumptions, sim.Assumption{Key: at.key + ".launchDelay", Value: spanText(launchEC2), Reason: reasonLaunchEC2})
	return sim.Constant(launchEC2)
}

// zoneNamed finds the zone that a key names.
func (b *builder) zoneNamed(v *value[string]) (sim.ZoneID, bool) {
	if !v.given() || b.file.Instances.bad {
		return 0, false
	}
	zone, ok := b.fleet.zones[v.V]
	if !ok {
		b.at(v.at, Dangling, fmt.Sprintf("no container instance is in a zone %s", quote(v.V)), didYouMean(v.V, "zone", b.out.Zones))
	}
	return zone, ok
}

// loseZone builds the loss of a zone: of all instances there that may be there by then.
func (b *builder) loseZone(t *loseZoneTable) []sim.InstanceID {
	zone, ok := b.zoneNamed(&t.AvailabilityZone)
	if !ok {
		return nil
	}
	if _, twice := b.fleet.lost[zone]; twice {
		b.at(t.AvailabilityZone.at, Conflict, quote(t.AvailabilityZone.V)+" is lost already", "restore it before")
		return nil
	}
	ids := []sim.InstanceID{}
	for i, in := range b.fleet.zone {
		if id := sim.InstanceID(i); in == zone && !b.fleet.terminated[id] {
			ids = append(ids, id)
		}
	}
	b.fleet.lost[zone] = ids
	return ids
}

// restoreZone builds the return of a zone, with the instances that it lost. Those that others took the places of stay away.
func (b *builder) restoreZone(v *value[restoreZoneTable]) sim.ChangeInstances {
	t := &v.V
	zone, ok := b.zoneNamed(&t.AvailabilityZone)
	if !ok {
		return sim.ChangeInstances{}
	}
	lost, ok := b.fleet.lost[zone]
	if !ok {
		b.at(t.AvailabilityZone.at, Conflict, quote(t.AvailabilityZone.V)+" isn't lost at that moment", "lose it before")
	}
	delete(b.fleet.lost, zone)
	back := slices.DeleteFunc(slices.Clone(lost), func(id sim.InstanceID) bool { return b.fleet.terminated[id] || b.fleet.replaced[id] })
	return sim.ChangeInstances{Instances: back, Launch: b.launchDelay(&t.LaunchDelay, v.at)}
}

// replaceInstances builds the replacement of instances: for those of each group a group of successors, each in the zone of
// the one that it replaces.
func (b *builder) replaceInstances(v *value[replaceInstancesTable]) sim.ChangeInstances {
	t, fleet := &v.V, &b.fleet
	c := sim.ChangeInstances{
		Instances: b.instancesNamed(&t.ContainerInstances, fleet.terminated, fleet.replaced), Batch: t.Batch.V, Launch: b.launchDelay(&t.LaunchDelay, v.at),
	}
	fleet.end(c.Instances, fleet.replaced)
	for from := 0; from < len(c.Instances); {
		g, to := fleet.group[c.Instances[from]], from
		var zones []sim.ZoneID
		for ; to < len(c.Instances) && fleet.group[c.Instances[to]] == g; to++ {
			zones = append(zones, fleet.zone[c.Instances[to]])
		}
		if t.Name.given() && len(zones) < len(c.Instances) {
			b.at(t.Name.at, Conflict, "one name for the successors of several groups", "leave it out")
			break
		}
		c.Successors = append(c.Successors, b.successors(v, g, zones)...)
		from = to
	}
	return c
}

// successors builds the instances that replace some of a group, one in each of the zones.
func (b *builder) successors(v *value[replaceInstancesTable], g int, zones []sim.ZoneID) []sim.InstanceID {
	source := b.overlay(b.fleet.sources[g], v.at)
	whole, ok := b.bound(source, "timeline.replaceInstances")
	if !ok {
		return nil
	}
	group := sim.InstanceGroup{Name: b.freeName(b.out.Groups[g].Name + "-new"), Count: len(zones), Zones: zones, Later: true}
	if v.V.Name.given() {
		group.Name = v.V.Name.V
	}
	b.fillLater(v.at, &whole.instanceTable, &group, true)
	return b.addGroup(source, &whole, group)
}

// checkRegistered checks that the cluster never has more container instances at once than ECS lets it have, as far as that
// can be told before a run.
func (b *builder) checkRegistered() {
	built := 0
	for i := range b.out.Groups {
		built += b.out.Groups[i].Count
	}
	if built != len(b.fleet.group) {
		return // some have faults
	}
	i, count, many := b.out.TooManyRegistered()
	if !many || i < 0 { // those of the beginning are counted as they are built
		return
	}
	t := &b.file.Timeline.Items[b.out.Timeline[i].Index].V
	at := cmp.Or(t.AddInstances.V.Count.at, t.AddInstances.at, t.ReplaceInstances.V.Batch.at, t.ReplaceInstances.at, t.RestoreZone.at)
	b.at(at, OutOfRange, fmt.Sprintf("with these the cluster has %d container instances at once, more than %d", count, sim.MaxRegistered), "terminate others before")
}
