package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ecssim/ecssim/scenarios"
)

// explained is what a test looks at of ecssim explain --json.
type explained struct {
	Services []struct {
		Path *struct {
			From, To     json.Number
			Parts, Links []struct{ Span, From, To json.Number }
		}
		Trials []struct {
			Key, To, Outcome string
			Helps            bool
		}
		Best *struct{ Key, To string }
	}
}

// milli reads a number of seconds in thousandths, exactly.
func milli(t *testing.T, n json.Number) int64 {
	t.Helper()
	d, err := time.ParseDuration(n.String() + "s")
	if err != nil {
		t.Fatal(err)
	}
	return d.Milliseconds()
}

// TestExplainShippedScenarios: for every shipped scenario the parts of what held a deployment add up to its span to the
// millisecond, its links join, and every setting that is named can be pasted after --set.
func TestExplainShippedScenarios(t *testing.T) {
	paths, err := filepath.Glob("../../scenarios/*.toml")
	if err != nil || len(paths) < 5 {
		t.Fatalf("found %d scenarios: %v", len(paths), err)
	}
	for _, path := range paths {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), []string{"explain", path, "--json"}, &stdout, &stderr); code != exitFine {
			t.Errorf("%s: exit code %d: %s", path, code, stderr.String())
			continue
		}
		var e explained
		decoder := json.NewDecoder(&stdout)
		decoder.UseNumber()
		if err := decoder.Decode(&e); err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range e.Services {
			if s.Path == nil {
				continue
			}
			at, sum := milli(t, s.Path.From), int64(0)
			for _, l := range s.Path.Links {
				if milli(t, l.From) != at {
					t.Errorf("%s: a link begins at %s, the one before it ended at %d", path, l.From, at)
				}
				at = milli(t, l.To)
			}
			for _, p := range s.Path.Parts {
				sum += milli(t, p.Span)
			}
			if whole := milli(t, s.Path.To) - milli(t, s.Path.From); sum != whole || at != milli(t, s.Path.To) {
				t.Errorf("%s: the parts add up to %d ms of %d", path, sum, whole)
			}
			for _, trial := range s.Trials {
				if _, err := scenarios.Parse(path, source, trial.Key+"="+trial.To); err != nil && trial.Outcome != "refused" {
					t.Errorf("%s: --set %s=%s: %v", path, trial.Key, trial.To, err)
				}
			}
			if s.Best == nil {
				for _, trial := range s.Trials {
					if trial.Helps {
						t.Errorf("%s: %s helps, but nothing is recommended", path, trial.Key)
					}
				}
			}
		}
	}
}
