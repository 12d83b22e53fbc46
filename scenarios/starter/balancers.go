package starter

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// targetGroup is a target group that services use.
type targetGroup struct {
	name, arn string
	described *object // nil where no response does
	table     *table
}

// attributes is one response of DescribeTargetGroupAttributes, which doesn't say whose they are.
type attributes struct {
	place, about string
	values       map[string]string
}

func (im *importer) takeTargetGroup(o object) {
	g := &targetGroup{name: o.text("TargetGroupName"), arn: o.text("TargetGroupArn"), described: &o}
	if i := slices.IndexFunc(im.groups, func(other *targetGroup) bool { return other.arn == g.arn }); i >= 0 {
		im.groups[i] = g
		return
	}
	im.groups = append(im.groups, g)
}

func (im *importer) takeLoadBalancer(o object) {
	kind := o.text("Type")
	if kind == "gateway" {
		im.left("load balancer %s: ECS can't use one of the type gateway", o.text("LoadBalancerName"))
	}
	im.zonesOf(o.objects("AvailabilityZones"), "ZoneName")
	im.balancerTypes[o.text("LoadBalancerArn")] = kind
}

// zonesOf takes in Availability Zones that some objects name.
func (im *importer) zonesOf(all []object, key string) {
	for _, o := range all {
		if zone := o.text(key); zone != "" && !slices.Contains(im.zones, zone) {
			im.zones = append(im.zones, zone)
		}
	}
}

// takeClassic takes in a Classic Load Balancer.
func (im *importer) takeClassic(o object) {
	im.classics[o.text("LoadBalancerName")] = o
	for _, zone := range o.texts("AvailabilityZones") {
		if !slices.Contains(im.zones, zone) {
			im.zones = append(im.zones, zone)
		}
	}
}

// takeSubnet takes in a subnet's zone.
func (im *importer) takeSubnet(o object) { im.subnets[o.text("SubnetId")] = o.text("AvailabilityZone") }

// takeAttributes takes in the attributes of a target group.
func (im *importer) takeAttributes(o object, _ []any) {
	a := attributes{place: strings.TrimSuffix(o.place, ": "), about: im.about, values: make(map[string]string)}
	for _, pair := range o.objects("Attributes") {
		a.values[pair.text("Key")] = pair.text("Value")
	}
	if a.values["deregistration_delay.timeout_seconds"] == "" {
		im.left("%s: nothing is taken from attributes without deregistration_delay.timeout_seconds, which aren't of a target group", a.place)
		return
	}
	im.attributes = append(im.attributes, a)
}

// balancersOf makes a service's loadBalancers, and the target groups and Classic Load Balancers that they name.
func (im *importer) balancersOf(s *service, label string) {
	var all []*table
	for _, o := range s.objects("loadBalancers") {
		t := &table{}
		arn, classic := o.text("targetGroupArn"), o.text("loadBalancerName")
		switch {
		case arn != "":
			t.set("targetGroup", im.useGroup(arn))
		case classic != "":
			t.set("loadBalancerName", classic)
			im.useClassic(classic)
		default:
			im.fault("%s: has neither targetGroupArn nor loadBalancerName", o.place)
			continue
		}
		im.copy(o, append(kept("containerName", "containerPort"), quietly("targetGroupArn", "loadBalancerName", "advancedConfiguration")...), t, label+": loadBalancers")
		all = append(all, t)
	}
	if len(all) > 0 {
		s.table.set("loadBalancers", all)
	}
}

// useGroup is the name of the target group with an ARN, which a service uses.
func (im *importer) useGroup(arn string) string {
	i := slices.IndexFunc(im.groups, func(g *targetGroup) bool { return g.arn == arn })
	if i < 0 {
		parts := strings.Split(arn, "/") // …:targetgroup/NAME/ID
		name := parts[0]
		if len(parts) > 1 {
			name = parts[1]
		}
		im.groups = append(im.groups, &targetGroup{name: name, arn: arn})
		i = len(im.groups) - 1
	}
	g := im.groups[i]
	if g.table == nil {
		g.table = &table{}
		im.makeGroup(g)
	}
	return g.name
}

// makeGroup makes a target group's table, but for what its attributes say.
func (im *importer) makeGroup(g *targetGroup) {
	t, label := g.table, "target group "+g.name
	t.set("name", g.name)
	if g.described == nil {
		im.assume("%s: no response describes it: an Application Load Balancer's, with the API's defaults (a check every 30 s, healthy after 5, unhealthy after 2)", label)
		return
	}
	o := *g.described
	im.copy(o, targetGroupRules(), t, label)
	if protocol := o.text("Protocol"); protocol != "" {
		t.set("protocol", protocol)
	}
	switch kind := im.balancerKind(o); kind {
	case "application", "network":
		t.set("loadBalancerType", kind)
	case "":
		im.assume("%s: no load balancer forwards to it now: taken as if one did", label)
	}
	for _, one := range []struct{ theirs, ours string }{
		{"HealthCheckIntervalSeconds", "healthCheckIntervalSeconds"},
		{"HealthyThresholdCount", "healthyThresholdCount"},
		{"UnhealthyThresholdCount", "unhealthyThresholdCount"},
	} {
		if o.has(one.theirs) {
			t.set(one.ours, whole(o.number(one.theirs)))
		}
	}
	if o.has("HealthCheckEnabled") && !o.isTrue("HealthCheckEnabled") {
		im.left("%s: HealthCheckEnabled: ecssim doesn't simulate target groups without health checks; this one has them", label)
	}
}

// balancerKind is the type of the load balancers that forward to a target group, empty where there is none.
func (im *importer) balancerKind(o object) string {
	arns := o.texts("LoadBalancerArns")
	switch arn := first(arns, ""); {
	case im.balancerTypes[arn] != "":
		return im.balancerTypes[arn]
	case strings.Contains(arn, ":loadbalancer/app/"):
		return "application"
	case strings.Contains(arn, ":loadbalancer/net/"):
		return "network"
	case len(arns) > 0:
		return "unknown"
	}
	return ""
}

// useClassic makes the table of a Classic Load Balancer, once.
func (im *importer) useClassic(name string) {
	if slices.ContainsFunc(im.classicTables, func(t *table) bool { return t.get("loadBalancerName") == any(name) }) {
		return
	}
	t := &table{}
	t.set("loadBalancerName", name)
	im.classicTables = append(im.classicTables, t)
	o, described := im.classics[name]
	label := "Classic Load Balancer " + name
	im.assume("%s: whether it has connection draining isn't in the responses: it has none", label)
	if !described {
		im.assume("%s: no response describes it: the console's default health checks", label)
		return
	}
	within := &table{}
	check := o.object("HealthCheck")
	for _, one := range []struct{ theirs, ours string }{
		{"Interval", "interval"}, {"HealthyThreshold", "healthyThreshold"}, {"UnhealthyThreshold", "unhealthyThreshold"},
	} {
		if check.has(one.theirs) {
			within.set(one.ours, whole(check.number(one.theirs)))
		}
	}
	if len(within.pairs) > 0 {
		t.set("healthCheck", within)
	}
}

// matchAttributes gives target groups their attributes: to the one that they are said to be of, or to all where there is no
// question whose they are.
func (im *importer) matchAttributes() {
	var used []*targetGroup
	for _, g := range im.groups {
		if g.table != nil {
			used = append(used, g)
		}
	}
	var open []attributes
	for _, a := range im.attributes {
		if a.about == "" {
			open = append(open, a)
			continue
		}
		i := slices.IndexFunc(used, func(g *targetGroup) bool { return g.name == a.about })
		if i < 0 {
			im.fault("%s: is said to be of the target group %s, which no service uses", a.place, brief(a.about))
			continue
		}
		im.giveAttributes(used[i], a)
	}
	used = slices.DeleteFunc(used, func(g *targetGroup) bool { return g.table.get("deregistrationDelaySeconds") != nil })
	if len(used) == 0 && len(open) > 0 {
		im.left("%s: no service uses a target group whose attributes it could have", open[0].place)
		return
	}
	for _, a := range open {
		if !maps.Equal(a.values, open[0].values) || len(open) < len(used) {
			var names []string
			for _, g := range used {
				names = append(names, g.name)
			}
			im.fault("%s: doesn't say of which target group it is (%s): put the name in front, as in --from %s=FILE", a.place, strings.Join(names, ", "), first(names, "NAME"))
			return
		}
	}
	for _, g := range used {
		if len(open) > 0 {
			im.giveAttributes(g, open[0])
			continue
		}
		im.assume("target group %s: no response has its attributes: a deregistration delay of 300 s, the API's default", g.name)
	}
}

func first(names []string, otherwise string) string {
	if len(names) > 0 {
		return names[0]
	}
	return otherwise
}

// giveAttributes sets what attributes say of a target group.
func (im *importer) giveAttributes(g *targetGroup, a attributes) {
	g.table.replace("deregistrationDelaySeconds", verbatim(a.values["deregistration_delay.timeout_seconds"]))
	if slow := a.values["slow_start.duration_seconds"]; slow != "" && slow != "0" {
		im.left("target group %s: slow_start.duration_seconds: ecssim doesn't simulate how much traffic targets get; it is %s s", g.name, slow)
	}
}

// verbatim is an integer that a response has as a string; what isn't one stays a string, for the reader to refuse.
func verbatim(text string) any {
	var n int64
	if _, err := fmt.Sscanf(text, "%d", &n); err == nil && fmt.Sprint(n) == text {
		return whole(n)
	}
	return text
}
