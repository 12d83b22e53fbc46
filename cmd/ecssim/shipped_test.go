package main

import (
	"bytes"
	"path/filepath"
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
