package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ecssim": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs testdata/*.txtar: whole runs of the command, with what they print and write. ECSSIM_UPDATE=1 rewrites
// the expected texts.
func TestScripts(t *testing.T) {
	shipped, err := filepath.Abs("../../scenarios")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("ECSSIM_UPDATE") == "1",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SCENARIOS", shipped)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "intervals": intervals, "metric": metric,
		},
	})
}

// exits runs ecssim and wants a certain exit code: exits 2 run bad.toml.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	err := ts.Exec("ecssim", args[1:]...)
	code := 0
	if err != nil {
		code = exitOf(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("ecssim exits with %d, want %s", code, args[0])
	}
}

func exitOf(err error) int {
	if e, ok := err.(interface{ ExitCode() int }); ok {
		return e.ExitCode()
	}
	return -1
}

// metric compares a metric of the judged deployment in a result: metric out/result.json tasksStarted 4.
func metric(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: metric RESULT NAME VALUE")
	}
	var result struct {
		Deployments []struct {
			Judged  bool
			Metrics map[string]json.Number
		}
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &result))
	for _, d := range result.Deployments {
		if d.Judged && d.Metrics[args[1]].String() != args[2] {
			ts.Fatalf("%s is %s, want %s", args[1], d.Metrics[args[1]], args[2])
		}
	}
}

// intervals compares the time between the steps of a run with a table of observed ones: intervals RECORDS TABLE. Each
// may be off by 10 s or 15 %.
func intervals(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: intervals RECORDS TABLE")
	}
	at := stepTimes(ts, args[0])
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
