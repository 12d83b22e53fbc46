package reports_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// outputs is everything that can be told of a run, by the records that it is sent.
type outputs struct {
	run     *reports.Run
	moments *reports.Moments
	explain [2]*reports.Explanation // of the whole, and of a moment
	tracks  *reports.Tracks
	to      sim.Recorders
}

func newOutputs(sc *sim.Scenario) *outputs {
	half := sim.Time(sc.Duration / 8)
	run := reports.NewRun(sc, 1)
	o := &outputs{run: run, moments: reports.NewMoments(run, []sim.Time{0, half, sim.Time(sc.Duration)}), tracks: reports.NewTracks(sc)}
	o.explain = [2]*reports.Explanation{reports.NewExplanation(sc, 1, nil), reports.NewExplanation(sc, 1, &half)}
	o.to = sim.Recorders{o.moments, run, o.explain[0], o.explain[1], o.tracks}
	return o
}

// text is all of it.
func (o *outputs) text(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(o.run.Verdict() + "\n" + o.run.AssumptionSentence() + "\n")
	err := errors.Join(
		o.run.WriteResult(&b), o.run.WriteTable(&b), o.run.Events.Write(&b), reports.WriteCounts(&b, o.run.Scenario, o.run.Fold.Samples()),
		o.moments.Write(&b),
	)
	for _, e := range o.explain {
		err = errors.Join(err, e.Write(&b), e.WriteJSON(&b))
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range o.run.Scenario.Services {
		id := sim.ServiceID(i)
		s := o.run.Fold.Service(id)
		fmt.Fprintf(&b, "%+v\n", reports.CountsFigure(reports.CountsInput{
			Scenario: o.run.Scenario, Names: o.run.Names(), Service: id, Samples: o.run.Fold.Samples(), Bounds: o.run.Fold.Bounds(),
			Marks: o.run.ActionMarks(id), End: o.run.Fold.Now(), Outcome: s.Outcome, Subtitle: o.run.ServiceVerdict(id),
		}))
	}
	fmt.Fprintf(&b, "%+v\n%+v\n", o.tracks.Tasks, o.tracks.Hosts)
	return b.String()
}

// checkReadBack runs a scenario, reads its records and wants the same bytes and the same outputs of what was read. It
// gives the records.
func checkReadBack(t testing.TB, sc *sim.Scenario, from reports.Source) []byte {
	t.Helper()
	var first bytes.Buffer
	told := newOutputs(sc)
	w := reports.NewSavedRecordWriter(&first, sc, from)
	if err := errors.Join(ecs.Run(t.Context(), sc, 1, append(told.to, w)), w.Close()); err != nil {
		t.Fatal(err)
	}
	records := bytes.Clone(first.Bytes())
	read := newOutputs(sc)
	var second bytes.Buffer
	again := reports.NewSavedRecordWriter(&second, sc, from)
	if err := reports.ReadRecords(&first, sc, append(read.to, again)); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil || !bytes.Equal(records, second.Bytes()) {
		t.Fatalf("written again: %v\n%s", err, cmp.Diff(string(records), second.String()))
	}
	if want, got := told.text(t), read.text(t); want != got {
		t.Fatalf("- of the run, + of its records:\n%s", cmp.Diff(want, got))
	}
	return records
}

// shipped is a scenario of the folder scenarios or its testdata, and what it was read from.
func shipped(t testing.TB, file string) (*sim.Scenario, reports.Source) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Parse(filepath.Base(file), text)
	if err != nil {
		t.Fatal(err)
	}
	return sc, reports.Source{Text: string(text)}
}

// TestReadBack: everything that is told of a run can be told of its records, for every scenario that is shipped.
func TestReadBack(t *testing.T) {
	files, err := filepath.Glob("../scenarios/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
			sc, from := shipped(t, file)
			checkReadBack(t, sc, from)
		})
	}
}

// TestScriptsAreReadBack: likewise for every scenario of the command's scripts that can be simulated.
func TestScriptsAreReadBack(t *testing.T) {
	files, err := filepath.Glob("../cmd/ecssim/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	runs := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "\n-- ")[1:] {
			name, body, _ := strings.Cut(part, " --\n")
			sc, err := scenarios.Parse(name, []byte(body))
			if err != nil || !strings.HasSuffix(name, ".toml") || strings.Contains(file, "interrupt") || strings.Contains(file, "resume") { // which run for minutes
				continue // one of those that are refused, or no scenario
			}
			if _, err := ecs.New(sc, 1, new(sim.Log)); err != nil {
				continue // too small a cluster
			}
			t.Run(filepath.Base(file)+"/"+name, func(t *testing.T) { checkReadBack(t, sc, reports.Source{Text: body}) })
			runs++
		}
	}
	if runs < 8 {
		t.Errorf("the scripts have %d scenarios only", runs)
	}
}

// TestAnythingIsReadBack: likewise whatever befalls container instances.
func TestAnythingIsReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) { checkReadBack(t, anyFleet(rt), reports.Source{}) })
}

// TestManyLacking: of a large cluster there is only how many container instances lacked the same, which is enough.
func TestManyLacking(t *testing.T) {
	many := make([]sim.InstanceID, 12)
	for i := range many {
		many[i] = sim.InstanceID(2 * i)
	}
	records := checkReadBack(t, at(fleetScenario(24, 1, 24, 100, 200), sim.Minute, drain(true, many...)), reports.Source{})
	if want := `"lacking":[{"group":"a","count":12,`; !bytes.Contains(records, []byte(want)) {
		t.Errorf("the records don't have %s", want)
	}
}

// rollingLines are the records of a drain, with a source.
func rollingLines(t testing.TB) (*sim.Scenario, []string) {
	t.Helper()
	sc := fleetScenario(2, 8, 4, 100, 200)
	records := checkReadBack(t, at(sc, sim.Minute, drain(true, 0)), reports.Source{Text: "# a <b>\n", Sets: []string{"a=1", "b=2"}})
	return sc, strings.SplitAfter(string(records), "\n")
}

// TestReadSource: the header gives back what the scenario was read from.
func TestReadSource(t *testing.T) {
	_, lines := rollingLines(t)
	rr, err := reports.NewRecordReader(strings.NewReader(lines[0]))
	if err != nil {
		t.Fatal(err)
	}
	from, ok := rr.Source()
	if diff := cmp.Diff(reports.Source{Text: "# a <b>\n", Sets: []string{"a=1", "b=2"}}, from); diff != "" || !ok || rr.Scenario() != "fleet" {
		t.Errorf("of %s, %v:\n%s", rr.Scenario(), ok, diff)
	}
	whole := reports.Source{
		Text: "extends = \"a.toml\"\n", Bases: []reports.Base{{Path: "a.toml", Text: "extends = \"b/c.toml\"\n"}, {Path: "b/c.toml", Text: "\u2028"}},
		Case: "minimum=50, size=\"a, <b>\"", Name: "fleet",
	}
	records := checkReadBack(t, fleetScenario(2, 8, 4, 100, 200), whole)
	if again, err := reports.NewRecordReader(bytes.NewReader(records)); err != nil {
		t.Error(err)
	} else if from, _ = again.Source(); !cmp.Equal(whole, from) {
		t.Errorf("with bases and a case:\n%s", cmp.Diff(whole, from))
	}
	if rr, err = reports.NewRecordReader(strings.NewReader(strings.Replace(lines[0], `"source"`, `"sauce"`, 1))); err != nil {
		t.Fatal(err)
	}
	if _, ok := rr.Source(); ok {
		t.Error("there is a source")
	}
}

// TestOtherSpelling: spaces, another order of fields, a missing field that only repeats others, and a last line without an
// end are all right.
func TestOtherSpelling(t *testing.T) {
	sc, lines := rollingLines(t)
	text := strings.Join(lines, "")
	text = strings.ReplaceAll(text, `,"kind"`, ` , "kind" `)
	text = strings.ReplaceAll(text, `,"eventBridge":{"detailType":"ECS Task State Change"}`, "")
	for i, line := range lines[1:] {
		if head, rest, ok := strings.Cut(strings.TrimSpace(line), `,"service":"web",`); ok && i%2 == 0 {
			text = strings.Replace(text, line, `{"service":"web",`+rest[:len(rest)-1]+","+strings.TrimPrefix(head, "{")+"}\r\n", 1)
		}
	}
	text = strings.TrimSuffix(text, "\n")
	want, got := newOutputs(sc), newOutputs(sc)
	err := errors.Join(
		reports.ReadRecords(strings.NewReader(strings.Join(lines, "")), sc, want.to), reports.ReadRecords(strings.NewReader(text), sc, got.to),
	)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.text(t), got.text(t)); diff != "" {
		t.Error(diff)
	}
}

// TestCut: records that end too early are read up to there, and whoever reads them learns it.
func TestCut(t *testing.T) {
	sc, lines := rollingLines(t)
	for _, c := range []struct {
		text string
		want string
	}{
		{strings.Join(lines[:20], ""), "the records end behind line 20 at 1:00, before the run does"},
		{strings.Join(lines[:20], "") + lines[20][:30], "line 21 is cut off: the records end at 1:00, before the run does"},
		{lines[0], "the records end behind line 1 at 0:00, before the run does"},
	} {
		var log sim.Log
		err := reports.ReadRecords(strings.NewReader(c.text), sc, &log)
		var cut *reports.CutError
		if !errors.As(err, &cut) || err.Error() != c.want || len(log) != strings.Count(c.text, "\n")-1 {
			t.Errorf("%d records, %v; want %s", len(log), err, c.want)
		}
	}
}

// TestRefusedLines: what is wrong with a file is said with its line, in words of its own, and what is allowed instead.
func TestRefusedLines(t *testing.T) {
	sc, lines := rollingLines(t)
	whole := strings.Join(lines, "")
	for _, c := range []struct{ old, new, want string }{
		{lines[0], "", `line 1: isn't the header of a records.ndjson, which begins {"schema":"ecssim/records/v1","kind":"run"`},
		{whole, "", "line 1: there is nothing; records.ndjson begins with a header"},
		{lines[0], "schemaVersion = 1\n", "line 1: isn't the header of a records.ndjson: not a JSON object: invalid character 's' looking for beginning of value, at byte 1"},
		{"records/v1", "records/v2", `line 1: has the schema "ecssim/records/v2"; this ecssim reads "ecssim/records/v1": another version of ecssim wrote it`},
		{"records/v1", "result/v1", `line 1: has the schema "ecssim/result/v1"; this ecssim reads "ecssim/records/v1"`},
		{`"kind":"run"`, `"kind":"pass"`, `line 1: "kind" is "pass"; that of the header is "run"`},
		{`"duration":1200`, `"duration":60`, `line 1: "duration" is 60, but by the scenario and the rest of the file it is 1200`},
		{`"duration":1200`, `"duration":1200,"seed":3`, `line 1: has a field "seed", which means nothing in this line; a line of kind run like this has`},
		{lines[1], "\n" + lines[1], "line 2: isn't a JSON object: unexpected end of JSON input, at byte 0"},
		{lines[1], "[]\n" + lines[1], "line 2: isn't a JSON object: it is something else"},
		{lines[1], `{"time":0,` + "\n" + lines[1], "line 2: isn't a JSON object: unexpected end of JSON input, at byte 10"},
		{lines[1], "{\"time\":0,\"kind\":\"sleep\"}\n" + lines[1], `line 2: "kind" is "sleep"; it must be one of settings, action,`},
		{lines[1], "{\"kind\":\"pass\"}\n" + lines[1], `line 2: "time" is missing`},
		{`"time":60,"kind":"action"`, `"time":1e1,"kind":"action"`, `"time" is 1e1; it must be a number of seconds, exact to the millisecond`},
		{`"time":60,"kind":"action"`, `"time":59.5,"kind":"action"`, ``},
		{`"time":60,"kind":"action"`, `"time":6000,"kind":"action"`, `"time" is 6000, after the longest duration of the run, 1200.000`},
		{`"service":"web"`, `"service":"api"`, `"service" is "api"; it must be a name that the scenario has for it`},
		{`"service":"web"`, `"service":"web","serviceNumber":2`, `"serviceNumber" is 2; it must be at most 1, since the scenario has as many of that name`},
		{`"floor":4`, `"floor":-4`, `"floor" is -4; it must be a whole number from 0 to 2147483647`},
		{`"floor":4,`, ``, `"floor" is missing`},
		{`"from":"PENDING"`, `"from":"RUNNING"`, `has the task go from "RUNNING" to "ACTIVATING", but it is "PENDING"`},
		{`"instance":"a-1"`, `"instance":"z-1"`, `"instance" is "z-1"; it must be a container instance of the scenario`},
		{`"call":"updateContainerInstancesState"`, `"call":"loseZone"`, `"call" is "loseZone", but by the scenario and the rest of the file it is "updateContainerInstancesState"`},
		{`"agentConnected":true`, `"agentConnected":1`, `"agentConnected" is 1; it must be true or false`},
		{`"message":"(service web) `, `"message":"(service web)  `, `"message" is `},
		{`"blockedBy":["`, `"blockedBy":["moon","`, `"blockedBy" is ["moon",`},
		{whole, whole + lines[len(lines)-2], `follows the end of the run, after which there is nothing`},
	} {
		text := strings.Replace(whole, c.old, c.new, 1)
		err := reports.ReadRecords(strings.NewReader(text), sc, &sim.Log{})
		var wrong *reports.LineError
		switch {
		case c.want == "" && err != nil, c.want != "" && (!errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("with %q for %q:\n got %v\nwant %s", c.new, c.old, err, c.want)
		case err != nil && strings.ContainsAny(err.Error(), "\n\x1b"):
			t.Errorf("more than a line: %q", err)
		}
	}
}

// TestMovedLines: lines that are dropped, repeated, moved or have another number in them are refused, or make a run that
// everything can be told of.
func TestMovedLines(t *testing.T) {
	var list []*sim.Scenario
	var runs [][]string
	for _, name := range []string{"alarm-rollback", "broken-image", "deploy-during-rollback", "drain-one", "fleet-repl", "protected", "static-port", "zone-outage", "two-services"} {
		files, err := filepath.Glob("../scenarios/*" + name + "*.toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			sc, _ := shipped(t, file)
			list = append(list, sc)
			runs = append(runs, strings.SplitAfter(string(checkReadBack(t, sc, reports.Source{})), "\n"))
		}
	}
	if len(list) < 2 {
		t.Fatalf("%d scenarios", len(list))
	}
	number := regexp.MustCompile(`:\d+([,}])`)
	rapid.Check(t, func(rt *rapid.T) {
		which := rapid.IntRange(0, len(list)-1).Draw(rt, "scenario")
		lines := slices.Clone(runs[which])
		for range rapid.IntRange(1, 3).Draw(rt, "changes") {
			if len(lines) < 3 {
				break
			}
			i := rapid.IntRange(1, len(lines)-2).Draw(rt, "line")
			k := rapid.IntRange(1, len(lines)-2).Draw(rt, "other")
			switch rapid.IntRange(0, 4).Draw(rt, "change") {
			case 0:
				lines = slices.Delete(lines, i, i+1)
			case 1:
				lines = slices.Insert(lines, k, lines[i])
			case 2:
				lines[i], lines[k] = lines[k], lines[i]
			case 3:
				lines[i] = number.ReplaceAllString(lines[i], ":"+strconv.Itoa(rapid.IntRange(0, 9).Draw(rt, "number"))+"$1")
			case 4:
				lines = slices.Delete(lines, min(i, k), max(i, k))
			}
		}
		o := newOutputs(list[which])
		err := reports.ReadRecords(strings.NewReader(strings.Join(lines, "")), list[which], o.to)
		var wrong *reports.LineError
		var cut *reports.CutError
		if err != nil && !errors.As(err, &wrong) && !errors.As(err, &cut) {
			rt.Errorf("it is %T: %v", err, err)
		}
		o.text(t)
	})
}

// FuzzReadRecords: no file makes ReadRecords, or what is told of the records that it gives, panic or take long.
func FuzzReadRecords(f *testing.F) {
	files, err := filepath.Glob("../scenarios/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	list := []*sim.Scenario{at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, drain(true, 0))}
	for _, file := range files {
		if sc, _ := shipped(f, file); len(sc.Services) > 0 && sc.Services[0].DesiredCount <= 6 {
			list = append(list, sc)
		}
	}
	headers := make([][]byte, len(list))
	for i, sc := range list {
		header, records, _ := bytes.Cut(checkReadBack(f, sc, reports.Source{}), []byte{'\n'})
		headers[i] = append(header, '\n')
		f.Add(uint8(i), records)
	}
	f.Fuzz(func(t *testing.T, which uint8, records []byte) {
		if _, err := reports.NewRecordReader(bytes.NewReader(records)); err == nil {
			t.Skip("a header where the records are")
		}
		i := int(which) % len(list)
		o := newOutputs(list[i])
		err := reports.ReadRecords(bytes.NewReader(append(bytes.Clone(headers[i]), records...)), list[i], o.to)
		var wrong *reports.LineError
		var cut *reports.CutError
		if err != nil && !errors.As(err, &wrong) && !errors.As(err, &cut) {
			t.Errorf("it is %T: %v", err, err)
		}
		o.text(t)
	})
}

// BenchmarkReadRecords reads a rolling update of 1,000 tasks.
func BenchmarkReadRecords(b *testing.B) {
	sc := at(fleetScenario(100, 20, 1000, 100, 200), sim.Minute, updateTo())
	var file bytes.Buffer
	w := reports.NewRecordWriter(&file, sc)
	if err := errors.Join(ecs.Run(b.Context(), sc, 1, w), w.Close()); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := reports.ReadRecords(bytes.NewReader(file.Bytes()), sc, sim.Recorders{}); err != nil {
			b.Fatal(err)
		}
	}
	n := bytes.Count(file.Bytes(), []byte{'\n'})
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
}

// TestReadResult: result.json gives the seed and the remedies back to the run that it is of, and to no other.
func TestReadResult(t *testing.T) {
	run := rollingRun()
	run.Seed = 1<<63 - 1
	run.Remedies = []reports.Remedy{
		{Key: "maximumPercent", From: "100", To: "200", Completes: true, Duration: 63_250}, {Key: "desiredCount", From: "4", To: "3"},
	}
	text := written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) })
	saved, err := reports.ReadResult(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(run.Remedies, saved.Remedies(run)); diff != "" || saved.Seed != run.Seed || saved.Unseeded || !saved.IsOf(run) {
		t.Errorf("seed %d, known %v, of the run %v; remedies:\n%s", saved.Seed, !saved.Unseeded, saved.IsOf(run), diff)
	}
	for _, change := range []func(sc *sim.Scenario){
		func(sc *sim.Scenario) { sc.Name = "other" }, func(sc *sim.Scenario) { sc.Behavior = sim.Behavior202305 },
	} {
		other := rollingRun()
		change(other.Scenario)
		if saved.IsOf(other) {
			t.Errorf("it is of %s under %s, too", other.Scenario.Name, other.Scenario.Behavior)
		}
	}
	if saved.IsOf(reports.NewRun(rollingScenario(), 1)) {
		t.Error("it is of a run that has no end, too")
	}
	run.Unseeded = true
	if saved, err = reports.ReadResult(bytes.NewReader(written(t, func(b *bytes.Buffer) error { return run.WriteResult(b) }))); err != nil || !saved.Unseeded || run.SeedText() != "unknown" {
		t.Errorf("%v: the seed %s is known", err, run.SeedText())
	}
	for _, c := range []struct{ old, new, want string }{
		{"{", "", "isn't a result of ecssim: json: cannot unmarshal string into Go value"},
		{"result/v1", "result/v2", `has the schema "ecssim/result/v2"; this ecssim reads "ecssim/result/v1"`},
		{`"endedAt": 146.25`, `"endedAt": 146.25001`, `"endedAt" is 146.25001; it must be a number of seconds, exact to the millisecond`},
		{`"duration": 63.25`, `"duration": -1`, `a remedy has the "duration" -1; it must be`},
	} {
		if _, err := reports.ReadResult(strings.NewReader(strings.Replace(string(text), c.old, c.new, 1))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.want, err)
		}
	}
}
