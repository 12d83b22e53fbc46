package containers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/containers"
)

// followed is a container of a task that is followed tick by tick, as an agent sees it.
type followed struct {
	one
	at       sim.Time // of the last change of phase
	phase    phase
	started  bool     // once
	firstRun sim.Time // when
	passed   bool     // its health check, once
	signal   sim.Time // SIGTERM; -1: none
	killed   bool
}

type phase int

const (
	waiting    phase = iota // for its conditions
	starting                // for the first time
	running                 // for at least no time
	restarting              // in place
	gone
)

// follow are the containers at the beginning.
func follow(all []one) []*followed {
	var task []*followed
	for _, o := range all {
		task = append(task, &followed{one: o, signal: -1, firstRun: sim.Never})
	}
	return task
}

// met says whether what a container waits for is true by now.
func met(task []*followed, on sim.Dependency) bool {
	c := task[on.Container]
	switch on.Condition {
	case sim.DependsOnStart:
		return c.started
	case sim.DependsOnComplete:
		return c.phase == gone
	case sim.DependsOnSuccess:
		return c.phase == gone && c.d.EndCode == 0
	case sim.DependsOnHealthy:
		return c.passed
	}
	panic("unknown condition")
}

// settle lets everything happen that can at this tick, except that the agent starts or stops anything.
func settle(task []*followed, now sim.Time, stopping bool) {
	for again := true; again; {
		again = false
		for _, c := range task {
			again = c.step(task, now, stopping) || again
		}
	}
}

// step takes one step of a container at this tick, if there is one.
func (c *followed) step(task []*followed, now sim.Time, stopping bool) bool {
	to, passed := c.phase, c.passed
	switch c.phase {
	case waiting:
		if !slices.ContainsFunc(c.c.DependsOn, func(on sim.Dependency) bool { return !met(task, on) }) {
			to = starting
		}
	case starting, restarting:
		if now >= c.at.Add(c.d.Start) {
			to = running
		}
	case running:
		ran := now.Sub(c.at)
		if h := c.c.HealthCheck; h != nil && ran > 0 && ran%h.Interval == 0 && ran >= c.d.Ready && ran < c.d.Ends {
			c.passed = true
		}
		switch p := c.c.Restart; {
		case ran < c.d.Ends:
		case !stopping && p.Enabled && ran >= p.AttemptPeriod && !slices.Contains(p.IgnoredCodes, c.d.EndCode):
			to = restarting
		default:
			to = gone
		}
	case gone:
	}
	if to == c.phase {
		return c.passed != passed
	}
	if to == running && !c.started {
		c.started, c.firstRun = true, now
	}
	c.phase, c.at = to, now
	return true
}

// judge is what has gone wrong by this tick, worst first.
func judge(task []*followed, now, limit sim.Time) containers.Outcome {
	for i, c := range task {
		if c.phase == gone && c.c.Essential {
			return containers.Outcome{At: now, Cause: containers.EssentialEnded, Container: i, Waiting: -1}
		}
	}
	late := containers.Outcome{At: sim.Never}
	for i, c := range task {
		for _, dependency := range c.c.DependsOn {
			if c.phase != waiting || met(task, dependency) {
				continue
			}
			on := task[dependency.Container]
			if dependency.Condition == sim.DependsOnSuccess && on.phase == gone {
				return containers.Outcome{At: now, Cause: containers.DependencyFailed, Container: dependency.Container, Waiting: i}
			}
			timeout := on.c.StartTimeout
			if late.At == sim.Never && dependency.Condition != sim.DependsOnStart && timeout != nil && *timeout > 0 &&
				on.started && now >= on.firstRun.Add(*timeout) {
				late = containers.Outcome{At: now, Cause: containers.DependencyTimedOut, Container: dependency.Container, Waiting: i}
			}
		}
	}
	if late.At == sim.Never && now >= limit {
		first := slices.IndexFunc(task, func(c *followed) bool { return !c.started })
		return containers.Outcome{At: now, Cause: containers.LimitReached, Container: first, Waiting: -1}
	}
	return late
}

// startByTicks finds what Start computes.
func startByTicks(all []one, pulled sim.Time, limit sim.Span) ([]*followed, containers.Outcome) {
	task := follow(all)
	for now := pulled; ; now++ {
		settle(task, now, false)
		if !slices.ContainsFunc(task, func(c *followed) bool { return !c.started }) {
			return task, containers.Outcome{At: now, Container: -1, Waiting: -1}
		}
		if out := judge(task, now, pulled.Add(limit)); out.At != sim.Never {
			return task, out
		}
	}
}

// endByTicks finds what FirstEnd computes, if it comes before until.
func endByTicks(task []*followed, from, until sim.Time) containers.End {
	for now := from; now < until; now++ {
		settle(task, now, false)
		for i, c := range task {
			if c.phase == gone && c.c.Essential {
				return containers.End{At: now, Container: i, Code: c.d.EndCode}
			}
		}
	}
	return containers.End{At: sim.Never, Container: -1}
}

// stopByTicks finds what Stop computes for a task that has come so far.
func stopByTicks(task []*followed, at sim.Time) ([]sim.Time, containers.Stopped) {
	out := containers.Stopped{At: at}
	ended := make([]sim.Time, len(task))
	for i, c := range task {
		if ended[i] = at; c.phase != running {
			c.phase = gone
		}
	}
	for now := at; slices.ContainsFunc(task, func(c *followed) bool { return c.phase == running }); now++ {
		for again := true; again; {
			settle(task, now, true)
			again = false
			for i, c := range task {
				needed := slices.ContainsFunc(task, func(o *followed) bool {
					return o.phase == running && slices.ContainsFunc(o.c.DependsOn, func(on sim.Dependency) bool { return on.Container == i })
				})
				if c.phase != running || needed {
					continue
				}
				if c.signal < 0 {
					c.signal = now
				}
				if now >= c.signal.Add(c.d.Exit) {
					c.phase, again = gone, true
				} else if now >= c.signal.Add(c.c.StopTimeout) {
					c.phase, c.killed, again = gone, true, true
				}
			}
		}
		for i, c := range task {
			if c.phase == running {
				ended[i], out.At = now+1, now+1
			}
			out.Killed = out.Killed || c.killed && c.c.Essential
		}
	}
	return ended, out
}

// draws gives whole numbers from 0 to most, where they come from.
type draws struct {
	to func(most int, what string) int
}

func (d draws) oneIn(n int, what string) bool { return d.to(n-1, what) == n-1 }

func (d draws) span(most int, what string) sim.Span { return sim.Span(d.to(most, what)) }

// orForever is a span, or for ever one time in four.
func (d draws) orForever(most int, what string) sim.Span {
	if d.oneIn(4, what+" is for ever") {
		return forever
	}
	return d.span(most, what)
}

// task draws containers, mostly without a circle.
func (d draws) task() []one {
	all := make([]one, 1+d.to(5, "containers"))
	for i := range all {
		o := container(d.span(6, "start"))
		o.c.Essential = d.oneIn(3, "essential")
		o = o.ends(d.orForever(40, "ends"), d.to(2, "code")).exits(d.orForever(12, "exit"), d.span(12, "stopTimeout"))
		o.d.Ready = d.orForever(12, "ready")
		if d.oneIn(2, "checked") {
			o.c.HealthCheck = &sim.HealthCheck{
				Interval: 1 + d.span(6, "interval"), Retries: 1 + d.to(2, "retries"), StartPeriod: d.span(8, "startPeriod"),
			}
		}
		if d.oneIn(2, "impatient") {
			o = o.startTimeout(d.span(40, "startTimeout"))
		}
		if d.oneIn(4, "policy") {
			o = o.restarts(1+d.span(20, "period"), d.to(2, "ignored"))
		}
		for range d.to(2, "dependencies") {
			if on := d.to(len(all)-1, "on"); on < i || d.oneIn(12, "forward") {
				o = o.after(on, sim.DependencyCondition(d.to(3, "condition")))
			}
		}
		all[i] = o
	}
	for i := len(all) - 1; i > 0; i-- { // the order of the list says nothing
		swap(all, i, d.to(i, "place"))
	}
	return all
}

// swap exchanges two containers of the list, and what depends on them.
func swap(all []one, i, j int) {
	all[i], all[j] = all[j], all[i]
	for k := range all {
		for l := range all[k].c.DependsOn {
			switch on := &all[k].c.DependsOn[l].Container; *on {
			case i:
				*on = j
			case j:
				*on = i
			}
		}
	}
}

// asByTicks holds a task's start, its end by itself and its stop against the same task followed tick by tick.
func asByTicks(d draws) error {
	all := d.task()
	c, delays := both(all)
	started, ended := make([]sim.Time, len(all)), make([]sim.Time, len(all))
	pulled, limit := sim.Time(d.to(5, "pulled")), 150-d.span(150, "cut of the limit")
	out := containers.Start(c, delays, pulled, limit, started)

	task, want := startByTicks(all, pulled, limit)
	if out != want {
		return fmt.Errorf("start of %+v with limit %d: %+v, by ticks %+v", all, limit, out, want)
	}
	for i := range task {
		if started[i] != task[i].firstRun {
			return fmt.Errorf("%+v started at %v, by ticks container %d at %v", all, started, i, task[i].firstRun)
		}
	}
	at := out.At
	if out.Cause == containers.None {
		end := containers.FirstEnd(c, delays, started)
		if at = at.Add(d.span(100, "lives")); end.At > at {
			end = containers.End{At: sim.Never, Container: -1}
		}
		at = min(at, end.At)
		if want := endByTicks(task, out.At, at+1); end != want {
			return fmt.Errorf("first end of %+v: %+v, by ticks %+v", all, end, want)
		}
	}
	settle(task, at, false)

	got := containers.Stop(c, delays, started, at, ended)
	wantEnded, wantStop := stopByTicks(task, at)
	if got != wantStop || !slices.Equal(ended, wantEnded) {
		return fmt.Errorf("stop of %+v at %v: %+v %v, by ticks %+v %v", all, at, got, ended, wantStop, wantEnded)
	}
	return nil
}

// TestAsByTicks: what is computed ahead is what happens to a task that is followed tick by tick.
func TestAsByTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draws{func(most int, what string) int { return rapid.IntRange(0, most).Draw(t, what) }}
		if err := asByTicks(d); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzAsByTicks is the same for tasks that the fuzzer makes up, a byte a number.
func FuzzAsByTicks(f *testing.F) {
	f.Add([]byte{})
	for seed := range byte(50) {
		data := make([]byte, 200)
		if _, err := rand.NewChaCha8([32]byte{seed}).Read(data); err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func(most int, _ string) int {
			if len(data) == 0 {
				return 0
			}
			b := data[0]
			data = data[1:]
			return int(b) % (most + 1)
		}
		if err := asByTicks(draws{next}); err != nil {
			t.Fatal(err)
		}
	})
}
