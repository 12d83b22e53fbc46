package sim

// Alarms are a service's deploymentConfiguration.alarms: CloudWatch alarms that fail a deployment (D26
// deployment-alarm-failure). The zero value is switched off.
type Alarms struct {
	Enable, Rollback bool
	Names            []AlarmID
}

// AlarmID indexes Scenario.Alarms.
type AlarmID int32

// AlarmState is the state of a CloudWatch alarm.
type AlarmState uint8

// The states. Alarms begin OK.
const (
	AlarmOK AlarmState = iota
	AlarmRaised
	AlarmInsufficientData
)

// String is the state as CloudWatch writes it.
func (s AlarmState) String() string { return [...]string{"OK", "ALARM", "INSUFFICIENT_DATA"}[s] }

// EarlySuccess is a service's earlySuccessCriteria: a deployment is done before all of its tasks are healthy (D26
// early-success-criteria). The zero value is switched off.
type EarlySuccess struct {
	Enable         bool
	HealthyPercent int  // of the desired count, rounded up
	Deferred       bool // old tasks are cleaned up after completion instead of before it
}

// Needed is how many tasks of a deployment have to be healthy for it to be done: all of the desired count, or the share
// of an early success, rounded up and at least one (D26 early-success-criteria: at least one task of the target
// revision must have been healthy).
func (e EarlySuccess) Needed(desired int) int {
	if !e.Enable {
		return desired
	}
	return min(max((desired*e.HealthyPercent+99)/100, 1), desired)
}
