package main

import (
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creack/pty"
)

// TestWantsColor: the flag decides, then NO_COLOR, then FORCE_COLOR, then whether there is a terminal that can.
func TestWantsColor(t *testing.T) {
	for _, c := range []struct {
		mode     string
		terminal bool
		env      map[string]string
		want     bool
	}{
		{"auto", true, map[string]string{"TERM": "xterm"}, true},
		{"auto", true, map[string]string{"TERM": "dumb"}, false},
		{"auto", true, nil, false},
		{"auto", false, map[string]string{"TERM": "xterm"}, false},
		{"auto", true, map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, false},
		{"auto", true, map[string]string{"TERM": "xterm", "NO_COLOR": ""}, true},
		{"auto", false, map[string]string{"FORCE_COLOR": "1"}, true},
		{"auto", false, map[string]string{"FORCE_COLOR": "0"}, false},
		{"auto", false, map[string]string{"FORCE_COLOR": "1", "NO_COLOR": "1"}, false},
		{"always", false, map[string]string{"NO_COLOR": "1"}, true},
		{"never", true, map[string]string{"TERM": "xterm", "FORCE_COLOR": "1"}, false},
	} {
		var mode colorMode
		if err := mode.Set(c.mode); err != nil {
			t.Fatal(err)
		}
		if got := mode.wants(c.terminal, func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if new(colorMode).Set("sometimes") == nil {
		t.Error("any mode is taken")
	}
}

// inTerminal runs ecssim with a pseudo-terminal of so many columns as its output, and gives what it wrote there.
func inTerminal(t *testing.T, columns uint16, args ...string) string {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("there is no pseudo-terminal here: %v", err)
	}
	defer master.Close() //nolint:errcheck // a test's
	if err := pty.Setsize(slave, &pty.Winsize{Rows: 40, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(&written, master) //nolint:errcheck // it ends with an error when the other side is closed
	}()
	var stderr bytes.Buffer
	if code := run(t.Context(), args, slave, &stderr); code != exitFine {
		t.Fatalf("ecssim exits with %d: %s", code, stderr.String())
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	<-done
	return strings.ReplaceAll(written.String(), "\r\n", "\n")
}

// TestTerminal: in a real terminal the table and the verdict fit its width and have colours, unless they are unwanted; and
// without the escapes a wide one shows what a pipe gets.
func TestTerminal(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("FORCE_COLOR", "")
	t.Setenv("TERM", "xterm-256color")
	out := filepath.Join(t.TempDir(), "out")
	args := []string{"run", "../../scenarios/rolling-basic.toml", "--out", out}
	escape := regexp.MustCompile("\x1b\\[[0-9;]*m")

	colored := inTerminal(t, 80, args...)
	if !strings.Contains(colored, "\x1b[32mCOMPLETED\x1b[0m") {
		t.Errorf("no colours in a terminal:\n%s", colored)
	}
	head, _, _ := strings.Cut(escape.ReplaceAllString(colored, ""), "\n\n     ") // up to the metrics
	for line := range strings.Lines(head) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	var piped, stderr bytes.Buffer
	if code := run(t.Context(), args, &piped, &stderr); code != exitFine {
		t.Fatal(stderr.String())
	}
	if strings.Contains(piped.String(), "\x1b") {
		t.Error("escapes in a pipe")
	}
	if wide := escape.ReplaceAllString(inTerminal(t, 2000, args...), ""); wide != piped.String() {
		t.Errorf("a wide terminal shows\n%s\nand a pipe gets\n%s", wide, piped.String())
	}
	for name, value := range map[string]string{"NO_COLOR": "1", "TERM": "dumb"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if text := inTerminal(t, 80, args...); strings.Contains(text, "\x1b") {
				t.Errorf("escapes in\n%s", text)
			}
		})
	}
	if text := inTerminal(t, 80, append(args, "--color", "never")...); strings.Contains(text, "\x1b") {
		t.Error("escapes with --color never")
	}
}
