package ecs_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestAnyRunIsReadBack wants of any run that its records.ndjson reads back: the same bytes when it is written again, and
// the same results and explanations.
func TestAnyRunIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sc := anyScenario(t)
		for i := range sc.Timeline {
			sc.Timeline[i].Index = i
		}
		moment := sim.Time(rapid.IntRange(0, 600).Draw(t, "moment")) * 1000
		var first, second bytes.Buffer
		w := reports.NewRecordWriter(&first, sc)
		told, read := reports.NewExplanation(sc, 1, &moment), reports.NewExplanation(sc, 1, &moment)
		if err := ecs.Run(t.Context(), sc, 1, sim.Recorders{told, w}); err != nil {
			t.Skip(err)
		}
		again := reports.NewRecordWriter(&second, sc)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(reports.ReadRecords(bytes.NewReader(first.Bytes()), sc, sim.Recorders{read, again}), again.Close()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first.String(), second.String()); diff != "" {
			t.Fatalf("written again: %s", diff)
		}
		if diff := cmp.Diff(toldText(t, told), toldText(t, read)); diff != "" {
			t.Fatalf("- of the run, + of its records:\n%s", diff)
		}
	})
}

func toldText(t *rapid.T, e *reports.Explanation) string {
	var b bytes.Buffer
	err := errors.Join(e.WriteResult(&b), e.WriteTable(&b), e.Events.Write(&b), e.Write(&b), e.WriteJSON(&b))
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
