package scenarios

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ecssim/ecssim/sim"
)

// Quantile tables: how many entries, and where the tails of distributions without ends are cut.
const (
	tableSize = 1025
	lowTail   = 0.0001
	highTail  = 0.9999
)

// Bounds within which the numerical inversion of gamma distributions is exact enough and quick enough.
const (
	leastGammaSpread = 0.001 // sd / mean
	mostGammaSpread  = 2
)

// How a distribution's parameters are written: as a table of durations, as one duration, or as a list.
const (
	readTable = iota
	readOne
	readMany
)

// shape is one kind of distribution.
type shape struct {
	name       string
	example    string
	doc        string
	read       int
	parameters [][]string // sets of names, of which one is to be complete
	// check says what is wrong with the parameters together, or nothing.
	check func(names []string, spans []sim.Span) string
	// exact gives the whole table where few entries say all; else quantile gives the quantiles in seconds, the tails to
	// be cut unless the distribution has ends.
	exact    func(spans []sim.Span) []sim.Span
	quantile func(names []string, seconds []float64) func(p float64) float64
	ends     bool
}

// shapesOfDelays lists the distributions that a delay can have.
func shapesOfDelays() []shape {
	return []shape{
		{
			name: "constant", example: `{ constant = "5s" }`, doc: "Always the same; as good as the bare duration.",
			read: readOne, check: anyParameters, exact: slices.Clone[[]sim.Span],
		},
		{
			name: "uniform", example: `{ min = "1s", max = "3s" }`, doc: "Equally likely between two ends.",
			parameters: [][]string{{"min", "max"}}, check: rising, exact: slices.Clone[[]sim.Span],
		},
		{
			name: "triangular", example: `{ min = "1s", mode = "2s", max = "6s" }`, doc: "Most likely at the mode, falling to both ends.",
			parameters: [][]string{{"min", "mode", "max"}}, check: rising, quantile: triangular, ends: true,
		},
		{
			name: "exponential", example: `{ mean = "5s" }`, doc: "Memoryless.",
			parameters: [][]string{{"mean"}}, check: positiveParameters, quantile: exponential,
		},
		{
			name: "normal", example: `{ mean = "10s", sd = "2s" }`, doc: "Bell curve, truncated at 0: only its part above 0 counts, scaled to be whole.",
			parameters: [][]string{{"mean", "sd"}}, check: positiveParameters, quantile: normal,
		},
		{
			name: "lognormal", example: `{ p50 = "8s", p95 = "20s" }`, doc: "Skewed, as most latencies are; by its median and its 95 % or 99 % quantile.",
			parameters: [][]string{{"p50", "p95"}, {"p50", "p99"}}, check: risingAboveZero, quantile: lognormal,
		},
		{
			name: "gamma", example: `{ mean = "10s", sd = "4s" }`, doc: "Skewed, for sums of waits. sd is from a thousandth of the mean to twice the mean.",
			parameters: [][]string{{"mean", "sd"}}, check: gammaParameters, quantile: gamma,
		},
		{
			name: "weibull", example: `{ p50 = "8s", p95 = "20s" }`, doc: "For times to an event; by its median and its 95 % quantile.",
			parameters: [][]string{{"p50", "p95"}}, check: risingAboveZero, quantile: weibull,
		},
		{
			name: "empirical", example: `{ empirical = ["1s", "2s", "9s"] }`, doc: "Measured values: every value equally likely, linear between neighbours.",
			read: readMany, check: anyParameters, exact: sortedSpans,
		},
	}
}

func sortedSpans(spans []sim.Span) []sim.Span {
	sorted := slices.Clone(spans)
	slices.Sort(sorted)
	return sorted
}

func anyParameters([]string, []sim.Span) string { return "" }

func positiveParameters(names []string, spans []sim.Span) string {
	for i, s := range spans {
		if s == 0 {
			return fmt.Sprintf("%s must be longer than 0", names[i])
		}
	}
	return ""
}

// rising wants every parameter at least as long as the one before, and the last longer than the first.
func rising(names []string, spans []sim.Span) string {
	for i := 1; i < len(spans); i++ {
		if spans[i] < spans[i-1] {
			return fmt.Sprintf("%s %s is below %s %s", names[i], spanText(spans[i]), names[i-1], spanText(spans[i-1]))
		}
	}
	if last := len(spans) - 1; spans[last] == spans[0] {
		return fmt.Sprintf("%s and %s are both %s, which is a constant", names[0], names[last], spanText(spans[0]))
	}
	return ""
}

func risingAboveZero(names []string, spans []sim.Span) string {
	if problem := positiveParameters(names, spans); problem != "" {
		return problem
	}
	return rising(names, spans)
}

func gammaParameters(names []string, spans []sim.Span) string {
	if problem := positiveParameters(names, spans); problem != "" {
		return problem
	}
	if r := float64(spans[1]) / float64(spans[0]); r < leastGammaSpread || r > mostGammaSpread {
		return fmt.Sprintf("sd %s isn't between a thousandth and twice the mean %s", spanText(spans[1]), spanText(spans[0]))
	}
	return ""
}

func triangular(_ []string, seconds []float64) func(float64) float64 {
	return distuv.NewTriangle(seconds[0], seconds[2], seconds[1], nil).Quantile
}

func exponential(_ []string, seconds []float64) func(float64) float64 {
	return distuv.Exponential{Rate: 1 / seconds[0]}.Quantile
}

func normal(_ []string, seconds []float64) func(float64) float64 {
	whole := distuv.Normal{Mu: seconds[0], Sigma: seconds[1]}
	below := whole.CDF(0)
	return func(p float64) float64 { return whole.Quantile(below + p*(1-below)) }
}

func lognormal(names []string, seconds []float64) func(float64) float64 {
	upper := distuv.UnitNormal.Quantile(percent(names[1]))
	sigma := math.Log(seconds[1]/seconds[0]) / upper
	return distuv.LogNormal{Mu: math.Log(seconds[0]), Sigma: sigma}.Quantile
}

func gamma(_ []string, seconds []float64) func(float64) float64 {
	mean, sd := seconds[0], seconds[1]
	return distuv.Gamma{Alpha: mean * mean / (sd * sd), Beta: mean / (sd * sd)}.Quantile
}

func weibull(names []string, seconds []float64) func(float64) float64 {
	// With F(x) = 1 - exp(-(x/λ)^k), x_p = λ (-ln(1-p))^(1/k).
	k := math.Log(-math.Log1p(-percent(names[1]))/math.Ln2) / math.Log(seconds[1]/seconds[0])
	return distuv.Weibull{K: k, Lambda: seconds[0] / math.Pow(math.Ln2, 1/k)}.Quantile
}

// percent is the probability that a parameter such as p95 names.
func percent(name string) float64 {
	if name == "p99" {
		return 0.99
	}
	return 0.95
}

// request is a distribution with its parameters.
type request struct {
	shape
	names []string
	spans []sim.Span
	shift sim.Span
}

// delayMaker makes the delays of one scenario, each different one once.
type delayMaker struct {
	made   map[string]sim.Delay
	gammas int
}

// make gives the delay of a request, or what is wrong with it.
func (m *delayMaker) make(r request) (made sim.Delay, problem string) {
	key := fmt.Sprint(r.name, r.names, r.spans, r.shift)
	if made, ok := m.made[key]; ok {
		return made, ""
	}
	if len(m.made) >= maxDistributions {
		return made, fmt.Sprintf("there are more than %d different distributions", maxDistributions)
	}
	if r.name == "gamma" {
		if m.gammas++; m.gammas > maxGammas {
			return made, fmt.Sprintf("there are more than %d different gamma distributions", maxGammas)
		}
	}
	table, problem := r.table()
	if problem != "" {
		return made, problem
	}
	made, err := sim.Quantiles(table)
	if err != nil {
		return made, err.Error()
	}
	m.made[key] = made
	return made, ""
}

// table is the request's table of quantiles.
func (r request) table() (spans []sim.Span, problem string) {
	if r.exact != nil {
		spans = r.exact(r.spans)
	} else {
		spans, problem = r.sampled()
	}
	if problem != "" {
		return nil, problem
	}
	for i := range spans {
		spans[i] += r.shift
	}
	if longest := spans[len(spans)-1]; longest > sim.MaxStepSpan {
		return nil, fmt.Sprintf("the longest delay of it, %s, is longer than %s, the longest single delay", spanText(longest), spanText(sim.MaxStepSpan))
	}
	return spans, ""
}

// sampled computes equally spaced quantiles in whole milliseconds.
func (r request) sampled() (spans []sim.Span, problem string) {
	seconds := make([]float64, len(r.spans))
	for i, s := range r.spans {
		seconds[i] = float64(s) / 1000
	}
	quantile := r.quantile(r.names, seconds)
	spans = make([]sim.Span, tableSize)
	for i := range spans {
		p := float64(i) / (tableSize - 1)
		if !r.ends {
			p = min(max(p, lowTail), highTail)
		}
		ms := math.Round(quantile(p) * 1000)
		if math.IsNaN(ms) || ms > float64(2*sim.MaxStepSpan) {
			return nil, fmt.Sprintf("the %.4g %% quantile of it is longer than %s, the longest single delay", p*100, spanText(sim.MaxStepSpan))
		}
		spans[i] = max(sim.Span(ms), 0)
		if i > 0 {
			spans[i] = max(spans[i], spans[i-1])
		}
	}
	return spans, ""
}
