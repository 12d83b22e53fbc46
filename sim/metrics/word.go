package metrics

import "github.com/ecssim/ecssim/sim"

// Unit is what a metric counts.
type Unit uint8

// The units.
const (
	Milliseconds Unit = iota
	TaskMilliseconds
	Tasks
	Passes // passes that could not place a task
	CPUUnits
	MiB
	Instances
	Flag // 1 or 0
)

// Word is a metric under the name that results, expectations and sweeps use.
type Word struct {
	Name string
	Unit Unit
	// Value is the metric of d; ok is false where d has none.
	Value func(d *Deployment) (value int64, ok bool)
}

// Words lists the metrics in the order of the results. Deployment has their definitions.
func Words() []Word {
	count := func(name string, unit Unit, field func(d *Deployment) int32) Word {
		return Word{name, unit, func(d *Deployment) (int64, bool) { return int64(field(d)), true }}
	}
	sum := func(name string, unit Unit, field func(d *Deployment) int64) Word {
		return Word{name, unit, func(d *Deployment) (int64, bool) { return field(d), true }}
	}
	return []Word{
		{"duration", Milliseconds, func(d *Deployment) (int64, bool) {
			span, ok := d.Duration()
			return int64(span), ok
		}},
		count("minHealthy", Tasks, func(d *Deployment) int32 { return d.MinHealthy }),
		count("minRunning", Tasks, func(d *Deployment) int32 { return d.MinRunning }),
		count("peakTasks", Tasks, func(d *Deployment) int32 { return d.PeakTasks }),
		count("peakOccupied", Tasks, func(d *Deployment) int32 { return d.PeakOccupied }),
		sum("healthyDeficit", TaskMilliseconds, func(d *Deployment) int64 { return d.HealthyDeficit }),
		sum("timeAtFloor", Milliseconds, func(d *Deployment) int64 { return int64(d.TimeAtFloor) }),
		sum("surge", TaskMilliseconds, func(d *Deployment) int64 { return d.Surge }),
		count("tasksStarted", Tasks, func(d *Deployment) int32 { return d.TasksStarted }),
		count("tasksStopped", Tasks, func(d *Deployment) int32 { return d.TasksStopped }),
		count("tasksFailed", Tasks, func(d *Deployment) int32 { return d.TasksFailed }),
		count("sigkills", Tasks, func(d *Deployment) int32 { return d.Sigkills }),
		count("placementFailures", Passes, func(d *Deployment) int32 { return d.PlacementFailures }),
		sum("hostWait", TaskMilliseconds, func(d *Deployment) int64 { return d.HostWait }),
		sum("peakCPU", CPUUnits, func(d *Deployment) int64 { return d.PeakCPU }),
		sum("peakMemory", MiB, func(d *Deployment) int64 { return d.PeakMemory }),
		count("hostsUsed", Instances, func(d *Deployment) int32 { return d.HostsUsed }),
		count("zoneSkew", Tasks, func(d *Deployment) int32 { return d.ZoneSkew }),
		count("waiter", Flag, func(d *Deployment) int32 {
			if d.WaiterPassed {
				return 1
			}
			return 0
		}),
	}
}

// The waiter of "aws ecs wait services-stable" (API26 waiters: ServicesStable).
const (
	waiterDelay = 15 * sim.Second
	waiterPolls = 40
)
