package scenarios_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestShipped reads every scenario of this folder, and wants README.md to list it.
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
			sc := mustParse(t, string(src))
			if sc.Description == "" {
				t.Error("it doesn't say in a line what it shows")
			}
			if row := "| `" + strings.TrimSuffix(file, ".toml") + "` | " + sc.Description + " |\n"; !strings.Contains(readme(t), row) {
				t.Errorf("README.md doesn't have the row %s", row)
			}
		})
	}
}
