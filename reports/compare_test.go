package reports_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// rolled is an update of four tasks a minute after the beginning, at these percentages.
func rolled(minimum, maximum int) *sim.Scenario {
	return at(fleetScenario(2, 8, 4, minimum, maximum), sim.Minute, updateTo())
}

// changed is a scenario after a change.
func changed(sc *sim.Scenario, change func(sc *sim.Scenario)) *sim.Scenario {
	change(sc)
	return sc
}

// slowExit has the tasks of the first revision take 10 s to stop.
func slowExit(sc *sim.Scenario) *sim.Scenario {
	sc.TaskDefinitions[0].Timing.Exit = sim.Constant(10 * sim.Second)
	return sc
}

func compared(t *testing.T, sides ...any) *reports.Comparison {
	t.Helper()
	var list []reports.Side
	for i := 0; i < len(sides); i += 2 {
		list = append(list, reports.Side{Name: sides[i].(string), Run: played(t, sides[i+1].(*sim.Scenario))})
	}
	return reports.NewComparison(list)
}

// TestCompare holds what is said of pairs of runs: of equal ones, of faster and slower ones, of those that don't come to
// a good end, and of those that don't compare.
func TestCompare(t *testing.T) {
	var b strings.Builder
	for _, c := range []struct {
		why  string
		a, b *sim.Scenario
	}{
		{"the same", rolled(100, 200), rolled(100, 200)},
		{"the same, called a minute later", rolled(100, 200), at(fleetScenario(2, 8, 4, 100, 200), 2*sim.Minute, updateTo())},
		{"slower with a dip", rolled(100, 200), rolled(50, 100)},
		{"faster without the dip", rolled(50, 100), rolled(100, 200)},
		{"both dip", rolled(50, 100), rolled(0, 100)},
		{"stuck", rolled(100, 200), rolled(100, 100)},
		{"no longer stuck", rolled(100, 100), rolled(100, 150)},
		{"both stuck", rolled(100, 100), rolled(100, 100)},
		{"cut short", rolled(100, 200), changed(rolled(100, 200), func(sc *sim.Scenario) { sc.Duration = 80 * sim.Second })},
		{"more tasks", rolled(100, 200), at(fleetScenario(2, 8, 6, 100, 200), sim.Minute, updateTo())},
		{"only larger instances", rolled(100, 200), changed(rolled(100, 200), func(sc *sim.Scenario) { sc.Groups[0].Count = 4 })},
		{"without a deployment", rolled(100, 200), fleetScenario(2, 8, 4, 100, 200)},
		{"neither has a deployment", fleetScenario(2, 8, 4, 100, 200), fleetScenario(2, 8, 4, 50, 200)},
		{"another service", rolled(100, 200), changed(rolled(100, 200), func(sc *sim.Scenario) { sc.Services[0].Name = "api" })},
		{"from nothing", changed(rolled(100, 200), func(sc *sim.Scenario) { sc.Services[0].InitialState, sc.Timeline = sim.New, nil }), rolled(100, 200)},
		{"with those stopping", slowExit(rolled(100, 200)), slowExit(rolled(50, 200))},
		{"other rules", rolled(100, 200), changed(rolled(100, 200), func(sc *sim.Scenario) {
			sc.Behavior = sim.Behavior202305
			sc.Rules, _ = sim.RulesOf(sim.Behavior202305)
		})},
	} {
		fmt.Fprintf(&b, "# %s\n", c.why)
		all := compared(t, "A", c.a, "B", c.b)
		for _, s := range all.Sentences() {
			b.WriteString(s + "\n")
		}
		for _, note := range all.Notes()[1:] {
			b.WriteString("note: " + note + "\n")
		}
		b.WriteString("\n")
	}
	checkGolden(t, filepath.Join("testdata", "compare.txt"), b.String())
}

// TestCompareEqual: two runs of one scenario differ in nothing, and the table says so in every row.
func TestCompareEqual(t *testing.T) {
	c := compared(t, "A", rolled(50, 150), "B", rolled(50, 150))
	if got := c.Verdict(); !strings.HasPrefix(got, "No difference: B does the same as A, ") {
		t.Error(got)
	}
	for _, row := range c.Table(0)[1:] {
		if row[3] != "same" && (row[1] != "-" || row[3] != "-") {
			t.Errorf("%q", row)
		}
	}
}

// TestCompareSeeds: runs under different seeds are said to be.
func TestCompareSeeds(t *testing.T) {
	a, b := played(t, rolled(100, 200)), played(t, rolled(100, 200))
	b.Seed = 2
	a.Seed = 1
	c := reports.NewComparison([]reports.Side{{Name: "A", Run: a}, {Name: "B", Run: b}})
	if _, ok := c.OneSeed(); ok || !strings.Contains(c.Notes()[0], "(A under seed 1 and B under seed 2), so part of what differs is chance") {
		t.Errorf("%q", c.Notes())
	}
}

// TestCompareTable holds the table, the picture's numbers and the JSON of three sides with two services.
func TestCompareTable(t *testing.T) {
	two := func(minimum, maximum int) *sim.Scenario {
		return changed(rolled(minimum, maximum), func(sc *sim.Scenario) {
			sc.Services = append(sc.Services, sc.Services[0])
			sc.Services[1].Name = "api"
		})
	}
	alone := changed(rolled(0, 100), func(sc *sim.Scenario) { at(sc, 100*sim.Second, drain(true, 1)) })
	c := compared(t, "now", two(100, 200), "half", two(50, 100), "none", alone)
	var b bytes.Buffer
	if err := c.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(c.Sentences(), "\n") + "\n\n" + b.String()
	f := c.Figure(0)
	text += "\n" + describeFigure(f) + "\naxis " + f.Axis + "\n"
	for _, p := range f.Panels {
		for _, l := range p.Lines {
			text += fmt.Sprintf("%v %q hue %d\n", l.Kind, l.Name, l.Hue)
		}
		for _, l := range p.Limits {
			text += fmt.Sprintf("%v hue %d\n", l.Kind, l.Hue)
		}
	}
	checkGolden(t, filepath.Join("testdata", "compare-three.txt"), text)
	b.Reset()
	if err := c.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Schema   string
		Sides    []struct{ Name string }
		Services []struct {
			Metrics []struct {
				Metric      string
				Values      []*float64
				Differences []*float64
				Against     []*string
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != reports.CompareSchema || len(got.Sides) != 3 || len(got.Services) != 2 {
		t.Fatalf("%+v", got)
	}
	if want := len(metrics.Words()) + 4; len(got.Services[0].Metrics) != want {
		t.Errorf("%d metrics, want %d", len(got.Services[0].Metrics), want)
	}
	for _, m := range got.Services[0].Metrics {
		if m.Metric != "minHealthy" {
			continue
		}
		want := []*float64{nil, new(-2.0), new(-4.0)}
		if diff := cmp.Diff(want, m.Differences); diff != "" || *m.Values[0] != 4 || *m.Against[1] != "worse" {
			t.Errorf("%s, %+v", diff, m)
		}
	}
}
