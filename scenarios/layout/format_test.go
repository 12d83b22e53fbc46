package layout_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/scenarios/layout"
)

// TestFormat shows what the layout is.
func TestFormat(t *testing.T) {
	before := "\ufeff\n\n#first\t \n  schemaVersion=1\r\nname =  'a'#here\nseed   =7   # there\n\n\n\n" +
		"[ scheduler ]\n   tieBreak=\"lowest\"\n# of the instances\n[[instances]]#all\n\n" +
		`"a b" . c=[1,2 , 3,]` + "\n" + `inline={a=1,b={}, c = [ ] , d=[{x=1}]}` + "\n" +
		"list=[ # what\n\n1,2, # two\n\n\n # three\n3 # more\n, # after\n# last\n\n]\n" +
		`long = ["` + strings.Repeat("x", 60) + `", "` + strings.Repeat("y", 60) + `"]` + "\n" +
		"text=\"\"\"\n  keep  \n\"\"\"   # end\ntable={\na=1, # one\nb=2}\n[[services]]\nx=1\n[services.y]\nz=2"
	const after = "#first\nschemaVersion = 1\nname = 'a' #here\nseed = 7   # there\n\n" +
		"[scheduler]\ntieBreak = \"lowest\"\n\n# of the instances\n[[instances]] #all\n\n" +
		`"a b".c = [1, 2, 3]` + "\n" + `inline = { a = 1, b = {}, c = [], d = [{ x = 1 }] }` + "\n" +
		"list = [ # what\n  1,\n  2, # two\n\n  # three\n  # more\n  3, # after\n  # last\n]\n" +
		"long = [\n  \"" + "%x" + "\",\n  \"" + "%y" + "\",\n]\n" +
		"text = \"\"\"\n  keep  \n\"\"\" # end\ntable = {\n  a = 1, # one\n  b = 2,\n}\n\n[[services]]\nx = 1\n[services.y]\nz = 2\n"
	want := strings.NewReplacer("%x", strings.Repeat("x", 60), "%y", strings.Repeat("y", 60)).Replace(after)
	got, err := layout.Format("x.toml", []byte(before))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	same(t, before)
}

// TestShipped: the shipped scenarios, and what ecssim init writes, have the layout already.
func TestShipped(t *testing.T) {
	for _, pattern := range []string{"../*.toml", "../starter/*.toml", "../starter/testdata/*.toml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no scenarios: %v", err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := layout.Format(file, text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(text), string(got)); diff != "" {
				t.Errorf("%s isn't formatted (-is +would be):\n%s", file, diff)
			}
		}
	}
}

// TestNotTOML: what isn't TOML is refused with the reader's words.
func TestNotTOML(t *testing.T) {
	for text, want := range map[string]string{
		"a = ":                       "x.toml:1:4: a: unexpected EOF; expected value; something that was opened is never closed",
		"a = 1\na = 2":               "has already been defined",
		"a = [1":                     "x.toml:1:6: a: expected a comma (',') or array terminator (']'), but got end of file; entries are separated by commas",
		"\xff":                       "x.toml:1:1: this isn't UTF-8 text; save the file as UTF-8",
		strings.Repeat("#", 300_000): "more than 262144 bytes",
	} {
		got, err := layout.Format("x.toml", []byte(text))
		var faults scenarios.Faults
		if !errors.As(err, &faults) || got != nil || !strings.Contains(err.Error(), want) {
			t.Errorf("of %.20q it says %v", text, err)
		}
	}
}

// TestAnyLayout: whatever the layout of a scenario was, formatting it changes none of its values and comments, and
// formatting it again changes nothing.
func TestAnyLayout(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) { same(r, draw(r)) })
}

// FuzzFormat wants the same of any text.
func FuzzFormat(f *testing.F) {
	files, err := filepath.Glob("../testdata/*.toml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no scenarios: %v", err)
	}
	faulty, err := filepath.Glob("../testdata/faults/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, faulty...) {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range []string{"a={b=1\n,c=2 #x\n}", "a=[#x\n]", "a=[\n#x\n,]", "a=[1#x\n#y\n,#z\n2]", "a.b.'c d'=1979-05-27 07:32:00Z#x", "a='''\r\n''''#'\r\n", "ä=1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { same(t, text) })
}

// same wants that formatting a text, unless it is refused, keeps values and comments, and is done.
func same(t rapid.TB, text string) {
	t.Helper()
	once, err := layout.Format("x.toml", []byte(text))
	if err != nil {
		return
	}
	twice, err := layout.Format("x.toml", once)
	if err != nil {
		t.Fatalf("%q is formatted to %q, of which it says %v", text, once, err)
	}
	if string(once) != string(twice) {
		t.Fatalf("%q is formatted to %q, and that to %q", text, once, twice)
	}
	if was, is := decoded(t, text), decoded(t, string(once)); was != is {
		t.Fatalf("%q is %s, but formatted to %q %s", text, was, once, is)
	}
	if was, is := hashes(text), hashes(string(once)); was != is {
		t.Fatalf("%q has the comments and marks %q, but formatted to %q %q", text, was, once, is)
	}
	for line := range strings.Lines(string(once)) {
		if !strings.Contains(text, `"""`) && !strings.Contains(text, `'''`) && strings.TrimRight(line, " \t\r\n") != strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r") {
			t.Fatalf("there are blanks behind %q", line)
		}
	}
}

// decoded is a TOML text as a Go value.
func decoded(t rapid.TB, text string) string {
	t.Helper()
	var data map[string]any
	if _, err := toml.Decode(strings.TrimPrefix(text, "\ufeff"), &data); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return fmt.Sprintf("%#v", data)
}

// hashes is everything of a text that no layout may change: all characters but blanks, line ends and commas, in their order.
// Comments may go behind the value that they stand at, so that it's sorted where that happens: by counting.
func hashes(text string) string {
	var counts [256]int
	for i := range len(text) {
		counts[text[i]]++
	}
	for _, c := range " \t\r\n," {
		counts[c] = 0
	}
	if strings.HasPrefix(text, "\ufeff") {
		counts[0xef], counts[0xbb], counts[0xbf] = counts[0xef]-1, counts[0xbb]-1, counts[0xbf]-1
	}
	return fmt.Sprint(counts)
}

// draw makes a text with keys, values and comments in any layout.
func draw(r *rapid.T) string {
	var b strings.Builder
	blank := func() string { return rapid.SampledFrom([]string{"", "", " ", "  ", "\t"}).Draw(r, "blank") }
	end := func() string {
		return blank() + rapid.SampledFrom([]string{"", "", "", "# x", "#", "#,]}\""}).Draw(r, "comment") + rapid.SampledFrom([]string{"\n", "\r\n", "\r\n", "\n\n\n"}).Draw(r, "end")
	}
	for i := range rapid.IntRange(0, 8).Draw(r, "lines") {
		switch rapid.IntRange(0, 4).Draw(r, "kind") {
		case 0:
			fmt.Fprintf(&b, "%s[%st%d%s.%su]%s", blank(), blank(), i, blank(), blank(), end())
		case 1:
			fmt.Fprintf(&b, "%s[[%slist%s]]%s", blank(), blank(), blank(), end())
		case 2:
			b.WriteString(blank() + "# alone" + blank() + end())
		default:
			fmt.Fprintf(&b, "%sk%d%s=%s%s%s", blank(), i, blank(), blank(), drawValue(r, 3, true), end())
		}
	}
	return b.String()
}

// drawValue makes a value. Within an inline table of TOML 1.0 there are no line ends.
func drawValue(r *rapid.T, depth int, lines bool) string {
	gap := func() string {
		all := []string{"", "", " ", "\t"}
		if lines {
			all = append(all, "\n", "\n\n \n", " # in\n", "\n#a\n\n\n#b\n ")
		}
		return rapid.SampledFrom(all).Draw(r, "gap")
	}
	kind := rapid.IntRange(0, 3).Draw(r, "value")
	if depth == 0 {
		kind = 0
	}
	n := rapid.IntRange(0, 3).Draw(r, "items")
	var b strings.Builder
	switch kind {
	case 1, 2:
		b.WriteString("[" + gap())
		for i := range n {
			b.WriteString(drawValue(r, depth-1, lines) + gap())
			if i < n-1 || rapid.Bool().Draw(r, "trailing") {
				b.WriteString("," + gap())
			}
		}
		b.WriteString("]")
	case 3:
		b.WriteString("{ ")
		for i := range n {
			if i > 0 {
				b.WriteString(" , ")
			}
			fmt.Fprintf(&b, "k%d= %s", i, drawValue(r, depth-1, false))
		}
		b.WriteString("}")
	default:
		return rapid.SampledFrom([]string{
			"1", "-0.5e3", "true", "nan", `"a # b"`, `'c, ] } \'`, `"\""`, "1979-05-27 07:32:00Z", "1979-05-27", "0x_F"[:2] + "F",
			"\"\"\"\n a # b  \\\n \"\"\"", "'''\r\n\n'''", "'''x''''", `"` + strings.Repeat("long ", 30) + `"`,
		}).Draw(r, "scalar")
	}
	return b.String()
}
