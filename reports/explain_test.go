package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// explanation plays a scenario of two services that share a full host, one of them moved to a new revision.
func explanation(t *testing.T, at *sim.Time, change func(sc *sim.Scenario)) *reports.Explanation {
	t.Helper()
	const source = `
schemaVersion = 1
duration = "20m"
[scheduler]
phase = "0s"
tieBreak = "lowest"
[[instances]]
name = "host"
count = 2
cpu = 300
memory = 300
availabilityZones = ["a"]
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 100
memory = 100
[taskDefinitions.timing]
provision = "1s"
pull = "4s"
start = "1s"
exit = "2s"
deprovision = "0s"
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 4
deploymentConfiguration = { minimumHealthyPercent = 50, maximumPercent = 100 }
[[services]]
serviceName = "other"
taskDefinition = "web:1"
desiredCount = 1
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
`
	sc, err := scenarios.Parse("two", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(sc)
	}
	e := reports.NewExplanation(sc, 1, at)
	if err := ecs.Run(t.Context(), sc, 1, e); err != nil {
		t.Fatal(err)
	}
	return e
}

func printed(t *testing.T, write func(w *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// says wants texts in an explanation, however its columns are spaced.
func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	squeeze := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	}
	for _, want := range wants {
		if !strings.Contains(squeeze(text), squeeze(want)) {
			t.Errorf("%q isn't in the explanation:\n%s", want, text)
		}
	}
}

// TestExplanationOfACap: with 4 tasks at 50/100 two go at 70 s, and as two new ones can start only when those have
// STOPPED, at 72 s, the pass at 80 starts them. They count at 126, and the pass at 130 stops the other two; once more a
// pass later the last two start, are RUNNING at 146, and the pass at 150 finds it done.
func TestExplanationOfACap(t *testing.T) {
	text := printed(t, func(b *bytes.Buffer) error { return explanation(t, nil, nil).Write(b) })
	says(t, text,
		"What held web:2 in service web: 1 min 30 s, from 60 s to 150 s\n",
		"  40 s  44 %  40 s of RUNNING, since nothing checks the task, 1 task of web:2\n",
		"  70 s          the scheduler stops 2 tasks\n",
		"  80 s          the scheduler starts 2 tasks; until then the cap held it: 4 exist and 4 may\n",
		"  130 s         the scheduler stops 2 tasks; until then the floor held it: 2 are healthy and 2 must be\n",
		"  150 s         the scheduler finds it done\n",
		"  140 s  +2  2 healthy (floor 2), 4 alive (cap 4)\n",
		"\nweb:1 in service other stayed in place, without a deployment",
	)
}

// TestMoment: at 75 s two old tasks have STOPPED, and the room that they have left is used at the next pass.
func TestMoment(t *testing.T) {
	at := sim.Time(75_000)
	text := printed(t, func(b *bytes.Buffer) error { return explanation(t, &at, nil).Write(b) })
	says(t, text,
		"At 75 s service web has:\n",
		"  web:1       ACTIVE   COMPLETED     2        0        2        2        0          0\n",
		"Floor ceil(4 x 50/100) = 2: 2 are healthy, so 0 healthy tasks may be stopped.\n",
		"Cap floor(4 x 100/100) = 4: 2 alive, so 2 tasks may be started.\n",
		"  the next pass  at 80 s  starts 2 tasks\n",
		"At 75 s service other has:\n",
	)
}

// TestStandaloneTasksHold: where standalone tasks alone keep an instance from getting empty, the explanation says so, of the
// whole run and of a moment from then on, with tasks of a service beside them or without.
func TestStandaloneTasksHold(t *testing.T) {
	const (
		forever = "then for ever 1 standalone task stays on a-1, which ECS leaves alone (what helps is to stop it, or to terminate a-1)\n"
		stays   = "1 standalone task stays on a-1, which ECS leaves alone"
		never   = "The replacement of 3 container instances one at a time, begun at 1:00, never ends: " + stays
	)
	replaced := func(desired int) *sim.Scenario {
		return standalone(at(fleetScenario(3, 4, desired, 100, 200), sim.Minute, replaceThree()))
	}
	end := new(sim.Time(20 * 60_000))
	for _, c := range []struct {
		what   string
		sc     *sim.Scenario
		moment *sim.Time
		wants  []string
	}{
		{"drained", standalone(at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, drain(true, 0))), nil, []string{forever, "since a-1 was drained: 50 s"}},
		{"replaced", replaced(3), nil, []string{forever, "since the replacement of 3 container instances one at a time began: "}},
		{"replaced, a moment", replaced(3), end, []string{"begun at 1:00, isn't over; 3 tasks of service web are still on them.\n", stays}},
		{"nothing there", replaced(0), nil, []string{"\n\n" + never}},
		{"nothing there, a moment", replaced(0), end, []string{"\n\n" + never}},
		{"nothing there, before", replaced(0), new(sim.Time(30_000)), nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			e := reports.NewExplanation(c.sc, 1, c.moment)
			if err := ecs.Run(t.Context(), c.sc, 1, e); err != nil {
				t.Fatal(err)
			}
			text := printed(t, func(b *bytes.Buffer) error { return e.Write(b) })
			says(t, text, c.wants...)
			if c.wants == nil && strings.Contains(text, "standalone") {
				t.Errorf("it is told too early:\n%s", text)
			}
		})
	}
}

// TestExplanationsAreInert: names that carry control characters reach neither a terminal nor a line of their own.
func TestExplanationsAreInert(t *testing.T) {
	const evil = "a\x1b[31m\r\nb\u202e"
	at := sim.Time(85_000)
	for _, moment := range []*sim.Time{nil, &at} {
		e := explanation(t, moment, func(sc *sim.Scenario) {
			sc.Services[0].Name, sc.Services[1].Name, sc.Groups[0].Name = evil, evil+"2", evil
			sc.TaskDefinitions[0].Family, sc.TaskDefinitions[1].Family = evil, evil
		})
		e.Explorations = []reports.Exploration{{Best: 0, Trials: []reports.Trial{
			{Key: evil, From: evil, To: evil, Helps: true, Effect: "completes"}, {Key: evil, From: evil, To: evil, Refused: true}, {Key: evil, From: evil, To: evil},
		}}}
		for line := range strings.SplitSeq(printed(t, func(b *bytes.Buffer) error { return e.Write(b) }), "\n") {
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q isn't inert", line)
			}
		}
		text := printed(t, func(b *bytes.Buffer) error { return e.WriteJSON(b) })
		if !json.Valid([]byte(text)) {
			t.Error("the JSON isn't valid")
		}
	}
}

// TestTrialsAreWorded: every kind of outcome of a change, against a deployment that completes and against one that
// doesn't; and what is recommended can be pasted into a shell.
func TestTrialsAreWorded(t *testing.T) {
	e := explanation(t, nil, nil)
	e.Explorations = []reports.Exploration{
		{Service: 0, Completes: true, Span: 90 * sim.Second, Best: 1, Spent: true, Trials: []reports.Trial{
			{Key: "a", From: "1", To: "2", Effect: "completes", Span: 80 * sim.Second, Helps: true, Costs: true, MinHealthy: 1, Runs: 3},
			{Key: "x.'b c'.d", From: "8s", To: `{ empirical = ["1s"] }`, Effect: "completes", Span: 60 * sim.Second, Helps: true, Runs: 1},
			{Key: "c", From: "1", To: "0", Effect: "completes", Span: 95 * sim.Second, Runs: 1},
			{Key: "d", From: "1", To: "0", Effect: "none", Outcome: sim.OutcomeStuck, Runs: 1},
			{Key: "e", From: "1", To: "0", Effect: "completes", Span: 90 * sim.Second, Runs: 2},
			{Key: "f", From: "1", To: "0", Refused: true, Runs: 1},
		}},
		{Service: 1, Best: -1, Trials: []reports.Trial{{Key: "g", From: "1", To: "9", Effect: "none", Runs: 4}}},
	}
	text := printed(t, func(b *bytes.Buffer) error { return e.Write(b) })
	says(t, text,
		"What a change of one thing does, by 9 runs of the changed scenario under the same seed:\n",
		"  a          1     2                       completes in 1 min 20 s, 10 s sooner; healthy falls to 1\n",
		"  x.'b c'.d  8s    half of every quantile  completes in 1 min, 30 s sooner\n",
		"  c          1     0                       completes in 1 min 35 s, 5 s later\n",
		"  d          1     0                       gets stuck\n",
		"Tried without effect: e (1 to 0, 2 values).\n",
		"Can't be tried, since there is no such scenario or it can't begin: f to 0.\n",
		"The search has used up its share of records",
		`What shortens it most without costing healthy tasks: --set 'x.'\''b c'\''.d={ empirical = ["1s"] }' (completes in 1 min, 30 s sooner).`,
		"  Nothing that was tried makes a difference.\nTried without effect: g (1 to 9, 4 values).\nNothing that was tried helps;",
	)
}
