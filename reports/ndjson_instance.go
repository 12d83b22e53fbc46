package reports

import (
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// instanceState is the EventBridge detail-type of a container instance's change (D26 ecs_container_instance_events).
const instanceState = "ECS Container Instance State Change"

// appendInstanceState appends a container instance, how it stands with ECS, and the event that says so.
func (w *RecordWriter) appendInstanceState(b []byte, r *sim.Record) []byte {
	b = w.appendInstance(b, "instance", r.Instance)
	b = appendText(b, "status", r.State.String())
	b = append(b, `,"agentConnected":`...)
	b = appendBool(b, r.Connected)
	if id := w.wording.names.EC2Instance(r.Instance); id != "" {
		b = appendText(b, "ec2InstanceId", id)
	}
	event := bridged{detailType: instanceState}
	return event.append(b)
}

// appendChange appends which container instances an action is about, and what it does to them.
func (w *RecordWriter) appendChange(b []byte, a *sim.Action) []byte {
	c := &a.Instances
	if len(c.Instances) > 0 && (a.Kind == sim.ActionLoseZone || a.Kind == sim.ActionRestoreZone) {
		b = append(append(b, `,"availabilityZone":`...), quoted(w.wording.names.Zone(c.Instances[0]))...)
	}
	b = w.appendInstances(b, "containerInstances", c.Instances)
	switch a.Kind { //nolint:exhaustive // those of container instances
	case sim.ActionUpdateInstances:
		b = appendText(b, "status", drainStatus(c.Drain).String())
	case sim.ActionDeregisterInstances:
		b = appendFlag(b, "force", c.Force)
	case sim.ActionConnectAgents:
		b = append(b, `,"agentConnected":`...)
		b = appendBool(b, c.Connected)
	case sim.ActionReplaceInstances:
		b = w.appendInstances(b, "replacements", c.Successors)
		b = appendNumber(b, "batch", int64(c.Batch))
	}
	return b
}

// drainStatus is the status that updateContainerInstancesState asks for.
func drainStatus(drain bool) sim.InstanceState {
	if drain {
		return sim.InstanceDraining
	}
	return sim.InstanceActive
}

// appendInstances appends the names of container instances, an empty list too.
func (w *RecordWriter) appendInstances(b []byte, key string, list []sim.InstanceID) []byte {
	b = append(appendKey(b, key), '[')
	for n, i := range list {
		if n > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, w.wording.names.Instance(i))
	}
	return append(b, ']')
}

// appendLacking appends what each container instance lacked for tasks that were refused.
func (w *RecordWriter) appendLacking(b []byte, r *sim.Record) []byte {
	if len(r.Refusal.Each) == 0 {
		return b
	}
	shortages := w.occupants.Shortages(r)
	b = append(b, `,"lacking":[`...)
	for n, l := range metrics.LackingOf(&r.Refusal, w.members) {
		if n > 0 {
			b = append(b, ',')
		}
		shortage := shortages[l.First]
		if l.Instance != sim.NoInstance {
			b = append(b, '{')
			if text := w.instances[l.Instance]; text[0] == ',' {
				b = append(b, text[1:]...) // of Fargate its zone only
			} else {
				b = append(append(b, `"instance":`...), text...)
			}
		} else {
			b = append(append(b, `{"group":`...), quoted(w.wording.scenario.Groups[l.Group].Name)...)
			b = appendNumber(b, "count", int64(l.Count))
			shortage.Ports, shortage.KeptFor = nil, nil // which differ from instance to instance
		}
		b = appendObject(b, "reasons", lackTexts(l.Lacks))
		b = w.appendShortage(b, r, &shortage)
		b = append(b, '}')
	}
	return append(b, ']')
}
