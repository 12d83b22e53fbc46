package terminal_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/terminal"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim/ecs"
)

func played(t *testing.T, shipped string, sets ...string) *reports.Run {
	t.Helper()
	path := filepath.Join("../../scenarios", shipped)
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sc, err := scenarios.Parse(path, source, sets...)
	if err != nil {
		t.Fatal(err)
	}
	run := reports.NewRun(sc, sc.Seed)
	if err := ecs.Run(context.Background(), sc, sc.Seed, run); err != nil {
		t.Fatal(err)
	}
	return run
}

func shown(t *testing.T, run *reports.Run, o terminal.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := terminal.WriteText(&b, run.Verdict(), true, o); err != nil {
		t.Fatal(err)
	}
	b.WriteString("\n")
	if err := terminal.Write(&b, run, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const half = "services.web.deploymentConfiguration.minimumHealthyPercent=50"

// TestGolden holds what a pipe gets, and a terminal of 120, 80 and 50 columns with colours, of a dip, a roll-back and two
// services. Escapes are written as \e.
func TestGolden(t *testing.T) {
	for name, c := range map[string]struct {
		run *reports.Run
		o   terminal.Options
	}{
		"piped":   {played(t, "rolling-basic.toml", half), terminal.Options{}},
		"wide":    {played(t, "rolling-basic.toml", half), terminal.Options{Width: 120, Color: true}},
		"usual":   {played(t, "broken-image.toml"), terminal.Options{Width: 80, Color: true}},
		"narrow":  {played(t, "broken-image.toml"), terminal.Options{Width: 50}},
		"several": {played(t, "two-services-one-cluster.toml"), terminal.Options{Width: 80}},
		"stuck":   {played(t, "stuck-one-task.toml"), terminal.Options{Width: 100, Color: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(shown(t, c.run, c.o), "\x1b", `\e`)
			path := filepath.Join("testdata", name+".txt")
			if os.Getenv("ECSSIM_UPDATE") == "1" {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("- want, + got (ECSSIM_UPDATE=1 rewrites it):\n%s", diff)
			}
		})
	}
}

// TestFits: whatever the width, colours change nothing but escapes, and from 80 columns on no line is wider than the
// terminal.
func TestFits(t *testing.T) {
	escape := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, run := range []*reports.Run{
		played(t, "rolling-basic.toml", half), played(t, "two-services-one-cluster.toml"), played(t, "deploy-during-rollback.toml"),
	} {
		for width := 0; width <= 150; width++ {
			text := shown(t, run, terminal.Options{Width: width})
			if colored := shown(t, run, terminal.Options{Width: width, Color: true}); escape.ReplaceAllString(colored, "") != text {
				t.Fatalf("at %d columns colours change the text", width)
			}
			for line := range strings.Lines(text) {
				line = strings.TrimSuffix(line, "\n")
				if n := utf8.RuneCountInString(line); width >= 80 && n > width {
					t.Fatalf("%d columns at %d: %s", n, width, line)
				}
				if strings.TrimRight(line, " ") != line {
					t.Fatalf("blanks at the end of %q", line)
				}
			}
		}
	}
}

// TestBelow: the row of healthy tasks is yellow where fewer are healthy than desired, and red below the floor.
func TestBelow(t *testing.T) {
	for _, c := range []struct {
		minimum string
		red     bool
	}{{"50", false}, {"100", true}} {
		run := played(t, "zone-outage.toml", "services.web.deploymentConfiguration.minimumHealthyPercent="+c.minimum)
		text := shown(t, run, terminal.Options{Width: 100, Color: true})
		_, healthy, _ := strings.Cut(text, "\nhealthy")
		healthy, _, _ = strings.Cut(healthy, "\n")
		if got := strings.Contains(healthy, "\x1b[31m"); got != c.red || !c.red && !strings.Contains(healthy, "\x1b[33m") {
			t.Errorf("at a minimum of %s %%: %q", c.minimum, healthy)
		}
	}
}

// TestNothing: a run without a task has a table and says that there is none; one without a service has nothing.
func TestNothing(t *testing.T) {
	none := played(t, "rolling-basic.toml", "services.web.desiredCount=0", "timeline=[]")
	if text := shown(t, none, terminal.Options{}); !strings.Contains(text, "PRIMARY") {
		t.Errorf("%s", text)
	}
}

// TestRowsEndTogether: in a run that was cut short all rows end where what is known ends.
func TestRowsEndTogether(t *testing.T) {
	text := shown(t, played(t, "rolling-basic.toml", `duration="80s"`), terminal.Options{Width: 100})
	widths := map[int][]string{}
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(line, " ")
		if strings.ContainsAny(rest, "▁▂▃▄▅▆▇█") {
			blocks, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
			widths[utf8.RuneCountInString(blocks)] = append(widths[utf8.RuneCountInString(blocks)], name)
		}
	}
	for width, names := range widths {
		if len(widths) != 1 || len(names) != 4 || width == 0 {
			t.Errorf("%d columns: %v", width, names)
		}
	}
	if len(widths) == 0 {
		t.Errorf("no rows in\n%s", text)
	}
}
