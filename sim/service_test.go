package sim_test

import (
	"math/big"
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
