package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/sim/ecs"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// TestManPages makes the manual pages, one for each command, into the folder that ECSSIM_MAN names (make man), else into one
// that is gone afterwards. They are made here, so that what makes them is no part of the program. SOURCE_DATE_EPOCH says
// their date.
func TestManPages(t *testing.T) {
	folder := os.Getenv("ECSSIM_MAN")
	if folder == "" {
		folder = t.TempDir()
		t.Setenv("SOURCE_DATE_EPOCH", "1764288000") // 28 November 2025
	}
	writeManual(t, folder)
	again := t.TempDir()
	writeManual(t, again)
	pages := names(t, again)
	if len(pages) < 10 {
		t.Errorf("there are only the pages %v", pages)
	}
	for _, name := range pages {
		page, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		other, err := os.ReadFile(filepath.Join(again, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(page, other) {
			t.Errorf("%s is another one each time", name)
		}
		if !strings.HasPrefix(name, "ecssim") || !strings.HasSuffix(name, ".1") || !bytes.Contains(page, []byte(".SH SYNOPSIS")) {
			t.Errorf("%s is no manual page", name)
		}
		if os.Getenv("ECSSIM_MAN") == "" && !bytes.Contains(page, []byte(`"Nov 2025"`)) {
			t.Errorf("%s doesn't have the date that it's told:\n%.200s", name, page)
		}
	}
	root, err := os.ReadFile(filepath.Join(folder, "ecssim.1"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(root, []byte("130  interrupted\n")) {
		t.Errorf("ecssim.1 doesn't have the exit codes, a line each:\n%s", root)
	}
}

// writeManual writes the manual pages of all commands.
func writeManual(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	root := newRoot(ecs.Run)
	root.DisableAutoGenTag = true // the date of today
	indentBlocks(root)
	if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "ecssim", Manual: "User Commands"}, folder); err != nil {
		t.Fatal(err)
	}
}

// indentBlocks makes what help indents a block of its own, whose lines stay as they are in Markdown, too.
func indentBlocks(cmd *cobra.Command) {
	for _, child := range cmd.Commands() {
		indentBlocks(child)
	}
	var lines []string
	inside := false
	for line := range strings.SplitSeq(cmd.Long, "\n") {
		indented := strings.HasPrefix(line, "  ")
		if indented && !inside || !indented && inside && line != "" {
			lines = append(lines, "")
		}
		if inside = indented; indented {
			line = "    " + line
		}
		lines = append(lines, line)
	}
	cmd.Long = strings.Join(lines, "\n")
}
