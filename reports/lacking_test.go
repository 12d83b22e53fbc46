package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/reports"
	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// lackingOf is the field of the first refusal in the records of a run.
func lackingOf(t *testing.T, sc *sim.Scenario) string {
	t.Helper()
	records := written(t, func(b *bytes.Buffer) error {
		w := reports.NewRecordWriter(b, sc)
		if err := ecs.Run(t.Context(), sc, 1, w); err != nil {
			return err
		}
		return w.Close()
	})
	for line := range bytes.Lines(records) {
		var r struct {
			Kind    string
			Lacking json.RawMessage
		}
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		if r.Kind == "refusal" {
			return string(r.Lacking)
		}
	}
	return "no refusal"
}

// TestLacking: of two full instances, one of them DRAINING, each is told by itself; of 24, half of them DRAINING, how many
// lack the same.
func TestLacking(t *testing.T) {
	many := make([]sim.InstanceID, 12)
	for i := range many {
		many[i] = sim.InstanceID(i)
	}
	const full = `"has insufficient CPU units available.","has insufficient memory available."`
	const inactive = `,"encountered error \"INSTANCE_NOT_ACTIVE\"."`
	for _, c := range []struct {
		sc   *sim.Scenario
		want string
	}{
		{
			at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, drain(true, 0)),
			`[{"instance":"a-1","availabilityZone":"us-east-1a","reasons":[` + full + inactive + `],"lacks":["cpu","memory","active"]},` +
				`{"instance":"a-2","availabilityZone":"us-east-1b","reasons":[` + full + `],"lacks":["cpu","memory"]}]`,
		},
		{
			at(fleetScenario(24, 1, 24, 100, 200), sim.Minute, drain(true, many...)),
			`[{"group":"a","count":12,"reasons":[` + full + inactive + `],"lacks":["cpu","memory","active"]},{"group":"a","count":12,"reasons":[` + full + `],"lacks":["cpu","memory"]}]`,
		},
	} {
		got := strings.NewReplacer(`\u0022`, `\"`).Replace(lackingOf(t, c.sc))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("- want, + got:\n%s", diff)
		}
	}
}

// TestExplainLacking: an explanation of a moment names what each instance lacks, in words and as JSON; of a moment at which
// there is no lack of room it doesn't.
func TestExplainLacking(t *testing.T) {
	sc := at(fleetScenario(2, 2, 4, 100, 200), sim.Minute, drain(true, 0))
	for _, c := range []struct {
		at    sim.Time
		lacks bool
	}{{30_000, false}, {60_000, true}} {
		e := reports.NewExplanation(sc, 1, &c.at)
		if err := ecs.Run(t.Context(), sc, 1, e); err != nil {
			t.Fatal(err)
		}
		text := string(written(t, func(b *bytes.Buffer) error { return e.Write(b) }))
		const rows = "\n  a-1  has insufficient CPU units available. has insufficient memory available. encountered error \"INSTANCE_NOT_ACTIVE\".\n" +
			"  a-2  has insufficient CPU units available. has insufficient memory available.\n"
		if strings.Contains(text, rows) != c.lacks {
			t.Errorf("at %s:\n%s", c.at, text)
		}
		var back struct {
			Services []struct {
				Moment struct {
					Lacking []struct {
						Instance, Group string
						Count           int
						Reasons         []string
					}
				}
			}
		}
		if err := json.Unmarshal(written(t, func(b *bytes.Buffer) error { return e.WriteJSON(b) }), &back); err != nil {
			t.Fatal(err)
		}
		list := back.Services[0].Moment.Lacking
		if (len(list) == 2) != c.lacks || c.lacks && (list[0].Instance != "a-1" || list[0].Group != "a" || list[1].Count != 1 || len(list[0].Reasons) != 3) {
			t.Errorf("at %s: %+v", c.at, list)
		}
	}
}

// TestExplainDrain: an explanation says what a service waited for while its instance was drained; of a drain that never
// gets on, which waits for nothing, it has the verdict.
func TestExplainDrain(t *testing.T) {
	for _, c := range []struct {
		maximum int
		want    string
	}{
		{200, "What held service web since a-1 was drained: 50 s, from 60 s to 110 s\n"},
		{100, "a-1 is DRAINING and never gets empty, with 2 tasks left: service web can neither stop a task"},
	} {
		sc := at(fleetScenario(2, 8, 4, 100, c.maximum), sim.Minute, drain(true, 0))
		e := reports.NewExplanation(sc, 1, nil)
		if err := ecs.Run(t.Context(), sc, 1, e); err != nil {
			t.Fatal(err)
		}
		if text := string(written(t, func(b *bytes.Buffer) error { return e.Write(b) })); !strings.Contains(text, c.want) {
			t.Errorf("got:\n%s", text)
		}
	}
}
