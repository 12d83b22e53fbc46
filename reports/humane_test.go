package reports

import (
	"testing"

	"github.com/ecssim/ecssim/sim"
)

func TestHumane(t *testing.T) {
	for _, c := range []struct {
		span sim.Span
		want string
	}{
		{0, "0 s"},
		{1, "0.001 s"},
		{350, "0.35 s"},
		{999, "0.999 s"},
		{1000, "1 s"},
		{1049, "1 s"},
		{1050, "1.1 s"},
		{41_200, "41.2 s"},
		{59_949, "59.9 s"},
		{59_950, "1 min"},
		{60_000, "1 min"},
		{221_000, "3 min 41 s"},
		{119_499, "1 min 59 s"},
		{119_500, "2 min"},
		{3_600_000, "1 h"},
		{3_605_000, "1 h 5 s"},
		{86_461_000, "24 h 1 min 1 s"},
		{sim.Forever, "for ever"},
	} {
		if got := Humane(c.span); got != c.want {
			t.Errorf("Humane(%d ms) = %q, want %q", c.span, got, c.want)
		}
	}
}

func TestInert(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"web:1 käse", "web:1 käse"},
		{"a\nb\x1b[0m", `a\nb\x1b[0m`},
		{"\u202ex\u2028\u00a0", `\u202ex\u2028\u00a0`},
		{"x\xffy\ufffd", `x\xffy\ufffd`},
		{"", ""},
		{"##[stop-commands]x ###[", `\x23#[stop-commands]x #\x23#[`},
		{"a ##VSO[task.complete] ## b ##vs", `a \x23#VSO[task.complete] ## b ##vs`},
		{" ::error::x::y", ` \x3a:error::x::y`},
	} {
		if again := Inert(Inert(c.text)); again != Inert(c.text) {
			t.Errorf("Inert(%q) changes again, to %q", c.text, again)
		}
		if got := Inert(c.text); got != c.want {
			t.Errorf("Inert(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{decimal(63_200), "63.2"},
		{decimal(0), "0"},
		{decimal(1), "0.001"},
		{decimal(100_000), "100"},
		{quantity(1, "task"), "1 task"},
		{quantity(5000, "task"), "5,000 tasks"},
		{quantity(0, "task"), "0 tasks"},
		{enumerate(nil), ""},
		{enumerate([]string{"a"}), "a"},
		{enumerate([]string{"a", "b", "c"}), "a, b and c"},
		{tenths(0), "0"},
		{tenths(1_234_549), "1,234.5"},
		{tenths(950), "1"},
		{tenths(40), "0"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// TestTenthsOfDifferences: where a value of a row has a tenth of a task-second to show, all have, and their differences.
func TestTenthsOfDifferences(t *testing.T) {
	for _, c := range []struct {
		a, b int64
		want string
	}{
		{388_082, 144_044, "388.1 task-seconds, 144.0 task-seconds, -244.0 task-seconds"},
		{388_000, 144_000, "388 task-seconds, 144 task-seconds, -244 task-seconds"},
		{144_000, 144_300, "144.0 task-seconds, 144.3 task-seconds, +0.3 task-seconds"},
	} {
		var s ComparedService
		s.On = []*ServiceSide{nil, nil}
		s.add(ComparedValue{Name: "surge", Unit: sim.TaskMilliseconds, Cells: []ComparedCell{
			{Known: true, Value: c.a, Text: tenths(c.a) + " task-seconds"}, {Known: true, Value: c.b, Text: tenths(c.b) + " task-seconds"},
		}})
		row := &s.Rows[0]
		if got := row.Cells[0].Text + ", " + row.Cells[1].Text + ", " + row.Cells[1].against(row); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}
