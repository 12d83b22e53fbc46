package starter

import (
	"fmt"
	"slices"
	"strings"
)

// definition is a task definition of the responses, or one that is assumed.
type definition struct {
	object
	name  string // family:revision
	table *table
}

// takeDefinition takes in a task definition of DescribeTaskDefinition or RegisterTaskDefinition.
func (im *importer) takeDefinition(o object) {
	place := strings.TrimSuffix(o.place, ": ")
	family, revision := o.text("family"), o.number("revision")
	switch {
	case family == "":
		im.fault("%s: has no family", place)
		return
	case revision <= 0:
		im.fault("%s: has no revision; is it what register-task-definition was given? Save what aws ecs describe-task-definition says", place)
		return
	}
	d := &definition{object: o, name: fmt.Sprintf("%s:%d", family, revision)}
	o.date("registeredAt")
	if i := im.definitionIndex(d.name); i >= 0 {
		im.left("task definition %s stands in two responses: the last one counts", d.name)
		im.definitions[i] = d
		return
	}
	im.definitions = append(im.definitions, d)
}

func (im *importer) definitionIndex(name string) int {
	return slices.IndexFunc(im.definitions, func(d *definition) bool { return d.name == name })
}

// makeDefinition makes a task definition's table.
func (im *importer) makeDefinition(d *definition) {
	d.table = &table{comment: []string{d.name}}
	label := "task definition " + d.name
	im.copy(d.object, definitionRules(), d.table, label)
	if platform := d.object.object("runtimePlatform"); platform.has("cpuArchitecture") || platform.has("operatingSystemFamily") {
		im.platform(platform, d.table, label)
	}
	if status := d.text("status"); status == "INACTIVE" && !im.isNext(d.name) {
		d.table.set("status", status)
	}
	for _, v := range d.objects("volumes") {
		if v.isTrue("configuredAtLaunch") {
			im.left("%s: volumes: ecssim doesn't simulate volumes that are attached at launch", label)
		}
	}
	if requires := d.table.get("requiresCompatibilities"); requires != nil && im.isForced(d.name, d.texts("requiresCompatibilities")) {
		d.table.replace("requiresCompatibilities", nil)
	}
	var containers blocks
	for _, c := range d.objects("containerDefinitions") {
		containers = append(containers, im.makeContainer(c, label))
	}
	if len(containers) == 0 {
		im.fault("%s: has no containerDefinitions", strings.TrimSuffix(d.place, ": "))
	}
	d.table.set("containerDefinitions", containers)
	d.table.after = []string{
		"How long the steps of its tasks take isn't in the responses. Put in what you know:",
		`timing = { pull = "10s", start = "2s", ready = { lognormal = { p50 = "8s", p95 = "20s" } }, exit = "2s" }`,
	}
}

// isForced says whether a task definition is for a launch type that ecssim doesn't simulate, so that its services have
// another one.
func (im *importer) isForced(name string, compatibilities []string) bool {
	for _, s := range im.services {
		wants := "EC2"
		if s.isFargate {
			wants = "FARGATE"
		}
		if (s.definition == name || s.next == name) && !slices.Contains(compatibilities, wants) {
			return true
		}
	}
	return false
}

// platform copies a runtimePlatform.
func (im *importer) platform(o object, to *table, label string) {
	within := &table{}
	system := o.text("operatingSystemFamily")
	if strings.HasPrefix(system, "WINDOWS") {
		im.left("%s: runtimePlatform: ecssim doesn't simulate Windows; its tasks start and stop like ones on Linux", label)
		return
	}
	if system != "" && system != "LINUX" {
		within.set("operatingSystemFamily", system)
	}
	if o.has("cpuArchitecture") {
		within.set("cpuArchitecture", o.text("cpuArchitecture"))
	}
	if len(within.pairs) > 0 {
		to.set("runtimePlatform", within)
	}
}

// makeContainer makes a container definition's table.
func (im *importer) makeContainer(o object, label string) *table {
	t := &table{}
	label += ": container " + o.text("name")
	im.copy(o, containerRules(), t, label)
	if o.has("healthCheck") {
		check, within := o.object("healthCheck"), &table{}
		if command := check.texts("command"); len(command) > 0 && command[0] == "NONE" {
			within.set("command", []any{"NONE"})
		}
		im.copy(check, append(kept("interval", "timeout", "retries", "startPeriod"), rule{key: "command"}), within, label+": healthCheck")
		t.set("healthCheck", within)
	}
	var requirements []*table
	for _, r := range o.objects("resourceRequirements") {
		if kind := r.text("type"); kind != "GPU" {
			im.left("%s: resourceRequirements: ecssim doesn't simulate %s", label, printable(kind))
			continue
		}
		within := &table{}
		im.copy(r, kept("type", "value"), within, label+": resourceRequirements")
		requirements = append(requirements, within)
	}
	if len(requirements) > 0 {
		t.set("resourceRequirements", requirements)
	}
	return t
}

// isNext says whether some service is being updated to a task definition.
func (im *importer) isNext(name string) bool {
	return slices.ContainsFunc(im.services, func(s *service) bool { return s.next == name })
}

// findNext looks for a newer revision that was given besides the one that a service runs: most likely what is to be deployed.
func (im *importer) findNext(s *service) {
	if s.next != "" {
		return
	}
	family, running := splitDefinition(s.definition)
	highest := running
	for _, d := range im.definitions {
		if f, revision := splitDefinition(d.name); f == family && revision > highest {
			highest, s.next = revision, d.name
		}
	}
	if s.next != "" {
		im.assume("service %s: %s is among the responses besides %s, which it runs: the scenario deploys it", s.name, s.next, s.definition)
	}
}

// completeDefinitions assumes task definitions that services name and that aren't among the responses to be like those that
// are, and faults what there is no such one for.
func (im *importer) completeDefinitions() {
	for _, s := range im.services {
		if s.definition == "" {
			continue
		}
		like := s.definition
		if im.definitionIndex(like) < 0 {
			like = s.next
		}
		if like == "" || im.definitionIndex(like) < 0 {
			im.fault("service %s runs %s, and no response describes it: save aws ecs describe-task-definition --task-definition %s", s.name, s.definition, s.definition)
			continue
		}
		for _, name := range []string{s.definition, s.next} {
			if name == "" || im.definitionIndex(name) >= 0 {
				continue
			}
			family, revision := splitDefinition(name)
			if revision == 0 {
				im.fault("service %s: %s isn't family:revision", s.name, brief(name))
				continue
			}
			t := &table{comment: []string{name + ", which no response describes"}}
			t.set("basedOn", like)
			t.set("family", family)
			t.set("revision", whole(int64(revision)))
			im.definitions = append(im.definitions, &definition{name: name, table: t})
			im.assume("task definition %s: no response describes it: it is like %s", name, like)
		}
	}
}
