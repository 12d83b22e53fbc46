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
	bar     *progressbar.ProgressBar
	began   time.Time
	records int
	shown   bool
}

// newProgress is nil when there is no one to look: stderr isn't a terminal, or the user doesn't want a bar.
func newProgress(stderr io.Writer, sc *sim.Scenario, o *runOptions) *progress {
	file, ok := stderr.(*os.File)
	if !ok || o.quiet || o.noProgress || os.Getenv("CI") != "" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return &progress{
		began: time.Now(),
		bar: progressbar.NewOptions64(int64(sc.Duration),
			progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription(sc.Name),
			progressbar.OptionSetVisibility(true), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetRenderBlankState(false), progressbar.OptionUseANSICodes(os.Getenv("NO_COLOR") == ""),
		),
	}
}

// Record moves the bar now and then.
func (p *progress) Record(r *sim.Record) {
	p.records++
	if p.records%lookEvery != 0 || !p.shown && time.Since(p.began) < patience {
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
