package starter_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/scenarios/starter"
	"github.com/ecssim/ecssim/sim"
)

// registered is a container instance with 2048 CPU units and 4096 MiB, as DescribeContainerInstances shows it.
type registered struct {
	status          string // empty for ACTIVE
	off             bool   // its agent isn't connected
	tasks           int
	freeCPU, freeMi int
}

// described is the response of DescribeContainerInstances, of instances i-0…0, i-0…1 and so on.
func described(all ...registered) string {
	var list []string
	for i, one := range all {
		list = append(list, fmt.Sprintf(`{"ec2InstanceId": "i-%017d", "status": %q, "agentConnected": %t, "runningTasksCount": %d, "pendingTasksCount": 0,
			"registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 4096}],
			"remainingResources": [{"name": "CPU", "integerValue": %d}, {"name": "MEMORY", "integerValue": %d}],
			"attributes": [{"name": "ecs.availability-zone", "value": "us-east-1a"}, {"name": "ecs.instance-type", "value": "m5.large"}]}`,
			i, cmp.Or(one.status, "ACTIVE"), !one.off, one.tasks, one.freeCPU, one.freeMi))
	}
	return `{"failures": [], "containerInstances": [` + strings.Join(list, ",\n") + `]}`
}

// describedService is the response of DescribeServices for a service web of web:1 with so many tasks, and with more keys.
func describedService(tasks int, more string) string {
	return fmt.Sprintf(`{"services": [{"serviceName": "web", "clusterArn": "arn:aws:ecs:us-east-1:1:cluster/c", "desiredCount": %d, "runningCount": %d, "launchType": "EC2",
		"taskDefinition": "web:1"%s}]}`, tasks, tasks, more)
}

// describedTask is the response of DescribeTaskDefinition for a revision of web whose tasks take 1000 CPU units and 1000 MiB.
func describedTask(revision int) string {
	return fmt.Sprintf(`{"taskDefinition": {"family": "web", "revision": %d, "containerDefinitions": [{"name": "app", "cpu": 1000, "memory": 1000}]}}`, revision)
}

// imported is what Import makes of responses, read again.
func imported(t *testing.T, texts ...string) (*starter.Imported, *sim.Scenario) {
	t.Helper()
	var docs []starter.Document
	for i, text := range texts {
		docs = append(docs, starter.Document{Name: fmt.Sprintf("%d.json", i), Text: []byte(text)})
	}
	made, err := starter.Import(docs)
	if err != nil {
		t.Fatal(err)
	}
	usable(t, made)
	return made, readable(t, made)
}

// says wants that one of the notes begins with a text.
func says(t *testing.T, made *starter.Imported, left bool, want string) {
	t.Helper()
	for _, n := range made.Notes {
		if n.Left == left && strings.HasPrefix(n.Text, want) {
			return
		}
	}
	t.Errorf("no note says %q: %v", want, made.Notes)
}

// TestAway: instances that are DRAINING or whose agents are disconnected, with the service's tasks on them, are in the
// scenario, and are so from the beginning; those without tasks aren't.
func TestAway(t *testing.T) {
	apart := `, "placementConstraints": [{"type": "distinctInstance"}]`
	with, without := registered{"", false, 1, 1048, 3096}, registered{"", false, 0, 2048, 4096}
	draining, off, drained, gone := with, with, without, without
	draining.status, drained.status, off.off, gone.off = "DRAINING", "DRAINING", true, true
	made, sc := imported(t, describedService(4, apart), describedTask(1), described(with, with, draining, off, drained, gone))
	if sc.Services[0].InitialState != sim.Steady {
		t.Error("the service doesn't begin STEADY")
	}
	if n := len(sc.Instances()); n != 4 {
		t.Errorf("there are %d instances", n)
	}
	for _, want := range []string{
		"[[timeline]]\nat = \"0s\"\nupdateContainerInstancesState = { containerInstances = [\"m5-large-us-east-1a-a2\"], status = \"DRAINING\" }\n",
		"[[timeline]]\nat = \"0s\"\nsetAgentConnected = { containerInstances = [\"m5-large-us-east-1a-b3\"], agentConnected = false }\n",
	} {
		if !strings.Contains(made.Text, want) {
			t.Errorf("it lacks\n%s\nin\n%s", want, made.Text)
		}
	}
	says(t, made, false, "container instances m5-large-us-east-1a-a2 (i-00000000000000002) were DRAINING with tasks on them")
	says(t, made, false, "container instances m5-large-us-east-1a-b3 (i-00000000000000003) had tasks, and agents that weren't connected")
	says(t, made, true, "container instance i-00000000000000004 is DRAINING, without tasks")
	says(t, made, true, "container instance i-00000000000000005: its agent isn't connected, and it is without tasks")
	if len(sc.Timeline) != 3 || sc.Timeline[0].At != 0 || sc.Timeline[1].At != 0 {
		t.Errorf("what happens is %v", sc.Timeline)
	}
}

// TestOthers: what isn't free of an instance and isn't for the service's tasks is reserved on that instance and on no other.
func TestOthers(t *testing.T) {
	for name, c := range map[string]struct {
		tasks     int
		instances []registered
		want      [][2]int64 // CPU units and MiB that are reserved, in the order of the instances
		note      string
	}{
		"nothing of others": {2, []registered{{"", false, 1, 1048, 3096}, {"", false, 1, 1048, 3096}, {"", false, 0, 2048, 4096}}, [][2]int64{{}, {}, {}}, ""},
		"one is full": {
			2,
			[]registered{{"", false, 1, 0, 0}, {"", false, 1, 1048, 3096}, {"", false, 1, 1048, 3096}},
			[][2]int64{{2048, 4096}, {}, {}},
			"container instances: what isn't free of them and isn't for the given services' tasks is reserved for tasks of others, 2048 CPU units and 4096 MiB on 1 of 3 instances; the responses don't say on which",
		},
		"beside others":        {2, []registered{{"", false, 2, 948, 3046}, {"", false, 2, 848, 2996}}, [][2]int64{{100, 50}, {200, 100}}, "container instances: what isn't free"},
		"two on an instance":   {3, []registered{{"", false, 2, 48, 2096}, {"", false, 1, 1048, 3096}}, [][2]int64{{}, {}}, ""},
		"none but others":      {1, []registered{{"", false, 0, 1548, 3596}, {"", false, 0, 2048, 4096}}, [][2]int64{{500, 500}, {}}, "container instances: what isn't free of them and isn't for the given services' tasks is reserved for tasks of others, 500 CPU units and 500 MiB on 1 of 2 instances; for 1 of the services' 1 tasks no instance has enough in use"},
		"more free than there": {1, []registered{{"", false, 1, 4096, 9000}, {"", false, 0, 2048, 4096}}, [][2]int64{{}, {}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			made, sc := imported(t, describedService(c.tasks, ""), describedTask(1), described(c.instances...))
			var got [][2]int64
			for i := range c.instances {
				at := strings.Index(made.Text, fmt.Sprintf("i-%017d", i))
				if at < 0 {
					t.Fatalf("instance %d isn't in\n%s", i, made.Text)
				}
				begin := strings.LastIndex(made.Text[:at], "[[instances]]")
				var one [2]int64
				if _, text, ok := strings.Cut(made.Text[begin:at], "reserved = "); ok {
					if _, err := fmt.Sscanf(text, "{ cpu = %d, memory = %d }", &one[0], &one[1]); err != nil {
						t.Fatal(err)
					}
				}
				got = append(got, one)
			}
			if diff := gocmp.Diff(c.want, got); diff != "" {
				t.Errorf("it reserves otherwise (-want +got):\n%s", diff)
			}
			if sc.Services[0].InitialState != sim.Steady {
				t.Error("the service doesn't begin STEADY")
			}
			if c.note != "" {
				says(t, made, false, c.note)
			} else if strings.Contains(made.Text, "reserved") {
				t.Errorf("something is reserved in\n%s", made.Text)
			}
		})
	}
}

// TestManyInstances: a large cluster on whose instances others have other amounts has few groups, and about as much reserved.
func TestManyInstances(t *testing.T) {
	var all []registered
	sum := 0
	for i := range 1500 {
		sum += 1 + i%1000
		all = append(all, registered{"", false, 1, 2047 - i%1000, 4096})
	}
	made, sc := imported(t, describedService(2, ""), describedTask(1), described(all...))
	if n := len(sc.Groups); n > 5 {
		t.Errorf("there are %d groups", n)
	}
	says(t, made, false, "container instances: what isn't free")
	reserved := 0
	for _, part := range strings.Split(made.Text, "[[instances]]")[1:] {
		var count, cpu int
		_, text, _ := strings.Cut(part, "count = ")
		if _, err := fmt.Sscan(text, &count); err != nil {
			t.Fatal(err)
		}
		if _, text, ok := strings.Cut(part, "reserved = { cpu = "); ok {
			if _, err := fmt.Sscan(strings.TrimRight(strings.Fields(text)[0], ","), &cpu); err != nil {
				t.Fatal(err)
			}
		}
		reserved += count * cpu
	}
	if reserved > sum || reserved < sum-1500 {
		t.Errorf("%d CPU units are reserved and not %d", reserved, sum)
	}
}

// TestBeginning: how a service begins is said once, and as it is.
func TestBeginning(t *testing.T) {
	deployments := func(state string) string {
		return `, "deployments": [{"status": "PRIMARY", "taskDefinition": "web:2", "rolloutState": "` + state + `"}, {"status": "ACTIVE", "taskDefinition": "web:1", "rolloutState": "COMPLETED"}]`
	}
	one := registered{"", false, 1, 1048, 3096}
	apart := `, "placementConstraints": [{"type": "distinctInstance"}]`
	for name, c := range map[string]struct {
		more, want string
		tasks      int
	}{
		"in the middle": {deployments("IN_PROGRESS"), "service web was in the middle of a deployment to web:2: the scenario begins STEADY on web:1, and deploys web:2", 2},
		"failed":        {deployments("FAILED"), "service web: its deployment of web:2 has FAILED: the scenario begins STEADY on web:1, and deploys web:2", 2},
		"completed":     {deployments("COMPLETED"), "service web: its deployment of web:2 has COMPLETED, and one of web:1 is still there: the scenario begins STEADY on web:1, and deploys web:2", 2},
		"new in the middle": {
			deployments("IN_PROGRESS") + apart,
			"service web was in the middle of a deployment to web:2: the scenario begins NEW on web:1, without tasks, and deploys web:2, since service web can't begin STEADY: only 2 of its 3 tasks of web:1 fit on the cluster's 2 container instances", 3,
		},
		"new": {apart, "service web begins NEW on web:1, without tasks, since service web can't begin STEADY: only 2 of its 3 tasks of web:1 fit", 3},
	} {
		t.Run(name, func(t *testing.T) {
			made, _ := imported(t, describedService(c.tasks, c.more), describedTask(1), describedTask(2), described(one, one))
			says(t, made, false, c.want)
			n := 0
			for _, note := range made.Notes {
				if strings.Contains(note.Text, "begins ") {
					n++
				}
			}
			if n != 1 {
				t.Errorf("it says %d times how the service begins: %v", n, made.Notes)
			}
		})
	}
}

// TestNewKeepsOthers: what others have of the instances is only left out where that lets the service begin STEADY.
func TestNewKeepsOthers(t *testing.T) {
	one := registered{"", false, 2, 548, 3096}
	made, _ := imported(t, describedService(3, `, "placementConstraints": [{"type": "distinctInstance"}]`), describedTask(1), described(one, one))
	if !strings.Contains(made.Text, "reserved = { cpu = 500, memory = 0 }") {
		t.Errorf("nothing is reserved in\n%s", made.Text)
	}
	says(t, made, false, "container instances: what isn't free")
	full := registered{"", false, 1, 548, 3096}
	made, sc := imported(t, describedService(4, ""), describedTask(1), described(full, full))
	if strings.Contains(made.Text, "reserved = ") || sc.Services[0].InitialState != sim.Steady {
		t.Errorf("something is reserved, or the service begins NEW, in\n%s", made.Text)
	}
	says(t, made, true, "container instances: what tasks of others have of them, since the given services don't fit beside it")
}

// TestRebalancing: a service has Availability Zone rebalancing as it is by default at the date of its creation where the
// response has no key for it.
func TestRebalancing(t *testing.T) {
	for name, c := range map[string]struct {
		more, want, note string
	}{
		"new":        {`, "createdAt": "2025-10-01T00:00:00Z"`, "ENABLED", "service web: the response has no availabilityZoneRebalancing: ENABLED, as by default for a service that was created since 2025-09-05"},
		"the day":    {`, "createdAt": "2025-09-05T00:00:00Z"`, "ENABLED", "service web: the response has no availabilityZoneRebalancing: ENABLED"},
		"old":        {`, "createdAt": "2025-09-04T23:59:59Z"`, "DISABLED", "service web: the response has no availabilityZoneRebalancing: DISABLED, as by default for a service that was created before 2025-09-05"},
		"can't have": {`, "createdAt": "2025-10-01T00:00:00Z", "deploymentConfiguration": {"maximumPercent": 100, "minimumHealthyPercent": 50}`, "DISABLED", "service web: the response has no availabilityZoneRebalancing: DISABLED, since the service can't have it"},
		"said":       {`, "createdAt": "2025-10-01T00:00:00Z", "availabilityZoneRebalancing": "DISABLED"`, "DISABLED", ""},
		"no date":    {"", "", ""},
		"a daemon":   {`, "createdAt": "2025-10-01T00:00:00Z", "schedulingStrategy": "DAEMON"`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			made, _ := imported(t, describedService(2, c.more), describedTask(1))
			_, text, _ := strings.Cut(made.Text, "\navailabilityZoneRebalancing = ")
			text, _, _ = strings.Cut(text, "\n")
			if got := strings.Trim(text, `"`); got != c.want {
				t.Errorf("it is %q and not %q", got, c.want)
			}
			if c.note != "" {
				says(t, made, false, c.note)
			} else if strings.Contains(made.Text, "has no availabilityZoneRebalancing") {
				t.Errorf("a note is in\n%s", made.Text)
			}
		})
	}
}
