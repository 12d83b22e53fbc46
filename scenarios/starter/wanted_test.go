package starter_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestWanted: assumed container instances have what memberOf constraints ask for, so that a service begins STEADY and its
// deployment completes; a constraint that they can't fulfil is left out, with a note.
func TestWanted(t *testing.T) {
	for _, c := range []struct {
		expressions []string
		want        []string // lines of the scenario
		left        int      // of the expressions
	}{
		{[]string{"attribute:ecs.instance-type =~ m5.*"}, []string{`instanceType = "m5.large"`, "cpu = 2048", "memory = 7690"}, 0},
		{[]string{"attribute:ecs.instance-type in [t2.nano, t3.medium, c5.large]"}, []string{`instanceType = "c5.large"`}, 0},
		{[]string{"attribute:ecs.instance-type == x9.huge"}, []string{`instanceType = "x9.huge"`, "cpu = 2048", "memory = 7680"}, 0},
		{[]string{"attribute:ecs.instance-type == t2.nano"}, []string{`instanceType = "t2.nano"`, "cpu = 2048", "memory = 7680"}, 0},
		{[]string{"attribute:ecs.instance-type != t2.micro"}, []string{`instanceType = "`}, 0},
		{[]string{"attribute:ecs.instance-type =~ m6g.* and attribute:ecs.cpu-architecture == arm64"}, []string{`instanceType = "m6g.medium"`, `attributes = { "ecs.cpu-architecture" = "arm64" }`}, 0},
		{[]string{"attribute:stack == prod"}, []string{`attributes = { stack = "prod" }`}, 0},
		{[]string{"attribute:stack == prod and attribute:tier in [web, api]", "attribute:stack exists"}, []string{`attributes = { stack = "prod", tier = "web" }`}, 0},
		{[]string{"attribute:stack =~ 'prod-(eu|us)-[0-9]+.*'"}, []string{`attributes = { stack = "prod-eu-0" }`}, 0},
		{[]string{"attribute:stack == a or attribute:stack == b"}, []string{`attributes = { stack = "a" }`}, 0},
		{[]string{"attribute:drain !exists or attribute:drain != true"}, nil, 0},
		{[]string{"not(attribute:stack == prod)"}, nil, 0},
		{[]string{"attribute:stack == prod", "attribute:stack == test"}, []string{`attributes = { stack = "prod" }`, `placementConstraints = [{ type = "memberOf", expression = "attribute:stack == prod" }]`}, 1},
		{[]string{"attribute:ecs.availability-zone == us-east-1b"}, []string{`availabilityZones = ["us-east-1b"]`}, 0},
		{[]string{"attribute:ecs.availability-zone in [us-east-1e, us-east-1f]"}, []string{`availabilityZones = ["us-east-1e", "us-east-1f"]`}, 0},
		{[]string{"attribute:ecs.os-type == windows"}, []string{`attributes = { "ecs.os-type" = "windows" }`}, 0},
		{[]string{"ec2InstanceId in [i-1, i-2]"}, nil, 1},
		{[]string{"agentVersion >= 1.80.0 and agentConnected == true"}, []string{`agentVersion = "1.96.0"`}, 0},
		{[]string{"agentVersion > 9.0.0"}, nil, 1},
		{[]string{"task:group == service:db"}, nil, 1},
		{[]string{"not(task:group == service:db)"}, []string{`placementConstraints = [{ type = "memberOf", expression = "not(task:group == service:db)" }]`}, 0},
		{[]string{"attribute:stack == '\x7f'"}, nil, 1},
	} {
		t.Run(strings.Join(c.expressions, " | "), func(t *testing.T) {
			var constraints []map[string]string
			for _, e := range c.expressions {
				constraints = append(constraints, map[string]string{"type": "memberOf", "expression": e})
			}
			text, err := json.Marshal(constraints)
			if err != nil {
				t.Fatal(err)
			}
			made, sc := imported(t, describedService(4, `, "placementConstraints": `+string(text)), describedTask(1))
			if sc.Services[0].InitialState != sim.Steady {
				t.Errorf("the service doesn't begin STEADY in\n%s", made.Text)
			}
			for _, want := range c.want {
				if !strings.Contains(made.Text, want) {
					t.Errorf("it lacks %s in\n%s", want, made.Text)
				}
			}
			left := 0
			for _, n := range made.Notes {
				if n.Left && strings.HasPrefix(n.Text, "service web: placementConstraints: memberOf ") {
					left++
				}
			}
			if left != c.left {
				t.Errorf("%d constraints are left out: %v", left, made.Notes)
			}
			if n := len(sc.Services[0].Placement.Constraints); n != len(c.expressions)-c.left {
				t.Errorf("%d constraints stay", n)
			}
		})
	}
}
