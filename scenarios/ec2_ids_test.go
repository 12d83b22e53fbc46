package scenarios_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestEC2InstanceIDs reads the IDs of instances, in order of the members; a group that is copied doesn't hand them on.
func TestEC2InstanceIDs(t *testing.T) {
	const first, second, old = "i-0123456789abcdef0", "i-0123456789abcdef1", "i-89abcdef"
	sc := mustParse(t, strings.Replace(minimal, `instanceType = "m5.large"`, `name = "a"
count = 3
ec2InstanceIds = ["`+first+`", "`+old+`"]
instanceType = "m5.large"`, 1)+`
[[timeline]]
at = 1
addInstances = { basedOn = "a", ec2InstanceIds = ["`+second+`"] }
[[timeline]]
at = 2
addInstances = { basedOn = "a" }
[[timeline]]
at = 3
replaceInstances = { containerInstances = ["a"] }
`)
	var said []string
	for _, in := range sc.Instances() {
		if !regexp.MustCompile("^i-[0-9a-f]{8,17}$").MatchString(sc.EC2ID(&in)) {
			t.Errorf("%s has the ID %q", in.Name, sc.EC2ID(&in))
		}
		switch sc.EC2ID(&in) {
		case first, second, old:
			said = append(said, in.Name+" "+sc.EC2ID(&in))
		}
	}
	same(t, []string{"a-1 " + first, "a-2 " + old, "a-added " + second}, said)
}
