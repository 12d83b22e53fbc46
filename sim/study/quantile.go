package study

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// doubt is one less the confidence of the intervals that expectations are judged by.
const doubt = 0.05

// luck is how likely it may be that as many replicates as are said to be needed don't decide after all.
const luck = 0.2

// Quantiles judges the conditions of a scenario's expectations that are about quantiles: by its Replicates, under as many
// seeds from seed on, on so many goroutines. A condition passes where it holds on the whole 95 % confidence interval of the
// quantile, fails where it holds nowhere on it, and is undecided otherwise. A scenario without such conditions isn't run.
func Quantiles(ctx context.Context, sc *sim.Scenario, seed uint64, workers int) ([]metrics.Finding, error) {
	var list []metrics.Finding
	for i := range sc.Expectations {
		for k := range sc.Expectations[i].Conditions {
			if c := &sc.Expectations[i].Conditions[k]; c.Kind == sim.ExpectMetric && c.Quantile > 0 {
				list = append(list, metrics.Finding{Expectation: i, Condition: k, Deployment: sim.NoDeployment})
			}
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	n := max(sc.Replicates, 1)
	values := make([][]sampled, len(list))
	for i := range values {
		values[i] = make([]sampled, n)
	}
	err := replicate(ctx, sc, seed, n, workers, func(i int, end *metrics.Judge) {
		for k := range list {
			e := &sc.Expectations[list[k].Expectation]
			if s, d, lack := end.Chosen(e); lack == metrics.LacksNothing {
				value, base, lack := metrics.MeasuredOf(s, d, &e.Conditions[list[k].Condition])
				values[k][i] = sampled{value, base, lack == metrics.LacksNothing}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for k := range list {
		f := &list[k]
		f.Ruling, f.Sample = rule(&sc.Expectations[f.Expectation].Conditions[f.Condition], values[k])
	}
	return list, nil
}

// sampled is a metric in one replicate.
type sampled struct {
	value int64
	base  int64 // the desired count
	ok    bool  // there is a value
}

// rule judges a condition by the values of its metric, which it sorts.
func rule(c *sim.Condition, values []sampled) (metrics.Ruling, metrics.Sampled) {
	lowIsWorse, percent := true, true
	for _, b := range c.Bounds {
		lowIsWorse = lowIsWorse && (b.Comparison == sim.AtLeast || b.Comparison == sim.Above)
		percent = percent && b.Percent
	}
	slices.SortFunc(values, func(a, b sampled) int {
		switch {
		case a.ok != b.ok && a.ok == lowIsWorse:
			return 1
		case a.ok != b.ok:
			return -1
		case percent:
			return cmp.Compare(a.value*b.base, b.value*a.base)
		}
		return cmp.Compare(a.value, b.value)
	})
	low, high := quantileRanks(len(values), float64(c.Quantile)/sim.QuantileScale, doubt)
	s := metrics.Sampled{Replicates: len(values)}
	for i := range values {
		if values[i].ok {
			s.Valid, s.Base = s.Valid+1, values[i].base
		}
	}
	at := func(rank int) (v sampled, ok bool) {
		if rank < 1 || rank > len(values) || !values[rank-1].ok {
			return sampled{}, false
		}
		return values[rank-1], true
	}
	from, hasLow := at(low)
	to, hasHigh := at(high)
	s.Low, s.HasLow, s.High, s.HasHigh = from.value, hasLow, to.value, hasHigh
	ruling := metrics.Passed
	for _, b := range c.Bounds {
		switch on(b, from, hasLow, to, hasHigh) {
		case nowhere:
			return metrics.Failed, s
		case somewhere:
			ruling = metrics.Undecided
		case everywhere:
		}
	}
	best := low
	if lowIsWorse {
		best = high
	}
	if best >= 1 && best <= len(values) && !values[best-1].ok {
		return metrics.Failed, s // on the whole interval there is no value
	}
	if ruling == metrics.Undecided {
		s.Needed = needed(c, values)
	}
	return ruling, s
}

// extent says on how much of an interval something holds.
type extent uint8

const (
	nowhere extent = iota
	somewhere
	everywhere
)

// on says on how much of the interval from one value to another a bound holds. An end that isn't there is beyond all values.
func on(b sim.Bound, from sampled, hasLow bool, to sampled, hasHigh bool) extent {
	is := func(c sim.Comparison, v sampled) bool {
		return sim.Bound{Comparison: c, Value: b.Value, Percent: b.Percent}.Holds(v.value, v.base)
	}
	of := func(all, none bool) extent {
		switch {
		case all:
			return everywhere
		case none:
			return nowhere
		}
		return somewhere
	}
	switch b.Comparison {
	case sim.AtMost, sim.Below:
		return of(hasHigh && b.Holds(to.value, to.base), hasLow && !b.Holds(from.value, from.base))
	case sim.AtLeast, sim.Above:
		return of(hasLow && b.Holds(from.value, from.base), hasHigh && !b.Holds(to.value, to.base))
	case sim.Equal, sim.Unequal:
	}
	same := hasLow && hasHigh && is(sim.Equal, from) && is(sim.Equal, to)
	apart := hasLow && is(sim.Above, from) || hasHigh && is(sim.Below, to)
	if b.Comparison == sim.Equal {
		return of(same, apart)
	}
	return of(apart, same)
}

// quantileRanks are the ranks, from 1, of the values of a sorted sample of n between which a quantile lies with a
// probability of 1 - doubt at least, half of the doubt on each side: 0 and n + 1 stand for values beyond all. They rest on
// nothing but the independence of the values: of n values so many lie at or below the quantile as a binomial variable says
// (David and Nagaraja, Order Statistics, 3rd edition, 7.1).
func quantileRanks(n int, q, doubt float64) (low, high int) {
	below := distuv.Binomial{N: float64(n), P: q}
	// The value of rank r is above the quantile if fewer than r values are at or below it, and below it if r or more are.
	low = sort.Search(n, func(r int) bool { return below.CDF(float64(r)) > doubt/2 })
	high = 1 + sort.Search(n, func(r int) bool { return 1-below.CDF(float64(r)) <= doubt/2 })
	return low, high
}

// needed is about how many replicates would decide a condition that these leave undecided: so many that the share of those
// in which it holds lies outside the interval around the quantile, at least as many as bound a quantile at all. 0: nobody
// knows, since the share is just the quantile.
func needed(c *sim.Condition, values []sampled) int {
	q := float64(c.Quantile) / sim.QuantileScale
	hold := 0
	for i := range values {
		if values[i].ok && holdsAll(c.Bounds, values[i]) {
			hold++
		}
	}
	share, n := float64(hold)/float64(len(values)), float64(len(values))
	if len(c.Bounds) > 0 && (c.Bounds[0].Comparison == sim.AtLeast || c.Bounds[0].Comparison == sim.Above) {
		share = 1 - share
	}
	least := math.Log(doubt/2) / math.Log(max(q, 1-q))
	if share == q {
		return 0
	}
	z := distuv.UnitNormal.Quantile(1-doubt/2) + distuv.UnitNormal.Quantile(1-luck)
	estimate := max(least, z*z*q*(1-q)/((share-q)*(share-q)))
	if estimate <= n {
		estimate = 2 * n // it is close to a decision
	}
	if estimate > 1e6 {
		return 0
	}
	unit := math.Pow(10, max(0, math.Floor(math.Log10(estimate))-1))
	return int(math.Ceil(estimate/unit) * unit)
}

func holdsAll(bounds []sim.Bound, v sampled) bool {
	for _, b := range bounds {
		if !b.Holds(v.value, v.base) {
			return false
		}
	}
	return true
}
