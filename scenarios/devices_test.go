package scenarios_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// TestDevices reads what tasks ask of GPUs and network interfaces, and what instances have of them: by their type, with
// trunking and without, or as they say. The figures are AWS's, in page eni-trunking-supported-instance-types.
func TestDevices(t *testing.T) {
	sc := mustParse(t, service+`
[[taskDefinitions]]
family = "web"
networkMode = "awsvpc"
containerDefinitions = [
  { name = "a", memory = 64, resourceRequirements = [{ type = "GPU", value = "2" }] },
  { name = "b", memory = 64, resourceRequirements = [{ type = "GPU", value = "1" }] },
  { name = "c", memory = 64 },
]
[[taskDefinitions]]
family = "plain"
cpu = 256
memory = 512
containerDefinitions = [{ name = "a", resourceRequirements = [] }]
[[instances]]
name = "plain"
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
[[instances]]
name = "trunk"
availabilityZones = ["us-east-1a"]
instanceType = "m5.large"
awsvpcTrunking = true
[[instances]]
name = "gpu"
availabilityZones = ["us-east-1a"]
instanceType = "g5.12xlarge"
networkInterfaces = 5
[[instances]]
name = "half"
availabilityZones = ["us-east-1a"]
instanceType = "g5.12xlarge"
gpus = 2
[[instances]]
name = "own"
availabilityZones = ["us-east-1a"]
instanceType = "x9.huge"
cpu = 1024
memory = 1024
gpus = 0
networkInterfaces = 0
[[instances]]
name = "old"
availabilityZones = ["us-east-1a"]
instanceType = "t3.large"
`)
	same(t, []sim.Resources{{Memory: 192, GPU: 3, ENI: 1}, {CPU: 256, Memory: 512}}, []sim.Resources{
		sc.TaskDefinitions[0].Reservation, sc.TaskDefinitions[1].Reservation,
	})
	type devices struct{ gpu, eni int64 }
	want := map[string]devices{"plain": {0, 2}, "trunk": {0, 10}, "gpu": {4, 5}, "half": {2, 14}, "own": {0, 0}, "old": {0, 2}}
	for _, g := range sc.Groups {
		if got := (devices{g.Capacity.GPU, g.Capacity.ENI}); got != want[g.Name] {
			t.Errorf("%s has %+v, want %+v", g.Name, got, want[g.Name])
		}
	}
	var noted []string
	for _, a := range assumed(sc.Assumptions) {
		if strings.Contains(a, "networkInterfaces") {
			noted = append(noted, a)
		}
	}
	same(t, []string{"instances.old.networkInterfaces=2"}, noted) // the others are in AWS's list
}

// TestDevicesUnasked wants nothing to be said of devices that no task on instances asks for.
func TestDevicesUnasked(t *testing.T) {
	const unknown = "[[instances]]\nname = \"own\"\navailabilityZones = [\"us-east-1a\"]\ninstanceType = \"x9.huge\"\ncpu = 1024\nmemory = 1024\n"
	const fargate = "[[taskDefinitions]]\nfamily = \"f\"\nnetworkMode = \"awsvpc\"\nrequiresCompatibilities = [\"FARGATE\"]\ncontainerDefinitions = [{ name = \"a\", memory = 64 }]\n"
	mustParse(t, minimal+unknown+fargate)
	_, err := scenarios.Parse("test.toml", []byte(minimal+unknown+strings.Replace(fargate, `["FARGATE"]`, "[]", 1)))
	if err == nil || !strings.Contains(err.Error(), "instances[1].networkInterfaces: there are tasks in the network mode awsvpc") {
		t.Errorf("interfaces of an unknown type: %v", err)
	}
}
