package scenarios

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

const alarmed = `
schemaVersion = 1
[[taskDefinitions]]
family = "web"
containerDefinitions = [{ name = "app", memory = 64 }]
[[services]]
serviceName = "web"
taskDefinition = "web"
desiredCount = 1
[[timeline]]
at = 2
setAlarmState = { alarmName = "erors", stateValue = "OK" }
[[timeline]]
at = 1
setAlarmState = { alarmName = "too slow", stateValue = "ALARM", stateReason = "p99 over 1 s", stateReasonData = "{}" }
[[timeline]]
at = 3
setAlarmState = { alarmName = "errors", stateValue = "INSUFFICIENT_DATA" }
`

// TestAlarms gives alarms their numbers in the order in which they are mentioned, services first, and refuses the
// change of one that none watches.
func TestAlarms(t *testing.T) {
	faults := &collector{}
	b := newBinder(faults, make(schemas))
	root := decode(newSource("x.toml", alarmed), faults)
	revs := expand(root, b.schemas, faults)
	var file value[scenarioFile]
	file.bind(b, root, &field{}, "")
	to := newBuilder(&file.V, revs, b)
	to.taskDefinitions()
	to.serviceList()
	to.out.Services[0].Alarms = sim.Alarms{Enable: true, Names: []sim.AlarmID{to.alarm("latency"), to.alarm("errors"), to.alarm("latency")}}
	to.timeline()
	to.out.Timeline = append(to.out.Timeline, sim.Action{Update: sim.UpdateService{Alarms: &sim.Alarms{Names: []sim.AlarmID{to.alarm("too slow")}}}})
	to.checkAlarms()
	if diff := cmp.Diff([]string{"latency", "errors", "too slow", "erors"}, to.out.Alarms); diff != "" {
		t.Errorf("the alarms differ (-want +got):\n%s", diff)
	}
	want := []sim.SetAlarm{{Alarm: 2, State: sim.AlarmRaised}, {Alarm: 3, State: sim.AlarmOK}, {Alarm: 1, State: sim.AlarmInsufficientData}}
	for i, call := range want {
		if a := &to.out.Timeline[i]; a.Kind != sim.ActionSetAlarm || a.Alarm != call || a.At != sim.Time(i+1)*1000 {
			t.Errorf("action %d is %v at %d: %+v, want %+v", i, a.Kind, a.At, a.Alarm, call)
		}
	}
	const fault = `x.toml:12:31: timeline[0].setAlarmState.alarmName: no service watches an alarm "erors"; did you mean "errors"?`
	if got := faults.sorted().Error(); got != fault {
		t.Errorf("the faults are\n%s\nwant\n%s", got, fault)
	}
}
