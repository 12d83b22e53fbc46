package reports

import (
	"encoding/json"
	"fmt"
	"math"
	"math/bits"
	"strings"

	"github.com/ecssim/ecssim/sim"
)

// refusal reads how many container instances lacked what, and what the closest of them had.
func (p *replay) refusal(r *sim.Refusal) {
	r.Want.CPU, r.Want.Memory = p.amount("cpu"), p.amount("memory")
	r.Instances, r.CPUAndMemory = p.needCount("instances"), p.needCount("lackBoth")
	all := lacks()
	for i, l := range all {
		n := p.count(lackKey(l))
		if i < 2 { // CPU and memory: those that lack only that
			n = min(n, math.MaxInt32-r.CPUAndMemory) + r.CPUAndMemory
		}
		r.Lack[bits.TrailingZeros16(uint16(l.of))] = n
	}
	if p.raw("closestLacks") == nil {
		return
	}
	if r.Closest = p.instance("closest"); r.Closest == sim.NoInstance {
		p.missing("closest")
		return
	}
	r.ClosestFree.CPU, r.ClosestFree.Memory = p.amount("closestCPU"), p.amount("closestMemory")
	p.texts("closestLacks", func(s []byte) {
		for _, l := range all {
			if l.name == string(s) {
				r.ClosestLacks |= l.of
				return
			}
		}
		p.refuse("closestLacks", p.raw("closestLacks"), "a list of what an instance can lack, as in cpu or memory")
	})
}

// lackKey is the field that says how many container instances lacked something.
func lackKey(l lack) string {
	if l.of == sim.LackCPU {
		return "lackCPU"
	}
	return "lack" + strings.ToUpper(l.name[:1]) + l.name[1:]
}

// lacking reads what each container instance lacked. In a large cluster there is how many of each group did; which of them
// is nowhere told, so here it is the first.
func (p *replay) lacking(r *sim.Refusal) {
	value := p.raw("lacking")
	if value == nil {
		return
	}
	var list []struct {
		Instance, AvailabilityZone, Group *string
		Count                             int
		Lacks                             []string
	}
	if err := json.Unmarshal(value, &list); err != nil {
		p.fail(`"lacking" isn't as ecssim writes it: %w`, err)
		return
	}
	next := p.firstMembers()
	for i := range list {
		entry := &list[i]
		of := p.lacksOf(entry.Lacks)
		switch {
		case entry.Instance != nil:
			id, ok := p.instances[*entry.Instance]
			if !ok {
				p.fail(`"lacking" has the instance %q, which isn't in the scenario`, Inert(*entry.Instance))
			}
			r.Each = append(r.Each, sim.InstanceLacks{Instance: id, Lacks: of})
		case entry.Group != nil:
			g := p.group(*entry.Group)
			if g < 0 || entry.Count < 1 || entry.Count > next[g].left {
				p.fail(`"lacking" has %d instances of the group %q, which the scenario hasn't`, entry.Count, Inert(*entry.Group))
				return
			}
			for range entry.Count {
				r.Each = append(r.Each, sim.InstanceLacks{Instance: next[g].id, Lacks: of})
				next[g].id++
				next[g].left--
			}
		case entry.AvailabilityZone != nil:
			id, ok := p.onFargate[*entry.AvailabilityZone]
			if !ok {
				p.fail(`"lacking" has Fargate in %q, where there is none`, Inert(*entry.AvailabilityZone))
			}
			r.Each = append(r.Each, sim.InstanceLacks{Instance: id, Lacks: of})
		default:
			p.fail(`"lacking" isn't as ecssim writes it: entry %d names no instance and no group`, i)
		}
	}
}

// members are those of a group that haven't been given out.
type members struct {
	id   sim.InstanceID
	left int
}

// firstMembers are the first member of each group, and how many there are.
func (p *replay) firstMembers() []members {
	list := make([]members, len(p.sc.Groups))
	id := sim.InstanceID(0)
	for g := range list {
		list[g] = members{id, p.sc.Groups[g].Count}
		id += sim.InstanceID(p.sc.Groups[g].Count)
	}
	return list
}

// group is the index of a group of instances, or -1.
func (p *replay) group(name string) int {
	for g := range p.sc.Groups {
		if p.sc.Groups[g].Name == name {
			return g
		}
	}
	return -1
}

// lacksOf are the things of these names.
func (p *replay) lacksOf(names []string) sim.Lacks {
	var set sim.Lacks
	for _, name := range names {
		before := set
		for _, l := range lacks() {
			if l.name == name {
				set |= l.of
			}
		}
		if set == before {
			p.fail(`"lacking" has %q among "lacks", which is nothing that an instance can lack, or is there twice`, Inert(name))
		}
	}
	return set
}

// inZones reads how many tasks each zone has.
func (p *replay) inZones(r *sim.Record) {
	var list []struct {
		AvailabilityZone string
		Tasks            int32
	}
	if err := json.Unmarshal(p.raw("zones"), &list); err != nil {
		p.fail(`"zones" isn't as ecssim writes it: %w`, err)
		return
	}
	for range p.sc.Zones {
		r.InZones = append(r.InZones, -1)
	}
	for _, of := range list {
		zone, ok := p.zones[of.AvailabilityZone]
		if !ok || of.Tasks < 0 {
			p.fail(`"zones" has %s, which must be a number of tasks in %s`, fmt.Sprintf("%d in %q", of.Tasks, Inert(of.AvailabilityZone)), zoneOfScenario)
			return
		}
		r.InZones[zone] = of.Tasks
	}
}
