package scenarios_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestShipped reads every scenario of this folder.
func TestShipped(t *testing.T) {
	files, err := filepath.Glob("*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(file, func(t *testing.T) {
			if sc := mustParse(t, string(src)); sc.Description == "" {
				t.Error("it doesn't say in a line what it shows")
			}
		})
	}
}
