package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// DeploymentName names a deployment as verdicts and tables do: by its revision, with its number where two deployments of
// its service have the same.
func (r *Run) DeploymentName(d *metrics.Deployment) string {
	return r.revision(r.Fold.Service(d.Service), d)
}

// EndText says how the window of a deployment ended, and when: "completed at 164.019 s".
func (r *Run) EndText(d *metrics.Deployment) string { return r.endOf(d) }

// MetricText is a metric of a deployment with its unit, as WriteTable has it; "-" where it has none.
func (r *Run) MetricText(word metrics.Word, d *metrics.Deployment) string { return r.cell(word, d) }

// MetricValue is a metric of a deployment as result.json writes it: spans in seconds, sums over time in task-seconds.
func MetricValue(word metrics.Word, d *metrics.Deployment) string {
	n, ok := word.Value(d)
	if !ok {
		return "null"
	}
	return valueIn(word.Unit, n)
}

// valueIn is a number of a unit as result.json writes it.
func valueIn(unit sim.Unit, n int64) string {
	switch {
	case unit == sim.Milliseconds || unit == sim.TaskMilliseconds:
		return decimal(n)
	case unit == sim.Flag && n == 0:
		return "false"
	case unit == sim.Flag:
		return "true"
	}
	return decimal(n * 1000)
}
