package starter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Imported is a scenario that was made of responses.
type Imported struct {
	// Name is the scenario's: its service's, or its cluster's where there are several services.
	Name string
	// Text is the scenario as TOML, with the notes in a comment at its head.
	Text string
	// Notes are what the responses don't say, then what the scenario doesn't have of them.
	Notes []Note
}

// importer makes a scenario of responses.
type importer struct {
	document, about string // that is being read
	notes           []Note
	faults          []string
	failed          []string // what responses say that they couldn't describe
	gone            int      // services that are deleted

	services        []*service
	definitions     []*definition
	groups          []*targetGroup
	attributes      []attributes
	balancerTypes   map[string]string // of load balancers, by ARN
	classics        map[string]object
	classicTables   []*table
	zones           []string          // of load balancers
	subnets         map[string]string // zones by subnets
	instances       []*instance
	machines        []*instance
	listed          int      // container instances that are only listed
	attributesAsked []string // those that lookedAt found; nil before it was asked
	settled         bool     // what has to be worked out of the read scenario is
	away            []string // calls of the timeline, as TOML, that drain and disconnect container instances
	reserved        Note     // on what is taken off the container instances for tasks of others; empty for nothing
	asideNote       Note     // what reserved was before setAside
	given           []string // what assumed container instances have because constraints ask for it
	enlarged        int      // how often assumed container instances were
}

// Import makes a scenario of saved responses of the AWS command line, in any order: of DescribeServices and
// DescribeTaskDefinition at least, and the more the better. Dates may be epoch numbers or ISO 8601. What it gives is read by
// package scenarios without a fault, and its services fit on its cluster.
//
// The error has a line for each thing that is wrong: a text that isn't JSON or no response, a value of another type, a
// service whose task definition isn't there, and what package scenarios finds in values that are out of range.
func Import(documents []Document) (*Imported, error) {
	im := &importer{balancerTypes: make(map[string]string), classics: make(map[string]object), subnets: make(map[string]string)}
	if len(documents) > maxDocuments {
		return nil, fmt.Errorf("%d responses are more than the %d that can be taken", len(documents), maxDocuments)
	}
	for _, doc := range documents {
		im.read(doc)
	}
	if len(im.faults) == 0 {
		im.checkServices()
	}
	if err := im.failure(); err != nil {
		return nil, err
	}
	for _, text := range im.failed {
		im.left("%s", text)
	}
	file := im.build()
	if err := im.failure(); err != nil {
		return nil, err
	}
	return im.finish(file)
}

// checkServices wants services of one cluster.
func (im *importer) checkServices() {
	if len(im.services) == 0 {
		why := "save what aws ecs describe-services --services NAME says"
		switch {
		case len(im.failed) > 0:
			why = strings.Join(im.failed, "; ") + "; is the cluster the right one (--cluster)?"
		case im.gone > 0:
			why = "all that there are have been deleted"
		}
		im.fault("no service is among the responses: %s", why)
		return
	}
	for _, s := range im.services[1:] {
		if a, b := im.services[0].text("clusterArn"), s.text("clusterArn"); a != b {
			im.fault("service %s is in the cluster %s and service %s in %s, but a scenario has one cluster: take the services of one at a time",
				im.services[0].name, brief(clusterName(a)), s.name, brief(clusterName(b)))
		}
	}
}

func clusterName(arn string) string {
	return cmp.Or(arn[strings.LastIndexByte(arn, '/')+1:], "default")
}

// file is a scenario that is being made.
type file struct {
	name      string
	top       *table // what stands in front of all headers
	fargate   *table // nil without Fargate
	instances blocks
	assumed   bool // instances are
	groups    blocks
	classics  blocks
}

// build makes the scenario's tables.
func (im *importer) build() *file {
	for _, s := range im.services {
		im.makeService(s)
		im.findNext(s)
	}
	if len(im.faults) > 0 {
		return nil
	}
	for _, d := range im.definitions {
		im.makeDefinition(d)
	}
	im.completeDefinitions()
	im.matchAttributes()
	f := &file{name: im.name(), top: &table{}}
	f.top.set("schemaVersion", whole(1))
	f.top.set("name", f.name)
	f.top.set("description", im.description())
	im.useMachines()
	needsInstances := slices.ContainsFunc(im.services, func(s *service) bool { return !s.isFargate })
	if needsInstances {
		f.instances, f.assumed = blocks{im.provisional()}, len(im.instances) == 0
	} else if len(im.instances) > 0 {
		im.left("the container instances, since all services run on Fargate")
	}
	if slices.ContainsFunc(im.services, func(s *service) bool { return s.isFargate }) {
		f.fargate = im.makeFargate()
	}
	for _, g := range im.groups {
		if g.table != nil {
			f.groups = append(f.groups, g.table)
		} else {
			im.left("target group %s: no service uses it", g.name)
		}
	}
	f.classics = im.classicTables
	im.assumeDelays()
	return f
}

// name is the scenario's name, made fit for a file.
func (im *importer) name() string {
	name := im.services[0].name
	if len(im.services) > 1 {
		name = clusterName(im.services[0].text("clusterArn"))
	}
	safe := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, name)
	safe = strings.TrimLeft(safe, "-_")
	return cmp.Or(safe[:min(len(safe), 100)], "imported")
}

// description says in a line what was imported.
func (im *importer) description() string {
	var names []string
	for _, s := range im.services {
		names = append(names, s.name)
	}
	if len(names) > 3 {
		names = append(names[:3], fmt.Sprintf("%d more", len(names)-3))
	}
	return "Imported from the responses of the AWS command line: " + strings.Join(names, ", ") + "."
}

// makeFargate makes [fargate].
func (im *importer) makeFargate() *table {
	zones := im.knownZones()
	if len(zones) == 0 {
		zones = im.someZones()
		im.assume("Fargate: the responses don't say in which Availability Zones the subnets are (aws ec2 describe-subnets does): %s", strings.Join(zones, ", "))
	}
	t, list := &table{}, []any{}
	for _, zone := range zones {
		list = append(list, zone)
	}
	t.set("availabilityZones", list)
	return t
}

// assumeDelays notes what no response of the AWS API says.
func (im *importer) assumeDelays() {
	im.assume("how long tasks take to be provisioned, to pull their images, to start and to exit: ecssim's assumed values, which the results of a run list with their reasons")
	im.assume("how long a program takes from its start to the first passed health check: none, so that its first check passes")
}
