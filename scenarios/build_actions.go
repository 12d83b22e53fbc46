package scenarios

import "github.com/ecssim/ecssim/sim"

// acts says whether an entry of the timeline has one of the actions that act builds.
func (t *timelineTable) acts() bool {
	return t.StopTask.given() || t.ProtectTasks.given() || t.StopServiceDeployment.given() || t.SetAlarmState.given() || t.ChangeFaults.given()
}

// act builds the action of an entry that acts.
func (b *builder) act(t *timelineTable, a *sim.Action) {
	switch {
	case t.StopTask.given():
		a.Kind = sim.ActionStopTask
		b.call(t.StopTask.at, a, func() { a.Stop = b.stopTask(&t.StopTask.V) })
	case t.ProtectTasks.given():
		a.Kind = sim.ActionProtectTasks
		b.call(t.ProtectTasks.at, a, func() { a.Protect = b.protectTasks(&t.ProtectTasks.V) })
	case t.StopServiceDeployment.given():
		a.Kind = sim.ActionStopDeployment
		b.call(t.StopServiceDeployment.at, a, func() { a.StopDeployment = b.stopDeployment(&t.StopServiceDeployment.V) })
	case t.SetAlarmState.given():
		a.Kind = sim.ActionSetAlarm
		a.Alarm = b.setAlarm(&t.SetAlarmState.V)
	case t.ChangeFaults.given():
		a.Kind = sim.ActionChangeFaults
		a.Faults = b.changeFaults(&t.ChangeFaults.V)
	}
}

// tasks builds which tasks of which service a call concerns: count of them where it says nothing, 0 for all. The API has
// other words for them, so that what is wrong here is a fault and not a refusal of the call.
func (b *builder) tasks(t *tasksTable, count int) (sim.ServiceID, sim.TaskChoice) {
	defer b.leave()()
	choice := sim.TaskChoice{Ordinals: t.Ordinals.V.list}
	ordinals := t.Ordinals.at
	if t.Ordinal.given() {
		choice.Ordinals = []int32{int32(t.Ordinal.V)}
		if ordinals != nil {
			b.atKey(t.Ordinal.at, Conflict, "stands beside ordinals", "put it into the list")
		}
		ordinals = t.Ordinal.at
	}
	switch {
	case ordinals == nil && t.Count.given():
		choice.Count = t.Count.V
	case ordinals == nil:
		choice.Count = count
	case t.Count.given():
		b.atKey(t.Count.at, Conflict, "stands beside ordinals, which say how many", "leave one of the two out")
	}
	definition, known := b.revisionNamed(&t.TaskDefinition, false)
	if known {
		choice.Definition = &definition
	}
	service, _ := b.serviceNamed(&t.Service, nil)
	return service, choice
}

// stopTask builds calls of StopTask.
func (b *builder) stopTask(t *stopTaskTable) sim.StopTask {
	service, tasks := b.tasks(&t.tasksTable, 1)
	return sim.StopTask{Service: service, Tasks: tasks, Reason: t.Reason.V}
}

// protectTasks builds a call of UpdateTaskProtection.
func (b *builder) protectTasks(t *protectTasksTable) sim.ProtectTasks {
	service, tasks := b.tasks(&t.tasksTable, 0)
	call := sim.ProtectTasks{Service: service, Tasks: tasks, Enable: t.ProtectionEnabled.V}
	if call.Enable {
		call.Expires = sim.Span(max(t.ExpiresInMinutes.V, 0)) * sim.Minute
	} else if at := t.ExpiresInMinutes.at; at != nil && t.ProtectionEnabled.given() {
		defer b.leave()() // whether the API minds isn't known
		b.atKey(at, Conflict, "there is nothing that could expire where protectionEnabled is false", "leave it out")
	}
	return call
}

// stopDeployment builds a call of StopServiceDeployment. Which deployment it is, is said in other words than the API's.
func (b *builder) stopDeployment(t *stopServiceDeploymentTable) sim.StopDeployment {
	defer b.leave()()
	service, _ := b.serviceNamed(&t.Service, nil)
	return sim.StopDeployment{Service: service, Rollback: t.StopType.V == "ROLLBACK"}
}

// changeFaults builds a change of what goes wrong with tasks of a revision.
func (b *builder) changeFaults(t *changeFaultsTable) sim.ChangeFaults {
	id, ok := b.revisionNamed(&t.TaskDefinition, false)
	d := &sim.TaskDefinition{}
	if ok {
		d = &b.out.TaskDefinitions[id]
	}
	return sim.ChangeFaults{Definition: id, To: b.faults(&t.faultsTable, d)}
}
