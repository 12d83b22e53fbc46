package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeCommands runs what README.md tells a newcomer to type, from the project's root.
func TestReadmeCommands(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tried, out := 0, t.TempDir()
	for line := range strings.Lines(string(readme)) {
		command, ok := strings.CutPrefix(line, "$ bin/ecssim ")
		if !ok {
			continue
		}
		tried++
		args, allowsNothing := strings.Fields(command), false
		for i, arg := range args { // what a newcomer writes, goes elsewhere here
			if strings.HasSuffix(arg, ".toml") && !strings.HasPrefix(arg, "scenarios/") {
				args[i] = filepath.Join(out, arg)
			}
		}
		switch args[0] {
		case "run":
			args = append(args, "--out", filepath.Join(out, strings.TrimSuffix(filepath.Base(args[1]), ".toml")))
		case "fmt":
			allowsNothing = true
		case "batch":
			args = append(args, "--out", filepath.Join(out, "batch"), "--no-progress")
		case "report":
			args[1] = filepath.Join(out, filepath.Base(args[1]))
		}
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), args, &stdout, &stderr); code != exitFine || stderr.Len() > 0 || stdout.Len() == 0 && !allowsNothing {
			t.Errorf("ecssim %s exits with %d: %s", command, code, stderr.String())
		}
	}
	if tried < 3 {
		t.Errorf("README.md has only %d commands", tried)
	}
}

// TestReadmeQuotesARun: the verdict in README.md is what ecssim prints today.
func TestReadmeQuotesARun(t *testing.T) {
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	run(t.Context(), []string{"run", "scenarios/rolling-basic.toml", "--out", filepath.Join(t.TempDir(), "out")}, &stdout, &stderr)
	verdict, _, _ := strings.Cut(stdout.String(), "\n")
	if verdict == "" || !strings.Contains(string(readme), "\n"+verdict+"\n") {
		t.Errorf("README.md doesn't quote %q", verdict)
	}
}
