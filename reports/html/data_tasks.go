package html

import (
	"strings"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// tasks are the columns of the tasks, in order of creation.
type tasks struct {
	IDs        string  `json:"ids"` // 32 hexadecimal digits each
	Deployment []int   `json:"deployment"`
	Definition []int   `json:"definition"`
	Ordinal    []int32 `json:"ordinal"`
	Instance   []int32 `json:"instance"`
	Stop       []int   `json:"stop"` // index in run.Stops
	Told       []int64 `json:"told"` // after the task's first bar; -1: it wasn't told
	Exit       []int16 `json:"exit"`
	Failed     []int   `json:"failed"` // indexes of the tasks that nobody had told to stop
	Replaces   []int   `json:"replaces"`
	Bars       []int   `json:"bars"`   // how many each task has
	Phases     string  `json:"phases"` // a digit a bar, as reports.Phase numbers them
	At         []int64 `json:"at"`     // of the first bar: after the first bar of the task before; of others: after the bar before
}

type stop struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

type host struct {
	Name           string  `json:"name"`
	Zone           int     `json:"zone"`
	Group          string  `json:"group"`
	CPU            int64   `json:"cpu"` // registered: what tasks can have and what is reserved; 0: without bounds
	Memory         int64   `json:"memory"`
	ReservedCPU    int64   `json:"reservedCpu"`
	ReservedMemory int64   `json:"reservedMemory"`
	Fargate        bool    `json:"fargate"`
	At             []int64 `json:"at"` // how it stands, from when on
	States         []int   `json:"states"`
	Connected      []bool  `json:"connected"`
}

// standalone is a task outside of services, which runs from beginning to end.
type standalone struct {
	Definition int `json:"definition"`
	Instance   int `json:"instance"`
}

func (e *encoder) tasks() (tasks, []stop) {
	all := e.Tracks.Tasks
	n := len(all)
	t := tasks{
		Deployment: make([]int, n), Definition: make([]int, n), Ordinal: make([]int32, n), Instance: make([]int32, n),
		Stop: make([]int, n), Told: make([]int64, n), Exit: make([]int16, n), Replaces: make([]int, n), Bars: make([]int, n),
		Failed: []int{}, At: []int64{},
	}
	var ids, phases strings.Builder
	var first deltas
	stops, known := []stop{}, map[stop]int{}
	for i := range all {
		track := &all[i]
		ids.WriteString(e.names.Task(track.Service, track.Number))
		t.Deployment[i] = e.deployment(track.Service, track.Deployment)
		t.Definition[i], t.Ordinal[i], t.Instance[i] = int(track.Definition), track.Ordinal, int32(track.Instance)
		t.Exit[i], t.Replaces[i], t.Bars[i] = track.ExitCode, track.Replaces, len(track.Bars)
		t.Stop[i], t.Told[i] = -1, -1
		if track.Told != sim.Never {
			t.Told[i] = int64(track.Told - track.Bars[0].At)
			var why stop
			why.Code, why.Reason = e.Notes.Stop(track.Service, track.Number)
			at, ok := known[why]
			if !ok {
				at = len(stops)
				known[why], stops = at, append(stops, why)
			}
			t.Stop[i] = at
		}
		if track.Failure != sim.NoFailure || track.Reason == sim.StoppedByTargetGroup || track.Reason == sim.StoppedByContainerHealth {
			t.Failed = append(t.Failed, i)
		}
		for k, bar := range track.Bars {
			phases.WriteByte('0' + byte(bar.Phase))
			if k == 0 {
				t.At = append(t.At, first.next(bar.At))
			} else {
				t.At = append(t.At, int64(bar.At-track.Bars[k-1].At))
			}
		}
	}
	t.IDs, t.Phases = ids.String(), phases.String()
	return t, stops
}

func (e *encoder) hosts() []host {
	sc := e.Run.Scenario
	list := []host{}
	for i, instance := range sc.Instances() {
		group := &sc.Groups[instance.Group]
		h := host{
			Name: instance.Name, Zone: int(instance.Zone), Group: group.Name, Fargate: group.Fargate,
			CPU: group.Capacity.CPU, Memory: group.Capacity.Memory,
			ReservedCPU: group.Reserved.CPU, ReservedMemory: group.Reserved.Memory,
		}
		if group.Fargate {
			h.Name, h.Group = "Fargate, "+sc.Zones[h.Zone], ""
		}
		if group.Fargate || h.CPU >= sim.Unlimited || h.Memory >= sim.Unlimited {
			h.CPU, h.Memory = 0, 0
		}
		var at deltas
		for _, step := range e.Tracks.Hosts[i] {
			h.At = append(h.At, at.next(step.At))
			h.States = append(h.States, int(step.State))
			h.Connected = append(h.Connected, step.Connected)
		}
		list = append(list, h)
	}
	return list
}

func (e *encoder) standalone() []standalone {
	list := []standalone{}
	for _, of := range e.Run.Scenario.Standalone {
		for _, i := range of.Instances {
			list = append(list, standalone{int(of.Definition), int(i)})
		}
	}
	return list
}

// window is what the page shows first: a little more than from the first thing that happens to the last one, however long
// the run was.
func (e *encoder) window() [2]sim.Time {
	const least = 5 * sim.Second
	end := e.Run.Fold.Now()
	first, last := sim.Never, sim.Time(0)
	see := func(at sim.Time) {
		if at > 0 {
			first, last = min(first, at), max(last, at)
		}
	}
	for i := range e.Tracks.Tasks {
		for _, bar := range e.Tracks.Tasks[i].Bars {
			see(bar.At)
			if bar.At == 0 && bar.Phase < reports.PhaseWaiting {
				first = 0 // a service that is created at the beginning
			}
		}
	}
	for i := range e.Run.Scenario.Services {
		for _, m := range e.marksOf(sim.ServiceID(i)) {
			if m.Kind != reports.MarkEnd {
				see(m.At)
			}
		}
	}
	for _, steps := range e.Tracks.Hosts {
		for _, step := range steps {
			see(step.At)
		}
	}
	if first == sim.Never {
		first, last = 0, min(end, sim.Time(sim.Minute))
	}
	pad := max(max(last.Sub(first), least)/16, sim.Second)
	from, to := max(0, first.Add(-pad)), max(last, first.Add(least)).Add(pad)
	return [2]sim.Time{from, to}
}
