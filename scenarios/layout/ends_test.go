package layout_test

import (
	"strings"
	"testing"

	"github.com/ecssim/ecssim/scenarios/layout"
)

// TestLineEnds: lines end as most of them did, and strings are as they were.
func TestLineEnds(t *testing.T) {
	const unix = "a = 1\n\n# b\nc = [\n  1, # d\n  \"#\",\n]\n\n[e]\nf = '''\n'''\n"
	windows := strings.ReplaceAll(unix, "\n", "\r\n")
	for _, c := range []struct{ name, text, want string }{
		{"of a Windows checkout", windows, windows},
		{"with a mark", "\ufeff" + windows, windows},
		{"unformatted", strings.NewReplacer(" = ", "=", "\r\n\r\n[", "\r\n[").Replace(windows), windows},
		{"most in CRLF", strings.Replace(windows, "1\r\n", "1\n", 1), windows},
		{"most in LF", strings.Replace(unix, "1\n", "1\r\n", 1), unix},
		{"half and half", "a = 1\r\nb = 2\n", "a = 1\nb = 2\n"},
		{"no end", "a=1", "a = 1\n"},
		{"the last without", "a=1\r\nb = 2", "a = 1\r\nb = 2\r\n"},
		{"strings don't count", "a = \"\"\"\r\n\\\"\"\"\r\n\r\n'\"\"\"\nb = 1\n", "a = \"\"\"\r\n\\\"\"\"\r\n\r\n'\"\"\"\nb = 1\n"},
		{"strings stay", "a = '''\n\n\n'\n'''\r\n\"#'\"=1\r\n", "a = '''\n\n\n'\n'''\r\n\"#'\" = 1\r\n"},
	} {
		got, err := layout.Format("x.toml", []byte(c.text))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.name, got, c.want, err)
		}
		same(t, c.text)
	}
}
