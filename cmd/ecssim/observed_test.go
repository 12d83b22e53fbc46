package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// intervals compares the time between the steps of a run with a table of observed ones: intervals RECORDS TABLE. Each
// may be off by 10 s or 15 %.
func intervals(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: intervals RECORDS TABLE")
	}
	at := stepTimes(ts, args[0], "started")
	table := csvRows(ts, args[1])
	for i := 2; i < len(table); i++ {
		from, to := table[i-1], table[i]
		observed := number(ts, to[1]) - number(ts, from[1])
		simulated := at[to[0]] - at[from[0]]
		off := max(simulated-observed, observed-simulated)
		ts.Logf("%s to %s: observed %.1f s, simulated %.1f s", from[0], to[0], observed, simulated)
		if off > 10 && off > 0.15*observed {
			ts.Fatalf("%s to %s took %.1f s, simulated %.1f s", from[0], to[0], observed, simulated)
		}
	}
}

// ranges compares the time between steps of a run with observed ranges: ranges RECORDS TABLE. The first row's first
// step is where the run is looked at from. Each may lie 10 s outside its range, the length of a pass.
func ranges(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ranges RECORDS TABLE")
	}
	table := csvRows(ts, args[1])
	at := stepTimes(ts, args[0], table[1][0])
	for _, row := range table[1:] {
		from, to := at[row[0]], at[row[1]]
		if to == 0 {
			ts.Fatalf("%s never comes", row[1])
		}
		least, most := number(ts, row[2]), number(ts, row[3])
		ts.Logf("%s to %s: observed %.1f to %.1f s, simulated %.1f s", row[0], row[1], least, most, to-from)
		if to-from < least-10 || to-from > most+10 {
			ts.Fatalf("%s to %s took %.1f to %.1f s, simulated %.1f s", row[0], row[1], least, most, to-from)
		}
	}
}

func number(ts *testscript.TestScript, s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	ts.Check(err)
	return n
}

func csvRows(ts *testscript.TestScript, name string) [][]string {
	f, err := os.Open(ts.MkAbs(name))
	ts.Check(err)
	defer f.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(f).ReadAll()
	ts.Check(err)
	return rows
}

// recordLine is what stepTimes needs of a line of records.ndjson.
type recordLine struct {
	Time           float64
	Kind           string
	TaskDefinition string
	From, To       string
	Target         string `json:"state"`
	RolloutState   string
	Message        string
}

// stepTimes are the instants of a run's steps, by the names that the tables of observations use. Each is that of the
// first such record, from the step first on.
func stepTimes(ts *testscript.TestScript, records, first string) map[string]float64 {
	at := map[string]float64{}
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile(records)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recordLine
		ts.Check(json.Unmarshal(lines.Bytes(), &r))
		if step := stepOf(&r); step != "" {
			_, seen := at[step]
			_, begun := at[first]
			if !seen && (begun || step == first) {
				at[step] = r.Time
			}
		}
	}
	ts.Check(lines.Err())
	return at
}

func stepOf(r *recordLine) string {
	if r.Kind == "event" {
		for _, e := range []struct{ has, step string }{
			{" has started ", "started"},
			{" registered ", "registered"},
			{" has stopped ", "stopped"},
			{" deregistered ", "deregistered"},
			{" deployment completed.", "completed"},
		} {
			if strings.Contains(r.Message, e.has) {
				return e.step
			}
		}
	}
	if r.Kind == "target" && strings.HasSuffix(r.Target, "healthy") {
		return r.Target
	}
	if r.Kind == "task" && r.From == "DEACTIVATING" {
		return "SIGTERM"
	}
	if r.Kind == "task" && r.From == "STOPPING" {
		return "exited"
	}
	return ""
}
