package scenarios

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "ecssim.schema.json"

// TestJSONSchemaFile compares the file for editors with what the schema structs say, or rewrites it.
func TestJSONSchemaFile(t *testing.T) {
	made := JSONSchema()
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.WriteFile(schemaFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(made), string(old)); diff != "" {
		t.Errorf("%s isn't what the code says (-code +file), ECSSIM_UPDATE=1 rewrites it:\n%s", schemaFile, diff)
	}
	if !bytes.Equal(made, JSONSchema()) {
		t.Error("it's another one each time")
	}
}

// compiled is the JSON Schema, compiled.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("scenario")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// problems is what a JSON Schema finds in a TOML text; nil for nothing.
func problems(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	var data map[string]any
	if _, err := toml.Decode(text, &data); err != nil {
		t.Fatal(err)
	}
	made, err := json.Marshal(jsonValue(data))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(made))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// jsonValue is a TOML value as tools for TOML give it to a JSON Schema: dates are strings.
func jsonValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		all := make(map[string]any)
		for key, one := range v {
			all[key] = jsonValue(one)
		}
		return all
	case []map[string]any:
		all := make([]any, len(v))
		for i, one := range v {
			all[i] = jsonValue(one)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, one := range v {
			all[i] = jsonValue(one)
		}
		return all
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return v
}

// TestJSONSchemaTakes: the JSON Schema takes every scenario that the reader takes, as far as there are any here.
func TestJSONSchemaTakes(t *testing.T) {
	s := compiled(t)
	taken := 0
	for _, pattern := range []string{"*.toml", "testdata/*.toml", "starter/*.toml", "starter/testdata/*.toml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if _, refused, err := Read(file, text); err != nil || len(refused) > 0 {
				continue
			}
			taken++
			if err := problems(t, s, string(text)); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if taken < 25 {
		t.Errorf("there are only %d", taken)
	}
}

// tryScenario is a scenario with places for one more setting.
const tryScenario = `
schemaVersion = 1
replicates = 20
%top
[[instances]]
count = 3
instanceType = "m5.large"
availabilityZones = ["us-east-1a"]
%instances
[[taskDefinitions]]
family = "web"
%definition
[[taskDefinitions.containerDefinitions]]
name = "app"
memory = 128
%container
[[taskDefinitions]]
basedOn = "web:1"
%copy
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
%service
[[expect]]
service = "web"
healthy = ">= 0"
%expect
[[timeline]]
at = "1m"
%timeline
`

// trySettings are settings by their places; those that begin with ! are wrong.
var trySettings = map[string][]string{
	"top": {
		`duration = "1h"`, `duration = 90`, `duration = 0.5e3`, `!duration = "90"`, `!duration = "1 hour"`, `!duration = -1`, `!duration = true`, `duration = "1h30m"`, `duration = "1.5h"`, `duration = ".5h"`,
		`startAt = 2026-01-01T00:00:00Z`, `startAt = "2026-01-01T00:00:00+01:00"`, `!startAt = "2026-01-01"`, `!startAt = 7`,
		`seed = 9223372036854775807`, `!seed = -1`, `!seed = "1"`, `!seed = 1.5`, `name = "a.b"`, `!name = "a b"`, `!name = ".a"`, `!colour = "red"`,
		`behavior = "2023-05"`, `!behavior = "2024"`, `behaviorOverrides = { backoffCap = "5m" }`, `!behaviorOverrides = { backoffCap = "x" }`, `!behaviorOverrides = { nonsense = 1 }`,
		`!sweep = 1`, `scheduler = { phase = 0, backoff = { free = 1 } }`, `!scheduler = { phase = "2h", passInterval = 7200 }`, `!scheduler = { tieBreak = "random" }`,
		`matrix = {}`, `matrix.seed = [1, 2]`, `!matrix.seed = []`, `!matrix.seed = 1`, `matrix."services.web.desiredCount" = [1]`,
		`matrix = { a = { key = "seed", values = [1] }, include = [{ a = 9, duration = 60 }], exclude = [] }`, `!matrix = { a = { key = "seed", values = [1] }, include = [1] }`, `!matrix = { a = { key = "seed", values = [1] }, exclude = { a = 1 } }`,
		`!matrix = { a = { key = "seed", values = [1] }, exclude = [{}] }`, `!matrix.a = { values = [1] }`, `!matrix.a = { key = "seed" }`, `!matrix.a = { key = 1, values = [1] }`, `!matrix.a = { key = "seed", values = { x = {} } }`,
		`matrix.a.values = { x = {}, y = { seed = 1 } }`, `!matrix.a.values = { x = 1 }`, `!matrix.a.values = {}`, `!matrix.a = { key = "seed", valeus = [1] }`,
		`!extends = ""`, `!extends = "/etc/x.toml"`, `!extends = 'a\b.toml'`, `!expect = [{ name = "x", service = "web", at = "1m" }]`, `!expect = [{}]`,
		`namespaces = ["any thing"]`, `!namespaces = [""]`, `!targetGroups = [{}]`, `!targetGroups = [{ name = "a_b" }]`, `targetGroups = [{ name = "a", registrationDelay = 2, tags = [1], healthCheckPort = "80" }]`,
	},
	"instances": {
		`ec2InstanceIds = ["i-0123456789abcdef0", "i-01234567"]`, `!ec2InstanceIds = ["i-1"]`, `agentVersion = "1.96.0"`, `!agentVersion = "1.x"`,
		`attributes = { stack = "a b" }`, `!attributes = { stack = "a " }`, `!attributes = { "ecs.availability-zone" = "x" }`, `!attributes = { stack = 7 }`, `attributes = { "a/b\\c.d" = "e@f:g" }`,
		`reservedPorts = [8080]`, `!reservedPorts = [0]`, `!cpu = 0`, `reserved = { cpu = 1 }`, `!gpus = 1.5`,
	},
	"definition": {
		`cpu = 512`, `cpu = "512"`, `cpu = " 0.5 vCPU "`, `!cpu = "512 MB"`, `!cpu = 0.5`, `memory = "1 GB"`, `memory = "1gb"`, `!memory = "1 MB"`,
		`timing = { exit = "never" }`, `!timing = { start = "never" }`, `timing = { pull = { cold = "9s", cached = { exponential = { mean = 1 } } } }`, `!timing = { pull = { cold = "9s" } }`,
		`timing = { start = { lognormal = { p50 = "8s", p99 = "20s" }, shift = "1s" } }`, `!timing = { start = { lognormal = { p50 = "8s" } } }`, `!timing = { start = { lognormal = { p50 = "8s", sd = "20s" } } }`,
		`!timing = { start = { shift = "1s" } }`, `!timing = { start = { constant = 1, uniform = { min = 1, max = 2 } } }`, `timing = { start = { empirical = [1, "2s"] } }`, `!timing = { start = { empirical = [] } }`,
		`!timing = { start = 90000 }`, `!timing = { exitCode = 1 }`, `faults = { crashAfter = "1s", probability = 0.5, only = [1, 2] }`, `!faults = { crashAfter = "1s", probability = 1.5 }`, `!faults = { only = [0], pullFails = true }`,
		`!taskDefinitionArn = 7`, `volumes = [{ name = "a", host = { x = 1 } }]`,
	},
	"container": {
		`image = ""`, `essential = true`, `!essential = "yes"`, `healthCheck = {}`, `!healthCheck = { interval = 1 }`, `!restartPolicy = {}`, `restartPolicy = { enabled = true, ignoredExitCodes = [-1] }`,
		`!portMappings = [{ containerPort = 0 }]`, `portMappings = [{ containerPort = 80, name = "x" }]`, `!portMappings = { containerPort = 80 }`, `!environment = "x"`, `timing = { exit = "never" }`,
	},
	"copy": {`revision = 9`, `containerDefinitions = [{ name = "app", restartPolicy = { enabled = true } }]`, `!revision = 0`, `!basedOff = "x"`},
	"service": {
		`deploymentConfiguration = { maximumPercent = 150 }`, `!deploymentConfiguration = { maximumPercent = 99 }`, `!deploymentConfiguration = { deploymentCircuitBreaker = { enable = true } }`,
		`initialState = "NEW"`, `!initialState = "new"`, `runningCount = 2`, `!runningCount = "2"`, `cluster = "arn:aws:ecs:us-east-1:1:cluster/x"`, `!cluster = "a b"`, `tags = [{ key = "a", value = "b" }]`,
		`!networkConfiguration = {}`, `!loadBalancers = [{ targetGroup = "x" }]`, `!placementStrategy = [{ type = "pack" }]`,
	},
	"expect": {
		`!serviceName = "web"`, `deployment = 1`, `!deployment = 0`, `deployment = "web:1"`, `rolloutState = "COMPLETED"`, `!rolloutState = "DONE"`,
		`duration = "> 90, <= 10m"`, `!duration = 600`, `!duration = "10m"`, `!duration = "<= 2 minutes"`, `minHealthy = ">= 62.5 %"`, `!minHealthy = ">= 62.555 %"`, `minHealthy = 2`, `!minHealthy = "2"`,
		`surge = "<= 2m"`, `healthyDeficit = "< 1.5 task-seconds"`, `!surge = "<= 2 tasks"`, `peakMemory = "<= 2 GB"`, `!peakMemory = "<= 2 TB"`, `peakCPU = "!= 1 vCPU"`, `!peakCPU = ">= 50 %"`,
		`hostsUsed = "== 1 instance"`, `!hostsUsed = ">= 1, "`, `placementFailures = "<= 3 passes"`, `waiter = false`, `!waiter = "yes"`, `!tasksFailed = 0.5`,
		`"p99.5(duration)" = "<= 12m"`, `"median(minHealthy)" = ">= 2 tasks"`, `!"p95(dration)" = "<= 10m"`, `!"p100(duration)" = "<= 10m"`, `!"p50(waiter)" = "<= 1"`, `!"p95(duration)" = "<= 10"
"p96(duration)" = 9`,
		`events = ["started", { event = "steadyState", at = "<= 5m", text = "steady", count = 1 }, { text = "(service web)" }]`, `!events = ["steady"]`, `!events = [{ at = "<= 5m" }]`, `!events = [{ event = "started", often = 2 }]`,
		`!events = "started"`, `noEvents = ["unplaced"]`, `!noEvents = []`, `!noEvents = ["unplacd"]`, `!noEvents = [1]`, `at = "2m30s"
running = ">= 2"`, `!at = "-1s"
running = 2`, `!at = 2000000000`,
	},
	"timeline": {
		`updateService = { service = "web", forceNewDeployment = true }`, `!updateService = { forceNewDeployment = true }`, `!updateService = { service = "web", serviceName = "x" }`,
		`createService = { serviceName = "x", taskDefinition = "web:1", desiredCount = 0 }`, `!createService = { serviceName = "x", taskDefinition = "web:1", desiredCount = 0, initialState = "NEW" }`,
		`!createService = { serviceName = "x", taskDefinition = "web:1" }`, `createService = { serviceName = "x", taskDefinition = "web:1", schedulingStrategy = "DAEMON" }`,
		`addInstances = { basedOn = "group-1" }`, `!addInstances = { count = 1 }`, `!interruptSpot = {}`, `loseZone = { availabilityZone = "us-east-1a" }`, `!loseZone = {}`,
	},
}

// TestJSONSchemaForms: of single settings the JSON Schema takes and refuses what the reader does.
func TestJSONSchemaForms(t *testing.T) {
	s := compiled(t)
	for place, lines := range trySettings {
		for _, line := range lines {
			line, bad := strings.CutPrefix(line, "!")
			text := tryScenario
			for _, other := range []string{"top", "instances", "definition", "container", "copy", "service", "expect", "timeline"} {
				with := ""
				switch other {
				case place:
					with = line
				case "timeline":
					with = `deleteService = { service = "web", force = true }`
				}
				text = strings.ReplaceAll(text, "%"+other+"\n", with+"\n")
			}
			if place == "top" && strings.HasPrefix(line, "expect") {
				text = strings.Replace(text, expectation, "", 1)
			}
			refused, err := readCases(text)
			if (err != nil || len(refused) > 0) != bad {
				t.Errorf("of %s the reader says %v%v", line, err, refused)
			}
			if found := problems(t, s, text); (found != nil) != bad {
				t.Errorf("of %s the JSON Schema says %v", line, found)
			}
		}
	}
}

// expectation is that of tryScenario.
const expectation = "[[expect]]\nservice = \"web\"\nhealthy = \">= 0\"\n\n"

// readCases reads all cases of a text.
func readCases(text string) (refused Faults, err error) {
	cases, err := Cases(Source{Name: "x.toml", Text: []byte(text)})
	for i := 0; i < len(cases) && err == nil && len(refused) == 0; i++ {
		_, refused, err = cases[i].Read()
	}
	return refused, err
}

// TestJSONSchemaOfMatrix: what a matrix brings need not be there without it.
func TestJSONSchemaOfMatrix(t *testing.T) {
	text := strings.Replace(minimalText(t), "desiredCount = 2\n", "", 1)
	text += "[[expect]]\nname = \"x\"\n[matrix]\n\"services.web.desiredCount\" = [1, 2]\n\"expect[0].duration\" = [\"<= 10m\"]\n"
	if refused, err := readCases(text); err != nil || len(refused) > 0 {
		t.Error(refused, err)
	}
	if err := problems(t, compiled(t), text); err != nil {
		t.Error(err)
	}
}

// minimalText is tryScenario without settings in its places.
func minimalText(t *testing.T) string {
	t.Helper()
	text, _, ok := strings.Cut(tryScenario, "[[expect]]")
	if !ok {
		t.Fatal("there is no expectation")
	}
	for place := range trySettings {
		text = strings.ReplaceAll(text, "%"+place+"\n", "\n")
	}
	return text
}

// TestJSONSchemaOfExtends: what extends another scenario need not have what that one has, but what it has is looked at.
func TestJSONSchemaOfExtends(t *testing.T) {
	s := compiled(t)
	const part = "extends = \"base.toml\"\n[[services]]\nserviceName = \"web\"\n[[targetGroups]]\nname = \"web\"\n" +
		"[matrix.minimum]\nkey = \"services.web.desiredCount\"\nvalues = [1, 2]\n"
	if err := problems(t, s, part); err != nil {
		t.Error(err)
	}
	for _, faulty := range []string{strings.Replace(part, "extends", "extend", 1), part + "[[services]]\ndesiredCount = -1\n", strings.Replace(part, `"base.toml"`, "1", 1)} {
		if problems(t, s, faulty) == nil {
			t.Errorf("it finds nothing in\n%s", faulty)
		}
	}
}

// TestJSONSchemaOfFaults: of the files with faults in testdata the JSON Schema finds those that single settings have. What
// it can't see are names that refer to nothing, settings that don't go together, and the like.
func TestJSONSchemaOfFaults(t *testing.T) {
	s := compiled(t)
	for _, file := range []string{
		"attributes", "dates", "date-number", "delays", "expect", "instance-ids", "missing", "nothing", "ranges", "table-brackets", "unknown-keys", "wrong-types",
	} {
		text, err := os.ReadFile("testdata/faults/" + file + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		if problems(t, s, string(text)) == nil {
			t.Errorf("it finds nothing in %s", file)
		}
	}
}

// TestTaplo has taplo, a linter for TOML whose engine editors use, check the shipped scenarios against the JSON Schema,
// and find what is wrong in a faulty one. It's skipped where there is no taplo, unless ECSSIM_TAPLO is "required", as it is
// where the project is checked.
func TestTaplo(t *testing.T) {
	path, err := exec.LookPath("taplo")
	if err != nil {
		if os.Getenv("ECSSIM_TAPLO") == "required" {
			t.Fatal("there is no taplo here, and ECSSIM_TAPLO says that there must be")
		}
		t.Skip("there is no taplo here")
	}
	lint := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), path, append([]string{"lint", "--colors", "never"}, args...)...)
		cmd.Dir = ".."
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	shipped, err := filepath.Glob("*.toml")
	if err != nil || len(shipped) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for i, file := range shipped {
		shipped[i] = "scenarios/" + file
	}
	if out, err := lint(shipped...); err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
	text, err := os.ReadFile("rolling-basic.toml")
	if err != nil {
		t.Fatal(err)
	}
	faulty := strings.Replace(string(text), "desiredCount = 4", "desiredCont = 4", 1)
	place := filepath.Join(t.TempDir(), "faulty.toml")
	if err := os.WriteFile(place, []byte(faulty), 0o644); err != nil {
		t.Fatal(err)
	}
	schema, err := filepath.Abs(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	out, err := lint("--schema", "file://"+schema, place)
	if err == nil || !strings.Contains(out, "desiredCont") {
		t.Errorf("taplo finds nothing wrong (%v):\n%s", err, out)
	}
}
