package reports_test

import (
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// TestEventTexts compares every event with its text as real services show it (docs/ecs-facts.md §5.2).
func TestEventTexts(t *testing.T) {
	const (
		task0 = "(task a9b50ea13e96fc709ecddbcc834cff7b)"
		task1 = "(task e719eca98611e0f6a6f83a9ef5418175)"
		group = "(target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1013ab203e35d733)"
		more  = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
		no    = "was unable to place a task because no container instance met all of its requirements."
	)
	both := []sim.TaskNumber{0, 1}
	lacks := func(cpu, memory int64) sim.Refusal {
		return sim.Refusal{
			Instances: 2, Want: sim.Resources{CPU: 10, Memory: 10}, Closest: 1, ClosestFree: sim.Resources{CPU: cpu, Memory: memory},
		}
	}
	w := reports.NewWording(rollingScenario())
	for _, c := range []struct {
		record sim.Record
		want   string
	}{
		{sim.Record{Event: sim.EventStarted, N: 2, Tasks: both}, "has started 2 tasks: " + task0 + " " + task1 + "."},
		{
			sim.Record{Event: sim.EventStarted, N: 1, Replaced: 1, Tasks: both[:1]},
			"has started 1 tasks: " + task0 + ". Amazon ECS replaced 1 tasks due to an unhealthy status.",
		},
		{sim.Record{Event: sim.EventStoppedRunning, N: 2, Tasks: both}, "has stopped 2 running tasks: " + task0 + " " + task1 + "."},
		{sim.Record{Event: sim.EventStoppedPending, N: 2}, "stopped 2 pending tasks."},
		{sim.Record{Event: sim.EventRegistered, N: 2}, "registered 2 targets in " + group},
		{sim.Record{Event: sim.EventDeregistered, N: 1}, "deregistered 1 targets in " + group},
		{sim.Record{Event: sim.EventDraining, N: 2}, "has begun draining connections on 2 tasks."},
		{
			sim.Record{Event: sim.EventUnhealthyTarget, N: 1, Tasks: both[:1]},
			task0 + " (port 80) is unhealthy in " + group + " due to (reason Health checks failed).",
		},
		{
			sim.Record{Event: sim.EventUnhealthyTarget, N: 1, Tasks: both[:1], TargetGroup: sim.NoTargetGroup},
			task0 + " (port 80) is unhealthy in " + group + " due to (reason Health checks failed).",
		},
		{sim.Record{Event: sim.EventUnhealthyContainer, N: 1, Tasks: both[:1]}, task0 + " failed container health checks."},
		{
			sim.Record{Event: sim.EventUnplaced, Refusal: sim.Refusal{Closest: sim.NoInstance}},
			no + " Reason: No Container Instances were found in your cluster." + more,
		},
		{
			sim.Record{Event: sim.EventUnplaced, Refusal: lacks(9, 9)},
			no + " The closest matching (container-instance a-2) has insufficient CPU units available." + more,
		},
		{
			sim.Record{Event: sim.EventUnplaced, Refusal: lacks(10, 9)},
			no + " The closest matching (container-instance a-2) has insufficient memory available." + more,
		},
		{sim.Record{Event: sim.EventUnplaced, Refusal: lacks(10, 10)}, no + more},
		{
			sim.Record{Event: sim.EventBoundsStuck},
			"was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
				"Update the minimumHealthyPercent or maximumPercent value and try again.",
		},
		{sim.Record{Event: sim.EventStartsImpaired}, "is unable to consistently start tasks successfully." + more},
		{sim.Record{Event: sim.EventDeploymentCompleted, Deployment: 1}, "(deployment ecs-svc/2309732318932073101) deployment completed."},
		{sim.Record{Event: sim.EventDeploymentFailed, Deployment: 1}, "(deployment ecs-svc/2309732318932073101) deployment failed: tasks failed to start."},
		{sim.Record{Event: sim.EventRollingBack, Deployment: 1}, "rolling back to deployment ecs-svc/2309732318932073101."},
		{sim.Record{Event: sim.EventSteadyState}, "has reached a steady state."},
	} {
		c.record.Kind = sim.KindEvent
		if got := w.Event(&c.record); got != "(service web) "+c.want {
			t.Errorf("got  %s\nwant (service web) %s", got, c.want)
		}
	}
}

func TestReasons(t *testing.T) {
	const id = "ecs-svc/2309732318932073101"
	sc := rollingScenario()
	sc.TaskDefinitions[1].Containers = []sim.Container{{Name: "log"}, {Name: "app", Image: "example.com/app:2"}}
	w := reports.NewWording(sc)
	if got, want := w.RollbackReason(0, 1), "ECS deployment circuit breaker: rolling back to deploymentId "+id+"."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for state, want := range []string{
		"ECS deployment " + id + " in progress.", "ECS deployment " + id + " completed.",
		"ECS deployment circuit breaker: tasks failed to start.",
	} {
		if got := w.RolloutStateReason(0, 1, sim.RolloutState(state)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, c := range []struct {
		reason        sim.StopReason
		failure       sim.Failure
		left          sim.TaskState
		code, reason2 string
	}{
		{0, sim.FailedPull, sim.Activating, "TaskFailedToStart", "CannotPullContainerError: failed to resolve ref example.com/app:2"},
		{0, sim.FailedStart, sim.Activating, "TaskFailedToStart", "Task failed to start"},
		{0, sim.Crashed, sim.Running, "EssentialContainerExited", "Essential container in task exited"},
		{sim.StoppedByScaling, 0, sim.Running, "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment " + id + ")"},
		{sim.StoppedByContainerHealth, 0, sim.Running, "ServiceSchedulerInitiated", "Task failed container health checks"},
		{sim.NotStopped, 0, sim.Running, "EssentialContainerExited", "Essential container in task exited"},
		{sim.NotStopped, 0, sim.Pending, "TaskFailedToStart", "Task failed to start"},
	} {
		r := &sim.Record{
			Deployment: 1, Definition: 1, Reason: c.reason, Failure: c.failure, From: c.left, TargetGroup: sim.NoTargetGroup,
		}
		if code, text := reports.StopCode(c.reason, c.left), w.StoppedReason(r); code != c.code || text != c.reason2 {
			t.Errorf("got %s, %s; want %s, %s", code, text, c.code, c.reason2)
		}
	}
}
