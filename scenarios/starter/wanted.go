package starter

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/query"
)

// Attributes of ECS's own that have keys of their own in a scenario.
const (
	zoneAttribute = "ecs.availability-zone"
	typeAttribute = "ecs.instance-type"
)

// wanted is a memberOf constraint of a service that runs on container instances, or of a task definition of such a one.
type wanted struct {
	of         *table
	label      string
	expression *query.Expression
	text       string
}

// allWanted are the constraints that assumed container instances have to fulfil, of the services given.
func (im *importer) allWanted(services []*service) []wanted {
	var all []wanted
	add := func(of *table, label string) {
		constraints, _ := of.get("placementConstraints").([]*table)
		for _, c := range constraints {
			text, _ := c.get("expression").(string)
			if e, err := query.Parse(text); err == nil && c.get("type") == "memberOf" {
				all = append(all, wanted{of, label, e, text})
			}
		}
	}
	for _, s := range services {
		if s.isFargate {
			continue
		}
		add(s.table, "service "+s.name)
		for _, d := range im.definitions {
			if name := d.name; name == s.definition || name == s.next {
				add(d.table, "task definition "+name)
			}
		}
	}
	return all
}

// fulfil gives assumed container instances the type, the attributes and the zones that placement constraints ask for, and
// leaves the constraints out that they can't fulfil. A task of the services takes at most largest. It gives the type, of the
// catalogue, and false where nobody asks for one or none of that size is among those asked for.
func (im *importer) fulfil(t *table, sc *sim.Scenario, largest sim.Resources) (of scenarios.InstanceType, ok bool) {
	types := fittingTypes(largest)
	h := &supposed{attributes: make(map[string]string), zones: im.someZones(), startAt: sc.StartAt}
	for i := range sc.TaskDefinitions {
		if d := &sc.TaskDefinitions[i]; im.isOnInstances(d.Name()) {
			h.require(d.Requires)
		}
	}
	var kept []wanted
	for _, w := range im.allWanted(im.services) {
		if w.expression.DependsOnTasks() { // what other tasks are there shows when it is simulated
			continue
		}
		kept = append(kept, w)
		if next := h.fulfilling(kept, types); next != nil {
			h = next
			continue
		}
		kept = kept[:len(kept)-1]
		im.leaveOut(w)
	}
	var zones []any
	for _, zone := range h.zones {
		zones = append(zones, zone)
	}
	t.replace("availabilityZones", zones)
	t.replace("instanceType", nil)
	t.replace("attributes", nil)
	im.given = nil
	if kind := h.attributes[typeAttribute]; kind != "" {
		t.set("instanceType", kind)
		im.given = append(im.given, "the type "+kind)
	}
	attributes := &table{}
	for _, name := range h.names() {
		attributes.set(name, h.attributes[name])
		im.given = append(im.given, name+" = "+h.attributes[name])
	}
	if len(attributes.pairs) > 0 {
		t.set("attributes", attributes)
	}
	at := slices.IndexFunc(types, func(one scenarios.InstanceType) bool { return one.Name == h.attributes[typeAttribute] })
	if at < 0 {
		return scenarios.InstanceType{}, false
	}
	return types[at], true
}

// isOnInstances says whether tasks of a task definition are on container instances.
func (im *importer) isOnInstances(name string) bool {
	return slices.ContainsFunc(im.services, func(s *service) bool { return !s.isFargate && (s.definition == name || s.next == name) })
}

// fittingTypes are the types of the catalogue on which a task has room, those with the least CPU and memory first, and of like
// ones those with the shortest names, which are the plain ones.
func fittingTypes(largest sim.Resources) []scenarios.InstanceType {
	types := slices.DeleteFunc(scenarios.InstanceTypes(), func(one scenarios.InstanceType) bool { return !one.Capacity.Fits(largest) })
	slices.SortStableFunc(types, func(a, b scenarios.InstanceType) int {
		gib := func(t scenarios.InstanceType) int64 { return (t.Capacity.Memory + 1023) / 1024 }
		return cmp.Or(cmp.Compare(a.Capacity.CPU, b.Capacity.CPU), cmp.Compare(gib(a), gib(b)), cmp.Compare(len(a.Name), len(b.Name)))
	})
	return types
}

// leaveOut takes a constraint away, with a note.
func (im *importer) leaveOut(w wanted) {
	constraints, _ := w.of.get("placementConstraints").([]*table)
	constraints = slices.DeleteFunc(slices.Clone(constraints), func(c *table) bool { return c.get("expression") == w.text })
	if len(constraints) > 0 {
		w.of.replace("placementConstraints", constraints)
	} else {
		w.of.replace("placementConstraints", nil)
	}
	im.left("%s: placementConstraints: memberOf %s: no response describes the container instances, and the assumed ones don't fulfil it", w.label, brief(w.text))
}

// leaveAllOut takes the constraints of services away, so that the assumed container instances have to be worked out anew. It
// gives false where there are none.
func (im *importer) leaveAllOut(services []*service) bool {
	all := im.allWanted(services)
	for _, w := range all {
		im.leaveOut(w)
	}
	if len(all) == 0 {
		return false
	}
	im.settled, im.enlarged = false, 0
	return true
}

// givenNote is what the assumed container instances have because constraints ask for it, as the end of a note.
func (im *importer) givenNote() string {
	if len(im.given) == 0 {
		return ""
	}
	return ", and with what tasks are placed by: " + strings.Join(im.given, ", ")
}
