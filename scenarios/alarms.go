package scenarios

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// alarm is the number of the alarm with a name, which it gets where it is mentioned first.
func (b *builder) alarm(name string) sim.AlarmID {
	id, ok := b.alarmIDs[name]
	if !ok {
		id = sim.AlarmID(len(b.out.Alarms))
		b.alarmIDs[name] = id
		b.out.Alarms = append(b.out.Alarms, name)
	}
	return id
}

// watch is alarm, for one that a service watches, or would but for a call that is refused.
func (b *builder) watch(name string) sim.AlarmID {
	id := b.alarm(name)
	b.watched[id] = true
	return id
}

// setAlarm builds a change of a CloudWatch alarm.
func (b *builder) setAlarm(t *setAlarmStateTable) sim.SetAlarm {
	to := sim.SetAlarm{Alarm: b.alarm(t.AlarmName.V)}
	for _, state := range []sim.AlarmState{sim.AlarmRaised, sim.AlarmInsufficientData} {
		if state.String() == t.StateValue.V {
			to.State = state
		}
	}
	return to
}

// checkAlarms checks, once all is built, that some service watches each alarm that the timeline moves, at its beginning
// or after a call: any other one has no effect, and is most likely a slip.
func (b *builder) checkAlarms() {
	if b.alarmsUnread() {
		return
	}
	var names []string
	for i, name := range b.out.Alarms {
		if b.watched[sim.AlarmID(i)] {
			names = append(names, name)
		}
	}
	for i := range b.file.Timeline.Items {
		name := &b.file.Timeline.Items[i].V.SetAlarmState.V.AlarmName
		switch id, known := b.alarmIDs[name.V]; {
		case !name.given() || !known || b.watched[id]:
		case b.full():
			b.dropped++
		default:
			b.at(name.at, Dangling, fmt.Sprintf("no service watches an alarm %s", quote(name.V)), didYouMean(name.V, "watched alarm", names))
		}
	}
}

// alarmsUnread says whether some alarms that services watch aren't known, for a fault that is told.
func (b *builder) alarmsUnread() bool {
	bad := func(c *value[deploymentConfigurationTable]) bool {
		a := &c.V.Alarms
		return c.bad || a.bad || a.V.Enable.bad || a.V.AlarmNames.bad
	}
	for i := range b.file.Services.Items {
		if item := &b.file.Services.Items[i]; item.bad || bad(&item.V.DeploymentConfiguration) {
			return true
		}
	}
	for i := range b.file.Timeline.Items {
		t := &b.file.Timeline.Items[i].V
		if bad(&t.UpdateService.V.DeploymentConfiguration) || bad(&t.CreateService.V.DeploymentConfiguration) {
			return true
		}
	}
	return b.file.Services.bad
}
