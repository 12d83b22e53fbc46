package perfetto_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/reports/perfetto"
	"github.com/ecssim/ecssim/scenarios"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// small is two tasks that move to a new revision on two instances, of which one is drained meanwhile.
const small = `
schemaVersion = 1
name = "small"
duration = "10m"
[scheduler]
phase = "0s"
[[instances]]
name = "host"
count = 2
cpu = 1000
memory = 1000
availabilityZones = ["us-east-1a", "us-east-1b"]
[[taskDefinitions]]
family = "web"
[[taskDefinitions.containerDefinitions]]
name = "app"
cpu = 100
memory = 100
[[taskDefinitions]]
basedOn = "web:1"
[[services]]
serviceName = "web"
taskDefinition = "web:1"
desiredCount = 2
[[timeline]]
at = "1m"
updateService = { service = "web", taskDefinition = "web:2" }
[[timeline]]
at = "70s"
updateContainerInstancesState = { containerInstances = ["host-2"], status = "DRAINING" }
`

// play runs a scenario and gives what a trace is made from.
func play(tb testing.TB, sc *sim.Scenario) (*reports.Run, *reports.Tracks) {
	tb.Helper()
	run, tracks := reports.NewRun(sc, sc.Seed), reports.NewTracks(sc)
	if err := ecs.Run(context.Background(), sc, sc.Seed, sim.Recorders{run, tracks}); err != nil {
		tb.Fatal(err)
	}
	return run, tracks
}

func parse(tb testing.TB, name, source string, sets ...string) *sim.Scenario {
	tb.Helper()
	sc, err := scenarios.Parse(name, []byte(source), sets...)
	if err != nil {
		tb.Fatal(err)
	}
	return sc
}

func traced(tb testing.TB, sc *sim.Scenario) []byte {
	tb.Helper()
	run, tracks := play(tb, sc)
	var b bytes.Buffer
	if err := perfetto.Write(&b, run, tracks); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// TestGolden holds a small trace, read back by the public schema, as text: its tracks, and its events in their order.
func TestGolden(t *testing.T) {
	got := decode(t, traced(t, parse(t, "small", small))).String()
	path := filepath.Join("testdata", "small.txt")
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("- want, + got (ECSSIM_UPDATE=1 rewrites it):\n%s", diff)
	}
}

// TestShipped: the trace of every shipped scenario is whole by the public schema, names each task of the run, counts as
// the run does, and is the same bytes twice.
func TestShipped(t *testing.T) {
	paths, err := filepath.Glob("../../scenarios/*.toml")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d scenarios, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			sc := parse(t, path, string(source))
			run, tracks := play(t, sc)
			file := traced(t, sc)
			if !bytes.Equal(file, traced(t, sc)) {
				t.Error("the same run gives other bytes")
			}
			tr := decode(t, file)
			tr.check(t)
			tasks, replaced := 0, 0
			for _, name := range tr.tracks {
				tasks += strings.Count(name.name, "#")
			}
			for i := range tracks.Tasks {
				if tracks.Tasks[i].Replaces >= 0 {
					replaced++
				}
			}
			if tasks != len(tracks.Tasks) || len(tr.flows) != replaced {
				t.Errorf("%d tasks and %d flows, want %d and %d", tasks, len(tr.flows), len(tracks.Tasks), replaced)
			}
			for i := range sc.Services {
				counts := run.Fold.Service(sim.ServiceID(i)).Counts
				want := [...]int64{int64(counts.Running), int64(counts.Healthy), int64(counts.Pending), int64(counts.Stopping)}
				service := sc.Name + "/service " + sc.Services[i].Name + "/"
				if got := [...]int64{
					tr.last[service+"running"], tr.last[service+"healthy"], tr.last[service+"pending"], tr.last[service+"stopping"],
				}; got != want {
					t.Errorf("%s: running, healthy, pending, stopping end at %v, want %v", service, got, want)
				}
			}
		})
	}
}

// TestHostileNames: a name that isn't UTF-8, and one that looks like markup, are strings like others.
func TestHostileNames(t *testing.T) {
	sc := parse(t, "small", small)
	sc.Services[0].Name, sc.TaskDefinitions[0].Family = "a\xffb", "</script><script>alert(1)</script>"
	tr := decode(t, traced(t, sc))
	tr.check(t)
	text := tr.String()
	for _, want := range []string{"/service a\uFFFDb\n", "/</script><script>alert(1)</script>:1 #1\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q isn't there", want)
		}
	}
}

// failing is a writer that takes so many bytes.
type failing int

func (f *failing) Write(b []byte) (int, error) {
	if *f -= failing(len(b)); *f < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

// TestWriteFails: an error of the writer comes back, at the beginning as at the end.
func TestWriteFails(t *testing.T) {
	sc := parse(t, "small", small)
	run, tracks := play(t, sc)
	for _, room := range []int{0, len(traced(t, sc)) - 1} {
		if err := perfetto.Write(new(failing(room)), run, tracks); err == nil {
			t.Errorf("no error after %d bytes", room)
		}
	}
}

// BenchmarkWrite writes the trace of a rolling update of 5,000 tasks on 1,000 instances.
func BenchmarkWrite(b *testing.B) {
	run, tracks := play(b, parse(b, "big", strings.NewReplacer("count = 2\n", "count = 1000\n").Replace(small),
		"services.web.desiredCount=5000", "duration=2h"))
	if len(tracks.Tasks) < 10_000 {
		b.Fatal(len(tracks.Tasks))
	}
	var size int
	b.ReportAllocs()
	for b.Loop() {
		var file bytes.Buffer
		if err := perfetto.Write(&file, run, tracks); err != nil {
			b.Fatal(err)
		}
		size = file.Len()
	}
	b.ReportMetric(float64(size)/1e6, "MB")
	b.ReportMetric(float64(len(tracks.Tasks)), "tasks")
}
