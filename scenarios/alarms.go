package scenarios

import (
	"fmt"

	"github.com/ecssim/ecssim/sim"
)

// alarm is the number of the alarm with a name, which it gets where it is mentioned first.
func (b *builder) alarm(name string) sim.AlarmID {
	id, ok := b.alarms[name]
	if !ok {
		id = sim.AlarmID(len(b.out.Alarms))
		b.alarms[name] = id
		b.out.Alarms = append(b.out.Alarms, name)
	}
	return id
}

// setAlarm builds a change of a CloudWatch alarm.
func (b *builder) setAlarm(t *setAlarmStateTable) (sim.SetAlarm, bool) {
	if !t.AlarmName.given() {
		return sim.SetAlarm{}, false
	}
	to := sim.SetAlarm{Alarm: b.alarm(t.AlarmName.V)}
	for _, state := range []sim.AlarmState{sim.AlarmRaised, sim.AlarmInsufficientData} {
		if state.String() == t.StateValue.V {
			to.State = state
		}
	}
	return to, true
}

// checkAlarms checks, once all is built, that some service watches each alarm that the timeline moves, at its beginning
// or after an update: any other one has no effect, and is most likely a slip.
func (b *builder) checkAlarms() {
	if b.alarmsUnread() {
		return
	}
	watched := make(map[sim.AlarmID]bool)
	watch := func(a *sim.Alarms) {
		for _, id := range a.Names {
			watched[id] = true
		}
	}
	for i := range b.out.Services {
		watch(&b.out.Services[i].Alarms)
	}
	for i := range b.out.Timeline {
		if a := b.out.Timeline[i].Update.Alarms; a != nil {
			watch(a)
		}
	}
	var names []string
	for i, name := range b.out.Alarms {
		if watched[sim.AlarmID(i)] {
			names = append(names, name)
		}
	}
	for i := range b.file.Timeline.Items {
		name := &b.file.Timeline.Items[i].V.SetAlarmState.V.AlarmName
		switch id, known := b.alarms[name.V]; {
		case !name.given() || !known || watched[id]:
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
		if bad(&b.file.Timeline.Items[i].V.UpdateService.V.DeploymentConfiguration) {
			return true
		}
	}
	return b.file.Services.bad
}
