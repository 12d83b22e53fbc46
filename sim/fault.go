package sim

import "slices"

// Faults are what goes wrong with tasks of a revision ([taskDefinitions.faults]). The zero value is nothing.
type Faults struct {
	PullFails   bool // the image can't be pulled: the task ends at the end of its pull
	NeverStarts bool // the containers don't start: the task ends without having been RUNNING
	NeverReady  bool // it never passes a health check
	// CrashAfter is how long after RUNNING the container ends with ExitCode; nil: it doesn't.
	CrashAfter *Delay
	ExitCode   int
	// UnhealthyAfter is how long after RUNNING it stops passing its health checks; nil: it doesn't.
	UnhealthyAfter *Delay

	// Share is the part of the tasks that are struck, of 2^32; 0 stands for all of them. Each task has a draw of its own.
	Share uint32
	// Only lists the ordinals of the tasks that are struck, of those started of the revision, from 1; empty: all.
	Only []int32

	// Container is the name of the container that is struck; empty: the first essential one.
	Container string
	// Reason is what the container runtime says when tasks don't start, for stoppedReason; empty: a usual text.
	Reason string
}

// Any says whether anything goes wrong at all.
func (f *Faults) Any() bool {
	return f.PullFails || f.NeverStarts || f.NeverReady || f.CrashAfter != nil || f.UnhealthyAfter != nil
}

// Strikes says whether the task with this ordinal is struck, when its draw is u.
func (f *Faults) Strikes(ordinal int32, u uint32) bool {
	return f.Any() && (len(f.Only) == 0 || slices.Contains(f.Only, ordinal)) && (f.Share == 0 || u < f.Share)
}
