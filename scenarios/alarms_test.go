package scenarios_test

import (
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

const alarmed = minimal + `
[services.deploymentConfiguration]
alarms = { enable = true, rollback = true, alarmNames = ["latency", "errors", "latency"] }
[[timeline]]
at = 2
setAlarmState = { alarmName = "errors", stateValue = "OK" }
[[timeline]]
at = 1
setAlarmState = { alarmName = "too slow", stateValue = "ALARM", stateReason = "p99 over 1 s", stateReasonData = "{}" }
[[timeline]]
at = 3
setAlarmState = { alarmName = "latency", stateValue = "INSUFFICIENT_DATA" }
[[timeline]]
at = 4
`

// TestAlarms gives alarms their numbers in the order in which they are mentioned, services first, and takes for watched
// what a service watches from an update on.
func TestAlarms(t *testing.T) {
	sc := mustParse(t, alarmed+`updateService = { service = "web", deploymentConfiguration = { alarms = { enable = true, rollback = false, alarmNames = ["too slow"] } } }`)
	same(t, []string{"latency", "errors", "too slow"}, sc.Alarms)
	same(t, sim.Alarms{Enable: true, Rollback: true, Names: []sim.AlarmID{0, 1}}, sc.Services[0].Alarms)
	for i, want := range []sim.SetAlarm{{Alarm: 2, State: sim.AlarmRaised}, {Alarm: 1, State: sim.AlarmOK}, {Alarm: 0, State: sim.AlarmInsufficientData}} {
		a := &sc.Timeline[i]
		same(t, sim.Action{At: sim.Time(i+1) * 1000, Index: []int{1, 0, 2}[i], Kind: sim.ActionSetAlarm, Alarm: want}, *a)
	}
}

// TestUnwatchedAlarms refuses to move an alarm that no service watches, but not one that a service would watch but for a
// call that the API refuses.
func TestUnwatchedAlarms(t *testing.T) {
	_, err := scenarios.Parse("test.toml", []byte(alarmed+`setAlarmState = { alarmName = "erors", stateValue = "OK" }`))
	same(t, `test.toml:21:31: timeline[1].setAlarmState.alarmName: no service watches an alarm "too slow"; there are latency, errors
test.toml:27:31: timeline[3].setAlarmState.alarmName: no service watches an alarm "erors"; did you mean "errors"?`, err.Error())
	sc, refused, err := scenarios.Read("test.toml", []byte(alarmed+`createService = { serviceName = "web", taskDefinition = "web:1", desiredCount = 1, deploymentConfiguration = { alarms = { enable = true, rollback = false, alarmNames = ["too slow"] } } }`))
	if err != nil || len(refused) != 1 || sc.Timeline[3].Refused == nil {
		t.Errorf("%v, refused %v", err, refused)
	}
}
