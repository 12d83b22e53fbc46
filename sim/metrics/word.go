package metrics

import "github.com/ecssim/ecssim/sim"

// Word is a metric with its value. Name and Unit are those of the Metric, or of a row that results have beside them.
type Word struct {
	Name string
	Unit sim.Unit
	// Value is the metric of d; ok is false where d has none.
	Value func(d *Deployment) (value int64, ok bool)
}

// Words lists the metrics in the order of the results. Deployment has their definitions.
func Words() []Word {
	list := make([]Word, sim.NumMetrics)
	for m := range sim.NumMetrics {
		list[m] = Word{m.String(), m.Unit(), func(d *Deployment) (int64, bool) { return d.Metric(m) }}
	}
	return list
}

// Metric is a metric of d; ok is false where d has none.
func (d *Deployment) Metric(m sim.Metric) (value int64, ok bool) {
	switch m {
	case sim.MetricDuration:
		span, ok := d.Duration()
		return int64(span), ok
	case sim.MetricMinHealthy:
		value = int64(d.MinHealthy)
	case sim.MetricMinRunning:
		value = int64(d.MinRunning)
	case sim.MetricPeakTasks:
		value = int64(d.PeakTasks)
	case sim.MetricPeakOccupied:
		value = int64(d.PeakOccupied)
	case sim.MetricHealthyDeficit:
		value = d.HealthyDeficit
	case sim.MetricTimeAtFloor:
		value = int64(d.TimeAtFloor)
	case sim.MetricSurge:
		value = d.Surge
	case sim.MetricTasksStarted:
		value = int64(d.TasksStarted)
	case sim.MetricTasksStopped:
		value = int64(d.TasksStopped)
	case sim.MetricTasksFailed:
		value = int64(d.TasksFailed)
	case sim.MetricSigkills:
		value = int64(d.Sigkills)
	case sim.MetricPlacementFailures:
		value = int64(d.PlacementFailures)
	case sim.MetricHostWait:
		value = d.HostWait
	case sim.MetricPeakCPU:
		value = d.PeakCPU
	case sim.MetricPeakMemory:
		value = d.PeakMemory
	case sim.MetricHostsUsed:
		value = int64(d.HostsUsed)
	case sim.MetricZoneSkew:
		value = int64(d.ZoneSkew)
	case sim.MetricWaiter:
		if d.WaiterPassed {
			value = 1
		}
	case sim.NumMetrics:
		return 0, false
	}
	return value, true
}

// The waiter of "aws ecs wait services-stable" (API26 waiters: ServicesStable).
const (
	waiterDelay = 15 * sim.Second
	waiterPolls = 40
)
