package starter_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ecssim/ecssim/scenarios/starter"
)

// What a service and a task definition have at least.
const (
	aService    = `{"services": [{"serviceName": "web", "clusterArn": "arn:aws:ecs:us-east-1:1:cluster/c", "desiredCount": 2, "taskDefinition": "web:1", "launchType": "EC2"}]}`
	aDefinition = `{"taskDefinition": {"family": "web", "revision": 1, "containerDefinitions": [{"name": "app", "memory": 128}]}}`
)

// TestFaults: whatever is wrong with responses has a message that says where and what, and nothing is made of them.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		texts []string
		want  string
	}{
		"nothing at all":     {nil, "no service is among the responses: save what aws ecs describe-services --services NAME says"},
		"an empty file":      {[]string{""}, "a.json: is empty; did the command fail?"},
		"not JSON":           {[]string{"services:\n- serviceName: web\n"}, "a.json: line 1: isn't JSON: invalid character 's' looking for beginning of value; save the response with --output json"},
		"cut":                {[]string{"{\n  \"services\": [\n    {"}, "a.json: line 3: isn't JSON: it ends in the middle of a value; save the response with --output json"},
		"UTF-16":             {[]string{"\xff\xfe{\x00}\x00"}, "a.json: isn't UTF-8 text; PowerShell writes UTF-16 where > is used: take | Out-File -Encoding utf8 instead"},
		"a bare value":       {[]string{`"web"`}, `a.json: wants a response of the AWS command line, but this is the string "web"`},
		"not of AWS":         {[]string{`{"name": "web", "version": "1.0"}`}, "a.json: has name, version; known are the responses of aws ecs describe-services"},
		"an error":           {[]string{`{"__type": "ClusterNotFoundException", "message": "Cluster not found."}`}, "so that it is an error of AWS"},
		"an empty object":    {[]string{`{}`}, "a.json: is an empty object; known are"},
		"failures only":      {[]string{`{"services": [], "failures": [{"arn": "arn:x", "reason": "MISSING"}]}`}, `"arn:x" is among the failures of the response (MISSING); is the cluster the right one (--cluster)?`},
		"deleted services":   {[]string{`{"services": [{"serviceName": "web", "clusterArn": "c", "status": "INACTIVE"}]}`}, "no service is among the responses: all that there are have been deleted"},
		"no task definition": {[]string{aService}, "service web runs web:1, and no response describes it: save aws ecs describe-task-definition --task-definition web:1"},
		"no service":         {[]string{aDefinition}, "no service is among the responses: save what"},
		"no PRIMARY": {
			[]string{strings.Replace(aService, `"taskDefinition": "web:1"`, `"deployments": []`, 1), aDefinition},
			"a.json: services[0]: has neither a taskDefinition nor a PRIMARY deployment, so that nothing says what its tasks are",
		},
		"another type":     {[]string{strings.Replace(aService, `"web:1"`, `7`, 1), aDefinition}, "a.json: services[0].taskDefinition: wants a string, but this is the number 7"},
		"no count":         {[]string{strings.Replace(aService, `"desiredCount": 2, `, "", 1), aDefinition}, "a.json: services[0]: has no desiredCount"},
		"a wrong date":     {[]string{strings.Replace(aService, `"launchType"`, `"createdAt": "yesterday", "launchType"`, 1), aDefinition}, `a.json: services[0].createdAt: wants a date, as seconds of Unix time or such as 2026-09-16T23:28:10+00:00, but this is the string "yesterday"`},
		"a date of no age": {[]string{strings.Replace(aService, `"launchType"`, `"createdAt": 1466801808595, "launchType"`, 1), aDefinition}, "this is the number 1466801808595"},
		"not a list":       {[]string{`{"services": [7], "failures": []}`}, "a.json: services[0]: wants an object, but this is the number 7"},
		"out of range":     {[]string{strings.Replace(aService, `"desiredCount": 2`, `"desiredCount": -2`, 1), aDefinition}, "what the responses say can't be a scenario: services[0].desiredCount: InvalidParameterException: DesiredCount can not be lesser than 0"},
		"no revision": {
			[]string{aService, strings.Replace(aDefinition, `"revision": 1, `, "", 1)},
			"b.json: taskDefinition: has no revision; is it what register-task-definition was given? Save what aws ecs describe-task-definition says",
		},
		"two clusters": {
			[]string{aService, strings.NewReplacer("web", "api", "cluster/c", "cluster/d").Replace(aService), aDefinition},
			`service web is in the cluster "c" and service api in "d", but a scenario has one cluster: take the services of one at a time`,
		},
		"attributes of two": {
			[]string{strings.Replace(aService, `"launchType"`, `"loadBalancers": [{"targetGroupArn": "x:targetgroup/a/1", "containerName": "app", "containerPort": 80},
				{"targetGroupArn": "x:targetgroup/b/1", "containerName": "app", "containerPort": 80}], "launchType"`, 1), aDefinition, `{"Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "5"}]}`},
			"c.json: doesn't say of which target group it is (a, b): put the name in front, as in --from a=FILE",
		},
		"deep":  {[]string{strings.Repeat("[", 100) + strings.Repeat("]", 100)}, "a.json: lists and objects stand more than 64 deep within each other"},
		"large": {[]string{strings.Repeat(" ", starter.MaxBytes+1)}, "a.json: is larger than 16 MiB; save single responses"},
	} {
		t.Run(name, func(t *testing.T) {
			var docs []starter.Document
			for i, text := range c.texts {
				docs = append(docs, starter.Document{Name: string(rune('a'+i)) + ".json", Text: []byte(text)})
			}
			made, err := starter.Import(docs)
			if err == nil || made != nil {
				t.Fatalf("it makes %v", made)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("it says\n%v\nand not\n%s", err, c.want)
			}
			if lines := strings.Split(err.Error(), "\n"); len(lines) != 1 {
				t.Errorf("it says %d things: %v", len(lines), err)
			}
		})
	}
}

// TestSecretsStay: what a container's environment, command and secrets say isn't carried into a file that is shared.
func TestSecretsStay(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/fargate.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(archive.Files[1].Data), "hunter2") {
		t.Fatal("the response has no secret")
	}
	made, err := starter.Import(documents(archive))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "DB_PASSWORD", "curl", "assumed-role"} {
		if strings.Contains(made.Text, secret) {
			t.Errorf("the scenario has %s in it", secret)
		}
	}
}

// TestHostileNames: a name can't get out of its comment or its string.
func TestHostileNames(t *testing.T) {
	hostile := "web\\u0022]\\n[[services]]\\nx = \\u001b[31m\\u2028\\\"\\\\"
	service := strings.Replace(aService, `"launchType"`, `"`+hostile+`": 7, "launchType"`, 1)
	made, err := starter.Import([]starter.Document{
		{Name: "a\n[[x]]\x1b.json", Text: []byte(service)},
		{Name: "b.json", Text: []byte(strings.Replace(aDefinition, `"memory"`, `"image": "`+hostile+`", "memory"`, 1))},
	})
	if err != nil {
		t.Fatal(err)
	}
	usable(t, made)
	if strings.ContainsFunc(made.Text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
		t.Errorf("there are control characters in %q", made.Text)
	}
	if n := strings.Count(made.Text, "\n[[services]]\n"); n != 1 {
		t.Errorf("there are %d services in %s", n, made.Text)
	}
}

// TestNotes: what hardly ever happens has its note, too.
func TestNotes(t *testing.T) {
	for name, c := range map[string]struct {
		service, definition, want string
		left                      bool
	}{
		"controller":     {`"deploymentController": {"type": "CODE_DEPLOY"},`, "", "service web: deploymentController: ecssim doesn't simulate CODE_DEPLOY; the scenario deploys as ECS does", true},
		"launch type":    {`"launchType": "EXTERNAL",`, "", "service web: launchType: ecssim doesn't simulate EXTERNAL; its tasks run on container instances", true},
		"volumes":        {"", `"volumes": [{"name": "v", "configuredAtLaunch": true}],`, "task definition web:1: volumes: ecssim doesn't simulate volumes that are attached at launch", true},
		"Windows":        {"", `"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},`, "task definition web:1: runtimePlatform: ecssim doesn't simulate Windows; its tasks start and stop like ones on Linux", true},
		"no percentages": {"", "", "service web: the response has no deploymentConfiguration: ECS's defaults, 100 and 200 percent", false},
		"task sets":      {`"taskSets": [{"id": "ts"}],`, "", "service web: taskSets: ecssim doesn't simulate task sets", true},
		"alarms": {
			`"deploymentConfiguration": {"alarms": {"enable": true, "rollback": true, "alarmNames": ["5xx"]}, "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 5}, "maximumPercent": 200},`, "",
			"service web: deploymentConfiguration: canaryConfiguration: ecssim doesn't simulate canary deployments", true,
		},
		"same revision": {`"deployments": [{"status": "PRIMARY", "taskDefinition": "web:1"}, {"status": "ACTIVE", "taskDefinition": "web:1"}],`, "", "service web was in the middle of a deployment to web:1: the scenario begins STEADY on web:1, and deploys web:1", false},
		"three deployments": {
			`"deployments": [{"status": "PRIMARY", "taskDefinition": "x/web:1", "createdAt": 1762850500}, {"status": "ACTIVE", "taskDefinition": "x/web:5", "rolloutState": "FAILED", "createdAt": 1762850400},
				{"status": "ACTIVE", "taskDefinition": "x/web:4", "rolloutState": "COMPLETED", "createdAt": 1762850300.5}],`, "", "service web: its unfinished deployment of web:5, since a scenario begins with one", true,
		},
		"Fargate Spot": {
			`"launchType": "", "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "base": 1, "weight": 1}, {"capacityProvider": "FARGATE_SPOT", "weight": 4}],`,
			`"cpu": "256", "memory": "512", "networkMode": "awsvpc",`, "service web: capacityProviderStrategy: ecssim doesn't simulate capacity providers; all tasks run on FARGATE (FARGATE, FARGATE_SPOT)", true,
		},
		"a host port":           {"", `"containerDefinitions": [{"name": "app", "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 80}]}],`, "container instances: no response describes them (aws ecs describe-container-instances does): 4 in us-east-1a", false},
		"alone on its instance": {`"placementConstraints": [{"type": "distinctInstance"}],`, "", "container instances: no response describes them (aws ecs describe-container-instances does): 4 in us-east-1a", false},
		"an attribute":          {`"placementConstraints": [{"type": "memberOf", "expression": "attribute:stack == web"}],`, "", "container instances: no response describes them (aws ecs describe-container-instances does): 2 in us-east-1a, us-east-1b, us-east-1c with 2048 CPU units and 7680 MiB each, so that the services have room up to their maximumPercent, and with what tasks are placed by: stack = web", false},
		"container extra":       {"", `"containerDefinitions": [{"name": "app", "memory": 128, "warpDrive": 1}],`, "task definition web:1: container app: warpDrive: this version of ecssim doesn't know it", true},
	} {
		t.Run(name, func(t *testing.T) {
			service := aService
			if strings.Contains(c.service, "launchType") {
				service = strings.Replace(service, `, "launchType": "EC2"`, "", 1)
			}
			service = strings.Replace(service, `"serviceName"`, c.service+`"serviceName"`, 1)
			definition := strings.Replace(aDefinition, `"family"`, c.definition+`"family"`, 1)
			if strings.Contains(c.definition, "containerDefinitions") {
				definition = strings.Replace(definition, `, "containerDefinitions": [{"name": "app", "memory": 128}]`, "", 1)
			}
			made, err := starter.Import([]starter.Document{{Name: "a.json", Text: []byte(service)}, {Name: "b.json", Text: []byte(definition)}})
			if err != nil {
				t.Fatal(err)
			}
			usable(t, made)
			found := false
			for _, n := range made.Notes {
				found = found || strings.HasPrefix(n.Text, c.want) && n.Left == c.left
			}
			if !found {
				t.Errorf("the notes are %v", made.Notes)
			}
		})
	}
}

// TestMachines: EC2 instances stand in for container instances that no response describes, and complete those that one does.
func TestMachines(t *testing.T) {
	const machines = `{"Reservations": [{"ReservationId": "r-1", "OwnerId": "1", "Instances": [
		{"InstanceId": "i-0aaaaaaaaaaaaaaa1", "InstanceType": "m5.large", "State": {"Code": 16, "Name": "running"}, "Placement": {"AvailabilityZone": "us-east-1c"}},
		{"InstanceId": "i-0aaaaaaaaaaaaaaa2", "InstanceType": "m5.large", "State": {"Code": 16, "Name": "running"}, "Placement": {"AvailabilityZone": "us-east-1c"}},
		{"InstanceId": "i-0aaaaaaaaaaaaaaa3", "InstanceType": "x9.huge", "State": {"Code": 16, "Name": "running"}, "Placement": {"AvailabilityZone": "us-east-1d"}},
		{"InstanceId": "i-0aaaaaaaaaaaaaaa4", "InstanceType": "m5.large", "State": {"Code": 80, "Name": "stopped"}, "Placement": {"AvailabilityZone": "us-east-1c"}}]}]}`
	const registered = `{"containerInstances": [{"containerInstanceArn": "arn:x", "ec2InstanceId": "i-0aaaaaaaaaaaaaaa3", "status": "ACTIVE", "agentConnected": true,
		"registeredResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 4096}, {"name": "MEMORY", "type": "INTEGER", "integerValue": 9000}]}], "failures": []}`
	for name, c := range map[string]struct {
		more string
		want []string
		note string
	}{
		"alone": {`{"clusters": []}`, []string{
			"name = \"m5-large-us-east-1c\"\ncount = 2\navailabilityZones = [\"us-east-1c\"]\ninstanceType = \"m5.large\"\nec2InstanceIds",
			"name = \"x9-huge-us-east-1d\"\ncount = 1\navailabilityZones = [\"us-east-1d\"]\ninstanceType = \"x9.huge\"\nec2InstanceIds = [\"i-0aaaaaaaaaaaaaaa3\"]\ncpu = 2048\nmemory = 7680\n",
		}, "container instances: no response describes them: the 3 running EC2 instances are taken for the cluster's, with what their types register"},
		"with container instances": {registered, []string{
			"name = \"x9-huge-us-east-1d\"\ncount = 1\navailabilityZones = [\"us-east-1d\"]\ninstanceType = \"x9.huge\"\ncpu = 4096\nmemory = 9000\n",
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			made, err := starter.Import([]starter.Document{
				{Name: "a", Text: []byte(machines)}, {Name: "b", Text: []byte(aService)}, {Name: "c", Text: []byte(aDefinition)}, {Name: "d", Text: []byte(c.more)},
			})
			if err != nil {
				t.Fatal(err)
			}
			usable(t, made)
			for _, want := range c.want {
				if !strings.Contains(made.Text, want) {
					t.Errorf("it lacks\n%s\nin\n%s", want, made.Text)
				}
			}
			if n := strings.Count(made.Text, "[[instances]]"); n != len(c.want) {
				t.Errorf("there are %d groups", n)
			}
			found := c.note == ""
			for _, n := range made.Notes {
				found = found || n.Text == c.note
			}
			if !found {
				t.Errorf("the notes are %v", made.Notes)
			}
		})
	}
}

// FuzzImport wants of Import that it never panics, and that it gives either an error or a scenario that can be used.
func FuzzImport(f *testing.F) {
	f.Add(aService, aDefinition, `{"containerInstanceArns": ["a"]}`)
	for _, file := range []string{"testdata/fargate.txtar", "testdata/ec2.txtar", "testdata/assumed.txtar"} {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		docs := documents(archive)
		f.Add(string(docs[0].Text), string(docs[1].Text), string(docs[2].Text))
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		made, err := starter.Import([]starter.Document{{Name: "a", Text: []byte(a)}, {Name: "b", Text: []byte(b)}, {Name: "c", Text: []byte(c)}})
		if (err == nil) == (made == nil) {
			t.Fatalf("it gives %v and %v", made, err)
		}
		if err != nil {
			if strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("control characters in %q", err)
			}
			return
		}
		readable(t, made)
	})
}
