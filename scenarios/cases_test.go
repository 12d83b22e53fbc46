package scenarios_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cockroachdb/datadriven"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if update() {
		if err := flag.Set("rewrite", "true"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestCases goes through the files of testdata/cases: files that extend each other and have matrices, and what reading them
// comes to. The commands are: file NAME, which makes a file of its input; read NAME with case=N and set=(…), which reads a
// file; cases NAME, which reads all cases.
func TestCases(t *testing.T) {
	datadriven.Walk(t, "testdata/cases", func(t *testing.T, file string) {
		files := make(fstest.MapFS)
		datadriven.RunTest(t, file, func(t *testing.T, d *datadriven.TestData) string {
			name := d.CmdArgs[0].String()
			switch d.Cmd {
			case "file":
				files[name] = &fstest.MapFile{Data: []byte(d.Input + "\n")}
				return ""
			case "read":
				number, sets := 1, []string(nil)
				d.MaybeScanArgs(t, "case", &number)
				if d.Input != "" {
					sets = strings.Split(d.Input, "\n")
				}
				cases, err := gather(files, name)
				if err != nil {
					return err.Error() + "\n"
				}
				return outcome(&cases[number-1], sets)
			case "cases":
				cases, err := gather(files, name)
				if err != nil {
					return err.Error() + "\n"
				}
				var b strings.Builder
				for i := range cases {
					fmt.Fprintf(&b, "%d: %s: %s", cases[i].Number, cases[i].Name, outcome(&cases[i], nil))
				}
				return b.String()
			}
			t.Fatalf("unknown command %s", d.Cmd)
			return ""
		})
	})
}

// gather lists the cases of a file.
func gather(files fstest.MapFS, name string) ([]scenarios.Case, error) {
	folder, err := files.Sub(path.Dir(name))
	if err != nil {
		return nil, err
	}
	from, err := scenarios.Gather(folder, name, files[name].Data)
	if err != nil {
		return nil, err
	}
	return scenarios.Cases(from)
}

// outcome is what reading a case comes to, in a few words.
func outcome(c *scenarios.Case, sets []string) string {
	sc, refused, err := c.Read(sets...)
	if err != nil {
		return err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: seed %d, %s, pass %s s", sc.Name, sc.Seed, sc.Duration, sc.Scheduler.PassInterval)
	for i := range sc.Services {
		s := &sc.Services[i]
		fmt.Fprintf(&b, "; %s %d of %s at %d/%d", s.Name, s.DesiredCount, sc.TaskDefinitions[s.TaskDefinition].Name(), s.Deployment.MinimumHealthyPercent, s.Deployment.MaximumPercent)
	}
	for i := range sc.Groups {
		fmt.Fprintf(&b, "; %d %s", sc.Groups[i].Count, sc.Groups[i].Name)
		for _, a := range sc.Groups[i].Attributes {
			if !strings.HasPrefix(a.Name, "ecs.") {
				fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
			}
		}
	}
	for i := range sc.TaskDefinitions {
		d := &sc.TaskDefinitions[i]
		fmt.Fprintf(&b, "; %s %d/%d ready %s s", d.Name(), d.Reservation.CPU, d.Reservation.Memory, d.Timing.Ready.Median())
	}
	for _, a := range sc.Timeline {
		fmt.Fprintf(&b, "; at %s s", a.At)
	}
	for _, e := range sc.Expectations {
		fmt.Fprintf(&b, "; %d conditions of %s", len(e.Conditions), sc.Services[e.Service].Name)
	}
	b.WriteString("\n")
	if len(refused) > 0 {
		b.WriteString(refused.Error() + "\n")
	}
	return b.String()
}

// TestCaseNames wants that cases have different names, and their scenarios names that a folder can have, different too.
func TestCaseNames(t *testing.T) {
	text := minimal + `
[matrix.description]
key = "description"
values = ["x", "X", "x ", "x!", "../../etc/passwd", "\u001b[31m", "\u202e", "a, b", "", "%s", "` + strings.Repeat("long ", 20) + `", "` + strings.Repeat("long ", 21) + `", "é", "-", 5, "5.0", [1, { a = "b c", "d.e" = true }]]
[matrix.n]
key = "seed"
values = [1, 2]
`
	from := scenarios.Source{Name: strings.Repeat("n", 99) + ".toml", Text: []byte(text)}
	cases, err := scenarios.Cases(from)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]string)
	for i := range cases {
		c := &cases[i]
		if before, taken := seen[c.Name]; taken {
			t.Errorf("%s is there twice: %s", c.Name, before)
		}
		seen[c.Name] = "a case"
		if c.Number != i+1 {
			t.Errorf("case %d has the number %d", i+1, c.Number)
		}
		sc, _, err := c.Read()
		if err != nil {
			if !strings.Contains(err.Error(), "description: wants a string") {
				t.Error(err)
			}
			continue
		}
		folder := strings.ToLower(sc.Name)
		if before, taken := seen[folder]; taken {
			t.Errorf("%s and %s both have scenarios called %s", before, c.Name, folder)
		}
		seen[folder] = c.Name
		if len(folder) > 100 || strings.Trim(folder, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" || strings.HasPrefix(folder, ".") {
			t.Errorf("%q can't be a folder's name", folder)
		}
	}
	same(t, []string{
		"description=x, n=1", "description=X, n=1", `description="x ", n=1`, `description="x!", n=1`, `description=../../etc/passwd, n=1`,
	}, []string{cases[0].Name, cases[2].Name, cases[4].Name, cases[6].Name, cases[8].Name})
}

// TestCasesTogether reads a case again and again, and cases in any order: they have nothing to do with each other.
func TestCasesTogether(t *testing.T) {
	src, err := os.ReadFile("testdata/rolling-basic.toml")
	if err != nil {
		t.Fatal(err)
	}
	from := scenarios.Source{Name: "x.toml", Text: append(src, "\n[matrix.n]\nkey = \"services.web.desiredCount\"\nvalues = [1, 2, 3]\n"...)}
	cases, err := scenarios.Cases(from)
	if err != nil {
		t.Fatal(err)
	}
	read := func(c *scenarios.Case, sets ...string) *sim.Scenario {
		sc, _, err := c.Read(sets...)
		if err != nil {
			t.Fatal(err)
		}
		return sc
	}
	first := read(&cases[0])
	if n := read(&cases[2], "services.web.desiredCount=9").Services[0].DesiredCount; n != 9 {
		t.Errorf("an override gave %d tasks, want 9: it comes after what the case changes", n)
	}
	same(t, first, read(&cases[0]))
	if first.Services[0].DesiredCount != 1 || read(&cases[2]).Services[0].DesiredCount != 3 {
		t.Errorf("case 1 has %d tasks, case 3 %d", first.Services[0].DesiredCount, read(&cases[2]).Services[0].DesiredCount)
	}
}
