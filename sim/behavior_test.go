package sim_test

import (
	"reflect"
	"testing"

	"github.com/ecssim/ecssim/sim"
)

// TestRuleTableIsComplete sees that each dated rule has one row, with a source and values of the rule's type, and that
// the two behaviours are what the rows say.
func TestRuleTableIsComplete(t *testing.T) {
	rows := sim.RuleTable()
	if n := reflect.TypeFor[sim.Rules]().NumField(); n != len(rows) {
		t.Errorf("%d rules have %d rows", n, len(rows))
	}
	for _, behavior := range []sim.Behavior{sim.Behavior202305, sim.Behavior202607} {
		rules, ok := sim.RulesOf(behavior)
		if !ok {
			t.Fatalf("no rules for %s", behavior)
		}
		for _, row := range rows {
			want := row.New
			if behavior == sim.Behavior202305 {
				want = row.Old
			}
			if got := reflect.ValueOf(row.Field(&rules)).Elem().Interface(); got != want {
				t.Errorf("%s under %s is %v, want %v", row.Name, behavior, got, want)
			}
			if row.Source == "" {
				t.Errorf("%s has no source", row.Name)
			}
		}
	}
	if _, ok := sim.RulesOf("2019-01"); ok {
		t.Error("a behaviour that doesn't exist has rules")
	}
}

// TestBackoffPause holds the default curve: the next pass twice, 5 minutes, then doubling up to the cap.
func TestBackoffPause(t *testing.T) {
	b := sim.Backoff{Free: 2, First: 5 * sim.Minute, Cap: 27 * sim.Minute}
	want := []sim.Span{0, 0, 5 * sim.Minute, 10 * sim.Minute, 20 * sim.Minute, 27 * sim.Minute, 27 * sim.Minute}
	for i, w := range want {
		if got := b.Pause(i + 1); got != w {
			t.Errorf("pause after failure %d is %v s, want %v s", i+1, got, w)
		}
	}
	if got := b.Pause(1 << 40); got != b.Cap {
		t.Errorf("pause after very many failures is %v s, want the cap", got)
	}
}
