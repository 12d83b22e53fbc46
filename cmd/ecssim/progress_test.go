package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ecssim/ecssim/sim"
)

// TestWantsBar: only a terminal gets a bar, and none of the usual ways to refuse control codes is set.
func TestWantsBar(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true},
		{true, map[string]string{"TERM": "xterm-256color", "NO_COLOR": ""}, true},
		{false, nil, false},
		{true, map[string]string{"NO_COLOR": "1"}, false},
		{true, map[string]string{"CI": "true"}, false},
		{true, map[string]string{"TERM": "dumb"}, false},
	} {
		if got := wantsBar(c.terminal, func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("terminal %v with %v: %v, want %v", c.terminal, c.env, got, c.want)
		}
	}
	if newProgress(new(bytes.Buffer), &sim.Scenario{Duration: sim.Hour}, &runOptions{}) != nil {
		t.Error("there is a bar without a terminal")
	}
}

// fakeBar notes where it was set.
type fakeBar struct {
	set      []int64
	finished int
}

func (b *fakeBar) Set64(at int64) error { b.set = append(b.set, at); return nil }
func (b *fakeBar) Finish() error        { b.finished++; return nil }

// TestProgress: a bar appears only when a run takes longer than a second, moves by virtual time now and then, and goes
// away at the end.
func TestProgress(t *testing.T) {
	var now time.Time
	play := func(records int, each time.Duration) *fakeBar {
		bar := &fakeBar{}
		p := &progress{bar: bar, began: now, now: func() time.Time { return now }}
		for i := range records {
			now = now.Add(each)
			p.Record(&sim.Record{At: sim.Time(i)})
		}
		p.finish()
		return bar
	}
	if got := play(2*lookEvery, time.Microsecond); len(got.set) > 0 || got.finished > 0 {
		t.Errorf("a short run shows a bar: %+v", got)
	}
	want := &fakeBar{set: []int64{2*lookEvery - 1, 3*lookEvery - 1}, finished: 1}
	if diff := cmp.Diff(want, play(3*lookEvery+5, patience/(lookEvery+5)), cmp.AllowUnexported(fakeBar{})); diff != "" {
		t.Error(diff)
	}
}
