package health_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/health"
)

// polled finds the verdicts check by check, as a load balancer or Docker does.
func polled(c health.Checks, up func(at sim.Time) bool, until sim.Time) []health.Verdict {
	var all []health.Verdict
	status, passes, failures := sim.HealthUnknown, 0, 0
	for k := 0; ; k++ {
		at := c.First.Add(sim.Span(k) * c.Interval)
		if at > until {
			return all
		}
		if up(at) {
			passes, failures = passes+1, 0
		} else {
			passes = 0
			if k >= c.Exempt || status != sim.HealthUnknown {
				failures++
			}
		}
		next := status
		switch {
		case status == sim.HealthUnknown && passes == c.Passes, status == sim.Unhealthy && passes == c.Recovery:
			next = sim.Healthy
		case status != sim.Unhealthy && failures == c.Failures:
			next = sim.Unhealthy
		}
		if next != status {
			status = next
			all = append(all, health.Verdict{At: at, Status: status})
		}
	}
}

func during(up health.Up) func(at sim.Time) bool {
	return func(at sim.Time) bool { return at >= up.From && at < up.Until }
}

// TestVerdictsAfterAChange: when a program's answers change at some instant, as with a restart in place, the verdicts
// before it and those of the rest of the series are those found check by check.
func TestVerdictsAfterAChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := health.Checks{
			First: sim.Time(rapid.IntRange(0, 50).Draw(t, "first")), Interval: sim.Span(rapid.IntRange(1, 20).Draw(t, "interval")),
			Passes: rapid.IntRange(1, 4).Draw(t, "passes"), Recovery: rapid.IntRange(1, 5).Draw(t, "recovery"),
			Failures: rapid.IntRange(1, 4).Draw(t, "failures"),
		}
		if rapid.Bool().Draw(t, "container") {
			c.Passes, c.Exempt = 1, rapid.IntRange(0, 6).Draw(t, "exempt")
		}
		up := health.Up{From: sim.Time(rapid.IntRange(0, 200).Draw(t, "from")), Until: sim.Never}
		if rapid.Bool().Draw(t, "ends") {
			up.Until = up.From + sim.Time(rapid.IntRange(0, 100).Draw(t, "length"))
		}
		change := sim.Time(rapid.IntRange(0, 300).Draw(t, "change"))
		after := health.Up{From: change + sim.Time(rapid.IntRange(0, 100).Draw(t, "later")), Until: sim.Never}
		want := polled(c, func(at sim.Time) bool {
			if at < change {
				return during(up)(at)
			}
			return during(after)(at)
		}, 2000)
		var got []health.Verdict
		status := sim.HealthUnknown
		before := c.Verdicts(status, up)
		for i := range before.Len() {
			if v := before.At(i); v.At < change {
				got, status = append(got, v), v.Status
			}
		}
		rest := c.From(change, up)
		later := rest.Verdicts(status, after)
		for i := range later.Len() {
			got = append(got, later.At(i))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("polling and the verdicts computed ahead differ (-polling +ahead):\n%s", diff)
		}
	})
}

// TestVerdictsAgainstPolling: the verdicts computed ahead are those found check by check.
func TestVerdictsAgainstPolling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := health.Checks{
			First: sim.Time(rapid.IntRange(0, 50).Draw(t, "first")), Interval: sim.Span(rapid.IntRange(1, 20).Draw(t, "interval")),
			Passes: rapid.IntRange(1, 4).Draw(t, "passes"), Recovery: rapid.IntRange(1, 5).Draw(t, "recovery"),
			Failures: rapid.IntRange(1, 4).Draw(t, "failures"),
		}
		if rapid.Bool().Draw(t, "container") { // only containers have a start period, and one pass is enough for them
			c.Passes, c.Exempt = 1, rapid.IntRange(0, 6).Draw(t, "exempt")
		}
		up := health.Up{From: sim.Time(rapid.IntRange(0, 200).Draw(t, "from")), Until: sim.Never}
		if rapid.Bool().Draw(t, "ends") {
			up.Until = up.From + sim.Time(rapid.IntRange(0, 200).Draw(t, "length"))
		}
		if rapid.Bool().Draw(t, "never up") {
			up.From = sim.Never
		}
		want := polled(c, during(up), 2000)
		got := c.Verdicts(sim.HealthUnknown, up)
		for i := range got.Len() {
			if i >= len(want) || got.At(i) != want[i] {
				t.Fatalf("verdict %d is %v, polling finds %v", i, got.At(i), want)
			}
		}
		if got.Len() != len(want) {
			t.Fatalf("%d verdicts, polling finds %v", got.Len(), want)
		}
	})
}

// TestContainerChecks holds the instants of Docker's rules on AWS's defaults: interval 30 s, 3 retries.
func TestContainerChecks(t *testing.T) {
	s := func(n int) sim.Time { return sim.Time(n) * sim.Time(sim.Second) }
	for _, c := range []struct {
		name        string
		startPeriod sim.Span
		up          sim.Time
		want        []health.Verdict
	}{
		{"up at once", 0, 0, []health.Verdict{{At: s(30), Status: sim.Healthy}}},
		{"up at the second check", 0, s(31), []health.Verdict{{At: s(60), Status: sim.Healthy}}},
		{"too slow", 0, s(95), []health.Verdict{{At: s(90), Status: sim.Unhealthy}, {At: s(120), Status: sim.Healthy}}},
		{"start period just long enough", 61 * sim.Second, s(130), []health.Verdict{{At: s(150), Status: sim.Healthy}}},
		{"never, after the start period", 61 * sim.Second, sim.Never, []health.Verdict{{At: s(150), Status: sim.Unhealthy}}},
		{"a check at the start period's end counts", 60 * sim.Second, sim.Never, []health.Verdict{{At: s(120), Status: sim.Unhealthy}}},
	} {
		h := &sim.HealthCheck{Interval: 30 * sim.Second, Retries: 3, StartPeriod: c.startPeriod}
		checks := health.OfContainer(h, 0)
		got := checks.Verdicts(sim.HealthUnknown, health.Up{From: c.up, Until: sim.Never})
		if got.Len() != len(c.want) {
			t.Errorf("%s: %d verdicts, want %v", c.name, got.Len(), c.want)
			continue
		}
		for i, want := range c.want {
			if got.At(i) != want {
				t.Errorf("%s: verdict %d is %v, want %v", c.name, i, got.At(i), want)
			}
		}
	}
}

// TestTargetChecks holds the ALB guide's rules: one passed check for a new target (all of them under the older rule),
// the healthy threshold only for the way back.
func TestTargetChecks(t *testing.T) {
	g := &sim.TargetGroup{HealthCheckInterval: 30 * sim.Second, HealthyThreshold: 5, UnhealthyThreshold: 2}
	s := func(n int) sim.Time { return sim.Time(n) * sim.Time(sim.Second) }
	newest, _ := sim.RulesOf(sim.Behavior202607)
	older, _ := sim.RulesOf(sim.Behavior202305)
	for _, c := range []struct {
		name  string
		rules sim.Rules
		up    sim.Time
		want  []health.Verdict
	}{
		{"new target, up", newest, 0, []health.Verdict{{At: s(2), Status: sim.Healthy}}},
		{"new target, first check too early", newest, s(3), []health.Verdict{{At: s(32), Status: sim.Healthy}}},
		{"two checks too early", newest, s(33), []health.Verdict{{At: s(32), Status: sim.Unhealthy}, {At: s(182), Status: sim.Healthy}}},
		{"older rule", older, 0, []health.Verdict{{At: s(122), Status: sim.Healthy}}},
	} {
		checks := health.OfTarget(g, s(2), &c.rules)
		got := checks.Verdicts(sim.HealthUnknown, health.Up{From: c.up, Until: sim.Never})
		if got.Len() != len(c.want) {
			t.Errorf("%s: %d verdicts, want %v", c.name, got.Len(), c.want)
			continue
		}
		for i, want := range c.want {
			if got.At(i) != want {
				t.Errorf("%s: verdict %d is %v, want %v", c.name, i, got.At(i), want)
			}
		}
	}
}
