package scenarios_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/scenarios"
)

// update says that goldens are to be rewritten instead of compared.
func update() bool { return os.Getenv("ECSSIM_UPDATE") == "1" }

// TestFaults reads every bad scenario of testdata/faults and compares what Read says with the file beside it: the
// faults, or where there are none the refused calls. A line "# --set key=value" of a scenario is an override.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/faults/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) { testFaults(t, file) })
	}
}

func testFaults(t *testing.T, file string) {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var sets []string
	for line := range strings.Lines(string(src)) {
		if set, ok := strings.CutPrefix(line, "# --set "); ok {
			sets = append(sets, strings.TrimSpace(set))
		}
	}
	_, faults, err := scenarios.Read(filepath.Base(file), src, sets...)
	if err != nil && !errors.As(err, &faults) || len(faults) == 0 {
		t.Fatalf("Read gave %v, want Faults or refused calls", err)
	}
	for _, f := range faults {
		if f.Kind == scenarios.Internal || f.Kind == "" {
			t.Errorf("fault of kind %q: %v", f.Kind, f)
		}
		if f.Kind == scenarios.Refused && (f.Exception == "" || !strings.HasPrefix(f.Key, "timeline[")) {
			t.Errorf("refused without an exception, or elsewhere than in the timeline: %v", f)
		}
	}
	compareGolden(t, strings.TrimSuffix(file, ".toml")+".want", faults.Error()+"\n")
}

// compareGolden compares got with a file, or rewrites the file.
func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if update() {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; ECSSIM_UPDATE=1 writes it", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got), ECSSIM_UPDATE=1 rewrites it:\n%s", file, diff)
	}
}
