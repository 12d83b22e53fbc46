package scenarios

import (
	"errors"
	"strings"
	"testing"
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
