package main

import (
	"bytes"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGallery draws two scenarios, one of several services and one that README.md shows, and follows the links.
func TestGallery(t *testing.T) {
	out := t.TempDir()
	page := filepath.Join(out, "rolling-basic", "report.html")
	if err := os.MkdirAll(filepath.Dir(page), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("a report of the run"), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"-shown", "-out", out, "../../scenarios/rolling-basic.toml", "../../scenarios/two-services-one-cluster.toml"}
	var said bytes.Buffer
	if err := run(t.Context(), args, &said); err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"web:2 reached steady state in ", `<a href="rolling-basic/counts.png">`, `<a href="two-services-one-cluster/zones-2.png">`,
		`<a href="rolling-basic/report.html">`, `id="two-services-one-cluster"`,
	} {
		if !strings.Contains(string(index), want) {
			t.Errorf("the index has no %s", want)
		}
	}
	if strings.Contains(string(index), "two-services-one-cluster/report.html") {
		t.Error("the index has a link to nowhere")
	}
	files := 0
	for part := range strings.SplitSeq(string(index), `<img src="`) {
		name, _, ok := strings.Cut(part, `" alt="`)
		if !ok {
			continue
		}
		files++
		checkPicture(t, filepath.Join(out, name))
	}
	if files != 4+6 {
		t.Errorf("there are %d pictures, want 10", files)
	}
	checkPicture(t, filepath.Join(out, "rolling-basic.png"))
}

func checkPicture(t *testing.T, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := png.Decode(bytes.NewReader(file)); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

// TestNoScenarios: nothing to show is an error, and so is a scenario that can't be read.
func TestNoScenarios(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.toml")
	if err := os.WriteFile(bad, []byte("schemaVersion = 7"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{}, {"nowhere.toml"}, {"-out", t.TempDir(), bad}, {"-nonsense"}} {
		if err := run(t.Context(), args, io.Discard); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}

// TestReadmeShowsThem: README.md shows each picture that is committed for it.
func TestReadmeShowsThem(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range inReadme() {
		if !strings.Contains(string(readme), "reports/gallery/"+name) {
			t.Errorf("README.md doesn't show %s", name)
		}
		checkPicture(t, name)
	}
}

// TestGroups: scenarios stand under the headings of the list, in its order, and those that it doesn't name come last.
func TestGroups(t *testing.T) {
	const list = "# S\n## The shipped scenarios\n\nText.\n\n### Health\n\nWhen?\n\n| scenario | what it shows |\n|---|---|\n" +
		"| `c` | C. |\n| `a` | A, as `b`. |\n\n### Empty\n\nWhat?\n\n| `x` | X. |\n\n## Rules\n\n| `b` | not a scenario |\n"
	got := grouped([]exhibit{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "b"}}, list)
	want := []group{
		{"Health", "When?", []exhibit{{Name: "c"}, {Name: "a"}}},
		{"", "", []exhibit{{Name: "b"}, {Name: "b"}}},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(picture{})); diff != "" {
		t.Error(diff)
	}
}

// TestEveryShippedScenarioHasAGroup: none of them is left over.
func TestEveryShippedScenarioHasAGroup(t *testing.T) {
	t.Chdir("../..")
	files, list, err := shipped()
	if err != nil || len(files) < 36 {
		t.Fatalf("%d scenarios: %v", len(files), err)
	}
	var exhibits []exhibit
	for _, file := range files {
		exhibits = append(exhibits, exhibit{Name: strings.TrimSuffix(filepath.Base(file), ".toml")})
	}
	groups := grouped(exhibits, list)
	for _, g := range groups {
		if g.Title == "" || !strings.HasSuffix(g.Question, "?") && !strings.HasSuffix(g.Question, ".") {
			t.Errorf("the group %q of %d scenarios asks %q", g.Title, len(g.Exhibits), g.Question)
		}
	}
	if len(groups) < 7 {
		t.Errorf("there are %d groups", len(groups))
	}
}
