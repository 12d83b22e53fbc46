package reports_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
)

// describeFigure writes a figure's numbers and words as text.
func describeFigure(f reports.Figure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %q\nsubtitle %q\nfooter %q\n", f.Title, f.Subtitle, f.Footer)
	fmt.Fprintf(&b, "window %v to %v, counts until %v, unit %s\nticks%s\n", f.From, f.To, f.Until, f.Unit, ticks(f.Ticks))
	for _, m := range f.Marks {
		fmt.Fprintf(&b, "mark %v kind %d %q\n", m.At, m.Kind, m.Text)
	}
	for _, h := range f.Hues {
		fmt.Fprintf(&b, "hue %d is %q\n", h.Hue, h.Name)
	}
	for _, p := range f.Panels {
		fmt.Fprintf(&b, "\npanel %q note %q empty %q hue %d top %d ticks%s\n", p.Title, p.Note, p.Empty, p.Hue, p.Top, ticks(p.Ticks))
		for _, a := range p.Areas {
			fmt.Fprintf(&b, "  area %q hue %d up to%s\n", a.Name, a.Hue, steps(a.Edge))
		}
		b.WriteString(tints(p.Tints))
		for _, band := range p.Bands {
			fmt.Fprintf(&b, "  band %q low%s\n  high%s\n", band.Name, steps(band.Low), steps(band.High))
		}
		for _, l := range p.Lines {
			fmt.Fprintf(&b, "  line %q %q%s\n", l.Name, l.Note, steps(l.Steps))
		}
		for _, l := range p.Limits {
			fmt.Fprintf(&b, "  limit %v%s\n", l.Kind, steps(l.Steps))
		}
		for _, l := range p.Labels {
			fmt.Fprintf(&b, "  label %q at %d like %v\n", l.Text, l.N, l.Kind)
		}
		for _, g := range p.Groups {
			fmt.Fprintf(&b, "  group %q zone %q\n%s", g.Name, g.Zone, tints(g.Tints))
			for _, row := range g.Rows {
				fmt.Fprintf(&b, "    row %q hue %d%s%s\n", row.Name, row.Hue, bars(row.Bars), steps(row.Share))
			}
		}
	}
	return b.String()
}

func ticks(ticks []reports.Tick) string {
	var b strings.Builder
	for _, t := range ticks {
		b.WriteString(" " + t.Text)
	}
	return b.String()
}

func steps(s reports.Steps) string {
	var b strings.Builder
	for _, step := range s {
		fmt.Fprintf(&b, " %v=%d", step.At, step.N)
	}
	return b.String()
}

func tints(tints []reports.Tint) string {
	var b strings.Builder
	for _, t := range tints {
		fmt.Fprintf(&b, "    %v %v to %v\n", t.Kind, t.From, t.To)
	}
	return b.String()
}

func bars(bars []reports.RowBar) string {
	var b strings.Builder
	for _, bar := range bars {
		fmt.Fprintf(&b, ", %v %v to %v", bar.Phase, bar.From, bar.To)
		if bar.Failed {
			b.WriteString(" failed")
		}
	}
	return b.String()
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("ECSSIM_UPDATE") == "1" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the figure isn't that of %s; got:\n%s", path, got)
	}
}

// TestFiguresOfTheCluster compares the figures of tasks by zone, of what is reserved and of single tasks with goldens: four
// tasks on two instances move to a new revision at 50/200; then the second zone, and with it the second instance, is lost,
// so that its tasks come up on the first one, where they find room.
func TestFiguresOfTheCluster(t *testing.T) {
	sc := at(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo()), 5*sim.Minute, take(sim.ActionLoseZone, 1))
	sc.Groups = sc.Groups[:1]
	sc.TaskDefinitions[0].Timing.Exit = sim.Constant(10 * sim.Second)
	tracks, run := tracked(t, sc)
	for name, f := range map[string]reports.Figure{
		"zones": run.ZonesFigure(0, tracks), "reserved": run.ReservedFigure(tracks), "tasks": run.TasksFigure(tracks),
	} {
		t.Run(name, func(t *testing.T) {
			checkGolden(t, filepath.Join("testdata", "figure", name+".txt"), describeFigure(f))
		})
	}
}

// TestFiguresAgree: whatever happens, everything in a figure lies in its window, zones add up to the service, what is
// reserved is what the tasks that aren't told to stop reserve, and the hosts hold as much as the bars say.
func TestFiguresAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyFleet(t)
		tracks, run := tracked(t, sc)
		counts, zones := run.CountsFigure(0), run.ZonesFigure(0, tracks)
		reserved, tasks := run.ReservedFigure(tracks), run.TasksFigure(tracks)
		for _, f := range []reports.Figure{counts, zones, reserved, tasks} {
			checkInside(t, &f)
		}
		var healthy, living reports.Steps // the highest edges
		for _, a := range zones.Panels[0].Areas {
			switch a.Shade {
			case reports.ShadeHealthy:
				healthy, living = a.Edge, a.Edge
			case reports.ShadeNotHealthy:
				living = a.Edge
			}
		}
		line := counts.Panels[0].Lines[1].Steps // of nothing but zeros, zones have no area
		if got, want := steps(healthy), steps(line); got != want && (len(healthy) > 0 || slices.ContainsFunc(line, func(s reports.Step) bool { return s.N > 0 })) {
			t.Fatalf("healthy by zone%s, by deployment%s", got, want)
		}
		checkReserved(t, tracks, &reserved, &zones, living)
		checkHeld(t, tracks, &reserved, &tasks)
	})
}

// checkInside wants all of a figure in its window.
func checkInside(t *rapid.T, f *reports.Figure) {
	inside := func(from, to sim.Time) {
		if from < f.From || to > f.To || from > to {
			t.Fatalf("%s: %v to %v isn't inside %v to %v", f.Title, from, to, f.From, f.To)
		}
	}
	series := func(s reports.Steps) {
		for _, step := range s {
			inside(step.At, step.At)
		}
	}
	for _, p := range f.Panels {
		for _, a := range p.Areas {
			series(a.Edge)
		}
		for _, l := range p.Lines {
			series(l.Steps)
		}
		for _, tint := range p.Tints {
			inside(tint.From, tint.To)
		}
		for _, g := range p.Groups {
			for _, tint := range g.Tints {
				inside(tint.From, tint.To)
			}
			for _, row := range g.Rows {
				series(row.Share)
				for k, bar := range row.Bars {
					inside(bar.From, bar.To)
					if k > 0 && bar.From < row.Bars[k-1].To {
						t.Fatalf("%s: %v begins before the bar before it ends", f.Title, bar)
					}
				}
			}
		}
	}
}

// valueAt is the count of a series at an instant.
func valueAt(s reports.Steps, at sim.Time) int32 {
	var n int32
	for _, step := range s {
		if step.At > at {
			break
		}
		n = step.N
	}
	return n
}

// standaloneCPU is how much the tasks outside of services take: those whose instances have been there all the time.
func standaloneCPU(tracks *reports.Tracks, at sim.Time) int32 {
	var cpu int64
	for _, tasks := range tracks.Scenario.Standalone {
		for _, id := range tasks.Instances {
			gone := slices.ContainsFunc(tracks.Hosts[id], func(step reports.HostStep) bool { return step.At <= at && !step.State.IsRegistered() })
			if !gone {
				cpu += tracks.Scenario.TaskDefinitions[tasks.Definition].Reservation.CPU
			}
		}
	}
	return int32(cpu)
}

// checkReserved compares the book with the tasks that live, which want 100 CPU units each.
func checkReserved(t *rapid.T, tracks *reports.Tracks, f, zones *reports.Figure, living reports.Steps) {
	var booked reports.Steps
	if areas := f.Panels[0].Areas; len(areas) > 0 {
		booked = areas[0].Edge
	}
	for at := max(f.From, zones.From); at <= min(f.To, zones.To); at += 500 {
		if got, want := valueAt(booked, at), 100*valueAt(living, at)+standaloneCPU(tracks, at); got != want {
			t.Fatalf("at %v %d CPU units are reserved, and living tasks want %d", at, got, want)
		}
	}
}

// checkHeld compares what hosts hold with the bars of the tasks.
func checkHeld(t *rapid.T, tracks *reports.Tracks, reserved, tasks *reports.Figure) {
	held := reserved.Panels[0].Lines[0].Steps
	for at := reserved.From; at < reserved.Until; at += 1777 {
		want := standaloneCPU(tracks, at)
		for _, p := range tasks.Panels {
			for _, g := range p.Groups {
				for _, row := range g.Rows {
					for _, bar := range row.Bars {
						if bar.From <= at && at < bar.To && bar.Phase.Holds() {
							want += 100
						}
					}
				}
			}
		}
		if got := valueAt(held, at); got != want {
			t.Fatalf("at %v hosts hold %d CPU units, and by the bars %d", at, got, want)
		}
	}
}

// TestManyTasksAreSampled: of 3,000 tasks a thousand rows are shown, about as many of each instance as it has of all, in
// order of time; the subtitle says so, and the notes of the zones count them all.
func TestManyTasksAreSampled(t *testing.T) {
	sc := at(fleetScenario(100, 32, 1500, 100, 200), sim.Minute, updateTo())
	tracks, run := tracked(t, sc)
	f := run.TasksFigure(tracks)
	rows, old := 0, 0
	for _, p := range f.Panels {
		before := sim.Time(0)
		for _, g := range p.Groups {
			for _, row := range g.Rows {
				rows++
				if row.Hue == reports.HueOld {
					old++
				}
				if from := row.Bars[0].From; from < before {
					t.Errorf("a task that starts at %v comes after one that starts at %v", from, before)
				} else {
					before = from
				}
			}
		}
	}
	if rows != 1000 || old < 450 || old > 550 {
		t.Errorf("%d rows, %d of them of old tasks", rows, old)
	}
	if want := "Shown are 1,000 of all 3,000 tasks, chosen evenly, by start and end. web:2 reached"; !strings.HasPrefix(f.Subtitle, want) {
		t.Errorf("the subtitle is %q", f.Subtitle)
	}
	want := "50 instances, 1,500 tasks"
	if got := f.Panels[0].Note; got != want {
		t.Errorf("the note is %q, want %q", got, want)
	}
	reserved := run.ReservedFigure(tracks)
	if p := reserved.Panels[1]; len(p.Groups) > 0 || len(p.Bands) != 2 || len(p.Lines) != 1 {
		t.Errorf("of 100 instances there are %d strips and %d bands", len(p.Groups), len(p.Bands))
	}
}

// TestRowsServeAgain: tasks that crash again and again share rows, as many as there are of them at a time, and all are
// counted; those of the deployment before keep theirs.
func TestRowsServeAgain(t *testing.T) {
	sc := at(fleetScenario(2, 8, 4, 100, 200), sim.Minute, updateTo())
	sc.TaskDefinitions[1].Faults.CrashAfter = new(sim.Constant(20 * sim.Second))
	tracks, run := tracked(t, sc)
	f := run.TasksFigure(tracks)
	tasks := len(tracks.Tasks)
	if tasks < 40 {
		t.Fatalf("only %d tasks", tasks)
	}
	rows, bars := 0, 0
	for _, p := range f.Panels {
		for _, g := range p.Groups {
			rows += len(g.Rows)
			for _, row := range g.Rows {
				for _, bar := range row.Bars {
					if bar.Failed {
						bars++
					}
				}
			}
		}
	}
	if rows > 12 || bars < 30 {
		t.Errorf("%d tasks in %d rows, with %d failures", tasks, rows, bars)
	}
	if got := f.Panels[0].Note; !strings.HasPrefix(got, "1 instance, ") || got == "1 instance, 4 tasks" {
		t.Errorf("the note is %q", got)
	}
}

// TestTasksOnFargate: the picture of tasks on Fargate is by zone, and no host is named.
func TestTasksOnFargate(t *testing.T) {
	tracks, run := tracked(t, onFargate(at(fleetScenario(2, 8, 4, 50, 200), sim.Minute, updateTo())))
	f := run.TasksFigure(tracks)
	if want := "Tasks on Fargate, by zone · fleet"; f.Title != want {
		t.Errorf("the title is %q", f.Title)
	}
	if len(f.Panels) != 2 {
		t.Errorf("%d panels", len(f.Panels))
	}
	for _, p := range f.Panels {
		for _, g := range p.Groups {
			if g.Name != "" || strings.Contains(p.Note, "instance") {
				t.Errorf("host %q, note %q", g.Name, p.Note)
			}
		}
	}
}

// TestHuesOfServices: each service has hues of its own in the picture of all tasks, one for its newest deployment and one
// for those before; the legend names service and revision, and how many more there are than it has room for.
func TestHuesOfServices(t *testing.T) {
	sc := at(fleetScenario(20, 32, 2, 50, 200), sim.Minute, updateTo())
	for i := range 12 {
		s := sc.Services[0]
		s.Name = fmt.Sprintf("s%d", i)
		sc.Services = append(sc.Services, s)
	}
	tracks, run := tracked(t, sc)
	f := run.TasksFigure(tracks)
	var names []string
	for _, h := range f.Hues {
		names = append(names, h.Name)
	}
	want := "web web:2, web web:1, s0 web:1, s1 web:1, s2 web:1, s3 web:1, s4 web:1, s5 web:1, s6 web:1, s7 web:1, s8 web:1, s9 web:1, and 2 more"
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
