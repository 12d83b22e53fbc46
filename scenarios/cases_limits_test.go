package scenarios_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ecssim/ecssim/scenarios"
)

// TestLimitsOfCases wants of files that are made to be expensive that they are refused, for the reason given, or read, and
// soon in any case.
func TestLimitsOfCases(t *testing.T) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	list := func(n int) string { return "[" + repeat(n, "%d,") + "]" }
	axis := func(name string, n int) string {
		return fmt.Sprintf("[matrix.%s]\nkey = %q\nvalues = %s\n", name, map[string]string{"a": "seed", "b": "duration"}[name], list(n))
	}
	const wide = "services = []\ninstances = []\n"
	for _, test := range []struct {
		name, text, base, want string // want is empty for one that is fine
	}{
		{"bytes", "extends = \"base.toml\"\n" + strings.Repeat("#", 200_000), strings.Repeat("#", 62_125), "a.toml:1:1: 262147 bytes, those that it extends included, are more than the 262144 that a scenario may have"},
		{"long base", "extends = \"base.toml\"", strings.Repeat("#", 1<<20), "a.toml:1:1: 262166 bytes, those that it extends included, are more than"},
		{"entries", "extends = \"base.toml\"\nx = [" + strings.Repeat("1,", 10_000) + "]", "y = [" + strings.Repeat("1,", 40_000) + "]", "base.toml:1:79994: more than 50000 keys and values"},
		{"depth", "extends = \"base.toml\"", "x = " + strings.Repeat("[", 33), "base.toml:1:37: tables and lists stand more than 32 deep within each other"},
		{"combinations", minimal + axis("a", 101) + axis("b", 100), "", "a.toml:13:2: matrix: the axes have more than 10000 combinations"},
		{"values", minimal + axis("a", 10_001), "", "matrix.a.values[10000]: there are more than 10000 cases"},
		{"axes", minimal + repeat(60, "[matrix.a%d]\nkey = \"seed\"\nvalues = [1]\n"), "", "matrix: the name of a case would have 408 characters, which is more than 200"},
		{"overflow", minimal + repeat(40, "[matrix.a%d]\nkey = \"seed\"\nvalues = [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"), "", "matrix: the axes have more than 10000 combinations"},
		{"include", minimal + axis("a", 1) + "[matrix]\ninclude = [" + repeat(1001, "{ a = -%d },") + "]", "", "matrix.include: 1001 entries are more than 1000"},
		{"exclude", minimal + axis("a", 1) + "[matrix]\nexclude = [" + repeat(1001, "{ a = %d },") + "]", "", "matrix.exclude: 1001 entries are more than 1000"},
		{"settings", minimal + "[matrix.a.values]\n" + repeat(10, "v%d = { seed = 1 }\n") + "x = {" + repeat(9_991, "\"services.x%d\"=1,") + "}", "", "matrix: its values and include have more than 10000 settings"},
		{"all cases", minimal + axis("a", 100) + axis("b", 100), "", ""},
		{"all excluded", minimal + axis("a", 100) + axis("b", 100) + "[matrix]\nexclude = [" + repeat(100, "{ b = %d },") + "]", "", "matrix.exclude: no case is left"},
		{"hard excludes", minimal + axis("a", 100) + axis("b", 100) + "[matrix]\nexclude = [" + repeat(1000, "{ a = %d, b = 1 },") + "]", "", "isn't a value of the axis a"},
		{"heavy values", minimal + axis("a", 100) + "[matrix.b.values]\n" + repeat(100, "v%[1]d = { \"services.web.desiredCount\" = %[1]d, timeline = [], duration = 1 }\n"), "", ""},
		{"wide values", wide + "[matrix.b.values]\n" + repeat(3000, "v%[1]d = { seed = 1 }\n") + "[matrix.c.values]\nx = { services = [" + strings.Repeat("{},", 10_000) + "] }", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			cases, err := casesOf(fstest.MapFS{"base.toml": &fstest.MapFile{Data: []byte(test.base)}}, test.text)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%.500v", err)
			case test.want == "" && len(cases) == 0:
				t.Error("there are no cases")
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("Cases gave %.500v, want %s", err, test.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func casesOf(files fstest.MapFS, text string) ([]scenarios.Case, error) {
	from, err := scenarios.Gather(files, "a.toml", []byte(text))
	if err != nil {
		return nil, err
	}
	return scenarios.Cases(from)
}

// TestDeepExtends extends as many files as there may be, and one more.
func TestDeepExtends(t *testing.T) {
	files := make(fstest.MapFS)
	for i := range 18 {
		files[fmt.Sprintf("%d.toml", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "extends = \"%d.toml\"\nseed = %d", i+1, i)}
	}
	files["16.toml"].Data = []byte(minimal)
	cases, err := casesOf(files, "extends = \"1.toml\"")
	if err != nil {
		t.Fatal(err)
	}
	if sc, _, err := cases[0].Read(); err != nil || sc.Seed != 1 {
		t.Errorf("seed %d, %v", sc.Seed, err)
	}
	_, err = casesOf(files, "extends = \"0.toml\"")
	if want := "15.toml:1:11: extends: a scenario extends at most 16 others, one through another"; err == nil || err.Error() != want {
		t.Errorf("Gather gave %v, want %s", err, want)
	}
}

// TestSourceByHand: bases that aren't those that the texts extend are refused, as records that were changed have them.
func TestSourceByHand(t *testing.T) {
	base := func(path, text string) scenarios.Base { return scenarios.Base{Path: path, Text: []byte(text)} }
	for _, test := range []struct {
		text  string
		bases []scenarios.Base
		want  string
	}{
		{"extends = \"b.toml\"", nil, `f/a.toml:1:11: extends: the text of "b.toml" isn't given`},
		{"extends = \"b.toml\"", []scenarios.Base{base("c.toml", minimal)}, `f/a.toml:1:11: extends: the text of "b.toml" isn't given`},
		{"extends = \"b.toml\"", []scenarios.Base{base("b.toml", minimal), base("c.toml", "")}, `f/b.toml:1:1: extends nothing, but is given with "c.toml" to extend`},
		{minimal, []scenarios.Base{base("c.toml", minimal)}, `f/a.toml:1:1: extends nothing, but is given with "c.toml" to extend`},
		{"extends = \"b.toml\"", []scenarios.Base{base("b.toml", "extends = \"../x\"")}, `f/b.toml:1:11: extends: "../x" leads out of the folder of the scenario; it has to be in the folder of the scenario's own file, or below it`},
		{"extends = \"b.toml\"", []scenarios.Base{base("b.toml", "x = ")}, `f/b.toml:1:4: x: unexpected EOF; expected value; something that was opened is never closed`},
		{"x", []scenarios.Base{base("b.toml", "=")}, "f/a.toml:1:1: unexpected EOF; expected key separator '='; something that was opened is never closed\nf/b.toml:1:1: unexpected '=': key name appears blank"},
	} {
		_, err := scenarios.Cases(scenarios.Source{Name: "f/a.toml", Text: []byte(test.text), Bases: test.bases})
		if err == nil || err.Error() != test.want {
			t.Errorf("%s with %d bases: %v, want %s", test.text, len(test.bases), err, test.want)
		}
	}
	for text, want := range map[string]string{
		"extends = \"b.toml\"":             `x.toml:1:11: extends: the text of "b.toml" isn't given`,
		minimal + "[matrix]\nseed = [1]\n": `x.toml:13:1: matrix: a scenario with a matrix is several, and just one is wanted here`,
	} {
		if _, err := scenarios.Parse("x.toml", []byte(text)); err == nil || err.Error() != want {
			t.Errorf("Parse gave %v, want %s", err, want)
		}
	}
}
