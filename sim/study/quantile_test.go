package study

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// TestQuantileRanks holds ranks to the tables of order statistics: that of the median of 10 and of 20 (Conover, Practical
// Nonparametric Statistics, 3rd edition, 3.2) and the least sample that bounds a p95 at all.
func TestQuantileRanks(t *testing.T) {
	for _, c := range []struct {
		n         int
		q         float64
		low, high int
	}{{10, 0.5, 2, 9}, {20, 0.5, 6, 15}, {5, 0.5, 0, 6}, {6, 0.5, 1, 6}, {71, 0.95, 63, 72}, {72, 0.95, 64, 72}, {500, 0.95, 465, 485}, {1, 0.9, 0, 2}} {
		low, high := quantileRanks(c.n, c.q, 0.05)
		if low != c.low || high != c.high {
			t.Errorf("p%g of %d lies between the ranks %d and %d; want %d and %d", 100*c.q, c.n, low, high, c.low, c.high)
		}
		below := distuv.Binomial{N: float64(c.n), P: c.q}
		if low > 0 && below.CDF(float64(low-1)) > 0.025 || high <= c.n && 1-below.CDF(float64(high-1)) > 0.025 {
			t.Errorf("p%g of %d: the ranks %d and %d leave more doubt than that", 100*c.q, c.n, low, high)
		}
	}
}

// TestQuantileCoverage draws samples from a known distribution: the interval of a quantile covers it at least as often as it
// claims, less what 4,000 trials leave to chance.
func TestQuantileCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, q := range []float64{0.05, 0.5, 0.95} {
		const trials, n = 4000, 150
		covered := 0
		low, high := quantileRanks(n, q, 0.05)
		for range trials {
			below := 0
			for range n {
				if r.Float64() <= q { // of a uniform variable, whose quantile is q
					below++
				}
			}
			if below >= low && below < high {
				covered++
			}
		}
		if share := float64(covered) / trials; share < 0.95-4*math.Sqrt(0.95*0.05/trials) {
			t.Errorf("p%g: covered in %g of the trials", 100*q, share)
		}
	}
}

// values are n values from first on, with a step between them, and so many without a value.
func values(first, step int64, n, missing int) []sampled {
	var list []sampled
	for i := range n {
		list = append(list, sampled{first + step*int64(n-1-i), 10, true})
	}
	return append(list, make([]sampled, missing)...)
}

// TestRule judges conditions on p95 of 200 values; its interval is from the 184th to the 197th.
func TestRule(t *testing.T) {
	type bounds = []sim.Bound
	one := func(c sim.Comparison, v int64) bounds { return bounds{{Comparison: c, Value: v}} }
	for name, c := range map[string]struct {
		quantile int32
		bounds   bounds
		values   []sampled
		want     metrics.Ruling
	}{
		"below all of it":      {9500, one(sim.AtMost, 183), values(1, 1, 200, 0), metrics.Failed},
		"at its lower end":     {9500, one(sim.AtMost, 184), values(1, 1, 200, 0), metrics.Undecided},
		"below its upper end":  {9500, one(sim.AtMost, 196), values(1, 1, 200, 0), metrics.Undecided},
		"at its upper end":     {9500, one(sim.AtMost, 197), values(1, 1, 200, 0), metrics.Passed},
		"strictly":             {9500, one(sim.Below, 197), values(1, 1, 200, 0), metrics.Undecided},
		"above":                {500, one(sim.AtLeast, 4), values(1, 1, 200, 0), metrics.Passed},
		"above its lower end":  {500, one(sim.Above, 4), values(1, 1, 200, 0), metrics.Undecided},
		"above all of it":      {500, one(sim.AtLeast, 18), values(1, 1, 200, 0), metrics.Failed},
		"equal":                {9500, one(sim.Equal, 7), values(7, 0, 200, 0), metrics.Passed},
		"perhaps equal":        {9500, one(sim.Equal, 190), values(1, 1, 200, 0), metrics.Undecided},
		"not equal":            {9500, one(sim.Equal, 8), values(7, 0, 200, 0), metrics.Failed},
		"unequal":              {9500, one(sim.Unequal, 8), values(7, 0, 200, 0), metrics.Passed},
		"not unequal":          {9500, one(sim.Unequal, 7), values(7, 0, 200, 0), metrics.Failed},
		"a share":              {500, bounds{{Comparison: sim.AtLeast, Value: 7000, Percent: true}}, values(7, 0, 200, 0), metrics.Passed},
		"a greater share":      {500, bounds{{Comparison: sim.AtLeast, Value: 7001, Percent: true}}, values(7, 0, 200, 0), metrics.Failed},
		"both":                 {9500, append(one(sim.AtLeast, 7), one(sim.AtMost, 6)...), values(7, 0, 200, 0), metrics.Failed},
		"too few":              {9500, one(sim.AtMost, 1000), values(7, 0, 71, 0), metrics.Undecided},
		"enough":               {9500, one(sim.AtMost, 1000), values(7, 0, 72, 0), metrics.Passed},
		"some without a value": {9500, one(sim.AtMost, 1000), values(7, 0, 197, 3), metrics.Passed},
		"more of them":         {9500, one(sim.AtMost, 1000), values(7, 0, 196, 4), metrics.Undecided},
		"too many of them":     {9500, one(sim.AtMost, 1000), values(7, 0, 183, 17), metrics.Failed},
		"many at the low end":  {500, one(sim.AtLeast, 0), values(7, 0, 183, 17), metrics.Failed},
		"none has a value":     {9500, one(sim.AtMost, 1000), values(7, 0, 0, 200), metrics.Failed},
	} {
		got, sample := rule(&sim.Condition{Quantile: c.quantile, Bounds: c.bounds}, c.values)
		if got != c.want {
			t.Errorf("%s: %s; want %s: %+v", name, got, c.want, sample)
		}
		if (sample.Needed > len(c.values)) != (got == metrics.Undecided) {
			t.Errorf("%s: %s, and %d are said to be needed", name, got, sample.Needed)
		}
	}
}

// TestQuantiles judges quantiles of a shipped scenario: its durations are the same whatever the number of goroutines, and
// those of the runs under the seeds themselves.
func TestQuantiles(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "scenarios", "rolling-basic.toml"))
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Parse("rolling-basic.toml", []byte("replicates = 90\n"+string(text)+"\n[[expect]]\n\"p50(duration)\" = \"<= 2m\"\n\"p95(duration)\" = \"< 1m\"\nminHealthy = 4\n"))
	if err != nil {
		t.Fatal(err)
	}
	one, err := Quantiles(context.Background(), sc, 5, 1)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Quantiles(context.Background(), sc, 5, 2)
	if err != nil || len(one) != 2 || one[0] != two[0] || one[1] != two[1] {
		t.Fatalf("%+v and %+v, %v", one, two, err)
	}
	if one[0].Ruling != metrics.Passed || one[1].Ruling != metrics.Failed || one[0].Sample.Valid != 90 {
		t.Errorf("%+v", one)
	}
	done, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Quantiles(done, sc, 5, 2); err == nil {
		t.Error("it goes on when it is stopped")
	}
}
