package reports_test

import (
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// countsInput makes the input of a picture of service web. Each line of rows is a sample: seconds, the deployment and
// its revision as 0:1, then counts such as p2 (pending), r3 (running), h1 (healthy), u1 (unhealthy), s2 (stopping). A
// line "bounds" has seconds, desired, floor and cap.
func countsInput(t *testing.T, rows string) reports.CountsInput {
	t.Helper()
	sc := &sim.Scenario{
		Name:     "test",
		Rules:    sim.Rules{StoppingCounts: true},
		Services: []sim.Service{{Name: "other"}, {Name: "web"}},
	}
	for r := range 9 {
		sc.TaskDefinitions = append(sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: r})
	}
	in := reports.CountsInput{Scenario: sc, Names: sim.NewNames(sc), Service: 1, Subtitle: "Verdict.", Footer: "Footer."}
	for line := range strings.Lines(rows) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case fields[0] == "bounds":
			n := [3]int32{number(t, fields[2]), number(t, fields[3]), number(t, fields[4])}
			in.Bounds = append(in.Bounds, metrics.BoundsStep{
				At: seconds(t, fields[1]), Service: 1, Settings: sim.Settings{Desired: n[0], Floor: n[1], Cap: n[2]},
			})
		default:
			in.Samples = append(in.Samples, sample(t, fields))
		}
	}
	in.End = in.Samples[max(0, len(in.Samples)-1)].At
	return in
}

func sample(t *testing.T, fields []string) metrics.Sample {
	t.Helper()
	deployment, definition, _ := strings.Cut(fields[1], ":")
	s := metrics.Sample{
		At: seconds(t, fields[0]), Service: 1,
		Deployment: sim.DeploymentID(number(t, deployment)), Definition: sim.TaskDefinitionID(number(t, definition)),
	}
	for _, f := range fields[2:] {
		into := map[byte]*int32{'p': &s.Pending, 'r': &s.Running, 'h': &s.Healthy, 'u': &s.Unhealthy, 's': &s.Stopping}[f[0]]
		*into = number(t, f[1:])
	}
	return s
}

func number(t *testing.T, s string) int32 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return int32(n)
}

func seconds(t *testing.T, s string) sim.Time {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return sim.Time(f * 1000)
}

func update(in *reports.CountsInput, at sim.Time, definition sim.TaskDefinitionID) {
	in.Scenario.Timeline = append(in.Scenario.Timeline, sim.Action{
		At: at, Update: sim.UpdateService{Service: 1, TaskDefinition: &definition},
	})
	in.Marks = reports.ActionMarks(in.Scenario, in.Names, 1, in.End)
}

// TestFigureNumbers compares whole figures: AWS's worked run of 6 tasks at 100/200 with room for 8, 4 tasks at 50/200,
// a stuck one at 100/134, and five deployments of which the last goes back to the first revision.
func TestFigureNumbers(t *testing.T) {
	worked := countsInput(t, `
		bounds 0 6 6 12
		0 0:1 r6 h6
		60 1:2
		65 1:2 p2
		74 1:2 r2
		86 1:2 r2 h2
		95 0:1 r4 h4 s2
		133 0:1 r4 h4
		135 1:2 r2 h2 p2
		156 1:2 r4 h4
		165 0:1 r2 h2 s2
		203 0:1 r2 h2
		205 1:2 r4 h4 p2
		226 1:2 r6 h6
		235 0:1 s2
		273 0:1
	`)
	update(&worked, 60_000, 2)
	worked.Marks = append(worked.Marks, reports.Mark{At: 273_000, Kind: reports.MarkCompleted, Text: "completed"})

	half := countsInput(t, `
		bounds 0 4 2 8
		0 0:1 r4 h4
		60 1:2
		67 0:1 r2 h2 s2
		67 1:2 p1
		67 1:2 p4
		75 1:2 p1 r3 u1
		98 1:2 r4 h4
		107 0:1 s4
		113 0:1 s2
		153 0:1
	`)
	update(&half, 60_000, 2)

	stuck := countsInput(t, `
		bounds 0 1 1 1
		0 0:1 r1 h1
		60 1:2
	`)
	stuck.End, stuck.Outcome = 70_000, sim.OutcomeStuck
	update(&stuck, 60_000, 2)
	stuck.Marks = append(stuck.Marks, reports.Mark{At: 70_000, Kind: reports.MarkFailed, Text: "stuck"})

	five := countsInput(t, `
		bounds 0 2 1 20
		0 0:1 r2 h2
		10 1:2 p1
		20 2:3 p1
		30 3:4 p1
		40 4:1 p1
		50 0:1 r1 h1 s1
		50 1:2
	`)

	for name, in := range map[string]reports.CountsInput{"worked": worked, "half": half, "stuck": stuck, "five": five} {
		t.Run(name, func(t *testing.T) {
			checkGolden(t, filepath.Join("testdata", "figure", name+".txt"), describeFigure(reports.CountsFigure(in)))
		})
	}
}

// TestFigureWindow holds the ends of the window in the runs that have no ordinary middle.
func TestFigureWindow(t *testing.T) {
	for _, c := range []struct {
		name            string
		rows            string
		end             sim.Time
		outcome         sim.Outcome
		isNew           bool
		from, to, until sim.Time
	}{
		{"one sample", "0 0:1 r4 h4", 3_600_000, sim.OutcomeSettled, false, 0, 63_750, 63_750},
		{"long after the last change", "0 0:1 r4 h4\n100 0:1 r3 h3\n260 0:1 r4 h4", 3_600_000, sim.OutcomeUnfinished, false, 90_000, 270_000, 270_000},
		{"cut short", "0 0:1 r4 h4\n100 0:1 r3 h3\n260 0:1 r2 h2", 265_000, sim.OutcomeUnfinished, false, 90_000, 275_000, 265_000},
		{"created in the run", "0 0:1\n32 0:1 r4 h4", 32_000, sim.OutcomeSettled, true, 0, 34_000, 34_000},
		{"a single change", "0 0:1 r4 h4\n100 0:1 r3 h3", 100_000, sim.OutcomeSettled, false, 99_000, 106_000, 106_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := countsInput(t, c.rows)
			in.End, in.Outcome = c.end, c.outcome
			if c.isNew {
				in.Scenario.Services[1].InitialState = sim.New
			}
			f := reports.CountsFigure(in)
			if f.From != c.from || f.To != c.to || f.Until != c.until {
				t.Errorf("window %v to %v until %v, want %v to %v until %v", f.From, f.To, f.Until, c.from, c.to, c.until)
			}
		})
	}
}

// TestFigureOfNothing has neither samples nor bounds.
func TestFigureOfNothing(t *testing.T) {
	in := countsInput(t, "0 0:1")
	in.Samples = nil
	f := reports.CountsFigure(in)
	if len(f.Panels) != 1 || f.Panels[0].Empty == "" || f.To <= f.From || len(f.Ticks) < 2 {
		t.Errorf("got %+v", f)
	}
}

// TestFigureLeavesOutOthers gives the same figure with another service's samples and bounds in between.
func TestFigureLeavesOutOthers(t *testing.T) {
	in := countsInput(t, "bounds 0 4 2 8\n0 0:1 r4 h4\n10 0:1 r3 h3\n20 0:1 r4 h4")
	want := describeFigure(reports.CountsFigure(in))
	in.Samples = append([]metrics.Sample{{Service: 0, Deployment: 3, Running: 70}}, in.Samples...)
	in.Samples = append(in.Samples, metrics.Sample{At: 90_000, Service: 0, Pending: 9})
	in.Bounds = append(in.Bounds, metrics.BoundsStep{At: 5, Service: 0, Settings: sim.Settings{Cap: 99}})
	if got := describeFigure(reports.CountsFigure(in)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestFigureByTheOldRule leaves stopping tasks out of what the cap bounds.
func TestFigureByTheOldRule(t *testing.T) {
	in := countsInput(t, "0 0:1 r4 h4\n10 0:1 r2 h2 p1 s2")
	for counts, want := range map[bool]string{true: "peak in view 5", false: "peak in view 4"} {
		in.Scenario.Rules.StoppingCounts = counts
		line := reports.CountsFigure(in).Panels[0].Lines[0]
		if line.Note != want || strings.Contains(line.Name, "stopping") != counts {
			t.Errorf("stopping counts %v: %q %q, want %q", counts, line.Name, line.Note, want)
		}
	}
}

// TestActionMarks names what an update asks for.
func TestActionMarks(t *testing.T) {
	in := countsInput(t, "0 0:1")
	definition, one, many, percent := sim.TaskDefinitionID(2), 1, 5000, 150
	in.Scenario.Timeline = []sim.Action{
		{At: 1, Update: sim.UpdateService{Service: 1, TaskDefinition: &definition, DesiredCount: &many}},
		{At: 2, Update: sim.UpdateService{Service: 0, DesiredCount: &one}},
		{At: 3, Update: sim.UpdateService{Service: 1, ForceNewDeployment: true}},
		{At: 4, Update: sim.UpdateService{Service: 1, DesiredCount: &one, MinimumHealthyPercent: &one, MaximumPercent: &percent}},
		{At: 5, Update: sim.UpdateService{Service: 1}},
		{At: 6, Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}, Drain: true}},
		{At: 6, Kind: sim.ActionUpdateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}},
		{At: 6, Kind: sim.ActionAddInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0, 1, 2}}},
		{At: 6, Kind: sim.ActionTerminateInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0, 1}}},
		{At: 7, Kind: sim.ActionLoseZone, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}},
		{At: 7, Kind: sim.ActionRestoreZone, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{1}}},
		{At: 8, Kind: sim.ActionReplaceInstances, Instances: sim.ChangeInstances{Instances: []sim.InstanceID{0, 1, 2}}},
		{At: 9, Update: sim.UpdateService{Service: 1}},
	}
	in.Scenario.Zones = []string{"us-east-1a", "us-east-1b"}
	in.Scenario.Groups = []sim.InstanceGroup{{Name: "a", Count: 3, Zones: []sim.ZoneID{0, 1}}}
	in.Names = sim.NewNames(in.Scenario)
	var got []string
	for _, m := range reports.ActionMarks(in.Scenario, in.Names, 1, 8) {
		got = append(got, m.At.String()+" "+m.Text)
	}
	want := "0.001 update to web:2, 5,000 tasks; 0.003 forced update; 0.004 update to 1 task, min 1 %, max 150 %; 0.005 update; " +
		"0.006 a-2 drained; 0.006 a-2 ACTIVE again; 0.006 3 instances added; 0.006 2 instances terminated; 0.007 us-east-1b lost; " +
		"0.007 us-east-1b restored; 0.008 3 instances replaced"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
}

// TestDecimate compares the thinned series with the whole one, column by column: the lowest, the highest and the last
// count are kept, and no column has more than three steps.
func TestDecimate(t *testing.T) {
	const from, to, columns = sim.Time(1000), sim.Time(91_000), 90
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var whole reports.Steps
		at, n := from, int32(0)
		for range 1 + r.IntN(2000) {
			whole = append(whole, reports.Step{At: at, N: n})
			at += 1 + sim.Time(r.IntN(1+r.IntN(200)))
			n += 1 + r.Int32N(20) - 10*r.Int32N(3)
			if at >= to {
				break
			}
		}
		thin := whole.Decimate(from, to, columns)
		if len(whole) <= columns && len(thin) != len(whole) {
			t.Fatalf("%d steps became %d", len(whole), len(thin))
		}
		for c := range sim.Time(columns) {
			a, b := extent(whole, from+c*1000, from+(c+1)*1000), extent(thin, from+c*1000, from+(c+1)*1000)
			if a.low != b.low || a.high != b.high || a.last != b.last || len(whole) > columns && b.steps > 3 {
				t.Fatalf("column %d: whole %+v, thin %+v", c, a, b)
			}
		}
	}
}

type columnExtent struct {
	low, high, last int32
	steps           int
}

// extent is what a series shows between two instants, with what it comes from.
func extent(s reports.Steps, from, to sim.Time) columnExtent {
	e := columnExtent{}
	for _, step := range s {
		switch {
		case step.At < from:
			e = columnExtent{low: step.N, high: step.N, last: step.N}
		case step.At < to:
			e.low, e.high, e.last = min(e.low, step.N), max(e.high, step.N), step.N
			e.steps++
		}
	}
	return e
}

// TestSmooth: a series that turns a few times a column becomes its last count in each and what it went through, from the
// first to the last; a dip of a few changes in a quiet one stays.
func TestSmooth(t *testing.T) {
	const columns = 100
	var noisy reports.Steps
	for i := range sim.Time(500) {
		noisy = append(noisy, reports.Step{At: i * 200, N: int32(4 + i%2*4)})
	}
	line, noise := noisy.Smooth(0, 100_000, columns)
	if len(line) > columns || len(noise) != columns {
		t.Fatalf("%d steps and %d stretches", len(line), len(noise))
	}
	for i, s := range noise {
		if s.Low != 4 || s.High != 8 || s.From != sim.Time(i*1000) || s.To != s.From+1000 {
			t.Errorf("stretch %d is %+v", i, s)
		}
	}
	if last := line[len(line)-1].N; last != noisy[len(noisy)-1].N {
		t.Errorf("the line ends at %d", last)
	}
	quiet := reports.Steps{{At: 0, N: 8}}
	for i := range sim.Time(30) {
		quiet = append(quiet, reports.Step{At: 1000 + i*3000, N: int32(7 + i%2)})
	}
	quiet = append(quiet, reports.Step{At: 95_000, N: 4}, reports.Step{At: 95_100, N: 2}, reports.Step{At: 95_200, N: 5}, reports.Step{At: 95_300, N: 8})
	if line, noise := quiet.Smooth(0, 100_000, columns); len(noise) > 0 || cmp.Diff(quiet, line) != "" {
		t.Errorf("a dip became %v", noise)
	}
}

// TestTicks holds which instants and counts are marked.
func TestTicks(t *testing.T) {
	for _, c := range []struct {
		from, to sim.Time
		want     string
	}{
		{0, 10_000, " 0:00 0:02 0:04 0:06 0:08 0:10"},
		{54_000, 161_000, " 1:00 1:15 1:30 1:45 2:00 2:15 2:30"},
		{99_300, 105_900, " 1:40 1:41 1:42 1:43 1:44 1:45"},
		{3_000_000, 4_500_000, " 0:50:00 0:55:00 1:00:00 1:05:00 1:10:00 1:15:00"},
		{0, 86_400_000, " 0:00:00 3:00:00 6:00:00 9:00:00 12:00:00 15:00:00 18:00:00 21:00:00 24:00:00"},
		{0, 30 * 86_400_000, " 0:00:00 96:00:00 192:00:00 288:00:00 384:00:00 480:00:00 576:00:00 672:00:00"},
		{0, 0, " 0:00"},
	} {
		got, _ := reports.TimeTicks(c.from, c.to, 9)
		if ticks(got) != c.want {
			t.Errorf("%v to %v: got%s, want%s", c.from, c.to, ticks(got), c.want)
		}
	}
	for _, c := range []struct {
		top  int32
		most int
		want string
	}{
		{1, 5, " 0 1"},
		{1, 2, " 0 1"},
		{6, 2, " 0 3 6"},
		{8, 5, " 0 2 4 6 8"},
		{12, 5, " 0 3 6 9 12"},
		{16, 2, " 0 10"},
		{5000, 2, " 0 2,000 4,000"},
		{10_000, 5, " 0 2,000 4,000 6,000 8,000 10,000"},
		{0, 5, " 0"},
	} {
		if got := ticks(reports.CountTicks(c.top, c.most)); got != c.want {
			t.Errorf("up to %d, most %d: got%s, want%s", c.top, c.most, got, c.want)
		}
	}
}

// TestWritten holds how instants and counts are written.
func TestWritten(t *testing.T) {
	for at, want := range map[sim.Time]string{0: "0:00", 59_499: "0:59", 59_500: "1:00", 61_000: "1:01", 3_599_700: "1:00:00", 3_600_000: "1:00:00", 90_061_000: "25:01:01"} {
		if got := reports.Clock(at); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1000: "-1,000", -999: "-999", 1234567: "1,234,567"} {
		if got := reports.Count(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

// TestTolerates is a cap that comes down from 8 to 4 at 10 s while there are 6: they may stay and go, as long as no more
// come. At 50 s the cap goes up again, and at 60 s it is 0.
func TestTolerates(t *testing.T) {
	limit := reports.Steps{{0, 8}, {10, 4}, {50, 6}, {60, 0}}
	counts := reports.Steps{{0, 6}, {20, 5}, {30, 7}, {40, 2}, {55, 9}, {70, 1}, {80, 0}}
	want := reports.Steps{{0, 8}, {10, 6}, {20, 5}, {40, 4}, {50, 6}, {70, 1}, {80, 0}}
	if diff := cmp.Diff(want, limit.Tolerates(counts)); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
	if got := (reports.Steps{}).Tolerates(counts); len(got) != 0 {
		t.Errorf("no limit at all tolerates %v", got)
	}
}

// TestLabelOfNothing: a limit of 0 isn't one that the counts are held against.
func TestLabelOfNothing(t *testing.T) {
	in := countsInput(t, `
		bounds 0 2 2 4
		bounds 10 0 0 0
		0 0:1 r2 h2
		10 0:1 s2
		20 0:1
	`)
	want := []reports.Label{{Kind: reports.LimitDesired, Text: "cap = desired = floor 0"}}
	if diff := cmp.Diff(want, reports.CountsFigure(in).Panels[0].Labels); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}
