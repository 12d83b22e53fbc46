package reports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// mostMarked is how many container instances a mark names.
const mostMarked = 1

// ActionMarks marks what the timeline does to a service up to the run's end: calls for it, changes of alarms that it has
// at the time, and changes of the faults of task definitions that it has had, and what happens to container
// instances, whether it has tasks there or not.
func ActionMarks(sc *sim.Scenario, names *sim.Names, service sim.ServiceID, end sim.Time) []Mark {
	return actionMarks(sc, names, service, end, func(i int) bool { return sc.Timeline[i].Refused != nil })
}

// ActionMarks marks what the timeline did to a service. It says which calls were refused.
func (r *Run) ActionMarks(service sim.ServiceID) []Mark {
	return actionMarks(r.Scenario, r.Names(), service, r.Fold.Now(), func(i int) bool { return r.refused[i] })
}

func actionMarks(sc *sim.Scenario, names *sim.Names, service sim.ServiceID, end sim.Time, refused func(i int) bool) []Mark {
	var marks []Mark
	api := metrics.NewAPI(&sc.Services[service])
	had := []sim.TaskDefinitionID{api.TaskDefinition}
	for i := range sc.Timeline {
		a := &sc.Timeline[i]
		concerns := a.Service() == service
		switch a.Kind {
		case sim.ActionSetAlarm:
			concerns = slices.Contains(api.Alarms.Names, a.Alarm.Alarm)
		case sim.ActionChangeFaults:
			concerns = slices.Contains(had, a.Faults.Definition)
		case sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone, sim.ActionRestoreZone,
			sim.ActionReplaceInstances, sim.ActionDeregisterInstances, sim.ActionConnectAgents:
			concerns = true // whether the service has a task there or may get one is for the reader to see
		case sim.ActionUpdateService, sim.ActionCreateService, sim.ActionDeleteService, sim.ActionStopTask,
			sim.ActionProtectTasks, sim.ActionStopDeployment:
		}
		if !concerns || a.At > end {
			continue
		}
		m := Mark{At: a.At, Kind: MarkAction, Text: actionText(sc, names, a), action: i}
		if refused(i) {
			m.Text += ", refused"
		} else {
			api.Take(sc, a)
			had = append(had, api.TaskDefinition)
		}
		marks = append(marks, m)
	}
	return marks
}

// Calls marks every action of the timeline that has been called, once: in a run of several services one that is for a
// service has its name before it.
func (r *Run) Calls() []Mark {
	var marks []Mark
	for i := range r.Scenario.Timeline {
		a := &r.Scenario.Timeline[i]
		if a.At > r.Fold.Now() {
			continue
		}
		text := actionText(r.Scenario, r.Names(), a)
		if id := a.Service(); id != sim.NoService && len(r.Scenario.Services) > 1 {
			text = r.Names().Service(id) + ": " + text
		}
		if r.refused[i] {
			text += ", refused"
		}
		marks = append(marks, Mark{At: a.At, Kind: MarkAction, Text: text})
	}
	return marks
}

// actionText says what a timeline action does: "update to web:2, 10 tasks".
func actionText(sc *sim.Scenario, names *sim.Names, a *sim.Action) string {
	switch a.Kind {
	case sim.ActionUpdateService:
		return updateText(&a.Update, names)
	case sim.ActionCreateService:
		s := a.Asks(sc)
		return "create with " + names.TaskDefinition(s.TaskDefinition) + ", " + quantity(s.DesiredCount, "task")
	case sim.ActionDeleteService:
		return "delete"
	case sim.ActionStopTask:
		return "stop " + choiceText(&a.Stop.Tasks, names)
	case sim.ActionProtectTasks:
		if a.Protect.Enable {
			return "protect " + choiceText(&a.Protect.Tasks, names)
		}
		return "end protection of " + choiceText(&a.Protect.Tasks, names)
	case sim.ActionStopDeployment:
		if a.StopDeployment.Rollback {
			return "stop deployment, roll back"
		}
		return "stop deployment"
	case sim.ActionSetAlarm:
		return "alarm " + sc.Alarms[a.Alarm.Alarm] + " " + a.Alarm.State.String()
	case sim.ActionChangeFaults:
		return "faults of " + names.TaskDefinition(a.Faults.Definition) + " change"
	case sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone, sim.ActionRestoreZone,
		sim.ActionReplaceInstances, sim.ActionDeregisterInstances, sim.ActionConnectAgents:
		return instancesActionText(names, a)
	}
	return a.Kind.String()
}

// instancesActionText says what a timeline action does to container instances: "a-1 drained", "us-east-1a lost".
func instancesActionText(names *sim.Names, a *sim.Action) string {
	c := &a.Instances
	who := instancesText(names, c.Instances)
	if len(c.Instances) > mostMarked {
		who = quantity(len(c.Instances), "instance")
	}
	switch a.Kind { //nolint:exhaustive // those of container instances
	case sim.ActionUpdateInstances:
		if c.Drain {
			return who + " drained"
		}
		return who + " ACTIVE again"
	case sim.ActionAddInstances:
		return who + " added"
	case sim.ActionTerminateInstances:
		return who + " terminated"
	case sim.ActionReplaceInstances:
		return who + " replaced"
	case sim.ActionDeregisterInstances:
		return who + " deregistered"
	case sim.ActionConnectAgents:
		if c.Connected {
			return who + " connected again"
		}
		return who + " disconnected"
	}
	zone := "zone"
	if len(c.Instances) > 0 {
		zone = names.Zone(c.Instances[0])
	}
	if a.Kind == sim.ActionLoseZone {
		return zone + " lost"
	}
	return zone + " restored"
}

// choiceText names chosen tasks: "2 tasks of web:1".
func choiceText(c *sim.TaskChoice, names *sim.Names) string {
	text := "all tasks"
	if n := len(c.Ordinals); n > 0 {
		text = quantity(n, "task")
	} else if c.Count > 0 {
		text = quantity(c.Count, "task")
	}
	if c.Definition != nil {
		text += " of " + names.TaskDefinition(*c.Definition)
	}
	return text
}

// updateText says what an update asks for: "update to web:2, 10 tasks".
func updateText(u *sim.UpdateService, names *sim.Names) string {
	var parts []string
	if u.TaskDefinition != nil {
		parts = append(parts, names.TaskDefinition(*u.TaskDefinition))
	}
	if u.DesiredCount != nil {
		parts = append(parts, quantity(*u.DesiredCount, "task"))
	}
	if u.MinimumHealthyPercent != nil {
		parts = append(parts, "min "+strconv.Itoa(*u.MinimumHealthyPercent)+" %")
	}
	if u.MaximumPercent != nil {
		parts = append(parts, "max "+strconv.Itoa(*u.MaximumPercent)+" %")
	}
	text := "update"
	if u.ForceNewDeployment {
		text = "forced update"
	}
	if len(parts) == 0 {
		return text
	}
	return text + " to " + strings.Join(parts, ", ")
}
