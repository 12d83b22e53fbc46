package sim

// timeline checks that the actions are in order and that what they name exists. A call that the API refuses may name no
// service.
func (v *validator) timeline() {
	var last Time
	for i := range v.scenario.Timeline {
		a := &v.scenario.Timeline[i]
		v.check(a.At >= last, "timeline[%d] lies before its predecessor", i)
		last = a.At
		if id := a.Service(); id != NoService || a.Refused == nil && a.Kind.isOfService() {
			v.check(id >= 0 && int(id) < len(v.scenario.Services), "timeline[%d]: service %d doesn't exist", i, id)
		}
		v.action(i, a)
	}
}

// action checks what one kind of action has of its own.
func (v *validator) action(i int, a *Action) {
	switch a.Kind {
	case ActionUpdateService:
		v.update(i, &a.Update)
	case ActionCreateService:
		known := a.Create >= 0 && int(a.Create) < len(v.scenario.Services)
		ok := a.Refused != nil || a.Repeat != nil || known && v.scenario.Services[a.Create].InitialState == Absent
		v.check(ok, "timeline[%d]: service %d is there from the beginning and can't be created", i, a.Create)
	case ActionStopTask:
		v.choice(i, &a.Stop.Tasks)
	case ActionProtectTasks:
		v.choice(i, &a.Protect.Tasks)
		v.check(a.Protect.Expires >= 0, "timeline[%d]: a protection ends before it begins", i)
	case ActionSetAlarm:
		v.check(a.Alarm.Alarm >= 0 && int(a.Alarm.Alarm) < len(v.scenario.Alarms), "timeline[%d]: alarm %d doesn't exist", i, a.Alarm.Alarm)
	case ActionChangeFaults:
		v.definition(i, &a.Faults.Definition)
	case ActionUpdateInstances, ActionAddInstances, ActionTerminateInstances, ActionLoseZone, ActionRestoreZone,
		ActionReplaceInstances, ActionDeregisterInstances, ActionConnectAgents:
		v.changeInstances(i, a)
	case ActionDeleteService, ActionStopDeployment:
	}
}

func (v *validator) update(i int, u *UpdateService) {
	v.definition(i, u.TaskDefinition)
	for _, percent := range []*int{u.MinimumHealthyPercent, u.MaximumPercent} {
		v.check(percent == nil || *percent >= 0, "timeline[%d]: a negative percentage", i)
	}
	if n := u.DesiredCount; n != nil {
		v.check(*n >= 0 && *n <= MaxTasksPerService, "timeline[%d]: desiredCount %d is outside 0..%d", i, *n, MaxTasksPerService)
	}
	if u.LoadBalancers != nil {
		v.balancers("timeline", i, *u.LoadBalancers)
	}
	if u.Alarms != nil {
		v.alarms("timeline", i, *u.Alarms)
	}
}

// changeInstances checks that instances exist, in ascending order, and have successors where they are replaced.
func (v *validator) changeInstances(i int, a *Action) {
	c, n := &a.Instances, v.instances
	for _, list := range [][]InstanceID{c.Instances, c.Successors} {
		for k, id := range list {
			v.check(id >= 0 && int(id) < n, "timeline[%d]: container instance %d doesn't exist", i, id)
			v.check(k == 0 || list[k-1] < id, "timeline[%d]: container instances aren't in ascending order", i)
		}
	}
	if a.Kind == ActionReplaceInstances {
		v.check(len(c.Successors) == len(c.Instances), "timeline[%d]: %d container instances have %d successors", i, len(c.Instances), len(c.Successors))
		v.check(c.Batch > 0, "timeline[%d]: container instances are replaced %d at a time", i, c.Batch)
	}
}

func (v *validator) choice(i int, c *TaskChoice) {
	v.definition(i, c.Definition)
	v.check(c.Count >= 0, "timeline[%d]: a negative number of tasks", i)
}

func (v *validator) definition(i int, d *TaskDefinitionID) {
	if d != nil {
		v.check(int(*d) >= 0 && int(*d) < len(v.scenario.TaskDefinitions), "timeline[%d]: task definition %d doesn't exist", i, *d)
	}
}
