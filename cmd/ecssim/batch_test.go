package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports/suite"
	"github.com/ecssim/ecssim/scenarios"
)

// TestFolderNames: names as they come, names that could lead out of the folder, and those that Windows keeps.
func TestFolderNames(t *testing.T) {
	long := strings.Repeat("a", 100)
	for name, want := range map[string]string{
		"suites/web/basic.toml":        "suites-web-basic",
		"suites/web/basic.toml#min=50": "suites-web-basic-min-50",
		"../../etc/passwd":             "etc-passwd",
		"/abs/x.toml":                  "abs-x",
		"..":                           "case-",
		"a\n::error::b":                "a---error--b-" + digest("a\n::error::b"),
		"nul.toml":                     "case-nul",
		"COM1.x.toml":                  "case-COM1.x",
		"ümlaut.toml":                  "mlaut-" + digest("ümlaut.toml"),
		"部署/更新.toml":                   digest("部署/更新.toml"),
		"web.toml#min=50, size=small":  "web-min-50--size-small",
		long + ".toml":                 long[:80] + "-" + digest(long+".toml"),
	} {
		if got := folderName(name); got != want {
			t.Errorf("%q is called %s, want %s", name, got, want)
		}
	}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:4])
}

// TestFoldersDiffer: whatever cases are called, their folders are one element of a path, differ also where capitals don't
// count, and aren't too long.
func TestFoldersDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"a/b.toml", "a-b.toml", "A/B.toml", "a-b-2.toml", "../a", ".", "nul"}))).Draw(t, "names")
		var cases []batchCase
		for _, name := range names {
			cases = append(cases, batchCase{file: name})
		}
		nameFolders(cases)
		seen := make(map[string]bool)
		for i := range cases {
			name := cases[i].folder
			if !filepath.IsLocal(name) || filepath.Base(name) != name || name == "." || len(name) > 120 || strings.Trim(name, " .") != name {
				t.Fatalf("%q is called %q", names[i], name)
			}
			if low := strings.ToLower(name); seen[low] {
				t.Fatalf("%q is there twice", name)
			} else {
				seen[low] = true
			}
		}
	})
}

// batchOf runs a batch in this process, and gives the exit code.
func batchOf(t *testing.T, args ...string) int {
	t.Helper()
	var stderr bytes.Buffer
	code := run(t.Context(), append([]string{"batch", "--quiet"}, args...), io.Discard, &stderr)
	t.Log(stderr.String())
	return code
}

// tree is the files below a folder and what is in them.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, root)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestShippedInParallel: of the shipped scenarios, one worker and two write the same bytes, reports included; and the shards
// of a batch are together the whole.
func TestShippedInParallel(t *testing.T) {
	top := t.TempDir()
	one, two := filepath.Join(top, "one"), filepath.Join(top, "two")
	t.Chdir("../..")
	code := batchOf(t, "scenarios", "--out", one, "--jobs", "1")
	if code == exitOurFault || code == exitUsage {
		t.Fatalf("ecssim exits with %d", code)
	}
	if again := batchOf(t, "scenarios", "--out", two, "--jobs", "2"); again != code {
		t.Errorf("ecssim exits with %d and with %d", code, again)
	}
	if diff := cmp.Diff(tree(t, one), tree(t, two)); diff != "" {
		t.Errorf("the folders differ: %.2000s", diff)
	}
	whole := lines(t, filepath.Join(one, rowsFile))
	got := make([]string, len(whole))
	const shards = 3
	for i := range shards {
		out := filepath.Join(top, fmt.Sprint("shard-", i))
		batchOf(t, "scenarios", "--out", out, "--pictures", "none", "--shard", fmt.Sprintf("%d/%d", i+1, shards))
		for k, line := range lines(t, filepath.Join(out, rowsFile)) {
			got[i+k*shards] = line
		}
	}
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Errorf("the shards differ from the whole: %.2000s", diff)
	}
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// TestOneBatchAFolder: a second batch into a folder is refused while the first is at work, and not afterwards.
func TestOneBatchAFolder(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	first, err := newBatchFolder(out)
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	args := []string{"batch", manySmall(t, 2), "--out", out, "--reports", "none", "-q"}
	if code := run(t.Context(), args, io.Discard, &stderr); code != exitUsage {
		t.Errorf("ecssim exits with %d", code)
	}
	if want := "ecssim: another batch is at work in " + out + "; wait for its end, or name another folder with --out\n"; stderr.String() != want {
		t.Errorf("it says %s", stderr.String())
	}
	first.close()
	if code := batchOf(t, args[1:]...); code != exitFine {
		t.Errorf("ecssim exits with %d", code)
	}
}

// TestTornJournal: whatever a killed batch has left at the end of the journal, and wherever it was cut, the next one goes on from
// there to the same bytes.
func TestTornJournal(t *testing.T) {
	folder := manySmall(t, 3)
	top := t.TempDir()
	fresh, out := filepath.Join(top, "fresh"), filepath.Join(top, "out")
	args := []string{folder, "--reports", "none"}
	if batchOf(t, append(args, "--out", fresh)...) != exitFine || batchOf(t, append(args, "--out", out)...) != exitFine {
		t.Fatal("no batch")
	}
	path := filepath.Join(out, journalFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head := bytes.IndexByte(whole, '\n') + 1
	for _, text := range []string{
		string(whole[:head]), string(whole[:head+1]), string(whole[:len(whole)/2]), string(whole[:len(whole)-1]),
		string(whole) + "{\"key\":\"ab", string(whole) + "\x00\x00\n", string(whole[:head]) + "nonsense\n" + string(whole[head:]),
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if code := batchOf(t, append(args, "--out", out, "--resume")...); code != exitFine {
			t.Errorf("ecssim exits with %d", code)
		}
		if diff := cmp.Diff(tree(t, fresh), tree(t, out)); diff != "" {
			t.Errorf("after %d bytes of a journal: %.1000s", len(text), diff)
		}
	}
}

// TestResumeKeys: everything that a result depends on changes the key of a case, and nothing else of what is given does.
func TestResumeKeys(t *testing.T) {
	fresh := func() (*batch, *batchCase) {
		o := &batchOptions{reports: reportsAll, pictures: newPictureOptions(), sets: []string{"a=1"}}
		return &batch{options: o, build: "1"}, &batchCase{file: "a.toml", name: "x", folder: "a"}
	}
	text := func(texts ...string) *scenarios.Source {
		from := &scenarios.Source{Text: []byte(texts[0])}
		for _, base := range texts[1:] {
			from.Bases = append(from.Bases, scenarios.Base{Path: "base.toml", Text: []byte(base)})
		}
		return from
	}
	b, c := fresh()
	seen := map[string]string{b.keyOf(c, text("text")): "nothing"}
	for name, change := range map[string]func(b *batch, c *batchCase){
		"build":    func(b *batch, _ *batchCase) { b.build = "2" },
		"file":     func(_ *batch, c *batchCase) { c.file = "b.toml" },
		"case":     func(_ *batch, c *batchCase) { c.name = "y" },
		"folder":   func(_ *batch, c *batchCase) { c.folder = "b" },
		"sets":     func(b *batch, _ *batchCase) { b.options.sets = []string{"a=2"} },
		"seed":     func(b *batch, _ *batchCase) { b.options.seeded = true },
		"reports":  func(b *batch, _ *batchCase) { b.options.reports = reportsNone },
		"pictures": func(b *batch, _ *batchCase) { b.options.pictures.dark = true },
	} {
		b, c := fresh()
		change(b, c)
		key := b.keyOf(c, text("text"))
		if other := seen[key]; other != "" {
			t.Errorf("%s gives the key of %s", name, other)
		}
		seen[key] = name
	}
	for _, texts := range [][]string{{"texts"}, {"te", "xt"}, {"text", ""}, {""}} {
		if other := seen[b.keyOf(c, text(texts...))]; other != "" {
			t.Errorf("%q gives the key of %s", texts, other)
		}
	}
	b, c = fresh()
	b.options.jobs, b.options.quiet, b.options.failFast, b.options.out = 7, true, true, "elsewhere"
	if seen[b.keyOf(c, text("text"))] != "nothing" {
		t.Error("how a batch is run changes the key")
	}
}

// fakeBatchBar notes what it was told.
type fakeBatchBar struct{ told []string }

func (b *fakeBatchBar) Add(int) error      { b.told = append(b.told, "add"); return nil }
func (b *fakeBatchBar) Clear() error       { b.told = append(b.told, "clear"); return nil }
func (b *fakeBatchBar) RenderBlank() error { b.told = append(b.told, "draw"); return nil }
func (b *fakeBatchBar) Finish() error      { b.told = append(b.told, "finish"); return nil }

// TestBatchProgress: a bar makes way for each row; without a terminal there are lines, and for those who want none, nothing.
func TestBatchProgress(t *testing.T) {
	var stderr bytes.Buffer
	if newBatchProgress(&stderr, 3, &batchOptions{quiet: true}) != nil || newBatchProgress(&stderr, 3, &batchOptions{noProgress: true}) != nil {
		t.Error("there is progress that nobody wants")
	}
	p := newBatchProgress(&stderr, 1200, &batchOptions{})
	if p.bar != nil || p.tick() == nil {
		t.Fatal("there is a bar without a terminal")
	}
	p.add(suite.Passed)
	p.say()
	p.add(suite.Broken)
	p.now = func() time.Time { return p.began.Add(20 * time.Second) }
	p.say()
	p.finish()
	if want := "1 of 1,200 cases\n2 of 1,200 cases, 1 not passed, about 3 h 20 min left\n"; stderr.String() != want {
		t.Errorf("the lines are %q", stderr.String())
	}
	bar := new(fakeBatchBar)
	p = &batchProgress{
		bar: bar, stderr: &stderr, ticker: time.NewTicker(time.Hour), now: time.Now, began: time.Now(),
		predict: func() { bar.told = append(bar.told, "predict") },
	}
	full := errors.New("no space left on device")
	row := func() error { bar.told = append(bar.told, "row"); return full }
	first := p.aside(row)
	p.add(suite.Passed)
	if second := p.aside(row); !errors.Is(first, full) || !errors.Is(second, full) {
		t.Errorf("the errors are %v and %v", first, second)
	}
	p.say()
	p.began = p.began.Add(-warmUp)
	p.say()
	p.say()
	p.finish()
	if want := []string{"row", "add", "clear", "row", "draw", "draw", "predict", "draw", "draw", "finish"}; !slices.Equal(bar.told, want) {
		t.Errorf("the bar was told to %v, want %v", bar.told, want)
	}
	if (*batchProgress)(nil).tick() != nil {
		t.Error("nothing ticks")
	}
}

// TestBatchColors: in a terminal the marks have colours.
func TestBatchColors(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("FORCE_COLOR", "")
	t.Setenv("TERM", "xterm-256color")
	out := filepath.Join(t.TempDir(), "out")
	text := inTerminal(t, 120, "batch", manySmall(t, 1), "--out", out, "--reports", "none")
	if !strings.Contains(text, "\x1b[32m✓\x1b[0m ") {
		t.Errorf("no colours in a terminal:\n%s", text)
	}
}

// small is a scenario of a few milliseconds' work at most, of which the i-th differs from the others.
func small(i int) string {
	return fmt.Sprintf(`schemaVersion = 1
name = "small-%d"
seed = %d
[[instances]]
count = 2
cpu = 2048
memory = 4096
availabilityZones = ["us-east-1a", "us-east-1b"]
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 256
memory = 256
[taskDefinitions.timing]
pull = "%ds"
start = "1s"
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 4
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
`, i, i, 1+i%30)
}

// manySmall writes n small scenarios into a new folder.
func manySmall(t testing.TB, n int) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "many")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("s%05d.toml", i)), []byte(small(i)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}
