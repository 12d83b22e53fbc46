package ecs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// story is what a log says, a line a record, in words short enough to read: what tests compare.
func story(log sim.Log, kinds ...sim.RecordKind) string {
	var b strings.Builder
	for i := range log {
		r := &log[i]
		for _, k := range kinds {
			if r.Kind == k {
				fmt.Fprintf(&b, "%s %s\n", r.At, sentence(r))
			}
		}
	}
	return b.String()
}

func sentence(r *sim.Record) string {
	switch r.Kind {
	case sim.KindSettings:
		return fmt.Sprintf("settings: desired %d floor %d cap %d", r.Settings.Desired, r.Settings.Floor, r.Settings.Cap)
	case sim.KindAction:
		if r.Error != nil {
			return fmt.Sprintf("action %d: %v", r.Action, r.Error)
		}
		return fmt.Sprintf("action %d", r.Action)
	case sim.KindDeployment:
		s := fmt.Sprintf("deployment %d: %s %s desired %d", r.Deployment, r.Status, r.Rollout, r.N)
		if r.Failed > 0 {
			s += fmt.Sprintf(" failed %d", r.Failed)
		}
		return s
	case sim.KindTask:
		s := fmt.Sprintf("task %d on %d: %s", r.Task, r.Instance, r.To)
		if r.To == sim.Deprovisioning {
			s += fmt.Sprintf(" exit %d", r.ExitCode)
		}
		return s
	case sim.KindTarget:
		return fmt.Sprintf("task %d in group %d: %s", r.Task, r.TargetGroup, r.Target)
	case sim.KindContainerHealth:
		return fmt.Sprintf("task %d containers: %s", r.Task, r.Health)
	case sim.KindHealth:
		return fmt.Sprintf("task %d: %s", r.Task, r.Health)
	case sim.KindPass:
		p := r.Pass
		return fmt.Sprintf("pass -%d +%d wanted %d surplus %d blocked %s", p.Stops, p.Starts, p.Wanted, p.Surplus, blocks(p.Blocked))
	case sim.KindRefusal:
		f := r.Refusal
		return fmt.Sprintf("refused %d: of %d instances %d lack cpu, %d memory, %d both", r.N, f.Instances, f.Lacking(sim.LackCPU)-f.CPUAndMemory, f.Lacking(sim.LackMemory)-f.CPUAndMemory, f.CPUAndMemory)
	case sim.KindEvent:
		return strings.TrimSpace(fmt.Sprintf("event %s %d", eventName(r.Event), r.N))
	case sim.KindService:
		return "service " + r.Lifecycle.String()
	case sim.KindAlarm:
		return fmt.Sprintf("alarm %d: %s", r.Alarm, r.AlarmState)
	case sim.KindProtection:
		return fmt.Sprintf("task %d protected %v until %s", r.Task, r.Protected, r.Until)
	case sim.KindRestart:
		return fmt.Sprintf("task %d restarts container %d exit %d", r.Task, r.Container, r.ExitCode)
	case sim.KindInstance:
		s := fmt.Sprintf("instance %d: %s", r.Instance, r.State)
		if !r.Connected && r.State.IsRegistered() {
			s += ", agent disconnected"
		}
		return s
	case sim.KindEnd:
		return "end: " + r.Outcome.String() + " blocked " + blocks(r.Pass.Blocked)
	}
	return "?"
}

func eventName(c sim.EventCode) string {
	return [...]string{
		"", "started", "stopped running", "stopped pending", "registered", "deregistered", "draining", "unhealthy target",
		"unhealthy container", "unplaced", "bounds", "impaired", "completed", "failed", "rolling back", "steady",
		"protected", "unstarted", "zones balanced", "zones unbalanced", "moved in", "moved out", "move unplaced", "moves ended", "moves held",
	}[c]
}

func blocks(b sim.Block) string {
	names := []string{"floor", "cap", "capacity", "health", "stops", "backoff", "unhealthy", "rate", "protection", "bake", "fargate"}
	var on []string
	for i, n := range names {
		if b>>i&1 != 0 {
			on = append(on, n)
		}
	}
	if on == nil {
		return "-"
	}
	return strings.Join(on, "+")
}

// all are the kinds that tell a whole story.
func all() []sim.RecordKind {
	return []sim.RecordKind{
		sim.KindSettings, sim.KindAction, sim.KindDeployment, sim.KindTask, sim.KindTarget, sim.KindContainerHealth,
		sim.KindHealth, sim.KindPass, sim.KindRefusal, sim.KindEvent, sim.KindEnd, sim.KindService, sim.KindAlarm,
		sim.KindProtection, sim.KindRestart, sim.KindInstance,
	}
}

// expect compares a story with what a test wants; leading tabs of want are for the eye only.
func expect(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimSpace(strings.ReplaceAll(want, "\t", ""))
	if got = strings.TrimSpace(got); got != want {
		t.Errorf("the story is\n%s\n\nwant\n%s", got, want)
	}
}
