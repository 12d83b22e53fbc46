package scenarios

import (
	"cmp"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// Marks around the part of README.md that is made from the code.
const (
	beginMark = "<!-- made from the code: ECSSIM_UPDATE=1 go test ./scenarios writes what follows -->\n"
	endMark   = "<!-- end of what is made from the code -->\n"
)

// TestReadme compares the reference in README.md with what the schema structs say, or rewrites it.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), beginMark)
	old, after, also := strings.Cut(rest, endMark)
	if !ok || !also {
		t.Fatalf("README.md lacks the marks %q and %q", beginMark, endMark)
	}
	made := reference()
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.WriteFile("README.md", []byte(before+beginMark+made+endMark+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(made, old); diff != "" {
		t.Errorf("README.md isn't what the code says (-code +file), ECSSIM_UPDATE=1 rewrites it:\n%s", diff)
	}
}

func reference() string {
	var b strings.Builder
	written := make(map[reflect.Type]bool)
	walkSchema(reflect.TypeFor[scenarioFile](), "", func(path string, t reflect.Type, fields []field) {
		if !written[t] {
			written[t] = true
			writeTable(&b, path, fields)
		}
	})
	writeRules(&b)
	writeDelays(&b)
	writeAssumed(&b)
	writeCatalogue(&b)
	writeUnmodelled(&b)
	writeLimits(&b)
	return b.String()
}

// title is the heading of a table of the format.
func title(path string) string {
	switch path {
	case "":
		return "Top level"
	case "services":
		return "`[[services]]`, and `createService` of `[[timeline]]`"
	}
	label := tableLabel(path)
	parts := strings.Split(label, " of ")
	for i, p := range parts {
		parts[i] = "`" + p + "`"
	}
	title := strings.Join(parts, " of ")
	if strings.HasPrefix(path, "services.") {
		title += ", `createService` and `updateService`"
	}
	return title
}

func writeTable(b *strings.Builder, path string, fields []field) {
	fmt.Fprintf(b, "\n### %s\n\n| key | type | allowed | default | meaning | source |\n|---|---|---|---|---|---|\n", title(path))
	rows := make(map[string]unmodelled)
	for _, row := range notModelled() {
		rows[row.key] = row
	}
	known := &binder{unmodelled: rows}
	var carried, refused []string
	for _, f := range fields {
		row, isRow := known.unmodelledAt(joinPath(path, f.name))
		switch {
		case f.carried:
			carried = append(carried, "`"+f.name+"`")
		case isRow && row.when.words == "always":
			refused = append(refused, "`"+f.name+"`")
		default:
			doc := f.doc
			if f.listed {
				doc += " Not in `createService`."
			}
			if isRow {
				doc += fmt.Sprintf(" Not modelled yet where %s.", row.when.words)
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s |\n", f.name, cell(f.typeWords()), cell(f.allowedWords()), cell(f.defaultWords()), cell(doc), cell(f.source))
		}
	}
	if len(carried) > 0 {
		fmt.Fprintf(b, "\nTaken without effect: %s.\n", strings.Join(carried, ", "))
	}
	if len(refused) > 0 {
		fmt.Fprintf(b, "\nNot modelled yet: %s.\n", strings.Join(refused, ", "))
	}
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// typeWords is what the reference calls the type of a key.
func (f *field) typeWords() string {
	if f.list {
		return "list of tables"
	}
	if d, ok := reflect.TypeAssert[decoder](reflect.New(f.content)); ok {
		return d.typeName()
	}
	switch f.content {
	case reflect.TypeFor[sim.Span]():
		return "duration"
	case reflect.TypeFor[[]string]():
		return "list of strings"
	}
	switch f.content.Kind() {
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "string"
	default:
		return "table"
	}
}

func (f *field) allowedWords() string {
	var words []string
	if f.items != "" {
		words = append(words, f.items+" entries")
	}
	if f.bounds != "" {
		words = append(words, f.bounds)
	}
	if len(f.enum) > 0 {
		words = append(words, "`"+strings.Join(f.enum, "`, `")+"`")
	}
	if f.match != "" {
		words = append(words, nameRules()[f.match].want)
	}
	return strings.Join(words, "; ")
}

func (f *field) defaultWords() string {
	switch {
	case f.required && f.unless != "":
		return "required without " + f.unless
	case f.required:
		return "required"
	case f.def != "":
		return "`" + f.def + "`"
	default:
		return cmp.Or(f.absent, "none")
	}
}

func writeRules(b *strings.Builder) {
	b.WriteString("\n### Dated rules\n\n`behavior` picks a value for each; `[behaviorOverrides]` changes single ones by name.\n\n" +
		"| rule | `2023-05` | `2026-07` | source |\n|---|---|---|---|\n")
	for _, rule := range sim.RuleTable() {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", rule.Name, ruleText(rule.Old), ruleText(rule.New), cell(rule.Source))
	}
}

func writeDelays(b *strings.Builder) {
	b.WriteString("\n### Delays\n\n| distribution | written | meaning |\n|---|---|---|\n")
	for _, s := range shapesOfDelays() {
		written := s.example
		if s.read == readTable {
			written = "{ " + s.name + " = " + s.example + " }"
		}
		fmt.Fprintf(b, "| %s | `%s` | %s |\n", s.name, written, s.doc)
	}
}

func writeAssumed(b *strings.Builder) {
	b.WriteString("\n### Assumed values\n\nTaken where a scenario leaves them open; each use is listed with the run's results.\n\n" +
		"| what | value | why |\n|---|---|---|\n")
	for _, mode := range []string{"awsvpc", "bridge", fargateLaunch} {
		words := map[string]string{"awsvpc": "`awsvpc`", "bridge": "`bridge`, `host`, `none`", fargateLaunch: "on Fargate"}[mode]
		for _, step := range assumedSteps(mode) {
			fmt.Fprintf(b, "| `timing.%s`, %s | %s | %s |\n", step.step, words, spanText(step.span), step.reason)
		}
	}
	fmt.Fprintf(b, "| `registrationDelay`, application | %s | %s |\n", spanText(registrationApplication), reasonRegistrationApplication)
	fmt.Fprintf(b, "| `registrationDelay`, network | %s | %s |\n", spanText(registrationNetwork), reasonRegistrationNetwork)
	fmt.Fprintf(b, "| `registrationDelay`, Classic Load Balancer | %s | %s |\n", spanText(registrationClassic), reasonRegistrationClassic)
	fmt.Fprintf(b, "| `[fargate] availabilityZones`, without `[[instances]]` | `%s` | %s |\n", fargateZonesText, reasonFargateZones)
	fmt.Fprintf(b, "| `[scheduler] launchRate`, with services on Fargate of many tasks | 500 | %s |\n", reasonFargateRate)
	fmt.Fprintf(b, "| `[scheduler] fargateBurst`, with services on Fargate of many tasks | 100 | %s |\n", reasonFargateBurst)
	fmt.Fprintf(b, "| `instances` of `[[standaloneTasks]]` | dealt to the zones in turn | %s |\n", reasonDealt)
	fmt.Fprintf(b, "| `image`, where `pull` has `cached` | its own | %s |\n", reasonImage)
	fmt.Fprintf(b, "| `loadBalancerName` of a service whose tasks have no static host port | | %s |\n", reasonClassicPorts)
	fmt.Fprintf(b, "| `attributes` of instances without instanceType, where a task definition has a cpuArchitecture | `{ %q = %q }` | %s |\n", architectureAttribute, architectureOf(""), reasonArchitecture)
	fmt.Fprintf(b, "| `launchDelay` | %s | %s |\n", spanText(launchEC2), reasonLaunchEC2)
	fmt.Fprintf(b, "| `availabilityZoneRebalancing` of a service that begins STEADY and could have it, under `rebalancingByDefault` | %s | %s |\n", rebalancingDisabled, reasonRebalancing)
}

func writeCatalogue(b *strings.Builder) {
	b.WriteString("\n### Instance types\n\nMemory is what an instance registers, in MiB, with ECS_RESERVED_MEMORY 0. Letters are sources; " +
		"cpu (1,024 units a vCPU) and GPUs are by " + described + ".\n\n| | source |\n|---|---|\n")
	for _, o := range origins() {
		fmt.Fprintf(b, "| %s | %s |\n", o.letter, o.text)
	}
	b.WriteString("\n| type | cpu | memory | | GPUs | awsvpc tasks | with trunking | |\n|---|---|---|---|---|---|---|---|\n")
	for _, it := range instanceTypes() {
		some := func(n int64) string {
			if n == 0 {
				return ""
			}
			return strconv.FormatInt(n, 10)
		}
		fmt.Fprintf(b, "| %s | %d | %d | %s | %s | %d | %s | %s |\n", it.name, it.capacity.CPU, it.capacity.Memory, letterOf(it.source),
			some(it.gpus), it.tasksAwsvpc, some(it.tasksTrunked), letterOf(it.limits))
	}
}

func letterOf(source string) string {
	for _, o := range origins() {
		if o.text == source {
			return o.letter
		}
	}
	panic("no letter for " + source)
}

func writeUnmodelled(b *strings.Builder) {
	b.WriteString("\n### Not modelled yet\n\nValid settings that would change capacity or timing. They are refused, never ignored.\n\n" +
		"| key | where it is | what isn't modelled | how to do without |\n|---|---|---|---|\n")
	for _, row := range notModelled() {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", row.key, row.when.words, row.what, cell(row.fix))
	}
}

func writeLimits(b *strings.Builder) {
	b.WriteString("\n### Limits of a scenario's text\n\n| what | at most |\n|---|---|\n")
	for _, row := range []struct {
		what string
		most int
	}{
		{"bytes", maxBytes},
		{"keys and values", maxEntries},
		{"tables and lists within each other", maxDepth},
		{"settings of all task definitions, with what basedOn copies", maxExpanded},
		{"overrides", maxSets},
		{"files that a scenario extends", maxBases},
		{"cases", maxCases},
		{"entries of exclude, and of include", maxEntry},
		{"settings of named values and of include", maxSettings},
		{"characters of the name of a case", maxCaseName},
		{"different distributions", maxDistributions},
		{"different gamma distributions", maxGammas},
		{"faults listed", maxFaults},
	} {
		fmt.Fprintf(b, "| %s | %d |\n", row.what, row.most)
	}
}

// TestSchema holds the tags of the schema structs to their own rules.
func TestSchema(t *testing.T) {
	paths := make(map[string]bool)
	walkSchema(reflect.TypeFor[scenarioFile](), "", func(path string, _ reflect.Type, fields []field) {
		seen := make(map[string]bool)
		for _, f := range fields {
			key := joinPath(path, f.name)
			paths[key] = true
			if f.name == "" || seen[f.name] {
				t.Errorf("%s: no name, or one that is taken", key)
			}
			seen[f.name] = true
			if !f.carried && (f.doc == "" || f.source == "") {
				t.Errorf("%s: no doc or no source", key)
			}
			if !f.carried && !strings.HasSuffix(f.doc, ".") {
				t.Errorf("%s: the doc isn't a sentence: %s", key, f.doc)
			}
			if f.match != "" && nameRules()[f.match].want == "" {
				t.Errorf("%s: there is no rule %q for names", key, f.match)
			}
			if f.required && (f.def != "" || f.absent != "" && f.unless == "") {
				t.Errorf("%s: required, and still with a default", key)
			}
			checkDefault(t, key, &f)
		}
	})
	for _, row := range notModelled() {
		if !slices.ContainsFunc(sortedKeys(paths), func(path string) bool { return path == row.key || strings.HasSuffix(path, "."+row.key) }) {
			t.Errorf("the row %s of what isn't modelled yet is of no key", row.key)
		}
	}
}

func sortedKeys(set map[string]bool) []string {
	var keys []string
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// checkDefault holds a default to what the key itself allows.
func checkDefault(t *testing.T, key string, f *field) {
	t.Helper()
	if f.def == "" {
		return
	}
	c := &collector{}
	b := newBinder(c, newSchemas())
	to := reflect.New(f.content)
	if !b.decode(&node{data: literal(f.def)}, f, key, to.Interface()) || len(c.list) > 0 {
		t.Errorf("%s: the default %s isn't allowed: %v", key, f.def, c.list)
	}
}

// TestLimitsAgree holds the ranges in tags to the limits of package sim that they repeat.
func TestLimitsAgree(t *testing.T) {
	tag := func(content any, name string) field {
		for _, f := range fieldsOf(reflect.TypeOf(content)) {
			if f.name == name {
				return f
			}
		}
		t.Fatalf("%T has no key %s", content, name)
		return field{}
	}
	for _, test := range []struct{ got, want string }{
		{tag(instancesTable{}, "count").bounds, fmt.Sprintf("0..%d", sim.MaxRegistered)},
		{tag(instancesTable{}, "cpu").bounds, fmt.Sprintf("1..%d", sim.MaxResourceQuantity)},
		{tag(scenarioFile{}, "services").items, fmt.Sprintf("1..%d", sim.MaxServices)},
		{tag(scenarioFile{}, "taskDefinitions").items, fmt.Sprintf("0..%d", sim.MaxTaskDefinitions)},
		{tag(scenarioFile{}, "timeline").items, fmt.Sprintf("0..%d", sim.MaxTimeline)},
		{tag(scenarioFile{}, "duration").bounds, "1s.." + spanText(sim.MaxDuration)},
		{tag(scenarioFile{}, "schemaVersion").bounds, fmt.Sprintf("%d..%d", schemaVersion, schemaVersion)},
		{tag(timelineTable{}, "at").bounds, "0s.." + spanText(sim.MaxDuration)},
		{tag(taskDefinitionTable{}, "revision").bounds, fmt.Sprintf("1..%d", sim.MaxRevision)},
		{tag(taskDefinitionTable{}, "containerDefinitions").items, fmt.Sprintf("1..%d", sim.MaxContainers)},
		{tag(serviceTable{}, "desiredCount").bounds, fmt.Sprintf("0..%d", sim.MaxTasksPerService)},
		{tag(addInstancesTable{}, "count").bounds, fmt.Sprintf("0..%d", sim.MaxRegistered)},
		{tag(updateInstancesTable{}, "containerInstances").items, fmt.Sprintf("1..%d", sim.MaxRegistered)},
		{tag(terminateInstancesTable{}, "containerInstances").items, fmt.Sprintf("1..%d", sim.MaxRegistered)},
		{tag(replaceInstancesTable{}, "containerInstances").items, fmt.Sprintf("1..%d", sim.MaxRegistered)},
		{tag(replaceInstancesTable{}, "batch").bounds, fmt.Sprintf("1..%d", sim.MaxRegistered)},
		{tag(serviceTable{}, "placementConstraints").items, fmt.Sprintf("0..%d", maxConstraints)},
		{tag(taskDefinitionTable{}, "placementConstraints").items, fmt.Sprintf("0..%d", maxConstraints)},
		{tag(stopTaskTable{}, "count").bounds, fmt.Sprintf("1..%d", sim.MaxTasksPerService)},
		{tag(stopTaskTable{}, "ordinals").items, fmt.Sprintf("1..%d", sim.MaxTasksPerService)},
		{tag(serviceTable{}, "loadBalancers").items, fmt.Sprintf("0..%d", sim.MaxTargetGroups)},
		{tag(serviceTable{}, "healthCheckGracePeriodSeconds").bounds, fmt.Sprintf("0..%d", sim.MaxGracePeriod/sim.Second)},
		{tag(deploymentConfigurationTable{}, "minimumHealthyPercent").bounds, fmt.Sprintf("0..%d", sim.MaxMinimumPercent)},
		{tag(deploymentConfigurationTable{}, "maximumPercent").bounds, fmt.Sprintf("100..%d", sim.MaxMaximumPercent)},
		{tag(backoffTable{}, "cap").bounds, "0s.." + spanText(sim.MaxStepSpan)},
	} {
		if test.got != test.want {
			t.Errorf("a tag says %s, package sim %s", test.got, test.want)
		}
	}
}
