package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestVariant: a variant has a name, its own or made of what it changes, and overrides, whose commas and colons may stand
// in quotes or brackets.
func TestVariant(t *testing.T) {
	for text, want := range map[string]variant{
		"half: a.b=50":                  {name: "half", sets: []string{"a.b=50"}},
		" half price :a=1 , b.c=2":      {name: "half price", sets: []string{"a=1", "b.c=2"}},
		"a.b=50":                        {name: "b=50", sets: []string{"a.b=50"}},
		"a.b=50,c.d=x:y":                {name: "b=50, d=x:y", sets: []string{"a.b=50", "c.d=x:y"}},
		`n: a=["x", "y"], b={c=1, d=2}`: {name: "n", sets: []string{`a=["x", "y"]`, "b={c=1, d=2}"}},
		`n: a="x, y", b='p,q'`:          {name: "n", sets: []string{`a="x, y"`, "b='p,q'"}},
	} {
		var got variants
		if err := got.Set(text); err != nil {
			t.Fatal(err)
		}
		want.text = text
		if diff := cmp.Diff(variants{want}, got, cmp.AllowUnexported(variant{})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
	for _, text := range []string{"", "half", "half:", "half: x", "a=1,", "a=1,,b=2", "=1"} {
		if err := new(variants).Set(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
