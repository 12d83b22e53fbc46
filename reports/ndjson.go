package reports

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// RecordsSchema names the shape of records.ndjson. Within ecssim/records/v1 fields and kinds may be added, never
// removed or changed.
const RecordsSchema = "ecssim/records/v1"

// flushAt is how many bytes a RecordWriter gathers before it writes.
const flushAt = 1 << 16

// Source is what a scenario was read from. The zero value is none: of a scenario that a program has made.
type Source struct {
	Text string   // the whole TOML text
	Sets []string // the overrides, each key=value, in order
	// Bases are the texts that the text extends, in the order in which it does.
	Bases []Base
	Case  string // name of the case that the scenario is; empty where the text is just one scenario
	// Name is what the text's file is called, without its ending: known where there are Bases or a Case, which need it.
	Name string
}

// Base is a text that others extend.
type Base struct {
	Path string `json:"path"` // from the folder of the scenario's own file, with slashes
	Text string `json:"text"`
}

// RecordWriter is a sim.Recorder that writes records.ndjson: a header, then one JSON object a record and line, in the
// order of the run. README.md lists the fields of every kind. The bytes depend on the scenario and the records, not on
// the seed. Make one with NewRecordWriter or NewSavedRecordWriter and Close it after the run.
type RecordWriter struct {
	w       io.Writer
	err     error
	buf     []byte
	wording *Wording

	occupants *metrics.Occupants

	// Names as JSON strings, made once.
	services    []string // with serviceNumber where the name is taken again: `"web","serviceNumber":2`
	definitions []string
	members     []int    // group of each instance
	instances   []string // with availabilityZone: `"a-1","availabilityZone":"us-east-1a"`; of Fargate the latter only
	groups      []string // likewise with targetGroupNumber
	alarms      []string
	rollouts    [][]sim.RolloutState // of the deployments, by service, as told last
}

// header is the first line of records.ndjson.
type header struct {
	Schema   string       `json:"schema"`
	Kind     string       `json:"kind"`
	Scenario string       `json:"scenario"`
	Behavior sim.Behavior `json:"behavior"`
	StartAt  string       `json:"startAt"`
	Duration milliseconds `json:"duration"`
	Source   string       `json:"source,omitempty"`
	Sets     []string     `json:"sets,omitempty"`
	File     string       `json:"file,omitempty"`
	Extends  []Base       `json:"extends,omitempty"`
	Case     string       `json:"case,omitempty"`
}

// NewRecordWriter makes a writer for the records of one run of sc and writes the header. What goes wrong is kept for
// Err and Close. The file is complete but for what the scenario was read from: a RecordReader can't give that back.
func NewRecordWriter(w io.Writer, sc *sim.Scenario) *RecordWriter {
	return NewSavedRecordWriter(w, sc, Source{})
}

// NewSavedRecordWriter is NewRecordWriter, and the header has what sc was read from.
func NewSavedRecordWriter(w io.Writer, sc *sim.Scenario, from Source) *RecordWriter {
	out := &RecordWriter{w: w, wording: NewWording(sc), rollouts: make([][]sim.RolloutState, len(sc.Services)), occupants: metrics.NewOccupants(sc)}
	names := out.wording.names
	for i := range sc.Services {
		same := func(k int) bool { return sc.Services[k].Name == sc.Services[i].Name }
		out.services = append(out.services, quoted(names.Service(sim.ServiceID(i)))+numbered("serviceNumber", i, same))
	}
	for i := range sc.TaskDefinitions {
		out.definitions = append(out.definitions, quoted(names.TaskDefinition(sim.TaskDefinitionID(i))))
	}
	for i, instance := range sc.Instances() {
		zone := quoted(names.Zone(sim.InstanceID(i)))
		out.members = append(out.members, instance.Group)
		text := quoted(instance.Name) + `,"availabilityZone":` + zone
		if sc.Groups[instance.Group].Fargate {
			text = `,"availabilityZone":` + zone // the host is nobody's
		}
		out.instances = append(out.instances, text)
	}
	for i := range sc.TargetGroups {
		same := func(k int) bool { return sc.TargetGroups[k].Name == sc.TargetGroups[i].Name }
		out.groups = append(out.groups, quoted(sc.TargetGroups[i].Name)+numbered("targetGroupNumber", i, same))
	}
	for _, name := range sc.Alarms {
		out.alarms = append(out.alarms, quoted(name))
	}
	first, err := json.Marshal(header{
		Schema: RecordsSchema, Kind: "run", Scenario: sc.Name, Behavior: sc.Behavior,
		StartAt: time.Unix(sc.StartAt, 0).UTC().Format(time.RFC3339), Duration: milliseconds(sc.Duration),
		Source: from.Text, Sets: from.Sets, File: from.Name, Extends: from.Bases, Case: from.Case,
	})
	out.err = err
	out.buf = append(append(out.buf, first...), '\n')
	return out
}

// numbered is a field that tells entry i of a list from those before it that have the same name: which of them it is,
// from 1; nothing for the first.
func numbered(key string, i int, same func(k int) bool) string {
	n := 1
	for k := range i {
		if same(k) {
			n++
		}
	}
	if n == 1 {
		return ""
	}
	return `,"` + key + `":` + strconv.Itoa(n)
}

// Err is the first error of the underlying writer. After one, records are dropped.
func (w *RecordWriter) Err() error { return w.err }

// Close writes what is still gathered and returns the first error of all. It doesn't close the underlying writer.
func (w *RecordWriter) Close() error {
	w.flush()
	return w.err
}

func (w *RecordWriter) flush() {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.w.Write(w.buf)
	}
	w.buf = w.buf[:0]
}

// Record writes r.
func (w *RecordWriter) Record(r *sim.Record) {
	if w.err != nil {
		return
	}
	w.buf = w.appendLine(w.buf, r)
	if len(w.buf) >= flushAt {
		w.flush()
	}
}

// appendLine appends the line of r.
func (w *RecordWriter) appendLine(b []byte, r *sim.Record) []byte {
	w.wording.Record(r)
	w.occupants.Record(r)
	b = append(b, `{"time":`...)
	b = appendDecimal(b, int64(r.At))
	b = append(append(append(b, `,"kind":"`...), r.Kind.String()...), '"')
	if r.Service != sim.NoService {
		b = append(append(b, `,"service":`...), w.services[r.Service]...)
	}
	b = w.appendFields(b, r)
	return append(b, '}', '\n')
}

// appendFields appends what the record's kind asks for.
func (w *RecordWriter) appendFields(b []byte, r *sim.Record) []byte {
	switch r.Kind {
	case sim.KindSettings:
		return appendSettings(b, &r.Settings)
	case sim.KindAction:
		return w.appendAction(b, r)
	case sim.KindService:
		return appendText(b, "status", r.Lifecycle.String())
	case sim.KindAlarm:
		b = append(append(b, `,"alarm":`...), w.alarms[r.Alarm]...)
		return appendText(b, "state", r.AlarmState.String())
	case sim.KindProtection:
		return appendProtection(w.appendTask(b, r), r)
	case sim.KindRestart:
		return w.appendRestart(w.appendTask(b, r), r)
	case sim.KindDeployment:
		return w.appendDeployment(b, r)
	case sim.KindTask:
		return w.appendTaskEdge(b, r)
	case sim.KindTarget:
		b = w.appendTask(b, r)
		b = w.appendGroup(b, r.TargetGroup)
		return appendText(b, "state", r.Target.String())
	case sim.KindContainerHealth, sim.KindHealth:
		b = w.appendTask(b, r)
		return appendText(b, "healthStatus", r.Health.String())
	case sim.KindPass:
		return appendPass(w.appendOf(b, r), &r.Pass)
	case sim.KindRefusal:
		b = w.appendOf(b, r)
		b = appendNumber(b, "wanted", int64(r.N))
		return w.appendLacking(w.appendRefusal(b, &r.Refusal), r)
	case sim.KindEvent:
		return w.appendEvent(b, r)
	case sim.KindInstance:
		return w.appendInstanceState(b, r)
	case sim.KindEnd:
		b = w.appendOf(b, r)
		b = appendText(b, "outcome", r.Outcome.String())
		return appendPass(b, &r.Pass)
	}
	return b
}

// appendOf appends the deployment that the record concerns, if any, and its task definition.
func (w *RecordWriter) appendOf(b []byte, r *sim.Record) []byte {
	if r.Deployment == sim.NoDeployment {
		return b
	}
	b = appendText(b, "deployment", w.wording.names.Deployment(r.Service, r.Deployment))
	if revisions := w.wording.services[r.Service].revisions; int(r.Deployment) < len(revisions) {
		b = append(append(b, `,"taskDefinition":`...), w.definitions[revisions[r.Deployment].Definition]...)
	}
	return b
}

// appendTask appends the task that the record concerns, and its deployment.
func (w *RecordWriter) appendTask(b []byte, r *sim.Record) []byte {
	return appendText(w.appendOf(b, r), "task", w.wording.names.Task(r.Service, r.Task))
}

func (w *RecordWriter) appendDeployment(b []byte, r *sim.Record) []byte {
	rollouts := &w.rollouts[r.Service]
	fresh := int(r.Deployment) == len(*rollouts)
	if fresh {
		*rollouts = append(*rollouts, r.Rollout)
	}
	event := w.wording.stateOf(r, (*rollouts)[r.Deployment], fresh)
	(*rollouts)[r.Deployment] = r.Rollout
	b = w.appendOf(b, r)
	b = appendText(b, "status", r.Status.String())
	b = appendText(b, "rolloutState", r.Rollout.String())
	b = appendNumber(b, "desiredCount", int64(r.N))
	if r.Failed > 0 {
		b = appendNumber(b, "failedTasks", int64(r.Failed))
	}
	if r.FailedBy != sim.NotFailed {
		b = appendText(b, "failedBy", failedByName(r.FailedBy))
	}
	return event.append(b)
}

func (w *RecordWriter) appendTaskEdge(b []byte, r *sim.Record) []byte {
	b = w.appendTask(b, r)
	b = w.appendInstance(b, "instance", r.Instance)
	if r.From != sim.TaskNone {
		b = appendText(b, "from", r.From.String())
	}
	b = appendText(b, "to", r.To.String())
	if r.From == sim.TaskNone {
		b = appendNumber(b, "ordinal", int64(r.Ordinal))
	}
	if r.From <= sim.Running && r.To > sim.Running {
		b = appendText(b, "stopCode", StopCode(r))
		b = append(b, `,"stoppedReason":`...)
		b = appendQuoted(b, w.wording.StoppedReason(r))
		if r.Reason != sim.NotStopped {
			b = appendText(b, "stoppedBy", stoppedByName(r.Reason))
		}
		if r.Failure != sim.NoFailure {
			b = appendText(b, "failure", failureName(r.Failure))
		}
		b = appendString(b, "text", r.Text)
	}
	if r.To == sim.Deprovisioning && r.ExitCode >= 0 {
		b = appendNumber(b, "exitCode", int64(r.ExitCode))
	}
	if r.Killed {
		b = append(b, `,"killed":true`...)
	}
	if r.From == sim.TaskNone && r.To == sim.Running {
		return b // it has been running since before the run
	}
	return append(append(append(b, `,"eventBridge":{"detailType":"`...), taskState...), '"', '}')
}

func (w *RecordWriter) appendEvent(b []byte, r *sim.Record) []byte {
	b = w.appendOf(b, r)
	b = appendText(b, "event", r.Event.String())
	if r.N > 0 {
		b = appendNumber(b, "count", int64(r.N))
	}
	if r.Replaced > 0 {
		b = appendNumber(b, "replaced", int64(r.Replaced))
	}
	if r.TargetGroup != sim.NoTargetGroup {
		b = w.appendGroup(b, r.TargetGroup)
	}
	if r.Event == sim.EventUnplaced {
		b = w.appendRefusal(b, &r.Refusal)
	}
	if len(r.Tasks) > 0 {
		b = append(b, `,"tasks":[`...)
		for i, t := range r.Tasks {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(append(b, '"'), w.wording.names.Task(r.Service, t)...), '"')
		}
		b = append(b, ']')
	}
	if r.FailedBy != sim.NotFailed {
		b = appendText(b, "failedBy", failedByName(r.FailedBy))
	}
	if r.Event == sim.EventUnstarted {
		b = appendText(b, "task", w.wording.names.Task(r.Service, r.Task))
		b = appendText(b, "failure", failureName(r.Failure))
		b = appendString(b, "text", r.Text)
	}
	b = w.appendZones(b, r)
	b = append(b, `,"message":`...)
	b = appendQuoted(b, w.wording.Event(r))
	event := actionOf(r)
	return event.append(b)
}

func (w *RecordWriter) appendRefusal(b []byte, r *sim.Refusal) []byte {
	b = appendNumber(b, "cpu", r.Want.CPU)
	b = appendNumber(b, "memory", r.Want.Memory)
	b = appendNumber(b, "instances", int64(r.Instances))
	b = appendNumber(b, "lackCPU", int64(r.Lacking(sim.LackCPU)-r.CPUAndMemory))
	b = appendNumber(b, "lackMemory", int64(r.Lacking(sim.LackMemory)-r.CPUAndMemory))
	b = appendNumber(b, "lackBoth", int64(r.CPUAndMemory))
	for _, l := range lacks()[2:] {
		if n := r.Lacking(l.of); n > 0 {
			b = appendNumber(b, "lack"+strings.ToUpper(l.name[:1])+l.name[1:], int64(n))
		}
	}
	if r.Closest == sim.NoInstance || r.Instances == 0 {
		return b
	}
	b = w.appendInstance(b, "closest", r.Closest)
	b = appendNumber(b, "closestCPU", r.ClosestFree.CPU)
	b = appendNumber(b, "closestMemory", r.ClosestFree.Memory)
	b = append(b, `,"closestLacks":[`...)
	first := true
	for _, l := range lacks() {
		if r.ClosestLacks&l.of != 0 {
			if !first {
				b = append(b, ',')
			}
			b, first = append(append(append(b, '"'), l.name...), '"'), false
		}
	}
	return append(b, ']')
}

// appendZones appends what an event of Availability Zone rebalancing is about: the zone, or the tasks of all zones.
func (w *RecordWriter) appendZones(b []byte, r *sim.Record) []byte {
	zones := w.wording.scenario.Zones
	switch r.Event { //nolint:exhaustive // the others say nothing of zones
	case sim.EventRebalancingStarted, sim.EventRebalancingStopped, sim.EventRebalancingUnplaced:
		return appendQuoted(appendKey(b, "availabilityZone"), zones[r.Zone])
	case sim.EventZonesBalanced, sim.EventZonesUnbalanced:
	default:
		return b
	}
	b = append(b, `,"zones":[`...)
	first := true
	for z, n := range r.InZones {
		if n < 0 {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		b = append(appendQuoted(append(b, `{"availabilityZone":`...), zones[z]), `,"tasks":`...)
		b, first = append(strconv.AppendInt(b, int64(n), 10), '}'), false
	}
	return append(b, ']')
}

func (w *RecordWriter) appendInstance(b []byte, key string, i sim.InstanceID) []byte {
	if i == sim.NoInstance {
		return b
	}
	if w.instances[i][0] == ',' {
		return append(b, w.instances[i]...)
	}
	return append(appendKey(b, key), w.instances[i]...)
}

func (w *RecordWriter) appendGroup(b []byte, g sim.TargetGroupID) []byte {
	return append(append(b, `,"targetGroup":`...), w.groups[g]...)
}

func appendSettings(b []byte, s *sim.Settings) []byte {
	b = appendNumber(b, "desiredCount", int64(s.Desired))
	b = appendNumber(b, "minimumHealthyPercent", int64(s.MinimumHealthyPercent))
	b = appendNumber(b, "maximumPercent", int64(s.MaximumPercent))
	b = appendNumber(b, "floor", int64(s.Floor))
	return appendNumber(b, "cap", int64(s.Cap))
}

func appendPass(b []byte, p *sim.PassFacts) []byte {
	b = append(b, `,"blockedBy":[`...)
	for i, name := range blockNames(p.Blocked) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), '"')
	}
	b = append(b, ']')
	b = appendNumber(b, "floor", int64(p.Floor))
	b = appendNumber(b, "cap", int64(p.Cap))
	b = appendNumber(b, "healthy", int64(p.Healthy))
	b = appendNumber(b, "alive", int64(p.Alive))
	b = appendNumber(b, "pending", int64(p.Pending))
	b = appendNumber(b, "waiting", int64(p.Waiting))
	b = appendNumber(b, "ending", int64(p.Ending))
	b = appendNumber(b, "starts", int64(p.Starts))
	b = appendNumber(b, "stops", int64(p.Stops))
	b = appendNumber(b, "wanted", int64(p.Wanted))
	b = appendNumber(b, "surplus", int64(p.Surplus))
	if p.Blocked&sim.BlockedByBackoff != 0 {
		b = appendNumber(b, "failures", int64(p.Failures))
		if p.RetryAt < sim.Never {
			b = append(b, `,"retryAt":`...)
			b = appendDecimal(b, int64(p.RetryAt))
		}
	}
	return b
}

func appendKey(b []byte, key string) []byte {
	return append(append(append(b, `,"`...), key...), `":`...)
}

func appendNumber(b []byte, key string, n int64) []byte {
	return strconv.AppendInt(appendKey(b, key), n, 10)
}

// appendText appends a field whose text needs no escape.
func appendText(b []byte, key, text string) []byte {
	return append(append(append(appendKey(b, key), '"'), text...), '"')
}
