package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios/starter"
)

// TestHostileNames: a name on the command line, which may be that of a file of a stranger's, can neither begin a line of what
// is printed nor do anything to the terminal.
func TestHostileNames(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "a\n::error::forged\x1b[31m.toml"
	const nowhere, broken, cased = "no/" + name, "b" + name, "c" + name
	text := starter.Plain()
	for path, text := range map[string]string{
		name: text + "# unformatted  \n", broken: "x = \n", cased: text + "\n[matrix]\nseed = [1, 2]\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"check", name},
		{"check", name, broken, nowhere},
		{"check", cased},
		{"check", nowhere},
		{"fmt", "--check", name},
		{"fmt", "--check", broken, name},
		{"fmt", nowhere},
		{"fmt", name},
		{"run", "--quiet", name},
		{"run", nowhere},
		{"run", broken},
		{"run", cased},
		{"run", "--case", "x", name},
		{"run", "--case", name, cased},
		{"run", "--quiet", "--out", "out" + name, name},
		{"run", "--out", "out" + name, name},
		{"run", "--out", name, name},
		{"run", "--out", name + "/x", name},
		{"run", "--trace", "trace" + name, name},
		{"run", "--set", name, name},
		{"explain", nowhere},
		{"explain", "out" + name + "/records.ndjson"},
		{"explain", broken},
		{"explain", cased},
		{"compare", name, nowhere},
		{"compare", name, cased},
		{"compare", "--out", "compared" + name, name, "out" + name},
		{"report", nowhere},
		{"report", broken},
		{"report", "out" + name, "--out", "report" + name},
		{"report", "."},
		{"report", "c" + nowhere},
		{"init", name},
		{"init", nowhere},
		{"init", "i" + name},
		{"init", "--list", name},
		{"init", "--question", name},
		{"batch", "--out", "batch" + name, name, broken, cased},
		{"batch", nowhere},
		{"batch", "--list", name, cased},
		{"batch", "--out", "out" + name, name},
		{"batch", "--out", name, name},
		{"batch", "--output", "junit=" + nowhere, name},
		{name},
		{"run", "--" + name},
		{"run", "--seed", name, name},
	} {
		t.Run(fmt.Sprintf("%q", args), func(t *testing.T) {
			var out, errs bytes.Buffer
			code := run(t.Context(), args, &out, &errs)
			printed := out.String() + errs.String()
			if strings.Contains(printed, "\n::error") || strings.Contains(printed, "\x1b") {
				t.Errorf("%d: %q\nand on stderr %q", code, out.String(), errs.String())
			}
		})
	}
}
