package main

import (
	"bytes"
	"path/filepath"
	"strconv"
	"testing"
)

// TestShippedScenariosPass: every shipped scenario comes to what it expects of itself.
func TestShippedScenariosPass(t *testing.T) {
	paths, err := filepath.Glob("../../scenarios/*.toml")
	if err != nil || len(paths) < 36 {
		t.Fatalf("found %d scenarios: %v", len(paths), err)
	}
	out := filepath.Join(t.TempDir(), "out")
	for _, path := range paths {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), []string{"run", path, "--quiet", "--pictures", "none", "--out", out}, &stdout, &stderr); code != exitFine {
			t.Errorf("%s: exit code %d: %s", path, code, stderr.String())
		}
	}
}

// TestShippedScenariosPassWithOtherSeeds: what a shipped scenario expects doesn't hang on the luck of one seed, so that a
// harmless change of the draws breaks none of them.
func TestShippedScenariosPassWithOtherSeeds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	for seed := 2; seed <= 6; seed++ {
		var stdout, stderr bytes.Buffer
		args := []string{"batch", "../../scenarios/*.toml", "--seed", strconv.Itoa(seed), "--reports", "none", "--pictures", "none", "--out", out}
		if code := run(t.Context(), args, &stdout, &stderr); code != exitFine {
			t.Errorf("seed %d: exit code %d: %s%s", seed, code, stdout.String(), stderr.String())
		}
	}
}
