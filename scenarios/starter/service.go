package starter

import (
	"slices"
	"strings"
	"time"
)

// service is a service of the responses.
type service struct {
	object
	name        string
	table       *table
	definition  string // what the scenario begins with: family:revision
	next        string // what it is being updated to, where a deployment is under way
	update      string // what the response says of the update to next, as the beginning of a note
	isNewSince  string // why the scenario begins without its tasks; empty where it begins STEADY
	rebalancing string // what is assumed of its Availability Zone rebalancing; empty for nothing
	isDaemon    bool
	isFargate   bool
}

// takeService takes in a service of DescribeServices, CreateService or UpdateService.
func (im *importer) takeService(o object) {
	s := &service{object: o, name: o.text("serviceName")}
	switch status := o.text("status"); {
	case s.name == "":
		im.fault("%s: has no serviceName", strings.TrimSuffix(o.place, ": "))
		return
	case status == "DRAINING" || status == "INACTIVE":
		im.left("service %s is %s, so that it has been deleted", s.name, status)
		im.gone++
		return
	}
	if i := slices.IndexFunc(im.services, func(other *service) bool { return other.name == s.name }); i >= 0 {
		if im.services[i].text("clusterArn") == o.text("clusterArn") {
			im.left("service %s stands in two responses: the last one counts", s.name)
			im.services[i] = s
			return
		}
	}
	im.services = append(im.services, s)
}

// makeService makes a service's table.
func (im *importer) makeService(s *service) {
	s.table = &table{}
	label := "service " + s.name
	im.findDefinitions(s)
	s.isDaemon = s.text("schedulingStrategy") == "DAEMON"
	im.copy(s.object, serviceRules(), s.table, label)
	s.table.set("taskDefinition", s.definition)
	if !s.isDaemon {
		if !s.has("desiredCount") {
			im.fault("%s: has no desiredCount", s.place)
		}
		s.table.set("desiredCount", whole(s.number("desiredCount")))
	}
	im.launch(s, label)
	im.strategies(s)
	im.configuration(s, label)
	im.balancersOf(s, label)
	if controller := s.object.object("deploymentController").text("type"); controller != "" && controller != "ECS" {
		im.left("%s: deploymentController: ecssim doesn't simulate %s; the scenario deploys as ECS does", label, printable(controller))
	}
	im.proxy(s, label)
	if cluster := clusterName(s.text("clusterArn")); cluster != "default" {
		s.table.set("cluster", cluster)
	}
	s.table.inOrder("serviceName", "cluster", "taskDefinition", "desiredCount", "launchType", "schedulingStrategy")
	s.findRebalancing()
	if created := s.date("createdAt"); !created.IsZero() {
		s.table.comment = append(s.table.comment, "Created "+created.Format(time.DateOnly)+".")
	}
}

// proxy notes a Service Connect proxy, which is a container that no task definition has.
func (im *importer) proxy(s *service, label string) {
	all := append(s.objects("deployments"), s.object)
	for _, o := range all {
		if connect := o.object("serviceConnectConfiguration"); connect.isTrue("enabled") {
			im.left("%s: serviceConnectConfiguration: its proxy takes room and starts before the other containers, which ecssim doesn't simulate", label)
		}
	}
}

// launch finds out where a service's tasks run.
func (im *importer) launch(s *service, label string) {
	launch := s.text("launchType")
	providers := s.objects("capacityProviderStrategy")
	if launch == "" && len(providers) > 0 {
		var names []string
		for _, p := range providers {
			names = append(names, p.text("capacityProvider"))
		}
		launch = im.launchOf(names)
		im.left("%s: capacityProviderStrategy: ecssim doesn't simulate capacity providers; all tasks run on %s (%s)", label, launch, strings.Join(names, ", "))
	}
	switch launch {
	case "FARGATE":
		s.isFargate = true
		s.table.set("launchType", launch)
	case "", "EC2":
		if launch == "" {
			im.assume("%s: the response has no launchType: EC2, as for a service that was created without one", label)
		}
	default:
		im.left("%s: launchType: ecssim doesn't simulate %s; its tasks run on container instances", label, printable(launch))
	}
}

// launchOf is the launch type that stands for capacity providers.
func (im *importer) launchOf(names []string) string {
	for _, name := range names {
		if strings.HasPrefix(name, "FARGATE") {
			return "FARGATE"
		}
	}
	return "EC2"
}

// takeProvider takes in a capacity provider.
func (im *importer) takeProvider(o object) {
	name := printable(o.text("name"))
	scaling := o.object("autoScalingGroupProvider").object("managedScaling")
	switch {
	case scaling.text("status") == "ENABLED":
		im.left("capacity provider %s: managedScaling: ecssim doesn't simulate it; the scenario keeps the container instances that it has", name)
	case o.has("managedInstancesProvider"):
		im.left("capacity provider %s: managedInstancesProvider: ecssim doesn't simulate managed instances", name)
	case strings.HasPrefix(name, "FARGATE_SPOT"):
		im.left("capacity provider %s: ecssim doesn't simulate interruptions", name)
	}
}

// strategies copies the placement strategies. Some are described in capital letters.
func (im *importer) strategies(s *service) {
	var all []*table
	for _, o := range s.objects("placementStrategy") {
		t := &table{}
		t.set("type", o.text("type"))
		if field := o.text("field"); field != "" {
			if o.text("type") == "binpack" {
				field = strings.ToLower(field)
			}
			t.set("field", field)
		}
		all = append(all, t)
	}
	if len(all) > 0 {
		s.table.set("placementStrategy", all)
	}
}

// configuration copies a deploymentConfiguration, but what is switched off.
func (im *importer) configuration(s *service, label string) {
	o, t := s.object.object("deploymentConfiguration"), &table{}
	if !s.has("deploymentConfiguration") {
		im.assume("%s: the response has no deploymentConfiguration: ECS's defaults, 100 and 200 percent", label)
		return
	}
	label += ": deploymentConfiguration"
	im.copy(o, configurationRules(), t, label)
	if strategy := o.text("strategy"); strategy != "" && strategy != "ROLLING" {
		im.left("%s: strategy: ecssim doesn't simulate %s; the scenario has rolling deployments", label, printable(strategy))
	}
	if breaker := o.object("deploymentCircuitBreaker"); breaker.isTrue("enable") {
		within := &table{}
		im.copy(breaker, breakerRules(), within, label+": deploymentCircuitBreaker")
		t.set("deploymentCircuitBreaker", within)
	}
	if alarms := o.object("alarms"); alarms.isTrue("enable") {
		within := &table{}
		im.copy(alarms, kept("enable", "rollback", "alarmNames"), within, label+": alarms")
		t.set("alarms", within)
		if o.has("bakeTimeInMinutes") {
			t.set("bakeTimeInMinutes", whole(o.number("bakeTimeInMinutes")))
		}
	}
	if len(t.pairs) > 0 {
		s.table.set("deploymentConfiguration", block{t})
	}
}
