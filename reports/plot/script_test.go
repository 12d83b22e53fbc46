package plot

import (
	"cmp"
	"slices"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/metrics"
)

// script writes a run of one service by hand: what it says of its tasks becomes samples.
type script struct {
	sc     sim.Scenario
	marks  []reports.Mark
	bounds []metrics.BoundsStep
	edges  []edge
	end    sim.Time
	out    sim.Outcome
	text   string
}

// edge moves tasks of a deployment between states; "" is outside.
type edge struct {
	at       sim.Time
	dep, n   int
	from, to string
}

const second = sim.Time(sim.Second)

// newScript begins with desired healthy tasks of web:1 and bounds by percent.
func newScript(name string, desired, minPercent, maxPercent int) *script {
	s := &script{}
	s.sc = sim.Scenario{
		Name:  name,
		Rules: sim.Rules{StoppingCounts: true},
		Services: []sim.Service{{
			Name: "web", DesiredCount: desired,
			Deployment: sim.DeploymentConfiguration{MinimumHealthyPercent: minPercent, MaximumPercent: maxPercent},
		}},
	}
	for r := 1; r <= 8; r++ {
		s.sc.TaskDefinitions = append(s.sc.TaskDefinitions, sim.TaskDefinition{Family: "web", Revision: r})
	}
	s.setBounds(0, desired)
	s.edges = append(s.edges, edge{at: 0, dep: 0, n: desired, to: "healthy"})
	return s
}

func (s *script) setBounds(at sim.Time, desired int) {
	c := s.sc.Services[0].Deployment
	s.bounds = append(s.bounds, metrics.BoundsStep{At: at, Settings: sim.Settings{
		Desired: int32(desired), Floor: int32(c.Floor(desired)), Cap: int32(c.Cap(desired)),
	}})
}

// update calls for a revision at an instant.
func (s *script) update(at sim.Time, definition int) {
	d := sim.TaskDefinitionID(definition)
	s.sc.Timeline = append(s.sc.Timeline, sim.Action{At: at, Update: sim.UpdateService{TaskDefinition: &d}})
	s.edges = append(s.edges, edge{at: at, dep: len(s.sc.Timeline)})
}

// start starts n tasks of a deployment: pending, then running, then healthy.
func (s *script) start(at sim.Time, dep, n int, pending, waiting sim.Time) {
	s.edges = append(s.edges,
		edge{at, dep, n, "", "pending"},
		edge{at + pending, dep, n, "pending", "waiting"},
		edge{at + pending + waiting, dep, n, "waiting", "healthy"})
}

// stop stops n healthy tasks of a deployment.
func (s *script) stop(at sim.Time, dep, n int, stopping sim.Time) {
	s.edges = append(s.edges, edge{at, dep, n, "healthy", "stopping"}, edge{at + stopping, dep, n, "stopping", ""})
}

func (s *script) mark(at sim.Time, kind reports.MarkKind, text string) {
	s.marks = append(s.marks, reports.Mark{At: at, Kind: kind, Text: text})
}

// samples plays the script: one sample after each edge, also within an instant.
func (s *script) samples() []metrics.Sample {
	slices.SortStableFunc(s.edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	now := map[int]map[string]int{}
	var out []metrics.Sample
	for _, e := range s.edges {
		if now[e.dep] == nil {
			now[e.dep] = map[string]int{}
		}
		c := now[e.dep]
		c[e.from] -= e.n
		c[e.to] += e.n
		def := 0
		if e.dep > 0 {
			def = int(*s.sc.Timeline[e.dep-1].Update.TaskDefinition)
		}
		out = append(out, metrics.Sample{
			At: e.at, Deployment: sim.DeploymentID(e.dep), Definition: sim.TaskDefinitionID(def),
			Pending: int32(c["pending"]), Running: int32(c["waiting"] + c["healthy"] + c["unhealthy"]),
			Healthy: int32(c["healthy"]), Unhealthy: int32(c["unhealthy"]), Stopping: int32(c["stopping"]),
		})
	}
	return out
}

func (s *script) figure() reports.Figure {
	names := sim.NewNames(&s.sc)
	marks := append(reports.ActionMarks(&s.sc, names, 0, s.end), s.marks...)
	return reports.CountsFigure(reports.CountsInput{
		Scenario: &s.sc, Names: names, Service: 0, Samples: s.samples(), Bounds: s.bounds,
		Marks: marks, End: s.end, Outcome: s.out, Subtitle: s.text,
		Footer: "ecssim 0.1 · rules of 2026-07 · seed 1",
	})
}

// worked6 is AWS's worked run: 6 tasks, 100/200, room for 8.
func worked6() *script {
	s := newScript("aws-worked-run", 6, 100, 200)
	s.update(60*second, 1)
	at := 65 * second
	for range 3 {
		s.start(at, 1, 2, 9*second, 12*second)
		at += 30 * second
		s.stop(at, 0, 2, 38*second)
		at += 40 * second
	}
	s.end = at
	s.mark(at, reports.MarkCompleted, "completed")
	s.text = "Completed in 3:35. Never fewer than 6 healthy tasks (floor 6), at most 8 at once (cap 12)."
	return s
}

// half4 is 4 tasks at 50/200.
func half4() *script {
	s := newScript("rolling-basic", 4, 50, 200)
	s.update(60*second, 1)
	s.stop(67*second, 0, 2, 46*second)
	s.start(67*second, 1, 4, 8*second, 23*second)
	s.stop(107*second, 0, 2, 46*second)
	s.end = 155 * second
	s.mark(s.end, reports.MarkCompleted, "completed")
	s.text = "Completed in 1:35. Healthy tasks fell to 2 of 4 for 0:31 (floor 2), at most 8 tasks at once (cap 8)."
	return s
}

// stuck1 is one task at 100/134: the cap is 1.
func stuck1() *script {
	s := newScript("stuck-at-one", 1, 100, 134)
	s.update(60*second, 1)
	s.end, s.out = 70*second, sim.OutcomeStuck
	s.mark(s.end, reports.MarkFailed, "stuck")
	s.text = "Stuck for ever: the cap of floor(1 × 134 %) = 1 task leaves no room for a new task, and the floor of 1 healthy task lets no old one stop. " +
		"Smallest fix: maximumPercent = 200, or minimumHealthyPercent = 0."
	return s
}

// big5000 is 5,000 tasks at 90/120 with luck: fifty thousand samples.
func big5000() *script {
	s := newScript("five-thousand", 5000, 90, 120)
	s.update(120*second, 1)
	luck := uint32(1)
	draw := func(n int) sim.Time {
		luck = luck*1664525 + 1013904223
		return sim.Time(luck>>8) % sim.Time(n)
	}
	for i := range 5000 {
		at := sim.Time(130000 + i/100*20000)
		s.stop(at+draw(3000), 0, 1, 30*second+draw(20000))
		s.start(at+8*second+draw(8000), 1, 1, 12*second+draw(30000), 5*second+draw(20000))
	}
	s.end = 1205 * second
	s.mark(s.end, reports.MarkCompleted, "completed")
	s.text = "Completed in 18:05."
	return s
}

// many is five deployments at once, the last one rolling back to the first revision.
func many() *script {
	s := newScript("impatient", 12, 75, 150)
	for i, r := range []int{1, 2, 3, 0} {
		at := sim.Time(60+50*i) * second
		s.update(at, r)
		s.start(at+8*second, i+1, 4, 15*second, 20*second)
	}
	s.stop(70*second, 0, 3, 30*second)
	s.stop(110*second, 0, 3, 30*second)
	s.stop(165*second, 0, 3, 30*second)
	s.stop(205*second, 1, 4, 30*second)
	s.stop(255*second, 2, 4, 30*second)
	s.edges = append(s.edges, edge{270 * second, 3, 2, "healthy", "unhealthy"})
	s.edges = append(s.edges, edge{310 * second, 3, 2, "unhealthy", "stopping"}, edge{330 * second, 3, 2, "stopping", ""})
	s.start(290*second, 4, 8, 20*second, 25*second)
	s.stop(345*second, 3, 2, 30*second)
	s.stop(345*second, 0, 3, 30*second)
	s.end = 375 * second
	s.mark(s.end, reports.MarkCompleted, "completed")
	s.text = "Completed in 1:45 after three deployments that were overtaken."
	return s
}

// scaled is a service whose desired count goes from 4 to 10 and whose floor is broken by crashes.
func scaled() *script {
	s := newScript("scale-out-and-crash", 4, 100, 150)
	ten := 10
	s.sc.Timeline = append(s.sc.Timeline, sim.Action{At: 30 * second, Update: sim.UpdateService{DesiredCount: &ten}})
	s.setBounds(35*second, 10)
	s.start(35*second, 0, 6, 10*second, 20*second)
	s.edges = append(s.edges,
		edge{90 * second, 0, 3, "healthy", "unhealthy"}, edge{120 * second, 0, 3, "unhealthy", "stopping"},
		edge{135 * second, 0, 3, "stopping", ""})
	s.start(95*second, 0, 3, 15*second, 40*second)
	s.end = 160 * second
	s.mark(90*second, reports.MarkFailed, "3 tasks unhealthy")
	s.text = "The floor rose with the desired count: 6 tasks short for 0:30, then 3 for 1:00."
	return s
}

// hostile has names of 60 characters, runes that no font has, and old rules.
func hostile() *script {
	s := newScript("日本語-"+long+"\x00\n<script>", 4, 0, 1000)
	s.sc.Rules.StoppingCounts = false
	s.sc.Services[0].Name = "сервис-é-" + long
	for i := range s.sc.TaskDefinitions {
		s.sc.TaskDefinitions[i].Family = "família-🚀👩‍👩‍👧-" + long
	}
	s.update(60*second, 1)
	s.stop(67*second, 0, 4, 46*second)
	s.start(77*second, 1, 4, 8*second, 23*second)
	s.mark(77*second, reports.MarkFailed, long+long)
	s.mark(112*second, reports.MarkCompleted, "completed")
	s.end = 116 * second
	s.text = "W" + long + long + long + long + " and then some " + long + " words 漢字 " + long
	return s
}

const long = "a-name-that-is-sixty-characters-long-as-the-service-allows-it"

// day is a run of 24 hours with an update an hour.
func day() *script {
	s := newScript("a-day", 40, 50, 125)
	for i := range 23 {
		at := sim.Time(i+1) * sim.Time(sim.Hour)
		s.update(at, i%7+1)
		s.start(at+8*second, i+1, 10, 60*second, 120*second)
		s.stop(at+8*second, i, 10, 300*second)
		s.start(at+400*second, i+1, 30, 60*second, 120*second)
		s.stop(at+400*second, i, 30, 300*second)
	}
	s.end, s.out = sim.Time(24*sim.Hour), sim.OutcomeUnfinished
	s.mark(s.end, reports.MarkEnd, "end of the run")
	return s
}

// short is a run of ten seconds.
func short() *script {
	s := newScript("ten-seconds", 2, 50, 150)
	s.update(second, 1)
	s.start(2*second, 1, 1, 500, 700)
	s.stop(2*second, 0, 1, second)
	s.start(5*second, 1, 1, 500, 700)
	s.stop(5*second, 0, 1, second)
	s.end = 8 * second
	s.mark(s.end, reports.MarkCompleted, "completed")
	return s
}

// empty is a run without samples, single one with one sample.
func empty() *script {
	s := newScript("nothing", 1, 100, 200)
	s.edges, s.bounds = nil, nil
	return s
}

func single() *script {
	s := newScript("one-sample", 5000, 100, 200)
	s.end = 600 * second
	return s
}

// crowd has many marks close by.
func crowd() *script {
	s := half4()
	s.mark(150*second, reports.MarkAction, "desired 4")
	s.mark(152*second, reports.MarkFailed, "alarm 5xx in ALARM")
	s.mark(155*second, reports.MarkEnd, "end of the run")
	for i := range 6 {
		s.mark(sim.Time(62+i)*second, reports.MarkAction, "update number "+string(rune('1'+i)))
	}
	return s
}

// pictures are all of the runs above, by name.
func pictures() map[string]*script {
	return map[string]*script{
		"worked6": worked6(), "half4": half4(), "stuck1": stuck1(), "big5000": big5000(), "many": many(),
		"scaled": scaled(), "hostile": hostile(), "day": day(), "short": short(), "empty": empty(), "single": single(),
		"crowd": crowd(),
	}
}
