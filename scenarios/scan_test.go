package scenarios

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
)

// tricky is TOML whose positions are easily got wrong.
const tricky = `a = 1 # b = 2
"quoted key" . 'and more'.c = "x = 1 # no comment"
d = """
e = 1
\""" [f]
"""""
g = '''
[h] ''' # done
i = [ # one
  1, [2, 3], # two
  { j = 1, k.l = [ { m = 2 } ] },
] 
"\u00e4\U0001F600\t" = 1.5e3
  n=2026-01-01 00:00:00Z
o = "ä" # é
[p]
q = '\'
[p.r."s.t"]
u = { } 
[[v]]
w = 1
[[v.x]]
y = []
[v.z]
aa = true
[[v]]
w = 2
[ bb . cc ]
dd = ""
`

func TestPositions(t *testing.T) {
	faults := &collector{}
	root := decode(newSource("x", tricky), faults)
	if root == nil {
		t.Fatal(faults.list)
	}
	var got []string
	var list func(n *node)
	list = func(n *node) {
		got = append(got, fmt.Sprintf("%s %d:%d %d:%d", n.key, n.place.line, n.place.column, n.value.line, n.value.column))
		switch data := n.data.(type) {
		case *table:
			for _, name := range data.names {
				list(data.by[name])
			}
		case []*node:
			for _, item := range data {
				list(item)
			}
		}
	}
	list(root)
	want := []string{
		" 1:1 1:1", "a 1:1 1:5",
		`"quoted key" 2:1 2:1`, `"quoted key"."and more" 2:16 2:16`, `"quoted key"."and more".c 2:27 2:31`,
		"d 3:1 3:5", "g 7:1 7:5",
		"i 9:1 9:5", "i[0] 10:3 10:3", "i[1] 10:6 10:6", "i[1][0] 10:7 10:7", "i[1][1] 10:10 10:10",
		"i[2] 11:3 11:3", "i[2].j 11:5 11:9", "i[2].k 11:12 11:12", "i[2].k.l 11:14 11:18", "i[2].k.l[0] 11:20 11:20", "i[2].k.l[0].m 11:22 11:26",
		`"ä😀\t" 13:1 13:24`, "n 14:3 14:5", "o 15:1 15:5",
		"p 16:1 16:1", "p.q 17:1 17:5", "p.r 18:4 18:4", `p.r."s.t" 18:1 18:1`, `p.r."s.t".u 19:1 19:5`,
		"v 20:1 20:1", "v[0] 20:1 20:1", "v[0].w 21:1 21:5", "v[0].x 22:1 22:1", "v[0].x[0] 22:1 22:1", "v[0].x[0].y 23:1 23:5",
		"v[0].z 24:1 24:1", "v[0].z.aa 25:1 25:6", "v[1] 26:1 26:1", "v[1].w 27:1 27:5",
		"bb 28:3 28:3", "bb.cc 28:1 28:1", "bb.cc.dd 29:1 29:6",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places differ (-want +got):\n%s", diff)
	}
}

// checkScanner holds the scanner against the decoder, where the decoder takes the text: the same keys in the same
// order, and every value of the tree in its place.
func checkScanner(t *testing.T, text string) {
	t.Helper()
	found, err := scan(text, 0)
	if _, ok := errors.AsType[*limitError](err); ok {
		return
	}
	data := make(map[string]any)
	md, decodeErr := safeDecode(text, &data)
	if decodeErr != nil {
		return
	}
	if err != nil {
		t.Fatalf("the scanner stops at %d of %q, which the decoder takes", found.pos, text)
	}
	keys := make([][]string, len(md.Keys()))
	for i, key := range md.Keys() {
		keys[i] = key
	}
	if !slices.EqualFunc(found.keys, keys, slices.Equal[[]string]) {
		t.Fatalf("keys of %q (-decoder +scanner):\n%s", text, cmp.Diff(keys, found.keys))
	}
	checkSpots(t, text, data, found.root)
}

func safeDecode(text string, data *map[string]any) (md toml.MetaData, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return toml.Decode(text, data)
}

// checkSpots looks for the spot of everything that was decoded.
func checkSpots(t *testing.T, text string, data any, s *spot) {
	t.Helper()
	switch data := data.(type) {
	case map[string]any:
		if len(data) != len(s.fields) {
			t.Fatalf("a table of %q has %d keys, but %d places", text, len(data), len(s.fields))
		}
		for name, child := range data {
			if s.fields[name] == nil {
				t.Fatalf("the key %q of %q has no place", name, text)
			}
			checkSpots(t, text, child, s.fields[name])
		}
	case []map[string]any:
		for i := range data {
			checkSpots(t, text, data[i], s.item(i))
		}
	case []any:
		if len(data) != len(s.items) {
			t.Fatalf("a list of %q has %d elements, but %d places", text, len(data), len(s.items))
		}
		for i := range data {
			checkSpots(t, text, data[i], s.items[i])
		}
	case bool:
		if want := fmt.Sprint(data); !strings.HasPrefix(text[s.value:], want) {
			t.Fatalf("%s isn't at %d of %q", want, s.value, text)
		}
	case string:
		if c := text[s.value]; c != '"' && c != '\'' {
			t.Fatalf("no string begins at %d of %q", s.value, text)
		}
	}
}

// seeds are texts to begin fuzzing with: the fixtures of the tests.
func seeds(f *testing.F) []string {
	f.Helper()
	files, err := filepath.Glob("testdata/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	bad, err := filepath.Glob("testdata/faults/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	texts := []string{tricky}
	for _, file := range append(files, bad...) {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		texts = append(texts, string(src))
	}
	return texts
}

// FuzzPositions holds the scanner against the decoder on any text.
func FuzzPositions(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	for _, text := range []string{
		"a=1", "a.b=1\na.c=2", "[a]\n[a.b]\n[[c]]\n[c.d]\n[[c]]", "a = [[], [{}]]", "a = {b = {c = 1}, d = [1]}", `"" = 1`,
		"a = ''''''", `a = """"""`, `a = """""x"""""`, `a = "\\"`, "a = '\\'", "a = [\n1,\n2,\n]", "a = 1\r\nb = 2\r\n",
		"'a' = 1", "a = 07:32", "a = inf", "a = -nan", "[a.'b.c'.\"d\"]\n", "a = {\n b = 1, # x\n c = 2,\n}", "a={}#", "a='''''''x'''''",
		`"\x41" = 1`, `a = "\e"`, "[[a.b]]\nc=1\n[[a.b]]\nc=2", "a = [{b.c=1},{b.c=2}]", "#", "\n\n", "a = 1 ", "a . b = 1", "[ a ]",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.HasPrefix(text, "\ufeff") || len(text) > maxBytes {
			return
		}
		checkScanner(t, text)
	})
}
