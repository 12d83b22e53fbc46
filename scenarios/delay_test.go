package scenarios

import (
	"fmt"
	"hash/fnv"
	"math"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ecssim/ecssim/sim"
)

// parseDelay reads a delay as it stands in a scenario.
func parseDelay(t *testing.T, text string) sim.Delay {
	t.Helper()
	d, faults := tryDelay(text)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", text, faults)
	}
	return d
}

func tryDelay(text string) (sim.Delay, []Fault) {
	faults := &collector{}
	root := decode(newSource("x", "x = "+text), faults)
	if root == nil {
		return sim.Delay{}, faults.list
	}
	var d delay
	if d.decode(newBinder(faults, newSchemas()), root.get("x"), &field{never: true}) != (len(faults.list) == 0) {
		faults.add(Fault{Kind: Internal, Message: "decode doesn't say whether there are faults"})
	}
	return d.Delay, faults.list
}

// TestQuantiles holds delays against the distributions that they are made of: within half a millisecond of rounding and
// what linear interpolation between 1,025 quantiles costs.
func TestQuantiles(t *testing.T) {
	weibullShape := math.Log(math.Log(20)/math.Ln2) / math.Log(2.5)
	for _, test := range []struct {
		text string
		want func(p float64) float64
	}{
		{`{ lognormal = { p50 = "8s", p95 = "20s" } }`, distuv.LogNormal{Mu: math.Log(8), Sigma: math.Log(2.5) / 1.6448536269514722}.Quantile},
		{`{ lognormal = { p50 = 8, p99 = 20 } }`, distuv.LogNormal{Mu: math.Log(8), Sigma: math.Log(2.5) / 2.3263478740408408}.Quantile},
		{`{ normal = { mean = "10s", sd = "2s" } }`, distuv.Normal{Mu: 10, Sigma: 2}.Quantile},
		{`{ exponential = { mean = "5s" } }`, distuv.Exponential{Rate: 0.2}.Quantile},
		{`{ gamma = { mean = "10s", sd = "5s" } }`, distuv.Gamma{Alpha: 4, Beta: 0.4}.Quantile},
		{`{ weibull = { p50 = "8s", p95 = "20s" } }`, distuv.Weibull{K: weibullShape, Lambda: 8 / math.Pow(math.Ln2, 1/weibullShape)}.Quantile},
		{`{ triangular = { min = "1s", mode = "2s", max = "6s" } }`, distuv.NewTriangle(1, 6, 2, nil).Quantile},
		{`{ uniform = { min = "1s", max = "3s" } }`, distuv.Uniform{Min: 1, Max: 3}.Quantile},
		{`{ lognormal = { p50 = "8s", p95 = "20s" }, shift = "1s" }`, func(p float64) float64 {
			return 1 + distuv.LogNormal{Mu: math.Log(8), Sigma: math.Log(2.5) / 1.6448536269514722}.Quantile(p)
		}},
	} {
		d := parseDelay(t, test.text)
		if d.IsConstant() {
			t.Errorf("%s is a constant", test.text)
		}
		for permille := 2; permille <= 998; permille++ {
			p := float64(permille) / 1000
			got, want := float64(d.At(uint32(p*(1<<32))))/1000, test.want(p)
			if math.Abs(got-want) > 0.002+0.004*want {
				t.Errorf("%s: quantile %g is %g s, want %g s", test.text, p, got, want)
			}
		}
	}
}

// TestExactPoints holds delays to the parameters that they were given.
func TestExactPoints(t *testing.T) {
	half := uint32(1 << 31)
	for _, test := range []struct {
		text string
		at   uint32
		want sim.Span
	}{
		{`"5s"`, 0, 5000},
		{`5`, half, 5000},
		{`0.25`, half, 250},
		{`"1h"`, half, 3600000},
		{`"24h"`, half, 86400000},
		{`0`, half, 0},
		{`"never"`, half, sim.Forever},
		{`{ constant = "5s" }`, math.MaxUint32, 5000},
		{`{ constant = 5, shift = "1s" }`, math.MaxUint32, 6000},
		{`{ lognormal = { p50 = "8s", p95 = "20s" } }`, half, 8000},
		{`{ weibull = { p50 = "8s", p95 = "20s" } }`, half, 8000},
		{`{ normal = { mean = "10s", sd = "1s" } }`, half, 10000},
		{`{ normal = { mean = "1s", sd = "10s" } }`, 0, 1}, // truncated at 0, not heaped there
		{`{ uniform = { min = "1s", max = "3s" } }`, 0, 1000},
		{`{ uniform = { min = "1s", max = "3s" } }`, half, 2000},
		{`{ uniform = { min = "1s", max = "3s" } }`, math.MaxUint32, 2999},
		{`{ triangular = { min = "1s", mode = "1s", max = "2s" } }`, 0, 1000},
		{`{ empirical = ["9s", "1s", "2s"] }`, 0, 1000},
		{`{ empirical = ["9s", "1s", "2s"] }`, half, 2000},
		{`{ empirical = ["9s", "1s", "2s"] }`, half / 2, 1500},
		{`{ empirical = [4] }`, half, 4000},
		// The tails are cut at 0.01 % and 99.99 %: mean × -ln(1-p).
		{`{ exponential = { mean = "1000s" } }`, 0, 100},
		{`{ exponential = { mean = "1000s" } }`, math.MaxUint32, 9210339},
	} {
		if got := parseDelay(t, test.text).At(test.at); got != test.want {
			t.Errorf("%s: quantile %d/2^32 is %d ms, want %d ms", test.text, test.at, got, test.want)
		}
	}
}

// TestTablesAreTheSameEverywhere guards that a scenario means the same delays on every machine: a table that differs in
// one millisecond would change runs.
func TestTablesAreTheSameEverywhere(t *testing.T) {
	sum := fnv.New64a()
	for _, text := range []string{
		`{ lognormal = { p50 = "8s", p95 = "20s" } }`, `{ lognormal = { p50 = "12s", p99 = "61s" } }`,
		`{ normal = { mean = "10s", sd = "3s" } }`, `{ exponential = { mean = "7s" } }`,
		`{ gamma = { mean = "10s", sd = "4s" } }`, `{ gamma = { mean = "10s", sd = "20s" } }`,
		`{ weibull = { p50 = "8s", p95 = "20s" } }`, `{ triangular = { min = "1s", mode = "2s", max = "7s" } }`,
	} {
		d := parseDelay(t, text)
		for i := range tableSize {
			fmt.Fprintln(sum, d.At(uint32(min(uint64(i)<<32/(tableSize-1), math.MaxUint32))))
		}
	}
	if got, want := sum.Sum64(), uint64(0xa3b66376f7fdf290); got != want {
		t.Errorf("the tables' sum is %#x, want %#x", got, want)
	}
}

func TestDistributionsAreMadeOnce(t *testing.T) {
	b := newBinder(&collector{}, newSchemas())
	text := `{ gamma = { mean = "10s", sd = "20s" } }`
	start := time.Now()
	for range 1000 {
		root := decode(newSource("x", "x = "+text), b.collector)
		var d delay
		if !d.decode(b, root.get("x"), &field{}) {
			t.Fatal(b.list)
		}
	}
	if took := time.Since(start); len(b.delays.made) != 1 || took > 5*time.Second {
		t.Errorf("made %d tables in %v, want 1", len(b.delays.made), took)
	}
}

func TestTooManyDistributions(t *testing.T) {
	var text strings.Builder
	text.WriteString("schemaVersion = 1\n")
	for i := range 30 {
		fmt.Fprintf(&text, "[[taskDefinitions]]\nfamily = \"f%d\"\ncontainerDefinitions = [{ name = \"a\", memory = 64 }]\n[taskDefinitions.timing]\n", i)
		for j, step := range []string{"provision", "pull", "start", "ready"} {
			fmt.Fprintf(&text, "%s = { gamma = { mean = \"%ds\", sd = \"1s\" } }\n", step, 10+4*i+j)
		}
	}
	text.WriteString("[[services]]\nserviceName = \"a\"\ntaskDefinition = \"f0\"\ndesiredCount = 1\n")
	_, err := Parse("x.toml", []byte(text.String()))
	if err == nil || !strings.Contains(err.Error(), "there are more than 100 different gamma distributions") {
		t.Errorf("Parse gave %v", err)
	}
}

func TestDurations(t *testing.T) {
	for _, test := range []struct {
		data    any
		want    sim.Span
		message string
		hint    string
	}{
		{data: "30s", want: 30000},
		{data: "1m30s", want: 90000},
		{data: "1.5h", want: 5400000},
		{data: "250ms", want: 250},
		{data: int64(2), want: 2000},
		{data: 0.001, want: 1},
		{data: 1.1, want: 1100},
		{data: 12.9, want: 12900},
		{data: 86399.999, want: 86399999},
		{data: "", message: `"" isn't a duration`, hint: `durations look like "30s", "1m30s", "250ms" or "2h"`},
		{data: "30", message: `"30" isn't a duration`, hint: `write "30s" for seconds`},
		{data: "1 hour", message: `"1 hour" isn't a duration`, hint: `write "1h"`},
		{data: "10 Min", message: `"10 Min" isn't a duration`, hint: `write "10m"`},
		{data: "2 days", message: `"2 days" isn't a duration`, hint: `write "48h"`},
		{data: "1h 30m", message: `"1h 30m" isn't a duration`, hint: `durations look like "30s", "1m30s", "250ms" or "2h"`},
		{data: "never", message: `"never" isn't a duration`, hint: `durations look like "30s", "1m30s", "250ms" or "2h"`},
		{data: "-5s", message: `"-5s" is negative; a duration runs forward`, hint: `write "5s"`},
		{data: int64(-5), message: "-5 is negative; a duration runs forward"},
		{data: -0.5, message: "-0.5 is negative; a duration runs forward"},
		{data: int64(math.MaxInt64), message: "9223372036854775807 is longer than any run"},
		{data: math.Inf(1), message: "+Inf is longer than any run"},
		{data: math.NaN(), message: "NaN isn't a number of seconds"},
		{data: "1500us", message: `"1500us" is finer than a millisecond, which is ecssim's smallest step`, hint: `write "2ms"`},
		{data: 0.0001, message: "0.0001 s is finer than a millisecond, which is ecssim's smallest step"},
	} {
		got, problem := spanOf(test.data)
		if problem == nil {
			problem = &spanProblem{}
		}
		if got != test.want || problem.message != test.message || problem.hint != test.hint {
			t.Errorf("spanOf(%v) = %d, %q, %q; want %d, %q, %q", test.data, got, problem.message, problem.hint, test.want, test.message, test.hint)
		}
	}
	for span, want := range map[sim.Span]string{0: "0s", 250: "250ms", 1600: "1.6s", 14000: "14s", 90000: "90s", 120000: "2m", 5400000: "90m", 7200000: "2h", 12900: "12.9s", 10001: "10.001s", 100000: "100s"} {
		if got := spanText(span); got != want {
			t.Errorf("spanText(%d) = %s, want %s", span, got, want)
		}
		if back, problem := parseSpan(want); problem != nil || back != span {
			t.Errorf("%s reads as %d, want %d", want, back, span)
		}
	}
}
