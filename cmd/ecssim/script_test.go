package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ecssim/ecssim/sim"
	"github.com/ecssim/ecssim/sim/ecs"
)

// TestMain makes two programs of the tests: ecssim, and one whose batches crash on every scenario that is called so, or panic.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"ecssim":          main,
		"crashing-ecssim": func() { os.Exit(execute(context.Background(), newRoot(crashing), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// crashing is ecs.Run, but for scenarios that are called after how it crashes on them.
func crashing(ctx context.Context, sc *sim.Scenario, seed uint64, to sim.Recorder) error {
	switch {
	case strings.HasPrefix(sc.Name, "panics"):
		panic("index out of range\n::error::forged")
	case strings.HasPrefix(sc.Name, "contradicts"):
		return &ecs.BrokenError{At: 1000, Seed: seed, Reason: "a task is on two instances"}
	}
	return ecs.Run(ctx, sc, seed, to)
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
			"crashes": exitsAs("crashing-ecssim"), "describes": describes, "exits": exitsAs("ecssim"), "interrupt": interrupt, "killed": killed, "intervals": intervals, "metric": metric, "ranges": ranges,
		},
	})
}

// exitsAs runs a program and wants a certain exit code: exits 2 run bad.toml.
func exitsAs(program string) func(ts *testscript.TestScript, neg bool, args []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 1 {
			ts.Fatalf("usage: exits CODE ARGS...")
		}
		err := ts.Exec(program, args[1:]...)
		if code := exitOf(err); strconv.Itoa(code) != args[0] {
			ts.Fatalf("%s exits with %d, want %s", program, code, args[0])
		}
	}
}

func exitOf(err error) int {
	if err == nil {
		return 0
	}
	if e, ok := err.(interface{ ExitCode() int }); ok {
		return e.ExitCode()
	}
	return -1
}

// interrupt runs ecssim, sends it a signal as soon as a file is there, which a pattern names, and wants it to exit with
// 130: interrupt SIGNAL PATTERN ARGS...
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}
	if neg || len(args) < 3 || signals[args[0]] == nil {
		ts.Fatalf("usage: interrupt INT|TERM|HUP PATTERN ARGS...")
	}
	if signal.Ignored(signals[args[0]]) { // as under nohup: then ecssim goes on, as it should
		ts.Logf("SIG%s is ignored here", args[0])
		return
	}
	if code := exitOf(signalled(ts, signals[args[0]], args[1], args[2:])); code != exitInterrupted {
		ts.Fatalf("ecssim exits with %d after SIG%s", code, args[0])
	}
}

// killed runs ecssim and kills it outright as soon as a file is there, which a pattern names: killed PATTERN ARGS...
func killed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: killed PATTERN ARGS...")
	}
	if err := signalled(ts, os.Kill, args[0], args[1:]); err == nil || exitOf(err) >= 0 {
		ts.Fatalf("ecssim ended by itself: %v", err)
	}
}

// signalled runs ecssim, sends it a signal as soon as a file is there, and tells how it ended.
func signalled(ts *testscript.TestScript, s os.Signal, pattern string, args []string) error {
	path, err := exec.LookPath("ecssim")
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Stdin = ts.MkAbs("."), nil
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	ts.Check(cmd.Start())
	for ctx.Err() == nil {
		if found, _ := filepath.Glob(filepath.Join(cmd.Dir, pattern)); len(found) > 0 {
			break
		}
		time.Sleep(time.Millisecond) // another process has no other way to say how far it is
	}
	ts.Check(cmd.Process.Signal(s))
	return cmd.Wait()
}

// describes compares the n-th of several DescribeServices replies: describes FILE N web:2,web:1 DESIRED STATES, with the
// task definitions and rollout states of the first service's deployments.
func describes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: describes FILE N REVISIONS DESIRED STATES")
	}
	type reply struct {
		Services []struct {
			DesiredCount int
			Deployments  []struct{ TaskDefinition, RolloutState string }
		}
	}
	var replies []reply
	for decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0]))); decoder.More(); {
		var r reply
		ts.Check(decoder.Decode(&r))
		replies = append(replies, r)
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	if n >= len(replies) || len(replies[n].Services) == 0 {
		ts.Fatalf("%d replies; no service in reply %d", len(replies), n)
	}
	s := replies[n].Services[0]
	var revisions, states []string
	for _, d := range s.Deployments {
		revisions = append(revisions, d.TaskDefinition[strings.LastIndex(d.TaskDefinition, "/")+1:])
		states = append(states, d.RolloutState)
	}
	got := strings.Join(revisions, ",") + " " + strconv.Itoa(s.DesiredCount) + " " + strings.Join(states, ",")
	if want := strings.Join(args[2:], " "); got != want {
		ts.Fatalf("reply %d is %s, want %s", n, got, want)
	}
}

// metric compares a metric of the judged deployment in a result: metric out/result.json tasksStarted 4.
func metric(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: metric RESULT NAME VALUE")
	}
	var result struct {
		Deployments []struct {
			Judged  bool
			Metrics map[string]any
		}
	}
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	decoder.UseNumber()
	ts.Check(decoder.Decode(&result))
	judged := 0
	for _, d := range result.Deployments {
		if d.Judged {
			judged++
			if got := fmt.Sprint(d.Metrics[args[1]]); got != args[2] {
				ts.Fatalf("%s is %s, want %s", args[1], got, args[2])
			}
		}
	}
	if judged == 0 {
		ts.Fatalf("%s has no deployment that is judged", args[0])
	}
}
