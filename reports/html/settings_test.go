package html_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

// rowsOf are the rows of the settings in a page, "name|cell|cell".
func rowsOf(page []byte) []string {
	var rows []string
	for _, part := range bytes.Split(page, []byte(`<details class="settings">`))[1:] {
		body, _, _ := bytes.Cut(part, []byte("</details>"))
		for _, m := range regexp.MustCompile(`<tr><th scope="row"><code>(.*?)</code></th>(.*)</tr>`).FindAllSubmatch(body, -1) {
			cells := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(string(m[2]), "<td>"), "</td>"), "</td><td>", "|")
			rows = append(rows, string(m[1])+"|"+cells)
		}
	}
	return rows
}

// TestSettings: the page says how services, task definitions and instances are set up, and what is set of the scheduler.
func TestSettings(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	slow, err := sim.Quantiles([]sim.Span{1000, 3000, 90_000})
	if err != nil {
		t.Fatal(err)
	}
	sc.TaskDefinitions[1].Timing.Exit, sc.TaskDefinitions[1].Timing.Ready = sim.NeverEnding(), slow
	sc.Services[0].Breaker = sim.CircuitBreaker{Enable: true, Rollback: true, Value: 50}
	sc.Services[0].Placement.Strategies = []sim.PlacementStrategy{{Kind: sim.Spread, Field: "attribute:ecs.availability-zone"}, {Kind: sim.Random}}
	sc.Services[0].Placement.Constraints = []sim.PlacementConstraint{{Expression: "attribute:ecs.os-type == linux"}}
	sc.Scheduler.APILag, sc.Rules.StoppingCounts = 7*sim.Second, false
	in := played(t, sc)
	usual, err := scenarios.DefaultScheduler(sc.Behavior)
	if err != nil {
		t.Fatal(err)
	}
	in.Defaults = &usual
	rows := rowsOf(written(t, in))
	for _, want := range []string{
		"taskDefinition|web:1", "desiredCount|4", "minimumHealthyPercent|100 %: floor 4", "maximumPercent|200 %: cap 8",
		"deploymentCircuitBreaker|on, with rollback, threshold 50 % (BOUNDED_PERCENT)",
		"placementStrategy|spread by attribute:ecs.availability-zone, then random",
		"placementConstraints|memberOf attribute:ecs.os-type == linux",
		"timing.exit|2 s|never", "scheduler.apiLag|7 s|5 s", "behaviorOverrides.stoppingCounts|false|true",
	} {
		if !slices.Contains(rows, want) {
			t.Errorf("the settings lack %q; they are\n%s", want, strings.Join(rows, "\n"))
		}
	}
	if text := strings.Join(rows, "\n"); !strings.Contains(text, "median 3 s, at most 1 min 30 s") || strings.Contains(text, "scheduler.lossLag") {
		t.Errorf("the settings are\n%s", text)
	}
	if rows := rowsOf(written(t, played(t, named(t, "a<b")))); !slices.Contains(rows, "taskDefinition|a&lt;b:1") {
		t.Errorf("names aren't escaped in\n%s", strings.Join(rows, "\n"))
	}
}

// TestSource: the scenario's text is in the page, and the command with it; without it there is neither.
func TestSource(t *testing.T) {
	in := played(t, shipped(t, "rolling-basic"))
	in.Source.Text = "name = \"a<b\"\r\n\tx = '\u202e'\n"
	page := written(t, in)
	if want := "<code>name = &#34;a&lt;b&#34;\n\tx = &#39;" + reports.Inert("\u202e") + "&#39;\n</code>"; !bytes.Contains(page, []byte(want)) {
		t.Errorf("the page lacks %q", want)
	}
	if !bytes.Contains(page, []byte(`id="command"`)) || !bytes.Contains(page, []byte("saved as <code>rolling-basic.toml</code>")) {
		t.Error("the page lacks the command")
	}
	in.Source.Name, in.Source.Case = "rolling", "size=\"<b>\""
	in.Source.Bases = []reports.Base{{Path: "a.toml", Text: "extends = 'b<c.toml'"}, {Path: "b<c.toml", Text: "\u202e"}}
	page = written(t, in)
	for _, want := range []string{
		"saved as <code>rolling.toml</code>, and what it extends in the same folder:", "<dt>Case</dt><dd>size=&#34;&lt;b&gt;&#34;</dd>",
		"The text of <code>a.toml</code>, which", "<code>extends = &#39;b&lt;c.toml&#39;</code>", "The text of <code>b&lt;c.toml</code>, which",
		`<pre id="base-2" class="source" tabindex="0" role="group" aria-label="The text of b&lt;c.toml"><code>` + reports.Inert("\u202e") + "</code>", `data-copy="base-2"`,
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	in.Source.Text = ""
	if page = written(t, in); bytes.Contains(page, []byte(`id="command"`)) || bytes.Contains(page, []byte(`id="source"`)) {
		t.Error("without the text there is a command or a box for the text")
	}
}
