package reports_test

import (
	"slices"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// eventText is an event and its text after the service's name.
type eventText struct {
	record sim.Record
	want   string
}

// eventTexts are the events of services and tasks, with their texts as real services show them (docs/ecs-facts.md §5.2).
func eventTexts() []eventText {
	const (
		task0 = "(task a9b50ea13e96fc709ecddbcc834cff7b)"
		task1 = "(task e719eca98611e0f6a6f83a9ef5418175)"
		group = "(target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1013ab203e35d733)"
		more  = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
		no    = "was unable to place a task because no container instance met all of its requirements."
	)
	both := []sim.TaskNumber{0, 1}
	lacks := func(cpu, memory int64) sim.Refusal {
		var what sim.Lacks
		if cpu < 10 {
			what |= sim.LackCPU
		}
		if memory < 10 {
			what |= sim.LackMemory
		}
		return sim.Refusal{
			Instances: 2, ClosestLacks: what, Want: sim.Claim{Resources: sim.Resources{CPU: 10, Memory: 10}}, Closest: 1, ClosestFree: sim.Resources{CPU: cpu, Memory: memory},
		}
	}
	return []eventText{
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
	}
}

// rolloutTexts are those of deployments, and of what keeps a service from a steady state.
func rolloutTexts() []eventText {
	const more = " For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
	return []eventText{
		{
			sim.Record{Event: sim.EventBoundsStuck},
			"was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
				"Update the minimumHealthyPercent or maximumPercent value and try again.",
		},
		{sim.Record{Event: sim.EventStartsImpaired}, "is unable to consistently start tasks successfully." + more},
		{sim.Record{Event: sim.EventDeploymentCompleted, Deployment: 1}, "(deployment ecs-svc/2309732318932073101) deployment completed."},
		{sim.Record{Event: sim.EventDeploymentFailed, Deployment: 1}, "(deployment ecs-svc/2309732318932073101) deployment failed: tasks failed to start."},
		{
			sim.Record{Event: sim.EventDeploymentFailed, Deployment: 1, FailedBy: sim.FailedByAlarm},
			"(deployment ecs-svc/2309732318932073101) deployment failed: alarm detected.",
		},
		{
			sim.Record{Event: sim.EventDeploymentFailed, Deployment: 1, FailedBy: sim.FailedByRequest},
			"(deployment ecs-svc/2309732318932073101) deployment failed: stopped by user.",
		},
		{
			sim.Record{Event: sim.EventProtected, Deployment: 1, N: 2},
			"was unable to reach steady state because (taskSet ecs-svc/2309732318932073101) was unable to scale in due to " +
				"(reason 2 tasks under protection)",
		},
		{
			sim.Record{Event: sim.EventUnstarted, Failure: sim.FailedPull, Text: "CannotPullContainerError: pull access denied."},
			"was unable to place a task. Reason: CannotPullContainerError: pull access denied.",
		},
		{
			sim.Record{Event: sim.EventUnstarted, Failure: sim.FailedStart, Text: "ResourceInitializationError: no secret"},
			"was unable to place a task. Reason: ResourceInitializationError: no secret.",
		},
		{sim.Record{Event: sim.EventUnstarted, Failure: sim.FailedStart}, "was unable to place a task. Reason: Task failed to start."},
		{sim.Record{Event: sim.EventRollingBack, Deployment: 1}, "rolling back to deployment ecs-svc/2309732318932073101."},
		{sim.Record{Event: sim.EventSteadyState}, "has reached a steady state."},
	}
}

// TestEventTexts compares every event with its text.
func TestEventTexts(t *testing.T) {
	w := reports.NewWording(rollingScenario())
	for _, c := range slices.Concat(eventTexts(), rolloutTexts()) {
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
	for _, c := range []struct {
		state sim.RolloutState
		by    sim.FailedBy
		want  string
	}{
		{sim.InProgress, sim.NotFailed, "ECS deployment " + id + " in progress."},
		{sim.Completed, sim.NotFailed, "ECS deployment " + id + " completed."},
		{sim.Failed, sim.NotFailed, "ECS deployment circuit breaker: tasks failed to start."},
		{sim.Failed, sim.FailedByBreaker, "ECS deployment circuit breaker: tasks failed to start."},
		{sim.Failed, sim.FailedByAlarm, "ECS deployment alarms: alarm detected."},
		{sim.Failed, sim.FailedByRequest, "ECS deployment stop request: stopped by user."},
		{sim.InProgress, sim.FailedByBreaker, "ECS deployment circuit breaker: rolling back to deploymentId " + id + "."},
		{sim.InProgress, sim.FailedByAlarm, "ECS deployment alarms: rolling back to deploymentId " + id + "."},
		{sim.InProgress, sim.FailedByRequest, "ECS deployment stop request: rolling back to deploymentId " + id + "."},
	} {
		if got := w.RolloutStateReason(0, 1, c.state, c.by); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
	for _, c := range []struct {
		reason        sim.StopReason
		failure       sim.Failure
		left          sim.TaskState
		code, reason2 string
		text          string
	}{
		{0, sim.FailedPull, sim.Activating, "TaskFailedToStart", "CannotPullContainerError: failed to resolve ref example.com/app:2", ""},
		{0, sim.FailedStart, sim.Activating, "TaskFailedToStart", "Task failed to start", ""},
		{0, sim.Crashed, sim.Running, "EssentialContainerExited", "Essential container in task exited", ""},
		{sim.StoppedByScaling, 0, sim.Running, "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment " + id + ")", ""},
		{sim.StoppedByContainerHealth, 0, sim.Running, "ServiceSchedulerInitiated", "Task failed container health checks", ""},
		{sim.NotStopped, 0, sim.Running, "EssentialContainerExited", "Essential container in task exited", ""},
		{sim.NotStopped, 0, sim.Pending, "TaskFailedToStart", "Task failed to start", ""},
		{
			0, sim.FailedPull, sim.Activating, "TaskFailedToStart", "CannotPullContainerError: pull access denied",
			"pull access denied",
		},
		{
			0, sim.FailedPull, sim.Activating, "TaskFailedToStart", "CannotPullContainerError: no such image",
			"CannotPullContainerError: no such image",
		},
		{
			0, sim.FailedStart, sim.Activating, "TaskFailedToStart", "ResourceInitializationError: no secret",
			"ResourceInitializationError: no secret",
		},
		{0, sim.FailedDependency, sim.Activating, "TaskFailedToStart", "Task failed to start", ""},
		{0, sim.FailedDependency, sim.Activating, "TaskFailedToStart", "app waited for log", "app waited for log"},
		{0, sim.HostTerminated, sim.Running, "TerminationNotice", "Host EC2 (instance a-1) terminated.", ""},
		{0, sim.HostTerminated, sim.Pending, "TerminationNotice", "Host EC2 (instance a-1) terminated.", ""},
		{sim.StoppedByUser, 0, sim.Running, "UserInitiated", "Task stopped by user", ""},
		{sim.StoppedByUser, 0, sim.Pending, "UserInitiated", "drill", "drill"},
	} {
		r := &sim.Record{
			Deployment: 1, Definition: 1, Reason: c.reason, Failure: c.failure, From: c.left, TargetGroup: sim.NoTargetGroup,
			Text: c.text,
		}
		if code, text := reports.StopCode(r), w.StoppedReason(r); code != c.code || text != c.reason2 {
			t.Errorf("got %s, %s; want %s, %s", code, text, c.code, c.reason2)
		}
	}
}

// TestClassicTexts holds the texts of a service behind a Classic Load Balancer, which knows container instances; and that
// a deployment's load balancers are those that it was created with.
func TestClassicTexts(t *testing.T) {
	const (
		task  = "(task a9b50ea13e96fc709ecddbcc834cff7b)"
		group = "(target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1013ab203e35d733)"
	)
	sc := rollingScenario()
	sc.TargetGroups = append(sc.TargetGroups, sim.TargetGroup{Name: "old-elb", Kind: sim.ClassicLoadBalancer})
	sc.Timeline[0].Update.LoadBalancers = &[]sim.LoadBalancer{{ContainerName: "app", ContainerPort: 8443}}
	sc.Services[0].LoadBalancers[0].TargetGroup = 1
	w := reports.NewWording(sc)
	first := sim.Record{Kind: sim.KindDeployment}
	w.Record(&first)
	event := func(code sim.EventCode, d sim.DeploymentID, g sim.TargetGroupID) string {
		return w.Event(&sim.Record{
			Kind: sim.KindEvent, Event: code, N: 1, Tasks: []sim.TaskNumber{0}, Deployment: d, TargetGroup: g, Instance: 1,
		})
	}
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	check(event(sim.EventRegistered, sim.NoDeployment, 1), "(service web) registered 1 instances in (elb old-elb)")
	check(event(sim.EventDeregistered, sim.NoDeployment, sim.NoTargetGroup), "(service web) deregistered 1 instances in (elb old-elb)")
	const unhealthy = "(service web) " + task + "(instance a-2) is unhealthy in (elb old-elb) due to (reason Instance has failed at " +
		"least the UnhealthyThreshold number of health checks consecutively.)"
	check(event(sim.EventUnhealthyTarget, 0, 1), unhealthy)
	check(w.StoppedReason(&sim.Record{Reason: sim.StoppedByTargetGroup, TargetGroup: 1}), "Task failed ELB health checks in (elb old-elb)")

	w.Record(&sim.Record{Kind: sim.KindAction})
	w.Record(&sim.Record{Kind: sim.KindDeployment, Deployment: 1, Definition: 1})
	healthy := " is unhealthy in " + group + " due to (reason Health checks failed)."
	check(event(sim.EventUnhealthyTarget, 1, 0), "(service web) "+task+" (port 8443)"+healthy)
	check(event(sim.EventUnhealthyTarget, sim.NoDeployment, 0), "(service web) "+task+" (port 8443)"+healthy)
	check(event(sim.EventUnhealthyTarget, 0, 1), unhealthy)
	check(event(sim.EventRegistered, sim.NoDeployment, 0), "(service web) registered 1 targets in "+group)
}
