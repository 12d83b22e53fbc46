package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ecssim/ecssim/sim/ecs"
)

// lateContext is done from the n-th time on that it's asked, counted from 0.
type lateContext struct {
	context.Context
	asked, n int
}

func (c *lateContext) Err() error {
	c.asked++
	if c.asked > c.n {
		return context.Canceled
	}
	return nil
}

// TestInterruptedAtAnyPoint: whenever an interruption comes, the run ends with 130 and has left nothing, or it had
// already committed a whole result and ends with 0.
func TestInterruptedAtAnyPoint(t *testing.T) {
	for n := range 100 {
		top := t.TempDir()
		path := filepath.Join(top, "made", "out")
		var stdout, stderr bytes.Buffer
		ctx := &lateContext{Context: t.Context(), n: n}
		code := run(ctx, []string{"run", "../../scenarios/stuck-one-task.toml", "--out", path}, &stdout, &stderr)
		if code == exitFine {
			want := []string{countsFile, "counts.png", eventsFile, recordsFile, reportFile, resultFile}
			if got := names(t, path); n < 3 || !slices.Equal(got, want) {
				t.Errorf("interrupted at %d, it ends well with %v", n, got)
			}
			return
		}
		if got := names(t, top); code != exitInterrupted || stdout.Len() > 0 || len(got) > 0 {
			t.Errorf("interrupted at %d, it exits with %d and leaves %v: %s", n, code, got, stderr.String())
		}
		if want := "ecssim: interrupted; nothing was written\n"; stderr.String() != want {
			t.Errorf("interrupted at %d, it says %q", n, stderr.String())
		}
	}
	t.Error("it's always interrupted")
}

// TestInterruptedWhileReading: a run that waits for standard input doesn't wait for it when it's interrupted.
func TestInterruptedWhileReading(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := load(ctx, asked{path: "-"}, in); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if err := errors.Join(out.Close(), in.Close()); err != nil {
		t.Error(err)
	}
}

// TestExitCodes: what an error stands for, also when an interruption came too late to matter.
func TestExitCodes(t *testing.T) {
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want int
	}{
		{t.Context(), errors.New("any"), exitUsage},
		{interrupted, errors.New("any"), exitInterrupted},
		{t.Context(), &ecs.BrokenError{}, exitOurFault},
		{interrupted, &ecs.BrokenError{}, exitOurFault},
		{interrupted, &printError{errors.New("full")}, exitUsage},
	} {
		if got := exitCode(c.ctx, c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}
