package reports

import (
	"bytes"
	"encoding/json"

	"github.com/ecssim/ecssim/sim"
)

// appendAction appends what a timeline action asks for, and how the API refused it.
func (w *RecordWriter) appendAction(b []byte, r *sim.Record) []byte {
	action := &w.wording.scenario.Timeline[r.Action]
	b = appendNumber(b, "action", int64(action.Index))
	b = appendText(b, "call", action.Kind.String())
	switch action.Kind {
	case sim.ActionUpdateService:
		b = w.appendUpdate(b, &action.Update)
	case sim.ActionCreateService:
		if action.Create == sim.NoService && action.Repeat == nil {
			break // refused, and nothing of it is known
		}
		s := action.Asks(w.wording.scenario)
		b = w.appendDefinition(b, &s.TaskDefinition)
		b = appendNumber(b, "desiredCount", int64(s.DesiredCount))
	case sim.ActionDeleteService:
		b = appendFlag(b, "force", action.Delete.Force)
	case sim.ActionStopTask:
		b = w.appendChoice(b, &action.Stop.Tasks)
		b = appendString(b, "reason", action.Stop.Reason)
	case sim.ActionProtectTasks:
		b = w.appendChoice(b, &action.Protect.Tasks)
		b = append(b, `,"protectionEnabled":`...)
		b = appendBool(b, action.Protect.Enable)
		if action.Protect.Enable {
			b = appendObject(b, "expiresInMinutes", minutes(action.Protect.Expires))
		}
	case sim.ActionStopDeployment:
		b = appendText(b, "stopType", stopType(action.StopDeployment.Rollback))
	case sim.ActionSetAlarm:
		b = append(append(b, `,"alarm":`...), w.alarms[action.Alarm.Alarm]...)
		b = appendText(b, "state", action.Alarm.State.String())
	case sim.ActionChangeFaults:
		b = w.appendDefinition(b, &action.Faults.Definition)
	case sim.ActionUpdateInstances, sim.ActionAddInstances, sim.ActionTerminateInstances, sim.ActionLoseZone, sim.ActionRestoreZone,
		sim.ActionReplaceInstances, sim.ActionDeregisterInstances, sim.ActionConnectAgents:
		b = w.appendChange(b, action)
	}
	if r.Error != nil {
		b = appendString(b, "exception", r.Error.Exception)
		b = appendString(b, "error", r.Error.Message)
	}
	return b
}

func stopType(rollback bool) string {
	if rollback {
		return "ROLLBACK"
	}
	return "ABORT"
}

// appendUpdate appends what an update sets, under the names and in the shapes of the API.
func (w *RecordWriter) appendUpdate(b []byte, u *sim.UpdateService) []byte {
	b = w.appendDefinition(b, u.TaskDefinition)
	for _, n := range [...]struct {
		key   string
		value *int
	}{
		{"desiredCount", u.DesiredCount},
		{"minimumHealthyPercent", u.MinimumHealthyPercent},
		{"maximumPercent", u.MaximumPercent},
	} {
		if n.value != nil {
			b = appendNumber(b, n.key, int64(*n.value))
		}
	}
	if u.HealthCheckGrace != nil {
		b = append(b, `,"healthCheckGracePeriodSeconds":`...)
		b = appendDecimal(b, int64(*u.HealthCheckGrace))
	}
	if u.Breaker != nil {
		b = appendObject(b, "deploymentCircuitBreaker", breakerChange(u.Breaker))
	}
	if u.Alarms != nil {
		b = appendObject(b, "alarms", w.wording.describeAlarms(u.Alarms))
	}
	if u.BakeTime != nil {
		b = appendObject(b, "bakeTimeInMinutes", minutes(*u.BakeTime))
	}
	if u.EarlySuccess != nil {
		b = appendObject(b, "earlySuccessCriteria", describeEarlySuccess(u.EarlySuccess))
	}
	if u.LoadBalancers != nil {
		b = appendObject(b, "loadBalancers", w.wording.describeBalancers(*u.LoadBalancers))
	}
	if u.Constraints != nil {
		b = appendObject(b, "placementConstraints", describeConstraints(*u.Constraints))
	}
	if u.Strategies != nil {
		b = appendObject(b, "placementStrategy", describeStrategies(*u.Strategies))
	}
	for _, p := range u.Parameters {
		b = append(append(append(b, ','), quoted(p.Name)...), ':')
		b = appendRaw(b, p.Value)
	}
	return appendFlag(b, "forceNewDeployment", u.ForceNewDeployment)
}

// breakerChange is a circuit breaker as a call has it: what the call doesn't name is left out.
func breakerChange(c *sim.BreakerChange) any {
	type change struct {
		Enable   bool                  `json:"enable"`
		Rollback bool                  `json:"rollback"`
		Reset    *bool                 `json:"resetOnHealthyTask,omitempty"`
		To       *thresholdDescription `json:"thresholdConfiguration,omitempty"`
	}
	out := change{Enable: c.To.Enable, Rollback: c.To.Rollback}
	if c.NamesReset {
		out.Reset = new(!c.To.KeepsCounting)
	}
	if c.NamesThreshold {
		out.To = &thresholdDescription{Type: c.To.Type.String(), Value: c.To.Value}
	}
	return out
}

// appendChoice appends which tasks an action is about.
func (w *RecordWriter) appendChoice(b []byte, c *sim.TaskChoice) []byte {
	b = w.appendDefinition(b, c.Definition)
	if c.Count > 0 {
		b = appendNumber(b, "count", int64(c.Count))
	}
	if len(c.Ordinals) > 0 {
		b = appendObject(b, "ordinals", c.Ordinals)
	}
	return b
}

func (w *RecordWriter) appendDefinition(b []byte, id *sim.TaskDefinitionID) []byte {
	if id == nil {
		return b
	}
	return append(append(b, `,"taskDefinition":`...), w.definitions[*id]...)
}

// appendProtection appends whether the task is protected now, and until when.
func appendProtection(b []byte, r *sim.Record) []byte {
	b = append(b, `,"protected":`...)
	b = appendBool(b, r.Protected)
	if r.Protected {
		b = append(b, `,"until":`...)
		b = appendDecimal(b, int64(r.Until))
	}
	return b
}

// appendRestart appends which container was restarted, and how it had ended.
func (w *RecordWriter) appendRestart(b []byte, r *sim.Record) []byte {
	if revisions := w.wording.services[r.Service].revisions; r.Deployment >= 0 && int(r.Deployment) < len(revisions) {
		definition := &w.wording.scenario.TaskDefinitions[revisions[r.Deployment].Definition]
		if int(r.Container) < len(definition.Containers) {
			b = appendString(b, "container", definition.Containers[r.Container].Name)
		}
	}
	return appendNumber(b, "exitCode", int64(r.ExitCode))
}

// appendString appends a field of any text; nothing if it is empty.
func appendString(b []byte, key, text string) []byte {
	if text == "" {
		return b
	}
	return appendQuoted(appendKey(b, key), text)
}

// appendFlag appends a field that is true; nothing if it is false.
func appendFlag(b []byte, key string, on bool) []byte {
	if !on {
		return b
	}
	return append(appendKey(b, key), "true"...)
}

func appendBool(b []byte, on bool) []byte {
	if on {
		return append(b, "true"...)
	}
	return append(b, "false"...)
}

// appendObject appends a field that encoding/json can always write.
func appendObject(b []byte, key string, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return append(appendKey(b, key), text...)
}

// appendRaw appends a value that is JSON already, made inert in a script element; null for one that is removed.
func appendRaw(b []byte, value string) []byte {
	if value == "" {
		return append(b, "null"...)
	}
	var line bytes.Buffer
	if err := json.Compact(&line, []byte(value)); err != nil {
		return appendQuoted(b, value)
	}
	out := bytes.NewBuffer(b)
	json.HTMLEscape(out, line.Bytes())
	return out.Bytes()
}
