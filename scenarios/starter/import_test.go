package starter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/scenarios/starter"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// documents are the responses of an archive; a file GROUP=NAME has the attributes of a target group.
func documents(archive *txtar.Archive) []starter.Document {
	var docs []starter.Document
	for _, f := range archive.Files {
		doc := starter.Document{Name: f.Name, Text: f.Data}
		if group, name, ok := strings.Cut(f.Name, "="); ok {
			doc.About, doc.Name = group, name
		}
		if strings.HasSuffix(f.Name, ".json") {
			docs = append(docs, doc)
		}
	}
	return docs
}

// TestImport makes scenarios of the responses in testdata and compares them with the goldens beside: what is taken, what
// is assumed and what is left out.
func TestImport(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no responses: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			made, err := starter.Import(documents(archive))
			if err != nil {
				t.Fatal(err)
			}
			usable(t, made)
			golden := strings.TrimSuffix(file, ".txtar") + ".toml"
			if os.Getenv("ECSSIM_UPDATE") == "1" {
				if err := os.WriteFile(golden, []byte(made.Text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), made.Text); diff != "" {
				t.Errorf("it makes another scenario (-golden +made):\n%s", diff)
			}
		})
	}
}

// usable wants that a scenario is read without a fault and a refusal, that its services fit, and that it runs.
func usable(t *testing.T, made *starter.Imported) {
	t.Helper()
	sc := readable(t, made)
	if len(sc.Timeline) == 0 {
		t.Error("nothing happens in it")
	}
	if err := ecs.Run(t.Context(), sc, sc.Seed, new(sim.Log)); err != nil {
		t.Errorf("%v in\n%s", err, made.Text)
	}
}

// readable wants that a scenario is read without a fault and a refusal, and that its services fit.
func readable(t rapid.TB, made *starter.Imported) *sim.Scenario {
	t.Helper()
	sc, refused, err := scenarios.Read("made.toml", []byte(made.Text))
	if err != nil || len(refused) > 0 {
		t.Fatalf("%v%v in\n%s", err, refused, made.Text)
	}
	if sc.Name != made.Name {
		t.Errorf("it is called %s, and the result %s", sc.Name, made.Name)
	}
	if _, err := ecs.New(sc, sc.Seed, new(sim.Log)); err != nil {
		t.Errorf("%v in\n%s", err, made.Text)
	}
	for _, n := range made.Notes {
		if strings.Contains(n.Text, "\n") || n.Text == "" {
			t.Errorf("the note %q isn't a line", n.Text)
		}
	}
	return sc
}
