package sim

// Metric is a number that a run gives for each deployment, under the name that results, expectations and sweeps use.
// Package metrics has the definitions.
type Metric uint8

// The metrics, in the order of the results.
const (
	MetricDuration Metric = iota
	MetricMinHealthy
	MetricMinRunning
	MetricPeakTasks
	MetricPeakOccupied
	MetricHealthyDeficit
	MetricTimeAtFloor
	MetricSurge
	MetricTasksStarted
	MetricTasksStopped
	MetricTasksFailed
	MetricSigkills
	MetricPlacementFailures
	MetricHostWait
	MetricPeakCPU
	MetricPeakMemory
	MetricHostsUsed
	MetricZoneSkew
	MetricWaiter
	NumMetrics
)

// String is the metric's name: "minHealthy".
func (m Metric) String() string {
	return [...]string{
		"duration", "minHealthy", "minRunning", "peakTasks", "peakOccupied", "healthyDeficit", "timeAtFloor", "surge",
		"tasksStarted", "tasksStopped", "tasksFailed", "sigkills", "placementFailures", "hostWait", "peakCPU", "peakMemory",
		"hostsUsed", "zoneSkew", "waiter",
	}[m]
}

// Unit is what the metric counts.
func (m Metric) Unit() Unit {
	return [...]Unit{
		Milliseconds, Tasks, Tasks, Tasks, Tasks, TaskMilliseconds, Milliseconds, TaskMilliseconds,
		Tasks, Tasks, Tasks, Tasks, Passes, TaskMilliseconds, CPUUnits, MiB,
		InstanceCount, Tasks, Flag,
	}[m]
}

// HasShare says whether values of the metric are expected as percentages of the desired count: those of single instants.
func (m Metric) HasShare() bool {
	return m == MetricMinHealthy || m == MetricMinRunning || m == MetricPeakTasks || m == MetricPeakOccupied
}

// MetricNamed finds a metric by its name.
func MetricNamed(name string) (m Metric, ok bool) {
	for m := range NumMetrics {
		if m.String() == name {
			return m, true
		}
	}
	return 0, false
}

// Unit is what a number counts.
type Unit uint8

// The units.
const (
	Milliseconds Unit = iota
	TaskMilliseconds
	Tasks
	Passes // passes that could not place a task
	CPUUnits
	MiB
	InstanceCount // container instances
	EventCount    // service events
	Flag          // 1 or 0
)
