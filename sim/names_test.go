package sim_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestNameShapes holds the shapes of the names that programs take apart.
func TestNameShapes(t *testing.T) {
	names := sim.NewNames(&sim.Scenario{Zones: []string{"eu-west-1b"}, Services: []sim.Service{{Name: "web"}}})
	const arn = `arn:aws:ecs:eu-west-1:123456789012:`
	for what, c := range map[string]struct{ name, shape string }{
		"event":              {names.Event(0, 7), `[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`},
		"deployment":         {names.Deployment(0, 1), `ecs-svc/[0-9]{19}`},
		"service revision":   {names.ServiceRevisionARN(0, 1), arn + `service-revision/default/web/[0-9]{19}`},
		"service deployment": {names.ServiceDeploymentARN(0, 1), arn + `service-deployment/default/web/[A-Za-z0-9_-]{21}`},
	} {
		if !regexp.MustCompile("^" + c.shape + "$").MatchString(c.name) {
			t.Errorf("%s %s isn't of the shape %s", what, c.name, c.shape)
		}
	}
	if id := strings.TrimPrefix(names.Deployment(0, 1), "ecs-svc/"); !strings.HasSuffix(names.ServiceRevisionARN(0, 1), "/"+id) {
		t.Errorf("the service revision %s isn't that of deployment %s", names.ServiceRevisionARN(0, 1), id)
	}
}

// TestEC2InstanceIDs: the first members of a group have the IDs that it says, the others ones that are made of their names,
// and hosts of Fargate none.
func TestEC2InstanceIDs(t *testing.T) {
	names := sim.NewNames(&sim.Scenario{Zones: []string{"eu-west-1b"}, Groups: []sim.InstanceGroup{
		{Name: "a", Count: 3, Zones: []sim.ZoneID{0}, EC2IDs: []string{"i-12345678"}},
		{Name: "fargate", Count: 1, Zones: []sim.ZoneID{0}, Fargate: true},
	}})
	got := []string{names.EC2Instance(0), names.EC2Instance(1), names.EC2Instance(2), names.EC2Instance(3)}
	for _, made := range got[1:3] {
		if !regexp.MustCompile("^i-[0-9a-f]{17}$").MatchString(made) {
			t.Errorf("%s isn't of the shape of an EC2 instance ID", made)
		}
	}
	if got[0] != "i-12345678" || got[1] == got[2] || got[3] != "" {
		t.Errorf("the IDs are %q", got)
	}
}

// TestNamesOfServicesCreatedAgain: a service created again under the name of one that was deleted has the same ARN, and
// deployments, tasks and events with ids of their own. The cluster's name is in every ARN of a service.
func TestNamesOfServicesCreatedAgain(t *testing.T) {
	names := sim.NewNames(&sim.Scenario{Cluster: "prod", Services: []sim.Service{{Name: "web"}, {Name: "web"}}})
	if first, second := names.ServiceARN(0), names.ServiceARN(1); first != second || !strings.Contains(first, ":service/prod/web") {
		t.Errorf("the ARNs are %s and %s", first, second)
	}
	for what, of := range map[string]func(id sim.ServiceID) string{
		"deployment": func(id sim.ServiceID) string { return names.Deployment(id, 0) },
		"task":       func(id sim.ServiceID) string { return names.Task(id, 0) },
		"event":      func(id sim.ServiceID) string { return names.Event(id, 0) },
	} {
		if of(0) == of(1) {
			t.Errorf("both have the %s %s", what, of(0))
		}
	}
}
