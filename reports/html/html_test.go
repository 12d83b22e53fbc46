package html_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ecssim/ecssim/reports/html"
	"github.com/ecssim/ecssim/sim"
)

// TestSameBytes: the same run gives the same page.
func TestSameBytes(t *testing.T) {
	sc := shipped(t, "fleet-replacement")
	if a, b := written(t, played(t, sc)), written(t, played(t, sc)); !bytes.Equal(a, b) {
		t.Error("two pages of one run differ")
	}
}

// TestPolicy: the content security policy has the hash of each script and style of the page, and of nothing else, and the
// page needs nothing that the policy forbids.
func TestPolicy(t *testing.T) {
	for _, page := range [][]byte{written(t, played(t, shipped(t, "rolling-basic"))), written(t, played(t, named(t, hostile)))} {
		policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindSubmatch(page)
		if policy == nil {
			t.Fatal("the page has no policy")
		}
		text := string(policy[1])
		for _, e := range regexp.MustCompile(`(?s)<(script|style)>(.*?)</(script|style)>`).FindAllSubmatch(page, -1) {
			sum := sha256.Sum256(e[2])
			hash := " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			if !strings.Contains(text, hash) {
				t.Errorf("the policy doesn't allow a %s of %d bytes: %s", e[1], len(e[2]), text)
			}
			text = strings.Replace(text, hash, "", 1)
		}
		if want := "default-src 'none'; script-src; style-src; img-src data:; base-uri 'none'; form-action 'none'"; text != want {
			t.Errorf("what is left of the policy is %q, want %q", text, want)
		}
		if n := bytes.Count(page, []byte("<script")); n != 3 {
			t.Errorf("the page has %d scripts, want uPlot, its own and the data", n)
		}
		content := page[bytes.Index(page, []byte("<body>")):bytes.Index(page, []byte(`<script type="application/`))]
		if bad := regexp.MustCompile(`<[^>]* (style|on[a-z]+|src|href="[^#])[^>]*>`).Find(content); bad != nil {
			t.Errorf("the page has %s", bad)
		}
	}
}

// TestHostileNames: no name ends up as markup in the page.
func TestHostileNames(t *testing.T) {
	page := written(t, played(t, named(t, hostile)))
	for _, bad := range []string{"<script>alert", "</script><script>a", "<img"} {
		if bytes.Contains(page, []byte(bad)) {
			t.Errorf("the page has %q", bad)
		}
	}
	if !bytes.Contains(page, []byte("&lt;/script&gt;&lt;script&gt;alert(1)")) || !bytes.Contains(page, []byte(`\u003c/script\u003e`)) {
		t.Error("the name isn't there at all")
	}
}

// TestLicence: uPlot's banner and licence go with its code.
func TestLicence(t *testing.T) {
	page := written(t, played(t, shipped(t, "rolling-basic")))
	for _, want := range []string{
		"/*! https://github.com/leeoniya/uPlot (v1.6.32) */", "The MIT License (MIT)", "Leon Sorokin", "THE SOFTWARE IS PROVIDED",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestVendored: the vendored files are those that were taken.
func TestVendored(t *testing.T) {
	for _, folder := range []string{"vendor", "testdata/axe"} {
		sums, err := os.ReadFile(filepath.Join(folder, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		listed := 1
		for line := range strings.Lines(string(sums)) {
			sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
			b, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != sum {
				t.Errorf("%s/%s has changed", folder, name)
			}
			listed++
		}
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != listed {
			t.Errorf("%s has %d files, and %d are listed or the list (%v)", folder, len(entries), listed, err)
		}
	}
}

// TestScripts: every script beside the page is in it.
func TestScripts(t *testing.T) {
	page := written(t, played(t, shipped(t, "rolling-basic")))
	list, err := filepath.Glob("page/*.js")
	if err != nil || len(list) == 0 {
		t.Fatalf("%d scripts, %v", len(list), err)
	}
	for _, name := range list {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(page, b) {
			t.Errorf("the page lacks %s", name)
		}
		if first := "// " + filepath.Base(name) + ": "; !bytes.HasPrefix(b, []byte(first)) {
			t.Errorf("%s doesn't begin with %q", name, first)
		}
	}
}

// TestSize: a page of 5,000 tasks with 20 events each can be sent by mail.
func TestSize(t *testing.T) {
	in := played(t, parsed(t, "five-thousand", five))
	if n := len(in.Tracks.Tasks); n < 10_000 {
		t.Fatalf("%d tasks, want 10,000 and more", n)
	}
	page := written(t, in)
	t.Logf("%d tasks are %d bytes", len(in.Tracks.Tasks), len(page))
	if len(page) > 2_000_000 {
		t.Errorf("the page has %d bytes, want 2 MB at most", len(page))
	}
	if !bytes.Contains(page, []byte(`data-encoding="gzip"`)) {
		t.Error("its data aren't packed")
	}
}

// TestNothing: a scenario without services, and a run without the optional parts, have a page, too.
func TestNothing(t *testing.T) {
	sc := shipped(t, "rolling-basic")
	sc.Services, sc.Timeline, sc.Expectations = nil, nil, nil
	page := written(t, played(t, sc))
	if !bytes.Contains(page, []byte("The scenario has no service, so nothing happened.")) {
		t.Error("the page doesn't say that nothing happened")
	}
	in := played(t, shipped(t, "rolling-basic"))
	in.Marks, in.Command = nil, nil
	if page := written(t, in); bytes.Contains(page, []byte(`id="command"`)) {
		t.Error("there is a box for a command that isn't known")
	}
}

// TestCommand: the command line can be pasted into a shell.
func TestCommand(t *testing.T) {
	in := played(t, shipped(t, "rolling-basic"))
	for _, c := range []struct{ word, want string }{
		{"--set", "--set"}, {"a b.toml", "'a b.toml'"}, {"it's", `'it'\''s'`}, {"", "''"}, {"$(rm)", "'$(rm)'"}, {"a\nb'", `$'a\nb\''`},
	} {
		in.Command = []string{"x", c.word}
		want := "<code>x " + strings.NewReplacer("'", "&#39;", "$(", "$(").Replace(c.want) + "</code>"
		if !bytes.Contains(written(t, in), []byte(want)) {
			t.Errorf("%q isn't written as %s", c.word, c.want)
		}
	}
}

// TestWriteError: what goes wrong with the writer is told.
func TestWriteError(t *testing.T) {
	in := played(t, shipped(t, "rolling-basic"))
	full := errors.New("full")
	for _, room := range []int{0, 1000, 50_000, 150_000} {
		if err := html.Write(&short{room, full}, in); !errors.Is(err, full) {
			t.Errorf("with room for %d bytes the error is %v", room, err)
		}
	}
}

// short is a writer that takes so many bytes.
type short struct {
	room int
	err  error
}

func (s *short) Write(b []byte) (int, error) {
	if s.room -= len(b); s.room < 0 {
		return 0, s.err
	}
	return len(b), nil
}

// BenchmarkHTML writes the page of a small run, and that of 5,000 tasks.
func BenchmarkHTML(b *testing.B) {
	for _, sc := range []*sim.Scenario{shipped(b, "rolling-basic"), parsed(b, "five-thousand", five)} {
		in := played(b, sc)
		b.Run(fmt.Sprintf("tasks=%d", len(in.Tracks.Tasks)), func(b *testing.B) {
			for b.Loop() {
				if err := html.Write(io.Discard, in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
