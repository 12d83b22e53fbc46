package scenarios_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios"
)

// TestShipped reads every scenario of this folder, and wants it to expect something, and README.md to list it.
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
			if len(sc.Expectations) == 0 {
				t.Error("it expects nothing")
			}
			if row := "| `" + strings.TrimSuffix(file, ".toml") + "` | " + sc.Description + " |\n"; !strings.Contains(readme(t), row) {
				t.Errorf("README.md doesn't have the row %s", row)
			}
		})
	}
}

// TestShippedComments: every scenario begins with a comment whose question is answered there, and whatever it says to try
// can be tried.
func TestShippedComments(t *testing.T) {
	files, err := filepath.Glob("*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		comment, _, _ := strings.Cut(string(src), "\n\n")
		comment = strings.ReplaceAll(strings.TrimPrefix(comment, "# "), "\n#", "")
		if strings.Count(comment, ".") < 2 {
			t.Errorf("%s: its comment explains nothing", file)
		}
		for _, set := range settings(comment) {
			if _, _, err := scenarios.Read(file, src, set); err != nil {
				t.Errorf("%s: --set %s: %v", file, set, err)
			}
		}
	}
}

// settings are the values of all --set in a text, unquoted as a shell does it.
func settings(text string) []string {
	var sets []string
	for _, part := range strings.Split(text, "--set ")[1:] {
		var set strings.Builder
		quote := rune(0)
		for _, r := range part {
			switch {
			case r == quote:
				quote = 0
			case quote == 0 && (r == '\'' || r == '"'):
				quote = r
			case quote == 0 && (r == ' ' || r == ')' || r == ','):
				quote = ' '
			default:
				set.WriteRune(r)
			}
			if quote == ' ' {
				break
			}
		}
		sets = append(sets, strings.TrimRight(set.String(), ".:;"))
	}
	return sets
}
