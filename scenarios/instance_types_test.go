package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// TestInstanceTypes: the catalogue's types with what they register, the GPUs, the network interfaces for tasks and the
// architecture.
func TestInstanceTypes(t *testing.T) {
	want := map[string]scenarios.InstanceType{
		"m5.large":    {Name: "m5.large", Capacity: sim.Resources{CPU: 2048, Memory: 7690, ENI: 2}, Architecture: "x86_64"},
		"g5.12xlarge": {Name: "g5.12xlarge", Capacity: sim.Resources{CPU: 49152, Memory: 191178, GPU: 4, ENI: 14}, Architecture: "x86_64"},
	}
	arm := 0
	for _, one := range scenarios.InstanceTypes() {
		if w, ok := want[one.Name]; ok && one != w {
			t.Errorf("%s is %+v", one.Name, one)
		}
		delete(want, one.Name)
		if one.Architecture == "arm64" {
			arm++
		}
	}
	if len(want) > 0 || arm == 0 {
		t.Errorf("%v aren't there, and %d are ARM", want, arm)
	}
}
