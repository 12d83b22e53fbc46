package main

import (
	"bufio"
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

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

// stepTimes are the instants of a rollout's steps, by the names that the tables of observations use. Each is that of
// the first such record after the update.
func stepTimes(ts *testscript.TestScript, records string) map[string]float64 {
	at := map[string]float64{}
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile(records)))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recordLine
		ts.Check(json.Unmarshal(lines.Bytes(), &r))
		if step := stepOf(&r); step != "" {
			if _, seen := at[step]; !seen {
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
	if r.Kind == "task" && r.From == "DEACTIVATING" {
		return "SIGTERM"
	}
	if r.Kind == "task" && r.From == "STOPPING" {
		return "exited"
	}
	return ""
}
