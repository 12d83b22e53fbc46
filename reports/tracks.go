package reports

import (
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// Tracks are what became of each task and each container instance in the course of a run, for whoever shows them one by
// one. It is a sim.Recorder; make one with NewTracks. It grows with the tasks of the run.
type Tracks struct {
	Scenario *sim.Scenario
	Tasks    []Track      // in order of creation
	Hosts    [][]HostStep // by InstanceID, in order of time: how it stands, from time 0 on
	Now      sim.Time     // of the latest record

	members  []sim.Instance
	services []trackedService
}

// Track is one task.
type Track struct {
	Service    sim.ServiceID
	Deployment sim.DeploymentID
	Definition sim.TaskDefinitionID
	Number     sim.TaskNumber
	Ordinal    int32 // among the tasks started of its revision, from 1
	Instance   sim.InstanceID
	Zone       sim.ZoneID
	Bars       []Bar // in order of time; the last one lasts until the run's end, unless it is STOPPED

	Told     sim.Time // when its desired status became STOPPED; sim.Never: it hasn't
	Reason   sim.StopReason
	Failure  sim.Failure
	Text     string // the reason given for the stop, or for a start that failed
	ExitCode int16  // -1: nothing had run, or it hasn't ended, or nobody heard of it
	// Replaces is the index of the task that it takes the place of, or -1, and ReplacedBy the other way round. ECS names no
	// such pairs: a start and a stop of one service belong together in the order of time (assumed).
	Replaces, ReplacedBy int
}

// Bar is a stretch of a task's life: from an instant until that of the next bar.
type Bar struct {
	At    sim.Time
	Phase Phase
}

// HostStep is how a container instance stands from an instant on.
type HostStep struct {
	At        sim.Time
	State     sim.InstanceState
	Connected bool
}

// Phase is what a task is about, as pictures tell it: its state, and of a RUNNING one its health.
type Phase uint8

// The phases, in the order in which a task comes to them.
const (
	PhaseProvisioning Phase = iota
	PhasePending
	PhaseActivating
	PhaseWaiting // RUNNING, and nothing is known of its health
	PhaseHealthy
	PhaseUnhealthy
	PhaseDeactivating
	PhaseStopping
	PhaseDeprovisioning
	PhaseStopped
	NumPhases
)

// String is the phase in ECS's words.
func (p Phase) String() string {
	return [...]string{
		"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING, no verdict", "RUNNING, healthy", "RUNNING, unhealthy",
		"DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
	}[p]
}

// IsRunning says whether the task is RUNNING.
func (p Phase) IsRunning() bool { return p >= PhaseWaiting && p <= PhaseUnhealthy }

// Holds says whether the task's containers hold its resources on the host (see sim/fleet).
func (p Phase) Holds() bool { return p >= PhaseActivating && p <= PhaseStopping }

type trackedService struct {
	tasks []int // by TaskNumber: index in Tracks.Tasks
	// Starts that no stop belongs to yet, and the other way round, in order of time: one of the two is empty.
	starts, stops []int
}

// NewTracks makes Tracks for the records of one run of sc.
func NewTracks(sc *sim.Scenario) *Tracks {
	t := &Tracks{Scenario: sc, members: sc.Instances(), services: make([]trackedService, len(sc.Services))}
	t.Hosts = make([][]HostStep, len(t.members))
	for i := range t.members {
		step := HostStep{State: sim.InstanceActive, Connected: true}
		if t.members[i].Later {
			step = HostStep{State: sim.InstanceAbsent}
		}
		t.Hosts[i] = append(t.Hosts[i], step)
	}
	return t
}

// Record takes the next record of the run.
func (t *Tracks) Record(r *sim.Record) {
	t.Now = max(t.Now, r.At)
	switch r.Kind { //nolint:exhaustive // the others aren't about a task or an instance
	case sim.KindInstance:
		steps := &t.Hosts[r.Instance]
		if n := len(*steps); (*steps)[n-1].At == r.At {
			*steps = (*steps)[:n-1]
		}
		*steps = append(*steps, HostStep{r.At, r.State, r.Connected})
	case sim.KindTask:
		t.task(r)
	case sim.KindHealth:
		track := t.of(r)
		if n := len(track.Bars); n > 0 && track.Bars[n-1].Phase.IsRunning() {
			track.enter(r.At, runningPhase(r.Health))
		}
	}
}

// of is the track of the task that a record is about.
func (t *Tracks) of(r *sim.Record) *Track {
	return &t.Tasks[t.services[r.Service].tasks[r.Task]]
}

func (t *Tracks) task(r *sim.Record) {
	s := &t.services[r.Service]
	if r.From == sim.TaskNone {
		s.tasks = append(s.tasks, len(t.Tasks))
		t.Tasks = append(t.Tasks, Track{
			Service: r.Service, Deployment: r.Deployment, Definition: r.Definition, Number: r.Task, Ordinal: r.Ordinal,
			Instance: r.Instance, Zone: t.members[r.Instance].Zone, Told: sim.Never, ExitCode: -1, Replaces: -1, ReplacedBy: -1,
		})
		if r.To != sim.Running { // else it was there before
			t.pair(s, len(t.Tasks)-1, true)
		}
	}
	track := t.of(r)
	if track.Told == sim.Never && isEnding(r.From, r.To) {
		track.Told, track.Reason, track.Failure, track.Text = r.At, r.Reason, r.Failure, r.Text
		t.pair(s, s.tasks[r.Task], false)
	}
	if r.To == sim.Deprovisioning {
		track.ExitCode = r.ExitCode
	}
	track.enter(r.At, phaseOf(r.To))
}

// isEnding says whether an edge is the first of a task's way to its end.
func isEnding(from, to sim.TaskState) bool { return from <= sim.Running && to > sim.Running }

// pair finds the stop that a start belongs to, or the start that a stop does.
func (t *Tracks) pair(s *trackedService, task int, start bool) {
	mine, others := &s.stops, &s.starts
	if start {
		mine, others = others, mine
	} else if k := slices.Index(s.starts, task); k >= 0 {
		s.starts = slices.Delete(s.starts, k, k+1) // it hasn't replaced any
	}
	if len(*others) == 0 {
		*mine = append(*mine, task)
		return
	}
	other := (*others)[0]
	*others = slices.Delete(*others, 0, 1)
	if !start {
		task, other = other, task
	}
	t.Tasks[task].Replaces, t.Tasks[other].ReplacedBy = other, task
}

// enter begins another bar; one that would have no length is dropped.
func (t *Track) enter(at sim.Time, p Phase) {
	if n := len(t.Bars); n > 0 && t.Bars[n-1].At == at {
		t.Bars = t.Bars[:n-1]
	}
	if n := len(t.Bars); n > 0 && t.Bars[n-1].Phase == p {
		return
	}
	t.Bars = append(t.Bars, Bar{at, p})
}

// End is when the task STOPPED, or sim.Never.
func (t *Track) End() sim.Time {
	if last := t.Bars[len(t.Bars)-1]; last.Phase == PhaseStopped {
		return last.At
	}
	return sim.Never
}

func phaseOf(s sim.TaskState) Phase {
	switch s { //nolint:exhaustive // TaskNone isn't entered
	case sim.Provisioning:
		return PhaseProvisioning
	case sim.Pending:
		return PhasePending
	case sim.Activating:
		return PhaseActivating
	case sim.Running:
		return PhaseWaiting
	case sim.Deactivating:
		return PhaseDeactivating
	case sim.Stopping:
		return PhaseStopping
	case sim.Deprovisioning:
		return PhaseDeprovisioning
	}
	return PhaseStopped
}

func runningPhase(h sim.Health) Phase {
	switch h {
	case sim.Healthy:
		return PhaseHealthy
	case sim.Unhealthy:
		return PhaseUnhealthy
	case sim.HealthUnknown:
	}
	return PhaseWaiting
}
