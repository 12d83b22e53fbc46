package ecs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeRows: the files and tests that README.md names for its rules exist.
func TestReadmeRows(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	quoted := regexp.MustCompile("`([^`]+)`")
	rows := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || strings.Contains(line, "---") || strings.TrimSpace(cells[1]) == "rule" {
			continue
		}
		rows++
		files, held := quoted.FindAllStringSubmatch(cells[3], -1), quoted.FindAllStringSubmatch(cells[4], -1)
		if len(files) == 0 || len(held) == 0 || strings.TrimSpace(cells[2]) == "" {
			t.Errorf("a row lacks its source, file or test: %s", line)
		}
		for _, f := range files {
			if !exists(f[1]) {
				t.Errorf("there is no file %s: %s", f[1], line)
			}
		}
		for _, h := range held {
			if !tests[h[1]] && !exists(h[1]) {
				t.Errorf("there is no test %s: %s", h[1], line)
			}
		}
	}
	if rows < 80 {
		t.Errorf("only %d rows are read", rows)
	}
}

// exists says whether a path does, as seen from this folder, from sim or from the module's root.
func exists(path string) bool {
	for _, from := range []string{".", "..", "../.."} {
		if _, err := os.Stat(filepath.Join(from, path)); err == nil {
			return true
		}
	}
	return false
}

// testNames are the names of all tests of the module.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := make(map[string]bool)
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range function.FindAllStringSubmatch(string(source), -1) {
			names[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
