package main

import (
	"strings"
	"testing"
)

// TestAxesOf: blanks and the order of the axes don't count in the name of a case, unless they are in a value.
func TestAxesOf(t *testing.T) {
	for name, want := range map[string]string{
		"a=1, b=2":              "a=1|b=2",
		" b = 2 ,a= 1":          "a=1|b=2",
		"a=[1, x], b={c=1, d=}": "a=[1, x]|b={c=1, d=}",
		`b=", =\"[", a= " x" `:  `a=" x"|b=", =\"["`,
		"a=b c, d=":             "a=b c|d=",
		"a":                     "a",
		"":                      "",
		`a="`:                   `a="`,
		`a="\\`:                 `a="\\`,
		"a=]],b=1":              "a=]],b=1",
	} {
		if got := strings.Join(axesOf(name), "|"); got != want {
			t.Errorf("%q has the axes %q, want %q", name, got, want)
		}
	}
}
