package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/ecssim/ecssim/sim"
)

// patience is how long a run may take before it shows its progress.
const patience = time.Second

// lookEvery is how many records pass between two looks at the clock.
const lookEvery = 4096

// progress shows how far a run has come, in virtual time, on a terminal. It is a sim.Recorder.
type progress struct {
	bar     bar
	now     func() time.Time
	began   time.Time
	records int
	shown   bool
}

// bar is what progress needs of a progress bar.
type bar interface {
	Set64(at int64) error
	Finish() error
}

// wantsBar says whether there is someone to look at a bar: stderr is a terminal that knows how to draw one, and the
// environment doesn't say that control codes are unwanted.
func wantsBar(terminal bool, env func(string) string) bool {
	return terminal && env("NO_COLOR") == "" && env("CI") == "" && env("TERM") != "dumb"
}

// newProgress is nil when there is no one to look, or the user doesn't want a bar.
func newProgress(stderr io.Writer, sc *sim.Scenario, o *runOptions) *progress {
	file, ok := stderr.(*os.File)
	if o.quiet || o.noProgress || !wantsBar(ok && term.IsTerminal(int(file.Fd())), os.Getenv) {
		return nil
	}
	return &progress{
		now: time.Now, began: time.Now(),
		bar: progressbar.NewOptions64(int64(sc.Duration),
			progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription(sc.Name),
			progressbar.OptionSetVisibility(true), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetRenderBlankState(false), progressbar.OptionUseANSICodes(true),
		),
	}
}

// Record moves the bar now and then.
func (p *progress) Record(r *sim.Record) {
	p.records++
	if p.records%lookEvery != 0 || !p.shown && p.now().Sub(p.began) < patience {
		return
	}
	p.shown = true
	_ = p.bar.Set64(int64(r.At)) // a bar that can't be drawn is no reason to stop
}

// finish takes the bar away.
func (p *progress) finish() {
	if p.shown {
		_ = p.bar.Finish()
	}
}
