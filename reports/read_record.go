package reports

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// replay turns lines of records.ndjson back into records.
type replay struct {
	line
	sc  *sim.Scenario
	w   *RecordWriter // writes what was read, to compare
	rec sim.Record
	err sim.APIError // behind rec.Error
	now sim.Time

	services    []knownService
	open        int              // services whose end is still to come
	named       map[string][]int // services by name, in order
	definitions map[string]sim.TaskDefinitionID
	groups      map[string][]int // target groups and Classic Load Balancers, likewise
	alarms      map[string]sim.AlarmID
	zones       map[string]sim.ZoneID
	instances   map[string]sim.InstanceID
	onFargate   map[string]sim.InstanceID // what stands for Fargate in a zone
	actions     map[int32]int32           // by place in the scenario as written
}

// knownService is what the lines so far have told of a service.
type knownService struct {
	deployments map[string]sim.DeploymentID
	definitions []sim.TaskDefinitionID // by DeploymentID
	tasks       map[string]sim.TaskNumber
	list        []knownTask // by TaskNumber
	over        bool
}

type knownTask struct {
	deployment sim.DeploymentID
	instance   sim.InstanceID
	ordinal    int32
	state      sim.TaskState
}

// newReplay is for the records of one run of sc.
func newReplay(sc *sim.Scenario, from Source) *replay {
	p := &replay{
		sc: sc, w: NewSavedRecordWriter(nil, sc, from), open: len(sc.Services), services: make([]knownService, len(sc.Services)),
		named: make(map[string][]int), definitions: make(map[string]sim.TaskDefinitionID), groups: make(map[string][]int),
		alarms: make(map[string]sim.AlarmID), zones: make(map[string]sim.ZoneID), instances: make(map[string]sim.InstanceID),
		onFargate: make(map[string]sim.InstanceID), actions: make(map[int32]int32),
	}
	for i := range sc.Services {
		p.services[i] = knownService{deployments: make(map[string]sim.DeploymentID), tasks: make(map[string]sim.TaskNumber)}
		p.named[sc.Services[i].Name] = append(p.named[sc.Services[i].Name], i)
	}
	for i := range sc.TaskDefinitions {
		p.definitions[sc.TaskDefinitions[i].Name()] = sim.TaskDefinitionID(i)
	}
	for i := range sc.TargetGroups {
		p.groups[sc.TargetGroups[i].Name] = append(p.groups[sc.TargetGroups[i].Name], i)
	}
	for i, name := range sc.Alarms {
		p.alarms[name] = sim.AlarmID(i)
	}
	for i, name := range sc.Zones {
		p.zones[name] = sim.ZoneID(i)
	}
	for i, instance := range sc.Instances() {
		if sc.Groups[instance.Group].Fargate {
			p.onFargate[sc.Zones[instance.Zone]] = sim.InstanceID(i)
		} else {
			p.instances[instance.Name] = sim.InstanceID(i)
		}
	}
	for i := range sc.Timeline {
		p.actions[int32(sc.Timeline[i].Index)] = int32(i)
	}
	return p
}

// read makes a record of a line. It is valid until the next one.
func (p *replay) read(text []byte) error {
	p.split(text)
	p.rec = sim.Record{
		Service: sim.NoService, Deployment: sim.NoDeployment, Task: sim.NoTask, Instance: sim.NoInstance, TargetGroup: sim.NoTargetGroup,
		Tasks: p.rec.Tasks[:0], InZones: p.rec.InZones[:0], Refusal: sim.Refusal{Each: p.rec.Refusal.Each[:0], Closest: sim.NoInstance},
	}
	r := &p.rec
	if p.wrong == nil {
		p.head(r)
	}
	if p.wrong == nil {
		p.facts(r)
	}
	if p.wrong != nil {
		return p.wrong
	}
	p.w.buf = p.w.appendLine(p.w.buf[:0], r)
	return compare(text, p.w.buf[:len(p.w.buf)-1], r.Kind.String())
}

// head reads what every line has.
func (p *replay) head(r *sim.Record) {
	r.Kind = pick(&p.line, "kind", sim.KindSettings, sim.KindInstance, sim.RecordKind.String)
	at, ok := p.seconds("time")
	switch {
	case !ok:
		p.missing("time")
	case at < p.now:
		p.fail(`"time" is %s, but the line before is of %s; records are in order of time`, p.raw("time"), p.now)
	case at > sim.Time(p.sc.Duration):
		p.fail(`"time" is %s, after the longest duration of the run, %s`, p.raw("time"), p.sc.Duration)
	case p.open == 0 && len(p.services) > 0:
		p.fail("follows the end of the run, after which there is nothing")
	}
	p.now = at
	r.At = at
	name, ok := p.text("service")
	if !ok {
		if r.Kind != sim.KindAction && r.Kind != sim.KindAlarm && r.Kind != sim.KindInstance {
			p.missing("service")
		}
		return
	}
	if i, ok := p.numbered(p.named[string(name)], "service", "serviceNumber"); ok {
		r.Service = sim.ServiceID(i)
	}
}

// numbered is the one of several things of a name that a line is about.
func (p *replay) numbered(list []int, key, number string) (i int, ok bool) {
	n := p.count(number)
	switch {
	case len(list) == 0:
		p.refuse(key, p.raw(key), "a name that the scenario has for it")
	case int(n) > len(list):
		p.refuse(number, p.raw(number), fmt.Sprintf("at most %d, since the scenario has as many of that name", len(list)))
	default:
		return list[max(n, 1)-1], true
	}
	return 0, false
}

// targetGroup is the target group, or the Classic Load Balancer, that a line is about.
func (p *replay) targetGroup() sim.TargetGroupID {
	if i, ok := p.numbered(p.groups[string(p.needText("targetGroup"))], "targetGroup", "targetGroupNumber"); ok {
		return sim.TargetGroupID(i)
	}
	return sim.NoTargetGroup
}

// facts reads what the kind asks for.
func (p *replay) facts(r *sim.Record) {
	switch r.Kind {
	case sim.KindSettings:
		r.Settings = sim.Settings{
			Desired: p.needCount("desiredCount"), MinimumHealthyPercent: p.needCount("minimumHealthyPercent"),
			MaximumPercent: p.needCount("maximumPercent"), Floor: p.needCount("floor"), Cap: p.needCount("cap"),
		}
	case sim.KindAction:
		p.action(r)
	case sim.KindService:
		r.Lifecycle = pick(&p.line, "status", sim.ServiceActive, sim.ServiceInactive, sim.ServiceStatus.String)
	case sim.KindAlarm:
		r.Alarm = lookUp(p, "alarm", p.alarms, "an alarm of the scenario")
		r.AlarmState = pick(&p.line, "state", sim.AlarmOK, sim.AlarmInsufficientData, sim.AlarmState.String)
	case sim.KindDeployment:
		p.deployment(r)
	case sim.KindTask:
		p.edge(r)
	case sim.KindProtection, sim.KindRestart, sim.KindTarget, sim.KindContainerHealth, sim.KindHealth:
		if p.task(r); p.wrong == nil {
			p.ofTask(r)
		}
	case sim.KindPass, sim.KindEnd:
		p.of(r)
		p.pass(&r.Pass)
		if r.Kind == sim.KindEnd {
			r.Outcome = pick(&p.line, "outcome", sim.OutcomeSettled, sim.OutcomeFailed, sim.Outcome.String)
			p.end(r)
		}
	case sim.KindRefusal:
		if p.of(r); r.Deployment == sim.NoDeployment {
			p.missing("deployment")
			return
		}
		r.N = p.needCount("wanted")
		r.Refusal.Want = p.sc.TaskDefinitions[r.Definition].Claim()
		p.refusal(&r.Refusal)
		p.lacking(&r.Refusal)
	case sim.KindEvent:
		p.event(r)
	case sim.KindInstance:
		if r.Instance = p.instance("instance"); r.Instance == sim.NoInstance {
			p.missing("instance")
		}
		r.State = pick(&p.line, "status", sim.InstanceActive, sim.InstanceGone, sim.InstanceState.String)
		r.Connected = p.flag("agentConnected")
	}
}

// lookUp is what a field names; it has to be there.
func lookUp[T ~int32](p *replay, key string, known map[string]T, want string) T {
	name := p.needText(key)
	id, ok := known[string(name)]
	if !ok {
		p.refuse(key, p.raw(key), want)
	}
	return id
}

// instance is the container instance that a field names, or what stands for Fargate in a zone; sim.NoInstance where
// there is neither.
func (p *replay) instance(key string) sim.InstanceID {
	if name, ok := p.text(key); ok {
		if id, ok := p.instances[string(name)]; ok {
			return id
		}
		p.refuse(key, p.raw(key), "a container instance of the scenario")
	} else if zone, ok := p.text("availabilityZone"); ok {
		if id, ok := p.onFargate[string(zone)]; ok {
			return id
		}
		p.fail("%q is missing, and there is no Fargate in %s", key, short(zone))
	}
	return sim.NoInstance
}

// action reads a call. What it asks for is in the scenario.
func (p *replay) action(r *sim.Record) {
	index := p.needCount("action")
	i, ok := p.actions[index]
	if !ok {
		p.refuse("action", p.raw("action"), fmt.Sprintf("the place of an action in the scenario's timeline, which has %d", len(p.sc.Timeline)))
		return
	}
	r.Action = i
	if r.Service != p.sc.Timeline[i].Service() {
		p.fail(`"service" isn't that of action %d of the scenario`, index)
	}
	exception, refused := p.text("exception")
	if refused {
		message, _ := p.text("error")
		p.err = sim.APIError{Exception: string(exception), Message: string(message)}
		r.Error = new(p.err)
	}
}

// of reads the deployment that a record concerns, if any.
func (p *replay) of(r *sim.Record) {
	id, ok := p.text("deployment")
	if !ok {
		return
	}
	s := &p.services[r.Service]
	if r.Deployment, ok = s.deployments[string(id)]; !ok {
		r.Deployment = sim.NoDeployment
		p.refuse("deployment", p.raw("deployment"), "the id of a deployment that a line before has created")
		return
	}
	r.Definition = s.definitions[r.Deployment]
}

// deployment reads the creation of a deployment, or a change of one.
func (p *replay) deployment(r *sim.Record) {
	s := &p.services[r.Service]
	id := p.needText("deployment")
	if _, known := s.deployments[string(id)]; !known && p.wrong == nil {
		next := sim.DeploymentID(len(s.definitions))
		if name := p.w.wording.names.Deployment(r.Service, next); name != string(id) {
			p.refuse("deployment", p.raw("deployment"), "the id of a deployment that there is, or that of the next one, "+name)
			return
		}
		definition := lookUp(p, "taskDefinition", p.definitions, "a task definition of the scenario")
		s.deployments[string(id)] = next
		s.definitions = append(s.definitions, definition)
	}
	p.of(r)
	r.Status = pick(&p.line, "status", sim.Primary, sim.Inactive, sim.DeploymentStatus.String)
	r.Rollout = pick(&p.line, "rolloutState", sim.InProgress, sim.Failed, sim.RolloutState.String)
	r.N, r.Failed = p.needCount("desiredCount"), p.count("failedTasks")
	r.FailedBy = p.failedBy()
}

func (p *replay) failedBy() sim.FailedBy {
	return pickOr(&p.line, "failedBy", sim.NotFailed, sim.FailedByBreaker, sim.FailedByRequest, failedByName)
}

// task reads the task that a record concerns, and with it all that is known of it.
func (p *replay) task(r *sim.Record) {
	s := &p.services[r.Service]
	number, ok := s.tasks[string(p.needText("task"))]
	if !ok {
		p.refuse("task", p.raw("task"), "the id of a task that a line before has created")
		return
	}
	p.known(r, number)
}

// known fills in what is known of a task.
func (p *replay) known(r *sim.Record, number sim.TaskNumber) {
	s := &p.services[r.Service]
	t := &s.list[number]
	r.Task, r.Deployment, r.Instance, r.Ordinal, r.Definition = number, t.deployment, t.instance, t.ordinal, s.definitions[t.deployment]
}

// edge reads a step of a task's life.
func (p *replay) edge(r *sim.Record) {
	r.From = pickOr(&p.line, "from", sim.TaskNone, sim.Provisioning, sim.Stopped, sim.TaskState.String)
	r.To = pick(&p.line, "to", sim.Provisioning, sim.Stopped, sim.TaskState.String)
	if r.From == sim.TaskNone {
		p.create(r)
	} else {
		p.task(r)
	}
	if p.wrong != nil {
		return
	}
	t := &p.services[r.Service].list[r.Task]
	if t.state != r.From || !sim.LegalEdge(r.From, r.To) {
		p.fail("has the task go from %q to %q, but it is %q", r.From, r.To, t.state)
		return
	}
	t.state = r.To
	if isEnding(r.From, r.To) {
		r.Reason = pickOr(&p.line, "stoppedBy", sim.NotStopped, sim.StoppedByScaling, sim.StoppedByUser, stoppedByName)
		r.Failure = p.failure()
		p.words(r)
	}
	if r.To == sim.Deprovisioning {
		p.exitCode(r, -1)
		r.Killed = len(p.raw("killed")) > 0 && p.flag("killed")
	}
}

// create reads a new task.
func (p *replay) create(r *sim.Record) {
	s := &p.services[r.Service]
	id, next := p.needText("task"), sim.TaskNumber(len(s.list))
	if name := p.w.wording.names.Task(r.Service, next); name != string(id) {
		p.refuse("task", p.raw("task"), "that of the service's next one, "+name+", where there is no \"from\"")
		return
	}
	if p.of(r); r.Deployment == sim.NoDeployment {
		p.missing("deployment")
	}
	t := knownTask{deployment: r.Deployment, instance: p.instance("instance"), ordinal: p.needCount("ordinal")}
	if t.instance == sim.NoInstance {
		p.missing("instance")
	}
	if p.wrong == nil {
		s.tasks[string(id)] = next
		s.list = append(s.list, t)
		p.known(r, next)
	}
}

func (p *replay) failure() sim.Failure {
	return pickOr(&p.line, "failure", sim.NoFailure, sim.FailedPull, sim.HostDeregistered, failureName)
}

// words reads the text that StopTask was given, or that a start failed for.
func (p *replay) words(r *sim.Record) {
	if text, ok := p.text("text"); ok {
		r.Text = string(text)
	}
}

func (p *replay) exitCode(r *sim.Record, missing int16) {
	r.ExitCode = missing
	if code, ok := p.integer("exitCode", 0, 1<<15-1); ok {
		r.ExitCode = int16(code)
	}
}

// ofTask reads what the kinds that are about a task have besides.
func (p *replay) ofTask(r *sim.Record) {
	switch r.Kind { //nolint:exhaustive // the others aren't about a task, or edge reads them
	case sim.KindProtection:
		if r.Protected = p.flag("protected"); r.Protected {
			var ok bool
			if r.Until, ok = p.seconds("until"); !ok {
				p.missing("until")
			}
		}
	case sim.KindRestart:
		p.container(r)
		p.exitCode(r, 0)
	case sim.KindTarget:
		r.TargetGroup = p.targetGroup()
		r.Target = pick(&p.line, "state", sim.TargetInitial, sim.TargetUnused, sim.TargetState.String)
	case sim.KindContainerHealth, sim.KindHealth:
		r.Health = pick(&p.line, "healthStatus", sim.HealthUnknown, sim.Unhealthy, sim.Health.String)
	}
}

// container reads which container of a task was restarted.
func (p *replay) container(r *sim.Record) {
	name := p.needText("container")
	list := p.sc.TaskDefinitions[r.Definition].Containers
	for i := range list {
		if list[i].Name == string(name) {
			r.Container = int32(i)
			return
		}
	}
	p.refuse("container", p.raw("container"), "a container of the task")
}

// pass reads what a pass decided and how it left the service.
func (p *replay) pass(f *sim.PassFacts) {
	if p.raw("blockedBy") == nil {
		p.missing("blockedBy")
		return
	}
	p.texts("blockedBy", func(s []byte) {
		for b := sim.BlockedByFloor; b != 0; b <<= 1 {
			if names := blockNames(b); len(names) == 1 && names[0] == string(s) {
				f.Blocked |= b
				return
			}
		}
		p.refuse("blockedBy", p.raw("blockedBy"), "a list of what can hold a deployment back, as in "+
			fmt.Sprint(blockNames(sim.BlockedByFloor|sim.BlockedByCap)))
	})
	f.Floor, f.Cap, f.Healthy = p.needCount("floor"), p.needCount("cap"), p.needCount("healthy")
	f.Alive, f.Pending, f.Waiting = p.needCount("alive"), p.needCount("pending"), p.needCount("waiting")
	f.Ending, f.Starts, f.Stops = p.needCount("ending"), p.needCount("starts"), p.needCount("stops")
	f.Wanted, f.Surplus = p.needCount("wanted"), p.needCount("surplus")
	if f.Blocked&sim.BlockedByBackoff == 0 {
		return
	}
	f.Failures, f.RetryAt = p.needCount("failures"), sim.Never
	if at, ok := p.seconds("retryAt"); ok {
		f.RetryAt = at
	}
}

// end notes that a service is over.
func (p *replay) end(r *sim.Record) {
	s := &p.services[r.Service]
	if s.over {
		p.fail("is the second end of service %s", Inert(p.sc.Services[r.Service].Name))
		return
	}
	s.over = true
	p.open--
}

// event reads a service event. Its message follows from the rest.
func (p *replay) event(r *sim.Record) {
	p.of(r)
	r.Event = pick(&p.line, "event", sim.EventStarted, sim.EventRebalancingHeld, sim.EventCode.String)
	r.N, r.Replaced = p.count("count"), p.count("replaced")
	if p.raw("targetGroup") != nil {
		r.TargetGroup = p.targetGroup()
	}
	s := &p.services[r.Service]
	p.texts("tasks", func(id []byte) {
		number, ok := s.tasks[string(id)]
		if !ok {
			p.fail(`"tasks" has %q, which is no task that a line before has created`, short(id))
			return
		}
		r.Tasks = append(r.Tasks, number)
	})
	r.FailedBy = p.failedBy()
	if p.wrong != nil {
		return
	}
	switch r.Event { //nolint:exhaustive // the others have nothing of their own
	case sim.EventUnhealthyTarget, sim.EventUnhealthyContainer:
		if len(r.Tasks) == 0 {
			p.missing("tasks")
			return
		}
		p.known(r, r.Tasks[0])
	case sim.EventUnstarted:
		if p.task(r); p.wrong == nil {
			r.Failure = p.failure()
			p.words(r)
		}
	case sim.EventUnplaced:
		p.refusal(&r.Refusal)
	case sim.EventRebalancingStarted, sim.EventRebalancingStopped, sim.EventRebalancingUnplaced:
		r.Zone = lookUp(p, "availabilityZone", p.zones, zoneOfScenario)
	case sim.EventZonesBalanced, sim.EventZonesUnbalanced:
		p.inZones(r)
	}
}

const zoneOfScenario = "an Availability Zone of the scenario"
