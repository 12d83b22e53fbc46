package scenarios

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/ecssim/ecssim/sim"
)

// FuzzParse wants of Read that it ends soon and never panics, that it gives Faults or a scenario that passes its
// Validate, a fault for each refused call, and the same twice.
func FuzzParse(f *testing.F) {
	for _, text := range seeds(f) {
		var sets []string
		for line := range strings.Lines(text) {
			if set, ok := strings.CutPrefix(line, "# --set "); ok {
				sets = append(sets, strings.TrimSpace(set))
			}
		}
		f.Add(text, strings.Join(sets, "\n"))
	}
	basic := seeds(f)[len(seeds(f))-1]
	for _, set := range []string{
		"services.web.desiredCount=6", "taskDefinitions.web:2.containerDefinitions.app={ cpu = 9 }", "taskDefinitions=[]",
		"taskDefinitions[1].basedOn=web:2", "services={}", "timeline[0]=1", `instances."a.b"[0].x=1`, "taskDefinitions.web:1.timing.exit.x.y[0]=1",
	} {
		f.Add(basic, set)
	}
	f.Fuzz(func(t *testing.T, text, overrides string) {
		var sets []string
		if overrides != "" {
			sets = strings.Split(overrides, "\n")
		}
		start := time.Now()
		sc, refused, err := Read("fuzz.toml", []byte(text), sets...)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("Read took %v", took)
		}
		if err == nil {
			if err := sc.Validate(); err != nil {
				t.Errorf("not valid: %v", err)
			}
			checkRefused(t, sc, refused)
		} else {
			checkFaults(t, err, sc == nil)
		}
		if _, more, again := Read("fuzz.toml", []byte(text), sets...); refused.Error() != more.Error() || (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Errorf("Parse gave first\n%v\nthen\n%v", err, again)
		}
	})
}

// checkRefused wants that a scenario has refused calls if there are faults of that kind, and only then.
func checkRefused(t *testing.T, sc *sim.Scenario, refused Faults) {
	t.Helper()
	calls := 0
	for _, a := range sc.Timeline {
		if a.Refused != nil {
			calls++
		}
	}
	if (calls > 0) != (len(refused) > 0) || calls > len(refused) && len(refused) <= maxFaults {
		t.Errorf("%d calls are refused, by %d faults", calls, len(refused))
	}
	if len(refused) > 0 {
		checkFaults(t, refused, true)
	}
}

// FuzzCases wants of Gather, Cases and Read that they end soon and never panic, whatever two files say that may extend each
// other and have matrices, that cases have different names, also as folders, and that each is a valid scenario or faulty.
func FuzzCases(f *testing.F) {
	basic := seeds(f)[len(seeds(f))-1]
	for _, file := range []string{"testdata/cases/matrix", "testdata/cases/extends"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for part := range strings.SplitSeq(string(text), "\nfile ") {
			_, body, _ := strings.Cut(part, "\n")
			body, _, _ = strings.Cut(body, "\n----\n")
			f.Add(body, basic)
			f.Add(basic+"\n"+body, body)
		}
	}
	f.Add("extends = \"base.toml\"", "extends = \"a.toml\"")
	f.Add("extends = \"base.toml\"\nextends.x = 1", "matrix = 1")
	f.Fuzz(func(t *testing.T, text, base string) {
		start := time.Now()
		from, err := Gather(fstest.MapFS{"base.toml": &fstest.MapFile{Data: []byte(base)}}, "a.toml", []byte(text))
		if err != nil {
			checkFaults(t, err, true)
			return
		}
		cases, err := Cases(from)
		if err != nil {
			checkFaults(t, err, cases == nil)
			return
		}
		names, folders := make(map[string]bool), make(map[string]bool)
		for i := range cases {
			c := &cases[i]
			if names[c.Name] || folders[strings.ToLower(c.slug)] || strings.ContainsFunc(c.Name, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("case %q, %q", c.Name, c.slug)
			}
			names[c.Name], folders[strings.ToLower(c.slug)] = true, true
		}
		for i := range cases[:min(len(cases), 20)] {
			sc, refused, err := cases[i].Read()
			if err != nil {
				checkFaults(t, err, sc == nil)
				continue
			}
			if err := sc.Validate(); err != nil {
				t.Errorf("not valid: %v", err)
			}
			checkRefused(t, sc, refused)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func checkFaults(t *testing.T, err error, none bool) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) || len(faults) == 0 || len(faults) > maxFaults+1 || !none {
		t.Fatalf("Parse gave %T %v", err, err)
	}
	for _, f := range faults {
		if f.Kind == Internal || f.Kind == "" || f.Message == "" || f.File == "" {
			t.Errorf("fault %+v", f)
		}
		if strings.ContainsFunc(f.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("control characters in %q", f.Error())
		}
	}
}
