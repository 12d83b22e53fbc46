// Package perfetto writes a run as a trace that the Perfetto viewer (ui.perfetto.dev) and its SQL processor read: zones,
// their container instances and the instances' tasks as tracks, what becomes of them as slices, counts as counters, and
// a flow between each task that stops and the one that takes its place.
//
// It encodes the protobuf itself, since the part of Perfetto's schema that a trace needs is small. It knows the run by
// package reports only, decides nothing, and gives the same bytes for the same run.
package perfetto

import (
	"io"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// Write writes a run as a trace. Both run and tracks have had all its records. One millisecond of the run is one of the
// trace, and the trace begins with the run.
//
// Below one track for the whole run stand, from top to bottom: "timeline", the actions that were called; each service
// with its deployments as slices, its service events, and counters of its tasks and bounds; each zone, in it its
// instances with their states as slices, and in these their tasks with their phases. A slice of a task says its revision,
// deployment and id; once it was told to stop, or ended by itself, also why, and the instant STOPPED has its exit code.
func Write(w io.Writer, run *reports.Run, tracks *reports.Tracks) error {
	t := &trace{run: run, tracks: tracks, sc: run.Scenario, names: run.Names()}
	t.root = t.track(0, run.Scenario.Name)
	t.timeline()
	for i := range t.sc.Services {
		t.service(sim.ServiceID(i))
	}
	t.zones()
	return write(w, t.descriptors, t.events)
}

// trace is a trace in the making.
type trace struct {
	run         *reports.Run
	tracks      *reports.Tracks
	sc          *sim.Scenario
	names       *sim.Names
	root        uint64
	descriptors []descriptor
	events      []event
}

// track adds a track below another one, after those that are there already, and gives its uuid.
func (t *trace) track(parent uint64, name string) uint64 {
	if parent != 0 {
		t.descriptors[parent-1].parents = true
	}
	rank := uint64(len(t.descriptors)) // grows among siblings, which is all that a rank has to do
	t.descriptors = append(t.descriptors, descriptor{name: name, parent: parent, rank: rank})
	return uint64(len(t.descriptors))
}

// slice adds a slice. Those of one track are added in order of time.
func (t *trace) slice(track uint64, from, to sim.Time, name string, notes []note, flows [2]uint64) {
	t.events = append(
		t.events, event{at: from, track: track, kind: begin, name: name, notes: notes, flows: flows}, event{at: to, track: track, kind: end},
	)
}

func (t *trace) instant(track uint64, at sim.Time, name string, notes []note, flows [2]uint64) {
	t.events = append(t.events, event{at: at, track: track, kind: instant, name: name, notes: notes, flows: flows})
}

// timeline is the track of the actions that were called.
func (t *trace) timeline() {
	track := t.track(t.root, "timeline")
	for _, m := range t.run.Calls() {
		t.instant(track, m.At, m.Text, nil, [2]uint64{})
	}
}

// service is the tracks of a service.
func (t *trace) service(id sim.ServiceID) {
	s := t.run.Fold.Service(id)
	track := t.track(t.root, "service "+t.names.Service(id))
	for i := range s.Deployments {
		d := &s.Deployments[i]
		ended := d.Ended
		if d.End == 0 { // the run was broken off
			ended = t.tracks.Now
		}
		t.slice(track, d.Created, ended, t.names.TaskDefinition(d.Definition), []note{
			{name: "deployment", text: t.names.Deployment(id, d.ID)},
			{name: "end", text: d.End.String()},
			{name: "failedTasks", number: int64(d.Failed)},
		}, [2]uint64{})
	}
	events := t.track(track, "service events")
	for i := range t.run.Events.List {
		if e := &t.run.Events.List[i]; e.Service == id {
			t.instant(events, e.At, e.Message, nil, [2]uint64{})
		}
	}
	for _, series := range t.run.ServiceSeries(id) {
		c := t.track(track, series.Name)
		t.descriptors[c-1].counter = true
		for _, step := range series.Steps {
			t.events = append(t.events, event{at: step.At, track: c, kind: counter, value: int64(step.N)})
		}
	}
}

// zones is the tracks of the zones, of their instances, and of the tasks on these.
func (t *trace) zones() {
	zones, instances := make([]uint64, len(t.sc.Zones)), make([]uint64, len(t.tracks.Hosts))
	for i, name := range t.sc.Zones {
		zones[i] = t.track(t.root, name)
	}
	for i, member := range t.sc.Instances() {
		instances[i] = t.track(zones[member.Zone], member.Name)
		t.host(instances[i], t.tracks.Hosts[i])
	}
	deployments := map[deploymentKey]string{}
	for i := range t.tracks.Tasks {
		t.task(instances[t.tracks.Tasks[i].Instance], i, deployments)
	}
}

// host is the states of an instance while ECS knows it.
func (t *trace) host(track uint64, steps []reports.HostStep) {
	for i, step := range steps {
		if !step.State.IsRegistered() {
			continue
		}
		name := step.State.String()
		if !step.Connected {
			name += ", agent disconnected"
		}
		until := t.tracks.Now
		if i+1 < len(steps) {
			until = steps[i+1].At
		}
		t.slice(track, step.At, until, name, nil, [2]uint64{})
	}
}

// deploymentKey is a deployment, whose name costs a hash.
type deploymentKey struct {
	service sim.ServiceID
	id      sim.DeploymentID
}

// task is the track of a task.
func (t *trace) task(instance uint64, i int, deployments map[deploymentKey]string) {
	task := &t.tracks.Tasks[i]
	key := deploymentKey{task.Service, task.Deployment}
	if deployments[key] == "" {
		deployments[key] = t.names.Deployment(task.Service, task.Deployment)
	}
	track := t.track(instance, t.tracks.TaskName(i))
	notes := make([]note, 0, 6)
	notes = append(
		notes, note{name: "revision", text: t.names.TaskDefinition(task.Definition)}, note{name: "deployment", text: deployments[key]},
		note{name: "task", text: t.names.Task(task.Service, task.Number)},
	)
	told := false
	for b, bar := range task.Bars {
		var flows [2]uint64
		if b == 0 && task.Replaces >= 0 {
			flows[0] = uint64(i) + 1 // a flow has the number of the task that comes
		}
		if !told && bar.At >= task.Told {
			told = true
			notes = append(notes, reasonNote(task)...)
			if task.ReplacedBy >= 0 {
				flows[1] = uint64(task.ReplacedBy) + 1
			}
		}
		if bar.Phase == reports.PhaseStopped {
			t.instant(track, bar.At, bar.Phase.String(), append(notes, exitNote(task)), flows)
			break
		}
		until := t.tracks.Now
		if b+1 < len(task.Bars) {
			until = task.Bars[b+1].At
		}
		t.slice(track, bar.At, until, bar.Phase.String(), notes, flows)
	}
}

// reasonNote says why a task was told to stop, or ended by itself.
func reasonNote(task *reports.Track) []note {
	if why := task.StoppedBecause(); why != "" {
		return []note{{name: "reason", text: why}}
	}
	return nil
}

// exitNote says with which code the containers of a task ended.
func exitNote(task *reports.Track) note {
	if task.ExitCode < 0 {
		return note{name: "exitCode", text: "none, nothing had run or nobody heard"}
	}
	return note{name: "exitCode", number: int64(task.ExitCode)}
}
