package rollout_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/rollout"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv("ECSSIM_UPDATE") != "" {
		if err := flag.Set("rewrite", "true"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// TestDecide runs the decisions of testdata. A case is a command
//
//	decide desired=6 min=50 max=200 [rules=2023-05]
//	active healthy=6 kept=6 owed
//	primary pending=2
//
// and the plan is its answer.
func TestDecide(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "decide":
				var plan rollout.Plan
				v := parseView(t, d)
				rollout.Decide(v, &plan)
				return describe(v, &plan)
			case "done":
				v := parseView(t, d)
				return fmt.Sprintf("met %v replaced %v complete %v\n", v.Met(), v.Replaced(), v.Complete())
			case "rescale":
				v := parseView(t, d)
				delta := 0
				d.ScanArgs(t, "by", &delta)
				rollout.Rescale(v, delta)
				return describeKept(v)
			}
			t.Fatalf("unknown command %s", d.Cmd)
			return ""
		})
	})
}

func parseView(t *testing.T, d *datadriven.TestData) *rollout.View {
	v := &rollout.View{}
	behavior := string(sim.Behavior202607)
	d.ScanArgs(t, "desired", &v.Desired)
	d.ScanArgs(t, "min", &v.Config.MinimumHealthyPercent)
	d.ScanArgs(t, "max", &v.Config.MaximumPercent)
	d.MaybeScanArgs(t, "rules", &behavior)
	if d.HasArg("early") {
		v.EarlySuccess.Enable = true
		d.ScanArgs(t, "early", &v.EarlySuccess.HealthyPercent)
	}
	v.EarlySuccess.Deferred, v.KeepOld, v.Probing = d.HasArg("deferred"), d.HasArg("keepOld"), d.HasArg("probing")
	v.Rules, _ = sim.RulesOf(sim.Behavior(behavior))
	for line := range strings.SplitSeq(strings.TrimSpace(d.Input), "\n") {
		words := strings.Fields(line)
		var dep rollout.Deployment
		for _, w := range words[1:] {
			set(t, &dep, w)
		}
		if words[0] == "active" {
			v.Active = append(v.Active, dep)
		} else {
			v.Primary = dep
		}
	}
	return v
}

func set(t *testing.T, d *rollout.Deployment, word string) {
	key, value, _ := strings.Cut(word, "=")
	switch key {
	case "owed":
		d.Owed = true
		return
	case "failed":
		d.Failed = true
		return
	}
	fields := map[string]*int{
		"pending": &d.Pending, "waiting": &d.Waiting, "sheltered": &d.Sheltered, "unhealthy": &d.Unhealthy,
		"healthy": &d.Healthy, "stopping": &d.Stopping, "kept": &d.Kept, "grow": &d.Grow,
		"guarded": &d.GuardedHealthy, "guardedWaiting": &d.GuardedWaiting, "settled": &d.Settled, "ending": &d.Ending, "unseen": &d.Unseen, "madeWay": &d.MadeWay,
	}
	if _, err := fmt.Sscan(value, fields[key]); err != nil {
		t.Fatalf("%s: %v", word, err)
	}
}

func describe(v *rollout.View, p *rollout.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "floor %d cap %d\n", p.Floor, p.Cap)
	name := func(i int) string {
		if i == len(v.Active) {
			return "primary"
		}
		return fmt.Sprintf("active %d", i)
	}
	for _, s := range p.Stops {
		fmt.Fprintf(&b, "stop %d %s of %s\n", s.N, classes(s.Of), name(s.Deployment))
	}
	for _, s := range p.Starts {
		fmt.Fprintf(&b, "start %d of %s", s.N, name(s.Deployment))
		if s.Replacements > 0 {
			fmt.Fprintf(&b, ", %d for unhealthy ones", s.Replacements)
		}
		b.WriteByte('\n')
	}
	for i, kept := range p.Kept {
		fmt.Fprintf(&b, "active %d keeps %d\n", i, kept)
	}
	if p.Wanted > 0 {
		fmt.Fprintf(&b, "the cap denies %d\n", p.Wanted)
	}
	if p.Surplus > 0 {
		fmt.Fprintf(&b, "the floor holds %d\n", p.Surplus)
	}
	if p.Guarded > 0 {
		fmt.Fprintf(&b, "protection holds %d\n", p.Guarded)
	}
	return b.String()
}

func classes(c rollout.Class) string {
	var on []string
	for i, name := range []string{"pending", "waiting", "sheltered", "unhealthy", "healthy"} {
		if c>>i&1 != 0 {
			on = append(on, name)
		}
	}
	return strings.Join(on, "|")
}

func describeKept(v *rollout.View) string {
	var b strings.Builder
	for i := range v.Active {
		fmt.Fprintf(&b, "active %d keeps %d\n", i, v.Active[i].Kept)
	}
	return b.String()
}

// TestPlansStayInBounds: whatever the counts, a plan stops no more tasks of a class than there are, leaves the floor
// whole as far as it was, and starts no more than the cap has room for.
func TestPlansStayInBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyView(t)
		var p rollout.Plan
		rollout.Decide(v, &p)
		healthy, alive := v.Healthy(), v.Alive()
		for _, s := range p.Stops {
			c := &v.Primary.Counts
			if s.Deployment < len(v.Active) {
				c = &v.Active[s.Deployment].Counts
			}
			if s.Of == rollout.Healthy && s.N > c.Healthy-c.GuardedHealthy || s.Of == rollout.Waiting && s.N > c.Waiting-c.GuardedWaiting {
				t.Fatalf("stop %+v takes tasks under protection", s)
			}
			if s.N <= 0 || s.N > take(c, s.Of, s.N) {
				t.Fatalf("stop %+v is more than there is", s)
			}
			if s.Of == rollout.Healthy {
				healthy -= s.N
			}
			if !v.Rules.StoppingCounts {
				alive -= s.N
			}
		}
		for _, s := range p.Starts {
			alive += s.N
		}
		if healthy < p.Floor && healthy < v.Healthy() {
			t.Errorf("%d healthy are left, the floor is %d", healthy, p.Floor)
		}
		if len(p.Starts) > 0 && alive > p.Cap {
			t.Errorf("%d tasks, the cap is %d", alive, p.Cap)
		}
		for i, kept := range p.Kept {
			if kept < 0 || kept > max(v.Active[i].Kept, v.Active[i].Healthy) {
				t.Errorf("active %d keeps %d of %d", i, kept, v.Active[i].Kept)
			}
		}
	})
}

// take removes n tasks of some classes from c and returns how many there were.
func take(c *rollout.Counts, of rollout.Class, n int) int {
	had := 0
	for _, f := range []struct {
		class rollout.Class
		count *int
	}{
		{rollout.Pending, &c.Pending},
		{rollout.Waiting, &c.Waiting},
		{rollout.Sheltered, &c.Sheltered},
		{rollout.Unhealthy, &c.Unhealthy},
		{rollout.Healthy, &c.Healthy},
	} {
		if of&f.class != 0 {
			had += *f.count
			cut := min(n, *f.count)
			*f.count -= cut
			n -= cut
		}
	}
	return had
}

func anyView(t *rapid.T) *rollout.View {
	some := rapid.IntRange(0, 5)
	counts := func() rollout.Counts {
		c := rollout.Counts{
			Pending: some.Draw(t, "pending"), Waiting: some.Draw(t, "waiting"), Sheltered: some.Draw(t, "sheltered"),
			Unhealthy: some.Draw(t, "unhealthy"), Healthy: some.Draw(t, "healthy"), Stopping: some.Draw(t, "stopping"),
		}
		c.GuardedHealthy = rapid.IntRange(0, c.Healthy).Draw(t, "guarded")
		c.GuardedWaiting = rapid.IntRange(0, c.Waiting).Draw(t, "guarded waiting")
		return c
	}
	v := &rollout.View{
		Desired: rapid.IntRange(0, 10).Draw(t, "desired"),
		Config: sim.DeploymentConfiguration{
			MinimumHealthyPercent: rapid.IntRange(0, 100).Draw(t, "min"), MaximumPercent: rapid.IntRange(100, 250).Draw(t, "max"),
		},
		Primary: rollout.Deployment{Counts: counts()},
		KeepOld: rapid.Bool().Draw(t, "keep old"), Probing: rapid.Bool().Draw(t, "probing"),
	}
	v.Rules, _ = sim.RulesOf(rapid.SampledFrom([]sim.Behavior{sim.Behavior202607, sim.Behavior202305}).Draw(t, "rules"))
	for range rapid.IntRange(0, 3).Draw(t, "actives") {
		v.Active = append(v.Active, rollout.Deployment{
			Counts: counts(), Kept: rapid.IntRange(0, 12).Draw(t, "kept"), Owed: rapid.Bool().Draw(t, "owed"),
		})
	}
	return v
}
