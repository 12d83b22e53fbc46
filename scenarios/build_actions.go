package scenarios

import "github.com/ecssim/ecssim/sim"

// acts says whether an entry of the timeline has one of the actions that act builds.
func (t *timelineTable) acts() bool {
	return t.StopTask.given() || t.ProtectTasks.given() || t.StopServiceDeployment.given() || t.SetAlarmState.given() || t.ChangeFaults.given()
}

// act builds the action of an entry that acts. It gives false after a fault.
func (b *builder) act(t *timelineTable, to *sim.Action) bool {
	ok := false
	switch {
	case t.StopTask.given():
		to.Kind = sim.ActionStopTask
		to.Stop, ok = b.stopTask(&t.StopTask.V)
	case t.ProtectTasks.given():
		to.Kind = sim.ActionProtectTasks
		to.Protect, ok = b.protectTasks(&t.ProtectTasks.V)
	case t.StopServiceDeployment.given():
		to.Kind = sim.ActionStopDeployment
		to.StopDeployment, ok = b.stopDeployment(&t.StopServiceDeployment.V)
	case t.SetAlarmState.given():
		to.Kind = sim.ActionSetAlarm
		to.Alarm, ok = b.setAlarm(&t.SetAlarmState.V)
	case t.ChangeFaults.given():
		to.Kind = sim.ActionChangeFaults
		to.Faults, ok = b.changeFaults(&t.ChangeFaults.V)
	}
	return ok
}

// tasks builds which tasks of which service an action concerns: count of them where it says nothing, 0 for all.
func (b *builder) tasks(t *tasksTable, count int) (sim.ServiceID, sim.TaskChoice, bool) {
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
	definition, known := b.revisionNamed(&t.TaskDefinition)
	if known {
		choice.Definition = &definition
	}
	service, ok := b.serviceNamed(&t.Service)
	return sim.ServiceID(service), choice, ok
}

// stopTask builds calls of StopTask.
func (b *builder) stopTask(t *stopTaskTable) (sim.StopTask, bool) {
	service, tasks, ok := b.tasks(&t.tasksTable, 1)
	return sim.StopTask{Service: service, Tasks: tasks, Reason: t.Reason.V}, ok
}

// protectTasks builds a call of UpdateTaskProtection.
func (b *builder) protectTasks(t *protectTasksTable) (sim.ProtectTasks, bool) {
	service, tasks, ok := b.tasks(&t.tasksTable, 0)
	call := sim.ProtectTasks{Service: service, Tasks: tasks, Enable: t.ProtectionEnabled.V}
	if call.Enable {
		call.Expires = sim.Span(t.ExpiresInMinutes.V) * sim.Minute
	}
	return call, ok
}

// stopDeployment builds a call of StopServiceDeployment.
func (b *builder) stopDeployment(t *stopServiceDeploymentTable) (sim.StopDeployment, bool) {
	service, ok := b.serviceNamed(&t.Service)
	return sim.StopDeployment{Service: sim.ServiceID(service), Rollback: t.StopType.V == "ROLLBACK"}, ok
}

// changeFaults builds a change of what goes wrong with tasks of a revision.
func (b *builder) changeFaults(t *changeFaultsTable) (sim.ChangeFaults, bool) {
	id, ok := b.revisionNamed(&t.TaskDefinition)
	d := &sim.TaskDefinition{}
	if ok {
		d = &b.out.TaskDefinitions[id]
	}
	return sim.ChangeFaults{Definition: id, To: b.faults(&t.faultsTable, d)}, ok
}
