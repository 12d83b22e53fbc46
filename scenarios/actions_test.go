package scenarios_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// TestActions reads every action of the timeline that isn't a call about a service.
func TestActions(t *testing.T) {
	sc := mustParse(t, minimal+`
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "api"
taskDefinition = "web:1"
desiredCount = 3

[[timeline]]
at = "9s"
changeFaults = { taskDefinition = "web" }
[[timeline]]
at = "1s"
stopTask = { service = "web" }
[[timeline]]
at = "2s"
stopTask = { service = "arn:aws:ecs:us-east-1:123456789012:service/default/api", ordinal = 2, taskDefinition = "web:1", reason = "looks stuck" }
[[timeline]]
at = "3s"
stopTask = { service = "api", count = 2 }
[[timeline]]
at = "4s"
protectTasks = { service = "api", protectionEnabled = true }
[[timeline]]
at = "5s"
protectTasks = { service = "api", protectionEnabled = true, expiresInMinutes = 2880, count = 1, taskDefinition = "web" }
[[timeline]]
at = "6s"
protectTasks = { service = "api", protectionEnabled = false, ordinals = [3, 1] }
[[timeline]]
at = "7s"
stopServiceDeployment = { service = "api" }
[[timeline]]
at = "7s"
stopServiceDeployment = { service = "web", stopType = "ABORT" }
[[timeline]]
at = "8s"
changeFaults = { taskDefinition = "web:1", crashAfter = "30s", exitCode = 137, container = "app", probability = 0.5, only = [1] }
`)
	second, crash := sim.Second, seconds(30)
	old, latest := sim.TaskDefinitionID(0), sim.TaskDefinitionID(1)
	at := func(s sim.Span, index int, kind sim.ActionKind) sim.Action {
		return sim.Action{At: sim.Time(s * second), Index: index, Kind: kind}
	}
	want := []sim.Action{
		at(1, 1, sim.ActionStopTask), at(2, 2, sim.ActionStopTask), at(3, 3, sim.ActionStopTask),
		at(4, 4, sim.ActionProtectTasks), at(5, 5, sim.ActionProtectTasks), at(6, 6, sim.ActionProtectTasks),
		at(7, 7, sim.ActionStopDeployment), at(7, 8, sim.ActionStopDeployment),
		at(8, 9, sim.ActionChangeFaults), at(9, 0, sim.ActionChangeFaults),
	}
	want[0].Stop = sim.StopTask{Tasks: sim.TaskChoice{Count: 1}}
	want[1].Stop = sim.StopTask{Service: 1, Tasks: sim.TaskChoice{Definition: &old, Ordinals: []int32{2}}, Reason: "looks stuck"}
	want[2].Stop = sim.StopTask{Service: 1, Tasks: sim.TaskChoice{Count: 2}}
	want[3].Protect = sim.ProtectTasks{Service: 1, Enable: true, Expires: 2 * sim.Hour}
	want[4].Protect = sim.ProtectTasks{Service: 1, Enable: true, Expires: 48 * sim.Hour, Tasks: sim.TaskChoice{Definition: &latest, Count: 1}}
	want[5].Protect = sim.ProtectTasks{Service: 1, Tasks: sim.TaskChoice{Ordinals: []int32{3, 1}}}
	want[6].StopDeployment = sim.StopDeployment{Service: 1, Rollback: true}
	want[7].StopDeployment = sim.StopDeployment{Service: 0}
	want[8].Faults = sim.ChangeFaults{To: sim.Faults{CrashAfter: &crash, ExitCode: 137, Container: "app", Share: 1 << 31, Only: []int32{1}}}
	want[9].Faults = sim.ChangeFaults{Definition: 1}
	same(t, want, sc.Timeline)
}

// TestRefusedActions wants of calls with a value that the API doesn't take that they are refused, and are no faults.
func TestRefusedActions(t *testing.T) {
	for call, want := range map[string]string{
		`protectTasks = { service = "web", protectionEnabled = true, expiresInMinutes = 2881 }`: "InvalidParameterException: expiresInMinutes must be at most 2880",
		`stopServiceDeployment = { service = "web", stopType = "STOP" }`:                        `InvalidParameterException: stopType should be one of [ROLLBACK,ABORT]`,
	} {
		sc, refused, err := scenarios.Read("test.toml", []byte(minimal+"[[timeline]]\nat = 1\n"+call))
		if err != nil || len(refused) != 1 {
			t.Fatalf("%s: %v, refused %v", call, err, refused)
		}
		if a := &sc.Timeline[0]; a.Refused == nil || a.Refused.Error() != want || a.Service() != 0 {
			t.Errorf("%s: service %d, refused %v, want %s", call, a.Service(), a.Refused, want)
		}
	}
}

// TestIdleSettings wants of settings of an action that could change nothing, beside what else stands there, that they are
// faults: most likely something is forgotten.
func TestIdleSettings(t *testing.T) {
	for action, want := range map[string]string{
		`changeFaults = { taskDefinition = "web:1", probability = 0.5 }`:                       `timeline[0].changeFaults.probability: stands beside no fault, so that nothing goes wrong; say what does, such as crashAfter = "60s", or leave it out`,
		`changeFaults = { taskDefinition = "web:1", only = [1] }`:                              `timeline[0].changeFaults.only: stands beside no fault, so that nothing goes wrong; say what does, such as crashAfter = "60s", or leave it out`,
		`changeFaults = { taskDefinition = "web:1", container = "app" }`:                       `timeline[0].changeFaults.container: stands beside no fault, so that nothing goes wrong; say what does, such as crashAfter = "60s", or leave it out`,
		`changeFaults = { taskDefinition = "web:1", exitCode = 3 }`:                            `timeline[0].changeFaults.exitCode: nothing crashes; say when, such as crashAfter = "60s", or leave it out`,
		`changeFaults = { taskDefinition = "web:1", neverReady = true, only = [] }`:            `timeline[0].changeFaults.only: names no task; leave it out where all tasks are struck`,
		`protectTasks = { service = "web", protectionEnabled = false, expiresInMinutes = 5 }`:  `timeline[0].protectTasks.expiresInMinutes: there is nothing that could expire where protectionEnabled is false; leave it out`,
		`protectTasks = { service = "web", protectionEnabled = false, expiresInMinutes = -5 }`: `timeline[0].protectTasks.expiresInMinutes: there is nothing that could expire where protectionEnabled is false; leave it out`,
	} {
		_, err := scenarios.Parse("test.toml", []byte(minimal+"[[timeline]]\nat = 1\n"+action))
		if err == nil || !strings.Contains(err.Error(), ": "+want) {
			t.Errorf("%s: %v, want %s", action, err, want)
		}
	}
	mustParse(t, minimal+"[[timeline]]\nat = 1\nchangeFaults = { taskDefinition = \"web:1\", neverReady = false, only = [1] }\n")
}
