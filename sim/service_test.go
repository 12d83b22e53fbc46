package sim_test

import (
	"math/big"
	"reflect"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestBoundsAgainstRationals compares floor and cap with exact rational arithmetic.
func TestBoundsAgainstRationals(t *testing.T) {
	hundred := big.NewInt(100)
	for desired := range 201 {
		for percent := range 401 {
			c := sim.DeploymentConfiguration{MinimumHealthyPercent: percent, MaximumPercent: percent}
			product := new(big.Int).Mul(big.NewInt(int64(desired)), big.NewInt(int64(percent)))
			down, rest := new(big.Int).DivMod(product, hundred, new(big.Int))
			up := new(big.Int).Set(down)
			if rest.Sign() > 0 {
				up.Add(up, big.NewInt(1))
			}
			if got := c.Floor(desired); int64(got) != up.Int64() {
				t.Errorf("floor of %d at %d %% is %d, want %s", desired, percent, got, up)
			}
			if got := c.Cap(desired); int64(got) != down.Int64() {
				t.Errorf("cap of %d at %d %% is %d, want %s", desired, percent, got, down)
			}
		}
	}
}

// TestBoundsOfTheDocumentation holds the examples that AWS gives in words (D26 deployment-type-ecs).
func TestBoundsOfTheDocumentation(t *testing.T) {
	for _, c := range []struct{ desired, minimum, floor int }{{4, 50, 2}, {2, 75, 2}} {
		if got := (sim.DeploymentConfiguration{MinimumHealthyPercent: c.minimum}).Floor(c.desired); got != c.floor {
			t.Errorf("floor of %d at %d %% is %d, want %d", c.desired, c.minimum, got, c.floor)
		}
	}
	for _, c := range []struct{ desired, maximum, most int }{{4, 200, 8}, {3, 125, 3}} {
		if got := (sim.DeploymentConfiguration{MaximumPercent: c.maximum}).Cap(c.desired); got != c.most {
			t.Errorf("cap of %d at %d %% is %d, want %d", c.desired, c.maximum, got, c.most)
		}
	}
}

// TestSame wants every parameter of a service to count, but not how it begins: a field that is added to Service and
// forgotten in Same fails here.
func TestSame(t *testing.T) {
	bake := sim.Minute
	base := sim.Service{Name: "web"}
	changed := map[string]sim.Service{
		"Name": {}, "TaskDefinition": {TaskDefinition: 1}, "DesiredCount": {DesiredCount: 1},
		"Deployment": {Deployment: sim.DeploymentConfiguration{MaximumPercent: 1}}, "Breaker": {Breaker: sim.CircuitBreaker{Enable: true}},
		"Alarms": {Alarms: sim.Alarms{Names: []sim.AlarmID{1}}}, "BakeTime": {BakeTime: &bake},
		"EarlySuccess": {EarlySuccess: sim.EarlySuccess{Enable: true}}, "HealthCheckGrace": {HealthCheckGrace: 1},
		"LoadBalancers": {LoadBalancers: []sim.LoadBalancer{{}}}, "Placement": {Placement: sim.Placement{Strategies: []sim.PlacementStrategy{{Kind: sim.Random}}}},
		"Fargate": {Fargate: true}, "Daemon": {Daemon: true}, "Rebalance": {Rebalance: true},
		"Parameters": {Parameters: []sim.Parameter{{Name: "tags"}}},
	}
	for field := range reflect.TypeFor[sim.Service]().Fields() {
		other, known := changed[field.Name]
		switch {
		case field.Name == "InitialState":
			other, known = sim.Service{Name: "web", InitialState: sim.New}, true
		case field.Name != "Name":
			other.Name = "web"
		}
		if same := base.Same(&other); !known || same != (field.Name == "InitialState") || other.Same(&base) != same || !other.Same(&other) {
			t.Errorf("%s: known %v, the same %v", field.Name, known, same)
		}
	}
}
