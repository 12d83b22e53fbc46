package scenarios

import (
	"fmt"
	"slices"

	"github.com/ecssim/ecssim/sim"
)

// expectations builds [[expect]], when everything else is known.
func (b *builder) expectations() {
	b.out.Replicates = b.file.Replicates.V
	for i := range b.file.Expect.Items {
		if item := &b.file.Expect.Items[i]; !item.bad {
			b.expectation(&item.V, item.at)
		}
	}
}

// expectation builds one [[expect]].
func (b *builder) expectation(t *expectTable, at *node) {
	e := sim.Expectation{Name: t.Name.V, Place: placeText(at.place)}
	var ok bool
	if e.Service, ok = b.expectedService(t, at); !ok {
		return
	}
	e.Deployment = b.chosenDeployment(t)
	e.WholeRun = t.Window.V == "run"
	if t.At.given() {
		e.At = new(sim.Time(t.At.V))
		if t.At.V > b.file.Duration.V && !b.file.Duration.bad {
			b.at(t.At.at, OutOfRange, fmt.Sprintf("%s is after the end of the run, whose duration is %s", spanText(t.At.V), spanText(b.file.Duration.V)), "")
		}
	}
	e.Conditions = slices.Concat(b.stateConditions(t), t.counts(), t.metrics(), b.quantileConditions(t), t.eventConditions())
	b.checkConditions(t, at, &e)
	b.out.Expectations = append(b.out.Expectations, e)
}

// placeText is a place as messages have it, without the column.
func placeText(p place) string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// expectedService is the service that an expectation is about: the one it names, or the only one.
func (b *builder) expectedService(t *expectTable, at *node) (sim.ServiceID, bool) {
	if t.Service.at != nil {
		return b.serviceNamed(&t.Service, nil)
	}
	var names []string
	for i := range b.out.Services {
		if name := b.out.Services[i].Name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		if len(names) > 1 {
			b.missing(at, "service", "is required in a scenario of several services", "there are "+listed(names))
		}
		return 0, false
	}
	id, ok := b.services[names[0]]
	return id, ok
}

func (b *builder) chosenDeployment(t *expectTable) sim.DeploymentChoice {
	if !t.Deployment.given() {
		return sim.DeploymentChoice{}
	}
	if v := &t.Deployment.V; v.definition == "" {
		return sim.DeploymentChoice{Number: v.number}
	}
	id, ok := b.expectedRevision(t.Deployment.at, t.Deployment.V.definition)
	if !ok {
		return sim.DeploymentChoice{}
	}
	return sim.DeploymentChoice{Definition: &id}
}

// expectedRevision finds the task definition that an expectation names.
func (b *builder) expectedRevision(at *node, name string) (sim.TaskDefinitionID, bool) {
	if b.file.TaskDefinitions.bad {
		return 0, false
	}
	name = taskDefinitionName(name)
	i, ok := b.revisions.findActive(name)
	if !ok {
		b.at(at, Dangling, "there is no task definition "+quote(name), didYouMean(name, "task definition", b.revisions.names()))
		return 0, false
	}
	index := b.revisions.list[i].index
	if index >= len(b.built) || b.built[index] < 0 {
		return 0, false
	}
	return sim.TaskDefinitionID(b.built[index]), true
}

// stateConditions are the conditions on what the service and the deployment are.
func (b *builder) stateConditions(t *expectTable) []sim.Condition {
	var list []sim.Condition
	word := func(key string, v *value[string], add func(c *sim.Condition) bool) {
		if c := (sim.Condition{Text: key + " = " + v.V}); v.given() && add(&c) {
			list = append(list, c)
		}
	}
	word("rolloutState", &t.RolloutState, func(c *sim.Condition) bool {
		c.Kind, c.Rollout = sim.ExpectRollout, wordOf(t.RolloutState.V, sim.InProgress, sim.Failed)
		return true
	})
	word("outcome", &t.Outcome, func(c *sim.Condition) bool {
		c.Kind, c.Outcome = sim.ExpectOutcome, wordOf(t.Outcome.V, sim.OutcomeSettled, sim.OutcomeFailed)
		return true
	})
	word("taskDefinition", &t.TaskDefinition, func(c *sim.Condition) (ok bool) {
		c.Kind = sim.ExpectDefinition
		c.Definition, ok = b.expectedRevision(t.TaskDefinition.at, t.TaskDefinition.V)
		return ok
	})
	word("status", &t.Status, func(c *sim.Condition) bool {
		c.Kind, c.Status = sim.ExpectStatus, wordOf(t.Status.V, sim.ServiceAbsent, sim.ServiceInactive)
		return true
	})
	return list
}

// wordOf is the value from first to last that prints as a word.
func wordOf[T interface {
	~uint8
	String() string
}](word string, first, last T) T {
	for v := first; v < last; v++ {
		if v.String() == word {
			return v
		}
	}
	return last
}

// counts are the conditions on counts of tasks.
func (t *expectTable) counts() []sim.Condition {
	var list []sim.Condition
	for k, v := range [...]*value[comparison]{&t.Desired, &t.Pending, &t.Running, &t.Healthy, &t.Unhealthy, &t.Stopping} {
		if v.given() {
			kind := sim.CountKind(k)
			list = append(list, sim.Condition{Kind: sim.ExpectCount, Count: kind, Bounds: v.V.bounds, Text: kind.String() + " " + v.V.text})
		}
	}
	return list
}

// metrics are the conditions on metrics of the run itself.
func (t *expectTable) metrics() []sim.Condition {
	var list []sim.Condition
	for m, v := range [...]*value[comparison]{
		&t.Duration, &t.MinHealthy, &t.MinRunning, &t.PeakTasks, &t.PeakOccupied, &t.HealthyDeficit, &t.TimeAtFloor, &t.Surge,
		&t.TasksStarted, &t.TasksStopped, &t.TasksFailed, &t.Sigkills, &t.PlacementFailures, &t.HostWait, &t.PeakCPU, &t.PeakMemory,
		&t.HostsUsed, &t.ZoneSkew,
	} {
		if v.given() {
			metric := sim.Metric(m)
			list = append(list, sim.Condition{Metric: metric, Bounds: v.V.bounds, Text: metric.String() + " " + v.V.text})
		}
	}
	if t.Waiter.given() {
		c := sim.Condition{Metric: sim.MetricWaiter, Bounds: []sim.Bound{{Comparison: sim.Equal}}, Text: fmt.Sprintf("waiter = %t", t.Waiter.V)}
		if t.Waiter.V {
			c.Bounds[0].Value = 1
		}
		list = append(list, c)
	}
	return list
}

// quantileConditions are the conditions on quantiles over replicates, of which there have to be enough to decide.
func (b *builder) quantileConditions(t *expectTable) []sim.Condition {
	var list []sim.Condition
	for i := range t.Quantiles.V.list {
		q := &t.Quantiles.V.list[i]
		list = append(list, sim.Condition{Metric: q.metric, Quantile: q.part, Bounds: q.bounds, Text: lastStep(q.at) + " " + q.text})
		if b.file.Replicates.V < 2 && !b.file.Replicates.bad {
			b.atKey(q.at, Missing, "a quantile is judged by replicates, and the scenario has one run", "write replicates = 200 at the top")
		}
	}
	return list
}

// eventConditions are the conditions on service events.
func (t *expectTable) eventConditions() []sim.Condition {
	var list []sim.Condition
	if t.Events.given() {
		list = append(list, sim.Condition{Kind: sim.ExpectEvents, Events: t.Events.V.list, Text: "events " + t.Events.V.text})
	}
	if !t.NoEvents.given() {
		return list
	}
	return append(list, sim.Condition{Kind: sim.ExpectNoEvents, Absent: t.NoEvents.V.codes, Text: "noEvents " + t.NoEvents.V.text})
}

// checkConditions checks that an expectation has conditions, and that what it says besides has a meaning for them.
func (b *builder) checkConditions(t *expectTable, at *node, e *sim.Expectation) {
	chosen := false
	for i := range e.Conditions {
		c := &e.Conditions[i]
		if e.WholeRun && c.Kind == sim.ExpectMetric && (c.Metric == sim.MetricDuration || c.Metric == sim.MetricWaiter) {
			b.at(t.Window.at, Conflict, c.Text+" is about a deployment, and not about the whole run", "give it an [[expect]] of its own, without window")
		}
		ofState := c.Kind != sim.ExpectMetric && c.Kind != sim.ExpectOutcome && c.Kind != sim.ExpectEvents && c.Kind != sim.ExpectNoEvents
		chosen = chosen || c.Kind == sim.ExpectMetric || c.Kind == sim.ExpectRollout || c.Kind == sim.ExpectCount
		if t.At.given() && !ofState {
			b.at(t.At.at, Conflict, "is a moment, and "+c.Text+" is about the whole run", "give it an [[expect]] of its own, without at")
		}
	}
	said := slices.DeleteFunc(slices.Clone(at.data.(*table).names), func(key string) bool {
		return key == "name" || key == "service" || key == "deployment" || key == "at" || key == "window"
	})
	if e.WholeRun && t.Deployment.given() {
		b.atKey(t.Deployment.at, Conflict, `with window = "run" nothing is about one deployment`, "leave one of them out")
	}
	switch {
	case len(said) == 0:
		b.missing(at, "duration", "an expectation needs a condition", `such as duration = "<= 10m" or rolloutState = "COMPLETED"`)
	case t.Deployment.given() && !chosen && len(e.Conditions) > 0:
		b.atKey(t.Deployment.at, Conflict, "no condition here is about a deployment", "leave it out")
	}
}
